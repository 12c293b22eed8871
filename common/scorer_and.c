/* scorer_and.c - documents that all kids have. See scorers.h. */
#include "common/scorer_kinds.h"

/* A kid, in the order of what they cost. */
typedef struct {
    mg_scorer *kid;
    double *score; /* one of `scores`; NULL: it only decides what matches */
    double rest;   /* more than this those behind it do not score, up to `checked` */
} member;

typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    member *members;
    double *scores; /* of the kids, in their order */
    size_t n, scored;
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

/* The first document from `target` on that may have what is needed, and up to `checked` what members leave for others. */
static uint32_t open_range(and_scorer *a, uint32_t target)
{
    while (a->s.need >= 0 && target > a->checked) {
        uint32_t to = MG_NO_MORE, end;
        double rest = 0;
        for (size_t i = a->n; i-- > 0;) {
            member *m = &a->members[i];
            m->rest = rest;
            if (!m->score) continue;
            rest += mg_scorer_bound(m->kid, target, &end);
            to = MG_MIN(to, end);
        }
        if (!mg_score_is_poor(rest, a->s.need)) a->checked = to;
        else if (to == MG_NO_MORE) return MG_NO_MORE;
        else target = to + 1;
    }
    return target;
}

/* Do all kids have `doc`, where the first one stands, and what is needed? A dear one is not asked when those before it leave too much
 * to it. If not, *target is where to look further. */
static bool meet(and_scorer *a, uint32_t doc, uint32_t *target)
{
    bool prunes = a->s.need >= 0;
    double sum = 0;
    for (size_t i = 0; i < a->n; i++) {
        member *m = &a->members[i];
        *target = i ? m->kid->seek(m->kid, doc) : doc;
        if (*target != doc) return false;
        *target = doc + 1;
        if (!prunes || !m->score) continue;
        sum += *m->score = mg_scorer_score(m->kid);
        if (mg_score_is_poor(sum + m->rest, a->s.need)) return false;
    }
    if (!prunes) return true;
    a->at = doc;
    a->sum = 0;
    for (size_t i = 0; i < a->scored; i++) a->sum += a->scores[i];
    return a->sum > a->s.need;
}

static uint32_t seek_and(mg_scorer *s, uint32_t target)
{
    and_scorer *a = (and_scorer *)s;
    mg_scorer *first = a->members[0].kid;
    if (target <= s->doc) return s->doc;
    for (;;) {
        target = open_range(a, target);
        uint32_t doc = target != MG_NO_MORE ? first->seek(first, target) : MG_NO_MORE;
        if (doc == MG_NO_MORE) return s->doc = MG_NO_MORE;
        if (s->need >= 0 && doc > a->checked) target = doc;
        else if (meet(a, doc, &target)) return s->doc = doc;
    }
}

static bool verify_and(mg_scorer *s)
{
    and_scorer *a = (and_scorer *)s;
    for (size_t i = 0; i < a->n; i++)
        if (!mg_scorer_matches(a->members[i].kid)) return false;
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

/* Cheapest first. */
static bool order_members(and_scorer *a)
{
    a->members = mg_scoring_alloc(a->s.scoring, a->n * sizeof *a->members);
    a->scores = mg_scoring_alloc(a->s.scoring, (a->scored + 1) * sizeof *a->scores);
    if (!a->members || !a->scores) return false;
    for (size_t i = 0; i < a->n; i++) {
        size_t at = i;
        for (; at && a->members[at - 1].kid->cost > a->kids[i]->cost; at--) a->members[at] = a->members[at - 1];
        a->members[at] = (member){.kid = a->kids[i], .score = i < a->scored ? &a->scores[i] : NULL};
    }
    return true;
}

mg_scorer *mg_scorer_and(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, size_t scored)
{
    and_scorer *a = mg_scorer_new(s, place, sizeof *a);
    if (!a) return NULL;
    a->kids = kids;
    a->n = n;
    bool weighs = false, verifies = false, counts = true, peaks = true;
    for (size_t i = 0; i < n; i++) {
        verifies |= kids[i]->verify != NULL;
        counts &= kids[i]->wdf != NULL;
        peaks &= kids[i]->peak != NULL;
        if (i >= scored) continue;
        weighs |= kids[i]->score != NULL;
        a->s.most += kids[i]->most;
    }
    a->scored = weighs ? scored : 0;
    if (!order_members(a)) return NULL;
    a->s.cost = a->members[0].kid->cost;
    a->s.seek = seek_and;
    a->s.close = close_and;
    if (verifies) a->s.verify = verify_and;
    if (counts) a->s.wdf = wdf_and;
    if (peaks) a->s.peak = peak_and;
    if (!weighs) return &a->s;
    a->s.score = score_and;
    a->s.bound = bound_and;
    a->s.set_need = need_and;
    return &a->s;
}
