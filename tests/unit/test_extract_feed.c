/* test_extract_feed.c - RSS, RDF and Atom, a shape or a trap a row. */
#include "tests/unit/catcher.h"

#define END(n) "member=#" n "\nformat=feed\n"
#define NAMESPACES                                                                                            \
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' "    \
    "xmlns:media='http://search.yahoo.com/mrss/' xmlns:atom='http://www.w3.org/2005/Atom' "                    \
    "xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/' xmlns:dcterms='http://purl.org/dc/terms/' "
#define RSS(items) "<rss version='2.0' " NAMESPACES "><channel>" items "</channel></rss>"
#define ITEM(fields) RSS("<item>" fields "</item>")
#define ATOM(rest) "<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom'>" rest "</feed>"
#define ENTRY(fields) ATOM("<entry>" fields "</entry>")
#define RAIN "<title>Rain</title>"

static const catch_row shapes[] = {
    /* RSS 2.0 */
    {RSS("<title>The Courier</title><link>https://courier.example/</link><language>en-GB</language>"
         "<pubDate>Sat, 08 Mar 2025 00:00:00 GMT</pubDate><image><title>Logo</title><url>x</url></image>"
         "<item><title>Pier is shut</title><link>https://courier.example/pier</link><guid isPermaLink='false'>c-1</guid>"
         "<dc:creator>Ann Lee</dc:creator><pubDate>Fri, 07 Mar 2025 15:01:01 +0100</pubDate><category>City</category>"
         "<description>The pier is closed until spring.</description>"
         "<content:encoded><![CDATA[<p>The pier was shut &amp; barred.</p><ul><li>by day</li><li>by night</li>"
     "</ul>]]></content:encoded>"
         "<media:content url='x.jpg'><media:title>No</media:title><media:description>No</media:description>"
         "<media:credit>Bo Ek</media:credit></media:content></item>"
         "<item><title>Only a headline</title></item>"),
     "id=c-1\ntitle=Pier is shut\nstandfirst=The pier is closed until spring.\nby=Ann Lee\ndate=2025-03-07T15:01:01+01:00 feed\n"
     "source=The Courier\nsection=City\nurl=https://courier.example/pier\nlanguage=en\n" END("1")
     "body=The pier was shut & barred.\n\n- by day\n- by night\n--\n"
     "id=a#2\ntitle=Only a headline\nsource=The Courier\nlanguage=en\n" END("2") "--\n"},
    /* RSS 0.91, with its doctype; only descriptions */
    {"<?xml version='1.0'?><!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://nowhere.example/rss-0.91.dtd'>\n"
     "<rss version='0.91'><channel><title>Post</title><language>en</language><item>" RAIN
     "<link>http://post.example/rain</link><description>\n  It rained all day\n  in the port.\n\n  It stopped.\n</description></item>"
     "</channel></rss>",
     "id=http://post.example/rain\ntitle=Rain\nsource=Post\nurl=http://post.example/rain\nlanguage=en\n" END("1")
     "body=It rained all day in the port.\n\nIt stopped.\n--\n"},
    /* RSS 1.0: items stand beside the channel */
    {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' " NAMESPACES ">"
     "<channel rdf:about='http://post.example/rss'><title>Post</title><link>http://post.example/</link>"
     "<dc:language>fr</dc:language>"
     "<items><rdf:Seq><rdf:li rdf:resource='http://post.example/1'/></rdf:Seq></items></channel>"
     "<item rdf:about='http://post.example/1'>" RAIN "<link>http://post.example/1</link>"
     "<dc:date>2004-12-31T10:14:55Z</dc:date>"
     "<dc:creator>Ann Lee</dc:creator><dc:subject>Weather</dc:subject></item></rdf:RDF>",
     "id=http://post.example/1\ntitle=Rain\nby=Ann Lee\ndate=2004-12-31T10:14:55Z feed\nsource=Post\nsection=Weather\n"
     "url=http://post.example/1\nlanguage=fr\n" END("1") "--\n"},
    /* Atom 1.0 */
    {"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de' xml:base='https://bote.example/'>"
     "<title type='html'>Der &lt;b&gt;Bote&lt;/b&gt;</title>"
     "<author><name>Der Bote</name></author><link rel='self' href='/atom'/><updated>2025-03-09T00:00:00Z</updated>"
     "<entry><id>tag:bote.example,2025:1</id><title>Regen</title><link rel='enclosure' href='x.mp3'/>"
     "<link rel='alternate' href='2025/regen'/>"
     "<author><name>Jo Alt</name><email>jo@bote.example</email></author><author><name>Mia Neu</name></author>"
     "<published>2025-03-07T08:00:00+01:00</published><updated>2025-03-08T09:00:00+01:00</updated>"
     "<category term='hafen' label='Hafen'/><category term='wetter'/>"
     "<summary>Kurz gesagt: Regen.</summary>"
     "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Es <em>regnet</em>.<br/>Immer.</p>"
     "<script/><p>Noch.</p></div></content></entry>"
     "<entry><title>Sonne</title><id>u:2</id><updated>2025-03-09</updated></entry></feed>",
     "id=tag:bote.example,2025:1\ntitle=Regen\nstandfirst=Kurz gesagt: Regen.\nby=Jo Alt\nby=Mia Neu\ndate=2025-03-07T08:00:00+01:00 feed\n"
     "modified=2025-03-08T09:00:00+01:00\nsource=Der Bote\nurl=https://bote.example/2025/regen\nlanguage=de\nkeyword=Hafen\nkeyword=wetter\n"
     END("1") "body=Es regnet.\nImmer.\n\nNoch.\n--\n"
     "id=u:2\ntitle=Sonne\ndate=2025-03-09 feed\nsource=Der Bote\nlanguage=de\n" END("2") "--\n"},
    /* Atom 0.3 */
    {"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Post</title><author><name>Bo Ek</name></author>"
     "<entry>" RAIN "<link rel='alternate' type='text/html' href='http://post.example/1'/>"
     "<issued>2003-12-31T10:14:55Z</issued>"
     "<modified>2004-01-01T10:14:55Z</modified><content type='text/html' mode='escaped'>&lt;p&gt;It rained.&lt;/p&gt;</content></entry></feed>",
     "id=http://post.example/1\ntitle=Rain\nby=Bo Ek\ndate=2003-12-31T10:14:55Z feed\nmodified=2004-01-01T10:14:55Z\nsource=Post\n"
     "url=http://post.example/1\n" END("1") "body=It rained.\n--\n"},
    /* an entry from another paper's feed */
    {ATOM("<title>Planet</title><author><name>The Planet Team</name></author><entry>" RAIN "<source>"
     "<title>Post</title><author><name>Ann Lee</name></author></source></entry>"
          "<entry><title>Sun</title><source><id>x</id></source></entry>"),
     "id=a#1\ntitle=Rain\nby=Ann Lee\nsource=Post\n" END("1") "--\nid=a#2\ntitle=Sun\nsource=Planet\n" END("2") "--\n"},
    /* prefixes that are other than usual, and one that nobody declared */
    {"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>Rain</a:title>"
     "<a:summary>It rained.</a:summary></a:entry></a:feed>",
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
    {"<rss><channel><item>" RAIN "<dc:creator>Ann Lee</dc:creator></item></channel></rss>",
     "id=a#1\ntitle=Rain\nby=Ann Lee\n" END("1") "--\n"},
    {"<rss xmlns='http://backend.example/rss2' xmlns:x='http://x.example/'><channel><title>Post</title><item>"
     "<x:title>no</x:title>" RAIN "</item></channel></rss>",
     "id=a#1\ntitle=Rain\nsource=Post\n" END("1") "--\n"},
};

static const catch_row texts[] = {
    /* headlines: escaped, doubly escaped, in CDATA, with bare < and & */
    {ITEM("<title>Cup &amp;amp; saucer &lt;b&gt;won&lt;/b&gt;</title>"), "id=a#1\ntitle=Cup & saucer won\n" END("1") "--\n"},
    {ITEM("<title>Cup &amp;amp;amp; saucer &amp;lt;b&amp;gt;won&amp;lt;/b&amp;gt;</title>"), "id=a#1\ntitle=Cup & saucer won\n" END("1") "--\n"},
    {ITEM("<title><![CDATA[Cup &#8217; & <i>saucer</i>]]></title>"), "id=a#1\ntitle=Cup \u2019 & saucer\n" END("1") "--\n"},
    {ITEM("<title>1 &lt; 2 &amp; 3 > 2</title>"), "id=a#1\ntitle=1 < 2 & 3 > 2\n" END("1") "--\n"},
    {ENTRY("<title type='text'>Of the &lt;blink> of an eye</title>"), "id=a#1\ntitle=Of the <blink> of an eye\n" END("1") "--\n"},
    {ITEM("<title>don&#146;t</title>"), "id=a#1\ntitle=don\u2019t\n" END("1") "--\n"},
    /* the paper's name behind the headline, as aggregators have it */
    {ITEM("<title>Rain - The Post</title><source url='https://post.example'>The Post</source>"),
     "id=a#1\ntitle=Rain\nsource=The Post\n" END("1") "--\n"},
    {ITEM("<title>Rain - The Post Office</title><source url='https://post.example'>The Post</source>"),
     "id=a#1\ntitle=Rain - The Post Office\nsource=The Post\n" END("1") "--\n"},
    /* bodies: escaped once and twice, markup that was not escaped, plain text said to be such though it is none */
    {ITEM(RAIN "<description>&lt;p&gt;It &lt;b&gt;rained&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Much.&lt;/p&gt;</description>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n\nMuch.\n--\n"},
    {ITEM(RAIN "<description>&amp;lt;p&amp;gt;It rained.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Much.&amp;lt;/p&amp;gt;</description>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n\nMuch.\n--\n"},
    {ITEM(RAIN "<description>It <b>rained</b>.<br/>Much.</description>"), "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\nMuch.\n--\n"},
    {ENTRY(RAIN "<summary>&lt;p>It rained.&lt;/p></summary>"), "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
    {ENTRY(RAIN "<content type='text'>a &lt; b, and [x].</content>"), "id=a#1\ntitle=Rain\n" END("1") "body=a < b, and [x].\n--\n"},
    {ENTRY(RAIN "<content type='image/png'>aGFsbG8=</content><summary>It rained.</summary>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
    {ENTRY(RAIN "<content type='text/html' src='https://post.example/1'/><summary type='html'>It rained.</summary>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
    {ITEM("<description>Rain fell and nobody gave it a headline.</description>"),
     "id=a#1\n" END("1") "body=Rain fell and nobody gave it a headline.\n--\n"},
    {ITEM(RAIN "<description>Rain</description>"), "id=a#1\ntitle=Rain\n" END("1") "--\n"},
    /* a full text that is empty is none; nor is one that is a picture */
    {ITEM(RAIN "<content:encoded><![CDATA[<img src='x'>]]></content:encoded><description>It rained.</description>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
    /* what is no standfirst: how the text begins, a cut excerpt, several paragraphs */
    {ITEM(RAIN "<description>It rained.</description><content:encoded>It rained. It stopped.</content:encoded>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained. It stopped.\n--\n"},
    {ITEM(RAIN "<description>It rained. It stopped.</description><content:encoded>&lt;p>It rained.&lt;/p>&lt;p>It stopped.&lt;/p></content:encoded>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n\nIt stopped.\n--\n"},
    {ITEM(RAIN "<description>Rain fell on the [&amp;#8230;]</description><content:encoded>It rained.</content:encoded>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
    {ITEM(RAIN "<description>&lt;p>A.&lt;/p>&lt;p>B.&lt;/p></description><content:encoded>It rained.</content:encoded>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
    /* the line that WordPress adds */
    {ITEM(RAIN "<content:encoded><![CDATA[<p>It rained.</p><p>The post <a href='x'>Rain</a> appeared first on <a href='y'>Post</a>.</p>]]></content:encoded>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
};

static const catch_row fields[] = {
    /* authors */
    {ITEM(RAIN "<author>ann@post.example (Ann Lee)</author>"), "id=a#1\ntitle=Rain\nby=Ann Lee\n" END("1") "--\n"},
    {ITEM(RAIN "<author>Ann Lee &lt;ann@post.example&gt;</author>"), "id=a#1\ntitle=Rain\nby=Ann Lee\n" END("1") "--\n"},
    {ITEM(RAIN "<author>Ann Lee (ann@post.example)</author>"), "id=a#1\ntitle=Rain\nby=Ann Lee\n" END("1") "--\n"},
    {ITEM(RAIN "<author>news@post.example</author>"), "id=a#1\ntitle=Rain\n" END("1") "--\n"},
    {ITEM(RAIN "<author>x@y (By Ann Lee and Bo Ek)</author><dc:creator>admin</dc:creator>"), "id=a#1\ntitle=Rain\nby=Ann Lee\nby=Bo Ek\n" END("1") "--\n"},
    {ITEM(RAIN "<dc:creator>Ann Lee</dc:creator><dc:creator>Bo Ek</dc:creator><author>no</author>"),
     "id=a#1\ntitle=Rain\nby=Ann Lee\nby=Bo Ek\n" END("1") "--\n"},
    {ITEM(RAIN "<atom:author><atom:name>Ann Lee</atom:name></atom:author>"), "id=a#1\ntitle=Rain\nby=Ann Lee\n" END("1") "--\n"},
    /* dates */
    {ITEM(RAIN "<pubDate>Fri, 07 Mar 2025 15:01:01 EST</pubDate>"), "id=a#1\ntitle=Rain\ndate=2025-03-07T15:01:01-05:00 feed\n" END("1") "--\n"},
    {ITEM(RAIN "<pubDate>Fri, 07 Mar 2025 15:01 BST</pubDate>"), "id=a#1\ntitle=Rain\ndate=2025-03-07T15:01:00+01:00 feed\n" END("1") "--\n"},
    {ITEM(RAIN "<pubDate>7 Mar 2025 15:01:01 GMT</pubDate>"), "id=a#1\ntitle=Rain\ndate=2025-03-07T15:01:01Z feed\n" END("1") "--\n"},
    {ITEM(RAIN "<pubDate>Thu, 01 Jan 04 19:48:21 GMT</pubDate>"), "id=a#1\ntitle=Rain\ndate=2004-01-01T19:48:21Z feed\n" END("1") "--\n"},
    {ITEM(RAIN "<pubDate>Seg, 24 Set 2018 19:42:40 -0300</pubDate>"), "id=a#1\ntitle=Rain\ndate=2018-09-24T19:42:40-03:00 feed\n" END("1") "--\n"},
    {ITEM(RAIN "<pubDate>3/7/2025 10:00</pubDate><dc:date>2025-03-07</dc:date>"), "id=a#1\ntitle=Rain\ndate=2025-03-07 feed\n" END("1") "--\n"},
    {ITEM(RAIN "<pubDate>2 hours ago</pubDate>"), "id=a#1\ntitle=Rain\n" END("1") "--\n"},
    {ITEM(RAIN "<pubDate>Fri, 31 Feb 2025 10:00:00 GMT</pubDate>"), "id=a#1\ntitle=Rain\n" END("1") "--\n"},
    {ITEM(RAIN "<dcterms:issued>2025-03-07</dcterms:issued><dcterms:modified>2025-03-08</dcterms:modified>"),
     "id=a#1\ntitle=Rain\ndate=2025-03-07 feed\nmodified=2025-03-08\n" END("1") "--\n"},
    {ITEM(RAIN "<link>https://post.example/2025/03/07/rain</link>"),
     "id=https://post.example/2025/03/07/rain\ntitle=Rain\ndate=2025-03-07 url\nurl=https://post.example/2025/03/07/rain\n" END("1") "--\n"},
    /* links and ids */
    {ITEM(RAIN "<guid>https://post.example/1</guid>"), "id=https://post.example/1\ntitle=Rain\nurl=https://post.example/1\n" END("1") "--\n"},
    {ITEM(RAIN "<guid isPermaLink='false'>https://post.example/1</guid>"), "id=https://post.example/1\ntitle=Rain\n" END("1") "--\n"},
    {ITEM(RAIN "<guid isPermaLink='true'>urn:x</guid>"), "id=urn:x\ntitle=Rain\n" END("1") "--\n"},
    {ITEM(RAIN "<atom:link rel='self' href='https://no.example/'/><link>https://post.example/1?a=1&amp;b=2</link>"),
     "id=https://post.example/1?a=1&b=2\ntitle=Rain\nurl=https://post.example/1?a=1&b=2\n" END("1") "--\n"},
    {RSS("<link>https://post.example/news/</link><item>" RAIN "<link>/1</link></item>"
     "<item>" RAIN "<link>2.html</link></item>"
         "<item>" RAIN "<link>//cdn.example/3</link></item><item>" RAIN "<link>javascript:alert(1)</link></item>"),
     "id=https://post.example/1\ntitle=Rain\nurl=https://post.example/1\n" END("1") "--\nid=a#2\ntitle=Rain\n" END("2") "--\n"
     "id=https://cdn.example/3\ntitle=Rain\nurl=https://cdn.example/3\n" END("3") "--\nid=a#4\ntitle=Rain\n" END("4") "--\n"},
    {ATOM("<entry xml:base='https://post.example/a/'>" RAIN "<link href='b/c'/></entry>"),
     "id=https://post.example/a/b/c\ntitle=Rain\nurl=https://post.example/a/b/c\n" END("1") "--\n"},
    /* sections and keywords */
    {ITEM(RAIN "<category>City</category><category>Ferries</category>"), "id=a#1\ntitle=Rain\nkeyword=City\nkeyword=Ferries\n" END("1") "--\n"},
    {ITEM(RAIN "<category domain='post/section'>City</category><category domain='x/tags'>Ferries</category>"),
     "id=a#1\ntitle=Rain\nsection=City\nkeyword=Ferries\n" END("1") "--\n"},
    {ITEM(RAIN "<category domain='x/keywords'>Ferries</category>"), "id=a#1\ntitle=Rain\nkeyword=Ferries\n" END("1") "--\n"},
    {ITEM(RAIN "<category>Ferries, storms,night</category>"), "id=a#1\ntitle=Rain\nkeyword=Ferries\nkeyword=storms\nkeyword=night\n" END("1") "--\n"},
    {ITEM(RAIN "<category><![CDATA[Arts, Books &amp; Music]]></category><category>Uncategorized</category>"),
     "id=a#1\ntitle=Rain\nsection=Arts, Books & Music\n" END("1") "--\n"},
    {ITEM(RAIN "<prism:section>City</prism:section><category>Ferries</category>"), "id=a#1\ntitle=Rain\nsection=City\nkeyword=Ferries\n" END("1") "--\n"},
    /* an item's own language */
    {RSS("<language>en</language><item>" RAIN "<dc:language>pt-BR</dc:language>"
     "</item>"), "id=a#1\ntitle=Rain\nlanguage=pt\n" END("1") "--\n"},
};

static const catch_row broken[] = {
    {RSS("<item><title>R & B &nosuch; caf&eacute;</title><link>https://post.example/?a=1&b=2</link></item>"
     "<item>" RAIN "</item>"),
     "id=https://post.example/?a=1&b=2\ntitle=R & B &nosuch; caf\u00e9\n"
     "url=https://post.example/?a=1&b=2\n" END("1") "--\nid=a#2\ntitle=Rain\n" END("2") "--\n"},
    {RSS("<item><title>Wind</b></title><description>&lt;p>It blew.&lt;/p></description></item><item>" RAIN),
     "problem #1: line 1: Opening and ending tag mismatch: title line 1 and b\nid=a#1\ntitle=Wind\n" END("1") "--\n"
     "problem #2: line 1: <item> is not closed\nid=a#2\ntitle=Rain\n" END("2") "--\n"},
    {RSS("<item><guid>c-1</guid><link>https://post.example/x.jpg</link></item><item>" RAIN "</item>"),
     "problem #1: no article text\nid=a#2\ntitle=Rain\n" END("2") "--\n"},
    {RSS("<title>Post</title>"), "the feed has no items"},
    {"<!DOCTYPE rss [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>x&e;</title></item>"
     "</channel></rss>",
     "id=a#1\ntitle=x&e;\n" END("1") "--\n"},
};

#define ALL(name, rows)                                                                                       \
    static void name(void **state)                                                                            \
    {                                                                                                         \
        (void)state;                                                                                          \
        catch_rows(rows, MG_COUNT(rows), &mg_format_feed);                                                    \
    }
ALL(test_shapes, shapes)
ALL(test_texts, texts)
ALL(test_fields, fields)
ALL(test_broken, broken)

static void test_sniff(void **state)
{
    static const char *const feeds[] = {"<rss>", "<?xml version='1.0'?>\n<!-- <html> -->\n<rss version='2.0'>"
     "<channel><title>a</title><link>b</link><p>",
                                        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", "<feed version='0.3'>", ATOM(""),
                                        "<entry xmlns='http://www.w3.org/2005/Atom'>"};
    static const char *const others[] = {"", "rss", "<html><rss>", "<p>An <rss> file", "<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>",
                                         "<feed xmlns='http://shop.example/'>", "<urlset>", "{\"a\": \"<rss>\"}", "<rssx>"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(feeds); i++) assert_true(mg_format_feed.sniff(mg_span_str(feeds[i])));
    for (size_t i = 0; i < MG_COUNT(others); i++) assert_false(mg_format_feed.sniff(mg_span_str(others[i])));
}

/* A feed in an encoding of its own, found without a name that helps. */
static void test_charset(void **state)
{
    (void)state;
    catcher c;
    mg_span file = MG_SPAN("<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><item><title>caf\xe9</title>"
     "</item></channel></rss>");
    assert_int_equal(catch (&c, file, "x.xml", NULL, NULL), MG_OK);
    assert_string_equal(c.log.p, "id=x.xml#1\ntitle=caf\u00e9\n" END("1") "--\n");
    catcher_end(&c);
}

/* Much of everything: elements, authors, categories, depth, references. */
static void test_large(void **state)
{
    static const char *const pieces[] = {"<category>x</category>", "<category>a,b,c</category>", "<author>A B</author>", "<description/>",
                                         "<link/>", "<b>", "&", "&#1;", "&lt;", "<description>&lt;/", "<guid>x</guid>", "<![CDATA[", "<item>"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf text = MG_BUF_INIT;
        catcher c;
        mg_buf_adds(&text, "<rss><channel><item>" RAIN);
        for (int n = 0; n < 50000; n++) mg_buf_adds(&text, pieces[i]);
        assert_int_equal(catch (&c, mg_buf_span(&text), "a", &mg_format_feed, NULL), MG_OK);
        assert_int_equal(c.articles, 1);
        catcher_end(&c);
        mg_buf_dispose(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes), cmocka_unit_test(test_texts), cmocka_unit_test(test_fields), cmocka_unit_test(test_broken),
        cmocka_unit_test(test_sniff),  cmocka_unit_test(test_charset), cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
