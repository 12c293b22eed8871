/* recency.c - see recency.h. */
#include "searcher/recency.h"

#include "searcher/order.h"
#include "searcher/proximity.h"
#include "searcher/when.h"

#include <stdlib.h>

/* Weights that differ by less than a float can tell are equal, see MG_WEIGHT_SHARE, and stay as they were: in the order of their
 * places in memory. */
static int heaviest_first(const void *a, const void *b)
{
    const mg_ranked *x = *(const mg_ranked *const *)a, *y = *(const mg_ranked *const *)b;
    float p = (float)x->hit.weight, q = (float)y->hit.weight;
    if (p < q || p > q) return p < q ? 1 : -1;
    return (x > y) - (x < y);
}

/* The first `n` hits with weights by their dates as well, in that order; equals stay as they were. */
static mg_status weigh_dates(mg_searcher *s, const mg_request *r, mg_match *match, size_t n, mg_error *err)
{
    unsigned today = mg_when_today();
    mg_arena arena = MG_ARENA_INIT;
    mg_ranked *list = mg_arena_alloc(&arena, (n + 1) * sizeof *list), **all = mg_arena_alloc(&arena, (n + 1) * sizeof *all);
    mg_status status = MG_OK;
    if (!list || !all) MG_GOTO(mg_fail_nomem(err, "ranking hits"));
    for (size_t i = 0; i < n; i++) {
        list[i].hit = match->hits[i];
        all[i] = &list[i];
    }
    MG_GOTO(mg_ranked_dates(s, all, n, &arena, err));
    for (size_t i = 0; i < n; i++) list[i].hit.weight *= mg_rank_recency(list[i].date, today, r->recency);
    qsort(all, n, sizeof *all, heaviest_first);
    for (size_t i = 0; i < n; i++) match->hits[i] = all[i]->hit;
out:
    mg_arena_dispose(&arena);
    return status;
}

mg_status mg_match_recent(mg_searcher *s, const mg_plan *plan, const mg_xquery *query, const mg_request *r,
                          const mg_match_opts *wanted, mg_match *out, mg_error *err)
{
    mg_match_opts opts = *wanted;
    uint64_t to = (uint64_t)wanted->offset + wanted->limit;
    opts.offset = 0;
    opts.limit = (uint32_t)MG_MIN(MG_MAX(to, MG_RECENCY_WINDOW), UINT32_MAX);
    MG_TRY(mg_match_close(s, plan, query, &opts, out, err));
    MG_TRY(weigh_dates(s, r, out, MG_MIN(out->n, MG_RECENCY_WINDOW), err));
    mg_match_page(out, wanted);
    return MG_OK;
}
