/* test_extract_wxr.c - exports of WordPress's: which items are articles, and what each says. */
#include "tests/unit/catcher.h"

#define END(n) "member=#" n "\nformat=wxr\n"
#define EXPORT(rest)                                                                                          \
    "<?xml version='1.0' encoding='UTF-8' ?>\n<!-- This is an export -->\n<rss version='2.0' "                 \
    "xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/' xmlns:content='http://purl.org/rss/1.0/modules/content/' " \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:wp='http://wordpress.org/export/1.2/'><channel>" rest "</channel></rss>"
#define POST "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
#define ITEM(fields) EXPORT("<item><title>Rain</title>" POST fields "</item>")
#define DATES(local, gmt) "<wp:post_date>" local "</wp:post_date><wp:post_date_gmt>" gmt "</wp:post_date_gmt>"

static const catch_row posts[] = {
    {EXPORT("<title>The Courier</title><link>https://courier.example</link><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>"
            "<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[zed]]></wp:author_login>"
            "<wp:author_display_name><![CDATA[Zed Oy]]></wp:author_display_name></wp:author>"
            "<wp:author><wp:author_login><![CDATA[alee]]></wp:author_login><wp:author_email>a@courier.example</wp:author_email>"
            "<wp:author_display_name><![CDATA[Ann Lee]]></wp:author_display_name></wp:author>"
            "<wp:category><wp:cat_name><![CDATA[City]]></wp:cat_name></wp:category>"
            "<item><title>Logo</title><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>"
            "<item><title><![CDATA[Pier & boats]]></title><link>https://courier.example/2025/03/pier/</link>"
            "<pubDate>Fri, 07 Mar 2025 00:30:00 +0000</pubDate><dc:creator><![CDATA[alee]]></dc:creator>"
            "<guid isPermaLink='false'>https://courier.example/?p=7</guid><description></description>"
            "<content:encoded><![CDATA[The pier is <em>shut</em>.\n\n[caption id='x']<img src='y'> The pier[/caption]\n\nAnd the boats [sic].]]></content:encoded>"
            "<excerpt:encoded><![CDATA[No way to sea.]]></excerpt:encoded><wp:post_id>7</wp:post_id>"
            "<wp:post_date>2025-03-07 01:30:00</wp:post_date><wp:post_date_gmt>2025-03-07 00:30:00</wp:post_date_gmt>"
            "<wp:post_modified>2025-03-08 10:00:00</wp:post_modified><wp:post_modified_gmt>2025-03-08 09:00:00</wp:post_modified_gmt>" POST
            "<category domain='category' nicename='city'><![CDATA[City]]></category><category domain='post_tag' nicename='pier'><![CDATA[Pier]]></category>"
            "<category domain='category' nicename='sea'><![CDATA[Sea]]></category><category domain='post_format' nicename='aside'>Aside</category>"
            "<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>no</wp:meta_value></wp:postmeta>"
            "<wp:comment><wp:comment_author>Troll</wp:comment_author><wp:comment_content>no</wp:comment_content></wp:comment></item>"
            "<item><title>Draft</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>"
            "<item><title>About us</title><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>"
            "<item><title>Menu</title><wp:status>publish</wp:status><wp:post_type>nav_menu_item</wp:post_type></item>"
            "<item><title>Sun</title><dc:creator>ghost</dc:creator>" POST "</item>"),
     "id=https://courier.example/?p=7\ntitle=Pier & boats\nstandfirst=No way to sea.\nby=Ann Lee\ndate=2025-03-07T01:30:00+01:00 meta\n"
     "modified=2025-03-08T10:00:00+01:00\nsource=The Courier\nsection=City\nurl=https://courier.example/2025/03/pier/\nlanguage=en\n"
     "keyword=Pier\nkeyword=Sea\n" END("1") "body=The pier is shut.\n\nThe pier\n\nAnd the boats [sic].\n--\n"
     "id=a#2\ntitle=Sun\nsource=The Courier\nlanguage=en\n" END("2") "--\n"},
    /* dates: local time with the zone that both tell, Greenwich's alone, local alone, none, and RSS's */
    {ITEM(DATES("2025-03-06 20:00:00", "2025-03-07 01:00:00")), "id=a#1\ntitle=Rain\ndate=2025-03-06T20:00:00-05:00 meta\n" END("1") "--\n"},
    {ITEM(DATES("2025-01-01 05:30:00", "2025-01-01 00:00:00")), "id=a#1\ntitle=Rain\ndate=2025-01-01T05:30:00+05:30 meta\n" END("1") "--\n"},
    {ITEM(DATES("2025-01-01 05:30:00", "2024-12-31 20:00:00")), "id=a#1\ntitle=Rain\ndate=2025-01-01T05:30:00+09:30 meta\n" END("1") "--\n"},
    {ITEM(DATES("2025-01-01 05:31:00", "2025-01-01 00:00:00")), "id=a#1\ntitle=Rain\ndate=2025-01-01T00:00:00Z meta\n" END("1") "--\n"},
    {ITEM(DATES("2025-03-06 20:00:00", "2025-03-09 01:00:00")), "id=a#1\ntitle=Rain\ndate=2025-03-09T01:00:00Z meta\n" END("1") "--\n"},
    {ITEM("<wp:post_date_gmt>2025-03-07 01:00:00</wp:post_date_gmt>"), "id=a#1\ntitle=Rain\ndate=2025-03-07T01:00:00Z meta\n" END("1") "--\n"},
    {ITEM(DATES("2025-03-06 20:00:00", "0000-00-00 00:00:00")), "id=a#1\ntitle=Rain\ndate=2025-03-06T20:00:00 meta\n" END("1") "--\n"},
    {ITEM("<pubDate>Fri, 07 Mar 2025 01:00:00 +0000</pubDate>" DATES("0000-00-00 00:00:00", "0000-00-00 00:00:00")),
     "id=a#1\ntitle=Rain\ndate=2025-03-07T01:00:00Z meta\n" END("1") "--\n"},
    {ITEM("<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>" DATES("0000-00-00 00:00:00", "0000-00-00 00:00:00")),
     "id=a#1\ntitle=Rain\n" END("1") "--\n"},
    /* who wrote: a full name that no list explains is one, a login is none */
    {ITEM("<dc:creator>Ann Lee</dc:creator>"), "id=a#1\ntitle=Rain\nby=Ann Lee\n" END("1") "--\n"},
    {ITEM("<dc:creator>admin</dc:creator>"), "id=a#1\ntitle=Rain\n" END("1") "--\n"},
    {EXPORT("<wp:author><wp:author_login>bo</wp:author_login><wp:author_display_name/></wp:author><item><title>Rain</title><dc:creator>bo</dc:creator>" POST "</item>"),
     "id=a#1\ntitle=Rain\n" END("1") "--\n"},
    /* the category that WordPress gives when the author gives none */
    {ITEM("<category domain='category' nicename='uncategorized'>Uncategorized</category>"), "id=a#1\ntitle=Rain\n" END("1") "--\n"},
    /* other systems' exports leave out what is always the same */
    {EXPORT("<item><title>Rain</title><content:encoded>It rained.</content:encoded></item>"), "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n--\n"},
    /* blocks */
    {ITEM("<content:encoded><![CDATA[<!-- wp:paragraph -->\n<p>It\nrained.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list --><ul><li>much</li></ul><!-- /wp:list -->]]></content:encoded>"),
     "id=a#1\ntitle=Rain\n" END("1") "body=It rained.\n\n- much\n--\n"},
    /* nothing to read; nothing at all */
    {EXPORT("<item><guid>x</guid>" POST "</item><item><title>Rain</title>" POST "</item>"), "problem #1: no article text\nid=a#2\ntitle=Rain\n" END("2") "--\n"},
    {EXPORT("<item><title>Draft</title><wp:status>draft</wp:status></item>"), "no published post is in the export"},
    {EXPORT("<item><title>R & B</title>" POST "</item><item><title>Rain"),
     "id=a#1\ntitle=R & B\n" END("1") "--\n"
     "problem #2: line 3: <item> is not closed\nid=a#2\ntitle=Rain\n" END("2") "--\n"},
};

static void test_posts(void **state)
{
    (void)state;
    catch_rows(posts, MG_COUNT(posts), &mg_format_wxr);
}

/* An export is a feed, too, but not to be read as one; a feed of WordPress's is no export. */
static void test_sniff(void **state)
{
    (void)state;
    catcher c;
    assert_true(mg_format_wxr.sniff(MG_SPAN(EXPORT(""))));
    assert_false(mg_format_wxr.sniff(MG_SPAN("<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'>")));
    assert_false(mg_format_wxr.sniff(MG_SPAN("<a xmlns:wp='http://wordpress.org/export/1.2/'>")));
    assert_int_equal(catch (&c, MG_SPAN(ITEM("")), "x.xml", NULL, NULL), MG_OK);
    assert_string_equal(c.log.p, "id=x.xml#1\ntitle=Rain\n" END("1") "--\n");
    catcher_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_posts), cmocka_unit_test(test_sniff)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
