/* truth.h - what a query matches and what that is worth, found out by looking at the words of every article: without an index, a plan,
 * and libxapian. Shares with the searcher the query's parser, the cutting of plain text into words, the stemmers, and the lists of
 * function words. Failures fail the test. */
#ifndef TRUTH_H
#define TRUTH_H

#include "common/article.h"
#include "searcher/query.h"

typedef struct truth truth;

/* Look at n articles, which are borrowed, as the words that an index of them has. */
truth *truth_new(const mg_article *articles, size_t n);
void truth_free(truth *t);

/* Which articles match: matches[0..n-1].
 *   all  must words beside each other all match? */
void truth_match(truth *t, const mg_qnode *tree, bool all, bool *matches);

/* What each article scores that matches, the rank of words as searcher/rank.h has it: base[i] by BM25 alone, and gain[i], which
 * nearness adds where the article is among the first (searcher/proximity.h). Of others it is 0. */
void truth_score(truth *t, const mg_qnode *tree, bool all, const bool *matches, double *base, double *gain);

#endif
