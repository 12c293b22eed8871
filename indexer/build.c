/* build.c - see build.h. The stages in order: lock, look at what is there, walk, compare; read what changed and write it, then
 * what is called otherwise now and what is taken in of older segments; bury what is removed; publish; clear away. */
#include "indexer/building.h"

#include "common/analyze.h"
#include "common/hash.h"
#include "common/io.h"
#include "common/schema.h"
#include "indexer/folders.h"
#include "indexer/interrupt.h"
#include "indexer/ordered.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void on_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    mg_building *b = payload;
    b->summary->skipped++;
    mg_report_problem(b->report, path, member, why);
}

static mg_status write_version(mg_building *b, mg_error *err)
{
    mg_buf text = MG_BUF_INIT;
    mg_buf_addf(&text, "%d %d", MG_LAYOUT_VERSION, MG_ANALYZER_VERSION);
    mg_status status = mg_buf_check(&text, "finishing the index", err);
    if (status == MG_OK) status = mg_segment_set(b->writing.segment, MG_META_VERSION, mg_buf_span(&text), err);
    mg_buf_dispose(&text);
    return status;
}

static void count_all(mg_building *b)
{
    mg_summary *s = b->summary;
    uint64_t gone = 0, left = mg_earlier_articles(&b->earlier);
    for (size_t i = 0; i < b->earlier.n; i++) gone += b->earlier.segments[i].n_gone_now;
    s->unchanged += left;
    s->removed = b->old.n ? mg_earlier_articles(&b->old) - s->updated - s->unchanged : gone - s->updated;
    s->articles = left + mg_segment_documents(b->writing.segment);
}

static mg_status read_changes(mg_building *b, mg_error *err)
{
    mg_building_remove_gone(b);
    MG_TRY(mg_building_read(b, err));
    MG_TRY(mg_building_rename(b, err));
    MG_TRY(mg_building_add_announced(b, err));
    count_all(b);
    MG_TRY(mg_building_absorb(b, err));
    MG_TRY(mg_building_bury(b, err));
    return write_version(b, err);
}

/* ---- a generation ---- */

enum { WRITE_SEGMENT, WRITE_LEDGER, WRITES };

static mg_status write_segment(mg_building *b, mg_error *err)
{
    mg_buf folder = MG_BUF_INIT;
    if (!mg_building_has_segment(b)) return MG_OK;
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
    return number == WRITE_SEGMENT ? write_segment(payload, err) : mg_building_write_ledger(payload, err);
}

static mg_status write_generation(mg_building *b, mg_error *err)
{
    mg_summary *s = b->summary;
    snprintf(b->name, sizeof b->name, "g%08llu", (unsigned long long)b->generation);
    mg_path_segment(b->opts->index, b->name, &b->path);
    mg_status status = MG_OK;
    MG_GOTO(mg_buf_check(&b->path, "starting a segment", err));
    MG_GOTO(mg_folders_make(b->opts->index, err));
    MG_GOTO(mg_threads_new(b->opts->jobs, &b->threads, err));
    MG_GOTO(mg_dir_remove(b->path.p, err)); /* of a run killed before it published */
    MG_GOTO(mg_writing_begin(&b->writing, b->path.p, b->language, b->threads, b->opts->memory, &s->watch, err));
    MG_GOTO(read_changes(b, err));
    MG_GOTO(mg_building_name_segments(b, err));
    mg_watch_turn(&s->watch, MG_PHASE_WRITE);
    /* To write durably is to wait: at the same time, where there are threads. */
    MG_GOTO(mg_ordered_run(&(mg_ordered){b->threads, WRITES, write_part, NULL, NULL, b}, err));
    mg_watch_turn(&s->watch, MG_PHASE_NONE);
    MG_GOTO(mg_interrupt_check(err));
    MG_GOTO(mg_stub_publish(b->opts->index, &b->stub, err));
    mg_folders_clear(b->opts->index, true);
out:
    mg_writing_end(&b->writing);
    if (status != MG_OK) mg_folders_clear(b->opts->index, false); /* take back what was written, unless the stub names it already */
    return status;
}

/* ---- what there is to do ---- */

static mg_status open_earlier(mg_building *b, mg_error *err)
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

static uint64_t hash_settings(const mg_building *b)
{
    uint64_t hash = mg_hash(MG_HASH_START, mg_span_str(b->language));
    hash = hash_globs(hash_globs(hash, b->opts->include), b->opts->exclude);
    hash = mg_hash(hash, mg_span_str(b->opts->format ? b->opts->format->name : ""));
    hash = mg_limits_hash(hash, b->opts->limits);
    return mg_map_hash(hash, b->opts->map);
}

/* An archive that is empty, was not, and is another directory: a disk that is not mounted looks so. What was in it stays. */
static mg_status leave_vanished(mg_building *b, mg_error *err)
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
static bool sitemaps_changed(const mg_building *b)
{
    const mg_ledger *l = &b->earlier.ledger;
    for (size_t i = 0; i < b->changes.n; i++)
        if (b->changes.wanted[i] && announces(l, b->changes.before[i], mg_archive_file_of(b->archive, i).path)) return true;
    for (size_t i = 0; i < l->files.n; i++)
        if (b->changes.known[i] == MG_KNOWN_GONE && announces(l, i, l->files.v[i].path)) return true;
    return false;
}

/* Pages came or went, so what sitemaps tell of may have a page now, or none. */
static void read_sitemaps_again(mg_building *b)
{
    for (size_t i = 0; i < b->changes.n; i++) {
        if (!announces(&b->earlier.ledger, b->changes.before[i], mg_archive_file_of(b->archive, i).path)) continue;
        b->changes.to_read += !b->changes.wanted[i];
        b->changes.wanted[i] = true;
        b->changes.hashes[i] = 0;
    }
}

static mg_status find_changes(mg_building *b, bool again, mg_error *err)
{
    mg_changes_dispose(&b->changes);
    return mg_changes_find(b->archive, &b->earlier.ledger, b->places.looks, b->settings, again, b->opts->keep_missing,
                           &b->changes, err);
}

static mg_status compare(mg_building *b, mg_error *err)
{
    MG_TRY(leave_vanished(b, err));
    MG_TRY(find_changes(b, false, err));
    if (b->earlier.n && sitemaps_changed(b)) MG_TRY(find_changes(b, true, err));
    if (b->earlier.n && (b->changes.to_read || b->changes.gone)) read_sitemaps_again(b);
    b->files = calloc(b->changes.n + 1, sizeof *b->files);
    b->is_absorbed = calloc(b->earlier.n + 1, sizeof *b->is_absorbed);
    b->numbers = calloc(b->earlier.n + 1, sizeof *b->numbers);
    if (!b->files || !b->is_absorbed || !b->numbers) return mg_fail_nomem(err, "comparing the archive with the index");
    return MG_OK;
}

/* Is there nothing to do? */
static bool is_current(const mg_building *b)
{
    const mg_earlier *e = &b->earlier;
    if (!e->stub.generation || b->changes.to_read || b->changes.gone || b->places.roots.n != e->roots.n) return false;
    if (!mg_span_eq(e->ledger.language, mg_span_str(b->language))) return false; /* all of it is stemmed anew */
    for (size_t i = 0; i < e->roots.n; i++)
        if (b->places.are[i].is_list != e->ledger.roots.v[i].is_list) return false;
    bool has_removed = false;
    for (size_t i = 0; i < e->n; i++) has_removed |= e->segments[i].n_gone > 0;
    return !b->opts->compact || (e->n < 2 && !has_removed);
}

/* The summary of an index that stays as it is. */
static void count_current(mg_building *b)
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

static mg_status lock(mg_building *b, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/lock", b->opts->index);
    mg_status status = mg_buf_check(&path, "starting the indexer", err);
    if (status == MG_OK) status = mg_dir_create(b->opts->index, err);
    if (status == MG_OK) status = mg_lock_take(path.p, &b->lock, err);
    mg_buf_dispose(&path);
    return status;
}

static mg_status run(mg_building *b, mg_error *err)
{
    MG_TRY(mg_places_named(b->opts, &b->arena, &b->places, err));
    if (!b->opts->dry) MG_TRY(lock(b, err));
    MG_TRY(open_earlier(b, err));
    /* At once: it may take the room that this run needs, and one that finds no change writes nothing. */
    if (!b->opts->dry) mg_folders_clear(b->opts->index, false);
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
    mg_building b = {.opts = opts, .report = report, .summary = summary, .lock = MG_LOCK_INIT, .now = time(NULL)};
    summary->watch.on = opts->timed;
    b.settling.earlier = &b.earlier;
    mg_status status = run(&b, err);
    mg_threads_free(b.threads);
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

