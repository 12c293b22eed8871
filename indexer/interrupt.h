/* interrupt.h - was the run asked to stop? SIGINT, SIGTERM and SIGHUP are only noted, so that the run ends where it can take
 * back what it wrote; the same signal again kills at once. */
#ifndef MG_INTERRUPT_H
#define MG_INTERRUPT_H

#include <stdbool.h>

/* Note these signals from here on, but those that are ignored, as under nohup. */
void mg_interrupt_watch(void);

/* Did one come? */
bool mg_interrupted(void);

#endif
