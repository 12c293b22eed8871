/* workers.h - threads that make numbered results, taken in the order of their numbers by the thread that set them to work.
 *
 * So many results at most are made ahead of the one that is wanted, which bounds memory. A result that grows large may be handed
 * over in parts. Who makes one may send a part of the work to a thread that has nothing to do. With one job all is done by the
 * caller's own thread. */
#ifndef MG_WORKERS_H
#define MG_WORKERS_H

#include "indexer/threads.h"

typedef struct mg_workers mg_workers;

typedef struct {
    mg_threads *threads; /* as many as there are jobs; none, when that is one */
    size_t count;        /* of results: numbers 0..count - 1 */
    size_t size;         /* of a result, in bytes */
    /* Make result `number` into `result`, which is uninitialised; `job` is 0..jobs - 1, and no two calls with the same
     * run at once. */
    void (*make)(void *payload, mg_workers *workers, size_t job, size_t number, void *result);
    /* Take a result, or a part of one; an error ends the work. It is disposed after. */
    mg_status (*take)(void *payload, mg_workers *workers, void *result, mg_error *err);
    void (*dispose)(void *result);
    void *payload;
} mg_work;

/* Do it all. Errors: what `take` returned; MG_NOMEM; MG_IO no thread can be started. */
MG_NODISCARD mg_status mg_workers_run(const mg_work *work, mg_error *err);

/* From within `make`: what is in result `number` is a part of it. Returns when it was taken and disposed, and the next part can be
 * made into the same place; false when there is no use in going on. Meanwhile the thread may be sent errands. */
bool mg_workers_hand(mg_workers *workers, size_t job, size_t number);

/* A part of the work of `make`. Zeroed but for the first two. */
typedef struct {
    void (*run)(void *payload, size_t job); /* `job`: of a thread that makes nothing meanwhile, or hands over what it made */
    void *payload;
    bool done;
} mg_errand;

/* Is there a thread that makes nothing, and no errand waiting for it? It may soon have another result to make, unless all are begun. */
bool mg_workers_can_send(const mg_workers *workers);
bool mg_workers_all_begun(const mg_workers *workers);

/* From within `make`: leave an errand for such threads; false when there are none, or one waits already. Whoever sent it calls
 * mg_workers_await before it hands over or returns: that waits until it is done; false: nobody had begun it, and nobody will. */
bool mg_workers_send(mg_workers *workers, mg_errand *errand);
MG_NODISCARD bool mg_workers_await(mg_workers *workers, mg_errand *errand);

/* How many results may be made ahead of the one that is wanted. */
size_t mg_workers_ahead(size_t jobs);

/* From within `take`: wait until no result is being made, but for those whose part waits to be taken, and make none until
 * mg_workers_go_on. */
void mg_workers_pause(mg_workers *workers);
void mg_workers_go_on(mg_workers *workers);

#endif
