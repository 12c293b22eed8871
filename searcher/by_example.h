/* by_example.h - the plans of --similar and --expand: reads the articles that serve as examples; what is made of their words,
 * example.h tells. */
#ifndef MG_BY_EXAMPLE_H
#define MG_BY_EXAMPLE_H

#include "searcher/filters.h"
#include "searcher/session.h"

/* Make the answer's plan one for what is like the request's example, without it, where the query matches too.
 * Errors: MG_NOTFOUND there is no such article. */
MG_NODISCARD mg_status mg_plan_similar(mg_searcher *searcher, const mg_request *request, mg_answer *answer, mg_error *err);

/* Add words of the first hits to the answer's plan, and a warning that tells them. */
MG_NODISCARD mg_status mg_plan_expanded(mg_searcher *searcher, const mg_filters *filters, const mg_ranking *ranking,
                                        const mg_match_opts *wanted, mg_answer *answer, mg_error *err);

#endif
