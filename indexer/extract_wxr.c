/* extract_wxr.c - WordPress's export (WXR): an RSS file in which every item is a row of the site's table of posts.
 *
 *   <rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Courier</title>
 *     <wp:author><wp:author_login>alee</wp:author_login><wp:author_display_name>Ann Lee</wp:author_display_name></wp:author>
 *     <item><title>..</title><dc:creator>alee</dc:creator><content:encoded>..</content:encoded>
 *       <wp:post_date>..</wp:post_date><wp:post_date_gmt>..</wp:post_date_gmt><wp:status>publish</wp:status>
 *       <wp:post_type>post</wp:post_type><category domain="category">City</category></item> .. </channel></rss>
 *
 * An article is a published post. All else is passed over: drafts, revisions, pictures, menus, and pages, which are what
 * a paper says of itself. The text is as the author typed it; wordpress.h makes HTML of it. */
#include "indexer/extract.h"

#include "common/vec.h"
#include "indexer/feed_elements.h"
#include "indexer/html_article.h"
#include "indexer/wordpress.h"

#define LIST_MAX 200 /* categories */

/* Of an element of WordPress's own vocabulary. */
#define WP(name) ((mg_feed_element){MG_FEED_WP, name})
#define OWN(name) ((mg_feed_element){MG_FEED_OWN, name})

static const mg_feed_element creator = {MG_FEED_DC, "creator"}, content = {MG_FEED_CONTENT, "encoded"},
                             excerpt = {MG_FEED_EXCERPT, "encoded"};

typedef struct {
    mg_span login, name;
} author;

typedef struct {
    const mg_file *file;
    mg_sink *sink;
    mg_xml *xml;
    mg_buf html, body;
    mg_arena arena; /* what holds for all posts */
    mg_span source, language, site;
    MG_VEC(author) authors; /* by login */
} export;

/* ---- the site ---- */

static int by_login(const void *a, const void *b)
{
    return mg_span_cmp(((const author *)a)->login, ((const author *)b)->login);
}

/* An author's element is named author or, in a few exports, wp_author. */
static mg_status read_authors(export *x, const xmlNode *channel, mg_error *err)
{
    const mg_feed_element elements[] = {WP("author"), WP("wp_author")};
    for (size_t i = 0; i < MG_COUNT(elements); i++)
        for (xmlNode *node = mg_feed_child(channel, elements[i]); node; node = mg_feed_again(node, elements[i])) {
            author a;
            MG_TRY(mg_feed_word(mg_feed_child(node, WP("author_login")), &x->arena, &a.login, err));
            MG_TRY(mg_feed_person(mg_feed_child(node, WP("author_display_name")), &x->arena, &a.name, err));
            if (!mg_vec_push(&x->authors, a)) return mg_fail_nomem(err, "reading an export");
        }
    if (x->authors.n) qsort(x->authors.v, x->authors.n, sizeof *x->authors.v, by_login);
    return MG_OK;
}

static mg_status read_channel(export *x, mg_error *err)
{
    xmlNode *root;
    MG_TRY(mg_xml_head(x->xml, &root, err));
    const xmlNode *channel = mg_xml_child(root, "channel");
    MG_TRY(mg_feed_line(mg_feed_child(channel, OWN("title")), &x->arena, &x->source, err));
    MG_TRY(mg_feed_word(mg_feed_child(channel, OWN("language")), &x->arena, &x->language, err));
    MG_TRY(mg_feed_word(mg_feed_child(channel, OWN("link")), &x->arena, &x->site, err));
    return read_authors(x, channel, err);
}

/* ---- a post ---- */

/* A post says who wrote it by login, and the site who that is. Without a site's word the login may be a name. */
static mg_status read_byline(const export *x, const xmlNode *item, mg_arena *arena, mg_spans *byline, mg_error *err)
{
    xmlNode *node = mg_feed_child(item, creator);
    author wanted = {.name = MG_SPAN("")};
    MG_TRY(mg_feed_word(node, arena, &wanted.login, err));
    const author *known = x->authors.n ? bsearch(&wanted, x->authors.v, x->authors.n, sizeof wanted, by_login) : NULL;
    mg_span name = known ? known->name : MG_SPAN("");
    if (!known) MG_TRY(mg_feed_person(node, arena, &name, err));
    if (!known && mg_span_find(name, 0, ' ') == name.n) return MG_OK;
    return !name.n || mg_spans_add(byline, name, arena) ? MG_OK : mg_fail_nomem(err, "reading an export");
}

static mg_status read_date(const xmlNode *item, const char *name, mg_arena *arena, mg_date *date, mg_error *err)
{
    mg_span text;
    MG_TRY(mg_feed_word(mg_feed_child(item, WP(name)), arena, &text, err));
    if (!mg_date_parse(text, date) || date->precision != MG_DATE_SECOND) *date = (mg_date){.precision = MG_DATE_NONE};
    return MG_OK;
}

/* Minutes since some day: years begin in March here, so that a leap day ends one. */
static int64_t minutes_of(const mg_date *date)
{
    int64_t year = date->month > 2 ? date->year : date->year - 1, month = (date->month + 9) % 12;
    int64_t days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + date->day;
    return (days * 24 + date->hour) * 60 + date->minute;
}

/* The local time with its zone, which that of Greenwich tells; Greenwich's when they do not fit together. */
static mg_date zoned(mg_date local, mg_date gmt)
{
    int64_t later = minutes_of(&local) - minutes_of(&gmt);
    bool sound = local.precision == MG_DATE_SECOND && later % 15 == 0 && later >= -12 * 60 && later <= 14 * 60;
    mg_date date = sound ? local : gmt;
    date.has_zone = true;
    date.zone_minutes = sound ? (int)later : 0;
    return date;
}

/* WordPress writes 0000-00-00 for what it does not know, which is no date. */
static mg_status read_moment(const xmlNode *item, const char *local_name, const char *gmt_name, mg_arena *arena,
                             mg_date *date, mg_error *err)
{
    mg_date local, gmt;
    MG_TRY(read_date(item, local_name, arena, &local, err));
    MG_TRY(read_date(item, gmt_name, arena, &gmt, err));
    *date = gmt.precision == MG_DATE_SECOND ? zoned(local, gmt) : local;
    return MG_OK;
}

/* Dates of one post have the same zone. */
static bool is_same(const mg_date *a, const mg_date *b)
{
    char one[14], other[14];
    size_t n = mg_date_key(a, one);
    return n && n == mg_date_key(b, other) && memcmp(one, other, n) == 0;
}

static mg_status read_dates(const xmlNode *item, mg_arena *arena, mg_article *article, mg_error *err)
{
    mg_span text;
    MG_TRY(read_moment(item, "post_date", "post_date_gmt", arena, &article->date, err));
    MG_TRY(read_moment(item, "post_modified", "post_modified_gmt", arena, &article->modified, err));
    MG_TRY(mg_feed_word(mg_feed_child(item, OWN("pubDate")), arena, &text, err));
    bool dated = article->date.precision != MG_DATE_NONE || mg_feed_date(text, &article->date);
    if (dated) article->date_source = MG_DATE_FROM_META;
    if (is_same(&article->modified, &article->date)) article->modified = (mg_date){.precision = MG_DATE_NONE};
    return MG_OK;
}

/* The first category is the section; further ones, and all tags, are keywords. */
static mg_status read_categories(const xmlNode *item, mg_arena *arena, mg_article *article, mg_error *err)
{
    for (xmlNode *node = mg_feed_child(item, OWN("category")); node; node = mg_feed_again(node, OWN("category"))) {
        mg_span name, domain = mg_xml_attribute(node, "domain", arena), slug = mg_xml_attribute(node, "nicename", arena);
        if (!domain.p || !slug.p) return mg_fail_nomem(err, "reading an export");
        MG_TRY(mg_feed_line(node, arena, &name, err));
        bool category = mg_span_eq(domain, MG_SPAN("category")), tag = mg_span_eq(domain, MG_SPAN("post_tag"));
        if (!name.n || (!category && !tag) || mg_span_eq(slug, MG_SPAN("uncategorized"))) continue;
        if (category && !article->section.n) article->section = name;
        else if (article->keywords.n < LIST_MAX && !mg_spans_add(&article->keywords, name, arena))
            return mg_fail_nomem(err, "reading an export");
    }
    return MG_OK;
}

static mg_status read_texts(export *x, const xmlNode *item, mg_arena *arena, mg_article *article, mg_error *err)
{
    mg_span typed;
    mg_buf_reset(&x->html);
    mg_buf_reset(&x->body);
    MG_TRY(mg_feed_word(mg_feed_child(item, content), arena, &typed, err));
    mg_wordpress_render(typed, &x->html);
    MG_TRY(mg_buf_check(&x->html, "reading an export", err));
    MG_TRY(mg_html_fragment_read(mg_buf_span(&x->html), &x->body, err));
    article->body = mg_span_trim(mg_buf_span(&x->body));
    return mg_feed_line(mg_feed_child(item, excerpt), arena, &article->standfirst, err);
}

static mg_status give_post(export *x, const xmlNode *item, size_t number, mg_error *err)
{
    mg_arena *arena = x->sink->arena;
    mg_span link;
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE, .source = x->source, .language = x->language};
    MG_TRY(mg_feed_line(mg_feed_child(item, OWN("title")), arena, &article.title, err));
    MG_TRY(read_byline(x, item, arena, &article.byline, err));
    MG_TRY(read_dates(item, arena, &article, err));
    MG_TRY(read_categories(item, arena, &article, err));
    MG_TRY(mg_feed_word(mg_feed_child(item, OWN("link")), arena, &link, err));
    MG_TRY(mg_feed_url(item, link, x->site, arena, &article.url, err));
    MG_TRY(read_texts(x, item, arena, &article, err));
    if (article.title.n || article.body.n) MG_TRY(mg_feed_word(mg_feed_child(item, OWN("guid")), arena, &article.id, err));
    if (mg_xml_fault(x->xml)) mg_sink_tell(x->sink, number, mg_xml_fault(x->xml));
    return mg_sink_give(x->sink, x->file, &mg_format_wxr, number, &article, err);
}

/* Is a field of a post as it must be? Exporters of other systems leave out what is always the same. */
static mg_status holds(const xmlNode *item, const char *name, mg_span wanted, mg_arena *arena, bool *yes, mg_error *err)
{
    mg_span value;
    MG_TRY(mg_feed_word(mg_feed_child(item, WP(name)), arena, &value, err));
    *yes = !value.n || mg_span_eq(value, wanted);
    return MG_OK;
}

static mg_status read_posts(export *x, mg_error *err)
{
    size_t number = 0;
    MG_TRY(read_channel(x, err));
    for (;;) {
        xmlNode *item;
        bool published, post;
        MG_TRY(mg_xml_next(x->xml, &item, err));
        if (!item) break;
        MG_TRY(holds(item, "status", MG_SPAN("publish"), x->sink->arena, &published, err));
        MG_TRY(holds(item, "post_type", MG_SPAN("post"), x->sink->arena, &post, err));
        if (published && post)
            MG_TRY(give_post(x, item, ++number, err));
        else
            mg_arena_reset(x->sink->arena);
    }
    return number ? MG_OK : mg_fail(err, MG_FORMAT, "no published post is in the export");
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const records[] = {"item", NULL};
    export x = {.file = file, .sink = sink, .arena = MG_ARENA_INIT, .html = MG_BUF_INIT, .body = MG_BUF_INIT};
    MG_TRY(mg_xml_open(text, records, &x.xml, err));
    mg_status status = read_posts(&x, err);
    mg_xml_close(x.xml);
    mg_buf_dispose(&x.html);
    mg_buf_dispose(&x.body);
    mg_vec_free(&x.authors);
    mg_arena_dispose(&x.arena);
    return status;
}

static bool sniff(mg_span head)
{
    mg_span attributes = MG_SPAN(""), root = mg_xml_root(head, &attributes), mark = MG_SPAN("://wordpress.org/export/");
    return mg_span_eq(root, MG_SPAN("rss")) && mg_span_find_span(attributes, 0, mark) < attributes.n;
}

static const char *const suffixes[] = {".wxr", NULL};

const mg_format mg_format_wxr = {
    .name = "wxr",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
