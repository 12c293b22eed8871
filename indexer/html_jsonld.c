/* html_jsonld.c - see html_jsonld.h. Parsing by jansson. */
#include "indexer/html_jsonld.h"

#include "indexer/sgml.h"

#include <jansson.h>

#define DEPTH_MAX 8
#define LIST_MAX 100 /* authors, keywords */
#define VALUES_MAX 50          /* in one script */
#define SECONDS_MAX 4102444800 /* 2100 */

typedef struct {
    json_t *root;
    mg_arena *arena;
    bool nomem;
} reader;

/* Finding the article. */

/* Kinds of schema.org: those that end so are articles ("https://schema.org/OpinionNewsArticle",
 * LiveBlogPosting), the others at least have a date and an author. */
static const char *const articles[] = {
    "Article", "BlogPosting", "Report", "SocialMediaPosting", "DiscussionForumPosting", "APIReference"};
static const char *const others[] = {"WebPage",     "ItemPage",     "CreativeWork", "Review",        "Recipe",
                                     "ClaimReview", "ImageGallery", "MediaGallery", "PodcastEpisode"};

static bool is_type(json_t *type, const char *const *kinds, size_t n)
{
    mg_span name = {json_string_value(type), json_string_length(type)};
    for (size_t i = 0; name.p && i < n; i++) {
        mg_span kind = mg_span_str(kinds[i]);
        if (name.n >= kind.n && mg_span_eq(mg_span_sub(name, name.n - kind.n, name.n), kind)) return true;
    }
    size_t at;
    json_t *each;
    json_array_foreach(type, at, each) if (json_is_string(each) && is_type(each, kinds, n)) return true;
    return false;
}

static json_t *find_article(json_t *json, const char *const *kinds, size_t n, int depth)
{
    static const char *const holders[] = {"@graph", "mainEntity", "mainEntityOfPage"};
    if (depth > DEPTH_MAX) return NULL;
    size_t at;
    json_t *each, *found = NULL;
    json_array_foreach(json, at, each) if ((found = find_article(each, kinds, n, depth + 1))) return found;
    if (!json_is_object(json)) return NULL;
    if (is_type(json_object_get(json, "@type"), kinds, n)) return json;
    for (size_t i = 0; i < MG_COUNT(holders) && !found; i++)
        found = find_article(json_object_get(json, holders[i]), kinds, n, depth + 1);
    return found;
}

/* The object of the page that `reference` names by its @id and says nothing else of. */
static json_t *resolve(const reader *r, json_t *reference)
{
    const char *id = json_string_value(json_object_get(reference, "@id"));
    if (!id || json_object_get(reference, "name")) return reference;
    json_t *graph = json_is_array(r->root) ? r->root : json_object_get(r->root, "@graph");
    size_t at;
    json_t *each;
    json_array_foreach(graph, at, each)
    {
        const char *other = json_string_value(json_object_get(each, "@id"));
        if (other && !strcmp(id, other)) return each;
    }
    return reference;
}

/* Values. */

/* A string with its character references replaced, kept in the arena; empty when it is none. */
static mg_span text_of(reader *r, json_t *json)
{
    mg_span text = mg_span_trim((mg_span){json_string_value(json), json_string_length(json)});
    if (!json_is_string(json) || !text.n) return (mg_span){NULL, 0};
    mg_span copy = mg_arena_copy(r->arena, text);
    if (copy.p) copy = mg_sgml_decode(copy, r->arena);
    if (!copy.p) r->nomem = true;
    return copy.p ? copy : (mg_span){NULL, 0};
}

/* The same of a line, which some pages encode twice; a text that is HTML would lose its own references. */
static mg_span line_of(reader *r, json_t *json)
{
    mg_span line = text_of(r, json);
    if (!line.n) return line;
    line = mg_sgml_decode(line, r->arena);
    if (!line.p) r->nomem = true;
    return line.p ? line : (mg_span){NULL, 0};
}

/* The first string of a list, an object's name or @id, or the string itself. */
static mg_span first_text(reader *r, json_t *json, const char *key)
{
    if (json_is_array(json)) json = json_array_get(json, 0);
    if (json_is_object(json)) json = json_object_get(resolve(r, json), key);
    if (json_is_array(json)) json = json_array_get(json, 0);
    return line_of(r, json);
}

static bool is_url(mg_span text)
{
    return mg_span_find_span(text, 0, MG_SPAN("://")) < text.n;
}

static void add(reader *r, mg_spans *list, mg_span item)
{
    if (item.n && list->n < LIST_MAX && !mg_spans_add(list, item, r->arena)) r->nomem = true;
}

/* Names are strings, objects, references, or lists of these. */
static void add_authors(reader *r, json_t *author, mg_spans *list, mg_spans *organisations, int depth)
{
    static const char *const kinds[] = {"Organization"};
    size_t at;
    json_t *each;
    json_array_foreach(author, at, each) if (at < LIST_MAX && depth < DEPTH_MAX)
        add_authors(r, each, list, organisations, depth + 1);
    if (json_is_array(author)) return;
    json_t *whole = json_is_object(author) ? resolve(r, author) : NULL;
    json_t *name = whole ? json_object_get(whole, "name") : author;
    if (whole && is_type(json_object_get(whole, "@type"), kinds, MG_COUNT(kinds))) list = organisations;
    if (json_is_array(name)) {
        json_array_foreach(name, at, each) if (at < LIST_MAX) add(r, list, line_of(r, each));
        return;
    }
    add(r, list, line_of(r, name));
}

/* A list, or one string with commas. */
static void add_keywords(reader *r, json_t *json, mg_spans *list)
{
    size_t at;
    json_t *each;
    json_array_foreach(json, at, each) if (at < LIST_MAX) add(r, list, first_text(r, each, "name"));
    mg_span text = text_of(r, json);
    for (size_t from = 0; from < text.n;) {
        size_t end = mg_span_find(text, from, ',');
        add(r, list, mg_span_trim(mg_span_sub(text, from, end)));
        from = end + 1;
    }
}

static void fill(reader *r, mg_span *field, json_t *json, const char *key)
{
    if (!field->n) *field = first_text(r, json, key);
}

/* A date as text, or as seconds or milliseconds since 1970. */
static bool fill_date(reader *r, json_t *json, mg_date *date)
{
    json_int_t seconds = json_integer_value(json);
    if (date->precision != MG_DATE_NONE) return false;
    if (!json_is_integer(json)) return mg_date_parse(text_of(r, json), date);
    if (seconds > SECONDS_MAX) seconds /= 1000;
    return seconds > 0 && seconds <= SECONDS_MAX && mg_date_from_unix((int64_t)seconds, date);
}

static void fill_dates(reader *r, json_t *json, mg_article *article, mg_html_fallback *fallback)
{
    if (fill_date(r, json_object_get(json, "datePublished"), &article->date))
        article->date_source = MG_DATE_FROM_JSON_LD;
    (void)fill_date(r, json_object_get(json, "dateCreated"), &fallback->created);
    (void)fill_date(r, json_object_get(json, "dateModified"), &article->modified);
}

/* One who publishes under their own name is no site. */
static bool is_person(const reader *r, json_t *publisher)
{
    static const char *const kinds[] = {"Person"};
    return json_is_object(publisher) && is_type(json_object_get(resolve(r, publisher), "@type"), kinds, MG_COUNT(kinds));
}

static void fill_article(reader *r, json_t *json, mg_article *article, mg_html_fallback *fallback, mg_html_site *site)
{
    mg_span publisher = first_text(r, json_object_get(json, "publisher"), "name");
    mg_span headline = first_text(r, json_object_get(json, "headline"), "name");
    if (headline.n && article->title.n && !mg_span_eq(headline, article->title))
        return; /* a second article */
    fill(r, &article->title, json_object_get(json, "headline"), "name");
    fill(r, &article->title, json_object_get(json, "name"), "name");
    fill(r, &article->standfirst, json_object_get(json, "description"), "name");
    fill(r, &article->section, json_object_get(json, "articleSection"), "name");
    fill(r, &article->language, json_object_get(json, "inLanguage"), "alternateName");
    fill(r, &article->dateline, json_object_get(json, "dateline"), "name");
    fill(r, &article->url, json_object_get(json, "url"), "@id");
    fill(r, &article->url, json_object_get(json, "mainEntityOfPage"), "@id");
    if (!is_url(article->url)) article->url = (mg_span){NULL, 0};
    if (!article->source.n && !is_url(publisher)) article->source = publisher;
    if (!is_person(r, json_object_get(json, "publisher"))) mg_html_site_add(site, publisher);
    if (!article->byline.n && !fallback->organisations.n)
        add_authors(r, json_object_get(json, "author"), &article->byline, &fallback->organisations, 0);
    if (!fallback->body.n) fallback->body = text_of(r, json_object_get(json, "articleBody"));
    if (!article->keywords.n) add_keywords(r, json_object_get(json, "keywords"), &article->keywords);
    fill_dates(r, json, article, fallback);
}

/* A page or a review may be described beside the article: only what no article says, and nothing of its name.
 */
static void fill_other(reader *r, json_t *json, mg_article *article, mg_html_fallback *fallback)
{
    if (article->date.precision == MG_DATE_NONE) fill_dates(r, json, article, fallback);
    if (!article->byline.n && !fallback->organisations.n)
        add_authors(r, json_object_get(json, "author"), &article->byline, &fallback->organisations, 0);
}

/* Scripts as people write them: in comment or CDATA marks, with line ends inside strings. */
static mg_span bare_json(mg_span script, mg_arena *arena)
{
    size_t from = 0, to = script.n;
    while (from < to && script.p[from] != '{' && script.p[from] != '[') from++;
    while (to > from && script.p[to - 1] != '}' && script.p[to - 1] != ']') to--;
    if (mg_span_starts(mg_span_sub(script, from, to), MG_SPAN("[CDATA[")))
        return bare_json(mg_span_sub(script, from + 7, to), arena);
    char *copy = mg_arena_alloc(arena, to - from + 1);
    for (size_t i = from; copy && i < to; i++)
        copy[i - from] = (unsigned char)script.p[i] < ' ' ? ' ' : script.p[i];
    return (mg_span){copy, to - from};
}

/* Put blanks where JSON has nothing: over comments, and commas before a closing bracket. */
static void mend_json(char *s, size_t n)
{
    bool string = false;
    size_t comma = n;
    for (size_t i = 0; i < n; i++) {
        if (string) {
            if (s[i] == '\\')
                i++;
            else
                string = s[i] != '"';
        } else if (s[i] == '/' && i + 1 < n && s[i + 1] == '*') {
            size_t end = mg_span_find_span((mg_span){s, n}, i + 2, MG_SPAN("*/"));
            memset(s + i, ' ', MG_MIN(end + 2, n) - i);
        } else if (s[i] == ',') {
            comma = i;
        } else if (s[i] != ' ') {
            if ((s[i] == '}' || s[i] == ']') && comma < n) s[comma] = ' ';
            comma = n;
            string = s[i] == '"';
        }
    }
}

static void read_value(reader *r, mg_article *article, mg_html_fallback *fallback, mg_html_site *site)
{
    static const char *const sites[] = {"WebSite", "NewsMediaOrganization"};
    json_t *json = find_article(r->root, sites, MG_COUNT(sites), 0);
    mg_html_site_add(site, first_text(r, json_object_get(json, "name"), "name"));
    json = find_article(r->root, articles, MG_COUNT(articles), 0);
    if (json)
        fill_article(r, json, article, fallback, site);
    else if ((json = find_article(r->root, others, MG_COUNT(others), 0)))
        fill_other(r, json, article, fallback);
}

mg_status mg_jsonld_read(mg_span script, mg_arena *arena, mg_article *article, mg_html_fallback *fallback,
                         mg_html_site *site, mg_error *err)
{
    mg_span bare = bare_json(script, arena);
    if (!bare.p) return mg_fail_nomem(err, "reading JSON-LD");
    reader r = {.arena = arena};
    bool mended = false;
    for (size_t at = 0, values = 0; at < bare.n && values < VALUES_MAX;) {
        json_error_t end;
        r.root = json_loadb(bare.p + at, bare.n - at, JSON_DISABLE_EOF_CHECK, &end);
        if (!r.root && mended) break;
        if (!r.root) {
            mend_json((char *)(uintptr_t)bare.p + at, bare.n - at);
            mended = true;
            continue;
        }
        read_value(&r, article, fallback, site);
        json_decref(r.root);
        values++;
        for (at += (size_t)MG_MAX(end.position, 1); at < bare.n && bare.p[at] != '{' && bare.p[at] != '[';)
            at++;
    }
    return r.nomem ? mg_fail_nomem(err, "reading JSON-LD") : MG_OK;
}
