/* test_layout.c - the stub of an index, hostile ones too, and the roots of its archives. */
#include "common/layout.h"

#include "common/io.h"
#include "tests/support/scratch.h"

#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void stub_round_trip(void **state)
{
    (void)state;
    char *dir = scratch_dir();
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    static const char *const one[] = {"1-0"}, *const three[] = {"2-0", "2-1", "x_y"};
    assert_int_equal(mg_stub_read(dir, &arena, &stub, NULL), MG_OK);
    assert_int_equal(stub.generation, 0);
    assert_int_equal(stub.n, 0);

    assert_int_equal(mg_stub_publish(dir, 1, one, 1, NULL), MG_OK);
    assert_int_equal(mg_stub_read(dir, &arena, &stub, NULL), MG_OK);
    assert_int_equal(stub.generation, 1);
    assert_int_equal(stub.n, 1);
    assert_string_equal(stub.segments[0], "1-0");

    assert_int_equal(mg_stub_publish(dir, 18446744073709551615u, three, 3, NULL), MG_OK);
    assert_int_equal(mg_stub_read(dir, &arena, &stub, NULL), MG_OK);
    assert_true(stub.generation == 18446744073709551615u);
    assert_int_equal(stub.n, 3);
    for (size_t i = 0; i < 3; i++) assert_string_equal(stub.segments[i], three[i]);

    assert_int_equal(mg_stub_publish(dir, 5, NULL, 0, NULL), MG_OK);
    assert_int_equal(mg_stub_read(dir, &arena, &stub, NULL), MG_OK);
    assert_int_equal(stub.n, 0);
    mg_arena_dispose(&arena);
    scratch_remove(dir);
}

static void write_stub(const char *dir, mg_span text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/XAPIANDB", dir);
    assert_int_equal(mg_file_replace(path, text, NULL), MG_OK);
}

static void stub_lines(void **state)
{
    (void)state;
    static const struct {
        mg_span text;
        mg_status status;
        uint64_t generation;
        size_t n;
    } rows[] = {
        {{"", 0}, MG_CORRUPT, 0, 0},
        {{"# generation 7\n", 15}, MG_OK, 7, 0},
        {{"# generation 7", 14}, MG_OK, 7, 0},
        {{"# generation 0\n", 15}, MG_CORRUPT, 0, 0},
        {{"# generation x\n", 15}, MG_CORRUPT, 0, 0},
        {{"auto segments/a\n", 16}, MG_CORRUPT, 0, 0},
        {{"# generation 7\nauto segments/a", 30}, MG_OK, 7, 1},
        {{"# generation 7\n\n# note\nauto segments/a\n", 39}, MG_OK, 7, 1},
        {{"# generation 7\nauto segments/\n", 30}, MG_CORRUPT, 0, 0},
        {{"# generation 7\nauto segments/../x\n", 34}, MG_CORRUPT, 0, 0},
        {{"# generation 7\nauto segments/a/b\n", 33}, MG_CORRUPT, 0, 0},
        {{"# generation 7\nauto segments/a.tmp\n", 35}, MG_CORRUPT, 0, 0},
        {{"# generation 7\nauto /etc\n", 25}, MG_CORRUPT, 0, 0},
        {{"# generation 7\nauto ../segments/a\n", 34}, MG_CORRUPT, 0, 0},
        {{"# generation 7\nremote :xapian-progsrv\n", 38}, MG_CORRUPT, 0, 0},
        {{"# generation 7\nremote localhost:7000\n", 37}, MG_CORRUPT, 0, 0},
        {{"# generation 7\n\0\0\n", 18}, MG_CORRUPT, 0, 0},
        {{"\xff\xfe\n", 3}, MG_CORRUPT, 0, 0},
    };
    char *dir = scratch_dir();
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_arena arena = MG_ARENA_INIT;
        mg_stub stub;
        mg_error err = MG_ERROR_INIT;
        write_stub(dir, rows[i].text);
        mg_status status = mg_stub_read(dir, &arena, &stub, &err);
        if (status != rows[i].status) fail_msg("row %zu: %d %s", i, status, err.msg);
        if (status == MG_OK) {
            assert_true(stub.generation == rows[i].generation);
            assert_int_equal(stub.n, rows[i].n);
        } else {
            assert_non_null(strstr(err.msg, "XAPIANDB"));
        }
        mg_arena_dispose(&arena);
    }
    scratch_remove(dir);
}

static void stub_in_odd_places(void **state)
{
    (void)state;
    char *dir = scratch_dir(), path[300];
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    snprintf(path, sizeof path, "%s/nowhere", dir);
    assert_int_equal(mg_stub_read(path, &arena, &stub, NULL), MG_OK);
    assert_int_equal(stub.generation, 0);
    assert_int_equal(mg_stub_publish(path, 1, NULL, 0, NULL), MG_NOTFOUND);
    snprintf(path, sizeof path, "%s/XAPIANDB", dir);
    assert_int_equal(mg_dir_create(path, NULL), MG_OK);
    assert_int_equal(mg_stub_read(dir, &arena, &stub, NULL), MG_FORMAT);
    rmdir(path);
    mg_buf big = MG_BUF_INIT;
    while (big.n <= 1 << 20) mg_buf_adds(&big, "# generation 7\n");
    write_stub(dir, mg_buf_span(&big));
    assert_int_equal(mg_stub_read(dir, &arena, &stub, NULL), MG_LIMIT);
    mg_buf_dispose(&big);
    mg_arena_dispose(&arena);
    scratch_remove(dir);
}

/* Roots kept for an index in catcher.h	test_extract_html.c	 test_language.c   test_stem.c
test_charset.c	test_extract_markdown.c  test_layout.c	   test_unwrap.c
test_cli.c	test_extract_reuters.c	 test_normalize.c  test_utf8.c
test_compose.c	test_extract_text.c	 test_query.c	   test_when.c
test_date.c	test_extract_trec.c	 test_record.c
test_deflate.c	test_ground.c		 test_schema.c
test_extract.c	test_html_tree.c	 test_sgml.c, read from where it was moved to. */
static void roots(void **state)
{
    (void)state;
    static const struct {
        const char *dir, *moved, *root, *kept, *read;
    } rows[] = {
        {"/srv/news/.morgue", "/srv/news/.morgue", "/srv/news", "..\n", "/srv/news"},
        {"/srv/news/.morgue", "/mnt/copy/.morgue", "/srv/news", "..\n", "/mnt/copy"},
        {"/srv/news/.morgue", "/.morgue", "/srv/news", "..\n", "/"},
        {"/srv/news/.morgue", "/srv/news/.morgue", "/srv", "../..\n", "/srv"},
        {"/srv/news/.morgue", "/a/b/c/.morgue", "/srv", "../..\n", "/a/b"},
        {"/srv/news", "/mnt/news", "/srv/news", ".\n", "/mnt/news"},
        {"/srv/index", "/mnt/index", "/srv/news", "/srv/news\n", "/srv/news"},
        {"/srv/news.index", "/mnt/index", "/srv/news", "/srv/news\n", "/srv/news"},
        {"/srv/news/.morgue", "/mnt/.morgue", "/srv/news/2025", "/srv/news/2025\n", "/srv/news/2025"},
        {"/srv/news/.morgue", "/mnt/.morgue", "/", "/\n", "/"},
        {"/a/b/c/d/e", "/a/b/c/d/e", "/a", "../../../..\n", "/a"},
        {"/srv/caf\xe9/.morgue", "/mnt/caf\xe9/.morgue", "/srv/caf\xe9", "..\n", "/mnt/caf\xe9"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span root = mg_span_str(rows[i].root);
        mg_buf kept = MG_BUF_INIT;
        mg_arena arena = MG_ARENA_INIT;
        mg_spans back = {0};
        mg_roots_encode(rows[i].dir, (mg_spans){&root, 1}, &kept);
        if (strcmp(kept.p, rows[i].kept) != 0) fail_msg("row %zu keeps %s", i, kept.p);
        assert_int_equal(mg_roots_decode(rows[i].moved, mg_buf_span(&kept), &arena, &back, NULL), MG_OK);
        assert_int_equal(back.n, 1);
        if (!mg_span_eq(back.v[0], mg_span_str(rows[i].read))) fail_msg("row %zu gives %s", i, back.v[0].p);
        mg_buf_dispose(&kept);
        mg_arena_dispose(&arena);
    }
}

static void several_roots(void **state)
{
    (void)state;
    static const mg_span all[] = {{"/srv/news", 9}, {"/data/wire", 10}, {"/srv", 4}};
    mg_buf kept = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    mg_spans back = {0};
    mg_roots_encode("/srv/news/.morgue", (mg_spans){all, 3}, &kept);
    assert_string_equal(kept.p, "..\n/data/wire\n../..\n");
    assert_int_equal(mg_roots_decode("/srv/news/.morgue", mg_buf_span(&kept), &arena, &back, NULL), MG_OK);
    assert_int_equal(back.n, 3);
    for (size_t i = 0; i < 3; i++) assert_true(mg_span_eq(back.v[i], all[i]));
    mg_buf_dispose(&kept);
    mg_arena_dispose(&arena);
}

static void nothing_to_open(void **state)
{
    (void)state;
    char *dir = scratch_dir(), path[300];
    const char *where = path;
    mg_index index;
    mg_error err = MG_ERROR_INIT;
    snprintf(path, sizeof path, "%s/nowhere", dir);
    assert_int_equal(mg_index_open(&where, 1, &index, &err), MG_NOTFOUND);
    assert_non_null(strstr(err.msg, "there is no index at"));
    assert_non_null(strstr(err.msg, "nowhere"));
    assert_non_null(strstr(err.msg, "morgue-index"));
    mg_index_close(&index);
    mg_index_close(NULL);
    scratch_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stub_round_trip), cmocka_unit_test(stub_lines),
                                       cmocka_unit_test(stub_in_odd_places), cmocka_unit_test(roots),
                                       cmocka_unit_test(several_roots), cmocka_unit_test(nothing_to_open)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
