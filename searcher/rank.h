/* rank.h - what makes one article rank above another. Stateless.
 *
 * The base is BM25 (Robertson and Zaragoza 2009) over stems, in which headline words count several times (schema.h). How much
 * a long article loses depends on the query: the optimal b is low for short queries and grows with their length (Chowdhury,
 * McCabe, Grossman and Frieder 2002; He and Ounis 2005). Function words weigh little (function_words.h); words of the query that
 * stand near each other add to the scores of the first hits (proximity.h).
 *
 * The longer a query, the more of its words only lead up to what is asked for, and the more does it tell how rare a word is: what
 * a word weighs goes with its rarity to a power that grows with the query (as Fang and Zhai 2005 have powers of it, and Lease 2009
 * and others weigh words of verbose queries anew; of that this is the part that needs no learning).
 *
 * What the numbers were chosen by, and what they are worth on topics that they were not chosen by, tests/quality/README.md tells. */
#ifndef MG_RANK_H
#define MG_RANK_H

#include "common/span.h"

/* All of it is numbers, so that each part can be measured. */
typedef struct {
    double k1;
    double b_short, b_long; /* BM25's b for short queries and for long ones */
    double rare;            /* for long ones, rarity counts to the power 1 + rare; for short ones, to the power 1 */
    bool function_words;    /* do they weigh little? */
    bool proximity;
    /* of --expand: see example.h, and balance.h */
    double fall, count, added_rare;
    bool balance;
} mg_ranking;

#define MG_RANKING_INIT \
    {.k1 = 1.6, .b_short = 0.2, .b_long = 0.75, .rare = 0.6, .function_words = true, .proximity = true, \
     .fall = 8, .count = 0.75, .added_rare = 0.5, .balance = true}

/* How long is a query of so many words, function words left out? From two words to twelve it rises evenly, from 0 to 1. */
double mg_rank_long(size_t words);

/* What the relevance of an article of that date (its key; see date.h) is multiplied by, when it halves with every `half_life`
 * days of age: 1 from `today` (YYYYMMDD) on. What is older than thirty half-lives, or has no date, counts as that old. */
double mg_rank_recency(mg_span date, unsigned today, uint32_t half_life);

/* So many of the most relevant articles are ordered anew by recency at most: those behind them keep their places. */
#define MG_RECENCY_WINDOW 10000

#endif
