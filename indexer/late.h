/* late.h - the terms of a segment's documents that are known when these are written: what they are called by. Hardly any stands in two
 * documents, so they take a dictionary and a list, and not an inverter (inverter.h).
 *
 * Life: zeroed; mg_late_begin; mg_late_add for documents in order; mg_late_take, and again from mg_late_begin; mg_late_dispose. */
#ifndef MG_LATE_H
#define MG_LATE_H

#include "common/vec.h"
#include "indexer/batch.h"

typedef struct {
    uint32_t term, document;
} mg_late_posting;

typedef struct {
    mg_terms *terms;
    mg_table_share share; /* of them */
    MG_VEC(mg_late_posting) postings;
} mg_late;

/* With a dictionary of its own. Errors: MG_NOMEM, as of all here. */
MG_NODISCARD mg_status mg_late_begin(mg_late *late, mg_error *err);

/* `document`, 1.., has the term, once. */
MG_NODISCARD mg_status mg_late_add(mg_late *late, mg_span term, uint32_t document, mg_error *err);

/* All postings since mg_late_begin, as a batch with nothing else: without frequencies and positions. Errors: MG_LIMIT, too, when it
 * would be more than one may have. */
MG_NODISCARD mg_status mg_late_take(mg_late *late, mg_batch **out, mg_error *err);

void mg_late_dispose(mg_late *late);

#endif
