/* pdf_layout.h - what `pdftotext -bbox-layout` says of a PDF: an XHTML page with its properties and, by page, flow, block and
 * line, each word and its box. */
#ifndef MG_PDF_LAYOUT_H
#define MG_PDF_LAYOUT_H

#include "indexer/blocks.h"

typedef struct {
    mg_span title, author, keywords; /* the Info dictionary, as written; in the arena */
    mg_blocks text;
    size_t pages;
} mg_pdf_layout;

/* Read it. *out is zeroed first, and to be disposed of also after an error. What is not well-formed is passed over, and
 * what was cut off is read as far as it goes.
 *   layout  its control characters are made spaces in place
 * Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_pdf_layout_read(mg_buf *layout, mg_arena *arena, mg_pdf_layout *out, mg_error *err);
void mg_pdf_layout_dispose(mg_pdf_layout *layout);

#endif
