/* ocr_lines.h - printed lines to a paragraph, as page recognition gives them.
 *
 * A hyphen at a line's end goes, and the word with it becomes one again, when a letter stands before it and a small
 * letter begins the next line; before a capital or a digit ("Port-/Ellery", "1914-/1918") it stays, and no blank
 * follows. Signs that only ever break words go in any case: the soft hyphen, the not sign and the double hyphens of
 * Fraktur. */
#ifndef MG_OCR_LINES_H
#define MG_OCR_LINES_H

#include "common/buf.h"

/* How many bytes at the end of `line` are a hyphen behind a letter; 0 when none are. */
size_t mg_ocr_hyphen(mg_span line);

/* paragraph[0..end) ends one line, and the rest begins the next: make them one. `end` is not 0, the rest not blank at its
 * start; with no rest nothing is done. */
void mg_ocr_join(mg_buf *paragraph, size_t end);

/* Append a line to a paragraph. */
void mg_ocr_add_line(mg_buf *paragraph, mg_span line);

#endif
