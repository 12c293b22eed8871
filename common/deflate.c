/* deflate.c - see deflate.h. */
#include "common/deflate.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <zlib.h>

/* zlib counts its buffers in 32 bits, so both are given in pieces. */
#define PIECE ((size_t)1 << 30)

#define LEVEL 1

struct mg_deflater {
    struct libdeflate_compressor *compressor;
};

mg_status mg_deflater_new(mg_deflater **out, mg_error *err)
{
    mg_deflater *d = calloc(1, sizeof *d);
    if (d) d->compressor = libdeflate_alloc_compressor(LEVEL);
    if (!d || !d->compressor) {
        mg_deflater_free(d);
        return mg_fail_nomem(err, "starting to compress");
    }
    *out = d;
    return MG_OK;
}

void mg_deflater_free(mg_deflater *d)
{
    if (!d) return;
    if (d->compressor) libdeflate_free_compressor(d->compressor);
    free(d);
}

mg_status mg_deflate(mg_deflater *d, mg_span raw, mg_buf *out, mg_error *err)
{
    size_t room = libdeflate_deflate_compress_bound(d->compressor, raw.n);
    if (!mg_buf_reserve(out, room)) return mg_fail_nomem(err, "compressing an article");
    size_t n = libdeflate_deflate_compress(d->compressor, raw.n ? raw.p : "", raw.n, out->p + out->n, room);
    if (!n) return mg_fail(err, MG_INTERNAL, "an article could not be compressed");
    out->n += n;
    out->p[out->n] = '\0';
    return MG_OK;
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
