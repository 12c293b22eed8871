/* batch.c - see batch.h. */
#include "indexer/batch.h"

#include <stdlib.h>

/* A run, and its place in the order of terms while it is merged. */
#define RUN_BYTES (sizeof(mg_run) + 16)

void mg_batch_forget_documents(mg_batch *b)
{
    mg_vec_free(&b->lengths);
    mg_vec_free(&b->data_ends);
    mg_buf_dispose(&b->data);
    for (size_t i = 0; i < b->slots.n; i++) mg_buf_dispose(&b->slots.v[i].values);
    mg_vec_free(&b->slots);
}

void mg_batch_free(mg_batch *b)
{
    if (!b) return;
    mg_terms_drop(b->terms);
    mg_batch_forget_documents(b);
    free(b->runs);
    free(b->postings);
    free(b);
}

mg_span mg_batch_data(const mg_batch *b, uint32_t document)
{
    size_t start = document > 1 ? b->data_ends.v[document - 2] : 0;
    return mg_span_sub(mg_buf_span(&b->data), start, b->data_ends.v[document - 1]);
}

size_t mg_batch_memory(const mg_batch *b)
{
    size_t bytes = 0;
    for (size_t i = 0; i < b->slots.n; i++) bytes += b->slots.v[i].values.n;
    return bytes + b->n_runs * RUN_BYTES + (b->n_runs ? b->runs[b->n_runs].start : 0);
}
