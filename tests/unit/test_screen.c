/* test_screen.c - text on a terminal: wrapped, marked, harmless. */
#include "searcher/screen.h"

#include "common/io.h"
#include "tests/support/scratch.h"

#include <fcntl.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* What mg_screen_put prints, caught in a file. */
static mg_buf printed(const mg_screen *screen, mg_span text, const morgue_range *marks, size_t n, const char *style)
{
    char *dir = scratch_dir(), path[300];
    mg_buf out = MG_BUF_INIT;
    snprintf(path, sizeof path, "%s/out", dir);
    fflush(stdout);
    int terminal = dup(STDOUT_FILENO), file = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(terminal >= 0 && file >= 0 && dup2(file, STDOUT_FILENO) >= 0);
    mg_screen_put(screen, text, marks, n, style);
    fflush(stdout);
    dup2(terminal, STDOUT_FILENO);
    close(terminal);
    close(file);
    assert_int_equal(mg_file_read(path, 1 << 20, &out, NULL), MG_OK);
    scratch_remove(dir);
    return out;
}

static void assert_printed(mg_screen screen, mg_span text, const morgue_range *marks, size_t n, const char *style, const char *expected)
{
    mg_buf out = printed(&screen, text, marks, n, style);
    if (!mg_span_eq(mg_buf_span(&out), mg_span_str(expected))) fail_msg("%.*s\n  gives %s\n  not   %s", (int)text.n, text.p, out.p, expected);
    mg_buf_dispose(&out);
}

static void wrapping(void **state)
{
    (void)state;
    static const struct {
        mg_screen screen;
        const char *text, *expected;
    } rows[] = {
        {{20, 0, false, MG_FLOW, 0}, "", "\n"},
        {{20, 0, false, MG_FLOW, 0}, "  \n ", "\n"},
        {{20, 0, false, MG_FLOW, 0}, "one two", "one two\n"},
        {{20, 0, false, MG_FLOW, 0}, " one \t\n two ", "one two\n"},
        {{20, 0, false, MG_FLOW, 0}, "aaaa bbbb cccc dddd eeee", "aaaa bbbb cccc dddd\neeee\n"},
        {{20, 0, false, MG_FLOW, 0}, "aaaa bbbb cccc ddddd eeee", "aaaa bbbb cccc ddddd\neeee\n"},
        {{24, 4, false, MG_FLOW, 0}, "aaaa bbbb cccc dddd eeee", "    aaaa bbbb cccc dddd\n    eeee\n"},
        {{20, 0, false, MG_FLOW, 0}, "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrst\nuvwxyz\n"},
        {{20, 0, false, MG_BLANK_LINES, 0}, "one\ntwo\n\nthree", "one\ntwo\n\nthree\n"},
        {{20, 0, false, MG_BLANK_LINES, 0}, "one\n\n\n\nthree\n", "one\n\nthree\n"},
        {{20, 0, false, MG_PARAGRAPHS, 0}, "one\n\ntwo\nthree", "one\ntwo\nthree\n"},
        {{20, 2, false, MG_BLANK_LINES, 0}, "one\ntwo", "  one\n  two\n"},
        {{20, 0, false, MG_FLOW, 0}, "\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf",
         "\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf\xe5\x8f\xa3\xe6\xb8\xaf\xe5\x8f\xa3\n\xe6\xb8\xaf\n"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        assert_printed(rows[i].screen, mg_span_str(rows[i].text), NULL, 0, NULL, rows[i].expected);
}

static void marks(void **state)
{
    (void)state;
    static const morgue_range one[] = {{4, 7}}, two[] = {{0, 3}, {8, 13}}, across[] = {{0, 7}}, last[] = {{8, 13}}, all[] = {{0, 13}};
    const mg_screen plain = {40, 0, false, MG_FLOW, 0}, color = {40, 0, true, MG_FLOW, 0}, narrow = {20, 0, true, MG_FLOW, 0};
    mg_span text = MG_SPAN("one two three");
    assert_printed(plain, text, one, 1, NULL, "one *two* three\n");
    assert_printed(plain, text, two, 2, NULL, "*one* two *three*\n");
    assert_printed(plain, text, across, 1, NULL, "*one two* three\n");
    assert_printed(plain, text, last, 1, "1", "one two *three*\n");
    assert_printed(plain, text, all, 1, NULL, "*one two three*\n");
    assert_printed(color, text, one, 1, NULL, "one \033[1;33mtwo\033[0m three\n");
    assert_printed(color, text, one, 1, "1", "\033[1mone \033[1;33mtwo\033[0m\033[1m three\033[0m\n");
    /* A mark that a line's end cuts is taken up again on the next line. */
    static const morgue_range long_mark[] = {{10, 25}};
    assert_printed(narrow, MG_SPAN("aaaaaaaaa bbbbbbb cccccccc"), long_mark, 1, NULL,
                   "aaaaaaaaa \033[1;33mbbbbbbb\033[0m\n\033[1;33mccccccc\033[0mc\n");
}

static void harmless(void **state)
{
    (void)state;
    static const struct {
        mg_span text;
        const char *expected;
    } rows[] = {
        {{"a\033[31mb\033]0;x\007c", 15}, "a [31mb ]0;x c\n"},
        {{"a\0b\177c\rd\be", 9}, "a b c d e\n"},
        {{"a\xc2\x9b" "31mb", 7}, "a 31mb\n"},                                       /* CSI as one character */
        {{"a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xe2\x81\xa9" "d\xe2\x80\x8f" "e", 17}, "abcde\n"}, /* overrides, isolates */
        {{"a\xe2\x80\xa8" "b", 5}, "a b\n"},                                           /* line separator */
        {{"a\xff" "b", 3}, "a\xef\xbf\xbd" "b\n"},
        {{"a\xc2\xa0" "b", 4}, "a b\n"},
        {{"caf\xc3\xa9", 5}, "caf\xc3\xa9\n"},
    };
    const mg_screen plain = {40, 0, false, MG_FLOW, 0};
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_printed(plain, rows[i].text, NULL, 0, NULL, rows[i].expected);
}

static void columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } rows[] = {{"", 0}, {"abc", 3}, {"caf\xc3\xa9", 4}, {"cafe\xcc\x81", 4}, {"\xe6\xb8\xaf\xe5\x8f\xa3", 4},
                {"\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88", 1}, {"\xef\xbc\xa1", 2}, {"\xe2\x80\x8b", 0}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_int_equal(mg_screen_columns(mg_span_str(rows[i].text)), rows[i].columns);
}

/* One line of nothing but text. */
static void lines(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"plain  text", "plain  text"},
        {"a\tb\r\n\nc\xe2\x80\xa8" "d", "a b c d"},
        {"\033[31mred\007\x7f", "\xef\xbf\xbd[31mred\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xc2\x9b" "31m", "\xef\xbf\xbd" "31m"},                                      /* C1 */
        {"\xff", "\xef\xbf\xbd"},                                                     /* no UTF-8 */
        {"a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xe2\x80\x8f" "d\xd8\x9c", "abcd"},        /* overrides, isolates, marks */
        {"so\xc2\xad" "ft \xe2\x80\x8b" "zero \xf3\xa0\x81\x81tag", "soft zero tag"},
        {"\xd9\x85\xe2\x80\x8c\xd9\x85", "\xd9\x85\xe2\x80\x8c\xd9\x85"},              /* a non-joiner stays */
        {"\xd8\x80\xd9\xa1", "\xd8\x80\xd9\xa1"},                                       /* a sign before a number */
        {"a\xc2\xa0" "b", "a\xc2\xa0" "b"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf out = MG_BUF_INIT;
        mg_buf_adds(&out, "");
        mg_screen_add(mg_span_str(rows[i][0]), &out);
        assert_string_equal(out.p, rows[i][1]);
        mg_buf_dispose(&out);
    }
}

/* Whatever the width, lines fit, and nothing is lost; text without blanks breaks between its words. */
static void widths(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "The quick brown fox, twenty-six of them, jumps over https://example.org/a/very/long/address/without/blanks and more",
        "\xe6\xb8\xaf\xe5\x8f\xa3\xe7\x9a\x84\xe5\xa4\xa7\xe6\xa1\xa5\xef\xbc\x8c\xe8\xbf\x87\xe6\xa1\xa5\xe8\xb4\xb9\xe3\x80\x82\xe5\x80\xba\xe5\x88\xb8\xe8\xbf\x98\xe6\xb8\x85",
        "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3\xe0\xb8\x97\xe0\xb9\x88\xe0\xb8\xa7\xe0\xb8\xa1\xe0\xb9\x80\xe0\xb8\xa1\xe0\xb8\xb7\xe0\xb8\xad\xe0\xb8\x87\xe0\xb9\x80\xe0\xb8\x81\xe0\xb9\x88\xe0\xb8\xb2 abc",
        "e\xcc\x81" "e\xcc\x81" "e\xcc\x81 \xf0\x9f\x98\x80\xf0\x9f\x98\x80 \xd8\xac\xd8\xb3\xd8\xb1 \xd8\xa7\xd9\x84\xd9\x85\xd9\x8a\xd9\x86\xd8\xa7\xd8\xa1",
    };
    for (size_t i = 0; i < MG_COUNT(texts); i++) {
        mg_span text = mg_span_str(texts[i]);
        for (size_t width = 12; width < 40; width++) {
            morgue_range marks = {0, 6}; /* characters of one, two and three bytes */
            mg_screen screen = {width, 2, false, MG_FLOW, 0};
            mg_buf out = printed(&screen, text, &marks, 1, NULL), letters = MG_BUF_INIT, wanted = MG_BUF_INIT;
            for (size_t at = 0, end; at < out.n; at = end + 1) {
                end = mg_span_find(mg_buf_span(&out), at, '\n');
                if (mg_screen_columns(mg_span_sub(mg_buf_span(&out), at, end)) > width) fail_msg("%zu: %s", width, out.p);
            }
            for (size_t at = 0; at < out.n; at++)
                if (!strchr(" \n*", out.p[at])) mg_buf_addc(&letters, out.p[at]);
            for (size_t at = 0; at < text.n; at++)
                if (text.p[at] != ' ') mg_buf_addc(&wanted, text.p[at]);
            assert_string_equal(letters.p, wanted.p);
            mg_buf_dispose(&out);
            mg_buf_dispose(&letters);
            mg_buf_dispose(&wanted);
        }
    }
    /* flood | town, old; a comma does not begin a line */
    assert_printed((mg_screen){8, 0, false, MG_FLOW, 0}, mg_span_str(texts[2]), NULL, 0, NULL,
                   "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3\xe0\xb8\x97\xe0\xb9\x88\xe0\xb8\xa7\xe0\xb8\xa1\n"
                   "\xe0\xb9\x80\xe0\xb8\xa1\xe0\xb8\xb7\xe0\xb8\xad\xe0\xb8\x87\xe0\xb9\x80\xe0\xb8\x81\xe0\xb9\x88\xe0\xb8\xb2\n"
                   "abc\n");
    assert_printed((mg_screen){10, 0, false, MG_FLOW, 0}, mg_span_sub(mg_span_str(texts[1]), 0, 21), NULL, 0, NULL,
                   "\xe6\xb8\xaf\xe5\x8f\xa3\xe7\x9a\x84\xe5\xa4\xa7\n\xe6\xa1\xa5\xef\xbc\x8c\xe8\xbf\x87\n");
    morgue_range word = {5, 9};
    assert_printed((mg_screen){9, 0, false, MG_FLOW, 0}, MG_SPAN("abcd efgh"), &word, 1, NULL, "abcd\n*efgh*\n");
}

/* So many columns of both ends, letters whole. */
static void ends(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
        const char *head, *tail;
    } rows[] = {
        {"", 3, "", ""},
        {"abc", 3, "abc", "abc"},
        {"abcd", 3, "abc", "bcd"},
        {"abc", 0, "", ""},
        {"cafe\xcc\x81s", 4, "cafe\xcc\x81", "afe\xcc\x81s"},
        {"cafe\xcc\x81s", 2, "ca", "e\xcc\x81s"},
        {"\xe6\xb8\xaf\xe5\x8f\xa3", 3, "\xe6\xb8\xaf", "\xe5\x8f\xa3"},
        {"\xe6\xb8\xaf\xe5\x8f\xa3", 1, "", ""},
        {"\xcc\x81", 1, "\xcc\x81", ""}, /* with nothing to stand on */
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span text = mg_span_str(rows[i].text);
        assert_true(mg_span_eq(mg_screen_head(text, rows[i].columns), mg_span_str(rows[i].head)));
        assert_true(mg_span_eq(mg_screen_tail(text, rows[i].columns), mg_span_str(rows[i].tail)));
    }
}

static void cleaning(void **state)
{
    (void)state;
    mg_buf out = MG_BUF_INIT;
    mg_screen_clean(MG_SPAN("a\n\n b\033[1m\xe2\x80\xae\xc2\x85 c\xff"), &out);
    assert_string_equal(out.p, "a b [1m c\xef\xbf\xbd");
    mg_buf_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(wrapping), cmocka_unit_test(marks), cmocka_unit_test(harmless),
                                       cmocka_unit_test(columns), cmocka_unit_test(ends), cmocka_unit_test(cleaning),
                                       cmocka_unit_test(lines), cmocka_unit_test(widths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
