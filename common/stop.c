/* stop.c - see stop.h. */
#include "common/stop.h"

#include <time.h>

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void mg_stop_start(mg_stop *stop, uint32_t ms)
{
    __atomic_store_n(&stop->asked, 0, __ATOMIC_RELAXED);
    stop->at = ms ? now_ms() + ms : 0;
}

uint32_t mg_stop_left(const mg_stop *stop)
{
    uint64_t now = stop->at ? now_ms() : 0;
    if (!stop->at) return MG_STOP_NO_END;
    return stop->at > now ? (uint32_t)(stop->at - now) : 0;
}

void mg_stop_resume(mg_stop *stop, uint32_t left)
{
    mg_stop_start(stop, 0);
    if (left != MG_STOP_NO_END) stop->at = now_ms() + left;
}

void mg_stop_ask(mg_stop *stop)
{
    __atomic_store_n(&stop->asked, 1, __ATOMIC_RELAXED);
}

mg_status mg_stop_check(const mg_stop *stop, mg_error *err)
{
    if (!stop) return MG_OK;
    if (__atomic_load_n(&stop->asked, __ATOMIC_RELAXED)) return mg_fail(err, MG_INTERRUPTED, "it was cancelled");
    if (stop->at && now_ms() >= stop->at) return mg_fail(err, MG_TIMEOUT, "it took longer than the time limit allows");
    return MG_OK;
}
