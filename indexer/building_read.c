/* building_read.c - see building.h: what changed, from the threads that read it to the new segment. */
#include "indexer/building.h"

#include "common/schema.h"
#include "indexer/interrupt.h"

void mg_building_remove_gone(mg_building *b)
{
    const mg_ledger *l = &b->earlier.ledger;
    for (size_t i = 0; i < l->files.n; i++) {
        const mg_ledger_file *f = &l->files.v[i];
        for (size_t k = f->docs; b->changes.known[i] == MG_KNOWN_GONE && k < f->docs + f->n_docs; k++)
            for (uint32_t n = 0; n < l->docs.v[k].count; n++)
                mg_earlier_remove(&b->earlier, l->docs.v[k].segment, l->docs.v[k].first + n);
    }
}

/* ---- articles ---- */

/* The record of an article that has another id than it says, in `out`. */
static mg_status rename_record(mg_building *b, mg_span data, const mg_settled *name, mg_buf *out, mg_error *err)
{
    mg_record record;
    mg_unpacked_text unpacked = {0};
    mg_text_packer *packer = NULL;
    mg_arena_reset(&b->scratch);
    mg_buf_reset(out);
    mg_status status = mg_record_decode(data, &b->scratch, &unpacked, &record, err);
    record.article.id = name->id;
    record.article.claimed = name->claimed;
    if (status == MG_OK) status = mg_text_packer_new(&packer, err); /* rare: not worth keeping one */
    if (status == MG_OK) status = mg_record_encode(&record.article, record.root, packer, out, err);
    mg_text_packer_free(packer);
    mg_unpacked_text_dispose(&unpacked);
    return status;
}

typedef struct {
    mg_building *run;
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
static mg_status count_anew(mg_building *b, mg_span id, mg_span data, mg_error *err)
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
static mg_status store(mg_building *b, size_t file, mg_span data, const mg_settled *name, mg_error *err)
{
    uint32_t docid;
    if (name->renamed) {
        MG_TRY(rename_record(b, data, name, &b->renamed, err));
        data = mg_buf_span(&b->renamed);
    }
    if (b->old.n) MG_TRY(count_anew(b, name->id, data, err));
    else *(name->was_there ? &b->summary->updated : &b->summary->added) += 1;
    MG_TRY(mg_writing_document(&b->writing, data, name->id, name->renamed ? name->claimed : (mg_span){0}, &docid, err));
    return mg_vec_push(&b->fresh, (mg_fresh_doc){file, docid}) ? MG_OK : mg_fail_nomem(err, "indexing an article");
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
static int64_t failing_since(const mg_building *b, size_t file, mg_span member, mg_span reason)
{
    size_t before = b->changes.before[file];
    const mg_ledger *l = &b->earlier.ledger;
    for (size_t i = 0; before != MG_NO_FILE && i < l->files.v[before].n_failures; i++) {
        const mg_failure *f = &l->failures.v[l->files.v[before].failures + i];
        if (mg_span_eq(f->member, member) && mg_span_eq(f->reason, reason)) return f->since;
    }
    return b->now;
}

static mg_status take_failure(mg_building *b, size_t file, const mg_inverted_problem *problem, mg_error *err)
{
    mg_failure f = {mg_arena_copy(&b->arena, problem->member), mg_arena_copy(&b->arena, mg_span_str(problem->why.msg)), 0};
    mg_report_problem(b->report, problem->path, problem->member, &problem->why);
    if (!f.member.p || !f.reason.p) return mg_fail_nomem(err, "reading articles");
    f.since = failing_since(b, file, f.member, f.reason);
    b->files[file].starved |= problem->why.code == MG_NOMEM || problem->why.code == MG_IO;
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

static mg_status next_document(mg_building *b, batches_of *at, mg_span *data, mg_error *err)
{
    mg_inverted *unit = at->unit;
    if (at->batch < unit->batches.n && at->document == unit->batches.v[at->batch].batch->documents) {
        mg_posted_batch done = unit->batches.v[at->batch];
        unit->batches.v[at->batch++].batch = NULL;
        at->document = 0;
        MG_TRY(mg_writing_take(&b->writing, at->workers, done.batch, done.job, done.poster_memory, at->bytes, err));
    }
    if (data) *data = mg_batch_data(unit->batches.v[at->batch].batch, ++at->document);
    return MG_OK;
}

static mg_status take_article(mg_building *b, size_t file, const mg_inverted_article *a, batches_of *at, mg_error *err)
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
static mg_status take_file(mg_building *b, mg_inverted *unit, size_t i, batches_of *at, mg_error *err)
{
    static const mg_inverted_file start = {0};
    const mg_inverted_file *f = &unit->files.v[i], *before = i ? f - 1 : &start;
    mg_file_state *state = &b->files[f->number];
    if (!state->n_failures) state->failures = b->failures.n;
    for (size_t k = before->problems_end; k < f->problems_end; k++) MG_TRY(take_failure(b, f->number, &unit->problems.v[k], err));
    for (size_t k = before->gone_end; k < f->gone_end; k++) mg_earlier_remove(&b->earlier, unit->gone.v[k].segment, unit->gone.v[k].docid);
    for (size_t k = before->articles_end; k < f->articles_end; k++) MG_TRY(take_article(b, f->number, &unit->articles.v[k], at, err));
    if (f->goes_on) return MG_OK;
    state->read = f->fate != MG_FILE_SAME;
    state->fate = f->fate;
    if (state->starved || f->is_as_before) state->hash = 0; /* no file's: it is tried again */
    else state->hash = f->hash ? f->hash : mg_ledger_unread_mark(mg_archive_file_of(b->archive, f->number).ctime_ns);
    state->announces = f->announces;
    if (f->is_as_before) state->text_bytes = b->earlier.ledger.files.v[b->changes.before[f->number]].text_bytes;
    return MG_OK;
}

/* Take what one unit holds. */
static mg_status take(void *payload, mg_workers *workers, void *result, mg_error *err)
{
    mg_building *b = payload;
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
    for (size_t i = 0; i < unit->batches.n; i++) at.bytes += mg_batch_memory(unit->batches.v[i].batch) + unit->batches.v[i].batch->data.n;
    for (size_t i = 0; i < unit->files.n; i++) MG_TRY(take_file(b, unit, i, &at, err));
    if (at.batch < unit->batches.n) MG_TRY(next_document(b, &at, NULL, err));
    mg_report_progress(b->report, b->summary->bytes_read, mg_archive_bytes_before(b->archive, mg_archive_units(b->archive)),
                       b->summary->added + b->summary->updated);
    mg_watch_turn(&b->summary->watch, MG_PHASE_NONE);
    return mg_interrupt_check(err);
}

static void make_unit(void *payload, mg_workers *workers, size_t job, size_t number, void *result)
{
    mg_building *b = payload;
    const mg_inversion all = {b->archive, b->opts->format, b->opts->map, b->opts->limits, &b->told, &b->earlier,
                              b->writing.posters, b->rooms, b->writing.jobs, mg_writing_batch_bytes(&b->writing), b->summary->watch.on};
    mg_invert(&all, workers, job, number, result);
}

static void dispose_unit(void *result)
{
    mg_inverted_dispose(result);
}

/* ---- pages that are only told of ---- */

static mg_status keep_announced(void *payload, mg_article *article, uint32_t root, size_t file, mg_error *err)
{
    (void)root, (void)file;
    return article->announced ? mg_announced_add(&((mg_building *)payload)->told, article, err) : MG_OK;
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

static mg_status read_announced(mg_building *b, mg_error *err)
{
    mg_reading reading = {NULL, keep_announced, ignore_problem, ignore_file, b, NULL, b->opts->limits, NULL};
    MG_TRY(mg_archive_read_some(b->archive, mg_announced_is_sitemap, &reading, err));
    mg_announced_sort(&b->told);
    return MG_OK;
}

mg_status mg_building_add_announced(mg_building *b, mg_error *err)
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

mg_status mg_building_read(mg_building *b, mg_error *err)
{
    mg_work work = {b->threads, mg_archive_units(b->archive), sizeof(mg_inverted), make_unit, take, dispose_unit, b};
    mg_reading_room rooms[MG_JOBS_MAX] = {0};
    if (b->changes.to_read) MG_TRY(read_announced(b, err));
    b->rooms = rooms;
    mg_status status = mg_workers_run(&work, err);
    for (size_t job = 0; job < b->writing.jobs; job++) mg_reading_room_dispose(&rooms[job]);
    b->rooms = NULL;
    return status;
}
