/* fuzz_extract_feed.c - any bytes as a feed; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t articles = check_articles(&mg_format_feed, data, size);
    assert(articles <= size / 6);
    return 0;
}
