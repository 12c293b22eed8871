/* match.c - see match.h. A query's tree becomes parts, which know where their words are in each segment and what they weigh in
 * the whole index; for each segment in turn, parts become scorers, and what these yield goes into one heap. */
#include "common/match.h"

#include "common/beside.h"
#include "common/best.h"
#include "common/match_parts.h"
#include "common/schema.h"
#include "common/scorers.h"
#include "common/together.h"

#include <math.h>
#include <stdlib.h>

/* Words that stand for each other are added up in a pool when they are in more documents. */
#define POOLED_FROM 4096

/* Documents between looks at whether to stop; one whose positions are looked at counts as many. */
#define LOOK_EVERY 256
#define VERIFIED 32

/* Of the newest or oldest documents this share of all dates is looked at first, as a power of a half. */
#define FIRST_SHARE 6

/* ---- what is taken ---- */

/* A word, or several of which any will do. */
static bool is_any_of_words(const mg_xquery *q)
{
    if (q->op == MG_X_TERM) return q->term.n > 0;
    bool ok = q->op == MG_X_OR && q->n;
    for (size_t i = 0; ok && i < q->n; i++) ok = q->kids[i]->op == MG_X_TERM && q->kids[i]->term.n;
    return ok;
}

/* Words, and words under filters of words: of others libxapian has its own way to count occurrences. */
static bool takes_synonym(const mg_xquery *kid)
{
    if (kid->op != MG_X_FILTER) return kid->op == MG_X_TERM && kid->term.n;
    bool ok = kid->n > 1 && kid->kids[0]->op == MG_X_TERM;
    for (size_t i = 0; ok && i < kid->n; i++) ok = is_any_of_words(kid->kids[i]);
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
    case MG_X_SYNONYM:
        for (size_t i = 0; ok && i < q->n; i++) ok = takes_synonym(q->kids[i]);
        return ok;
    case MG_X_NEAR:
    case MG_X_PHRASE:
        for (size_t i = 0; ok && i < q->n; i++) ok = is_any_of_words(q->kids[i]);
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
    mg_best best;
    mg_span cut; /* by date: no document is looked at that is older, or newer; NULL: all are */
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

/* The terms of which any will do. */
static mg_phrase_term *make_phrase_terms(matching *m, const mg_match_part *word, size_t place, size_t *n)
{
    bool one = word->q->op == MG_X_TERM;
    *n = one ? 1 : word->q->n;
    mg_phrase_term *terms = mg_arena_alloc(&m->memory->segment, *n * sizeof *terms);
    for (size_t i = 0; terms && i < *n; i++) {
        const mg_match_part *term = one ? word : word->kids[i];
        terms[i] = (mg_phrase_term){term->q->term, &term->found[place]};
    }
    return terms;
}

/* The code of a word of the phrase, if there is one. */
static uint8_t beside_of(const mg_xquery *phrase, size_t i)
{
    const mg_xquery *word = i < phrase->n ? phrase->kids[i] : NULL;
    return word && word->op == MG_X_TERM && mg_beside_tells(word->term) ? mg_beside_code(word->term) : 0;
}

/* One word is behind the other: each has to stand beside the next. */
static bool stand_beside(const mg_match_part *p, mg_scorer **kids)
{
    size_t n = p->q->n;
    if (p->q->op != MG_X_PHRASE || p->q->window != n) return true;
    for (size_t i = 0; i < n; i++) {
        uint8_t ahead = i ? beside_of(p->q, i - 1) : 0, behind = beside_of(p->q, i + 1);
        if (beside_of(p->q, i) && (ahead || behind) && !mg_scorer_beside(kids[i], ahead, behind)) return false;
    }
    return true;
}

static mg_scorer *make_phrase(matching *m, const mg_match_part *p, size_t place, mg_scorer **kids)
{
    size_t n = p->q->n;
    if (!stand_beside(p, kids)) return NULL;
    const mg_place *at = m->index.places[place].place;
    const mg_phrase_term **terms = mg_arena_alloc(&m->memory->segment, n * sizeof *terms);
    size_t *counts = mg_arena_alloc(&m->memory->segment, n * sizeof *counts);
    mg_scorer *all = mg_scorer_and(&m->scoring, at, kids, n, p->scored ? n : 0);
    bool ok = all && terms && counts;
    for (size_t i = 0; ok && i < n; i++) ok = (terms[i] = make_phrase_terms(m, p->kids[i], place, &counts[i])) != NULL;
    if (ok) return mg_scorer_phrase(&m->scoring, at, all, kids, terms, counts, n, p->q->window, p->q->op == MG_X_PHRASE);
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
    case MG_X_XOR: return mg_scorer_xor(s, at, kids, n);
    case MG_X_AND_NOT: return mg_scorer_and_not(s, at, kids, n);
    case MG_X_AND_MAYBE: return mg_scorer_maybe(s, at, kids, n);
    case MG_X_SYNONYM: return mg_scorer_synonym(s, at, kids, n, p->scale);
    case MG_X_NEAR:
    case MG_X_PHRASE: return make_phrase(m, p, place, kids);
    default: return mg_scorer_and(s, at, kids, n, !p->scored ? 0 : p->q->op == MG_X_FILTER ? 1 : n);
    }
}

/* ---- the best ---- */

/* There are as many as are wanted, and totals need no more: they are exact up to so many, and one more must be seen to know that there
 * are more. */
static bool is_enough(const matching *m)
{
    uint32_t exact = m->opts->check_at_least;
    return m->best.n == m->best.most && (!exact || m->seen > exact);
}

/* What a document must have more of: the worst hit's weight. Documents come in the order of their docids within a segment alone:
 * in another, one of the same weight may stand before. */
static double needed(const matching *m)
{
    if (m->best.order != MG_BEST_WEIGHT || !is_enough(m)) return m->need;
    if (!m->best.most) return INFINITY;
    double worst = m->best.v[0].hit.weight;
    if (m->index.n > 1) worst = nextafter(worst, -1);
    return MG_MAX(worst, m->need);
}

static void raise_need(matching *m, mg_scorer *root)
{
    double need = needed(m);
    if (need < 0 || need == m->need) return;
    m->need = need;
    m->pruned = true;
    mg_scorer_set_need(root, need);
}

/* The documents that may still be among the best when these are told by date. */
typedef struct {
    bool all, undated;
    uint32_t first, last; /* ranks */
} wanted_dates;

static wanted_dates dates_wanted(const matching *m, const mg_impacts *impacts)
{
    wanted_dates w = {.first = 1};
    bool enough = is_enough(m);
    w.all = m->best.order == MG_BEST_WEIGHT || (!enough && !m->cut.p);
    if (w.all || (enough && !m->best.most)) return w;
    mg_span worst = enough ? m->best.v[0].value : m->cut;
    if (!worst.p) {
        w.undated = m->index.n > 1; /* in this segment those come behind */
        w.last = impacts->header->n_dates;
    } else if (m->best.order == MG_BEST_FALLING) {
        mg_impacts_dates(impacts, worst, MG_SPAN(""), &w.first, &w.last);
    } else {
        mg_impacts_dates(impacts, MG_SPAN(""), worst, &w.first, &w.last);
    }
    return w;
}

/* The first document from `doc` on that may be wanted, or MG_NO_MORE. */
static uint32_t next_wanted(const wanted_dates *w, const mg_impacts *impacts, uint32_t doc)
{
    if (w->all || w->undated) return doc;
    doc = mg_impacts_next_dated(impacts, doc, w->first, w->last);
    return doc ? doc : MG_NO_MORE;
}

static bool is_wanted(const wanted_dates *w, const mg_impacts *impacts, uint32_t doc)
{
    if (w->all) return true; /* the rank is memory that was not read before */
    uint32_t rank = impacts->ranks[doc - 1];
    return rank ? rank >= w->first && rank <= w->last : w->undated;
}

static bool is_removed(const mg_removed *removed, uint32_t doc, uint32_t *at)
{
    if (!removed) return false;
    *at = mg_removed_seek(removed, *at, doc);
    return *at < mg_removed_count(removed) && mg_removed_docid(removed, *at) == doc;
}

static mg_status take(matching *m, size_t place, uint32_t doc, double weight)
{
    const mg_impacts *impacts = &m->index.places[place].place->impacts;
    mg_valued_hit hit = {.hit = {(doc - 1) * (uint32_t)m->index.n + (uint32_t)place + 1, weight}};
    if (m->best.order != MG_BEST_WEIGHT) hit.value = mg_impacts_date(impacts, doc);
    m->seen++;
    return mg_best_offer(&m->best, hit, m->err);
}

/* Is it time to stop? */
static mg_status look(matching *m)
{
    m->looked = 0;
    return mg_stop_check(m->stop, m->err);
}

static mg_status match_segment(matching *m, const mg_match_part *query, size_t place)
{
    const mg_impacts *impacts = &m->index.places[place].place->impacts;
    mg_arena_reset(&m->memory->segment);
    mg_scorer *root = make_scorer(m, query, place);
    if (!root) return m->scoring.status;
    if (m->need >= 0) mg_scorer_set_need(root, m->need);
    raise_need(m, root);
    wanted_dates wanted = dates_wanted(m, impacts);
    uint32_t gone = 0;
    mg_status status = MG_OK;
    for (uint32_t doc = 0; status == MG_OK && m->scoring.status == MG_OK && (m->need < 0 || root->most > m->need);) {
        uint32_t target = next_wanted(&wanted, impacts, doc + 1);
        doc = target == MG_NO_MORE ? target : root->seek(root, target);
        if (doc == MG_NO_MORE) break;
        m->looked += root->verify ? VERIFIED : 1;
        if (m->looked >= LOOK_EVERY && (status = look(m)) != MG_OK) break;
        if (is_removed(m->index.places[place].removed, doc, &gone) || !is_wanted(&wanted, impacts, doc)) continue;
        if (!mg_scorer_matches(root)) continue;
        double weight = mg_scorer_score(root);
        if (m->need >= 0 && weight <= m->need) continue;
        status = take(m, place, doc, weight);
        raise_need(m, root);
        wanted = dates_wanted(m, impacts);
    }
    if (root->close) root->close(root);
    m->pruned |= !wanted.all;
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
    mg_best_sort(&m->best);
    out->by_value = m->best.order != MG_BEST_WEIGHT;
    if (m->best.n <= skip) return MG_OK;
    out->n = m->best.n - skip;
    out->hits = calloc(out->n, sizeof *out->hits);
    if (!out->hits) return no_memory(err);
    for (size_t i = 0; i < out->n; i++) out->hits[i] = m->best.v[skip + i].hit;
    return MG_OK;
}

static void start_scoring(matching *m)
{
    double average = m->index.documents > 0 ? (double)m->index.length / m->index.documents : 0;
    bool by_length = average != 0 && m->opts->k1 != 0 && m->opts->b != 0;
    m->scoring = (mg_scoring){.k1 = m->opts->k1, .b = m->opts->b, .arena = &m->memory->segment, .err = m->err};
    m->scoring.per_length = by_length ? 1 / average : 0;
}

static mg_best_order order_of(const matching *m, const mg_match_part *parts)
{
    const mg_match_opts *o = m->opts;
    if (o->sort) return o->sort == 1 ? MG_BEST_RISING : MG_BEST_FALLING;
    return o->idle_by_value && !mg_match_part_weighs(&m->index, parts) ? MG_BEST_FALLING : MG_BEST_WEIGHT;
}

static mg_status match_segments(matching *m, const mg_match_part *parts)
{
    m->need = m->opts->least_weight > 0 ? nextafter(m->opts->least_weight, 0) : -1;
    m->pruned = m->need >= 0;
    m->seen = 0;
    m->best.n = 0;
    for (size_t i = 0; i < m->index.n; i++) MG_TRY(match_segment(m, parts, i));
    return MG_OK;
}

/* A date with a share of 2^-shift of the largest segment's behind it, or before it; NULL where that is none. */
static mg_span cut_at(const matching *m, unsigned shift)
{
    const mg_impacts *largest = &m->index.places[0].place->impacts;
    for (size_t i = 1; i < m->index.n; i++) {
        const mg_impacts *here = &m->index.places[i].place->impacts;
        if (here->header->n_dates > largest->header->n_dates) largest = here;
    }
    uint32_t n = largest->header->n_dates, share = n >> shift;
    if (!share) return (mg_span){0};
    return mg_impacts_value(largest, m->best.order == MG_BEST_FALLING ? n - share + 1 : share);
}

/* The newest, or the oldest, are looked for in a small share of all dates first, then in larger ones: articles mostly come in the order of
 * their dates, and among the newest of all each would be newer than those before. */
static mg_status match_by_date(matching *m, const mg_match_part *parts)
{
    size_t wanted = MG_MAX(m->best.most, (size_t)m->opts->check_at_least);
    for (unsigned shift = FIRST_SHARE; shift; shift -= 2) {
        m->cut = cut_at(m, shift);
        if (!m->cut.p || wanted > (size_t)m->index.documents >> shift) continue;
        MG_TRY(match_segments(m, parts));
        if (is_enough(m)) return MG_OK;
    }
    m->cut = (mg_span){0};
    return match_segments(m, parts);
}

static mg_status match(matching *m, const mg_xquery *query, mg_match *out, mg_error *err)
{
    mg_match_part *parts;
    start_scoring(m);
    MG_TRY(mg_match_parts_make(&m->index, query, m->opts, &m->memory->query, &parts, err));
    m->best.order = order_of(m, parts);
    /* One more than there are: all of them stand in order, while a heap would be made of as many as are wanted. */
    m->best.most = (size_t)MG_MIN((uint64_t)m->opts->offset + m->opts->limit, (uint64_t)m->index.documents + 1);
    MG_TRY(m->best.order == MG_BEST_WEIGHT ? match_segments(m, parts) : match_by_date(m, parts));
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
    bool by_value = opts->sort || opts->idle_by_value;
    *taken = n && takes(query, 0) && (!by_value || opts->value_slot == MG_SLOT_DATE);
    if (!*taken) return MG_OK;
    matching m = {.index = mg_match_index_of(places, n), .opts = opts, .stop = stop, .memory = memory, .err = err};
    *out = (mg_match){0};
    mg_status status = match(&m, query, out, err);
    mg_arena_reset(&memory->query);
    mg_arena_reset(&memory->segment);
    free(m.best.v);
    if (status != MG_OK) mg_match_dispose(out);
    return status;
}
