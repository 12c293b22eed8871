/* fuzz_extract_odt.c - any bytes as an ODT, as the parts of one, and as a flat one. */
#include "tests/fuzz/check_articles.h"
#include "tests/unit/zip_maker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span bytes = {(const char *)data, size};
    mg_buf zip = MG_BUF_INIT;
    const zip_entry parts[] = {{"mimetype", MG_SPAN("application/vnd.oasis.opendocument.text")},
                               {"meta.xml", bytes}, {"content.xml", bytes}, {"styles.xml", bytes}};
    check_articles(&mg_format_odt, data, size);
    size_t flat = check_articles(&mg_format_fodt, data, size);
    zip_make(parts, MG_COUNT(parts), 0, &zip);
    size_t articles = check_articles(&mg_format_odt, (const uint8_t *)zip.p, zip.n);
    assert(articles <= 1 && flat <= 1);
    mg_buf_dispose(&zip);
    return 0;
}
