/* test_rank.c - the formulas of the ranking, by numbers worked out by hand, and its function words. */
#include "searcher/function_words.h"
#include "searcher/rank.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void queries_are_short_or_long(void **state)
{
    (void)state;
    static const struct {
        size_t words;
        double is_long;
    } rows[] = {{0, 0}, {1, 0}, {2, 0}, {3, 0.1}, {7, 0.5}, {12, 1}, {1000, 1}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_float_equal(mg_rank_long(rows[i].words), rows[i].is_long, 1e-9);
}

static void function_words(void **state)
{
    (void)state;
    static const struct {
        const char *code, *word;
        bool is;
    } rows[] = {{"en", "the", true}, {"en", "a", true},   {"en", "yours", true},  {"en", "us", false},
                {"en", "may", false}, {"en", "th", false}, {"en", "ferry", false}, {"de", "über", true},
                {"de", "the", false}, {"fr", "être", true}, {"ru", "и", false}};
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        assert_int_equal(mg_is_function_word(mg_language_find(mg_span_str(rows[i].code)), mg_span_str(rows[i].word)), rows[i].is);
}

static void recency(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        unsigned today;
        uint32_t half_life;
        double factor;
    } rows[] = {{"20250307", 20250307, 10, 1},      {"20250308", 20250307, 10, 1},     {"20250225", 20250307, 10, 0.5},
                {"20240226150101", 20240307, 10, 0.5}, {"2025", 20250111, 10, 0.5},    {"202503", 20250321, 10, 0.25},
                {"19000101", 20250307, 1, 0x1p-30}, {"", 20250307, 1000, 0x1p-30}};
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        assert_float_equal(mg_rank_recency(mg_span_str(rows[i].date), rows[i].today, rows[i].half_life), rows[i].factor, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(queries_are_short_or_long), cmocka_unit_test(function_words), cmocka_unit_test(recency)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
