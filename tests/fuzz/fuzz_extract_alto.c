/* fuzz_extract_alto.c - any bytes as ALTO; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t articles = check_articles(&mg_format_alto, data, size);
    assert(articles <= size / 5);
    return 0;
}
