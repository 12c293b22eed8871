/* fuzz_extract_rcv1.c - any bytes as items of the Reuters Corpus; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t articles = check_articles(&mg_format_rcv1, data, size);
    assert(articles <= size / 5);
    return 0;
}
