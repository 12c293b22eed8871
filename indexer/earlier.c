/* earlier.c - see earlier.h. */
#include "indexer/earlier.h"

#include "common/analyze.h"
#include "common/schema.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static mg_status open_db(const mg_earlier *e, size_t segment, mg_db **out, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_path_segment(e->dir, e->stub.segments[segment].name, &path);
    mg_status status = mg_buf_check(&path, "opening the index", err);
    const char *where = path.p;
    if (status == MG_OK) status = mg_db_open(&where, NULL, 1, out, err);
    if (status != MG_OK && path.p) mg_error_prefix(err, "%s: ", path.p);
    mg_buf_dispose(&path);
    return status;
}

static mg_status db_of(mg_earlier *e, size_t thread, size_t segment, mg_db **out, mg_error *err)
{
    mg_db **db = &e->dbs[thread * e->n + segment];
    if (!*db) MG_TRY(open_db(e, segment, db, err));
    *out = *db;
    return MG_OK;
}

static mg_status check_version(mg_earlier *e, size_t segment, mg_error *err)
{
    mg_db *db;
    mg_buf version = MG_BUF_INIT;
    int layout = 0, analyzer = 0;
    MG_TRY(db_of(e, 0, segment, &db, err));
    mg_status status = mg_db_metadata(db, 0, MG_META_VERSION, &version, err);
    if (status != MG_OK) mg_error_prefix(err, "%s: segment %s: ", e->dir, e->stub.segments[segment].name);
    if (status == MG_OK && (sscanf(version.n ? version.p : "", "%d %d", &layout, &analyzer) != 2 || layout != MG_LAYOUT_VERSION ||
                            analyzer != MG_ANALYZER_VERSION))
        status = mg_fail(err, MG_VERSION,
                         "%s was built by another version of Morgue (layout %d, analyser %d; this one has %d, %d): "
                         "build it anew with morgue-index --full",
                         e->dir, layout, analyzer, MG_LAYOUT_VERSION, MG_ANALYZER_VERSION);
    mg_buf_dispose(&version);
    return status;
}

static mg_status open_removed(mg_earlier *e, size_t segment, mg_error *err)
{
    mg_earlier_segment *s = &e->segments[segment];
    mg_buf path = MG_BUF_INIT;
    mg_path_removed(e->dir, &e->stub.segments[segment], &path);
    mg_status status = mg_buf_check(&path, "opening the index", err);
    if (status == MG_OK) status = mg_removed_open(path.p, &s->removed, err);
    mg_buf_dispose(&path);
    MG_TRY(status);
    for (uint32_t i = 0; i < mg_removed_count(s->removed); i++) {
        uint32_t docid = mg_removed_docid(s->removed, i);
        if (!docid || docid > s->documents || s->gone[docid - 1])
            return mg_fail(err, MG_CORRUPT, "%s: the list of what is removed of segment %s is damaged: build it anew with "
                           "morgue-index --full", e->dir, e->stub.segments[segment].name);
        s->gone[docid - 1] = MG_GONE_BEFORE;
        s->n_gone++;
    }
    return MG_OK;
}

/* Stub and ledger are of one run: they name the same segments. */
static bool agrees(const mg_earlier *e)
{
    if (e->ledger.segments.n != e->stub.n || e->ledger.roots.n != e->roots.n) return false;
    for (size_t i = 0; i < e->stub.n; i++)
        if (!mg_span_eq(e->ledger.segments.v[i].name, mg_span_str(e->stub.segments[i].name))) return false;
    return true;
}

static mg_status open_ledger(mg_earlier *e, mg_error *err)
{
    if (!e->stub.ledger)
        return mg_fail(err, MG_VERSION, "%s was built by an older version of Morgue: build it anew with morgue-index --full", e->dir);
    mg_buf path = MG_BUF_INIT;
    mg_path_ledger(e->dir, e->stub.ledger, &path);
    mg_status status = mg_buf_check(&path, "opening the index", err);
    if (status == MG_OK) status = mg_ledger_read(path.p, &e->ledger, err);
    mg_buf_dispose(&path);
    MG_TRY(status);
    if (agrees(e)) return MG_OK;
    return mg_fail(err, MG_CORRUPT, "%s: the ledger is not of this index: build it anew with morgue-index --full", e->dir);
}

static mg_status open_roots(mg_earlier *e, mg_error *err)
{
    char dir[PATH_MAX];
    if (!realpath(e->dir, dir)) return mg_fail(err, MG_NOTFOUND, "%s cannot be read", e->dir);
    mg_buf lines = MG_BUF_INIT;
    for (size_t i = 0; i < e->stub.archives.n; i++) {
        mg_buf_add(&lines, e->stub.archives.v[i]);
        mg_buf_addc(&lines, '\n');
    }
    mg_status status = mg_buf_check(&lines, "opening the index", err);
    if (status == MG_OK) status = mg_roots_decode(dir, mg_buf_span(&lines), &e->arena, &e->roots, err);
    mg_buf_dispose(&lines);
    return status;
}

mg_status mg_earlier_open(const char *dir, size_t threads, mg_earlier *e, mg_error *err)
{
    *e = (mg_earlier){.dir = dir, .threads = threads};
    MG_TRY(mg_stub_read(dir, &e->arena, &e->stub, err));
    if (!e->stub.generation) return MG_OK;
    e->segments = calloc(e->stub.n + 1, sizeof *e->segments);
    e->dbs = calloc((e->stub.n + 1) * threads, sizeof(mg_db *));
    if (!e->segments || !e->dbs) return mg_fail_nomem(err, "opening the index");
    e->n = e->stub.n;
    for (size_t i = 0; i < e->n; i++) MG_TRY(check_version(e, i, err));
    MG_TRY(open_roots(e, err));
    MG_TRY(open_ledger(e, err));
    for (size_t i = 0; i < e->n; i++) {
        mg_db *db;
        mg_db_info info;
        MG_TRY(db_of(e, 0, i, &db, err));
        MG_TRY(mg_db_get_info(db, &info, err));
        if (info.last_docid != e->ledger.segments.v[i].documents)
            return mg_fail(err, MG_CORRUPT, "%s: segment %s and the ledger disagree: build it anew with morgue-index --full", dir,
                           e->stub.segments[i].name);
        e->segments[i].documents = info.last_docid;
        e->segments[i].gone = calloc(info.last_docid + 1, 1);
        if (!e->segments[i].gone) return mg_fail_nomem(err, "opening the index");
        if (e->stub.segments[i].removed) MG_TRY(open_removed(e, i, err));
    }
    return MG_OK;
}

void mg_earlier_close(mg_earlier *e)
{
    for (size_t i = 0; e->dbs && i < e->n * e->threads; i++) mg_db_close(e->dbs[i]);
    for (size_t i = 0; i < e->n; i++) {
        mg_removed_close(e->segments[i].removed);
        free(e->segments[i].gone);
        free(e->segments[i].moved);
    }
    free(e->segments);
    free(e->dbs);
    mg_ledger_dispose(&e->ledger);
    mg_arena_dispose(&e->arena);
    *e = (mg_earlier){0};
}

uint64_t mg_earlier_articles(const mg_earlier *e)
{
    uint64_t n = 0;
    for (size_t i = 0; i < e->n; i++) n += e->segments[i].documents - e->segments[i].n_gone;
    return n;
}

void mg_earlier_remove(mg_earlier *e, uint32_t segment, uint32_t docid)
{
    mg_earlier_segment *s = &e->segments[segment];
    if (s->gone[docid - 1]) return;
    s->gone[docid - 1] = MG_GONE_NOW;
    s->n_gone++;
    s->n_gone_now++;
}

mg_status mg_earlier_move(mg_earlier *e, uint32_t segment, uint32_t docid, uint32_t to, mg_error *err)
{
    mg_earlier_segment *s = &e->segments[segment];
    if (!s->moved) s->moved = calloc(s->documents, sizeof *s->moved);
    if (!s->moved) return mg_fail_nomem(err, "moving an article");
    mg_earlier_remove(e, segment, docid);
    s->moved[docid - 1] = to;
    return MG_OK;
}

typedef struct {
    const mg_earlier *earlier;
    uint32_t segment;
    mg_earlier_visitor *visit;
    void *payload;
    bool over;
} visiting;

static bool on_posting(void *payload, uint32_t docid, uint32_t wdf)
{
    visiting *v = payload;
    (void)wdf;
    const mg_earlier_segment *s = &v->earlier->segments[v->segment];
    if (docid > s->documents || s->gone[docid - 1] == MG_GONE_BEFORE) return true;
    v->over = !v->visit(v->payload, v->segment, docid);
    return !v->over;
}

mg_status mg_earlier_visit(mg_earlier *e, mg_span term, mg_earlier_visitor *visit, void *payload, mg_error *err)
{
    visiting v = {.earlier = e, .visit = visit, .payload = payload};
    for (size_t i = 0; i < e->n && !v.over; i++) {
        mg_db *db;
        v.segment = (uint32_t)i;
        MG_TRY(db_of(e, 0, i, &db, err));
        mg_status status = mg_db_postings(db, term, on_posting, &v, err);
        if (status != MG_OK) mg_error_prefix(err, "%s: segment %s: ", e->dir, e->stub.segments[i].name);
        MG_TRY(status);
    }
    return MG_OK;
}

mg_status mg_earlier_record(mg_earlier *e, size_t thread, uint32_t segment, uint32_t docid, mg_arena *arena, mg_buf *data,
                            mg_unpacked_text *unpacked, mg_record *out, mg_error *err)
{
    mg_db *db;
    mg_error why = MG_ERROR_INIT;
    mg_buf_reset(data);
    MG_TRY(db_of(e, thread, segment, &db, err));
    mg_status status = mg_db_data(db, docid, data, &why);
    /* A table that does not open is none to libxapian. */
    if (status == MG_OK && !data->n) status = mg_fail_sys(&why, EIO, "it cannot be read");
    if (status == MG_OK) status = mg_record_decode(mg_buf_span(data), arena, unpacked, out, &why);
    if (status != MG_OK)
        return mg_fail(err, status, "%s: article %u of segment %s: %s", e->dir, docid, e->stub.segments[segment].name, why.msg);
    return MG_OK;
}
