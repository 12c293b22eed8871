/* extract_sitemap.c - sitemaps for news: each page that is announced with its headline is an article, without text.
 *
 *   <urlset> <url><loc>URL</loc> <news:news>
 *     <news:publication><news:name>The Courier</news:name><news:language>en</news:language></news:publication>
 *     <news:publication_date>..</news:publication_date> <news:title>..</news:title> <news:keywords>a, b</news:keywords>
 *   </news:news></url> .. </urlset>
 *
 * A sitemap that only lists pages, or other sitemaps, says nothing of any article. */
#include "indexer/extract.h"

#include "indexer/feed_elements.h"

#define KEYWORDS_MAX 200

static const mg_feed_element loc = {MG_FEED_OWN, "loc"}, lastmod = {MG_FEED_OWN, "lastmod"}, news = {MG_FEED_NEWS, "news"},
                             publication = {MG_FEED_NEWS, "publication"}, name = {MG_FEED_NEWS, "name"},
                             language = {MG_FEED_NEWS, "language"}, published = {MG_FEED_NEWS, "publication_date"},
                             title = {MG_FEED_NEWS, "title"}, keywords = {MG_FEED_NEWS, "keywords"};

static mg_status read_keywords(mg_span text, mg_arena *arena, mg_spans *list, mg_error *err)
{
    for (size_t at = 0, end; at < text.n && list->n < KEYWORDS_MAX; at = end + 1) {
        end = mg_span_find(text, at, ',');
        mg_span keyword = mg_span_trim(mg_span_sub(text, at, end));
        if (keyword.n && !mg_spans_add(list, keyword, arena)) return mg_fail_nomem(err, "reading a sitemap");
    }
    return MG_OK;
}

static mg_status read_entry(const xmlNode *url, const xmlNode *entry, mg_arena *arena, mg_article *article, mg_error *err)
{
    const xmlNode *paper = mg_feed_child(entry, publication);
    mg_span link, date, change, words;
    MG_TRY(mg_feed_word(mg_feed_child(url, loc), arena, &link, err));
    MG_TRY(mg_feed_url(url, link, MG_SPAN(""), arena, &article->url, err));
    MG_TRY(mg_feed_line(mg_feed_child(entry, title), arena, &article->title, err));
    MG_TRY(mg_feed_line(mg_feed_child(paper, name), arena, &article->source, err));
    MG_TRY(mg_feed_word(mg_feed_child(paper, language), arena, &article->language, err));
    MG_TRY(mg_feed_line(mg_feed_child(entry, keywords), arena, &words, err));
    MG_TRY(read_keywords(words, arena, &article->keywords, err));
    MG_TRY(mg_feed_word(mg_feed_child(entry, published), arena, &date, err));
    MG_TRY(mg_feed_word(mg_feed_child(url, lastmod), arena, &change, err));
    if (mg_date_parse(date, &article->date)) article->date_source = MG_DATE_FROM_FEED;
    mg_date_parse(change, &article->modified);
    return MG_OK;
}

static mg_status read_urls(mg_xml *xml, const mg_file *file, mg_sink *sink, mg_error *err)
{
    size_t number = 0;
    for (;;) {
        xmlNode *url;
        MG_TRY(mg_xml_next(xml, &url, err));
        if (!url) break;
        const xmlNode *entry = mg_feed_child(url, news);
        if (!entry) continue;
        mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
        MG_TRY(read_entry(url, entry, sink->arena, &article, err));
        if (mg_xml_fault(xml)) mg_sink_tell(sink, number + 1, mg_xml_fault(xml));
        MG_TRY(mg_sink_give(sink, file, &mg_format_sitemap, ++number, &article, err));
    }
    return number ? MG_OK : mg_fail(err, MG_FORMAT, "a sitemap that only lists addresses: it tells of no article");
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const records[] = {"url", NULL};
    mg_xml *xml;
    MG_TRY(mg_xml_open(text, records, &xml, err));
    mg_status status = read_urls(xml, file, sink, err);
    mg_xml_close(xml);
    return status;
}

static bool sniff(mg_span head)
{
    mg_span root = mg_xml_root(head, NULL);
    return mg_span_eq(root, MG_SPAN("urlset")) || mg_span_eq(root, MG_SPAN("sitemapindex"));
}

static const char *const suffixes[] = {NULL};

const mg_format mg_format_sitemap = {
    .name = "sitemap",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .announces = true,
    .several = true,
};
