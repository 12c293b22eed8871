/* test_utf8.c - UTF-8, well-formed and not (the cases of the Unicode standard, table 3-7). */
#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void round_trip(void **state)
{
    (void)state;
    for (uint32_t ch = 0; ch < 0x110400; ch++) {
        char bytes[4];
        size_t at = 0, n = mg_utf8_put(ch, bytes);
        bool scalar = ch < 0x110000 && !(ch >= 0xd800 && ch < 0xe000);
        uint32_t back = mg_utf8_next((mg_span){bytes, n}, &at);
        if (back != (scalar ? ch : 0xfffd) || at != n) fail_msg("U+%04X", ch);
    }
}

static void validity(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t valid, steps; /* valid bytes from the start; steps of mg_utf8_next to the end */
    } rows[] = {
        {"", 0, 0},
        {"abc", 3, 3},
        {"caf\xc3\xa9", 5, 4},
        {"\xe0\xb8\x81\xf0\x9f\x98\x80", 7, 2},
        {"\xed\x9f\xbf\xee\x80\x80", 6, 2},
        {"\x80", 0, 1},
        {"a\xc3", 1, 2},
        {"\xc0\x80", 0, 2},                 /* overlong */
        {"\xc1\xbf", 0, 2},
        {"\xe0\x80\x80", 0, 3},
        {"\xe0\x9f\xbf", 0, 3},
        {"\xf0\x80\x80\x80", 0, 4},
        {"\xf0\x8f\xbf\xbf", 0, 4},
        {"\xed\xa0\x80", 0, 3},             /* a surrogate */
        {"\xf4\x8f\xbf\xbf", 4, 1},
        {"\xf4\x90\x80\x80", 0, 4},         /* past the end */
        {"\xf5\x80\x80\x80", 0, 4},
        {"\xff\xfe", 0, 2},
        {"\xe2\x82", 0, 2},                 /* cut short */
        {"\xf0\x9f\x98", 0, 3},
        {"\xe2\x82z", 0, 3},
        {"\xc3\xc3\xa9", 0, 2},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span s = mg_span_str(rows[i].text);
        size_t steps = 0;
        for (size_t at = 0; at < s.n; steps++) mg_utf8_next(s, &at);
        if (mg_utf8_valid(s) != rows[i].valid || steps != rows[i].steps) fail_msg("row %zu", i);
    }
    assert_int_equal(mg_utf8_valid(MG_SPAN("a\0b")), 3);
}

/* Whatever is looked through at once, as much is valid as step by step. */
static void validity_of_mixtures(void **state)
{
    static const char *const pieces[] = {"a",    "b c",  "\xce\xb1", "\xd0\xb6", "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x98\x80", "long ascii text",
                                         "\xc2", "\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xff"};
    (void)state;
    unsigned random = 1;
    for (size_t round = 0; round < 20000; round++) {
        char text[400];
        size_t n = 0, at = 0, valid = 0, kinds = round % 4 ? 8 : MG_COUNT(pieces);
        for (size_t i = 0; i < 24; i++) {
            random = random * 1103515245 + 12345;
            const char *piece = pieces[(random >> 16) % (i < 20 ? kinds : MG_COUNT(pieces))];
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", piece);
        }
        for (mg_span s = {text, n}; at < n; valid = at)
            if (mg_utf8_next(s, &at) == 0xfffd) break; /* which is in no piece */
        if (mg_utf8_valid((mg_span){text, n}) != valid) fail_msg("round %zu", round);
    }
}

static void boundaries(void **state)
{
    (void)state;
    mg_span s = MG_SPAN("a\xc3\xa9\xe0\xb8\x81\xf0\x9f\x98\x80");
    static const size_t floors[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t i = 0; i < MG_COUNT(floors); i++) assert_int_equal(mg_utf8_floor(s, i), floors[i]);
    assert_int_equal(mg_utf8_floor(MG_SPAN("\x80\x80\x80\x80\x80\x80"), 5), 2);
    assert_int_equal(mg_utf8_floor(s, SIZE_MAX), s.n);
    assert_int_equal(mg_utf8_count(s), 4);
    assert_int_equal(mg_utf8_count((mg_span){NULL, 0}), 0);
}

static void harmful(void **state)
{
    (void)state;
    static const uint32_t bad[] = {0, 9, 10, 0x1b, 0x7f, 0x85, 0x9b, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069};
    static const uint32_t good[] = {' ', 'a', '~', 0xa0, 0xad, 0x200b, 0x200c, 0x200d, 0x2027, 0x202f, 0x2065, 0x206a, 0x4e2d, 0xfffd};
    for (size_t i = 0; i < MG_COUNT(bad); i++) assert_true(mg_utf8_harmful(bad[i]));
    for (size_t i = 0; i < MG_COUNT(good); i++) assert_false(mg_utf8_harmful(good[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(round_trip), cmocka_unit_test(validity),
                                       cmocka_unit_test(validity_of_mixtures), cmocka_unit_test(boundaries), cmocka_unit_test(harmful)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
