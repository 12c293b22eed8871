/* fuzz_pdf_layout.c - any bytes as what pdftotext says of a PDF: paragraphs of tidy text, and no more pages than there are. */
#include "common/utf8.h"
#include "indexer/pdf_layout.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_buf xhtml = MG_BUF_INIT, body = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    mg_pdf_layout layout;
    mg_article article = {0};
    mg_buf_add(&xhtml, (mg_span){(const char *)data, size});
    mg_status status = mg_pdf_layout_read(&xhtml, &arena, &layout, NULL);
    assert(status == MG_OK);
    bool ok = mg_blocks_take_head(&layout.text, false, &article, &arena);
    assert(ok);
    mg_blocks_body(&layout.text, &body);
    mg_span text = mg_buf_span(&body);
    assert(mg_utf8_valid(text) == text.n);
    size_t marks = 0;
    for (size_t at = 0; (at = mg_span_find(text, at, '\f')) < text.n; at++) marks++;
    assert(marks == (layout.pages ? layout.pages - 1 : 0));
    mg_buf_dispose(&xhtml);
    mg_buf_dispose(&body);
    mg_pdf_layout_dispose(&layout);
    mg_arena_dispose(&arena);
    return 0;
}
