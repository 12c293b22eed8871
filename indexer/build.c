/* build.c - see build.h. The stages in order: lock, look at what is there, walk, compare; read what changed and write it, then
 * what is called otherwise now and what is taken in of older segments; bury what is removed; publish; clear away. */
#include "indexer/build.h"

#include "common/analyze.h"
#include "common/hash.h"
#include "common/io.h"
#include "common/layout.h"
#include "common/schema.h"
#include "indexer/again.h"
#include "indexer/bury.h"
#include "indexer/interrupt.h"
#include "indexer/inverted.h"
#include "indexer/ordered.h"
#include "indexer/places.h"
#include "indexer/settle.h"
#include "indexer/writing.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* What became of a file of the archive in this run. */
typedef struct {
    bool read; /* and not found to be the same */
    mg_file_fate fate;
    uint64_t hash, text_bytes;
    bool announces;
    bool short_of_memory; /* there may be more the next time: it is tried again */
    size_t failures, n_failures; /* in build.failures */
} file_state;

/* A new document. */
typedef struct {
    size_t file; /* of the archive */
    uint32_t docid;
} fresh_doc;

typedef struct {
    const mg_build_opts *opts;
    mg_report *report;
    mg_summary *summary;
    mg_lock lock;
    mg_arena arena; /* of the run */
    mg_earlier earlier; /* what the run goes on from: nothing, when all is built anew */
    mg_earlier old;     /* what there was then: to count what is the same */
    const char *language;
    uint64_t settings, generation;
    int64_t now; /* Unix time */
    mg_places places;
    mg_archive *archive;
    mg_changes changes;

    mg_announced told; /* of pages, by files that are called sitemaps */
    char name[24];     /* of the new segment, of the ledger, and before removed files */
    mg_buf path;       /* of the segment */
    mg_writing writing;
    mg_settling settling;
    file_state *files;        /* by file of the archive */
    MG_VEC(mg_failure) failures;
    MG_VEC(fresh_doc) fresh;
    MG_VEC(mg_inverted_announced) announced; /* by all units, in order */
    mg_buf renamed, old_record;
    mg_arena scratch; /* of an article */

    bool *is_absorbed; /* by segment of the index: taken in, or nothing is left of it */
    mg_stub stub;      /* the new one */
    uint32_t *numbers; /* by segment of the index: its number in the new stub */
} build;

static void on_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    build *b = payload;
    b->summary->skipped++;
    mg_report_problem(b->report, path, member, why);
}

/* ---- articles ---- */

/* The record of an article that has another id than it says, in `out`. */
static mg_status rename_record(build *b, mg_span data, const mg_settled *name, mg_buf *out, mg_error *err)
{
    mg_record record;
    mg_buf text = MG_BUF_INIT;
    mg_deflater *deflater = NULL;
    mg_arena_reset(&b->scratch);
    mg_buf_reset(out);
    mg_status status = mg_record_decode(data, &b->scratch, &text, &record, err);
    record.article.id = name->id;
    record.article.claimed = name->claimed;
    if (status == MG_OK) status = mg_deflater_new(&deflater, err); /* rare: not worth keeping one */
    if (status == MG_OK) status = mg_record_encode(&record.article, record.root, deflater, out, err);
    mg_deflater_free(deflater);
    mg_buf_dispose(&text);
    return status;
}

typedef struct {
    build *run;
    mg_span data;
    bool found, same;
    mg_status status;
    mg_error *err;
} comparison;

static bool compare_doc(void *payload, uint32_t segment, uint32_t docid)
{
    comparison *c = payload;
    mg_record record;
    mg_arena_reset(&c->run->scratch);
    c->found = true;
    c->status = mg_earlier_record(&c->run->old, 0, segment, docid, &c->run->scratch, &c->run->old_record, NULL, &record, c->err);
    c->same = c->status == MG_OK && mg_span_eq(mg_buf_span(&c->run->old_record), c->data);
    return false;
}

/* Built anew: was this article in the index before, and the same? */
static mg_status count_anew(build *b, mg_span id, mg_span data, mg_error *err)
{
    comparison c = {.run = b, .data = data, .err = err};
    mg_buf term = MG_BUF_INIT;
    mg_term_exact("Q", id, false, &term);
    mg_status status = mg_buf_check(&term, "naming an article", err);
    if (status == MG_OK) status = mg_earlier_visit(&b->old, mg_buf_span(&term), compare_doc, &c, err);
    mg_buf_dispose(&term);
    MG_TRY(status);
    MG_TRY(c.status);
    *(!c.found ? &b->summary->added : c.same ? &b->summary->unchanged : &b->summary->updated) += 1;
    return MG_OK;
}

/* Store a new article that is settled. */
static mg_status store(build *b, size_t file, mg_span data, const mg_settled *name, mg_error *err)
{
    uint32_t docid;
    if (name->renamed) {
        MG_TRY(rename_record(b, data, name, &b->renamed, err));
        data = mg_buf_span(&b->renamed);
    }
    if (b->old.n) MG_TRY(count_anew(b, name->id, data, err));
    else *(name->was_there ? &b->summary->updated : &b->summary->added) += 1;
    MG_TRY(mg_writing_document(&b->writing, data, name->id, name->renamed ? name->claimed : (mg_span){0}, &docid, err));
    return mg_vec_push(&b->fresh, (fresh_doc){file, docid}) ? MG_OK : mg_fail_nomem(err, "indexing an article");
}

/* ---- units ---- */

static void count_fates(mg_summary *s, const uint64_t *files, const uint64_t *members)
{
    s->files += files[MG_FILE_READ] + files[MG_FILE_CONTAINER];
    s->members += members[MG_FILE_READ] + members[MG_FILE_CONTAINER];
    s->containers += files[MG_FILE_CONTAINER] + members[MG_FILE_CONTAINER];
    s->unknown += files[MG_FILE_UNKNOWN] + members[MG_FILE_UNKNOWN];
    s->empty += files[MG_FILE_EMPTY] + members[MG_FILE_EMPTY];
    s->failed += files[MG_FILE_FAILED] + members[MG_FILE_FAILED];
}

/* Since when does it fail so? */
static int64_t failing_since(const build *b, size_t file, mg_span member, mg_span reason)
{
    size_t before = b->changes.before[file];
    const mg_ledger *l = &b->earlier.ledger;
    for (size_t i = 0; before != MG_NO_FILE && i < l->files.v[before].n_failures; i++) {
        const mg_failure *f = &l->failures.v[l->files.v[before].failures + i];
        if (mg_span_eq(f->member, member) && mg_span_eq(f->reason, reason)) return f->since;
    }
    return b->now;
}

static mg_status take_failure(build *b, size_t file, const mg_inverted_problem *problem, mg_error *err)
{
    mg_failure f = {mg_arena_copy(&b->arena, problem->member), mg_arena_copy(&b->arena, mg_span_str(problem->why.msg)), 0};
    mg_report_problem(b->report, problem->path, problem->member, &problem->why);
    if (!f.member.p || !f.reason.p) return mg_fail_nomem(err, "reading articles");
    f.since = failing_since(b, file, f.member, f.reason);
    b->files[file].short_of_memory |= problem->why.code == MG_NOMEM;
    b->files[file].n_failures++;
    return mg_vec_push(&b->failures, f) ? MG_OK : mg_fail_nomem(err, "reading articles");
}

/* The unit's batches, document by document. */
typedef struct {
    mg_inverted *unit;
    mg_workers *workers;
    size_t batch;
    uint32_t document; /* the last that was given */
    size_t bytes;      /* of all of them */
} batches_of;

static mg_status next_document(build *b, batches_of *at, mg_span *data, mg_error *err)
{
    mg_inverted *unit = at->unit;
    if (at->batch < unit->batches.n && at->document == unit->batches.v[at->batch]->documents) {
        mg_batch *done = unit->batches.v[at->batch];
        unit->batches.v[at->batch++] = NULL;
        at->document = 0;
        MG_TRY(mg_writing_take(&b->writing, at->workers, done, unit->job, unit->poster_memory, at->bytes, err));
    }
    if (data) *data = mg_batch_data(unit->batches.v[at->batch], ++at->document);
    return MG_OK;
}

static mg_status take_article(build *b, size_t file, const mg_inverted_article *a, batches_of *at, mg_error *err)
{
    mg_settled name;
    mg_span data;
    b->files[file].text_bytes += a->text_bytes;
    if (a->kept.docid) return MG_OK;
    MG_TRY(next_document(b, at, &data, err));
    MG_TRY(mg_settle(&b->settling, a, &name, err));
    return store(b, file, data, &name, err);
}

/* What one unit says of a file: its lists, from where the file before ends. */
static mg_status take_file(build *b, mg_inverted *unit, size_t i, batches_of *at, mg_error *err)
{
    static const mg_inverted_file start = {0};
    const mg_inverted_file *f = &unit->files.v[i], *before = i ? f - 1 : &start;
    file_state *state = &b->files[f->number];
    if (!state->n_failures) state->failures = b->failures.n;
    for (size_t k = before->problems_end; k < f->problems_end; k++) MG_TRY(take_failure(b, f->number, &unit->problems.v[k], err));
    for (size_t k = before->gone_end; k < f->gone_end; k++) mg_earlier_remove(&b->earlier, unit->gone.v[k].segment, unit->gone.v[k].docid);
    for (size_t k = before->articles_end; k < f->articles_end; k++) MG_TRY(take_article(b, f->number, &unit->articles.v[k], at, err));
    if (f->goes_on) return MG_OK;
    state->read = f->fate != MG_FILE_SAME;
    state->fate = f->fate;
    state->hash = f->hash ? f->hash : mg_ledger_unread_mark(mg_archive_file_of(b->archive, f->number).ctime_ns);
    if (state->short_of_memory) state->hash = 0;
    state->announces = f->announces;
    return MG_OK;
}

/* Take what one unit holds. */
static mg_status take(void *payload, mg_workers *workers, void *result, mg_error *err)
{
    build *b = payload;
    mg_inverted *unit = result;
    batches_of at = {.unit = unit, .workers = workers};
    mg_watch_turn(&b->summary->watch, MG_PHASE_WRITE);
    mg_watch_add(&b->summary->watch, &unit->watch);
    for (size_t i = 0; i < unit->unknown.n; i++) mg_report_unknown(b->report, unit->unknown.v[i]);
    count_fates(b->summary, unit->fates, unit->member_fates);
    b->summary->bytes_read += unit->bytes_read;
    if (unit->status != MG_OK) return mg_fail(err, unit->status, "%s", unit->err.msg);
    for (size_t i = 0; i < unit->announced.n; i++) {
        mg_inverted_announced copy = unit->announced.v[i];
        if (!mg_article_copy(&unit->announced.v[i].article, &b->arena, &copy.article) || !mg_vec_push(&b->announced, copy))
            return mg_fail_nomem(err, "reading articles");
    }
    for (size_t i = 0; i < unit->batches.n; i++) at.bytes += mg_batch_memory(unit->batches.v[i]) + unit->batches.v[i]->data.n;
    for (size_t i = 0; i < unit->files.n; i++) MG_TRY(take_file(b, unit, i, &at, err));
    if (at.batch < unit->batches.n) MG_TRY(next_document(b, &at, NULL, err));
    mg_report_progress(b->report, b->summary->bytes_read, mg_archive_bytes_before(b->archive, mg_archive_units(b->archive)),
                       b->summary->added + b->summary->updated);
    mg_watch_turn(&b->summary->watch, MG_PHASE_NONE);
    return mg_interrupt_check(err);
}

static void make_unit(void *payload, mg_workers *workers, size_t job, size_t number, void *result)
{
    build *b = payload;
    const mg_inversion all = {b->archive,  b->opts->format, b->opts->map, b->opts->limits,
                              &b->told,    &b->earlier,     mg_writing_batch_bytes(&b->writing), b->summary->watch.on};
    mg_invert(&all, workers, job, number, b->writing.posters[job], result);
}

static void dispose_unit(void *result)
{
    mg_inverted_dispose(result);
}

/* ---- pages that are only told of ---- */

static mg_status keep_announced(void *payload, mg_article *article, uint32_t root, size_t file, mg_error *err)
{
    (void)root, (void)file;
    return article->announced ? mg_announced_add(&((build *)payload)->told, article, err) : MG_OK;
}

/* They are read again in their turn: what is wrong with them is told then. */
static void ignore_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    (void)payload, (void)path, (void)member, (void)why;
}

static void ignore_file(void *payload, const mg_dealt *dealt)
{
    (void)payload, (void)dealt;
}

static mg_status read_announced(build *b, mg_error *err)
{
    mg_reading reading = {NULL, keep_announced, ignore_problem, ignore_file, b, NULL, b->opts->limits};
    MG_TRY(mg_archive_read_some(b->archive, mg_announced_is_sitemap, &reading, err));
    mg_announced_sort(&b->told);
    return MG_OK;
}

/* The articles that were only announced, but for those whose page is in the archive, or that were announced before. */
static mg_status add_announced(build *b, mg_error *err)
{
    mg_poster *poster = b->writing.posters[0];
    mg_watch watch = {0};
    for (size_t i = 0; i < b->announced.n; i++) {
        mg_inverted_announced *a = &b->announced.v[i];
        mg_settled name;
        bool taken;
        MG_TRY(mg_settle_announced(&b->settling, a, &taken, &name, err));
        if (taken && a->kept.docid) mg_earlier_remove(&b->earlier, a->kept.segment, a->kept.docid);
        if (taken) continue;
        b->files[a->file].text_bytes += a->article.title.n;
        if (a->kept.docid) continue;
        mg_batch *batch;
        MG_TRY(mg_poster_article(poster, &a->article, a->root, (mg_span){0}, &watch, err));
        MG_TRY(mg_inverter_take(mg_poster_inverter(poster), &batch, err));
        mg_status status = store(b, a->file, mg_batch_data(batch, 1), &name, err);
        if (status == MG_OK) status = mg_writing_take(&b->writing, NULL, batch, 0, mg_poster_memory(poster), 0, err);
        else mg_batch_free(batch);
        MG_TRY(status);
    }
    return MG_OK;
}

/* ---- articles of the index that are called otherwise now ---- */

typedef struct {
    MG_VEC(mg_earlier_doc) docs;
    MG_VEC(mg_again_name) names;
} renaming;

/* One whose id another has now: by its path; or not at all, when it was only told of. */
static mg_status displace(build *b, mg_earlier_doc doc, renaming *r, mg_error *err)
{
    mg_record record;
    bool was_there;
    if (mg_earlier_gone(&b->earlier, doc.segment, doc.docid)) return MG_OK;
    mg_arena_reset(&b->scratch);
    MG_TRY(mg_earlier_record(&b->earlier, 0, doc.segment, doc.docid, &b->scratch, &b->old_record, NULL, &record, err));
    const mg_format *format = mg_format_by_name(record.article.format);
    if (format && format->announces) {
        mg_earlier_remove(&b->earlier, doc.segment, doc.docid);
        return MG_OK;
    }
    mg_again_name name = {.claimed = mg_arena_copy(&b->arena, record.article.claimed.n ? record.article.claimed : record.article.id)};
    MG_TRY(mg_settle_by_path(&b->settling, record.root, record.article.path, record.article.member, &name.id, &was_there, err));
    name.id = mg_arena_copy(&b->arena, name.id);
    *(was_there ? &b->summary->updated : &b->summary->added) += 1;
    return name.claimed.p && name.id.p && mg_vec_push(&r->docs, doc) && mg_vec_push(&r->names, name) ? MG_OK
                                                                                                     : mg_fail_nomem(err, "naming articles");
}

/* One that gets the id that it says it has. */
static mg_status promote(build *b, mg_earlier_doc doc, renaming *r, mg_error *err)
{
    mg_record record;
    mg_arena_reset(&b->scratch);
    MG_TRY(mg_earlier_record(&b->earlier, 0, doc.segment, doc.docid, &b->scratch, &b->old_record, NULL, &record, err));
    mg_again_name name = {.id = mg_arena_copy(&b->arena, record.article.claimed)};
    b->summary->updated++;
    return name.id.p && mg_vec_push(&r->docs, doc) && mg_vec_push(&r->names, name) ? MG_OK : mg_fail_nomem(err, "naming articles");
}

static mg_status rename_documents(build *b, mg_error *err)
{
    renaming r = {0};
    mg_status status = mg_settle_heirs(&b->settling, err);
    for (size_t i = 0; i < b->settling.displaced.n && status == MG_OK; i++) status = displace(b, b->settling.displaced.v[i], &r, err);
    for (size_t i = 0; i < b->settling.promoted.n && status == MG_OK; i++) status = promote(b, b->settling.promoted.v[i], &r, err);
    if (status == MG_OK) status = mg_again_write(&b->earlier, &b->writing, r.docs.v, r.names.v, r.docs.n, &b->summary->watch, err);
    mg_vec_free(&r.docs);
    mg_vec_free(&r.names);
    return status;
}

/* ---- older segments ---- */

/* A segment is taken in when it is no more than so many times as large as all that the new one has: so each is larger than that
 * compared with all smaller ones together, and an article is written again about once each time that its segment grows by as much. */
#define ABSORB_RATIO 4

/* ... or when this share of it is removed, or so many articles at once that to bury them would take much memory. */
#define REMOVED_SHARE 4
#define BURY_MAX 50000

static uint32_t live(const mg_earlier_segment *s)
{
    return s->documents - s->n_gone;
}

static bool is_to_absorb(const build *b, const mg_earlier_segment *s, uint64_t have)
{
    bool anew = b->opts->compact && (b->earlier.n > 1 || s->n_gone || have);
    if (anew || !mg_span_eq(b->earlier.ledger.language, mg_span_str(b->language))) return true;
    if ((uint64_t)s->n_gone * REMOVED_SHARE > s->documents || s->n_gone_now > BURY_MAX || !live(s)) return true;
    return have && live(s) <= have * ABSORB_RATIO;
}

/* Which; each one that is taken in may make room for the next. */
static void choose_absorbed(build *b)
{
    uint64_t have = mg_segment_documents(b->writing.segment);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < b->earlier.n; i++) {
            if (b->is_absorbed[i] || !is_to_absorb(b, &b->earlier.segments[i], have)) continue;
            b->is_absorbed[i] = more = true;
            have += live(&b->earlier.segments[i]);
        }
    }
}

static mg_status absorb(build *b, mg_error *err)
{
    MG_VEC(mg_earlier_doc) docs = {0};
    choose_absorbed(b);
    for (uint32_t i = 0; i < b->earlier.n; i++)
        for (uint32_t docid = 1; b->is_absorbed[i] && docid <= b->earlier.segments[i].documents; docid++)
            if (!mg_earlier_gone(&b->earlier, i, docid) && !mg_vec_push(&docs, (mg_earlier_doc){i, docid})) {
                mg_vec_free(&docs);
                return mg_fail_nomem(err, "merging segments");
            }
    mg_status status = mg_again_write(&b->earlier, &b->writing, docs.v, NULL, docs.n, &b->summary->watch, err);
    mg_vec_free(&docs);
    return status;
}

static mg_status bury(build *b, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (uint32_t i = 0; i < b->earlier.n && status == MG_OK; i++) {
        if (b->is_absorbed[i] || !b->earlier.segments[i].n_gone_now) continue;
        mg_stub_segment segment = {b->earlier.stub.segments[i].name, b->name};
        mg_buf_reset(&path);
        mg_path_removed(b->opts->index, &segment, &path);
        status = mg_buf_check(&path, "removing articles", err);
        if (status == MG_OK) status = mg_bury(&b->earlier, i, b->language, path.p, err);
    }
    mg_buf_dispose(&path);
    return status;
}

/* ---- the new segment ---- */

static mg_status write_version(build *b, mg_error *err)
{
    mg_buf text = MG_BUF_INIT;
    mg_buf_addf(&text, "%d %d", MG_LAYOUT_VERSION, MG_ANALYZER_VERSION);
    mg_status status = mg_buf_check(&text, "finishing the index", err);
    if (status == MG_OK) status = mg_segment_set(b->writing.segment, MG_META_VERSION, mg_buf_span(&text), err);
    mg_buf_dispose(&text);
    return status;
}

/* The articles of files that are no more: before any others are settled, as their ids are free. */
static void remove_gone_files(build *b)
{
    const mg_ledger *l = &b->earlier.ledger;
    for (size_t i = 0; i < l->files.n; i++) {
        const mg_ledger_file *f = &l->files.v[i];
        for (size_t k = f->docs; b->changes.known[i] == MG_KNOWN_GONE && k < f->docs + f->n_docs; k++)
            for (uint32_t n = 0; n < l->docs.v[k].count; n++)
                mg_earlier_remove(&b->earlier, l->docs.v[k].segment, l->docs.v[k].first + n);
    }
}

static void count_all(build *b)
{
    mg_summary *s = b->summary;
    uint64_t gone = 0, left = mg_earlier_articles(&b->earlier);
    for (size_t i = 0; i < b->earlier.n; i++) gone += b->earlier.segments[i].n_gone_now;
    s->unchanged += left;
    s->removed = b->old.n ? mg_earlier_articles(&b->old) - s->updated - s->unchanged : gone - s->updated;
    s->articles = left + mg_segment_documents(b->writing.segment);
}

static mg_status read_changes(build *b, mg_error *err)
{
    mg_work work = {b->opts->jobs, mg_archive_units(b->archive), sizeof(mg_inverted), make_unit, take, dispose_unit, b};
    remove_gone_files(b);
    if (b->changes.to_read) MG_TRY(read_announced(b, err));
    MG_TRY(mg_workers_run(&work, err));
    MG_TRY(rename_documents(b, err));
    MG_TRY(add_announced(b, err));
    count_all(b);
    MG_TRY(absorb(b, err));
    MG_TRY(bury(b, err));
    return write_version(b, err);
}

/* ---- the new stub and ledger ---- */

/* What the index is made of from here on; the run's own segment is the last, if it holds anything or is the only one. */
static mg_status name_segments(build *b, mg_error *err)
{
    const mg_earlier *e = &b->earlier;
    mg_buf lines = MG_BUF_INIT;
    char dir[PATH_MAX];
    b->stub = (mg_stub){.generation = b->generation, .ledger = b->name};
    b->stub.segments = mg_arena_alloc(&b->arena, (e->n + 1) * sizeof *b->stub.segments);
    if (!b->stub.segments) return mg_fail_nomem(err, "finishing the index");
    for (size_t i = 0; i < e->n; i++) {
        if (b->is_absorbed[i]) continue;
        b->numbers[i] = (uint32_t)b->stub.n;
        const char *removed = e->segments[i].n_gone_now ? b->name : e->stub.segments[i].removed;
        b->stub.segments[b->stub.n++] = (mg_stub_segment){e->stub.segments[i].name, removed};
    }
    if (mg_segment_documents(b->writing.segment) || !b->stub.n) b->stub.segments[b->stub.n++] = (mg_stub_segment){b->name, NULL};
    if (!realpath(b->opts->index, dir)) return mg_fail_sys(err, errno, "%s cannot be read", b->opts->index);
    for (size_t i = 0; i < b->places.roots.n; i++) {
        mg_buf_reset(&lines);
        mg_roots_encode(dir, (mg_spans){b->places.roots.v + i, 1}, &lines);
        mg_span line = lines.failed ? (mg_span){0} : mg_arena_copy(&b->arena, mg_span_sub(mg_buf_span(&lines), 0, lines.n - 1));
        if (!line.p || !mg_spans_add(&b->stub.archives, line, &b->arena)) {
            mg_buf_dispose(&lines);
            return mg_fail_nomem(err, "finishing the index");
        }
    }
    mg_buf_dispose(&lines);
    return MG_OK;
}

static bool has_new_segment(const build *b)
{
    return strcmp(b->stub.segments[b->stub.n - 1].name, b->name) == 0;
}

/* The documents that a file had, where they are now. */
static bool add_known_docs(const build *b, size_t known, mg_ledger *l)
{
    const mg_ledger *before = &b->earlier.ledger;
    const mg_ledger_file *f = &before->files.v[known];
    for (size_t k = f->docs; k < f->docs + f->n_docs; k++) {
        const mg_earlier_segment *s = &b->earlier.segments[before->docs.v[k].segment];
        for (uint32_t n = 0; n < before->docs.v[k].count; n++) {
            uint32_t docid = before->docs.v[k].first + n, moved = s->moved ? s->moved[docid - 1] : 0;
            if (moved && !mg_ledger_add(l, (uint32_t)b->stub.n - 1, moved)) return false;
            if (!moved && !s->gone[docid - 1] && !mg_ledger_add(l, b->numbers[before->docs.v[k].segment], docid)) return false;
        }
    }
    return true;
}

static bool add_failures(mg_ledger *l, const mg_failure *failures, size_t n)
{
    mg_ledger_file *f = &l->files.v[l->files.n - 1];
    f->failures = l->failures.n;
    f->n_failures = n;
    for (size_t i = 0; i < n; i++)
        if (!mg_vec_push(&l->failures, failures[i])) return false;
    return true;
}

/* A file of the ledger as it was, with another size and time when those are given. */
static bool add_known_file(const build *b, size_t known, const mg_archive_file *now, mg_ledger *l)
{
    const mg_ledger *before = &b->earlier.ledger;
    mg_ledger_file f = before->files.v[known];
    const mg_failure *failures = before->failures.v + f.failures;
    size_t n_failures = f.n_failures;
    if (now) {
        f.size = now->size;
        f.mtime_ns = now->mtime_ns;
    }
    f.n_docs = f.n_failures = 0;
    for (size_t i = 0; b->report->errors && i < n_failures; i++)
        mg_report_failure(b->report, f.path, failures[i].member, failures[i].reason);
    return mg_vec_push(&l->files, f) && add_failures(l, failures, n_failures) && add_known_docs(b, known, l);
}

static bool add_read_file(const build *b, size_t file, size_t *fresh, mg_ledger *l)
{
    const file_state *state = &b->files[file];
    mg_archive_file now = mg_archive_file_of(b->archive, file);
    mg_ledger_file f = {.path = now.path, .root = now.root, .fate = (uint8_t)state->fate, .announces = state->announces, .size = now.size,
                        .mtime_ns = now.mtime_ns, .hash = state->hash, .text_bytes = state->text_bytes};
    size_t known = b->changes.before[file];
    if (!mg_vec_push(&l->files, f) || !add_failures(l, b->failures.v + state->failures, state->n_failures)) return false;
    if (known != MG_NO_FILE && !add_known_docs(b, known, l)) return false;
    for (; *fresh < b->fresh.n && b->fresh.v[*fresh].file == file; ++*fresh)
        if (!mg_ledger_add(l, (uint32_t)b->stub.n - 1, b->fresh.v[*fresh].docid)) return false;
    return true;
}

static int by_file(const void *a, const void *b)
{
    const fresh_doc *x = a, *y = b;
    if (x->file != y->file) return x->file < y->file ? -1 : 1;
    return x->docid < y->docid ? -1 : x->docid > y->docid;
}

/* Files that were looked at and those that stay are both in order. */
static bool fill_ledger(build *b, mg_ledger *l)
{
    const mg_ledger *before = &b->earlier.ledger;
    size_t known = 0, fresh = 0;
    if (b->fresh.n) qsort(b->fresh.v, b->fresh.n, sizeof *b->fresh.v, by_file);
    for (size_t i = 0; i <= b->changes.n; i++) {
        mg_archive_file now = i < b->changes.n ? mg_archive_file_of(b->archive, i) : (mg_archive_file){.root = UINT32_MAX};
        for (; known < before->files.n; known++) {
            const mg_ledger_file *f = &before->files.v[known];
            if (f->root > now.root || (f->root == now.root && mg_path_cmp(f->path, now.path) >= 0)) break;
            if (b->changes.known[known] == MG_KNOWN_STAYS && !add_known_file(b, known, NULL, l)) return false;
        }
        if (i == b->changes.n) return true;
        bool same = b->changes.before[i] != MG_NO_FILE && !b->files[i].read;
        if (same ? !add_known_file(b, b->changes.before[i], &now, l) : !add_read_file(b, i, &fresh, l)) return false;
    }
    return true;
}

static mg_status write_ledger(build *b, mg_error *err)
{
    mg_ledger l = {.settings = b->settings, .language = mg_span_str(b->language)};
    mg_buf path = MG_BUF_INIT;
    bool ok = true;
    for (size_t i = 0; i < b->places.roots.n && ok; i++) ok = mg_vec_push(&l.roots, b->places.are[i]);
    for (size_t i = 0; i < b->stub.n && ok; i++) {
        mg_ledger_segment s = {mg_span_str(b->stub.segments[i].name), mg_segment_documents(b->writing.segment)};
        for (size_t k = 0; k < b->earlier.n; k++)
            if (!b->is_absorbed[k] && b->numbers[k] == i) s.documents = b->earlier.segments[k].documents;
        ok = mg_vec_push(&l.segments, s);
    }
    ok = ok && fill_ledger(b, &l);
    mg_path_ledger(b->opts->index, b->name, &path);
    mg_status status = ok ? mg_buf_check(&path, "finishing the index", err) : mg_fail_nomem(err, "finishing the index");
    if (status == MG_OK) status = mg_ledger_write(&l, path.p, err);
    b->summary->skipped += l.failures.n;
    for (size_t i = 0; i < l.files.n; i++) b->summary->text_bytes += l.files.v[i].text_bytes;
    mg_buf_dispose(&path);
    mg_ledger_dispose(&l);
    return status;
}

/* ---- publishing ---- */

/* The directories below the index's own. */
static const char *const folders[] = {"segments", "removed", "ledger"};

static bool is_named(const mg_stub *stub, const char *folder, const char *name)
{
    if (strcmp(folder, "ledger") == 0) return stub->ledger && strcmp(stub->ledger, name) == 0;
    for (size_t i = 0; i < stub->n; i++) {
        const mg_stub_segment *s = &stub->segments[i];
        size_t n = s->removed ? strlen(s->removed) : 0;
        if (strcmp(folder, "segments") == 0 ? strcmp(s->name, name) == 0
                                            : n && strncmp(name, s->removed, n) == 0 && name[n] == '-' && strcmp(name + n + 1, s->name) == 0)
            return true;
    }
    return false;
}

/* What the stub does not name is of an earlier generation, or of a run that was killed or failed. It goes only when the
 * stub is durable: else the one before might come back after a power cut, and name what is gone. */
static void clear_folder(build *b, const mg_stub *stub, const char *folder, bool *durable)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/%s", b->opts->index, folder);
    DIR *d = path.failed ? NULL : opendir(path.p);
    for (const struct dirent *entry; d && (entry = readdir(d));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_named(stub, folder, entry->d_name)) continue;
        if (!*durable) *durable = mg_dir_sync(b->opts->index, NULL) == MG_OK;
        if (!*durable) break;
        mg_buf_reset(&path);
        mg_buf_addf(&path, "%s/%s/%s", b->opts->index, folder, entry->d_name);
        if (path.failed) break;
        if (strcmp(folder, "segments") == 0) (void)!mg_dir_remove(path.p, NULL); /* the next run tries again */
        else (void)!unlink(path.p);
    }
    if (d) closedir(d);
    mg_buf_dispose(&path);
}

static void clear_away(build *b, bool durable)
{
    mg_stub stub;
    if (mg_stub_read(b->opts->index, &b->arena, &stub, NULL) != MG_OK) return;
    for (size_t i = 0; i < MG_COUNT(folders); i++) clear_folder(b, &stub, folders[i], &durable);
}

/* Those that are missing; their names are durable then. */
static mg_status make_folders(const build *b, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_status status = MG_OK;
    bool made = false;
    for (size_t i = 0; i < MG_COUNT(folders) && status == MG_OK; i++) {
        mg_buf_reset(&path);
        mg_buf_addf(&path, "%s/%s", b->opts->index, folders[i]);
        status = mg_buf_check(&path, "starting a segment", err);
        if (status != MG_OK || access(path.p, F_OK) == 0) continue;
        made = true;
        status = mg_dir_create(path.p, err);
    }
    mg_buf_dispose(&path);
    return status == MG_OK && made ? mg_dir_sync(b->opts->index, err) : status;
}

enum { WRITE_SEGMENT, WRITE_LEDGER, WRITES };

static mg_status write_segment(build *b, mg_error *err)
{
    mg_buf folder = MG_BUF_INIT;
    if (!has_new_segment(b)) return MG_OK;
    MG_TRY(mg_writing_finish(&b->writing, err));
    mg_buf_addf(&folder, "%s/segments", b->opts->index);
    mg_status status = mg_buf_check(&folder, "finishing the index", err);
    if (status == MG_OK) status = mg_dir_sync(folder.p, err);
    mg_buf_dispose(&folder);
    return status;
}

static mg_status write_part(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err)
{
    (void)turn, (void)part;
    return number == WRITE_SEGMENT ? write_segment(payload, err) : write_ledger(payload, err);
}

static mg_status write_generation(build *b, mg_error *err)
{
    mg_summary *s = b->summary;
    snprintf(b->name, sizeof b->name, "g%08llu", (unsigned long long)b->generation);
    mg_path_segment(b->opts->index, b->name, &b->path);
    mg_status status = MG_OK;
    MG_GOTO(mg_buf_check(&b->path, "starting a segment", err));
    MG_GOTO(make_folders(b, err));
    MG_GOTO(mg_dir_remove(b->path.p, err)); /* of a run killed before it published */
    MG_GOTO(mg_writing_begin(&b->writing, b->path.p, b->language, b->opts->jobs, b->opts->memory, &s->watch, err));
    MG_GOTO(read_changes(b, err));
    MG_GOTO(name_segments(b, err));
    mg_watch_turn(&s->watch, MG_PHASE_WRITE);
    /* To write durably is to wait: at the same time, where there are threads. */
    MG_GOTO(mg_ordered_run(&(mg_ordered){b->opts->jobs, WRITES, write_part, NULL, NULL, b}, err));
    mg_writing_end(&b->writing);
    mg_watch_turn(&s->watch, MG_PHASE_NONE);
    MG_GOTO(mg_interrupt_check(err));
    MG_GOTO(mg_stub_publish(b->opts->index, &b->stub, err));
    clear_away(b, true);
out:
    mg_writing_end(&b->writing);
    if (status != MG_OK) clear_away(b, false); /* take back what was written, unless the stub names it already */
    return status;
}

/* ---- what there is to do ---- */

static mg_status open_earlier(build *b, mg_error *err)
{
    mg_error why = MG_ERROR_INIT;
    mg_earlier *e = b->opts->full ? &b->old : &b->earlier;
    mg_status status = mg_earlier_open(b->opts->index, b->opts->jobs + 1, e, &why);
    b->generation = e->stub.generation + 1;
    if (status == MG_OK) return MG_OK;
    if (!b->opts->full || status == MG_NOMEM) return mg_fail(err, status, "%s", why.msg);
    mg_earlier_close(e); /* what cannot be read need not be compared with when all is built anew */
    return MG_OK;
}

static uint64_t hash_globs(uint64_t hash, mg_spans globs)
{
    hash = mg_hash(hash, (mg_span){(const char *)&globs.n, sizeof globs.n});
    for (size_t i = 0; i < globs.n; i++) hash = mg_hash(hash, (mg_span){globs.v[i].p, globs.v[i].n + 1});
    return hash;
}

static uint64_t hash_settings(const build *b)
{
    uint64_t hash = mg_hash(MG_HASH_START, mg_span_str(b->language));
    hash = hash_globs(hash_globs(hash, b->opts->include), b->opts->exclude);
    hash = mg_hash(hash, mg_span_str(b->opts->format ? b->opts->format->name : ""));
    hash = mg_limits_hash(hash, b->opts->limits);
    return mg_map_hash(hash, b->opts->map);
}

/* An archive that is empty, was not, and is another directory: a disk that is not mounted looks so. What was in it stays. */
static mg_status leave_vanished(build *b, bool *any, mg_error *err)
{
    const mg_ledger *l = &b->earlier.ledger;
    uint64_t *had = calloc(b->places.roots.n + 1, sizeof *had);
    if (!had) return mg_fail_nomem(err, "comparing the archive with the index");
    for (size_t i = 0; i < l->files.n; i++) had[l->files.v[i].root]++;
    for (size_t i = 0; i < mg_archive_files_n(b->archive); i++) had[mg_archive_file_of(b->archive, i).root] = 0;
    for (size_t i = 0; i < b->places.roots.n; i++) {
        if (b->places.looks[i] != MG_WALKED || !had[i]) continue;
        mg_ledger_root *is = &b->places.are[i], was = l->roots.v[i];
        if (is->dev == was.dev && is->ino == was.ino) continue;
        *is = was;
        mg_error why = MG_ERROR_INIT;
        mg_fail(&why, MG_NOTFOUND, "it is empty, and had %llu files: is its disk mounted? What the index has of it stays (--full removes it)",
                (unsigned long long)had[i]);
        on_problem(b, b->places.roots.v[i], (mg_span){0}, &why);
        b->places.looks[i] = MG_LEFT;
        *any = true;
    }
    free(had);
    return MG_OK;
}

/* Does the ledger, or its name, say that a file tells of pages that are elsewhere? */
static bool announces(const mg_ledger *l, size_t known, mg_span path)
{
    return mg_announced_is_sitemap(path) || (known != MG_NO_FILE && l->files.v[known].announces);
}

/* A sitemap that comes, changes or goes changes what pages are given by it: all are read again. */
static bool sitemaps_changed(const build *b)
{
    const mg_ledger *l = &b->earlier.ledger;
    for (size_t i = 0; i < b->changes.n; i++)
        if (b->changes.wanted[i] && announces(l, b->changes.before[i], mg_archive_file_of(b->archive, i).path)) return true;
    for (size_t i = 0; i < l->files.n; i++)
        if (b->changes.known[i] == MG_KNOWN_GONE && announces(l, i, l->files.v[i].path)) return true;
    return false;
}

/* Pages came or went, so what sitemaps tell of may have a page now, or none. */
static void read_sitemaps_again(build *b)
{
    for (size_t i = 0; i < b->changes.n; i++) {
        if (!announces(&b->earlier.ledger, b->changes.before[i], mg_archive_file_of(b->archive, i).path)) continue;
        b->changes.to_read += !b->changes.wanted[i];
        b->changes.wanted[i] = true;
        b->changes.hashes[i] = 0;
    }
}

static mg_status find_changes(build *b, bool again, mg_error *err)
{
    mg_changes_dispose(&b->changes);
    return mg_changes_find(b->archive, &b->earlier.ledger, b->places.looks, again, b->opts->keep_missing, &b->changes, err);
}

static mg_status compare(build *b, mg_error *err)
{
    bool vanished = false, again = b->earlier.ledger.settings != b->settings;
    MG_TRY(leave_vanished(b, &vanished, err));
    MG_TRY(find_changes(b, again, err));
    if (!again && b->earlier.n && sitemaps_changed(b)) MG_TRY(find_changes(b, true, err));
    if (b->earlier.n && (b->changes.to_read || b->changes.gone)) read_sitemaps_again(b);
    b->files = calloc(b->changes.n + 1, sizeof *b->files);
    b->is_absorbed = calloc(b->earlier.n + 1, sizeof *b->is_absorbed);
    b->numbers = calloc(b->earlier.n + 1, sizeof *b->numbers);
    if (!b->files || !b->is_absorbed || !b->numbers) return mg_fail_nomem(err, "comparing the archive with the index");
    return MG_OK;
}

/* Is there nothing to do? */
static bool is_current(const build *b)
{
    const mg_earlier *e = &b->earlier;
    if (!e->stub.generation || b->changes.to_read || b->changes.gone || b->places.roots.n != e->roots.n) return false;
    for (size_t i = 0; i < e->roots.n; i++)
        if (b->places.are[i].is_list != e->ledger.roots.v[i].is_list) return false;
    bool has_removed = false;
    for (size_t i = 0; i < e->n; i++) has_removed |= e->segments[i].n_gone > 0;
    return !b->opts->compact || (e->n < 2 && !has_removed);
}

/* The summary of an index that stays as it is. */
static void count_current(build *b)
{
    const mg_ledger *l = &b->earlier.ledger;
    b->summary->articles = b->summary->unchanged = mg_earlier_articles(&b->earlier);
    b->summary->skipped += l->failures.n;
    for (size_t i = 0; i < l->files.n; i++) {
        b->summary->text_bytes += l->files.v[i].text_bytes;
        for (size_t k = 0; b->report->errors && k < l->files.v[i].n_failures; k++) {
            const mg_failure *f = &l->failures.v[l->files.v[i].failures + k];
            mg_report_failure(b->report, l->files.v[i].path, f->member, f->reason);
        }
    }
}

static mg_status lock(build *b, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/lock", b->opts->index);
    mg_status status = mg_buf_check(&path, "starting the indexer", err);
    if (status == MG_OK) status = mg_dir_create(b->opts->index, err);
    if (status == MG_OK) status = mg_lock_take(path.p, &b->lock, err);
    mg_buf_dispose(&path);
    return status;
}

static mg_status run(build *b, mg_error *err)
{
    MG_TRY(mg_places_named(b->opts, &b->arena, &b->places, err));
    if (!b->opts->dry) MG_TRY(lock(b, err));
    MG_TRY(open_earlier(b, err));
    /* At once: it may take the room that this run needs, and one that finds no change writes nothing. */
    if (!b->opts->dry) clear_away(b, false);
    mg_span known = b->earlier.ledger.language;
    b->language = b->opts->language ? b->opts->language : known.n ? known.p : "auto";
    b->settings = hash_settings(b);
    mg_reading walking = {.problem = on_problem, .payload = b};
    MG_TRY(mg_places_join(b->opts, &b->earlier, &b->arena, on_problem, b, &b->places, err));
    MG_TRY(mg_places_open(&b->places, b->opts, &walking, &b->archive, err));
    MG_TRY(compare(b, err));
    if (b->opts->dry)
        return mg_report_plan(b->report, b->changes.to_read, b->changes.gone, b->changes.n) ? MG_OK
                                                                                          : mg_fail_sys(err, errno, "the output cannot be written");
    if (is_current(b)) {
        count_current(b);
        return MG_OK;
    }
    MG_TRY(mg_archive_choose(b->archive, b->changes.wanted, b->changes.hashes, b->opts->jobs, err));
    return write_generation(b, err);
}

mg_status mg_build(const mg_build_opts *opts, mg_report *report, mg_summary *summary, mg_error *err)
{
    build b = {.opts = opts, .report = report, .summary = summary, .lock = MG_LOCK_INIT, .now = time(NULL)};
    summary->watch.on = opts->timed;
    b.settling.earlier = &b.earlier;
    mg_status status = run(&b, err);
    mg_archive_close(b.archive);
    mg_places_dispose(&b.places);
    mg_changes_dispose(&b.changes);
    mg_settling_dispose(&b.settling);
    mg_announced_dispose(&b.told);
    mg_vec_free(&b.announced);
    mg_vec_free(&b.failures);
    mg_vec_free(&b.fresh);
    free(b.files);
    free(b.is_absorbed);
    free(b.numbers);
    mg_buf_dispose(&b.path);
    mg_buf_dispose(&b.renamed);
    mg_buf_dispose(&b.old_record);
    mg_earlier_close(&b.earlier);
    mg_earlier_close(&b.old);
    mg_arena_dispose(&b.scratch);
    mg_arena_dispose(&b.arena);
    mg_lock_release(&b.lock);
    if (status == MG_OK) summary->index_bytes = mg_dir_bytes(opts->index);
    summary->seconds = mg_now() - report->started;
    return status;
}
