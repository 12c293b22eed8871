/* example.c - see example.h. */
#include "searcher/example.h"

#include "common/bm25.h"

#include <math.h>

/* So many words are told. */
#define WORDS_TOLD 10

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "planning the query");
}

static mg_status tell(const mg_bag *bag, size_t most, mg_span *out, mg_error *err)
{
    mg_buf text = MG_BUF_INIT;
    mg_buf_adds(&text, "");
    for (size_t i = 0; i < bag->words.n && i < most; i++) {
        if (i) mg_buf_addc(&text, ' ');
        mg_buf_add(&text, bag->words.v[i].word);
    }
    *out = text.failed ? (mg_span){0} : mg_arena_copy(bag->arena, mg_buf_span(&text));
    mg_buf_dispose(&text);
    return out->p ? MG_OK : no_memory(err);
}

/* Any of the words, the i-th weighing factors[i] times what it would. */
static mg_status any_of(const mg_bag *bag, const double *factors, const mg_xquery **out, mg_error *err)
{
    const mg_xquery **kids = mg_arena_alloc(bag->arena, (bag->words.n + 1) * sizeof *kids);
    if (!kids) return no_memory(err);
    for (size_t i = 0; i < bag->words.n; i++) {
        const mg_xquery *term = mg_xq_term(bag->arena, bag->words.v[i].term);
        kids[i] = term ? mg_xq_scale(bag->arena, term, factors[i]) : NULL;
        if (!kids[i]) return no_memory(err);
    }
    *out = bag->words.n ? mg_xq_join(bag->arena, MG_X_OR, kids, bag->words.n) : NULL;
    return *out || !bag->words.n ? MG_OK : no_memory(err);
}

mg_status mg_similar_plan(mg_bag *bag, mg_index *index, const mg_xquery **out, mg_span *words, mg_error *err)
{
    double factors[MG_SIMILAR_WORDS], most = 0;
    MG_TRY(mg_bag_choose(bag, index, MG_SIMILAR_WORDS, 1, err));
    for (size_t i = 0; i < bag->words.n; i++) most = MG_MAX(most, bag->words.v[i].sum);
    for (size_t i = 0; i < bag->words.n; i++) factors[i] = sqrt(bag->words.v[i].sum / most);
    MG_TRY(any_of(bag, factors, out, err));
    return tell(bag, MG_SIMILAR_WORDS, words, err);
}

/* Does a query demand no more than any of its words? */
static bool is_open(const mg_xquery *q)
{
    bool open = q->op == MG_X_OR || q->op == MG_X_SCALE;
    for (size_t i = 0; open && i < q->n; i++) open = is_open(q->kids[i]);
    return open || q->op == MG_X_TERM || q->op == MG_X_SYNONYM;
}

/* List the words as ones that were added, all of them weighing `share` together but for how rare they are. */
static mg_status list_added(const mg_bag *bag, mg_index *index, const mg_ranking *ranking, double share, mg_plan *plan, mg_error *err)
{
    mg_db_info info;
    double sum = 0;
    mg_added_word *added = mg_arena_alloc(bag->arena, (bag->words.n + 1) * sizeof *added);
    if (!added) return no_memory(err);
    MG_TRY(mg_db_get_info(index->db, &info, err));
    for (size_t i = 0; i < bag->words.n; i++) {
        const mg_bag_word *w = &bag->words.v[i];
        added[i] = (mg_added_word){w->term, .rarity = mg_bm25_rarity(info.documents, w->documents)};
        added[i].factor = w->sum * pow(added[i].rarity, ranking->added_rare);
        sum += added[i].factor;
    }
    for (size_t i = 0; i < bag->words.n; i++) added[i].factor *= share / sum;
    plan->added = added;
    plan->n_added = bag->words.n;
    plan->added_b = ranking->b_short;
    return MG_OK;
}

mg_status mg_expand_plan(mg_bag *bag, mg_index *index, const mg_ranking *ranking, bool all, mg_plan *plan, mg_span *words, mg_error *err)
{
    double factors[MG_EXPAND_WORDS];
    const mg_xquery *added;
    MG_TRY(mg_bag_choose(bag, index, MG_EXPAND_WORDS, 2, err));
    double share = MG_EXPAND_SHARE / (1 - MG_EXPAND_SHARE) * (double)MG_MAX(plan->weighing, 1);
    MG_TRY(list_added(bag, index, ranking, share, plan, err));
    for (size_t i = 0; i < bag->words.n; i++) factors[i] = plan->added[i].factor;
    MG_TRY(any_of(bag, factors, &added, err));
    MG_TRY(tell(bag, WORDS_TOLD, words, err));
    if (!added) return MG_OK;
    const mg_xquery *kids[] = {plan->query, added};
    plan->query = mg_xq_join(bag->arena, !all && is_open(plan->query) ? MG_X_OR : MG_X_AND_MAYBE, kids, 2);
    return plan->query ? MG_OK : no_memory(err);
}
