/* scorer_pool.c - documents that any of many words or kids has, without score or scored as if these were one word. See scorers.h.
 *
 * Documents are taken in windows. All that words and kids have in one is added up there, one word after the other, and then it is
 * looked through. Words of so few documents that they are a block are dealt out to the windows at the start. */
#include "common/scorer_kinds.h"

enum { WINDOW = 8192 };

typedef struct {
    uint32_t doc, wdf;
} posting;

/* A word of many documents, and where it stands. */
typedef struct {
    const mg_found_term *term;
    uint32_t block, i;
    bool decoded; /* the block */
    mg_postings postings;
} run;

typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    run *runs;
    size_t n_kids, n_runs;
    posting *few;       /* of the words of few documents, by window */
    uint32_t *few_ends; /* of each window */
    uint32_t windows;
    double scale, score;
    bool filled;
    uint32_t base, next; /* the window's first document; one before which no further window has any */
    uint32_t least;      /* no fewer occurrences will do */
    uint64_t has[WINDOW / 64];
    uint32_t wdfs[WINDOW];
} pool_scorer;

/* ---- filling a window ---- */

static inline void add(pool_scorer *p, uint32_t doc, uint32_t wdf)
{
    uint32_t at = doc - p->base, sum = p->wdfs[at] + wdf;
    if (sum < wdf) sum = UINT32_MAX;
    p->wdfs[at] = sum;
    if (sum >= p->least) p->has[at / 64] |= (uint64_t)1 << at % 64;
}

static void fill_from_kid(pool_scorer *p, mg_scorer *kid)
{
    uint64_t end = (uint64_t)p->base + WINDOW;
    for (kid->seek(kid, p->base); kid->doc < end && kid->doc != MG_NO_MORE; kid->seek(kid, kid->doc + 1))
        if (mg_scorer_matches(kid)) add(p, kid->doc, kid->wdf ? kid->wdf(kid) : 0);
    p->next = MG_MIN(p->next, kid->doc);
}

static bool decode_run(pool_scorer *p, run *r)
{
    mg_scoring *s = p->s.scoring;
    if (r->decoded) return true;
    mg_status status = mg_block_decode(p->s.place, r->term, &r->term->blocks[r->block], &r->postings, s->err);
    if (status != MG_OK) mg_scoring_fail(s, status);
    r->i = 0;
    return r->decoded = status == MG_OK;
}

/* Add the block's postings that are in the window. Blocks rise only in files that nobody changed. */
static void fill_from_block(pool_scorer *p, run *r)
{
    const mg_postings *block = &r->postings;
    uint64_t end = (uint64_t)p->base + WINDOW;
    uint32_t i = r->i, n = block->n;
    while (i < n && block->docids[i] < p->base) i++;
    if (block->docids[n - 1] < end) {
        for (; i < n; i++) add(p, block->docids[i], block->wdfs[i]);
    } else {
        for (; block->docids[i] < end; i++) add(p, block->docids[i], block->wdfs[i]);
        p->next = MG_MIN(p->next, block->docids[i]);
    }
    r->i = i;
}

static void fill_from_run(pool_scorer *p, run *r)
{
    const mg_found_term *t = r->term;
    uint64_t end = (uint64_t)p->base + WINDOW;
    uint32_t block = mg_block_from(t, r->block, p->base);
    r->decoded &= block == r->block;
    for (r->block = block; r->block < t->n_blocks; r->block++, r->decoded = false) {
        if (t->blocks[r->block].first >= end) {
            p->next = MG_MIN(p->next, t->blocks[r->block].first);
            return;
        }
        if (!decode_run(p, r)) return;
        fill_from_block(p, r);
        if (r->i < r->postings.n) return;
    }
}

static void fill_from_few(pool_scorer *p)
{
    uint32_t window = p->base / WINDOW;
    if (window >= p->windows) return;
    for (uint32_t i = window ? p->few_ends[window - 1] : 0; i < p->few_ends[window]; i++) add(p, p->few[i].doc, p->few[i].wdf);
    if (p->few_ends[window] == p->few_ends[p->windows - 1]) return;
    uint32_t later = p->few[p->few_ends[window]].doc;
    p->next = MG_MIN(p->next, later - later % WINDOW);
}

/* The window that the document is in. */
static void fill(pool_scorer *p, uint32_t doc)
{
    p->filled = true;
    p->base = doc - doc % WINDOW;
    p->next = MG_NO_MORE;
    memset(p->has, 0, sizeof p->has);
    memset(p->wdfs, 0, sizeof p->wdfs);
    for (size_t i = 0; i < p->n_runs; i++) fill_from_run(p, &p->runs[i]);
    for (size_t i = 0; i < p->n_kids; i++) fill_from_kid(p, p->kids[i]);
    fill_from_few(p);
}

/* ---- the scorer ---- */

/* The first document of the window from `doc` on, or 0. */
static uint32_t next_in_window(const pool_scorer *p, uint32_t doc)
{
    uint32_t at = doc - p->base;
    if (at >= WINDOW) return 0;
    uint64_t word = p->has[at / 64] >> at % 64 << at % 64;
    for (uint32_t i = at / 64;; word = p->has[i]) {
        if (word) return p->base + i * 64 + (uint32_t)__builtin_ctzll(word);
        if (++i == WINDOW / 64) return 0;
    }
}

static uint32_t seek_pool(mg_scorer *s, uint32_t target)
{
    pool_scorer *p = (pool_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        if (s->scoring->status != MG_OK || target == MG_NO_MORE) return s->doc = MG_NO_MORE;
        if (!p->filled || target - p->base >= WINDOW) fill(p, target);
        uint32_t doc = next_in_window(p, target);
        if (!doc) {
            target = p->next;
            continue;
        }
        target = doc + 1;
        uint32_t wdf = p->wdfs[doc - p->base];
        if (p->scale == 0) return s->doc = doc;
        if (wdf < p->least) continue;
        p->score = mg_scorer_of_all(s, p->scale, doc, wdf);
        if (s->need < 0 || p->score > s->need) return s->doc = doc;
    }
}

static double score_pool(mg_scorer *s)
{
    return ((pool_scorer *)s)->score;
}

static uint32_t wdf_pool(mg_scorer *s)
{
    pool_scorer *p = (pool_scorer *)s;
    return p->wdfs[s->doc - p->base];
}

static uint32_t peak_pool(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    (void)s, (void)from;
    *to = MG_NO_MORE;
    *shortest = 0;
    return UINT32_MAX;
}

static void need_pool(mg_scorer *s, double need)
{
    pool_scorer *p = (pool_scorer *)s;
    s->need = need;
    while (p->least < 1000 && mg_score_is_poor(mg_bm25(s->scoring, p->scale, p->least, 0), need)) p->least++;
}

static void close_pool(mg_scorer *s)
{
    mg_scorers_close(((pool_scorer *)s)->kids, ((pool_scorer *)s)->n_kids);
}

/* ---- starting ---- */

static bool is_few(const mg_found_term *term)
{
    return term->n_blocks == 1;
}

/* All postings of the words of few documents, word by word. */
static posting *decode_few(pool_scorer *p, const mg_found_term *const *terms, size_t n, uint32_t total)
{
    mg_scoring *s = p->s.scoring;
    mg_postings block;
    posting *all = mg_scoring_alloc(s, (total + 1) * sizeof *all), *to = all;
    for (size_t i = 0; all && i < n; i++) {
        if (!is_few(terms[i])) continue;
        mg_status status = mg_block_decode(p->s.place, terms[i], terms[i]->blocks, &block, s->err);
        if (status != MG_OK) return mg_scoring_fail(s, status), NULL;
        for (uint32_t k = 0; k < block.n; k++) *to++ = (posting){block.docids[k], block.wdfs[k]};
    }
    return all;
}

static bool deal_out_few(pool_scorer *p, const mg_found_term *const *terms, size_t n)
{
    uint32_t total = 0, before = 0;
    for (size_t i = 0; i < n; i++)
        if (is_few(terms[i])) total += mg_block_count(terms[i]->blocks);
    p->windows = p->s.place->trees.documents / WINDOW + 1;
    p->few = mg_scoring_alloc(p->s.scoring, (total + 1) * sizeof *p->few);
    p->few_ends = mg_scoring_alloc(p->s.scoring, p->windows * sizeof *p->few_ends);
    const posting *all = decode_few(p, terms, n, total);
    if (!p->few || !p->few_ends || !all) return false;
    for (uint32_t i = 0; i < total; i++) p->few_ends[all[i].doc / WINDOW]++;
    for (uint32_t i = 0; i < p->windows; i++) {
        uint32_t here = p->few_ends[i];
        p->few_ends[i] = before; /* where it begins, until they are there */
        before += here;
    }
    for (uint32_t i = 0; i < total; i++) p->few[p->few_ends[all[i].doc / WINDOW]++] = all[i];
    return true;
}

static bool start_runs(pool_scorer *p, const mg_found_term *const *terms, size_t n)
{
    size_t many = 0;
    for (size_t i = 0; i < n; i++) many += terms[i]->n_blocks > 1;
    p->runs = mg_scoring_alloc(p->s.scoring, (many + 1) * sizeof *p->runs);
    for (size_t i = 0; p->runs && i < n; i++)
        if (terms[i]->n_blocks > 1) p->runs[p->n_runs++].term = terms[i];
    return p->runs != NULL;
}

mg_scorer *mg_scorer_pool(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n_kids, const mg_found_term *const *terms,
                          size_t n_terms, double scale)
{
    pool_scorer *p = mg_scorer_new(s, place, sizeof *p);
    uint64_t cost = mg_scorers_cost(kids, n_kids, place);
    if (!p || !start_runs(p, terms, n_terms) || !deal_out_few(p, terms, n_terms)) return NULL;
    for (size_t i = 0; i < n_terms; i++) cost += terms[i]->documents;
    p->kids = kids;
    p->n_kids = n_kids;
    p->scale = scale;
    p->s.cost = (uint32_t)MG_MIN(cost, place->trees.documents);
    p->s.most = scale;
    p->s.seek = seek_pool;
    p->s.wdf = wdf_pool;
    p->s.peak = peak_pool;
    p->s.close = close_pool;
    if (scale == 0) return &p->s;
    p->s.score = score_pool;
    p->s.set_need = need_pool;
    return &p->s;
}
