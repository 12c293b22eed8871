/* fuzz_extract_docx.c - any bytes as a DOCX, and as the text, the styles and the notes of one. */
#include "tests/fuzz/check_articles.h"
#include "tests/unit/zip_maker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span bytes = {(const char *)data, size};
    mg_buf zip = MG_BUF_INIT;
    const zip_entry parts[] = {
        {"docProps/core.xml", bytes}, {"word/document.xml", bytes}, {"word/styles.xml", bytes}, {"word/footnotes.xml", bytes}};
    check_articles(&mg_format_docx, data, size);
    zip_make(parts, MG_COUNT(parts), 0, &zip);
    size_t articles = check_articles(&mg_format_docx, (const uint8_t *)zip.p, zip.n);
    assert(articles <= 1);
    mg_buf_dispose(&zip);
    return 0;
}
