/* test_schema.c - fields, and whole values as terms. */
#include "common/schema.h"

#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void fields(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"title", "S"}, {"AUTHOR", "A"}, {"Source", "XSOURCE"}, {"section", "XSECTION"},
                                          {"lang", "L"}, {"url", "U"}, {"id", "Q"}, {"dateline", "XDATELINE"}, {"keyword", "K"}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        const mg_field *f = mg_field_find(mg_span_str(rows[i][0]));
        assert_non_null(f);
        assert_string_equal(f->prefix, rows[i][1]);
    }
    assert_null(mg_field_find(MG_SPAN("titles")));
    assert_null(mg_field_find(MG_SPAN("titl")));
    assert_null(mg_field_find((mg_span){NULL, 0}));
    size_t n;
    mg_fields(&n);
    assert_int_equal(n, MG_COUNT(rows));
}

static void exact(void **state)
{
    (void)state;
    static const struct {
        const char *prefix, *value;
        bool fold;
        const char *term;
    } rows[] = {
        {"XSOURCE", "Harbour Wire", true, "XSOURCEharbour wire"},
        {"XSOURCE", "  Harbour \t\n Wire ", true, "XSOURCEharbour wire"},
        {"Q", "Path/To.TXT", false, "QPath/To.TXT"},
        {"K", "\xc3\x89T\xc3\x89", true, "K\xc3\xa9t\xc3\xa9"},
        {"K", "\xc5\x81\xc3\xb3" "d\xc5\xba", true, "K\xc5\x82\xc3\xb3" "d\xc5\xba"},
        {"K", "a\xff" "b", true, "Ka\xef\xbf\xbd" "b"},
        {"K", "", true, "K"},
        {"K", " ", true, "K"},
        {"L", "EN", true, "Len"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf term = MG_BUF_INIT;
        mg_term_exact(rows[i].prefix, mg_span_str(rows[i].value), rows[i].fold, &term);
        assert_string_equal(term.p, rows[i].term);
        mg_buf_dispose(&term);
    }
    mg_buf nul = MG_BUF_INIT;
    mg_buf_adds(&nul, "kept");
    mg_term_exact("Q", MG_SPAN("a\0b"), false, &nul);
    assert_string_equal(nul.p, "keptQa b");
    mg_buf_dispose(&nul);
}

static void long_values_stay_apart(void **state)
{
    (void)state;
    static const char *const units[] = {"x", "\xc3\xa9", "\xe0\xb8\x81", "\xf0\x9f\x98\x80"};
    for (size_t u = 0; u < MG_COUNT(units); u++)
        for (size_t n = 50; n < 500; n += 7) {
            mg_buf value = MG_BUF_INIT, one = MG_BUF_INIT, two = MG_BUF_INIT;
            for (size_t i = 0; i < n; i++) mg_buf_adds(&value, units[u]);
            mg_buf_adds(&value, "1");
            mg_term_exact("Q", mg_buf_span(&value), false, &one);
            value.p[value.n - 1] = '2';
            mg_term_exact("Q", mg_buf_span(&value), false, &two);
            assert_true(one.n <= MG_TERM_MAX && two.n <= MG_TERM_MAX);
            assert_int_equal(mg_utf8_valid(mg_buf_span(&one)), one.n);
            assert_false(mg_span_eq(mg_buf_span(&one), mg_buf_span(&two)));
            if (value.n + 1 <= MG_TERM_MAX) assert_int_equal(two.n, value.n + 1);
            mg_buf_dispose(&value);
            mg_buf_dispose(&one);
            mg_buf_dispose(&two);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields), cmocka_unit_test(exact), cmocka_unit_test(long_values_stay_apart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
