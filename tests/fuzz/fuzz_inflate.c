/* fuzz_inflate.c - any bytes as deflated text of a claimed size (the first two bytes), and as text to deflate. */
#include "common/deflate.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ok(mg_status status)
{
    assert(status == MG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span bytes = {(const char *)data, size};
    mg_buf packed = MG_BUF_INIT;
    mg_inflated inflated = {0};
    mg_span back;
    mg_deflater *deflater;
    ok(mg_deflater_new(&deflater, NULL));
    for (mg_deflate_way way = MG_DEFLATE_PLAIN; way <= MG_DEFLATE_ENGLISH; way++) {
        mg_buf_reset(&packed);
        if (size >= 2) {
            size_t claimed = (size_t)data[0] << 8 | data[1];
            mg_status status = mg_inflate(&inflated, mg_span_sub(bytes, 2, size), way, claimed, &back, NULL);
            assert(status == MG_CORRUPT || (status == MG_OK && back.n == claimed));
        }
        ok(mg_deflate(deflater, way, bytes, &packed, NULL));
        ok(mg_inflate(&inflated, mg_buf_span(&packed), way, size, &back, NULL));
        assert(mg_span_eq(back, bytes));
    }
    mg_deflater_free(deflater);
    mg_buf_dispose(&packed);
    mg_inflated_dispose(&inflated);
    return 0;
}
