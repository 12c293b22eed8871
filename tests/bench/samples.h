/* samples.h - made-up files of most formats, shaped as those of papers and wires are. */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include "tests/bench/newsroom.h"

typedef struct {
    const char *name;   /* what is measured */
    const char *suffix; /* of the files */
    size_t files;
    void (*make)(newsroom *room, mg_buf *file); /* the next one */
    const char *unpacking;  /* it is compressed, and what unpacks it beside us; NULL: it is not */
    const char *const *map; /* rules of --map, NULL-terminated, or NULL */
} sample;

extern const sample samples[];
extern const size_t samples_n;

#endif
