/* test_layout.c - the stub of an index, hostile ones too, the roots of its archives, and opening what it names. */
#include "common/layout.h"

#include "common/io.h"
#include "tests/support/scratch.h"
#include "tests/support/small_index.h"

#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_same_name(const char *a, const char *b)
{
    if (a && b) assert_string_equal(a, b);
    else assert_true(a == b);
}

/* Publish it, and read the same. */
static void round_trip(const char *dir, const mg_stub *stub)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_stub back;
    assert_int_equal(mg_stub_publish(dir, stub, NULL), MG_OK);
    assert_int_equal(mg_stub_read(dir, &arena, &back, NULL), MG_OK);
    assert_true(back.generation == stub->generation);
    assert_same_name(back.ledger, stub->ledger);
    assert_int_equal(back.archives.n, stub->archives.n);
    for (size_t i = 0; i < stub->archives.n; i++) assert_true(mg_span_eq(back.archives.v[i], stub->archives.v[i]));
    assert_int_equal(back.n, stub->n);
    for (size_t i = 0; i < stub->n; i++) {
        assert_string_equal(back.segments[i].name, stub->segments[i].name);
        assert_same_name(back.segments[i].removed, stub->segments[i].removed);
    }
    mg_arena_dispose(&arena);
}

static void stub_round_trip(void **state)
{
    (void)state;
    char *dir = scratch_dir();
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    mg_stub_segment one[] = {{"1-0", NULL}}, three[] = {{"2-0", "g9"}, {"2-1", NULL}, {"x_y", "2-0"}};
    const mg_span archives[] = {MG_SPAN(".."), MG_SPAN("/srv/old news"), MG_SPAN("/"), MG_SPAN("/caf\xe9 # x")};
    assert_int_equal(mg_stub_read(dir, &arena, &stub, NULL), MG_OK);
    assert_int_equal(stub.generation, 0);
    assert_int_equal(stub.n, 0);
    round_trip(dir, &(mg_stub){.generation = 1, .segments = one, .n = 1});
    round_trip(dir, &(mg_stub){18446744073709551615u, "g00000012", {archives, MG_COUNT(archives)}, three, 3});
    round_trip(dir, &(mg_stub){.generation = 5});
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
        {{"# generation 7\n# ledger g7\n", 27}, MG_OK, 7, 0},
        {{"# generation 7\n# ledger ../g7\n", 30}, MG_CORRUPT, 7, 0},
        {{"# generation 7\n# ledger \n", 25}, MG_CORRUPT, 7, 0},
        {{"# generation 7\n# archive \n# archives\n#archive x\n", 48}, MG_OK, 7, 0},
        {{"# generation 7\n# removed a g7\nauto segments/a\n", 46}, MG_OK, 7, 1},
        {{"# generation 7\nauto segments/a\n# removed a g7\n", 46}, MG_OK, 7, 1},
        {{"# generation 7\n# removed a g7\n", 30}, MG_CORRUPT, 7, 0},
        {{"# generation 7\n# removed a g7\n# removed a g6\nauto segments/a\nauto segments/b\n", 77}, MG_CORRUPT, 7, 2},
        {{"# generation 7\n# removed a\nauto segments/a\n", 43}, MG_CORRUPT, 7, 1},
        {{"# generation 7\n# removed a g7 x\nauto segments/a\n", 48}, MG_CORRUPT, 7, 1},
        {{"# generation 7\n# removed a ../g7\nauto segments/a\n", 49}, MG_CORRUPT, 7, 1},
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
    assert_int_equal(mg_stub_publish(path, &(mg_stub){.generation = 1}, NULL), MG_NOTFOUND);
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

/* Roots kept for an index in one place, read from where it was moved to. */
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

/* ---- opening ---- */

/* A segment of one article for each letter of `ids`. */
static void write_segment(const char *dir, const char *name, const char *ids, const char *language)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/segments", dir);
    assert_int_equal(mg_dir_create(path.p, NULL), MG_OK);
    mg_buf_reset(&path);
    mg_path_segment(dir, name, &path);
    small_index *index = small_index_new(path.p, language);
    for (; *ids; ids++)
        small_index_article(index, (mg_article){.id = {ids, 1}, .body = MG_SPAN("The toll."), .language = mg_span_str(language)});
    small_index_set_morgue(index);
    small_index_finish(index);
    mg_buf_dispose(&path);
}

static void write_removed(const char *dir, const mg_stub_segment *segment, uint32_t docid, uint64_t length, const char *term)
{
    mg_buf path = MG_BUF_INIT;
    mg_removed_builder *builder;
    mg_buf_addf(&path, "%s/removed", dir);
    assert_int_equal(mg_dir_create(path.p, NULL), MG_OK);
    mg_buf_reset(&path);
    mg_path_removed(dir, segment, &path);
    assert_int_equal(mg_removed_builder_new(&docid, 1, length, &builder, NULL), MG_OK);
    assert_int_equal(mg_removed_builder_add(builder, mg_span_str(term), 1, NULL), MG_OK);
    assert_int_equal(mg_removed_builder_write(builder, path.p, NULL), MG_OK);
    mg_removed_builder_free(builder);
    mg_buf_dispose(&path);
}

static void index_of_segments(void **state)
{
    (void)state;
    char *dir = scratch_dir();
    const char *where[] = {dir, dir};
    mg_span root = MG_SPAN("/srv/news");
    mg_stub_segment segments[] = {{"one", "g2"}, {"two", NULL}};
    mg_index index;
    mg_db_info info;
    write_segment(dir, "one", "abc", "en");
    write_segment(dir, "two", "d", "fr");
    write_removed(dir, &segments[0], 2, 2, "XSTEMen");
    mg_stub stub = {2, "g2", {&root, 1}, segments, 2};
    assert_int_equal(mg_stub_publish(dir, &stub, NULL), MG_OK);
    assert_int_equal(mg_index_open(where, 1, &index, NULL), MG_OK);
    assert_false(index.foreign);
    assert_false(index.unstemmed);
    assert_int_equal(index.places, 2);
    assert_int_equal(mg_db_get_info(index.db, &info, NULL), MG_OK);
    assert_int_equal(info.documents, 3);
    assert_int_equal(index.languages.n, 2);
    assert_true(mg_span_eq(index.languages.v[0], MG_SPAN("en")));
    assert_int_equal(index.roots.n, 1);
    assert_true(mg_span_eq(index.roots.v[0], root));
    mg_index_close(&index);

    assert_int_equal(mg_index_open(where, 2, &index, NULL), MG_OK);
    assert_int_equal(mg_db_get_info(index.db, &info, NULL), MG_OK);
    assert_int_equal(info.documents, 6);
    mg_index_close(&index);
    scratch_remove(dir);
}

static void index_without_articles(void **state)
{
    (void)state;
    char *dir = scratch_dir();
    const char *where = dir;
    mg_index index;
    mg_db_info info;
    uint32_t n = 7;
    mg_match match;
    mg_xquery term = {.op = MG_X_TERM, .term = MG_SPAN("toll")};
    mg_match_opts opts = {.limit = 10, .k1 = 1, .b = 0.5};
    assert_int_equal(mg_stub_publish(dir, &(mg_stub){.generation = 3}, NULL), MG_OK);
    assert_int_equal(mg_index_open(&where, 1, &index, NULL), MG_OK);
    assert_false(index.foreign);
    assert_int_equal(mg_db_get_info(index.db, &info, NULL), MG_OK);
    assert_int_equal(info.documents, 0);
    assert_int_equal(mg_db_term_documents(index.db, MG_SPAN("toll"), &n, NULL), MG_OK);
    assert_int_equal(n, 0);
    assert_int_equal(mg_db_find(index.db, MG_SPAN("toll"), &n, NULL), MG_OK);
    assert_int_equal(n, 0);
    assert_int_equal(mg_db_match(index.db, &term, &opts, &match, NULL), MG_OK);
    assert_int_equal(match.n, 0);
    mg_index_close(&index);
    scratch_remove(dir);
}

/* What a stub names and is not there, or is not what it should be. */
static void index_in_pieces(void **state)
{
    (void)state;
    char *dir = scratch_dir();
    const char *where = dir;
    mg_stub_segment segment = {"one", NULL};
    mg_stub stub = {.generation = 1, .segments = &segment, .n = 1};
    mg_index index;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_stub_publish(dir, &stub, NULL), MG_OK);
    assert_int_equal(mg_index_open(&where, 1, &index, &err), MG_CORRUPT);
    assert_non_null(strstr(err.msg, "--full"));
    mg_index_close(&index);

    write_segment(dir, "one", "ab", "en");
    segment.removed = "g1";
    assert_int_equal(mg_stub_publish(dir, &stub, NULL), MG_OK);
    mg_error_clear(&err);
    assert_int_equal(mg_index_open(&where, 1, &index, &err), MG_CORRUPT);
    assert_non_null(strstr(err.msg, "removed/g1-one"));
    mg_index_close(&index);

    write_removed(dir, &segment, 1, 1000000, "x"); /* longer than all there is */
    mg_error_clear(&err);
    assert_int_equal(mg_index_open(&where, 1, &index, &err), MG_CORRUPT);
    assert_non_null(strstr(err.msg, "more is removed"));
    mg_index_close(&index);
    scratch_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stub_round_trip),    cmocka_unit_test(stub_lines),
                                       cmocka_unit_test(stub_in_odd_places), cmocka_unit_test(roots),
                                       cmocka_unit_test(several_roots),      cmocka_unit_test(nothing_to_open),
                                       cmocka_unit_test(index_of_segments),  cmocka_unit_test(index_without_articles),
                                       cmocka_unit_test(index_in_pieces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
