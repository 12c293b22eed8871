/* fuzz_extract_xml.c - any bytes as XML that a map explains; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

#include "indexer/map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const rules[] = {"record=a", "title=a/b", "body=p", "body=*", "id=@n", "date=b/@d"};
    mg_map map = {.n = 0};
    bool ok = true;
    for (size_t i = 0; i < MG_COUNT(rules); i++) ok &= mg_map_add(&map, mg_span_str(rules[i]), NULL) == MG_OK;
    assert(ok);
    check_articles(&mg_format_xml, data, size);
    check_mapped(&mg_format_xml, &map, data, size);
    return 0;
}
