/* merge.c - see merge.h.
 *
 * Batches share dictionaries. Each is dealt out term by term into as many parts as there are threads. For each part two tables
 * are made by counting: where a term's runs are, batch by batch; and the terms by their bucket. A shard sorts its buckets of
 * each part, and merges the parts and the regions of the spill file, which are its sources. */
#include "indexer/merge.h"

#include "indexer/glass_code.h"
#include "indexer/ordered.h"

#include <stdlib.h>

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
    uint32_t part, part_bits; /* the terms whose last bits are `part`; the tables below number them without these */
    uint32_t *first_run;  /* by term, and one more: in runs */
    run_place *runs;     /* by term, then batch */
    uint32_t *order;     /* terms that have runs, by bucket */
    uint32_t *first_term; /* by bucket, and one more: in order */
    uint64_t *postings;   /* by bucket: how many */
} dictionary;

struct mg_merge {
    const mg_spill *spill;
    mg_batches batches;
    MG_VEC(dictionary) dictionaries;
    MG_VEC(uint32_t) cuts; /* the first bucket of each shard, and MG_BUCKETS */
};

/* ---- the tables ---- */

/* Both tables are made alike: counts are kept two places to the right, summed up, and while things are put in place each
 * counter moves on from where its own begin to where the next one's do: one place to the right. */

static size_t count_terms(const dictionary *d)
{
    return (mg_terms_end(d->terms) >> d->part_bits) + 1;
}

static uint32_t term_number(const dictionary *d, uint32_t term)
{
    return term << d->part_bits | d->part;
}

static mg_span bytes_of(const dictionary *d, uint32_t term)
{
    return mg_terms_bytes(d->terms, term_number(d, term));
}

static bool is_of(const dictionary *d, const mg_batch *b)
{
    return b->terms == d->terms;
}

/* Call `visit` for each of its runs of a batch. */
#define EACH_RUN(d, b, k)                                                                               \
    for (uint32_t p_ = (d)->part; p_ < MG_TERM_PARTS && (b)->terms == (d)->terms; p_ += 1u << (d)->part_bits) \
        for (size_t k = (b)->first_run[p_]; k < (b)->first_run[p_ + 1]; k++)

static bool place_runs(const mg_merge *m, dictionary *d)
{
    size_t terms = count_terms(d);
    uint32_t *first = d->first_run = calloc(terms + 2, sizeof *first), bits = d->part_bits;
    if (!first) return false;
    for (size_t i = 0; i < m->batches.n; i++) {
        const mg_batch *b = m->batches.v[i];
        EACH_RUN(d, b, k) first[(b->runs[k].term >> bits) + 2]++;
    }
    for (size_t t = 2; t <= terms + 1; t++) first[t] += first[t - 1];
    d->runs = malloc(((size_t)first[terms + 1] + 1) * sizeof *d->runs);
    if (!d->runs) return false;
    for (size_t i = 0; i < m->batches.n; i++) {
        const mg_batch *b = m->batches.v[i];
        EACH_RUN(d, b, k)
        d->runs[first[(b->runs[k].term >> bits) + 1]++] =
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
    size_t terms = count_terms(d);
    uint32_t *first = d->first_term = calloc(MG_BUCKETS + 2, sizeof *first);
    d->order = malloc((terms + 1) * sizeof *d->order);
    if (!first || !d->order) return false;
    for (uint32_t t = 0; t < terms; t++)
        if (has_runs(d, t)) first[mg_bucket_of(bytes_of(d, t)) + 2]++;
    for (size_t b = 2; b <= MG_BUCKETS + 1; b++) first[b] += first[b - 1];
    for (uint32_t t = 0; t < terms; t++)
        if (has_runs(d, t)) d->order[first[mg_bucket_of(bytes_of(d, t)) + 1]++] = t;
    return true;
}

static bool count_postings(dictionary *d)
{
    d->postings = calloc(MG_BUCKETS, sizeof *d->postings);
    for (size_t b = 0; d->postings && b < MG_BUCKETS; b++)
        for (uint32_t k = d->first_term[b]; k < d->first_term[b + 1]; k++)
            for (uint32_t r = d->first_run[d->order[k]]; r < d->first_run[d->order[k] + 1]; r++)
                d->postings[b] += d->runs[r].documents;
    return d->postings;
}

/* Where the shards begin. */
static bool cut(mg_merge *m)
{
    uint64_t *postings = calloc(MG_BUCKETS, sizeof *postings), total = 0, shard, sum = 0;
    if (!postings) return false;
    for (size_t i = 0; i < m->dictionaries.n; i++)
        for (size_t b = 0; b < MG_BUCKETS; b++) postings[b] += m->dictionaries.v[i].postings[b];
    for (size_t i = 0; m->spill && i < mg_spill_regions(m->spill); i++) {
        size_t n;
        const mg_spill_mark *marks = mg_spill_marks(m->spill, i, &n);
        for (size_t k = 0; k < n; k++) postings[marks[k].bucket] += marks[k].postings;
    }
    for (size_t b = 0; b < MG_BUCKETS; b++) total += postings[b];
    shard = MG_MIN(SHARD_MAX, MG_MAX(SHARD_MIN, total / SHARD_SHARE));
    bool ok = mg_vec_push(&m->cuts, 0);
    for (uint32_t b = 0; ok && b < MG_BUCKETS; b++) {
        if (sum && sum + postings[b] / 2 >= shard) {
            ok = mg_vec_push(&m->cuts, b);
            sum = 0;
        }
        sum += postings[b];
    }
    free(postings);
    return ok && mg_vec_push(&m->cuts, MG_BUCKETS);
}

/* Each part of a dictionary is a part of the work; they need no order. */
static mg_status make_tables(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err)
{
    (void)turn, (void)part;
    const mg_merge *m = payload;
    dictionary *d = &m->dictionaries.v[number];
    if (!place_runs(m, d) || !sort_into_buckets(d) || !count_postings(d)) return mg_fail_nomem(err, "writing postings");
    return MG_OK;
}

mg_status mg_merge_new(const mg_spill *spill, const mg_batches *batches, mg_threads *threads, mg_merge **out, mg_error *err)
{
    mg_merge *m = calloc(1, sizeof *m);
    if (!m) return mg_fail_nomem(err, "writing postings");
    m->spill = spill;
    m->batches = *batches;
    bool ok = true;
    uint32_t bits = 0;
    while (bits < MG_TERM_PART_BITS && (size_t)2 << bits <= mg_threads_jobs(threads)) bits++;
    for (size_t i = 0; ok && i < batches->n; i++) {
        size_t k = 0;
        while (k < m->dictionaries.n && !is_of(&m->dictionaries.v[k], batches->v[i])) k++;
        if (k < m->dictionaries.n) continue;
        for (uint32_t part = 0; ok && part < 1u << bits; part++)
            ok = mg_vec_push(&m->dictionaries, (dictionary){.terms = batches->v[i]->terms, .part = part, .part_bits = bits});
    }
    mg_status status = ok ? mg_ordered_run(&(mg_ordered){threads, m->dictionaries.n, make_tables, NULL, NULL, m}, err) : MG_NOMEM;
    if (status == MG_OK && cut(m)) {
        *out = m;
        return MG_OK;
    }
    mg_merge_free(m);
    return status != MG_OK && status != MG_NOMEM ? status : mg_fail_nomem(err, "writing postings");
}

void mg_merge_free(mg_merge *m)
{
    if (!m) return;
    for (size_t i = 0; i < m->dictionaries.n; i++) {
        free(m->dictionaries.v[i].first_run);
        free(m->dictionaries.v[i].runs);
        free(m->dictionaries.v[i].order);
        free(m->dictionaries.v[i].first_term);
        free(m->dictionaries.v[i].postings);
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

/* A dictionary's terms in the shard, or a region's. */
typedef struct {
    const dictionary *dictionary; /* NULL: a region */
    sorted_term *sorted;
    size_t n, at;
    mg_spill_reader region;
    /* The next term: */
    uint64_t prefix;
    mg_span bytes;
} source;

struct mg_shard {
    const mg_merge *merge;
    source *sources;
    size_t n_sources;
    size_t *heap; /* of sources that have more, by their next term: smallest first */
    size_t n;
    size_t taken; /* sources of the term that was given out last, behind the end of the heap */
    MG_VEC(mg_piece) pieces;
};

static bool less(const dictionary *d, const sorted_term *a, const sorted_term *b)
{
    if (a->prefix != b->prefix) return a->prefix < b->prefix;
    return mg_span_cmp(bytes_of(d, a->term), bytes_of(d, b->term)) < 0;
}

/* Sort by merging, `room` being as long as `v`; qsort takes five times as long, for its calls of a comparison. */
static void sort_terms(const dictionary *d, sorted_term *v, sorted_term *room, size_t n)
{
    if (n <= 8) {
        for (size_t i = 1; i < n; i++) {
            sorted_term moved = v[i];
            size_t at = i;
            for (; at && less(d, &moved, &v[at - 1]); at--) v[at] = v[at - 1];
            v[at] = moved;
        }
        return;
    }
    size_t half = n / 2, a = 0, b = half, to = 0;
    sort_terms(d, v, room, half);
    sort_terms(d, v + half, room, n - half);
    memcpy(room, v, half * sizeof *v);
    while (a < half) v[to++] = b < n && less(d, &v[b], &room[a]) ? v[b++] : room[a++];
}

static uint64_t prefix_of(mg_span term)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < 8; i++) prefix = prefix << 8 | (i < term.n ? (unsigned char)term.p[i] : 0);
    return prefix;
}

static bool sort_source(source *s, uint32_t from, uint32_t to)
{
    const dictionary *d = s->dictionary;
    uint32_t first = d->first_term[from];
    s->n = d->first_term[to] - first;
    s->sorted = malloc((s->n + 1) * sizeof *s->sorted);
    sorted_term *room = malloc((s->n + 1) * sizeof *room);
    if (!s->sorted || !room) {
        free(room);
        return false;
    }
    for (size_t i = 0; i < s->n; i++) {
        uint32_t term = d->order[first + i];
        if (i + 24 < s->n) mg_terms_prefetch(d->terms, term_number(d, d->order[first + i + 24]));
        if (i + 12 < s->n) MG_PREFETCH(bytes_of(d, d->order[first + i + 12]).p);
        s->sorted[i] = (sorted_term){prefix_of(bytes_of(d, term)), term};
    }
    for (uint32_t b = from; b < to; b++) {
        size_t at = d->first_term[b] - first, n = d->first_term[b + 1] - d->first_term[b];
        sort_terms(d, s->sorted + at, room, n);
    }
    free(room);
    return true;
}

/* ---- the next term of a source ---- */

/* What will soon be looked at lies anywhere in memory: it is fetched step by step, each so far ahead of the next as memory
 * takes, which is as long as many rare terms take. */
#define LOOK_RUNS 16
static void look_ahead(const mg_merge *m, const source *from)
{
    const dictionary *d = from->dictionary;
    const sorted_term *next = from->sorted + from->at;
    size_t left = from->n - from->at;
    if (left > 32) {
        MG_PREFETCH(&d->first_run[next[32].term]);
        mg_terms_prefetch(d->terms, term_number(d, next[32].term));
    }
    if (left > 20) MG_PREFETCH(&d->runs[d->first_run[next[20].term]]);
    if (left <= 10) return;
    uint32_t run = d->first_run[next[10].term], end = MG_MIN(d->first_run[next[10].term + 1], run + LOOK_RUNS);
    for (; run < end; run++) MG_PREFETCH(m->batches.v[d->runs[run].batch]->postings + d->runs[run].start);
}

/* See what the source stands on; *more is false at its end. */
static void look(const mg_merge *m, source *s, bool *more)
{
    *more = s->dictionary ? s->at < s->n : s->region.more;
    if (!*more) return;
    if (s->dictionary) {
        look_ahead(m, s);
        s->prefix = s->sorted[s->at].prefix;
        s->bytes = bytes_of(s->dictionary, s->sorted[s->at].term);
    } else {
        s->bytes = s->region.term.bytes;
        s->prefix = prefix_of(s->bytes);
    }
}

static mg_status advance(const mg_merge *m, source *s, bool *more, mg_error *err)
{
    if (s->dictionary) s->at++;
    else MG_TRY(mg_spill_next(&s->region, err));
    look(m, s, more);
    return MG_OK;
}

/* ---- all sources ---- */

static bool before(const mg_shard *s, size_t a, size_t b)
{
    const source *x = &s->sources[a], *y = &s->sources[b];
    if (x->prefix != y->prefix) return x->prefix < y->prefix;
    int order = mg_span_cmp(x->bytes, y->bytes);
    return order ? order < 0 : a < b;
}

static void swap(size_t *heap, size_t a, size_t b)
{
    size_t moved = heap[a];
    heap[a] = heap[b];
    heap[b] = moved;
}

static void sift_down(mg_shard *s, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t kid = 2 * at + 1; kid <= 2 * at + 2 && kid < s->n; kid++)
            if (before(s, s->heap[kid], s->heap[least])) least = kid;
        if (least == at) return;
        swap(s->heap, at, least);
        at = least;
    }
}

/* The source behind the end of the heap becomes part of it. */
static void push(mg_shard *s)
{
    size_t at = s->n++;
    for (; at && before(s, s->heap[at], s->heap[(at - 1) / 2]); at = (at - 1) / 2) swap(s->heap, at, (at - 1) / 2);
}

/* Open source `number`, and put it behind the end of the heap. */
static mg_status open_source(mg_shard *s, size_t number, uint32_t from, uint32_t to, bool *more, mg_error *err)
{
    const mg_merge *m = s->merge;
    source *to_open = &s->sources[number];
    size_t dictionaries = m->dictionaries.n;
    if (number < dictionaries) to_open->dictionary = &m->dictionaries.v[number];
    if (number < dictionaries && !sort_source(to_open, from, to)) return mg_fail_nomem(err, "writing postings");
    if (number >= dictionaries) MG_TRY(mg_spill_open(m->spill, number - dictionaries, from, to, &to_open->region, err));
    look(m, to_open, more);
    s->heap[s->n] = number;
    return MG_OK;
}

mg_status mg_shard_open(const mg_merge *m, size_t number, mg_shard **out, mg_error *err)
{
    size_t sources = m->dictionaries.n + (m->spill ? mg_spill_regions(m->spill) : 0);
    mg_status status = MG_OK;
    mg_shard *s = calloc(1, sizeof *s);
    if (s) s->sources = calloc(sources + 1, sizeof *s->sources);
    if (s) s->heap = calloc(sources + 1, sizeof *s->heap);
    if (!s || !s->sources || !s->heap) MG_GOTO(mg_fail_nomem(err, "writing postings"));
    s->merge = m;
    while (s->n_sources < sources) {
        bool more;
        MG_GOTO(open_source(s, s->n_sources++, m->cuts.v[number], m->cuts.v[number + 1], &more, err));
        if (more) push(s);
    }
    *out = s;
    return MG_OK;
out:
    mg_shard_close(s);
    return status;
}

void mg_shard_close(mg_shard *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->n_sources; i++) {
        free(s->sources[i].sorted);
        mg_spill_close(&s->sources[i].region);
    }
    free(s->sources);
    free(s->heap);
    mg_vec_free(&s->pieces);
    free(s);
}

static bool add_pieces(mg_shard *s, const source *from, mg_merged_term *out)
{
    const dictionary *d = from->dictionary;
    for (size_t i = 0; !d && i < from->region.term.n_pieces; i++)
        if (!mg_vec_push(&s->pieces, from->region.term.pieces[i])) return false;
    if (!d) {
        out->documents += from->region.term.documents;
        out->collection += from->region.term.collection;
        return true;
    }
    uint32_t term = from->sorted[from->at].term;
    for (uint32_t r = d->first_run[term]; r < d->first_run[term + 1]; r++) {
        const run_place *place = &d->runs[r];
        const char *postings = s->merge->batches.v[place->batch]->postings;
        mg_piece piece = {postings + place->start, postings + place->end, s->merge->batches.base[place->batch]};
        out->documents += place->documents;
        out->collection += mg_glass_get_v(&piece.at);
        if (!mg_vec_push(&s->pieces, piece)) return false;
    }
    return true;
}

static int by_base(const void *a, const void *b)
{
    uint32_t x = ((const mg_piece *)a)->base, y = ((const mg_piece *)b)->base;
    return (x > y) - (x < y);
}

/* Pieces come source by source, each in order; there are mostly few. */
static void sort_pieces(mg_piece *v, size_t n)
{
    if (n > 64) {
        qsort(v, n, sizeof *v, by_base);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        mg_piece moved = v[i];
        size_t at = i;
        for (; at && v[at - 1].base > moved.base; at--) v[at] = v[at - 1];
        v[at] = moved;
    }
}

/* Put back what the term given out last was taken from: until now its bytes were needed. */
static mg_status go_on(mg_shard *s, mg_error *err)
{
    for (; s->taken; s->taken--) {
        bool more;
        MG_TRY(advance(s->merge, &s->sources[s->heap[s->n]], &more, err));
        if (more) push(s);
        else swap(s->heap, s->n, s->n + s->taken - 1); /* at its end: out of the way */
    }
    return MG_OK;
}

mg_status mg_shard_next(mg_shard *s, mg_merged_term *out, bool *more, mg_error *err)
{
    MG_TRY(go_on(s, err));
    *more = s->n;
    if (!s->n) return MG_OK;
    uint64_t prefix = s->sources[s->heap[0]].prefix;
    *out = (mg_merged_term){.bytes = s->sources[s->heap[0]].bytes};
    s->pieces.n = 0;
    do {
        if (!add_pieces(s, &s->sources[s->heap[0]], out)) return mg_fail_nomem(err, "writing postings");
        swap(s->heap, 0, --s->n);
        s->taken++;
        sift_down(s, 0);
    } while (s->n && s->sources[s->heap[0]].prefix == prefix && mg_span_eq(s->sources[s->heap[0]].bytes, out->bytes));
    if (s->taken > 1) sort_pieces(s->pieces.v, s->pieces.n);
    out->pieces = s->pieces.v;
    out->n_pieces = s->pieces.n;
    return MG_OK;
}
