/* proximity.c - see proximity.h. Positions are dear: first the postings tell which words each hit has, and so what it can gain at most;
 * then positions are read of the hits that can get among the wanted. */
#include "searcher/proximity.h"

#include "common/bm25.h"
#include "common/occurrences.h"
#include "searcher/balance.h"
#include "searcher/order.h"

#include <math.h>
#include <stdlib.h>

/* A word of the query, and where it stands in the document that is looked at. */
typedef struct {
    mg_span term;
    double rarity; /* of its stem, as BM25 has it */
    uint32_t *v;
    size_t n, room;
    uint32_t docid; /* that it is of; 0: none yet */
    bool counted;
    mg_occurrence in[MG_PROXIMITY_WINDOW]; /* by document */
} near_word;

typedef struct {
    near_word *a, *b;
    uint32_t gap; /* how far apart they are in the query */
    double most;  /* what a document gets no more than */
} near_pair;

typedef struct {
    near_word words[2 * MG_PROXIMITY_PAIRS];
    near_pair pairs[MG_PROXIMITY_PAIRS];
    size_t n_words, n_pairs;
    mg_occurrences *occurrences; /* of the words, in their order */
    uint32_t docids[MG_PROXIMITY_WINDOW]; /* rising */
    size_t n;
    mg_error *err;
} proximity;

static void end(proximity *p)
{
    if (!p) return;
    for (size_t i = 0; i < p->n_words; i++) free(p->words[i].v);
    mg_occurrences_close(p->occurrences);
    free(p);
}

static mg_status weigh_word(mg_db *db, const mg_xquery *query, double *rarity, mg_error *err)
{
    mg_db_info info;
    double with;
    MG_TRY(mg_db_get_info(db, &info, err));
    MG_TRY(mg_db_frequency(db, query, &with, err));
    *rarity = mg_bm25_rarity(info.documents, with);
    return MG_OK;
}

/* The place of a word among those that are looked for. */
static mg_status add_word(mg_searcher *s, proximity *p, const mg_near_word *word, near_word **out, mg_error *err)
{
    for (size_t i = 0; i < p->n_words; i++) {
        *out = &p->words[i];
        if (mg_span_eq((*out)->term, word->word)) return MG_OK;
    }
    *out = &p->words[p->n_words++];
    (*out)->term = word->word;
    return weigh_word(s->index.db, word->query, &(*out)->rarity, err);
}

static mg_status add_pairs(mg_searcher *s, const mg_plan *plan, double rare, proximity *p, mg_error *err)
{
    for (size_t i = 1; i < plan->n_near && p->n_pairs < MG_PROXIMITY_PAIRS && p->n_words + 2 <= MG_COUNT(p->words); i++) {
        near_pair pair = {.gap = plan->near[i].gap};
        if (!pair.gap) continue;
        MG_TRY(add_word(s, p, &plan->near[i - 1], &pair.a, err));
        MG_TRY(add_word(s, p, &plan->near[i], &pair.b, err));
        pair.most = pow(pair.a->rarity, 1 + rare) + pow(pair.b->rarity, 1 + rare);
        if (pair.a != pair.b && pair.most > 0) p->pairs[p->n_pairs++] = pair;
    }
    for (size_t i = 0; i < p->n_pairs; i++)
        p->pairs[i].most *= MG_PROXIMITY_WEIGHT / (double)(p->n_pairs + 1) * (MG_PROXIMITY_K + 1);
    return MG_OK;
}

static mg_status open_words(mg_searcher *s, proximity *p, mg_error *err)
{
    mg_span terms[MG_COUNT(p->words)];
    const mg_match_place *places;
    size_t n_places = mg_db_places(s->index.db, &places);
    for (size_t i = 0; i < p->n_words; i++) terms[i] = p->words[i].term;
    return mg_occurrences_open(places, n_places, terms, p->n_words, &p->occurrences, err);
}

/* *out is NULL where there is nothing to look for. */
static mg_status begin(mg_searcher *s, const mg_plan *plan, double rare, proximity **out, mg_error *err)
{
    *out = NULL;
    if (plan->n_near < 2 || !mg_db_places(s->index.db, NULL)) return MG_OK;
    proximity *p = calloc(1, sizeof *p);
    if (!p) return mg_fail_nomem(err, "ranking hits");
    p->err = err;
    mg_status status = add_pairs(s, plan, rare, p, err);
    if (status == MG_OK && p->n_pairs) status = open_words(s, p, err);
    if (status == MG_OK && p->n_pairs) {
        *out = p;
        return MG_OK;
    }
    end(p);
    return status;
}

/* ---- which documents have which words? ---- */

/* Is it of use to know whether the word is in the i-th document: is there another, of a pair with it, that may be there? */
static bool is_wanted(const proximity *p, const near_word *w, size_t i)
{
    for (size_t k = 0; k < p->n_pairs; k++) {
        const near_pair *pair = &p->pairs[k];
        const near_word *other = pair->a == w ? pair->b : pair->b == w ? pair->a : NULL;
        if (other && (!other->counted || other->in[i].wdf)) return true;
    }
    return false;
}

static mg_status count_word(proximity *p, near_word *w)
{
    for (size_t i = 0; i < p->n; i++)
        if (is_wanted(p, w, i)) MG_TRY(mg_occurrences_find(p->occurrences, (size_t)(w - p->words), p->docids[i], &w->in[i], p->err));
    w->counted = true;
    return MG_OK;
}

/* The rarer first: few documents have them, and the others need not be looked for elsewhere. */
static mg_status count_words(proximity *p)
{
    for (size_t done = 0; done < p->n_words; done++) {
        near_word *next = NULL;
        for (size_t i = 0; i < p->n_words; i++) {
            near_word *w = &p->words[i];
            if (!w->counted && (!next || w->rarity > next->rarity)) next = w;
        }
        MG_TRY(count_word(p, next));
    }
    return MG_OK;
}

static double gain(const near_pair *pair, double near)
{
    return pair->most * near / (near + MG_PROXIMITY_K);
}

/* What the i-th document gains from a pair at most: with one of a word and several of the other there is one way to go from one to
 * the other, or two. */
static double pair_bound(const near_pair *pair, size_t i)
{
    double a = pair->a->in[i].wdf, b = pair->b->in[i].wdf;
    return a > 0 && b > 0 ? gain(pair, MG_MIN(a + b - 1, 2 * MG_MIN(a, b))) : 0;
}

static double bound(const proximity *p, size_t i)
{
    double sum = 0;
    for (size_t k = 0; k < p->n_pairs; k++) sum += pair_bound(&p->pairs[k], i);
    return sum;
}

/* ---- one document ---- */

static mg_status read_word(proximity *p, near_word *w, size_t i)
{
    if (w->docid == p->docids[i]) return MG_OK;
    w->docid = p->docids[i];
    return mg_occurrences_read(p->occurrences, (size_t)(w - p->words), w->docid, &w->in[i], &w->v, &w->room, &w->n, p->err);
}

/* Both words' places in turn: where one follows the other, how near? */
static double nearness(const near_pair *pair)
{
    const near_word *a = pair->a, *b = pair->b;
    double sum = 0;
    for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
        bool forward = a->v[i] < b->v[k];
        uint32_t distance = forward ? b->v[k] - a->v[i] : a->v[i] - b->v[k];
        /* the last of the one before the first of the other */
        bool last = forward ? i + 1 == a->n || a->v[i + 1] > b->v[k] : k + 1 == b->n || b->v[k + 1] > a->v[i];
        if (last && distance && distance < MG_PROXIMITY_REACH + pair->gap)
            sum += 1.0 / (distance > pair->gap ? distance - pair->gap + 1 : 1);
        if (forward) i++;
        else k++;
    }
    return sum;
}

/* What the i-th document gains; or less, when that cannot be `need`. `most`: it is no more. */
static mg_status weigh(proximity *p, size_t i, double most, double need, double *sum)
{
    *sum = 0;
    for (size_t k = 0; k < p->n_pairs && *sum + most >= need; k++) {
        const near_pair *pair = &p->pairs[k];
        if (!pair->a->in[i].wdf || !pair->b->in[i].wdf) continue;
        MG_TRY(read_word(p, pair->a, i));
        MG_TRY(read_word(p, pair->b, i));
        *sum += gain(pair, nearness(pair));
        most -= pair_bound(pair, i);
    }
    return MG_OK;
}

/* ---- the first hits ---- */

/* Bounds are sums of the same parts as weights, but for the last bits. */
#define NEGLIGIBLE 1e-6

typedef struct {
    mg_reweighed is;
    double bound; /* its weight is no more */
} candidate;

/* The heaviest of those looked at, as many as are wanted. */
typedef struct {
    double v[MG_PROXIMITY_WINDOW];
    size_t n, wanted;
} best;

static void note(best *b, double weight)
{
    size_t i = b->n;
    if (b->n < b->wanted) b->n++;
    else if (weight <= b->v[--i]) return;
    for (; i && b->v[i - 1] < weight; i--) b->v[i] = b->v[i - 1];
    b->v[i] = weight;
}

/* Weigh candidates, as they stand, by docid, which is how positions are read quickest: those that may come before `need`, until the first
 * `wanted` of all are known. */
static mg_status weigh_best(proximity *p, candidate *c, size_t n, double need, size_t wanted)
{
    best heaviest = {.wanted = wanted};
    for (size_t i = 0; i < n; i++) {
        double more, most = c[i].bound - c[i].is.hit.weight;
        if (most <= 0 || c[i].bound * (1 + NEGLIGIBLE) < need) continue;
        MG_TRY(weigh(p, i, most, need * (1 - NEGLIGIBLE) - c[i].is.hit.weight, &more));
        c[i].is.hit.weight += more;
        note(&heaviest, c[i].is.hit.weight);
        if (heaviest.n == wanted) need = MG_MAX(need, heaviest.v[wanted - 1]);
    }
    return MG_OK;
}

/* Add proximity to the first n hits, and put them in order: so far that the first `wanted` are right. */
static mg_status add_proximity(proximity *p, mg_hit *hits, size_t n, size_t wanted)
{
    candidate c[MG_PROXIMITY_WINDOW];
    if (!n || !wanted) return MG_OK;
    for (size_t i = 0; i < n; i++) c[i] = (candidate){.is = {hits[i], i}};
    qsort(c, n, sizeof *c, mg_reweighed_by_docid);
    for (size_t i = 0; i < n; i++) p->docids[i] = c[i].is.hit.docid;
    p->n = n;
    MG_TRY(count_words(p));
    for (size_t i = 0; i < n; i++) c[i].bound = c[i].is.hit.weight + bound(p, i);
    wanted = MG_MIN(wanted, n);
    MG_TRY(weigh_best(p, c, n, hits[wanted - 1].weight, wanted));
    qsort(c, n, sizeof *c, mg_reweighed_heaviest);
    for (size_t i = 0; i < n; i++) hits[i] = c[i].is.hit;
    return MG_OK;
}

mg_status mg_match_close(mg_searcher *s, const mg_plan *plan, const mg_xquery *query, const mg_match_opts *wanted, mg_match *out,
                         mg_error *err)
{
    proximity *p = NULL;
    mg_match_opts opts = *wanted;
    uint64_t to = (uint64_t)wanted->offset + wanted->limit;
    if (!wanted->sort) MG_TRY(mg_reweighed_or_not(begin(s, plan, wanted->rare, &p, err), err));
    if (!p) return mg_match_balanced(s, plan, query, wanted, out, err);
    opts.offset = 0;
    opts.limit = (uint32_t)MG_MIN(MG_MAX(to, MG_PROXIMITY_WINDOW), UINT32_MAX);
    mg_status status = MG_OK;
    MG_GOTO(mg_match_balanced(s, plan, query, &opts, out, err));
    size_t n = out->by_value ? 0 : MG_MIN(out->n, MG_PROXIMITY_WINDOW);
    MG_GOTO(mg_reweighed_or_not(add_proximity(p, out->hits, n, (size_t)MG_MIN(to, SIZE_MAX)), err));
    mg_match_page(out, wanted);
out:
    end(p);
    return status;
}
