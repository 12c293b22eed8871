/* terms.c - see terms.h. */
#include "indexer/terms.h"

#include "common/hash.h"

typedef struct {
    const char *p;
    uint32_t n;
} term_entry;

struct mg_terms {
    atomic_uint holders;
    uint64_t seed;
    mg_table table;
};

mg_status mg_terms_new(mg_terms **out, mg_error *err)
{
    mg_terms *t = aligned_alloc(_Alignof(mg_terms), sizeof *t);
    if (!t) return mg_fail_nomem(err, "starting a dictionary");
    memset(t, 0, sizeof *t);
    atomic_init(&t->holders, 1);
    t->seed = mg_hash_seed();
    mg_status status = mg_table_init(&t->table, sizeof(term_entry), err);
    if (status == MG_OK) *out = t;
    else free(t);
    return status;
}

mg_terms *mg_terms_hold(mg_terms *t)
{
    atomic_fetch_add_explicit(&t->holders, 1, memory_order_relaxed);
    return t;
}

void mg_terms_drop(mg_terms *t)
{
    if (!t || atomic_fetch_sub_explicit(&t->holders, 1, memory_order_acq_rel) > 1) return;
    mg_table_dispose(&t->table);
    free(t);
}

static bool is_term(const void *item, const void *key)
{
    const term_entry *e = item;
    const mg_span *term = key;
    return e->n == term->n && memcmp(e->p, term->p, term->n) == 0;
}

static uint32_t hash_of(const mg_terms *t, mg_span term)
{
    return (uint32_t)mg_hash_quick(t->seed, term);
}

void mg_terms_expect(const mg_terms *t, mg_span term)
{
    mg_table_expect(&t->table, hash_of(t, term));
}

uint32_t mg_terms_add(mg_terms *t, mg_table_share *share, mg_span term)
{
    uint32_t hash = hash_of(t, term);
    uint32_t number = mg_table_find(&t->table, mg_table_cells(&t->table), hash, is_term, &term);
    if (number != MG_TABLE_NONE) return number;
    if (!mg_table_room(&t->table, share, term.n)) return MG_NO_TERM;
    memcpy(share->bytes, term.p, term.n);
    *(term_entry *)mg_table_item(&t->table, share->number) = (term_entry){share->bytes, (uint32_t)term.n};
    return mg_table_add(&t->table, share, term.n, hash, is_term, &term);
}

static const term_entry *entry_of(const mg_terms *t, uint32_t term)
{
    return mg_table_item(&t->table, term);
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
    return mg_table_end(&t->table);
}

size_t mg_terms_memory(const mg_terms *t)
{
    return mg_table_memory(&t->table);
}
