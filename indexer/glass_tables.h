/* glass_tables.h - the tables of a segment: what each holds, written from sealed batches.
 *
 * Batches follow each other; the documents of a batch are numbered on from those before it. Every function
 * writes a whole table into `table` and leaves finishing it to the caller. */
#ifndef MG_GLASS_TABLES_H
#define MG_GLASS_TABLES_H

#include "indexer/batch_read.h"
#include "indexer/glass_table.h"

typedef struct {
    mg_batch **v;
    uint32_t *base; /* docid of a batch's first document, less 1 */
    size_t n;
} mg_batches;

typedef struct {
    uint32_t documents;
    uint32_t length_min, length_max; /* of a document; min of those above 0 */
    uint32_t wdf_max;
    uint64_t length_total;
} mg_glass_stats;

typedef struct {
    mg_span key, value;
} mg_metadata;

/* docdata (glass_docdata.c): the data of one batch's documents. */
MG_NODISCARD mg_status mg_glass_docdata_add(mg_glass_table *table, const mg_batch *batch, uint32_t base, mg_error *err);

/* What comes first in the postlist table: metadata, values and document lengths. Fills `stats`. */
MG_NODISCARD mg_status mg_glass_values_add(mg_glass_table *postlist, const mg_batches *batches, mg_error *err);
MG_NODISCARD mg_status mg_glass_metadata_add(mg_glass_table *postlist, const mg_metadata *metadata, size_t n, mg_error *err);
MG_NODISCARD mg_status mg_glass_lengths_add(mg_glass_table *postlist, const mg_batches *batches, mg_glass_stats *stats,
                                            mg_error *err);

/* Every term's postings, and its positions. */
MG_NODISCARD mg_status mg_glass_postings_add(mg_glass_table *postlist, mg_glass_table *position, const mg_batches *batches,
                                             mg_error *err);

#endif
