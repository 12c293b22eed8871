/* test_late.c - the terms that name documents come back as a batch: each once, by parts, with its documents in order. */
#include "indexer/glass_code.h"
#include "indexer/late.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { DOCUMENTS = 1000, SHARED = 7 };

/* Each document has a term of its own, and one that every seventh has. */
static mg_span term_of(uint32_t document, bool shared, char room[32])
{
    return (mg_span){room, (size_t)snprintf(room, 32, shared ? "XCLAIM%u" : "Q%u", shared ? document % SHARED : document)};
}

static void fill(mg_late *late)
{
    char room[32];
    assert_int_equal(mg_late_begin(late, NULL), MG_OK);
    for (uint32_t d = 1; d <= DOCUMENTS; d++)
        for (int shared = 0; shared < 2; shared++) assert_int_equal(mg_late_add(late, term_of(d, shared, room), d, NULL), MG_OK);
}

/* Hold the documents of a run against those that have its term. */
static void check_run(const mg_batch *b, size_t k)
{
    char room[32];
    const mg_run *run = &b->runs[k];
    const char *at = b->postings + run->start;
    mg_span term = mg_terms_bytes(b->terms, run->term);
    bool shared = term.p[0] == 'X';
    uint32_t document = 0, n = 0;
    assert_int_equal(mg_glass_get_v(&at), 0);
    for (uint32_t d = 1; d <= DOCUMENTS; d++) {
        if (!mg_span_eq(term_of(d, shared, room), term)) continue;
        document += (uint32_t)mg_glass_get_v(&at);
        assert_int_equal(document, d);
        assert_int_equal(mg_glass_get_v(&at), 0);
        n++;
    }
    assert_int_equal(n, run->documents);
    assert_ptr_equal(at, b->postings + run[1].start);
}

static void documents_in_order(void **state)
{
    (void)state;
    mg_late late = {0};
    mg_batch *b;
    for (int round = 0; round < 2; round++) {
        fill(&late);
        assert_int_equal(mg_late_take(&late, &b, NULL), MG_OK);
        assert_int_equal(b->n_runs, DOCUMENTS + SHARED);
        assert_int_equal(b->first_run[0], 0);
        assert_int_equal(b->first_run[MG_TERM_PARTS], b->n_runs);
        for (uint32_t part = 0; part < MG_TERM_PARTS; part++)
            for (size_t k = b->first_run[part]; k < b->first_run[part + 1]; k++) {
                assert_int_equal(mg_term_part(b->runs[k].term), part);
                check_run(b, k);
            }
        mg_batch_free(b);
    }
    mg_late_dispose(&late);
}

static void nothing(void **state)
{
    (void)state;
    mg_late late = {0};
    mg_batch *b;
    assert_int_equal(mg_late_begin(&late, NULL), MG_OK);
    assert_int_equal(mg_late_take(&late, &b, NULL), MG_OK);
    assert_int_equal(b->n_runs, 0);
    assert_int_equal(b->first_run[MG_TERM_PARTS], 0);
    mg_batch_free(b);
    mg_late_dispose(&late);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(documents_in_order), cmocka_unit_test(nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
