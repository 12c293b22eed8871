/* small_index.h - a little index for a test, made by Morgue's own analysis and builder. Any failure ends the test program. */
#ifndef TEST_SMALL_INDEX_H
#define TEST_SMALL_INDEX_H

#include "common/article.h"

typedef struct small_index small_index;

/* In the directory `path`, which must not exist; `language` as mg_poster_new takes it. */
small_index *small_index_new(const char *path, const char *language);

void small_index_article(small_index *index, mg_article article);

/* A document of bare terms, for what no article of Morgue's has. */
typedef struct {
    const char *term;
    uint32_t position, wdf;
} small_term;
void small_index_terms(small_index *index, const small_term *terms, size_t n, mg_span data);

void small_index_set(small_index *index, const char *key, mg_span value);

/* Set the metadata of an index of this version. */
void small_index_set_morgue(small_index *index);

/* Write it, and free the handle. */
void small_index_finish(small_index *index);

#endif
