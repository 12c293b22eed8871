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
#define CHUNK_SIZE 1
#else
#define CHUNK_SIZE ((size_t)64 * 1024)
#endif

void *mg_arena_alloc(mg_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) return NULL;
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!arena->chunk || arena->chunk->size - arena->used < size) {
        size_t room = MG_MAX(size, CHUNK_SIZE);
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
        if (!keep && arena->chunk->size == CHUNK_SIZE) keep = arena->chunk;
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
