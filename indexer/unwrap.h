/* unwrap.h - lines of a fixed width, as wires and collections keep them, to paragraphs and tables.
 *
 * A paragraph starts behind a blank line, at an indented line, or behind a line that had room for the first
 * word of the next one; its lines are joined by a blank. In double-spaced text, where blank lines part all lines and most
 * of them end in the middle of a sentence, one is none. Lines whose words stand in columns, and runs of
 * short entries
 * ("Shr 34 cts vs 1.19 dlrs"), keep their line ends. Knows no format; linear. */
#ifndef MG_UNWRAP_H
#define MG_UNWRAP_H

#include "common/buf.h"

/* Append `text` to `out`: paragraphs parted by one blank line, entries and rows by a line end.
 *   column  in  where the first line starts: what stood before it on its line was cut off
 *   width   in  at which the lines were broken, in bytes; 0 to find it out */
void mg_unwrap(mg_span text, size_t column, size_t width, mg_buf *out);

#endif
