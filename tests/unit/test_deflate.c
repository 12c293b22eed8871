/* test_deflate.c - gzip and other deflated streams, in pieces, and damaged. */
#include "common/deflate.h"

#include "tests/unit/deflated.h"
#include "tests/unit/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- gzip ---- */

/* Inflate in pieces of `in` bytes, with room for `room`, and append. */
static mg_status gunzip(mg_span packed, size_t in, size_t room, mg_buf *out, bool *whole)
{
    mg_gunzip *g;
    mg_status status = mg_gunzip_new(&g, NULL);
    for (size_t at = 0; at < packed.n && status == MG_OK; at += in) {
        mg_span piece = mg_span_sub(packed, at, at + in);
        while (piece.n && status == MG_OK) {
            size_t n;
            assert_true(mg_buf_reserve(out, room));
            status = mg_gunzip_some(g, &piece, out->p + out->n, room, &n, NULL);
            assert_true(n <= room);
            out->n += n;
        }
    }
    *whole = mg_gunzip_whole(g);
    mg_gunzip_free(g);
    return status;
}

static void gzip_pieces(void **state)
{
    static const size_t pieces[][2] = {{1, 1}, {1, 4096}, {4096, 1}, {7, 13}, {65536, 65536}, {1 << 20, 1 << 20}};
    (void)state;
    mg_buf raw = sample(70000, false), noise = sample(3000, true), nothing = MG_BUF_INIT, all = MG_BUF_INIT, packed = MG_BUF_INIT;
    mg_buf *const parts[] = {&raw, &noise, &nothing, &raw};
    for (size_t i = 0; i < 4; i++) {
        mg_buf part = deflated(mg_buf_span(parts[i]), 31);
        mg_buf_add(&packed, mg_buf_span(&part));
        mg_buf_add(&all, mg_buf_span(parts[i]));
        mg_buf_dispose(&part);
    }
    size_t end = packed.n;
    mg_buf_add(&packed, MG_SPAN("\0\0\x1f\x8bno member"));
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        for (int behind = 0; behind < 2; behind++) {
            mg_buf out = MG_BUF_INIT;
            bool whole;
            mg_span in = mg_span_sub(mg_buf_span(&packed), 0, behind ? packed.n : end);
            assert_int_equal(gunzip(in, pieces[i][0], pieces[i][1], &out, &whole), MG_OK);
            assert_true(whole);
            assert_true(mg_span_eq(mg_buf_span(&out), mg_buf_span(&all)));
            mg_buf_dispose(&out);
        }
    }
    mg_buf_dispose(&raw);
    mg_buf_dispose(&noise);
    mg_buf_dispose(&all);
    mg_buf_dispose(&packed);
}

/* Cut anywhere it is not whole; changed anywhere it is refused, cut, or tells the same text. */
static void gzip_damage(void **state)
{
    (void)state;
    mg_buf raw = sample(300, false), packed = deflated(mg_buf_span(&raw), 31);
    for (size_t at = 0; at < packed.n; at++) {
        mg_buf out = MG_BUF_INIT;
        bool whole;
        assert_int_equal(gunzip(mg_span_sub(mg_buf_span(&packed), 0, at), 5, 50, &out, &whole), MG_OK);
        assert_false(whole);
        mg_buf_dispose(&out);
        packed.p[at] ^= 0x10;
        mg_status status = gunzip(mg_buf_span(&packed), 5, 50, &out, &whole);
        assert_true(status == MG_FORMAT || !whole || mg_span_eq(mg_buf_span(&out), mg_buf_span(&raw)));
        packed.p[at] ^= 0x10;
        mg_buf_dispose(&out);
    }
    mg_buf_dispose(&raw);
    mg_buf_dispose(&packed);
}

/* ---- streams ---- */

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
        mg_buf small = deflated(mg_buf_span(&raw), bits[kind]);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(gzip_pieces), cmocka_unit_test(gzip_damage), cmocka_unit_test(streams)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
