/* match.c - see match.h. A query's tree becomes parts, which know where their words are in each segment and what they weigh in
 * the whole index; for each segment in turn, parts become scorers, and what these yield goes into one heap. */
#include "common/match.h"

#include "common/match_parts.h"
#include "common/schema.h"
#include "common/scorers.h"
#include "common/together.h"

#include <math.h>
#include <stdlib.h>

/* A word of a phrase stands for at most so many. */
#define ALTERNATIVES_MAX 8

/* Words that stand for each other are added up in a pool when they are in more documents. */
#define POOLED_FROM 4096

/* Documents between looks at whether to stop. */
#define LOOK_EVERY 256

/* ---- what is taken ---- */

static bool is_any_of(const mg_xquery *q, size_t most)
{
    if (q->op == MG_X_TERM) return q->term.n > 0;
    bool ok = q->op == MG_X_OR && q->n && q->n <= most;
    for (size_t i = 0; ok && i < q->n; i++) ok = q->kids[i]->op == MG_X_TERM && q->kids[i]->term.n;
    return ok;
}

/* Words, and words under filters of words: of others libxapian has its own way to count occurrences. */
static bool takes_synonym(const mg_xquery *kid)
{
    if (kid->op != MG_X_FILTER) return kid->op == MG_X_TERM && kid->term.n;
    bool ok = kid->n > 1 && kid->kids[0]->op == MG_X_TERM;
    for (size_t i = 0; ok && i < kid->n; i++) ok = is_any_of(kid->kids[i], SIZE_MAX);
    return ok;
}

static bool takes(const mg_xquery *q, int depth)
{
    bool ok = q->n > 0 && depth <= MG_XQUERY_DEPTH;
    switch (q->op) {
    case MG_X_NOTHING:
    case MG_X_ALL: return true;
    case MG_X_TERM: return q->term.n > 0;
    case MG_X_VALUE_RANGE: return q->slot == MG_SLOT_DATE;
    case MG_X_XOR: return false;
    case MG_X_SYNONYM:
        for (size_t i = 0; ok && i < q->n; i++) ok = takes_synonym(q->kids[i]);
        return ok;
    case MG_X_NEAR:
    case MG_X_PHRASE:
        for (size_t i = 0; ok && i < q->n; i++) ok = is_any_of(q->kids[i], ALTERNATIVES_MAX);
        return ok && q->n > 1 && q->window >= q->n && (q->op == MG_X_PHRASE || q->n <= MG_TOGETHER_MAX);
    default: break;
    }
    for (size_t i = 0; ok && i < q->n; i++) ok = takes(q->kids[i], depth + 1);
    return ok;
}

/* ---- scorers ---- */

typedef struct {
    mg_match_index index;
    const mg_match_opts *opts;
    const mg_stop *stop;
    unsigned looked;
    mg_match_memory *memory;
    mg_scoring scoring;
    mg_error *err;
    /* what was found */
    mg_hit *hits; /* a heap when there are `most`: the worst first */
    size_t n_hits, room, most;
    uint64_t seen;
    bool pruned;
    double need;
} matching;

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "searching");
}

static mg_scorer *make_scorer(matching *m, const mg_match_part *p, size_t place);

static mg_scorer **make_kids(matching *m, const mg_match_part *p, size_t place)
{
    mg_scorer **kids = mg_arena_alloc(&m->memory->segment, p->q->n * sizeof *kids);
    if (!kids) mg_scoring_fail(&m->scoring, no_memory(m->err));
    for (size_t i = 0; kids && i < p->q->n; i++)
        if (!(kids[i] = make_scorer(m, p->kids[i], place))) return NULL;
    return kids;
}

static mg_scorer *make_phrase(matching *m, const mg_match_part *p, size_t place, mg_scorer **kids)
{
    size_t n = p->q->n;
    mg_span **terms = mg_arena_alloc(&m->memory->segment, n * sizeof *terms);
    size_t *counts = mg_arena_alloc(&m->memory->segment, n * sizeof *counts);
    mg_scorer *all = mg_scorer_and(&m->scoring, m->index.places[place].place, kids, n, p->scored ? n : 0);
    bool ok = all && terms && counts;
    for (size_t i = 0; ok && i < n; i++) {
        const mg_xquery *kid = p->q->kids[i];
        counts[i] = kid->op == MG_X_TERM ? 1 : kid->n;
        terms[i] = mg_arena_alloc(&m->memory->segment, counts[i] * sizeof **terms);
        ok = terms[i] != NULL;
        for (size_t k = 0; ok && k < counts[i]; k++) terms[i][k] = kid->op == MG_X_TERM ? kid->term : kid->kids[k]->term;
    }
    bool ordered = p->q->op == MG_X_PHRASE;
    if (ok) return mg_scorer_phrase(&m->scoring, m->index.places[place].place, all, kids, terms, counts, n, p->q->window, ordered);
    mg_scoring_fail(&m->scoring, no_memory(m->err));
    return NULL;
}

/* Words go into the pool as they are, without a scorer each. */
static mg_scorer *make_pool(matching *m, const mg_match_part *p, size_t place)
{
    size_t n = p->q->n, n_kids = 0, n_terms = 0;
    mg_scorer **kids = mg_arena_alloc(&m->memory->segment, n * sizeof *kids);
    const mg_found_term **terms = mg_arena_alloc(&m->memory->segment, n * sizeof *terms);
    if (!kids || !terms) return mg_scoring_fail(&m->scoring, no_memory(m->err)), NULL;
    for (size_t i = 0; i < n; i++) {
        const mg_match_part *kid = p->kids[i];
        if (kid->q->op != MG_X_TERM) {
            if (!(kids[n_kids++] = make_scorer(m, kid, place))) return NULL;
        } else if (kid->found[place].documents) {
            terms[n_terms++] = &kid->found[place];
        }
    }
    return mg_scorer_pool(&m->scoring, m->index.places[place].place, kids, n_kids, terms, n_terms, p->scale);
}

/* Is it of many words, or of words that are in many documents? */
static bool is_pool(const mg_match_part *p, size_t place)
{
    uint64_t documents = 0;
    if (p->q->op != MG_X_SYNONYM && (p->q->op != MG_X_OR || p->scored)) return false;
    if (p->q->n > MG_SCORERS_FEW) return true;
    for (size_t i = 0; i < p->q->n; i++) {
        if (p->kids[i]->q->op != MG_X_TERM) return false;
        documents += p->kids[i]->found[place].documents;
    }
    return documents > POOLED_FROM;
}

static mg_scorer *make_scorer(matching *m, const mg_match_part *p, size_t place)
{
    const mg_place *at = m->index.places[place].place;
    mg_scoring *s = &m->scoring;
    size_t n = p->q->n;
    switch (p->q->op) {
    case MG_X_NOTHING: return mg_scorer_none(s, at);
    case MG_X_ALL: return mg_scorer_all(s, at);
    case MG_X_VALUE_RANGE: return mg_scorer_dates(s, at, p->q->low, p->q->high);
    case MG_X_TERM: return mg_scorer_term(s, at, &p->found[place], p->scale);
    case MG_X_SCALE: return make_scorer(m, p->kids[0], place);
    default: break;
    }
    if (is_pool(p, place)) return make_pool(m, p, place);
    mg_scorer **kids = make_kids(m, p, place);
    if (!kids) return NULL;
    switch (p->q->op) {
    case MG_X_OR: return mg_scorer_any(s, at, kids, n);
    case MG_X_AND_NOT: return mg_scorer_and_not(s, at, kids, n);
    case MG_X_AND_MAYBE: return mg_scorer_maybe(s, at, kids, n);
    case MG_X_SYNONYM: return mg_scorer_synonym(s, at, kids, n, p->scale);
    case MG_X_NEAR:
    case MG_X_PHRASE: return make_phrase(m, p, place, kids);
    default: return mg_scorer_and(s, at, kids, n, !p->scored ? 0 : p->q->op == MG_X_FILTER ? 1 : n);
    }
}

/* ---- the best ---- */

/* Does a stand behind b in the answer? */
static bool is_worse(const mg_hit *a, const mg_hit *b)
{
    return a->weight != b->weight ? a->weight < b->weight : a->docid > b->docid;
}

static int best_first(const void *a, const void *b)
{
    return is_worse(a, b) ? 1 : is_worse(b, a) ? -1 : 0;
}

static void sift_down(mg_hit *heap, size_t n, size_t at)
{
    mg_hit hit = heap[at];
    for (size_t kid; (kid = 2 * at + 1) < n; at = kid) {
        if (kid + 1 < n && is_worse(&heap[kid + 1], &heap[kid])) kid++;
        if (!is_worse(&heap[kid], &hit)) break;
        heap[at] = heap[kid];
    }
    heap[at] = hit;
}

static bool add_hit(matching *m, mg_hit hit)
{
    if (m->n_hits == m->room) {
        size_t room = MG_MIN(2 * m->room + 64, m->most);
        mg_hit *grown = realloc(m->hits, room * sizeof *grown);
        if (!grown) return false;
        m->hits = grown;
        m->room = room;
    }
    m->hits[m->n_hits++] = hit;
    for (size_t i = m->n_hits / 2; m->n_hits == m->most && i-- > 0;) sift_down(m->hits, m->most, i);
    return true;
}

/* What a document must have more of: the worst hit's weight. Documents come in the order of their docids within a segment alone:
 * in another, one of the same weight may stand before. */
static double needed(const matching *m)
{
    uint32_t exact = m->opts->check_at_least; /* totals are, up to so many: one more must be seen to know that there are more */
    if (m->n_hits < m->most || (exact && m->seen <= exact)) return m->need;
    if (!m->most) return INFINITY;
    double worst = m->hits[0].weight;
    if (m->index.n > 1) worst = nextafter(worst, -1);
    return MG_MAX(worst, m->need);
}

static mg_status offer(matching *m, mg_hit hit)
{
    m->seen++;
    if (m->n_hits < m->most) {
        if (!add_hit(m, hit)) return no_memory(m->err);
    } else if (m->most && is_worse(&m->hits[0], &hit)) {
        m->hits[0] = hit;
        sift_down(m->hits, m->n_hits, 0);
    }
    return MG_OK;
}

static void raise_need(matching *m, mg_scorer *root)
{
    double need = needed(m);
    if (need < 0 || need == m->need) return;
    m->need = need;
    m->pruned = true;
    mg_scorer_set_need(root, need);
}

static mg_status match_segment(matching *m, const mg_match_part *query, size_t place)
{
    const mg_removed *removed = m->index.places[place].removed;
    mg_arena_reset(&m->memory->segment);
    mg_scorer *root = make_scorer(m, query, place);
    if (!root) return m->scoring.status;
    if (m->need >= 0) mg_scorer_set_need(root, m->need);
    raise_need(m, root);
    uint32_t gone = 0;
    mg_status status = MG_OK;
    for (uint32_t doc = 0; status == MG_OK && m->scoring.status == MG_OK && (m->need < 0 || root->most > m->need);) {
        doc = root->seek(root, doc + 1);
        if (doc == MG_NO_MORE) break;
        if (++m->looked % LOOK_EVERY == 0 && (status = mg_stop_check(m->stop, m->err)) != MG_OK) break;
        if (removed) {
            gone = mg_removed_seek(removed, gone, doc);
            if (gone < mg_removed_count(removed) && mg_removed_docid(removed, gone) == doc) continue;
        }
        if (!mg_scorer_matches(root)) continue;
        double weight = mg_scorer_score(root);
        if (m->need >= 0 && weight <= m->need) continue;
        status = offer(m, (mg_hit){(doc - 1) * (uint32_t)m->index.n + (uint32_t)place + 1, weight});
        raise_need(m, root);
    }
    if (root->close) root->close(root);
    return m->scoring.status != MG_OK ? m->scoring.status : status;
}

/* ---- totals ---- */

static void count(const matching *m, const mg_match_part *query, mg_match *out)
{
    double low = MG_MAX((double)m->seen, mg_match_part_at_least(query));
    double high = MG_MAX(mg_match_part_at_most(&m->index, query), low);
    double between = mg_match_part_about(&m->index, query);
    if (!m->pruned) low = high = (double)m->seen;
    out->lower = (uint32_t)low;
    out->upper = (uint32_t)high;
    out->estimate = (uint32_t)MG_MIN(MG_MAX(between, low), high);
}

/* ---- all of it ---- */

static mg_status take_hits(matching *m, mg_match *out, mg_error *err)
{
    uint32_t skip = m->opts->offset;
    if (m->n_hits) qsort(m->hits, m->n_hits, sizeof *m->hits, best_first);
    if (m->n_hits <= skip) return MG_OK;
    out->n = m->n_hits - skip;
    out->hits = calloc(out->n, sizeof *out->hits);
    if (!out->hits) return no_memory(err);
    memcpy(out->hits, m->hits + skip, out->n * sizeof *out->hits);
    return MG_OK;
}

static void start_scoring(matching *m)
{
    double average = m->index.documents > 0 ? (double)m->index.length / m->index.documents : 0;
    bool by_length = average != 0 && m->opts->k1 != 0 && m->opts->b != 0;
    m->scoring = (mg_scoring){.k1 = m->opts->k1, .b = m->opts->b, .arena = &m->memory->segment, .err = m->err};
    m->scoring.per_length = by_length ? 1 / average : 0;
}

static mg_status match(matching *m, const mg_xquery *query, bool *taken, mg_match *out, mg_error *err)
{
    mg_match_part *parts;
    start_scoring(m);
    MG_TRY(mg_match_parts_make(&m->index, query, m->opts->k1, &m->memory->query, &parts, err));
    if (m->opts->idle_by_value && !mg_match_part_weighs(&m->index, parts)) {
        *taken = false;
        return MG_OK;
    }
    m->need = m->opts->least_weight > 0 ? nextafter(m->opts->least_weight, 0) : -1;
    m->pruned = m->need >= 0;
    m->most = (size_t)MG_MIN((uint64_t)m->opts->offset + m->opts->limit, (uint64_t)m->index.documents);
    for (size_t i = 0; i < m->index.n; i++) MG_TRY(match_segment(m, parts, i));
    count(m, parts, out);
    return take_hits(m, out, err);
}

void mg_match_memory_dispose(mg_match_memory *memory)
{
    mg_arena_dispose(&memory->query);
    mg_arena_dispose(&memory->segment);
}

mg_status mg_match_run(const mg_match_place *places, size_t n, const mg_xquery *query, const mg_match_opts *opts,
                       const mg_stop *stop, mg_match_memory *memory, bool *taken, mg_match *out, mg_error *err)
{
    *taken = n && !opts->sort && takes(query, 0);
    if (!*taken) return MG_OK;
    matching m = {.index = mg_match_index_of(places, n), .opts = opts, .stop = stop, .memory = memory, .err = err};
    *out = (mg_match){0};
    mg_status status = match(&m, query, taken, out, err);
    mg_arena_reset(&memory->query);
    mg_arena_reset(&memory->segment);
    free(m.hits);
    if (status != MG_OK) mg_match_dispose(out);
    return status;
}
