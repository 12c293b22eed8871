/* workers.h - threads that make numbered results, handed out in the order of their numbers.
 *
 * Life: mg_workers_start, mg_workers_next until it gives no more, mg_workers_stop. So many results at most are made ahead
 * of the one that is wanted, which bounds memory. With one job the work is done by the caller's own thread. */
#ifndef MG_WORKERS_H
#define MG_WORKERS_H

#include "common/error.h"

typedef struct mg_workers mg_workers;

typedef struct {
    size_t jobs;  /* threads, 1..MG_JOBS_MAX */
    size_t count; /* of results: numbers 0..count - 1 */
    size_t size;  /* of a result, in bytes */
    /* Make result `number` into `result`, which is uninitialised; `job` is 0..jobs - 1, and no two calls with the same
     * run at once. */
    void (*make)(void *payload, size_t job, size_t number, void *result);
    void (*dispose)(void *result);
    void *payload;
} mg_work;

#define MG_JOBS_MAX 64

MG_NODISCARD mg_status mg_workers_start(const mg_work *work, mg_workers **out, mg_error *err);

/* How many results may be made ahead of the one that is wanted. */
size_t mg_workers_ahead(size_t jobs);

/* The next result in order, or NULL after the last. It lives until the next call, which disposes it. */
void *mg_workers_next(mg_workers *workers);

/* Wait until no result is being made, and make none until mg_workers_go_on. */
void mg_workers_pause(mg_workers *workers);
void mg_workers_go_on(mg_workers *workers);

/* Waits for the threads, and disposes what was not fetched. NULL is fine. */
void mg_workers_stop(mg_workers *workers);

#endif
