/* extract_warc.c - web archives: WARC 0.17 to 1.1 and ARC, one capture after the other.
 *
 * A WARC file is a list of records (warc_records.h). Of a crawl's records some nine in ten are no articles: what the crawler
 * asked, pictures, scripts, redirects, errors, its own logs. They are passed over and not told; damage is, but not more often
 * than some times a file. Captures are these:
 *
 *   response    what a server answered (http_body.h), if its status is 200 or 203; a 206 is a piece
 *   resource    a file as it was found, if it has an address in the Web
 *   conversion  text that somebody made of a page (Common Crawl's WET)
 *
 * A revisit says that a page was as before; the capture that it means is elsewhere in this file or in another one, and is an
 * article there. Captures of one file with the same payload digest are one, and so are articles of the same id and text.
 * Where a page changed, each version is an article; the first keeps the page's address as its id.
 *
 * What a capture holds is read by the format that it is in, which is found by its type and its content: servers say text/html
 * of much that is not, and scripts' data must not become articles. Its address is the article's where the page states none.
 * The charset that the server names goes before the page's own. WARC-Date is when the page was fetched, and is no date of the
 * article. An article is called "#N" by its record's number in the file, counting all of them. */
#include "indexer/extract.h"

#include "common/hash.h"
#include "indexer/http_body.h"
#include "indexer/idset.h"
#include "indexer/mail_decode.h"
#include "indexer/mail_part.h"
#include "indexer/map.h"
#include "indexer/warc_records.h"

#include <stdio.h>

#define HEAD_MAX ((size_t)64 << 10) /* of an HTTP message */
#define TELL_MAX 8                  /* problems of a file that are told one by one */
#define TEXT_MIN 200                /* bytes; what is shorter and plain is some machine's answer */

typedef struct {
    const mg_file *file;
    mg_sink *sink;
    mg_warc *warc;
    mg_sink inner; /* which the captures' formats give to */
    mg_clock clock; /* of a capture */
    const mg_warc_record *record;
    mg_file capture; /* as its format sees it */
    bool home;       /* a site's first page */
    bool given;      /* an article of it */
    bool fatal;      /* the sink's own failure, not the file's */
    mg_idset seen;   /* digests, and articles */
    uint64_t seed;
    uint64_t expanded; /* bytes of contents that are more than were sent */
    size_t problems;
} crawl;

/* ---- what is told ---- */

static void tell(crawl *c, mg_span member, const char *why)
{
    mg_error error = MG_ERROR_INIT;
    if (++c->problems > TELL_MAX) return;
    mg_fail(&error, MG_FORMAT, "%s", why);
    c->sink->problem(c->sink->payload, member, &error);
}

static void tell_record(crawl *c, size_t number, const char *why)
{
    char room[32];
    tell(c, (mg_span){room, (size_t)snprintf(room, sizeof room, "#%zu", number)}, why);
}

/* What was met in the record, or behind it. */
static void tell_fault(crawl *c, size_t number)
{
    const char *fault = mg_warc_fault(c->warc);
    if (fault) tell_record(c, number, fault);
}

static void tell_rest(crawl *c)
{
    char why[100];
    if (c->problems <= TELL_MAX) return;
    snprintf(why, sizeof why, "%zu more records are damaged", c->problems - TELL_MAX);
    c->problems = 0;
    tell(c, (mg_span){NULL, 0}, why);
}

/* Of a capture that is a file of several itself, "#12#3". */
static void on_problem(void *payload, mg_span member, const mg_error *why)
{
    crawl *c = payload;
    char room[80];
    int n = snprintf(room, sizeof room, "#%zu%.*s", c->record->number, (int)MG_MIN(member.n, 32), member.n ? member.p : "");
    tell(c, (mg_span){room, (size_t)n}, why->msg);
}

/* ---- articles ---- */

/* A front page is no article, nor is a page that has nothing but a title. */
static bool is_no_article(const crawl *c, const mg_article *article)
{
    if (!mg_span_eq(article->format, MG_SPAN("html"))) return false;
    bool dated = article->date_source == MG_DATE_FROM_META || article->date_source == MG_DATE_FROM_JSON_LD;
    return !article->body.n || (c->home && !dated);
}

static mg_status is_fresh(crawl *c, const mg_article *article, bool *fresh, mg_error *err)
{
    uint64_t hash[3];
    hash[0] = mg_hash_quick(c->seed, article->id);
    hash[1] = mg_hash_quick(c->seed, article->title);
    hash[2] = mg_hash_quick(c->seed, article->body);
    return mg_idset_add(&c->seen, (mg_span){(const char *)hash, sizeof hash}, fresh, err);
}

static mg_status on_article(void *payload, const mg_article *article, mg_error *err)
{
    crawl *c = payload;
    bool fresh;
    if (is_no_article(c, article)) return MG_OK;
    mg_status status = is_fresh(c, article, &fresh, err);
    if (status == MG_OK) c->given = true;
    if (status == MG_OK && fresh) status = c->sink->article(c->sink->payload, article, err);
    c->fatal = status != MG_OK;
    return status;
}

/* ---- which format ---- */

typedef enum { JUNK, PAGE, TEXT, XML, JSON, DOCUMENT, UNKNOWN } kind;

static kind kind_of(mg_span type)
{
    static const struct {
        mg_span prefix;
        kind kind;
    } kinds[] = {
        {MG_SPAN("text/html"), PAGE},
        {MG_SPAN("application/xhtml"), PAGE},
        {MG_SPAN("application/vnd.wap.xhtml"), PAGE},
        {MG_SPAN("text/plain"), TEXT},
        {MG_SPAN("text/markdown"), TEXT},
        {MG_SPAN("text/x-markdown"), TEXT},
        {MG_SPAN("text/xml"), XML},
        {MG_SPAN("application/xml"), XML},
        {MG_SPAN("application/rss"), XML},
        {MG_SPAN("application/atom"), XML},
        {MG_SPAN("application/rdf"), XML},
        {MG_SPAN("text/rss"), XML},
        {MG_SPAN("application/json"), JSON},
        {MG_SPAN("application/ld+json"), JSON},
        {MG_SPAN("text/json"), JSON},
        {MG_SPAN("text/css"), JUNK},
        {MG_SPAN("text/javascript"), JUNK},
        {MG_SPAN("text/x-javascript"), JUNK},
        {MG_SPAN("text/dns"), JUNK},
        {MG_SPAN("text/vtt"), JUNK},
        {MG_SPAN("text/calendar"), JUNK},
        {MG_SPAN("text/csv"), JUNK},
        {MG_SPAN("application/javascript"), JUNK},
        {MG_SPAN("application/x-javascript"), JUNK},
        {MG_SPAN("application/font"), JUNK},
        {MG_SPAN("application/x-font"), JUNK},
        {MG_SPAN("application/x-shockwave"), JUNK},
        {MG_SPAN("application/wasm"), JUNK},
        {MG_SPAN("image/"), JUNK},
        {MG_SPAN("audio/"), JUNK},
        {MG_SPAN("video/"), JUNK},
        {MG_SPAN("font/"), JUNK},
        {MG_SPAN("text/"), UNKNOWN},
        {MG_SPAN("application/octet-stream"), UNKNOWN},
        {MG_SPAN("application/"), DOCUMENT},
        {MG_SPAN("message/"), DOCUMENT},
    };
    for (size_t i = 0; i < MG_COUNT(kinds); i++)
        if (mg_span_starts(type, kinds[i].prefix)) return kinds[i].kind;
    return UNKNOWN;
}

static bool is_one_of(const mg_format *format, const mg_format *const *list)
{
    while (*list && *list != format) list++;
    return *list;
}

/* Formats that cannot be mistaken for what a script fetches. Sitemaps only repeat headlines of pages. */
static bool is_publication(const mg_format *format)
{
    static const mg_format *const list[] = {
        &mg_format_html, &mg_format_hocr,  &mg_format_feed, &mg_format_nitf, &mg_format_newsml_g2, &mg_format_newsml,
        &mg_format_rcv1, &mg_format_ninjs, &mg_format_tei,  &mg_format_alto, &mg_format_wxr,       NULL,
    };
    return is_one_of(format, list);
}

/* Raw formats: documents and mail. */
static bool is_document(const mg_format *format)
{
    return format && format->raw && format != &mg_format_warc;
}

static bool begins_json(mg_span content)
{
    mg_span start = mg_span_trim(mg_span_sub(content, 0, 256));
    return start.n && strchr("{[\"", start.p[0]);
}

static bool is_json_ld_article(mg_span content)
{
    mg_span head = mg_span_sub(content, 0, HEAD_MAX);
    size_t type = mg_span_find_span(head, 0, MG_SPAN("\"@type\""));
    return mg_span_find_span(head, type, MG_SPAN("Article\"")) < head.n;
}

static const mg_format *json_format(const crawl *c, const mg_format *sniffed, mg_span content)
{
    bool mapped = c->file->map && (sniffed == &mg_format_json || sniffed == &mg_format_jsonl);
    if (mapped || sniffed == &mg_format_ninjs) return sniffed;
    return begins_json(content) && is_json_ld_article(content) ? &mg_format_json : NULL;
}

/* What sites have for robots. */
static bool is_for_robots(mg_span uri)
{
    static const char *const names[] = {"/robots.txt",   "/ads.txt",    "/app-ads.txt",
                                        "/security.txt", "/humans.txt", "/llms.txt"};
    for (size_t i = 0; i < MG_COUNT(names); i++) {
        mg_span name = mg_span_str(names[i]);
        if (uri.n >= name.n && mg_span_eq_nocase(mg_span_sub(uri, uri.n - name.n, uri.n), name)) return true;
    }
    return false;
}

static const mg_format *text_format(const crawl *c, const mg_format *sniffed, mg_span content)
{
    static const mg_format *const fit[] = {
        &mg_format_markdown, &mg_format_reuters, &mg_format_trec, &mg_format_mbox, &mg_format_eml, NULL,
    };
    if (is_publication(sniffed) || is_one_of(sniffed, fit)) return sniffed;
    if (begins_json(content)) return json_format(c, sniffed, content);
    return sniffed || content.n < TEXT_MIN || is_for_robots(c->record->uri) ? NULL : &mg_format_text;
}

static const mg_format *page_format(const mg_format *sniffed, mg_span content)
{
    if (is_publication(sniffed)) return sniffed;
    mg_span head = mg_span_sub(content, 0, HEAD_MAX);
    return begins_json(content) || mg_span_find(head, 0, '<') == head.n ? NULL : &mg_format_html;
}

/* NULL: it is none that may hold articles. */
static mg_status find_format(const crawl *c, kind type, mg_span content, const mg_format **format, mg_error *err)
{
    const mg_format *sniffed;
    *format = NULL;
    MG_TRY(mg_format_by_content(content, &sniffed, err));
    if (is_document(sniffed) && type != PAGE) *format = sniffed;
    else if (type == PAGE) *format = page_format(sniffed, content);
    else if (type == TEXT) *format = text_format(c, sniffed, content);
    else if (type == JSON) *format = json_format(c, sniffed, content);
    else if (is_publication(sniffed)) *format = sniffed;
    else if (type == XML && sniffed == &mg_format_xml && c->file->map) *format = sniffed;
    return MG_OK;
}

/* ---- captures ---- */

/* "http://paper.example/", and without the slash. */
static bool is_home(mg_span uri)
{
    size_t host = mg_span_find_span(uri, 0, MG_SPAN("://"));
    if (host == uri.n) return false;
    size_t slash = mg_span_find(uri, host + 3, '/');
    return slash + 1 >= uri.n && mg_span_find(uri, 0, '?') == uri.n;
}

static bool is_in_web(mg_span uri)
{
    static const char *const schemes[] = {"http:", "https:", "ftp:", "file:", "gemini:", "gopher:"};
    for (size_t i = 0; i < MG_COUNT(schemes); i++)
        if (mg_span_starts_nocase(uri, mg_span_str(schemes[i]))) return true;
    return false;
}

/* A language that a server names is a hint, if it names one. */
static mg_span single_language(mg_span header)
{
    bool many = mg_span_find(header, 0, ',') < header.n || header.n < 2 || header.n > 16;
    return many ? (mg_span){NULL, 0} : header;
}

/* Only what is a failure of the whole file is an error. */
static mg_status extract_content(crawl *c, kind type, mg_span content, mg_error *err)
{
    const mg_format *format;
    mg_error why = MG_ERROR_INIT;
    if (!content.n) return MG_OK;
    MG_TRY(find_format(c, type, content, &format, err));
    if (!format) return MG_OK;
    c->capture.bytes = content;
    mg_status status = mg_extract(&c->capture, format, &c->inner, &why);
    mg_arena_reset(c->sink->arena);
    bool own = status == MG_OK || status == MG_FORMAT || status == MG_NOTFOUND || status == MG_LIMIT;
    if (c->fatal || !own) return mg_fail(err, status, "%s", why.msg);
    if (status == MG_LIMIT) tell_record(c, c->record->number, why.msg);
    return MG_OK;
}

/* The type, and the charset in the capture, of a Content-Type. */
static mg_status read_type(crawl *c, mg_span header, kind *type, mg_error *err)
{
    mg_mail_type read;
    *type = UNKNOWN;
    if (!header.n) return MG_OK;
    MG_TRY(mg_mail_type_read(header, c->sink->arena, &read, err));
    *type = kind_of(read.type);
    c->capture.charset = read.charset;
    return MG_OK;
}

static mg_status read_block(crawl *c, mg_span *block, bool *had, mg_error *err)
{
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_warc_block(c->warc, block, &why);
    tell_fault(c, c->record->number);
    *had = status == MG_OK;
    if (status == MG_LIMIT) {
        tell_record(c, c->record->number, why.msg);
        return MG_OK;
    }
    return status == MG_OK ? MG_OK : mg_fail(err, status, "%s", why.msg);
}

static mg_status read_resource(crawl *c, mg_error *err)
{
    kind type;
    mg_span block;
    bool had;
    MG_TRY(read_type(c, c->record->content_type, &type, err));
    if (type == JUNK || !is_in_web(c->record->uri)) return MG_OK;
    MG_TRY(read_block(c, &block, &had, err));
    return had ? extract_content(c, type, block, err) : MG_OK;
}

static mg_status read_content(crawl *c, const mg_http *http, kind type, mg_error *err)
{
    mg_buf rooms[2];
    mg_span content;
    const char *fault;
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_http_content(http, rooms, &content, &fault, &why);
    if (status == MG_OK) {
        if (fault && !c->record->truncated) tell_record(c, c->record->number, fault);
        c->expanded += content.n - MG_MIN(content.n, http->body.n);
        status = extract_content(c, type, content, err);
    } else if (status == MG_NOMEM) {
        mg_fail(err, status, "%s", why.msg);
    } else {
        if (status == MG_LIMIT) c->expanded += MG_HTTP_CONTENT_MAX;
        tell_record(c, c->record->number, why.msg);
        status = MG_OK;
    }
    mg_buf_dispose(&rooms[0]);
    mg_buf_dispose(&rooms[1]);
    return status;
}

static mg_status read_response(crawl *c, mg_error *err)
{
    enum { TYPE, LANGUAGE, N };
    static const mg_span names[N] = {MG_SPAN("Content-Type"), MG_SPAN("Content-Language")};
    mg_span values[N], head, block;
    mg_http http;
    kind type;
    bool had;
    MG_TRY(mg_warc_head(c->warc, HEAD_MAX, &head, err));
    if (!mg_http_part(head, &http)) return mg_span_starts_nocase(c->record->uri, MG_SPAN("http")) ? MG_OK : read_resource(c, err);
    if (http.status != 200 && http.status != 203) return MG_OK;
    mg_mail_headers(http.headers, names, N, values);
    MG_TRY(read_type(c, values[TYPE], &type, err));
    if (type == JUNK) return MG_OK;
    MG_TRY(read_block(c, &block, &had, err));
    if (!had || !mg_http_part(block, &http)) return MG_OK;
    mg_mail_headers(http.headers, names, N, values);
    mg_span language = single_language(values[LANGUAGE]);
    if (language.n) c->capture.language = language;
    return read_content(c, &http, type, err);
}

/* ---- records ---- */

static bool is_type(const mg_warc_record *record, const char *type)
{
    return mg_span_eq_nocase(record->type, mg_span_str(type));
}

static mg_status read_record(crawl *c, mg_error *err)
{
    const mg_warc_record *r = c->record;
    bool response = is_type(r, "response"), resource = is_type(r, "resource") || is_type(r, "conversion");
    if (!response && !resource) return MG_OK;
    bool known = r->digest.n && mg_idset_has(&c->seen, r->digest);
    return known ? MG_OK : response ? read_response(c, err) : read_resource(c, err);
}

/* What a capture's format is to know beforehand; `room` holds its name. */
static mg_status start_capture(crawl *c, mg_buf *room, mg_error *err)
{
    mg_buf_reset(room);
    mg_buf_add(room, c->file->member);
    mg_buf_addf(room, "#%zu", c->record->number);
    MG_TRY(mg_buf_check(room, "reading a web archive", err));
    c->capture = *c->file;
    c->capture.member = mg_buf_span(room);
    c->capture.url = c->record->uri;
    c->capture.charset = (mg_span){NULL, 0};
    mg_clock_start(&c->clock, mg_limits_or_default(c->file->limits));
    c->home = is_home(c->record->uri);
    c->given = false;
    return MG_OK;
}

static mg_status read_records(crawl *c, mg_buf *member, mg_error *err)
{
    size_t number = 0;
    for (;;) {
        const mg_warc_record *record;
        MG_TRY(mg_warc_next(c->warc, &record, err));
        tell_fault(c, number ? number : 1);
        if (!record) break;
        c->record = record;
        number = record->number;
        MG_TRY(start_capture(c, member, err));
        MG_TRY(read_record(c, err));
        mg_arena_reset(c->sink->arena);
        if (c->expanded > c->file->bytes.n * mg_limits_or_default(c->file->limits)->ratio + MG_RATIO_FREE)
            return mg_fail(err, MG_LIMIT, "its pages are far larger than itself (--max-ratio); those behind record #%zu are not read", number);
        bool fresh;
        if (c->given && record->digest.n) MG_TRY(mg_idset_add(&c->seen, record->digest, &fresh, err));
    }
    return number ? MG_OK : mg_fail(err, MG_FORMAT, "there is no record in the web archive");
}

static mg_status extract(mg_span bytes, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_buf member = MG_BUF_INIT;
    crawl c = {.file = file, .sink = sink, .inner = *sink, .seed = mg_hash_seed()};
    c.inner.article = on_article;
    c.inner.problem = on_problem;
    c.inner.payload = &c;
    c.inner.clock = &c.clock;
    MG_TRY(mg_warc_open(bytes, mg_limits_or_default(file->limits)->ratio, &c.warc, err));
    mg_status status = read_records(&c, &member, err);
    tell_rest(&c);
    mg_warc_close(c.warc);
    mg_buf_dispose(&member);
    mg_idset_dispose(&c.seen);
    return status;
}

const mg_format mg_format_warc = {
    .name = "warc",
    .suffixes = (const char *const[]){".warc", ".warc.gz", ".warc.zst", ".arc.gz", NULL},
    .sniff = mg_warc_is,
    .extract = extract,
    .raw = true,
    .several = true,
};
