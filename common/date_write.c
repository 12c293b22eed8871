/* date_write.c - a date as text and as a key, and one of a clock. See date.h. */
#include "common/date.h"

#include <time.h>

/* Write two digits behind what stands before them, if anything does; returns where they end. */
static char *put_two(char *at, char before, int n)
{
    if (before) *at++ = before;
    *at++ = (char)('0' + n / 10 % 10);
    *at++ = (char)('0' + n % 10);
    return at;
}

size_t mg_date_write(const mg_date *date, char out[MG_DATE_TEXT])
{
    char *at = out;
    if (date->precision < MG_DATE_YEAR) return 0;
    at = put_two(at, 0, date->year / 100);
    at = put_two(at, 0, date->year);
    if (date->precision >= MG_DATE_MONTH) at = put_two(at, '-', date->month);
    if (date->precision >= MG_DATE_DAY) at = put_two(at, '-', date->day);
    if (date->precision < MG_DATE_SECOND) return (size_t)(at - out);
    at = put_two(at, 'T', date->hour);
    at = put_two(at, ':', date->minute);
    at = put_two(at, ':', date->second);
    int minutes = date->zone_minutes < 0 ? -date->zone_minutes : date->zone_minutes;
    if (date->has_zone && minutes == 0) *at++ = 'Z';
    if (!date->has_zone || minutes == 0) return (size_t)(at - out);
    at = put_two(at, date->zone_minutes < 0 ? '-' : '+', minutes / 60);
    return (size_t)(put_two(at, ':', minutes % 60) - out);
}

void mg_date_format(const mg_date *date, mg_buf *out)
{
    char text[MG_DATE_TEXT];
    mg_buf_add(out, (mg_span){text, mg_date_write(date, text)});
}

const char *mg_date_precision_name(mg_date_precision precision)
{
    switch (precision) {
    case MG_DATE_YEAR: return "year";
    case MG_DATE_MONTH: return "month";
    case MG_DATE_DAY: return "day";
    case MG_DATE_SECOND: return "second";
    default: return "";
    }
}

bool mg_date_from_unix(int64_t seconds, mg_date *out)
{
    time_t then = (time_t)seconds;
    struct tm t;
    *out = (mg_date){.precision = MG_DATE_NONE};
    if (!gmtime_r(&then, &t) || t.tm_year < 1 - 1900 || t.tm_year > 9999 - 1900) return false;
    *out = (mg_date){MG_DATE_SECOND, t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                     t.tm_min,       t.tm_sec,         true,         0};
    return true;
}

static size_t put_digits(char *out, int value, size_t digits)
{
    for (size_t i = digits; i-- > 0; value /= 10) out[i] = (char)('0' + value % 10);
    return digits;
}

size_t mg_date_key(const mg_date *date, char out[14])
{
    size_t n = 0;
    if (date->precision >= MG_DATE_YEAR) n += put_digits(out + n, date->year, 4);
    if (date->precision >= MG_DATE_MONTH) n += put_digits(out + n, date->month, 2);
    if (date->precision >= MG_DATE_DAY) n += put_digits(out + n, date->day, 2);
    if (date->precision < MG_DATE_SECOND) return n;
    n += put_digits(out + n, date->hour, 2);
    n += put_digits(out + n, date->minute, 2);
    return n + put_digits(out + n, date->second, 2);
}
