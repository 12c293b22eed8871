/* schema.h - the terms and values of the index: the one table that the indexer and the searcher share.
 *
 * Terms follow Xapian's TermGenerator, QueryParser and Omega:
 *   word                    as written, folded, with positions; its bare form at the same position
 *   Z + stem                in the article's language, without positions
 *   S + word, ZS + stem     the same of the headline
 *   A + word                of the bylines, with positions
 *   XDATELINE + word        of the dateline, with positions
 *   XAUTHOR XSOURCE XSECTION K L    + a whole value, folded: for filters
 *   D20250307 M202503 Y2025 date
 *   Q + id, U + url
 *   XCLAIM + id             an article that says it has this id, which another article has
 *   XSTEM + code            the stemmer that its Z terms are of; MG_UNSTEMMED where it has none
 *   XFORMAT + name          the format that the article was read from
 *   XHAS + field            articles that have a date, author, ...
 * Headline words count MG_TITLE_WDF times in the plain words. Fields are MG_FIELD_GAP positions apart,
 * so that no phrase runs across two of them. */
#ifndef MG_SCHEMA_H
#define MG_SCHEMA_H

#include "common/buf.h"

/* Changes whenever an index of the old layout can no longer be read, or only slowly. */
#define MG_LAYOUT_VERSION 5

/* Longest term that every Xapian backend takes, zero bytes counting twice. */
#define MG_TERM_MAX 245

/* What stands behind XSTEM for an article whose words are not stemmed. */
#define MG_UNSTEMMED "none"

#define MG_TITLE_WDF 3
#define MG_FIELD_GAP 100

/* Value slots. The date is mg_date_key's; lists are joined by 0x1f; the story is a fingerprint of story.h. */
enum {
    MG_SLOT_DATE = 0,
    MG_SLOT_SOURCE = 1,
    MG_SLOT_SECTION = 2,
    MG_SLOT_AUTHOR = 3,
    MG_SLOT_LANGUAGE = 4,
    MG_SLOT_STORY = 5,
};

typedef enum {
    MG_FIELD_WORDS, /* words with positions and stems: title */
    MG_FIELD_NAMES, /* words with positions, as written: author, dateline */
    MG_FIELD_EXACT, /* a whole value: url, id, lang */
    MG_FIELD_LABEL, /* a whole value, found by any word in it: source, section, keyword */
} mg_field_kind;

typedef struct {
    const char *name;   /* as a query names it */
    const char *prefix; /* of its terms */
    mg_field_kind kind;
    bool folded; /* are whole values kept without case? */
} mg_field;

/* The field that a query calls `name` (without regard to case), or NULL. */
const mg_field *mg_field_find(mg_span name);

/* All fields, in the order of the manual. */
const mg_field *mg_fields(size_t *n);

/* Append prefix + value as one term: lower case where `fold`, blanks collapsed, cut to MG_TERM_MAX: what
 * is longer keeps its first bytes and ends in a hash, so that different values stay different terms. */
void mg_term_exact(const char *prefix, mg_span value, bool fold, mg_buf *out);

/* Metadata key of every segment: layout and analyser, "2 1". */
#define MG_META_VERSION "morgue.version"

#endif
