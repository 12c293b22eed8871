/* screen.h - text from articles on a terminal: harmless, wrapped, marked. */
#ifndef MG_SCREEN_H
#define MG_SCREEN_H

#include "common/buf.h"
#include "searcher/morgue.h"

typedef struct {
    size_t width;  /* columns of a line; however few, some text stands behind the indent */
    size_t indent; /* blanks before each line */
    bool color;    /* marks as bold colour; else between asterisks */
    enum { MG_FLOW, MG_PARAGRAPHS, MG_BLANK_LINES } lines; /* newlines of the text are blanks; each starts a new line;
                                                              and a blank line stays one */
    size_t begun;  /* columns of its indent that the first line has already */
} mg_screen;

/* Print `text` on stdout, wrapped, and a newline. Control characters become blanks, runs of blanks one;
 * what is not seen (bidirectional overrides and isolates, soft hyphens, tags ...) is left out.
 *   marks  ranges of `text` to mark, sorted, apart
 *   style  of the whole, as an SGR number ("1", "2"), when there is colour; NULL: none */
void mg_screen_put(const mg_screen *screen, mg_span text, const morgue_range *marks, size_t n, const char *style);

/* Append `text` as one line that a terminal takes as nothing but text: a run of line ends and tabs becomes a blank, other
 * control characters U+FFFD, and what is not seen is left out. */
void mg_screen_add(mg_span text, mg_buf *out);

/* How many columns `text` takes. */
size_t mg_screen_columns(mg_span text);

/* Append `text` as a terminal may have it on one line: control characters and line ends are blanks, runs of blanks one, and
 * what changes the direction of text is left out. */
void mg_screen_clean(mg_span text, mg_buf *out);

/* What of a clean text's beginning, or of its end, fits into so many columns; an accent stays with its letter. */
mg_span mg_screen_head(mg_span text, size_t columns);
mg_span mg_screen_tail(mg_span text, size_t columns);

#endif
