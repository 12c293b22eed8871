/* values.h - the values of a segment's documents before they are written: pieces, as batches bring them, in memory or spilled. */
#ifndef MG_VALUES_H
#define MG_VALUES_H

#include "indexer/spill.h"

/* Values of one slot, as batch.h has them; their documents count from `base`. */
typedef struct {
    uint32_t slot, base;
    mg_buf values;   /* empty: in the spill file */
    uint64_t offset; /* there */
    size_t n;        /* bytes */
} mg_values_piece;

/* All documents' values; of a slot, documents rise from piece to piece. Borrowed. */
typedef struct {
    const mg_values_piece *pieces;
    size_t n;
    const mg_spill *spill;
} mg_values;

/* Goes over the values of one slot. Usage: zeroed but for `all` and `slot`; mg_values_next until *more is false; dispose. */
typedef struct {
    const mg_values *all;
    uint32_t slot;
    uint32_t docid; /* of the value, which lives until the next call */
    mg_span value;
    size_t piece; /* the next one */
    mg_buf buf;
    const char *at, *end;
} mg_values_reader;

/* Errors: MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_values_next(mg_values_reader *reader, bool *more, mg_error *err);
void mg_values_reader_dispose(mg_values_reader *reader);

#endif
