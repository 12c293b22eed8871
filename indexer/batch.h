/* batch.h - the inverter: some documents in a row, turned into postings in memory.
 *
 * Life: mg_batch_new; for each document, terms through mg_batch_terms and then mg_batch_add; when full, hand
 * it to a segment (segment.h), which takes it, or mg_batch_free. Documents are numbered 1.. within their batch. One
 * thread; different batches different threads. */
#ifndef MG_BATCH_H
#define MG_BATCH_H

#include "indexer/terms.h"

typedef struct mg_batch mg_batch;

typedef struct {
    uint32_t term;     /* of the batch's dictionary */
    uint32_t position; /* 1.., or 0: without position */
    uint32_t wdf;      /* to add to the term's frequency in this document */
} mg_occurrence;

typedef struct {
    uint32_t slot;
    mg_span value;
} mg_value;

typedef struct {
    const mg_occurrence *occurrences; /* in any order; the same term and position twice is one position */
    size_t n_occurrences;
    const mg_value *values; /* rising slots; empty ones are not stored */
    size_t n_values;
    mg_span data;
} mg_document;

MG_NODISCARD mg_status mg_batch_new(mg_batch **out, mg_error *err);
void mg_batch_free(mg_batch *batch);

/* The dictionary that the documents' terms are of. */
mg_terms *mg_batch_terms(mg_batch *batch);

/* Add the next document; nothing of it is borrowed after. Errors: MG_NOMEM; MG_LIMIT. */
MG_NODISCARD mg_status mg_batch_add(mg_batch *batch, const mg_document *document, mg_error *err);

/* Put `data` in the place of a document's. Documents rise from call to call. */
MG_NODISCARD mg_status mg_batch_replace_data(mg_batch *batch, uint32_t document, mg_span data, mg_error *err);

/* Sort the terms; no document may be added after. May be done in the thread that filled the batch, and is done by
 * the segment where it was not. */
MG_NODISCARD mg_status mg_batch_seal(mg_batch *batch, mg_error *err);

uint32_t mg_batch_documents(const mg_batch *batch);

/* How much memory it takes, in bytes. */
size_t mg_batch_memory(const mg_batch *batch);

#endif
