/* test_ordered.c - parts are put out in order whoever makes them, and the first failure in order is what is told. */
#include "indexer/ordered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { PARTS = 200, NEVER = PARTS };

typedef struct {
    size_t fail_making, fail_putting;
    size_t put; /* parts put out */
    bool in_order;
    atomic_int putting, alive;
    bool alone;
} run;

static mg_status make(void *payload, size_t number, mg_turn *turn, void **part, mg_error *err)
{
    run *r = payload;
    /* The later of each few is made first. */
    nanosleep(&(struct timespec){.tv_nsec = (long)(number % 4 ? 0 : 300000)}, NULL);
    if (mg_turn_come(turn) && r->put != number) r->in_order = false;
    if (number % 7 == 3) MG_TRY(mg_turn_wait(turn, err));
    if (number % 7 == 3 && r->put != number) r->in_order = false;
    if (number >= r->fail_making) return mg_fail(err, MG_LIMIT, "part %zu cannot be made", number);
    size_t *made = malloc(sizeof *made);
    if (!made) return mg_fail_nomem(err, "testing");
    *made = number;
    *part = made;
    r->alive++;
    return MG_OK;
}

static void drop(void *part)
{
    free(part);
}

static mg_status put(void *payload, void *part, mg_error *err)
{
    run *r = payload;
    size_t number = *(size_t *)part;
    if (atomic_fetch_add(&r->putting, 1)) r->alone = false;
    if (number != r->put) r->in_order = false;
    drop(part);
    r->alive--;
    r->put++;
    r->putting--;
    return number == r->fail_putting ? mg_fail(err, MG_IO, "part %zu cannot be put", number) : MG_OK;
}

static mg_status do_run(run *r, mg_threads *threads, size_t count, mg_error *err)
{
    r->in_order = r->alone = true;
    mg_ordered work = {threads, count, make, put, drop, r};
    return mg_ordered_run(&work, err);
}

static void in_order(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 8; jobs++) {
        mg_threads *threads;
        assert_int_equal(mg_threads_new(jobs, &threads, NULL), MG_OK);
        run r = {.fail_making = NEVER, .fail_putting = NEVER};
        assert_int_equal(do_run(&r, threads, PARTS, NULL), MG_OK);
        assert_int_equal(r.put, PARTS);
        assert_true(r.in_order && r.alone);
        assert_int_equal(r.alive, 0);
        mg_threads_free(threads);
    }
}

static void few_parts(void **state)
{
    (void)state;
    mg_threads *threads;
    assert_int_equal(mg_threads_new(8, &threads, NULL), MG_OK);
    for (size_t count = 0; count < 4; count++) {
        run r = {.fail_making = NEVER, .fail_putting = NEVER}, alone = r;
        assert_int_equal(do_run(&r, threads, count, NULL), MG_OK);
        assert_int_equal(r.put, count);
        assert_int_equal(do_run(&alone, NULL, count, NULL), MG_OK);
        assert_int_equal(alone.put, count);
    }
    mg_threads_free(threads);
}

static void failures(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 4; jobs++) {
        mg_threads *threads;
        assert_int_equal(mg_threads_new(jobs, &threads, NULL), MG_OK);
        for (size_t at = 0; at < PARTS; at += 33) {
            mg_error err = MG_ERROR_INIT;
            run making = {.fail_making = at, .fail_putting = NEVER};
            char said[60];
            assert_int_equal(do_run(&making, threads, PARTS, &err), MG_LIMIT);
            snprintf(said, sizeof said, "part %zu cannot be made", at);
            assert_string_equal(err.msg, said);
            assert_int_equal(making.put, at);

            mg_error_clear(&err);
            run putting = {.fail_making = NEVER, .fail_putting = at};
            assert_int_equal(do_run(&putting, threads, PARTS, &err), MG_IO);
            snprintf(said, sizeof said, "part %zu cannot be put", at);
            assert_string_equal(err.msg, said);
            assert_int_equal(putting.put, at + 1);
            assert_true(putting.in_order && putting.alone);
        }
        mg_threads_free(threads);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_order), cmocka_unit_test(few_parts), cmocka_unit_test(failures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
