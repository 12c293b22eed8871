/* test_limits.c - the default limits, their fingerprint, and the clock. */
#include "indexer/limits.h"

#include "tests/unit/catcher.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void fingerprint(void **state)
{
    (void)state;
    const mg_limits same = MG_LIMITS_DEFAULT;
    uint64_t hash = mg_limits_hash(1, NULL);
    assert_true(hash == mg_limits_hash(1, &same));
    for (int i = 0; i < 6; i++) {
        mg_limits other = MG_LIMITS_DEFAULT;
        other.file += i == 0;
        other.article += i == 1;
        other.ratio += i == 2;
        other.depth += i == 3;
        other.members += i == 4;
        other.seconds += i == 5;
        assert_true(hash != mg_limits_hash(1, &other));
    }
}

static void clocks(void **state)
{
    (void)state;
    mg_limits limits = MG_LIMITS_DEFAULT;
    mg_clock clock;
    mg_error err = MG_ERROR_INIT;
    mg_clock_start(&clock, &limits);
    assert_int_equal(mg_clock_check(&clock, &err), MG_OK);
    clock.wall.tv_sec -= 61; /* waiting is not counted */
    assert_int_equal(mg_clock_check(&clock, &err), MG_OK);
    clock.processor.tv_sec -= 61;
    assert_int_equal(mg_clock_check(&clock, &err), MG_LIMIT);
    assert_non_null(strstr(err.msg, "60 seconds (--max-time)"));
}

/* An article that comes when the time is over is not taken, and the file says why. */
static void a_file_over_time(void **state)
{
    (void)state;
    mg_clock clock;
    mg_limits limits = MG_LIMITS_DEFAULT;
    mg_error err = MG_ERROR_INIT;
    catcher c;
    mg_file file = {.bytes = MG_SPAN("Rain\n\nIt rained."), .path = MG_SPAN("a.txt"), .limits = &limits};
    assert_int_equal(catch (&c, file.bytes, "a.txt", NULL, NULL), MG_OK);
    mg_clock_start(&clock, &limits);
    c.sink.clock = &clock;
    assert_int_equal(mg_extract(&file, NULL, &c.sink, &err), MG_OK);
    assert_int_equal(c.articles, 2);
    clock.processor.tv_sec -= 61;
    clock.wall.tv_sec -= 61;
    assert_int_equal(mg_extract(&file, NULL, &c.sink, &err), MG_LIMIT);
    assert_non_null(strstr(err.msg, "(--max-time)"));
    assert_int_equal(c.articles, 2);
    catcher_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fingerprint), cmocka_unit_test(clocks), cmocka_unit_test(a_file_over_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
