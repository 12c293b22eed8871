/* fuzz_extract_mail.c - any bytes as a mail and as a mailbox; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assert(check_articles(&mg_format_eml, data, size) <= 1);
    assert(check_articles(&mg_format_mbox, data, size) <= size / 5);
    return 0;
}
