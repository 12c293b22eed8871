/* test_terms.c - a dictionary to which several threads add the same terms at once has each of them once. */
#include "indexer/terms.h"
#include "indexer/threads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { TERMS = 60000, WRITERS = 4 }; /* the table grows twice */

/* Term n: some are short, some longer than what a thread takes memory for at once would hold a few of. */
static mg_span term_of(uint32_t n, char room[300])
{
    int length = snprintf(room, 300, "%u", n * 2654435761u);
    for (; n % 50 == 0 && length < 240; length++) room[length] = (char)('a' + length % 26);
    return (mg_span){room, (size_t)length};
}

typedef struct {
    mg_terms *terms;
    atomic_size_t came;
    uint32_t numbers[WRITERS + 1][TERMS];
} together;

/* Each begins elsewhere, so that they meet now and then, and half of them go backward. */
static void write_terms(void *payload)
{
    together *t = payload;
    mg_table_share share = {0};
    size_t me = t->came++;
    for (uint32_t i = 0; i < TERMS; i++) {
        char room[300];
        uint32_t n = (uint32_t)((i + me / 2 * TERMS / WRITERS) % TERMS);
        if (me % 2) n = TERMS - 1 - n;
        t->numbers[me][n] = mg_terms_add(t->terms, &share, term_of(n, room));
    }
}

static void once_each(void **state)
{
    (void)state;
    static together t;
    static bool given[2 * TERMS];
    mg_threads *threads;
    mg_call call = {.task = write_terms, .payload = &t};
    assert_int_equal(mg_terms_new(&t.terms, NULL), MG_OK);
    assert_int_equal(mg_threads_new(WRITERS, &threads, NULL), MG_OK);
    assert_int_equal(mg_threads_begin(threads, &call, WRITERS), WRITERS);
    while (t.came < WRITERS) continue;
    mg_threads_end(threads, &call);
    mg_threads_free(threads);
    write_terms(&t); /* all are there */
    assert_true(mg_terms_end(t.terms) < TERMS + 1000);
    for (uint32_t n = 0; n < TERMS; n++) {
        char room[300];
        uint32_t number = t.numbers[0][n];
        for (size_t k = 1; k <= WRITERS; k++) assert_int_equal(t.numbers[k][n], number);
        assert_true(number < mg_terms_end(t.terms) && !given[number]);
        given[number] = true;
        assert_true(mg_span_eq(mg_terms_bytes(t.terms, number), term_of(n, room)));
    }
    assert_true(mg_terms_memory(t.terms) > TERMS * 16 && mg_terms_memory(t.terms) < TERMS * 100);
    mg_terms_drop(t.terms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(once_each)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
