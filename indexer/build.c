/* build.c - see build.h. The stages in order: lock, look at what is there, walk, compare, read and write
 * a segment, publish it, clear away the one before. */
#include "indexer/build.h"

#include "common/analyze.h"
#include "common/article_json.h"
#include "common/hash.h"
#include "common/io.h"
#include "common/layout.h"
#include "common/record.h"
#include "common/schema.h"
#include "indexer/idset.h"
#include "indexer/interrupt.h"
#include "indexer/inverted.h"
#include "indexer/segment.h"
#include "indexer/workers.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* What the last run saw and did: "FINGERPRINT articles files unknown skipped text_bytes". */
#define META_STATE "morgue.state"

/* The files of archives that are not walked, as a list named them: for each archive its number and its files' paths, each
 * with a NUL behind it, and another NUL. In pieces, "morgue.listed.0"..., as an entry of a table has a limit. */
#define META_LISTED "morgue.listed."
#define LISTED_PIECE ((size_t)32 << 20)

typedef struct {
    const mg_build_opts *opts;
    mg_report *report;
    mg_summary *summary;
    mg_lock lock;
    mg_arena arena; /* of the run */
    mg_stub stub;   /* what is live */
    mg_index old;   /* opened; db is NULL when there is none to compare with */
    mg_spans roots;
    size_t old_roots;         /* so many of them are of the index as it is */
    bool *is_list;            /* by root */
    MG_VEC(mg_listed) listed; /* in the arena */
    mg_archive *archive;
    uint64_t fingerprint;

    mg_arena scratch; /* of an article */
    mg_workers *workers;
    mg_vocabulary *vocabulary;
    mg_poster *posters[MG_JOBS_MAX];
    size_t poster_memory[MG_JOBS_MAX]; /* when last heard of */
    mg_buf path;         /* of the segment that is written */
    mg_segment *segment;
    mg_idset ids;
    mg_announced told; /* of pages, by files that are called sitemaps */
    MG_VEC(mg_inverted_announced) announced; /* by all units, in order */
    mg_buf old_record, renamed, id_term;
} build;

/* ---- what is there ---- */

static mg_status open_old(build *b, mg_error *err)
{
    MG_TRY(mg_stub_read(b->opts->index, &b->arena, &b->stub, err));
    if (!b->stub.generation) return MG_OK;
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_index_open(&b->opts->index, 1, &b->old, &why);
    if (status == MG_OK && !b->old.foreign) return MG_OK;
    mg_index_close(&b->old);
    /* What cannot be read need not be compared with when all is built anew. */
    if (b->opts->full) return MG_OK;
    return mg_fail(err, status ? status : MG_CORRUPT, "%s", why.msg[0] ? why.msg : "the index was not made by Morgue");
}

static bool has_root(const build *b, mg_span root)
{
    for (size_t i = 0; i < b->roots.n; i++)
        if (mg_span_eq(b->roots.v[i], root)) return true;
    return false;
}

static mg_status add_root(build *b, mg_span path, mg_error *err)
{
    if (has_root(b, path)) return MG_OK;
    mg_span root = mg_arena_copy(&b->arena, path);
    return root.p && mg_spans_add(&b->roots, root, &b->arena) ? MG_OK : mg_fail_nomem(err, "starting the indexer");
}

/* The archives that the user named. Before anything is created: a default index would lie inside. */
static mg_status named_roots(build *b, mg_error *err)
{
    char here[PATH_MAX];
    if (b->opts->files && !b->opts->n_archives) {
        if (!realpath(".", here)) return mg_fail_sys(err, errno, "the current directory cannot be read");
        return add_root(b, mg_span_str(here), err);
    }
    for (size_t i = 0; i < b->opts->n_archives; i++) {
        char path[PATH_MAX];
        if (!realpath(b->opts->archives[i], path))
            return mg_fail_sys(err, errno, "the archive %s cannot be read", b->opts->archives[i]);
        if (strchr(path, '\n')) return mg_fail(err, MG_USAGE, "an archive's path may not hold a newline");
        MG_TRY(add_root(b, mg_span_str(path), err));
    }
    return MG_OK;
}

/* Those of the index as it is come first: their numbers are in its records. */
static mg_status earlier_roots(build *b, mg_error *err)
{
    if (b->opts->full) return MG_OK;
    mg_spans named = b->roots;
    b->roots = b->old.roots;
    b->old_roots = b->roots.n;
    for (size_t i = 0; i < named.n; i++) MG_TRY(add_root(b, named.v[i], err));
    for (size_t i = 0; i < b->old.roots.n; i++) {
        struct stat st;
        if (stat(b->old.roots.v[i].p, &st) != 0)
            return mg_fail_sys(err, errno,
                               "%s, indexed before, cannot be read; mount it, or leave it out for good with --full",
                               b->old.roots.v[i].p);
    }
    return MG_OK;
}

/* ---- lists of files ---- */

static mg_status add_old_listed(build *b, uint32_t root, mg_span path, mg_error *err)
{
    mg_buf full = MG_BUF_INIT;
    mg_span at = b->roots.v[root];
    if (!mg_span_eq(at, MG_SPAN("/"))) mg_buf_add(&full, at);
    mg_buf_addc(&full, '/');
    size_t base = full.n;
    mg_buf_add(&full, path);
    mg_span kept = full.failed ? (mg_span){NULL, 0} : mg_arena_copy(&b->arena, mg_buf_span(&full));
    mg_buf_dispose(&full);
    mg_listed file = {root, base, kept.p, false};
    return kept.p && mg_vec_push(&b->listed, file) ? MG_OK : mg_fail_nomem(err, "reading the index");
}

/* What META_LISTED says. */
static mg_status take_old_lists(build *b, mg_span value, mg_error *err)
{
    bool in_list = false;
    unsigned long root = 0;
    for (size_t at = 0, end; at < value.n; at = end + 1) {
        end = mg_span_find(value, at, '\0');
        mg_span word = mg_span_sub(value, at, end);
        if (end == value.n) break;
        if (!in_list) {
            root = strtoul(word.p, NULL, 10);
            if (!word.n || root >= b->old_roots) return mg_fail(err, MG_CORRUPT, "the index's list of files is damaged");
            b->is_list[root] = true;
        } else if (word.n) {
            MG_TRY(add_old_listed(b, (uint32_t)root, word, err));
        }
        in_list = word.n > 0;
    }
    return MG_OK;
}

static mg_status earlier_lists(build *b, mg_error *err)
{
    mg_buf value = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (unsigned piece = 0; b->old_roots && status == MG_OK; piece++) {
        char key[40];
        snprintf(key, sizeof key, META_LISTED "%u", piece);
        size_t before = value.n;
        status = mg_db_metadata(b->old.db, 0, key, &value, err);
        if (value.n == before) break;
    }
    if (status == MG_OK) status = take_old_lists(b, mg_buf_span(&value), err);
    mg_buf_dispose(&value);
    return status;
}

static void on_problem(void *payload, mg_span path, mg_span member, const mg_error *why);

static mg_status named_files(build *b, mg_error *err)
{
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here)) return mg_fail_sys(err, errno, "the current directory cannot be read");
    for (size_t i = 0; i < b->opts->files->n; i++) {
        mg_listed file;
        mg_error why = MG_ERROR_INIT;
        mg_status status = mg_files_from_place(b->opts->files->v[i], here, b->roots, &b->arena, &file, &why);
        if (status == MG_NOMEM) return mg_fail(err, status, "%s", why.msg);
        if (status != MG_OK) on_problem(b, b->opts->files->v[i], (mg_span){NULL, 0}, &why);
        else if (file.full && !mg_vec_push(&b->listed, file)) return mg_fail_nomem(err, "reading the list of files");
    }
    return MG_OK;
}

/* Which archives are lists, and all the files of those: call when all roots are known. */
static mg_status gather_lists(build *b, mg_error *err)
{
    b->is_list = mg_arena_alloc(&b->arena, b->roots.n + 1);
    if (!b->is_list) return mg_fail_nomem(err, "starting the indexer");
    MG_TRY(earlier_lists(b, err));
    for (size_t i = b->old_roots; b->opts->files && i < b->roots.n; i++) b->is_list[i] = true;
    if (b->opts->files) return named_files(b, err);
    for (size_t i = 0; i < b->opts->n_archives; i++) { /* named without a list: all of it is wanted from here on */
        char path[PATH_MAX];
        mg_span named = mg_span_str(realpath(b->opts->archives[i], path));
        for (size_t root = 0; root < b->roots.n; root++)
            if (mg_span_eq(b->roots.v[root], named)) b->is_list[root] = false;
    }
    return MG_OK;
}

static mg_status open_archive(build *b, size_t jobs, const mg_reading *reading, mg_error *err)
{
    MG_TRY(gather_lists(b, err));
    b->listed.n = mg_listed_sort(b->listed.v, b->listed.n);
    mg_archive_files which = {b->roots, b->listed.v, b->listed.n, b->is_list, b->opts->include, b->opts->exclude};
    return mg_archive_open(&which, jobs, reading, &b->archive, err);
}

static mg_status set_lists(build *b, mg_error *err)
{
    mg_buf all = MG_BUF_INIT;
    mg_status status = MG_OK;
    size_t next = 0;
    for (size_t root = 0; root < b->roots.n; root++) {
        if (b->is_list[root]) mg_buf_addf(&all, "%zu%c", root, '\0');
        for (; next < b->listed.n && b->listed.v[next].root == root; next++) {
            const mg_listed *file = &b->listed.v[next];
            if (b->is_list[root]) mg_buf_add(&all, (mg_span){file->full + file->base, strlen(file->full + file->base) + 1});
        }
        if (b->is_list[root]) mg_buf_addc(&all, '\0');
    }
    status = mg_buf_check(&all, "finishing the index", err);
    for (size_t piece = 0; status == MG_OK && piece * LISTED_PIECE < all.n; piece++) {
        char key[40];
        snprintf(key, sizeof key, META_LISTED "%zu", piece);
        mg_span value = mg_span_sub(mg_buf_span(&all), piece * LISTED_PIECE, (piece + 1) * LISTED_PIECE);
        status = mg_segment_set(b->segment, key, value, err);
    }
    mg_buf_dispose(&all);
    return status;
}

static void on_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    build *b = payload;
    b->summary->skipped++;
    mg_report_problem(b->report, path, member, why);
}

/* Settings count like files: another language is another index. */
static uint64_t fingerprint_of(const build *b)
{
    uint64_t hash = mg_hash(mg_archive_fingerprint(b->archive), mg_span_str(b->opts->language));
    hash = mg_hash(hash, mg_span_str(b->opts->format ? b->opts->format->name : ""));
    hash = mg_limits_hash(hash, b->opts->limits);
    return mg_map_hash(hash, b->opts->map);
}

/* Is the index that of these very files? Then fill the summary from it. */
static mg_status is_current(build *b, bool *current, mg_error *err)
{
    *current = false;
    if (b->opts->full || !b->old.db) return MG_OK;
    mg_buf state = MG_BUF_INIT;
    mg_status status = mg_db_metadata(b->old.db, 0, META_STATE, &state, err);
    unsigned long long print, articles, files, unknown, skipped, text;
    if (status == MG_OK && state.n &&
        sscanf(state.p, "%llx %llu %llu %llu %llu %llu", &print, &articles, &files, &unknown, &skipped, &text) == 6 &&
        print == b->fingerprint) {
        *current = true;
        b->summary->articles = b->summary->unchanged = articles;
        b->summary->skipped = skipped;
        b->summary->text_bytes = text;
    }
    mg_buf_dispose(&state);
    return status;
}

/* ---- articles ---- */

/* Was this article in the index before, and the same? */
static mg_status compare(build *b, mg_span id_term, mg_span data, mg_error *err)
{
    uint32_t docid = 0;
    if (b->old.db) MG_TRY(mg_db_find(b->old.db, id_term, &docid, err));
    if (!docid) {
        b->summary->added++;
        return MG_OK;
    }
    mg_buf_reset(&b->old_record);
    MG_TRY(mg_db_data(b->old.db, docid, &b->old_record, err));
    if (mg_span_eq(mg_buf_span(&b->old_record), data)) b->summary->unchanged++;
    else b->summary->updated++;
    return MG_OK;
}

/* The record of an article that has another id than it says, in `out`. */
static mg_status rename_record(build *b, mg_span data, mg_span id, mg_buf *out, mg_error *err)
{
    mg_record record;
    mg_buf text = MG_BUF_INIT;
    mg_deflater *deflater = NULL;
    mg_status status = mg_record_decode(data, &b->scratch, &text, &record, err);
    record.article.id = id;
    if (status == MG_OK) status = mg_deflater_new(&deflater, err); /* rare: not worth keeping one */
    if (status == MG_OK) status = mg_record_encode(&record.article, record.root, deflater, out, err);
    mg_deflater_free(deflater);
    mg_buf_dispose(&text);
    return status;
}

/* What could not be done without knowing all articles before: give an article its id, and store it. */
static mg_status settle(build *b, const mg_inverted_article *a, mg_span data, mg_error *err)
{
    mg_arena_reset(&b->scratch);
    mg_article named = {.id = a->id, .path = a->path, .member = a->member};
    MG_TRY(mg_idset_claim(&b->ids, &named, &b->scratch, err));
    if (!mg_span_eq(named.id, a->id)) {
        mg_buf_reset(&b->renamed);
        MG_TRY(rename_record(b, data, named.id, &b->renamed, err));
        data = mg_buf_span(&b->renamed);
    }
    mg_buf_reset(&b->id_term);
    mg_term_exact("Q", named.id, false, &b->id_term);
    MG_TRY(mg_buf_check(&b->id_term, "naming an article", err));
    MG_TRY(compare(b, mg_buf_span(&b->id_term), data, err));
    MG_TRY(mg_segment_document(b->segment, data, mg_buf_span(&b->id_term), err));
    b->summary->articles++;
    b->summary->text_bytes += a->text_bytes;
    return MG_OK;
}

/* ---- segments ---- */

/* A vocabulary is forgotten at a spill when it takes more than this share of the memory: then the room that postings get is
 * worth more than what is known of words. */
#define VOCABULARY_SHARE 4

static mg_status renew_vocabulary(build *b, mg_error *err)
{
    mg_vocabulary *fresh;
    MG_TRY(mg_vocabulary_new(&fresh, err));
    for (size_t job = 0; job < b->opts->jobs; job++) mg_poster_use(b->posters[job], fresh);
    memset(b->poster_memory, 0, sizeof b->poster_memory);
    mg_vocabulary_free(b->vocabulary);
    b->vocabulary = fresh;
    return MG_OK;
}

/* The threads rest meanwhile. */
static mg_status spill(build *b, mg_error *err)
{
    mg_workers_pause(b->workers);
    mg_status status = mg_segment_spill(b->segment, b->opts->jobs, err);
    if (status == MG_OK && mg_vocabulary_memory(b->vocabulary) > b->opts->memory / VOCABULARY_SHARE) status = renew_vocabulary(b, err);
    mg_workers_go_on(b->workers);
    return status;
}

/* All that grows with what is inverted: what was taken, the vocabulary, what the threads know of terms, and the units that wait to
 * be taken, which are about as large as this one. */
static size_t memory(const build *b, size_t unit)
{
    size_t bytes = mg_segment_memory(b->segment) + mg_vocabulary_memory(b->vocabulary) + mg_workers_ahead(b->opts->jobs) * unit;
    for (size_t job = 0; job < b->opts->jobs; job++) bytes += b->poster_memory[job];
    return bytes;
}

static void count_fates(mg_summary *s, const uint64_t *files, const uint64_t *members)
{
    s->files += files[MG_FILE_READ] + files[MG_FILE_CONTAINER];
    s->members += members[MG_FILE_READ] + members[MG_FILE_CONTAINER];
    s->containers += files[MG_FILE_CONTAINER] + members[MG_FILE_CONTAINER];
    s->unknown += files[MG_FILE_UNKNOWN] + members[MG_FILE_UNKNOWN];
    s->empty += files[MG_FILE_EMPTY] + members[MG_FILE_EMPTY];
    s->failed += files[MG_FILE_FAILED] + members[MG_FILE_FAILED];
}

/* Take what one unit holds. */
static mg_status take(build *b, mg_inverted *unit, mg_error *err)
{
    size_t next = 0;
    mg_watch_add(&b->summary->watch, &unit->watch);
    for (size_t i = 0; i < unit->problems.n; i++)
        mg_report_problem(b->report, unit->problems.v[i].path, unit->problems.v[i].member, &unit->problems.v[i].why);
    for (size_t i = 0; i < unit->unknown.n; i++) mg_report_unknown(b->report, unit->unknown.v[i]);
    b->summary->skipped += unit->problems.n;
    count_fates(b->summary, unit->fates, unit->member_fates);
    b->summary->bytes_read += unit->bytes_read;
    if (unit->status != MG_OK) return mg_fail(err, unit->status, "%s", unit->err.msg);
    for (size_t i = 0; i < unit->announced.n; i++) {
        mg_inverted_announced copy = unit->announced.v[i];
        if (!mg_article_copy(&unit->announced.v[i].article, &b->arena, &copy.article) || !mg_vec_push(&b->announced, copy))
            return mg_fail_nomem(err, "reading articles");
    }
    b->poster_memory[unit->job] = unit->poster_memory;
    size_t unit_bytes = 0;
    for (size_t i = 0; i < unit->batches.n; i++) unit_bytes += mg_batch_memory(unit->batches.v[i]) + unit->batches.v[i]->data.n;
    for (size_t i = 0; i < unit->batches.n; i++) {
        mg_batch *batch = unit->batches.v[i];
        for (uint32_t document = 1; document <= batch->documents; document++)
            MG_TRY(settle(b, &unit->articles.v[next++], mg_batch_data(batch, document), err));
        unit->batches.v[i] = NULL;
        MG_TRY(mg_segment_take(b->segment, batch, err));
        if (memory(b, unit_bytes) > b->opts->memory) MG_TRY(spill(b, err));
    }
    return MG_OK;
}

/* The articles that were only announced, but for those whose page was in the archive, or that were announced before. */
static mg_status add_announced(build *b, mg_error *err)
{
    mg_poster *poster = b->posters[0];
    mg_watch watch = {0};
    for (size_t i = 0; i < b->announced.n; i++) {
        mg_article *a = &b->announced.v[i].article;
        if (mg_idset_has(&b->ids, a->id)) continue;
        mg_inverted_article entry = {a->id, a->path, a->member, {NULL, 0}, a->title.n};
        mg_batch *batch;
        MG_TRY(mg_poster_article(poster, a, b->announced.v[i].root, &watch, &entry.stemmer, err));
        MG_TRY(mg_inverter_take(mg_poster_inverter(poster), &batch, err));
        mg_status status = settle(b, &entry, mg_batch_data(batch, 1), err);
        if (status == MG_OK) status = mg_segment_take(b->segment, batch, err);
        else mg_batch_free(batch);
        MG_TRY(status);
    }
    return MG_OK;
}

static mg_status set_metadata(build *b, mg_error *err)
{
    mg_buf text = MG_BUF_INIT;
    mg_status status = MG_OK;
    mg_buf_addf(&text, "%d %d", MG_LAYOUT_VERSION, MG_ANALYZER_VERSION);
    MG_GOTO(mg_segment_set(b->segment, MG_META_VERSION, mg_buf_span(&text), err));

    const mg_summary *s = b->summary;
    mg_buf_reset(&text);
    mg_buf_addf(&text, "%llx %llu %llu %llu %llu %llu", (unsigned long long)b->fingerprint,
                (unsigned long long)s->articles, (unsigned long long)s->files, (unsigned long long)s->unknown,
                (unsigned long long)s->skipped, (unsigned long long)s->text_bytes);
    MG_GOTO(mg_segment_set(b->segment, META_STATE, mg_buf_span(&text), err));
    MG_GOTO(set_lists(b, err));
    status = mg_buf_check(&text, "finishing the index", err);
out:
    mg_buf_dispose(&text);
    return status;
}

static void make_unit(void *payload, size_t job, size_t number, void *result)
{
    build *b = payload;
    mg_inverted *out = result;
    const mg_inversion all = {b->archive, b->opts->format, b->opts->map, b->opts->limits, &b->told, b->summary->watch.on};
    mg_invert(&all, number, b->posters[job], out);
    out->job = job;
}

static void dispose_unit(void *result)
{
    mg_inverted_dispose(result);
}

static void free_posters(build *b)
{
    for (size_t job = 0; job < b->opts->jobs; job++) {
        mg_poster_free(b->posters[job]);
        b->posters[job] = NULL;
    }
    mg_vocabulary_free(b->vocabulary);
    b->vocabulary = NULL;
}

static mg_status keep_announced(void *payload, mg_article *article, uint32_t root, mg_error *err)
{
    (void)root;
    return article->announced ? mg_announced_add(&((build *)payload)->told, article, err) : MG_OK;
}

/* They are read again in their turn: what is wrong with them is told then. */
static void ignore_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    (void)payload, (void)path, (void)member, (void)why;
}

static void ignore_file(void *payload, mg_span path, mg_span member, uint64_t bytes, mg_file_fate fate)
{
    (void)payload, (void)path, (void)member, (void)bytes, (void)fate;
}

static mg_status read_announced(build *b, mg_error *err)
{
    mg_reading reading = {keep_announced, ignore_problem, ignore_file, b, NULL, b->opts->limits};
    MG_TRY(mg_archive_read_some(b->archive, mg_announced_is_sitemap, &reading, err));
    mg_announced_sort(&b->told);
    return MG_OK;
}

static mg_status read_all(build *b, mg_error *err)
{
    MG_TRY(read_announced(b, err));
    mg_work work = {b->opts->jobs, mg_archive_units(b->archive), sizeof(mg_inverted), make_unit, dispose_unit, b};
    MG_TRY(mg_vocabulary_new(&b->vocabulary, err));
    for (size_t job = 0; job < work.jobs; job++) MG_TRY(mg_poster_new(b->opts->language, b->vocabulary, &b->posters[job], err));
    MG_TRY(mg_segment_begin(b->path.p, &b->summary->watch, &b->segment, err));
    MG_TRY(mg_workers_start(&work, &b->workers, err));
    mg_status status = MG_OK;
    mg_inverted *unit;
    for (size_t number = 0; status == MG_OK && (unit = mg_workers_next(b->workers)); number++) {
        mg_report_progress(b->report, mg_archive_bytes_before(b->archive, number + 1),
                           mg_archive_bytes_before(b->archive, work.count), b->summary->articles);
        mg_watch_turn(&b->summary->watch, MG_PHASE_WRITE);
        status = take(b, unit, err);
        mg_watch_turn(&b->summary->watch, MG_PHASE_NONE);
        if (status == MG_OK) status = mg_interrupt_check(err);
    }
    mg_workers_stop(b->workers);
    if (status == MG_OK) status = add_announced(b, err);
    free_posters(b); /* what they know is not needed to finish */
    MG_TRY(status);
    mg_db_info old = {0};
    if (b->old.db) MG_TRY(mg_db_get_info(b->old.db, &old, err));
    b->summary->removed = old.documents - (b->summary->updated + b->summary->unchanged);
    MG_TRY(set_metadata(b, err));
    mg_watch_turn(&b->summary->watch, MG_PHASE_WRITE);
    MG_TRY(mg_segment_finish(b->segment, b->opts->jobs, err));
    mg_watch_turn(&b->summary->watch, MG_PHASE_NONE);
    mg_segment_free(b->segment);
    b->segment = NULL;
    return MG_OK;
}

static bool is_named(const mg_stub *stub, const char *segment)
{
    for (size_t i = 0; i < stub->n; i++)
        if (strcmp(stub->segments[i].name, segment) == 0) return true;
    return false;
}

/* What the stub does not name is of an earlier generation, or of a run that was killed or failed. It goes only when the
 * stub is durable: else the one before might come back after a power cut, and name what is gone. */
static void clear_away(build *b, bool durable)
{
    mg_stub stub;
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/segments", b->opts->index);
    DIR *d = path.failed ? NULL : opendir(path.p);
    if (d && mg_stub_read(b->opts->index, &b->arena, &stub, NULL) == MG_OK) {
        for (const struct dirent *entry; (entry = readdir(d));) {
            if (entry->d_name[0] == '.' || is_named(&stub, entry->d_name)) continue;
            if (!durable) durable = mg_dir_sync(b->opts->index, NULL) == MG_OK;
            if (!durable) break;
            mg_buf_reset(&path);
            mg_buf_addf(&path, "%s/segments/%s", b->opts->index, entry->d_name);
            if (!path.failed) (void)!mg_dir_remove(path.p, NULL); /* the next run tries again */
        }
    }
    if (d) closedir(d);
    mg_buf_dispose(&path);
}

/* A run that failed takes back what it wrote, unless the stub names it already. */
static void take_back(build *b, const char *segment)
{
    mg_stub stub;
    if (mg_stub_read(b->opts->index, &b->arena, &stub, NULL) == MG_OK && !is_named(&stub, segment))
        (void)!mg_dir_remove(b->path.p, NULL);
}

/* Make the segment the only live one. */
static mg_status publish(build *b, uint64_t generation, const char *name, mg_error *err)
{
    char dir[PATH_MAX];
    if (!realpath(b->opts->index, dir)) return mg_fail_sys(err, errno, "%s cannot be read", b->opts->index);
    mg_stub_segment segment = {.name = name};
    mg_stub stub = {.generation = generation, .segments = &segment, .n = 1};
    mg_buf roots = MG_BUF_INIT;
    mg_roots_encode(dir, b->roots, &roots);
    mg_status status = mg_buf_check(&roots, "publishing the index", err);
    for (size_t at = 0, end; status == MG_OK && at < roots.n; at = end + 1) {
        end = mg_span_find(mg_buf_span(&roots), at, '\n');
        if (!mg_spans_add(&stub.archives, mg_span_sub(mg_buf_span(&roots), at, end), &b->arena))
            status = mg_fail_nomem(err, "publishing the index");
    }
    if (status == MG_OK) status = mg_stub_publish(b->opts->index, &stub, err);
    mg_buf_dispose(&roots);
    return status;
}

static mg_status write_segment(build *b, mg_error *err)
{
    uint64_t generation = b->stub.generation + 1;
    mg_buf name = MG_BUF_INIT, dir = MG_BUF_INIT;
    mg_buf_addf(&name, "g%08llu", (unsigned long long)generation);
    mg_buf_addf(&dir, "%s/segments", b->opts->index);
    mg_buf_addf(&b->path, "%s/%s", dir.p ? dir.p : "", name.p ? name.p : "");
    mg_status status = MG_OK;
    MG_GOTO(mg_buf_check(&b->path, "starting a segment", err));
    MG_GOTO(mg_dir_create(dir.p, err));
    MG_GOTO(mg_dir_remove(b->path.p, err)); /* of a run killed before it published */
    MG_GOTO(read_all(b, err));
    MG_GOTO(mg_dir_sync(b->path.p, err));
    MG_GOTO(mg_dir_sync(dir.p, err));
    MG_GOTO(mg_interrupt_check(err));
    MG_GOTO(publish(b, generation, name.p, err));
    clear_away(b, true);
out:
    mg_segment_free(b->segment);
    b->segment = NULL;
    if (status != MG_OK && name.p) take_back(b, name.p);
    mg_buf_dispose(&name);
    mg_buf_dispose(&dir);
    return status;
}

/* ---- the run ---- */

static mg_status run(build *b, mg_error *err)
{
    mg_buf lock = MG_BUF_INIT;
    MG_TRY(named_roots(b, err));
    mg_buf_addf(&lock, "%s/lock", b->opts->index);
    mg_status status = mg_buf_check(&lock, "starting the indexer", err);
    if (status == MG_OK) status = mg_dir_create(b->opts->index, err);
    if (status == MG_OK) status = mg_lock_take(lock.p, &b->lock, err);
    mg_buf_dispose(&lock);
    MG_TRY(status);
    MG_TRY(open_old(b, err));
    clear_away(b, false); /* at once: it may take the room that this run needs, and one that finds no change writes nothing */
    MG_TRY(earlier_roots(b, err));
    mg_reading walking = {.problem = on_problem, .payload = b};
    MG_TRY(open_archive(b, b->opts->jobs, &walking, err));
    b->fingerprint = fingerprint_of(b);
    bool current;
    MG_TRY(is_current(b, &current, err));
    return current ? MG_OK : write_segment(b, err);
}

mg_status mg_build(const mg_build_opts *opts, mg_report *report, mg_summary *summary, mg_error *err)
{
    build b = {.opts = opts, .report = report, .summary = summary, .lock = MG_LOCK_INIT};
    summary->watch.on = opts->timed;
    mg_status status = run(&b, err);
    mg_archive_close(b.archive);
    free_posters(&b);
    mg_buf_dispose(&b.path);
    mg_buf_dispose(&b.renamed);
    mg_buf_dispose(&b.id_term);
    mg_vec_free(&b.announced);
    mg_announced_dispose(&b.told);
    mg_idset_dispose(&b.ids);
    mg_buf_dispose(&b.old_record);
    mg_arena_dispose(&b.scratch);
    mg_index_close(&b.old);
    mg_vec_free(&b.listed);
    mg_arena_dispose(&b.arena);
    mg_lock_release(&b.lock);
    if (status == MG_OK) summary->index_bytes = mg_dir_bytes(opts->index);
    summary->seconds = mg_now() - report->started;
    return status;
}

/* ---- --extract ---- */

static mg_status print_article(void *payload, mg_article *article, uint32_t root, mg_error *err)
{
    (void)root;
    ((build *)payload)->summary->articles++;
    json_t *o = json_object();
    mg_json_set_article(o, article);
    mg_json_set(o, "body", article->body);
    bool ok = o && json_dumpf(o, stdout, JSON_COMPACT) == 0 && putc('\n', stdout) != EOF;
    json_decref(o);
    return ok ? MG_OK : mg_fail_sys(err, errno ? errno : ENOMEM, "the output cannot be written");
}

static void on_file(void *payload, mg_span path, mg_span member, uint64_t bytes, mg_file_fate fate)
{
    build *b = payload;
    uint64_t fates[2][MG_FILE_FATES] = {{0}};
    fates[member.n > 0][fate] = 1;
    count_fates(b->summary, fates[0], fates[1]);
    b->summary->bytes_read += bytes;
    if (fate == MG_FILE_UNKNOWN) mg_report_unknown(b->report, member.n ? member : path);
}

mg_status mg_build_extract(const mg_build_opts *opts, mg_report *report, mg_summary *summary, mg_error *err)
{
    build b = {.opts = opts, .report = report, .summary = summary, .lock = MG_LOCK_INIT};
    mg_reading reading = {print_article, on_problem, on_file, &b, NULL, opts->limits};
    mg_status status = named_roots(&b, err);
    if (status == MG_OK) status = open_archive(&b, 1, &reading, err);
    for (size_t unit = 0; status == MG_OK && unit < mg_archive_units(b.archive); unit++)
        status = mg_archive_read(b.archive, unit, opts->format, opts->map, &reading, err);
    mg_archive_close(b.archive);
    mg_vec_free(&b.listed);
    mg_arena_dispose(&b.arena);
    if (status == MG_OK && fflush(stdout) != 0) status = mg_fail_sys(err, errno, "the output cannot be written");
    return status;
}
