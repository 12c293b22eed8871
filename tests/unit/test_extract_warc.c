/* test_extract_warc.c - web archives made here: records, what servers answer, packing, damage. */
#include "tests/unit/catcher.h"
#include "tests/unit/deflated.h"

#include <stdio.h>
#include <zstd.h>

#define SENTENCE "It rained on the quay all day, and the clerks stayed in."
#define PAGE "<html><head><title>Rain</title></head><body><h1>Rain</h1><p>" SENTENCE "</p></body></html>"
#define U "http://paper.example/a"
#define ARTICLE(number) "id=" U "\ntitle=Rain\nurl=" U "\nmember=#" number "\nformat=html\nbody=" SENTENCE "\n--\n"
#define OK "HTTP/1.1 200 OK\r\n"
#define HTML "Content-Type: text/html\r\n"
#define CRLF "\r\n"
#define CYRILLIC "<title>R</title><p>\xe4\xe0, \xe4\xe0\xe6\xe5 \xf2\xe0\xec."

static const unsigned char brotli_page[] = {
    0x1f, 0x85, 0x00, 0x00, 0x8c, 0x93, 0x5c, 0xf9, 0xe4, 0x9c, 0xb9, 0x8d, 0x52, 0xbd, 0xd0, 0xc4,
    0x2e, 0x4b, 0xfd, 0x50, 0xc1, 0xe1, 0x18, 0xbe, 0x61, 0xc9, 0x93, 0x24, 0xe5, 0x94, 0x03, 0xe6,
    0xb6, 0x02, 0x09, 0xfc, 0x20, 0xed, 0x40, 0xd1, 0x41, 0xf1, 0x6e, 0x63, 0x7c, 0xc1, 0x69, 0x8d,
    0xf0, 0x9b, 0x8a, 0xa2, 0x91, 0x2f, 0x38, 0xb8, 0xa6, 0x7a, 0x49, 0xb8, 0xf6, 0x8d, 0x18, 0x59,
    0x00, 0x86, 0x25, 0x3d, 0x74, 0xac, 0x2a, 0xf1, 0x09, 0xaf, 0xfd, 0x19, 0xa0, 0x19, 0x1a, 0xc3,
    0x70, 0x59, 0xad, 0x9f, 0x79, 0xd1, 0x91, 0xca, 0xea, 0x4f, 0x2d, 0x94, 0x73, 0x00,
};

/* ---- making archives ---- */

static void add_record(mg_buf *out, const char *type, const char *uri, const char *headers, mg_span block)
{
    mg_buf_addf(out, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\n", type, uri);
    mg_buf_addf(out, "%sContent-Length: %zu\r\n\r\n", headers, block.n);
    mg_buf_add(out, block);
    mg_buf_adds(out, "\r\n\r\n");
}

static void add_response(mg_buf *out, const char *uri, const char *http, mg_span body)
{
    mg_buf block = MG_BUF_INIT;
    mg_buf_adds(&block, http);
    mg_buf_add(&block, body);
    add_record(out, "response", uri, "Content-Type: application/http; msgtype=response\r\n", mg_buf_span(&block));
    mg_buf_dispose(&block);
}

static mg_buf zstd_packed(mg_span raw)
{
    mg_buf out = MG_BUF_INIT;
    assert_true(mg_buf_reserve(&out, ZSTD_compressBound(raw.n)));
    out.n = ZSTD_compress(out.p, ZSTD_compressBound(raw.n), raw.p, raw.n, 3);
    return out;
}

/* `file` gives this log. */
static void assert_log(const char *name, mg_span file, const char *expected)
{
    catcher c;
    mg_error err = MG_ERROR_INIT;
    if (catch (&c, file, "a", NULL, &err) != MG_OK) mg_buf_adds(&c.log, err.msg);
    if (strcmp(c.log.p, expected) != 0) fail_msg("%s: got:\n%s\nexpected:\n%s", name, c.log.p, expected);
    catcher_end(&c);
}

/* ---- what servers answer ---- */

typedef struct {
    const char *http;
    const char *body;
    const char *expected;
} answer;

static const answer answers[] = {
    {OK HTML CRLF, PAGE, ARTICLE("1")},
    {"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n", PAGE, ARTICLE("1")},
    {"HTTP/1.0 200\nContent-type:text/html\n\n", PAGE, ARTICLE("1")},
    {"HTTP/1.1 203 Non-Authoritative\r\n" HTML CRLF, PAGE, ARTICLE("1")},
    {OK "Content-Type:\r\n  text/html;\r\n charset=utf-8\r\n\r\n", PAGE, ARTICLE("1")},
    {"HTTP/1.1 100 Continue\r\n\r\n" OK HTML CRLF, PAGE, ARTICLE("1")},
    {OK CRLF, PAGE, ARTICLE("1")},                                            /* no type */
    {OK "Content-Type: application/octet-stream\r\n\r\n", PAGE, ARTICLE("1")}, /* wrong types */
    {OK "Content-Type: text/plain\r\n\r\n", PAGE, ARTICLE("1")},
    {OK "Content-Type: text/xml\r\n\r\n", PAGE, ARTICLE("1")},
    /* no articles, and nothing to tell */
    {"HTTP/1.1 206 Partial Content\r\n" HTML CRLF, PAGE, ""},
    {"HTTP/1.1 301 Moved\r\nLocation: /b\r\n" HTML CRLF, PAGE, ""},
    {"HTTP/1.1 404 Not Found\r\n" HTML CRLF, PAGE, ""},
    {"HTTP/1.1 2000 OK\r\n" HTML CRLF, PAGE, ""},
    {OK "Content-Type: image/png\r\n\r\n", PAGE, ""},
    {OK "Content-Type: text/css\r\n\r\n", "p { color: red }", ""},
    {OK "Content-Type: text/javascript\r\n\r\n", "document.write('<p>" SENTENCE "</p>');", ""},
    {OK "Content-Type: application/json\r\n\r\n", "[{\"title\": \"Rain\", \"body\": \"" SENTENCE "\"}]", ""},
    {OK HTML CRLF, "{\"html\": \"<p>" SENTENCE "</p>\"}", ""},
    {OK "Content-Type: text/plain\r\n\r\n", "OK", ""},
    {OK HTML CRLF, "", ""},
    {OK HTML CRLF, "<html><head><title>Rain</title></head><body></body></html>", ""},
    {OK HTML, "", ""}, /* headers without an end */
    {"no answer at all", "", ""},
    /* languages and charsets */
    {OK "Content-Language: en\r\n" HTML CRLF, PAGE,
     "id=" U "\ntitle=Rain\nurl=" U "\nlanguage=en\nmember=#1\nformat=html\nbody=" SENTENCE "\n--\n"},
    {OK "Content-Language: en, fr\r\n" HTML CRLF, PAGE, ARTICLE("1")},
    {OK "Content-Type: text/html; charset=windows-1251\r\n\r\n", "<html><meta charset=iso-8859-1>" CYRILLIC,
     "id=" U "\ntitle=R\nurl=" U "\nmember=#1\nformat=html\nbody=да, даже там.\n--\n"},
    {OK "Content-Type: text/html; charset=none\r\n\r\n", "<html><meta charset=windows-1251>" CYRILLIC,
     "id=" U "\ntitle=R\nurl=" U "\nmember=#1\nformat=html\nbody=да, даже там.\n--\n"},
    {OK "Content-Type: text/html; charset=iso-8859-1\r\n\r\n", "<html><title>R</title><p>\xd0\xb4\xd0\xb0.",
     "id=" U "\ntitle=R\nurl=" U "\nmember=#1\nformat=html\nbody=да.\n--\n"},
    /* what the page says of itself */
    {OK HTML CRLF, "<html><head><title>Rain</title><link rel=canonical href='http://paper.example/rain'></head><p>" SENTENCE,
     "id=http://paper.example/rain\ntitle=Rain\nurl=http://paper.example/rain\nmember=#1\nformat=html\n"
     "body=" SENTENCE "\n--\n"},
    /* other formats */
    {OK "Content-Type: application/rss+xml\r\n\r\n",
     "<rss version='2.0'><channel><title>P</title><item><title>One</title><link>http://paper.example/1</link></item>"
     "<item><title>Two</title></item></channel></rss>",
     "id=http://paper.example/1\ntitle=One\nsource=P\nurl=http://paper.example/1\nmember=#1#1\nformat=feed\n--\n"
     "id=a#1#2\ntitle=Two\nsource=P\nmember=#1#2\nformat=feed\n--\n"},
    {OK "Content-Type: application/ld+json\r\n\r\n",
     "{\"@type\": \"NewsArticle\", \"headline\": \"Rain\", \"articleBody\": \"" SENTENCE "\"}",
     "id=" U "\ntitle=Rain\nurl=" U "\nmember=#1\nformat=json\nbody=" SENTENCE "\n--\n"},
    /* chunks */
    {OK HTML "Transfer-Encoding: chunked\r\n\r\n",
     "3c;name=value\r\n<html><head><title>Rain</title></head><body><h1>Rain</h1><p>\r\n"
     "38\r\n" SENTENCE "\r\n0\r\nTrailer: x\r\n\r\n", ARTICLE("1")},
    {OK HTML "Transfer-Encoding: chunked\r\n\r\n", PAGE, ARTICLE("1")}, /* undone before */
    {OK HTML "Transfer-Encoding: chunked\r\n\r\n", "3C \n<html><head><title>Rain</title></head><body><h1>Rain</h1><p>\n"
     "80\r\n" SENTENCE, "problem #1: the page's chunks end too early\n" ARTICLE("1")},
    {OK HTML "Transfer-Encoding: chunked\r\n\r\n", "3c\r\n<html><head><title>Rain</title></head><body><h1>Rain</h1><p>\r\n"
     SENTENCE, "problem #1: the page's chunks end too early\n" ARTICLE("1")},
    /* labels of encodings that are not there */
    {OK HTML "Content-Encoding: gzip\r\n\r\n", PAGE, ARTICLE("1")},
    {OK HTML "Content-Encoding: deflate\r\n\r\n", PAGE, ARTICLE("1")},
    {OK HTML "Content-Encoding: br\r\n\r\n", PAGE, ARTICLE("1")},
    {OK HTML "Content-Encoding: zstd, x, , identity\r\n\r\n", PAGE, ARTICLE("1")},
};

static void what_servers_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(answers); i++) {
        mg_buf file = MG_BUF_INIT;
        add_response(&file, U, answers[i].http, mg_span_str(answers[i].body));
        assert_log(answers[i].http, mg_buf_span(&file), answers[i].expected);
        mg_buf_dispose(&file);
    }
}

static void encodings(void **state)
{
    (void)state;
    mg_span page = MG_SPAN(PAGE);
    mg_buf gzip = deflated(page, 31), zlib = deflated(page, 15), raw = deflated(page, -15), zstd = zstd_packed(page);
    mg_buf both = zstd_packed(mg_buf_span(&gzip));
    mg_span brotli = {(const char *)brotli_page, sizeof brotli_page};
    const struct {
        const char *http;
        mg_span body;
        const char *expected;
    } rows[] = {
        {OK HTML "Content-Encoding: gzip\r\n\r\n", mg_buf_span(&gzip), ARTICLE("1")},
        {OK HTML "Content-Encoding: x-gzip\r\n\r\n", mg_buf_span(&gzip), ARTICLE("1")},
        {OK HTML "Transfer-Encoding: gzip\r\n\r\n", mg_buf_span(&gzip), ARTICLE("1")},
        {OK HTML CRLF, mg_buf_span(&gzip), ARTICLE("1")},
        {OK HTML "Content-Encoding: deflate\r\n\r\n", mg_buf_span(&zlib), ARTICLE("1")},
        {OK HTML "Content-Encoding: deflate\r\n\r\n", mg_buf_span(&raw), ARTICLE("1")},
        {OK HTML "Content-Encoding: zstd\r\n\r\n", mg_buf_span(&zstd), ARTICLE("1")},
        {OK HTML "Content-Encoding: BR\r\n\r\n", brotli, ARTICLE("1")},
        {OK HTML "Content-Encoding: gzip, zstd\r\n\r\n", mg_buf_span(&both), ARTICLE("1")},
        {OK HTML "Content-Encoding: gzip\r\n\r\n", mg_span_sub(mg_buf_span(&gzip), 0, gzip.n - 6),
         "problem #1: the page's compressed text is damaged or cut off\n" ARTICLE("1")},
        {OK HTML "Content-Encoding: zstd\r\n\r\n", mg_span_sub(mg_buf_span(&zstd), 0, 12), ""},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf file = MG_BUF_INIT;
        add_response(&file, U, rows[i].http, rows[i].body);
        assert_log(rows[i].http, mg_buf_span(&file), rows[i].expected);
        mg_buf_dispose(&file);
    }
    mg_buf_dispose(&gzip);
    mg_buf_dispose(&zlib);
    mg_buf_dispose(&raw);
    mg_buf_dispose(&zstd);
    mg_buf_dispose(&both);
}

/* ---- records ---- */

#define HEAD(type) "WARC/1.0\r\nWARC-Type: " type "\r\nWARC-Target-URI: " U "\r\n"
#define BLOCK OK HTML CRLF PAGE
#define BLOCK_LENGTH "178"
#define WHOLE(length) HEAD("response") "Content-Length: " length CRLF CRLF BLOCK CRLF CRLF
#define OTHER HEAD("request") "Content-Length: 14\r\n\r\nGET / HTTP/1.0\r\n\r\n"

static const catch_row records[] = {
    {OTHER WHOLE(BLOCK_LENGTH), ARTICLE("2")},
    {"warc/1.1\nwarc-type: RESPONSE\nWARC-TARGET-URI:\n <" U ">\ncontent-length: " BLOCK_LENGTH "\n\n" BLOCK "\n\n",
     ARTICLE("1")},
    {HEAD("resource") "Content-Type: text/html\r\nContent-Length: 134\r\n\r\n" PAGE "\r\n\r\n", ARTICLE("1")},
    {"WARC/0.17\r\nWARC-Type: resource\r\nWARC-Target-URI: urn:pageinfo:" U
     "\r\nContent-Type: text/html\r\nContent-Length: 134\r\n\r\n" PAGE "\r\n\r\n", ""},
    {HEAD("metadata") "Content-Length: 3\r\n\r\na:b\r\n\r\n" HEAD("warcinfo") "Content-Length: 0\r\n\r\n\r\n\r\n"
     HEAD("revisit") "WARC-Profile: x\r\nContent-Length: 17\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n"
     HEAD("continuation") "Content-Length: 1\r\n\r\nx\r\n\r\n", ""},
    /* the same again, by its digest or its text */
    {HEAD("response") "WARC-Payload-Digest: sha1:X\r\nContent-Length: " BLOCK_LENGTH "\r\n\r\n" BLOCK "\r\n\r\n"
     "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://paper.example/b\r\nWARC-Payload-Digest: sha1:X\r\n"
     "Content-Length: " BLOCK_LENGTH "\r\n\r\n" BLOCK "\r\n\r\n", ARTICLE("1")},
    {WHOLE(BLOCK_LENGTH) WHOLE(BLOCK_LENGTH), ARTICLE("1")},
    /* a front page */
    {"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://paper.example/\r\nContent-Length: " BLOCK_LENGTH
     "\r\n\r\n" BLOCK "\r\n\r\n", ""},
    /* blank lines */
    {"\r\n" OTHER "\r\n\r\n\r\n" WHOLE(BLOCK_LENGTH), ARTICLE("2")},
    {HEAD("request") "Content-Length: 14\r\n\r\nGET / HTTP/1.0" WHOLE(BLOCK_LENGTH), ARTICLE("2")},
    /* lengths */
    {WHOLE("9") OTHER, "problem #1: the record's Content-Length is wrong\n" ARTICLE("1")},
    {WHOLE("210") OTHER WHOLE(BLOCK_LENGTH), "problem #1: the record's Content-Length is wrong\n" ARTICLE("1")},
    {HEAD("request") "Content-Length: 40\r\n\r\nGET / HTTP/1.0\r\n\r\n" WHOLE(BLOCK_LENGTH),
     "problem #1: the record's Content-Length is wrong\n" ARTICLE("2")},
    {HEAD("response") "\r\n" BLOCK "\r\n\r\n" OTHER, "problem #1: the record has no Content-Length\n" ARTICLE("1")},
    {WHOLE("-1"), "problem #1: the record has no Content-Length\n" ARTICLE("1")},
    {WHOLE("99999999999999999999"), "problem #1: the record has no Content-Length\n" ARTICLE("1")},
    {WHOLE("999999999999999999"), "problem #1: the record is cut off\n" ARTICLE("1")},
    {WHOLE("1000"), "problem #1: the record is cut off\n" ARTICLE("1")},
    {"WARC/1.0\r\nWARC-Truncated: length\r\nWARC-Type: response\r\nWARC-Target-URI: " U "\r\nContent-Length: 64\r\n\r\n"
     OK HTML "Transfer-Encoding: x\r\n", ""},
    /* what is no record */
    {OTHER "junk\r\nand more WARC/1.0\r\n" WHOLE(BLOCK_LENGTH),
     "problem #1: the record's Content-Length is wrong\n" ARTICLE("2")},
    {OTHER "WARC/1.0\r\nWARC-Type: response\r\n" WHOLE(BLOCK_LENGTH),
     "problem #1: the record's header has no end, or is longer than 64 KB\n" ARTICLE("2")},
    {"WARC/1.0\r\nWARC-Type: response\r\n",
     "problem #1: the record's header has no end, or is longer than 64 KB\nthere is no record in the web archive"},
    /* ARC */
    {"filedesc://a.arc 0.0.0.0 20080430204825 text/plain 3\n1 0\n\n"
     "dns:paper.example 1.2.3.4 20080430204825 text/dns 2\nx\n\n"
     U " 1.2.3.4 20080430204825 text/html " BLOCK_LENGTH "\n" BLOCK "\n"
     "http://paper.example/a b 1.2.3.4 20080430204825 image/png 1\nx\n", ARTICLE("3")},
    {U " 1.2.3.4 20080430204825 text/html 10\n" BLOCK "\n",
     "problem #1: the record's Content-Length is wrong\n" ARTICLE("1")},
};

static void records_of_files(void **state)
{
    (void)state;
    assert_int_equal(strlen(BLOCK), strtol(BLOCK_LENGTH, NULL, 10));
    assert_int_equal(strlen(PAGE), 134);
    catch_rows(records, MG_COUNT(records), NULL);
}

/* Text that was made of pages; and what sites have for robots. */
static void texts(void **state)
{
    (void)state;
    mg_buf file = MG_BUF_INIT, text = MG_BUF_INIT;
    mg_buf_adds(&text, "Rain\n\n" SENTENCE);
    for (int i = 0; i < 3; i++) mg_buf_adds(&text, " " SENTENCE);
    add_record(&file, "conversion", U, "Content-Type: text/plain\r\n", mg_buf_span(&text));
    add_record(&file, "conversion", "http://paper.example/robots.txt", "Content-Type: text/plain\r\n", mg_buf_span(&text));
    assert_log("texts", mg_buf_span(&file),
               "id=" U "\ntitle=Rain\nurl=" U "\nmember=#1\nformat=text\n"
               "body=" SENTENCE " " SENTENCE " " SENTENCE " " SENTENCE "\n--\n");
    mg_buf_dispose(&file);
    mg_buf_dispose(&text);
}

/* A changed page is another article. */
static void versions(void **state)
{
    (void)state;
    mg_buf file = MG_BUF_INIT;
    add_response(&file, U, OK HTML CRLF, MG_SPAN(PAGE));
    add_response(&file, U, OK HTML CRLF, MG_SPAN("<html><title>Rain</title><p>It stopped."));
    assert_log("versions", mg_buf_span(&file),
               ARTICLE("1") "id=" U "\ntitle=Rain\nurl=" U "\nmember=#2\nformat=html\nbody=It stopped.\n--\n");
    mg_buf_dispose(&file);
}

/* A file of much damage is told of some times, and then once. */
static void told_once(void **state)
{
    (void)state;
    mg_buf file = MG_BUF_INIT;
    catcher c;
    for (int i = 0; i < 100; i++) mg_buf_adds(&file, OTHER "x\r\n");
    assert_int_equal(catch (&c, mg_buf_span(&file), "a", NULL, NULL), MG_OK);
    assert_int_equal(c.problems, 9);
    assert_non_null(strstr(c.log.p, "problem : 92 more records are damaged\n"));
    catcher_end(&c);
    mg_buf_dispose(&file);
}

/* ---- gzip ---- */

static const char *const pieces[] = {OTHER, WHOLE(BLOCK_LENGTH), OTHER};

/* The text of the pieces from `from` to `to`, in a member of its own, behind `out`. */
static void add_member(mg_buf *out, mg_span text)
{
    mg_buf member = deflated(text, 31);
    mg_buf_add(out, mg_buf_span(&member));
    mg_buf_dispose(&member);
}

static void members(void **state)
{
    (void)state;
    mg_buf all = MG_BUF_INIT, each = MG_BUF_INIT;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf_adds(&all, pieces[i]);
        add_member(&each, mg_span_str(pieces[i]));
    }
    assert_log("a member a record", mg_buf_span(&each), ARTICLE("2"));
    /* cut in two anywhere */
    for (size_t at = 0; at <= all.n; at++) {
        mg_buf file = MG_BUF_INIT;
        add_member(&file, mg_span_sub(mg_buf_span(&all), 0, at));
        add_member(&file, mg_span_sub(mg_buf_span(&all), at, all.n));
        assert_log("two members", mg_buf_span(&file), ARTICLE("2"));
        mg_buf_dispose(&file);
    }
    mg_buf_add(&each, (mg_span){"\0\0\0\0", 4});
    assert_log("padding", mg_buf_span(&each), ARTICLE("2"));
    mg_buf_adds(&each, "garbage");
    assert_log("garbage", mg_buf_span(&each),
               ARTICLE("2") "problem #3: there is something between or behind the compressed records that is none\n");
    mg_buf_dispose(&all);
    mg_buf_dispose(&each);
}

/* The same in frames of zstd, with a dictionary before them that may be compressed. */
static void frames(void **state)
{
    (void)state;
    mg_span dictionary = MG_SPAN(HEAD("response") "Content-Length: 100\r\n\r\n" OK HTML CRLF
                                 "<html><head><title></title></head><body><h1>");
    mg_buf small = zstd_packed(dictionary);
    for (int way = 0; way < 3; way++) {
        mg_buf file = MG_BUF_INIT;
        mg_span in = way == 2 ? mg_buf_span(&small) : dictionary;
        if (way) {
            mg_buf_add(&file, (mg_span){"\x5d\x2a\x4d\x18", 4});
            mg_buf_add(&file, (mg_span){(const char[]){(char)in.n, 0, 0, 0}, 4});
            mg_buf_add(&file, in);
        }
        ZSTD_CCtx *context = ZSTD_createCCtx();
        for (size_t i = 0; i < MG_COUNT(pieces); i++) {
            char frame[2000];
            size_t n = strlen(pieces[i]);
            n = way ? ZSTD_compress_usingDict(context, frame, sizeof frame, pieces[i], n, dictionary.p, dictionary.n, 3)
                    : ZSTD_compress(frame, sizeof frame, pieces[i], n, 3);
            assert_false(ZSTD_isError(n));
            mg_buf_add(&file, (mg_span){frame, n});
        }
        ZSTD_freeCCtx(context);
        assert_log("zstd", mg_buf_span(&file), ARTICLE("2"));
        file.n -= 2;
        assert_log("zstd, cut off", mg_buf_span(&file),
                   ARTICLE("2") "problem #2: the file is cut off in the middle of compressed data\n");
        mg_buf_dispose(&file);
    }
    mg_buf_dispose(&small);
    assert_log("no dictionary", (mg_span){"\x5d\x2a\x4d\x18\x04\0\0\0\x28\xb5\x2f\xfd", 12},
               "the dictionary that it is compressed with is damaged");
}

/* A record whose member ends early ends there; the next is whole. */
static void short_member(void **state)
{
    (void)state;
    mg_buf file = MG_BUF_INIT;
    add_member(&file, MG_SPAN(HEAD("response") "Content-Length: 5000\r\n\r\n" OK HTML CRLF));
    add_member(&file, MG_SPAN(WHOLE(BLOCK_LENGTH)));
    add_member(&file, MG_SPAN(HEAD("response") "Content-Length: 5000\r\nX: y\r\n\r\n" OK "Content-Type: image/png\r\n\r\n"));
    add_member(&file, MG_SPAN(OTHER));
    assert_log("short members", mg_buf_span(&file),
               "problem #1: the record is cut off\n" ARTICLE("2") "problem #3: the record is cut off\n");
    mg_buf_dispose(&file);
}

/* Members behind a damaged one are read. */
static void damage(void **state)
{
    (void)state;
    mg_buf file = MG_BUF_INIT;
    add_member(&file, MG_SPAN(OTHER));
    size_t from = file.n;
    add_member(&file, MG_SPAN(HEAD("response") "Content-Length: 5000\r\n\r\n" OK HTML CRLF));
    size_t to = file.n;
    add_member(&file, MG_SPAN(WHOLE(BLOCK_LENGTH)));
    for (size_t at = from; at < to; at++) {
        catcher c;
        file.p[at] ^= 0x55;
        assert_int_equal(catch (&c, mg_buf_span(&file), "a", NULL, NULL), MG_OK);
        if (c.articles != 1) fail_msg("damage at %zu of %zu: %s", at - from, to - from, c.log.p);
        catcher_end(&c);
        file.p[at] ^= 0x55;
    }
    /* cut off anywhere */
    for (size_t n = to; n < file.n; n++) {
        catcher c;
        assert_int_equal(catch (&c, mg_span_sub(mg_buf_span(&file), 0, n), "a", NULL, NULL), MG_OK);
        assert_true(c.articles <= 1 && c.problems >= 1);
        catcher_end(&c);
    }
    mg_buf_dispose(&file);
}

/* ---- hostile ---- */

static void add_times(mg_buf *text, size_t n, const char *piece)
{
    for (size_t i = 0; i < n; i++) mg_buf_adds(text, piece);
}

/* Each ends, and soon. */
static void hostile(void **state)
{
    static const char *const rows[] = {"WARC/1.0\r\n", "WARC/1.0\r\n\r\n", "\nWARC/", "a:b\r\n", "\r\n",
                                       HEAD("response") "\r\n", HEAD("response") "Content-Length: 1\r\n\r\n",
                                       "http://a/ 1 20080430204825 t 1\n", "a "};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        for (int arc = 0; arc < 2; arc++) {
            mg_buf text = MG_BUF_INIT;
            mg_buf_adds(&text, arc ? "filedesc://a 0.0.0.0 20080430204825 text/plain 3\n1 0\n" : OTHER);
            add_times(&text, 20000, rows[i]);
            mg_buf packed = deflated(mg_buf_span(&text), 31);
            catcher c;
            assert_int_equal(catch (&c, mg_buf_span(&text), "a", NULL, NULL), MG_OK);
            assert_true(c.problems <= 9);
            catcher_end(&c);
            assert_int_equal(catch (&c, mg_buf_span(&packed), "a", NULL, NULL), MG_OK);
            assert_true(c.problems <= 9);
            catcher_end(&c);
            mg_buf_dispose(&text);
            mg_buf_dispose(&packed);
        }
    }
}

/* A page that is nothing but blanks, 200 MB of them. */
static void bomb(void **state)
{
    (void)state;
    mg_buf blanks = MG_BUF_INIT, file = MG_BUF_INIT;
    assert_true(mg_buf_reserve(&blanks, (size_t)200 << 20));
    memset(blanks.p, ' ', (size_t)200 << 20);
    blanks.n = (size_t)200 << 20;
    mg_buf packed = deflated(mg_buf_span(&blanks), 31);
    mg_buf_dispose(&blanks);
    add_response(&file, U, OK HTML "Content-Encoding: gzip\r\n\r\n", mg_buf_span(&packed));
    add_response(&file, U, OK HTML CRLF, MG_SPAN(PAGE));
    assert_log("bomb", mg_buf_span(&file), "problem #1: the page holds more than 128 MB\n" ARTICLE("2"));
    mg_buf_dispose(&file);
    /* a file that is one itself: all but its first record is blank lines */
    mg_buf_adds(&file, WHOLE(BLOCK_LENGTH));
    size_t start = file.n;
    assert_true(mg_buf_reserve(&file, (size_t)100 << 20));
    memset(file.p + start, '\n', (size_t)100 << 20);
    file.n += (size_t)100 << 20;
    mg_buf_dispose(&packed);
    packed = deflated(mg_buf_span(&file), 31);
    catcher c;
    mg_limits limits = MG_LIMITS_DEFAULT;
    limits.ratio = 200;
    assert_int_equal(catch (&c, MG_SPAN("x"), "a", NULL, NULL), MG_OK); /* starts the catcher */
    mg_buf_reset(&c.log);
    mg_file limited = {.bytes = mg_buf_span(&packed), .path = MG_SPAN("a"), .limits = &limits};
    assert_int_equal(mg_extract(&limited, NULL, &c.sink, NULL), MG_OK);
    assert_string_equal(c.log.p, ARTICLE("1") "problem #1: the file holds far more, compressed, than pages do (--max-ratio); its end is not read\n");
    catcher_end(&c);
    mg_buf_dispose(&packed);
    mg_buf_dispose(&file);
}

static void sniffing(void **state)
{
    (void)state;
    mg_buf file = MG_BUF_INIT;
    add_member(&file, MG_SPAN("It rained.\nWARC/1.0\r\n"));
    assert_log("gzip of a text", mg_buf_span(&file), "looks like binary data, not text");
    assert_log("text", MG_SPAN("WARC/1.0 explained\n\nIn brief."), "id=a\ntitle=WARC/1.0 explained\nformat=text\nbody=In brief.\n--\n");
    assert_log("text", MG_SPAN("WARC/ing parties\n\nmet."), "id=a\ntitle=WARC/ing parties\nformat=text\nbody=met.\n--\n");
    mg_buf_dispose(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_servers_answer), cmocka_unit_test(encodings), cmocka_unit_test(records_of_files),
        cmocka_unit_test(versions),            cmocka_unit_test(told_once), cmocka_unit_test(members),
        cmocka_unit_test(short_member),        cmocka_unit_test(damage),    cmocka_unit_test(hostile),
        cmocka_unit_test(bomb),                cmocka_unit_test(sniffing),            cmocka_unit_test(frames),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
