/* batch_read.h - a sealed batch as a segment reads it: terms in byte order, their postings, and what each document
 * has. Beside batch.h for who writes a segment only. */
#ifndef MG_BATCH_READ_H
#define MG_BATCH_READ_H

#include "common/buf.h"
#include "indexer/batch.h"

/* Give a document `number`, which need not be one of the batch, a term without position or weight. Numbers rise for
 * each term. */
MG_NODISCARD mg_status mg_batch_add_filter(mg_batch *batch, uint32_t number, mg_span term, mg_error *err);

/* The i-th term in byte order, and its statistics. */
typedef struct {
    mg_span bytes;
    uint32_t documents;  /* it is in */
    uint64_t collection; /* sum of its wdf */
    uint64_t prefix;     /* its first eight bytes, big-endian: decides most comparisons */
} mg_batch_term;
size_t mg_batch_terms_sorted(const mg_batch *batch);
mg_batch_term mg_batch_term_at(const mg_batch *batch, size_t i);

/* Append the postings of the i-th term to `out`, documents rising:
 *   posting = V(document - the one before; from 0) V(wdf) V(length of positions) positions
 * where positions is the tag of the position table, empty without positions. */
void mg_batch_postings(const mg_batch *batch, size_t i, mg_buf *out);

/* Of document 1..n. */
uint32_t mg_batch_length(const mg_batch *batch, uint32_t document); /* sum of all wdf */
mg_span mg_batch_data(const mg_batch *batch, uint32_t document);

/* Values in the order of documents, each: V(document) V(slot) S(value). */
mg_span mg_batch_values(const mg_batch *batch);

/* The largest wdf of any posting. */
uint32_t mg_batch_wdf_max(const mg_batch *batch);

/* Forget the documents' data (which a segment writes first). */
void mg_batch_drop_data(mg_batch *batch);

#endif
