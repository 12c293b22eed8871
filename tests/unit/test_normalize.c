/* test_normalize.c - that every field reads alike, whatever the format gave. */
#include "indexer/normalize.h"

#include "common/compose.h"
#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define RAW(literal)                                                                                         \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

typedef struct {
    mg_span in;
    const char *out;
} row;

static void expect(mg_span got, const char *expected)
{
    if (!mg_span_eq(got, mg_span_str(expected)))
        fail_msg("got \"%.*s\", not \"%s\"", (int)got.n, got.n ? got.p : "", expected);
}

static void bodies(void **state)
{
    static const row rows[] = {
        {RAW(""), ""},
        {RAW(" \n\t \r\n"), ""},
        {RAW("one\n\ntwo"), "one\n\ntwo"},
        {RAW("one\r\n\r\ntwo\rthree\r\n"), "one\n\ntwo\nthree"},
        {RAW("\n\n  one  \n\n\n\n \ntwo \t\n"), "one\n\ntwo"},
        {RAW("a\n  indented\n\n\tmore"), "a\n  indented\n\n\tmore"},
        {RAW("a  b"), "a  b"},
        {RAW("a\0b\x01"
             "c\x7f"
             "d"),
         "a b c d"},
        {RAW("a\xc2\x85"
             "b\xe2\x80\xa8"
             "c"),
         "a\nb\nc"},
        {RAW("a\n\xc2\xa0\n\xe3\x80\x80\nb"),
         "a\n\nb"}, /* lines of no-break or ideographic spaces are blank */
        {RAW("10\xc2\xa0km"), "10\xc2\xa0km"},
        {RAW("tele\xc2\xadgraph \xef\xbb\xbf"
             "office"),
         "telegraph office"},
        {RAW("\xc2\xad\n\nx"), "x"},
        {RAW("cafe\xcc\x81"), "café"},
        {RAW("nai\xcc\x88ve\n\n\n\nx "), "naïve\n\nx"},
        {RAW("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), "한"},
        {RAW("bad \xff byte"), "bad \xef\xbf\xbd byte"},
        {RAW("cut \xe2\x80"), "cut \xef\xbf\xbd\xef\xbf\xbd"},
        {RAW("ช่วย🐘 می‌رود"),
         "ช่วย🐘 می‌رود"}, /* joiners and marks stay */
    };
    mg_arena arena = MG_ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_article article = {.body = rows[i].in};
        assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
        expect(article.body, rows[i].out);
    }
    mg_arena_dispose(&arena);
}

static void tidy_body_stays_where_it_is(void **state)
{
    mg_span body = MG_SPAN("An article.\n\nIts “second” paragraph – with 大桥 and мост.");
    mg_article article = {.body = body};
    mg_arena arena = MG_ARENA_INIT;
    (void)state;
    assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
    assert_ptr_equal(article.body.p, body.p);
    assert_int_equal(article.body.n, body.n);
    mg_arena_dispose(&arena);
}

/* A body is in NFC, whatever its letters, and wherever they stand; nothing else of such ones is changed. */
static void bodies_are_composed(void **state)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_buf text = MG_BUF_INIT, composed = MG_BUF_INIT;
    (void)state;
    for (uint32_t ch = 0xae; ch < 0x3400; ch = ch == 0x167f ? 0x3041 : ch + 1) {
        for (size_t before = 0; before < 9; before++) {
            mg_buf_reset(&text);
            mg_buf_reset(&composed);
            for (size_t i = 0; i < before; i++) mg_buf_add_char(&text, i % 4 == 3 ? ' ' : i % 4 == 1 ? 0x3b1 : 'a');
            if (before % 4 == 0) mg_buf_adds(&text, "e");
            mg_buf_add_char(&text, ch);
            mg_buf_adds(&text, "\xce\xb9 \xd0\xb6z end");
            mg_article article = {.title = MG_SPAN("a"), .body = mg_buf_span(&text)};
            assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
            assert_int_equal(mg_compose(mg_buf_span(&text), &composed, NULL), MG_OK);
            if (!mg_span_eq(article.body, mg_buf_span(&composed))) fail_msg("U+%04X behind %zu", ch, before);
            mg_arena_reset(&arena);
        }
    }
    mg_buf_dispose(&text);
    mg_buf_dispose(&composed);
    mg_arena_dispose(&arena);
}

static void lines(void **state)
{
    static const row rows[] = {
        {RAW("  A \r\n headline\t\xc2\xa0 here "), "A headline here"},
        {RAW("\xe3\x80\x80大桥\xe3\x80\x80开通"), "大桥 开通"},
        {RAW("A\0B"), "A B"},
        {RAW("   "), ""},
    };
    mg_arena arena = MG_ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_article article = {.title = rows[i].in, .standfirst = rows[i].in};
        assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
        expect(article.title, rows[i].out);
        expect(article.standfirst, rows[i].out);
    }
    mg_arena_dispose(&arena);
}

static void long_lines_are_cut_at_a_word(void **state)
{
    mg_buf in = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    (void)state;
    for (int i = 0; i < 500; i++) mg_buf_adds(&in, "été bras ");
    mg_article article = {.title = mg_buf_span(&in)};
    assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
    assert_in_range(mg_utf8_count(article.title), 990, 1000);
    expect(mg_span_sub(article.title, article.title.n - 5, article.title.n), " bras");

    mg_buf_reset(&in);
    for (int i = 0; i < 5000; i++) mg_buf_adds(&in, "大");
    article = (mg_article){.title = mg_buf_span(&in)};
    assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
    assert_int_equal(mg_utf8_count(article.title), 1000);
    mg_buf_dispose(&in);
    mg_arena_dispose(&arena);
}

static void bylines(void **state)
{
    static const struct {
        const char *in, *out; /* names joined with '/' */
    } rows[] = {
        {"By Maud Okafor", "Maud Okafor"},
        {"BY MAUD OKAFOR", "MAUD OKAFOR"},
        {"By Maud Okafor and Fergus O'Dowd", "Maud Okafor/Fergus O'Dowd"},
        {"By JOHN SMITH, TIMES STAFF WRITER", "JOHN SMITH"},
        {"By Ann Lee, Staff Writer, and Bo Day, Special to The Post", "Ann Lee/Bo Day"},
        {"By Ann Lee, Bo Day and Cy Fox", "Ann Lee/Bo Day/Cy Fox"},
        {"Ann Lee & Bo Day", "Ann Lee/Bo Day"},
        {"Ann Lee; Bo Day;", "Ann Lee/Bo Day"},
        {"Smith, John", "Smith, John"},
        {"Par Honoré Castagnède et Zoé Blanc", "Honoré Castagnède/Zoé Blanc"},
        {"Por Ramón Ibarrondo y Ana Ruiz", "Ramón Ibarrondo/Ana Ruiz"},
        {"Von Gesine Overbeck-Thoma und Uwe Kahl", "Gesine Overbeck-Thoma/Uwe Kahl"},
        {"โดย มาลี ท่าเรือทอง", "มาลี ท่าเรือทอง"},
        {"โดยมาลี ท่าเรือทอง", "มาลี ท่าเรือทอง"},
        {"文／沈望舒", "沈望舒"},
        {"记者 林海潮", "林海潮"},
        {"بقلم سلمى القبطان", "سلمى القبطان"},
        {"Автор: Вера Лоцманова", "Вера Лоцманова"},
        {"Byron Bay", "Byron Bay"},
        {"Parker Posey", "Parker Posey"},
        {"By", "By"},
        {"  ", ""},
        {"; and ;", ""},
        {"Ann Lee and Ann Lee", "Ann Lee"},
        {"Ann Lee (with Bo Day and Cy Fox) and Di Gray", "Ann Lee (with Bo Day and Cy Fox)/Di Gray"},
        {"Ann Lee (Karu, Bo Day), Cy Fox", "Ann Lee (Karu, Bo Day)/Cy Fox"},
        {"Ann ( Lee and Bo Day", "Ann ( Lee/Bo Day"},
        {"Ann Lee | ann@post.example; @annlee", "Ann Lee"},
    };
    mg_arena arena = MG_ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span in = mg_span_str(rows[i].in);
        mg_article article = {.byline = {&in, 1}};
        mg_buf out = MG_BUF_INIT;
        assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
        for (size_t k = 0; k < article.byline.n; k++) {
            if (k) mg_buf_addc(&out, '/');
            mg_buf_add(&out, article.byline.v[k]);
        }
        expect(mg_buf_span(&out), rows[i].out);
        mg_buf_dispose(&out);
    }
    mg_arena_dispose(&arena);
}

static void languages(void **state)
{
    static const row rows[] = {
        {RAW("en-GB"), "en"}, {RAW("fr_FR"), "fr"}, {RAW("fa-IR"), "fa"}, {RAW(" DE "), "de"},
        {RAW("eng"), "en"},   {RAW("ger"), "de"},   {RAW("fil"), "fil"},  {RAW(""), ""},        {RAW("english"), "english"},
        {RAW("e"), ""},       {RAW("12"), ""},
    };
    mg_arena arena = MG_ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_article article = {.language = rows[i].in};
        assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
        expect(article.language, rows[i].out);
    }
    mg_arena_dispose(&arena);
}

/* Form feeds of what has pages; elsewhere they are line ends. */
static void pages(void **state)
{
    static const struct {
        mg_span in;
        const char *body, *pages;
    } rows[] = {
        {RAW("One.\n\n\fTwo."), "One.\n\nTwo.", "0 6 "},
        {RAW("A sentence \fgoes on."), "A sentence goes on.", "0 11 "},
        {RAW("A word\n\fgoes  \f on\f"), "A word\ngoes   on", "0 7 14 16 "},
        {RAW("\f\f \nLast.\n\f"), "Last.", "0 0 0 5 "},
        {RAW("e\xcc\x81 \r\n\fe\xcc\x81"), "\xc3\xa9\n\xc3\xa9", "0 3 "},
        {RAW("One page."), "One page.", ""},
        {RAW(""), "", ""},
        {RAW("\f"), "", "0 0 "},
    };
    mg_arena arena = MG_ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_article article = {.body = rows[i].in, .paged = true}, plain = {.body = RAW("a\fb")};
        mg_buf list = MG_BUF_INIT;
        assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
        mg_buf_adds(&list, "");
        for (size_t k = 0; k < article.pages.n; k++) mg_buf_addf(&list, "%zu ", article.pages.v[k]);
        expect(article.body, rows[i].body);
        assert_string_equal(list.p, rows[i].pages);
        mg_buf_dispose(&list);
        assert_int_equal(mg_article_normalize(&plain, &arena, NULL), MG_OK);
        expect(plain.body, "a\nb");
        assert_int_equal(plain.pages.n, 0);
    }
    mg_arena_dispose(&arena);
}

static void lists(void **state)
{
    mg_span items[] = {RAW("flood"), RAW(" "), RAW("flood "), RAW("dam\n"), RAW("")};
    mg_article article = {.keywords = {items, MG_COUNT(items)}};
    mg_arena arena = MG_ARENA_INIT;
    (void)state;
    assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
    assert_int_equal(article.keywords.n, 2);
    expect(article.keywords.v[1], "dam");
    mg_arena_dispose(&arena);
}

/* Nothing may take time or memory out of proportion. */
static void hostile(void **state)
{
    enum { SIZE = 4 * 1024 * 1024 };
    mg_arena arena = MG_ARENA_INIT;
    char *marks = malloc(SIZE);
    (void)state;
    for (size_t i = 0; i + 4 <= SIZE; i += 4)
        memcpy(marks + i, i & 4 ? "\xcc\x81\xcc\xa3" : "\xcc\xa3\xcc\x81", 4);
    mg_article article = {.body = {marks, SIZE}};
    assert_int_equal(mg_article_normalize(&article, &arena, NULL), MG_OK);
    assert_int_equal(mg_utf8_valid(article.body), article.body.n);
    free(marks);
    mg_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies),  cmocka_unit_test(tidy_body_stays_where_it_is),
        cmocka_unit_test(lines),   cmocka_unit_test(long_lines_are_cut_at_a_word),
        cmocka_unit_test(bylines), cmocka_unit_test(languages),
        cmocka_unit_test(lists),   cmocka_unit_test(hostile),
        cmocka_unit_test(pages),   cmocka_unit_test(bodies_are_composed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
