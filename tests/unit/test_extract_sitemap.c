/* test_extract_sitemap.c - sitemaps for news, and those that tell of none. */
#include "tests/unit/catcher.h"

#define END(n) "member=#" n "\nformat=sitemap\n--\n"
#define SITEMAP(urls) "<?xml version='1.0' encoding='UTF-8'?>\n<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' " \
                      "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>" urls "</urlset>"
#define PAPER "<news:publication><news:name>The Courier</news:name><news:language>en</news:language></news:publication>"

static const catch_row rows[] = {
    {SITEMAP("<url><loc>https://courier.example/pier</loc><lastmod>2025-03-08</lastmod><news:news>" PAPER
             "<news:genres>Blog</news:genres><news:publication_date>2025-03-07T15:01:01+01:00</news:publication_date>"
             "<news:title>Pier &amp; boats &#x2019; shut</news:title><news:keywords>pier, boats , , storm</news:keywords></news:news>"
             "<image:image><image:loc>x</image:loc><image:title>no</image:title></image:image></url>"
             "<url><loc>https://courier.example/about</loc></url>"
             "<url><loc>https://courier.example/sun</loc><news:news><news:title><![CDATA[Sun & rain]]></news:title></news:news></url>"),
     "id=https://courier.example/pier\ntitle=Pier & boats \u2019 shut\ndate=2025-03-07T15:01:01+01:00 feed\nmodified=2025-03-08\n"
     "source=The Courier\nurl=https://courier.example/pier\nlanguage=en\nkeyword=pier\nkeyword=boats\nkeyword=storm\n" END("1")
     "id=https://courier.example/sun\ntitle=Sun & rain\nurl=https://courier.example/sun\n" END("2")},
    /* other prefixes, and one that nobody declared */
    {"<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
     "<s:url><s:loc>https://courier.example/2025/03/07/a</s:loc><n:news><n:title>Rain</n:title><n:publication_date>soon</n:publication_date></n:news></s:url></s:urlset>",
     "id=https://courier.example/2025/03/07/a\ntitle=Rain\ndate=2025-03-07 url\nurl=https://courier.example/2025/03/07/a\n" END("1")},
    {"<urlset><url><loc>https://courier.example/a</loc><news:news><news:title>Rain</news:title></news:news></url></urlset>",
     "id=https://courier.example/a\ntitle=Rain\nurl=https://courier.example/a\n" END("1")},
    /* an address with a bare &; no headline; a relative address */
    {SITEMAP("<url><loc>https://courier.example/?a=1&b=2</loc><news:news><news:title>Rain</news:title></news:news></url>"
             "<url><loc>https://courier.example/b</loc><news:news>" PAPER "</news:news></url>"
             "<url><loc>/c</loc><news:news><news:title>Sun</news:title></news:news></url>"),
     "id=https://courier.example/?a=1&b=2\ntitle=Rain\nurl=https://courier.example/?a=1&b=2\n" END("1")
     "problem #2: no article text\nid=a#3\ntitle=Sun\n" END("3")},
    /* what tells of no article */
    {SITEMAP("<url><loc>https://courier.example/about</loc></url><url><loc>https://courier.example/b</loc></url>"),
     "a sitemap that only lists addresses: it tells of no article"},
    {"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://courier.example/1.xml</loc></sitemap></sitemapindex>",
     "a sitemap that only lists addresses: it tells of no article"},
    {"<urlset/>", "a sitemap that only lists addresses: it tells of no article"},
};

static void test_rows(void **state)
{
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_sitemap);
}

static void test_sniff(void **state)
{
    (void)state;
    assert_true(mg_format_sitemap.sniff(MG_SPAN("<?xml version='1.0'?><?xml-stylesheet href='x'?><urlset xmlns='x'>")));
    assert_true(mg_format_sitemap.sniff(MG_SPAN("<sitemapindex>")));
    assert_false(mg_format_sitemap.sniff(MG_SPAN("<html><urlset>")));
    assert_false(mg_format_sitemap.sniff(MG_SPAN("A <urlset> is")));
    assert_false(mg_format_sitemap.sniff(MG_SPAN("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_sniff)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
