/* test_removed.c - removed files: what is written is read, and no damage is fatal. */
#include "common/removed.h"

#include "common/io.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    mg_span term;
    uint32_t documents;
} row;

static char *dir;
static char path[300];

static int start(void **state)
{
    (void)state;
    dir = scratch_dir();
    snprintf(path, sizeof path, "%s/removed", dir);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    scratch_remove(dir);
    return 0;
}

static void write_file(const uint32_t *docids, uint32_t n, uint64_t length, const row *rows, size_t terms)
{
    mg_removed_builder *builder;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_removed_builder_new(docids, n, length, &builder, &err), MG_OK);
    for (size_t i = 0; i < terms; i++)
        if (mg_removed_builder_add(builder, rows[i].term, rows[i].documents, &err) != MG_OK) fail_msg("%s", err.msg);
    assert_int_equal(mg_removed_builder_write(builder, path, &err), MG_OK);
    mg_removed_builder_free(builder);
}

static mg_removed *open_file(void)
{
    mg_removed *removed;
    mg_error err = MG_ERROR_INIT;
    if (mg_removed_open(path, &removed, &err) != MG_OK) fail_msg("%s", err.msg);
    return removed;
}

static void round_trip(const uint32_t *docids, uint32_t n, uint64_t length, const row *rows, size_t terms)
{
    mg_error err = MG_ERROR_INIT;
    write_file(docids, n, length, rows, terms);
    mg_removed *r = open_file();
    if (mg_removed_check(r, &err) != MG_OK) fail_msg("%s", err.msg);
    assert_int_equal(mg_removed_count(r), n);
    assert_true(mg_removed_length(r) == length);
    for (uint32_t i = 0; i < n; i++) assert_int_equal(mg_removed_docid(r, i), docids[i]);
    assert_int_equal(mg_removed_terms(r), terms);
    mg_span term;
    uint32_t documents;
    for (size_t i = 0; i < terms; i++) {
        assert_true(mg_removed_term(r, i, &term, &documents));
        assert_true(mg_span_eq(term, rows[i].term));
        assert_int_equal(documents, rows[i].documents);
        assert_int_equal(mg_removed_documents(r, term), documents);
        assert_int_equal(mg_removed_seek_term(r, term), i);
    }
    assert_false(mg_removed_term(r, terms, &term, &documents));
    mg_removed_close(r);
}

static void edges(void **state)
{
    (void)state;
    static const uint32_t three[] = {1, 7, 4294967295u};
    char longest[245];
    memset(longest, 0xff, sizeof longest);
    const row none[] = {{{NULL, 0}, 3}}, rows[] = {
        {MG_SPAN(""), 1}, {MG_SPAN("\0"), 2}, {MG_SPAN("\0\0"), 3}, {MG_SPAN("a"), 1}, {MG_SPAN("a\0"), 1}, {MG_SPAN("a\0b"), 2},
        {MG_SPAN("ab"), 3}, {MG_SPAN("caf\xc3\xa9"), 1}, {{longest, sizeof longest}, 3},
    };
    round_trip(NULL, 0, 0, NULL, 0);
    round_trip(three, 1, UINT64_MAX, NULL, 0);
    round_trip(three, 3, 12345678901, none, 1);
    round_trip(three, 3, 0, rows, MG_COUNT(rows));
    mg_removed *r = open_file();
    static const mg_span absent[] = {{"\0\0\0", 3}, {"a\0a", 3}, {"aa", 2}, {"b", 1}, {"ab\0", 3}, {"\xff", 1}};
    for (size_t i = 0; i < MG_COUNT(absent); i++) assert_int_equal(mg_removed_documents(r, absent[i]), 0);
    assert_int_equal(mg_removed_seek_term(r, MG_SPAN("b")), 7);
    assert_int_equal(mg_removed_seek_term(r, MG_SPAN("ab\0")), 7);
    mg_removed_close(r);
    mg_removed_close(NULL);
}

static void docids(void **state)
{
    (void)state;
    enum { N = 1000 };
    static uint32_t all[N];
    uint64_t seed = 11;
    uint32_t docid = 0;
    for (size_t i = 0; i < N; i++) all[i] = docid += 1 + random_below(&seed, i % 3 ? 5 : 500);
    write_file(all, N, 1, NULL, 0);
    mg_removed *r = open_file();
    for (uint32_t want = 0, at = 0; want < docid + 3; want++) {
        while (at < N && all[at] < want) at++;
        assert_int_equal(mg_removed_has(r, want), at < N && all[at] == want);
        assert_int_equal(mg_removed_seek(r, random_below(&seed, at + 1), want), at);
    }
    assert_int_equal(mg_removed_seek(r, N, 1), N);
    assert_int_equal(mg_removed_seek(r, 0, UINT32_MAX), N);
    mg_removed_close(r);
}

static void refused(void **state)
{
    (void)state;
    static const uint32_t falling[] = {2, 1}, twice[] = {3, 3}, zero[] = {0, 1}, good[] = {1, 2};
    mg_removed_builder *b = NULL;
    assert_int_equal(mg_removed_builder_new(falling, 2, 0, &b, NULL), MG_INTERNAL);
    assert_int_equal(mg_removed_builder_new(twice, 2, 0, &b, NULL), MG_INTERNAL);
    assert_int_equal(mg_removed_builder_new(zero, 2, 0, &b, NULL), MG_INTERNAL);
    assert_int_equal(mg_removed_builder_new(good, 2, 0, &b, NULL), MG_OK);
    assert_int_equal(mg_removed_builder_add(b, MG_SPAN("b"), 0, NULL), MG_INTERNAL);
    assert_int_equal(mg_removed_builder_add(b, MG_SPAN("b"), 3, NULL), MG_INTERNAL);
    assert_int_equal(mg_removed_builder_add(b, MG_SPAN("b"), 2, NULL), MG_OK);
    assert_int_equal(mg_removed_builder_add(b, MG_SPAN("b"), 1, NULL), MG_INTERNAL);
    assert_int_equal(mg_removed_builder_add(b, MG_SPAN("a"), 1, NULL), MG_INTERNAL);
    assert_int_equal(mg_removed_builder_write(b, "/nowhere/at/all", NULL), MG_NOTFOUND);
    mg_removed_builder_free(b);
    mg_removed_builder_free(NULL);
}

static mg_status opens_as(mg_span bytes)
{
    mg_removed *r = NULL;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_file_replace(path, bytes, NULL), MG_OK);
    mg_status status = mg_removed_open(path, &r, &err);
    assert_int_equal(status, err.code);
    if (status != MG_OK) assert_non_null(strstr(err.msg, path));
    mg_removed_close(r);
    return status;
}

static void no_file(void **state)
{
    (void)state;
    mg_removed *r;
    assert_int_equal(mg_removed_open("/nowhere/at/all", &r, NULL), MG_NOTFOUND);
    assert_int_equal(mg_removed_open(dir, &r, NULL), MG_CORRUPT);
    assert_int_equal(opens_as(MG_SPAN("")), MG_CORRUPT);
    assert_int_equal(opens_as(MG_SPAN("morgue")), MG_CORRUPT);
    assert_int_equal(opens_as(MG_SPAN("morgue-removed 1")), MG_CORRUPT);
    assert_int_equal(opens_as(MG_SPAN("morgue-removed 2")), MG_VERSION);
    assert_int_equal(opens_as(MG_SPAN("auto segments/x\nauto segments/y\n")), MG_CORRUPT);
}

/* All that can be asked. */
static void ask_everything(const mg_removed *r)
{
    mg_span term;
    uint32_t documents, before = 0;
    for (uint32_t i = 0; i < mg_removed_count(r); i++) {
        assert_true(mg_removed_docid(r, i) > before);
        before = mg_removed_docid(r, i);
        assert_true(mg_removed_has(r, before));
    }
    (void)mg_removed_length(r);
    size_t bytes = 0;
    for (size_t i = 0; i < mg_removed_terms(r); i++)
        if (mg_removed_term(r, i, &term, &documents))
            for (size_t k = 0; k < term.n; k++) bytes += (unsigned char)term.p[k];
    (void)bytes;
    (void)mg_removed_documents(r, MG_SPAN("ferry"));
    (void)mg_removed_documents(r, MG_SPAN(""));
    (void)mg_removed_seek(r, 0, 77);
}

/* Each byte in turn is another: it is refused, or noticed by the check, and nothing is read that is not there. */
static void damaged(void **state)
{
    (void)state;
    static const uint32_t few[] = {1, 2, 300};
    static const row rows[] = {{{"bridge", 6}, 2}, {{"ferry", 5}, 3}, {{"toll", 4}, 1}};
    mg_buf whole = MG_BUF_INIT;
    write_file(few, 3, 99, rows, MG_COUNT(rows));
    assert_int_equal(mg_file_read(path, 10000, &whole, NULL), MG_OK);
    for (size_t i = 0; i < whole.n; i++)
        for (int bit = 0; bit < 8; bit++) {
            mg_removed *r;
            whole.p[i] ^= (char)(1 << bit);
            assert_int_equal(mg_file_replace(path, mg_buf_span(&whole), NULL), MG_OK);
            if (mg_removed_open(path, &r, NULL) == MG_OK) {
                ask_everything(r);
                assert_int_equal(mg_removed_check(r, NULL), MG_CORRUPT);
                mg_removed_close(r);
            }
            whole.p[i] ^= (char)(1 << bit);
        }
    for (size_t n = 0; n < whole.n; n++) assert_int_equal(opens_as((mg_span){whole.p, n}), MG_CORRUPT);
    mg_buf_addc(&whole, 'x');
    assert_int_equal(opens_as(mg_buf_span(&whole)), MG_CORRUPT);
    mg_buf_dispose(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(edges),   cmocka_unit_test(docids), cmocka_unit_test(refused),
                                       cmocka_unit_test(no_file), cmocka_unit_test(damaged)};
    return cmocka_run_group_tests(tests, start, stop);
}
