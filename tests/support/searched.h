/* searched.h - a small index of known articles, for the tests that search it. One for a test program; failures fail the test. */
#ifndef SEARCHED_H
#define SEARCHED_H

#include "searcher/search.h"
#include "tests/support/small_index.h"

typedef struct {
    const char *id, *title, *standfirst, *body, *date, *source, *section, *author, *language;
} searched_sample;

/* Make the index and open it, and the like: for cmocka. */
int searched_start(void **state);
int searched_stop(void **state);
extern mg_searcher *searched;

/* Where another index of the test may be; until the next call. */
const char *searched_path(const char *name);

/* Add an article; finish an index of Morgue's, of another version if that is not NULL. */
void searched_add(small_index *index, const searched_sample *s);
void searched_finish(small_index *index, const char *version);

mg_answer searched_ask(const char *query, const mg_request *request);

#endif
