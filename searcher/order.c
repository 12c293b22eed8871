/* order.c - see order.h. */
#include "searcher/order.h"

#include <stdlib.h>

/* So many hits are fetched beyond those wanted, to see whether the last of them has equals: where weights decide, each
 * costs; and of the equals at most so many. */
#define BEYOND_BY_WEIGHT 8
#define BEYOND_BY_DATE 32
#define BEYOND_MOST 4096

typedef struct {
    mg_ranked **hits;
    mg_arena *arena;
    bool nomem;
} dating;

static bool on_date(void *payload, size_t i, mg_span value)
{
    dating *d = payload;
    d->hits[i]->date = mg_arena_copy(d->arena, value);
    d->nomem |= !d->hits[i]->date.p;
    return !d->nomem;
}

mg_status mg_ranked_dates(mg_searcher *s, mg_ranked **hits, size_t n, mg_arena *arena, mg_error *err)
{
    dating d = {hits, arena, false};
    uint32_t *docids = mg_arena_alloc(arena, (n + 1) * sizeof *docids);
    if (!docids) return mg_fail_nomem(err, "ranking hits");
    for (size_t i = 0; i < n; i++) docids[i] = hits[i]->hit.docid;
    MG_TRY(mg_db_values(s->index.db, MG_SLOT_DATE, docids, n, on_date, &d, err));
    return d.nomem ? mg_fail_nomem(err, "ranking hits") : MG_OK;
}

static mg_status load_id(mg_searcher *s, mg_ranked *r, mg_arena *arena, mg_error *err)
{
    mg_record record;
    mg_arena_reset(&s->hit_arena);
    mg_buf_reset(&s->data);
    MG_TRY(mg_db_data(s->index.db, r->hit.docid, &s->data, err));
    MG_TRY(mg_record_decode(mg_buf_span(&s->data), &s->hit_arena, NULL, &record, err));
    r->id = mg_arena_copy(arena, record.article.id);
    return r->id.p ? MG_OK : mg_fail_nomem(err, "ranking hits");
}

void mg_match_page(mg_match *match, const mg_match_opts *wanted)
{
    uint64_t to = (uint64_t)wanted->offset + wanted->limit;
    size_t from = MG_MIN(wanted->offset, match->n);
    match->n = (size_t)MG_MIN(match->n, to) - from;
    if (match->n) memmove(match->hits, match->hits + from, match->n * sizeof *match->hits);
}

int mg_reweighed_by_docid(const void *a, const void *b)
{
    const mg_reweighed *x = a, *y = b;
    return (x->hit.docid > y->hit.docid) - (x->hit.docid < y->hit.docid);
}

int mg_reweighed_heaviest(const void *a, const void *b)
{
    const mg_reweighed *x = a, *y = b;
    float p = (float)x->hit.weight, q = (float)y->hit.weight;
    if (p < q || p > q) return p < q ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

mg_status mg_reweighed_or_not(mg_status status, mg_error *err)
{
    if (status != MG_CORRUPT) return status;
    mg_error_clear(err);
    return MG_OK;
}

static int newest_first(const void *a, const void *b)
{
    return -mg_span_cmp(((const mg_ranked *)a)->date, ((const mg_ranked *)b)->date);
}

static int by_id(const void *a, const void *b)
{
    return mg_span_cmp(((const mg_ranked *)a)->id, ((const mg_ranked *)b)->id);
}

static bool same_weight(const mg_hit *a, const mg_hit *b)
{
    return a->weight - b->weight <= MG_WEIGHT_SHARE * a->weight;
}

/* Sort hits of one weight, whose dates are loaded. When they stand by date already, dates only tell where ids decide. */
static mg_status sort_equals(mg_searcher *s, mg_ranked *r, size_t n, bool by_date, mg_arena *arena, mg_error *err)
{
    if (!by_date) qsort(r, n, sizeof *r, newest_first);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && mg_span_eq(r[i].date, r[end].date); end++) {}
        if (end == i + 1) continue;
        for (size_t k = i; k < end; k++) MG_TRY(load_id(s, &r[k], arena, err));
        qsort(r + i, end - i, sizeof *r, by_id);
    }
    return MG_OK;
}

/* Where the run of equals that begins at `from` ends: equal in weight, or in date where hits stand by date. */
static size_t run_end(const mg_ranked *r, size_t from, size_t n, bool by_date)
{
    size_t end = from + 1;
    while (end < n && (by_date ? mg_span_eq(r[from].date, r[end].date) : same_weight(&r[end - 1].hit, &r[end].hit))) end++;
    return end;
}

/* The hits, with their dates where they stand by those. */
static mg_status load_ranked(mg_searcher *s, const mg_match *match, mg_arena *arena, mg_ranked **out, mg_error *err)
{
    mg_ranked *r = *out = mg_arena_alloc(arena, (match->n + 1) * sizeof *r), **all;
    if (!r) return mg_fail_nomem(err, "ranking hits");
    for (size_t i = 0; i < match->n; i++) r[i].hit = match->hits[i];
    if (!match->by_value) return MG_OK;
    all = mg_arena_alloc(arena, (match->n + 1) * sizeof *all);
    if (!all) return mg_fail_nomem(err, "ranking hits");
    for (size_t i = 0; i < match->n; i++) all[i] = &r[i];
    return mg_ranked_dates(s, all, match->n, arena, err);
}

/* Goes over the runs of several equals that reach into from..to-1. */
typedef struct {
    size_t from, to, at, end;
} runs;

static bool next_run(runs *run, const mg_ranked *r, const mg_match *match)
{
    for (run->at = run->end; run->at < run->to; run->at = run->end) {
        run->end = run_end(r, run->at, match->n, match->by_value);
        if (run->end > run->from && run->end > run->at + 1) return true;
    }
    return false;
}

static mg_status load_dates_of_equals(mg_searcher *s, mg_ranked *r, runs run, const mg_match *match, mg_arena *arena, mg_error *err)
{
    size_t n = 0;
    mg_ranked **equals = mg_arena_alloc(arena, (match->n + 1) * sizeof *equals);
    if (!equals) return mg_fail_nomem(err, "ranking hits");
    while (next_run(&run, r, match))
        for (size_t i = run.at; i < run.end; i++) equals[n++] = &r[i];
    return n ? mg_ranked_dates(s, equals, n, arena, err) : MG_OK;
}

/* Of the hits fetched, leave from..to-1 in their order. */
static mg_status rank(mg_searcher *s, mg_ranked *r, size_t from, size_t to, mg_match *match, mg_arena *arena, mg_error *err)
{
    to = MG_MIN(to, match->n);
    runs run = {.from = from, .to = to};
    if (!match->by_value) MG_TRY(load_dates_of_equals(s, r, run, match, arena, err));
    while (next_run(&run, r, match)) MG_TRY(sort_equals(s, r + run.at, run.end - run.at, match->by_value, arena, err));
    size_t n = 0;
    for (size_t i = from; i < to; i++) match->hits[n++] = r[i].hit;
    match->n = n;
    return MG_OK;
}

/* Fetch again, so that all equals of the last hit wanted are there. What was counted stays. */
static mg_status fetch_equals(mg_searcher *s, const mg_xquery *query, mg_match_opts *opts, const mg_hit *last, uint64_t to,
                              mg_match *match, mg_error *err)
{
    mg_match again;
    opts->limit = (uint32_t)MG_MIN(to + BEYOND_MOST, UINT32_MAX);
    opts->check_at_least = 0;
    if (!match->by_value) opts->least_weight = last->weight * (1 - 10 * MG_WEIGHT_SHARE);
    MG_TRY(mg_db_match(s->index.db, query, opts, &again, err));
    again.lower = match->lower;
    again.estimate = match->estimate;
    again.upper = match->upper;
    mg_match_dispose(match);
    *match = again;
    return MG_OK;
}

mg_status mg_match_in_order(mg_searcher *s, const mg_xquery *query, const mg_match_opts *wanted, mg_match *out, mg_error *err)
{
    mg_match_opts opts = *wanted;
    mg_arena arena = MG_ARENA_INIT;
    mg_ranked *r;
    uint64_t to = (uint64_t)wanted->offset + wanted->limit;
    opts.offset = 0;
    opts.limit = (uint32_t)MG_MIN(to + (wanted->sort ? BEYOND_BY_DATE : BEYOND_BY_WEIGHT), UINT32_MAX);
    mg_status status = MG_OK;
    MG_GOTO(mg_db_match(s->index.db, query, &opts, out, err));
    MG_GOTO(load_ranked(s, out, &arena, &r, err));
    if (to && out->n == opts.limit && run_end(r, (size_t)to - 1, out->n, out->by_value) == out->n) {
        MG_GOTO(fetch_equals(s, query, &opts, &r[to - 1].hit, to, out, err));
        mg_arena_reset(&arena);
        MG_GOTO(load_ranked(s, out, &arena, &r, err));
    }
    status = rank(s, r, wanted->offset, (size_t)to, out, &arena, err);
out:
    mg_arena_dispose(&arena);
    return status;
}
