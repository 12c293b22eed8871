/* chunks.h - a growing array whose items never move, so that one thread may add while others read what they know of.
 *
 * Adding is one thread's at a time; an item may be read by whoever was given its number in a way that orders memory (a lock,
 * an atomic). Life: zeroed, mg_chunks_room, mg_chunks_free. */
#ifndef MG_CHUNKS_H
#define MG_CHUNKS_H

#include "indexer/pages.h"

#include <stdlib.h>

#define MG_CHUNK_BITS 13
#define MG_CHUNK ((uint32_t)1 << MG_CHUNK_BITS) /* items */
#define MG_CHUNKS ((uint32_t)1 << 15)
#define MG_CHUNKS_MAX (MG_CHUNK * MG_CHUNKS) /* items of all */

typedef struct {
    char **chunks;
} mg_chunks;

/* Where item `number` is, of `size` bytes each. */
static inline void *mg_chunks_at(const mg_chunks *c, uint32_t number, size_t size)
{
    return c->chunks[number >> MG_CHUNK_BITS] + (number & (MG_CHUNK - 1)) * size;
}

/* The first few chunks come one by one, then so many at once as fill a large page. */
#define MG_CHUNKS_SMALL 8
static inline size_t mg_chunks_together(uint32_t chunk, size_t size)
{
    size_t chunks = MG_PAGE_LARGE / (MG_CHUNK * size);
    return chunk < MG_CHUNKS_SMALL || !chunks ? 1 : MG_MIN(chunks, MG_CHUNKS - chunk);
}

/* Make room for item `number`, those before it being there; false when memory, or MG_CHUNKS_MAX, runs out. */
static inline bool mg_chunks_room(mg_chunks *c, uint32_t number, size_t size)
{
    uint32_t chunk = number >> MG_CHUNK_BITS;
    if (number >= MG_CHUNKS_MAX) return false;
    if (!c->chunks && !(c->chunks = calloc(MG_CHUNKS, sizeof *c->chunks))) return false;
    if (c->chunks[chunk]) return true;
    size_t together = mg_chunks_together(chunk, size), bytes = together * MG_CHUNK * size;
    char *memory = mg_pages_alloc(&bytes);
    for (size_t i = 0; memory && i < together; i++) c->chunks[chunk + i] = memory + i * MG_CHUNK * size;
    return memory;
}

static inline void mg_chunks_free(mg_chunks *c, size_t size)
{
    for (uint32_t i = 0, together; c->chunks && i < MG_CHUNKS && c->chunks[i]; i += together) {
        together = (uint32_t)mg_chunks_together(i, size);
        mg_pages_free(c->chunks[i], mg_pages_bytes(together * MG_CHUNK * size));
    }
    free(c->chunks);
    c->chunks = NULL;
}

#endif
