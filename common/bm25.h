/* bm25.h - how rare BM25 takes a word to be. Stateless. */
#ifndef MG_BM25_H
#define MG_BM25_H

#include <math.h>

/* Of a word that so many of all documents have, as Xapian::BM25Weight has it: the logarithm of the odds (Robertson and Zaragoza 2009),
 * damped where most documents have it, so that it never falls below 0. */
static inline double mg_bm25_rarity(double documents, double with_word)
{
    double odds = (documents - with_word + 0.5) / (with_word + 0.5);
    return log(odds < 2 ? odds * 0.5 + 1 : odds);
}

#endif
