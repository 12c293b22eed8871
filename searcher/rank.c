/* rank.c - see rank.h. */
#include "searcher/rank.h"

#include <math.h>

#define SHORT 2
#define LONG 12

double mg_rank_long(size_t words)
{
    return (double)(MG_MIN(MG_MAX(words, SHORT), LONG) - SHORT) / (LONG - SHORT);
}

/* ---- recency ---- */

#define HALF_LIVES_MAX 30

/* Days since some day; years begin in March, so that a leap day is the last of one. */
static double days_of(unsigned date)
{
    unsigned year = date / 10000, month = MG_MAX(date / 100 % 100, 1), day = MG_MAX(date % 100, 1);
    if (month < 3) year--;
    unsigned days = 365 * year + year / 4 - year / 100 + year / 400 + ((month + 9) % 12 * 306 + 5) / 10 + day;
    return days;
}

/* The date of a key, as YYYYMMDD; what is missing is 0. */
static unsigned date_of(mg_span key)
{
    unsigned date = 0;
    for (size_t i = 0; i < 8; i++) date = date * 10 + (i < key.n && key.p[i] >= '0' && key.p[i] <= '9' ? (unsigned)(key.p[i] - '0') : 0u);
    return date;
}

double mg_rank_recency(mg_span key, unsigned today, uint32_t half_life)
{
    double age = key.n >= 4 ? (days_of(today) - days_of(date_of(key))) / half_life : HALF_LIVES_MAX;
    return exp2(-MG_MIN(MG_MAX(age, 0), HALF_LIVES_MAX));
}
