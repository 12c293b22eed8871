/* date_words.h - the words of written dates in the languages Morgue knows: months, weekdays, zones, eras and
 * the small words between them. Used by date.c and by whoever reads a month without its year (datelines). */
#ifndef MG_DATE_WORDS_H
#define MG_DATE_WORDS_H

#include "common/span.h"

typedef enum {
    MG_WORD_NONE,
    MG_WORD_MONTH,      /* value: 1..12 */
    MG_WORD_MONTH_THAI, /* the same; the year that goes with it may be Buddhist */
    MG_WORD_MONTH_PERSIAN, /* of the Persian calendar */
    MG_WORD_MONTH_NEXT, /* "tháng": the next number is the month */
    MG_WORD_WEEKDAY,
    MG_WORD_FILLER,      /* "of", "de", "года": says nothing */
    MG_WORD_HALF,        /* value: 1 before noon, 2 after noon */
    MG_WORD_HOUR,        /* behind the hour: "Uhr", "h", "時" */
    MG_WORD_MINUTE,      /* behind the minutes: "分" */
    MG_WORD_YEAR,        /* behind the year: "年" */
    MG_WORD_MONTH_UNIT,  /* behind the month's number: "月" */
    MG_WORD_DAY,         /* behind the day: "日" */
    MG_WORD_ERA,         /* value: what to add to the year */
    MG_WORD_ZONE,        /* value: minutes east of UTC */
    MG_WORD_ZONE_UNSURE, /* names a zone, but which offset depends on the season or the country */
} mg_date_word_kind;

typedef struct {
    mg_date_word_kind kind;
    int value;
} mg_date_word;

/* The longest known word that starts at byte `at` of `s` and ends with a word there; returns its length,
 * 0 for none. `s` is folded: lower case, Latin letters without accents, Arabic ones without hamza. */
size_t mg_date_word_at(mg_span s, size_t at, mg_date_word *out);

/* The length of an ordinal ending ("st", "er", "º") that stands at byte `at`, behind a number; 0 for none. */
size_t mg_date_ordinal_at(mg_span s, size_t at);

#endif
