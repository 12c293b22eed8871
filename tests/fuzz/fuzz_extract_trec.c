/* fuzz_extract_trec.c - any bytes as a file of TREC records; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t articles = check_articles(&mg_format_trec, data, size);
    assert(articles <= size / 5);
    return 0;
}
