/* test_deflate.c - stored text, packed and unpacked; streams that lie. */
#include "common/deflate.h"

#include "common/deflate_words.h"
#include "common/hash.h"

#include "tests/support/random.h"
#include "tests/unit/deflated.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static mg_buf sample(size_t n, bool random)
{
    mg_buf b = MG_BUF_INIT;
    uint64_t seed = n;
    for (size_t i = 0; i < n; i++) mg_buf_addc(&b, random ? (char)random_below(&seed, 256) : "the ferry was late "[i % 19]);
    mg_buf_adds(&b, "");
    return b;
}

static mg_deflater *deflater;
static mg_inflated inflated;

static int start(void **state)
{
    (void)state;
    return mg_deflater_new(&deflater, NULL);
}

static int stop(void **state)
{
    (void)state;
    mg_deflater_free(deflater);
    mg_inflated_dispose(&inflated);
    return 0;
}

static mg_buf packed(mg_span raw)
{
    mg_buf b = MG_BUF_INIT;
    assert_int_equal(mg_deflate(deflater, MG_DEFLATE_PLAIN, raw, &b, NULL), MG_OK);
    return b;
}

static void round_trip(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 119, 120, 1000, 65535, 65536, 5000000};
    for (size_t i = 0; i < 4 * MG_COUNT(sizes); i++) {
        mg_deflate_way way = i & 2 ? MG_DEFLATE_ENGLISH : MG_DEFLATE_PLAIN;
        mg_buf raw = sample(sizes[i / 4], i % 2), small = MG_BUF_INIT;
        mg_span back;
        mg_buf_adds(&small, "before");
        assert_int_equal(mg_deflate(deflater, way, mg_buf_span(&raw), &small, NULL), MG_OK);
        assert_true(mg_span_starts(mg_buf_span(&small), MG_SPAN("before")));
        assert_int_equal(mg_inflate(&inflated, mg_span_sub(mg_buf_span(&small), 6, small.n), way, raw.n, &back, NULL), MG_OK);
        assert_true(mg_span_eq(back, mg_buf_span(&raw)));
        if (i % 2 == 0 && raw.n > 1000) assert_true(small.n < raw.n / 10);
        mg_buf_dispose(&raw);
        mg_buf_dispose(&small);
    }
}

/* Short texts are what the words are for; they are part of what is stored, and may not change. */
static void english_words(void **state)
{
    (void)state;
    static const char text[] = "The minister said on Wednesday that the government would not raise taxes before the end of the year, "
                               "officials reported. The company declined to comment.";
    mg_span raw = {text, sizeof text - 1};
    mg_buf plain = packed(raw), english = MG_BUF_INIT;
    mg_span back;
    assert_int_equal(mg_deflate(deflater, MG_DEFLATE_ENGLISH, raw, &english, NULL), MG_OK);
    assert_true(english.n * 4 < plain.n * 3);
    assert_int_equal(mg_inflate(&inflated, mg_buf_span(&english), MG_DEFLATE_PLAIN, raw.n, &back, NULL), MG_CORRUPT);
    assert_int_equal(mg_deflate_words.n, 6604);
    assert_int_equal(mg_hash(MG_HASH_START, mg_deflate_words), 0x1e66a4a0d68d23cu);
    mg_buf_dispose(&plain);
    mg_buf_dispose(&english);
}

static void assert_refused(mg_span stream, size_t size)
{
    mg_span back;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_inflate(&inflated, stream, MG_DEFLATE_PLAIN, size, &back, &err), MG_CORRUPT);
    assert_true(err.msg[0]);
}

static void cut_short(void **state)
{
    (void)state;
    mg_buf raw = sample(3000, false), small = packed(mg_buf_span(&raw));
    for (size_t n = 0; n < small.n; n++) assert_refused(mg_span_sub(mg_buf_span(&small), 0, n), raw.n);
    mg_buf_dispose(&raw);
    mg_buf_dispose(&small);
}

static void goes_on(void **state)
{
    (void)state;
    mg_buf raw = sample(3000, false), small = packed(mg_buf_span(&raw));
    mg_buf_addc(&small, 'x');
    assert_refused(mg_buf_span(&small), raw.n);
    mg_buf_dispose(&raw);
    mg_buf_dispose(&small);
}

static void size_lies(void **state)
{
    (void)state;
    mg_buf raw = sample(3000, false), small = packed(mg_buf_span(&raw)), none = packed((mg_span){NULL, 0});
    static const size_t lies[] = {0, 1, 2999, 3001, 6000, 1 << 20};
    for (size_t i = 0; i < MG_COUNT(lies); i++) assert_refused(mg_buf_span(&small), lies[i]);
    assert_refused(mg_buf_span(&none), 1);
    mg_buf_dispose(&raw);
    mg_buf_dispose(&small);
    mg_buf_dispose(&none);
}

/* A little stream that would be much: only what was asked for is ever unpacked. */
static void bomb(void **state)
{
    (void)state;
    mg_buf raw = MG_BUF_INIT;
    assert_true(mg_buf_reserve(&raw, 20000000));
    memset(raw.p, 0, 20000000);
    raw.n = 20000000;
    mg_buf small = packed(mg_buf_span(&raw));
    mg_inflated fresh = {0};
    mg_span back;
    assert_int_equal(mg_inflate(&fresh, mg_buf_span(&small), MG_DEFLATE_PLAIN, 100, &back, NULL), MG_CORRUPT);
    assert_true(fresh.text.cap < 1000);
    const mg_stop asked = {.asked = 1}, never = MG_STOP_INIT; /* what is long can be stopped, too, and comes in pieces then */
    fresh.stop = &asked;
    assert_int_equal(mg_inflate(&fresh, mg_buf_span(&small), MG_DEFLATE_PLAIN, raw.n, &back, NULL), MG_INTERRUPTED);
    fresh.stop = &never;
    assert_int_equal(mg_inflate(&fresh, mg_buf_span(&small), MG_DEFLATE_PLAIN, raw.n, &back, NULL), MG_OK);
    assert_true(mg_span_eq(back, mg_buf_span(&raw)));
    assert_int_equal(mg_inflate(&fresh, mg_buf_span(&small), MG_DEFLATE_PLAIN, raw.n - 1, &back, NULL), MG_CORRUPT);
    assert_int_equal(mg_inflate(&fresh, mg_buf_span(&small), MG_DEFLATE_PLAIN, raw.n + 1, &back, NULL), MG_CORRUPT);
    assert_int_equal(mg_inflate(&fresh, mg_span_sub(mg_buf_span(&small), 0, small.n - 2), MG_DEFLATE_PLAIN, raw.n, &back, NULL), MG_CORRUPT);
    mg_buf_addc(&small, 'x');
    assert_int_equal(mg_inflate(&fresh, mg_buf_span(&small), MG_DEFLATE_PLAIN, raw.n, &back, NULL), MG_CORRUPT);
    mg_inflated_dispose(&fresh);
    mg_buf_dispose(&raw);
    mg_buf_dispose(&small);
}

static void garbage(void **state)
{
    (void)state;
    uint64_t seed = 7;
    assert_refused((mg_span){NULL, 0}, 0);
    assert_refused((mg_span){NULL, 0}, 10);
    for (int i = 0; i < 3000; i++) {
        char bytes[40];
        mg_span back;
        size_t size = random_below(&seed, 60);
        for (size_t b = 0; b < sizeof bytes; b++) bytes[b] = (char)random_below(&seed, 256);
        mg_status status = mg_inflate(&inflated, (mg_span){bytes, 1 + random_below(&seed, sizeof bytes)}, i % 2 ? MG_DEFLATE_ENGLISH : MG_DEFLATE_PLAIN, size, &back, NULL);
        assert_true(status == MG_CORRUPT || (status == MG_OK && back.n == size));
    }
}

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
    const struct CMUnitTest tests[] = {cmocka_unit_test(round_trip), cmocka_unit_test(english_words), cmocka_unit_test(cut_short),
                                       cmocka_unit_test(goes_on),    cmocka_unit_test(size_lies),     cmocka_unit_test(bomb),
                                       cmocka_unit_test(garbage),     cmocka_unit_test(gzip_pieces),   cmocka_unit_test(gzip_damage),
                                       cmocka_unit_test(streams)};
    return cmocka_run_group_tests(tests, start, stop);
}
