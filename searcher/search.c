/* search.c - see search.h. */
#include "searcher/session.h"

#include "common/schema.h"
#include "common/vec.h"
#include "searcher/by_example.h"
#include "searcher/by_passage.h"
#include "searcher/proximity.h"
#include "searcher/recency.h"
#include "searcher/when.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

/* Reopening so often must be enough for one search. */
#define REOPEN_MAX 5

static mg_status load_stemmers(mg_searcher *s, mg_error *err)
{
    static const mg_span english = {"en", 2};
    mg_spans codes = s->index.foreign ? (mg_spans){&english, 1} : s->index.languages;
    for (size_t i = 0; i < codes.n && s->lexicon.n_stemmers < MG_QUERY_LANGUAGES_MAX; i++) {
        const mg_language *language = mg_language_find(codes.v[i]);
        if (!language) continue;
        mg_index_stemmer *slot = &s->stemmers[s->lexicon.n_stemmers];
        *slot = (mg_index_stemmer){mg_span_str(language->code), language, NULL};
        MG_TRY(mg_stemmer_new(language, &slot->stemmer, err));
        s->lexicon.n_stemmers++;
    }
    return MG_OK;
}

mg_status mg_searcher_open(const char *const *where, size_t n, mg_searcher **out, mg_error *err)
{
    mg_searcher *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "starting the search");
    mg_status status = MG_OK;
    MG_GOTO(mg_index_open(where, n, &s->index, err));
    MG_GOTO(mg_analyzer_new(&s->analyzer, err));
    s->lexicon = (mg_lexicon){&s->index, s->analyzer, s->stemmers, 0, NULL, NULL};
    MG_GOTO(load_stemmers(s, err));
    if (s->lexicon.n_stemmers) s->lexicon.function_words = s->stemmers[0].language; /* most articles are in it */
    MG_GOTO(mg_cutter_new(&s->lexicon, &s->cutter, err));
    *out = s;
    return MG_OK;
out:
    mg_searcher_close(s);
    return status;
}

void mg_searcher_watch(mg_searcher *s, const mg_stop *stop)
{
    s->stop = s->lexicon.stop = s->unpacked.stop = stop;
    mg_db_watch(s->index.db, stop);
}

void mg_searcher_close(mg_searcher *s)
{
    if (!s) return;
    mg_cutter_free(s->cutter);
    for (size_t i = 0; i < MG_QUERY_LANGUAGES_MAX; i++) mg_stemmer_free(s->stemmers[i].stemmer);
    mg_analyzer_free(s->analyzer);
    mg_index_close(&s->index);
    mg_arena_dispose(&s->hit_arena);
    mg_buf_dispose(&s->data);
    mg_unpacked_text_dispose(&s->unpacked);
    mg_buf_dispose(&s->file);
    mg_buf_dispose(&s->other);
    mg_vec_free(&s->parts);
    free(s);
}

/* ---- searching ---- */

/* What the first warning says is wrong, without what was done about it, which stands behind its last colon. */
static mg_status refuse_warnings(const mg_answer *a, mg_error *err)
{
    if (!a->warnings.n) return MG_OK;
    const mg_warning *w = &a->warnings.v[0];
    size_t n = w->text.n;
    while (n && !(w->text.p[n - 1] == ':' && n < w->text.n && w->text.p[n] == ' ')) n--;
    n = n ? n - 1 : w->text.n;
    return mg_fail_at(err, MG_QUERY, mg_clean_origin(&a->cleaned, w->at), "%.*s", (int)n, w->text.p);
}

/* ---- stories ---- */

/* Match for stories: the hits become the best one of each. */
static mg_status match_stories(mg_searcher *s, const mg_xquery *query, const mg_match_opts *wanted, mg_answer *a, mg_error *err)
{
    mg_match_opts opts = *wanted;
    mg_match *match = &a->match;
    uint64_t most = (uint64_t)MG_GROUP_WINDOW + wanted->offset + wanted->limit;
    opts.offset = 0;
    opts.limit = (uint32_t)MG_MIN(most, UINT32_MAX);
    MG_TRY(mg_match_close(s, &a->plan, query, &opts, match, err));
    uint32_t window = (uint32_t)MG_MIN(match->n, (size_t)MG_GROUP_WINDOW);
    MG_TRY(mg_stories_find(s->index.db, match->hits, window, &a->arena, &a->stories, err));
    a->stories_exact = match->n == window;
    size_t all = a->stories.n + (match->n - window), n = 0;
    size_t end = (size_t)MG_MIN((uint64_t)wanted->offset + wanted->limit, all);
    for (size_t i = wanted->offset; i < end; i++) /* a hit only moves up */
        match->hits[n++] = i < a->stories.n ? a->stories.hits[a->stories.first[i]] : match->hits[window + (i - a->stories.n)];
    match->n = n;
    return MG_OK;
}

/* ---- searching once ---- */

/* Plan and match once, for all or any of the words. */
static mg_status match_once(mg_searcher *s, const mg_qnode *tree, const mg_request *r, const mg_filters *filters, bool all,
                            mg_answer *a, mg_error *err)
{
    static const mg_ranking usual = MG_RANKING_INIT;
    const mg_ranking *ranking = r->ranking ? r->ranking : &usual;
    mg_db_info info;
    size_t warned = a->warnings.n;
    mg_lexicon lexicon = s->lexicon;
    if (!ranking->function_words) lexicon.function_words = NULL;
    a->all = all;
    a->stories = (mg_stories){0};
    a->stories_exact = false;
    MG_TRY(mg_plan_make(&lexicon, tree, all, r->passages > 0, &a->arena, &a->warnings, &a->plan, err));
    if (!ranking->proximity) a->plan.n_near = 0;
    if (r->strict) MG_TRY(refuse_warnings(a, err));
    bool by_example = (r->similar || r->similar_text.n) && !s->index.foreign;
    if (by_example) MG_TRY(mg_plan_similar(s, r, a, err));
    if (!a->plan.query) return MG_OK;
    MG_TRY(mg_db_get_info(s->index.db, &info, err));
    double is_long = mg_rank_long(a->plan.weighing);
    mg_match_opts opts = {
        .offset = r->offset,
        .limit = r->limit ? r->limit : info.documents,
        .check_at_least = MG_MIN(r->limit ? r->count_to : info.documents, UINT32_MAX - 1) + 1, /* one more: are those all? */
        .sort = r->sort == MG_SORT_OLDEST ? 1 : r->sort == MG_SORT_NEWEST ? 2 : 0,
        .value_slot = MG_SLOT_DATE,
        .idle_by_value = !s->index.foreign && !r->count_only,
        .k1 = ranking->k1,
        .b = ranking->b_short + is_long * (ranking->b_long - ranking->b_short),
        .rare = by_example ? 0 : is_long * ranking->rare, /* by rarity its words were chosen */
    };
    a->k1 = opts.k1;
    a->b = opts.b;
    a->rare = opts.rare;
    mg_match_dispose(&a->match);
    if (r->expand && !s->index.foreign) MG_TRY(mg_plan_expanded(s, filters, ranking, &opts, a, err));
    if (a->plan.n_added) a->rare = opts.rare = 0; /* likewise */
    if (!ranking->balance) a->plan.n_added = 0;
    const mg_xquery *query = mg_filters_over(a->plan.query, filters, &a->arena);
    if (!query) return mg_fail_nomem(err, "planning the query");
    bool recent = r->recency && !opts.sort;
    bool plain = s->index.foreign || r->count_only; /* there are no ids, or no need of them */
    mg_status status = plain      ? mg_db_match(s->index.db, query, &opts, &a->match, err)
                       : r->group ? match_stories(s, query, &opts, a, err)
                       : recent   ? mg_match_recent(s, &a->plan, query, r, &opts, &a->match, err)
                                  : mg_match_close(s, &a->plan, query, &opts, &a->match, err);
    if (status != MG_OK) a->warnings.n = warned; /* it will be planned again */
    return status;
}

static bool counts_any(const mg_request *r)
{
    return r->counted.n_facets || r->counted.timeline;
}

/* Count what matched; the totals too are known then. */
static mg_status count(mg_searcher *s, const mg_request *r, const mg_filters *filters, mg_answer *a, mg_error *err)
{
    static const mg_xquery nothing = {.op = MG_X_NOTHING};
    const mg_xquery *query = a->plan.query ? mg_filters_over(a->plan.query, filters, &a->arena) : &nothing;
    if (!query) return mg_fail_nomem(err, "planning the query");
    MG_TRY(mg_counts_make(&s->index, query, &r->counted, &a->arena, &a->warnings, &a->counts, err));
    a->match.lower = a->match.estimate = a->match.upper = a->counts.articles;
    return MG_OK;
}

static mg_status match(mg_searcher *s, const mg_qnode *tree, const mg_request *r, const mg_filters *filters, mg_answer *a,
                       mg_error *err)
{
    size_t warned = a->warnings.n;
    MG_TRY(match_once(s, tree, r, filters, r->match != MG_MATCH_ANY, a, err));
    if (r->match == MG_MATCH_AUTO && !a->match.upper && a->plan.loose) {
        a->warnings.n = warned;
        MG_TRY(match_once(s, tree, r, filters, false, a, err));
    }
    mg_status status = counts_any(r) ? count(s, r, filters, a, err) : MG_OK;
    bool partly = !a->all && a->plan.loose; /* articles match that lack some of the words */
    if (status == MG_OK && r->suggest && (!a->match.upper || partly))
        status = mg_suggest_query(&s->lexicon, tree, a->cleaned.text, &a->arena, &a->suggestion, err);
    if (status != MG_OK) a->warnings.n = warned; /* it will be planned again */
    return status;
}

static mg_status clean_query(mg_span query, mg_answer *a, mg_error *err)
{
    if (query.n > MG_QUERY_BYTES_MAX)
        return mg_fail(err, MG_LIMIT, "the query has %zu bytes; the limit is %zu", query.n, MG_QUERY_BYTES_MAX);
    MG_TRY(mg_clean(query, &a->arena, &a->cleaned, err));
    a->query = a->cleaned.typed;
    return MG_OK;
}

/* Warnings are about places of the clean query; from here on, of what was typed. */
static void place_warnings(mg_answer *a)
{
    for (size_t i = 0; i < a->warnings.n; i++) {
        mg_warning *w = &a->warnings.v[i];
        if (w->at != MG_NOWHERE) w->at = mg_clean_origin(&a->cleaned, w->at);
    }
}

/* Is a call to be made again? Then what it failed on is reopened. */
static bool once_more(mg_searcher *s, mg_status *status, int *tries, mg_error *why)
{
    if (*status != MG_STALE || ++*tries > REOPEN_MAX) return false;
    mg_error_clear(why);
    *status = mg_db_reopen(s->index.db, why);
    return *status == MG_OK;
}

static mg_status run(mg_searcher *s, mg_span query, const mg_request *r, mg_answer *a, mg_error *err)
{
    mg_qnode *tree;
    mg_filters filters;
    unsigned today = mg_when_today();
    MG_TRY(clean_query(query, a, err));
    MG_TRY(mg_query_parse(a->cleaned.text, today, &a->arena, &tree, &a->warnings, err));
    a->tree = tree;
    if (r->strict) MG_TRY(refuse_warnings(a, err));
    MG_TRY(mg_filters_plan(r, &a->arena, today, &filters, err));
    if (r->group && s->index.foreign &&
        !mg_warn(&a->warnings, &a->arena, MG_NOWHERE, "hits are not grouped: the index is not one of Morgue's"))
        return mg_fail_nomem(err, "reading the query");
    if ((r->similar || r->similar_text.n || r->expand || r->recency) && s->index.foreign)
        return mg_fail(err, MG_USAGE, "the index is not one of Morgue's: it has no stored articles or dates for that");
    mg_error why = MG_ERROR_INIT;
    mg_status status;
    int tries = 0;
    do status = match(s, tree, r, &filters, a, &why);
    while (once_more(s, &status, &tries, &why));
    if (status != MG_OK) {
        if (err) *err = why;
        return status;
    }
    place_warnings(a);
    mg_buf text = MG_BUF_INIT;
    mg_plan_interpret(tree, a->all, &text);
    if (r->similar || r->similar_text.n) mg_buf_addf(&text, "%slike: %.*s", text.n ? ", " : "", (int)a->like.n, a->like.p);
    a->interpreted = mg_arena_copy(&a->arena, mg_buf_span(&text));
    mg_buf_dispose(&text);
    return a->interpreted.p ? MG_OK : mg_fail_nomem(err, "reading the query");
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

mg_status mg_search(mg_searcher *s, mg_span query, const mg_request *request, mg_answer *out, mg_error *err)
{
    *out = (mg_answer){0};
    double started = now_ms();
    mg_request wide = request->by_passage ? mg_passages_wanted(request) : *request;
    mg_status status = run(s, query, &wide, out, err);
    if (status == MG_OK && request->by_passage) status = mg_passages_rank(s, request, out, err);
    out->took_ms = now_ms() - started;
    if (status != MG_OK) mg_answer_dispose(out);
    return status;
}

void mg_answer_dispose(mg_answer *a)
{
    if (!a) return;
    mg_match_dispose(&a->match);
    mg_vec_free(&a->warnings);
    mg_arena_dispose(&a->arena);
    *a = (mg_answer){0};
}

/* ---- hits ---- */

mg_status mg_searcher_find_id(mg_searcher *s, mg_span id, uint32_t *docid, mg_error *err)
{
    mg_buf term = MG_BUF_INIT;
    mg_term_exact("Q", id, false, &term);
    mg_status status = mg_buf_check(&term, "looking up an article", err);
    if (status == MG_OK) status = mg_db_find(s->index.db, mg_buf_span(&term), docid, err);
    mg_buf_dispose(&term);
    MG_TRY(status);
    return *docid ? MG_OK : mg_fail(err, MG_NOTFOUND, "no article has the id %.*s", (int)MG_MIN(id.n, 300), id.p);
}

/* Load a document; its body too when `with_body`. A database that Morgue did not make has no records: the
 * hit is then a bare one, called by its docid. */
static mg_status load(mg_searcher *s, uint32_t docid, bool with_body, mg_result *out, mg_error *err)
{
    mg_arena_reset(&s->hit_arena);
    mg_buf_reset(&s->data);
    mg_buf_reset(&s->file);
    out->docid = docid;
    if (s->index.foreign) {
        mg_buf_addf(&s->data, "%u", docid);
        out->record.article.id = mg_buf_span(&s->data);
        return mg_buf_check(&s->data, "reading a hit", err);
    }
    MG_TRY(mg_db_data(s->index.db, docid, &s->data, err));
    mg_error why = MG_ERROR_INIT;
    mg_status status =
        mg_record_decode(mg_buf_span(&s->data), &s->hit_arena, with_body ? &s->unpacked : NULL, &out->record, &why);
    if (status == MG_OK) status = mg_stop_check(s->stop, &why);
    if (status == MG_TIMEOUT || status == MG_INTERRUPTED) return mg_fail(err, status, "%s", why.msg);
    if (status != MG_OK) return mg_fail(err, status, "document %u: %s", docid, why.msg);
    if (out->record.root < s->index.roots.n && out->record.article.path.n) {
        mg_buf_add(&s->file, s->index.roots.v[out->record.root]);
        mg_buf_addc(&s->file, '/');
        mg_buf_add(&s->file, out->record.article.path);
        out->file = mg_buf_span(&s->file);
    }
    return mg_buf_check(&s->file, "reading a hit", err);
}

static mg_status mark_title(mg_searcher *s, const mg_plan *plan, bool all, mg_result *out, mg_error *err)
{
    const mg_article *a = &out->record.article;
    return mg_marks_find(s->cutter, plan->leaves, plan->n_leaves, a->title, a->language, mg_field_find(MG_SPAN("title")),
                         all, &s->hit_arena, &out->title_marks, &out->n_title_marks, err);
}

/* The whole body as one passage, with all matches. */
static mg_status whole_body(mg_searcher *s, const mg_plan *plan, mg_result *out, mg_error *err)
{
    const mg_article *a = &out->record.article;
    mg_passage *whole = mg_arena_alloc(&s->hit_arena, sizeof *whole);
    if (!whole) return mg_fail_nomem(err, "reading an article");
    *whole = (mg_passage){.end = a->body.n};
    out->passages = whole;
    out->n_passages = 1;
    return mg_marks_find(s->cutter, plan->leaves, plan->n_leaves, a->body, a->language, NULL, true, &s->hit_arena,
                         &whole->marks, &whole->n_marks, err);
}

/* A copy of what is told of another copy of a story. */
static bool copy_other(const mg_article *a, mg_arena *arena, mg_article *out)
{
    *out = (mg_article){.id = mg_arena_copy(arena, a->id), .title = mg_arena_copy(arena, a->title), .date = a->date,
                        .date_source = a->date_source, .source = mg_arena_copy(arena, a->source),
                        .url = mg_arena_copy(arena, a->url)};
    return out->id.p && out->title.p && out->source.p && out->url.p;
}

/* Load the other copies of the story whose hits these are. */
static mg_status load_others(mg_searcher *s, const mg_hit *hits, size_t n, mg_result *out, mg_error *err)
{
    mg_record record;
    out->others = mg_arena_alloc(&s->hit_arena, n * sizeof *out->others + 1);
    if (!out->others) return mg_fail_nomem(err, "reading a hit");
    for (out->n_others = 0; out->n_others < n; out->n_others++) {
        mg_buf_reset(&s->other);
        MG_TRY(mg_db_data(s->index.db, hits[out->n_others].docid, &s->other, err));
        MG_TRY(mg_record_decode(mg_buf_span(&s->other), &s->hit_arena, NULL, &record, err));
        if (!copy_other(&record.article, &s->hit_arena, &out->others[out->n_others])) return mg_fail_nomem(err, "reading a hit");
    }
    return MG_OK;
}

/* Its other copies, where hits are grouped. */
static mg_status load_story(mg_searcher *s, const mg_answer *answer, const mg_request *r, size_t i, mg_result *out, mg_error *err)
{
    const mg_stories *stories = &answer->stories;
    if (!stories->hits) return MG_OK;
    size_t story = answer->passages ? mg_stories_of(stories, out->docid) : r->offset + i;
    out->copies = story < stories->n ? stories->first[story + 1] - stories->first[story] : 1;
    if (out->copies == 1) return MG_OK;
    return load_others(s, stories->hits + stories->first[story] + 1, MG_MIN(out->copies - 1, r->others_most), out, err);
}

/* A part of a score that is less than this share of it is none: sums differ in their last bits. */
#define NEGLIGIBLE 1e-9

static mg_status recency_of(mg_searcher *s, const mg_request *r, uint32_t docid, double *out, mg_error *err)
{
    mg_buf date = MG_BUF_INIT;
    mg_status status = mg_db_value(s->index.db, docid, MG_SLOT_DATE, &date, err);
    *out = mg_rank_recency(mg_buf_span(&date), mg_when_today(), r->recency);
    mg_buf_dispose(&date);
    return status;
}

/* Find the parts of a hit's score. What else makes the score than words adds its own here. */
static mg_status explain(mg_searcher *s, const mg_answer *answer, const mg_request *r, mg_result *out, mg_error *err)
{
    const mg_explainer explainer = {&s->index, &answer->plan, answer->k1, answer->b, answer->rare};
    if (s->index.foreign) return MG_OK;
    s->parts.n = 0;
    MG_TRY(mg_explain_words(&explainer, out->docid, &s->hit_arena, &s->parts, err));
    double words = 0;
    for (size_t i = 0; i < s->parts.n; i++) words += s->parts.v[i].score;
    bool aged = r->recency && r->sort == MG_SORT_RELEVANCE && !r->count_only && out->rank <= MG_RECENCY_WINDOW && !answer->passages;
    const char *beside = answer->plan.n_added ? "balance" : answer->plan.n_near > 1 ? "proximity" : NULL; /* words */
    double age = 1;
    if (aged) MG_TRY(recency_of(s, r, out->docid, &age, err));
    double more = out->score / age - words;
    if (r->sort != MG_SORT_RELEVANCE || answer->passages || fabs(more) <= NEGLIGIBLE * words) beside = NULL;
    bool ok = !beside || mg_vec_push(&s->parts, (mg_part){.name = beside, .score = more});
    if (beside) words += more;
    ok = ok && (!aged || mg_vec_push(&s->parts, (mg_part){.name = "recency", .score = out->score - words}));
    if (!ok) return mg_fail_nomem(err, "explaining a hit");
    out->parts = s->parts.v;
    out->n_parts = s->parts.n;
    return MG_OK;
}

mg_status mg_answer_hit(mg_searcher *s, const mg_answer *answer, const mg_request *r, size_t i, mg_result *out, mg_error *err)
{
    const mg_hit *hit = &answer->match.hits[i];
    *out = (mg_result){.rank = r->offset + (uint32_t)i + 1, .score = hit->weight};
    MG_TRY(load(s, hit->docid, r->passages > 0, out, err));
    MG_TRY(load_story(s, answer, r, i, out, err));
    if (r->explain) MG_TRY(explain(s, answer, r, out, err));
    if (!r->passages) return MG_OK;
    const mg_article *a = &out->record.article;
    MG_TRY(mark_title(s, &answer->plan, r->whole, out, err));
    if (r->whole) return whole_body(s, &answer->plan, out, err);
    if (answer->passages) {
        out->passages = &answer->passages[i];
        out->n_passages = 1;
        return MG_OK;
    }
    return mg_passages_cut(s->cutter, &answer->plan, a->body, a->language, r->by_passage ? MG_PASSAGES_EACH : r->passages,
                           r->passage_length, &s->hit_arena, &out->passages, &out->n_passages, err);
}

mg_status mg_answer_word(mg_searcher *s, const mg_planned_word *word, const mg_term_count **out, size_t *n, mg_error *err)
{
    mg_arena_reset(&s->hit_arena);
    return mg_explain_word(&s->index, word, &s->hit_arena, out, n, err);
}

mg_status mg_searcher_article(mg_searcher *s, mg_span id, mg_span query, mg_result *out, mg_error *err)
{
    *out = (mg_result){.rank = 1};
    uint32_t docid = 0;
    MG_TRY(mg_searcher_find_id(s, id, &docid, err));
    MG_TRY(load(s, docid, true, out, err));

    mg_answer a = {0};
    mg_qnode *tree;
    mg_status status = MG_OK;
    MG_GOTO(clean_query(query, &a, err));
    MG_GOTO(mg_query_parse(a.cleaned.text, mg_when_today(), &a.arena, &tree, &a.warnings, err));
    MG_GOTO(mg_plan_make(&s->lexicon, tree, false, true, &a.arena, &a.warnings, &a.plan, err));
    MG_GOTO(mark_title(s, &a.plan, true, out, err));
    status = whole_body(s, &a.plan, out, err);
out:
    mg_answer_dispose(&a);
    return status;
}

mg_status mg_searcher_complete(mg_searcher *s, mg_span prefix, size_t limit, const mg_vocabulary_word **out, size_t *n,
                               mg_error *err)
{
    mg_answer a = {0};
    mg_error why = MG_ERROR_INIT;
    int tries = 0;
    mg_arena_reset(&s->hit_arena);
    mg_status status = clean_query(prefix, &a, &why);
    if (status == MG_OK)
        do status = mg_suggest_completions(&s->lexicon, a.cleaned.text, limit, &s->hit_arena, out, n, &why);
        while (once_more(s, &status, &tries, &why));
    if (status != MG_OK && err) *err = why;
    mg_answer_dispose(&a);
    return status;
}

mg_status mg_searcher_about(mg_searcher *s, mg_searcher_facts *out, mg_error *err)
{
    mg_db_info info;
    MG_TRY(mg_db_get_info(s->index.db, &info, err));
    *out = (mg_searcher_facts){info.documents, s->index.languages};
    return MG_OK;
}
