/* deflate.c - see deflate.h. */
#include "common/deflate.h"

#include <zlib.h>

/* zlib counts its buffers in 32 bits, so both are given in pieces. */
#define PIECE ((size_t)1 << 30)

mg_status mg_deflate(mg_span raw, mg_buf *out, mg_error *err)
{
    z_stream z = {0};
    if (deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return mg_fail_nomem(err, "compressing an article");
    mg_status status = MG_OK;
    size_t read = 0;
    int done = Z_OK;
    while (done != Z_STREAM_END) {
        if (z.avail_in == 0) {
            size_t n = MG_MIN(raw.n - read, PIECE);
            z.next_in = n ? (Bytef *)(uintptr_t)(raw.p + read) : NULL;
            z.avail_in = (uInt)n;
            read += n;
        }
        size_t room = MG_MIN(raw.n - read + z.avail_in / 2 + 256, PIECE);
        if (!mg_buf_reserve(out, room)) {
            status = mg_fail_nomem(err, "compressing an article");
            break;
        }
        z.next_out = (Bytef *)(out->p + out->n);
        z.avail_out = (uInt)room;
        done = deflate(&z, read == raw.n ? Z_FINISH : Z_NO_FLUSH);
        out->n += room - z.avail_out;
    }
    deflateEnd(&z);
    return status;
}

mg_status mg_inflate(mg_span packed, size_t size, mg_buf *out, mg_error *err)
{
    if (!mg_buf_reserve(out, size + 1)) return mg_fail_nomem(err, "reading a stored article");
    z_stream z = {0};
    if (inflateInit2(&z, -15) != Z_OK) return mg_fail_nomem(err, "reading a stored article");
    size_t got = 0, read = 0;
    int done = Z_OK;
    while (done == Z_OK) {
        if (z.avail_in == 0) {
            size_t n = MG_MIN(packed.n - read, PIECE);
            z.next_in = n ? (Bytef *)(uintptr_t)(packed.p + read) : NULL;
            z.avail_in = (uInt)n;
            read += n;
        }
        size_t room = MG_MIN(size + 1 - got, PIECE); /* one more byte than wanted shows an overlong stream */
        z.next_out = (Bytef *)(out->p + out->n + got);
        z.avail_out = (uInt)room;
        done = inflate(&z, Z_NO_FLUSH);
        got += room - z.avail_out;
    }
    bool whole = done == Z_STREAM_END && got == size && z.avail_in == 0 && read == packed.n;
    inflateEnd(&z);
    if (!whole) return mg_fail(err, MG_CORRUPT, "a stored article's text is damaged");
    out->n += size;
    out->p[out->n] = '\0';
    return MG_OK;
}
