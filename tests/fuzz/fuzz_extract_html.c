/* fuzz_extract_html.c - any bytes as a page: one article at most; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t articles = check_articles(&mg_format_html, data, size);
    assert(articles <= 1);
    return 0;
}
