/* child.h - run a program on bytes, within limits, and take what it puts out.
 *
 * For parsers that are too large, and too often broken, to be let into the process. There is no shell; the program has three
 * open files and an environment of its own, and it leaves nothing behind: when it takes too long or says too much it is killed.
 * Threads: any number. */
#ifndef MG_CHILD_H
#define MG_CHILD_H

#include "common/buf.h"

#include <sys/types.h>

typedef struct {
    const char *const *argv; /* NULL-terminated; the first is the program's name, looked up in PATH */
    const char *package;     /* which Debian package has it */
    mg_span input;           /* its standard input: a file in memory, in which it can seek */
    size_t output_max;       /* bytes */
    size_t memory_max;       /* of address space */
    unsigned cpu_seconds, wall_seconds;
} mg_child;

/* Run it to its end, and append its standard output to `out`, also when it fails.
 *   *exit_status  what it ended with; -1 when it did not end by itself
 *   said          gets the start of its standard error
 * Errors: MG_LIMIT it was killed, for the time or the output; MG_FORMAT it crashed; MG_IO it could not be started, with a
 * sentence that names the package when it is not installed; MG_NOMEM. That it ends with a status other than 0 is none. */
MG_NODISCARD mg_status mg_child_run(const mg_child *child, mg_buf *out, mg_buf *said, int *exit_status, mg_error *err);

#endif
