/* date.c - see date.h. The text is folded (lower case, Latin letters without accents, every script's digits
 * as ASCII) and read word by word: each word or number must have a place in a date, or there is no date. */
#include "common/date.h"

#include "common/date_words.h"
#include "common/utf8.h"

#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#define LONGEST_DATE 200 /* bytes; what is longer is a sentence */

typedef struct {
    mg_span s; /* folded text */
    size_t at;
    mg_date date;
    int era; /* added to the year: -543 after a Buddhist era, +1867 after Meiji */
    bool era_given, thai, persian, weekday, has_clock, year_marked, month_follows;
    bool short_year;     /* of two digits */
    bool apostrophe;     /* before it */
    int words;           /* fillers seen */
    int half;            /* 12-hour clock: 0 not seen, 1 before noon, 2 after noon */
    bool foreign_digits; /* the text's digits were not ASCII */
} scan;

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && leap(year));
}

static bool is_day(int year, int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

static bool digit_at(mg_span s, size_t at)
{
    return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

/* The number at *at, and *at moved behind it; returns how many digits it has, 0 for none or too many. */
static int number(mg_span s, size_t *at, int *value)
{
    size_t from = *at;
    int sum = 0;
    while (digit_at(s, *at) && *at - from < 9) sum = sum * 10 + (s.p[(*at)++] - '0');
    if (digit_at(s, *at)) return 0;
    *value = sum;
    return (int)(*at - from);
}

/* Exactly `digits` digits at *at, whatever follows. */
static bool fixed(mg_span s, size_t *at, int digits, int *value)
{
    int sum = 0;
    for (int i = 0; i < digits; i++) {
        if (!digit_at(s, *at + (size_t)i)) return false;
        sum = sum * 10 + (s.p[*at + (size_t)i] - '0');
    }
    *at += (size_t)digits;
    *value = sum;
    return true;
}

static bool eat(mg_span s, size_t *at, char c)
{
    if (*at >= s.n || s.p[*at] != c) return false;
    (*at)++;
    return true;
}

static void skip_spaces(mg_span s, size_t *at)
{
    while (*at < s.n && s.p[*at] == ' ') (*at)++;
}

/* Folding. */

/* Lower case; the base letter of an accented Latin or hamza-bearing Arabic one; 0 for what is dropped. */
static uint32_t fold(uint32_t ch, const UNormalizer2 *nfd)
{
    if (ch < 0x80) return ch >= 'A' && ch <= 'Z' ? ch + 32 : mg_is_space((char)ch) ? ' ' : ch;
    if ((ch >= 0x300 && ch < 0x370) || (ch >= 0x64b && ch <= 0x655)) return 0; /* accents, vowel points */
    if ((ch >= 0x200c && ch <= 0x200f) || (ch >= 0x202a && ch <= 0x202e) || ch == 0x61c || ch == 0xfeff)
        return 0;
    if ((ch >= 0x3041 && ch <= 0x9fff) || (ch >= 0xac00 && ch <= 0xd7a3)) return ch; /* CJK has nothing to fold */
    if (u_isUWhiteSpace((UChar32)ch)) return ' ';
    if ((ch >= 0x2010 && ch <= 0x2015) || ch == 0x2212) return '-';
    if (ch >= 0xff01 && ch <= 0xff5e) return fold(ch - 0xff01 + '!', nfd); /* full width */
    if (ch == 0x60c || ch == 0x3001 || ch == 0x104a) return ',';
    if (ch == 0x2018 || ch == 0x2019) return '\'';
    if (u_charDigitValue((UChar32)ch) >= 0 && u_charType((UChar32)ch) == U_DECIMAL_DIGIT_NUMBER)
        return '0' + (uint32_t)u_charDigitValue((UChar32)ch);
    bool latin = ch < 0x250 || (ch >= 0x1e00 && ch < 0x1f00), arabic = ch >= 0x622 && ch <= 0x626;
    UChar parts[8];
    UErrorCode code = U_ZERO_ERROR;
    if ((latin || arabic) && nfd && unorm2_getDecomposition(nfd, (UChar32)ch, parts, 8, &code) > 0 &&
        U_SUCCESS(code))
        ch = parts[0];
    return (uint32_t)u_tolower((UChar32)ch);
}

/* The value of a numeral of Chinese writing: 0..9, 10 for ten, 20 for the old twenty; -1 for none. */
static int chinese_numeral(uint32_t ch)
{
    if (ch < 0x25cb || ch > 0x9fff) return -1;
    static const uint32_t numerals[] = {0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94,
                                        0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341};
    for (int i = 0; i < (int)MG_COUNT(numerals); i++)
        if (ch == numerals[i]) return i;
    return ch == 0x25cb || ch == 0x25ef || ch == 0x96f6 ? 0 : ch == 0x5eff ? 20 : -1;
}

/* Is it what a number of a date stands before: year, month, day (three ways), hour (three), minute? */
static bool is_chinese_unit(uint32_t ch)
{
    return ch == 0x5e74 || ch == 0x6708 || ch == 0x65e5 || ch == 0x53f7 || ch == 0x865f || ch == 0x65f6 ||
           ch == 0x6642 || ch == 0x9ede || ch == 0x70b9 || ch == 0x5206;
}

/* A number in Chinese numerals at *at, 二〇二五 or 二十五, when a unit is behind it: its value, and *at
 * moved; else -1. */
static int chinese_number(mg_span text, size_t *at)
{
    int sum = 0, digits = 0, last = 0;
    bool tens = false;
    for (size_t p = *at; p < text.n && digits < 5; digits++) {
        size_t from = p;
        uint32_t ch = mg_utf8_next(text, &p);
        int value = chinese_numeral(ch);
        if (value < 0) {
            if (!digits || !is_chinese_unit(ch)) return -1;
            *at = from;
            return sum;
        }
        if (value == 10) /* 十 ten, 三十 thirty */
            sum += last ? last * 9 : 10;
        else
            sum = tens || value == 20 ? sum + value : sum * 10 + value;
        tens |= value >= 10;
        last = value;
    }
    return -1;
}

/* The folded text in out; empty when it does not fit or holds no digit. */
static mg_span fold_text(mg_span text, char *out, size_t room, bool *foreign_digits)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&code);
    size_t n = 0;
    bool digits = false;
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        char c = text.p[at];
        if (c >= '!' && c <= '@' && n + 4 <= room) { /* digits and marks stay as they are */
            digits |= c >= '0' && c <= '9';
            out[n++] = c;
            at++;
            continue;
        }
        bool ascii = (unsigned char)c < 0x80;
        uint32_t raw = ascii ? (unsigned char)text.p[at++] : mg_utf8_next(text, &at);
        if (!ascii && n + 12 <= room && chinese_numeral(raw) >= 0) {
            int value = chinese_number(text, &from);
            if (value >= 0) {
                n += (size_t)snprintf(out + n, room - n, "%d", value);
                at = from;
                digits = true;
                continue;
            }
        }
        uint32_t ch = fold(raw, U_SUCCESS(code) ? nfd : NULL);
        if (!ch || (ch == ' ' && (n == 0 || out[n - 1] == ' '))) continue;
        if (n + 4 > room) return (mg_span){NULL, 0};
        if (ch >= '0' && ch <= '9') digits = true, *foreign_digits |= !ascii;
        if (ch < 0x80)
            out[n++] = (char)ch;
        else
            n += mg_utf8_put(ch, out + n);
    }
    while (n && out[n - 1] == ' ') n--;
    return digits ? (mg_span){out, n} : (mg_span){NULL, 0};
}

/* Most lines that are asked about are headlines: turn those without a digit away at once. */
static bool may_hold_digit(mg_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((text.p[i] >= '0' && text.p[i] <= '9') || (unsigned char)text.p[i] >= 0x80) return true;
    return false;
}

/* Clock and zone. */

static bool set_clock(mg_date *date, int hour, int minute, int second)
{
    if (hour > 23 || minute > 59 || second > 60) return false;
    date->hour = hour;
    date->minute = minute;
    date->second = second;
    return true;
}

/* "+07:00", "-0500", "+7" behind a clock. */
static bool zone_offset(mg_span s, size_t *at, mg_date *date)
{
    size_t p = *at;
    int sign = eat(s, &p, '+') ? 1 : eat(s, &p, '-') ? -1 : 0;
    int hours = 0, minutes = 0;
    size_t from = p;
    if (!sign) return false;
    int digits = number(s, &p, &hours);
    if (digits == 4 || digits == 3) {
        minutes = hours % 100;
        hours /= 100;
    } else if (digits == 1 || digits == 2) {
        from = p;
        if (eat(s, &p, ':') && !fixed(s, &p, 2, &minutes)) return false;
        if (p == from) minutes = 0;
    } else {
        return false;
    }
    if (hours > 14 || minutes > 59 || digit_at(s, p)) return false;
    date->has_zone = true;
    date->zone_minutes = sign * (hours * 60 + minutes);
    *at = p;
    return true;
}

/* ":mm[:ss[.fraction]]" behind an hour. */
static bool clock_tail(mg_span s, size_t *at, int *minute, int *second)
{
    size_t p = *at;
    if (!eat(s, &p, ':') || !fixed(s, &p, 2, minute) || digit_at(s, p)) return false;
    *second = 0;
    if (p < s.n && s.p[p] == ':' && digit_at(s, p + 1)) {
        p++;
        if (!fixed(s, &p, 2, second) || digit_at(s, p)) return false;
        if (p + 1 < s.n && (s.p[p] == '.' || s.p[p] == ',') && digit_at(s, p + 1))
            for (p++; digit_at(s, p);) p++;
    }
    *at = p;
    return true;
}

/* Numeric dates. */

static bool done(mg_date *date, mg_date_precision precision)
{
    if (date->year < 1 || date->year > 9999) return false;
    if (precision >= MG_DATE_MONTH && (date->month < 1 || date->month > 12)) return false;
    if (precision >= MG_DATE_DAY && !is_day(date->year, date->month, date->day)) return false;
    date->precision = precision;
    return true;
}

/* What may stand behind a numeric date: nothing, a clock, a clock and a zone. */
static bool numeric_tail(mg_span s, size_t at, bool compact, mg_date *date)
{
    int hour, minute = 0, second = 0;
    if (at == s.n) return done(date, MG_DATE_DAY);
    mg_date unused = {0};
    if (zone_offset(s, &at, &unused) && at == s.n)
        return done(date, MG_DATE_DAY); /* XML's 2025-03-07+07:00 */
    if (eat(s, &at, 'z') && at == s.n) return done(date, MG_DATE_DAY);
    if (!eat(s, &at, 't')) {
        size_t from = at;
        eat(s, &at, ',');
        skip_spaces(s, &at);
        if (at == from) return false;
    }
    size_t from = at;
    int digits = number(s, &at, &hour);
    if (compact && (digits == 4 || digits == 6)) {
        if (digits == 6) second = hour % 100, hour /= 100;
        minute = hour % 100;
        hour /= 100;
        if (at < s.n && (s.p[at] == '.' || s.p[at] == ','))
            for (at++; digit_at(s, at);) at++;
    } else if (digits < 1 || digits > 2 || !clock_tail(s, &at, &minute, &second)) {
        return false;
    }
    if (at == from || !set_clock(date, hour, minute, second)) return false;
    skip_spaces(s, &at);
    mg_date_word word;
    size_t n;
    if (eat(s, &at, 'z'))
        date->has_zone = true;
    else if (at < s.n && !zone_offset(s, &at, date) && (n = mg_date_word_at(s, at, &word)) != 0 &&
             word.kind == MG_WORD_ZONE) {
        date->has_zone = true;
        date->zone_minutes = word.value;
        at += n;
        zone_offset(s, &at, date); /* "GMT+7" */
    }
    return at == s.n && done(date, MG_DATE_SECOND);
}

/* 20250307, 20250307T150101Z */
static bool compact_date(mg_span s, bool *ok, mg_date *date)
{
    size_t at = 0;
    int value;
    if (number(s, &at, &value) != 8) return false;
    *date = (mg_date){.year = value / 10000, .month = value / 100 % 100, .day = value % 100};
    *ok = date->year >= 1400 && date->year <= 2100 && numeric_tail(s, at, true, date);
    return true;
}

/* A numeric day and month in an order to be found out; dots stand between day and month only in that order.
 */
static bool day_and_month(int a, int b, char sep, mg_date *date)
{
    bool day_first = a > 12 || sep == '.' || a == b;
    if (!day_first && b <= 12) return false;
    date->day = day_first ? a : b;
    date->month = day_first ? b : a;
    return true;
}

/* Which of three numbers is what: year first, or year last and the order of the others certain. */
static bool day_of_numbers(const int part[3], const int digits[3], char sep, bool foreign_digits,
                           mg_date *date)
{
    *date = (mg_date){0};
    if (digits[1] < 1 || digits[1] > 2) return false;
    if (digits[0] == 4 && (digits[2] == 1 || digits[2] == 2)) {
        *date = (mg_date){.year = part[0], .month = part[1], .day = part[2]};
        /* Years before print with slashes or Persian digits are of another calendar; 0001-01-01 means "none".
         */
        bool none = part[0] == 1 && part[1] == 1 && part[2] == 1;
        return !none && (part[0] >= 1500 || (sep == '-' && !foreign_digits));
    }
    if (digits[0] < 1 || digits[0] > 2 || digits[2] != 4) return false;
    date->year = part[2];
    return part[2] >= 1500 && day_and_month(part[0], part[1], sep, date);
}

/* Three numbers with the same mark between them at *at: a day; *at is moved behind it. */
static bool numeric_day(mg_span s, size_t *at, bool foreign_digits, mg_date *out)
{
    int part[3], digits[3];
    size_t p = *at;
    char sep = 0;
    for (int i = 0; i < 3; i++) {
        digits[i] = number(s, &p, &part[i]);
        if (!digits[i] || i == 2) break;
        if (p >= s.n || !strchr("-/.", s.p[p]) || (sep && s.p[p] != sep)) return false;
        sep = s.p[p++];
        if (sep == '.') skip_spaces(s, &p);
    }
    if (!day_of_numbers(part, digits, sep, foreign_digits, out) || !is_day(out->year, out->month, out->day))
        return false;
    if (sep == '.') eat(s, &p, '.');
    *at = p;
    return true;
}

/* All numbers: 2025, 2025-03, 2025/3/7, 2025-03-07T15:01, 13/7/2025, 7.3.2025. Returns false when the text
 * begins otherwise and should be read as words; else *ok tells. */
static bool numeric_date(mg_span s, bool foreign_digits, bool *ok, mg_date *date)
{
    size_t at = 0;
    int a, b;
    if (compact_date(s, ok, date)) return true;
    int first = number(s, &at, &a);
    *date = (mg_date){.year = a};
    *ok = false;
    if (first == 4 && at == s.n) {
        *ok = a >= 1400 && a <= 2100 && !(foreign_digits && a < 1500) && done(date, MG_DATE_YEAR);
        return true;
    }
    if (first == 0 || at >= s.n || !strchr("-/.", s.p[at])) return false;
    char sep = s.p[at++];
    if (sep == '.') skip_spaces(s, &at);
    int second = number(s, &at, &b);
    if (second != 1 && second != 2) return false;
    if (first == 4 && at == s.n) {
        date->month = b;
        *ok = sep == '-' && second == 2 && done(date, MG_DATE_MONTH);
        return true;
    }
    if (!eat(s, &at, sep)) return false;
    at = 0;
    if (numeric_day(s, &at, foreign_digits, date)) *ok = numeric_tail(s, at, false, date);
    return true;
}

/* Dates in words. */

static bool put_once(int *slot, int value)
{
    if (*slot && *slot != value) return false;
    *slot = value;
    return true;
}

/* Behind the hour `hour` at `at`: a clock in one of the ways of writing one; false when it is none. */
static bool clock_at(scan *x, size_t at, int hour)
{
    mg_span s = x->s;
    int minute = 0, second = 0;
    mg_date_word word;
    size_t p = at, n;
    if (clock_tail(s, &p, &minute, &second)) {
    } else if (eat(s, &p, '.') && fixed(s, &p, 2, &minute) && !digit_at(s, p)) { /* 15.01 Uhr, 15.01 น. */
        skip_spaces(s, &p);
        n = mg_date_word_at(s, p, &word);
        if (!n || (word.kind != MG_WORD_HOUR && word.kind != MG_WORD_HALF)) return false;
        if (word.kind == MG_WORD_HOUR) p += n;
    } else { /* 15h, 15h01, 15時01分, 3 p.m. */
        p = at;
        skip_spaces(s, &p);
        n = mg_date_word_at(s, p, &word);
        if (!n || (word.kind != MG_WORD_HOUR && word.kind != MG_WORD_HALF)) return false;
        if (word.kind == MG_WORD_HOUR) {
            p += n;
            skip_spaces(s, &p);
            size_t q = p;
            if (fixed(s, &q, 2, &minute) && !digit_at(s, q)) {
                p = q;
                if ((n = mg_date_word_at(s, p, &word)) && word.kind == MG_WORD_MINUTE) p += n;
            }
        }
    }
    if (x->has_clock || !set_clock(&x->date, hour, minute, second)) return false;
    x->has_clock = true;
    x->at = p;
    return true;
}

/* Two digits behind day and month: a year of the mails' kind. */
static bool take_short_year(scan *x, size_t from, int value)
{
    x->short_year = true;
    x->apostrophe = from && x->s.p[from - 1] == '\'';
    x->date.year = value + (value < 50 ? 2000 : 1900);
    return true;
}

/* A number is a clock, the day, the year or, with 月 behind or "tháng" before, the month. */
static bool take_number(scan *x)
{
    mg_span s = x->s;
    size_t at = x->at;
    int value;
    int digits = number(s, &at, &value);
    mg_date_word unit = {MG_WORD_NONE, 0};
    if (digits == 0) return false;
    if (!x->date.day && !x->date.month && !x->date.year &&
        numeric_day(s, &x->at, x->foreign_digits, &x->date))
        return true;
    if (digits <= 2 && clock_at(x, at, value)) return true;
    size_t n = mg_date_word_at(s, at + (at < s.n && s.p[at] == ' '), &unit);
    bool is_unit =
        n && (unit.kind == MG_WORD_YEAR || unit.kind == MG_WORD_MONTH_UNIT || unit.kind == MG_WORD_DAY);
    if (is_unit)
        at += n + (s.p[at] == ' ');
    else if ((n = mg_date_ordinal_at(s, at)))
        at += n;
    size_t from = x->at;
    x->at = at;
    if (is_unit && unit.kind == MG_WORD_YEAR) {
        x->year_marked = true;
        return (digits == 4 || x->era > 0) && put_once(&x->date.year, value);
    }
    if ((is_unit && unit.kind == MG_WORD_MONTH_UNIT) || x->month_follows) {
        x->month_follows = false;
        return digits <= 2 && put_once(&x->date.month, value);
    }
    if (digits == 2 && x->date.day && x->date.month && !x->date.year) return take_short_year(x, from, value);
    if (digits <= 2) return value && !x->date.day && put_once(&x->date.day, value);
    return digits == 4 && !x->date.year && put_once(&x->date.year, value);
}

/* "Home Edition", "Late Edition - Final" behind a whole date. */
static bool is_edition(mg_span rest)
{
    static const char *const words[] = {"edition", "edicion", "edicao", "edizione", "ausgabe", "editie"};
    for (size_t i = 0; i < rest.n; i++)
        if (digit_at(rest, i)) return false;
    for (size_t i = 0; rest.n <= 80 && i < MG_COUNT(words); i++)
        if (mg_span_find_span(rest, 0, mg_span_str(words[i])) < rest.n) return true;
    return false;
}

static bool take_word(scan *x)
{
    mg_date_word word;
    size_t n = mg_date_word_at(x->s, x->at, &word);
    if (!n) {
        bool whole = x->date.year && x->date.month && x->date.day;
        if (!whole || !is_edition(mg_span_sub(x->s, x->at, x->s.n))) return false;
        x->at = x->s.n;
        return true;
    }
    x->at += n;
    switch (word.kind) {
    case MG_WORD_MONTH:
    case MG_WORD_MONTH_THAI:
    case MG_WORD_MONTH_PERSIAN:
        x->persian |= word.kind == MG_WORD_MONTH_PERSIAN;
        x->thai |= word.kind == MG_WORD_MONTH_THAI;
        return put_once(&x->date.month, word.value);
    case MG_WORD_MONTH_NEXT: x->month_follows = true; return true;
    case MG_WORD_WEEKDAY: x->weekday = true; return true;
    case MG_WORD_ERA:
        x->era = word.value;
        x->era_given = true;
        return true;
    case MG_WORD_HALF: /* "am" is also German for "on" */
        if (word.value == 1 && !x->has_clock &&
            mg_span_eq(mg_span_sub(x->s, x->at - n, x->at), MG_SPAN("am")))
            return true;
        if (x->half) return false;
        x->half = word.value;
        return true;
    case MG_WORD_ZONE:
    case MG_WORD_ZONE_UNSURE:
        if (!x->has_clock) return false;
        if (word.kind == MG_WORD_ZONE_UNSURE) return true;
        x->date.has_zone = true;
        x->date.zone_minutes = word.value;
        zone_offset(x->s, &x->at, &x->date);
        return true;
    case MG_WORD_HOUR:
    case MG_WORD_FILLER: x->words++; return true;
    case MG_WORD_MONTH_UNIT: /* behind a date 月 and 日 are Monday and Sunday */
    case MG_WORD_DAY: return x->date.day != 0;
    default: return false;
    }
}

static bool half_day(scan *x)
{
    mg_date *date = &x->date;
    if (!x->half) return true;
    if (!x->has_clock || date->hour > 12 || date->hour == 0)
        return x->has_clock && date->hour <= 23 && x->half == 2;
    date->hour = date->hour % 12 + (x->half == 2 ? 12 : 0);
    return true;
}

/* A day of the Persian calendar to the one of ours; its years of 366 days are eight in 33. */
static bool from_persian(mg_date *date)
{
    static const int in_month[] = {31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 30};
    static const char leap_years[] = {1, 5, 9, 13, 17, 22, 26, 30};
    int days = 79; /* 1 Farvardin 1300 is the 80th day of 1921 */
    if (date->year < 1300 || date->year > 1450 || date->day > 31 || !date->day) return false;
    for (int year = 1300; year < date->year; year++)
        days += 365 + (memchr(leap_years, year % 33, sizeof leap_years) != NULL);
    for (int month = 1; month < date->month; month++) days += in_month[month - 1];
    bool leap_day = date->month == 12 && memchr(leap_years, date->year % 33, sizeof leap_years);
    if (date->day > in_month[date->month - 1] - (date->month == 12) + leap_day) return false;
    days += date->day - 1;
    int year = 1921;
    for (; days >= 365 + leap(year); year++) days -= 365 + leap(year);
    date->year = year;
    for (date->month = 1, date->day = days + 1; !is_day(date->year, date->month, date->day); date->month++)
        date->day -= days_in_month(date->year, date->month);
    return true;
}

/* Is what was collected a date? */
static bool settle(scan *x)
{
    mg_date *date = &x->date;
    if (!date->year || x->month_follows || !half_day(x)) return false;
    if (x->era_given)
        date->year += x->era;
    else if (x->thai && date->year > 2400)
        date->year -= 543;
    if (date->year < 1000 || date->year > 2999) return false;
    if (x->persian && !(date->month && date->day && from_persian(date))) return false;
    if (x->short_year && !x->apostrophe && !(x->has_clock && date->has_zone)) return false;
    if (!date->month) /* a year alone: with a mark of its own, but nothing else */
        return x->year_marked && !x->weekday && !x->words && !date->day && !x->has_clock &&
               done(date, MG_DATE_YEAR);
    if (!date->day) return !x->weekday && !x->has_clock && done(date, MG_DATE_MONTH);
    return done(date, x->has_clock ? MG_DATE_SECOND : MG_DATE_DAY);
}

static bool worded_date(mg_span s, bool foreign_digits, mg_date *out)
{
    scan x = {.s = s, .foreign_digits = foreign_digits};
    while (x.at < s.n) {
        char c = s.p[x.at];
        if (digit_at(s, x.at)) {
            if (!take_number(&x)) return false;
        } else if (x.has_clock && (c == '+' || c == '-') && zone_offset(s, &x.at, &x.date)) {
        } else if (strchr(" ,.-/()|'", c)) {
            if (c == '(' && x.date.has_zone) break; /* a comment on the zone: "(UTC)" */
            x.at++;
        } else if (!take_word(&x)) {
            return false;
        }
    }
    if (!settle(&x)) return false;
    *out = x.date;
    return true;
}

bool mg_date_parse(mg_span text, mg_date *out)
{
    char room[2 * LONGEST_DATE];
    bool ok = false, foreign_digits = false;
    mg_date date = {.precision = MG_DATE_NONE};
    *out = date;
    text = mg_span_trim(text);
    if (text.n < 4 || text.n > LONGEST_DATE || !may_hold_digit(text)) return false;
    mg_span s = fold_text(text, room, sizeof room, &foreign_digits);
    if (s.n < 4) return false;
    if (!numeric_date(s, foreign_digits, &ok, &date) || !ok) ok = worded_date(s, foreign_digits, &date);
    if (ok) *out = date;
    return ok;
}

bool mg_date_parse_short(mg_span text, const char *order, mg_date *out)
{
    int part[3];
    size_t at = 0;
    text = mg_span_trim(text);
    *out = (mg_date){.precision = MG_DATE_NONE};
    for (int i = 0; i < 3; i++) {
        if (!fixed(text, &at, 2, &part[i]) && !fixed(text, &at, 1, &part[i])) return false;
        if (i < 2 && at < text.n && strchr("/-. ", text.p[at])) at++;
    }
    mg_date date = {0};
    for (int i = 0; i < 3; i++) {
        if (order[i] == 'y')
            date.year = part[i] + (part[i] < 30 ? 2000 : 1900);
        else if (order[i] == 'm')
            date.month = part[i];
        else
            date.day = part[i];
    }
    if (at != text.n || text.n < 6 || !done(&date, MG_DATE_DAY)) return false;
    *out = date;
    return true;
}

/* Dates in paths. */

/* A month in figures or, as some papers have it in their URLs, in three letters. */
static bool path_month(mg_span path, size_t *at, int *month)
{
    mg_date_word word;
    char name[4] = "";
    if (digit_at(path, *at)) {
        int digits = number(path, at, month);
        return (digits == 1 || digits == 2) && *month >= 1 && *month <= 12;
    }
    if (path.n - *at < 4 || path.p[*at + 3] != '/') return false;
    for (int i = 0; i < 3; i++) name[i] = (char)(path.p[*at + (size_t)i] | 0x20);
    if (!mg_date_word_at(mg_span_str(name), 0, &word) || word.kind != MG_WORD_MONTH) return false;
    *month = word.value;
    *at += 3;
    return true;
}

/* The date that begins with the number at `at`. */
static bool path_date(mg_span path, size_t at, mg_date *date)
{
    int value;
    int digits = number(path, &at, &value);
    *date = (mg_date){.year = digits == 8 ? value / 10000 : value};
    if ((digits != 4 && digits != 8) || date->year < 1800 || date->year > 2100) return false;
    if (digits == 8) {
        date->month = value / 100 % 100;
        date->day = value % 100;
        return done(date, MG_DATE_DAY);
    }
    if (at >= path.n || !strchr("-_/.", path.p[at])) return false;
    char sep = path.p[at++];
    size_t month_at = at;
    if (!path_month(path, &at, &date->month) || (sep != '/' && at - month_at != 2)) return false;
    if (at < path.n && path.p[at] == sep && digit_at(path, at + 1)) {
        at++;
        digits = number(path, &at, &date->day);
        bool sound = (digits == 1 || digits == 2) && is_day(date->year, date->month, date->day);
        if (sound) return done(date, MG_DATE_DAY);
        if (sep != '/') return false;
        date->day = 0;
    } else if (sep == '/' && at < path.n && path.p[at] != '/') {
        return false; /* /1984/07-something */
    }
    return sep != '.' && done(date, MG_DATE_MONTH);
}

bool mg_date_in_path(mg_span path, mg_date *out)
{
    *out = (mg_date){.precision = MG_DATE_NONE};
    for (size_t at = 0; at < path.n; at++) {
        mg_date date;
        if (!digit_at(path, at)) continue;
        if (path_date(path, at, &date) && date.precision >= out->precision) *out = date;
        while (digit_at(path, at + 1)) at++;
    }
    return out->precision != MG_DATE_NONE;
}

/* Keys. */

bool mg_date_from_key(mg_span key, mg_date *out)
{
    mg_date date = {0};
    int hour = 0, minute = 0, second = 0;
    size_t at = 0;
    *out = date;
    mg_date_precision precision = key.n == 4   ? MG_DATE_YEAR
                                  : key.n == 6 ? MG_DATE_MONTH
                                  : key.n == 8 ? MG_DATE_DAY
                                               : MG_DATE_SECOND;
    if (precision == MG_DATE_SECOND && key.n != 14) return false;
    if (!fixed(key, &at, 4, &date.year)) return false;
    if (precision >= MG_DATE_MONTH && !fixed(key, &at, 2, &date.month)) return false;
    if (precision >= MG_DATE_DAY && !fixed(key, &at, 2, &date.day)) return false;
    if (precision >= MG_DATE_SECOND &&
        (!fixed(key, &at, 2, &hour) || !fixed(key, &at, 2, &minute) || !fixed(key, &at, 2, &second) ||
         !set_clock(&date, hour, minute, second)))
        return false;
    if (!done(&date, precision)) return false;
    *out = date;
    return true;
}
