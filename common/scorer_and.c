/* scorer_and.c - documents that all kids have. See scorers.h. */
#include "common/scorer_kinds.h"

typedef struct {
    mg_scorer s;
    mg_scorer **kids, **by_cost;
    size_t n, scored;
    bool verifies;
    uint32_t checked; /* documents up to here may have what is needed */
    uint32_t at;      /* the document that `sum` is of */
    double sum;
} and_scorer;

static double bound_and(mg_scorer *s, uint32_t from, uint32_t *to)
{
    and_scorer *a = (and_scorer *)s;
    return mg_scorers_bound(a->kids, a->scored, from, to);
}

static double score_and(mg_scorer *s)
{
    and_scorer *a = (and_scorer *)s;
    if (a->at == s->doc) return a->sum;
    a->at = s->doc;
    a->sum = 0;
    for (size_t i = 0; i < a->scored; i++) a->sum += mg_scorer_score(a->kids[i]);
    return a->sum;
}

/* The first document from `target` on where all kids meet. */
static uint32_t meet(const and_scorer *a, uint32_t target)
{
    for (;;) {
        uint32_t doc = a->by_cost[0]->seek(a->by_cost[0], target);
        size_t i = 1;
        for (; i < a->n && doc != MG_NO_MORE; i++) {
            uint32_t here = a->by_cost[i]->seek(a->by_cost[i], doc);
            if (here == doc) continue;
            doc = target = here;
            break;
        }
        if (i == a->n || doc == MG_NO_MORE) return doc;
    }
}

static uint32_t seek_and(mg_scorer *s, uint32_t target)
{
    and_scorer *a = (and_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        target = mg_scorer_skip_poor(s, target, &a->checked);
        uint32_t doc = target != MG_NO_MORE ? a->by_cost[0]->seek(a->by_cost[0], target) : MG_NO_MORE;
        if (doc == MG_NO_MORE) return s->doc = MG_NO_MORE;
        if (s->need >= 0 && doc > a->checked) {
            target = doc;
            continue;
        }
        s->doc = meet(a, doc);
        if (s->doc == MG_NO_MORE || s->need < 0 || score_and(s) > s->need) return s->doc;
        target = s->doc + 1;
    }
}

static bool verify_and(mg_scorer *s)
{
    and_scorer *a = (and_scorer *)s;
    for (size_t i = 0; i < a->n; i++)
        if (!mg_scorer_matches(a->by_cost[i])) return false;
    return true;
}

static uint32_t wdf_and(mg_scorer *s)
{
    and_scorer *a = (and_scorer *)s;
    uint64_t sum = 0;
    for (size_t i = 0; i < a->n; i++) sum += a->kids[i]->wdf(a->kids[i]);
    return (uint32_t)MG_MIN(sum, UINT32_MAX);
}

static void need_and(mg_scorer *s, double need)
{
    and_scorer *a = (and_scorer *)s;
    s->need = need;
    a->checked = 0;
    for (size_t i = 0; i < a->scored; i++) {
        double left = mg_scorer_left(need, s->most - a->kids[i]->most);
        if (left >= 0) mg_scorer_set_need(a->kids[i], left);
    }
}

static uint32_t peak_and(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    and_scorer *a = (and_scorer *)s;
    uint64_t sum = 0;
    *to = MG_NO_MORE;
    *shortest = 0;
    for (size_t i = 0; i < a->n; i++) {
        uint32_t end, least, most = a->kids[i]->peak(a->kids[i], from, &end, &least);
        *to = MG_MIN(*to, end);
        *shortest = MG_MAX(*shortest, least);
        sum += most;
    }
    return *shortest == MG_NO_MORE ? 0 : (uint32_t)MG_MIN(sum, UINT32_MAX);
}

static void close_and(mg_scorer *s)
{
    mg_scorers_close(((and_scorer *)s)->kids, ((and_scorer *)s)->n);
}

mg_scorer *mg_scorer_and(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, size_t scored)
{
    and_scorer *a = mg_scorer_new(s, place, sizeof *a);
    if (!a || !(a->by_cost = mg_scorers_by_cost(s, kids, n))) return NULL;
    a->kids = kids;
    a->n = n;
    a->scored = scored;
    bool weighs = false, counts = true, peaks = true;
    for (size_t i = 0; i < n; i++) {
        a->verifies |= kids[i]->verify != NULL;
        counts &= kids[i]->wdf != NULL;
        peaks &= kids[i]->peak != NULL;
        if (i >= scored) continue;
        weighs |= kids[i]->score != NULL;
        a->s.most += kids[i]->most;
    }
    if (!weighs) a->scored = 0;
    a->s.cost = a->by_cost[0]->cost;
    a->s.seek = seek_and;
    a->s.close = close_and;
    if (a->verifies) a->s.verify = verify_and;
    if (counts) a->s.wdf = wdf_and;
    if (peaks) a->s.peak = peak_and;
    if (!weighs) return &a->s;
    a->s.score = score_and;
    a->s.bound = bound_and;
    a->s.set_need = need_and;
    return &a->s;
}
