/* merge.c - see merge.h.
 *
 * Batches share dictionaries, one for each thread that made them. For each dictionary two tables are made by counting: where
 * a term's runs are, batch by batch; and the terms by their first two bytes (their bucket). A shard sorts its buckets of
 * each dictionary, and merges the dictionaries. */
#include "indexer/merge.h"

#include "indexer/glass_code.h"

#include <stdlib.h>

#define BUCKETS 65536

/* A shard is a sixteenth of all, but no less and no more than this, in postings: less costs half-empty blocks, more makes
 * one thread wait for another. */
#define SHARD_SHARE 16
#define SHARD_MIN ((uint64_t)16 << 10)
#define SHARD_MAX ((uint64_t)256 << 10)

typedef struct {
    uint32_t batch, start, end; /* of the run, in its batch's postings */
    uint32_t documents;
} run_place;

typedef struct {
    const mg_terms *terms;
    uint32_t *first_run; /* by term, and one more: in runs */
    run_place *runs;     /* by term, then batch */
    uint32_t *order;     /* terms that have runs, by bucket */
    uint32_t *first_term; /* by bucket, and one more: in order */
} dictionary;

struct mg_merge {
    mg_batches batches;
    MG_VEC(dictionary) dictionaries;
    MG_VEC(uint32_t) cuts; /* the first bucket of each shard, and BUCKETS */
};

static uint32_t bucket_of(mg_span term)
{
    uint32_t first = (unsigned char)term.p[0], second = term.n > 1 ? (unsigned char)term.p[1] : 0;
    return first << 8 | second;
}

/* ---- the tables ---- */

/* Both tables are made alike: counts are kept two places to the right, summed up, and while things are put in place each
 * counter moves on from where its own begin to where the next one's do: one place to the right. */

static bool place_runs(const mg_merge *m, dictionary *d)
{
    size_t terms = mg_terms_count(d->terms);
    uint32_t *first = d->first_run = calloc(terms + 2, sizeof *first);
    if (!first) return false;
    for (size_t i = 0; i < m->batches.n; i++) {
        const mg_batch *b = m->batches.v[i];
        for (size_t k = 0; b->terms == d->terms && k < b->n_runs; k++) first[b->runs[k].term + 2]++;
    }
    for (size_t t = 2; t <= terms + 1; t++) first[t] += first[t - 1];
    d->runs = malloc(((size_t)first[terms + 1] + 1) * sizeof *d->runs);
    if (!d->runs) return false;
    for (size_t i = 0; i < m->batches.n; i++) {
        const mg_batch *b = m->batches.v[i];
        for (size_t k = 0; b->terms == d->terms && k < b->n_runs; k++)
            d->runs[first[b->runs[k].term + 1]++] =
                (run_place){(uint32_t)i, b->runs[k].start, b->runs[k + 1].start, b->runs[k].documents};
    }
    return true;
}

static bool has_runs(const dictionary *d, size_t term)
{
    return d->first_run[term] < d->first_run[term + 1];
}

static bool sort_into_buckets(dictionary *d)
{
    size_t terms = mg_terms_count(d->terms);
    uint32_t *first = d->first_term = calloc(BUCKETS + 2, sizeof *first);
    d->order = malloc((terms + 1) * sizeof *d->order);
    if (!first || !d->order) return false;
    for (size_t t = 0; t < terms; t++)
        if (has_runs(d, t)) first[bucket_of(mg_terms_bytes(d->terms, (uint32_t)t)) + 2]++;
    for (size_t b = 2; b <= BUCKETS + 1; b++) first[b] += first[b - 1];
    for (size_t t = 0; t < terms; t++)
        if (has_runs(d, t)) d->order[first[bucket_of(mg_terms_bytes(d->terms, (uint32_t)t)) + 1]++] = (uint32_t)t;
    return true;
}

/* Where the shards begin. */
static bool cut(mg_merge *m)
{
    uint64_t *postings = calloc(BUCKETS, sizeof *postings), total = 0, shard, sum = 0;
    if (!postings) return false;
    for (size_t i = 0; i < m->dictionaries.n; i++) {
        const dictionary *d = &m->dictionaries.v[i];
        for (size_t b = 0; b < BUCKETS; b++)
            for (uint32_t k = d->first_term[b]; k < d->first_term[b + 1]; k++)
                for (uint32_t r = d->first_run[d->order[k]]; r < d->first_run[d->order[k] + 1]; r++)
                    postings[b] += d->runs[r].documents;
    }
    for (size_t b = 0; b < BUCKETS; b++) total += postings[b];
    shard = MG_MIN(SHARD_MAX, MG_MAX(SHARD_MIN, total / SHARD_SHARE));
    bool ok = mg_vec_push(&m->cuts, 0);
    for (uint32_t b = 0; ok && b < BUCKETS; b++) {
        if (sum && sum + postings[b] / 2 >= shard) {
            ok = mg_vec_push(&m->cuts, b);
            sum = 0;
        }
        sum += postings[b];
    }
    free(postings);
    return ok && mg_vec_push(&m->cuts, BUCKETS);
}

mg_status mg_merge_new(const mg_batches *batches, mg_merge **out, mg_error *err)
{
    mg_merge *m = calloc(1, sizeof *m);
    if (!m) return mg_fail_nomem(err, "writing postings");
    m->batches = *batches;
    bool ok = true;
    for (size_t i = 0; ok && i < batches->n; i++) {
        size_t k = 0;
        while (k < m->dictionaries.n && m->dictionaries.v[k].terms != batches->v[i]->terms) k++;
        if (k == m->dictionaries.n) ok = mg_vec_push(&m->dictionaries, (dictionary){.terms = batches->v[i]->terms});
    }
    for (size_t i = 0; ok && i < m->dictionaries.n; i++)
        ok = place_runs(m, &m->dictionaries.v[i]) && sort_into_buckets(&m->dictionaries.v[i]);
    if (!ok || !cut(m)) {
        mg_merge_free(m);
        return mg_fail_nomem(err, "writing postings");
    }
    *out = m;
    return MG_OK;
}

void mg_merge_free(mg_merge *m)
{
    if (!m) return;
    for (size_t i = 0; i < m->dictionaries.n; i++) {
        free(m->dictionaries.v[i].first_run);
        free(m->dictionaries.v[i].runs);
        free(m->dictionaries.v[i].order);
        free(m->dictionaries.v[i].first_term);
    }
    mg_vec_free(&m->dictionaries);
    mg_vec_free(&m->cuts);
    free(m);
}

size_t mg_merge_shards(const mg_merge *m)
{
    return m->cuts.n - 1;
}

/* ---- a shard ---- */

typedef struct {
    uint64_t prefix; /* the first bytes, big-endian: decides most comparisons */
    uint32_t term;
} sorted_term;

/* One dictionary's terms in the shard. */
typedef struct {
    const dictionary *dictionary;
    sorted_term *sorted;
    size_t n, at;
} source;

struct mg_shard {
    const mg_merge *merge;
    source *sources;
    size_t n_sources;
    size_t *heap; /* of sources that have more, by their next term: smallest first */
    size_t n;
    MG_VEC(mg_piece) pieces;
};

static bool less(const mg_terms *terms, const sorted_term *a, const sorted_term *b)
{
    if (a->prefix != b->prefix) return a->prefix < b->prefix;
    return mg_span_cmp(mg_terms_bytes(terms, a->term), mg_terms_bytes(terms, b->term)) < 0;
}

/* Sort by merging, `room` being as long as `v`; qsort takes five times as long, for its calls of a comparison. */
static void sort_terms(const mg_terms *terms, sorted_term *v, sorted_term *room, size_t n)
{
    if (n <= 8) {
        for (size_t i = 1; i < n; i++) {
            sorted_term moved = v[i];
            size_t at = i;
            for (; at && less(terms, &moved, &v[at - 1]); at--) v[at] = v[at - 1];
            v[at] = moved;
        }
        return;
    }
    size_t half = n / 2, a = 0, b = half, to = 0;
    sort_terms(terms, v, room, half);
    sort_terms(terms, v + half, room, n - half);
    memcpy(room, v, half * sizeof *v);
    while (a < half) v[to++] = b < n && less(terms, &v[b], &room[a]) ? v[b++] : room[a++];
}

static uint64_t prefix_of(mg_span term)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < 8; i++) prefix = prefix << 8 | (i < term.n ? (unsigned char)term.p[i] : 0);
    return prefix;
}

static bool sort_source(source *s, const dictionary *d, uint32_t from, uint32_t to)
{
    uint32_t first = d->first_term[from];
    s->dictionary = d;
    s->n = d->first_term[to] - first;
    s->sorted = malloc((s->n + 1) * sizeof *s->sorted);
    sorted_term *room = malloc((s->n + 1) * sizeof *room);
    if (!s->sorted || !room) {
        free(room);
        return false;
    }
    for (size_t i = 0; i < s->n; i++) {
        uint32_t term = d->order[first + i];
        s->sorted[i] = (sorted_term){prefix_of(mg_terms_bytes(d->terms, term)), term};
    }
    for (uint32_t b = from; b < to; b++) {
        size_t at = d->first_term[b] - first, n = d->first_term[b + 1] - d->first_term[b];
        sort_terms(d->terms, s->sorted + at, room, n);
    }
    free(room);
    return true;
}

static const sorted_term *top(const source *s)
{
    return &s->sorted[s->at];
}

static mg_span top_bytes(const source *s)
{
    return mg_terms_bytes(s->dictionary->terms, top(s)->term);
}

static bool before(const mg_shard *s, size_t a, size_t b)
{
    const source *x = &s->sources[a], *y = &s->sources[b];
    if (top(x)->prefix != top(y)->prefix) return top(x)->prefix < top(y)->prefix;
    int order = mg_span_cmp(top_bytes(x), top_bytes(y));
    return order ? order < 0 : a < b;
}

static void sift(mg_shard *s, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t kid = 2 * at + 1; kid <= 2 * at + 2 && kid < s->n; kid++)
            if (before(s, s->heap[kid], s->heap[least])) least = kid;
        if (least == at) return;
        size_t moved = s->heap[at];
        s->heap[at] = s->heap[least];
        s->heap[least] = moved;
        at = least;
    }
}

mg_status mg_shard_open(const mg_merge *m, size_t number, mg_shard **out, mg_error *err)
{
    mg_shard *s = calloc(1, sizeof *s);
    if (s) s->sources = calloc(m->dictionaries.n + 1, sizeof *s->sources);
    if (s) s->heap = calloc(m->dictionaries.n + 1, sizeof *s->heap);
    bool ok = s && s->sources && s->heap;
    if (ok) s->merge = m;
    for (size_t i = 0; ok && i < m->dictionaries.n; i++) {
        ok = sort_source(&s->sources[i], &m->dictionaries.v[i], m->cuts.v[number], m->cuts.v[number + 1]);
        s->n_sources++;
        if (ok && s->sources[i].n) s->heap[s->n++] = i;
    }
    if (!ok) {
        mg_shard_close(s);
        return mg_fail_nomem(err, "writing postings");
    }
    for (size_t i = s->n; i-- > 0;) sift(s, i);
    *out = s;
    return MG_OK;
}

void mg_shard_close(mg_shard *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->n_sources; i++) free(s->sources[i].sorted);
    free(s->sources);
    free(s->heap);
    mg_vec_free(&s->pieces);
    free(s);
}

/* What will soon be looked at lies anywhere in memory. */
#define LOOK_RUNS 16
static void look_ahead(const mg_shard *s, const source *from)
{
    const dictionary *d = from->dictionary;
    if (from->at + 8 < from->n) __builtin_prefetch(&d->first_run[from->sorted[from->at + 8].term]);
    if (from->at + 5 < from->n) __builtin_prefetch(&d->runs[d->first_run[from->sorted[from->at + 5].term]]);
    if (from->at + 2 >= from->n) return;
    uint32_t term = from->sorted[from->at + 2].term, run = d->first_run[term];
    for (uint32_t end = MG_MIN(d->first_run[term + 1], run + LOOK_RUNS); run < end; run++)
        __builtin_prefetch(s->merge->batches.v[d->runs[run].batch]->postings + d->runs[run].start);
}

static bool add_pieces(mg_shard *s, const source *from, mg_merged_term *out)
{
    const dictionary *d = from->dictionary;
    uint32_t term = top(from)->term;
    for (uint32_t r = d->first_run[term]; r < d->first_run[term + 1]; r++) {
        const run_place *place = &d->runs[r];
        const char *postings = s->merge->batches.v[place->batch]->postings;
        mg_piece piece = {postings + place->start, postings + place->end, s->merge->batches.base[place->batch], place->batch};
        out->documents += place->documents;
        out->collection += mg_glass_get_v(&piece.at);
        if (!mg_vec_push(&s->pieces, piece)) return false;
    }
    return true;
}

static int by_batch(const void *a, const void *b)
{
    size_t x = ((const mg_piece *)a)->batch, y = ((const mg_piece *)b)->batch;
    return (x > y) - (x < y);
}

bool mg_shard_next(mg_shard *s, mg_merged_term *out, bool *nomem)
{
    *nomem = false;
    if (!s->n) return false;
    *out = (mg_merged_term){.bytes = top_bytes(&s->sources[s->heap[0]])};
    uint64_t prefix = top(&s->sources[s->heap[0]])->prefix;
    s->pieces.n = 0;
    size_t dictionaries = 0;
    do {
        source *from = &s->sources[s->heap[0]];
        look_ahead(s, from);
        if (!add_pieces(s, from, out)) {
            *nomem = true;
            return false;
        }
        dictionaries++;
        if (++from->at == from->n) s->heap[0] = s->heap[--s->n];
        sift(s, 0);
    } while (s->n && top(&s->sources[s->heap[0]])->prefix == prefix && mg_span_eq(top_bytes(&s->sources[s->heap[0]]), out->bytes));
    if (dictionaries > 1) qsort(s->pieces.v, s->pieces.n, sizeof *s->pieces.v, by_batch);
    out->pieces = s->pieces.v;
    out->n_pieces = s->pieces.n;
    return true;
}
