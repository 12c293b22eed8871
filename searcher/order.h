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

/* A hit that is weighed anew, and its place until then. For arrays of these, or of structs that begin with one. */
typedef struct {
    mg_hit hit;
    size_t at;
} mg_reweighed;

/* For qsort: in rising order of docids, in which an index is read quickest; and the heaviest first, where weights that differ by less
 * than a float can tell are equal, and stay as they were. */
int mg_reweighed_by_docid(const void *a, const void *b);
int mg_reweighed_heaviest(const void *a, const void *b);

/* What a second look at hits has come to: damage in what only it reads is no reason not to find words, and leaves them as they are.
 * MG_OK for MG_CORRUPT, and the error cleared. */
MG_NODISCARD mg_status mg_reweighed_or_not(mg_status status, mg_error *err);

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
