/* test_extract_markdown.c - front matter, whole and broken, and Markdown as plain text. */
#include "tests/unit/catcher.h"

#define T "id=a\n"
#define F "format=markdown\n"

static void front_matter(void **state)
{
    static const catch_row rows[] = {
        {"---\ntitle: \"Ones & Noughts: C++\"\ndate: 2019-03-14\nupdated: 2019-03-15T10:00:00Z\nauthors: "
         "[Ann Lee, \"Bo Day\"]\n"
         "description: What we found\nsource: The Table\nsection: Science\ntags:\n  - toll\n  - C++\nlang: "
         "en-GB\n"
         "url: https://a.example/x\nid: t-1\nslug: no\n---\n\nBody *here*.\n",
         "id=t-1\ntitle=Ones & Noughts: C++\nstandfirst=What we found\nby=Ann Lee\nby=Bo "
         "Day\ndate=2019-03-14 meta\n"
         "modified=2019-03-15T10:00:00Z\nsource=The "
         "Table\nsection=Science\nurl=https://a.example/x\nlanguage=en\n"
         "keyword=toll\nkeyword=C++\n" F "body=Body here.\n--\n"},
        {"---\r\ntitle: A\r\nauthor:\r\n  name: Ann Lee\r\n  email: a@b.example\r\n---\r\nBody.\r\n",
         T "title=A\nby=Ann Lee\n" F "body=Body.\n--\n"},
        {"---\ntitle: A\nauthors:\n  - {name: Ann Lee, url: x}\n  - name: Bo Day\ntags: flood, "
         "dam\n...\nBody.",
         T "title=A\nby=Ann Lee\nby=Bo Day\nkeyword=flood\nkeyword=dam\n" F "body=Body.\n--\n"},
        {"---\ntitle: A\ndate: 3/7/2019\nauthor: ~\n---\n# A\n\nBody.", T "title=A\n" F "body=Body.\n--\n"},
        {"---\ntitle: A\n---\n# Another\n\nBody.", T "title=A\n" F "body=Another\n\nBody.\n--\n"},
        {"---\ntitle: >\n  Folded\n  title\nextra: {deep: [1, {title: no}]}\n---\nBody.",
         T "title=Folded title\n" F "body=Body.\n--\n"},
        /* broken YAML is reported, and what can be read is */
        {"---\ntitle: Flood: seven dead\nauthor: Ann Lee\ntags: [flood, dam]\n---\nBody.",
         "problem : front matter, line 2: mapping values are not allowed in this context\n" T
         "title=Flood: seven dead\nby=Ann Lee\nkeyword=flood\nkeyword=dam\n" F "body=Body.\n--\n"},
        {"---\ntitle: A\nbad: [\n---\nBody.",
         "problem : front matter, line 4: did not find expected node content\n" T "title=A\n" F
         "body=Body.\n--\n"},
        /* no front matter at all */
        {"---\ntitle: A\nnever closed", T F "body=title: A never closed\n--\n"},
        {"---\nNot a key\n---\nBody.", T "title=Not a key\n" F "body=Body.\n--\n"},
    };
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_markdown);
}

static void heads(void **state)
{
    static const catch_row rows[] = {
        {"# Elephants *Engaged*\n\n*Forty down in the gale. No horse.*\n\nBy Maud Okafor\n\n23 July "
         "2022\n\nThey were meant to go.\n\n"
         "## The map\n\nMore.",
         T "title=Elephants Engaged\nstandfirst=Forty down in the gale. No horse.\nby=Maud Okafor\n"
           "date=2022-07-23 byline\n" F "body=They were meant to go.\n\nThe map\n\nMore.\n--\n"},
        {"Headline\n========\n\nFirst paragraph.\n\nSecond.",
         T "title=Headline\n" F "body=First paragraph.\n\nSecond.\n--\n"},
        {"![badge](b.png)\n\n# Headline\n\nBody.", T "title=Headline\n" F "body=badge\n\nBody.\n--\n"},
        {"23 July 2022\n\n# Headline\n\nBody.",
         T "title=Headline\ndate=2022-07-23 byline\n" F "body=Body.\n--\n"},
        {"## Only level two\n\nBody.", T "title=Only level two\n" F "body=Body.\n--\n"},
        {"Just a paragraph.\n\n## Section\n\nMore.", T F "body=Just a paragraph.\n\nSection\n\nMore.\n--\n"},
        {"# A\n\n- By Ann Lee\n- *item*\n", T "title=A\n" F "body=- By Ann Lee\n- item\n--\n"},
        {"# A\n\n*All in emphasis, and nothing behind*",
         T "title=A\n" F "body=All in emphasis, and nothing behind\n--\n"},
        {"# A\n\nBEIRUT, March 4 (Wire) - Text.",
         T "title=A\ndateline=BEIRUT, March 4\n" F "body=BEIRUT, March 4 (Wire) - Text.\n--\n"},
    };
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_markdown);
}

static void bodies(void **state)
{
    static const catch_row rows[] = {
        {"# A\n\nOne\ntwo [three](http://x.example) **four** `five` ~~six~~.",
         T "title=A\n" F "body=One two three four five six.\n--\n"},
        {"# A\n\n> Quoted\n> text.\n>\n> More.\n\nEnd.",
         T "title=A\n" F "body=Quoted text.\n\nMore.\n\nEnd.\n--\n"},
        {"# A\n\n* one\n* two\n  * deep\n* three\n\nEnd.\n",
         T "title=A\n" F "body=- one\n- two\n  - deep\n- three\n\nEnd.\n--\n"},
        {"# A\n\n3. one\n4. two\n", T "title=A\n" F "body=3. one\n4. two\n--\n"},
        {"# A\n\n- one\n\n  more\n\n- two\n", T "title=A\n" F "body=- one\nmore\n- two\n--\n"},
        {"# A\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", T "title=A\n" F "body=a\tb\n1\t2\n--\n"},
        {"# A\n\n```\nx  = 1\n\ny\n```\n", T "title=A\n" F "body=x  = 1\n\ny\n--\n"},
        {"# A\n\nCaf&eacute; &amp; &#8220;x&#x201d; &nosuch; 1<br>2 <b>3</b>",
         T "title=A\n" F "body=Café & “x” &nosuch; 1\n2 3\n--\n"},
        {"# A\n\n<div class=\"a>b\">\n<p>Text &amp; more</p>\n<!-- no -->\n</div>\n\nEnd.",
         T "title=A\n" F "body=b\">\nText & more\n\nEnd.\n--\n"},
        {"# A\n\n<script>\nalert(1)\n</script>\n\nEnd.", T "title=A\n" F "body=End.\n--\n"},
        {"# A\n\nOne  \ntwo\\\nthree", T "title=A\n" F "body=One\ntwo\nthree\n--\n"},
        {"# 大桥\n\n我祖母第一次走过\n海港大桥。\n\n---\n\n完。",
         T "title=大桥\n" F "body=我祖母第一次走过海港大桥。\n\n完。\n--\n"},
        {"# A\n\n![A caption](x.jpg \"t\")\n\nEnd.", T "title=A\n" F "body=A caption\n\nEnd.\n--\n"},
    };
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_markdown);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_markdown.sniff(MG_SPAN("---\ntitle: A\n---\n")));
    assert_true(mg_format_markdown.sniff(MG_SPAN("---\r\n# comment\r\n\r\ntags:\r\n")));
    assert_false(mg_format_markdown.sniff(MG_SPAN("---\nA rule above text\n")));
    assert_false(mg_format_markdown.sniff(MG_SPAN("---\nhttp://a.example\n")));
    assert_false(mg_format_markdown.sniff(MG_SPAN("---")));
    assert_false(mg_format_markdown.sniff(MG_SPAN("# Headline\n")));
    assert_false(mg_format_markdown.sniff(MG_SPAN("")));
}

/* Deep, wide and endless things end, and soon. */
static void hostile(void **state)
{
    static const struct {
        const char *start, *repeated;
        size_t times;
    } rows[] = {
        {"", ">", 20000},
        {"", "[", 50000},
        {"", "*a ", 50000},
        {"", "- ", 20000},
        {"---\na: ", "[", 50000},
        {"", "<", 50000},
        {"---\na: b\n", "x: y\n", 20000},
        {"", "![", 30000},
        {"", "`", 60000},
        {"---\ntags: [", "a, ", 20000},
        {"", "|a", 30000},
        {"---\na: &a [b]\nc: [", "*a, ", 10000},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf in = MG_BUF_INIT;
        catcher c;
        mg_buf_adds(&in, rows[i].start);
        for (size_t k = 0; k < rows[i].times; k++) mg_buf_adds(&in, rows[i].repeated);
        mg_buf_adds(&in, "\n---\n\nEnd.\n");
        mg_status status = catch (&c, mg_buf_span(&in), "a.md", NULL, NULL);
        assert_true(status == MG_OK || status == MG_FORMAT || status == MG_LIMIT);
        catcher_end(&c);
        mg_buf_dispose(&in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(front_matter), cmocka_unit_test(heads),   cmocka_unit_test(bodies),
        cmocka_unit_test(sniffing),     cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
