/* vocabulary.h - what is known of the words of an archive: their forms, and the terms of these. One for all threads of a run.
 *
 * A word is cut, stemmed and looked up in the dictionary when it is met first; from then on one look-up here does for all
 * its terms. Looking up takes no lock. Knows nothing of analysis: whoever meets a new word makes its forms. */
#ifndef MG_VOCABULARY_H
#define MG_VOCABULARY_H

#include "common/span.h"
#include "indexer/terms.h"

typedef struct mg_vocabulary mg_vocabulary;

MG_NODISCARD mg_status mg_vocabulary_new(mg_vocabulary **out, mg_error *err);
void mg_vocabulary_free(mg_vocabulary *vocabulary);

/* The dictionary of its terms. */
mg_terms *mg_vocabulary_terms(mg_vocabulary *vocabulary);

/* How much memory it takes, with its dictionary. Any thread. */
size_t mg_vocabulary_memory(const mg_vocabulary *vocabulary);

/* Of mg_word_form.title: it is not known yet whether there are terms. */
#define MG_TERM_UNMADE (MG_NO_TERM - 1)

/* The terms of one form; MG_NO_TERM: none. Those of the headline are made when the word is first met in one, by any thread:
 * title_stem is set before title. */
typedef struct {
    uint32_t plain, stem;
    _Atomic uint32_t title, title_stem;
    uint8_t beside; /* the code of its bytes (common/beside.h) */
} mg_word_form;

typedef struct {
    uint64_t head; /* its first eight bytes */
    char *more;    /* its other forms, then what comes behind the head */
    mg_word_form first;
    uint8_t n; /* bytes */
    uint8_t n_more;
    uint8_t language;
} mg_known_word;

/* A form of the word, 0..n_more. */
static inline mg_word_form *mg_word_form_of(mg_known_word *word, size_t i)
{
    return i ? (mg_word_form *)(void *)word->more + i - 1 : &word->first;
}

/* A word of a language, on its way. */
typedef struct {
    mg_span bytes;
    uint64_t head;
    uint32_t hash;
    uint8_t language;
    mg_known_word *known; /* set by mg_vocabulary_find */
} mg_word_key;

/* A word of at most 255 bytes; at least eight at word.p can be read, however long it is. `language`: any number that stands for
 * one. */
mg_word_key mg_word_key_of(const mg_vocabulary *vocabulary, uint8_t language, mg_span word);

/* See what is known of each word; NULL when it is new. Some words at once, since what is known of them lies anywhere in memory. */
void mg_vocabulary_find(const mg_vocabulary *vocabulary, mg_word_key *keys, size_t n);

/* Add it with its forms, at least one; the entry that another thread was quicker to add, then. `share`: the thread's, of this
 * vocabulary. NULL when memory runs out. */
mg_known_word *mg_vocabulary_add(mg_vocabulary *vocabulary, mg_table_share *share, const mg_word_key *key, const mg_word_form *forms,
                                 size_t n_forms);

#endif
