/* bag.h - the words of texts, each once, with how often it stands there: for what is searched by example.
 *
 * Words are the terms that an article's words are indexed as: stems of its language, or as written where it has none. Function
 * words, single letters and numbers are left out. Life: zeroed but for the arena, which holds the words; mg_bag_dispose. */
#ifndef MG_BAG_H
#define MG_BAG_H

#include "common/vec.h"
#include "searcher/plan.h"

/* Of a text so many bytes are read. */
#define MG_BAG_BYTES ((size_t)64 << 10)

typedef struct {
    mg_span term, word; /* as indexed; as it stood there first */
    double count;       /* how often, in the text that is read */
    double sum;         /* over the texts before, each with its share */
    double weight;      /* see mg_bag_choose */
    uint32_t documents; /* of the index have it; likewise */
} mg_bag_word;

typedef struct {
    mg_arena *arena;
    MG_VEC(mg_bag_word) words;
    uint32_t *table; /* of words, + 1, by hash */
    size_t cap;
} mg_bag;

/* Read one more text, each word counting `times`. */
MG_NODISCARD mg_status mg_bag_add(mg_bag *bag, const mg_lexicon *lexicon, mg_span text, mg_span language, double times,
                                  mg_error *err);

/* Headline, standfirst and body, headline words counting as in the index. */
MG_NODISCARD mg_status mg_bag_add_article(mg_bag *bag, const mg_lexicon *lexicon, const mg_article *article, mg_error *err);

/* What was read is one text: each word's sum grows by its part of all its words, times `share`. A word that stands there n times counts
 * as n to the power `power`. */
void mg_bag_end(mg_bag *bag, double power, double share);

/* Leave the `most` most characteristic words, best first: by weight, sum * ln(articles / those with the word). Left out are those
 * that fewer than `least` articles have. Of many words only the most frequent are looked at. */
MG_NODISCARD mg_status mg_bag_choose(mg_bag *bag, mg_index *index, size_t most, uint32_t least, mg_error *err);

void mg_bag_dispose(mg_bag *bag);

#endif
