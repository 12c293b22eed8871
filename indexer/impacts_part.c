/* impacts_part.c - see impacts_part.h. Of a block of postings the least length for each wdf is kept, and then those that no other
 * is as good as; of these so few are left as the file has room for. */
#include "indexer/impacts_part.h"

#include "common/beside.h"
#include "common/tree.h"

/* What stands beside a word is kept of words that no more than this share of the documents have: in others, they are often several
 * times in one, and have all kinds of words beside them. */
#define BESIDE_SHARE 4

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "the postlist table is damaged");
}

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "writing impacts");
}

mg_status mg_impacts_docs_init(const uint32_t *lengths, uint32_t documents, mg_impacts_docs *out, mg_error *err)
{
    uint64_t total = 0;
    *out = (mg_impacts_docs){.documents = documents, .codes = malloc((size_t)documents + 1)};
    if (!out->codes) return no_memory(err);
    for (uint32_t i = 0; i < documents; i++) {
        out->codes[i] = mg_impact_code(lengths[i]);
        total += lengths[i];
    }
    double average = total ? (double)total / documents : 1;
    for (unsigned i = 0; i < 256; i++) out->k[i] = 1.2 * (0.25 + 0.75 * mg_impact_length((uint8_t)i) / average);
    return MG_OK;
}

void mg_impacts_docs_dispose(mg_impacts_docs *docs)
{
    free(docs->codes);
    docs->codes = NULL;
}

/* ---- impacts ---- */

/* The least length, as its code, of those with each wdf; NONE: none has it. */
#define NONE UINT16_MAX
typedef struct {
    uint16_t least[256];
    unsigned most; /* the greatest wdf so far */
} lengths;

static void start(lengths *l)
{
    memset(l->least, 0xff, sizeof l->least);
    l->most = 0;
}

static inline void add(lengths *l, uint64_t wdf, uint8_t length)
{
    unsigned w = wdf < 255 ? (unsigned)wdf : 255;
    if (length < l->least[w]) l->least[w] = length;
    if (w > l->most) l->most = w;
}

static void add_pairs(lengths *l, const mg_impact_pairs *pairs)
{
    for (size_t i = 0; i < MG_IMPACTS_PAIRS; i++) add(l, pairs->wdf[i], pairs->length[i]);
}

typedef struct {
    uint8_t wdf, length;
    double worth; /* about what BM25 makes of it */
    double loss;  /* of letting one pair stand for this one and the one before */
} pair;

static double worth(const mg_impacts_docs *d, uint8_t wdf, uint8_t length)
{
    return wdf / (wdf + d->k[length]);
}

/* Those that no other is as good as, rising in wdf and length; a wdf of 0 is worth nothing. */
static size_t best_pairs(const lengths *l, pair *v)
{
    size_t n = 0;
    for (unsigned wdf = l->most, least = NONE; wdf > 0 && least > 0; wdf--) {
        if (l->least[wdf] >= least) continue;
        least = l->least[wdf];
        v[n++] = (pair){.wdf = (uint8_t)wdf, .length = (uint8_t)least};
    }
    for (size_t i = 0; i < n / 2; i++) {
        pair p = v[i];
        v[i] = v[n - 1 - i];
        v[n - 1 - i] = p;
    }
    return n;
}

static void set_loss(const mg_impacts_docs *d, pair *v, size_t i)
{
    double both = worth(d, v[i].wdf, v[i - 1].length);
    v[i].loss = both - MG_MAX(v[i - 1].worth, v[i].worth);
}

/* Leave MG_IMPACTS_PAIRS: two become the greater wdf with the lesser length, where that costs least. */
static size_t put_together(const mg_impacts_docs *d, pair *v, size_t n)
{
    if (n <= MG_IMPACTS_PAIRS) return n;
    for (size_t i = 0; i < n; i++) v[i].worth = worth(d, v[i].wdf, v[i].length);
    for (size_t i = 1; i < n; i++) set_loss(d, v, i);
    for (; n > MG_IMPACTS_PAIRS; n--) {
        size_t best = 1;
        for (size_t i = 2; i < n; i++)
            if (v[i].loss < v[best].loss) best = i;
        v[best].length = v[best - 1].length;
        v[best].worth = worth(d, v[best].wdf, v[best].length);
        memmove(v + best - 1, v + best, (n - best) * sizeof *v);
        if (best > 1) set_loss(d, v, best - 1);
        if (best < n - 1) set_loss(d, v, best);
    }
    return n;
}

static mg_impact_pairs few_pairs(const mg_impacts_docs *d, const lengths *l)
{
    pair v[256];
    size_t n = put_together(d, v, best_pairs(l, v));
    mg_impact_pairs out = {{0}, {0}};
    for (size_t i = 0; n && i < MG_IMPACTS_PAIRS; i++) {
        out.wdf[i] = v[MG_MIN(i, n - 1)].wdf;
        out.length[i] = v[MG_MIN(i, n - 1)].length;
    }
    return out;
}

/* ---- postings ---- */

static inline bool get_v(const char **at, const char *end, uint64_t *n)
{
    if (*at < end && (unsigned char)**at < 0x80) {
        *n = (unsigned char)*(*at)++;
        return true;
    }
    return mg_tree_get_v(at, end, n);
}

/* A block of `count` postings, the first of `first`: what stands for its wdf is at *at. */
static mg_status read_block(mg_impacts_part *part, const char **at, const char *end, uint32_t count, uint32_t first, uint64_t where,
                            uint32_t *last, mg_error *err)
{
    lengths l;
    uint64_t docid = first, n;
    start(&l);
    for (uint32_t i = 0; i < count; i++) {
        if (i && !get_v(at, end, &n)) return damaged(err);
        if (i) docid += n + 1;
        if (!get_v(at, end, &n) || docid > part->docs->documents || n > UINT32_MAX) return damaged(err);
        add(&l, n, part->docs->codes[docid - 1]);
    }
    *last = (uint32_t)docid;
    uint64_t counted = where | (uint64_t)(count - 1) << MG_IMPACTS_COUNT_SHIFT;
    mg_impact_block block = {first, *last, counted, few_pairs(part->docs, &l)};
    return mg_vec_push(&part->blocks, block) ? MG_OK : no_memory(err);
}

/* Postings end with bytes below 0x80, two of each. */
static uint32_t count_postings(mg_span postings)
{
    size_t n = 0;
    for (size_t i = 0; i < postings.n; i++) n += (unsigned char)postings.p[i] < 0x80;
    return (uint32_t)((n + 1) / 2);
}

/* Append to the part's data, filled up to 8 bytes. */
static void put(mg_buf *data, const void *bytes, size_t n)
{
    static const char zeros[8];
    mg_buf_add(data, (mg_span){bytes, n});
    mg_buf_add(data, (mg_span){zeros, (8 - n % 8) % 8});
}

mg_status mg_impacts_part_chunk(mg_impacts_part *part, mg_span postings, uint32_t docid, uint64_t where, mg_error *err)
{
    if (where == MG_IMPACTS_HERE) {
        where |= part->data.n;
        put(&part->data, postings.p, postings.n);
    }
    uint32_t left = count_postings(postings);
    uint32_t blocks = (left + MG_IMPACTS_FEW - 1) / MG_IMPACTS_FEW;
    const char *at = postings.p, *end = postings.p + postings.n;
    for (; left; blocks--) {
        uint32_t count = (left + blocks - 1) / blocks, last;
        MG_TRY(read_block(part, &at, end, count, docid, where + (uint64_t)(at - postings.p), &last, err));
        left -= count;
        if (!left) break;
        uint64_t gap;
        if (!get_v(&at, end, &gap) || gap >= part->docs->documents - last) return damaged(err);
        docid = last + (uint32_t)gap + 1;
    }
    return at == end ? MG_OK : damaged(err);
}

/* ---- terms ---- */

void mg_impacts_part_begin(mg_impacts_part *part, mg_span term, uint64_t documents)
{
    mg_impact_term t = {.key = part->keys.n, .key_n = (uint32_t)term.n, .documents = (uint32_t)documents};
    mg_buf_add(&part->keys, term);
    part->keys.failed |= !mg_vec_push(&part->terms, t);
    part->blocks.n = 0;
    part->tells_beside = mg_beside_tells(term) && documents <= part->docs->documents / BESIDE_SHARE;
    mg_buf_reset(&part->beside);
}

void mg_impacts_part_beside(mg_impacts_part *part, mg_span bytes)
{
    if (part->tells_beside) mg_buf_add(&part->beside, bytes);
}

mg_status mg_impacts_part_end(mg_impacts_part *part, mg_error *err)
{
    MG_TRY(mg_buf_check(&part->keys, "writing impacts", err));
    mg_impact_term *t = &part->terms.v[part->terms.n - 1];
    lengths l;
    start(&l);
    for (size_t i = 0; i < part->blocks.n; i++) add_pairs(&l, &part->blocks.v[i].best);
    t->blocks = part->data.n;
    t->n_blocks = (uint32_t)part->blocks.n;
    t->any = l.most > 0;
    t->best = few_pairs(part->docs, &l);
    put(&part->data, part->blocks.v, part->blocks.n * sizeof *part->blocks.v);
    MG_TRY(mg_buf_check(&part->beside, "writing impacts", err));
    /* A writer tells of all documents. The check tells nothing where the file has nothing that is whole, which then is the difference. */
    if (part->tells_beside && part->beside.n == t->documents) {
        t->beside = part->data.n;
        t->beside_check = mg_impacts_check(MG_IMPACTS_CHECK, mg_buf_span(&part->beside));
        put(&part->data, part->beside.p, part->beside.n);
    }
    return mg_buf_check(&part->data, "writing impacts", err);
}

void mg_impacts_part_dispose(mg_impacts_part *part)
{
    mg_vec_free(&part->terms);
    mg_vec_free(&part->blocks);
    mg_buf_dispose(&part->data);
    mg_buf_dispose(&part->keys);
    mg_buf_dispose(&part->beside);
}
