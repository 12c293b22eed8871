/* watch.h - where the time of a run goes: a stop-watch for each thread, and their sum.
 * Off (zeroed) it costs a comparison; what waits for another thread counts for nothing. */
#ifndef MG_WATCH_H
#define MG_WATCH_H

#include "common/base.h"

#include <time.h>

typedef enum {
    MG_PHASE_NONE, /* not counted */
    MG_PHASE_READ,
    MG_PHASE_EXTRACT,
    MG_PHASE_ANALYSE, /* words, stems, terms */
    MG_PHASE_INVERT,
    MG_PHASE_COMPRESS,
    MG_PHASE_MERGE, /* terms of all batches, into blocks */
    MG_PHASE_WRITE,
    MG_PHASES,
} mg_phase;

#define MG_PHASE_NAMES {"", "read", "extract", "analyse", "invert", "compress", "merge", "write"}

typedef struct {
    bool on;
    mg_phase phase;
    int64_t since;
    int64_t ns[MG_PHASES];
} mg_watch;

/* What comes from here on is of that phase. */
static inline void mg_watch_turn(mg_watch *watch, mg_phase phase)
{
    if (!watch->on) return;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t now = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
    watch->ns[watch->phase] += watch->since ? now - watch->since : 0;
    watch->phase = phase;
    watch->since = now;
}

/* Add what another thread's has; it is turned to MG_PHASE_NONE before. */
static inline void mg_watch_add(mg_watch *sum, const mg_watch *other)
{
    for (int i = 1; i < MG_PHASES; i++) sum->ns[i] += other->ns[i];
}

#endif
