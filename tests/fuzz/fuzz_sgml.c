/* fuzz_sgml.c - any bytes as tag soup: tokens follow each other without overlap, decoding never grows a text.
 */
#include "indexer/sgml.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(mg_span part, mg_span whole)
{
    return !part.p || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span text = {(const char *)data, size};
    mg_arena arena = MG_ARENA_INIT;
    mg_sgml scan = MG_SGML_INIT(text);
    mg_sgml_token token;
    size_t end = 0;
    while (mg_sgml_next(&scan, &token)) {
        assert(token.raw.n && inside(token.raw, text));
        assert((size_t)(token.raw.p - text.p) >= end);
        end = (size_t)(token.raw.p - text.p) + token.raw.n;
        assert(scan.at >= end);
        if (token.kind == MG_SGML_TEXT) {
            mg_span plain = mg_sgml_decode(token.raw, &arena);
            assert(plain.p && plain.n <= token.raw.n);
            continue;
        }
        assert(token.raw.p[0] == '<' && token.raw.p[token.raw.n - 1] == '>');
        assert(token.name.n && inside(token.name, token.raw) && inside(token.attributes, token.raw));
        assert(inside(mg_sgml_attribute(token.attributes, "id"), token.raw));
    }
    scan = (mg_sgml)MG_SGML_INIT(text);
    mg_sgml_record record;
    for (size_t at = 0; mg_sgml_next_record(&scan, "DOC", &record); at = scan.at)
        assert(scan.at > at && inside(record.inner, text) && inside(record.attributes, text));
    mg_arena_dispose(&arena);
    return 0;
}
