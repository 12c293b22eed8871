/* fuzz_extract_reuters.c - any bytes as a file of the Reuters collection; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t articles = check_articles(&mg_format_reuters, data, size);
    assert(articles <= size / 5);
    return 0;
}
