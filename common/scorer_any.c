/* scorer_any.c - documents that any kid has, by MaxScore. See scorers.h. */
#include "common/scorer_kinds.h"

/* MaxScore over windows: within one, the kids that could not together lift a document above what is needed do not lead to any;
 * they are only asked about those that others lead to, while these may still get there. */
typedef struct {
    mg_scorer s;
    mg_scorer **kids, **order; /* order: of rising bounds in the window; the first `passive` do not lead */
    double *bounds, *sums;     /* of order[i]; of order[0..i] */
    size_t n, passive;
    uint32_t window_end;
    double sum;
} any_scorer;

static void order_kids(any_scorer *a, uint32_t from)
{
    a->window_end = MG_NO_MORE;
    for (size_t i = 0; i < a->n; i++) {
        uint32_t end;
        double bound = mg_scorer_bound(a->kids[i], from, &end);
        a->window_end = MG_MIN(a->window_end, end);
        size_t at = i;
        for (; at && a->bounds[at - 1] > bound; at--) {
            a->bounds[at] = a->bounds[at - 1];
            a->order[at] = a->order[at - 1];
        }
        a->bounds[at] = bound;
        a->order[at] = a->kids[i];
    }
}

/* The window that begins at `from`. False when nothing in it has what is needed. */
static bool open_window(any_scorer *a, uint32_t from)
{
    order_kids(a, from);
    a->passive = 0;
    double sum = 0;
    for (size_t i = 0; i < a->n; i++) {
        sum += a->bounds[i];
        a->sums[i] = sum;
        if (a->passive == i && mg_score_is_poor(sum, a->s.need)) a->passive = i + 1;
    }
    return a->passive < a->n;
}

/* The first document from `target` on that a leading kid has. */
static uint32_t lead(const any_scorer *a, uint32_t target)
{
    uint32_t doc = MG_NO_MORE;
    for (size_t i = a->passive; i < a->n; i++) {
        uint32_t here = a->order[i]->seek(a->order[i], target);
        doc = here < doc ? here : doc;
    }
    return doc;
}

/* Add up what `doc` has; false when it is seen to have too little. */
static bool add_up(any_scorer *a, uint32_t doc)
{
    double sum = 0;
    for (size_t i = a->n; i-- > 0;) {
        mg_scorer *kid = a->order[i];
        if (i < a->passive && mg_score_is_poor(sum + a->sums[i], a->s.need)) return false;
        bool has = (i < a->passive ? kid->seek(kid, doc) : kid->doc) == doc && mg_scorer_matches(kid);
        if (has) sum += mg_scorer_score(kid);
    }
    return true;
}

/* The score, its parts in the order of the kids. */
static double exact_sum(const any_scorer *a, uint32_t doc, bool *matches)
{
    double sum = 0;
    *matches = false;
    for (size_t i = 0; i < a->n; i++) {
        mg_scorer *kid = a->kids[i];
        if (kid->doc != doc || !mg_scorer_matches(kid)) continue;
        sum += mg_scorer_score(kid);
        *matches = true;
    }
    return sum;
}

static uint32_t seek_any(mg_scorer *s, uint32_t target)
{
    any_scorer *a = (any_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        bool fits = target <= a->window_end ? a->passive < a->n : open_window(a, target);
        uint32_t doc = fits ? lead(a, target) : MG_NO_MORE;
        if (doc > a->window_end || doc == MG_NO_MORE) {
            if (a->window_end == MG_NO_MORE) return s->doc = MG_NO_MORE;
            target = a->window_end + 1;
            continue;
        }
        bool matches;
        target = doc + 1;
        if (s->need >= 0 && !add_up(a, doc)) continue;
        a->sum = exact_sum(a, doc, &matches);
        if (matches && (s->need < 0 || a->sum > s->need)) return s->doc = doc;
    }
}

static double score_any(mg_scorer *s)
{
    return ((any_scorer *)s)->sum;
}

static double bound_any(mg_scorer *s, uint32_t from, uint32_t *to)
{
    any_scorer *a = (any_scorer *)s;
    double sum = mg_scorers_bound(a->kids, a->n, from, to);
    return sum + MG_SCORE_SLACK * sum;
}

static void need_any(mg_scorer *s, double need)
{
    any_scorer *a = (any_scorer *)s;
    s->need = need;
    while (a->window_end && a->passive < a->n && mg_score_is_poor(a->sums[a->passive], need)) a->passive++;
}

static uint32_t wdf_any(mg_scorer *s)
{
    any_scorer *a = (any_scorer *)s;
    uint64_t sum = 0;
    for (size_t i = 0; i < a->n; i++)
        if (a->kids[i]->doc == s->doc) sum += a->kids[i]->wdf(a->kids[i]);
    return (uint32_t)MG_MIN(sum, UINT32_MAX);
}

static uint32_t peak_any(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    return mg_scorers_peak(((any_scorer *)s)->kids, ((any_scorer *)s)->n, from, to, shortest);
}

static void close_any(mg_scorer *s)
{
    mg_scorers_close(((any_scorer *)s)->kids, ((any_scorer *)s)->n);
}

static any_scorer *new_any(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    any_scorer *a = mg_scorer_new(s, place, sizeof *a);
    if (!a) return NULL;
    a->order = mg_scoring_alloc(s, n * sizeof *a->order);
    a->bounds = mg_scoring_alloc(s, n * sizeof *a->bounds);
    a->sums = mg_scoring_alloc(s, n * sizeof *a->sums);
    if (!a->order || !a->bounds || !a->sums) return NULL;
    a->kids = kids;
    a->n = n;
    a->s.cost = mg_scorers_cost(kids, n, place);
    a->s.seek = seek_any;
    a->s.close = close_any;
    return a;
}

mg_scorer *mg_scorer_any(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    bool weighs = false, counts = true, peaks = true;
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        counts &= kids[i]->wdf != NULL;
        peaks &= kids[i]->peak != NULL;
        weighs |= kids[i]->score != NULL;
        most += kids[i]->most;
    }
    any_scorer *a = new_any(s, place, kids, n);
    if (!a) return NULL;
    a->s.most = most;
    if (counts) a->s.wdf = wdf_any;
    if (peaks) a->s.peak = peak_any;
    if (!weighs) return &a->s;
    a->s.score = score_any;
    a->s.bound = bound_any;
    a->s.set_need = need_any;
    return &a->s;
}
