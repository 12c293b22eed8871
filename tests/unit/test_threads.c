/* test_threads.c - as many threads as are asked for do a call at once, those that are free do the next, and calls may nest. */
#include "indexer/threads.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct {
    mg_threads *threads;
    pthread_barrier_t all;
    atomic_size_t came;
    size_t deeper; /* calls that each is to begin in turn */
} meeting;

static void meet(size_t n, size_t deeper, mg_threads *threads);

/* Returns only when all are there. */
static void come(void *payload)
{
    meeting *m = payload;
    m->came++;
    pthread_barrier_wait(&m->all);
    if (m->deeper) meet(2, m->deeper - 1, m->threads);
}

/* With n others. */
static void meet(size_t n, size_t deeper, mg_threads *threads)
{
    meeting m = {.threads = threads, .deeper = deeper};
    mg_call call = {.task = come, .payload = &m};
    pthread_barrier_init(&m.all, NULL, (unsigned)n + 1);
    assert_int_equal(mg_threads_begin(threads, &call, n), n);
    come(&m);
    mg_threads_end(threads, &call);
    assert_int_equal(m.came, n + 1);
    pthread_barrier_destroy(&m.all);
}

static mg_threads *threads_of(size_t jobs)
{
    mg_threads *threads;
    assert_int_equal(mg_threads_new(jobs, &threads, NULL), MG_OK);
    assert_int_equal(mg_threads_jobs(threads), jobs);
    return threads;
}

static void all_at_once(void **state)
{
    (void)state;
    mg_threads *threads = threads_of(4);
    for (size_t i = 0; i < 300; i++) meet(i % 7, 0, threads);
    mg_threads_free(threads);
}

static void calls_in_calls(void **state)
{
    (void)state;
    mg_threads *threads = threads_of(3);
    for (size_t i = 0; i < 50; i++) meet(2, 2, threads);
    mg_threads_free(threads);
}

static void wait_for(void *payload)
{
    atomic_bool *go = payload;
    while (!atomic_load(go)) sched_yield();
}

static void count(void *payload)
{
    atomic_fetch_add((atomic_size_t *)payload, 1);
}

/* Two calls at once, the second ended first, and while the first still runs. */
static void ended_in_any_order(void **state)
{
    (void)state;
    mg_threads *threads = threads_of(2);
    for (size_t i = 0; i < 300; i++) {
        atomic_bool go = false;
        atomic_size_t came = 0;
        mg_call waiting = {.task = wait_for, .payload = &go}, counting = {.task = count, .payload = &came};
        assert_int_equal(mg_threads_begin(threads, &waiting, 1), 1);
        assert_int_equal(mg_threads_begin(threads, &counting, 3), 3);
        mg_threads_end(threads, &counting);
        assert_true(came <= 3);
        atomic_store(&go, true);
        mg_threads_end(threads, &waiting);
    }
    mg_threads_free(threads);
}

static void none(void **state)
{
    (void)state;
    atomic_size_t came = 0;
    mg_call call = {.task = count, .payload = &came};
    assert_int_equal(mg_threads_jobs(NULL), 1);
    assert_int_equal(mg_threads_begin(NULL, &call, 3), 0);
    mg_threads_end(NULL, &call);
    mg_threads_free(NULL);
    mg_threads *threads = threads_of(2);
    assert_int_equal(mg_threads_begin(threads, &call, 0), 0);
    mg_threads_end(threads, &call);
    mg_threads_free(threads);
    assert_int_equal(came, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_at_once),
        cmocka_unit_test(calls_in_calls),
        cmocka_unit_test(ended_in_any_order),
        cmocka_unit_test(none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
