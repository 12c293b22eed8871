/* writing.c - see writing.h. */
#include "indexer/writing.h"

#include "common/schema.h"

/* A vocabulary is forgotten at a spill when it takes more than this share of the memory: then the room that postings get is
 * worth more than what is known of words. */
#define VOCABULARY_SHARE 4

mg_status mg_writing_begin(mg_writing *w, const char *path, const char *language, mg_threads *threads, size_t memory, mg_watch *watch,
                           mg_error *err)
{
    *w = (mg_writing){.threads = threads, .jobs = mg_threads_jobs(threads), .memory = memory};
    MG_TRY(mg_vocabulary_new(&w->vocabulary, err));
    for (size_t job = 0; job < w->jobs; job++) MG_TRY(mg_poster_new(language, w->vocabulary, &w->posters[job], err));
    return mg_segment_begin(path, watch, &w->segment, err);
}

mg_status mg_writing_document(mg_writing *w, mg_span data, mg_span id, mg_span claimed, uint32_t *docid, mg_error *err)
{
    mg_buf id_term = MG_BUF_INIT, claim_term = MG_BUF_INIT;
    mg_term_exact("Q", id, false, &id_term);
    if (claimed.n) mg_term_exact("XCLAIM", claimed, false, &claim_term);
    mg_span terms[] = {mg_buf_span(&id_term), mg_buf_span(&claim_term)};
    mg_status status = mg_buf_check(&id_term, "naming an article", err);
    if (status == MG_OK) status = mg_buf_check(&claim_term, "naming an article", err);
    if (status == MG_OK) status = mg_segment_document(w->segment, data, terms, claimed.n ? 2 : 1, err);
    mg_buf_dispose(&id_term);
    mg_buf_dispose(&claim_term);
    *docid = mg_segment_documents(w->segment);
    return status;
}

static mg_status renew_vocabulary(mg_writing *w, mg_error *err)
{
    mg_vocabulary *fresh;
    MG_TRY(mg_vocabulary_new(&fresh, err));
    for (size_t job = 0; job < w->jobs; job++) mg_poster_use(w->posters[job], fresh);
    memset(w->poster_memory, 0, sizeof w->poster_memory);
    mg_vocabulary_free(w->vocabulary);
    w->vocabulary = fresh;
    return MG_OK;
}

static mg_status spill(mg_writing *w, mg_workers *workers, mg_error *err)
{
    if (workers) mg_workers_pause(workers);
    mg_status status = mg_segment_spill(w->segment, w->threads, err);
    if (status == MG_OK && mg_vocabulary_memory(w->vocabulary) > w->memory / VOCABULARY_SHARE) status = renew_vocabulary(w, err);
    if (workers) mg_workers_go_on(workers);
    return status;
}

/* All that grows with what is inverted: what was taken, the vocabulary, what the threads know of terms, and the results that wait
 * to be taken. */
static size_t memory(const mg_writing *w, size_t unit)
{
    size_t bytes = mg_segment_memory(w->segment) + mg_vocabulary_memory(w->vocabulary) + mg_workers_ahead(w->jobs) * unit;
    for (size_t job = 0; job < w->jobs; job++) bytes += w->poster_memory[job];
    return bytes;
}

#define BATCH_BYTES_MIN ((size_t)1 << 20)
#define BATCH_BYTES_MAX ((size_t)64 << 20)

size_t mg_writing_batch_bytes(const mg_writing *w)
{
    return MG_MIN(BATCH_BYTES_MAX, MG_MAX(BATCH_BYTES_MIN, w->memory / (4 * w->jobs)));
}

mg_status mg_writing_take(mg_writing *w, mg_workers *workers, mg_batch *batch, size_t job, size_t poster_memory, size_t unit, mg_error *err)
{
    w->poster_memory[job] = poster_memory;
    MG_TRY(mg_segment_take(w->segment, batch, err));
    return memory(w, unit) > w->memory ? spill(w, workers, err) : MG_OK;
}

static void forget(mg_writing *w)
{
    for (size_t job = 0; job < w->jobs; job++) {
        mg_poster_free(w->posters[job]);
        w->posters[job] = NULL;
    }
    mg_vocabulary_free(w->vocabulary);
    w->vocabulary = NULL;
}

mg_status mg_writing_finish(mg_writing *w, mg_error *err)
{
    forget(w);
    return mg_segment_finish(w->segment, w->threads, err);
}

void mg_writing_end(mg_writing *w)
{
    forget(w);
    mg_segment_free(w->segment);
    *w = (mg_writing){0};
}
