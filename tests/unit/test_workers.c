/* test_workers.c - results and parts of results come in order, whatever the number of threads, and none is left when taking fails;
 * errands are done by threads that make nothing. */
#include "indexer/workers.h"

#include <sched.h>
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

/* ---- errands ---- */

typedef struct {
    atomic_bool *making; /* by job */
    atomic_size_t *done;
} task;

static void run_task(void *payload, size_t job)
{
    task *t = payload;
    assert_false(atomic_exchange(&t->making[job], true)); /* it makes nothing, and does nothing else */
    for (volatile int i = 0; i < 20000; i++) continue;
    atomic_store(&t->making[job], false);
    atomic_fetch_add(t->done, 1);
}

typedef struct {
    atomic_bool making[MG_JOBS_MAX];
    atomic_size_t done;
    size_t sent[COUNT], taken; /* sent: by result, which one thread makes */
    bool alone;                /* there is one result, and a thread that makes none */
} errands;

/* One errand after the other while there are threads for them, a few on their way at once. */
static void make_by_errands(void *payload, mg_workers *workers, size_t job, size_t number, void *out)
{
    errands *e = payload;
    task t = {e->making, &e->done};
    mg_errand some[3];
    assert_false(atomic_exchange(&e->making[job], true));
    while (e->alone && !mg_workers_can_send(workers)) sched_yield();
    if (e->alone) assert_true(mg_workers_all_begun(workers));
    for (int round = 0; round < 20; round++) {
        bool sent[3];
        for (int i = 0; i < 3; i++) {
            some[i] = (mg_errand){.run = run_task, .payload = &t};
            sent[i] = mg_workers_can_send(workers) && mg_workers_send(workers, &some[i]);
            e->sent[number] += sent[i];
        }
        atomic_store(&e->making[job], false); /* it may have to do them itself */
        for (int i = 0; i < 3; i++)
            if (sent[i] && !mg_workers_await(workers, &some[i])) run_task(&t, job);
        bool hands = round == 10 && number % 2;
        *(result *)out = (result){number, hands ? 0 : 1, !hands, malloc(1)};
        if (hands && !mg_workers_hand(workers, job, number)) return;
        assert_false(atomic_exchange(&e->making[job], true));
        if (round < 19 && !hands) free(((result *)out)->held);
    }
    atomic_store(&e->making[job], false);
}

static mg_status count_taken(void *payload, mg_workers *workers, void *taken, mg_error *err)
{
    (void)workers, (void)taken, (void)err;
    ((errands *)payload)->taken++;
    return MG_OK;
}

static size_t parts_of(const script *s, size_t number)
{
    return number % 3 == 0 ? s->parts : 1;
}

static void make(void *payload, mg_workers *workers, size_t job, size_t number, void *out)
{
    script *s = payload;
    atomic_fetch_add(&s->making, 1);
    for (size_t part = 0; part < parts_of(s, number); part++) {
        if (atomic_load(&s->resting)) atomic_store(&s->moved, true);
        bool last = part + 1 == parts_of(s, number);
        *(result *)out = (result){number, part, last, malloc(1)};
        if (last) break;
        atomic_fetch_sub(&s->making, 1);
        if (!mg_workers_hand(workers, job, number)) return;
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

static void errands_are_done(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 5; jobs++)
        for (size_t count = 1; count <= 9; count += 4) { /* of few results most threads have none to make */
            errands e = {.alone = jobs > 1 && count == 1};
            mg_threads *threads;
            assert_int_equal(mg_threads_new(jobs, &threads, NULL), MG_OK);
            mg_work work = {threads, count, sizeof(result), make_by_errands, count_taken, dispose, &e};
            assert_int_equal(mg_workers_run(&work, NULL), MG_OK);
            mg_threads_free(threads);
            size_t sent = 0;
            for (size_t i = 0; i < count; i++) sent += e.sent[i];
            assert_int_equal(atomic_load(&e.done), sent);
            assert_int_equal(e.taken, count + count / 2);
            if (jobs == 1) assert_int_equal(sent, 0);
            if (e.alone) assert_true(sent > 0);
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
        cmocka_unit_test(errands_are_done),
        cmocka_unit_test(nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
