/* fuzz_text_pack.c - any bytes as packed text of a claimed size (the first two bytes), and as text to pack. */
#include "common/text_pack.h"

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
    mg_unpacked_text unpacked = {0};
    mg_span back;
    mg_text_packer *packer;
    ok(mg_text_packer_new(&packer, NULL));
    for (mg_text_way way = MG_TEXT_DEFLATED; way <= MG_TEXT_WORDS; way++) {
        mg_buf_reset(&packed);
        if (size >= 2) {
            size_t claimed = (size_t)data[0] << 8 | data[1];
            mg_status status = mg_text_unpack(&unpacked, mg_span_sub(bytes, 2, size), way, claimed, &back, NULL);
            assert(status == MG_CORRUPT || (status == MG_OK && back.n == claimed));
        }
        mg_span text = mg_span_sub(bytes, 0, way == MG_TEXT_WORDS ? MG_MIN(size, MG_TEXT_WORDS_MAX) : size);
        ok(mg_text_pack(packer, way, text, &packed, NULL));
        ok(mg_text_unpack(&unpacked, mg_buf_span(&packed), way, text.n, &back, NULL));
        assert(mg_span_eq(back, text));
    }
    mg_text_packer_free(packer);
    mg_buf_dispose(&packed);
    mg_unpacked_text_dispose(&unpacked);
    return 0;
}
