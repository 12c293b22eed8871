/* fuzz_extract_warc.c - any bytes as a web archive, and in two gzip members; all text is tidy UTF-8. */
#include "tests/fuzz/check_articles.h"

#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Behind out + n, as a member; returns how long that is now. */
static size_t add_member(uint8_t *out, size_t n, size_t room, const uint8_t *data, size_t size)
{
    z_stream z = {0};
    int got = deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    assert(got == Z_OK);
    z.next_in = (Bytef *)(uintptr_t)data;
    z.avail_in = (uInt)size;
    z.next_out = out + n;
    z.avail_out = (uInt)(room - n);
    got = deflate(&z, Z_FINISH);
    assert(got == Z_STREAM_END);
    deflateEnd(&z);
    return n + z.total_out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_articles(&mg_format_warc, data, size);
    if (!size || data[0] == 0x1f) return 0;
    size_t room = size + size / 8 + 1000, cut = (size_t)data[size - 1] * size / 256;
    uint8_t *packed = malloc(room);
    assert(packed);
    size_t n = add_member(packed, 0, room, data, cut);
    n = add_member(packed, n, room, data + cut, size - cut);
    check_articles(&mg_format_warc, packed, n);
    free(packed);
    return 0;
}
