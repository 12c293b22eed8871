/* terms.c - see terms.h. A hash table of term numbers, open addressing, at most three quarters full; the bytes lie in
 * an arena. */
#include "indexer/terms.h"

#include "common/arena.h"
#include "common/hash.h"

#include <stdatomic.h>
#include <stdlib.h>

typedef struct {
    const char *p;
    uint32_t n;
    uint32_t hash; /* decides most comparisons without looking at the bytes */
} term_entry;

struct mg_terms {
    atomic_uint holders;
    mg_arena arena;
    uint64_t seed;
    term_entry *entries; /* by number */
    size_t n, cap;
    uint32_t *table; /* number + 1, 0 is free; a power of two */
    size_t table_size;
    size_t bytes; /* of the terms, as the arena counts them */
};

static bool rehash(mg_terms *t, size_t size)
{
    uint32_t *table = calloc(size, sizeof *table);
    if (!table) return false;
    for (size_t i = 0; i < t->n; i++) {
        size_t at = t->entries[i].hash & (size - 1);
        while (table[at]) at = (at + 1) & (size - 1);
        table[at] = (uint32_t)i + 1;
    }
    free(t->table);
    t->table = table;
    t->table_size = size;
    return true;
}

mg_status mg_terms_new(mg_terms **out, mg_error *err)
{
    mg_terms *t = calloc(1, sizeof *t);
    if (!t || !rehash(t, 16384)) {
        free(t);
        return mg_fail_nomem(err, "starting a dictionary");
    }
    atomic_init(&t->holders, 1);
    t->seed = mg_hash_seed();
    *out = t;
    return MG_OK;
}

mg_terms *mg_terms_hold(mg_terms *t)
{
    atomic_fetch_add_explicit(&t->holders, 1, memory_order_relaxed);
    return t;
}

void mg_terms_drop(mg_terms *t)
{
    if (!t || atomic_fetch_sub_explicit(&t->holders, 1, memory_order_acq_rel) > 1) return;
    mg_arena_dispose(&t->arena);
    free(t->entries);
    free(t->table);
    free(t);
}

static bool grow(mg_terms *t)
{
    if ((t->n + 1) * 4 > t->table_size * 3 && !rehash(t, t->table_size * 2)) return false;
    if (t->n < t->cap) return true;
    size_t cap = t->cap ? t->cap + t->cap / 2 : 512;
    term_entry *entries = cap < MG_NO_TERM ? realloc(t->entries, cap * sizeof *entries) : NULL;
    if (!entries) return false;
    t->entries = entries;
    t->cap = cap;
    return true;
}

uint32_t mg_terms_add(mg_terms *t, mg_span term)
{
    uint32_t hash = (uint32_t)mg_hash_quick(t->seed, term);
    size_t at = hash & (t->table_size - 1);
    for (; t->table[at]; at = (at + 1) & (t->table_size - 1)) {
        const term_entry *e = &t->entries[t->table[at] - 1];
        if (e->hash == hash && e->n == term.n && memcmp(e->p, term.p, term.n) == 0) return t->table[at] - 1;
    }
    if (!grow(t)) return MG_NO_TERM;
    mg_span copy = mg_arena_copy(&t->arena, term);
    if (!copy.p) return MG_NO_TERM;
    t->bytes += (term.n + 16) & ~(size_t)15;
    for (at = hash & (t->table_size - 1); t->table[at];) at = (at + 1) & (t->table_size - 1);
    t->entries[t->n] = (term_entry){copy.p, (uint32_t)term.n, hash};
    t->table[at] = (uint32_t)++t->n;
    return (uint32_t)t->n - 1;
}

mg_span mg_terms_bytes(const mg_terms *t, uint32_t term)
{
    return (mg_span){t->entries[term].p, t->entries[term].n};
}

size_t mg_terms_count(const mg_terms *t)
{
    return t->n;
}

size_t mg_terms_memory(const mg_terms *t)
{
    return t->bytes + t->cap * sizeof *t->entries + t->table_size * sizeof *t->table;
}
