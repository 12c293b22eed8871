/* glass_table.h - a glass table written to its file in one sequential pass.
 *
 * A table is a B-tree in a file of equal blocks (glass_leaves.h has their form). A branch block's items are
 *
 *   u32 child | u8 K | key | u16 component      the first of a block has an empty key
 *
 * and its keys are the shortest that part its children. The very first leaf begins with an empty item. Leaves and branches
 * are appended as they come and fill, so the file is written strictly forward and only the open branch of each level is in
 * memory. Readers may walk the leaves without the branches ("sequential"). */
#ifndef MG_GLASS_TABLE_H
#define MG_GLASS_TABLE_H

#include "indexer/glass_leaves.h"

typedef struct mg_glass_table mg_glass_table;

/* Start the table in the file `path`, which is created when the first block comes. */
MG_NODISCARD mg_status mg_glass_table_new(const char *path, mg_glass_table **out, mg_error *err);
void mg_glass_table_free(mg_glass_table *table);

/* Append the blocks of a run that are full by now, and forget them. The keys of a run are above those of the runs before it.
 * Errors: MG_IO; MG_NOMEM; MG_LIMIT a tag was longer than the format can hold. */
MG_NODISCARD mg_status mg_glass_table_take(mg_glass_table *table, mg_glass_leaves *leaves, mg_error *err);

/* As mg_glass_table_take, and the run is at its end: its open block too. Another may begin. */
MG_NODISCARD mg_status mg_glass_table_end_run(mg_glass_table *table, mg_glass_leaves *leaves, mg_error *err);

/* Append an entry to a run whose blocks are taken as they fill. Errors: as mg_glass_table_take's. */
MG_NODISCARD mg_status mg_glass_table_add(mg_glass_table *table, mg_glass_leaves *leaves, mg_span key, mg_span tag, mg_error *err);

/* Write what is left, and append the table's root record of the version file to `root`.
 *   compress_min  what later writers compress from; 18 or 0 by convention */
MG_NODISCARD mg_status mg_glass_table_finish(mg_glass_table *table, unsigned compress_min, mg_buf *root, mg_error *err);

/* How long its file is then. */
uint64_t mg_glass_table_bytes(const mg_glass_table *table);

/* Wait until the file is on disk. */
MG_NODISCARD mg_status mg_glass_table_sync(const mg_glass_table *table, mg_error *err);

#endif
