/* test_wordpress.c - posts as they are typed, and the HTML that is made of them. */
#include "common/buf.h"
#include "indexer/wordpress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_render(void **state)
{
    static const struct {
        const char *post, *html;
    } rows[] = {
        {"", ""},
        {"One.\n\nTwo.\n \n\nThree.", "One.<p>Two.<p>Three."},
        {"roses\nviolets", "roses<br>violets"},
        {"<ul>\n<li>a</li>\n</ul>\nb", "<ul>\n<li>a</li>\n</ul>\nb"},
        {"<!-- wp:paragraph -->\n<p>one\ntwo</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:x /-->", "\n<p>one\ntwo</p>\n<p>"},
        {"a<!--more-->b", "ab"},
        {"<pre>a\n\nb [gallery]</pre>\n\nc", "<pre>a\n\nb [gallery]</pre><p>c"},
        {"<a\n\nhref='x'>a</a> 1 < 2\n<", "<a\n\nhref='x'>a</a> 1 < 2\n<"},
        /* shortcodes */
        {"a [gallery ids=\"1,2\"] b", "a <p> b"},
        {"[caption id=\"x\" width=\"3\"]<img src=\"y\" /> The cup[/caption]", "<p><img src=\"y\" /> The cup<p>"},
        {"[dropcap]O[/dropcap]nce", "Once"},
        {"[button url='x']Buy[/button]", "Buy"},
        {"[spacer /]a", "a"},
        {"[embed]https://v.example/1[/embed]a", "<p>a"},
        {"[embed width=\"1\"]https://v.example/1[/video]a", "<p>https://v.example/1<p>a"},
        {"[youtube https://v.example/?v=1]a", "a"},
        {"[embed]", "<p>"},
        /* brackets of the author's */
        {"He [the mayor] said [sic] so. [1] [] [", "He [the mayor] said [sic] so. [1] [] ["},
        {"[sic", "[sic"},
        {"[[gallery]] [[x]", "[gallery] [[x]"},
        {"[a [b]", "[a [b]"},
        {"[see: x=y]", "[see: x=y]"},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf html = MG_BUF_INIT;
        mg_buf_adds(&html, "");
        mg_wordpress_render(mg_span_str(rows[i].post), &html);
        assert_string_equal(html.p, rows[i].html);
        mg_buf_dispose(&html);
    }
}

/* What is opened over and over and never closed. */
static void test_linear(void **state)
{
    static const char *const pieces[] = {"<!--", "<pre>", "<a ", "<", "[", "[a", "[/a", "[a ", "[[", "[embed]", "[a=", "\n", "<script>", "[/a]"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf post = MG_BUF_INIT, html = MG_BUF_INIT;
        for (int n = 0; n < 50000; n++) mg_buf_adds(&post, pieces[i]);
        mg_buf_adds(&post, "last words");
        mg_wordpress_render(mg_buf_span(&post), &html);
        assert_true(html.n >= strlen("last words"));
        assert_string_equal(html.p + html.n - strlen("last words"), "last words");
        mg_buf_dispose(&post);
        mg_buf_dispose(&html);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_render), cmocka_unit_test(test_linear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
