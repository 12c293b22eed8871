/* sgml.h - scan the tag soup of old news collections: marked up like SGML, but neither valid nor XML.
 *
 * One pass over UTF-8 text, no allocation, linear whatever the text holds. A tag is `<`, an optional `/`, a
 * letter and then anything but `<` and `>` up to the `>`; everything else is text, so a bare `<` or `&` is
 * just that. Comments, declarations (`<!...>`) and processing instructions are passed over. Nothing is
 * matched or nested: what belongs together is for the caller to say. All spans point into the text. */
#ifndef MG_SGML_H
#define MG_SGML_H

#include "common/arena.h"

typedef enum { MG_SGML_TEXT, MG_SGML_OPEN, MG_SGML_CLOSE } mg_sgml_kind;

typedef struct {
    mg_sgml_kind kind;
    mg_span raw;        /* all of it, as written */
    mg_span name;       /* of a tag, as written; empty for text */
    mg_span attributes; /* what stands behind the name of a start tag */
} mg_sgml_token;

typedef struct {
    mg_span text;
    size_t at;           /* the byte to go on from */
    bool no_comment_end; /* no `-->` from here to the end: a comment that is not closed is text */
    size_t seen, seen_end; /* where the markup starts and ends that the last piece of text ran into */
} mg_sgml;

#define MG_SGML_INIT(span)                                                                                   \
    {                                                                                                        \
        .text = (span), .at = 0, .no_comment_end = false, .seen = SIZE_MAX, .seen_end = 0                    \
    }

/* The next token; false at the end of the text. Text comes in pieces parted by tags and comments. */
bool mg_sgml_next(mg_sgml *scan, mg_sgml_token *token);

/* Is it a tag of that kind and name, in upper or lower case? */
bool mg_sgml_is(const mg_sgml_token *token, mg_sgml_kind kind, const char *name);

/* One element that is never inside itself, such as a story of a file of stories. */
typedef struct {
    mg_span attributes;
    mg_span inner; /* up to the end tag, the next start tag of the name, or the end of the text */
    bool closed;   /* by its end tag */
} mg_sgml_record;

/* The next element of that name, and the scan moved behind it; false when there is none. */
bool mg_sgml_next_record(mg_sgml *scan, const char *name, mg_sgml_record *record);

/* The value of an attribute (names without regard to case), still encoded; p is NULL when it is not there. */
mg_span mg_sgml_attribute(mg_span attributes, const char *name);

/* `raw` with its character references replaced: numbers, the names of HTML 4 and the common ISO names.
 * References to control characters vanish, but those that mean windows-1252 are that; unknown names stay as written.
 * `raw` itself when there is nothing to replace, else kept in `arena`; p is NULL when memory runs out. */
mg_span mg_sgml_decode(mg_span raw, mg_arena *arena);

#endif
