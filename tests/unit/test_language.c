/* test_language.c - languages by code, name and tag. */
#include "common/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void found(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"en", "en"}, {"EN", "en"}, {"English", "en"}, {"en-GB", "en"}, {"en_US", "en"}, {"pt-BR", "pt"}, {"nb", "no"},
        {"nn", "no"}, {"nb-NO", "no"}, {"norwegian", "no"}, {"zh", ""}, {"zh-Hant", ""}, {"th", ""}, {"", ""}, {"e", ""},
        {"eng", ""}, {"-", ""}, {"en ", ""}, {"klingon", ""}, {"none", ""}, {"auto", ""}, {"fr-CA", "fr"}, {"sr-Latn-RS", "sr"}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        const mg_language *l = mg_language_find(mg_span_str(rows[i][0]));
        if (strcmp(l ? l->code : "", rows[i][1]) != 0) fail_msg("%s: %s", rows[i][0], l ? l->code : "(none)");
    }
}

static void table(void **state)
{
    (void)state;
    size_t n, eliding = 0;
    const mg_language *all = mg_languages(&n);
    assert_true(n > 20);
    for (size_t i = 0; i < n; i++) {
        assert_ptr_equal(mg_language_find(mg_span_str(all[i].code)), &all[i]);
        assert_ptr_equal(mg_language_find(mg_span_str(all[i].name)), &all[i]);
        if (i) assert_true(strcmp(all[i - 1].code, all[i].code) < 0);
        eliding += all[i].elides;
    }
    assert_int_equal(eliding, 3); /* French, Italian, Catalan */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(found), cmocka_unit_test(table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
