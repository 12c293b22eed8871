/* fuzz_extract_warc.c - any bytes as a web archive; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_articles(&mg_format_warc, data, size);
    return 0;
}
