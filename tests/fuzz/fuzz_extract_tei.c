/* fuzz_extract_tei.c - any bytes as TEI; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t articles = check_articles(&mg_format_tei, data, size);
    assert(articles <= size / 5);
    return 0;
}
