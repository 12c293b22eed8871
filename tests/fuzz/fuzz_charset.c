/* fuzz_charset.c - any bytes, with their first line as the label: UTF-8 comes out, three times as much at
 * most. */
#include "indexer/charset.h"

#include "common/utf8.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span in = {(const char *)data, size};
    size_t line = mg_span_find(in, 0, '\n');
    mg_span label = mg_span_sub(in, 0, line < in.n ? line : 0),
            raw = mg_span_sub(in, line < in.n ? line + 1 : 0, in.n);
    mg_buf text = MG_BUF_INIT;
    mg_charset_how how;
    mg_charset_is_binary(raw);
    mg_status status = mg_charset_to_utf8(raw, label, &text, &how, NULL);
    assert(status == MG_OK);
    assert(mg_utf8_valid(mg_buf_span(&text)) == text.n);
    assert(text.n <= 3 * raw.n);
    assert(how.name && how.rule);
    mg_buf_dispose(&text);
    return 0;
}
