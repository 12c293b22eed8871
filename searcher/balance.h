/* balance.h - hits of a query to which words were added (--expand) rank high that have both: what was asked for, and what was added.
 *
 * By the sum of both, an article that has many of the added words stands high though it has little of what was asked for. So the first
 * MG_BALANCE_WINDOW hits by the sum are ordered anew, by twice the geometric mean of the two: where they are equal that is their sum, and
 * the less the more they differ. What is multiplied needs no common scale, and each of two can speak against a hit, as with experts
 * whose probabilities are multiplied (Hinton 2002). The added words are no long query, whatever the query is: for them, a long
 * article loses as little as for a short one (rank.h). So that hits that have but one of the two keep an order, neither counts
 * as less than MG_BALANCE_LEAST of both.
 *
 * Those behind the window keep their places: where the first of them would weigh more than the last one before it, they all weigh less, by
 * one factor. */
#ifndef MG_BALANCE_H
#define MG_BALANCE_H

#include "searcher/session.h"

#define MG_BALANCE_WINDOW 50
#define MG_BALANCE_LEAST 0.02

/* As mg_match_in_order, balanced; that alone where the plan has no words that were added, where the order is by date, or where an
 * index cannot be read by Morgue itself. */
MG_NODISCARD mg_status mg_match_balanced(mg_searcher *searcher, const mg_plan *plan, const mg_xquery *query, const mg_match_opts *opts,
                                         mg_match *out, mg_error *err);

#endif
