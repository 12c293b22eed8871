/* test_compose.c - text in normal form C, also what is no UTF-8 and what is made to be slow. */
#include "common/compose.h"

#include "common/utf8.h"

#include <time.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void table(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"cafe\xcc\x81", "caf\xc3\xa9"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"e\xcc\xa7\xcc\x81", "\xc8\xa9\xcc\x81"},
        {"e\xcc\x81\xcc\xa7", "\xc8\xa9\xcc\x81"}, /* marks in the canonical order */
        {"Nguye\xcc\x82\xcc\x83n", "Nguy\xe1\xbb\x85n"},
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xed\x95\x9c"}, /* jamo */
        {"\xe3\x81\x8b\xe3\x82\x99", "\xe3\x81\x8c"},             /* ka + voicing */
        {"\xe2\x84\xab", "\xc3\x85"},                             /* angstrom sign */
        {"\xef\xac\x81", "\xef\xac\x81"},                         /* compatibility forms stay */
        {"\xcc\x81", "\xcc\x81"},
        {"a\xff" "b", "a\xef\xbf\xbd" "b"},
        {"a\xc3", "a\xef\xbf\xbd"},
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
        {"\xef\xbf\xbd", "\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf out = MG_BUF_INIT;
        mg_buf_adds(&out, "-");
        assert_int_equal(mg_compose(mg_span_str(rows[i][0]), &out, NULL), MG_OK);
        if (strcmp(out.p + 1, rows[i][1]) != 0) fail_msg("row %zu: %s", i, out.p + 1);
        mg_buf_dispose(&out);
    }
    mg_buf nul = MG_BUF_INIT;
    assert_int_equal(mg_compose(MG_SPAN("a\0b"), &nul, NULL), MG_OK);
    assert_true(mg_span_eq(mg_buf_span(&nul), MG_SPAN("a\0b")));
    mg_buf_dispose(&nul);
}

/* Wherever the pieces end, the text is the same as in one. */
static void long_texts(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 8; shift++) {
        mg_buf in = MG_BUF_INIT, want = MG_BUF_INIT, out = MG_BUF_INIT;
        for (size_t i = 0; i < shift; i++) mg_buf_addc(&in, '.'), mg_buf_addc(&want, '.');
        for (size_t i = 0; i < 3000; i++) mg_buf_adds(&in, "re\xcc\x81sume\xcc\x81 "), mg_buf_adds(&want, "r\xc3\xa9sum\xc3\xa9 ");
        assert_int_equal(mg_compose(mg_buf_span(&in), &out, NULL), MG_OK);
        assert_string_equal(out.p, want.p);
        mg_buf_dispose(&in);
        mg_buf_dispose(&want);
        mg_buf_dispose(&out);
    }
}

static void runs_of_marks(void **state)
{
    (void)state;
    static const char *const marks[] = {"\xcc\x81", "\xcc\xa7\xcc\x81", "\xe1\x84\x92"};
    for (size_t m = 0; m < MG_COUNT(marks); m++) {
        mg_buf in = MG_BUF_INIT, out = MG_BUF_INIT;
        mg_buf_adds(&in, "e");
        for (size_t i = 0; i < 400000; i++) mg_buf_adds(&in, marks[m]);
        clock_t started = clock();
        assert_int_equal(mg_compose(mg_buf_span(&in), &out, NULL), MG_OK);
        assert_true(clock() - started < 3 * CLOCKS_PER_SEC);
        assert_int_equal(mg_utf8_valid(mg_buf_span(&out)), out.n);
        assert_true(out.n <= in.n);
        mg_buf_dispose(&in);
        mg_buf_dispose(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(long_texts), cmocka_unit_test(runs_of_marks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
