/* fuzz_extract_wxr.c - any bytes as an export of WordPress's; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t articles = check_articles(&mg_format_wxr, data, size);
    assert(articles <= size / 6);
    return 0;
}
