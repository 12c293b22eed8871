/* scorer_first.c - documents of the first kid: without those of others, or with what these add. See scorers.h. */
#include "common/scorer_kinds.h"

/* ---- and not ---- */

typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    size_t n;
} kids_scorer;

static bool is_excluded(const kids_scorer *k, uint32_t doc)
{
    for (size_t i = 1; i < k->n; i++)
        if (k->kids[i]->seek(k->kids[i], doc) == doc && mg_scorer_matches(k->kids[i])) return true;
    return false;
}

static uint32_t seek_and_not(mg_scorer *s, uint32_t target)
{
    kids_scorer *k = (kids_scorer *)s;
    if (target <= s->doc) return s->doc;
    do {
        s->doc = k->kids[0]->seek(k->kids[0], target);
        target = s->doc + 1;
    } while (s->doc != MG_NO_MORE && is_excluded(k, s->doc));
    return s->doc;
}

static bool verify_first(mg_scorer *s)
{
    return mg_scorer_matches(((kids_scorer *)s)->kids[0]);
}

static double score_first(mg_scorer *s)
{
    return mg_scorer_score(((kids_scorer *)s)->kids[0]);
}

static double bound_first(mg_scorer *s, uint32_t from, uint32_t *to)
{
    return mg_scorer_bound(((kids_scorer *)s)->kids[0], from, to);
}

static void need_first(mg_scorer *s, double need)
{
    mg_scorer_set_need(((kids_scorer *)s)->kids[0], need);
}

static void close_all(mg_scorer *s)
{
    mg_scorers_close(((kids_scorer *)s)->kids, ((kids_scorer *)s)->n);
}

static kids_scorer *new_with_first(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    kids_scorer *k = mg_scorer_new(s, place, sizeof *k);
    if (!k) return NULL;
    k->kids = kids;
    k->n = n;
    k->s.cost = kids[0]->cost;
    k->s.most = kids[0]->most;
    k->s.close = close_all;
    if (kids[0]->verify) k->s.verify = verify_first;
    return k;
}

mg_scorer *mg_scorer_and_not(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    kids_scorer *k = new_with_first(s, place, kids, n);
    if (!k) return NULL;
    k->s.seek = seek_and_not;
    if (!kids[0]->score) return &k->s;
    k->s.score = score_first;
    k->s.bound = bound_first;
    k->s.set_need = need_first;
    return &k->s;
}

/* ---- maybe ---- */

static double score_maybe(mg_scorer *s)
{
    kids_scorer *k = (kids_scorer *)s;
    double sum = mg_scorer_score(k->kids[0]);
    for (size_t i = 1; i < k->n; i++) {
        mg_scorer *kid = k->kids[i];
        if (kid->seek(kid, s->doc) == s->doc && mg_scorer_matches(kid)) sum += mg_scorer_score(kid);
    }
    return sum;
}

static uint32_t seek_maybe(mg_scorer *s, uint32_t target)
{
    kids_scorer *k = (kids_scorer *)s;
    if (target <= s->doc) return s->doc;
    return s->doc = k->kids[0]->seek(k->kids[0], target);
}

static void need_maybe(mg_scorer *s, double need)
{
    kids_scorer *k = (kids_scorer *)s;
    double left = mg_scorer_left(need, s->most - k->kids[0]->most);
    if (left >= 0) mg_scorer_set_need(k->kids[0], left);
}

mg_scorer *mg_scorer_maybe(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    kids_scorer *k = new_with_first(s, place, kids, n);
    if (!k) return NULL;
    for (size_t i = 1; i < n; i++) k->s.most += kids[i]->most;
    k->s.seek = seek_maybe;
    k->s.score = score_maybe;
    k->s.set_need = need_maybe;
    return &k->s;
}
