/* page_text.h - words with their places on pages to paragraphs in reading order: for whatever was set in print (PDF; OCR).
 *
 * The caller gives pages, on them blocks (a column, or a piece of one, as its source cut them), lines and words, in reading
 * order. Lines become paragraphs by their indents, gaps, ends and sizes of type, also across blocks and pages when a sentence
 * runs on. A word that was cut at the end of a line is joined when it goes on in lower case, and keeps its hyphen when it is
 * written with one elsewhere. Lines that stand in the same place of several pages (running heads, page numbers) are left out.
 * Text that runs from right to left, given as it is seen, is put into the order in which it is read. */
#ifndef MG_PAGE_TEXT_H
#define MG_PAGE_TEXT_H

#include "indexer/blocks.h"

typedef struct mg_page_text mg_page_text;

typedef struct {
    float left, top, right, bottom; /* in one unit for all of the file; downwards */
} mg_box;

MG_NODISCARD mg_status mg_page_text_new(mg_page_text **out, mg_error *err);
void mg_page_text_free(mg_page_text *pages);

void mg_page_begin(mg_page_text *pages, float height);
void mg_page_block(mg_page_text *pages);
void mg_page_line(mg_page_text *pages);
/* `word` is UTF-8, without spaces around it. */
void mg_page_word(mg_page_text *pages, mg_box box, mg_span word);

/* How many letters and signs there were. */
size_t mg_page_text_bytes(const mg_page_text *pages);

/* Append the paragraphs, with a form feed where each page but the first begins. The largest type at the top of the first page
 * is of kind TITLE, other large type HEADING. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_page_text_end(mg_page_text *pages, mg_blocks *out, mg_error *err);

#endif
