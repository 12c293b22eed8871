/* test_clean.c - queries composed and cleaned, and where each of their characters was typed. */
#include "searcher/clean.h"

#include "common/compose.h"
#include "common/utf8.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Each row: typed; clean; the byte of what was typed for each character of the clean text and its end. */
static void rows(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *text, *origins;
    } rows[] = {
        {"", "", "0 "},
        {"abc", "abc", "0 1 2 3 "},
        {"\xc3\xa9t", "\xc3\xa9t", "0 2 3 "},
        {"e\xcc\x81t", "\xc3\xa9t", "0 3 4 "},                      /* e and an acute, composed */
        {"xe\xcc\x81te\xcc\x81z", "x\xc3\xa9t\xc3\xa9z", "0 1 4 5 8 9 "},
        {"a\xc2\xad" "bc", "abc", "0 3 4 5 "},                      /* a soft hyphen */
        {"\xc2\xad\xc2\xad" "a", "a", "4 5 "},
        {"a\xc2\xad", "a", "0 3 "},
        {"\xef\xbb\xbf" "a", "a", "3 4 "},                          /* a byte order mark */
        {"\xc2\xad", "", "2 "},
        {"a\xff" "b", "a\xef\xbf\xbd" "b", "0 1 4 5 "},             /* what is no UTF-8 */
        {"\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8x", "\xea\xb0\x81x", "0 9 10 "}, /* Hangul of three parts */
        {"\xe0\xa5\x98x", "\xe0\xa4\x95\xe0\xa4\xbcx", "0 3 3 4 "}, /* one character becomes two */
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_arena arena = MG_ARENA_INIT;
        mg_cleaned c;
        mg_buf origins = MG_BUF_INIT;
        assert_int_equal(mg_clean(mg_span_str(rows[i].typed), &arena, &c, NULL), MG_OK);
        assert_true(mg_span_eq(c.text, mg_span_str(rows[i].text)));
        for (size_t at = 0; at < c.text.n; (void)mg_utf8_next(c.text, &at)) mg_buf_addf(&origins, "%zu ", mg_clean_origin(&c, at));
        mg_buf_addf(&origins, "%zu ", mg_clean_origin(&c, c.text.n));
        if (strcmp(origins.p, rows[i].origins) != 0) fail_msg("%s: %s, not %s", rows[i].typed, origins.p, rows[i].origins);
        mg_buf_dispose(&origins);
        mg_arena_dispose(&arena);
    }
}

/* Of whatever is typed: places ascend, lie at characters, and what is cleaned in pieces is what is composed as a whole. */
static void anything(void **state)
{
    (void)state;
    static const char *const parts[] = {"a", "e", "\xcc\x81", "\xcc\xa3", "\xc2\xad", "\xef\xbb\xbf", "\xc3\xa9", "\xff", "\xe4\xb8\xad",
                                        "\xe1\x84\x80", "\xe1\x85\xa1", "\xe0\xa5\x98", "\xf0\x9d\x85\x9e", " ", "\"", "\xe2\x84\xab"};
    uint64_t seed = 20250307;
    for (int round = 0; round < 2000; round++) {
        mg_arena arena = MG_ARENA_INIT;
        mg_buf typed = MG_BUF_INIT, whole = MG_BUF_INIT, kept = MG_BUF_INIT;
        mg_cleaned c;
        mg_buf_adds(&typed, "");
        for (uint64_t n = random_below(&seed, 30); n; n--) mg_buf_adds(&typed, parts[random_below(&seed, MG_COUNT(parts))]);
        assert_int_equal(mg_clean(mg_buf_span(&typed), &arena, &c, NULL), MG_OK);
        assert_int_equal(mg_compose(mg_buf_span(&typed), &whole, NULL), MG_OK);
        for (size_t at = 0; at < whole.n;) {
            uint32_t ch = mg_utf8_next(mg_buf_span(&whole), &at);
            if (ch != 0xad && ch != 0xfeff) mg_buf_add_char(&kept, ch);
        }
        assert_true(mg_span_eq(c.text, mg_buf_span(&kept)));
        assert_int_equal(mg_utf8_valid(c.typed), c.typed.n);
        for (size_t at = 0, before = 0; at < c.text.n; (void)mg_utf8_next(c.text, &at)) {
            size_t origin = mg_clean_origin(&c, at);
            assert_true(origin >= before && origin <= c.typed.n && mg_utf8_floor(c.typed, origin) == origin);
            before = origin;
        }
        assert_int_equal(mg_clean_origin(&c, c.text.n), c.typed.n);
        mg_buf_dispose(&typed);
        mg_buf_dispose(&whole);
        mg_buf_dispose(&kept);
        mg_arena_dispose(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(anything)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
