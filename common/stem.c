/* stem.c - see stem.h. The cache is an open-addressing hash table of word -> stem, both in one arena. */
#include "common/stem.h"

#include "common/arena.h"
#include "common/hash.h"

#include <libstemmer.h>
#include <stdlib.h>

#define CACHE_BYTES ((size_t)64 << 20)

typedef struct {
    mg_span word, stem;
    uint64_t hash;
} entry;

struct mg_stemmer {
    struct sb_stemmer *snowball;
    entry *table; /* capacity is a power of two, at most half full */
    size_t capacity, n, bytes;
    mg_arena arena;
};

static entry *slot_of(entry *table, size_t capacity, mg_span word, uint64_t hash)
{
    size_t i = hash & (capacity - 1);
    while (table[i].word.p && !(table[i].hash == hash && mg_span_eq(table[i].word, word)))
        i = (i + 1) & (capacity - 1);
    return &table[i];
}

static bool cache_reset(mg_stemmer *s, size_t capacity)
{
    entry *table = calloc(capacity, sizeof *table);
    if (!table) return false;
    free(s->table);
    mg_arena_reset(&s->arena);
    s->table = table;
    s->capacity = capacity;
    s->n = s->bytes = 0;
    return true;
}

static bool cache_grow(mg_stemmer *s)
{
    size_t capacity = s->capacity * 2;
    entry *table = calloc(capacity, sizeof *table);
    if (!table) return false;
    for (size_t i = 0; i < s->capacity; i++)
        if (s->table[i].word.p) *slot_of(table, capacity, s->table[i].word, s->table[i].hash) = s->table[i];
    free(s->table);
    s->table = table;
    s->capacity = capacity;
    return true;
}

mg_status mg_stemmer_new(const mg_language *language, mg_stemmer **out, mg_error *err)
{
    mg_stemmer *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "loading a stemmer");
    /* NULL is both an unknown name and no memory; the names of our table are all known. */
    s->snowball = sb_stemmer_new(language->name, "UTF_8");
    if (!s->snowball || !cache_reset(s, 1024)) {
        mg_stemmer_free(s);
        return mg_fail_nomem(err, "loading a stemmer");
    }
    *out = s;
    return MG_OK;
}

void mg_stemmer_free(mg_stemmer *s)
{
    if (!s) return;
    if (s->snowball) sb_stemmer_delete(s->snowball);
    free(s->table);
    mg_arena_dispose(&s->arena);
    free(s);
}

mg_span mg_stem_afresh(mg_stemmer *s, mg_span word)
{
    const sb_symbol *symbols = sb_stemmer_stem(s->snowball, (const sb_symbol *)word.p, (int)word.n);
    return symbols ? (mg_span){(const char *)symbols, (size_t)sb_stemmer_length(s->snowball)} : (mg_span){NULL, 0};
}

mg_span mg_stem(mg_stemmer *s, mg_span word)
{
    uint64_t hash = mg_hash(MG_HASH_START, word);
    entry *e = slot_of(s->table, s->capacity, word, hash);
    if (e->word.p) return e->stem;

    mg_span stem = mg_stem_afresh(s, word);
    if (!stem.p) return stem;
    if (s->bytes > CACHE_BYTES && !cache_reset(s, 1024)) return stem;
    if (s->n * 2 >= s->capacity && !cache_grow(s)) return stem;
    entry fresh = {mg_arena_copy(&s->arena, word), mg_arena_copy(&s->arena, stem), hash};
    if (!fresh.word.p || !fresh.stem.p) return stem;
    *slot_of(s->table, s->capacity, word, hash) = fresh;
    s->n++;
    s->bytes += word.n + stem.n + 2 * sizeof fresh;
    return fresh.stem;
}
