/* impacts_terms.c - see impacts_terms.h. Of a block of postings the least length for each wdf is kept, and then those that no other
 * is as good as; of these so few are left as the file has room for. */
#include "indexer/impacts_terms.h"

typedef struct {
    const mg_impacts_docs *docs;
    mg_impacts_part *out;
    uint32_t to;
    bool begun; /* the first term of the part has been met */
    mg_buf key, tag;
    /* the term that is read, if it has enough documents */
    bool many;
    uint64_t documents;
    MG_VEC(mg_impact_block) blocks;
} maker;

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "the postlist table is damaged");
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
static mg_status read_block(maker *m, const char **at, const char *end, uint32_t count, uint32_t first, uint64_t where,
                            uint32_t *last, mg_error *err)
{
    lengths l;
    uint64_t docid = first, n;
    start(&l);
    for (uint32_t i = 0; i < count; i++) {
        if (i && !get_v(at, end, &n)) return damaged(err);
        if (i) docid += n + 1;
        if (!get_v(at, end, &n) || docid > m->docs->documents || n > UINT32_MAX) return damaged(err);
        add(&l, n, m->docs->codes[docid - 1]);
    }
    *last = (uint32_t)docid;
    uint64_t counted = where | (uint64_t)(count - 1) << MG_IMPACTS_COUNT_SHIFT;
    mg_impact_block block = {first, *last, counted, few_pairs(m->docs, &l)};
    return mg_vec_push(&m->blocks, block) ? MG_OK : mg_fail_nomem(err, "writing impacts");
}

/* Postings end with bytes below 0x80, two of each. */
static uint32_t count_postings(const char *at, const char *end)
{
    size_t n = 0;
    for (; at < end; at++) n += (unsigned char)*at < 0x80;
    return (uint32_t)((n + 1) / 2);
}

/* The postings of a chunk, from the wdf of the first on; they stand at `where`. */
static mg_status read_postings(maker *m, const char *at, const char *end, uint32_t docid, uint64_t where, mg_error *err)
{
    uint32_t left = count_postings(at, end);
    uint32_t blocks = (left + MG_IMPACTS_FEW - 1) / MG_IMPACTS_FEW;
    for (const char *from = at; left; blocks--) {
        uint32_t count = (left + blocks - 1) / blocks, last;
        MG_TRY(read_block(m, &at, end, count, docid, where + (uint64_t)(at - from), &last, err));
        left -= count;
        if (!left) break;
        uint64_t gap;
        if (!get_v(&at, end, &gap) || gap >= m->docs->documents - last) return damaged(err);
        docid = last + (uint32_t)gap + 1;
    }
    return at == end ? MG_OK : damaged(err);
}

/* Append to the part's data, filled up to 8 bytes. */
static void put(mg_buf *data, const void *bytes, size_t n)
{
    static const char zeros[8];
    mg_buf_add(data, (mg_span){bytes, n});
    mg_buf_add(data, (mg_span){zeros, (8 - n % 8) % 8});
}

/* A chunk that is cut in the table is copied. */
static mg_status read_chunk(maker *m, mg_span chunk, bool whole, uint32_t docid, mg_error *err)
{
    uint64_t span;
    const char *at = chunk.p + 1, *end = chunk.p + chunk.n;
    if (!chunk.n || !get_v(&at, end, &span) || at == end) return damaged(err);
    uint64_t where = whole ? (uint64_t)(at - m->docs->postlist->file.p) : m->out->data.n | MG_IMPACTS_HERE;
    if (!whole) put(&m->out->data, at, (size_t)(end - at));
    return read_postings(m, at, end, docid, where, err);
}

/* ---- terms ---- */

static mg_status end_term(maker *m, mg_error *err)
{
    if (!m->blocks.n) return MG_OK;
    lengths l;
    start(&l);
    for (size_t i = 0; i < m->blocks.n; i++) add_pairs(&l, &m->blocks.v[i].best);
    mg_impacts_part *out = m->out;
    mg_span key = mg_buf_span(&m->key);
    mg_impact_term t = {.blocks = out->data.n, .key = out->keys.n, .key_n = (uint32_t)key.n, .documents = (uint32_t)m->documents,
                        .n_blocks = (uint32_t)m->blocks.n, .any = l.most > 0, .best = few_pairs(m->docs, &l)};
    mg_buf_add(&out->keys, key);
    put(&out->data, m->blocks.v, m->blocks.n * sizeof *m->blocks.v);
    m->blocks.n = 0;
    return mg_vec_push(&out->terms, t) ? MG_OK : mg_fail_nomem(err, "writing impacts");
}

/* Where the docid of a key begins, behind a zero byte that is no part of the term; key.n where it has none. */
static size_t find_docid(mg_span key)
{
    size_t at = mg_span_find(key, 0, '\0');
    while (at + 1 < key.n && key.p[at + 1] == '\xff') at = mg_span_find(key, at + 2, '\0');
    return MG_MIN(at, key.n);
}

/* The term of a key, whose zero bytes are marked there. */
static void take_term(mg_span key, mg_buf *term)
{
    mg_buf_reset(term);
    for (size_t at = 0, end; at < key.n; at = end + 2) {
        end = mg_span_find(key, at, '\0');
        mg_buf_add(term, mg_span_sub(key, at, MG_MIN(end + 1, key.n)));
    }
}

/* The term's first chunk; of those with few documents no more is read than that. */
static mg_status read_first_chunk(maker *m, mg_tree_cursor *c, mg_error *err)
{
    mg_span key = c->key, tag = c->piece;
    bool whole = c->last;
    uint64_t collection, before;
    const char *at = tag.p, *end = tag.p + tag.n;
    if (whole || tag.n > 32) { /* the numbers are all there */
        if (!get_v(&at, end, &m->documents)) return damaged(err);
        m->many = m->documents > MG_IMPACTS_FEW;
        if (!m->many) return MG_OK;
    }
    MG_TRY(mg_tree_tag(c, &m->tag, &tag, &whole, err));
    at = tag.p, end = tag.p + tag.n;
    bool ok = get_v(&at, end, &m->documents) && get_v(&at, end, &collection) && get_v(&at, end, &before);
    if (!ok || before >= m->docs->documents || m->documents > m->docs->documents) return damaged(err);
    m->many = m->documents > MG_IMPACTS_FEW;
    if (!m->many) return MG_OK;
    take_term(key, &m->key);
    return read_chunk(m, (mg_span){at, (size_t)(end - at)}, whole, (uint32_t)before + 1, err);
}

static mg_status read_next_chunk(maker *m, mg_tree_cursor *c, size_t docid_at, mg_error *err)
{
    mg_span tag;
    bool whole;
    uint32_t docid;
    const char *at = c->key.p + docid_at + 1, *end = c->key.p + c->key.n;
    if (!m->many) return MG_OK;
    if (!mg_tree_get_d(&at, end, &docid) || at != end || !docid) return damaged(err);
    MG_TRY(mg_tree_tag(c, &m->tag, &tag, &whole, err));
    return read_chunk(m, tag, whole, docid, err);
}

/* Values, lengths and all that is not of a term has a key that begins with a zero byte. */
static bool is_of_term(mg_span key)
{
    return key.n && (key.p[0] || (key.n > 1 && key.p[1] == '\xff'));
}

/* *ended: the terms of the part are all read. */
static mg_status read_entry(maker *m, mg_tree_cursor *c, bool *ended, mg_error *err)
{
    if (!c->first || !is_of_term(c->key)) return MG_OK; /* or of the part before */
    size_t docid_at = find_docid(c->key);
    if (docid_at < c->key.n) return m->begun ? read_next_chunk(m, c, docid_at, err) : MG_OK;
    MG_TRY(end_term(m, err));
    m->begun = true;
    *ended = c->number >= m->to;
    return *ended ? MG_OK : read_first_chunk(m, c, err);
}

static mg_status read_terms(maker *m, uint32_t from, mg_error *err)
{
    mg_tree_cursor cursor = {.tree = m->docs->postlist, .number = from};
    for (bool ended = false, more; !ended;) {
        MG_TRY(mg_tree_next(&cursor, &more, err));
        if (!more) return end_term(m, err);
        MG_TRY(read_entry(m, &cursor, &ended, err));
    }
    return MG_OK;
}

void mg_impacts_docs_init(mg_impacts_docs *d, double average_length)
{
    for (unsigned i = 0; i < 256; i++) d->k[i] = 1.2 * (0.25 + 0.75 * mg_impact_length((uint8_t)i) / average_length);
}

mg_status mg_impacts_part_make(const mg_impacts_docs *docs, uint32_t from, uint32_t to, mg_impacts_part *out, mg_error *err)
{
    maker m = {.docs = docs, .out = out, .to = to};
    mg_status status = read_terms(&m, from, err);
    if (status == MG_OK) status = mg_buf_check(&out->data, "writing impacts", err);
    if (status == MG_OK) status = mg_buf_check(&out->keys, "writing impacts", err);
    if (status == MG_OK) status = mg_buf_check(&m.key, "writing impacts", err);
    mg_vec_free(&m.blocks);
    mg_buf_dispose(&m.key);
    mg_buf_dispose(&m.tag);
    return status;
}

void mg_impacts_part_dispose(mg_impacts_part *part)
{
    mg_vec_free(&part->terms);
    mg_buf_dispose(&part->data);
    mg_buf_dispose(&part->keys);
}
