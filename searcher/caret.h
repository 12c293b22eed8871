/* caret.h - a query on a line, and below it a caret at the place that an error is about. */
#ifndef MG_CARET_H
#define MG_CARET_H

#include "common/buf.h"

/* Append both lines, each ended by a newline and at most `width` columns wide (20 or more). Of a long query what is around byte
 * `at` is shown, between "..."; characters are shown as mg_screen_add has them. */
void mg_caret(mg_span query, size_t at, size_t width, mg_buf *out);

#endif
