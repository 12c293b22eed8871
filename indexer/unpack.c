/* unpack.c - see unpack.h. libarchive reads containers; gzip, in which most archives come, is inflated before by ISA-L,
 * which takes half the time and looks at the checksum, which libarchive does not. */
#include "indexer/unpack.h"

#include "common/deflate.h"
#include "common/utf8.h"
#include "indexer/charset.h"
#include "indexer/walk.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <unistd.h>

#define PIECE ((size_t)256 << 10) /* read or inflated at once */
#define PROBLEMS_MAX 10000        /* told of one container by name; more are counted */
#define RETRIES_MAX 100
#define TAR_BLOCK 512

/* ---- what is a container ---- */

static bool is_old_tar(mg_span head)
{
    if (head.n < TAR_BLOCK) return false;
    unsigned long sum = 0, said = 0;
    for (size_t i = 0; i < TAR_BLOCK; i++) sum += i >= 148 && i < 156 ? ' ' : (unsigned char)head.p[i];
    size_t at = 148;
    while (at < 156 && head.p[at] == ' ') at++;
    for (; at < 156 && head.p[at] >= '0' && head.p[at] <= '7'; at++) said = said * 8 + (unsigned long)(head.p[at] - '0');
    return sum == said && head.p[0];
}

/* A zip that an office program, an e-book or Java made of one document. */
static bool is_document(mg_span head)
{
    static const mg_span firsts[] = {MG_SPAN("[Content_Types].xml"), MG_SPAN("mimetype"), MG_SPAN("_rels/"),
                                     MG_SPAN("META-INF/"),           MG_SPAN("docProps/"), MG_SPAN("word/"),
                                     MG_SPAN("xl/"),                 MG_SPAN("ppt/")};
    for (size_t i = 0; i < MG_COUNT(firsts); i++)
        if (mg_span_starts(mg_span_sub(head, 30, head.n), firsts[i])) return true;
    return false;
}

static bool is_gzip(mg_span head)
{
    return mg_span_starts(head, MG_SPAN("\x1f\x8b\x08"));
}

bool mg_is_container(mg_span head)
{
    static const mg_span magics[] = {
        MG_SPAN("\xfd" "7zXZ\0"), MG_SPAN("\x28\xb5\x2f\xfd"),       MG_SPAN("\x04\x22\x4d\x18"), MG_SPAN("\x1f\x9d"),
        MG_SPAN("LZIP\x01"),     MG_SPAN("7z\xbc\xaf\x27\x1c"), MG_SPAN("PK\x05\x06"),     MG_SPAN("PK\x07\x08PK\x03\x04")};
    if (mg_span_starts(head, MG_SPAN("PK\x03\x04"))) return !is_document(head);
    if (is_gzip(head) || is_old_tar(head)) return true;
    if (mg_span_starts(head, MG_SPAN("BZh"))) {
        mg_span block = mg_span_sub(head, 4, 10);
        return mg_span_eq(block, MG_SPAN("1AY&SY")) || mg_span_eq(block, MG_SPAN("\x17\x72\x45\x38\x50\x90"));
    }
    for (size_t i = 0; i < MG_COUNT(magics); i++)
        if (mg_span_starts(head, magics[i])) return true;
    return false;
}

static bool ends_in(mg_span path, mg_span suffix)
{
    return path.n > suffix.n && mg_span_eq_nocase(mg_span_sub(path, path.n - suffix.n, path.n), suffix);
}

/* The path without the suffix that a compressor put behind it. */
static mg_span without_suffix(mg_span path)
{
    static const mg_span suffixes[] = {MG_SPAN(".gz"),  MG_SPAN(".bz2"), MG_SPAN(".xz"), MG_SPAN(".zst"),
                                       MG_SPAN(".lz4"), MG_SPAN(".lz"),  MG_SPAN(".z")};
    for (size_t i = 0; i < MG_COUNT(suffixes); i++)
        if (ends_in(path, suffixes[i])) return mg_span_sub(path, 0, path.n - suffixes[i].n);
    return path;
}

bool mg_is_container_name(mg_span path)
{
    static const mg_span suffixes[] = {MG_SPAN(".zip"), MG_SPAN(".tar"),  MG_SPAN(".7z"),  MG_SPAN(".tgz"), MG_SPAN(".tbz"),
                                       MG_SPAN(".tbz2"), MG_SPAN(".txz"), MG_SPAN(".tzst"), MG_SPAN(".tlz")};
    if (without_suffix(path).n < path.n) return true;
    for (size_t i = 0; i < MG_COUNT(suffixes); i++)
        if (ends_in(path, suffixes[i])) return true;
    return false;
}

/* ---- one file and all that is in it ---- */

typedef struct {
    const mg_file *file; /* the outermost */
    const mg_format *format;
    const mg_unpacking *how;
    const mg_limits *limits;
    mg_sink *sink;
    mg_clock clock;
    uint64_t packed, unpacked; /* bytes: its own, and those that came of them on all levels */
    uint64_t members;
    size_t problems;
    bool stopped; /* a limit of the whole was hit: nothing more is read */
    bool fatal;   /* the caller's callback failed */
    locale_t utf8, before; /* the thread's, while and before a container is open */
} run;

/* A file at some level. */
typedef struct {
    mg_span member; /* its path; empty for the outermost */
    mg_span name;   /* the same, without the suffixes of compressors */
    uint64_t depth; /* containers around it */
    bool wanted;
} place;

static void tell(run *r, mg_span member, const mg_error *why)
{
    if (++r->problems <= PROBLEMS_MAX) r->sink->problem(r->sink->payload, member, why);
}

static mg_status read_any(run *r, mg_span bytes, int fd, const place *at, mg_file_fate *fate, mg_error *err);

/* ---- articles of a member ---- */

typedef struct {
    run *r;
    mg_span member;
} member_sink;

static mg_status on_article(void *payload, const mg_article *article, mg_error *err)
{
    run *r = ((member_sink *)payload)->r;
    mg_status status = r->sink->article(r->sink->payload, article, err);
    r->fatal = status != MG_OK;
    return status;
}

static void on_problem(void *payload, mg_span inner, const mg_error *why)
{
    const member_sink *m = payload;
    mg_buf both = MG_BUF_INIT;
    mg_buf_add(&both, m->member);
    if (m->member.n && inner.n && inner.p[0] != '#') mg_buf_addc(&both, ' ');
    mg_buf_add(&both, inner);
    tell(m->r, both.failed ? m->member : mg_buf_span(&both), why);
    mg_buf_dispose(&both);
}

static mg_status extract(run *r, mg_span bytes, const place *at, mg_file_fate *fate, mg_error *err)
{
    member_sink m = {r, at->member};
    mg_sink sink = {r->sink->arena, on_article, on_problem, &m, &r->clock};
    mg_file file = *r->file;
    file.bytes = bytes;
    file.member = at->member;
    file.name = at->name;
    file.limits = r->limits;
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_extract(&file, r->format, &sink, &why);
    mg_arena_reset(r->sink->arena);
    if (status == MG_NOTFOUND && mg_is_container_name(at->name)) {
        mg_error_clear(&why);
        status = mg_fail(&why, MG_FORMAT, bytes.n ? "is no archive, though its name says so" : "the file is empty");
    }
    *fate = status == MG_OK         ? MG_FILE_READ
            : status == MG_NOTFOUND ? MG_FILE_UNKNOWN
            : bytes.n               ? MG_FILE_FAILED
                                    : MG_FILE_EMPTY;
    return status == MG_OK ? MG_OK : mg_fail(err, status, "%s", why.msg);
}

/* ---- the bytes of a container ---- */

typedef struct {
    run *r;
    mg_span bytes; /* in memory, or of the file... */
    int fd;
    uint64_t at, size;
    mg_buf piece;
    mg_gunzip *gunzip; /* or NULL */
    mg_span packed;    /* what it has not yet inflated */
    mg_buf inflated;
    mg_error err; /* why there are no more */
} source;

/* The next bytes as they are; none at the end. */
static mg_status next_piece(source *s, mg_span *out, mg_error *err)
{
    size_t n = (size_t)MG_MIN(s->size - s->at, PIECE);
    *out = (mg_span){NULL, 0};
    if (s->fd < 0) {
        *out = mg_span_sub(s->bytes, (size_t)s->at, (size_t)s->at + n);
    } else if (n) {
        if (!mg_buf_reserve(&s->piece, n)) return mg_fail_nomem(err, "reading a container");
        ssize_t got;
        while ((got = pread(s->fd, s->piece.p, n, (off_t)s->at)) < 0 && errno == EINTR) {}
        if (got < 0) return mg_fail_sys(err, errno, "it cannot be read");
        *out = (mg_span){s->piece.p, (size_t)got};
    }
    s->at += out->n;
    return MG_OK;
}

static mg_status next_inflated(source *s, mg_span *out, mg_error *err)
{
    if (!mg_buf_reserve(&s->inflated, PIECE)) return mg_fail_nomem(err, "inflating a file");
    out->p = s->inflated.p;
    while (!out->n) {
        if (!s->packed.n) MG_TRY(next_piece(s, &s->packed, err));
        if (!s->packed.n && mg_gunzip_whole(s->gunzip)) break;
        if (!s->packed.n) return mg_fail(err, MG_FORMAT, "the gzip file is cut short");
        MG_TRY(mg_gunzip_some(s->gunzip, &s->packed, s->inflated.p, PIECE, &out->n, err));
    }
    return MG_OK;
}

/* None behind an error, either, which is kept. */
static mg_span next_bytes(source *s)
{
    mg_span out = {NULL, 0};
    if (s->err.code != MG_OK || mg_clock_check(&s->r->clock, &s->err) != MG_OK) return out;
    (void)!(s->gunzip ? next_inflated(s, &out, &s->err) : next_piece(s, &out, &s->err)); /* what came before it is good */
    return out;
}

/* libarchive would forget what it has not yet looked at if it heard of an error: so it is told of an end. */
static la_ssize_t on_read(struct archive *a, void *payload, const void **block)
{
    (void)a;
    mg_span bytes = next_bytes(payload);
    *block = bytes.p;
    return (la_ssize_t)bytes.n;
}

static la_int64_t on_skip(struct archive *a, void *payload, la_int64_t n)
{
    source *s = payload;
    (void)a;
    if (n <= 0) return 0;
    uint64_t skipped = MG_MIN((uint64_t)n, s->size - s->at);
    s->at += skipped;
    return (la_int64_t)skipped;
}

static la_int64_t on_seek(struct archive *a, void *payload, la_int64_t offset, int whence)
{
    source *s = payload;
    la_int64_t size = (la_int64_t)s->size, from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (la_int64_t)s->at : size;
    if (offset < -from || offset > size - from) {
        archive_set_error(a, EINVAL, "it points past its own end");
        return ARCHIVE_FATAL;
    }
    s->at = (uint64_t)(from + offset);
    return from + offset;
}

static mg_status source_open(source *s, run *r, mg_span bytes, int fd, mg_error *err)
{
    *s = (source){.r = r, .bytes = bytes, .fd = fd, .size = bytes.n, .err = MG_ERROR_INIT};
    if (fd >= 0) {
        off_t end = lseek(fd, 0, SEEK_END);
        if (end < 0) return mg_fail_sys(err, errno, "it cannot be read");
        s->size = (uint64_t)end;
    }
    return is_gzip(bytes) ? mg_gunzip_new(&s->gunzip, err) : MG_OK;
}

static void source_close(source *s)
{
    mg_gunzip_free(s->gunzip);
    mg_buf_dispose(&s->piece);
    mg_buf_dispose(&s->inflated);
}

/* ---- a container ---- */

typedef struct {
    run *r;
    const place *at;
    source source;
    struct archive *archive;
    bool sized;     /* its header says how large the present member is */
    bool ended;     /* no other member can be had */
    mg_buf path;    /* of a member */
    mg_buf content; /* of a member */
} container;

/* Why its bytes ended before their time, if they did. */
static mg_status source_status(const source *s, mg_error *err)
{
    return s->err.code == MG_OK ? MG_OK : mg_fail(err, s->err.code, "%s", s->err.msg);
}

static mg_status said(const container *c, mg_error *err)
{
    MG_TRY(source_status(&c->source, err));
    const char *why = archive_error_string(c->archive);
    int number = archive_errno(c->archive);
    if (number == ENOMEM) why = "it wants more memory than there is"; /* which a hostile one may: no reason to end the run */
    return mg_fail(err, MG_FORMAT, "%s", why && *why ? why : "it is damaged");
}

static mg_status container_open(container *c, mg_error *err)
{
    struct archive *a = c->archive = archive_read_new();
    if (!a) return mg_fail_nomem(err, "opening a container");
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_compress(a);
    archive_read_support_filter_lz4(a);
    archive_read_support_filter_lzip(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_empty(a);
    archive_read_support_format_raw(a);
    archive_read_set_read_callback(a, on_read);
    if (!c->source.gunzip) {
        archive_read_set_skip_callback(a, on_skip);
        archive_read_set_seek_callback(a, on_seek);
    }
    archive_read_set_callback_data(a, &c->source);
    return archive_read_open1(a) == ARCHIVE_OK ? MG_OK : said(c, err);
}

static void container_close(container *c)
{
    if (c->archive) archive_read_free(c->archive);
    source_close(&c->source);
    mg_buf_dispose(&c->path);
    mg_buf_dispose(&c->content);
}

/* Bytes came out of the outermost: is it a bomb? */
static mg_status count(container *c, uint64_t n, mg_error *err)
{
    run *r = c->r;
    r->unpacked += n;
    if (r->unpacked <= MG_RATIO_FREE || r->unpacked / r->limits->ratio <= r->packed) return MG_OK;
    r->stopped = true;
    return mg_fail(err, MG_LIMIT, "%.*s gives more than %llu times its size (--max-ratio); what follows in it is left out",
                   (int)MG_MIN(r->file->path.n, (size_t)100), r->file->path.p, (unsigned long long)r->limits->ratio);
}

static mg_status too_large(const run *r, mg_error *err)
{
    return mg_fail(err, MG_LIMIT, "unpacked it has more than %zu bytes, the limit (--max-file)", r->limits->file);
}

/* Put a block where it belongs: files with holes have zeros between them. */
static mg_status put_block(container *c, mg_span block, uint64_t offset, mg_error *err)
{
    size_t limit = c->r->limits->file;
    mg_buf *out = &c->content;
    if (offset < out->n) return mg_fail(err, MG_FORMAT, "its parts overlap");
    if (offset > limit || block.n > limit - offset) return too_large(c->r, err);
    size_t gap = (size_t)offset - out->n;
    MG_TRY(count(c, gap, err));
    if (!mg_buf_reserve(out, gap + block.n)) return mg_fail_nomem(err, "unpacking a file");
    memset(out->p + out->n, 0, gap);
    out->n += gap;
    mg_buf_add(out, block);
    return MG_OK;
}

/* The data of the present member to c->content, or only past it. */
static mg_status read_data(container *c, bool keep, mg_error *err)
{
    mg_buf_reset(&c->content);
    for (int retries = 0; retries < RETRIES_MAX;) {
        const void *block;
        size_t n;
        la_int64_t offset;
        int got = archive_read_data_block(c->archive, &block, &n, &offset);
        if (got == ARCHIVE_EOF) return MG_OK;
        mg_status status = mg_clock_check(&c->r->clock, err);
        if (status == MG_OK && got == ARCHIVE_RETRY) {
            retries++;
            continue;
        }
        c->ended |= status != MG_OK || got == ARCHIVE_FATAL;
        if (status == MG_OK && got != ARCHIVE_OK) status = said(c, err);
        if (status == MG_OK) status = count(c, n, err);
        if (status == MG_OK && keep) status = put_block(c, (mg_span){block, n}, offset > 0 ? (uint64_t)offset : 0, err);
        MG_TRY(status);
    }
    return mg_fail(err, MG_FORMAT, "it is damaged");
}

/* Go past a member that is not wanted. libarchive does that itself, but would inflate without end. */
static mg_status pass_over(container *c, mg_error *err)
{
    int format = archive_format(c->archive) & ARCHIVE_FORMAT_BASE_MASK;
    bool bare = !c->source.gunzip && archive_filter_count(c->archive) < 2;
    bool cheap = bare && (format == ARCHIVE_FORMAT_TAR || (format == ARCHIVE_FORMAT_ZIP && c->sized));
    if (cheap) return MG_OK;
    mg_error why = MG_ERROR_INIT;
    mg_status status = read_data(c, false, &why);
    if (status == MG_OK || (!c->ended && !c->r->stopped)) return MG_OK; /* what cannot be read was not wanted */
    return mg_fail(err, status, "%s", why.msg);
}

/* The same for a member that was told of. */
static void leave(container *c, mg_span member)
{
    mg_error why = MG_ERROR_INIT;
    if (pass_over(c, &why) != MG_OK) tell(c->r, member, &why);
}

/* ---- names ---- */

/* Append a path without what leads out of the container. False when it is to be passed over. */
static bool add_tidy(mg_span raw, mg_buf *path)
{
    size_t start = path->n;
    mg_span part = {NULL, 0};
    bool hidden = false;
    for (size_t at = 0, end; at < raw.n; at = end + 1) {
        end = mg_span_find(raw, at, '/');
        part = mg_span_sub(raw, at, end);
        if (!part.n || mg_span_eq(part, MG_SPAN(".")) || mg_span_eq(part, MG_SPAN(".."))) continue;
        hidden |= part.p[0] == '.' || mg_span_eq(part, MG_SPAN("__MACOSX"));
        if (path->n > start) mg_buf_addc(path, '/');
        mg_buf_add(path, part);
    }
    if (path->n == start) mg_buf_adds(path, "(no name)");
    return !hidden && !mg_span_eq_nocase(part, MG_SPAN("Thumbs.db"));
}

/* The member's path, behind that of its container, in c->path; *seen: it is not passed over for its name. */
static mg_status name_member(container *c, struct archive_entry *e, bool *seen, mg_error *err)
{
    const char *raw = archive_entry_pathname(e);
    if (!raw) raw = archive_entry_pathname_utf8(e);
    mg_buf utf8 = MG_BUF_INIT;
    mg_buf_reset(&c->path);
    mg_buf_add(&c->path, c->at->member);
    if (c->at->member.n) mg_buf_addc(&c->path, '/');
    mg_span bytes = mg_span_str(raw ? raw : "");
    mg_status status = mg_charset_to_utf8(mg_span_sub(bytes, 0, 4096), (mg_span){NULL, 0}, &utf8, NULL, err);
    if (status == MG_OK) *seen = add_tidy(mg_buf_span(&utf8), &c->path);
    if (status == MG_OK) status = mg_buf_check(&c->path, "naming a member", err);
    mg_buf_dispose(&utf8);
    return status;
}

/* What the globs say of a member: not at all, itself, or perhaps what is in it? */
static bool may_be_wanted(const run *r, const char *path, bool container_wanted, place *member)
{
    const mg_unpacking *how = r->how;
    if (mg_walk_excluded(how->exclude, path)) return false;
    member->wanted = container_wanted || mg_globs_match(how->include, path);
    return member->wanted || mg_is_container_name(member->member);
}

/* ---- members ---- */

static mg_status read_member(container *c, struct archive_entry *e, const place *at, mg_file_fate *fate, mg_error *err)
{
    *fate = MG_FILE_FAILED;
    if (archive_entry_is_encrypted(e) > 0) {
        leave(c, at->member);
        return mg_fail(err, MG_FORMAT, "it is encrypted");
    }
    bool huge = c->sized && archive_entry_size(e) > 0 && (uint64_t)archive_entry_size(e) > c->r->limits->file;
    mg_status status = huge ? too_large(c->r, err) : read_data(c, true, err);
    if (status == MG_LIMIT && !c->ended && !c->r->stopped) leave(c, at->member);
    if (status == MG_FORMAT && c->ended) mg_error_prefix(err, "the archive is damaged, and what follows is lost");
    return status == MG_OK ? read_any(c->r, mg_buf_span(&c->content), -1, at, fate, err) : status;
}

static mg_status on_member(container *c, struct archive_entry *e, mg_error *err)
{
    run *r = c->r;
    bool seen = false;
    c->sized = archive_entry_size_is_set(e);
    if (++r->members > r->limits->members) {
        r->stopped = true;
        return mg_fail(err, MG_LIMIT, "there are more than %llu members (--max-members); the others are left out",
                       (unsigned long long)r->limits->members);
    }
    MG_TRY(name_member(c, e, &seen, err));
    place at = {.member = mg_buf_span(&c->path), .name = mg_buf_span(&c->path), .depth = c->at->depth + 1};
    if (!seen || archive_entry_filetype(e) != AE_IFREG || archive_entry_hardlink(e) || archive_entry_symlink(e) ||
        !may_be_wanted(r, c->path.p, c->at->wanted, &at))
        return pass_over(c, err);
    mg_file_fate fate;
    mg_error why = MG_ERROR_INIT;
    mg_status status = read_member(c, e, &at, &fate, &why);
    if (r->fatal || status == MG_NOMEM) return mg_fail(err, status, "%s", why.msg);
    if (status != MG_OK && fate != MG_FILE_UNKNOWN) tell(r, at.member, &why);
    if (r->how->member && fate != MG_FILE_UNWANTED) r->how->member(r->how->payload, at.member, fate);
    return MG_OK;
}

/* A container may be whole in itself and its wrapping damaged: read to the end of that. */
static mg_status drain(container *c, mg_error *err)
{
    mg_span bytes = {NULL, 0};
    do {
        if (c->source.gunzip) bytes = next_bytes(&c->source);
        MG_TRY(count(c, bytes.n, err));
    } while (bytes.n);
    return source_status(&c->source, err);
}

/* A file that is merely compressed. What came before it broke is taken. */
static mg_status read_stream(container *c, bool empty, mg_file_fate *fate, mg_error *err)
{
    run *r = c->r;
    mg_error why = MG_ERROR_INIT;
    mg_status status = empty ? MG_OK : read_data(c, true, &why);
    if (status == MG_OK) status = drain(c, &why);
    *fate = MG_FILE_FAILED;
    if (status == MG_NOMEM || (status != MG_OK && !c->content.n) || status == MG_LIMIT)
        return mg_fail(err, status, "%s", why.msg);
    if (status != MG_OK) {
        mg_error_prefix(&why, "only the first %zu bytes could be unpacked", c->content.n);
        tell(r, c->at->member, &why);
    }
    place at = *c->at;
    at.name = without_suffix(at.name);
    at.depth++;
    if (!at.wanted) {
        mg_buf path = MG_BUF_INIT;
        mg_buf_add(&path, at.name);
        at.wanted = path.n && mg_globs_match(r->how->include, path.p);
        mg_buf_dispose(&path);
    }
    return read_any(r, mg_buf_span(&c->content), -1, &at, fate, err);
}

/* Each member in turn. Errors: MG_NOTFOUND it is no container at all; others end it, and what came before is kept. */
static mg_status read_members(container *c, mg_file_fate *fate, mg_error *err)
{
    run *r = c->r;
    int retries = 0;
    for (bool first = true; !c->ended && !r->stopped; first = false) {
        struct archive_entry *e;
        mg_clock_start(&r->clock, r->limits);
        int got = archive_read_next_header(c->archive, &e);
        if (got == ARCHIVE_RETRY && retries++ < RETRIES_MAX) continue;
        int format = archive_format(c->archive) & ARCHIVE_FORMAT_BASE_MASK;
        bool has_entry = got == ARCHIVE_OK || got == ARCHIVE_WARN, raw = first && has_entry && format == ARCHIVE_FORMAT_RAW;
        if (raw && !c->source.gunzip && archive_filter_count(c->archive) < 2)
            return mg_fail(err, MG_NOTFOUND, "it is no container");
        if (raw || (first && format == ARCHIVE_FORMAT_EMPTY)) return read_stream(c, !raw, fate, err);
        if (has_entry || got == ARCHIVE_EOF) *fate = MG_FILE_CONTAINER;
        if (got == ARCHIVE_EOF) return drain(c, err);
        if (!has_entry) return said(c, err);
        MG_TRY(on_member(c, e, err));
    }
    return MG_OK;
}

static mg_status read_container(run *r, mg_span bytes, int fd, const place *at, mg_file_fate *fate, mg_error *err)
{
    if (at->depth >= r->limits->depth)
        return mg_fail(err, MG_LIMIT, "containers are in each other more than %llu deep (--max-depth)",
                       (unsigned long long)r->limits->depth);
    if (!r->utf8) { /* in which libarchive gives names: the program's own locale is that of no language */
        r->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
        if (r->utf8) r->before = uselocale(r->utf8);
    }
    container c = {.r = r, .at = at, .path = MG_BUF_INIT, .content = MG_BUF_INIT};
    mg_error why = MG_ERROR_INIT;
    mg_status status = source_open(&c.source, r, bytes, fd, &why);
    if (status == MG_OK) status = container_open(&c, &why);
    if (status == MG_OK) status = read_members(&c, fate, &why);
    container_close(&c);
    if (status != MG_OK && *fate == MG_FILE_CONTAINER && !r->fatal && status != MG_NOMEM) {
        /* It is not lost as a whole. */
        if (r->stopped) r->sink->problem(r->sink->payload, at->member, &why);
        else tell(r, at->member, &why);
        status = MG_OK;
    }
    return status == MG_OK ? MG_OK : mg_fail(err, status, "%s", why.msg);
}

static mg_status read_any(run *r, mg_span bytes, int fd, const place *at, mg_file_fate *fate, mg_error *err)
{
    *fate = MG_FILE_FAILED;
    bool raw = r->format ? r->format->raw : mg_format_of_bytes(bytes) != NULL;
    if (!raw && mg_is_container(bytes)) {
        mg_error why = MG_ERROR_INIT;
        mg_status status = read_container(r, bytes, fd, at, fate, &why);
        if (status == MG_OK) return MG_OK;
        /* Not even libarchive thinks so: a file like others. */
        if (status != MG_NOTFOUND || *fate != MG_FILE_FAILED || fd >= 0) return mg_fail(err, status, "%s", why.msg);
    }
    if (at->wanted) return extract(r, bytes, at, fate, err);
    *fate = MG_FILE_UNWANTED;
    return MG_OK;
}

mg_status mg_unpack(const mg_file *file, int fd, const mg_format *format, const mg_unpacking *unpacking, mg_sink *sink,
                    mg_file_fate *fate, mg_error *err)
{
    run r = {.file = file, .format = format, .how = unpacking, .limits = mg_limits_or_default(file->limits), .sink = sink,
             .packed = file->bytes.n};
    place at = {.name = file->path, .wanted = unpacking->all};
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0) r.packed = (uint64_t)st.st_size;
    mg_clock_start(&r.clock, r.limits);
    mg_status status = read_any(&r, file->bytes, fd, &at, fate, err);
    if (r.utf8) {
        uselocale(r.before);
        freelocale(r.utf8);
    }
    if (r.problems > PROBLEMS_MAX) {
        mg_error more = MG_ERROR_INIT;
        mg_fail(&more, MG_LIMIT, "%zu more problems of its members are not named", r.problems - PROBLEMS_MAX);
        sink->problem(sink->payload, (mg_span){NULL, 0}, &more);
    }
    return status;
}
