/* together.h - do words stand together in a document? Asked of the places where each stands. */
#ifndef MG_TOGETHER_H
#define MG_TOGETHER_H

#include "common/span.h"

/* Where a word stands: rising. */
typedef struct {
    const uint32_t *v;
    size_t n, at; /* at: for those who look through them */
} mg_places;

/* In their order, each at a place of its own, within `window` positions from the first one to the last. */
bool mg_together_in_order(mg_places *words, size_t n, uint32_t window);

/* The same in any order; a place that two words have stands for one of them. n up to MG_TOGETHER_MAX. */
#define MG_TOGETHER_MAX 64
bool mg_together_in_any_order(mg_places *words, size_t n, uint32_t window);

#endif
