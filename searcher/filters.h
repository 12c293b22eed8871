/* filters.h - the conditions of a request that stand beside its query: dates, sources, sections, authors, languages. */
#ifndef MG_FILTERS_H
#define MG_FILTERS_H

#include "searcher/search.h"

typedef struct {
    const mg_xquery *v[8];
    size_t n;
} mg_filters;

/* The filters of a request, in the arena. `today` is YYYYMMDD. Errors: MG_USAGE a date that cannot be read; MG_NOMEM. */
MG_NODISCARD mg_status mg_filters_plan(const mg_request *request, mg_arena *arena, unsigned today, mg_filters *out, mg_error *err);

/* The query under its filters; filters alone match whatever passes them. NULL when there is no query, or no memory. */
const mg_xquery *mg_filters_over(const mg_xquery *query, const mg_filters *filters, mg_arena *arena);

#endif
