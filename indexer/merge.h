/* merge.h - the terms of some batches in byte order, each with its postings from all of them, in shards that threads can
 * work on apart.
 *
 * A shard is a range of terms, cut where their first two bytes change, about as many postings as the others. Where the
 * cuts are depends on the documents alone, not on how they were batched or by how many threads. */
#ifndef MG_MERGE_H
#define MG_MERGE_H

#include "indexer/glass_tables.h"

typedef struct mg_merge mg_merge;

/* Borrows the batches. Afterwards it is only read, by any number of threads. */
MG_NODISCARD mg_status mg_merge_new(const mg_batches *batches, mg_merge **out, mg_error *err);
void mg_merge_free(mg_merge *merge);

size_t mg_merge_shards(const mg_merge *merge);

/* ---- the terms of a shard ---- */

/* A term's postings in one batch: as batch.h has them, from `at` to `end`; their documents count from `base`. */
typedef struct {
    const char *at, *end;
    uint32_t base;
    size_t batch;
} mg_piece;

typedef struct {
    mg_span bytes;
    uint64_t documents, collection; /* over all pieces */
    const mg_piece *pieces;         /* documents rise; until the next term */
    size_t n_pieces;
} mg_merged_term;

/* Usage: mg_shard_open, mg_shard_next until it is false, mg_shard_close. One thread each. */
typedef struct mg_shard mg_shard;
MG_NODISCARD mg_status mg_shard_open(const mg_merge *merge, size_t number, mg_shard **out, mg_error *err);

/* false at the end, or when memory runs out, which *nomem then says. */
bool mg_shard_next(mg_shard *shard, mg_merged_term *out, bool *nomem);
void mg_shard_close(mg_shard *shard);

#endif
