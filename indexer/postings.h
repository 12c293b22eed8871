/* postings.h - an article to what the index keeps of it: occurrences of terms, values, the record.
 *
 * The order of fields and the positions (schema.h): headline as S words and plain words at the same
 * positions from 1; then, each MG_FIELD_GAP further on, standfirst, body, each byline, the dateline. */
#ifndef MG_POSTINGS_H
#define MG_POSTINGS_H

#include "common/article.h"
#include "indexer/inverter.h"
#include "indexer/vocabulary.h"
#include "indexer/watch.h"

/* One thread's tools: analyser, stemmers and the inverter; it shares the vocabulary with others. */
typedef struct mg_poster mg_poster;

/* `language`: the stemmer for every article ("english", "en"), "none", or "auto": by article. `vocabulary`: borrowed. */
MG_NODISCARD mg_status mg_poster_new(const char *language, mg_vocabulary *vocabulary, mg_poster **out, mg_error *err);
void mg_poster_free(mg_poster *poster);

/* Where the articles go: to take batches from. */
mg_inverter *mg_poster_inverter(mg_poster *poster);

/* How much memory it takes, without the vocabulary. */
size_t mg_poster_memory(const mg_poster *poster);

/* Go on with another vocabulary; no article may be waiting to be taken. */
void mg_poster_use(mg_poster *poster, mg_vocabulary *vocabulary);

/* A number that changes when anything in an article's record would. Fills article->language as mg_poster_article does.
 * Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_poster_key(mg_poster *poster, mg_article *article, uint32_t root, uint64_t *key, mg_error *err);

/* Invert an article. Fills article->language where it is empty and can be told.
 * Turns `watch` to what it does, and leaves it at that. The terms of its id (Q) and of the one that it claims
 * (XCLAIM) are left to whoever makes ids unique.
 *   record       its record, when there is one; empty: it is made
 * Errors: MG_LIMIT; MG_NOMEM. After an error the poster can only be freed. */
MG_NODISCARD mg_status mg_poster_article(mg_poster *poster, mg_article *article, uint32_t root, mg_span record, mg_watch *watch,
                                         mg_error *err);

#endif
