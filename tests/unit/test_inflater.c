/* test_inflater.c - streams of any size: gzip, zlib and raw, whole, cut, broken. */
#include "common/deflate.h"


#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

static mg_buf sample(size_t n, bool random)
{
    mg_buf b = MG_BUF_INIT;
    uint64_t seed = n;
    for (size_t i = 0; i < n; i++) mg_buf_addc(&b, random ? (char)random_below(&seed, 256) : "the ferry was late "[i % 19]);
    mg_buf_adds(&b, "");
    return b;
}

static mg_buf zlib_packed(mg_span raw, int bits)
{
    mg_buf out = MG_BUF_INIT;
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_true(mg_buf_reserve(&out, raw.n + 200));
    z.next_in = (Bytef *)(uintptr_t)raw.p;
    z.avail_in = (uInt)raw.n;
    z.next_out = (Bytef *)out.p;
    z.avail_out = (uInt)(raw.n + 200);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.n = z.total_out;
    deflateEnd(&z);
    return out;
}

static mg_stream_state read_stream(mg_inflater *inflater, size_t piece, mg_buf *out)
{
    mg_stream_state state = MG_STREAM_GOES_ON;
    while (state == MG_STREAM_GOES_ON) {
        size_t before = out->n;
        assert_int_equal(mg_inflater_more(inflater, piece, out, &state, NULL), MG_OK);
        assert_true(out->n - before <= piece);
    }
    return state;
}

/* Each kind, in pieces of any size, with something behind it, which is not read; cut off, and damaged. */
static void streams(void **state)
{
    static const int bits[] = {31, 15, -15};
    static const size_t pieces[] = {1, 7, 4096, 100000, 1 << 20};
    (void)state;
    mg_inflater *inflater;
    assert_int_equal(mg_inflater_new(&inflater, NULL), MG_OK);
    mg_buf raw = sample(200000, false), noise = sample(70000, true), back = MG_BUF_INIT;
    mg_buf_add(&raw, mg_buf_span(&noise));
    for (mg_stream_kind kind = MG_STREAM_GZIP; kind <= MG_STREAM_RAW; kind++) {
        mg_buf small = zlib_packed(mg_buf_span(&raw), bits[kind]);
        size_t n = small.n;
        mg_buf_adds(&small, "behind");
        for (size_t i = 0; i < MG_COUNT(pieces); i++) {
            mg_buf_reset(&back);
            mg_inflater_start(inflater, kind, mg_buf_span(&small));
            assert_int_equal(read_stream(inflater, pieces[i], &back), MG_STREAM_ENDS);
            assert_true(mg_span_eq(mg_buf_span(&back), mg_buf_span(&raw)));
            assert_int_equal(mg_inflater_read(inflater), n);
        }
        for (size_t cut = 0; cut < n; cut += 1 + cut / 3) {
            mg_buf_reset(&back);
            mg_inflater_start(inflater, kind, mg_span_sub(mg_buf_span(&small), 0, cut));
            assert_int_equal(read_stream(inflater, 4096, &back), MG_STREAM_CUT);
        }
        mg_buf_reset(&back);
        small.p[n / 2] ^= 0x11;
        mg_inflater_start(inflater, kind, mg_buf_span(&small));
        mg_stream_state damaged = read_stream(inflater, 4096, &back);
        assert_true(damaged == MG_STREAM_BROKEN || kind == MG_STREAM_RAW);
        mg_buf_dispose(&small);
    }
    mg_inflater_free(inflater);
    mg_buf_dispose(&raw);
    mg_buf_dispose(&noise);
    mg_buf_dispose(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
