/* arena.c - see arena.h. Chunks form a list, newest first; a piece that does not fit into the
 * newest chunk starts another. */
#include "common/arena.h"

#include <stdalign.h>
#include <stdlib.h>

struct mg_arena_chunk {
    mg_arena_chunk *older;
    size_t size;
    alignas(max_align_t) char bytes[];
};

#if defined(__SANITIZE_ADDRESS__)
#define CHUNK_MIN 1
#define CHUNK_MAX 1
#else
#define CHUNK_MIN ((size_t)64 * 1024)
#define CHUNK_MAX ((size_t)1024 * 1024)
#endif

/* Twice as much as in the newest chunk: who needs much asks the system for it seldom. */
static size_t next_size(const mg_arena *arena)
{
    return arena->chunk ? MG_MIN(2 * arena->chunk->size, CHUNK_MAX) : CHUNK_MIN;
}

void *mg_arena_alloc(mg_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) return NULL;
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!arena->chunk || arena->chunk->size - arena->used < size) {
        size_t room = MG_MAX(size, next_size(arena));
        mg_arena_chunk *fresh = malloc(sizeof *fresh + room);
        if (!fresh) return NULL;
        *fresh = (mg_arena_chunk){.older = arena->chunk, .size = room};
        arena->chunk = fresh;
        arena->used = 0;
    }
    void *piece = arena->chunk->bytes + arena->used;
    arena->used += size;
    return memset(piece, 0, size);
}

mg_span mg_arena_copy(mg_arena *arena, mg_span bytes)
{
    char *copy = mg_arena_alloc(arena, bytes.n + 1);
    if (!copy) return (mg_span){NULL, 0};
    if (bytes.n) memcpy(copy, bytes.p, bytes.n);
    return (mg_span){copy, bytes.n};
}

void mg_arena_reset(mg_arena *arena)
{
    mg_arena_chunk *keep = NULL;
    while (arena->chunk) {
        mg_arena_chunk *older = arena->chunk->older;
        if (!keep && arena->chunk->size >= CHUNK_MIN && arena->chunk->size <= CHUNK_MAX) keep = arena->chunk;
        else free(arena->chunk);
        arena->chunk = older;
    }
    if (keep) keep->older = NULL;
    arena->chunk = keep;
    arena->used = 0;
}

void mg_arena_dispose(mg_arena *arena)
{
    if (!arena) return;
    while (arena->chunk) {
        mg_arena_chunk *older = arena->chunk->older;
        free(arena->chunk);
        arena->chunk = older;
    }
    arena->used = 0;
}
