/* test_recency.c - what is left of a score at an age. */
#include "searcher/recency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void halves(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        unsigned today;
        uint32_t half_life;
        double left;
    } rows[] = {
        {"20250307", 20250307, 30, 1},
        {"20250307120000", 20250307, 30, 1},
        {"20250205", 20250307, 30, 0.5},
        {"20240307", 20250307, 365, 0.5},
        {"20240229", 20240301, 1, 0.5},
        {"20230228", 20230301, 1, 0.5},
        {"20000228", 20000301, 1, 0.25},
        {"19000228", 19000301, 1, 0.5},
        {"20241231", 20250101, 1, 0.5},
        {"20260307", 20250307, 30, 1}, /* not yet */
        {"202503", 20250316, 1, 0.5},
        {"2025", 20250703, 1, 0.25},
        {"", 20250307, 30, 0.5},
        {"nonsense", 20250307, 30, 0.5},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        double left = mg_recency(mg_span_str(rows[i].key), rows[i].today, rows[i].half_life);
        if (left < rows[i].left * (1 - 1e-9) || left > rows[i].left * (1 + 1e-9)) fail_msg("row %zu: %g", i, left);
    }
    assert_true(mg_recency(MG_SPAN("00010101"), 99991231, 1) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(halves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
