/* segment.c - see segment.h. The version file, which makes the directory a database, is written last. */
#include "indexer/segment.h"

#include "common/beside.h"
#include "common/io.h"
#include "common/schema.h"
#include "common/vec.h"
#include "indexer/glass_code.h"
#include "indexer/glass_tables.h"
#include "indexer/glass_version.h"
#include "indexer/impacts_file.h"
#include "indexer/interrupt.h"
#include "indexer/late.h"
#include "indexer/merge.h"
#include "indexer/ordered.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a late term takes. */
#define LATE_BYTES 128

typedef struct {
    mg_buf key, value;
} setting;

struct mg_segment {
    mg_buf path;
    MG_VEC(uint32_t) lengths; /* by docid - 1 */
    uint32_t documents;       /* their data are written */
    uint32_t wdf_max;
    MG_VEC(mg_values_piece) values;

    MG_VEC(mg_batch *) batches; /* since the last spill */
    MG_VEC(uint32_t) bases;
    size_t memory;
    mg_late late;       /* the terms that come with the documents */
    uint32_t late_base; /* documents before the last spill */
    mg_spill *spill;    /* made when it is needed */

    mg_glass_table *docdata, *postlist, *position;
    mg_glass_leaves docdata_leaves, postlist_leaves; /* postlist: of what comes before the terms */
    mg_impacts_file *impacts;
    MG_VEC(setting) settings;
    mg_watch *watch, unwatched;
    bool created, finished;
    mg_threads *tidy; /* one of these gives memory back, from when all is merged; NULL: none does */
    mg_call tidying;
};

static mg_status open_table(const mg_segment *s, const char *name, mg_glass_table **out, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/%s.glass", s->path.p, name);
    mg_status status = mg_buf_check(&path, "starting a segment", err);
    if (status == MG_OK) status = mg_glass_table_new(path.p, out, err);
    mg_buf_dispose(&path);
    return status;
}

/* Files that must be there, be they empty: the postlist table; and the lock that stock tools look for where they
 * may not write. */
static mg_status touch(const mg_segment *s, const char *name, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/%s", s->path.p, name);
    mg_status status = mg_buf_check(&path, "finishing a segment", err);
    int fd = status == MG_OK ? open(path.p, O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : -1;
    if (status == MG_OK && fd < 0) status = mg_fail_sys(err, errno, "%s cannot be created", path.p);
    if (fd >= 0) close(fd); /* it has nothing to lose; that it is there is durable when the version file is */
    mg_buf_dispose(&path);
    return status;
}

mg_status mg_segment_begin(const char *path, mg_watch *watch, mg_segment **out, mg_error *err)
{
    mg_segment *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "starting a segment");
    mg_status status = MG_OK;
    s->watch = watch ? watch : &s->unwatched;
    mg_buf_adds(&s->path, path);
    MG_GOTO(mg_buf_check(&s->path, "starting a segment", err));
    if (mkdir(path, 0777) != 0) MG_GOTO(mg_fail_sys(err, errno, "the segment %s cannot be created", path));
    s->created = true;
    mg_glass_leaves_init(&s->docdata_leaves);
    mg_glass_leaves_init(&s->postlist_leaves);
    MG_GOTO(mg_late_begin(&s->late, err));
    MG_GOTO(touch(s, "postlist.glass", err));
    MG_GOTO(touch(s, "flintlock", err));
    MG_GOTO(open_table(s, "docdata", &s->docdata, err));
    MG_GOTO(open_table(s, "postlist", &s->postlist, err));
    MG_GOTO(open_table(s, "position", &s->position, err));
    *out = s;
    return MG_OK;
out:
    mg_segment_free(s);
    return status;
}

mg_status mg_segment_document(mg_segment *s, mg_span data, const mg_span *terms, size_t n, mg_error *err)
{
    if (s->documents == UINT32_MAX - 1) return mg_fail(err, MG_LIMIT, "a segment holds no more than 4 billion articles");
    s->documents++;
    for (size_t i = 0; i < n; i++) MG_TRY(mg_late_add(&s->late, terms[i], s->documents - s->late_base, err));
    return mg_glass_docdata_add(s->docdata, &s->docdata_leaves, s->documents, data, err);
}

/* What of a batch is not its postings. */
static bool take_documents(mg_segment *s, mg_batch *b, uint32_t base)
{
    for (uint32_t i = 0; i < b->documents; i++)
        if (!mg_vec_push(&s->lengths, b->lengths.v[i])) return false;
    for (size_t i = 0; i < b->slots.n; i++) {
        mg_batch_slot *slot = &b->slots.v[i];
        if (!mg_vec_push(&s->values, (mg_values_piece){slot->slot, base, slot->values, 0, slot->values.n})) return false;
        slot->values = (mg_buf)MG_BUF_INIT;
    }
    s->wdf_max = MG_MAX(s->wdf_max, b->wdf_max);
    mg_batch_forget_documents(b);
    return true;
}

mg_status mg_segment_take(mg_segment *s, mg_batch *batch, mg_error *err)
{
    uint32_t base = s->documents - batch->documents;
    if (!mg_vec_push(&s->batches, batch)) {
        mg_batch_free(batch);
        return mg_fail_nomem(err, "writing a segment");
    }
    s->memory += mg_batch_memory(batch);
    if (!mg_vec_push(&s->bases, base) || !take_documents(s, batch, base)) return mg_fail_nomem(err, "writing a segment");
    return MG_OK;
}

uint32_t mg_segment_documents(const mg_segment *s)
{
    return s->documents;
}

size_t mg_segment_memory(const mg_segment *s)
{
    return s->memory + (s->documents - s->late_base) * LATE_BYTES;
}

static setting *find_setting(mg_segment *s, mg_span key)
{
    for (size_t i = 0; i < s->settings.n; i++)
        if (mg_span_eq(mg_buf_span(&s->settings.v[i].key), key)) return &s->settings.v[i];
    return mg_vec_push(&s->settings, (setting){MG_BUF_INIT, MG_BUF_INIT}) ? &s->settings.v[s->settings.n - 1] : NULL;
}

mg_status mg_segment_set(mg_segment *s, const char *key, mg_span value, mg_error *err)
{
    setting *to = find_setting(s, mg_span_str(key));
    if (!to) return mg_fail_nomem(err, "writing the index's settings");
    mg_buf_reset(&to->key);
    mg_buf_reset(&to->value);
    mg_buf_adds(&to->key, key);
    mg_buf_add(&to->value, value);
    MG_TRY(mg_buf_check(&to->key, "writing the index's settings", err));
    return mg_buf_check(&to->value, "writing the index's settings", err);
}

static int by_key(const void *a, const void *b)
{
    const mg_metadata *x = a, *y = b;
    return mg_span_cmp(x->key, y->key);
}

static mg_status write_metadata(mg_segment *s, mg_error *err)
{
    mg_metadata *m = calloc(s->settings.n + 1, sizeof *m);
    if (!m) return mg_fail_nomem(err, "writing the index's settings");
    size_t n = 0;
    for (size_t i = 0; i < s->settings.n; i++) /* an empty value is one that is not set */
        if (s->settings.v[i].value.n) m[n++] = (mg_metadata){mg_buf_span(&s->settings.v[i].key), mg_buf_span(&s->settings.v[i].value)};
    qsort(m, n, sizeof *m, by_key);
    mg_status status = mg_glass_metadata_add(s->postlist, &s->postlist_leaves, m, n, err);
    free(m);
    return status;
}

/* ---- terms ---- */

typedef struct {
    mg_segment *segment;
    const mg_merge *merge;
} terms_work;

/* A shard on its way into both tables. */
typedef struct {
    mg_segment *segment;
    mg_turn *turn;
    mg_watch watch;
    mg_glass_leaves postlist, position;
    mg_impacts_part impacts;
    mg_postlist_writer postlist_writer;
    mg_position_writer position_writer;
} shard_writer;

static void drop_shard(void *part)
{
    shard_writer *w = part;
    if (!w) return;
    mg_glass_leaves_dispose(&w->postlist);
    mg_glass_leaves_dispose(&w->position);
    mg_impacts_part_dispose(&w->impacts);
    free(w);
}

/* When it is the shard's turn, its blocks need not wait until it is whole; and it waits for its turn when it is too large to be
 * kept, as a term may be in any number of articles. */
#define TAKE ((size_t)1 << 20)
#define KEEP_MAX ((size_t)16 << 20)
static mg_status put_blocks(shard_writer *w, mg_error *err)
{
    size_t made = MG_MAX(w->postlist.blocks.n, w->position.blocks.n);
    if (made < TAKE || (made < KEEP_MAX && !mg_turn_come(w->turn))) return MG_OK;
    mg_watch_turn(&w->watch, MG_PHASE_NONE);
    MG_TRY(mg_turn_wait(w->turn, err));
    mg_watch_turn(&w->watch, MG_PHASE_WRITE);
    MG_TRY(mg_glass_table_take(w->segment->postlist, &w->postlist, err));
    MG_TRY(mg_glass_table_take(w->segment->position, &w->position, err));
    mg_watch_turn(&w->watch, MG_PHASE_MERGE);
    return MG_OK;
}

static mg_status write_piece(shard_writer *w, const mg_piece *piece, mg_error *err)
{
    uint32_t docid = piece->base;
    static const char unknown[] = {(char)MG_BESIDE_UNKNOWN};
    bool impacted = w->postlist_writer.impacted;
    for (const char *at = piece->at; at < piece->end;) {
        docid += (uint32_t)mg_glass_get_v(&at);
        uint64_t wdf = mg_glass_get_v(&at);
        mg_postlist_add(&w->postlist_writer, docid, (uint32_t)(wdf / 2));
        if (impacted) mg_impacts_part_beside(&w->impacts, (mg_span){wdf & 1 ? at : unknown, 1});
        if (!(wdf & 1)) continue;
        at++;
        size_t n = mg_glass_get_v(&at);
        mg_position_add(&w->position_writer, docid, (mg_span){at, n});
        at += n;
    }
    return put_blocks(w, err);
}

/* Does the term make a key, with a docid behind it? In keys a zero byte takes two. */
static bool makes_key(mg_span term)
{
    size_t n = term.n + 1 + MG_GLASS_D_MAX;
    for (size_t at = mg_span_find(term, 0, '\0'); at < term.n; at = mg_span_find(term, at + 1, '\0')) n++;
    return n <= MG_GLASS_KEY_MAX;
}

static mg_status write_term(shard_writer *w, const mg_merged_term *term, mg_error *err)
{
    if (!makes_key(term->bytes)) return mg_fail(err, MG_LIMIT, "a word of %zu bytes is too long for the index", term->bytes.n);
    if (term->collection > UINT32_MAX) return mg_fail(err, MG_LIMIT, "a word occurs more often than one segment can count");
    mg_postlist_begin(&w->postlist_writer, term->bytes, term->documents, term->collection);
    mg_position_begin(&w->position_writer, term->bytes);
    for (size_t i = 0; i < term->n_pieces; i++) MG_TRY(write_piece(w, &term->pieces[i], err));
    return mg_postlist_end(&w->postlist_writer, err);
}

static mg_status make_shard(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err)
{
    const terms_work *work = payload;
    MG_TRY(mg_interrupt_check(err));
    shard_writer *w = calloc(1, sizeof *w);
    if (!w) return mg_fail_nomem(err, "writing postings");
    *w = (shard_writer){.segment = work->segment, .turn = turn, .watch = {.on = work->segment->watch->on}};
    mg_watch_turn(&w->watch, MG_PHASE_MERGE);
    mg_glass_leaves_init(&w->postlist);
    mg_glass_leaves_init(&w->position);
    w->postlist.numbered = true;
    w->impacts.docs = mg_impacts_file_docs(work->segment->impacts);
    w->postlist_writer.leaves = &w->postlist;
    w->postlist_writer.impacts = &w->impacts;
    w->position_writer.leaves = &w->position;
    mg_shard *shard = NULL;
    mg_merged_term term;
    bool more;
    mg_status status;
    MG_GOTO(mg_shard_open(work->merge, number, &shard, err));
    while ((status = mg_shard_next(shard, &term, &more, err)) == MG_OK && more) MG_GOTO(write_term(w, &term, err));
    mg_watch_turn(&w->watch, MG_PHASE_NONE);
out:
    mg_shard_close(shard);
    if (status == MG_OK) *part = w;
    else drop_shard(w);
    return status;
}

static mg_status put_shard(void *payload, void *part, mg_error *err)
{
    mg_segment *s = ((terms_work *)payload)->segment;
    shard_writer *w = part;
    mg_watch_turn(&w->watch, MG_PHASE_WRITE);
    mg_status status = mg_glass_table_end_run(s->postlist, &w->postlist, err);
    if (status == MG_OK) status = mg_glass_table_end_run(s->position, &w->position, err);
    if (status == MG_OK) status = mg_impacts_file_put(s->impacts, &w->impacts, w->postlist.numbers.v, err);
    mg_watch_turn(&w->watch, MG_PHASE_NONE);
    mg_watch_add(s->watch, &w->watch);
    drop_shard(w);
    return status;
}

/* A shard on its way into the spill file. */
typedef struct {
    mg_watch watch;
    mg_spill_terms terms;
} shard_spiller;

static void drop_spilled(void *part)
{
    shard_spiller *w = part;
    if (w) mg_spill_terms_dispose(&w->terms);
    free(w);
}

static mg_status make_spilled(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err)
{
    (void)turn;
    const terms_work *work = payload;
    MG_TRY(mg_interrupt_check(err));
    shard_spiller *w = calloc(1, sizeof *w);
    if (!w) return mg_fail_nomem(err, "writing a part of the index");
    w->watch.on = work->segment->watch->on;
    mg_watch_turn(&w->watch, MG_PHASE_MERGE);
    mg_shard *shard = NULL;
    mg_merged_term term;
    bool more;
    mg_status status = mg_shard_open(work->merge, number, &shard, err);
    while (status == MG_OK && (status = mg_shard_next(shard, &term, &more, err)) == MG_OK && more) mg_spill_add(&w->terms, &term);
    mg_shard_close(shard);
    mg_watch_turn(&w->watch, MG_PHASE_NONE);
    if (status == MG_OK) *part = w;
    else drop_spilled(w);
    return status;
}

static mg_status put_spilled(void *payload, void *part, mg_error *err)
{
    mg_segment *s = ((terms_work *)payload)->segment;
    shard_spiller *w = part;
    mg_watch_turn(&w->watch, MG_PHASE_WRITE);
    mg_status status = mg_spill_put_terms(s->spill, &w->terms, err);
    mg_watch_turn(&w->watch, MG_PHASE_NONE);
    mg_watch_add(s->watch, &w->watch);
    drop_spilled(w);
    return status;
}

/* What is in memory, as one merge, with what was spilled when it is the last. */
static mg_status begin_merge(mg_segment *s, bool last, mg_threads *threads, mg_merge **out, mg_error *err)
{
    mg_batch *late;
    /* The late terms are one batch more, of the documents since the last spill. */
    MG_TRY(mg_late_take(&s->late, &late, err));
    if (!mg_vec_push(&s->batches, late)) {
        mg_batch_free(late);
        return mg_fail_nomem(err, "writing postings");
    }
    if (!mg_vec_push(&s->bases, s->late_base)) return mg_fail_nomem(err, "writing postings");
    mg_batches batches = {s->batches.v, s->bases.v, s->batches.n};
    return mg_merge_new(last ? s->spill : NULL, &batches, threads, out, err);
}

/* Make its shards, into the tables when it is the last. The merge and the batches are gone after. */
static mg_status end_merge(mg_segment *s, mg_merge *merge, bool last, mg_threads *threads, mg_error *err)
{
    terms_work work = {s, merge};
    mg_ordered shards = {threads, mg_merge_shards(merge), make_spilled, put_spilled, drop_spilled, &work};
    if (last) shards = (mg_ordered){threads, shards.count, make_shard, put_shard, drop_shard, &work};
    mg_status status = mg_ordered_run(&shards, err);
    mg_merge_free(merge);
    for (size_t i = 0; i < s->batches.n; i++) mg_batch_free(s->batches.v[i]);
    s->batches.n = s->bases.n = 0;
    s->memory = 0;
    s->late_base = s->documents;
    return status;
}

static mg_status spill_values(mg_segment *s, mg_error *err)
{
    for (size_t i = s->values.n; i-- > 0 && s->values.v[i].values.n;) {
        mg_values_piece *piece = &s->values.v[i];
        MG_TRY(mg_spill_put(s->spill, mg_buf_span(&piece->values), &piece->offset, err));
        mg_buf_dispose(&piece->values);
    }
    return MG_OK;
}

mg_status mg_segment_spill(mg_segment *s, mg_threads *threads, mg_error *err)
{
    if (!s->spill) {
        mg_buf path = MG_BUF_INIT;
        mg_buf_addf(&path, "%s/spill", s->path.p);
        mg_status status = mg_buf_check(&path, "writing a part of the index", err);
        if (status == MG_OK) status = mg_spill_new(path.p, &s->spill, err);
        mg_buf_dispose(&path);
        MG_TRY(status);
    }
    mg_merge *merge;
    MG_TRY(spill_values(s, err));
    MG_TRY(mg_spill_begin_region(s->spill, err));
    mg_watch_turn(s->watch, MG_PHASE_MERGE);
    MG_TRY(begin_merge(s, false, threads, &merge, err));
    mg_watch_turn(s->watch, MG_PHASE_NONE);
    mg_status status = end_merge(s, merge, false, threads, err);
    mg_watch_turn(s->watch, MG_PHASE_WRITE);
    return status == MG_OK ? mg_late_begin(&s->late, err) : status;
}

/* What comes first in the postlist table. */
static mg_status write_beginning(mg_segment *s, mg_glass_stats *stats, mg_error *err)
{
    mg_values values = {s->values.v, s->values.n, s->spill};
    MG_TRY(write_metadata(s, err));
    MG_TRY(mg_glass_values_add(s->postlist, &s->postlist_leaves, &values, err));
    MG_TRY(mg_glass_lengths_add(s->postlist, &s->postlist_leaves, s->lengths.v, s->documents, stats, err));
    stats->wdf_max = s->wdf_max;
    return mg_glass_table_end_run(s->postlist, &s->postlist_leaves, err);
}

/* And in the impacts file. */
static mg_status begin_impacts(mg_segment *s, mg_error *err)
{
    mg_values values = {s->values.v, s->values.n, s->spill};
    mg_values_reader r = {.all = &values, .slot = MG_SLOT_DATE};
    bool more = false;
    MG_TRY(mg_impacts_file_new(s->path.p, NULL, &s->impacts, err));
    MG_TRY(mg_impacts_file_lengths(s->impacts, s->lengths.v, s->documents, err));
    mg_status status;
    while ((status = mg_values_next(&r, &more, err)) == MG_OK && more) MG_GOTO(mg_impacts_file_date(s->impacts, r.docid, r.value, err));
    if (status == MG_OK) status = mg_impacts_file_dates(s->impacts, err);
out:
    mg_values_reader_dispose(&r);
    return status;
}

enum { BEGIN_MERGE, BEGIN_TABLES, BEGIN_IMPACTS, BEGINNINGS };

typedef struct {
    mg_segment *segment;
    mg_threads *threads;
    mg_merge *merge;
    mg_glass_stats stats;
} beginning;

static mg_status begin_part(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err)
{
    (void)turn, (void)part;
    beginning *b = payload;
    mg_segment *s = b->segment;
    if (number == BEGIN_MERGE) return begin_merge(s, true, b->threads, &b->merge, err);
    if (number == BEGIN_IMPACTS) return begin_impacts(s, err);
    MG_TRY(write_beginning(s, &b->stats, err));
    return mg_glass_table_end_run(s->docdata, &s->docdata_leaves, err);
}

/* ---- syncing ---- */

enum { SYNC_IMPACTS, SYNC_POSTLIST, SYNC_DOCDATA, SYNC_POSITION, SYNCS };

static mg_status sync_part(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err)
{
    (void)turn, (void)part;
    mg_segment *s = payload;
    if (number == SYNC_IMPACTS) return mg_impacts_file_finish(s->impacts, mg_glass_table_bytes(s->postlist), NULL, err);
    return mg_glass_table_sync(number == SYNC_POSTLIST ? s->postlist : number == SYNC_DOCDATA ? s->docdata : s->position, err);
}

static void give_back_memory(void *unused)
{
    (void)unused;
    malloc_trim(0);
}

/* To sync is to wait: all at the same time, where there are threads. Another one gives memory back meanwhile, for which else the end
 * of the process would take as long. */
static mg_status sync_all(mg_segment *s, mg_threads *threads, mg_error *err)
{
    if (mg_threads_jobs(threads) > 1) {
        s->tidy = threads;
        s->tidying.task = give_back_memory;
        mg_threads_begin(s->tidy, &s->tidying, 1);
    }
    return mg_ordered_run(&(mg_ordered){threads, SYNCS, sync_part, NULL, NULL, s}, err);
}

#define MANY_REGIONS 4

mg_status mg_segment_finish(mg_segment *s, mg_threads *threads, mg_error *err)
{
    mg_buf postlist = MG_BUF_INIT, docdata = MG_BUF_INIT, position = MG_BUF_INIT; /* root records */
    beginning begin = {.segment = s, .threads = threads};
    mg_status status = MG_OK;
    /* In a large archive what is in memory costs little to spill, too, and the memory is needed for what merging takes. */
    if (s->spill && mg_spill_regions(s->spill) >= MANY_REGIONS) MG_GOTO(mg_segment_spill(s, threads, err));
    mg_watch_turn(s->watch, MG_PHASE_MERGE); /* of two threads the longer one counts */
    status = mg_ordered_run(&(mg_ordered){threads, BEGINNINGS, begin_part, NULL, NULL, &begin}, err);
    mg_watch_turn(s->watch, MG_PHASE_NONE);
    if (status == MG_OK) status = end_merge(s, begin.merge, true, threads, err);
    else mg_merge_free(begin.merge);
    mg_watch_turn(s->watch, MG_PHASE_WRITE);
    MG_GOTO(status);
    MG_GOTO(mg_glass_table_finish(s->postlist, 0, &postlist, err));
    MG_GOTO(mg_glass_table_finish(s->docdata, 18, &docdata, err));
    MG_GOTO(mg_glass_table_finish(s->position, 0, &position, err));
    MG_GOTO(sync_all(s, threads, err));
    MG_GOTO(mg_glass_version_write(s->path.p, mg_buf_span(&postlist), mg_buf_span(&docdata), mg_buf_span(&position), &begin.stats, err));
    s->finished = true;
out:
    mg_buf_dispose(&postlist);
    mg_buf_dispose(&docdata);
    mg_buf_dispose(&position);
    return status;
}

void mg_segment_free(mg_segment *s)
{
    if (!s) return;
    if (s->tidy) mg_threads_end(s->tidy, &s->tidying);
    for (size_t i = 0; i < s->batches.n; i++) mg_batch_free(s->batches.v[i]);
    for (size_t i = 0; i < s->values.n; i++) mg_buf_dispose(&s->values.v[i].values);
    mg_vec_free(&s->values);
    mg_vec_free(&s->lengths);
    mg_late_dispose(&s->late);
    mg_spill_free(s->spill);
    mg_vec_free(&s->batches);
    mg_vec_free(&s->bases);
    mg_glass_table_free(s->docdata);
    mg_glass_table_free(s->postlist);
    mg_glass_table_free(s->position);
    mg_glass_leaves_dispose(&s->docdata_leaves);
    mg_glass_leaves_dispose(&s->postlist_leaves);
    mg_impacts_file_free(s->impacts);
    for (size_t i = 0; i < s->settings.n; i++) {
        mg_buf_dispose(&s->settings.v[i].key);
        mg_buf_dispose(&s->settings.v[i].value);
    }
    mg_vec_free(&s->settings);
    if (s->created && !s->finished) (void)!mg_dir_remove(s->path.p, NULL);
    mg_buf_dispose(&s->path);
    free(s);
}
