/* scorer_xor.c - documents that an odd number of kids has. See scorers.h. Kids get no need: one that passes over what scores little
 * would not tell that it has it. */
#include "common/scorer_kinds.h"

typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    size_t n;
    uint32_t checked; /* documents up to here may have what is needed */
    double sum;
} xor_scorer;

/* Does an odd number of kids match `doc`? Adds up what they score. */
static bool is_odd(xor_scorer *x, uint32_t doc)
{
    bool odd = false;
    x->sum = 0;
    for (size_t i = 0; i < x->n; i++) {
        mg_scorer *kid = x->kids[i];
        if (kid->doc != doc || !mg_scorer_matches(kid)) continue;
        x->sum += mg_scorer_score(kid);
        odd = !odd;
    }
    return odd;
}

static uint32_t seek_xor(mg_scorer *s, uint32_t target)
{
    xor_scorer *x = (xor_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        uint32_t doc = MG_NO_MORE;
        target = mg_scorer_skip_poor(s, target, &x->checked);
        for (size_t i = 0; i < x->n && target != MG_NO_MORE; i++) doc = MG_MIN(doc, x->kids[i]->seek(x->kids[i], target));
        if (doc == MG_NO_MORE) return s->doc = MG_NO_MORE;
        target = doc;
        if (s->need >= 0 && doc > x->checked) continue;
        if (is_odd(x, doc) && (s->need < 0 || x->sum > s->need)) return s->doc = doc;
        target++;
    }
}

static double score_xor(mg_scorer *s)
{
    return ((xor_scorer *)s)->sum;
}

static double bound_xor(mg_scorer *s, uint32_t from, uint32_t *to)
{
    double sum = mg_scorers_bound(((xor_scorer *)s)->kids, ((xor_scorer *)s)->n, from, to);
    return sum + MG_SCORE_SLACK * sum;
}

static void need_xor(mg_scorer *s, double need)
{
    s->need = need;
    ((xor_scorer *)s)->checked = 0;
}

static void close_xor(mg_scorer *s)
{
    mg_scorers_close(((xor_scorer *)s)->kids, ((xor_scorer *)s)->n);
}

mg_scorer *mg_scorer_xor(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    bool weighs = false;
    xor_scorer *x = mg_scorer_new(s, place, sizeof *x);
    if (!x) return NULL;
    x->kids = kids;
    x->n = n;
    x->s.cost = mg_scorers_cost(kids, n, place);
    x->s.seek = seek_xor;
    x->s.close = close_xor;
    for (size_t i = 0; i < n; i++) {
        weighs |= kids[i]->score != NULL;
        x->s.most += kids[i]->most;
    }
    if (!weighs) return &x->s;
    x->s.score = score_xor;
    x->s.bound = bound_xor;
    x->s.set_need = need_xor;
    return &x->s;
}
