/* plan_together.c - words that stand together: phrases and NEAR. See planner.h. */
#include "searcher/planner.h"

/* One word as written. */
static const mg_xquery *plan_exact(mg_planner *p, const mg_field *field, const mg_qword *w)
{
    mg_form_list forms = {0};
    const mg_xquery *q = mg_plan_term(p, mg_plan_prefix(field), w->word);
    mg_plan_add_form(p, &forms, w->word, (mg_span){0}, MG_LIKE_SAME);
    struct mg_leaf_word leaf = mg_plan_leaf_word(p, &forms);
    mg_plan_note(p, w->word, "", w->at, field, q, 1);
    if (q) mg_plan_add_leaf(p, field, &leaf, 1, 1, true, mg_plan_rarity(p, mg_plan_documents(p, q->term)));
    return q;
}

static int by_bytes(const void *a, const void *b)
{
    return mg_span_cmp(*(const mg_span *)a, *(const mg_span *)b);
}

/* So many words may stand in the phrases that take the place of a NEAR. */
#define ORDERED_MAX 4000

/* May one word of an article stand for two of these, and are they few enough to be tried in each order? */
static bool overlap(mg_planner *p, const mg_xlist *kids)
{
    MG_VEC(mg_span) all = {0};
    bool twice = false;
    for (size_t i = 0; i < kids->n; i++) {
        const mg_xquery *kid = kids->v[i];
        for (size_t j = 0; j < (kid->op == MG_X_TERM ? 1 : kid->n); j++)
            if (!mg_vec_push(&all, kid->op == MG_X_TERM ? kid->term : kid->kids[j]->term)) mg_plan_nomem(p);
    }
    if (all.n) qsort(all.v, all.n, sizeof *all.v, by_bytes);
    for (size_t i = 1; i < all.n; i++) twice |= mg_span_eq(all.v[i - 1], all.v[i]);
    size_t words = all.n;
    for (size_t i = 2; i <= kids->n; i++) words = MG_MIN(words * i, ORDERED_MAX + 1);
    mg_vec_free(&all);
    return twice && words <= ORDERED_MAX;
}

/* Phrases of the kids in each order, of which the first `done` are settled. */
static void every_order(mg_planner *p, mg_xlist *kids, size_t done, unsigned window, mg_xlist *phrases)
{
    if (done == kids->n) {
        mg_xlist copy = {0};
        for (size_t i = 0; i < kids->n; i++) mg_plan_push(p, &copy, kids->v[i]);
        mg_plan_push(p, phrases, mg_plan_windowed(p, MG_X_PHRASE, &copy, window));
    }
    for (size_t i = done; i < kids->n; i++) {
        const mg_xquery *other = kids->v[done];
        kids->v[done] = kids->v[i];
        kids->v[i] = other;
        every_order(p, kids, done + 1, window, phrases);
        kids->v[i] = kids->v[done];
        kids->v[done] = other;
    }
}

/* Where a word may be either of two kids, libxapian's NEAR misses some articles; phrases do not, nor does our own NEAR. */
static const mg_xquery *plan_near_any(mg_planner *p, mg_xlist *kids, unsigned window)
{
    mg_xlist phrases = {0};
    if (mg_db_places(p->lex->index->db, NULL) || !overlap(p, kids)) return mg_plan_windowed(p, MG_X_NEAR, kids, window);
    every_order(p, kids, 0, window, &phrases);
    mg_vec_free(kids);
    return mg_plan_join(p, MG_X_OR, &phrases);
}

/* Where some stand for several, libxapian takes their alternatives by OR, which would count each: so the weight is that of synonyms. */
const mg_xquery *mg_plan_together(mg_planner *p, const mg_field *field, const mg_qword *words, size_t n, unsigned window,
                                  bool ordered)
{
    if (n == 1) return words->how == MG_LIKE_SAME ? plan_exact(p, field, words) : mg_plan_like(p, field, words);
    mg_xlist alternatives = {0}, synonyms = {0};
    double weight = 0;
    bool several = false, missing = false;
    struct mg_leaf_word *leaf = mg_arena_alloc(p->arena, n * sizeof *leaf);
    if (!leaf) {
        mg_plan_nomem(p);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        mg_form_list forms = {0};
        mg_plan_add_form(p, &forms, words[i].word, (mg_span){0}, words[i].how);
        leaf[i] = mg_plan_leaf_word(p, &forms);
        if (words[i].how == MG_LIKE_SAME) {
            const mg_xquery *q = mg_plan_term(p, mg_plan_prefix(field), words[i].word);
            mg_plan_push(p, &alternatives, q);
            mg_plan_push(p, &synonyms, q);
            mg_plan_note(p, words[i].word, "", words[i].at, field, q, 1);
            if (q) weight += mg_plan_rarity(p, mg_plan_documents(p, q->term));
            continue;
        }
        mg_xlist terms = {0};
        size_t total;
        weight += mg_plan_rarity(p, mg_plan_expand(p, field, &words[i], &terms, &total));
        several = true;
        missing |= !terms.n;
        if (terms.n) mg_plan_push(p, &alternatives, mg_plan_checked(p, mg_xq_join(p->arena, MG_X_OR, terms.v, terms.n)));
        const mg_xquery *any = mg_plan_join(p, MG_X_SYNONYM, &terms);
        mg_plan_push(p, &synonyms, any);
        mg_plan_note(p, words[i].word, mg_plan_tail(words[i].how), words[i].at, field, any, total);
    }
    mg_plan_add_leaf(p, field, leaf, n, window, ordered, weight);
    const mg_xquery *q;
    if (missing) q = mg_plan_simple(p, MG_X_NOTHING);
    else if (alternatives.n < 2) q = mg_plan_join(p, MG_X_AND, &synonyms);
    else if (!several) q = mg_plan_windowed(p, ordered ? MG_X_PHRASE : MG_X_NEAR, &alternatives, window);
    else {
        q = ordered ? mg_plan_windowed(p, MG_X_PHRASE, &alternatives, window) : plan_near_any(p, &alternatives, window);
        q = mg_plan_pair(p, MG_X_FILTER, mg_plan_join(p, MG_X_AND, &synonyms), q);
    }
    mg_vec_free(&alternatives);
    mg_vec_free(&synonyms);
    return q;
}
