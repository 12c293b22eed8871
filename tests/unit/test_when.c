/* test_when.c - dates of queries to keys. */
#include "searcher/when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TODAY 20250307

static void assert_when(bool range, const char *text, unsigned today, const char *expected)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_when when = {0};
    char got[80] = "none";
    bool good = range ? mg_when_range(mg_span_str(text), today, &arena, &when) : mg_when_point(mg_span_str(text), today, &arena, &when);
    if (good)
        snprintf(got, sizeof got, "%.*s %.*s", (int)when.first.n, when.first.n ? when.first.p : "", (int)when.last.n,
                 when.last.n ? when.last.p : "");
    if (strcmp(got, expected) != 0) fail_msg("%s: %s, not %s", text, got, expected);
    mg_arena_dispose(&arena);
}

static void points(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"2025", "2025 2025~"},
        {"2025-03", "202503 202503~"},
        {"2025-03-07", "20250307 20250307~"},
        {"2025-3", "202503 202503~"},
        {"2025/3", "202503 202503~"},
        {"2025-03-7", "20250307 20250307~"},
        {"2025-0", "none"},
        {"2025-x", "none"},
        {"20x5-3", "none"},
        {"2025.3", "none"},
        {"20250307", "20250307 20250307~"},
        {"2025/03/07", "20250307 20250307~"},
        {"7 March 2025", "20250307 20250307~"},
        {"1898-12-31", "18981231 18981231~"},
        {" 2025 ", "2025 2025~"},
        {"today", "20250307 20250307~"},
        {"Yesterday", "20250306 20250306~"},
        {"0d", "20250307 20250307~"},
        {"7d", "20250228 20250228~"},
        {"7D", "20250228 20250228~"},
        {"66d", "20241231 20241231~"},
        {"3w", "20250214 20250214~"},
        {"1m", "20250207 20250207~"},
        {"3m", "20241207 20241207~"},
        {"12m", "20240307 20240307~"},
        {"2y", "20230307 20230307~"},
        {"2024y", "00010307 00010307~"},
        {"2025y", "none"},
        {"99999y", "none"},
        {"999999d", "none"},
        {"999999w", "none"},
        {"9999999d", "none"},
        {"", "none"},
        {"d", "none"},
        {"-7d", "none"},
        {"7x", "none"},
        {"7", "none"},
        {"2025-13", "none"},
        {"2025-02-29", "none"},
        {"3/7/2025", "none"},
        {"soon", "none"},
        {"2025..", "none"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_when(false, rows[i][0], TODAY, rows[i][1]);
}

static void ends_of_months(void **state)
{
    (void)state;
    assert_when(false, "1m", 20250331, "20250228 20250228~");
    assert_when(false, "1m", 20240331, "20240229 20240229~");
    assert_when(false, "1y", 20240229, "20230228 20230228~");
    assert_when(false, "4y", 20240229, "20200229 20200229~");
    assert_when(false, "1d", 20250101, "20241231 20241231~");
    assert_when(false, "1d", 20240301, "20240229 20240229~");
    assert_when(false, "2m", 20250131, "20241130 20241130~");
}

static void ranges(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"2025-01..2025-03", "202501 202503~"},
        {"2025-01 .. 2025-03", "202501 202503~"},
        {"..2025", " 2025~"},
        {"2025..", "2025 "},
        {"2024", "2024 2024~"},
        {"7d..", "20250228 "},
        {"7d..today", "20250228 20250307~"},
        {"1898..1987-02", "1898 198702~"},
        {"..", "none"},
        {" .. ", "none"},
        {"x..2025", "none"},
        {"2025..x", "none"},
        {"2025..2026..2027", "none"},
        {"", "none"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_when(true, rows[i][0], TODAY, rows[i][1]);
}

static void the_day(void **state)
{
    (void)state;
    unsigned today = mg_when_today();
    assert_true(today > 20250101 && today % 100 >= 1 && today % 100 <= 31 && today / 100 % 100 >= 1 && today / 100 % 100 <= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(points), cmocka_unit_test(ends_of_months), cmocka_unit_test(ranges),
                                       cmocka_unit_test(the_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
