/* when.h - the dates of a query to the keys that articles sort by. Stateless. */
#ifndef MG_WHEN_H
#define MG_WHEN_H

#include "common/arena.h"
#include "common/error.h"

/* First and last key (date.h) of a span of time; an empty end is open. `last` covers every longer key that
 * begins with its date. */
typedef struct {
    mg_span first, last;
} mg_when;

/* Understand one point: 2025, 2025-03, 2025-03-07 (also 2025-3, 20250307, 2025/03/07 and written-out dates), today,
 * yesterday, or an age: 7d, 3w, 6m, 2y, counted back from `today` (YYYYMMDD). first..last is the whole of it.
 * An age is the one day so long ago. False when it is none of these, or memory ran out. */
bool mg_when_point(mg_span text, unsigned today, mg_arena *arena, mg_when *out);

/* The same, or two points with ".." between, either of which may be missing. */
bool mg_when_range(mg_span text, unsigned today, mg_arena *arena, mg_when *out);

/* Days of a month, 28 to 31. */
int mg_when_days_in(int year, int month);

/* Today in the local time zone, as YYYYMMDD. */
unsigned mg_when_today(void);

#endif
