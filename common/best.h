/* best.h - the best hits so far, by weight or by a value: for match.c alone.
 *
 * Life: zero it, set `order` and `most`, mg_best_offer, mg_best_sort, free `v`. */
#ifndef MG_BEST_H
#define MG_BEST_H

#include "common/xapian_shim.h"

typedef enum { MG_BEST_WEIGHT, MG_BEST_RISING, MG_BEST_FALLING } mg_best_order; /* the last two by value, those without one behind */

typedef struct {
    mg_hit hit;
    mg_span value; /* borrowed; NULL: it has none */
} mg_valued_hit;

typedef struct {
    mg_best_order order; /* among equals that of docids */
    size_t most;         /* so many are kept */
    mg_valued_hit *v;    /* when there are `most`, the worst is the first; up to then in the order in which they came */
    size_t n, room;
} mg_best;

/* Keep it, if it is one of the best. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_best_offer(mg_best *best, mg_valued_hit hit, mg_error *err);

/* Put the best one first. */
void mg_best_sort(mg_best *best);

#endif
