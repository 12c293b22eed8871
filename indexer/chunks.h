/* chunks.h - a growing array whose items never move, so that one thread may add while others read what they know of.
 *
 * Adding is one thread's at a time; an item may be read by whoever was given its number in a way that orders memory (a lock,
 * an atomic). Life: zeroed, mg_chunks_room, mg_chunks_free. */
#ifndef MG_CHUNKS_H
#define MG_CHUNKS_H

#include "common/base.h"

#include <stdlib.h>

#define MG_CHUNK_BITS 12
#define MG_CHUNK ((uint32_t)1 << MG_CHUNK_BITS) /* items */
#define MG_CHUNKS ((uint32_t)1 << 14)
#define MG_CHUNKS_MAX (MG_CHUNK * MG_CHUNKS) /* items of all */

typedef struct {
    char **chunks;
} mg_chunks;

/* Where item `number` is, of `size` bytes each. */
static inline void *mg_chunks_at(const mg_chunks *c, uint32_t number, size_t size)
{
    return c->chunks[number >> MG_CHUNK_BITS] + (number & (MG_CHUNK - 1)) * size;
}

/* Make room for item `number`, those before it being there; false when memory, or MG_CHUNKS_MAX, runs out. */
static inline bool mg_chunks_room(mg_chunks *c, uint32_t number, size_t size)
{
    if (number >= MG_CHUNKS_MAX) return false;
    if (!c->chunks && !(c->chunks = calloc(MG_CHUNKS, sizeof *c->chunks))) return false;
    char **chunk = &c->chunks[number >> MG_CHUNK_BITS];
    if (!*chunk) *chunk = malloc(MG_CHUNK * size);
    return *chunk;
}

static inline void mg_chunks_free(mg_chunks *c)
{
    for (size_t i = 0; c->chunks && i < MG_CHUNKS && c->chunks[i]; i++) free(c->chunks[i]);
    free(c->chunks);
    c->chunks = NULL;
}

#endif
