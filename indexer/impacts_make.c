/* impacts_make.c - see impacts_make.h. Of the postlist table dates and lengths come first. Then the terms are read in parts, by
 * several threads, and go out in their order. What is known only at the end, the header, is written over what stood for it. */
#include "indexer/impacts_make.h"

#include "common/arena.h"
#include "common/impacts.h"
#include "common/io.h"
#include "common/map.h"
#include "common/schema.h"
#include "indexer/impacts_terms.h"
#include "indexer/ordered.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* So much is written at once. */
#define WRITE_BYTES ((size_t)1 << 20)

/* Blocks of the table whose terms are one part. */
#define PART_BLOCKS 256

typedef struct {
    mg_span value;
    uint32_t docid;
} dated;

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
    uint8_t *codes; /* of these */
    MG_VEC(dated) dates;
    mg_arena arena; /* of values that are cut in the table */
    mg_buf tag;
    mg_impacts_docs docs;
    MG_VEC(mg_impact_term) terms;
    mg_buf keys;
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

static mg_status write_at(const maker *m, mg_span bytes, uint64_t at, mg_error *err)
{
    while (bytes.n) {
        ssize_t n = pwrite(m->fd, bytes.p, bytes.n, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return mg_fail_sys(err, errno, "%s/%s cannot be written", m->path, MG_IMPACTS_NAME);
        bytes = mg_span_sub(bytes, (size_t)n, bytes.n);
        at += (uint64_t)n;
    }
    return MG_OK;
}

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
    if (m->fd >= 0) MG_TRY(write_at(m, bytes, from, err));
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

/* ---- what comes before the terms ---- */

enum { IS_DATES, IS_LENGTHS, IS_OTHER, IS_TERM };

static int kind_of(mg_span key)
{
    if (!key.n) return IS_OTHER; /* the empty item that a table begins with */
    if (key.p[0] || (key.n > 1 && key.p[1] == '\xff')) return IS_TERM;
    if (mg_span_starts(key, (mg_span){"\0\xe0", 2})) return IS_LENGTHS;
    return key.n > 3 && memcmp(key.p, "\0\xd8", 2) == 0 && key.p[2] == MG_SLOT_DATE ? IS_DATES : IS_OTHER;
}

static mg_status read_entry(maker *m, int kind, mg_tree_cursor *cursor, mg_error *err)
{
    mg_span key = cursor->key, tag; /* in the file, where it stays */
    bool whole;
    uint32_t docid;
    if (kind == IS_OTHER || !cursor->first) return MG_OK;
    MG_TRY(mg_tree_tag(cursor, &m->tag, &tag, &whole, err));
    if (kind == IS_LENGTHS) return read_lengths(m, key, tag, err);
    const char *at = key.p + 3;
    if (!mg_tree_get_d(&at, key.p + key.n, &docid) || !docid) return damaged(err);
    return take_dates(m, tag, whole, docid, err);
}

static mg_status put_documents(maker *m, mg_error *err)
{
    mg_tree_cursor cursor = {.tree = &m->trees.postlist};
    int kind = IS_OTHER;
    for (bool more = true; kind != IS_TERM;) {
        MG_TRY(mg_tree_next(&cursor, &more, err));
        if (!more) break;
        kind = kind_of(cursor.key);
        if (kind != IS_TERM) MG_TRY(read_entry(m, kind, &cursor, err));
    }
    for (uint32_t i = 0; i < m->trees.documents; i++) m->codes[i] = mg_impact_code(m->lengths[i]);
    m->header.lengths = m->at;
    MG_TRY(put(m, m->lengths, m->trees.documents * sizeof *m->lengths, err));
    return put_dates(m, err);
}

/* ---- terms ---- */

static mg_status make_part(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err)
{
    (void)turn;
    const maker *m = payload;
    mg_impacts_part *out = calloc(1, sizeof *out);
    if (!out) return no_memory(err);
    *part = out;
    uint32_t from = (uint32_t)number * PART_BLOCKS;
    return mg_impacts_part_make(&m->docs, from, from + PART_BLOCKS, out, err);
}

static void drop_part(void *part)
{
    if (part) mg_impacts_part_dispose(part);
    free(part);
}

/* A term and its blocks, which lie in the part's data, as they are in the file. */
static void place_term(const maker *m, const mg_impacts_part *part, mg_impact_term *t)
{
    mg_impact_block *blocks = (void *)(part->data.p + t->blocks);
    mg_span key = {part->keys.p + t->key, t->key_n};
    for (uint32_t i = 0; i < t->n_blocks; i++)
        if (blocks[i].at & MG_IMPACTS_HERE) blocks[i].at += m->at;
    t->blocks += m->at;
    t->key += m->keys.n;
    t->check = mg_impacts_check_term(t, key, blocks);
}

static mg_status put_part(void *payload, void *made, mg_error *err)
{
    maker *m = payload;
    mg_impacts_part *part = made;
    mg_status status = MG_OK;
    for (size_t i = 0; i < part->terms.n; i++) {
        place_term(m, part, &part->terms.v[i]);
        if (!mg_vec_push(&m->terms, part->terms.v[i])) MG_GOTO(no_memory(err));
    }
    mg_buf_add(&m->keys, mg_buf_span(&part->keys));
    MG_GOTO(mg_buf_check(&m->keys, "writing impacts", err));
    status = put(m, part->data.p, part->data.n, err);
out:
    drop_part(part);
    return status;
}

static mg_status put_terms_data(maker *m, size_t jobs, mg_error *err)
{
    const mg_tree *t = &m->trees.postlist;
    size_t blocks = t->file.n ? t->file.n / t->block : 0;
    m->docs.postlist = t;
    m->docs.documents = m->trees.documents;
    m->docs.codes = m->codes;
    mg_impacts_docs_init(&m->docs, m->trees.length ? (double)m->trees.length / m->trees.documents : 1);
    m->header.data = m->at;
    return mg_ordered_run(&(mg_ordered){jobs, (blocks + PART_BLOCKS - 1) / PART_BLOCKS, make_part, put_part, drop_part, m}, err);
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
    MG_TRY(write_at(m, (mg_span){(const char *)h, sizeof *h}, 0, err));
    if (!mg_fd_sync(m->fd)) return mg_fail_sys(err, errno, "%s/%s cannot be written", m->path, MG_IMPACTS_NAME);
    return MG_OK;
}

static mg_status make(maker *m, size_t jobs, mg_error *err)
{
    MG_TRY(mg_trees_open(m->path, &m->trees, err));
    if (m->trees.last_docid != m->trees.documents) return mg_fail(err, MG_CORRUPT, "%s has gaps in its documents", m->path);
    m->lengths = calloc((size_t)m->trees.documents + 1, sizeof *m->lengths);
    m->codes = calloc((size_t)m->trees.documents + 1, sizeof *m->codes);
    if (!m->lengths || !m->codes) return no_memory(err);
    m->check = MG_IMPACTS_CHECK;
    MG_TRY(put(m, &m->header, sizeof m->header, err));
    MG_TRY(flush(m, err));
    MG_TRY(put_documents(m, err));
    MG_TRY(put_terms_data(m, jobs, err));
    MG_TRY(put_terms(m, err));
    return put_header(m, err);
}

static void dispose(maker *m)
{
    mg_trees_close(&m->trees);
    free(m->lengths);
    free(m->codes);
    mg_vec_free(&m->dates);
    mg_arena_dispose(&m->arena);
    mg_vec_free(&m->terms);
    mg_buf_dispose(&m->keys);
    mg_buf_dispose(&m->tag);
    mg_buf_dispose(&m->out);
}

mg_status mg_impacts_make(const char *path, size_t jobs, mg_error *err)
{
    maker m = {.path = path};
    mg_buf file = MG_BUF_INIT;
    mg_buf_addf(&file, "%s/" MG_IMPACTS_NAME, path);
    mg_status status = mg_buf_check(&file, "writing impacts", err);
    if (status == MG_OK && (m.fd = open(file.p, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) < 0)
        status = mg_fail_sys(err, errno, "%s cannot be created", file.p);
    if (status == MG_OK) {
        status = make(&m, jobs, err);
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
    if (status == MG_OK) status = make(&m, 1, err);
    if (status == MG_OK && m.differs) status = mg_fail(err, MG_CORRUPT, "%s is not what the tables say", file.p);
    mg_map_close(m.old);
    dispose(&m);
    mg_buf_dispose(&file);
    return status;
}
