/* interrupt.h - was the run asked to stop? SIGINT, SIGTERM and SIGHUP are only noted, so that the run ends where it can take
 * back what it wrote; the same signal again kills at once. */
#ifndef MG_INTERRUPT_H
#define MG_INTERRUPT_H

#include "common/error.h"

/* Note these signals from here on, but those that are ignored, as under nohup. */
void mg_interrupt_watch(void);

/* MG_INTERRUPTED when one came. */
MG_NODISCARD mg_status mg_interrupt_check(mg_error *err);

#endif
