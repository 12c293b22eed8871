/* truth.h - what a query matches, found out by looking at the words of every article: without an index, a plan, and libxapian.
 * Shares with the searcher the query's parser, the cutting of plain text into words, and the stemmers. Failures fail the test. */
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

/* The weight by BM25 (k1 1.2, b 0.75, see mg_db_match) of the i-th article for a word of a query that is beside others, as
 * stems; for a word as written. */
double truth_stem_weight(truth *t, size_t i, mg_span word);
double truth_word_weight(truth *t, size_t i, mg_span word);

#endif
