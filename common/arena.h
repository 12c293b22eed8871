/* arena.h - memory that is freed all at once: one arena for an article, one for a query.
 *
 * Life: MG_ARENA_INIT, allocate, mg_arena_reset (keeps one chunk for the next round), and at the end
 * mg_arena_dispose. Pieces are zeroed and aligned for any type. Under AddressSanitizer each piece is
 * a malloc of its own, so that an overrun is caught. Not for use by two threads at once. */
#ifndef MG_ARENA_H
#define MG_ARENA_H

#include "common/span.h"

typedef struct mg_arena_chunk mg_arena_chunk;

typedef struct {
    mg_arena_chunk *chunk; /* newest first */
    size_t used;           /* bytes used in the newest chunk */
} mg_arena;

#define MG_ARENA_INIT {.chunk = NULL, .used = 0}

/* NULL when memory runs out. */
MG_NODISCARD void *mg_arena_alloc(mg_arena *arena, size_t size);

/* A NUL-terminated copy of `bytes`; p is NULL when memory runs out. */
MG_NODISCARD mg_span mg_arena_copy(mg_arena *arena, mg_span bytes);

/* Everything allocated before is gone. */
void mg_arena_reset(mg_arena *arena);
void mg_arena_dispose(mg_arena *arena);

#endif
