/* impacts_file.c - see impacts_file.h. What is known only at the end, the header, is written over what stood for it. */
#include "indexer/impacts_file.h"

#include "common/io.h"
#include "indexer/glass_leaves.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

/* So much is written at once. */
#define WRITE_BYTES ((size_t)1 << 20)

typedef struct {
    uint64_t prefix; /* the first bytes, big-endian: decides most comparisons */
    uint32_t docid, n;
    size_t at; /* of its bytes */
} dated;

struct mg_impacts_file {
    mg_buf path;
    int fd;              /* -1: not made, or it is compared */
    const mg_span *old;  /* with this */
    mg_buf out;          /* to be written */
    uint64_t at;         /* bytes that are out, with those */
    bool differs;
    uint64_t check;
    mg_impacts_header header;
    mg_impacts_docs docs;
    MG_VEC(dated) dates;
    mg_buf values; /* of these */
    MG_VEC(mg_impact_term) terms;
    mg_buf keys;
};

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "writing impacts");
}

mg_status mg_impacts_file_new(const char *segment, const mg_span *compared, mg_impacts_file **out, mg_error *err)
{
    mg_impacts_file *f = calloc(1, sizeof *f);
    if (!f) return no_memory(err);
    f->fd = -1;
    f->old = compared;
    f->check = MG_IMPACTS_CHECK;
    f->at = sizeof f->header;
    mg_buf_addf(&f->path, "%s/" MG_IMPACTS_NAME, segment);
    mg_status status = mg_buf_check(&f->path, "writing impacts", err);
    if (status == MG_OK) *out = f;
    else mg_impacts_file_free(f);
    return status;
}

void mg_impacts_file_free(mg_impacts_file *f)
{
    if (!f) return;
    if (f->fd >= 0) close(f->fd);
    mg_impacts_docs_dispose(&f->docs);
    mg_vec_free(&f->dates);
    mg_buf_dispose(&f->values);
    mg_vec_free(&f->terms);
    mg_buf_dispose(&f->keys);
    mg_buf_dispose(&f->path);
    mg_buf_dispose(&f->out);
    free(f);
}

/* ---- output ---- */

static mg_status write_at(mg_impacts_file *f, mg_span bytes, uint64_t at, mg_error *err)
{
    if (f->fd < 0 && (f->fd = open(f->path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) < 0)
        return mg_fail_sys(err, errno, "%s cannot be created", f->path.p);
    while (bytes.n) {
        ssize_t n = pwrite(f->fd, bytes.p, bytes.n, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return mg_fail_sys(err, errno, "%s cannot be written", f->path.p);
        bytes = mg_span_sub(bytes, (size_t)n, bytes.n);
        at += (uint64_t)n;
    }
    return MG_OK;
}

static mg_status flush(mg_impacts_file *f, mg_error *err)
{
    mg_span bytes = mg_buf_span(&f->out);
    uint64_t from = f->at - bytes.n;
    MG_TRY(mg_buf_check(&f->out, "writing impacts", err));
    f->check = mg_impacts_check(f->check, bytes);
    if (f->old) f->differs |= !mg_span_eq(mg_span_sub(*f->old, MG_MIN(from, f->old->n), MG_MIN(f->at, f->old->n)), bytes);
    else MG_TRY(write_at(f, bytes, from, err));
    mg_buf_reset(&f->out);
    return MG_OK;
}

/* Append, filled up to 8 bytes, which a part and what is flushed consist of. */
static mg_status put(mg_impacts_file *f, const void *bytes, size_t n, mg_error *err)
{
    static const char zeros[8];
    if (n) mg_buf_add(&f->out, (mg_span){bytes, n});
    mg_buf_add(&f->out, (mg_span){zeros, (8 - n % 8) % 8});
    f->at += (n + 7) / 8 * 8;
    return f->out.n >= WRITE_BYTES ? flush(f, err) : MG_OK;
}

/* ---- documents ---- */

mg_status mg_impacts_file_lengths(mg_impacts_file *f, const uint32_t *lengths, uint32_t n, mg_error *err)
{
    MG_TRY(mg_impacts_docs_init(lengths, n, &f->docs, err));
    f->header.documents = n;
    f->header.lengths = f->at;
    return put(f, lengths, n * sizeof *lengths, err);
}

const mg_impacts_docs *mg_impacts_file_docs(const mg_impacts_file *f)
{
    return &f->docs;
}

mg_status mg_impacts_file_date(mg_impacts_file *f, uint32_t docid, mg_span value, mg_error *err)
{
    dated d = {.docid = docid, .n = (uint32_t)value.n, .at = f->values.n};
    for (size_t i = 0; i < 8; i++) d.prefix = d.prefix << 8 | (i < value.n ? (unsigned char)value.p[i] : 0);
    mg_buf_add(&f->values, value);
    return mg_vec_push(&f->dates, d) ? mg_buf_check(&f->values, "writing impacts", err) : no_memory(err);
}

static int by_value(const void *a, const void *b, void *values)
{
    const dated *x = a, *y = b;
    if (x->prefix != y->prefix) return x->prefix < y->prefix ? -1 : 1;
    const char *v = ((const mg_buf *)values)->p;
    return mg_span_cmp((mg_span){v + x->at, x->n}, (mg_span){v + y->at, y->n});
}

static void make_zones(const uint32_t *ranks, uint32_t n, uint32_t *zones)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t *zone = zones + 2 * (i / MG_IMPACTS_ZONE);
        if (ranks[i] && (!zone[0] || ranks[i] < zone[0])) zone[0] = ranks[i];
        zone[1] = MG_MAX(zone[1], ranks[i]);
    }
}

/* Give each document the rank of its date: the number of different ones up to it. `ends`: where each ends in `values`. */
static mg_status rank_dates(mg_impacts_file *f, uint32_t *ranks, uint32_t *ends, mg_buf *values, mg_error *err)
{
    uint32_t rank = 0;
    for (size_t i = 0; i < f->dates.n; i++) {
        const dated *d = &f->dates.v[i];
        if (!i || by_value(d - 1, d, &f->values) != 0) {
            mg_buf_add(values, (mg_span){f->values.p + d->at, d->n});
            if (values->n > UINT32_MAX) return mg_fail(err, MG_LIMIT, "the dates of a segment take more than 4 GB");
            ends[rank++] = (uint32_t)values->n;
        }
        ranks[d->docid - 1] = rank;
    }
    f->header.n_dates = rank;
    return mg_buf_check(values, "writing impacts", err);
}

mg_status mg_impacts_file_dates(mg_impacts_file *f, mg_error *err)
{
    uint32_t n = f->docs.documents;
    size_t zones_n = 2 * (((size_t)n + MG_IMPACTS_ZONE - 1) / MG_IMPACTS_ZONE);
    uint32_t *ranks = calloc((size_t)n + 1, sizeof *ranks), *zones = calloc(zones_n + 1, sizeof *zones);
    uint32_t *ends = calloc(f->dates.n + 1, sizeof *ends);
    mg_buf values = MG_BUF_INIT;
    mg_status status = MG_OK;
    if (!ranks || !zones || !ends) MG_GOTO(no_memory(err));
    if (f->dates.n) qsort_r(f->dates.v, f->dates.n, sizeof *f->dates.v, by_value, &f->values);
    MG_GOTO(rank_dates(f, ranks, ends, &values, err));
    make_zones(ranks, n, zones);
    f->header.ranks = f->at;
    MG_GOTO(put(f, ranks, n * sizeof *ranks, err));
    f->header.zones = f->at;
    MG_GOTO(put(f, zones, zones_n * sizeof *zones, err));
    f->header.dates = f->at;
    MG_GOTO(put(f, ends, f->header.n_dates * sizeof *ends, err));
    f->header.values = f->at;
    status = put(f, values.p, values.n, err);
    f->header.data = f->at;
out:
    mg_vec_free(&f->dates);
    mg_buf_dispose(&f->values);
    free(ranks);
    free(zones);
    free(ends);
    mg_buf_dispose(&values);
    return status;
}

/* ---- terms ---- */

static void place_block(const mg_impacts_file *f, mg_impact_block *block, const uint32_t *numbers)
{
    uint64_t at = block->at & MG_IMPACTS_AT;
    if (block->at & MG_IMPACTS_HERE) {
        block->at += f->at;
    } else if (numbers) {
        uint64_t moved = (uint64_t)numbers[at / MG_GLASS_BLOCK] * MG_GLASS_BLOCK + at % MG_GLASS_BLOCK;
        block->at = (block->at & ~MG_IMPACTS_AT) | moved;
    }
}

/* A term and its blocks, which lie in the part's data, as they are in the file. */
static void place_term(const mg_impacts_file *f, const mg_impacts_part *part, const uint32_t *numbers, mg_impact_term *t)
{
    mg_impact_block *blocks = (void *)(part->data.p + t->blocks);
    mg_span key = {part->keys.p + t->key, t->key_n};
    for (uint32_t i = 0; i < t->n_blocks; i++) place_block(f, &blocks[i], numbers);
    t->blocks += f->at;
    t->beside += t->beside ? f->at : 0;
    t->key += f->keys.n;
    t->check = mg_impacts_check_term(t, key, blocks);
}

mg_status mg_impacts_file_put(mg_impacts_file *f, mg_impacts_part *part, const uint32_t *numbers, mg_error *err)
{
    for (size_t i = 0; i < part->terms.n; i++) {
        place_term(f, part, numbers, &part->terms.v[i]);
        if (!mg_vec_push(&f->terms, part->terms.v[i])) return no_memory(err);
    }
    mg_buf_add(&f->keys, mg_buf_span(&part->keys));
    MG_TRY(mg_buf_check(&f->keys, "writing impacts", err));
    return put(f, part->data.p, part->data.n, err);
}

static mg_status put_terms(mg_impacts_file *f, mg_error *err)
{
    mg_impacts_header *h = &f->header;
    h->terms = f->at;
    h->n_terms = (uint32_t)f->terms.n;
    MG_TRY(put(f, f->terms.v, f->terms.n * sizeof *f->terms.v, err));
    h->keys = f->at;
    MG_TRY(put(f, f->keys.p, f->keys.n, err));
    h->end = f->at;
    return flush(f, err);
}

/* ---- the header ---- */

static void make_header(mg_impacts_file *f, uint64_t postlist)
{
    mg_impacts_header *h = &f->header;
    size_t skip = offsetof(mg_impacts_header, body);
    memcpy(h->magic, MG_IMPACTS_MAGIC, sizeof h->magic);
    h->order = 1;
    h->postlist = postlist;
    h->body = f->check;
    h->check = mg_impacts_check(MG_IMPACTS_CHECK, (mg_span){(const char *)h + skip, sizeof *h - skip});
}

mg_status mg_impacts_file_finish(mg_impacts_file *f, uint64_t postlist, bool *same, mg_error *err)
{
    mg_span header = {(const char *)&f->header, sizeof f->header};
    MG_TRY(put_terms(f, err));
    make_header(f, postlist);
    if (f->old) {
        *same = !f->differs && f->old->n == f->header.end && mg_span_starts(*f->old, header);
        return MG_OK;
    }
    MG_TRY(write_at(f, header, 0, err));
    if (!mg_fd_sync(f->fd)) return mg_fail_sys(err, errno, "%s cannot be written", f->path.p);
    return MG_OK;
}
