/* inverted.c - see inverted.h. */
#include "indexer/inverted.h"

typedef struct {
    const mg_inversion *run;
    mg_poster *poster;
    mg_inverted *out;
} inverting;

/* What was inverted since the last batch is one. */
static mg_status close_batch(inverting *v, mg_error *err)
{
    mg_batch *batch;
    MG_TRY(mg_inverter_take(mg_poster_inverter(v->poster), &batch, err));
    if (mg_vec_push(&v->out->batches, batch)) return MG_OK;
    mg_batch_free(batch);
    return mg_fail_nomem(err, "inverting articles");
}

static mg_status on_article(void *payload, mg_article *article, uint32_t root, mg_error *err)
{
    inverting *v = payload;
    mg_inverted *out = v->out;
    mg_inverted_announced announced = {.root = root};
    if (article->announced)
        return mg_article_copy(article, &out->arena, &announced.article) && mg_vec_push(&out->announced, announced)
                   ? MG_OK
                   : mg_fail_nomem(err, "reading articles");
    mg_inverted_article entry = {0};
    mg_announced_fill(v->run->announced, article);
    MG_TRY(mg_poster_article(v->poster, article, root, &out->watch, &entry.stemmer, err));
    entry.id = mg_arena_copy(&out->arena, article->id);
    entry.path = mg_arena_copy(&out->arena, article->path);
    entry.member = mg_arena_copy(&out->arena, article->member);
    entry.text_bytes = article->title.n + article->standfirst.n + article->body.n;
    if (!entry.id.p || !entry.path.p || !entry.member.p || !mg_vec_push(&out->articles, entry))
        return mg_fail_nomem(err, "inverting articles");
    mg_status status = mg_inverter_pending(mg_poster_inverter(v->poster)) < MG_BATCH_BYTES ? MG_OK : close_batch(v, err);
    mg_watch_turn(&out->watch, MG_PHASE_EXTRACT);
    return status;
}

/* A problem that cannot be kept for want of memory is one of the whole unit. */
static void on_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    mg_inverted *out = ((inverting *)payload)->out;
    mg_inverted_problem p = {mg_arena_copy(&out->arena, path), mg_arena_copy(&out->arena, member), *why};
    if (!p.path.p || !p.member.p || !mg_vec_push(&out->problems, p))
        out->status = mg_fail_nomem(&out->err, "reading articles");
}

static void on_file(void *payload, mg_span path, mg_span member, uint64_t bytes, mg_file_fate fate)
{
    mg_inverted *out = ((inverting *)payload)->out;
    out->bytes_read += bytes;
    (member.n ? out->member_fates : out->fates)[fate]++;
    if (fate != MG_FILE_UNKNOWN) return;
    mg_span copy = mg_arena_copy(&out->arena, member.n ? member : path);
    if (!copy.p || !mg_vec_push(&out->unknown, copy)) out->status = mg_fail_nomem(&out->err, "reading articles");
}

void mg_invert(const mg_inversion *run, size_t unit, mg_poster *poster, mg_inverted *out)
{
    *out = (mg_inverted){.watch = {.on = run->timed}, .err = MG_ERROR_INIT};
    inverting v = {run, poster, out};
    mg_reading reading = {on_article, on_problem, on_file, &v, &out->watch, run->limits};
    mg_status status = mg_archive_read(run->archive, unit, run->format, run->map, &reading, &out->err);
    mg_watch_turn(&out->watch, MG_PHASE_INVERT);
    if (status == MG_OK && mg_inverter_pending(mg_poster_inverter(poster))) status = close_batch(&v, &out->err);
    out->poster_memory = mg_poster_memory(poster);
    mg_watch_turn(&out->watch, MG_PHASE_NONE);
    if (status != MG_OK) out->status = status;
}

void mg_inverted_dispose(mg_inverted *inverted)
{
    for (size_t i = 0; i < inverted->batches.n; i++) mg_batch_free(inverted->batches.v[i]);
    mg_vec_free(&inverted->batches);
    mg_vec_free(&inverted->articles);
    mg_vec_free(&inverted->announced);
    mg_vec_free(&inverted->problems);
    mg_vec_free(&inverted->unknown);
    mg_arena_dispose(&inverted->arena);
}
