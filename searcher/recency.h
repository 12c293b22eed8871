/* recency.h - newer articles above older ones that answer as well: for news that is going on.
 *
 * An article's score is halved for each half-life that has passed since its date: exponential decay, as of Li and Croft's
 * time-based language models (2003). An article without a date is taken for one half-life old. Stateless. */
#ifndef MG_RECENCY_H
#define MG_RECENCY_H

#include "common/arena.h"
#include "common/xapian_shim.h"

/* What is left of the score of an article of this date key (mg_date_key's; empty: no date) today (YYYYMMDD): 0..1. Of a date
 * without a day or month the middle is taken; nothing is younger than today. */
double mg_recency(mg_span date_key, unsigned today, uint32_t half_life_days);

/* Weigh n hits by it, and sort them anew; equals stay in their order. Errors: MG_NOMEM, and what reading gives. */
MG_NODISCARD mg_status mg_recency_rank(mg_db *db, mg_hit *hits, size_t n, unsigned today, uint32_t half_life_days,
                                       mg_arena *arena, mg_error *err);

#endif
