/* date.h - the written dates of the world's papers to one date, with the precision and zone it had.
 *
 * A date is kept as written: the local day and time of the paper, so that an issue of 7 March stays
 * one of 7 March wherever it is read. Wrong is worse than absent: what is not clearly a date is none.
 * Years 1..9999 (proleptic Gregorian), so dates before 1970 are like any other. */
#ifndef MG_DATE_H
#define MG_DATE_H

#include "common/buf.h"

typedef enum { MG_DATE_NONE, MG_DATE_YEAR, MG_DATE_MONTH, MG_DATE_DAY, MG_DATE_SECOND } mg_date_precision;

typedef struct {
    mg_date_precision precision; /* MG_DATE_NONE: no date; the rest is then 0 */
    int year, month, day;        /* 1..9999, 1..12, 1..31; 0 below the precision */
    int hour, minute, second;    /* 0..23, 0..59, 0..60 */
    bool has_zone;
    int zone_minutes; /* east of UTC */
} mg_date;

/* Find one date that all of `text` (UTF-8, trimmed by the callee) expresses:
 *   ISO 8601 and its cuts (2025, 2025-03, 2025-03-07, 2025-03-07T15:01:01.79+07:00, 20250307T150101Z),
 *   RFC 822/2822 (Fri, 07 Mar 2025 15:01:01 +0700), 26-FEB-1987 15:01:01.79,
 *   March 7, 2025 / 7 March 2025 / Mar. 7, 2025, each with or without a weekday before or behind, an
 *   ordinal (7th), a clock time and edition words behind ("Thursday, Home Edition"), March 2025; numeric dates too
 *   ("Fr., 07.03.2025, 15:01 Uhr").
 * Month names: every language that the stemmers know and some more, where the name is unambiguous; weekdays of most of
 * them; Buddhist years in Thai, years of an era in Chinese and Japanese, days of the Persian calendar; the digits of
 * every script, and Chinese numerals (二〇二五年三月七日).
 * Numbers like 3/7/2025 whose order is not certain are no date; 13/7/2025 is, and so is 7.3.2025: with dots the
 * day comes first. Two-digit years are none, but for those of mails (07 Mar 97 15:01:01 GMT) and '97; nor is a bare
 * number outside of 1400..2100, a date without its year, or one that depends on today ("3 hours ago").
 * Returns false, and MG_DATE_NONE in *out, when the text is no date. */
bool mg_date_parse(mg_span text, mg_date *out);

/* The same for a fixed two-digit-year shape whose order the format defines: "ymd" (910514) or "mdy"
 * (05/14/91, 01/04/63); years 00..29 are 2000.., 30..99 are 1930... */
bool mg_date_parse_short(mg_span text, const char *order, mg_date *out);

/* A date that stands in a path or a URL: /2025/03/07/, 2025-03-07, 20250307, 2025-03, 2025_03_07;
 * bounded by non-digits, year 1800..2100. Precision as found; the last, most precise one wins. */
bool mg_date_in_path(mg_span path, mg_date *out);

/* As ISO 8601 cut to the precision: 2025, 2025-03, 2025-03-07, 2025-03-07T15:01:01[+07:00|Z]. Appended, or written without a
 * terminator: returns the length, 0 for no date. */
#define MG_DATE_TEXT 25
void mg_date_format(const mg_date *date, mg_buf *out);
size_t mg_date_write(const mg_date *date, char out[MG_DATE_TEXT]);

/* "second", "day", "month", "year"; "" for MG_DATE_NONE. */
const char *mg_date_precision_name(mg_date_precision precision);

/* Seconds since 1970, UTC; false outside of the years 1..9999. */
bool mg_date_from_unix(int64_t seconds, mg_date *out);

/* The key by which dates sort and are filtered: the digits YYYY[MM[DD[hhmmss]]] of the date as written.
 * Returns its length, 0 for no date; out gets no terminator. */
size_t mg_date_key(const mg_date *date, char out[14]);

/* The inverse of mg_date_key; false when `key` is not one. */
bool mg_date_from_key(mg_span key, mg_date *out);

#endif
