/* stock.h - libxapian's own text analysis, query parser and matcher, in plain C: what Morgue is held against.
 * Any exception ends the test program. */
#ifndef STOCK_H
#define STOCK_H

#include "common/span.h"

/* One posting of a document. */
typedef struct {
    char term[256];
    unsigned n;      /* bytes of the term */
    unsigned wdf;
    unsigned *positions; /* rising */
    unsigned n_positions;
} stock_term;

typedef struct {
    stock_term *v; /* in byte order of the terms */
    size_t n;
} stock_terms;

/* A TermGenerator with a stemmer (an empty language: none), its document, and its position. */
typedef struct stock_generator stock_generator;
stock_generator *stock_generator_new(const char *language);
void stock_generator_text(stock_generator *g, mg_span text, unsigned wdf, const char *prefix);
void stock_generator_gap(stock_generator *g, unsigned positions);
void stock_generator_restart(stock_generator *g); /* positions from 1 again */
stock_terms stock_generator_finish(stock_generator *g); /* frees the generator */
void stock_terms_free(stock_terms *terms);

/* The postings of a document as they are read from a database. */
stock_terms stock_database_terms(const char *database, unsigned docid);

/* The docids that a stock QueryParser's query matches in a database, rising: with English stems (STEM_SOME), words
 * beside each other joined by AND or OR, and the prefix title: for S. *n is their number; to be freed. */
unsigned *stock_query(const char *database, const char *query, bool all, size_t *n);

#endif
