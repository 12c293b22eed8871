/* removed.c - see removed.h. The file, numbers with their least byte first:
 *
 *   removed  = header docids text entries
 *   header   = "morgue-removed 1" checksum docids terms text length      16 bytes, then 8 each:
 *              checksum of all that follows it (mg_hash); how many docids; how many terms; bytes of text; sum of lengths
 *   docids   = the removed documents, 4 bytes each, rising
 *   text     = the terms, one behind the other, in byte order
 *   entries  = for each term where it begins in the text, 8 bytes, and in how many of the documents it is, 4 bytes
 *
 * The docids are looked at when it is opened: they must be rising, as a matcher skips by them. A term is found by
 * bisection of the entries; it ends where the next begins. */
#include "common/removed.h"

#include "common/buf.h"
#include "common/hash.h"
#include "common/io.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "morgue-removed 1"
#define KIND_BYTES (sizeof MAGIC - 2) /* of MAGIC without the number */
#define MAGIC_BYTES (sizeof MAGIC - 1)

enum { AT_CHECKSUM = MAGIC_BYTES, AT_DOCIDS = AT_CHECKSUM + 8, AT_TERMS = AT_DOCIDS + 8, AT_TEXT = AT_TERMS + 8,
       AT_LENGTH = AT_TEXT + 8, HEADER_BYTES = AT_LENGTH + 8, DOCID_BYTES = 4, ENTRY_BYTES = 12 };

struct mg_removed {
    void *map;
    mg_span file;
    const char *docids, *entries;
    mg_span text;
    uint32_t n_docids;
    size_t n_terms;
};

static uint64_t number(const char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return le64toh(value);
}

static uint32_t small_number(const char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

/* ---- reading ---- */

static mg_status damaged(const char *what, mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "it is damaged: %s", what);
}

/* Where its parts are. All sizes are below the file's, so that nothing overflows. */
static mg_status lay_out(mg_removed *r, mg_error *err)
{
    if (r->file.n < MAGIC_BYTES || !mg_span_starts(r->file, (mg_span){MAGIC, KIND_BYTES}))
        return mg_fail(err, MG_CORRUPT, "it is no list of removed articles");
    if (!mg_span_starts(r->file, MG_SPAN(MAGIC)))
        return mg_fail(err, MG_VERSION, "it was written by another version of Morgue: build the index anew with --full");
    if (r->file.n < HEADER_BYTES) return damaged("it ends in its header", err);
    uint64_t docids = number(r->file.p + AT_DOCIDS), terms = number(r->file.p + AT_TERMS);
    uint64_t text = number(r->file.p + AT_TEXT);
    uint64_t room = r->file.n - HEADER_BYTES;
    bool sane = docids <= MG_MIN(room / DOCID_BYTES, UINT32_MAX) && terms <= room / ENTRY_BYTES && text <= room;
    if (!sane || docids * DOCID_BYTES + text + terms * ENTRY_BYTES != room)
        return damaged("its size is not what it says", err);
    r->n_docids = (uint32_t)docids;
    r->n_terms = (size_t)terms;
    r->docids = r->file.p + HEADER_BYTES;
    r->text = (mg_span){r->docids + docids * DOCID_BYTES, (size_t)text};
    r->entries = r->text.p + text;
    return MG_OK;
}

static mg_status check_docids(const mg_removed *r, mg_error *err)
{
    uint32_t before = 0;
    bool rising = true;
    for (uint32_t i = 0; i < r->n_docids; i++) {
        uint32_t docid = mg_removed_docid(r, i);
        rising &= docid > before;
        before = docid;
    }
    return rising ? MG_OK : damaged("its articles are out of order", err);
}

static mg_status map_file(mg_removed *r, const char *path, mg_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return mg_fail_sys(err, errno, "it cannot be opened");
    mg_status status = MG_OK;
    struct stat st;
    if (fstat(fd, &st) != 0) MG_GOTO(mg_fail_sys(err, errno, "it cannot be read"));
    if (!S_ISREG(st.st_mode)) MG_GOTO(damaged("it is not a regular file", err));
    if (st.st_size == 0) MG_GOTO(damaged("it is empty", err));
    r->map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (r->map == MAP_FAILED) MG_GOTO(mg_fail_sys(err, errno, "it cannot be read"));
    r->file = (mg_span){r->map, (size_t)st.st_size};
out:
    close(fd);
    return status;
}

mg_status mg_removed_open(const char *path, mg_removed **out, mg_error *err)
{
    mg_removed *r = calloc(1, sizeof *r);
    if (!r) return mg_fail_nomem(err, "opening the index");
    mg_error why = MG_ERROR_INIT;
    mg_status status = map_file(r, path, &why);
    if (status == MG_OK) status = lay_out(r, &why);
    if (status == MG_OK) status = check_docids(r, &why);
    if (status == MG_OK) {
        *out = r;
        return MG_OK;
    }
    mg_removed_close(r);
    return mg_fail(err, status, "%s: %s", path, why.msg);
}

void mg_removed_close(mg_removed *r)
{
    if (!r) return;
    if (r->file.p) munmap(r->map, r->file.n);
    free(r);
}

uint32_t mg_removed_count(const mg_removed *r)
{
    return r->n_docids;
}

uint64_t mg_removed_length(const mg_removed *r)
{
    return number(r->file.p + AT_LENGTH);
}

uint32_t mg_removed_docid(const mg_removed *r, uint32_t i)
{
    return small_number(r->docids + (size_t)i * DOCID_BYTES);
}

uint32_t mg_removed_seek(const mg_removed *r, uint32_t from, uint32_t docid)
{
    uint32_t low = from, step = 1; /* all before `low` are below */
    while (r->n_docids > low && r->n_docids - low > step && mg_removed_docid(r, low + step) < docid) {
        low += step;
        if (step < UINT32_MAX / 2) step *= 2;
    }
    uint32_t high = r->n_docids > low && r->n_docids - low > step ? low + step : r->n_docids;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (mg_removed_docid(r, middle) < docid) low = middle + 1;
        else high = middle;
    }
    return low;
}

bool mg_removed_has(const mg_removed *r, uint32_t docid)
{
    uint32_t i = mg_removed_seek(r, 0, docid);
    return i < r->n_docids && mg_removed_docid(r, i) == docid;
}

size_t mg_removed_terms(const mg_removed *r)
{
    return r->n_terms;
}

bool mg_removed_term(const mg_removed *r, size_t i, mg_span *term, uint32_t *documents)
{
    if (i >= r->n_terms) return false;
    const char *entry = r->entries + i * ENTRY_BYTES;
    uint64_t start = number(entry), end = i + 1 < r->n_terms ? number(entry + ENTRY_BYTES) : r->text.n;
    if (start > end || end > r->text.n) return false;
    *term = (mg_span){r->text.p + start, (size_t)(end - start)};
    *documents = small_number(entry + 8);
    return true;
}

size_t mg_removed_seek_term(const mg_removed *r, mg_span term)
{
    size_t low = 0, high = r->n_terms;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        mg_span other = {NULL, 0};
        uint32_t documents;
        (void)!mg_removed_term(r, middle, &other, &documents); /* damaged: it counts as an empty one */
        if (mg_span_cmp(other, term) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

uint32_t mg_removed_documents(const mg_removed *r, mg_span term)
{
    mg_span found;
    uint32_t documents;
    bool there = mg_removed_term(r, mg_removed_seek_term(r, term), &found, &documents) && mg_span_eq(found, term);
    return there ? documents : 0;
}

mg_status mg_removed_check(const mg_removed *r, mg_error *err)
{
    uint64_t sum = mg_hash(MG_HASH_START, mg_span_sub(r->file, AT_DOCIDS, r->file.n));
    if (sum != number(r->file.p + AT_CHECKSUM)) return damaged("its checksum is wrong", err);
    mg_span term, before = {NULL, 0};
    uint32_t documents;
    for (size_t i = 0; i < r->n_terms; i++) {
        if (!mg_removed_term(r, i, &term, &documents) || (i && mg_span_cmp(before, term) >= 0))
            return damaged("its terms are out of order", err);
        if (!documents || documents > r->n_docids) return damaged("a term's number of articles is impossible", err);
        before = term;
    }
    return MG_OK;
}

/* ---- writing ---- */

struct mg_removed_builder {
    mg_buf file;    /* header, docids and the text so far */
    mg_buf entries; /* behind them in the end */
    size_t text;    /* where it begins */
    size_t last;    /* where the last term does */
    uint32_t docids;
    uint64_t terms;
};

static void put(mg_buf *out, uint64_t value)
{
    value = htole64(value);
    mg_buf_add(out, (mg_span){(const char *)&value, sizeof value});
}

static void put_small(mg_buf *out, uint32_t value)
{
    value = htole32(value);
    mg_buf_add(out, (mg_span){(const char *)&value, sizeof value});
}

static void put_at(mg_buf *out, size_t at, uint64_t value)
{
    value = htole64(value);
    memcpy(out->p + at, &value, sizeof value);
}

mg_status mg_removed_builder_new(const uint32_t *docids, uint32_t n, uint64_t length, mg_removed_builder **out,
                                 mg_error *err)
{
    mg_removed_builder *b = calloc(1, sizeof *b);
    if (!b) return mg_fail_nomem(err, "removing articles");
    mg_buf_adds(&b->file, MAGIC);
    for (size_t at = AT_CHECKSUM; at < AT_LENGTH; at += 8) put(&b->file, 0);
    put(&b->file, length);
    bool rising = true;
    for (uint32_t i = 0; i < n; i++) {
        rising &= docids[i] > (i ? docids[i - 1] : 0);
        put_small(&b->file, docids[i]);
    }
    b->docids = n;
    b->text = b->last = b->file.n;
    mg_status status = mg_buf_check(&b->file, "removing articles", err);
    if (status == MG_OK && !rising) status = mg_fail(err, MG_INTERNAL, "removed articles are out of order");
    if (status == MG_OK) *out = b;
    else mg_removed_builder_free(b);
    return status;
}

mg_status mg_removed_builder_add(mg_removed_builder *b, mg_span term, uint32_t documents, mg_error *err)
{
    mg_span before = mg_span_sub(mg_buf_span(&b->file), b->last, b->file.n);
    if (b->terms && mg_span_cmp(before, term) >= 0)
        return mg_fail(err, MG_INTERNAL, "terms of removed articles are out of order");
    if (!documents || documents > b->docids)
        return mg_fail(err, MG_INTERNAL, "a term of removed articles is miscounted");
    b->last = b->file.n;
    put(&b->entries, b->last - b->text);
    put_small(&b->entries, documents);
    mg_buf_add(&b->file, term);
    b->terms++;
    MG_TRY(mg_buf_check(&b->entries, "removing articles", err));
    return mg_buf_check(&b->file, "removing articles", err);
}

mg_status mg_removed_builder_write(mg_removed_builder *b, const char *path, mg_error *err)
{
    size_t text = b->file.n - b->text;
    mg_buf_add(&b->file, mg_buf_span(&b->entries));
    MG_TRY(mg_buf_check(&b->file, "removing articles", err));
    put_at(&b->file, AT_DOCIDS, b->docids);
    put_at(&b->file, AT_TERMS, b->terms);
    put_at(&b->file, AT_TEXT, text);
    put_at(&b->file, AT_CHECKSUM, mg_hash(MG_HASH_START, mg_span_sub(mg_buf_span(&b->file), AT_DOCIDS, b->file.n)));
    return mg_file_replace(path, mg_buf_span(&b->file), err);
}

void mg_removed_builder_free(mg_removed_builder *b)
{
    if (!b) return;
    mg_buf_dispose(&b->file);
    mg_buf_dispose(&b->entries);
    free(b);
}
