/* proximity.h - hits in whose text words of the query stand as near as in the query rank higher.
 *
 * Each two neighbours among the words of a query (mg_near_word) add to the BM25 score of an article in which they stand near each
 * other, as a term of BM25 would: weight * (k + 1) * near / (near + k), k being MG_PROXIMITY_K, as once is nearly enough, and the
 * weight what both words weigh together times MG_PROXIMITY_WEIGHT / (pairs + 1): all pairs of a long query are worth no more than
 * those of a short one. `near` is the sum over places where the one follows the other, with none of the two between, within
 * MG_PROXIMITY_REACH words, of 1 / distance. Function words that part them in the query count as no distance. That neighbours of the
 * query are worth more than other pairs is from Metzler and Croft (2005), the form from Rasolofo and Savoy (2003) and Buettcher,
 * Clarke and Lushman (2006), where distances count by their squares. A word stands where it is written as in the query: its other forms
 * would help a little more, but to look for them among the index's words takes longer than most searches.
 *
 * Only the first MG_PROXIMITY_WINDOW hits by BM25 are looked at, whatever page is wanted: those behind them keep their places, as
 * nothing is ever taken away. */
#ifndef MG_PROXIMITY_H
#define MG_PROXIMITY_H

#include "searcher/session.h"

#define MG_PROXIMITY_WEIGHT 0.6
#define MG_PROXIMITY_K 0.4
#define MG_PROXIMITY_REACH 8
#define MG_PROXIMITY_WINDOW 20

/* Of a query so many pairs of neighbours are looked for: the first. */
#define MG_PROXIMITY_PAIRS 16

/* As mg_match_balanced, with proximity; that alone where the plan has no neighbours, or where the order is by date. */
MG_NODISCARD mg_status mg_match_close(mg_searcher *searcher, const mg_plan *plan, const mg_xquery *query, const mg_match_opts *opts,
                                      mg_match *out, mg_error *err);

#endif
