/* base.h - what every other file may rely on: attributes and the two error-passing macros.
 * Included first everywhere. Holds no declarations of functions. */
#ifndef MG_BASE_H
#define MG_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_NODISCARD __attribute__((warn_unused_result))
#define MG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

#define MG_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MG_MIN(a, b) ((a) < (b) ? (a) : (b))
#define MG_MAX(a, b) ((a) > (b) ? (a) : (b))

/* Start to fetch the cache line at `p`. GCC takes a function that does only this for one without effect, and leaves out its
 * calls, but for the empty statement. */
#define MG_PREFETCH(p)                                                                             \
    do {                                                                                           \
        __builtin_prefetch(p);                                                                     \
        __asm__ volatile("");                                                                      \
    } while (0)

/* Return from the calling function with the status of `call` unless it is MG_OK. */
#define MG_TRY(call)                                                                               \
    do {                                                                                           \
        mg_status mg_try_status_ = (call);                                                         \
        if (mg_try_status_ != MG_OK) return mg_try_status_;                                        \
    } while (0)

/* Keep the status of `call` in the local `status` and jump to `out:` unless it is MG_OK. */
#define MG_GOTO(call)                                                                              \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != MG_OK) goto out;                                                             \
    } while (0)

#endif
