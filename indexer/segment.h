/* segment.h - write one segment: batches of documents in, a finished and durable glass database out.
 *
 * Life: mg_segment_begin, mg_segment_take for each batch in docid order, mg_segment_set for metadata,
 * mg_segment_finish; mg_segment_free at any point, which drops what was not finished.
 * The tables are written by glass_*.c, each from what its format needs; see there. No termlist table. */
#ifndef MG_SEGMENT_H
#define MG_SEGMENT_H

#include "indexer/batch.h"

typedef struct mg_segment mg_segment;

/* Start a segment in the directory `path`, which must not exist. It is no database until it is finished. */
MG_NODISCARD mg_status mg_segment_begin(const char *path, mg_segment **out, mg_error *err);

/* The documents of a batch, numbered on from those before. The segment owns the batch, also after an error. */
MG_NODISCARD mg_status mg_segment_take(mg_segment *segment, mg_batch *batch, mg_error *err);

/* Give a document that was taken a term more, without position or weight: for what is only known when the documents
 * before are. Docids rise for each term. */
MG_NODISCARD mg_status mg_segment_add_filter(mg_segment *segment, uint32_t docid, mg_span term, mg_error *err);

uint32_t mg_segment_documents(const mg_segment *segment);

/* How much memory it takes until it is finished, in bytes. */
size_t mg_segment_memory(const mg_segment *segment);

MG_NODISCARD mg_status mg_segment_set(mg_segment *segment, const char *key, mg_span value, mg_error *err);

/* Everything is on disk at `path`, synced, when this returns MG_OK. Errors: MG_IO, MG_NOMEM, MG_LIMIT. */
MG_NODISCARD mg_status mg_segment_finish(mg_segment *segment, mg_error *err);
void mg_segment_free(mg_segment *segment);

#endif
