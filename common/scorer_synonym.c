/* scorer_synonym.c - documents that any of few kids has, scored as if these were one word. See scorers.h. */
#include "common/scorer_kinds.h"

/* Of few kids. */
typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    size_t n;
    double scale, score;
    uint32_t checked; /* documents up to here may have what is needed */
} synonym_scorer;

static double bound_synonym(mg_scorer *s, uint32_t from, uint32_t *to)
{
    synonym_scorer *y = (synonym_scorer *)s;
    uint32_t shortest, wdf = mg_scorers_peak(y->kids, y->n, from, to, &shortest);
    return shortest == MG_NO_MORE ? 0 : mg_bm25(s->scoring, y->scale, wdf, shortest);
}

static uint32_t seek_synonym(mg_scorer *s, uint32_t target)
{
    synonym_scorer *y = (synonym_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        uint32_t doc = MG_NO_MORE;
        uint64_t wdf = 0;
        target = mg_scorer_skip_poor(s, target, &y->checked);
        if (target == MG_NO_MORE) return s->doc = MG_NO_MORE;
        for (size_t i = 0; i < y->n; i++) doc = MG_MIN(doc, y->kids[i]->seek(y->kids[i], target));
        if (doc == MG_NO_MORE) return s->doc = MG_NO_MORE;
        if (s->need >= 0 && doc > y->checked) {
            target = doc;
            continue;
        }
        for (size_t i = 0; i < y->n; i++)
            if (y->kids[i]->doc == doc) wdf += y->kids[i]->wdf(y->kids[i]);
        y->score = mg_scorer_of_all(s, y->scale, doc, wdf);
        if (s->need < 0 || y->score > s->need) return s->doc = doc;
        target = doc + 1;
    }
}

static double score_synonym(mg_scorer *s)
{
    return ((synonym_scorer *)s)->score;
}

static void need_synonym(mg_scorer *s, double need)
{
    s->need = need;
    ((synonym_scorer *)s)->checked = 0;
}

static void close_synonym(mg_scorer *s)
{
    mg_scorers_close(((synonym_scorer *)s)->kids, ((synonym_scorer *)s)->n);
}

mg_scorer *mg_scorer_synonym(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, double scale)
{
    if (scale == 0) return mg_scorer_any(s, place, kids, n);
    synonym_scorer *y = mg_scorer_new(s, place, sizeof *y);
    if (!y) return NULL;
    y->kids = kids;
    y->n = n;
    y->scale = scale;
    y->s.cost = mg_scorers_cost(kids, n, place);
    y->s.most = scale; /* as if without end */
    y->s.seek = seek_synonym;
    y->s.score = score_synonym;
    y->s.bound = bound_synonym;
    y->s.set_need = need_synonym;
    y->s.close = close_synonym;
    return &y->s;
}
