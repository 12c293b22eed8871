/* test_html_tree.c - the flat tree of a page: shape, attributes, text, and pages made to break it. */
#include "indexer/html_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

static const char *const names[] = {"", "?",
#define X(upper, lower, kind) #lower,
                                    MG_HTML_TAGS(X)
#undef X
};

/* "(p'One '(b'two'))"; white space between tags is left out. */
static void dump(const mg_html *tree, uint32_t from, uint32_t end, mg_buf *out)
{
    for (uint32_t i = from; i < end; i = tree->nodes.v[i].end) {
        mg_span text = mg_html_text(tree, i);
        if (tree->nodes.v[i].tag == MG_TAG_TEXT) {
            if (mg_span_trim(text).n) mg_buf_addf(out, "'%.*s'", (int)text.n, text.p);
            continue;
        }
        mg_buf_addf(out, "(%s", names[tree->nodes.v[i].tag]);
        dump(tree, i + 1, tree->nodes.v[i].end, out);
        mg_buf_addc(out, ')');
    }
}

static void shapes(void **state)
{
    static const struct {
        const char *in, *expected;
    } rows[] = {
        {"", ""},
        {"<html><body><p>One <b>two</b></p></body></html>", "(html(body(p'One '(?'two'))))"},
        {"<p>One<p>Two", "(html(body(p'One')(p'Two')))"},
        {"plain & simple", "(html(body(p'plain & simple')))"},
        {"<article><section>x</section></article>", "(html(body(article(section'x'))))"},
        {"<ul><li>a<li>b</ul>c", "(html(body(ul(li'a')(li'b'))'c'))"},
        {"<p>a&amp;b&nbsp;c&#8212;d&unknown;e</p>", "(html(body(p'a&b\u00a0c—d&unknown;e')))"},
        {"<?xml version='1.0'?><html xmlns='x'><body><p>a<br/>b</p></body></html>",
         "(html(body(p'a'(br)'b')))"},
        {"<p>a</b></i></p><p>b</p>", "(html(body(p'a')(p'b')))"},
        {"<script>if (a<b) document.write('<p>no</p>')</script><p>yes</p>",
         "(html(head(script))(body(p'yes')))"},
        {"<script type='application/ld+json'>{\"a\": \"</p><b>\"}</script><style>p > b {}</style><p>yes</p>",
         "(html(head(script'{\"a\": \"</p><b>\"}')(style))(body(p'yes')))"},
        {"<script>var a = '</scripture>' + '<!--'; </SCRIPT ><p>yes</p>",
         "(html(head(script))(body(p'yes')))"},
        {"<p data-x='a>b' class=\"it's\" title='\"'>a</p/><p/class=x id = y>b</p>",
         "(html(body(p'a')(p'b')))"},
        {"a<!-->b<!--x--->c", "(html(body(p'abc')))"},
        {"<p>a<!-- <b>c</b> -->b</p>", "(html(body(p'ab')))"},
        {"<P CLASS=X>a</P>", "(html(body(p'a')))"},
        {"1 < 2 <3 and", "(html(body(p'1 < 2 <3 and')))"},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_html tree;
        mg_buf out = MG_BUF_INIT;
        mg_buf_adds(&out, "");
        assert_int_equal(mg_html_parse(mg_span_str(rows[i].in), &tree, NULL), MG_OK);
        dump(&tree, 0, (uint32_t)tree.nodes.n, &out);
        assert_string_equal(out.p, rows[i].expected);
        mg_buf_dispose(&out);
        mg_html_dispose(&tree);
    }
}

static uint32_t find(const mg_html *tree, mg_html_tag tag)
{
    uint32_t i = 0;
    while (i < tree->nodes.n && tree->nodes.v[i].tag != tag) i++;
    assert_true(i < tree->nodes.n);
    return i;
}

static void attributes(void **state)
{
    mg_html tree;
    (void)state;
    assert_int_equal(mg_html_parse(MG_SPAN("<div CLASS='Main  Story' id=x data-y=z hidden class=other>"
                                           "<a href='?a=1&amp;b=2' rel=\"author nofollow\">t</a></div>"),
                                   &tree, NULL),
                     MG_OK);
    uint32_t div = find(&tree, MG_TAG_DIV), a = find(&tree, MG_TAG_A);
    assert_true(mg_span_eq(mg_html_attr(&tree, div, MG_ATTR_CLASS), MG_SPAN("Main  Story")));
    assert_true(mg_span_eq(mg_html_attr(&tree, div, MG_ATTR_ID), MG_SPAN("x")));
    assert_non_null(mg_html_attr(&tree, div, MG_ATTR_HIDDEN).p);
    assert_null(mg_html_attr(&tree, div, MG_ATTR_HREF).p);
    assert_null(mg_html_attr(&tree, a + 1, MG_ATTR_HREF).p); /* text */
    assert_true(mg_span_eq(mg_html_attr(&tree, a, MG_ATTR_HREF), MG_SPAN("?a=1&b=2")));
    assert_true(mg_html_attr_has(&tree, div, MG_ATTR_CLASS, "story"));
    assert_false(mg_html_attr_has(&tree, div, MG_ATTR_CLASS, "stor"));
    assert_false(mg_html_attr_has(&tree, div, MG_ATTR_CLASS, ""));
    assert_true(mg_html_attr_has(&tree, a, MG_ATTR_REL, "nofollow"));
    mg_html_dispose(&tree);
}

static void collected(void **state)
{
    static const struct {
        const char *in, *expected;
    } rows[] = {
        {"<p> un<b>break</b>able \n words </p>", "unbreakable words"},
        {"<p>a</p><p>b</p>", "a b"},
        {"a<br>b", "a b"},
        {"<p>a<script>x()</script><style>y{}</style>b</p>", "ab"},
        {"<ul><li>a</li><li>b</li></ul>", "a b"},
        {"<p>漢<ruby>字<rt>じ</rt></ruby></p>", "漢字"},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_html tree;
        mg_buf out = MG_BUF_INIT;
        assert_int_equal(mg_html_parse(mg_span_str(rows[i].in), &tree, NULL), MG_OK);
        mg_html_collect(&tree, 0, &out);
        if (!mg_span_eq(mg_buf_span(&out), mg_span_str(rows[i].expected)))
            fail_msg("%s: %.*s", rows[i].in, (int)out.n, out.p);
        mg_buf_dispose(&out);
        mg_html_dispose(&tree);
    }
}

/* What the page says of its encoding is not true any more. */
static void always_utf8(void **state)
{
    mg_html tree;
    mg_buf out = MG_BUF_INIT;
    (void)state;
    assert_int_equal(
        mg_html_parse(MG_SPAN("<html><head><meta charset=windows-1252><meta http-equiv='Content-Type' "
                              "content='text/html; charset=iso-8859-1'></head><body>žluť 日本 😀</body>"),
                      &tree, NULL),
        MG_OK);
    mg_html_collect(&tree, 0, &out);
    assert_true(mg_span_eq(mg_buf_span(&out), MG_SPAN("žluť 日本 😀")));
    mg_buf_dispose(&out);
    mg_html_dispose(&tree);
}

static void nuls(void **state)
{
    mg_html tree;
    mg_buf out = MG_BUF_INIT;
    (void)state;
    assert_int_equal(mg_html_parse(MG_SPAN("<p>before\0between</p>\0<p>after</p>"), &tree, NULL), MG_OK);
    mg_html_collect(&tree, 0, &out);
    assert_true(mg_span_eq(mg_buf_span(&out), MG_SPAN("before between after")));
    mg_buf_dispose(&out);
    mg_html_dispose(&tree);
}

/* n times `piece`, then a last paragraph. */
static mg_status parse_many(const char *piece, size_t n, mg_html *tree)
{
    mg_buf text = MG_BUF_INIT;
    for (size_t i = 0; i < n; i++) mg_buf_adds(&text, piece);
    mg_buf_adds(&text, "<p>last words</p>");
    mg_status status = mg_html_parse(mg_buf_span(&text), tree, NULL);
    mg_buf_dispose(&text);
    return status;
}

static bool has_last_words(const mg_html *tree)
{
    mg_buf out = MG_BUF_INIT;
    if (tree->nodes.n) mg_html_collect(tree, 0, &out);
    bool found = mg_span_find_span(mg_buf_span(&out), 0, MG_SPAN("last words")) < out.n;
    mg_buf_dispose(&out);
    return found;
}

static void deep(void **state)
{
    static const char *const pieces[] = {"<div>",  "<b>",      "<section>",   "<table><tr><td>",
                                         "<div>x", "<ul><li>", "<blockquote>"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_html tree;
        assert_int_equal(parse_many(pieces[i], 100000, &tree), MG_OK);
        assert_null(tree.cut);
        assert_true(has_last_words(&tree));
        for (uint32_t n = 0; n < tree.nodes.n; n++) {
            uint32_t parent = tree.nodes.v[n].parent;
            assert_true(parent == MG_HTML_NONE ||
                        (parent < n && tree.nodes.v[n].end <= tree.nodes.v[parent].end));
            assert_true(tree.nodes.v[n].end > n && tree.nodes.v[n].end <= tree.nodes.n);
        }
        mg_html_dispose(&tree);
    }
}

/* Scripts below the deepest level must not look like text. */
static void deep_script(void **state)
{
    mg_html tree;
    mg_buf text = MG_BUF_INIT, out = MG_BUF_INIT;
    (void)state;
    for (int i = 0; i < 1000; i++) mg_buf_adds(&text, "<div>");
    mg_buf_adds(&text, "<script>secret()</script>shown");
    assert_int_equal(mg_html_parse(mg_buf_span(&text), &tree, NULL), MG_OK);
    mg_html_collect(&tree, 0, &out);
    assert_true(mg_span_eq(mg_buf_span(&out), MG_SPAN("shown")));
    mg_buf_dispose(&text);
    mg_buf_dispose(&out);
    mg_html_dispose(&tree);
}

/* The parser alone would need hours for these. */
static void hostile(void **state)
{
    mg_html tree;
    mg_error err = MG_ERROR_INIT;
    mg_buf text = MG_BUF_INIT;
    (void)state;
    clock_t start = clock();
    for (int i = 0; i < 300000; i++) mg_buf_adds(&text, "<div>");
    for (int i = 0; i < 300000; i++) mg_buf_adds(&text, "</b>");
    assert_int_equal(mg_html_parse(mg_buf_span(&text), &tree, &err), MG_OK);
    assert_non_null(tree.cut);
    mg_html_dispose(&tree);

    mg_buf_reset(&text);
    mg_buf_adds(&text, "<p ");
    for (int i = 0; i < 300000; i++) mg_buf_addf(&text, "a%d=\">\" ", i);
    mg_buf_adds(&text, ">x");
    assert_int_equal(mg_html_parse(mg_buf_span(&text), &tree, &err), MG_LIMIT);
    mg_html_dispose(&tree);

    /* in a script or a comment they are no attributes */
    mg_buf_reset(&text);
    mg_buf_adds(&text, "<script>if (i<n) x = [");
    for (int i = 0; i < 10000; i++) mg_buf_adds(&text, "1, ");
    mg_buf_adds(&text, "]</script><p>last words</p><!-- <b ");
    for (int i = 0; i < 10000; i++) mg_buf_adds(&text, "1 ");
    assert_int_equal(mg_html_parse(mg_buf_span(&text), &tree, NULL), MG_OK);
    assert_true(has_last_words(&tree));
    mg_html_dispose(&tree);
    mg_buf_dispose(&text);
    if (clock() - start > 60 * CLOCKS_PER_SEC) fail_msg("slow");
}

static void too_many(void **state)
{
    mg_html tree;
    (void)state;
    assert_int_equal(parse_many("<br>", 4200000, &tree), MG_OK);
    assert_non_null(tree.cut);
    assert_false(has_last_words(&tree));
    mg_html_dispose(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),      cmocka_unit_test(attributes), cmocka_unit_test(collected),
        cmocka_unit_test(always_utf8), cmocka_unit_test(nuls),       cmocka_unit_test(deep),
        cmocka_unit_test(deep_script), cmocka_unit_test(hostile),    cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
