/* bury.c - see bury.h. What a removed document takes with it is found by inverting its record once more; the terms are then
 * merged with those of the file of the generation before. */
#include "indexer/bury.h"

#include "common/schema.h"
#include "indexer/merge.h"
#include "indexer/postings.h"

typedef struct {
    mg_earlier *earlier;
    uint32_t segment;
    mg_poster *poster;
    MG_VEC(mg_batch *) batches;
    MG_VEC(uint32_t) bases;
    uint32_t documents;
    uint64_t length;
    mg_arena arena;
    mg_buf data, term;
    mg_unpacked_text unpacked;
} burial;

static mg_status close_batch(burial *b, mg_error *err)
{
    mg_batch *batch;
    MG_TRY(mg_inverter_take(mg_poster_inverter(b->poster), &batch, err));
    for (uint32_t i = 0; i < batch->documents; i++) b->length += batch->lengths.v[i];
    b->documents += batch->documents;
    mg_batch_forget_documents(batch);
    if (mg_vec_push(&b->batches, batch) && mg_vec_push(&b->bases, b->documents - batch->documents)) return MG_OK;
    return mg_fail_nomem(err, "removing articles");
}

static void occur(burial *b, const char *prefix, mg_span value)
{
    mg_inverter *inverter = mg_poster_inverter(b->poster);
    if (!value.n) return;
    mg_buf_reset(&b->term);
    mg_term_exact(prefix, value, false, &b->term);
    mg_inverter_occur(inverter, mg_inverter_term(inverter, mg_buf_span(&b->term)), 0, 0);
}

#define BATCH ((size_t)16 << 20)

static mg_status invert(burial *b, uint32_t docid, mg_error *err)
{
    mg_record record;
    mg_watch watch = {0};
    mg_arena_reset(&b->arena);
    MG_TRY(mg_earlier_record(b->earlier, 0, b->segment, docid, &b->arena, &b->data, &b->unpacked, &record, err));
    occur(b, "Q", record.article.id);
    occur(b, "XCLAIM", record.article.claimed);
    MG_TRY(mg_buf_check(&b->term, "removing articles", err));
    MG_TRY(mg_poster_article(b->poster, &record.article, record.root, mg_buf_span(&b->data), &watch, err));
    return mg_inverter_pending(mg_poster_inverter(b->poster)) < BATCH ? MG_OK : close_batch(b, err);
}

/* The old terms that come before this one; and its own, if it is one of them, is added to. */
static mg_status add_old(const mg_removed *old, size_t *at, mg_span upto, uint32_t *documents, mg_removed_builder *builder, mg_error *err)
{
    mg_span term;
    uint32_t n;
    for (; old && mg_removed_term(old, *at, &term, &n); ++*at) {
        int order = upto.n ? mg_span_cmp(term, upto) : -1;
        if (order > 0) break;
        if (order == 0) *documents += n;
        else MG_TRY(mg_removed_builder_add(builder, term, n, err));
    }
    return MG_OK;
}

static mg_status add_terms(burial *b, const mg_removed *old, mg_removed_builder *builder, mg_error *err)
{
    mg_merge *merge;
    size_t at = 0;
    mg_batches batches = {b->batches.v, b->bases.v, b->batches.n};
    MG_TRY(mg_merge_new(NULL, &batches, NULL, &merge, err));
    mg_status status = MG_OK;
    for (size_t i = 0; i < mg_merge_shards(merge) && status == MG_OK; i++) {
        mg_shard *shard = NULL;
        mg_merged_term term;
        bool more;
        status = mg_shard_open(merge, i, &shard, err);
        while (status == MG_OK && (status = mg_shard_next(shard, &term, &more, err)) == MG_OK && more) {
            uint32_t documents = (uint32_t)term.documents;
            status = add_old(old, &at, term.bytes, &documents, builder, err);
            if (status == MG_OK) status = mg_removed_builder_add(builder, term.bytes, documents, err);
        }
        mg_shard_close(shard);
    }
    mg_merge_free(merge);
    uint32_t none = 0;
    return status == MG_OK ? add_old(old, &at, (mg_span){0}, &none, builder, err) : status;
}

static mg_status write_file(burial *b, const char *path, mg_error *err)
{
    const mg_earlier_segment *s = &b->earlier->segments[b->segment];
    mg_removed_builder *builder = NULL;
    uint32_t *docids = calloc(s->n_gone + 1, sizeof *docids), n = 0;
    if (!docids) return mg_fail_nomem(err, "removing articles");
    for (uint32_t docid = 1; docid <= s->documents; docid++)
        if (s->gone[docid - 1]) docids[n++] = docid;
    uint64_t length = b->length + (s->removed ? mg_removed_length(s->removed) : 0);
    mg_status status = mg_removed_builder_new(docids, n, length, &builder, err);
    if (status == MG_OK) status = add_terms(b, s->removed, builder, err);
    if (status == MG_OK) status = mg_removed_builder_write(builder, path, err);
    mg_removed_builder_free(builder);
    free(docids);
    return status;
}

mg_status mg_bury(mg_earlier *earlier, uint32_t segment, const char *language, const char *path, mg_error *err)
{
    burial b = {.earlier = earlier, .segment = segment, .data = MG_BUF_INIT, .term = MG_BUF_INIT};
    const mg_earlier_segment *s = &earlier->segments[segment];
    mg_vocabulary *vocabulary = NULL;
    mg_status status = mg_vocabulary_new(&vocabulary, err);
    if (status == MG_OK) status = mg_poster_new(language, vocabulary, &b.poster, err);
    for (uint32_t docid = 1; docid <= s->documents && status == MG_OK; docid++)
        if (s->gone[docid - 1] == MG_GONE_NOW) status = invert(&b, docid, err);
    if (status == MG_OK) status = close_batch(&b, err);
    if (status == MG_OK) status = write_file(&b, path, err);
    for (size_t i = 0; i < b.batches.n; i++) mg_batch_free(b.batches.v[i]);
    mg_vec_free(&b.batches);
    mg_vec_free(&b.bases);
    mg_poster_free(b.poster);
    mg_vocabulary_free(vocabulary);
    mg_arena_dispose(&b.arena);
    mg_buf_dispose(&b.data);
    mg_unpacked_text_dispose(&b.unpacked);
    mg_buf_dispose(&b.term);
    return status;
}
