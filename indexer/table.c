/* table.c - see table.h. */
#include "indexer/table.h"

/* So many that what all threads add before they count it does not fill them. */
#define CELLS_FIRST ((size_t)16384)
#define COUNT_EVERY 32

/* While there are few, they become four times as many: to move them costs more than to have room. */
#define CELLS_MANY ((size_t)1 << 18)

/* What a share takes at once. */
#define SHARE_NUMBERS 64 /* of which a chunk has a multiple */
#if defined(__SANITIZE_ADDRESS__)
#define SHARE_BYTES ((size_t)0) /* each item's bytes are apart, so that an overrun is caught */
#else
#define SHARE_BYTES ((size_t)4096)
#endif

static mg_cells *new_cells(mg_table *t, size_t size)
{
    size_t bytes = size * sizeof(_Atomic uint64_t);
    mg_cells *p = malloc(sizeof *p);
    _Atomic uint64_t *at = p ? mg_pages_alloc(&bytes) : NULL;
    if (!at) {
        free(p);
        return NULL;
    }
    *p = (mg_cells){.size = size, .bytes = bytes, .at = at};
    atomic_fetch_add_explicit(&t->bytes, bytes, memory_order_relaxed);
    return p;
}

mg_status mg_table_init(mg_table *t, size_t item, mg_error *err)
{
    mg_cells *p = new_cells(t, CELLS_FIRST);
    if (!p) return mg_fail_nomem(err, "starting a dictionary");
    t->item = item;
    pthread_mutex_init(&t->lock, NULL);
    atomic_init(&t->cells, p);
    return MG_OK;
}

void mg_table_dispose(mg_table *t)
{
    mg_cells *older;
    if (!t->item) return;
    for (mg_cells *p = t->cells; p; p = older) {
        older = p->older;
        mg_pages_free(p->at, p->bytes);
        free(p);
    }
    mg_chunks_free(&t->items, t->item);
    mg_arena_dispose(&t->arena);
    pthread_mutex_destroy(&t->lock);
}

/* ---- room ---- */

static bool more_numbers(mg_table *t, mg_table_share *s)
{
    if (!mg_chunks_room(&t->items, t->given, t->item)) return false;
    s->number = t->given;
    s->end = t->given += SHARE_NUMBERS;
    atomic_fetch_add_explicit(&t->bytes, SHARE_NUMBERS * t->item, memory_order_relaxed);
    return true;
}

static bool more_bytes(mg_table *t, mg_table_share *s, size_t bytes)
{
    size_t n = MG_MAX(bytes, SHARE_BYTES);
    char *p = mg_arena_alloc(&t->arena, n);
    if (!p) return false;
    s->bytes = p;
    s->left = n;
    atomic_fetch_add_explicit(&t->bytes, n, memory_order_relaxed);
    return true;
}

static size_t rounded(size_t bytes)
{
    return (bytes + 15) & ~(size_t)15;
}

bool mg_table_room(mg_table *t, mg_table_share *s, size_t bytes)
{
    bytes = rounded(bytes);
    if (s->number < s->end && bytes <= s->left) return true;
    pthread_mutex_lock(&t->lock);
    bool ok = (s->number < s->end || more_numbers(t, s)) && (bytes <= s->left || more_bytes(t, s, bytes));
    pthread_mutex_unlock(&t->lock);
    return ok;
}

/* ---- adding ---- */

/* Into cells that nobody else can see yet. */
static void move(mg_cells *to, uint64_t cell)
{
    size_t at = cell >> 32;
    while (atomic_load_explicit(&to->at[at & (to->size - 1)], memory_order_relaxed)) at++;
    atomic_store_explicit(&to->at[at & (to->size - 1)], cell, memory_order_relaxed);
}

/* Make more cells than `full` has, unless there are. */
static bool grow(mg_table *t, mg_cells *full)
{
    pthread_mutex_lock(&t->lock);
    bool grown = atomic_load_explicit(&t->cells, memory_order_relaxed) != full;
    mg_cells *larger = grown ? NULL : new_cells(t, full->size * (full->size < CELLS_MANY ? 4 : 2));
    if (larger) {
        larger->older = full;
        for (size_t i = 0; i < full->size; i++) {
            uint64_t cell = 0;
            if (!atomic_compare_exchange_strong_explicit(&full->at[i], &cell, MG_CELL_CLOSED, memory_order_acquire,
                                                         memory_order_acquire))
                move(larger, cell);
        }
        atomic_store_explicit(&t->cells, larger, memory_order_release);
    }
    pthread_mutex_unlock(&t->lock);
    return grown || larger;
}

/* Count an item that was added, sometimes for those before it too. Is the table full then? */
static bool count(mg_table *t, mg_table_share *s, const mg_cells *p)
{
    if (++s->uncounted < COUNT_EVERY) return false;
    size_t n = atomic_fetch_add_explicit(&t->n, s->uncounted, memory_order_relaxed) + s->uncounted;
    s->uncounted = 0;
    return n > p->size / 4 * 3;
}

/* Take the first cell that is free for the share's item, or find the item that has its key. False when the cells were closed. */
static bool take_cell(const mg_table *t, mg_cells *p, const mg_table_share *s, uint32_t hash, mg_table_same *same, const void *key,
                       uint32_t *number)
{
    const uint64_t mine = (uint64_t)hash << 32 | (s->number + 1);
    for (size_t at = hash;; at++) {
        _Atomic uint64_t *cell = &p->at[at & (p->size - 1)];
        uint64_t found = atomic_load_explicit(cell, memory_order_acquire);
        if (!found && atomic_compare_exchange_strong_explicit(cell, &found, mine, memory_order_acq_rel, memory_order_acquire)) {
            *number = s->number;
            return true;
        }
        if (found == MG_CELL_CLOSED) return false;
        *number = (uint32_t)found - 1;
        if (found >> 32 == hash && same(mg_table_item(t, *number), key)) return true;
    }
}

uint32_t mg_table_add(mg_table *t, mg_table_share *s, size_t bytes, uint32_t hash, mg_table_same *same, const void *key)
{
    uint32_t number;
    mg_cells *p = atomic_load_explicit(&t->cells, memory_order_acquire);
    while (!take_cell(t, p, s, hash, same, key, &number)) {
        if (!grow(t, p)) return MG_TABLE_NONE; /* it is being done: wait for that */
        p = atomic_load_explicit(&t->cells, memory_order_acquire);
    }
    if (number != s->number) return number;
    s->number++;
    if (bytes) s->bytes += rounded(bytes);
    s->left -= rounded(bytes);
    return !count(t, s, p) || grow(t, p) ? number : MG_TABLE_NONE;
}
