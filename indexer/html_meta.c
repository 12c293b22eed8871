/* html_meta.c - see html_meta.h: one table says which names mean which field. */
#include "indexer/html_meta.h"

#include "indexer/sgml.h"

#define LIST_MAX 200 /* authors, keywords */
#define NAME_MAX_LENGTH 40

typedef enum {
    M_TITLE,
    M_STANDFIRST,
    M_SECTION,
    M_SOURCE,
    M_URL,
    M_LANGUAGE,
    M_DATE,
    M_MODIFIED,
    M_AUTHORS,
    M_KEYWORDS
} field;
#define SINGLE_FIELDS M_AUTHORS

/* For each field the better names first. They are written in lower case, and '.' stands for any of . : _ - */
static const struct {
    const char *name;
    field field;
} names[] = {
    {"og.title", M_TITLE},
    {"twitter.title", M_TITLE},
    {"headline", M_TITLE},
    {"hdl", M_TITLE},
    {"rnews.headline", M_TITLE},
    {"dc.title", M_TITLE},
    {"dcterms.title", M_TITLE},
    {"citation.title", M_TITLE},
    {"sailthru.title", M_TITLE},
    {"parsely.title", M_TITLE},

    {"og.description", M_STANDFIRST},
    {"twitter.description", M_STANDFIRST},
    {"description", M_STANDFIRST},
    {"dc.description", M_STANDFIRST},
    {"dcterms.description", M_STANDFIRST},
    {"dcterms.abstract", M_STANDFIRST},
    {"sailthru.description", M_STANDFIRST},

    {"article.section", M_SECTION},
    {"articlesection", M_SECTION},
    {"parsely.section", M_SECTION},
    {"rnews.articlesection", M_SECTION},
    {"section", M_SECTION},

    {"og.site.name", M_SOURCE},
    {"publisher", M_SOURCE},
    {"rnews.publisher", M_SOURCE},
    {"dc.publisher", M_SOURCE},
    {"dcterms.publisher", M_SOURCE},
    {"citation.journal.title", M_SOURCE},
    {"application.name", M_SOURCE},

    {"og.url", M_URL},
    {"twitter.url", M_URL},
    {"parsely.link", M_URL},

    {"og.locale", M_LANGUAGE},
    {"content.language", M_LANGUAGE},
    {"dc.language", M_LANGUAGE},
    {"dcterms.language", M_LANGUAGE},
    {"language", M_LANGUAGE},

    {"article.published.time", M_DATE},
    {"og.article.published.time", M_DATE},
    {"og.published.time", M_DATE},
    {"article.published", M_DATE},
    {"datepublished", M_DATE},
    {"rnews.datepublished", M_DATE},
    {"parsely.pub.date", M_DATE},
    {"sailthru.date", M_DATE},
    {"dc.date.issued", M_DATE},
    {"dcterms.issued", M_DATE},
    {"dc.date", M_DATE},
    {"dcterms.date", M_DATE},
    {"dc.date.created", M_DATE},
    {"dcterms.created", M_DATE},
    {"citation.publication.date", M_DATE},
    {"citation.online.date", M_DATE},
    {"citation.date", M_DATE},
    {"pubdate", M_DATE},
    {"publishdate", M_DATE},
    {"publish.date", M_DATE},
    {"publication.date", M_DATE},
    {"publicationdate", M_DATE},
    {"originalpublicationdate", M_DATE},
    {"article.date.original", M_DATE},
    {"displaydate", M_DATE},
    {"article.published.date", M_DATE},
    {"article.publicationdate", M_DATE},
    {"article.created", M_DATE},
    {"og.publish.date", M_DATE},
    {"og.pubdate", M_DATE},
    {"og.datepublished", M_DATE},
    {"og.article.published", M_DATE},
    {"rnews.datecreated", M_DATE},
    {"datecreated", M_DATE},
    {"date.published", M_DATE},
    {"date.created", M_DATE},
    {"published.date", M_DATE},
    {"published.time", M_DATE},
    {"published.at", M_DATE},
    {"publish.time", M_DATE},
    {"publishtime", M_DATE},
    {"publicationtime", M_DATE},
    {"post.date", M_DATE},
    {"cxenseparse.recs.publishtime", M_DATE},
    {"iso.8601.publish.date", M_DATE},
    {"bt.pubdate", M_DATE},
    {"dcterms.available", M_DATE},
    {"dc.date.x.metadatalastmodified", M_MODIFIED},
    {"dateupdated", M_MODIFIED},
    {"updated.time", M_MODIFIED},
    {"release.date", M_DATE},
    {"pdate", M_DATE},
    {"date", M_DATE},

    {"article.modified.time", M_MODIFIED},
    {"og.updated.time", M_MODIFIED},
    {"article.updated", M_MODIFIED},
    {"datemodified", M_MODIFIED},
    {"dcterms.modified", M_MODIFIED},
    {"dc.date.modified", M_MODIFIED},
    {"lastmod", M_MODIFIED},
    {"last.modified", M_MODIFIED},

    {"author", M_AUTHORS},
    {"byl", M_AUTHORS},
    {"article.author", M_AUTHORS},
    {"dc.creator", M_AUTHORS},
    {"dcterms.creator", M_AUTHORS},
    {"sailthru.author", M_AUTHORS},
    {"parsely.author", M_AUTHORS},
    {"citation.author", M_AUTHORS},
    {"rnews.author", M_AUTHORS},
    {"rnews.creator", M_AUTHORS},
    {"article.author.name", M_AUTHORS},
    {"cxenseparse.author", M_AUTHORS},
    {"sailthru.byline.name", M_AUTHORS},
    {"rbauthors", M_AUTHORS},
    {"authors", M_AUTHORS},
    {"og.article.author", M_AUTHORS},

    {"article.tag", M_KEYWORDS},
    {"news.keywords", M_KEYWORDS},
    {"keywords", M_KEYWORDS},
    {"dc.subject", M_KEYWORDS},
    {"dcterms.subject", M_KEYWORDS},
    {"rnews.keywords", M_KEYWORDS},
    {"citation.keywords", M_KEYWORDS},
    {"parsely.tags", M_KEYWORDS},
    {"sailthru.tags", M_KEYWORDS},
};

typedef struct {
    mg_span value[SINGLE_FIELDS];
    size_t rank[SINGLE_FIELDS];
    mg_spans authors, keywords;
    size_t author_rank[LIST_MAX]; /* of each of the authors */
    mg_html_site *site;
} findings;

/* The rank of a name in the table; MG_COUNT(names) when it is not there. */
static size_t rank_of(mg_span name)
{
    char plain[NAME_MAX_LENGTH];
    if (!name.n || name.n > sizeof plain) return MG_COUNT(names);
    for (size_t i = 0; i < name.n; i++) plain[i] = strchr(":_-", name.p[i]) ? '.' : name.p[i];
    size_t i = 0;
    while (i < MG_COUNT(names) && !mg_span_eq_nocase((mg_span){plain, name.n}, mg_span_str(names[i].name)))
        i++;
    return i;
}

static bool is_url(mg_span value)
{
    return mg_span_starts_nocase(value, MG_SPAN("http://")) ||
           mg_span_starts_nocase(value, MG_SPAN("https://"));
}

/* A page of its own, not the front page that careless templates name. */
static bool is_page_url(mg_span value)
{
    size_t slash = mg_span_find(value, MG_MIN(value.n, (size_t)8), '/');
    return is_url(value) && slash + 1 < value.n;
}

static bool is_usable(field f, mg_span value)
{
    mg_date date;
    switch (f) {
    case M_URL: return is_page_url(value);
    case M_DATE:
    case M_MODIFIED: return mg_date_parse(value, &date);
    case M_SOURCE: return !is_url(value) && value.p[0] != '@';
    default: return true;
    }
}

static bool add_keywords(mg_span value, mg_arena *arena, mg_spans *list)
{
    char mark = mg_span_find(value, 0, ',') < value.n ? ',' : ';';
    for (size_t at = 0; at < value.n;) {
        size_t end = mg_span_find(value, at, mark);
        mg_span keyword = mg_span_trim(mg_span_sub(value, at, end));
        if (keyword.n && list->n < LIST_MAX && !mg_spans_add(list, keyword, arena)) return false;
        at = end + 1;
    }
    return true;
}

/* Who of them may be an author is known when all names of the site are. "author" is at times the same on all pages of a
 * publisher, "article:author" is not, but it may be a login. */
static bool add_author(size_t rank, mg_span value, mg_arena *arena, findings *found)
{
    bool of_article = mg_span_eq(mg_span_str(names[rank].name), MG_SPAN("article.author"));
    if (found->authors.n >= LIST_MAX) return true;
    if (of_article && mg_span_find(value, 0, ' ') < value.n) rank = 0;
    found->author_rank[found->authors.n] = rank;
    return mg_spans_add(&found->authors, value, arena);
}

/* Take the value of a meta element in under one of its names. False when memory runs out. */
static bool take_name(mg_span name, mg_span value, mg_arena *arena, findings *found)
{
    size_t rank = rank_of(name);
    value = mg_span_trim(value);
    if (rank == MG_COUNT(names) || !value.n || !is_usable(names[rank].field, value)) return true;
    field f = names[rank].field;
    if (f == M_AUTHORS) return add_author(rank, value, arena, found);
    if (f == M_KEYWORDS) return add_keywords(value, arena, &found->keywords);
    if (f == M_SOURCE) mg_html_site_add(found->site, value);
    if (found->value[f].n && rank >= found->rank[f]) return true;
    for (int again = 0; again < 2 && value.p; again++) /* many are encoded twice, some thrice */
        value = mg_sgml_decode(value, arena);
    found->value[f] = value;
    found->rank[f] = rank;
    return value.p != NULL;
}

/* An attribute may hold several names: property="dc:title og:title". */
static bool take(mg_span attr, mg_span value, mg_arena *arena, findings *found)
{
    for (size_t at = 0, end; at < attr.n; at = end + 1) {
        for (end = at; end < attr.n && !mg_is_space(attr.p[end]);) end++;
        if (!take_name(mg_span_sub(attr, at, end), value, arena, found)) return false;
    }
    return true;
}

static bool read_metas(const mg_html *tree, mg_arena *arena, findings *found)
{
    static const mg_html_attr_id keys[] = {MG_ATTR_PROPERTY, MG_ATTR_NAME, MG_ATTR_ITEMPROP,
                                           MG_ATTR_HTTP_EQUIV};
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (tree->nodes.v[i].tag != MG_TAG_META) continue;
        mg_span value = mg_html_attr(tree, i, MG_ATTR_CONTENT);
        for (size_t k = 0; k < MG_COUNT(keys) && value.n; k++)
            if (!take(mg_html_attr(tree, i, keys[k]), value, arena, found)) return false;
    }
    return true;
}

static mg_status read_jsonld(const mg_html *tree, mg_arena *arena, mg_article *article,
                             mg_html_fallback *fallback, mg_html_site *site, mg_error *err)
{
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (tree->nodes.v[i].tag != MG_TAG_SCRIPT) continue;
        mg_span type = mg_span_trim(mg_html_attr(tree, i, MG_ATTR_TYPE));
        if (!mg_span_starts_nocase(type, MG_SPAN("application/ld+json")) || tree->nodes.v[i].end == i + 1)
            continue;
        MG_TRY(mg_jsonld_read(mg_html_text(tree, i + 1), arena, article, fallback, site, err));
    }
    return MG_OK;
}

static void read_links(const mg_html *tree, mg_article *article)
{
    bool canonical = false, language = article->language.n > 0;
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (tree->nodes.v[i].tag == MG_TAG_LINK && !canonical &&
            mg_html_attr_has(tree, i, MG_ATTR_REL, "canonical")) {
            mg_span href = mg_span_trim(mg_html_attr(tree, i, MG_ATTR_HREF));
            canonical = is_page_url(href);
            if (canonical) article->url = href;
        }
        if (tree->nodes.v[i].tag == MG_TAG_HTML && !language) {
            article->language = mg_span_trim(mg_html_attr(tree, i, MG_ATTR_LANG));
            if (!article->language.n)
                article->language = mg_span_trim(mg_html_attr(tree, i, MG_ATTR_XML_LANG));
            language = true;
        }
    }
}

static void fill(mg_span *to, mg_span value)
{
    if (!to->n) *to = value;
}

/* Keep those of a list who may be authors; an organisation of several words may still be the host's. */
static bool keep_authors(const mg_html_site *site, bool organisations, mg_spans *list, mg_arena *arena)
{
    mg_spans kept = {NULL, 0};
    for (size_t i = 0; i < list->n; i++) {
        mg_span name = mg_html_author(site, list->v[i]);
        bool is_site = organisations && mg_html_is_host(site, name);
        if (name.n && !is_site && !mg_spans_add(&kept, name, arena)) return false;
    }
    *list = kept;
    return true;
}

/* All names of the best kind of author field: a page has several citation_author. Those that the site's staff have wait. */
static bool add_best_authors(const findings *found, mg_spans *persons, mg_spans *organisations, mg_arena *arena)
{
    size_t best = MG_COUNT(names);
    for (size_t i = 0; i < found->authors.n; i++)
        if (mg_html_author(found->site, found->authors.v[i]).n) best = MG_MIN(best, found->author_rank[i]);
    for (size_t i = 0; i < found->authors.n; i++) {
        mg_span name = mg_html_author(found->site, found->authors.v[i]);
        mg_spans *list = mg_html_is_of_site(found->site, name) ? organisations : persons;
        if (found->author_rank[i] == best && name.n && !mg_spans_add(list, name, arena)) return false;
    }
    return true;
}

/* The persons of the JSON-LD with the organisations beside them, else those of the meta elements: organisations alone
 * wait. */
static bool take_authors(const findings *found, mg_arena *arena, mg_article *article, mg_html_fallback *fallback)
{
    mg_spans *persons = &article->byline, *organisations = &fallback->organisations;
    if (!keep_authors(found->site, false, persons, arena) || !keep_authors(found->site, true, organisations, arena))
        return false;
    if (!persons->n) return add_best_authors(found, persons, organisations, arena);
    for (size_t i = 0; i < organisations->n; i++)
        if (!mg_spans_add(persons, organisations->v[i], arena)) return false;
    return true;
}

/* When it was published, as the meta elements say when the JSON-LD does not; else when it was made. */
static void take_date(const findings *found, const mg_html_fallback *fallback, mg_article *article)
{
    if (article->date.precision != MG_DATE_NONE) return;
    if (mg_date_parse(found->value[M_DATE], &article->date)) {
        article->date_source = MG_DATE_FROM_META;
    } else if (fallback->created.precision != MG_DATE_NONE) {
        article->date = fallback->created;
        article->date_source = MG_DATE_FROM_JSON_LD;
    }
}

mg_status mg_html_read_meta(const mg_html *tree, mg_arena *arena, mg_article *article,
                            mg_html_fallback *fallback, mg_html_site *site, mg_error *err)
{
    findings found = {.site = site};
    MG_TRY(read_jsonld(tree, arena, article, fallback, site, err));
    if (!read_metas(tree, arena, &found)) return mg_fail_nomem(err, "reading a page");
    fill(&article->source, found.value[M_SOURCE]);
    fill(&article->title, found.value[M_TITLE]);
    fill(&article->standfirst, found.value[M_STANDFIRST]);
    fill(&article->section, found.value[M_SECTION]);
    read_links(tree, article);
    fill(&article->url, found.value[M_URL]);
    fill(&article->language, found.value[M_LANGUAGE]);
    mg_html_site_add_url(site, article->url);
    article->title = mg_html_without_site(article->title, site, false);
    if (!take_authors(&found, arena, article, fallback)) return mg_fail_nomem(err, "reading a page");
    if (!article->keywords.n) article->keywords = found.keywords;
    take_date(&found, fallback, article);
    if (article->modified.precision == MG_DATE_NONE)
        mg_date_parse(found.value[M_MODIFIED], &article->modified);
    return MG_OK;
}
