/* test_coverage.c - the days of each source, and what is missing of them. */
#include "indexer/coverage.h"

#include "common/layout.h"
#include "tests/support/scratch.h"
#include "tests/support/small_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void add(small_index *index, const char *source, const char *date)
{
    static unsigned n;
    char id[20];
    snprintf(id, sizeof id, "a%u", n++);
    mg_article article = {.id = mg_span_str(id), .title = MG_SPAN("words"), .source = mg_span_str(source)};
    if (*date) assert_true(mg_date_from_key(mg_span_str(date), &article.date));
    small_index_article(index, article);
}

/* Days from..to of a month. */
static void add_days(small_index *index, const char *source, const char *month, int from, int to, int step)
{
    for (int day = from; day <= to; day += step) {
        char date[12];
        snprintf(date, sizeof date, "%s%02d", month, day);
        add(index, source, date);
    }
}

static json_t *coverage_of(void (*fill)(small_index *index))
{
    char *dir = scratch_dir(), path[300];
    const char *where = path;
    mg_db *db;
    mg_error err = MG_ERROR_INIT;
    snprintf(path, sizeof path, "%s/index", dir);
    small_index *index = small_index_new(path, "none");
    fill(index);
    small_index_finish(index);
    json_t *out = json_array();
    assert_int_equal(mg_db_open(&where, NULL, 1, &db, &err), MG_OK);
    if (mg_coverage(db, out, &err) != MG_OK) fail_msg("%s", err.msg);
    mg_db_close(db);
    scratch_remove(dir);
    return out;
}

static void assert_json(json_t *got, const char *wanted)
{
    json_t *want = json_loads(wanted, 0, NULL);
    char *said = json_dumps(got, JSON_COMPACT);
    if (!want || !json_equal(got, want)) fail_msg("wanted %s, got %s", wanted, said);
    free(said);
    json_decref(want);
    json_decref(got);
}

static void daily_with_a_strike(small_index *index)
{
    add_days(index, "The Daily", "190002", 20, 28, 1); /* 1900 was no leap year: 1 March comes next */
    add_days(index, "The Daily", "190003", 1, 10, 1);
    add_days(index, "The Daily", "190003", 14, 31, 1); /* three days missing are four from one to the next */
    add(index, "The Daily", "19000331");
    add(index, "The Daily", "190004");
    add(index, "The Daily", "");
}

static void weekly(small_index *index)
{
    add_days(index, "The Weekly", "200002", 1, 29, 7);
    add(index, "The Weekly", "20000307");
    add(index, "The Weekly", "20000404"); /* four weeks, of one */
    add(index, "", "19691231");
    add(index, "", "19700101");
}

static void nothing(small_index *index)
{
    add(index, "The Undated", "");
}

static void daily(void **state)
{
    (void)state;
    assert_json(coverage_of(daily_with_a_strike),
                "[{\"source\":\"the daily\",\"articles\":38,\"first\":\"1900-02-20\",\"last\":\"1900-03-31\",\"days\":37,\"usual_interval\":1,"
                "\"gaps\":[{\"from\":\"1900-03-11\",\"to\":\"1900-03-13\",\"days\":3}]}]");
}

static void others(void **state)
{
    (void)state;
    assert_json(coverage_of(weekly),
                "[{\"source\":\"the weekly\",\"articles\":7,\"first\":\"2000-02-01\",\"last\":\"2000-04-04\",\"days\":7,\"usual_interval\":7,"
                "\"gaps\":[{\"from\":\"2000-03-08\",\"to\":\"2000-04-03\",\"days\":27}]},"
                "{\"source\":\"\",\"articles\":2,\"first\":\"1969-12-31\",\"last\":\"1970-01-01\",\"days\":2,\"usual_interval\":1,\"gaps\":[]}]");
}

static void none(void **state)
{
    (void)state;
    assert_json(coverage_of(nothing), "[]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(daily),
        cmocka_unit_test(others),
        cmocka_unit_test(none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
