/* test_workers.c - results and parts of results come in order, whatever the number of threads, and none is left when taking fails. */
#include "indexer/workers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT 40

typedef struct {
    size_t number, part;
    bool last;
    char *held; /* freed by dispose: what is not disposed, or twice, is found by the sanitizer */
} result;

typedef struct {
    size_t parts;    /* of each third result; the others have one */
    size_t fail_at;  /* the n-th that is taken, from 1, fails; 0: none */
    size_t pause_at; /* while the n-th of them is taken, all rest */
    size_t taken, number, part;
    atomic_size_t making; /* threads that make one just now */
    atomic_bool resting, moved;
} script;

static size_t parts_of(const script *s, size_t number)
{
    return number % 3 == 0 ? s->parts : 1;
}

static void make(void *payload, mg_workers *workers, size_t job, size_t number, void *out)
{
    script *s = payload;
    (void)job;
    atomic_fetch_add(&s->making, 1);
    for (size_t part = 0; part < parts_of(s, number); part++) {
        if (atomic_load(&s->resting)) atomic_store(&s->moved, true);
        bool last = part + 1 == parts_of(s, number);
        *(result *)out = (result){number, part, last, malloc(1)};
        if (last) break;
        atomic_fetch_sub(&s->making, 1);
        if (!mg_workers_hand(workers, number)) return;
        atomic_fetch_add(&s->making, 1);
    }
    atomic_fetch_sub(&s->making, 1);
}

static mg_status take(void *payload, mg_workers *workers, void *taken, mg_error *err)
{
    script *s = payload;
    const result *r = taken;
    assert_int_equal(r->number, s->number);
    assert_int_equal(r->part, s->part);
    assert_int_equal(r->last, r->part + 1 == parts_of(s, r->number));
    s->part = r->last ? 0 : s->part + 1;
    s->number += r->last;
    s->taken++;
    if (s->taken == s->pause_at) {
        mg_workers_pause(workers);
        atomic_store(&s->resting, true);
        for (int i = 0; i < 1000; i++) assert_int_equal(atomic_load(&s->making), 0);
        atomic_store(&s->resting, false);
        mg_workers_go_on(workers);
    }
    return s->taken == s->fail_at ? mg_fail(err, MG_LIMIT, "taking failed") : MG_OK;
}

static void dispose(void *taken)
{
    free(((result *)taken)->held);
}

static mg_status run(script *s, size_t jobs, mg_error *err)
{
    mg_threads *threads;
    assert_int_equal(mg_threads_new(jobs, &threads, NULL), MG_OK);
    mg_work work = {threads, COUNT, sizeof(result), make, take, dispose, s};
    mg_status status = mg_workers_run(&work, err);
    mg_threads_free(threads);
    return status;
}

static void all_in_order(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 5; jobs++)
        for (size_t parts = 1; parts <= 4; parts++) {
            script s = {.parts = parts, .pause_at = jobs == 1 ? 0 : 9};
            assert_int_equal(run(&s, jobs, NULL), MG_OK);
            assert_int_equal(s.number, COUNT);
            assert_int_equal(s.taken, COUNT + (COUNT + 2) / 3 * (parts - 1));
            assert_false(atomic_load(&s.moved));
        }
}

static void failing_ends_it(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 4; jobs++)
        for (size_t at = 1; at < 30; at++) {
            script s = {.parts = 3, .fail_at = at};
            mg_error err = MG_ERROR_INIT;
            assert_int_equal(run(&s, jobs, &err), MG_LIMIT);
            assert_string_equal(err.msg, "taking failed");
            assert_int_equal(s.taken, at);
        }
}

static void nothing_to_do(void **state)
{
    (void)state;
    script s = {.parts = 1};
    mg_threads *threads;
    assert_int_equal(mg_threads_new(3, &threads, NULL), MG_OK);
    mg_work work = {threads, 0, sizeof(result), make, take, dispose, &s};
    assert_int_equal(mg_workers_run(&work, NULL), MG_OK);
    assert_int_equal(s.taken, 0);
    mg_threads_free(threads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_in_order),
        cmocka_unit_test(failing_ends_it),
        cmocka_unit_test(nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
