/* spill.c - see spill.h. */
#include "indexer/spill.h"

#include "indexer/glass_code.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define FLUSH ((size_t)1 << 20)
#define READ ((size_t)128 << 10)

typedef struct {
    MG_VEC(mg_spill_mark) marks;
    uint64_t end;
} region_entry;

struct mg_spill {
    mg_buf path;
    int fd;
    uint64_t size; /* of the file, with what is in `out` */
    mg_buf out;
    MG_VEC(region_entry) regions;
};

uint32_t mg_bucket_of(mg_span term)
{
    uint32_t first = (unsigned char)term.p[0], second = term.n > 1 ? (unsigned char)term.p[1] : 0;
    return first << 8 | second;
}

mg_status mg_spill_new(const char *path, mg_spill **out, mg_error *err)
{
    mg_spill *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "writing a part of the index");
    s->fd = -1;
    mg_buf_adds(&s->path, path);
    mg_status status = mg_buf_check(&s->path, "writing a part of the index", err);
    if (status == MG_OK) {
        s->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (s->fd < 0) status = mg_fail_sys(err, errno, "%s cannot be created", path);
        else if (unlink(path) != 0) status = mg_fail_sys(err, errno, "%s cannot be removed", path);
    }
    if (status != MG_OK) mg_spill_free(s);
    else *out = s;
    return status;
}

void mg_spill_free(mg_spill *s)
{
    if (!s) return;
    if (s->fd >= 0) close(s->fd);
    for (size_t i = 0; i < s->regions.n; i++) mg_vec_free(&s->regions.v[i].marks);
    mg_vec_free(&s->regions);
    mg_buf_dispose(&s->path);
    mg_buf_dispose(&s->out);
    free(s);
}

/* ---- anything ---- */

static mg_status flush(mg_spill *s, mg_error *err)
{
    uint64_t at = s->size - s->out.n;
    for (mg_span left = mg_buf_span(&s->out); left.n;) {
        ssize_t put = pwrite(s->fd, left.p, left.n, (off_t)at);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return mg_fail_sys(err, errno, "%s cannot be written", s->path.p);
        at += (size_t)put;
        left = mg_span_sub(left, (size_t)put, left.n);
    }
    mg_buf_reset(&s->out);
    return MG_OK;
}

mg_status mg_spill_put(mg_spill *s, mg_span bytes, uint64_t *offset, mg_error *err)
{
    *offset = s->size;
    mg_buf_add(&s->out, bytes);
    MG_TRY(mg_buf_check(&s->out, "writing a part of the index", err));
    s->size += bytes.n;
    return s->out.n >= FLUSH ? flush(s, err) : MG_OK;
}

/* What is still in `out` is only put into the file when a region ends, so that readers need not look there. */
mg_status mg_spill_get(const mg_spill *s, uint64_t offset, size_t n, mg_buf *out, mg_error *err)
{
    if (!mg_buf_reserve(out, n)) return mg_fail_nomem(err, "reading a part of the index");
    while (n) {
        ssize_t got = pread(s->fd, out->p + out->n, n, (off_t)offset);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return mg_fail_sys(err, errno, "%s cannot be read", s->path.p);
        if (got == 0) return mg_fail(err, MG_IO, "%s was cut short by somebody else", s->path.p);
        out->n += (size_t)got;
        offset += (size_t)got;
        n -= (size_t)got;
    }
    return MG_OK;
}

/* ---- regions ---- */

mg_status mg_spill_begin_region(mg_spill *s, mg_error *err)
{
    return mg_vec_push(&s->regions, (region_entry){.end = s->size}) ? MG_OK : mg_fail_nomem(err, "writing a part of the index");
}

size_t mg_spill_regions(const mg_spill *s)
{
    return s->regions.n;
}

void mg_spill_add(mg_spill_terms *t, const mg_merged_term *term)
{
    uint32_t bucket = mg_bucket_of(term->bytes);
    size_t start = t->bytes.n;
    mg_spill_mark *last = t->marks.n ? &t->marks.v[t->marks.n - 1] : NULL;
    if (!last || last->bucket != bucket) {
        t->nomem |= !mg_vec_push(&t->marks, (mg_spill_mark){bucket, 0, start});
        if (t->nomem) return;
        last = &t->marks.v[t->marks.n - 1];
    }
    last->postings += term->documents;
    mg_buf_add(&t->bytes, MG_SPAN("size"));
    mg_glass_s(&t->bytes, term->bytes);
    mg_glass_v(&t->bytes, term->documents);
    mg_glass_v(&t->bytes, term->collection);
    for (size_t i = 0; i < term->n_pieces; i++) {
        mg_glass_v(&t->bytes, term->pieces[i].base);
        mg_glass_s(&t->bytes, (mg_span){term->pieces[i].at, (size_t)(term->pieces[i].end - term->pieces[i].at)});
    }
    size_t size = t->bytes.n - start - sizeof(uint32_t);
    t->nomem |= t->bytes.failed || size > UINT32_MAX;
    if (t->nomem) return;
    uint32_t size32 = (uint32_t)size;
    memcpy(t->bytes.p + start, &size32, sizeof size32);
}

void mg_spill_terms_dispose(mg_spill_terms *t)
{
    mg_buf_dispose(&t->bytes);
    mg_vec_free(&t->marks);
}

mg_status mg_spill_put_terms(mg_spill *s, const mg_spill_terms *t, mg_error *err)
{
    region_entry *r = &s->regions.v[s->regions.n - 1];
    uint64_t offset;
    if (t->nomem) return mg_fail_nomem(err, "writing a part of the index");
    MG_TRY(mg_spill_put(s, mg_buf_span(&t->bytes), &offset, err));
    for (size_t i = 0; i < t->marks.n; i++) {
        mg_spill_mark mark = t->marks.v[i];
        mark.offset += offset;
        if (!mg_vec_push(&r->marks, mark)) return mg_fail_nomem(err, "writing a part of the index");
    }
    r->end = s->size;
    return flush(s, err);
}

const mg_spill_mark *mg_spill_marks(const mg_spill *s, size_t region, size_t *n)
{
    *n = s->regions.v[region].marks.n;
    return s->regions.v[region].marks.v;
}

/* ---- reading ---- */

/* Where the first bucket from `bucket` on begins. */
static uint64_t offset_of(const region_entry *r, uint32_t bucket)
{
    size_t low = 0, high = r->marks.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (r->marks.v[mid].bucket < bucket) low = mid + 1;
        else high = mid;
    }
    return low < r->marks.n ? r->marks.v[low].offset : r->end;
}

mg_status mg_spill_open(const mg_spill *s, size_t region, uint32_t from, uint32_t to, mg_spill_reader *r, mg_error *err)
{
    r->spill = s;
    r->offset = offset_of(&s->regions.v[region], from);
    r->end = offset_of(&s->regions.v[region], to);
    return mg_spill_next(r, err);
}

/* So many bytes from r->at on are in the buffer. */
static mg_status need(mg_spill_reader *r, size_t n, mg_error *err)
{
    if (r->buf.n - r->at >= n) return MG_OK;
    if (r->at) memmove(r->buf.p, r->buf.p + r->at, r->buf.n - r->at);
    r->buf.n -= r->at;
    r->at = 0;
    size_t more = (size_t)MG_MIN(r->end - r->offset, (uint64_t)MG_MAX(READ, n - r->buf.n));
    MG_TRY(mg_spill_get(r->spill, r->offset, more, &r->buf, err));
    r->offset += more;
    return r->buf.n >= n ? MG_OK : mg_fail(err, MG_INTERNAL, "a part of the index ends too early");
}

mg_status mg_spill_next(mg_spill_reader *r, mg_error *err)
{
    uint32_t size;
    r->more = r->at < r->buf.n || r->offset < r->end;
    if (!r->more) return MG_OK;
    MG_TRY(need(r, sizeof size, err));
    memcpy(&size, r->buf.p + r->at, sizeof size);
    MG_TRY(need(r, sizeof size + size, err));
    const char *at = r->buf.p + r->at + sizeof size, *end = at + size;
    r->at += sizeof size + size;
    mg_merged_term *t = &r->term;
    t->bytes.n = mg_glass_get_v(&at);
    t->bytes.p = at;
    at += t->bytes.n;
    t->documents = mg_glass_get_v(&at);
    t->collection = mg_glass_get_v(&at);
    r->pieces.n = 0;
    while (at < end) {
        uint32_t base = (uint32_t)mg_glass_get_v(&at);
        size_t n = mg_glass_get_v(&at);
        if (!mg_vec_push(&r->pieces, (mg_piece){at, at + n, base})) return mg_fail_nomem(err, "reading a part of the index");
        at += n;
    }
    t->pieces = r->pieces.v;
    t->n_pieces = r->pieces.n;
    return MG_OK;
}

void mg_spill_close(mg_spill_reader *r)
{
    mg_buf_dispose(&r->buf);
    mg_vec_free(&r->pieces);
}
