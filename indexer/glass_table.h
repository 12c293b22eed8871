/* glass_table.h - a glass table written in one sequential pass.
 *
 * A table is a B-tree in a file of equal blocks. A block is
 *
 *   u32 revision | u8 level | u16 hole | u16 free | u16 dir_end | u16 offset of each item | hole | items
 *
 * big-endian; level 0 is a leaf; items are placed from the block's end downward, offsets in the order of keys.
 *
 *   leaf item    u16 I | u8 K | key | [u16 component] | piece of the tag
 *                I = size - 3, with 8000 compressed, 4000 last piece, 2000 first piece (then no component)
 *   branch item  u32 child | u8 K | key | u16 component      the first of a block has an empty key
 *
 * A tag that is too long for an item is cut into components 1, 2, ... of the same key, beside each other. The
 * very first leaf begins with an empty item. A branch's keys are the shortest that part its children. Leaves
 * and branches are appended as they fill, so the file is written strictly forward and only the open block of each
 * level is in memory. Readers may walk the leaves without the branches ("sequential"). */
#ifndef MG_GLASS_TABLE_H
#define MG_GLASS_TABLE_H

#include "common/buf.h"

#define MG_GLASS_BLOCK 8192

/* Longest key. */
#define MG_GLASS_KEY_MAX 255

typedef struct mg_glass_table mg_glass_table;

/* Start the table in the file `path`, which is created when the first entry comes. */
MG_NODISCARD mg_status mg_glass_table_new(const char *path, mg_glass_table **out, mg_error *err);
void mg_glass_table_free(mg_glass_table *table);

/* Append an entry. Keys must rise (as bytes), be 1..MG_GLASS_KEY_MAX long, and are the caller's to get right.
 * Errors: MG_IO; MG_NOMEM; MG_LIMIT the tag is longer than the format can hold (about 130 MB). */
MG_NODISCARD mg_status mg_glass_table_add(mg_glass_table *table, mg_span key, mg_span tag, mg_error *err);

/* Write what is left, sync the file, and append the table's root record of the version file to `root`.
 *   compress_min  what later writers compress from; 18 or 0 by convention */
MG_NODISCARD mg_status mg_glass_table_finish(mg_glass_table *table, unsigned compress_min, mg_buf *root, mg_error *err);

#endif
