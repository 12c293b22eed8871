/* deflated.h - bytes packed by zlib, for tests of what unpacks them. */
#ifndef MG_TEST_DEFLATED_H
#define MG_TEST_DEFLATED_H

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

/* bits: 31 gzip, 15 zlib, -15 raw */
static inline mg_buf deflated(mg_span raw, int bits)
{
    mg_buf out = MG_BUF_INIT;
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, raw.n);
    assert_true(mg_buf_reserve(&out, room));
    z.next_in = (Bytef *)(uintptr_t)raw.p;
    z.avail_in = (uInt)raw.n;
    z.next_out = (Bytef *)out.p;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.n = z.total_out;
    deflateEnd(&z);
    return out;
}

#endif
