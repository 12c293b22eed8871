/* fuzz_extract_text.c - any bytes as a plain text: one article at most; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assert(check_articles(&mg_format_text, data, size) <= 1);
    return 0;
}
