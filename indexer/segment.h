/* segment.h - write one segment: batches of documents in, a finished and durable glass database out.
 *
 * Life: mg_segment_begin; for each batch in docid order mg_segment_document for each of its documents, then mg_segment_take,
 * and mg_segment_spill when memory is full; mg_segment_set for metadata; mg_segment_finish; mg_segment_free at any point, which
 * drops what was not finished.
 * The tables are written by glass_*.c, each as its format needs; see there. No termlist table. */
#ifndef MG_SEGMENT_H
#define MG_SEGMENT_H

#include "indexer/batch.h"
#include "indexer/threads.h"
#include "indexer/watch.h"

typedef struct mg_segment mg_segment;

/* Start a segment in the directory `path`, which must not exist. It is no database until it is finished. What spilling and
 * finishing it costs is added to `watch`, which outlives it; NULL: to none. */
MG_NODISCARD mg_status mg_segment_begin(const char *path, mg_watch *watch, mg_segment **out, mg_error *err);

/* What is stored of the next document, and terms that it has without position or weight, `n` of them: what is only known when
 * the documents before are. No batch may have such a term. */
MG_NODISCARD mg_status mg_segment_document(mg_segment *segment, mg_span data, const mg_span *terms, size_t n, mg_error *err);

/* The batch of the documents given since the last. The segment owns the batch, also after an error. */
MG_NODISCARD mg_status mg_segment_take(mg_segment *segment, mg_batch *batch, mg_error *err);

uint32_t mg_segment_documents(const mg_segment *segment);

/* How much memory what was taken holds, in bytes (see mg_batch_memory), beside four for each document. */
size_t mg_segment_memory(const mg_segment *segment);

/* Put that into a file, with the help of `threads`. No dictionary of a batch that was taken may grow meanwhile. Errors: as
 * mg_segment_finish's. */
MG_NODISCARD mg_status mg_segment_spill(mg_segment *segment, mg_threads *threads, mg_error *err);

MG_NODISCARD mg_status mg_segment_set(mg_segment *segment, const char *key, mg_span value, mg_error *err);

/* Everything is on disk at `path`, synced, when this returns MG_OK; by any number of threads, on which its bytes do not depend, nor
 * on what was spilled. The threads must outlive the segment.
 * Errors: MG_IO; MG_NOMEM; MG_LIMIT. */
MG_NODISCARD mg_status mg_segment_finish(mg_segment *segment, mg_threads *threads, mg_error *err);
void mg_segment_free(mg_segment *segment);

#endif
