/* test_text_pack.c - stored text, packed and unpacked; what is packed and lies. */
#include "common/text_pack.h"

#include "common/hash.h"
#include "common/text_words.h"
#include "tests/support/random.h"
#include "tests/unit/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static mg_text_packer *packer;
static mg_unpacked_text unpacked;

static int start(void **state)
{
    (void)state;
    return mg_text_packer_new(&packer, NULL);
}

static int stop(void **state)
{
    (void)state;
    mg_text_packer_free(packer);
    mg_unpacked_text_dispose(&unpacked);
    return 0;
}

static mg_buf packed(mg_text_way way, mg_span raw)
{
    mg_buf b = MG_BUF_INIT;
    assert_int_equal(mg_text_pack(packer, way, raw, &b, NULL), MG_OK);
    return b;
}

static void round_trip(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 119, 120, 1000, MG_TEXT_WORDS_MAX, 65535, 65536, 5000000};
    for (size_t i = 0; i < 4 * MG_COUNT(sizes); i++) {
        mg_text_way way = i & 2 ? MG_TEXT_WORDS : MG_TEXT_DEFLATED;
        mg_buf raw = sample(sizes[i / 4], i % 2), small = MG_BUF_INIT;
        mg_span back;
        mg_buf_adds(&small, "before");
        bool fits = way == MG_TEXT_DEFLATED || raw.n <= MG_TEXT_WORDS_MAX;
        assert_int_equal(mg_text_pack(packer, way, mg_buf_span(&raw), &small, NULL), fits ? MG_OK : MG_INTERNAL);
        assert_true(mg_span_starts(mg_buf_span(&small), MG_SPAN("before")));
        assert_int_equal(mg_text_unpack(&unpacked, mg_span_sub(mg_buf_span(&small), 6, small.n), way, raw.n, &back, NULL),
                         fits ? MG_OK : MG_CORRUPT);
        if (fits) assert_true(mg_span_eq(back, mg_buf_span(&raw)));
        if (fits && i % 2 == 0 && raw.n > 1000) assert_true(small.n < raw.n / 10);
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
    mg_buf deflated = packed(MG_TEXT_DEFLATED, raw), english = packed(MG_TEXT_WORDS, raw);
    mg_span back;
    assert_true(english.n < deflated.n);
    assert_int_equal(mg_text_unpack(&unpacked, mg_buf_span(&english), MG_TEXT_DEFLATED, raw.n, &back, NULL), MG_CORRUPT);
    assert_int_equal(mg_text_unpack(&unpacked, mg_buf_span(&deflated), MG_TEXT_WORDS, raw.n, &back, NULL), MG_CORRUPT);
    assert_int_equal(mg_text_words.n, 35687);
    assert_int_equal(mg_hash(MG_HASH_START, mg_text_words), 0xb23393cc7ef9e32fu);
    mg_buf_dispose(&deflated);
    mg_buf_dispose(&english);
}

static void assert_refused(mg_text_way way, mg_span stream, size_t size)
{
    mg_span back;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_text_unpack(&unpacked, stream, way, size, &back, &err), MG_CORRUPT);
    assert_true(err.msg[0]);
}

static void cut_short(void **state)
{
    (void)state;
    mg_buf raw = sample(3000, false);
    for (mg_text_way way = MG_TEXT_DEFLATED; way <= MG_TEXT_WORDS; way++) {
        mg_buf small = packed(way, mg_buf_span(&raw));
        for (size_t n = 0; n < small.n; n++) assert_refused(way, mg_span_sub(mg_buf_span(&small), 0, n), raw.n);
        mg_buf_dispose(&small);
    }
    mg_buf_dispose(&raw);
}

static void goes_on(void **state)
{
    (void)state;
    mg_buf raw = sample(3000, false);
    for (mg_text_way way = MG_TEXT_DEFLATED; way <= MG_TEXT_WORDS; way++) {
        mg_buf small = packed(way, mg_buf_span(&raw));
        mg_buf_addc(&small, 'x');
        assert_refused(way, mg_buf_span(&small), raw.n);
        mg_buf_dispose(&small);
    }
    mg_buf_dispose(&raw);
}

static void size_lies(void **state)
{
    (void)state;
    static const size_t lies[] = {0, 1, 2999, 3001, 6000, 1 << 20};
    mg_buf raw = sample(3000, false);
    for (mg_text_way way = MG_TEXT_DEFLATED; way <= MG_TEXT_WORDS; way++) {
        mg_buf small = packed(way, mg_buf_span(&raw)), none = packed(way, (mg_span){NULL, 0});
        for (size_t i = 0; i < MG_COUNT(lies); i++) assert_refused(way, mg_buf_span(&small), lies[i]);
        assert_refused(way, mg_buf_span(&none), 1);
        mg_buf_dispose(&small);
        mg_buf_dispose(&none);
    }
    mg_buf_dispose(&raw);
}

/* A block that is well-formed, but longer than any that is made. */
static void too_long(void **state)
{
    (void)state;
    for (size_t n = MG_TEXT_WORDS_MAX; n <= MG_TEXT_WORDS_MAX + 1; n++) {
        mg_buf block = MG_BUF_INIT, raw = sample(n, true);
        mg_span back;
        size_t length = n - 15;
        mg_buf_addc(&block, (char)0xf0); /* as they are, 15 bytes and */
        for (; length >= 255; length -= 255) mg_buf_addc(&block, (char)255);
        mg_buf_addc(&block, (char)length);
        mg_buf_add(&block, mg_buf_span(&raw));
        if (n > MG_TEXT_WORDS_MAX) assert_refused(MG_TEXT_WORDS, mg_buf_span(&block), n);
        else assert_int_equal(mg_text_unpack(&unpacked, mg_buf_span(&block), MG_TEXT_WORDS, n, &back, NULL), MG_OK);
        if (n <= MG_TEXT_WORDS_MAX) assert_true(mg_span_eq(back, mg_buf_span(&raw)));
        mg_buf_dispose(&block);
        mg_buf_dispose(&raw);
    }
}

/* What reaches back to before the words is refused. */
static void before_the_words(void **state)
{
    (void)state;
    static const char far[] = {0x10, 'a', (char)0xff, (char)0xff, 0x50, 'b', 'c', 'd', 'e', 'f'}; /* four bytes, 65,535 back */
    assert_refused(MG_TEXT_WORDS, (mg_span){far, sizeof far}, 10);
}

/* A little stream that would be much: only what was asked for is ever unpacked. */
static void bomb(void **state)
{
    (void)state;
    mg_buf raw = MG_BUF_INIT;
    assert_true(mg_buf_reserve(&raw, 20000000));
    memset(raw.p, 0, 20000000);
    raw.n = 20000000;
    mg_buf small = packed(MG_TEXT_DEFLATED, mg_buf_span(&raw));
    mg_unpacked_text fresh = {0};
    mg_span back;
    assert_int_equal(mg_text_unpack(&fresh, mg_buf_span(&small), MG_TEXT_DEFLATED, 100, &back, NULL), MG_CORRUPT);
    assert_true(fresh.text.cap < raw.n / 100);
    const mg_stop asked = {.asked = 1}, never = MG_STOP_INIT; /* what is long can be stopped, too, and comes in pieces then */
    fresh.stop = &asked;
    assert_int_equal(mg_text_unpack(&fresh, mg_buf_span(&small), MG_TEXT_DEFLATED, raw.n, &back, NULL), MG_INTERRUPTED);
    fresh.stop = &never;
    assert_int_equal(mg_text_unpack(&fresh, mg_buf_span(&small), MG_TEXT_DEFLATED, raw.n, &back, NULL), MG_OK);
    assert_true(mg_span_eq(back, mg_buf_span(&raw)));
    assert_int_equal(mg_text_unpack(&fresh, mg_buf_span(&small), MG_TEXT_DEFLATED, raw.n - 1, &back, NULL), MG_CORRUPT);
    assert_int_equal(mg_text_unpack(&fresh, mg_buf_span(&small), MG_TEXT_DEFLATED, raw.n + 1, &back, NULL), MG_CORRUPT);
    assert_int_equal(mg_text_unpack(&fresh, mg_span_sub(mg_buf_span(&small), 0, small.n - 2), MG_TEXT_DEFLATED, raw.n, &back, NULL), MG_CORRUPT);
    mg_buf_addc(&small, 'x');
    assert_int_equal(mg_text_unpack(&fresh, mg_buf_span(&small), MG_TEXT_DEFLATED, raw.n, &back, NULL), MG_CORRUPT);
    mg_unpacked_text_dispose(&fresh);
    mg_buf_dispose(&raw);
    mg_buf_dispose(&small);
}

static void garbage(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (mg_text_way way = MG_TEXT_DEFLATED; way <= MG_TEXT_WORDS; way++) {
        assert_refused(way, (mg_span){NULL, 0}, 0);
        assert_refused(way, (mg_span){NULL, 0}, 10);
    }
    for (int i = 0; i < 3000; i++) {
        char bytes[40];
        mg_span back;
        size_t size = random_below(&seed, 60);
        for (size_t b = 0; b < sizeof bytes; b++) bytes[b] = (char)random_below(&seed, 256);
        mg_text_way way = i % 2 ? MG_TEXT_WORDS : MG_TEXT_DEFLATED;
        mg_status status = mg_text_unpack(&unpacked, (mg_span){bytes, 1 + random_below(&seed, sizeof bytes)}, way, size, &back, NULL);
        assert_true(status == MG_CORRUPT || (status == MG_OK && back.n == size));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(round_trip), cmocka_unit_test(english_words), cmocka_unit_test(cut_short),
                                       cmocka_unit_test(goes_on),    cmocka_unit_test(size_lies),     cmocka_unit_test(too_long),   cmocka_unit_test(before_the_words),
                                       cmocka_unit_test(bomb),       cmocka_unit_test(garbage)};
    return cmocka_run_group_tests(tests, start, stop);
}
