/* test_ground.c - what all else stands on: buffers, arenas, vectors, spans, errors. */
#include "common/arena.h"
#include "common/buf.h"
#include "common/utf8.h"
#include "common/vec.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- buf ---- */

static void buf_grows(void **state)
{
    (void)state;
    mg_buf b = MG_BUF_INIT;
    for (int i = 0; i < 1000; i++) mg_buf_addf(&b, "%d,", i % 10);
    assert_int_equal(b.n, 2000);
    assert_int_equal(b.p[b.n], '\0');
    assert_true(mg_span_starts(mg_buf_span(&b), MG_SPAN("0,1,2,")));
    mg_buf_reset(&b);
    assert_int_equal(b.n, 0);
    assert_string_equal(b.p, "");
    mg_buf_add(&b, (mg_span){NULL, 0});
    mg_buf_add(&b, (mg_span){"a\0b", 3});
    mg_buf_addc(&b, 'c');
    mg_buf_add_char(&b, 0xe9);
    mg_buf_add_char(&b, 0xd800);
    assert_true(mg_span_eq(mg_buf_span(&b), MG_SPAN("a\0bc\xc3\xa9\xef\xbf\xbd")));
    assert_int_equal(mg_buf_check(&b, "testing", NULL), MG_OK);
    mg_buf_dispose(&b);
    mg_buf_dispose(&b);
    mg_buf_dispose(NULL);
}

static void buf_failure_sticks(void **state)
{
    (void)state;
    static const size_t much[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2 + 1};
    for (size_t i = 0; i < MG_COUNT(much); i++) {
        mg_buf b = MG_BUF_INIT;
        mg_error err = MG_ERROR_INIT;
        mg_buf_adds(&b, "x");
        assert_false(mg_buf_reserve(&b, much[i]));
        mg_buf_adds(&b, "y");
        mg_buf_addf(&b, "%d", 1);
        assert_string_equal(b.p, "x");
        assert_int_equal(mg_buf_check(&b, "reading a file", &err), MG_NOMEM);
        assert_string_equal(err.msg, "out of memory while reading a file");
        mg_buf_reset(&b);
        mg_buf_adds(&b, "z");
        assert_string_equal(b.p, "z");
        mg_buf_dispose(&b);
    }
}

static void buf_reserve_is_exact(void **state)
{
    (void)state;
    for (size_t n = 0; n < 300; n++) { /* the sanitizer sees a byte too many */
        mg_buf b = MG_BUF_INIT;
        assert_true(mg_buf_reserve(&b, n));
        memset(b.p, 'x', n);
        b.p[n] = '\0';
        mg_buf_dispose(&b);
    }
}

/* ---- arena ---- */

static void arena_pieces(void **state)
{
    (void)state;
    mg_arena a = MG_ARENA_INIT;
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 300; size += 7) {
            unsigned char *piece = mg_arena_alloc(&a, size);
            assert_non_null(piece);
            assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++) assert_int_equal(piece[i], 0);
            memset(piece, 0xff, size);
        }
        assert_non_null(mg_arena_alloc(&a, 1 << 20));
        mg_arena_reset(&a);
    }
    assert_null(mg_arena_alloc(&a, SIZE_MAX));
    assert_null(mg_arena_alloc(&a, SIZE_MAX / 2 + 1));
    mg_arena_dispose(&a);
    mg_arena_dispose(&a);
    mg_arena_dispose(NULL);
}

static void arena_copies(void **state)
{
    (void)state;
    mg_arena a = MG_ARENA_INIT;
    mg_span first = mg_arena_copy(&a, MG_SPAN("first")), none = mg_arena_copy(&a, (mg_span){NULL, 0});
    for (int i = 0; i < 10000; i++) assert_non_null(mg_arena_copy(&a, MG_SPAN("another")).p);
    assert_string_equal(first.p, "first");
    assert_non_null(none.p);
    assert_int_equal(none.n, 0);
    assert_int_equal(none.p[0], '\0');
    mg_arena_dispose(&a);
}

/* ---- vec ---- */

static void vec_grows(void **state)
{
    (void)state;
    MG_VEC(int) v = {0};
    for (int i = 0; i < 1000; i++) assert_true(mg_vec_push(&v, i));
    for (int i = 0; i < 1000; i++) assert_int_equal(v.v[i], i);
    mg_vec_free(&v);
    assert_null(v.v);
    assert_int_equal(v.n + v.cap, 0);
    size_t cap = SIZE_MAX / 4;
    assert_null(mg_vec_grow_(NULL, cap, &cap, 8));
    assert_int_equal(cap, SIZE_MAX / 4);
}

/* ---- span ---- */

static void span_parts(void **state)
{
    (void)state;
    static const struct {
        size_t from, to;
        const char *part;
    } rows[] = {{0, 5, "ferry"}, {1, 3, "er"}, {3, 1, ""}, {5, 9, ""}, {7, 9, ""}, {2, SIZE_MAX, "rry"}, {0, 0, ""}};
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        assert_true(mg_span_eq(mg_span_sub(MG_SPAN("ferry"), rows[i].from, rows[i].to), mg_span_str(rows[i].part)));
    assert_int_equal(mg_span_sub((mg_span){NULL, 0}, 0, 3).n, 0);
    assert_int_equal(mg_span_str(NULL).n, 0);
}

static void span_comparisons(void **state)
{
    (void)state;
    const mg_span none = {NULL, 0};
    assert_true(mg_span_eq(none, MG_SPAN("")));
    assert_true(mg_span_eq_nocase(MG_SPAN("FeRRy"), MG_SPAN("fErrY")));
    assert_false(mg_span_eq_nocase(MG_SPAN("ferry"), MG_SPAN("ferr")));
    assert_true(mg_span_starts(MG_SPAN("ferry"), none));
    assert_true(mg_span_starts_nocase(MG_SPAN("Ferry"), MG_SPAN("fERR")));
    assert_false(mg_span_starts(MG_SPAN("fer"), MG_SPAN("ferry")));
    assert_true(mg_span_cmp(MG_SPAN("a"), MG_SPAN("ab")) < 0);
    assert_true(mg_span_cmp(MG_SPAN("b"), MG_SPAN("ab")) > 0);
    assert_true(mg_span_cmp(MG_SPAN("\x7f"), MG_SPAN("\x80")) < 0);
    assert_int_equal(mg_span_cmp(none, none), 0);
}

static void span_finds(void **state)
{
    (void)state;
    mg_span s = MG_SPAN("a,b\0,ab");
    assert_int_equal(mg_span_find(s, 0, ','), 1);
    assert_int_equal(mg_span_find(s, 2, ','), 4);
    assert_int_equal(mg_span_find(s, 9, ','), s.n);
    assert_int_equal(mg_span_find_span(s, 0, MG_SPAN("ab")), 5);
    assert_int_equal(mg_span_find_span(s, 6, MG_SPAN("ab")), s.n);
    assert_int_equal(mg_span_find((mg_span){NULL, 0}, 0, ','), 0);
    assert_true(mg_span_eq(mg_span_trim(MG_SPAN(" \t\r\n\v\f x y \n")), MG_SPAN("x y")));
    assert_int_equal(mg_span_trim(MG_SPAN(" \n ")).n, 0);
}

/* A gap is found wherever it stands in texts of all lengths, and nowhere else. */
static void span_gaps(void **state)
{
    (void)state;
    for (size_t n = 0; n < 40; n++) {
        char text[40];
        for (size_t i = 0; i < n; i++) text[i] = i % 3 == 2 ? ' ' : '!';
        assert_false(mg_span_has_gap((mg_span){text, n}));
        for (size_t i = 0; i < n; i++) {
            char was = text[i];
            text[i] = '\t';
            assert_true(mg_span_has_gap((mg_span){text, n}));
            text[i] = ' ';
            bool pair = (i > 0 && text[i - 1] == ' ') || (i + 1 < n && text[i + 1] == ' ');
            assert_int_equal(mg_span_has_gap((mg_span){text, n}), pair);
            text[i] = was;
        }
    }
    assert_false(mg_span_has_gap((mg_span){NULL, 0}));
}

/* ---- error ---- */

static void error_first_wins(void **state)
{
    (void)state;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_fail(&err, MG_CORRUPT, "record %d is damaged", 7), MG_CORRUPT);
    assert_int_equal(mg_fail_at(&err, MG_QUERY, 3, "later"), MG_QUERY);
    assert_int_equal(err.code, MG_CORRUPT);
    assert_int_equal(err.offset, -1);
    assert_string_equal(err.msg, "record 7 is damaged");
    mg_error_prefix(&err, "document %d", 9);
    assert_string_equal(err.msg, "document 9: record 7 is damaged");
    mg_error_clear(&err);
    assert_int_equal(err.code, MG_OK);
    mg_error_prefix(&err, "nothing");
    assert_string_equal(err.msg, "");
    assert_int_equal(mg_fail_at(&err, MG_FORMAT, 12, "bad"), MG_FORMAT);
    assert_int_equal(err.offset, 12);
    assert_int_equal(mg_fail(NULL, MG_IO, "no one listens"), MG_IO);
    mg_error_prefix(NULL, "no one");
    mg_error_clear(NULL);
}

static void error_of_the_system(void **state)
{
    (void)state;
    static const struct {
        int sys;
        mg_status status;
    } rows[] = {{ENOENT, MG_NOTFOUND}, {ENOMEM, MG_NOMEM}, {EACCES, MG_IO}, {ENOSPC, MG_IO}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_error err = MG_ERROR_INIT;
        assert_int_equal(mg_fail_sys(&err, rows[i].sys, "%s cannot be opened", "x"), rows[i].status);
        assert_int_equal(err.sys, rows[i].sys);
        assert_true(mg_span_starts(mg_span_str(err.msg), MG_SPAN("x cannot be opened: ")));
        assert_non_null(strstr(err.msg, strerror(rows[i].sys)));
    }
}

static void error_is_one_line(void **state)
{
    (void)state;
    char name[2000];
    mg_error err = MG_ERROR_INIT;
    mg_fail(&err, MG_IO, "%s is bad", "a\nb\r\033[2Jc\x7f");
    assert_string_equal(err.msg, "a b  [2Jc  is bad");
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    mg_error_clear(&err);
    mg_fail_sys(&err, EIO, "%s", name);
    assert_int_equal(strlen(err.msg), sizeof err.msg - 1);
    mg_error_prefix(&err, "%s", name);
    assert_int_equal(strlen(err.msg), sizeof err.msg - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf_grows),        cmocka_unit_test(buf_failure_sticks), cmocka_unit_test(buf_reserve_is_exact),
        cmocka_unit_test(arena_pieces),     cmocka_unit_test(arena_copies),       cmocka_unit_test(vec_grows),
        cmocka_unit_test(span_parts),       cmocka_unit_test(span_comparisons),   cmocka_unit_test(span_finds),
        cmocka_unit_test(span_gaps),
        cmocka_unit_test(error_first_wins), cmocka_unit_test(error_of_the_system), cmocka_unit_test(error_is_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
