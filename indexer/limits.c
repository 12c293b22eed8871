/* limits.c - see limits.h. */
#include "indexer/limits.h"

#include "common/hash.h"

const mg_limits *mg_limits_or_default(const mg_limits *limits)
{
    static const mg_limits by_default = MG_LIMITS_DEFAULT;
    return limits ? limits : &by_default;
}

uint64_t mg_limits_hash(uint64_t hash, const mg_limits *limits)
{
    const mg_limits *l = mg_limits_or_default(limits);
    const uint64_t all[] = {l->file, l->article, l->ratio, l->depth, l->members, l->seconds};
    return mg_hash(hash, (mg_span){(const char *)all, sizeof all});
}

void mg_clock_start(mg_clock *clock, const mg_limits *limits)
{
    clock->seconds = limits->seconds;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &clock->wall);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &clock->processor);
}

static bool is_over(const struct timespec *start, clockid_t which, uint64_t seconds)
{
    struct timespec now;
    clock_gettime(which, &now);
    int64_t ns = (int64_t)(now.tv_sec - start->tv_sec) * 1000000000 + now.tv_nsec - start->tv_nsec;
    return ns >= 0 && (uint64_t)ns >= seconds * 1000000000;
}

mg_status mg_clock_check(const mg_clock *clock, mg_error *err)
{
    /* The processor's time is asked of the system; the wall's, which is never less, is not. */
    if (!is_over(&clock->wall, CLOCK_MONOTONIC_COARSE, clock->seconds) ||
        !is_over(&clock->processor, CLOCK_THREAD_CPUTIME_ID, clock->seconds))
        return MG_OK;
    return mg_fail(err, MG_LIMIT, "it took more than %llu seconds (--max-time); what follows in it is left out",
                   (unsigned long long)clock->seconds);
}
