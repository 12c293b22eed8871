/* vocabulary.c - see vocabulary.h. A hash table, open addressing, at most three quarters full. A place holds hash and number in one
 * atomic word, stored when the entry is complete; a table that grew too small is kept, since a thread may still be looking into
 * it: that misses what was added since, and finds it when it comes to add it. */
#include "indexer/vocabulary.h"

#include "common/arena.h"
#include "common/hash.h"
#include "indexer/chunks.h"
#include "indexer/lock.h"
#include "indexer/pages.h"

#include <stddef.h>

#define TABLE_FIRST 4096

typedef _Atomic uint64_t place; /* hash << 32 | number + 1; 0 is free */

typedef struct table {
    struct table *older;
    size_t size;  /* a power of two */
    size_t bytes; /* of memory */
    place places[];
} table;

struct mg_vocabulary {
    mg_terms *terms;
    uint64_t seed;
    _Atomic(table *) table;
    mg_chunks entries;
    atomic_size_t bytes;
    pthread_mutex_t lock; /* of all that follows, and of adding */
    uint32_t n;
    mg_arena arena;
};

static uint64_t look(const table *t, size_t at)
{
    return atomic_load_explicit(&t->places[at & (t->size - 1)], memory_order_acquire);
}

/* A larger table with all that is in `old`, which may be NULL. */
static table *grow(mg_vocabulary *x, table *old)
{
    size_t size = old ? old->size * 2 : TABLE_FIRST;
    size_t bytes = sizeof(table) + size * sizeof(place);
    table *t = mg_pages_alloc(&bytes);
    if (!t) return NULL;
    t->older = old;
    t->size = size;
    t->bytes = bytes;
    for (size_t i = 0; old && i < old->size; i++) {
        uint64_t moved = look(old, i);
        size_t at = moved >> 32;
        while (moved && look(t, at)) at++;
        if (moved) atomic_store_explicit(&t->places[at & (size - 1)], moved, memory_order_relaxed);
    }
    atomic_fetch_add_explicit(&x->bytes, bytes, memory_order_relaxed);
    atomic_store_explicit(&x->table, t, memory_order_release);
    return t;
}

/* ---- life ---- */

mg_status mg_vocabulary_new(mg_vocabulary **out, mg_error *err)
{
    mg_vocabulary *x = calloc(1, sizeof *x);
    if (!x) return mg_fail_nomem(err, "starting a dictionary");
    mg_lock_init(&x->lock);
    mg_status status = mg_terms_new(&x->terms, err);
    if (status == MG_OK && !grow(x, NULL)) status = mg_fail_nomem(err, "starting a dictionary");
    x->seed = mg_hash_seed();
    if (status == MG_OK) *out = x;
    else mg_vocabulary_free(x);
    return status;
}

void mg_vocabulary_free(mg_vocabulary *x)
{
    if (!x) return;
    for (table *t = x->table, *older; t; t = older) {
        older = t->older;
        mg_pages_free(t, t->bytes);
    }
    mg_chunks_free(&x->entries, sizeof(mg_known_word));
    mg_arena_dispose(&x->arena);
    mg_terms_drop(x->terms);
    pthread_mutex_destroy(&x->lock);
    free(x);
}

mg_terms *mg_vocabulary_terms(mg_vocabulary *x)
{
    return x->terms;
}

size_t mg_vocabulary_memory(const mg_vocabulary *x)
{
    return atomic_load_explicit(&x->bytes, memory_order_relaxed) + mg_terms_memory(x->terms);
}

/* ---- looking up ---- */

/* The first eight bytes of a word as a number, zeros behind its end. */
static uint64_t head_of(mg_span word)
{
    uint64_t head;
    memcpy(&head, word.p, sizeof head);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return word.n < 8 ? head & (((uint64_t)1 << 8 * word.n) - 1) : head;
#else
    return word.n < 8 ? head & ~(UINT64_MAX >> 8 * word.n) : head;
#endif
}

mg_word_key mg_word_key_of(const mg_vocabulary *x, uint8_t language, mg_span word)
{
    uint64_t head = head_of(word), hash = mg_hash_mix(head ^ x->seed, MG_HASH_FACTOR + (word.n << 8 | language));
    if (word.n > 8) hash = mg_hash_quick(hash, mg_span_sub(word, 8, word.n));
    return (mg_word_key){word, head, (uint32_t)hash, language, NULL};
}

static mg_known_word *entry(const mg_vocabulary *x, uint64_t found)
{
    return mg_chunks_at(&x->entries, (uint32_t)found - 1, sizeof(mg_known_word));
}

static bool is_word(const mg_known_word *w, const mg_word_key *key)
{
    if (w->head != key->head || w->n != key->bytes.n || w->language != key->language) return false;
    return w->n <= 8 || memcmp(w->more + w->n_more * sizeof(mg_word_form), key->bytes.p + 8, w->n - 8u) == 0;
}

/* The entry, or NULL and the free place where it belongs. */
static inline mg_known_word *find(const mg_vocabulary *x, const table *t, const mg_word_key *key, size_t *free_place)
{
    uint64_t found;
    size_t at = key->hash;
    for (; (found = look(t, at)); at++) {
        if (found >> 32 != key->hash) continue;
        mg_known_word *w = entry(x, found);
        if (is_word(w, key)) return w;
    }
    *free_place = at & (t->size - 1);
    return NULL;
}

void mg_vocabulary_find(const mg_vocabulary *x, mg_word_key *keys, size_t n)
{
    size_t unused;
    const table *t = atomic_load_explicit(&x->table, memory_order_acquire);
    for (size_t i = 0; i < n; i++)
        MG_PREFETCH((const char *)t + offsetof(table, places) + (keys[i].hash & (t->size - 1)) * sizeof(place));
    for (size_t i = 0; i < n; i++) {
        uint64_t found = look(t, keys[i].hash);
        if (found) MG_PREFETCH(entry(x, found));
    }
    for (size_t i = 0; i < n; i++) keys[i].known = find(x, t, &keys[i], &unused);
}

/* ---- adding: the lock is held ---- */

static void copy_form(mg_word_form *to, const mg_word_form *from)
{
    to->plain = from->plain;
    to->stem = from->stem;
    to->beside = from->beside;
    atomic_init(&to->title, atomic_load_explicit(&from->title, memory_order_relaxed));
    atomic_init(&to->title_stem, atomic_load_explicit(&from->title_stem, memory_order_relaxed));
}

static mg_known_word *make(mg_vocabulary *x, const mg_word_key *key, const mg_word_form *forms, size_t n_forms)
{
    size_t more = (n_forms - 1) * sizeof *forms, rest = key->bytes.n > 8 ? key->bytes.n - 8 : 0;
    if (!mg_chunks_room(&x->entries, x->n, sizeof(mg_known_word))) return NULL;
    mg_known_word *w = mg_chunks_at(&x->entries, x->n, sizeof *w);
    *w = (mg_known_word){
        .head = key->head, .n = (uint8_t)key->bytes.n, .n_more = (uint8_t)(n_forms - 1), .language = key->language};
    if (more + rest && !(w->more = mg_arena_alloc(&x->arena, more + rest))) return NULL;
    for (size_t i = 0; i < n_forms; i++) copy_form(mg_word_form_of(w, i), &forms[i]);
    if (rest) memcpy(w->more + more, key->bytes.p + 8, rest);
    atomic_fetch_add_explicit(&x->bytes, sizeof *w + more + rest, memory_order_relaxed);
    return w;
}

static mg_known_word *add(mg_vocabulary *x, const mg_word_key *key, const mg_word_form *forms, size_t n_forms)
{
    table *t = atomic_load_explicit(&x->table, memory_order_relaxed);
    if (((size_t)x->n + 1) * 4 > t->size * 3 && !(t = grow(x, t))) return NULL;
    size_t at = 0;
    mg_known_word *w = find(x, t, key, &at);
    if (w) return w;
    w = make(x, key, forms, n_forms);
    if (!w) return NULL;
    x->n++;
    atomic_store_explicit(&t->places[at], (uint64_t)key->hash << 32 | x->n, memory_order_release);
    return w;
}

mg_known_word *mg_vocabulary_add(mg_vocabulary *x, const mg_word_key *key, const mg_word_form *forms, size_t n_forms)
{
    pthread_mutex_lock(&x->lock);
    mg_known_word *w = add(x, key, forms, n_forms);
    pthread_mutex_unlock(&x->lock);
    return w;
}
