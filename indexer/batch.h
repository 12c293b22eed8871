/* batch.h - some documents in a row, inverted: what an inverter (inverter.h) makes and a segment (segment.h) writes.
 *
 * Documents are numbered 1.. within their batch. For each term that they have there is a run of postings, not sorted:
 *
 *   run      = V(collection frequency) posting...
 *   posting  = V(document - the one before; from 0) V(2 * wdf + placed) [beside V(n) tag of n bytes]
 *   values   = V(document - the one before; from 0) S(value)...             of one slot
 *
 * V and S are those of glass_code.h. A posting that is `placed` has positions, and their tag is that of the position table:
 * so a posting is kept in about the bytes that it takes on disk. `beside` is that of common/beside.h. */
#ifndef MG_BATCH_H
#define MG_BATCH_H

#include "common/buf.h"
#include "common/vec.h"
#include "indexer/terms.h"

/* The terms of a dictionary are parted by the last bits of their numbers, for threads to work on apart. */
#define MG_TERM_PART_BITS 2
#define MG_TERM_PARTS (1u << MG_TERM_PART_BITS)
static inline uint32_t mg_term_part(uint32_t term)
{
    return term & (MG_TERM_PARTS - 1);
}

typedef struct {
    uint32_t term;  /* of the dictionary */
    uint32_t start; /* of its run in postings; it ends where the next starts */
    uint32_t documents;
} mg_run;

typedef struct {
    uint32_t slot, last; /* the last document that has a value */
    mg_buf values;
} mg_batch_slot;

typedef struct {
    mg_terms *terms; /* held */
    uint32_t documents;
    uint32_t wdf_max;           /* of any posting */
    MG_VEC(uint32_t) lengths;   /* by document - 1: sum of all wdf */
    MG_VEC(size_t) data_ends;   /* by document - 1: where its data ends in `data` */
    mg_buf data;
    MG_VEC(mg_batch_slot) slots;
    mg_run *runs; /* n_runs and one more, for the end; by the parts of their terms */
    size_t n_runs;
    size_t first_run[MG_TERM_PARTS + 1]; /* by part */
    char *postings;
} mg_batch;

void mg_batch_free(mg_batch *batch);

/* A document's data, 1..documents. */
mg_span mg_batch_data(const mg_batch *batch, uint32_t document);

/* Forget all but the postings. */
void mg_batch_forget_documents(mg_batch *batch);

/* How much memory it takes until a segment is finished, in bytes: all but the dictionary, and the documents' data, which are
 * written at once. */
size_t mg_batch_memory(const mg_batch *batch);

#endif
