/* recency.h - hits by relevance and recency; see rank.h for how the two are joined. */
#ifndef MG_RECENCY_H
#define MG_RECENCY_H

#include "searcher/session.h"

/* As mg_match_close, the first MG_RECENCY_WINDOW of all hits weighing less with age and ordered anew: whatever the page, the
 * same hits are. */
MG_NODISCARD mg_status mg_match_recent(mg_searcher *searcher, const mg_plan *plan, const mg_xquery *query, const mg_request *request,
                                       const mg_match_opts *opts, mg_match *out, mg_error *err);

#endif
