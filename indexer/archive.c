/* archive.c - see archive.h. */
#include "indexer/archive.h"

#include "common/hash.h"
#include "common/io.h"
#include "common/vec.h"

#include <fcntl.h>
#include <unistd.h>

#define HEAD 4096 /* bytes that tell what a large file is */

typedef struct {
    mg_span path;
    const char *full;
    uint32_t root;
    bool named; /* the user named this very file */
    uint64_t size;
    int64_t mtime_ns, ctime_ns;
} file_entry;

typedef struct {
    size_t first;          /* of the chosen files */
    uint64_t bytes_before; /* of all files before it */
} unit_entry;

typedef struct {
    uint32_t root;
    mg_span path;
} unread_entry;

struct mg_archive {
    const mg_reading *walking; /* while walking */
    mg_arena arena;            /* holds the paths */
    MG_VEC(file_entry) files;
    uint32_t root; /* that is walked */
    MG_VEC(unread_entry) unread;
    bool nomem;
    MG_VEC(size_t) chosen; /* files to read */
    MG_VEC(unit_entry) units;
    const uint64_t *hashes;
    uint64_t bytes; /* of what is chosen */
    mg_spans include, exclude;
};

static mg_status on_file(void *payload, const mg_found *found, mg_error *err)
{
    mg_archive *a = payload;
    mg_span full = mg_arena_copy(&a->arena, mg_span_str(found->full));
    if (!full.p) return mg_fail_nomem(err, "walking the archive");
    mg_span path = mg_span_sub(full, full.n - found->path.n, full.n); /* it ends the other */
    file_entry entry = {path, full.p, found->root, false, found->size, found->mtime_ns, found->ctime_ns};
    if (!mg_vec_push(&a->files, entry)) return mg_fail_nomem(err, "walking the archive");
    return MG_OK;
}

static void on_walk_problem(void *payload, mg_span path, const mg_error *why)
{
    mg_archive *a = payload;
    mg_span copy = mg_arena_copy(&a->arena, path);
    bool unread = why->code == MG_IO || why->code == MG_NOMEM;
    a->nomem |= !copy.p || (unread && !mg_vec_push(&a->unread, (unread_entry){a->root, copy}));
    a->walking->problem(a->walking->payload, path, (mg_span){0}, why);
}

/* Few units cost less, as a word is looked up less often when they are put together; small ones let threads end together. So
 * a unit is a share of what is left: large at first. */
#define SHARES_PER_JOB 2

static mg_status make_units(mg_archive *a, size_t jobs, mg_error *err)
{
    uint64_t before = 0, end = 0; /* end: of the unit, in bytes */
    for (size_t i = 0; i < a->chosen.n; i++) {
        if (before >= end) {
            uint64_t share = jobs > 1 ? (a->bytes - before) / (jobs * SHARES_PER_JOB) : MG_UNIT_MAX;
            end = before + MG_MIN(MG_UNIT_MAX, MG_MAX(MG_UNIT_MIN, share));
            if (!mg_vec_push(&a->units, (unit_entry){i, before})) return mg_fail_nomem(err, "walking the archive");
        }
        before += a->files.v[a->chosen.v[i]].size;
    }
    return MG_OK;
}

mg_status mg_archive_choose(mg_archive *a, const bool *wanted, const uint64_t *hashes, size_t jobs, mg_error *err)
{
    a->hashes = hashes;
    for (size_t i = 0; i < a->files.n; i++) {
        if (wanted && !wanted[i]) continue;
        if (!mg_vec_push(&a->chosen, i)) return mg_fail_nomem(err, "walking the archive");
        a->bytes += a->files.v[i].size;
    }
    return make_units(a, jobs, err);
}

static mg_status walk_root(mg_archive *a, const mg_archive_files *which, size_t root, const mg_walk_opts *walk,
                           mg_error *err)
{
    size_t before = a->files.n;
    MG_TRY(mg_walk(which->roots.v[root].p, (uint32_t)root, walk, err));
    bool single = a->files.n == before + 1 && strcmp(a->files.v[before].full, which->roots.v[root].p) == 0;
    if (single) a->files.v[before].named = true;
    return MG_OK;
}

/* A file that an earlier list named is gone like one that a walk does not find; and like one of a walk, it is told of when it cannot
 * be looked at. */
static mg_status take_listed(mg_archive *a, const mg_listed *file, const mg_walk_opts *walk, mg_error *err)
{
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_walk_one(file->full, file->base, file->root, walk, &why);
    if (status != MG_OK && status != MG_NOTFOUND && status != MG_IO && status != MG_FORMAT) return mg_fail(err, status, "%s", why.msg);
    if (status != MG_OK && (file->fresh || status != MG_NOTFOUND)) on_walk_problem(a, mg_span_str(file->full + file->base), &why);
    return MG_OK;
}

mg_status mg_archive_open(const mg_archive_files *which, const mg_reading *reading, mg_archive **out, mg_error *err)
{
    mg_archive *a = calloc(1, sizeof *a);
    if (!a) return mg_fail_nomem(err, "walking the archive");
    *a = (mg_archive){.walking = reading, .include = which->include, .exclude = which->exclude};
    mg_walk_opts walk = {which->include, which->exclude, on_file, on_walk_problem, a};
    mg_status status = MG_OK;
    size_t next = 0;
    for (size_t i = 0; i < which->roots.n && status == MG_OK; i++) {
        a->root = (uint32_t)i;
        bool is_list = which->is_list && which->is_list[i], is_left = which->is_left && which->is_left[i];
        if (!is_list && !is_left) status = walk_root(a, which, i, &walk, err);
        for (; next < which->n_listed && which->listed[next].root == i && status == MG_OK; next++)
            if (is_list && !is_left) status = take_listed(a, &which->listed[next], &walk, err);
    }
    if (status == MG_OK && a->nomem) status = mg_fail_nomem(err, "walking the archive");
    if (status != MG_OK) mg_archive_close(a);
    else *out = a;
    return status;
}

void mg_archive_close(mg_archive *a)
{
    if (!a) return;
    mg_arena_dispose(&a->arena);
    mg_vec_free(&a->files);
    mg_vec_free(&a->unread);
    mg_vec_free(&a->chosen);
    mg_vec_free(&a->units);
    free(a);
}

/* They are in the order of the walk. */
static bool is_unread(const mg_archive *a, uint32_t root, mg_span path)
{
    size_t low = 0, high = a->unread.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const unread_entry *u = &a->unread.v[mid];
        if (u->root != root ? u->root < root : mg_path_cmp(u->path, path) < 0) low = mid + 1;
        else high = mid;
    }
    return low < a->unread.n && a->unread.v[low].root == root && mg_span_eq(a->unread.v[low].path, path);
}

bool mg_archive_unread(const mg_archive *a, uint32_t root, mg_span path)
{
    for (; a->unread.n; path.n--) {
        if (is_unread(a, root, path)) return true;
        while (path.n && path.p[path.n - 1] != '/') path.n--;
        if (!path.n) return is_unread(a, root, path);
    }
    return false;
}

size_t mg_archive_files_n(const mg_archive *a)
{
    return a->files.n;
}

mg_archive_file mg_archive_file_of(const mg_archive *a, size_t file)
{
    const file_entry *f = &a->files.v[file];
    return (mg_archive_file){f->path, f->root, f->size, f->mtime_ns, f->ctime_ns};
}

size_t mg_archive_units(const mg_archive *a)
{
    return a->units.n;
}

uint64_t mg_archive_bytes_before(const mg_archive *a, size_t unit)
{
    return unit < a->units.n ? a->units.v[unit].bytes_before : a->bytes;
}

/* What the sink of one file carries. */
typedef struct {
    const mg_reading *reading;
    const file_entry *file;
    size_t number;
    uint64_t before; /* hash of its bytes as they were; 0: it is extracted whatever they are */
    bool fatal; /* the caller's callback failed: not the file's fault */
} run;

static mg_status on_article(void *payload, const mg_article *article, mg_error *err)
{
    run *r = payload;
    mg_article copy = *article;
    mg_status status = r->reading->article(r->reading->payload, &copy, r->file->root, r->number, err);
    r->fatal = status != MG_OK;
    return status;
}

static void on_problem(void *payload, mg_span member, const mg_error *why)
{
    const run *r = payload;
    r->reading->problem(r->reading->payload, r->file->path, member, why);
}

static void on_member(void *payload, mg_span member, mg_file_fate fate)
{
    const run *r = payload;
    mg_dealt dealt = {.file = r->number, .path = r->file->path, .member = member, .fate = fate};
    r->reading->file(r->reading->payload, &dealt);
}

/* Only its first bytes are in memory when it is a large container: its descriptor, or -1. */
static int open_large(const file_entry *file, const mg_format *format, size_t limit, mg_buf *head)
{
    if (file->size <= MG_MIN(MG_UNIT_MAX, limit) || (format && format->raw)) return -1;
    int fd = open(file->full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd >= 0 && mg_buf_reserve(head, HEAD) ? pread(fd, head->p, HEAD, 0) : -1;
    mg_span first = {head->p, got > 0 ? (size_t)got : 0};
    if (mg_is_container(first) && !mg_format_of_bytes(first)) {
        head->n = first.n;
        return fd;
    }
    if (fd >= 0) close(fd);
    return -1;
}

static mg_status read_bytes(const file_entry *file, const mg_format *format, size_t limit, mg_buf *bytes, int *fd,
                            mg_error *err)
{
    *fd = open_large(file, format, limit, bytes);
    if (*fd >= 0) return MG_OK;
    if (file->size > limit)
        return mg_fail(err, MG_LIMIT, "it has %llu bytes, over the limit of %zu (--max-file)",
                       (unsigned long long)file->size, limit);
    return mg_file_read(file->full, limit, bytes, err);
}

#define PIECE ((size_t)1 << 20)

/* A hash of all of it, above 0; 0 when it cannot be read. */
static uint64_t hash_of(mg_span bytes, int fd)
{
    uint64_t hash = MG_HASH_START;
    if (fd < 0) return mg_hash_long(hash, bytes) | 1;
    mg_buf piece = MG_BUF_INIT;
    ssize_t got = mg_buf_reserve(&piece, PIECE) ? 1 : -1;
    for (off_t at = 0; got > 0 && (got = pread(fd, piece.p, PIECE, at)) > 0; at += got)
        hash = mg_hash_long(hash, (mg_span){piece.p, (size_t)got});
    mg_buf_dispose(&piece);
    return got < 0 ? 0 : hash | 1;
}

/* Read and extract one file; its own errors end here. */
static mg_status read_file(run *r, const mg_archive *a, const mg_format *format, const struct mg_map *map, mg_buf *bytes,
                           mg_arena *arena, mg_error *err)
{
    mg_sink sink = {arena, on_article, on_problem, r, NULL};
    bool all = !a->include.n || mg_globs_match(a->include, r->file->path.p);
    mg_unpacking unpacking = {a->include, a->exclude, all, on_member, r};
    const mg_limits *limits = mg_limits_or_default(r->reading->limits);
    mg_file_fate fate = MG_FILE_FAILED;
    int fd;
    mg_error why = MG_ERROR_INIT;
    mg_buf_reset(bytes);
    if (r->reading->watch) mg_watch_turn(r->reading->watch, MG_PHASE_READ);
    if (r->reading->begin) MG_TRY(r->reading->begin(r->reading->payload, r->number, err));
    mg_status status = read_bytes(r->file, format, limits->file, bytes, &fd, &why);
    bool refused = status == MG_IO || status == MG_NOTFOUND;
    uint64_t hash = status == MG_OK ? hash_of(mg_buf_span(bytes), fd) : 0;
    bool same = hash && hash == r->before;
    if (r->reading->watch) mg_watch_turn(r->reading->watch, MG_PHASE_EXTRACT);
    if (same) fate = MG_FILE_SAME;
    else if (status == MG_OK) {
        mg_file file = {.bytes = mg_buf_span(bytes), .path = r->file->path, .map = map, .limits = limits};
        status = mg_unpack(&file, fd, format, &unpacking, &sink, &fate, &why);
    }
    if (fd >= 0) close(fd);
    if (r->fatal) return mg_fail(err, status, "%s", why.msg);
    if (fate == MG_FILE_UNKNOWN && r->file->named) fate = MG_FILE_FAILED;
    if (status != MG_OK && fate != MG_FILE_UNKNOWN) on_problem(r, (mg_span){0}, &why);
    mg_dealt dealt = {r->number, r->file->path, {0}, fate, fd < 0 ? bytes->n : r->file->size, hash, refused};
    r->reading->file(r->reading->payload, &dealt);
    return MG_OK;
}

void mg_reading_room_dispose(mg_reading_room *room)
{
    mg_buf_dispose(&room->bytes);
    mg_arena_dispose(&room->arena);
}

/* The files numbered so, or if that is NULL those of all whose path is wanted. */
static mg_status read_files(const mg_archive *a, const size_t *numbers, size_t n, bool (*wanted)(mg_span path),
                            const mg_format *format, const struct mg_map *map, const mg_reading *reading, mg_error *err)
{
    mg_reading_room own = {0}, *room = reading->room ? reading->room : &own;
    mg_status status = MG_OK;
    for (size_t i = 0; i < n && status == MG_OK; i++) {
        size_t number = numbers ? numbers[i] : i;
        if (wanted && !wanted(a->files.v[number].path)) continue;
        run r = {reading, &a->files.v[number], number, a->hashes && !wanted ? a->hashes[number] : 0, false};
        status = read_file(&r, a, format, map, &room->bytes, &room->arena, err);
        if (room->bytes.cap > (size_t)64 << 20) mg_buf_dispose(&room->bytes); /* one huge file must not cost all the run */
    }
    mg_reading_room_dispose(&own);
    return status;
}

mg_status mg_archive_read_some(const mg_archive *a, bool (*wanted)(mg_span path), const mg_reading *reading, mg_error *err)
{
    return read_files(a, NULL, a->files.n, wanted, NULL, NULL, reading, err);
}

mg_status mg_archive_read(const mg_archive *a, size_t unit, const mg_format *format, const struct mg_map *map,
                          const mg_reading *reading, mg_error *err)
{
    size_t first = a->units.v[unit].first, end = unit + 1 < a->units.n ? a->units.v[unit + 1].first : a->chosen.n;
    return read_files(a, a->chosen.v + first, end - first, NULL, format, map, reading, err);
}
