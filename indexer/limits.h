/* limits.h - how much one file, one article or one container may ask of a run, and the clock of a file's time.
 * What is over a limit is told, in a sentence that names the option to raise it, and passed over. */
#ifndef MG_LIMITS_H
#define MG_LIMITS_H

#include "common/error.h"

#include <time.h>

typedef struct {
    size_t file;      /* --max-file: bytes of a file, or of a member once it is unpacked */
    size_t article;   /* --max-article: bytes of an article's text */
    uint64_t ratio;   /* --max-ratio: how many times its size a container may give, beyond MG_RATIO_FREE */
    uint64_t depth;   /* --max-depth: containers in containers; the outermost is 1 */
    uint64_t members; /* --max-members: of a container and of those in it */
    uint64_t seconds; /* --max-time: of a processor, for a file or member */
} mg_limits;

#define MG_LIMITS_DEFAULT {(size_t)1 << 30, (size_t)128 << 20, 1000, 4, 1000000, 60}

/* Some bytes may be had from any container: a page of blanks can shrink as well as a bomb. */
#define MG_RATIO_FREE ((uint64_t)64 << 20)

/* `limits`, or the default ones for NULL. */
const mg_limits *mg_limits_or_default(const mg_limits *limits);

/* Settings count like files: the fingerprint `hash` with the limits in it. */
uint64_t mg_limits_hash(uint64_t hash, const mg_limits *limits);

/* The time of the calling thread's processor, so that a busy machine takes nothing away. */
typedef struct {
    uint64_t seconds;
    struct timespec wall, processor; /* when it was started */
} mg_clock;

void mg_clock_start(mg_clock *clock, const mg_limits *limits);

/* Is the time over? Then `err` says so. Cheap: fit for every article and every read. */
MG_NODISCARD mg_status mg_clock_check(const mg_clock *clock, mg_error *err);

#endif
