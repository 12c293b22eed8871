/* fuzz_extract_markdown.c - any bytes as Markdown: one article at most; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assert(check_articles(&mg_format_markdown, data, size) <= 1);
    return 0;
}
