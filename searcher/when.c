/* when.c - see when.h. */
#include "searcher/when.h"

#include "common/date.h"

#include <stdio.h>
#include <time.h>

unsigned mg_when_today(void)
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return (unsigned)(local.tm_year + 1900) * 10000 + (unsigned)(local.tm_mon + 1) * 100 + (unsigned)local.tm_mday;
}

int mg_when_days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* `n` units before `today`. */
static bool age(long n, char unit, unsigned today, mg_date *out)
{
    int year = (int)(today / 10000), month = (int)(today / 100 % 100), day = (int)(today % 100);
    if (month < 1 || month > 12 || n > 999999) return false;
    if (unit == 'd' || unit == 'w') {
        struct tm t = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day - (int)n * (unit == 'w' ? 7 : 1)};
        time_t then = timegm(&t);
        gmtime_r(&then, &t);
        year = t.tm_year + 1900, month = t.tm_mon + 1, day = t.tm_mday;
    } else {
        long months = (long)year * 12 + month - 1 - n * (unit == 'y' ? 12 : 1);
        if (months < 12) return false;
        year = (int)(months / 12), month = (int)(months % 12) + 1;
        day = MG_MIN(day, mg_when_days_in(year, month));
    }
    *out = (mg_date){.precision = MG_DATE_DAY, .year = year, .month = month, .day = day};
    return year >= 1;
}

/* 7d, 3w, 6m, 2y, today, yesterday */
static bool relative(mg_span text, unsigned today, mg_date *out)
{
    if (mg_span_eq_nocase(text, MG_SPAN("today"))) return age(0, 'd', today, out);
    if (mg_span_eq_nocase(text, MG_SPAN("yesterday"))) return age(1, 'd', today, out);
    if (text.n < 2 || text.n > 7) return false;
    long n = 0;
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') return false;
        n = n * 10 + (text.p[i] - '0');
    }
    char unit = (char)(text.p[text.n - 1] | 0x20);
    return strchr("dwmy", unit) && age(n, unit, today, out);
}

/* 2025-3, 2025/3: nothing else it could be. */
static bool short_month(mg_span text, mg_date *out)
{
    if (text.n != 6 || (text.p[4] != '-' && text.p[4] != '/') || text.p[5] < '1' || text.p[5] > '9') return false;
    char padded[] = {text.p[0], text.p[1], text.p[2], text.p[3], '-', '0', text.p[5]};
    return mg_date_parse((mg_span){padded, sizeof padded}, out);
}

bool mg_when_point(mg_span text, unsigned today, mg_arena *arena, mg_when *out)
{
    mg_date date;
    text = mg_span_trim(text);
    if (!relative(text, today, &date) && !short_month(text, &date) && !mg_date_parse(text, &date)) return false;
    char key[16];
    size_t n = mg_date_key(&date, key);
    out->first = mg_arena_copy(arena, (mg_span){key, n});
    key[n] = '~'; /* sorts behind every digit */
    out->last = mg_arena_copy(arena, (mg_span){key, n + 1});
    return out->first.p && out->last.p;
}

bool mg_when_range(mg_span text, unsigned today, mg_arena *arena, mg_when *out)
{
    size_t dots = mg_span_find_span(text, 0, MG_SPAN(".."));
    if (dots == text.n) return mg_when_point(text, today, arena, out);
    mg_span from = mg_span_trim(mg_span_sub(text, 0, dots)), to = mg_span_trim(mg_span_sub(text, dots + 2, text.n));
    mg_when low = {0}, high = {0};
    if (from.n && !mg_when_point(from, today, arena, &low)) return false;
    if (to.n && !mg_when_point(to, today, arena, &high)) return false;
    *out = (mg_when){low.first, high.last};
    return from.n || to.n;
}
