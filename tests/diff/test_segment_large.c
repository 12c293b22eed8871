/* test_segment_large.c - segments at the heavy edges: what test_segment.c does, where that takes a while. */
#include "indexer/segment.h"
#include "tests/support/collection.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define ALL SIZE_MAX

typedef struct {
    char *dir;
    char ours[64], theirs[64];
} place;

static place place_new(void)
{
    place p = {.dir = scratch_dir()};
    snprintf(p.ours, sizeof p.ours, "%s/ours", p.dir);
    snprintf(p.theirs, sizeof p.theirs, "%s/theirs", p.dir);
    return p;
}

static void assert_clean(const char *path)
{
    char report[2000];
    size_t errors = reference_check(path, report, sizeof report);
    if (errors) fail_msg("%zu errors: %s", errors, report);
}

static void check_and_free(collection *c, size_t in_batch)
{
    char difference[1000];
    place p = place_new();
    collection_segment(c, 0, c->documents.n, in_batch, p.ours);
    collection_reference(c, 0, c->documents.n, p.theirs);
    if (!reference_compare(p.theirs, p.ours, difference, sizeof difference)) fail_msg("libxapian's and ours: %s", difference);
    assert_clean(p.ours);
    scratch_remove(p.dir);
    collection_free(c);
}

/* Ten million words in a document: a text, and between two short ones. */
static void long_document(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    uint64_t seed = 1913;
    mg_span words[1000];
    for (uint32_t i = 0; i < MG_COUNT(words); i++) words[i] = collection_text(&c, "word%u", i);
    for (int d = 0; d < 3; d++) {
        for (uint32_t at = 1; at <= (d == 1 ? 10000000 : 10); at++)
            collection_term(&c, words[random_below(&seed, 1 + random_below(&seed, MG_COUNT(words)))], at, 1);
        collection_end(&c, (mg_span){NULL, 0});
    }
    check_and_free(&c, 2);
}

static void vocabulary_of_a_million(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    for (uint32_t d = 0; d < 1000; d++) {
        for (uint32_t i = 0; i < 1000; i++)
            collection_term(&c, collection_text(&c, "%x", (d * 1000 + i) * 2654435761u), i % 4 ? 0 : i + 1, 1);
        collection_end(&c, (mg_span){NULL, 0});
    }
    check_and_free(&c, 100);
}

/* Docids beyond three bytes: 2^22 and over. */
static void four_million_documents(void **state)
{
    (void)state;
    place p = place_new();
    mg_segment *segment;
    mg_inverter *inverter = collection_inverter();
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_segment_begin(p.ours, NULL, &segment, NULL), MG_OK);
    uint32_t word = mg_inverter_term(inverter, MG_SPAN("word"));
    for (uint32_t d = 0; d < (1u << 22) + 5;) {
        for (int i = 0; i < 200000 && d < (1u << 22) + 5; i++, d++) {
            bool edge = d + 10 > 1u << 22;
            mg_inverter_occur(inverter, word, edge ? d : 0, 1);
            if (edge) mg_inverter_value(inverter, 0, MG_SPAN("value"));
            assert_int_equal(mg_inverter_end(inverter, edge ? MG_SPAN("data") : (mg_span){NULL, 0}, NULL), MG_OK);
        }
        if (collection_take(segment, inverter, &err) != MG_OK) fail_msg("%s", err.msg);
    }
    if (mg_segment_finish(segment, NULL, &err) != MG_OK) fail_msg("%s", err.msg);
    mg_segment_free(segment);
    mg_inverter_free(inverter);
    assert_clean(p.ours);
    assert_true(reference_data_is(p.ours, (1u << 22) + 5, MG_SPAN("data")));
    assert_true(reference_data_is(p.ours, (1u << 22) - 1, MG_SPAN("data")));
    assert_true(reference_data_is(p.ours, 1, (mg_span){NULL, 0}));
    scratch_remove(p.dir);
}

/* Bytes that deflate does nothing for. */
static char *noise(size_t n)
{
    uint64_t seed = 1605;
    uint64_t *v = malloc(n / sizeof *v * sizeof *v);
    assert_non_null(v);
    for (size_t i = 0; i < n / sizeof *v; i++) v[i] = random_next(&seed);
    return (char *)v;
}

static mg_status write_record(mg_span data, const char *path, mg_error *err)
{
    mg_segment *segment;
    mg_inverter *inverter = collection_inverter();
    assert_int_equal(mg_segment_begin(path, NULL, &segment, err), MG_OK);
    mg_status status = mg_inverter_end(inverter, MG_SPAN("before"), err);
    if (status == MG_OK) status = mg_inverter_end(inverter, data, err);
    if (status == MG_OK) status = mg_inverter_end(inverter, MG_SPAN("after"), err);
    if (status == MG_OK) status = collection_take(segment, inverter, err);
    if (status == MG_OK) status = mg_segment_finish(segment, NULL, err);
    mg_inverter_free(inverter);
    mg_segment_free(segment);
    return status;
}

static void record_of_100_megabytes(void **state)
{
    (void)state;
    place p = place_new();
    mg_error err = MG_ERROR_INIT;
    mg_span data = {noise(100000000), 100000000};
    if (write_record(data, p.ours, &err) != MG_OK) fail_msg("%s", err.msg);
    assert_true(reference_data_is(p.ours, 1, MG_SPAN("before")));
    assert_true(reference_data_is(p.ours, 2, data));
    assert_true(reference_data_is(p.ours, 3, MG_SPAN("after")));
    assert_clean(p.ours);
    free((void *)(uintptr_t)data.p);
    scratch_remove(p.dir);
}

/* An entry has at most 65535 parts of 2 KiB. */
static void record_too_large(void **state)
{
    (void)state;
    place p = place_new();
    mg_error err = MG_ERROR_INIT;
    mg_span data = {noise(140000000), 140000000};
    assert_int_equal(write_record(data, p.ours, &err), MG_LIMIT);
    assert_true(err.msg[0]);
    free((void *)(uintptr_t)data.p);
    scratch_remove(p.dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_document),           cmocka_unit_test(vocabulary_of_a_million),
        cmocka_unit_test(four_million_documents),  cmocka_unit_test(record_of_100_megabytes),
        cmocka_unit_test(record_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
