/* by_passage.c - see by_passage.h. */
#include "searcher/by_passage.h"

#include "common/vec.h"

/* What an article's weight adds to its passages' scores, which are sums of the same rarities. */
#define ARTICLE_SHARE 0.75

typedef struct {
    uint32_t docid;
    size_t article; /* its place among the articles */
    double score;
    mg_passage passage;
} candidate;

typedef MG_VEC(candidate) candidates;

mg_request mg_passages_wanted(const mg_request *r)
{
    mg_request wide = *r;
    wide.offset = 0;
    wide.limit = r->limit ? MG_MAX(MG_PASSAGE_ARTICLES, MG_MIN(r->limit, UINT32_MAX - r->offset) + r->offset) : 0;
    wide.passages = MG_PASSAGES_EACH;
    return wide;
}

static int by_score(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    if (x->article != y->article) return x->article < y->article ? -1 : 1;
    return (x->passage.start > y->passage.start) - (x->passage.start < y->passage.start);
}

/* What is cut is kept, as cutting is dear; the texts are not, as they may be many. */
static mg_status gather(mg_searcher *s, const mg_request *wide, mg_answer *a, candidates *out, mg_error *err)
{
    for (size_t i = 0; i < a->match.n; i++) {
        mg_result hit;
        MG_TRY(mg_answer_hit(s, a, wide, i, &hit, err));
        for (size_t k = 0; k < hit.n_passages; k++) {
            mg_passage p = hit.passages[k];
            p.marks = mg_arena_alloc(&a->arena, (p.n_marks + 1) * sizeof *p.marks);
            if (p.marks && p.n_marks) memcpy(p.marks, hit.passages[k].marks, p.n_marks * sizeof *p.marks);
            candidate c = {hit.docid, i, p.score + ARTICLE_SHARE * hit.score, p};
            if (!p.marks || !mg_vec_push(out, c)) return mg_fail_nomem(err, "ranking passages");
        }
    }
    return MG_OK;
}

/* Make candidates from .. to-1 the hits. */
static mg_status take(mg_answer *a, const candidate *v, size_t n, mg_error *err)
{
    mg_hit *hits = malloc((n + 1) * sizeof *hits);
    mg_passage *passages = mg_arena_alloc(&a->arena, (n + 1) * sizeof *passages);
    if (!hits || !passages) {
        free(hits);
        return mg_fail_nomem(err, "ranking passages");
    }
    for (size_t i = 0; i < n; i++) {
        hits[i] = (mg_hit){v[i].docid, v[i].score};
        passages[i] = v[i].passage;
    }
    free(a->match.hits);
    a->match.hits = hits;
    a->match.n = n;
    a->passages = passages;
    return MG_OK;
}

mg_status mg_passages_rank(mg_searcher *s, const mg_request *r, mg_answer *a, mg_error *err)
{
    candidates all = {0};
    mg_request wide = mg_passages_wanted(r);
    mg_status status = gather(s, &wide, a, &all, err);
    if (status == MG_OK) {
        if (all.n && r->sort == MG_SORT_RELEVANCE) qsort(all.v, all.n, sizeof *all.v, by_score);
        size_t from = MG_MIN(r->offset, all.n), n = all.n - from;
        status = take(a, all.v + from, r->limit ? MG_MIN(n, r->limit) : n, err);
    }
    mg_vec_free(&all);
    return status;
}
