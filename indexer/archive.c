/* archive.c - see archive.h. */
#include "indexer/archive.h"

#include "common/hash.h"
#include "common/io.h"
#include "common/vec.h"

typedef struct {
    mg_span path;
    const char *full;
    uint32_t root;
    bool named; /* the user named this very file */
    uint64_t size;
} file_entry;

typedef struct {
    size_t first;          /* file */
    uint64_t bytes_before; /* of all files before it */
} unit_entry;

struct mg_archive {
    const mg_reading *walking; /* while walking */
    mg_arena arena;            /* holds the paths */
    MG_VEC(file_entry) files;
    MG_VEC(unit_entry) units;
    uint64_t bytes, fingerprint;
};

static mg_status on_file(void *payload, const mg_found *found, mg_error *err)
{
    mg_archive *a = payload;
    mg_span full = mg_arena_copy(&a->arena, mg_span_str(found->full));
    file_entry entry = {mg_arena_copy(&a->arena, found->path), full.p, found->root, false, found->size};
    if (!full.p || !entry.path.p || !mg_vec_push(&a->files, entry))
        return mg_fail_nomem(err, "walking the archive");
    a->bytes += found->size;
    a->fingerprint = mg_hash(a->fingerprint, (mg_span){full.p, full.n + 1});
    a->fingerprint = mg_hash(a->fingerprint, (mg_span){(const char *)&found->size, sizeof found->size});
    a->fingerprint = mg_hash(a->fingerprint, (mg_span){(const char *)&found->mtime_ns, sizeof found->mtime_ns});
    return MG_OK;
}

static void on_walk_problem(void *payload, mg_span path, const mg_error *why)
{
    const mg_archive *a = payload;
    a->walking->problem(a->walking->payload, path, (mg_span){0}, why);
}

/* Few units cost less, as a word is looked up less often when they are put together; small ones let threads end together. So
 * a unit is a share of what is left: large at first. */
#define SHARES_PER_JOB 2

static mg_status make_units(mg_archive *a, size_t jobs, mg_error *err)
{
    uint64_t before = 0, end = 0; /* end: of the unit, in bytes */
    for (size_t i = 0; i < a->files.n; i++) {
        if (before >= end) {
            uint64_t share = jobs > 1 ? (a->bytes - before) / (jobs * SHARES_PER_JOB) : MG_UNIT_MAX;
            end = before + MG_MIN(MG_UNIT_MAX, MG_MAX(MG_UNIT_MIN, share));
            if (!mg_vec_push(&a->units, (unit_entry){i, before})) return mg_fail_nomem(err, "walking the archive");
        }
        before += a->files.v[i].size;
    }
    return MG_OK;
}

mg_status mg_archive_open(mg_spans roots, mg_spans include, mg_spans exclude, size_t jobs,
                          const mg_reading *reading, mg_archive **out, mg_error *err)
{
    mg_archive *a = calloc(1, sizeof *a);
    if (!a) return mg_fail_nomem(err, "walking the archive");
    *a = (mg_archive){.walking = reading, .fingerprint = MG_HASH_START};
    mg_walk_opts walk = {include, exclude, on_file, on_walk_problem, a};
    mg_status status = MG_OK;
    for (size_t i = 0; i < roots.n && status == MG_OK; i++) {
        size_t before = a->files.n;
        status = mg_walk(roots.v[i].p, (uint32_t)i, &walk, err);
        bool single = a->files.n == before + 1 && strcmp(a->files.v[before].full, roots.v[i].p) == 0;
        if (single) a->files.v[before].named = true;
    }
    if (status == MG_OK) status = make_units(a, jobs, err);
    if (status != MG_OK) mg_archive_close(a);
    else *out = a;
    return status;
}

void mg_archive_close(mg_archive *a)
{
    if (!a) return;
    mg_arena_dispose(&a->arena);
    mg_vec_free(&a->files);
    mg_vec_free(&a->units);
    free(a);
}

uint64_t mg_archive_fingerprint(const mg_archive *a)
{
    return a->fingerprint;
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
    bool fatal; /* the caller's callback failed: not the file's fault */
} run;

static mg_status on_article(void *payload, const mg_article *article, mg_error *err)
{
    run *r = payload;
    mg_article copy = *article;
    mg_status status = r->reading->article(r->reading->payload, &copy, r->file->root, err);
    r->fatal = status != MG_OK;
    return status;
}

static void on_problem(void *payload, mg_span member, const mg_error *why)
{
    const run *r = payload;
    r->reading->problem(r->reading->payload, r->file->path, member, why);
}

/* Read and extract one file; its own errors end here. */
static mg_status read_file(run *r, const mg_format *format, const struct mg_map *map, mg_buf *bytes, mg_arena *arena,
                           mg_error *err)
{
    mg_sink sink = {arena, on_article, on_problem, r};
    mg_error why = MG_ERROR_INIT;
    mg_buf_reset(bytes);
    if (r->reading->watch) mg_watch_turn(r->reading->watch, MG_PHASE_READ);
    mg_status status = mg_file_read(r->file->full, MG_FILE_MAX, bytes, &why);
    if (r->reading->watch) mg_watch_turn(r->reading->watch, MG_PHASE_EXTRACT);
    if (status == MG_OK) {
        mg_file file = {.bytes = mg_buf_span(bytes), .path = r->file->path, .map = map};
        status = mg_extract(&file, format, &sink, &why);
    }
    if (r->fatal) return mg_fail(err, status, "%s", why.msg);
    bool known = status != MG_NOTFOUND || r->file->named;
    r->reading->file(r->reading->payload, r->file->path, bytes->n, known);
    if (status != MG_OK && known) on_problem(r, (mg_span){0}, &why);
    return MG_OK;
}

mg_status mg_archive_read(const mg_archive *a, size_t unit, const mg_format *format, const struct mg_map *map,
                          const mg_reading *reading, mg_error *err)
{
    size_t end = unit + 1 < a->units.n ? a->units.v[unit + 1].first : a->files.n;
    mg_buf bytes = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    mg_status status = MG_OK;
    for (size_t i = a->units.v[unit].first; i < end && status == MG_OK; i++) {
        run r = {reading, &a->files.v[i], false};
        status = read_file(&r, format, map, &bytes, &arena, err);
        if (bytes.cap > (size_t)64 << 20) mg_buf_dispose(&bytes); /* one huge file must not cost all the run */
    }
    mg_buf_dispose(&bytes);
    mg_arena_dispose(&arena);
    return status;
}
