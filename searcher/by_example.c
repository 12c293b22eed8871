/* by_example.c - see by_example.h. */
#include "searcher/by_example.h"

#include "common/schema.h"
#include "searcher/example.h"
#include "searcher/group.h"
#include "searcher/proximity.h"

#include <math.h>

/* Of so many first hits some may be copies of others, and give no words. */
#define LOOKED_AT ((uint32_t)2 * MG_EXPAND_HITS)

/* Read a stored article into a bag. */
static mg_status take_words(mg_searcher *s, uint32_t docid, mg_bag *bag, mg_error *err)
{
    mg_record record;
    mg_arena_reset(&s->hit_arena);
    mg_buf_reset(&s->data);
    MG_TRY(mg_db_data(s->index.db, docid, &s->data, err));
    MG_TRY(mg_record_decode(mg_buf_span(&s->data), &s->hit_arena, &s->unpacked, &record, err));
    return mg_bag_add_article(bag, &s->lexicon, &record.article, err);
}

/* A text has no language: its words are stemmed as those of most articles are. */
static mg_status take_example(mg_searcher *s, const mg_request *r, mg_bag *bag, mg_error *err)
{
    mg_span language = s->lexicon.n_stemmers ? s->stemmers[0].code : (mg_span){0};
    uint32_t docid = 0;
    if (!r->similar) return mg_bag_add(bag, &s->lexicon, r->similar_text, language, 1, err);
    MG_TRY(mg_searcher_find_id(s, mg_span_str(r->similar), &docid, err));
    return take_words(s, docid, bag, err);
}

mg_status mg_plan_similar(mg_searcher *s, const mg_request *r, mg_answer *a, mg_error *err)
{
    static const mg_xquery nothing = {.op = MG_X_NOTHING};
    const mg_xquery *like = NULL;
    mg_buf id = MG_BUF_INIT;
    mg_bag bag = {.arena = &a->arena};
    mg_status status = MG_OK;
    MG_GOTO(take_example(s, r, &bag, err));
    mg_bag_end(&bag, 1, 1);
    MG_GOTO(mg_similar_plan(&bag, &s->index, &like, &a->like, err));
    if (r->similar) mg_term_exact("Q", mg_span_str(r->similar), false, &id);
    MG_GOTO(mg_buf_check(&id, "looking up an article", err));
    const mg_xquery *kids[] = {like ? like : &nothing, r->similar ? mg_xq_term(&a->arena, mg_buf_span(&id)) : NULL};
    if (r->similar) kids[0] = kids[1] ? mg_xq_join(&a->arena, MG_X_AND_NOT, kids, 2) : NULL;
    kids[1] = a->plan.query;
    a->plan.query = !kids[0] ? NULL : kids[1] ? mg_xq_join(&a->arena, MG_X_FILTER, kids, 2) : kids[0];
    a->plan.weighing = MG_SIMILAR_WORDS;
    a->plan.n_near = 0;
    if (!a->plan.query) status = mg_fail_nomem(err, "planning the query");
out:
    mg_bag_dispose(&bag);
    mg_buf_dispose(&id);
    return status;
}

mg_status mg_plan_expanded(mg_searcher *s, const mg_filters *filters, const mg_ranking *ranking, const mg_match_opts *wanted,
                           mg_answer *a, mg_error *err)
{
    mg_match_opts opts = *wanted;
    mg_match first = {0};
    mg_stories stories = {0};
    mg_bag bag = {.arena = &a->arena};
    mg_status status = MG_OK;
    opts.offset = 0;
    opts.limit = LOOKED_AT;
    opts.check_at_least = 0;
    opts.sort = 0;
    const mg_xquery *query = mg_filters_over(a->plan.query, filters, &a->arena);
    if (!query) return mg_fail_nomem(err, "planning the query");
    MG_GOTO(mg_match_close(s, &a->plan, query, &opts, &first, err));
    if (!first.by_value) MG_GOTO(mg_stories_find(s->index.db, first.hits, (uint32_t)first.n, &a->arena, &stories, err));
    double best = first.n ? first.hits[0].weight : 0;
    for (uint32_t i = 0; i < stories.n && i < MG_EXPAND_HITS; i++) {
        const mg_hit *hit = &stories.hits[stories.first[i]];
        MG_GOTO(take_words(s, hit->docid, &bag, err));
        mg_bag_end(&bag, ranking->count, best > 0 ? pow(hit->weight / best, ranking->fall) : 1);
    }
    MG_GOTO(mg_expand_plan(&bag, &s->index, ranking, a->all, &a->plan, &a->like, err));
    if (a->like.n && !mg_warn(&a->warnings, &a->arena, MG_NOWHERE, "words of the first hits are searched too: %.*s ...",
                              (int)a->like.n, a->like.p))
        status = mg_fail_nomem(err, "planning the query");
out:
    mg_match_dispose(&first);
    mg_bag_dispose(&bag);
    return status;
}
