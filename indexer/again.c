/* again.c - see again.h. */
#include "indexer/again.h"

#include "indexer/interrupt.h"

/* Documents of a unit: so many that a word is looked up seldom, so few that threads end together. */
#define UNIT 1000

typedef struct {
    mg_span id, claimed;
    mg_earlier_doc doc;
} again_entry;

/* What a thread makes of a unit. */
typedef struct {
    mg_arena arena;
    MG_VEC(again_entry) entries;
    MG_VEC(mg_batch *) batches;
    size_t job, poster_memory;
    mg_watch watch;
    mg_status status;
    mg_error err;
} again_unit;

typedef struct {
    mg_earlier *earlier;
    mg_writing *writing;
    const mg_earlier_doc *docs;
    const mg_again_name *names;
    size_t n;
    mg_watch *watch;
} again_run;

typedef struct {
    mg_arena arena;
    mg_buf data;
    mg_unpacked_text unpacked;
} reading;

static mg_status close_batch(again_unit *out, mg_poster *poster, mg_error *err)
{
    mg_batch *batch;
    MG_TRY(mg_inverter_take(mg_poster_inverter(poster), &batch, err));
    if (mg_vec_push(&out->batches, batch)) return MG_OK;
    mg_batch_free(batch);
    return mg_fail_nomem(err, "inverting articles");
}

static mg_status invert_one(again_run *run, size_t job, size_t i, reading *r, again_unit *out, mg_error *err)
{
    mg_record record;
    mg_earlier_doc doc = run->docs[i];
    mg_poster *poster = run->writing->posters[job];
    mg_arena_reset(&r->arena);
    mg_watch_turn(&out->watch, MG_PHASE_READ);
    MG_TRY(mg_earlier_record(run->earlier, job + 1, doc.segment, doc.docid, &r->arena, &r->data, &r->unpacked, &record, err));
    if (run->names) {
        record.article.id = run->names[i].id;
        record.article.claimed = run->names[i].claimed;
    }
    MG_TRY(mg_poster_article(poster, &record.article, record.root, run->names ? (mg_span){0} : mg_buf_span(&r->data), &out->watch, err));
    again_entry entry = {mg_arena_copy(&out->arena, record.article.id), mg_arena_copy(&out->arena, record.article.claimed), doc};
    if (!entry.id.p || !entry.claimed.p || !mg_vec_push(&out->entries, entry)) return mg_fail_nomem(err, "inverting articles");
    return mg_inverter_pending(mg_poster_inverter(poster)) < mg_writing_batch_bytes(run->writing) ? MG_OK : close_batch(out, poster, err);
}

static void make(void *payload, mg_workers *workers, size_t job, size_t number, void *result)
{
    (void)workers;
    again_run *run = payload;
    again_unit *out = result;
    reading r = {.data = MG_BUF_INIT};
    *out = (again_unit){.job = job, .watch = {.on = run->watch->on}, .err = MG_ERROR_INIT};
    for (size_t i = number * UNIT; i < MG_MIN(run->n, (number + 1) * UNIT) && out->status == MG_OK; i++)
        out->status = invert_one(run, job, i, &r, out, &out->err);
    mg_poster *poster = run->writing->posters[job];
    if (out->status == MG_OK && mg_inverter_pending(mg_poster_inverter(poster))) out->status = close_batch(out, poster, &out->err);
    out->poster_memory = mg_poster_memory(poster);
    mg_watch_turn(&out->watch, MG_PHASE_NONE);
    mg_arena_dispose(&r.arena);
    mg_buf_dispose(&r.data);
    mg_unpacked_text_dispose(&r.unpacked);
}

static void dispose(void *result)
{
    again_unit *u = result;
    for (size_t i = 0; i < u->batches.n; i++) mg_batch_free(u->batches.v[i]);
    mg_vec_free(&u->batches);
    mg_vec_free(&u->entries);
    mg_arena_dispose(&u->arena);
}

static mg_status take(void *payload, mg_workers *workers, void *result, mg_error *err)
{
    again_run *run = payload;
    again_unit *u = result;
    size_t next = 0;
    mg_watch_add(run->watch, &u->watch);
    if (u->status != MG_OK) return mg_fail(err, u->status, "%s", u->err.msg);
    mg_watch_turn(run->watch, MG_PHASE_WRITE);
    for (size_t i = 0; i < u->batches.n; i++) {
        mg_batch *batch = u->batches.v[i];
        size_t bytes = mg_batch_memory(batch) + batch->data.n;
        for (uint32_t document = 1; document <= batch->documents; document++) {
            const again_entry *e = &u->entries.v[next++];
            uint32_t docid;
            MG_TRY(mg_writing_document(run->writing, mg_batch_data(batch, document), e->id, e->claimed, &docid, err));
            MG_TRY(mg_earlier_move(run->earlier, e->doc.segment, e->doc.docid, docid, err));
        }
        u->batches.v[i] = NULL;
        MG_TRY(mg_writing_take(run->writing, workers, batch, u->job, u->poster_memory, bytes, err));
    }
    mg_watch_turn(run->watch, MG_PHASE_NONE);
    return mg_interrupt_check(err);
}

mg_status mg_again_write(mg_earlier *earlier, mg_writing *writing, const mg_earlier_doc *docs, const mg_again_name *names, size_t n,
                         mg_watch *watch, mg_error *err)
{
    again_run run = {earlier, writing, docs, names, n, watch};
    mg_work work = {writing->threads, (n + UNIT - 1) / UNIT, sizeof(again_unit), make, take, dispose, &run};
    return n ? mg_workers_run(&work, err) : MG_OK;
}
