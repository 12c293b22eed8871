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

struct mg_archive {
    const mg_build_opts *opts;
    mg_report *report;
    mg_arena arena; /* holds the paths */
    MG_VEC(file_entry) files;
    uint64_t bytes, fingerprint, problems; /* problems: met while walking */
};

static mg_status on_file(void *payload, const mg_found *found, mg_error *err)
{
    mg_archive *a = payload;
    mg_span full = mg_arena_copy(&a->arena, mg_span_str(found->full));
    file_entry entry = {mg_arena_copy(&a->arena, found->path), full.p, found->root, false, found->size};
    if (!full.p || !entry.path.p || !mg_vec_push(&a->files, entry)) return mg_fail_nomem(err, "walking the archive");
    a->bytes += found->size;
    a->fingerprint = mg_hash(a->fingerprint, (mg_span){full.p, full.n + 1});
    a->fingerprint = mg_hash(a->fingerprint, (mg_span){(const char *)&found->size, sizeof found->size});
    a->fingerprint = mg_hash(a->fingerprint, (mg_span){(const char *)&found->mtime_ns, sizeof found->mtime_ns});
    return MG_OK;
}

static void on_walk_problem(void *payload, mg_span path, const mg_error *why)
{
    mg_archive *a = payload;
    a->problems++;
    mg_report_problem(a->report, path, (mg_span){0}, why);
}

mg_status mg_archive_open(mg_spans roots, const mg_build_opts *opts, mg_report *report, mg_archive **out, mg_error *err)
{
    mg_archive *a = calloc(1, sizeof *a);
    if (!a) return mg_fail_nomem(err, "walking the archive");
    *a = (mg_archive){.opts = opts, .report = report, .fingerprint = MG_HASH_START};
    mg_walk_opts walk = {opts->include, opts->exclude, on_file, on_walk_problem, a};
    mg_status status = MG_OK;
    for (size_t i = 0; i < roots.n && status == MG_OK; i++) {
        size_t before = a->files.n;
        status = mg_walk(roots.v[i].p, (uint32_t)i, &walk, err);
        bool single = a->files.n == before + 1 && strcmp(a->files.v[before].full, roots.v[i].p) == 0;
        if (single) a->files.v[before].named = true;
    }
    if (status != MG_OK) mg_archive_close(a);
    else *out = a;
    return status;
}

void mg_archive_close(mg_archive *a)
{
    if (!a) return;
    mg_arena_dispose(&a->arena);
    mg_vec_free(&a->files);
    free(a);
}

uint64_t mg_archive_fingerprint(const mg_archive *a)
{
    return a->fingerprint;
}

/* What the sink of one run carries. */
typedef struct {
    mg_archive *archive;
    const file_entry *file;
    mg_summary *summary;
    mg_status (*article)(void *payload, mg_article *article, uint32_t root, mg_error *err);
    void *payload;
    bool fatal; /* the caller's callback failed: not the file's fault */
} run;

static mg_status on_article(void *payload, const mg_article *article, mg_error *err)
{
    run *r = payload;
    mg_article copy = *article;
    mg_status status = r->article(r->payload, &copy, r->file->root, err);
    r->fatal = status != MG_OK;
    return status;
}

static void on_problem(void *payload, mg_span member, const mg_error *why)
{
    run *r = payload;
    r->summary->skipped++;
    mg_report_problem(r->archive->report, r->file->path, member, why);
}

/* Read and extract one file; its own errors end here. */
static mg_status each_file(run *r, mg_buf *bytes, mg_arena *arena, mg_error *err)
{
    mg_archive *a = r->archive;
    mg_sink sink = {arena, on_article, on_problem, r};
    mg_error why = MG_ERROR_INIT;
    mg_buf_reset(bytes);
    mg_status status = mg_file_read(r->file->full, MG_FILE_MAX, bytes, &why);
    r->summary->bytes_read += bytes->n;
    if (status == MG_OK) {
        mg_file file = {mg_buf_span(bytes), r->file->path, {0}};
        status = mg_extract(&file, a->opts->format, &sink, &why);
    }
    if (r->fatal) return mg_fail(err, status, "%s", why.msg);
    if (status == MG_NOTFOUND && !r->file->named) {
        r->summary->unknown++;
        mg_report_unknown(a->report, r->file->path);
        return MG_OK;
    }
    r->summary->files++;
    if (status != MG_OK) on_problem(r, (mg_span){0}, &why);
    return MG_OK;
}

mg_status mg_archive_each(mg_archive *a, mg_summary *summary,
                          mg_status (*article)(void *payload, mg_article *article, uint32_t root, mg_error *err),
                          void *payload, mg_error *err)
{
    run r = {a, NULL, summary, article, payload, false};
    mg_buf bytes = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    mg_status status = MG_OK;
    uint64_t done = 0;
    summary->skipped += a->problems;
    for (size_t i = 0; i < a->files.n && status == MG_OK; i++) {
        r.file = &a->files.v[i];
        mg_report_progress(a->report, done, a->bytes, summary->articles);
        status = each_file(&r, &bytes, &arena, err);
        done += r.file->size;
        if (bytes.cap > (size_t)64 << 20) mg_buf_dispose(&bytes); /* one huge file must not cost all the run */
    }
    mg_buf_dispose(&bytes);
    mg_arena_dispose(&arena);
    return status;
}
