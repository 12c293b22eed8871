/* order.h - hits in an order that does not depend on how an index is divided into segments: what weighs the same stands newest
 * first, and of the same date in the order of ids. */
#ifndef MG_ORDER_H
#define MG_ORDER_H

#include "searcher/session.h"

/* As mg_db_match, in that order. Of equals, some thousands are put in order at most. The index must be one of Morgue's. */
MG_NODISCARD mg_status mg_match_in_order(mg_searcher *searcher, const mg_xquery *query, const mg_match_opts *opts, mg_match *out,
                                         mg_error *err);

/* Leave of hits from the first on those that are wanted. */
void mg_match_page(mg_match *match, const mg_match_opts *wanted);

/* Weights that differ by less than this share are equal: sums of the same parts in another order are not the same to the
 * last bit. */
#define MG_WEIGHT_SHARE 1e-12

/* A hit, and what tells it from its equals. */
typedef struct {
    mg_hit hit;
    mg_span date, id;
} mg_ranked;

/* Load the dates of hits, all at once, into the arena. */
MG_NODISCARD mg_status mg_ranked_dates(mg_searcher *searcher, mg_ranked **hits, size_t n, mg_arena *arena, mg_error *err);

#endif
