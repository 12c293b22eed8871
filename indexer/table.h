/* table.h - numbered items that any number of threads find, and add to, at once.
 *
 * A hash table, open addressing, about three quarters full at most. A cell is one atomic word, hash and number; an item takes one
 * when it is complete, and keeps it. To grow, a table with more cells is made, and each free cell of the old one is closed, so that
 * who comes to add there goes on to the new one. The old one stays, since a thread may be looking into it still: that misses what was
 * added since, and finds it when it comes to add it.
 *
 * A processor waits long for memory that another one has just changed, a lock or a counter as well as an item. So nothing is locked for
 * one item, what all threads read stands apart from what changes, and each thread takes numbers and memory for
 * many items at once (mg_table_share). */
#ifndef MG_TABLE_H
#define MG_TABLE_H

#include "common/arena.h"
#include "common/error.h"
#include "indexer/chunks.h"

#include <pthread.h>
#include <stdatomic.h>

/* No item. */
#define MG_TABLE_NONE UINT32_MAX

typedef struct mg_cells {
    struct mg_cells *older;
    size_t size;          /* a power of two */
    size_t bytes;         /* of memory */
    _Atomic uint64_t *at; /* hash << 32 | number + 1; 0 is free */
} mg_cells;

/* A free cell that was closed. */
#define MG_CELL_CLOSED UINT64_MAX

typedef struct {
    _Atomic(mg_cells *) cells;
    mg_chunks items; /* by number */
    size_t item;     /* bytes of each */
    _Alignas(64) pthread_mutex_t lock; /* of growing, and of what follows */
    uint32_t given; /* numbers */
    mg_arena arena;
    atomic_size_t n, bytes; /* about how many items; memory of all. Read by any thread */
} mg_table;

/* Zeroed before. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_table_init(mg_table *table, size_t item, mg_error *err);
void mg_table_dispose(mg_table *table);

/* What one thread has of a table, to add to it. Zeroed at first; nothing has to be given back. */
typedef struct {
    uint32_t number, end; /* the next item's; behind the last that it has */
    char *bytes;          /* for the next item, beside the item itself */
    size_t left;
    size_t uncounted; /* items that it added */
} mg_table_share;

/* Has an item this key? */
typedef bool mg_table_same(const void *item, const void *key);

static inline void *mg_table_item(const mg_table *t, uint32_t number)
{
    return mg_chunks_at(&t->items, number, t->item);
}

static inline const mg_cells *mg_table_cells(const mg_table *t)
{
    return atomic_load_explicit(&t->cells, memory_order_acquire);
}

/* What is in a cell, or 0. */
static inline uint64_t mg_cell_look(const mg_cells *p, size_t at)
{
    uint64_t found = atomic_load_explicit(&p->at[at & (p->size - 1)], memory_order_acquire);
    return found == MG_CELL_CLOSED ? 0 : found;
}

/* A key with this hash will be sought: start to fetch from memory where its item is noted. */
static inline void mg_table_expect(const mg_table *t, uint32_t hash)
{
    const mg_cells *cells = mg_table_cells(t);
    MG_PREFETCH(&cells->at[hash & (cells->size - 1)]);
}

/* The number of the item with this key; MG_TABLE_NONE, when there was none while `cells` were those of the table. */
static inline uint32_t mg_table_find(const mg_table *t, const mg_cells *cells, uint32_t hash, mg_table_same *same, const void *key)
{
    uint64_t found;
    for (size_t at = hash; (found = mg_cell_look(cells, at)); at++)
        if (found >> 32 == hash && same(mg_table_item(t, (uint32_t)found - 1), key)) return (uint32_t)found - 1;
    return MG_TABLE_NONE;
}

/* Have room for one more item, number share->number, and for `bytes` at share->bytes, where any type may begin. False when memory
 * runs out. */
bool mg_table_room(mg_table *table, mg_table_share *share, size_t bytes);

/* Add the item that was made there. Returns its number; that of another with this key, that was there before; or MG_TABLE_NONE, when
 * memory runs out. Only in the first case is the room used up. */
uint32_t mg_table_add(mg_table *table, mg_table_share *share, size_t bytes, uint32_t hash, mg_table_same *same, const void *key);

/* No number is as large; while nobody adds. Few below are left out. */
static inline uint32_t mg_table_end(const mg_table *t)
{
    return t->given;
}

static inline size_t mg_table_memory(const mg_table *t)
{
    return atomic_load_explicit(&t->bytes, memory_order_relaxed);
}

#endif
