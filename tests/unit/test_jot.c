/* test_jot.c - JSON that is written as it goes is what jansson writes of the same values; numbers are what printf writes. */
#include "common/jot.h"

#include "common/json_print.h"
#include "common/number.h"
#include "tests/support/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_written(mg_jot *j, json_t *wanted)
{
    char *text = mg_json_print_text(wanted, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(9));
    assert_non_null(text);
    assert_string_equal(j->out.p, text);
    free(text);
    json_decref(wanted);
    mg_buf_dispose(&j->out);
}

static void structure(void **state)
{
    (void)state;
    mg_jot j = MG_JOT_INIT;
    mg_jot_open(&j, '{');
    mg_jot_set(&j, "none", MG_SPAN(""));
    mg_jot_set(&j, "a", MG_SPAN("b"));
    mg_jot_key(&j, "list");
    mg_jot_open(&j, '[');
    mg_jot_integer(&j, 0);
    mg_jot_integer(&j, -1);
    mg_jot_open(&j, '{');
    mg_jot_close(&j, '}');
    mg_jot_open(&j, '[');
    mg_jot_close(&j, ']');
    mg_jot_text(&j, MG_SPAN(""));
    mg_jot_close(&j, ']');
    mg_jot_set_integer(&j, "least", INT64_MIN);
    mg_jot_set_integer(&j, "most", INT64_MAX);
    mg_jot_set_real(&j, "x", 0.5);
    mg_jot_close(&j, '}');
    assert_string_equal(j.out.p, "{\"a\":\"b\",\"list\":[0,-1,{},[],\"\"],\"least\":-9223372036854775808,\"most\":9223372036854775807,\"x\":0.5}");
    mg_buf_dispose(&j.out);
}

static void reals(void **state)
{
    (void)state;
    static const double some[] = {0, 1, -1, 0.5, 100, 1e-3, 9.999e-4, 0.1, 0.25, 99999999, 1e8, 1e9, 123456789.5, 1e-300, 1e300, 0.30000000000000004,
                                  0.123456789499999, 0.12345678950000001, 999999999.6, 0.9999999999, 9.9999999999, -2.75, 1e15, 5e-324};
    uint64_t random = 7;
    for (size_t i = 0; i < 20000; i++) {
        mg_jot j = MG_JOT_INIT;
        double x = i < MG_COUNT(some) ? some[i] : ldexp((double)(random_next(&random) >> 11), (int)(random_next(&random) % 80) - 90);
        mg_jot_real(&j, x);
        assert_written(&j, json_real(x));
    }
}

static void fixed(void **state)
{
    (void)state;
    static const double some[] = {0, -0.0, -1.5, 0.5, 0.05, 0.00005, 0.000049999999, 0.9999995, 99999.99995, 2.5e-7, 1e6, 1e7, 1e12, 1e300, 0.0000005};
    uint64_t random = 5;
    for (size_t i = 0; i < 20000; i++) {
        double x = i < MG_COUNT(some) ? some[i] : ldexp((double)(random_next(&random) >> 11), (int)(random_next(&random) % 60) - 80);
        for (int decimals = 1; decimals <= 9; decimals++) {
            char wanted[400];
            mg_buf out = MG_BUF_INIT;
            snprintf(wanted, sizeof wanted, "%.*f", decimals, x);
            mg_number_add_fixed(x, decimals, &out);
            assert_string_equal(out.p, wanted);
            mg_buf_dispose(&out);
        }
    }
}

/* A character: mostly what is plain, sometimes what JSON or a terminal has a meaning for. */
static uint32_t character(uint64_t n)
{
    static const uint32_t odd[] = {'"', '\\', '/', 0, 1, '\b', '\f', '\n', '\r', '\t', 0x1b, 0x1f, 0x7f, 0x80, 0x9f, 0xa0, 0xad, 0x61c,
                                   0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff, 0xfffd, 0xe001, 0x1f6a2, 0x10ffff};
    return n % 4 ? 'a' + n % 26 : odd[n / 4 % MG_COUNT(odd)];
}

static void text(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (size_t i = 0; i < 5000; i++) {
        mg_jot j = MG_JOT_INIT;
        mg_buf typed = MG_BUF_INIT;
        for (uint64_t n = random_next(&random) % 40; n--;) mg_buf_add_char(&typed, character(random_next(&random)));
        mg_jot_text(&j, mg_buf_span(&typed));
        assert_written(&j, json_stringn(typed.p ? typed.p : "", typed.n));
        mg_buf_dispose(&typed);
    }
    mg_jot j = MG_JOT_INIT;
    mg_jot_text(&j, MG_SPAN("no \xff\xc3 UTF-8\xed\xa0\x80, it ends \xe2\x80"));
    assert_string_equal(j.out.p, "\"no \xef\xbf\xbd\xef\xbf\xbd UTF-8\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd, it ends \xef\xbf\xbd\xef\xbf\xbd\"");
    mg_buf_dispose(&j.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(structure), cmocka_unit_test(reals), cmocka_unit_test(fixed), cmocka_unit_test(text)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
