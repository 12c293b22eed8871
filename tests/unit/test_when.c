/* test_when.c - dates of queries to keys. */
#include "searcher/when.h"

#include "tests/support/random.h"

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

/* ---- all days ---- */

typedef struct {
    int year, month, day;
} day;

enum { WALKED = 12000 };

/* The days from 1 January of a year on, counted one by one; fewer when 9999 ends. */
static size_t walk(int year, day days[WALKED])
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    day d = {year, 1, 1};
    size_t n = 0;
    for (; n < WALKED && d.year <= 9999; n++) {
        days[n] = d;
        bool leap = d.year % 400 == 0 || (d.year % 4 == 0 && d.year % 100 != 0);
        if (d.day < lengths[d.month - 1] + (leap && d.month == 2)) d.day++;
        else if (d.month < 12) d = (day){d.year, d.month + 1, 1};
        else d = (day){d.year + 1, 1, 1};
    }
    return n;
}

static unsigned number_of(day d)
{
    return (unsigned)(d.year * 10000 + d.month * 100 + d.day);
}

static mg_when point(const char *text, unsigned today, mg_arena *arena)
{
    mg_when when;
    if (!mg_when_point(mg_span_str(text), today, arena, &when)) fail_msg("%s of %u is no date", text, today);
    return when;
}

static const int years[] = {1, 90, 1570, 1890, 1960, 1999, 2015, 2090, 9975};

/* An age of days and weeks counts days; of months and years, months, and the day is the same one or the last of its month. */
static void ages(void **state)
{
    (void)state;
    static day days[WALKED];
    uint64_t seed = 7;
    for (size_t i = 0; i < MG_COUNT(years); i++) {
        size_t n = walk(years[i], days);
        for (int k = 0; k < 400; k++) {
            mg_arena arena = MG_ARENA_INIT;
            char age[16], expected[16];
            size_t at = random_below(&seed, (uint32_t)n), back = random_below(&seed, (uint32_t)at + 1);
            bool weeks = back % 7 == 0 && k % 2;
            snprintf(age, sizeof age, "%zu%c", weeks ? back / 7 : back, weeks ? 'w' : 'd');
            snprintf(expected, sizeof expected, "%08u", number_of(days[at - back]));
            mg_when when = point(age, number_of(days[at]), &arena);
            if (!mg_span_eq(when.first, mg_span_str(expected)))
                fail_msg("%s before %u: %s, not %s", age, number_of(days[at]), when.first.p, expected);

            day d = days[at];
            int months = (int)random_below(&seed, (uint32_t)(d.year * 12 + d.month - 12));
            snprintf(age, sizeof age, "%dm", months);
            day then = {(d.year * 12 + d.month - 1 - months) / 12, (d.year * 12 + d.month - 1 - months) % 12 + 1, d.day};
            then.day = MG_MIN(then.day, mg_when_days_in(then.year, then.month));
            snprintf(expected, sizeof expected, "%08u", number_of(then));
            if (months < 999999) when = point(age, number_of(d), &arena);
            if (!mg_span_eq(when.first, mg_span_str(expected))) fail_msg("%s before %u: %s, not %s", age, number_of(d), when.first.p, expected);
            mg_arena_dispose(&arena);
        }
    }
}

static bool is_in(const mg_when *when, const char *key)
{
    mg_span k = mg_span_str(key);
    return mg_span_cmp(k, when->first) >= 0 && mg_span_cmp(k, when->last) <= 0;
}

/* Each day, and each moment of it, is in itself, its month and its year, and not in those beside them. */
static void each_day(void **state)
{
    (void)state;
    static day days[WALKED];
    for (size_t i = 0; i < MG_COUNT(years); i++) {
        size_t n = walk(years[i], days);
        for (size_t k = 1; k < n; k += 1 + k % 5) {
            mg_arena arena = MG_ARENA_INIT;
            char iso[40], key[16], moment[24], before[16];
            day d = days[k], e = days[k - 1];
            snprintf(iso, sizeof iso, "%04d-%02d-%02d", d.year, d.month, d.day);
            snprintf(key, sizeof key, "%08u", number_of(d));
            snprintf(moment, sizeof moment, "%s235959", key);
            snprintf(before, sizeof before, "%08u", number_of(e));
            mg_when when = point(iso, TODAY, &arena);
            assert_true(is_in(&when, key) && is_in(&when, moment) && !is_in(&when, before));
            iso[7] = '\0';
            when = point(iso, TODAY, &arena);
            assert_true(is_in(&when, key) && is_in(&when, moment) && is_in(&when, before) == (d.month == e.month));
            iso[4] = '\0';
            if (d.year >= 1400 && d.year <= 2100) { /* other bare numbers are no years */
                when = point(iso, TODAY, &arena);
                assert_true(is_in(&when, key) && is_in(&when, moment) && is_in(&when, before) == (d.year == e.year));
            }
            mg_arena_dispose(&arena);
        }
    }
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
                                       cmocka_unit_test(ages),   cmocka_unit_test(each_day),       cmocka_unit_test(the_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
