/* extract_feed.c - RSS (0.9 to 2.0, and 1.0 on RDF) and Atom (0.3, 1.0): each item or entry is an article.
 *
 *   <rss><channel><title>The Courier</title> <item><title>..</title> <description>..</description> ..</item> ..</rss>
 *   <rdf:RDF><channel>..</channel> <item rdf:about="URL">..</item> ..</rdf:RDF>
 *   <feed><title>The Courier</title> <entry><title>..</title> <content>..</content> ..</entry> ..</feed>
 *
 * All are read as one: their names mean the same where they are the same, and feeds mix them with each other and with
 * other vocabularies. The tables below say which elements carry a field, the better ones first. The full text is
 * content:encoded or Atom's content; a description is the text when there is none, and the standfirst when it is one.
 * What is said of pictures and sounds (media:, itunes:) is not the article's. */
#include "indexer/extract.h"

#include "indexer/feed_elements.h"

#define STANDFIRST_MAX 500 /* bytes; what is longer is an excerpt */
#define LIST_MAX 200       /* authors, categories */

static const mg_feed_element titles[] = {{MG_FEED_OWN, "title"}, {MG_FEED_DC, "title"}};

static const mg_feed_element texts[] = {
    {MG_FEED_CONTENT, "encoded"}, {MG_FEED_YANDEX, "full-text"}, {MG_FEED_OWN, "content"},
    {MG_FEED_XHTML, "body"},      {MG_FEED_XHTML, "div"},        {MG_FEED_OWN, "body"},
    {MG_FEED_OWN, "description"}, {MG_FEED_OWN, "summary"},      {MG_FEED_DC, "description"},
};
#define FULL_TEXTS 6 /* of them; the others may be a summary */

static const mg_feed_element dates[] = {
    {MG_FEED_OWN, "pubDate"}, {MG_FEED_OWN, "published"}, {MG_FEED_OWN, "issued"}, {MG_FEED_DC, "date"},
    {MG_FEED_DC, "issued"},   {MG_FEED_PRISM, "publicationDate"}, {MG_FEED_DC, "created"}, {MG_FEED_OWN, "created"},
};

static const mg_feed_element changes[] = {
    {MG_FEED_OWN, "updated"}, {MG_FEED_OWN, "modified"}, {MG_FEED_DC, "modified"}, {MG_FEED_PRISM, "modificationDate"},
};

static const mg_feed_element authors[] = {{MG_FEED_DC, "creator"}, {MG_FEED_OWN, "author"}, {MG_FEED_DC, "author"}};
static const mg_feed_element ids[] = {{MG_FEED_OWN, "guid"}, {MG_FEED_OWN, "id"}, {MG_FEED_DC, "identifier"}};
static const mg_feed_element languages[] = {{MG_FEED_OWN, "language"}, {MG_FEED_DC, "language"}};
static const mg_feed_element categories[] = {{MG_FEED_OWN, "category"}, {MG_FEED_DC, "subject"}};
static const mg_feed_element sections[] = {{MG_FEED_PRISM, "section"}};

static const mg_feed_element own_source = {MG_FEED_OWN, "source"}, own_title = {MG_FEED_OWN, "title"},
                             own_link = {MG_FEED_OWN, "link"}, first_link = {MG_FEED_FEEDBURNER, "origLink"};

typedef struct {
    const mg_file *file;
    mg_sink *sink;
    mg_xml *xml;
    mg_buf body, summary;
    mg_arena arena; /* what holds for all items */
    mg_span source, language, site;
    mg_spans byline;
} feed;

typedef mg_status (*text_reader)(xmlNode *, mg_arena *, mg_span *, mg_error *);

/* The first element of a table that has text, and the text. */
static mg_status best(const xmlNode *node, const mg_feed_element *table, size_t n, text_reader read, mg_arena *arena,
                      mg_span *text, mg_error *err)
{
    *text = MG_SPAN("");
    for (size_t i = 0; i < n && !text->n; i++)
        for (xmlNode *child = mg_feed_child(node, table[i]); child && !text->n; child = mg_feed_again(child, table[i]))
            MG_TRY(read(child, arena, text, err));
    return MG_OK;
}
#define BEST(node, table, read, arena, text, err) best(node, table, MG_COUNT(table), read, arena, text, err)

static mg_status add(mg_spans *list, mg_span item, mg_arena *arena, mg_error *err)
{
    bool ok = !item.n || list->n >= LIST_MAX || mg_spans_add(list, item, arena);
    return ok ? MG_OK : mg_fail_nomem(err, "reading a feed");
}

/* All persons of the first kind that names any. */
static mg_status read_authors(const xmlNode *node, mg_arena *arena, mg_spans *byline, mg_error *err)
{
    for (size_t i = 0; i < MG_COUNT(authors) && !byline->n; i++)
        for (xmlNode *child = mg_feed_child(node, authors[i]); child; child = mg_feed_again(child, authors[i])) {
            mg_span name;
            MG_TRY(mg_feed_person(child, arena, &name, err));
            MG_TRY(add(byline, name, arena, err));
        }
    return MG_OK;
}

static mg_status read_date(const xmlNode *node, const mg_feed_element *table, size_t n, mg_arena *arena, mg_date *date,
                           mg_error *err)
{
    for (size_t i = 0; i < n && date->precision == MG_DATE_NONE; i++) {
        mg_span text;
        MG_TRY(mg_feed_word(mg_feed_child(node, table[i]), arena, &text, err));
        if (text.n) mg_feed_date(text, date);
    }
    return MG_OK;
}

static mg_status read_dates(const xmlNode *item, mg_arena *arena, mg_article *article, mg_error *err)
{
    MG_TRY(read_date(item, dates, MG_COUNT(dates), arena, &article->date, err));
    MG_TRY(read_date(item, changes, MG_COUNT(changes), arena, &article->modified, err));
    if (article->date.precision == MG_DATE_NONE) {
        article->date = article->modified;
        article->modified = (mg_date){.precision = MG_DATE_NONE};
    }
    if (article->date.precision != MG_DATE_NONE) article->date_source = MG_DATE_FROM_FEED;
    return MG_OK;
}

/* The link to a page for readers: RSS's text, or an href of Atom's that has no other relation. */
static mg_status read_link(const xmlNode *node, mg_span site, mg_arena *arena, mg_span *url, mg_error *err)
{
    xmlNode *burnt = mg_feed_child(node, first_link);
    *url = MG_SPAN("");
    for (xmlNode *link = burnt ? burnt : mg_feed_child(node, own_link); link && !url->n; ) {
        mg_span rel = mg_xml_attribute(link, "rel", arena), text = mg_xml_attribute(link, "href", arena);
        if (!rel.p || !text.p) return mg_fail_nomem(err, "reading a feed");
        if (!text.n) MG_TRY(mg_feed_word(link, arena, &text, err));
        if (!rel.n || mg_span_eq_nocase(rel, MG_SPAN("alternate"))) MG_TRY(mg_feed_url(link, text, site, arena, url, err));
        link = link == burnt ? mg_feed_child(node, own_link) : mg_feed_again(link, own_link);
    }
    return MG_OK;
}

/* RSS's guid is a link unless it denies it; RDF names the item itself. */
static mg_status read_id(const feed *f, const xmlNode *item, mg_arena *arena, mg_article *article, mg_error *err)
{
    xmlNode *guid = mg_feed_child(item, ids[0]);
    mg_span permanent = mg_xml_attribute(guid, "isPermaLink", arena), about = mg_xml_attribute(item, "about", arena), link;
    if (!permanent.p || !about.p) return mg_fail_nomem(err, "reading a feed");
    MG_TRY(BEST(item, ids, mg_feed_word, arena, &article->id, err));
    if (!article->id.n) article->id = mg_span_trim(about);
    MG_TRY(read_link(item, f->site, arena, &article->url, err));
    if (article->url.n || mg_span_eq_nocase(permanent, MG_SPAN("false"))) return MG_OK;
    MG_TRY(mg_feed_url(item, article->id, MG_SPAN(""), arena, &link, err));
    article->url = link;
    return MG_OK;
}

/* What an element says of its vocabulary: a section's name is the article's section, a tag's is not. */
typedef enum { C_ANY, C_SECTION, C_TAG } category_kind;

static category_kind kind_of(mg_span domain)
{
    static const char *const tags[] = {"tag", "keyword"};
    for (size_t at = 0; at < domain.n; at++) {
        mg_span here = mg_span_sub(domain, at, domain.n);
        if (mg_span_starts_nocase(here, MG_SPAN("section"))) return C_SECTION;
        for (size_t i = 0; i < MG_COUNT(tags); i++)
            if (mg_span_starts_nocase(here, mg_span_str(tags[i]))) return C_TAG;
    }
    return C_ANY;
}

static mg_status read_category(xmlNode *node, mg_arena *arena, mg_span *name, category_kind *kind, mg_error *err)
{
    static const char *const names[] = {"label", "term"}, *const domains[] = {"domain", "scheme"};
    mg_span domain = MG_SPAN("");
    *name = MG_SPAN("");
    for (size_t i = 0; i < 2; i++) {
        if (!name->n) *name = mg_span_trim(mg_xml_attribute(node, names[i], arena));
        if (!domain.n) domain = mg_xml_attribute(node, domains[i], arena);
        if (!name->p || !domain.p) return mg_fail_nomem(err, "reading a feed");
    }
    *kind = kind_of(domain);
    return name->n ? MG_OK : mg_feed_line(node, arena, name, err);
}

/* How many names a category lists: "ferries, fog, storm" is three, "Arts, Books" a section's name. */
static size_t listed(mg_span category)
{
    size_t names = 1;
    for (size_t i = 0; i < category.n; i++) names += category.p[i] == ',';
    return names > 2 ? names : 1;
}

static mg_status add_keywords(mg_spans *list, mg_span category, mg_arena *arena, mg_error *err)
{
    if (listed(category) == 1) return add(list, category, arena, err);
    for (size_t at = 0, end; at < category.n; at = end + 1) {
        end = mg_span_find(category, at, ',');
        MG_TRY(add(list, mg_span_trim(mg_span_sub(category, at, end)), arena, err));
    }
    return MG_OK;
}

/* Most feeds put sections and tags into the same element. A section is one that is called so, or stands alone. */
static mg_status read_categories(const xmlNode *item, mg_arena *arena, mg_article *article, mg_error *err)
{
    size_t n = 0;
    category_kind kind = C_ANY, last = C_ANY;
    mg_span name, only = MG_SPAN("");
    MG_TRY(BEST(item, sections, mg_feed_line, arena, &article->section, err));
    for (size_t i = 0; i < MG_COUNT(categories); i++)
        for (xmlNode *node = mg_feed_child(item, categories[i]); node; node = mg_feed_again(node, categories[i])) {
            MG_TRY(read_category(node, arena, &name, &kind, err));
            if (!name.n || mg_span_eq_nocase(name, MG_SPAN("Uncategorized"))) continue;
            n += listed(name);
            only = name;
            last = kind;
            if (kind == C_SECTION && !article->section.n) article->section = name;
            else if (!mg_span_eq(name, article->section)) MG_TRY(add_keywords(&article->keywords, name, arena, err));
        }
    if (n == 1 && last == C_ANY && !article->section.n) {
        article->section = only;
        article->keywords.n = 0;
    }
    return MG_OK;
}

/* ---- the text ---- */

static bool ends_with(mg_span text, mg_span end)
{
    return text.n >= end.n && mg_span_eq(mg_span_sub(text, text.n - end.n, text.n), end);
}

/* Without the line that WordPress adds: "The post X appeared first on Y." */
static mg_span without_feed_line(mg_span text)
{
    const char *line_end = text.n ? memrchr(text.p, '\n', text.n) : NULL;
    size_t start = line_end ? (size_t)(line_end + 1 - text.p) : 0;
    mg_span last = mg_span_sub(text, start, text.n);
    bool added = mg_span_starts(last, MG_SPAN("The post ")) &&
                 mg_span_find_span(last, 0, MG_SPAN(" appeared first on ")) < last.n;
    return added ? mg_span_trim(mg_span_sub(text, 0, start)) : text;
}

/* Without the paper's name behind it: "Headline - Paper". */
static mg_span without_source(mg_span title, mg_span source)
{
    static const char *const marks[] = {" - ", " | ", " – ", " — "};
    if (!source.n || !ends_with(title, source)) return title;
    mg_span head = mg_span_sub(title, 0, title.n - source.n);
    for (size_t i = 0; i < MG_COUNT(marks); i++) {
        mg_span mark = mg_span_str(marks[i]);
        if (ends_with(head, mark)) return mg_span_trim(mg_span_sub(head, 0, head.n - mark.n));
    }
    return title;
}

/* Does `text` begin as `start` does, but for white space? */
static bool begins_alike(mg_span text, mg_span start)
{
    size_t at = 0;
    for (size_t i = 0; i < start.n; i++) {
        if (mg_is_space(start.p[i])) continue;
        while (at < text.n && mg_is_space(text.p[at])) at++;
        if (at == text.n || text.p[at++] != start.p[i]) return false;
    }
    return true;
}

/* Is a summary one, and not how the text begins? */
static bool is_standfirst(mg_span text, mg_span body)
{
    static const char *const cut[] = {"...", "…", "]"};
    bool line = text.n && text.n <= STANDFIRST_MAX && mg_span_find(text, 0, '\n') == text.n;
    if (!line || begins_alike(body, text)) return false;
    for (size_t i = 0; i < MG_COUNT(cut); i++)
        if (ends_with(text, mg_span_str(cut[i]))) return false;
    return true;
}

/* The text of the first of some elements that has any, from `from` on; *at is which. */
static mg_status read_text(const xmlNode *item, size_t from, mg_arena *arena, mg_buf *text, size_t *at, mg_error *err)
{
    mg_buf_reset(text);
    for (*at = from; *at < MG_COUNT(texts); ++*at) {
        xmlNode *node = mg_feed_child(item, texts[*at]);
        if (node) MG_TRY(mg_feed_body(node, arena, text, err));
        if (mg_span_trim(mg_buf_span(text)).n) return MG_OK;
        mg_buf_reset(text);
    }
    return MG_OK;
}

static mg_status read_texts(feed *f, const xmlNode *item, mg_article *article, mg_error *err)
{
    size_t which, summary;
    MG_TRY(read_text(item, 0, f->sink->arena, &f->body, &which, err));
    article->body = without_feed_line(mg_span_trim(mg_buf_span(&f->body)));
    if (mg_span_eq(article->body, article->title)) article->body = MG_SPAN("");
    if (which >= FULL_TEXTS) return MG_OK;
    MG_TRY(read_text(item, FULL_TEXTS, f->sink->arena, &f->summary, &summary, err));
    mg_span text = without_feed_line(mg_span_trim(mg_buf_span(&f->summary)));
    if (is_standfirst(text, article->body) && !mg_span_eq(text, article->title)) article->standfirst = text;
    return MG_OK;
}

/* ---- items ---- */

static mg_status language_of(const xmlNode *node, mg_span otherwise, mg_arena *arena, mg_span *language, mg_error *err)
{
    MG_TRY(BEST(node, languages, mg_feed_word, arena, language, err));
    if (language->n) return MG_OK;
    xmlChar *tag = xmlNodeGetLang(node);
    *language = tag && *tag ? mg_arena_copy(arena, mg_span_str((const char *)tag)) : otherwise;
    xmlFree(tag);
    return language->p ? MG_OK : mg_fail_nomem(err, "reading a feed");
}

/* An item may be taken from another paper's feed, which has authors too. */
static mg_status read_origin(const feed *f, const xmlNode *item, mg_arena *arena, mg_article *article, mg_error *err)
{
    xmlNode *source = mg_feed_child(item, own_source), *title = mg_feed_child(source, own_title);
    bool atom = source && xmlFirstElementChild(source);
    MG_TRY(mg_feed_line(atom ? title : source, arena, &article->source, err));
    MG_TRY(read_authors(item, arena, &article->byline, err));
    if (source && !article->byline.n) MG_TRY(read_authors(source, arena, &article->byline, err));
    if (!article->source.n) article->source = f->source;
    if (!source && !article->byline.n) article->byline = f->byline;
    return MG_OK;
}

static mg_status give_item(feed *f, xmlNode *item, size_t number, mg_error *err)
{
    mg_arena *arena = f->sink->arena;
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    MG_TRY(read_origin(f, item, arena, &article, err));
    MG_TRY(BEST(item, titles, mg_feed_line, arena, &article.title, err));
    article.title = without_source(article.title, article.source);
    MG_TRY(read_dates(item, arena, &article, err));
    MG_TRY(read_id(f, item, arena, &article, err));
    MG_TRY(read_categories(item, arena, &article, err));
    MG_TRY(language_of(item, f->language, arena, &article.language, err));
    MG_TRY(read_texts(f, item, &article, err));
    if (!article.title.n && !article.body.n) article.id = MG_SPAN(""); /* a link to a picture is no article */
    if (mg_xml_fault(f->xml)) mg_sink_tell(f->sink, number, mg_xml_fault(f->xml));
    return mg_sink_give(f->sink, f->file, &mg_format_feed, number, &article, err);
}

/* What the channel says of the paper. The authors of an Atom feed are those of entries without any, unless they are the
 * paper. */
static mg_status read_channel(feed *f, mg_error *err)
{
    xmlNode *root;
    MG_TRY(mg_xml_head(f->xml, &root, err));
    f->source = f->language = f->site = MG_SPAN("");
    if (!root) return MG_OK;
    xmlNode *channel = mg_xml_child(root, "channel");
    if (!channel) channel = root;
    MG_TRY(mg_feed_line(mg_feed_child(channel, own_title), &f->arena, &f->source, err));
    MG_TRY(read_link(channel, MG_SPAN(""), &f->arena, &f->site, err));
    MG_TRY(language_of(channel, MG_SPAN(""), &f->arena, &f->language, err));
    if (!mg_xml_is(root, "feed")) return MG_OK;
    MG_TRY(read_authors(channel, &f->arena, &f->byline, err));
    if (f->byline.n == 1 && mg_span_eq_nocase(f->byline.v[0], f->source)) f->byline.n = 0;
    return MG_OK;
}

static mg_status read_items(feed *f, mg_error *err)
{
    xmlNode *item;
    size_t number = 0;
    MG_TRY(read_channel(f, err));
    MG_TRY(mg_xml_next(f->xml, &item, err));
    while (item) {
        MG_TRY(give_item(f, item, ++number, err));
        MG_TRY(mg_xml_next(f->xml, &item, err));
    }
    return number ? MG_OK : mg_fail(err, MG_FORMAT, "the feed has no items");
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const records[] = {"item", "entry", NULL};
    feed f = {.file = file, .sink = sink, .arena = MG_ARENA_INIT, .body = MG_BUF_INIT, .summary = MG_BUF_INIT};
    MG_TRY(mg_xml_open(text, records, &f.xml, err));
    mg_status status = read_items(&f, err);
    mg_xml_close(f.xml);
    mg_buf_dispose(&f.body);
    mg_buf_dispose(&f.summary);
    mg_arena_dispose(&f.arena);
    return status;
}

static bool has_any(mg_span text, const char *const *marks)
{
    while (*marks && mg_span_find_span(text, 0, mg_span_str(*marks)) == text.n) marks++;
    return *marks;
}

/* RDF is used for many things, and other files may have feeds and entries. */
static bool sniff(mg_span head)
{
    static const char *const rss[] = {"purl.org/rss/", "netscape.com/rdf/", NULL};
    static const char *const atom[] = {"/Atom", "/atom", "version=", NULL};
    mg_span attributes = MG_SPAN(""), root = mg_xml_root(head, &attributes);
    if (mg_span_eq(root, MG_SPAN("rss"))) return true;
    if (mg_span_eq(root, MG_SPAN("RDF"))) return has_any(attributes, rss);
    return (mg_span_eq(root, MG_SPAN("feed")) || mg_span_eq(root, MG_SPAN("entry"))) && has_any(attributes, atom);
}

static const char *const suffixes[] = {".rss", ".atom", ".rdf", NULL};

const mg_format mg_format_feed = {
    .name = "feed",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
