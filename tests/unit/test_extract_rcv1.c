/* test_extract_rcv1.c - items of the Reuters Corpus, one or many a file. */
#include "tests/unit/catcher.h"

#define END "format=rcv1\n"
#define RAIN "body=It rained.\n--\n"
#define ITEM(attributes, rest)                                                                                              \
    "<newsitem itemid=\"1\" id=\"root\" " attributes ">" rest "<text><p>It rained.</p></text></newsitem>"

static const catch_row rows[] = {
    {"<?xml version=\"1.0\" encoding=\"iso-8859-1\" ?>\n<newsitem itemid=\"2286\" id=\"root\" date=\"1996-08-20\" "
     "xml:lang=\"en\">\n<title>KARU: Rain falls.</title>\n"
     "<headline>Rain falls.</headline>\n<byline>Ann Lee</byline>\n<dateline>LOWER KARU 1996-08-20</dateline>\n<text>\n<p>It "
     "rained\non &quot;Karu&quot;.</p>\n<p>It stopped.</p>\n</text>\n"
     "<copyright>(c) Agency 1996</copyright>\n<metadata>\n<codes class=\"bip:countries:1.0\"><code "
     "code=\"KARU\"><editdetail attribution=\"x\" date=\"1996-08-21\"/></code></codes>\n"
     "<codes class=\"bip:topics:1.0\"><code code=\"E11\" name=\"WEATHER\"/><code code=\"E12\">CLOUDS</code></codes>\n"
     "<dc element=\"dc.date.published\" value=\"1996-08-22\"/><dc element=\"dc.source\" value=\"Agency\"/><dc "
     "element=\"dc.publisher\" value=\"Agency Holdings\"/></metadata>\n</newsitem>",
     "id=2286\ntitle=Rain falls.\nby=Ann Lee\ndate=1996-08-20 meta\nsource=Agency\ndateline=LOWER "
     "KARU\nlanguage=en\nkeyword=KARU\nkeyword=WEATHER\nkeyword=CLOUDS\n" END
     "body=It rained on \"Karu\".\n\nIt stopped.\n--\n"},
    {ITEM("", "<title>KARU: Rain</title><metadata><dc element='dc.date.created' value='1996-08-20'/><dc "
              "element='dc.publisher' value='A'/></metadata>"),
     "id=1\ntitle=KARU: Rain\ndate=1996-08-20 meta\nsource=A\n" END RAIN},
    {ITEM("date='x'", "<dateline>KARU</dateline><link>https://a.example/1</link>"),
     "id=1\ndateline=KARU\nurl=https://a.example/1\n" END RAIN},
    {ITEM("", "<link>no</link>"), "id=1\n" END RAIN},
    {"<newsitem itemid='1'><text>a<p>b</p>c</text></newsitem>", "id=1\n" END "body=a\n\nb\n\nc\n--\n"},
    {ITEM("", "") "\n<?xml version='1.0'?>\n" ITEM("", "") "<newsitem itemid='3'/>",
     "id=1\nmember=#1\n" END RAIN "id=1\nmember=#2\n" END RAIN "problem #3: no article text\n"},
    {"<newsitem itemid='1'><headline>Rain", "problem : line 1: <newsitem> is not closed\nid=1\ntitle=Rain\n" END "--\n"},
    {"<newsitem itemid='1'><text><p>AT&T &eacute;</p></text></newsitem>", "id=1\n" END "body=AT&T é\n--\n"},
    {"<x/>", "there is no <newsitem> in the file"},
};

static void items(void **state)
{
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_rcv1);
}

/* What the file says it is written in. */
static void latin_1(void **state)
{
    static const char file[] = "<?xml version=\"1.0\" encoding=\"iso-8859-1\" ?>\n<newsitem "
                               "itemid=\"1\"><headline>Z\xfcrich, \xc3\xa9</headline></newsitem>";
    catcher c;
    (void)state;
    assert_int_equal(catch (&c, (mg_span){file, sizeof file - 1}, "a", &mg_format_rcv1, NULL), MG_OK);
    assert_non_null(strstr(c.log.p, "title=Zürich"));
    catcher_end(&c);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_rcv1.sniff(MG_SPAN("<?xml version='1.0'?>\n<newsitem itemid=\"1\">")));
    assert_false(mg_format_rcv1.sniff(MG_SPAN("<newsitem id=\"1\">")));
    assert_false(mg_format_rcv1.sniff(MG_SPAN("<newsItem itemid=\"1\">")));
    assert_false(mg_format_rcv1.sniff(MG_SPAN("<html><newsitem itemid=\"1\">")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items),
        cmocka_unit_test(latin_1),
        cmocka_unit_test(sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
