/* merge.h - the terms of a spill file's regions and of some batches in byte order, each with its postings from all of them, in
 * shards that threads can work on apart.
 *
 * A shard is a range of terms, cut where their first two bytes change, about as many postings as the others. Where the
 * cuts are depends on the documents alone, not on how they were batched or by how many threads. */
#ifndef MG_MERGE_H
#define MG_MERGE_H

#include "indexer/batch.h"
#include "indexer/spill.h"
#include "indexer/threads.h"

/* Batches in order: the documents of each count from `base`. */
typedef struct {
    mg_batch **v;
    uint32_t *base;
    size_t n;
} mg_batches;

typedef struct mg_merge mg_merge;

/* The terms of the regions of `spill` (NULL: none), which come first, and of the batches. Both are borrowed. Made with the
 * help of `threads`; afterwards it is only read, by any number. */
MG_NODISCARD mg_status mg_merge_new(const mg_spill *spill, const mg_batches *batches, mg_threads *threads, mg_merge **out, mg_error *err);
void mg_merge_free(mg_merge *merge);

size_t mg_merge_shards(const mg_merge *merge);

/* The terms of a shard. Usage: mg_shard_open, mg_shard_next until *more is false, mg_shard_close. One thread each. */
typedef struct mg_shard mg_shard;
MG_NODISCARD mg_status mg_shard_open(const mg_merge *merge, size_t number, mg_shard **out, mg_error *err);

/* The next term; *out lives until the next call. Errors: MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_shard_next(mg_shard *shard, mg_merged_term *out, bool *more, mg_error *err);
void mg_shard_close(mg_shard *shard);

#endif
