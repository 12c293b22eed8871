/* test_ledger.c - ledgers: what is written is read, in the order of a walk, and no damage is fatal. */
#include "indexer/ledger.h"
#include "indexer/walk.h"

#include "common/io.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char *dir;
static char path[300];

static int start(void **state)
{
    (void)state;
    dir = scratch_dir();
    snprintf(path, sizeof path, "%s/ledger", dir);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    scratch_remove(dir);
    return 0;
}

static void add_file(mg_ledger *l, mg_ledger_file file)
{
    assert_true(mg_vec_push(&l->files, file));
}

static void add_failure(mg_ledger *l, const char *member, const char *reason)
{
    mg_ledger_file *f = &l->files.v[l->files.n - 1];
    if (!f->n_failures) f->failures = l->failures.n;
    f->n_failures++;
    assert_true(mg_vec_push(&l->failures, (mg_failure){mg_span_str(member), mg_span_str(reason), 1764000000}));
}

/* Two archives, one of lists; a file of several articles in two segments, one with none, one that cannot be read. */
static mg_ledger sample(void)
{
    mg_ledger l = {.language = MG_SPAN("english")};
    assert_int_equal(mg_ledger_settings(&l, 0x8123456789abcdefu), 0);
    assert_int_equal(mg_ledger_settings(&l, 7), 1);
    assert_int_equal(mg_ledger_settings(&l, 0x8123456789abcdefu), 0);
    assert_true(mg_vec_push(&l.roots, (mg_ledger_root){false, 2049, 77}));
    assert_true(mg_vec_push(&l.roots, (mg_ledger_root){true, 0, 0}));
    assert_true(mg_vec_push(&l.segments, (mg_ledger_segment){MG_SPAN("g00000001"), 1000}));
    assert_true(mg_vec_push(&l.segments, (mg_ledger_segment){MG_SPAN("g00000007"), 3}));
    add_file(&l, (mg_ledger_file){.path = MG_SPAN("a/b.sgm"), .settings = 1, .size = 1300000, .mtime_ns = -5, .hash = 0xfff1, .text_bytes = 700});
    for (uint32_t docid = 1; docid <= 900; docid++) assert_true(mg_ledger_add(&l, 0, docid));
    assert_true(mg_ledger_add(&l, 1, 3));
    add_file(&l, (mg_ledger_file){.path = MG_SPAN("a-b.txt"), .fate = 2, .size = 4, .mtime_ns = INT64_MAX, .hash = 1, .announces = true});
    add_file(&l, (mg_ledger_file){.path = MG_SPAN("a.pdf"), .fate = 4, .hash = mg_ledger_unread_mark(99)});
    add_failure(&l, "", "it is damaged");
    add_failure(&l, "#3", "and \xff this too");
    add_file(&l, (mg_ledger_file){.path = MG_SPAN("a.pdf"), .root = 1, .hash = 3});
    return l;
}

static void assert_equal(const mg_ledger *a, const mg_ledger *b)
{
    assert_int_equal(a->settings.n, b->settings.n);
    for (size_t i = 0; i < a->settings.n; i++) assert_int_equal(a->settings.v[i], b->settings.v[i]);
    assert_true(mg_span_eq(a->language, b->language));
    assert_int_equal(a->roots.n, b->roots.n);
    for (size_t i = 0; i < a->roots.n; i++) {
        assert_int_equal(a->roots.v[i].is_list, b->roots.v[i].is_list);
        assert_int_equal(a->roots.v[i].dev, b->roots.v[i].dev);
        assert_int_equal(a->roots.v[i].ino, b->roots.v[i].ino);
    }
    assert_int_equal(a->segments.n, b->segments.n);
    for (size_t i = 0; i < a->segments.n; i++) {
        assert_true(mg_span_eq(a->segments.v[i].name, b->segments.v[i].name));
        assert_int_equal(a->segments.v[i].documents, b->segments.v[i].documents);
    }
    assert_int_equal(a->files.n, b->files.n);
    for (size_t i = 0; i < a->files.n; i++) {
        const mg_ledger_file *x = &a->files.v[i], *y = &b->files.v[i];
        assert_true(mg_span_eq(x->path, y->path));
        assert_int_equal(x->root, y->root);
        assert_int_equal(x->fate, y->fate);
        assert_int_equal(x->announces, y->announces);
        assert_int_equal(x->settings, y->settings);
        assert_int_equal(x->size, y->size);
        assert_int_equal(x->mtime_ns, y->mtime_ns);
        assert_int_equal(x->hash, y->hash);
        assert_int_equal(x->text_bytes, y->text_bytes);
        assert_int_equal(x->n_docs, y->n_docs);
        for (size_t k = 0; k < x->n_docs; k++) assert_memory_equal(&a->docs.v[x->docs + k], &b->docs.v[y->docs + k], sizeof(mg_docs));
        assert_int_equal(x->n_failures, y->n_failures);
        for (size_t k = 0; k < x->n_failures; k++) {
            const mg_failure *f = &a->failures.v[x->failures + k], *g = &b->failures.v[y->failures + k];
            assert_true(mg_span_eq(f->member, g->member) && mg_span_eq(f->reason, g->reason));
            assert_int_equal(f->since, g->since);
        }
    }
}

static void written_and_read(void **state)
{
    (void)state;
    mg_ledger written = sample(), read = {0};
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_ledger_write(&written, path, &err), MG_OK);
    if (mg_ledger_read(path, &read, &err) != MG_OK) fail_msg("%s", err.msg);
    assert_equal(&written, &read);
    assert_int_equal(read.files.v[0].n_docs, 2); /* what follows each other is one */
    mg_ledger_dispose(&read);
    mg_ledger_dispose(&written);
}

static void nothing_at_all(void **state)
{
    (void)state;
    mg_ledger written = {0}, read = {0};
    assert_int_equal(mg_ledger_write(&written, path, NULL), MG_OK);
    assert_int_equal(mg_ledger_read(path, &read, NULL), MG_OK);
    assert_equal(&written, &read);
    assert_int_equal(mg_ledger_find(&read, 0, MG_SPAN("a")), 0);
    mg_ledger_dispose(&read);
}

static void found_by_archive_and_path(void **state)
{
    (void)state;
    mg_ledger l = sample();
    static const struct {
        uint32_t root;
        mg_span path;
        size_t at;
    } rows[] = {
        {0, MG_SPAN("a"), 0},       {0, MG_SPAN("a/b.sgm"), 0}, {0, MG_SPAN("a/c"), 1}, {0, MG_SPAN("a-b.txt"), 1}, {0, MG_SPAN("a.pdf"), 2},
        {0, MG_SPAN("b"), 3},       {1, MG_SPAN("a"), 3},       {1, MG_SPAN("a.pdf"), 3}, {1, MG_SPAN("z"), 4},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_int_equal(mg_ledger_find(&l, rows[i].root, rows[i].path), rows[i].at);
    mg_ledger_dispose(&l);
}

/* Names of a directory in the order of their bytes, what is in one before what comes after it. */
static void order_of_a_walk(void **state)
{
    (void)state;
    static const char *const rising[] = {"a", "a/b", "a/b/c", "a/c", "a b", "a!", "a-b", "a.b", "a0", "aa", "b", "\xc3\xa9", "\xff"};
    for (size_t i = 0; i < MG_COUNT(rising); i++)
        for (size_t k = 0; k < MG_COUNT(rising); k++) {
            int order = mg_path_cmp(mg_span_str(rising[i]), mg_span_str(rising[k]));
            if ((order > 0) - (order < 0) != (i > k) - (i < k)) fail_msg("%s and %s: %d", rising[i], rising[k], order);
        }
}

static void damage(void **state)
{
    (void)state;
    mg_ledger l = sample();
    mg_buf bytes = MG_BUF_INIT;
    assert_int_equal(mg_ledger_write(&l, path, NULL), MG_OK);
    mg_ledger_dispose(&l);
    assert_int_equal(mg_file_read(path, 1 << 20, &bytes, NULL), MG_OK);
    for (size_t i = 0; i < bytes.n; i++) {
        mg_ledger read = {0};
        mg_error err = MG_ERROR_INIT;
        bytes.p[i] ^= (char)(1 << i % 8);
        assert_int_equal(mg_ledger_decode(mg_buf_span(&bytes), &read, &err), MG_CORRUPT);
        assert_non_null(strstr(err.msg, "--full"));
        bytes.p[i] ^= (char)(1 << i % 8);
        mg_ledger_dispose(&read);
        assert_int_equal(mg_ledger_decode(mg_span_sub(mg_buf_span(&bytes), 0, i), &read, NULL), MG_CORRUPT);
        mg_ledger_dispose(&read);
    }
    mg_buf_dispose(&bytes);
}

static void paths_outside(void **state)
{
    (void)state;
    static const char *const paths[] = {"..", "../b", "a/../../b", "/etc/passwd", "a//b", "a/", "."};
    for (size_t i = 0; i < MG_COUNT(paths); i++) {
        mg_ledger l = {0}, read = {0};
        assert_true(mg_vec_push(&l.roots, (mg_ledger_root){0}));
        assert_int_equal(mg_ledger_settings(&l, 1), 0);
        add_file(&l, (mg_ledger_file){.path = mg_span_str(paths[i]), .hash = 1});
        assert_int_equal(mg_ledger_write(&l, path, NULL), MG_OK);
        if (mg_ledger_read(path, &read, NULL) != MG_CORRUPT) fail_msg("%s was taken", paths[i]);
        mg_ledger_dispose(&l);
        mg_ledger_dispose(&read);
    }
}

static void not_there(void **state)
{
    (void)state;
    mg_ledger l = {0};
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_ledger_read("/nowhere/at/all", &l, &err), MG_NOTFOUND);
    assert_non_null(strstr(err.msg, "/nowhere/at/all"));
    mg_ledger_dispose(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(found_by_archive_and_path),
        cmocka_unit_test(order_of_a_walk),
        cmocka_unit_test(damage),
        cmocka_unit_test(paths_outside),
        cmocka_unit_test(not_there),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
