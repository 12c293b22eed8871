/* impacts_make.c - see impacts_make.h. The postlist table is read once, leaf by leaf: values and lengths come first, and then the
 * terms, whose blocks go out as they end. What is known only at the end, the header, is written over what stood for it. */
#include "indexer/impacts_make.h"

#include "common/arena.h"
#include "common/impacts.h"
#include "common/io.h"
#include "common/map.h"
#include "common/schema.h"
#include "common/tree.h"
#include "common/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* So much is written at once. */
#define WRITE_BYTES ((size_t)1 << 20)

typedef struct {
    mg_span value;
    uint32_t docid;
} dated;

typedef MG_VEC(mg_impact_block) block_list;

typedef struct {
    const char *path;
    int fd;          /* where it is written; -1: it is compared with `old` */
    mg_span old;
    mg_buf out;      /* to be written */
    uint64_t at;     /* bytes that are out, with those */
    bool differs;
    uint64_t check;
    mg_trees trees;
    mg_impacts_header header;
    uint32_t *lengths;
    MG_VEC(dated) dates;
    mg_arena arena; /* of values that are cut in the table */
    MG_VEC(mg_impact_term) terms;
    mg_buf keys;
    /* the term that is read */
    mg_buf term, tag;
    uint64_t documents;
    block_list blocks;
    mg_impact_pairs best;
} maker;

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "the postlist table is damaged");
}

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "writing impacts");
}

/* ---- output ---- */

static mg_status flush(maker *m, mg_error *err)
{
    mg_span bytes = mg_buf_span(&m->out);
    uint64_t from = m->at - bytes.n;
    MG_TRY(mg_buf_check(&m->out, "writing impacts", err));
    if (from >= sizeof m->header) m->check = mg_impacts_check(m->check, bytes);
    if (m->fd < 0) {
        mg_span there = mg_span_sub(m->old, (size_t)MG_MIN(from, m->old.n), (size_t)MG_MIN(m->at, m->old.n));
        m->differs |= from >= sizeof m->header && !mg_span_eq(there, bytes);
    }
    for (size_t put = 0; m->fd >= 0 && put < bytes.n;) {
        ssize_t n = pwrite(m->fd, bytes.p + put, bytes.n - put, (off_t)(from + put));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return mg_fail_sys(err, errno, "%s/%s cannot be written", m->path, MG_IMPACTS_NAME);
        put += (size_t)n;
    }
    mg_buf_reset(&m->out);
    return MG_OK;
}

/* Append, filled up to 8 bytes, which a part and what is flushed consist of. */
static mg_status put(maker *m, const void *bytes, size_t n, mg_error *err)
{
    static const char zeros[8];
    if (n) mg_buf_add(&m->out, (mg_span){bytes, n});
    mg_buf_add(&m->out, (mg_span){zeros, (8 - n % 8) % 8});
    m->at += (n + 7) / 8 * 8;
    return m->out.n >= WRITE_BYTES ? flush(m, err) : MG_OK;
}

/* ---- dates ---- */

static mg_status take_dates(maker *m, mg_span tag, bool whole, uint32_t docid, mg_error *err)
{
    if (!whole) tag = mg_arena_copy(&m->arena, tag);
    if (!tag.p) return no_memory(err);
    const char *end = tag.p + tag.n;
    for (const char *at = tag.p; at < end;) {
        uint64_t n, gap;
        if (!mg_tree_get_v(&at, end, &n) || n > (size_t)(end - at) || docid > m->trees.documents) return damaged(err);
        if (!mg_vec_push(&m->dates, (dated){{at, (size_t)n}, docid})) return no_memory(err);
        at += n;
        if (at == end) break;
        if (!mg_tree_get_v(&at, end, &gap) || gap >= m->trees.documents - docid) return damaged(err);
        docid += (uint32_t)gap + 1;
    }
    return MG_OK;
}

static int by_value(const void *a, const void *b)
{
    return mg_span_cmp(((const dated *)a)->value, ((const dated *)b)->value);
}

static void make_zones(const uint32_t *ranks, uint32_t n, uint32_t *zones)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t *zone = zones + 2 * (i / MG_IMPACTS_ZONE);
        if (ranks[i] && (!zone[0] || ranks[i] < zone[0])) zone[0] = ranks[i];
        zone[1] = MG_MAX(zone[1], ranks[i]);
    }
}

/* Give each document the rank of its date, and write all of it. */
static mg_status put_dates(maker *m, mg_error *err)
{
    uint32_t n = m->trees.documents, rank = 0;
    size_t zones_n = 2 * (((size_t)n + MG_IMPACTS_ZONE - 1) / MG_IMPACTS_ZONE), bytes = 0;
    uint32_t *ranks = calloc((size_t)n + 1, sizeof *ranks), *zones = calloc(zones_n + 1, sizeof *zones);
    uint32_t *ends = calloc(m->dates.n + 1, sizeof *ends);
    mg_buf values = MG_BUF_INIT;
    mg_status status = MG_OK;
    if (!ranks || !zones || !ends) MG_GOTO(no_memory(err));
    if (m->dates.n) qsort(m->dates.v, m->dates.n, sizeof *m->dates.v, by_value);
    for (size_t i = 0; i < m->dates.n; i++) {
        const dated *d = &m->dates.v[i];
        if (!i || !mg_span_eq(d->value, d[-1].value)) {
            mg_buf_add(&values, d->value);
            bytes += d->value.n;
            if (bytes > UINT32_MAX) MG_GOTO(mg_fail(err, MG_LIMIT, "the dates of a segment take more than 4 GB"));
            ends[rank++] = (uint32_t)bytes;
        }
        ranks[d->docid - 1] = rank;
    }
    MG_GOTO(mg_buf_check(&values, "writing impacts", err));
    make_zones(ranks, n, zones);
    m->header.n_dates = rank;
    m->header.ranks = m->at;
    MG_GOTO(put(m, ranks, n * sizeof *ranks, err));
    m->header.zones = m->at;
    MG_GOTO(put(m, zones, zones_n * sizeof *zones, err));
    m->header.dates = m->at;
    MG_GOTO(put(m, ends, rank * sizeof *ends, err));
    m->header.values = m->at;
    status = put(m, values.p, values.n, err);
out:
    free(ranks);
    free(zones);
    free(ends);
    mg_buf_dispose(&values);
    return status;
}

/* ---- impacts ---- */

/* Pairs that grow in wdf and length, of which none is as good as another: the fewer, the better. */
typedef struct {
    uint8_t wdf, length;
} pair;
typedef struct {
    pair v[256];
    size_t n;
} frontier;

static void add_pair(frontier *f, pair p)
{
    size_t at = f->n;
    while (at && f->v[at - 1].wdf >= p.wdf) at--; /* those from here on have as much */
    if (at < f->n && f->v[at].length <= p.length) return;
    size_t from = at;
    while (from && f->v[from - 1].length >= p.length) from--;
    size_t same = at;
    while (same < f->n && f->v[same].wdf == p.wdf) same++;
    memmove(f->v + from + 1, f->v + same, (f->n - same) * sizeof *f->v);
    f->n = from + 1 + f->n - same;
    f->v[from] = p;
}

/* About what BM25 makes of it, for an average length that does not matter much. */
static double worth(pair p, double average)
{
    double k = 1.2 * (0.25 + 0.75 * mg_impact_length(p.length) / average);
    return p.wdf / (p.wdf + k);
}

/* Leave MG_IMPACTS_PAIRS: two that are put together are as good as both. */
static mg_impact_pairs few_pairs(frontier *f, double average)
{
    mg_impact_pairs out;
    while (f->n > MG_IMPACTS_PAIRS) {
        size_t best = 1;
        double least = 2;
        for (size_t i = 1; i < f->n; i++) {
            pair both = {f->v[i].wdf, f->v[i - 1].length};
            double a = worth(f->v[i - 1], average), b = worth(f->v[i], average), loss = worth(both, average) - MG_MAX(a, b);
            if (loss < least) least = loss, best = i;
        }
        f->v[best].length = f->v[best - 1].length;
        memmove(f->v + best - 1, f->v + best, (f->n - best) * sizeof *f->v);
        f->n--;
    }
    for (size_t i = 0; i < MG_IMPACTS_PAIRS; i++) {
        pair p = f->n ? f->v[MG_MIN(i, f->n - 1)] : (pair){0, 0};
        out.wdf[i] = p.wdf;
        out.length[i] = p.length;
    }
    return out;
}

static void add_pairs(frontier *f, const mg_impact_pairs *pairs)
{
    for (size_t i = 0; i < MG_IMPACTS_PAIRS; i++)
        if (pairs->wdf[i]) add_pair(f, (pair){pairs->wdf[i], pairs->length[i]});
}

/* ---- terms ---- */

static double average_length(const maker *m)
{
    return m->trees.length ? (double)m->trees.length / m->trees.documents : 1;
}

/* A block of `count` postings, the first of `first`: what stands for its wdf is at *at. */
static mg_status read_block(maker *m, const char **at, const char *end, uint32_t count, uint32_t first, uint64_t where,
                            uint32_t *last, mg_error *err)
{
    frontier f = {.n = 0};
    uint64_t docid = first, n;
    for (uint32_t i = 0; i < count; i++) {
        if (i && !mg_tree_get_v(at, end, &n)) return damaged(err);
        if (i) docid += n + 1;
        if (!mg_tree_get_v(at, end, &n) || docid > m->trees.documents || n > UINT32_MAX) return damaged(err);
        if (n) add_pair(&f, (pair){(uint8_t)MG_MIN(n, 255), mg_impact_code(m->lengths[docid - 1])});
    }
    *last = (uint32_t)docid;
    uint64_t counted = where | (uint64_t)(count - 1) << MG_IMPACTS_COUNT_SHIFT;
    mg_impact_block block = {first, *last, counted, few_pairs(&f, average_length(m))};
    return mg_vec_push(&m->blocks, block) ? MG_OK : no_memory(err);
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
    for (const char *start = at; left; blocks--) {
        uint32_t count = (left + blocks - 1) / blocks, last;
        MG_TRY(read_block(m, &at, end, count, docid, where + (uint64_t)(at - start), &last, err));
        left -= count;
        if (!left) break;
        uint64_t gap;
        if (!mg_tree_get_v(&at, end, &gap) || gap >= m->trees.documents - last) return damaged(err);
        docid = last + (uint32_t)gap + 1;
    }
    return at == end ? MG_OK : damaged(err);
}

static mg_status read_chunk(maker *m, mg_span chunk, bool whole, uint32_t docid, mg_error *err)
{
    uint64_t span;
    const char *at = chunk.p + 1, *end = chunk.p + chunk.n;
    if (!chunk.n || !mg_tree_get_v(&at, end, &span) || at == end) return damaged(err);
    uint64_t where = whole ? (uint64_t)(at - m->trees.postlist.file.p) : m->at | MG_IMPACTS_HERE;
    if (!whole) MG_TRY(put(m, at, (size_t)(end - at), err));
    return read_postings(m, at, end, docid, where, err);
}

static mg_status end_term(maker *m, mg_error *err)
{
    if (!m->blocks.n) return MG_OK;
    frontier f = {.n = 0};
    for (size_t i = 0; i < m->blocks.n; i++) add_pairs(&f, &m->blocks.v[i].best);
    mg_span key = mg_buf_span(&m->term);
    mg_impact_term t = {.blocks = m->at, .key = m->keys.n, .key_n = (uint32_t)key.n, .documents = (uint32_t)m->documents,
                        .n_blocks = (uint32_t)m->blocks.n, .any = f.n > 0, .best = few_pairs(&f, average_length(m))};
    t.check = mg_impacts_check_term(&t, key, m->blocks.v);
    mg_buf_add(&m->keys, key);
    MG_TRY(mg_buf_check(&m->keys, "writing impacts", err));
    if (!mg_vec_push(&m->terms, t)) return no_memory(err);
    mg_status status = put(m, m->blocks.v, m->blocks.n * sizeof *m->blocks.v, err);
    m->blocks.n = 0;
    return status;
}

/* Take the term out of a key; the docid behind it, or 0 where it is the term's first chunk. */
static mg_status take_key(mg_span key, mg_buf *term, uint32_t *docid, mg_error *err)
{
    *docid = 0;
    mg_buf_reset(term);
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] || (i + 1 < key.n && key.p[i + 1] == '\xff')) {
            mg_buf_addc(term, key.p[i]);
            i += !key.p[i];
            continue;
        }
        const char *at = key.p + i + 1;
        if (!mg_tree_get_d(&at, key.p + key.n, docid) || at != key.p + key.n || !*docid) return damaged(err);
        break;
    }
    return mg_buf_check(term, "writing impacts", err);
}

static mg_status read_first_chunk(maker *m, mg_span tag, bool whole, mg_error *err)
{
    const char *at = tag.p, *end = tag.p + tag.n;
    uint64_t collection, before;
    MG_TRY(end_term(m, err));
    bool ok = mg_tree_get_v(&at, end, &m->documents) && mg_tree_get_v(&at, end, &collection) && mg_tree_get_v(&at, end, &before);
    if (!ok || before >= m->trees.documents || m->documents > m->trees.documents) return damaged(err);
    if (m->documents <= MG_IMPACTS_FEW) return MG_OK;
    return read_chunk(m, (mg_span){at, (size_t)(end - at)}, whole, (uint32_t)before + 1, err);
}

static mg_status read_term(maker *m, mg_buf *term, mg_span key, mg_span tag, bool whole, mg_error *err)
{
    uint32_t docid;
    MG_TRY(take_key(key, term, &docid, err));
    if (docid) return m->documents > MG_IMPACTS_FEW ? read_chunk(m, tag, whole, docid, err) : MG_OK;
    MG_TRY(end_term(m, err));
    mg_buf old = m->term;
    m->term = *term;
    *term = old;
    return read_first_chunk(m, tag, whole, err);
}

/* ---- lengths ---- */

static mg_status read_lengths(maker *m, mg_span key, mg_span tag, mg_error *err)
{
    const char *at = tag.p, *end = tag.p + tag.n, *from = key.p + 2;
    uint64_t n = 0, span, gap;
    uint32_t docid = 0;
    bool ok = true;
    if (key.n > 2) ok = mg_tree_get_d(&from, key.p + key.n, &docid);
    else ok = mg_tree_get_v(&at, end, &n) && mg_tree_get_v(&at, end, &n) && mg_tree_get_v(&at, end, &n) && (docid = (uint32_t)n + 1);
    ok = ok && at < end;
    at += ok;
    if (!ok || !mg_tree_get_v(&at, end, &span)) return damaged(err);
    for (;;) {
        if (!mg_tree_get_v(&at, end, &n) || !docid || docid > m->trees.documents) return damaged(err);
        m->lengths[docid - 1] = (uint32_t)MG_MIN(n, UINT32_MAX);
        if (at == end) return MG_OK;
        if (!mg_tree_get_v(&at, end, &gap) || gap >= m->trees.documents - docid) return damaged(err);
        docid += (uint32_t)gap + 1;
    }
}

/* What comes before the terms is all there. */
static mg_status end_documents(maker *m, mg_error *err)
{
    m->header.lengths = m->at;
    MG_TRY(put(m, m->lengths, m->trees.documents * sizeof *m->lengths, err));
    MG_TRY(put_dates(m, err));
    m->header.data = m->at;
    return MG_OK;
}

/* ---- all of it ---- */

enum { IS_DATES, IS_LENGTHS, IS_OTHER, IS_TERM };

static int kind_of(mg_span key)
{
    if (key.p[0] || (key.n > 1 && key.p[1] == '\xff')) return IS_TERM;
    if (mg_span_starts(key, (mg_span){"\0\xe0", 2})) return IS_LENGTHS;
    return key.n > 3 && memcmp(key.p, "\0\xd8", 2) == 0 && key.p[2] == MG_SLOT_DATE ? IS_DATES : IS_OTHER;
}

static mg_status read_entry(maker *m, mg_buf *term, mg_span key, mg_span tag, bool whole, mg_error *err)
{
    uint32_t docid;
    const char *at = key.p + 3;
    switch (kind_of(key)) {
    case IS_DATES:
        if (!mg_tree_get_d(&at, key.p + key.n, &docid) || !docid) return damaged(err);
        return take_dates(m, tag, whole, docid, err);
    case IS_LENGTHS: return read_lengths(m, key, tag, err);
    case IS_TERM:
        if (!m->header.data) MG_TRY(end_documents(m, err));
        return read_term(m, term, key, tag, whole, err);
    default: return MG_OK;
    }
}

static mg_status read_table(maker *m, mg_error *err)
{
    mg_tree_cursor cursor = {.tree = &m->trees.postlist};
    mg_buf term = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (bool more = true; status == MG_OK;) {
        mg_span tag;
        bool whole;
        MG_GOTO(mg_tree_next(&cursor, &more, err));
        if (!more) break;
        if (!cursor.key.n) continue; /* the empty item that a table begins with */
        mg_span here = cursor.key; /* in the file, where it stays */
        MG_GOTO(mg_tree_tag(&cursor, &m->tag, &tag, &whole, err));
        status = read_entry(m, &term, here, tag, whole, err);
    }
    if (status == MG_OK && !m->header.data) status = end_documents(m, err);
    if (status == MG_OK) status = end_term(m, err);
out:
    mg_buf_dispose(&term);
    return status;
}

static mg_status put_terms(maker *m, mg_error *err)
{
    mg_impacts_header *h = &m->header;
    h->terms = m->at;
    h->n_terms = (uint32_t)m->terms.n;
    MG_TRY(put(m, m->terms.v, m->terms.n * sizeof *m->terms.v, err));
    h->keys = m->at;
    MG_TRY(put(m, m->keys.p, m->keys.n, err));
    h->end = m->at;
    return flush(m, err);
}

/* The header comes last, in the place that was left for it. */
static mg_status put_header(maker *m, mg_error *err)
{
    mg_impacts_header *h = &m->header;
    size_t skip = offsetof(mg_impacts_header, body);
    memcpy(h->magic, MG_IMPACTS_MAGIC, sizeof h->magic);
    h->order = 1;
    h->documents = m->trees.documents;
    h->postlist = m->trees.postlist.file.n;
    h->body = m->check;
    h->check = mg_impacts_check(MG_IMPACTS_CHECK, (mg_span){(const char *)h + skip, sizeof *h - skip});
    if (m->fd < 0) {
        m->differs |= m->old.n != h->end || memcmp(m->old.p, h, sizeof *h) != 0;
        return MG_OK;
    }
    if (pwrite(m->fd, h, sizeof *h, 0) != (ssize_t)sizeof *h || !mg_fd_sync(m->fd))
        return mg_fail_sys(err, errno, "%s/%s cannot be written", m->path, MG_IMPACTS_NAME);
    return MG_OK;
}

static mg_status make(maker *m, mg_error *err)
{
    MG_TRY(mg_trees_open(m->path, &m->trees, err));
    if (m->trees.last_docid != m->trees.documents) return mg_fail(err, MG_CORRUPT, "%s has gaps in its documents", m->path);
    m->lengths = calloc((size_t)m->trees.documents + 1, sizeof *m->lengths);
    if (!m->lengths) return no_memory(err);
    m->check = MG_IMPACTS_CHECK;
    MG_TRY(put(m, &m->header, sizeof m->header, err));
    MG_TRY(flush(m, err));
    MG_TRY(read_table(m, err));
    MG_TRY(put_terms(m, err));
    return put_header(m, err);
}

static void dispose(maker *m)
{
    mg_trees_close(&m->trees);
    free(m->lengths);
    mg_vec_free(&m->dates);
    mg_arena_dispose(&m->arena);
    mg_vec_free(&m->terms);
    mg_vec_free(&m->blocks);
    mg_buf_dispose(&m->keys);
    mg_buf_dispose(&m->term);
    mg_buf_dispose(&m->tag);
    mg_buf_dispose(&m->out);
}

mg_status mg_impacts_make(const char *path, mg_error *err)
{
    maker m = {.path = path};
    mg_buf file = MG_BUF_INIT;
    mg_buf_addf(&file, "%s/" MG_IMPACTS_NAME, path);
    mg_status status = mg_buf_check(&file, "writing impacts", err);
    if (status == MG_OK && (m.fd = open(file.p, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) < 0)
        status = mg_fail_sys(err, errno, "%s cannot be created", file.p);
    if (status == MG_OK) {
        status = make(&m, err);
        if (close(m.fd) != 0 && status == MG_OK) status = mg_fail_sys(err, errno, "%s cannot be written", file.p);
    }
    if (status == MG_OK) status = mg_dir_sync(path, err);
    dispose(&m);
    mg_buf_dispose(&file);
    return status;
}

mg_status mg_impacts_verify(const char *path, mg_error *err)
{
    maker m = {.path = path, .fd = -1};
    mg_buf file = MG_BUF_INIT;
    mg_buf_addf(&file, "%s/" MG_IMPACTS_NAME, path);
    mg_status status = mg_buf_check(&file, "checking impacts", err);
    if (status == MG_OK) status = mg_map_open(file.p, &m.old, err);
    if (status == MG_OK && m.old.n < sizeof m.header) status = mg_fail(err, MG_CORRUPT, "%s is cut short", file.p);
    if (status == MG_OK) status = make(&m, err);
    if (status == MG_OK && m.differs) status = mg_fail(err, MG_CORRUPT, "%s is not what the tables say", file.p);
    mg_map_close(m.old);
    dispose(&m);
    mg_buf_dispose(&file);
    return status;
}
