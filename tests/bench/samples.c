/* samples.c - see samples.h. */
#include "tests/bench/samples.h"

#include "common/utf8.h"
#include "tests/unit/zip_maker.h"

#include <jansson.h>
#include <libdeflate.h>
#include <stdlib.h>

/* ---- pieces of articles ---- */

static news article; /* the one in the making */

static const char *headline(newsroom *room)
{
    newsroom_write(room, &article);
    for (size_t i = 0; i < article.headline.n; i++)
        if (article.headline.p[i] == '\n') article.headline.p[i] = ' ';
    return article.headline.p;
}

/* The next article's paragraphs, each between two tags. */
static void add_paragraphs(mg_buf *out, const char *open, const char *close)
{
    mg_span text = mg_buf_span(&article.text);
    for (size_t at = 0, end; at < text.n; at = end + 2) {
        end = mg_span_find_span(text, at, MG_SPAN("\n\n"));
        mg_buf_adds(out, open);
        mg_buf_add(out, mg_span_sub(text, at, end));
        mg_buf_adds(out, close);
    }
}

/* Without line ends within paragraphs, and with & for &amp;. */
static void add_plain(mg_buf *out, const char *marked)
{
    for (const char *p = marked; *p; p++) {
        bool wrap = *p == '\n' && p[1] != '\n' && p > marked && p[-1] != '\n';
        mg_buf_addc(out, wrap ? ' ' : *p);
        if (strncmp(p, "&amp;", 5) == 0) p += 4;
    }
}

/* ---- a news page ---- */

static void add_links(newsroom *room, mg_buf *out, const char *class, size_t n)
{
    mg_buf_addf(out, "<div class=\"%s\">\n<ul class=\"%s__list\">\n", class, class);
    for (size_t i = 0; i < n; i++)
        mg_buf_addf(
            out,
            "<li class=\"%s__item\" data-index=\"%zu\"><a class=\"%s__link\" href=\"/section-%zu/story-%zu\">%s</a></li>\n",
            class, i, class, i % 9, i * 977, headline(room));
    mg_buf_adds(out, "</ul>\n</div>\n");
}

static void add_cards(newsroom *room, mg_buf *out, size_t n)
{
    mg_buf_adds(out, "<aside class=\"sidebar\"><h2>Most read</h2>\n");
    for (size_t i = 0; i < n; i++)
        mg_buf_addf(
            out,
            "<div class=\"card card--small\" data-id=\"%zu\"><a href=\"/story-%zu\"><figure class=\"card__media\"><picture>"
            "<source srcset=\"/img/%zu-320.webp 320w, /img/%zu-640.webp 640w\" type=\"image/webp\"><img "
            "src=\"/img/%zu.jpg\" "
            "alt=\"\" loading=\"lazy\" width=\"320\" height=\"180\"></picture></figure><h3 class=\"card__title\">%s</h3></a>"
            "<time datetime=\"2025-03-%02zuT08:00:00Z\">%zu hours ago</time></div>\n",
            i, i, i, i, i, headline(room), 1 + i % 28, i);
    mg_buf_adds(out, "</aside>\n");
}

static void add_script(mg_buf *out, size_t lines)
{
    mg_buf_adds(out, "<script>\n(function (w, d) {\n");
    for (size_t i = 0; i < lines; i++)
        mg_buf_addf(out,
                    "  w.slots[%zu] = {id: 'ad-%zu', sizes: [[300, 250], [%zu, 90]], when: function (e) { return e < %zu && "
                    "!w.off; }};\n",
                    i, i, 600 + i, i);
    mg_buf_adds(out, "})(window, document);\n</script>\n");
}

static void make_html(newsroom *room, mg_buf *out)
{
    char title[400];
    snprintf(title, sizeof title, "%s", headline(room));
    mg_buf_addf(out,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s | The Example</title>\n",
                title);
    mg_buf_addf(out, "<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:type\" content=\"article\">\n",
                title);
    mg_buf_addf(out, "<meta name=\"author\" content=\"%s\">\n<link rel=\"canonical\" href=\"https://example.org/a/%zu\">\n",
                article.reporter.p, article.text.n);
    mg_buf_adds(out, "<meta property=\"article:published_time\" content=\"2025-03-06T07:30:00Z\">\n<script "
                     "type=\"application/ld+json\">");
    mg_buf_addf(out, "{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"%s\",", title);
    mg_buf_addf(out, "\"datePublished\":\"2025-03-06T07:30:00Z\",\"author\":[{\"@type\":\"Person\",\"name\":\"%s\"}],",
                article.reporter.p);
    mg_buf_adds(out, "\"publisher\":{\"@type\":\"Organization\",\"name\":\"The Example\"}}</script>\n<style>\n");
    for (size_t i = 0; i < 100; i++)
        mg_buf_addf(out, ".card--%zu{margin:0 0 %zupx;font:%zupx/1.4 serif;color:#222}\n", i, i, 10 + i);
    mg_buf_adds(out, "</style>\n");
    add_script(out, 60);
    mg_buf_adds(out, "</head>\n<body class=\"page page--article\">\n<header><nav>\n");
    add_links(room, out, "site-nav", 70);
    mg_buf_addf(out, "</nav></header>\n<main>\n<article class=\"story\">\n<h1 class=\"story__title\">%s</h1>\n", title);
    mg_buf_addf(out,
                "<p class=\"byline\">By <a href=\"/people\">%s</a></p><time datetime=\"2025-03-06\">6 March "
                "2025</time>\n<div class=\"story__body\">\n",
                article.reporter.p);
    for (size_t i = 0; i < 3; i++) {
        headline(room);
        add_paragraphs(out, "<p>", "</p>\n");
        mg_buf_adds(out, "<div class=\"ad\" id=\"ad-1\"><script>w.show('ad-1');</script></div>\n");
    }
    mg_buf_adds(out, "</div>\n</article>\n");
    add_links(room, out, "related", 20);
    mg_buf_adds(out, "</main>\n");
    add_cards(room, out, 30);
    add_script(out, 90);
    mg_buf_adds(out, "<footer>\n");
    add_links(room, out, "footer-nav", 50);
    mg_buf_adds(out, "<p>Copyright The Example 2025</p></footer>\n</body>\n</html>\n");
}

/* ---- wires, feeds and print ---- */

static void add_nitf(newsroom *room, mg_buf *out)
{
    const char *title = headline(room);
    mg_buf_addf(
        out,
        "<nitf>\n<head>\n<title>%s</title>\n<meta name=\"section\" content=\"4\"/>\n<docdata>\n<doc-id id-string=\"%zu\"/>\n"
        "<date.issue norm=\"20070306T000000\"/>\n<identified-content>\n",
        title, article.text.n);
    for (size_t i = 0; i < 8; i++)
        mg_buf_addf(
            out, "<classifier class=\"online_producer\" type=\"taxonomic_classifier\">Top/News/Part %zu</classifier>\n", i);
    mg_buf_addf(out,
                "</identified-content>\n</docdata>\n</head>\n<body>\n<body.head>\n<hedline>\n<hl1>%s</hl1>\n</hedline>\n"
                "<byline class=\"print_byline\">By %s</byline>\n</body.head>\n<body.content>\n<block class=\"full_text\">\n",
                title, article.reporter.p);
    add_paragraphs(out, "<p>", "</p>\n");
    mg_buf_adds(out, "</block>\n</body.content>\n</body>\n</nitf>\n");
}

static void make_nitf(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    add_nitf(room, out);
}

static void make_newsml_g2(newsroom *room, mg_buf *out)
{
    const char *title = headline(room);
    mg_buf_addf(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" "
        "standard=\"NewsML-G2\" "
        "standardversion=\"2.9\" conformance=\"power\" guid=\"tag:example.org,2025:%zu\" version=\"2\" xml:lang=\"en\">\n",
        article.text.n);
    mg_buf_adds(
        out, "<itemMeta>\n<itemClass qcode=\"ninat:text\"/>\n<provider qcode=\"ex:wire\"><name>The Wire</name></provider>\n"
             "<versionCreated>2025-03-06T07:30:00Z</versionCreated>\n<pubStatus "
             "qcode=\"stat:usable\"/>\n</itemMeta>\n<contentMeta>\n");
    for (size_t i = 0; i < 8; i++)
        mg_buf_addf(
            out,
            "<subject type=\"cpnat:abstract\" qcode=\"medtop:2000%04zu\"><name xml:lang=\"en\">topic %zu</name></subject>\n",
            i, i);
    mg_buf_addf(out,
                "<by>By %s</by>\n<headline>%s</headline>\n</contentMeta>\n<contentSet>\n<inlineXML "
                "contenttype=\"application/xhtml+xml\">\n"
                "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>%s</title></head><body>\n",
                article.reporter.p, title, title);
    add_paragraphs(out, "<p>", "</p>\n");
    mg_buf_adds(out, "</body></html>\n</inlineXML>\n</contentSet>\n</newsItem>\n");
}

/* Forty items, of a full text in HTML, or of the first words of it. */
static void make_feed(newsroom *room, mg_buf *out, bool full)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
                     "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
                     "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n<title>The "
                     "Example</title>\n<link>https://example.org/</link>\n");
    for (size_t i = 0; i < 40; i++) {
        mg_buf_addf(out,
                    "<item>\n<title>%s</title>\n<link>https://example.org/a/%zu-%zu</link>\n<dc:creator>%s</dc:creator>\n",
                    headline(room), article.text.n, i, article.reporter.p);
        mg_buf_addf(
            out,
            "<pubDate>Thu, 06 Mar 2025 07:30:%02zu GMT</pubDate>\n<category>News</category>\n<category>Docks</category>\n",
            i);
        mg_span start = mg_span_sub(mg_buf_span(&article.text), 0, 150);
        while (start.n && start.p[start.n - 1] != ' ') start.n--; /* and so no entity is cut */
        mg_buf_addf(out, "<guid isPermaLink=\"false\">%zu-%zu</guid>\n<description>%.*s</description>\n", i, article.text.n,
                    (int)start.n, start.p);
        if (full) {
            mg_buf_adds(out, "<content:encoded><![CDATA[<figure><img src=\"/1.jpg\" alt=\"\"/></figure>\n");
            add_paragraphs(out, "<p>", "</p>\n");
            mg_buf_adds(out, "<p><a href=\"https://example.org/\">More</a></p>]]></content:encoded>\n");
        }
        mg_buf_adds(out, "</item>\n");
    }
    mg_buf_adds(out, "</channel>\n</rss>\n");
}

static void make_feed_html(newsroom *room, mg_buf *out)
{
    make_feed(room, out, true);
}

static void make_feed_plain(newsroom *room, mg_buf *out)
{
    make_feed(room, out, false);
}

static void make_alto(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alto "
                     "xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\"><Layout><Page ID=\"P1\" "
                     "HEIGHT=\"7000\" WIDTH=\"5000\"><PrintSpace>\n");
    for (size_t block = 0; block < 8; block++) {
        headline(room);
        mg_buf_addf(out, "<TextBlock ID=\"B%zu\">\n<TextLine>", block);
        for (size_t n, at = 0; (n = strcspn(article.text.p + at, " \n")) > 0;
             at += n + strspn(article.text.p + at + n, " \n")) {
            const char *word = article.text.p + at;
            mg_buf_addf(out,
                        "<String ID=\"S%zu_%zu\" HPOS=\"%zu\" VPOS=\"%zu\" WIDTH=\"%zu\" HEIGHT=\"40\" WC=\"0.91\" "
                        "CONTENT=\"%.*s\"/>",
                        block, at, 100 + at % 900, 90 + at, 20 * n, (int)n, word);
            mg_buf_adds(out, word[n] == ' ' ? "<SP WIDTH=\"12\"/>" : "</TextLine>\n<TextLine>");
        }
        mg_buf_adds(out, "</TextLine>\n</TextBlock>\n");
    }
    mg_buf_adds(out, "</PrintSpace></Page></Layout></alto>\n");
}

static void make_atom(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>The "
                     "Example</title>\n<id>https://example.org/</id>\n");
    for (size_t i = 0; i < 40; i++) {
        const char *title = headline(room);
        mg_buf_addf(out,
                    "<entry>\n<title>%s</title>\n<id>tag:example.org,2025:%zu-%zu</id>\n<link rel=\"alternate\" "
                    "href=\"https://example.org/a/%zu\"/>\n<author><name>%s</name></author>\n"
                    "<published>2025-03-06T07:30:00Z</published>\n<category term=\"docks\"/>\n<content type=\"html\">",
                    title, i, article.text.n, i, article.reporter.p);
        add_paragraphs(out, "&lt;p&gt;", "&lt;/p&gt;\n");
        mg_buf_adds(out, "</content>\n</entry>\n");
    }
    mg_buf_adds(out, "</feed>\n");
}

static void make_wxr(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
                     "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
                     "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel>\n"
                     "<title>The Example</title>\n<wp:wxr_version>1.2</wp:wxr_version>\n");
    for (size_t i = 0; i < 60; i++) {
        const char *title = headline(room);
        mg_buf_addf(out,
                    "<item>\n<title>%s</title>\n<link>https://example.org/%zu</link>\n<dc:creator><![CDATA[%s]]></dc:creator>\n"
                    "<wp:post_id>%zu</wp:post_id>\n<wp:post_date_gmt>2025-03-06 07:30:00</wp:post_date_gmt>\n"
                    "<wp:status>publish</wp:status>\n<wp:post_type>post</wp:post_type>\n"
                    "<category domain=\"category\" nicename=\"docks\"><![CDATA[Docks]]></category>\n",
                    title, i, article.reporter.p, i);
        mg_buf_adds(out, "<content:encoded><![CDATA[");
        add_paragraphs(out, "<!-- wp:paragraph -->\n<p>", "</p>\n<!-- /wp:paragraph -->\n\n");
        mg_buf_adds(out, "]]></content:encoded>\n");
        for (size_t meta = 0; meta < 6; meta++)
            mg_buf_addf(out,
                        "<wp:postmeta>\n<wp:meta_key><![CDATA[_key_%zu]]></wp:meta_key>\n"
                        "<wp:meta_value><![CDATA[%zu]]></wp:meta_value>\n</wp:postmeta>\n",
                        meta, i);
        mg_buf_adds(out, "</item>\n");
    }
    mg_buf_adds(out, "</channel>\n</rss>\n");
}

static void make_sitemap(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
                     "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n");
    for (size_t i = 0; i < 1000; i++)
        mg_buf_addf(out,
                    "<url>\n<loc>https://example.org/a/%zu</loc>\n<news:news>\n<news:publication>\n<news:name>The "
                    "Example</news:name>\n<news:language>en</news:language>\n</news:publication>\n"
                    "<news:publication_date>2025-03-06T07:30:00Z</news:publication_date>\n<news:title>%s</news:title>\n"
                    "</news:news>\n</url>\n",
                    i, headline(room));
    mg_buf_adds(out, "</urlset>\n");
}

static void make_tei(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n<teiHeader><fileDesc>"
                     "<titleStmt><title>The Example</title></titleStmt><sourceDesc><bibl><title level=\"j\">The Example</title>"
                     "<date when=\"1898-10-17\"/></bibl></sourceDesc></fileDesc></teiHeader>\n<text><body>\n");
    for (size_t i = 0; i < 20; i++) {
        mg_buf_addf(out, "<div type=\"article\" xml:id=\"a%zu\">\n<head>%s</head>\n", i, headline(room));
        add_paragraphs(out, "<p>", "</p>\n");
        mg_buf_adds(out, "</div>\n");
    }
    mg_buf_adds(out, "</body></text></TEI>\n");
}

static void make_hocr(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
                     "<meta name=\"ocr-system\" content=\"example\"/>\n</head>\n<body>\n<div class=\"ocr_page\" id=\"p1\">\n");
    for (size_t block = 0; block < 8; block++) {
        headline(room);
        mg_buf_addf(out, "<div class=\"ocr_carea\"><p class=\"ocr_par\" lang=\"eng\"><span class=\"ocr_line\" id=\"l%zu\">", block);
        for (size_t n, at = 0; (n = strcspn(article.text.p + at, " \n")) > 0;
             at += n + strspn(article.text.p + at + n, " \n")) {
            mg_buf_addf(out, "<span class=\"ocrx_word\" id=\"w%zu_%zu\" title=\"bbox %zu %zu %zu %zu; x_wconf 91\">%.*s</span>",
                        block, at, at % 900, at, at % 900 + 20 * n, at + 40, (int)n, article.text.p + at);
            mg_buf_adds(out, article.text.p[at + n] == ' ' ? " " : "</span>\n<span class=\"ocr_line\">");
        }
        mg_buf_adds(out, "</span></p></div>\n");
    }
    mg_buf_adds(out, "</div>\n</body>\n</html>\n");
}

/* Of a shape that is nobody's: see the map. */
static void make_xml(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<archive>\n");
    for (size_t i = 0; i < 200; i++) {
        const char *title = headline(room);
        mg_buf_addf(out, "<story number=\"%zu\">\n<head>%s</head>\n<writer>%s</writer>\n<day>2025-03-06</day>\n<text>\n", i, title,
                    article.reporter.p);
        add_paragraphs(out, "<para>", "</para>\n");
        mg_buf_adds(out, "</text>\n</story>\n");
    }
    mg_buf_adds(out, "</archive>\n");
}

static const char *const xml_map[] = {"record=story", "id=@number",     "title=head", "byline=writer",
                                      "date=day",     "body=text/para", NULL};

/* ---- records ---- */

/* As if it were written in Greek letters. */
static void add_greek(mg_buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text >= 'a' && *text <= 'x')
            mg_buf_add_char(out, 0x3b1 + (uint32_t)(*text - 'a'));
        else
            mg_buf_addc(out, *text);
    }
}

static void make_lines(newsroom *room, mg_buf *out, size_t lines, size_t text_max, void (*add)(mg_buf *, const char *))
{
    for (size_t i = 0; i < lines; i++) {
        mg_buf title = MG_BUF_INIT, text = MG_BUF_INIT;
        add(&title, headline(room));
        article.text.p[mg_utf8_floor(mg_buf_span(&article.text), text_max)] = '\0';
        add(&text, article.text.p);
        json_t *record =
            json_pack("{s:o, s:s, s:s, s:s, s:s, s:s}", "id", json_sprintf("%zu-%zu", i, text.n), "title", title.p, "author",
                      article.reporter.p, "date", "2025-03-06T07:30:00Z", "section", "News", "body", text.p);
        char *line = json_dumps(record, JSON_COMPACT);
        mg_buf_addf(out, "%s\n", line);
        free(line);
        json_decref(record);
        mg_buf_dispose(&title);
        mg_buf_dispose(&text);
    }
}

static void make_jsonl(newsroom *room, mg_buf *out)
{
    make_lines(room, out, 500, SIZE_MAX, add_plain);
}

static void make_jsonl_short(newsroom *room, mg_buf *out)
{
    make_lines(room, out, 4000, 100, add_plain);
}

static void make_jsonl_greek(newsroom *room, mg_buf *out)
{
    make_lines(room, out, 400, SIZE_MAX, add_greek);
}

static void make_csv(newsroom *room, mg_buf *out)
{
    mg_buf_adds(out, "id,title,author,date,text\n");
    for (size_t i = 0; i < 500; i++) {
        mg_buf_addf(out, "%zu,\"", i);
        add_plain(out, headline(room));
        mg_buf_addf(out, "\",%s,2025-03-06,\"", article.reporter.p);
        add_plain(out, article.text.p);
        mg_buf_adds(out, "\"\n");
    }
}

static void make_mbox(newsroom *room, mg_buf *out)
{
    for (size_t i = 0; i < 300; i++) {
        mg_buf_addf(out,
                    "From letters@example.org Thu Mar  6 07:30:00 2025\nReceived: from a.example.org by b.example.org; Thu, "
                    "06 Mar 2025 07:30:00 "
                    "+0000\nMessage-ID: <%zu@example.org>\nDate: Thu, 06 Mar 2025 07:30:00 +0000\nMIME-Version: 1.0\n"
                    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\nSubject: ",
                    i);
        add_plain(out, headline(room));
        mg_buf_addf(out, "\nFrom: \"%s\" <writer@example.org>\n\n%s\n\n", article.reporter.p, article.text.p);
    }
}

static void make_docx(newsroom *room, mg_buf *out)
{
    static const char types[] =
        "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    mg_buf document = MG_BUF_INIT;
    mg_buf_addf(&document,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document "
                "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                "<w:body><w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>",
                headline(room));
    for (size_t i = 0; i < 4; i++, headline(room))
        add_paragraphs(&document,
                       "<w:p w:rsidR=\"00A77B3E\"><w:pPr><w:spacing w:after=\"120\"/></w:pPr><w:r><w:rPr><w:lang "
                       "w:val=\"en-GB\"/></w:rPr><w:t>",
                       "</w:t></w:r></w:p>");
    mg_buf_adds(&document, "</w:body></w:document>");
    zip_entry parts[] = {{"[Content_Types].xml", MG_SPAN("")}, {"word/document.xml", mg_buf_span(&document)}};
    parts[0].bytes = mg_span_str(types);
    zip_make(parts, MG_COUNT(parts), 0, out);
    mg_buf_dispose(&document);
}

/* ---- in gzip ---- */

static void add_gzip(mg_buf *out, mg_span raw)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    size_t room = compressor ? libdeflate_gzip_compress_bound(compressor, raw.n) : 0;
    if (room && mg_buf_reserve(out, room))
        out->n += libdeflate_gzip_compress(compressor, raw.p, raw.n, out->p + out->n, room);
    else
        out->failed = true;
    if (compressor) libdeflate_free_compressor(compressor);
}

static void make_gzip(newsroom *room, mg_buf *out)
{
    mg_buf lines = MG_BUF_INIT;
    make_lines(room, &lines, 10000, SIZE_MAX, add_plain);
    add_gzip(out, mg_buf_span(&lines));
    mg_buf_dispose(&lines);
}

static void add_record(mg_buf *out, const char *type, size_t number, mg_span block)
{
    mg_buf record = MG_BUF_INIT;
    mg_buf_addf(&record,
                "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Date: 2025-03-06T07:30:00Z\r\nWARC-Record-ID: <urn:example:%s-%zu>\r\n"
                "WARC-Target-URI: https://example.org/%zu.js\r\nContent-Type: application/http; msgtype=%s\r\n"
                "Content-Length: %zu\r\n\r\n",
                type, type, number, number, type, block.n);
    mg_buf_add(&record, block);
    mg_buf_adds(&record, "\r\n\r\n");
    add_gzip(out, mg_buf_span(&record));
    mg_buf_dispose(&record);
}

/* A crawl of what is no article: requests, and scripts with as much text in them as pages have. Each record is a member. */
static void make_warc(newsroom *room, mg_buf *out)
{
    mg_buf block = MG_BUF_INIT;
    for (size_t i = 0; i < 600; i++) {
        mg_buf_reset(&block);
        mg_buf_addf(&block, "GET /%zu.js HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n", i);
        add_record(out, "request", i, mg_buf_span(&block));
        mg_buf_reset(&block);
        mg_buf_adds(&block, "HTTP/1.1 200 OK\r\nContent-Type: application/javascript\r\nServer: example\r\n\r\n");
        add_script(&block, 60);
        for (size_t n = 0; n < 10; n++) {
            headline(room);
            mg_buf_add(&block, mg_buf_span(&article.text));
        }
        add_record(out, "response", i, mg_buf_span(&block));
    }
    mg_buf_dispose(&block);
}

const sample samples[] = {
    {"HTML pages", ".html", 60, make_html, NULL, NULL},
    {"NITF", ".nitf", 800, make_nitf, NULL, NULL},
    {"NewsML-G2", ".xml", 800, make_newsml_g2, NULL, NULL},
    {"RSS, full text in HTML", ".rss", 30, make_feed_html, NULL, NULL},
    {"RSS, plain summaries", ".rss", 60, make_feed_plain, NULL, NULL},
    {"Atom, full text in HTML", ".atom", 30, make_atom, NULL, NULL},
    {"WXR", ".xml", 20, make_wxr, NULL, NULL},
    {"sitemap", ".xml", 5, make_sitemap, NULL, NULL},
    {"TEI", ".xml", 40, make_tei, NULL, NULL},
    {"ALTO", ".xml", 12, make_alto, NULL, NULL},
    {"hOCR", ".hocr", 12, make_hocr, NULL, NULL},
    {"XML by --map", ".xml", 4, make_xml, NULL, xml_map},
    {"JSON lines", ".jsonl", 3, make_jsonl, NULL, NULL},
    {"JSON lines, short", ".jsonl", 2, make_jsonl_short, NULL, NULL},
    {"JSON lines, Greek", ".jsonl", 3, make_jsonl_greek, NULL, NULL},
    {"mbox", ".mbox", 4, make_mbox, NULL, NULL},
    {"CSV", ".csv", 3, make_csv, NULL, NULL},
    {"DOCX", ".docx", 200, make_docx, NULL, NULL},
    {"gz, by ISA-L", ".jsonl.gz", 1, make_gzip, "isa-l", NULL},
    {"gz, by zlib", ".jsonl.gz", 1, make_gzip, "zlib", NULL},
    {"WARC.gz, by ISA-L", ".warc.gz", 1, make_warc, "isa-l", NULL},
    {"WARC.gz, by zlib", ".warc.gz", 1, make_warc, "zlib", NULL},
};
const size_t samples_n = MG_COUNT(samples);
