/* ledger.c - see ledger.h. The file:
 *
 *   ledger   = "morgue ledger 1\n" S(language) V(settings) u64*
 *              V(archives) (V(is a list) V(device) V(inode))*
 *              V(segments) (S(name) V(documents))*
 *              V(files) file* u32 crc of all before
 *   file     = V(archive - the one before) V(bytes of its path shared with the one before) S(the rest)
 *              flags V(settings) V(size) u64 mtime_ns [u64 hash] [V(text bytes)] [V(runs) run*] [V(failures) failure*]
 *   flags    = a byte: fate, and what there is of the rest (HAS_)
 *   run      = V(segment) V(first) V(count)
 *   failure  = S(member) S(reason) V(since)
 *
 * V and S are those of glass_code.h; u32 and u64 are little-endian; paths share bytes only within an archive. */
#include "indexer/ledger.h"

#include "common/deflate.h"
#include "common/io.h"
#include "indexer/glass_code.h"
#include "indexer/unpack.h"
#include "indexer/walk.h"

#define HEAD "morgue ledger 1\n"
#define LEDGER_MAX ((size_t)4 << 30)

enum { FATE_MASK = 7, HAS_HASH = 8, HAS_TEXT = 16, HAS_DOCS = 32, HAS_FAILURES = 64, HAS_ANNOUNCES = 128 };

size_t mg_ledger_find(const mg_ledger *l, uint32_t root, mg_span path)
{
    size_t low = 0, high = l->files.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const mg_ledger_file *f = &l->files.v[mid];
        bool before = f->root != root ? f->root < root : mg_path_cmp(f->path, path) < 0;
        if (before) low = mid + 1;
        else high = mid;
    }
    return low;
}

size_t mg_ledger_settings(mg_ledger *l, uint64_t hash)
{
    for (size_t i = l->settings.n; i-- > 0;)
        if (l->settings.v[i] == hash) return i;
    return mg_vec_push(&l->settings, hash) ? l->settings.n - 1 : SIZE_MAX;
}

bool mg_ledger_add(mg_ledger *l, uint32_t segment, uint32_t docid)
{
    mg_ledger_file *f = &l->files.v[l->files.n - 1];
    mg_docs *last = f->n_docs ? &l->docs.v[l->docs.n - 1] : NULL;
    if (last && last->segment == segment && docid == last->first + last->count) {
        last->count++;
        return true;
    }
    if (!f->n_docs) f->docs = l->docs.n;
    if (!mg_vec_push(&l->docs, (mg_docs){segment, docid, 1})) return false;
    f->n_docs++;
    return true;
}

/* ---- writing ---- */

static void put_u64(mg_buf *out, uint64_t n)
{
    for (int i = 0; i < 8; i++) mg_buf_addc(out, (char)(n >> 8 * i));
}

static void put_file(mg_buf *out, const mg_ledger *l, const mg_ledger_file *f, const mg_ledger_file *before)
{
    size_t shared = 0;
    if (before && before->root == f->root)
        while (shared < f->path.n && shared < before->path.n && f->path.p[shared] == before->path.p[shared]) shared++;
    mg_glass_v(out, f->root - (before ? before->root : 0));
    mg_glass_v(out, shared);
    mg_glass_s(out, mg_span_sub(f->path, shared, f->path.n));
    unsigned flags = f->fate;
    if (f->hash) flags |= HAS_HASH;
    if (f->text_bytes) flags |= HAS_TEXT;
    if (f->n_docs) flags |= HAS_DOCS;
    if (f->n_failures) flags |= HAS_FAILURES;
    if (f->announces) flags |= HAS_ANNOUNCES;
    mg_buf_addc(out, (char)flags);
    mg_glass_v(out, f->settings);
    mg_glass_v(out, f->size);
    put_u64(out, (uint64_t)f->mtime_ns);
    if (f->hash) put_u64(out, f->hash);
    if (f->text_bytes) mg_glass_v(out, f->text_bytes);
    if (f->n_docs) mg_glass_v(out, f->n_docs);
    for (size_t i = 0; i < f->n_docs; i++) {
        const mg_docs *d = &l->docs.v[f->docs + i];
        mg_glass_v(out, d->segment);
        mg_glass_v(out, d->first);
        mg_glass_v(out, d->count);
    }
    if (f->n_failures) mg_glass_v(out, f->n_failures);
    for (size_t i = 0; i < f->n_failures; i++) {
        const mg_failure *why = &l->failures.v[f->failures + i];
        mg_glass_s(out, why->member);
        mg_glass_s(out, why->reason);
        mg_glass_v(out, (uint64_t)why->since);
    }
}

mg_status mg_ledger_write(const mg_ledger *l, const char *path, mg_error *err)
{
    mg_buf out = MG_BUF_INIT;
    mg_buf_adds(&out, HEAD);
    mg_glass_s(&out, l->language);
    mg_glass_v(&out, l->settings.n);
    for (size_t i = 0; i < l->settings.n; i++) put_u64(&out, l->settings.v[i]);
    mg_glass_v(&out, l->roots.n);
    for (size_t i = 0; i < l->roots.n; i++) {
        mg_glass_v(&out, l->roots.v[i].is_list);
        mg_glass_v(&out, l->roots.v[i].dev);
        mg_glass_v(&out, l->roots.v[i].ino);
    }
    mg_glass_v(&out, l->segments.n);
    for (size_t i = 0; i < l->segments.n; i++) {
        mg_glass_s(&out, l->segments.v[i].name);
        mg_glass_v(&out, l->segments.v[i].documents);
    }
    mg_glass_v(&out, l->files.n);
    for (size_t i = 0; i < l->files.n; i++) put_file(&out, l, &l->files.v[i], i ? &l->files.v[i - 1] : NULL);
    uint32_t crc = out.failed ? 0 : mg_crc32(mg_buf_span(&out));
    for (int i = 0; i < 4; i++) mg_buf_addc(&out, (char)(crc >> 8 * i));
    mg_status status = mg_buf_check(&out, "writing the ledger", err);
    if (status == MG_OK) status = mg_file_replace(path, mg_buf_span(&out), err);
    mg_buf_dispose(&out);
    return status;
}

/* ---- reading ---- */

typedef struct {
    mg_span bytes;
    size_t at;
    bool bad;
} reader;

static uint64_t get_v(reader *r)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64 && r->at < r->bytes.n; shift += 7) {
        unsigned char byte = (unsigned char)r->bytes.p[r->at++];
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return n;
    }
    r->bad = true;
    return 0;
}

static uint64_t get_bytes(reader *r, unsigned n)
{
    uint64_t value = 0;
    if (r->bytes.n - r->at < n) {
        r->bad = true;
        return 0;
    }
    for (unsigned i = 0; i < n; i++) value |= (uint64_t)(unsigned char)r->bytes.p[r->at++] << 8 * i;
    return value;
}

static mg_span get_s(reader *r)
{
    uint64_t n = get_v(r);
    if (n > r->bytes.n - r->at) {
        r->bad = true;
        return (mg_span){0};
    }
    r->at += n;
    return mg_span_sub(r->bytes, r->at - n, r->at);
}

/* How many of something follow, which takes at least so many bytes each. */
static uint64_t get_count(reader *r, size_t least)
{
    uint64_t n = get_v(r);
    if (n > (r->bytes.n - r->at) / least) r->bad = true;
    return r->bad ? 0 : n;
}

static bool get_docs(reader *r, mg_ledger *l, mg_ledger_file *f, bool *nomem)
{
    f->docs = l->docs.n;
    f->n_docs = get_count(r, 3);
    for (size_t i = 0; i < f->n_docs; i++) {
        uint64_t segment = get_v(r), first = get_v(r), count = get_v(r);
        if (r->bad || segment >= l->segments.n || !first || !count || first > UINT32_MAX || count > UINT32_MAX ||
            first + count - 1 > l->segments.v[segment].documents)
            return false;
        *nomem = !mg_vec_push(&l->docs, (mg_docs){(uint32_t)segment, (uint32_t)first, (uint32_t)count});
        if (*nomem) return false;
    }
    return true;
}

static bool get_failures(reader *r, mg_ledger *l, mg_ledger_file *f, bool *nomem)
{
    f->failures = l->failures.n;
    f->n_failures = get_count(r, 3);
    for (size_t i = 0; i < f->n_failures && !r->bad; i++) {
        mg_failure why = {.member = get_s(r), .reason = get_s(r)};
        why.since = (int64_t)get_v(r);
        why.member = mg_arena_copy(&l->arena, why.member);
        why.reason = mg_arena_copy(&l->arena, why.reason);
        *nomem = !why.member.p || !why.reason.p || !mg_vec_push(&l->failures, why);
        if (*nomem) return false;
    }
    return true;
}

/* Does the path stay below its archive, in names that a walk would give? */
static bool is_below(mg_span path)
{
    if (!path.n || mg_span_find(path, 0, '\0') < path.n) return false;
    for (size_t at = 0, end; at <= path.n; at = end + 1) {
        end = mg_span_find(path, at, '/');
        mg_span name = mg_span_sub(path, at, end);
        if (!name.n || mg_span_eq(name, MG_SPAN(".")) || mg_span_eq(name, MG_SPAN(".."))) return false;
    }
    return true;
}

static bool get_path(reader *r, mg_ledger *l, mg_ledger_file *f, const mg_ledger_file *before, bool *nomem)
{
    uint64_t root = get_v(r) + (before ? before->root : 0), shared = get_v(r);
    mg_span rest = get_s(r);
    if (r->bad || root >= l->roots.n || (shared && (!before || before->root != root || shared > before->path.n))) return false;
    char *path = mg_arena_alloc(&l->arena, shared + rest.n + 1);
    *nomem = !path;
    if (!path) return false;
    if (shared) memcpy(path, before->path.p, shared);
    if (rest.n) memcpy(path + shared, rest.p, rest.n);
    f->path = (mg_span){path, shared + rest.n};
    f->root = (uint32_t)root;
    return is_below(f->path) &&
           (!before || before->root < root || mg_path_cmp(before->path, f->path) < 0);
}

static bool get_file(reader *r, mg_ledger *l, bool *nomem)
{
    mg_ledger_file f = {0};
    if (!get_path(r, l, &f, l->files.n ? &l->files.v[l->files.n - 1] : NULL, nomem)) return false;
    unsigned flags = (unsigned)get_bytes(r, 1);
    f.fate = flags & FATE_MASK;
    f.announces = flags & HAS_ANNOUNCES;
    f.settings = get_v(r);
    f.size = get_v(r);
    f.mtime_ns = (int64_t)get_bytes(r, 8);
    if (flags & HAS_HASH) f.hash = get_bytes(r, 8);
    if (flags & HAS_TEXT) f.text_bytes = get_v(r);
    if (flags & HAS_DOCS && !get_docs(r, l, &f, nomem)) return false;
    if (flags & HAS_FAILURES && !get_failures(r, l, &f, nomem)) return false;
    if (r->bad || f.fate >= MG_FILE_FATES || f.settings >= l->settings.n) return false;
    *nomem = !mg_vec_push(&l->files, f);
    return !*nomem;
}

static bool get_ledger(reader *r, mg_ledger *l, bool *nomem)
{
    l->language = mg_arena_copy(&l->arena, get_s(r));
    if ((*nomem = !l->language.p)) return false;
    for (uint64_t n = get_count(r, 8); n && !r->bad; n--)
        if ((*nomem = !mg_vec_push(&l->settings, get_bytes(r, 8)))) return false;
    for (uint64_t n = get_count(r, 3); n && !r->bad; n--) {
        mg_ledger_root root = {.is_list = get_v(r) != 0};
        root.dev = get_v(r);
        root.ino = get_v(r);
        if ((*nomem = !mg_vec_push(&l->roots, root))) return false;
    }
    for (uint64_t n = get_count(r, 2); n && !r->bad; n--) {
        mg_span name = mg_arena_copy(&l->arena, get_s(r));
        uint64_t documents = get_v(r);
        if (documents > UINT32_MAX) return false;
        if ((*nomem = !name.p || !mg_vec_push(&l->segments, (mg_ledger_segment){name, (uint32_t)documents}))) return false;
    }
    for (uint64_t n = get_count(r, 13); n && !r->bad; n--)
        if (!get_file(r, l, nomem)) return false;
    return !r->bad && r->at == r->bytes.n;
}

mg_status mg_ledger_decode(mg_span bytes, mg_ledger *out, mg_error *err)
{
    size_t head = strlen(HEAD);
    if (!mg_span_starts(bytes, MG_SPAN(HEAD)))
        return mg_fail(err, MG_CORRUPT, "it is no ledger of this version of Morgue: build the index anew with morgue-index --full");
    bool nomem = false;
    reader crc = {bytes, bytes.n - 4, false}, r = {mg_span_sub(bytes, 0, bytes.n - 4), head, false};
    if (get_bytes(&crc, 4) == mg_crc32(r.bytes) && get_ledger(&r, out, &nomem)) return MG_OK;
    if (nomem) return mg_fail_nomem(err, "reading the ledger");
    return mg_fail(err, MG_CORRUPT, "the ledger is damaged near byte %zu: build the index anew with morgue-index --full", r.at);
}

mg_status mg_ledger_read(const char *path, mg_ledger *out, mg_error *err)
{
    mg_buf bytes = MG_BUF_INIT;
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_file_read(path, LEDGER_MAX, &bytes, &why);
    if (status == MG_OK) status = mg_ledger_decode(mg_buf_span(&bytes), out, &why);
    if (status != MG_OK) {
        mg_error_prefix(&why, "%s", path);
        mg_fail(err, status, "%s", why.msg);
    }
    mg_buf_dispose(&bytes);
    return status;
}

void mg_ledger_dispose(mg_ledger *l)
{
    mg_vec_free(&l->settings);
    mg_vec_free(&l->roots);
    mg_vec_free(&l->segments);
    mg_vec_free(&l->files);
    mg_vec_free(&l->docs);
    mg_vec_free(&l->failures);
    mg_arena_dispose(&l->arena);
}
