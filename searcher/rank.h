/* rank.h - what makes one article rank above another. Stateless.
 *
 * The base is BM25 (Robertson and Zaragoza 2009) over stems, in which headline words count several times (schema.h). How much
 * a long article loses depends on the query: the optimal b is low for short queries and grows with their length (Chowdhury,
 * McCabe, Grossman and Frieder 2002; He and Ounis 2005). Function words weigh little (function_words.h). */
#ifndef MG_RANK_H
#define MG_RANK_H

#include "common/span.h"

/* The parts beside BM25, as bits: any may be left out, so that each can be measured. */
enum { MG_RANK_LENGTH = 1, MG_RANK_FUNCTION_WORDS = 2, MG_RANK_PROXIMITY = 4, MG_RANK_PARTS = 7 };

#define MG_RANK_K1 1.6

/* BM25's b for a query of so many words, function words left out: from two words to twelve it rises evenly. */
#define MG_RANK_B_SHORT 0.3
#define MG_RANK_B_LONG 0.75
double mg_rank_b(size_t words);

/* What the relevance of an article of that date (its key; see date.h) is multiplied by, when it halves with every `half_life`
 * days of age: 1 from `today` (YYYYMMDD) on. What is older than thirty half-lives, or has no date, counts as that old. */
double mg_rank_recency(mg_span date, unsigned today, uint32_t half_life);

/* So many of the most relevant articles are ordered anew by recency at most: those behind them keep their places. */
#define MG_RECENCY_WINDOW 10000

#endif
