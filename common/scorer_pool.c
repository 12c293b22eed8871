/* scorer_pool.c - documents that any of many kids has, without score or scored as if these were one word. See scorers.h. */
#include "common/scorer_kinds.h"

/* Many kids go into a window of documents one after the other, and what is in it is looked through. */
enum { POOL = 8192 };

typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    size_t n;
    double scale, score;
    uint32_t base, next; /* the window's first document; that of the next window that holds any */
    uint32_t least;      /* no fewer occurrences will do */
    uint64_t has[POOL / 64];
    uint32_t wdfs[POOL];
} pool_scorer;

static void pool_one(pool_scorer *p, uint32_t doc, uint32_t wdf)
{
    uint32_t at = doc - p->base;
    p->has[at / 64] |= (uint64_t)1 << at % 64;
    p->wdfs[at] = wdf > UINT32_MAX - p->wdfs[at] ? UINT32_MAX : p->wdfs[at] + wdf;
}

/* Those of a term's postings that are in the window, block by block, from where it stands. */
static void pool_term(pool_scorer *p, mg_scorer *term, uint64_t end)
{
    while (term->doc < end && term->doc != MG_NO_MORE) {
        uint32_t i, last;
        const mg_postings *block = mg_scorer_block(term, &i, &last);
        if (!block) return;
        for (; i < block->n && block->docids[i] < end; i++) pool_one(p, block->docids[i], block->wdfs[i]);
        term->seek(term, MG_MIN(last, (uint32_t)end - 1) + 1);
    }
}

static void pool_kid(pool_scorer *p, mg_scorer *kid)
{
    uint64_t end = (uint64_t)p->base + POOL;
    kid->seek(kid, p->base);
    if (mg_scorer_is_term(kid)) pool_term(p, kid, end);
    for (; kid->doc < end && kid->doc != MG_NO_MORE; kid->seek(kid, kid->doc + 1))
        if (mg_scorer_matches(kid)) pool_one(p, kid->doc, kid->wdf ? kid->wdf(kid) : 0);
    p->next = MG_MIN(p->next, kid->doc);
}

static void fill_pool(pool_scorer *p, uint32_t base)
{
    p->base = base;
    p->next = MG_NO_MORE;
    memset(p->has, 0, sizeof p->has);
    memset(p->wdfs, 0, sizeof p->wdfs);
    for (size_t i = 0; i < p->n; i++) pool_kid(p, p->kids[i]);
}

/* The first document of the window from `doc` on, or 0. */
static uint32_t next_in_pool(const pool_scorer *p, uint32_t doc)
{
    uint32_t at = doc - p->base;
    if (at >= POOL) return 0;
    uint64_t word = p->has[at / 64] >> at % 64 << at % 64;
    for (uint32_t i = at / 64;; word = p->has[i]) {
        if (word) return p->base + i * 64 + (uint32_t)__builtin_ctzll(word);
        if (++i == POOL / 64) return 0;
    }
}

static uint32_t seek_pool(mg_scorer *s, uint32_t target)
{
    pool_scorer *p = (pool_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        if (s->scoring->status != MG_OK || target == MG_NO_MORE) return s->doc = MG_NO_MORE;
        if (!p->base || target - p->base >= POOL) fill_pool(p, target);
        uint32_t doc = next_in_pool(p, target);
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
    while (p->least < 1000 && mg_bm25(s->scoring, p->scale, p->least, 0) * (1 + MG_SCORE_SLACK) <= need) p->least++;
}

static void close_pool(mg_scorer *s)
{
    mg_scorers_close(((pool_scorer *)s)->kids, ((pool_scorer *)s)->n);
}

mg_scorer *mg_scorer_pool(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, double scale)
{
    pool_scorer *p = mg_scorer_new(s, place, sizeof *p);
    if (!p) return NULL;
    p->kids = kids;
    p->n = n;
    p->scale = scale;
    p->s.cost = mg_scorers_cost(kids, n, place);
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
