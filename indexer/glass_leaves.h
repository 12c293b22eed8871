/* glass_leaves.h - a run of leaf blocks of a glass table, in memory: entries in, full blocks out.
 *
 * A block is
 *
 *   u32 revision | u8 level | u16 hole | u16 free | u16 dir_end | u16 offset of each item | hole | items
 *
 * big-endian; level 0 is a leaf; items are placed from the block's end downward, offsets in the order of keys.
 *
 *   leaf item    u16 I | u8 K | key | [u16 component] | piece of the tag
 *                I = size - 3, with 8000 compressed, 4000 last piece, 2000 first piece (then no component)
 *
 * A tag that is too long for an item is cut into components 1, 2, ... of the same key, beside each other.
 *
 * Leaves know nothing of other blocks, so the runs of a table can be made apart, by several threads, and put into its file
 * one behind the other (glass_table.h). */
#ifndef MG_GLASS_LEAVES_H
#define MG_GLASS_LEAVES_H

#include "common/buf.h"
#include "common/vec.h"

#define MG_GLASS_BLOCK 8192
#define MG_GLASS_HEADER 11
#define MG_GLASS_REVISION 1

/* Longest key. */
#define MG_GLASS_KEY_MAX 255

/* Where a block begins: what parts it from the one before; the component is 1 unless a tag goes on. */
typedef struct {
    unsigned char key[MG_GLASS_KEY_MAX];
    unsigned key_n, component;
} mg_glass_separator;

typedef struct {
    /* Full blocks, and where each begins. For the first of a run that is its whole first key. */
    mg_buf blocks;
    MG_VEC(mg_glass_separator) from;

    unsigned char block[MG_GLASS_BLOCK]; /* the open one */
    unsigned items, low;                 /* low: offset of the item placed last; no items: none is open */
    bool first;                          /* the open one is the first of its run */
    uint32_t opened;                     /* blocks */
    bool numbered;
    MG_VEC(uint32_t) numbers; /* if `numbered`: of the blocks that were taken, in the table's file */
    uint64_t entries;
    bool nomem, too_long; /* why the run is not whole */
} mg_glass_leaves;

/* Start the first run. */
void mg_glass_leaves_init(mg_glass_leaves *leaves);
void mg_glass_leaves_dispose(mg_glass_leaves *leaves);

/* Append an entry. Keys must rise (as bytes), be 1..MG_GLASS_KEY_MAX long, and are the caller's to get right. What goes wrong is
 * kept until the blocks are taken: no memory, or a tag that is longer than the format can hold (about 130 MB). */
void mg_glass_leaves_add(mg_glass_leaves *leaves, mg_span key, mg_span tag);

/* Where the tag of the entry added last stands: in which of the blocks that were opened, from 0, times MG_GLASS_BLOCK, and where in
 * it. UINT64_MAX: it is cut. */
uint64_t mg_glass_leaves_where(const mg_glass_leaves *leaves);

/* The open block is full: whatever comes is another run, or nothing. */
void mg_glass_leaves_close(mg_glass_leaves *leaves);

/* The key of the entry added last to the open block; lives until the next is added. Empty when none is open. */
mg_span mg_glass_leaves_last(const mg_glass_leaves *leaves);

/* The shortest separator above `last` and not above the item `key`, `component`. */
void mg_glass_part(mg_span last, mg_span key, unsigned component, mg_glass_separator *out);

/* ---- blocks, of any level ---- */

/* Room between the directory and the items. */
static inline unsigned mg_glass_hole(unsigned items, unsigned low)
{
    return low - (MG_GLASS_HEADER + 2 * items);
}

static inline void mg_glass_put16(unsigned char *at, unsigned n)
{
    at[0] = (unsigned char)(n >> 8);
    at[1] = (unsigned char)n;
}

static inline void mg_glass_put32(unsigned char *at, uint32_t n)
{
    mg_glass_put16(at, n >> 16);
    mg_glass_put16(at + 2, n & 0xffff);
}

/* Place an item of `size` bytes, which must fit; returns where it goes. */
static inline unsigned char *mg_glass_place(unsigned char *block, unsigned *items, unsigned *low, unsigned size)
{
    *low -= size;
    mg_glass_put16(block + MG_GLASS_HEADER + 2 * (*items)++, *low);
    return block + *low;
}

/* Fill in the header of a block, and clear the hole. */
void mg_glass_seal(unsigned char *block, unsigned level, unsigned items, unsigned low);

#endif
