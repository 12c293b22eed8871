/* bag.c - see bag.h. */
#include "searcher/bag.h"

#include "common/hash.h"
#include "common/schema.h"
#include "common/utf8.h"
#include "searcher/function_words.h"

#include <math.h>

/* So many words are looked up in the index. */
#define LOOKED_UP 400

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "reading an article's words");
}

static size_t slot_of(const mg_bag *bag, mg_span term)
{
    size_t at = (size_t)mg_hash(MG_HASH_START, term) & (bag->cap - 1);
    while (bag->table[at] && !mg_span_eq(bag->words.v[bag->table[at] - 1].term, term)) at = (at + 1) & (bag->cap - 1);
    return at;
}

static bool grow(mg_bag *bag)
{
    size_t cap = bag->cap ? bag->cap * 2 : 1024;
    uint32_t *table = calloc(cap, sizeof *table);
    if (!table) return false;
    free(bag->table);
    bag->table = table;
    bag->cap = cap;
    for (size_t i = 0; i < bag->words.n; i++) table[slot_of(bag, bag->words.v[i].term)] = (uint32_t)i + 1;
    return true;
}

static mg_status add_word(mg_bag *bag, mg_span term, mg_span word, double times, mg_error *err)
{
    if (bag->words.n * 2 >= bag->cap && !grow(bag)) return no_memory(err);
    size_t at = slot_of(bag, term);
    if (!bag->table[at]) {
        mg_bag_word w = {.term = mg_arena_copy(bag->arena, term), .word = mg_arena_copy(bag->arena, word)};
        if (!w.term.p || !w.word.p || !mg_vec_push(&bag->words, w)) return no_memory(err);
        bag->table[at] = (uint32_t)bag->words.n;
    }
    bag->words.v[bag->table[at] - 1].count += times;
    return MG_OK;
}

static const mg_index_stemmer *stemmer_of(const mg_lexicon *lex, mg_span language)
{
    for (size_t i = 0; i < lex->n_stemmers; i++)
        if (mg_span_eq(lex->stemmers[i].code, language)) return &lex->stemmers[i];
    return NULL;
}

mg_status mg_bag_add(mg_bag *bag, const mg_lexicon *lex, mg_span text, mg_span language, double times, mg_error *err)
{
    const mg_index_stemmer *stemmer = stemmer_of(lex, language);
    char stem[MG_TERM_MAX] = "Z";
    mg_words words;
    mg_word w;
    mg_words_init(&words, lex->analyzer, mg_span_sub(text, 0, mg_utf8_floor(text, MG_BAG_BYTES)));
    while (mg_words_next(&words, &w)) {
        if (!w.stems || w.word.n < 2 || (stemmer && mg_is_function_word(stemmer->language, w.word))) continue;
        mg_span term = w.word;
        if (stemmer) {
            mg_span s = mg_stem(stemmer->stemmer, mg_word_unelided(stemmer->language, w.word));
            if (!s.n || s.n >= sizeof stem) continue;
            memcpy(stem + 1, s.p, s.n);
            term = (mg_span){stem, s.n + 1};
        }
        MG_TRY(add_word(bag, term, w.word, times, err));
    }
    return mg_analyzer_nomem(lex->analyzer) ? no_memory(err) : MG_OK;
}

mg_status mg_bag_add_article(mg_bag *bag, const mg_lexicon *lex, const mg_article *a, mg_error *err)
{
    MG_TRY(mg_bag_add(bag, lex, a->title, a->language, MG_TITLE_WDF, err));
    MG_TRY(mg_bag_add(bag, lex, a->standfirst, a->language, 1, err));
    return mg_bag_add(bag, lex, a->body, a->language, 1, err);
}

void mg_bag_end(mg_bag *bag, double power, double share)
{
    double all = 0;
    for (size_t i = 0; i < bag->words.n; i++) {
        mg_bag_word *w = &bag->words.v[i];
        if (w->count > 0 && power < 1) w->count = pow(w->count, power);
        all += w->count;
    }
    for (size_t i = 0; i < bag->words.n; i++) {
        if (bag->words.v[i].count > 0) bag->words.v[i].sum += share * bag->words.v[i].count / all;
        bag->words.v[i].count = 0;
    }
}

static int by_sum(const void *a, const void *b)
{
    const mg_bag_word *x = a, *y = b;
    if (x->sum < y->sum || x->sum > y->sum) return x->sum < y->sum ? 1 : -1;
    return mg_span_cmp(x->term, y->term);
}

static int by_weight(const void *a, const void *b)
{
    const mg_bag_word *x = a, *y = b;
    if (x->weight < y->weight || x->weight > y->weight) return x->weight < y->weight ? 1 : -1;
    return mg_span_cmp(x->term, y->term);
}

mg_status mg_bag_choose(mg_bag *bag, mg_index *index, size_t most, uint32_t least, mg_error *err)
{
    mg_db_info info;
    size_t n = 0;
    MG_TRY(mg_db_get_info(index->db, &info, err));
    if (bag->words.n) qsort(bag->words.v, bag->words.n, sizeof *bag->words.v, by_sum);
    for (size_t i = 0; i < bag->words.n && i < LOOKED_UP; i++) {
        mg_bag_word w = bag->words.v[i];
        uint32_t with;
        MG_TRY(mg_db_term_documents(index->db, w.term, &with, err));
        if (with < MG_MAX(least, 1)) continue;
        w.documents = with;
        w.weight = w.sum * log((double)info.documents / with);
        if (w.weight > 0) bag->words.v[n++] = w;
    }
    if (n) qsort(bag->words.v, n, sizeof *bag->words.v, by_weight);
    bag->words.n = MG_MIN(n, most);
    return MG_OK;
}

void mg_bag_dispose(mg_bag *bag)
{
    mg_vec_free(&bag->words);
    free(bag->table);
    bag->table = NULL;
    bag->cap = 0;
}
