/* segment.h - write one segment: documents in, a finished and durable glass database out.
 *
 * Life: mg_segment_begin, mg_segment_add for each document in docid order, mg_segment_set for metadata,
 * mg_segment_finish; mg_segment_free at any point, which drops what was not finished. */
#ifndef MG_SEGMENT_H
#define MG_SEGMENT_H

#include "common/xapian_shim.h"

typedef struct mg_segment mg_segment;

/* Start a segment in the directory `path`, which appears only when it is finished; PATH.tmp is used until then. */
MG_NODISCARD mg_status mg_segment_begin(const char *path, mg_segment **out, mg_error *err);
MG_NODISCARD mg_status mg_segment_add(mg_segment *segment, const mg_document *document, mg_error *err);
MG_NODISCARD mg_status mg_segment_set(mg_segment *segment, const char *key, mg_span value, mg_error *err);

/* Everything is on disk at `path`, synced, when this returns MG_OK. */
MG_NODISCARD mg_status mg_segment_finish(mg_segment *segment, mg_error *err);
void mg_segment_free(mg_segment *segment);

#endif
