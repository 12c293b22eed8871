/* test_extract.c - which format a file has, and what every article gets: id, member, date, tidiness. */
#include "tests/unit/catcher.h"

#include "common/utf8.h"

#define RAW(literal)                                                                                         \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

static void formats(void **state)
{
    static const struct {
        const char *path;
        mg_span bytes;
        const char *format;
    } rows[] = {
        {"a.txt", RAW("Headline\n\nBody."), "text"},
        {"A.TXT", RAW("Headline\n\nBody."), "text"},
        {"a.text", RAW("Headline\n\nBody."), "text"},
        {"README", RAW("Headline\n\nBody."), "text"},
        {"dir.d/README", RAW("Headline\n\nBody."), "text"},
        {".hidden", RAW("Headline\n\nBody."), "text"},
        {"a.md", RAW("# Headline\n\nBody."), "markdown"},
        {"a.Markdown", RAW("# Headline\n\nBody."), "markdown"},
        {"a.txt", RAW("---\ntitle: Headline\n---\nBody."), "markdown"}, /* content beats name */
        {"a.dat", RAW("---\ntitle: Headline\n---\nBody."), "markdown"},
        {"a.txt", RAW("\xff\xfeH\0i\0"), "text"},
        {"a.xml", RAW("<?xml version='1.0'?><nitf><body><body.content><p>x</p></body.content></body></nitf>"), "nitf"},
        {"a.xml", RAW("<newsItem standard='NewsML-G2'><contentMeta><headline>x</headline></contentMeta></newsItem>"), "newsml-g2"},
        {"a.xml", RAW("<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>x</HeadLine></NewsLines></NewsComponent></NewsItem></NewsML>"), "newsml"},
        {"a.xml", RAW("<newsitem itemid='1'><title>x</title></newsitem>"), "rcv1"},
        {"a.xml", RAW("<TEI><text><body><p>x</p></body></text></TEI>"), "tei"},
        {"a.xml", RAW("<alto><Page><PrintSpace><TextBlock><TextLine><String CONTENT='x'/></TextLine></TextBlock></PrintSpace></Page></alto>"), "alto"},
        {"a.html", RAW("<html><div class='ocr_page'>x</div></html>"), "hocr"},
        {"a.html", RAW("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>x</p></body></html>"), "html"},
        {"a.nitf", RAW("<stories><nitf><head><title>x</title></head></nitf></stories>"), "nitf"},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        catcher c;
        mg_buf expected = MG_BUF_INIT;
        mg_buf_addf(&expected, "format=%s\n", rows[i].format);
        assert_int_equal(catch (&c, rows[i].bytes, rows[i].path, NULL, NULL), MG_OK);
        if (!strstr(c.log.p, expected.p)) fail_msg("%s: not %s:\n%s", rows[i].path, rows[i].format, c.log.p);
        catcher_end(&c);
        mg_buf_dispose(&expected);
    }
    assert_ptr_equal(mg_format_by_name(MG_SPAN("Markdown")), &mg_format_markdown);
    assert_null(mg_format_by_name(MG_SPAN("doc")));
    assert_null(mg_format_by_path(MG_SPAN("a.dat")));
    assert_null(mg_format_by_path(MG_SPAN(".txt"))); /* a hidden file without a suffix */
}

static void refusals(void **state)
{
    static const struct {
        const char *path;
        mg_span bytes;
        const char *reason;
        mg_status status;
    } rows[] = {
        {"a.txt", {"", 0}, "the file is empty", MG_FORMAT},
        {"a.txt", {" \n\r\n\t\xc2\xa0\n", 8}, "no article text", MG_FORMAT},
        {"a.txt", {"\xef\xbb\xbf", 3}, "no article text", MG_FORMAT},
        {"a.md", {"<!-- nothing -->\n", 17}, "no article text", MG_FORMAT},
        {"a.css", {"body { color: red }", 19}, "no known format", MG_NOTFOUND},
        {"a.json", {"{\"a\": 1}", 8}, "no known format: JSON in which nothing is an article", MG_NOTFOUND},
        {"a.xml", RAW("<mets><fileSec/></mets>"),
         "no known format: XML, and no --map says which element is an article (--map record=ELEMENT)", MG_NOTFOUND},
        {"a.txt", {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", 18}, "looks like binary data, not text", MG_FORMAT},
        {"a.jpg", {"\xff\xd8\xff\xe0\0\x10JFIF\0", 11}, "looks like binary data, not text", MG_NOTFOUND},
        {"core",
         {"\x7f"
          "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
          16},
         "looks like binary data, not text",
         MG_FORMAT},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        catcher c;
        mg_error err = MG_ERROR_INIT;
        assert_int_equal(catch (&c, rows[i].bytes, rows[i].path, NULL, &err), rows[i].status);
        assert_string_equal(err.msg, rows[i].reason);
        assert_int_equal(c.articles, 0);
        catcher_end(&c);
    }
}

typedef struct {
    catcher c;
    mg_file file;
} giver;

static void begin(giver *g, mg_span path)
{
    g->c = (catcher){.arena = MG_ARENA_INIT, .log = MG_BUF_INIT};
    mg_buf_adds(&g->c.log, "");
    g->c.sink = (mg_sink){&g->c.arena, catch_article, catch_problem, &g->c, NULL};
    g->file = (mg_file){.path = path, .language = MG_SPAN("SV-se")};
}

static void check(mg_span path, size_t number, mg_article article, const char *expected)
{
    giver g;
    mg_error err = MG_ERROR_INIT;
    begin(&g, path);
    if (mg_sink_give(&g.c.sink, &g.file, &mg_format_text, number, &article, &err) != MG_OK)
        mg_buf_addf(&g.c.log, "error %s", err.msg);
    assert_string_equal(g.c.log.p, expected);
    catcher_end(&g.c);
}

static void giving(void **state)
{
    const mg_span body = MG_SPAN(" Body. "), nothing = {NULL, 0};
    const mg_date year = {.precision = MG_DATE_YEAR, .year = 1938};
    (void)state;
    check(MG_SPAN("a/b.txt"), 0, (mg_article){.body = body},
          "id=a/b.txt\nlanguage=sv\nformat=text\nbody=Body.\n--\n");
    check(MG_SPAN("a/b.sgm"), 3, (mg_article){.body = body, .language = MG_SPAN("en")},
          "id=a/b.sgm#3\nlanguage=en\nmember=#3\nformat=text\nbody=Body.\n--\n");
    check(MG_SPAN("a"), 0, (mg_article){.body = body, .id = MG_SPAN(" nbp\n1 ")},
          "id=nbp 1\nlanguage=sv\nformat=text\nbody=Body.\n--\n");
    check(MG_SPAN("a"), 0, (mg_article){.body = body, .url = MG_SPAN("https://a.example/x")},
          "id=https://a.example/x\nurl=https://a.example/x\nlanguage=sv\nformat=text\nbody=Body.\n--\n");
    check(MG_SPAN("a\xff"
                  "b"),
          1, (mg_article){.body = body},
          "id=a\xef\xbf\xbd"
          "b#1\nlanguage=sv\nmember=#1\nformat=text\nbody=Body.\n--\n");
    /* dates: the article's own, else the URL's, else the path's */
    check(MG_SPAN("2025-03-07.txt"), 0,
          (mg_article){.body = body, .date = year, .date_source = MG_DATE_FROM_META},
          "id=2025-03-07.txt\ndate=1938 meta\nlanguage=sv\nformat=text\nbody=Body.\n--\n");
    check(MG_SPAN("2025-03-07.txt"), 0,
          (mg_article){.body = body, .id = MG_SPAN("i"), .url = MG_SPAN("/2024/05/06/x")},
          "id=i\ndate=2024-05-06 url\nurl=/2024/05/06/x\nlanguage=sv\nformat=text\nbody=Body.\n--\n");
    check(MG_SPAN("2025-03-07.txt"), 0, (mg_article){.body = body},
          "id=2025-03-07.txt\ndate=2025-03-07 filename\nlanguage=sv\nformat=text\nbody=Body.\n--\n");
    /* nothing to index: the end of a file of one article, a problem in a file of several */
    check(MG_SPAN("a"), 0, (mg_article){.standfirst = body, .body = nothing}, "error no article text");
    check(MG_SPAN("a"), 2, (mg_article){.title = MG_SPAN(" \xc2\xad ")}, "problem #2: no article text\n");
    check(MG_SPAN("a"), 2, (mg_article){.body = {"x", (size_t)1 << 40}},
          "problem #2: the article's text has 1099511627776 bytes, over the limit of 134217728 (--max-article)\n");
}

static mg_span catch_id(const char *log)
{
    return (mg_span){log + 3, strcspn(log + 3, "\n")};
}

/* Long ids are cut at a character, and stay apart, be it that only their last bytes differ. */
static void long_ids(void **state)
{
    static const size_t lengths[] = {100, 2000};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(lengths); i++) {
        mg_buf id = MG_BUF_INIT;
        giver g;
        mg_span ids[2];
        begin(&g, MG_SPAN("p"));
        mg_buf_addc(&id, 'x');
        for (size_t k = 0; k < lengths[i]; k++) mg_buf_adds(&id, "桥");
        size_t from[2] = {0, 0};
        for (int k = 0; k < 2; k++) {
            mg_article article = {.id = mg_buf_span(&id), .body = MG_SPAN("b")};
            from[k] = g.c.log.n;
            assert_int_equal(mg_sink_give(&g.c.sink, &g.file, &mg_format_text, 0, &article, NULL), MG_OK);
            id.p[id.n - 1]++;
        }
        for (int k = 0; k < 2; k++) {
            ids[k] = catch_id(g.c.log.p + from[k]);
            assert_in_range(ids[k].n, 210, 240);
            assert_int_equal(mg_utf8_valid(ids[k]), ids[k].n);
            assert_int_equal(ids[k].p[ids[k].n - 17], '~');
        }
        assert_false(mg_span_eq(ids[0], ids[1]));
        mg_buf_dispose(&id);
        catcher_end(&g.c);
    }
}

static mg_status refuse(void *payload, const mg_article *article, mg_error *err)
{
    (void)payload;
    (void)article;
    return mg_fail(err, MG_IO, "disk full");
}

static void sink_errors_are_passed_on(void **state)
{
    giver g;
    mg_error err = MG_ERROR_INIT;
    mg_article article = {.body = MG_SPAN("b")};
    (void)state;
    begin(&g, MG_SPAN("p"));
    g.c.sink.article = refuse;
    assert_int_equal(mg_sink_give(&g.c.sink, &g.file, &mg_format_text, 1, &article, &err), MG_IO);
    assert_string_equal(err.msg, "disk full");
    catcher_end(&g.c);
}

/* The sniffers see characters, be the 4096th byte inside one. */
static void sniffing_cuts_no_character(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        mg_buf in = MG_BUF_INIT;
        catcher c;
        mg_buf_adds(&in, "---\ntitle: H\n---\n");
        for (size_t i = 0; i < shift; i++) mg_buf_addc(&in, 'x');
        for (int i = 0; i < 2000; i++) mg_buf_adds(&in, "桥");
        assert_int_equal(catch (&c, mg_buf_span(&in), "a.txt", NULL, NULL), MG_OK);
        assert_non_null(strstr(c.log.p, "format=markdown"));
        catcher_end(&c);
        mg_buf_dispose(&in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats),
        cmocka_unit_test(refusals),
        cmocka_unit_test(giving),
        cmocka_unit_test(long_ids),
        cmocka_unit_test(sink_errors_are_passed_on),
        cmocka_unit_test(sniffing_cuts_no_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
