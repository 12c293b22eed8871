/* ordered.h - work in numbered parts, made by several threads, each part put out in its turn.
 *
 * Parts are taken up in the order of their numbers. A part may be put out as it is made while it is its turn, that is, when all
 * parts before it are done; what is made before that has to be kept, so whoever has kept enough waits. */
#ifndef MG_ORDERED_H
#define MG_ORDERED_H

#include "common/error.h"

typedef struct mg_turn mg_turn;

typedef struct {
    size_t jobs;  /* threads, 1..MG_JOBS_MAX; with one the caller's own */
    size_t count; /* of parts: numbers 0..count - 1 */
    /* Make part `number`, in any thread. When it returns MG_OK it has waited for its turn, and is put out. */
    mg_status (*make)(void *payload, size_t number, mg_turn *turn, mg_error *err);
    void *payload;
} mg_ordered;

/* Is it this part's turn? */
bool mg_turn_come(mg_turn *turn);

/* Wait until it is. Errors: MG_INTERNAL another part failed, which is what will be told. */
MG_NODISCARD mg_status mg_turn_wait(mg_turn *turn, mg_error *err);

/* Do it all. Errors: of the first part in order that failed. Threads that cannot be started are done without. */
MG_NODISCARD mg_status mg_ordered_run(const mg_ordered *work, mg_error *err);

#endif
