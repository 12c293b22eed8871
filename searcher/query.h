/* query.h - what a person typed to a tree, with the byte position of every part.
 *
 *   expr    = xor {OR xor}
 *   xor     = and {XOR and}
 *   and     = list {(AND | NOT | AND NOT) list}
 *   list    = [+ | -] near {[+ | -] near}        beside each other: see mg_search's `match`
 *   near    = item {(NEAR | NEAR/n | ADJ | ADJ/n | w/n) item}
 *   item    = word | word* | w?r*d | word~ | word~2 | "phrase" | "loose phrase"~n | ( expr ) | field : item
 *           | date : when | since : when | until : when | has : field
 *
 * Operators are upper-case words (w/n in either case). Curly and angle quotes are quotes; wildcards stand in
 * them too. Nothing typed
 * is a failure: what is no operator is searched as words, and a warning with its place says so.
 * Lifetimes: the tree lives in the arena and borrows the text. Source of the grammar: the union of what
 * Xapian's QueryParser, Lucene and dtSearch users type; precedence is Xapian's. */
#ifndef MG_QUERY_H
#define MG_QUERY_H

#include "common/arena.h"
#include "common/error.h"
#include "common/schema.h"

/* Longer queries are refused; of more parts, nested deeper, the rest is left out with a warning. */
#define MG_QUERY_BYTES_MAX ((size_t)64 * 1024)
#define MG_QUERY_PARTS_MAX 1000
#define MG_QUERY_DEPTH_MAX 40

/* The distance of a NEAR or ADJ without a number, in words. */
#define MG_NEAR_DEFAULT 10

typedef enum {
    MG_Q_EMPTY,  /* nothing to search for */
    MG_Q_TEXT,   /* a run without blanks: one word, or several that belong together (foo-bar, 中国经济) */
    MG_Q_PREFIX, /* text without its trailing * */
    MG_Q_PHRASE, /* text between quotes; `distance`: words that may stand between (0) */
    MG_Q_LIST,   /* kids beside each other, each with its sign */
    MG_Q_AND,
    MG_Q_OR,
    MG_Q_XOR,
    MG_Q_NOT,  /* the first kid without the others; a single kid: all articles without it */
    MG_Q_NEAR, /* kids (TEXT, PREFIX, one-word PHRASE) within `distance` words, in any order; in this order if `ordered` */
    MG_Q_DATE, /* first..last, as keys of date.h; an empty end is open */
    MG_Q_HAS,  /* articles that have the field called text */
} mg_qtype;

typedef struct mg_qnode mg_qnode;
struct mg_qnode {
    mg_qtype type;
    size_t start, end; /* bytes of the query */
    mg_span text;
    const mg_field *field; /* NULL: headline, standfirst and body */
    char sign;             /* in a list: '+', '-' or 0 */
    bool wild;   /* of TEXT, PHRASE: there are wildcards in it, see mg_wildcard */
    unsigned edits; /* of TEXT: its last word is fuzzy, with so many (1 or 2); 0: not */
    bool ordered;
    unsigned distance;
    mg_span first, last; /* of a date */
    mg_qnode *kids, *next;
};

/* `text` says what is wrong and, behind its last colon, what was done about it. */
typedef struct {
    size_t at; /* byte of the query */
    mg_span text;
} mg_warning;

typedef struct {
    mg_warning *v;
    size_t n, cap;
} mg_warnings;

/* Parse `text`, which is valid UTF-8.
 *   today  YYYYMMDD, what relative dates (7d, yesterday) count from
 * Warnings are appended; their text lives in the arena, their array is the caller's to free.
 * Errors: MG_LIMIT the query is too long; MG_NOMEM. */
MG_NODISCARD mg_status mg_query_parse(mg_span text, unsigned today, mg_arena *arena, mg_qnode **out,
                                      mg_warnings *warnings, mg_error *err);

/* Where a warning is about no word of the query. */
#define MG_NOWHERE SIZE_MAX

/* The first wildcard of a text at or behind byte `from`, or text.n: a *; a ? with more of the word behind it,
 * as one that ends a word ends a question. */
size_t mg_wildcard(mg_span text, size_t from);

/* Append a warning; false when out of memory. */
bool mg_warn(mg_warnings *warnings, mg_arena *arena, size_t at, const char *fmt, ...) MG_PRINTF(4, 5);

#endif
