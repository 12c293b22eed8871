/* cut_index.h - two indexes of articles made up at random: one in several segments, with articles removed, and one of a single segment
 * that never had those. Failures fail the test. */
#ifndef CUT_INDEX_H
#define CUT_INDEX_H

#include "tests/support/collection.h"

/* A word that some of the articles have. */
const char *cut_word(uint64_t *seed);

/* Make the collection one of Morgue's; add an article, numbered as it stands. */
void cut_version(collection *c);
void cut_document(collection *c, uint64_t *seed, size_t number);

/* Write the removed file of a segment of documents from .. to-1: of those that are gone. */
void cut_removed(const collection *c, size_t from, size_t to, const bool *gone, const char *path);

typedef struct {
    char *dir;
    char whole[200], cut[200]; /* the two indexes */
    collection all, rest;
} cut_pair;

/* Cut at random, now and then with an empty segment, and one that has nothing left. */
void cut_pair_make(cut_pair *p, uint64_t *seed, size_t documents);
void cut_pair_drop(cut_pair *p);

typedef MG_VEC(mg_span) cut_spans;
void cut_sort(mg_span *v, size_t n); /* by their bytes */

#endif
