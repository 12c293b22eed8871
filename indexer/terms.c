/* terms.c - see terms.h. Terms are dealt out by their hash to stripes, so that threads that add seldom wait for each other. Each
 * has a hash table of hashes and numbers, open addressing, at most three quarters full; the bytes lie in an arena. The last bits of a
 * term's number are its stripe's, the others count within it. */
#include "indexer/terms.h"

#include "common/arena.h"
#include "common/hash.h"
#include "indexer/chunks.h"
#include "indexer/lock.h"

#include <stdatomic.h>

#define STRIPE_BITS 3
#define STRIPES (1u << STRIPE_BITS)
#define TABLE_FIRST 2048

typedef struct {
    const char *p;
    uint32_t n;
} term_entry;

typedef struct {
    _Alignas(64) mg_chunks entries; /* by number */
    pthread_mutex_t lock;           /* of all that follows */
    mg_arena arena;
    uint32_t n;
    uint64_t *table; /* hash << 32 | number + 1, 0 is free; a power of two */
    size_t table_size;
} stripe;

struct mg_terms {
    atomic_uint holders;
    uint64_t seed;
    atomic_size_t bytes;
    stripe stripes[STRIPES];
};

static const term_entry *entry(const stripe *s, uint32_t number)
{
    return mg_chunks_at(&s->entries, number, sizeof(term_entry));
}

mg_status mg_terms_new(mg_terms **out, mg_error *err)
{
    mg_terms *t = aligned_alloc(64, sizeof *t);
    if (!t) return mg_fail_nomem(err, "starting a dictionary");
    memset(t, 0, sizeof *t);
    atomic_init(&t->holders, 1);
    for (size_t i = 0; i < STRIPES; i++) mg_lock_init(&t->stripes[i].lock);
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
    for (size_t i = 0; i < STRIPES; i++) {
        stripe *s = &t->stripes[i];
        mg_arena_dispose(&s->arena);
        mg_chunks_free(&s->entries, sizeof(term_entry));
        pthread_mutex_destroy(&s->lock);
        free(s->table);
    }
    free(t);
}

static size_t free_place(const stripe *s, uint32_t hash)
{
    size_t at = hash & (s->table_size - 1);
    while (s->table[at]) at = (at + 1) & (s->table_size - 1);
    return at;
}

static bool grow(mg_terms *t, stripe *s)
{
    size_t size = s->table ? s->table_size * 2 : TABLE_FIRST, old_size = s->table_size;
    uint64_t *old = s->table, *table = calloc(size, sizeof *table);
    if (!table) return false;
    atomic_fetch_add_explicit(&t->bytes, (size - old_size) * sizeof *table, memory_order_relaxed);
    s->table = table;
    s->table_size = size;
    for (size_t i = 0; i < old_size; i++)
        if (old[i]) table[free_place(s, (uint32_t)(old[i] >> 32))] = old[i];
    free(old);
    return true;
}

/* The lock is held. */
static uint32_t add(mg_terms *t, stripe *s, mg_span term, uint32_t hash)
{
    if (((size_t)s->n + 1) * 4 > s->table_size * 3 && !grow(t, s)) return MG_NO_TERM;
    size_t at = hash & (s->table_size - 1);
    for (; s->table[at]; at = (at + 1) & (s->table_size - 1)) {
        if (s->table[at] >> 32 != hash) continue;
        const term_entry *e = entry(s, (uint32_t)s->table[at] - 1);
        if (e->n == term.n && memcmp(e->p, term.p, term.n) == 0) return (uint32_t)s->table[at] - 1;
    }
    if (!mg_chunks_room(&s->entries, s->n, sizeof(term_entry))) return MG_NO_TERM;
    mg_span copy = mg_arena_copy(&s->arena, term);
    if (!copy.p) return MG_NO_TERM;
    *(term_entry *)mg_chunks_at(&s->entries, s->n, sizeof(term_entry)) = (term_entry){copy.p, (uint32_t)term.n};
    atomic_fetch_add_explicit(&t->bytes, sizeof(term_entry) + ((term.n + 16) & ~(size_t)15), memory_order_relaxed);
    s->table[at] = (uint64_t)hash << 32 | ++s->n;
    return s->n - 1;
}

uint32_t mg_terms_add(mg_terms *t, mg_span term)
{
    uint32_t hash = (uint32_t)mg_hash_quick(t->seed, term), number = hash >> (32 - STRIPE_BITS);
    stripe *s = &t->stripes[number];
    pthread_mutex_lock(&s->lock);
    uint32_t within = add(t, s, term, hash);
    pthread_mutex_unlock(&s->lock);
    return within == MG_NO_TERM ? MG_NO_TERM : within << STRIPE_BITS | number;
}

static const term_entry *entry_of(const mg_terms *t, uint32_t term)
{
    return entry(&t->stripes[term & (STRIPES - 1)], term >> STRIPE_BITS);
}

mg_span mg_terms_bytes(const mg_terms *t, uint32_t term)
{
    const term_entry *e = entry_of(t, term);
    return (mg_span){e->p, e->n};
}

void mg_terms_prefetch(const mg_terms *t, uint32_t term)
{
    MG_PREFETCH(entry_of(t, term));
}

uint32_t mg_terms_end(const mg_terms *t)
{
    uint32_t most = 0;
    for (size_t i = 0; i < STRIPES; i++) most = MG_MAX(most, t->stripes[i].n);
    return most << STRIPE_BITS;
}

size_t mg_terms_memory(const mg_terms *t)
{
    return atomic_load_explicit(&t->bytes, memory_order_relaxed);
}
