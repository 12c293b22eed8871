/* stop.h - ending what takes long: because somebody asked, or at a time.
 *
 * Who starts something long keeps an mg_stop, and what runs looks at it now and then. mg_stop_ask may come from another
 * thread or a signal's handler; all else is for the one thread that the work is done in. */
#ifndef MG_STOP_H
#define MG_STOP_H

#include "common/error.h"

typedef struct {
    int asked;
    uint64_t at; /* in ms of the monotonic clock; 0: any time */
} mg_stop;

#define MG_STOP_INIT {.asked = 0, .at = 0}

/* From now on: nobody has asked, and there are `ms` to do it in (0: no end). */
void mg_stop_start(mg_stop *stop, uint32_t ms);

/* How many of the ms are left, and to go on with so many after a pause: what is done in several calls keeps one time. */
#define MG_STOP_NO_END UINT32_MAX
uint32_t mg_stop_left(const mg_stop *stop);
void mg_stop_resume(mg_stop *stop, uint32_t left);

void mg_stop_ask(mg_stop *stop);

/* MG_OK: go on. Errors: MG_INTERRUPTED somebody asked; MG_TIMEOUT. A NULL stop is never the end. */
MG_NODISCARD mg_status mg_stop_check(const mg_stop *stop, mg_error *err);

#endif
