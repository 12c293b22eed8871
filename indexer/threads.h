/* threads.h - threads that wait for work.
 *
 * A run has many stages, some of them short. A thread that is made for one may start on the processor of its maker, behind it, and
 * be moved to an idle one milliseconds later; one that waits is woken on that at once. So threads are made when none is free, and
 * stay until the end. */
#ifndef MG_THREADS_H
#define MG_THREADS_H

#include "common/error.h"

#define MG_JOBS_MAX 64

/* NULL is fine for all but mg_threads_new: work that the caller does alone. */
typedef struct mg_threads mg_threads;

/* So many jobs, 1..MG_JOBS_MAX, are to be done at once; with one there will be no threads. */
MG_NODISCARD mg_status mg_threads_new(size_t jobs, mg_threads **out, mg_error *err);
void mg_threads_free(mg_threads *threads);

size_t mg_threads_jobs(const mg_threads *threads);

/* What several threads are to do. Zeroed but for the first two. */
typedef struct mg_call {
    void (*task)(void *payload);
    void *payload;
    struct mg_call *next;
    size_t wanted, running;
} mg_call;

/* Have `n` threads do it, each once and all at the same time; returns how many of them there are, as no more may be had. A task may
 * begin and end calls itself. */
size_t mg_threads_begin(mg_threads *threads, mg_call *call, size_t n);

/* Wait for those that do it. A thread that has not yet begun will not. */
void mg_threads_end(mg_threads *threads, mg_call *call);

#endif
