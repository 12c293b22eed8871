/* vocabulary.c - see vocabulary.h. */
#include "indexer/vocabulary.h"

#include "common/hash.h"

struct mg_vocabulary {
    mg_terms *terms;
    uint64_t seed;
    mg_table words; /* mg_known_word */
};

mg_status mg_vocabulary_new(mg_vocabulary **out, mg_error *err)
{
    mg_vocabulary *x = aligned_alloc(_Alignof(mg_vocabulary), sizeof *x);
    if (!x) return mg_fail_nomem(err, "starting a dictionary");
    memset(x, 0, sizeof *x);
    x->seed = mg_hash_seed();
    mg_status status = mg_terms_new(&x->terms, err);
    if (status == MG_OK) status = mg_table_init(&x->words, sizeof(mg_known_word), err);
    if (status == MG_OK) *out = x;
    else mg_vocabulary_free(x);
    return status;
}

void mg_vocabulary_free(mg_vocabulary *x)
{
    if (!x) return;
    mg_table_dispose(&x->words);
    mg_terms_drop(x->terms);
    free(x);
}

mg_terms *mg_vocabulary_terms(mg_vocabulary *x)
{
    return x->terms;
}

size_t mg_vocabulary_memory(const mg_vocabulary *x)
{
    return mg_table_memory(&x->words) + mg_terms_memory(x->terms);
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

static bool is_word(const void *item, const void *sought)
{
    const mg_known_word *w = item;
    const mg_word_key *key = sought;
    if (w->head != key->head || w->n != key->bytes.n || w->language != key->language) return false;
    return w->n <= 8 || memcmp(w->more + w->n_more * sizeof(mg_word_form), key->bytes.p + 8, w->n - 8u) == 0;
}

void mg_vocabulary_find(const mg_vocabulary *x, mg_word_key *keys, size_t n)
{
    const mg_cells *cells = mg_table_cells(&x->words);
    for (size_t i = 0; i < n; i++) MG_PREFETCH(&cells->at[keys[i].hash & (cells->size - 1)]);
    for (size_t i = 0; i < n; i++) {
        uint64_t found = mg_cell_look(cells, keys[i].hash);
        if (found) MG_PREFETCH(mg_table_item(&x->words, (uint32_t)found - 1));
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t number = mg_table_find(&x->words, cells, keys[i].hash, is_word, &keys[i]);
        keys[i].known = number == MG_TABLE_NONE ? NULL : mg_table_item(&x->words, number);
    }
}

/* ---- adding ---- */

static void copy_form(mg_word_form *to, const mg_word_form *from)
{
    to->plain = from->plain;
    to->stem = from->stem;
    to->beside = from->beside;
    atomic_init(&to->title, atomic_load_explicit(&from->title, memory_order_relaxed));
    atomic_init(&to->title_stem, atomic_load_explicit(&from->title_stem, memory_order_relaxed));
}

mg_known_word *mg_vocabulary_add(mg_vocabulary *x, mg_table_share *share, const mg_word_key *key, const mg_word_form *forms,
                                 size_t n_forms)
{
    size_t more = (n_forms - 1) * sizeof *forms, rest = key->bytes.n > 8 ? key->bytes.n - 8 : 0;
    if (!mg_table_room(&x->words, share, more + rest)) return NULL;
    mg_known_word *w = mg_table_item(&x->words, share->number);
    *w = (mg_known_word){.head = key->head, .more = share->bytes, .n = (uint8_t)key->bytes.n, .n_more = (uint8_t)(n_forms - 1),
                         .language = key->language};
    for (size_t i = 0; i < n_forms; i++) copy_form(mg_word_form_of(w, i), &forms[i]);
    if (rest) memcpy(w->more + more, key->bytes.p + 8, rest);
    uint32_t number = mg_table_add(&x->words, share, more + rest, key->hash, is_word, key);
    return number == MG_TABLE_NONE ? NULL : mg_table_item(&x->words, number);
}
