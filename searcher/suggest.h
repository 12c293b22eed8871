/* suggest.h - words of the index: those that begin so, and those that somebody may have meant.
 *
 * A word is as it stands in articles, in lower case; one with diacritics stands beside its bare form. */
#ifndef MG_SUGGEST_H
#define MG_SUGGEST_H

#include "searcher/plan.h"

/* So many words of a query are looked at. */
#define MG_SUGGEST_WORDS_MAX 16

#define MG_SUGGEST_RARE 10
#define MG_SUGGEST_TIMES 100

typedef struct {
    mg_span word;
    uint32_t articles;
} mg_vocabulary_word;

/* The words that begin with `prefix`, the most frequent first, at most `limit` of them (0: all). It is folded as words
 * are. What comes out lives in the arena. Errors: MG_USAGE it is not the beginning of one word; what reading gives. */
MG_NODISCARD mg_status mg_suggest_completions(const mg_lexicon *lexicon, mg_span prefix, size_t limit, mg_arena *arena,
                                              const mg_vocabulary_word **out, size_t *n, mg_error *err);

/* The query with each word that is in no article, or in a few and so perhaps in these by mistake, replaced by the most frequent one at
 * an edit distance of 1, or of 2 where there is none: letters put in, left out, changed, or two swapped. What takes the place of one
 * that is in up to MG_SUGGEST_RARE articles is in MG_SUGGEST_TIMES as many. Short words are not taken so far: those of up to four
 * letters at most 1, of up to two not at all. Empty when there is nothing to replace. Reads all words of the index if there is.
 *   query  the text that `tree` was parsed from */
MG_NODISCARD mg_status mg_suggest_query(const mg_lexicon *lexicon, const mg_qnode *tree, mg_span query, mg_arena *arena,
                                        mg_span *out, mg_error *err);

#endif
