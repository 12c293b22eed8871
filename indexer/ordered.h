/* ordered.h - work in numbered parts, made by several threads, each part put out in its turn.
 *
 * Parts are taken up in the order of their numbers. A thread that has made one leaves it to whoever has the turn, and goes on
 * to the next; so many at most are made and not put out. */
#ifndef MG_ORDERED_H
#define MG_ORDERED_H

#include "indexer/threads.h"

typedef struct mg_turn mg_turn;

typedef struct {
    mg_threads *threads; /* beside the caller's own; NULL: none */
    size_t count;        /* of parts: numbers 0..count - 1 */
    /* Make part `number`, in any thread; what *part is then is `put`'s. */
    mg_status (*make)(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err);
    /* Put out a part, in the order of numbers and never two at once, and free it; NULL: there is nothing to put out. */
    mg_status (*put)(void *payload, void *part, mg_error *err);
    /* Free a part that is not put out, because another failed; NULL as above. */
    void (*drop)(void *part);
    void *payload;
} mg_ordered;

/* Are all parts before the one that is being made put out? Then what there is of it may be put out too. */
bool mg_turn_come(mg_turn *turn);

/* Wait until they are: for a part that is too large to be kept. Errors: MG_INTERNAL a part before it failed, which is what will
 * be told. */
MG_NODISCARD mg_status mg_turn_wait(mg_turn *turn, mg_error *err);

/* Do it all, with as many threads as can be had. Errors: of the first part in order that failed. */
MG_NODISCARD mg_status mg_ordered_run(const mg_ordered *work, mg_error *err);

#endif
