/* feed_elements.c - see feed_elements.h. */
#include "indexer/feed_elements.h"

#include "indexer/html_article.h"
#include "indexer/sgml.h"

#include <libxml/HTMLtree.h>
#include <libxml/uri.h>

#define URL_MAX 2000   /* bytes; what is longer names no article */
#define WRAPPED_MAX 160 /* bytes; a longer line was not broken to fit a width */
#define WEEKDAY_MAX 24 /* before the comma of a date, in whatever language: it says nothing new */

/* ---- vocabularies ---- */

/* How their namespaces begin, of those that begin alike the longer first, and the prefix that they mostly have. */
static const struct {
    mg_span namespace, prefix;
    mg_feed_vocabulary vocabulary;
} vocabularies[] = { /* the first two are Atom's */
    {MG_SPAN("http://www.w3.org/2005/Atom"), MG_SPAN("atom"), MG_FEED_OWN},
    {MG_SPAN("http://purl.org/atom/ns"), MG_SPAN("atom03"), MG_FEED_OWN},
    {MG_SPAN("http://purl.org/dc/elements/1."), MG_SPAN("dc"), MG_FEED_DC},
    {MG_SPAN("http://purl.org/dc/terms"), MG_SPAN("dcterms"), MG_FEED_DC},
    {MG_SPAN("http://purl.org/rss/1.0/modules/content"), MG_SPAN("content"), MG_FEED_CONTENT},
    {MG_SPAN("http://prismstandard.org/namespaces/"), MG_SPAN("prism"), MG_FEED_PRISM},
    {MG_SPAN("http://www.w3.org/1999/xhtml"), MG_SPAN("xhtml"), MG_FEED_XHTML},
    {MG_SPAN("http://news.yandex.ru"), MG_SPAN("yandex"), MG_FEED_YANDEX},
    {MG_SPAN("http://rssnamespace.org/feedburner/ext/"), MG_SPAN("feedburner"), MG_FEED_FEEDBURNER},
    {MG_SPAN("http://www.google.com/schemas/sitemap-news/"), MG_SPAN("news"), MG_FEED_NEWS},
    {MG_SPAN("http://wordpress.org/export/1.0/excerpt"), MG_SPAN("excerpt"), MG_FEED_EXCERPT},
    {MG_SPAN("http://wordpress.org/export/1.1/excerpt"), MG_SPAN("excerpt"), MG_FEED_EXCERPT},
    {MG_SPAN("http://wordpress.org/export/1.2/excerpt"), MG_SPAN("excerpt"), MG_FEED_EXCERPT},
    {MG_SPAN("http://wordpress.org/export/"), MG_SPAN("wp"), MG_FEED_WP},
};

static mg_feed_vocabulary by_prefix(mg_span prefix)
{
    for (size_t i = 0; i < MG_COUNT(vocabularies); i++)
        if (mg_span_eq(prefix, vocabularies[i].prefix)) return vocabularies[i].vocabulary;
    return MG_FEED_FOREIGN;
}

/* An address may be http or https, and have capitals. */
static bool begins_so(mg_span address, mg_span namespace)
{
    size_t scheme = strlen("http");
    if (!mg_span_starts_nocase(address, MG_SPAN("http"))) return false;
    size_t s = address.n > scheme && address.p[scheme] == 's';
    return mg_span_starts_nocase(mg_span_sub(address, scheme + s, address.n), mg_span_sub(namespace, scheme, namespace.n));
}

static mg_feed_vocabulary vocabulary_of(const xmlNode *node)
{
    if (!node->ns || !node->ns->href) {
        const char *colon = strchr((const char *)node->name, ':');
        if (!colon) return MG_FEED_OWN;
        return by_prefix((mg_span){(const char *)node->name, (size_t)(colon - (const char *)node->name)});
    }
    mg_span namespace = mg_span_str((const char *)node->ns->href);
    for (size_t i = 0; i < MG_COUNT(vocabularies); i++)
        if (begins_so(namespace, vocabularies[i].namespace)) return vocabularies[i].vocabulary;
    const xmlNs *around = node->parent ? node->parent->ns : NULL;
    bool same = around && around->href && xmlStrEqual(around->href, node->ns->href);
    return same ? MG_FEED_OWN : MG_FEED_FOREIGN;
}

static bool is_element(const xmlNode *node, mg_feed_element element)
{
    if (node->type != XML_ELEMENT_NODE) return false;
    const char *name = (const char *)node->name, *colon = NULL;
    bool same = name[0] == element.name[0] && strcmp(name, element.name) == 0;
    if (!same && !node->ns) colon = strchr(name, ':');
    return (same || (colon && strcmp(colon + 1, element.name) == 0)) && vocabulary_of(node) == element.vocabulary;
}

/* How the prefixes of a vocabulary begin. */
static char prefix_start(mg_feed_vocabulary vocabulary)
{
    static const char starts[] = {[MG_FEED_OWN] = 'a',    [MG_FEED_DC] = 'd',         [MG_FEED_CONTENT] = 'c',
                                  [MG_FEED_PRISM] = 'p',  [MG_FEED_XHTML] = 'x',      [MG_FEED_YANDEX] = 'y',
                                  [MG_FEED_NEWS] = 'n',   [MG_FEED_FEEDBURNER] = 'f', [MG_FEED_WP] = 'w',
                                  [MG_FEED_EXCERPT] = 'e'};
    return starts[vocabulary];
}

/* Most are no such element by how their names begin, be it with a prefix. */
static xmlNode *first_of(xmlNode *node, mg_feed_element element)
{
    xmlChar own = (xmlChar)element.name[0], prefix = (xmlChar)prefix_start(element.vocabulary);
    for (; node; node = node->next) {
        bool may_be = node->type == XML_ELEMENT_NODE && (node->name[0] == own || node->name[0] == prefix);
        if (may_be && is_element(node, element)) break;
    }
    return node;
}

xmlNode *mg_feed_child(const xmlNode *node, mg_feed_element element)
{
    return node ? first_of(node->children, element) : NULL;
}

xmlNode *mg_feed_again(const xmlNode *node, mg_feed_element element)
{
    return first_of(node->next, element);
}

/* ---- text ---- */

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "reading a feed");
}

/* What the text of an element is, as far as the format says. */
typedef enum { T_PLAIN, T_HTML, T_MARKUP, T_NONE } text_kind;

static bool is_of_atom(const xmlNode *node)
{
    if (!node->ns || !node->ns->href) return false;
    mg_span namespace = mg_span_str((const char *)node->ns->href);
    return begins_so(namespace, vocabularies[0].namespace) || begins_so(namespace, vocabularies[1].namespace);
}

/* Atom says of its texts what they are; RSS's may be anything. */
static text_kind kind_of(xmlNode *node, mg_span type, mg_span mode)
{
    if (!is_of_atom(node)) return xmlFirstElementChild(node) ? T_MARKUP : T_HTML;
    if (mg_span_eq_nocase(mode, MG_SPAN("base64"))) return T_NONE;
    if (xmlFirstElementChild(node)) return T_MARKUP;
    if (mg_span_find_span(type, 0, MG_SPAN("html")) < type.n) return T_HTML;
    if (!type.n || mg_span_starts_nocase(type, MG_SPAN("text"))) return T_PLAIN;
    return type.n > 3 && mg_span_eq_nocase(mg_span_sub(type, type.n - 3, type.n), MG_SPAN("xml")) ? T_HTML : T_NONE;
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Is there a tag, in what is known to be HTML? */
static bool has_tag(mg_span text)
{
    size_t last = text.n;
    while (last && text.p[last - 1] != '>') last--;
    for (size_t at = 0; (at = mg_span_find(text, at, '<')) + 1 < last; at++)
        if (is_letter(text.p[at + 1]) || text.p[at + 1] == '/' || text.p[at + 1] == '!') return true;
    return false;
}

/* Is what is said to be plain text HTML nevertheless? It ends an element, or breaks a line. */
static bool looks_like_html(mg_span text)
{
    static const char *const alone[] = {"<br>", "<br/", "<br ", "<p>", "<p ", "<img ", "<hr"};
    for (size_t at = 0; (at = mg_span_find(text, at, '<')) + 2 < text.n; at++) {
        mg_span here = mg_span_sub(text, at, text.n);
        if (here.p[1] == '/' && is_letter(here.p[2])) return true;
        for (size_t i = 0; i < MG_COUNT(alone); i++)
            if (mg_span_starts_nocase(here, mg_span_str(alone[i]))) return true;
    }
    return false;
}

/* The elements in `node` as HTML. */
static mg_status dump_markup(xmlNode *node, mg_arena *arena, mg_span *text, mg_error *err)
{
    for (xmlNode *n = node; n; n = mg_xml_walk(node, n))
        if (n->type == XML_ELEMENT_NODE) n->ns = NULL; /* the parser of HTML knows no prefixes */
    xmlBuffer *buffer = xmlBufferCreate();
    bool ok = buffer;
    for (xmlNode *child = node->children; ok && child; child = child->next) ok = htmlNodeDump(buffer, node->doc, child) >= 0;
    if (ok) *text = mg_arena_copy(arena, (mg_span){(const char *)xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer)});
    xmlBufferFree(buffer);
    return ok && text->p ? MG_OK : no_memory(err);
}

/* The text of an element, and whether it is HTML; what was escaped twice is decoded twice. */
static mg_status read_text(xmlNode *node, mg_arena *arena, mg_span *text, bool *html, mg_error *err)
{
    *text = MG_SPAN("");
    *html = false;
    if (!node || !node->children) return MG_OK;
    mg_span type = mg_xml_attribute(node, "type", arena), mode = mg_xml_attribute(node, "mode", arena);
    if (!type.p || !mode.p) return no_memory(err);
    text_kind kind = kind_of(node, mg_span_trim(type), mode);
    if (kind == T_NONE) return MG_OK;
    *html = kind == T_MARKUP;
    if (kind == T_MARKUP) return dump_markup(node, arena, text, err);
    *text = mg_xml_text(node, arena);
    if (!text->p) return no_memory(err);
    *html = kind == T_HTML ? has_tag(*text) : looks_like_html(*text);
    if (*html) return MG_OK;
    *text = mg_sgml_decode(*text, arena);
    *html = text->p && looks_like_html(*text);
    return text->p ? MG_OK : no_memory(err);
}

mg_status mg_feed_line(xmlNode *node, mg_arena *arena, mg_span *line, mg_error *err)
{
    bool html;
    MG_TRY(read_text(node, arena, line, &html, err));
    if (html) {
        mg_buf plain = MG_BUF_INIT;
        mg_status status = mg_html_fragment_read(*line, &plain, err);
        if (status == MG_OK) *line = mg_arena_copy(arena, mg_buf_span(&plain));
        mg_buf_dispose(&plain);
        MG_TRY(status);
    }
    if (line->p) *line = mg_sgml_decode(mg_span_trim(*line), arena); /* many are encoded twice */
    return line->p ? MG_OK : no_memory(err);
}

static size_t longest_line(mg_span text)
{
    size_t longest = 0;
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        end = mg_span_find(text, at, '\n');
        longest = MG_MAX(longest, end - at);
    }
    return longest;
}

/* Plain text as paragraphs. Blank lines part them; so does the end of a line, when lines are as long as they come. */
static void add_plain(mg_span text, mg_buf *body)
{
    const char *line_end = longest_line(text) > WRAPPED_MAX ? "\n\n" : " ";
    bool blank = false;
    for (size_t at = 0, end, start = body->n; at < text.n; at = end + 1) {
        end = mg_span_find(text, at, '\n');
        mg_span line = mg_span_trim(mg_span_sub(text, at, end));
        if (line.n && body->n > start) mg_buf_adds(body, blank ? "\n\n" : line_end);
        mg_buf_add(body, line);
        blank = !line.n;
    }
}

mg_status mg_feed_body(xmlNode *node, mg_arena *arena, mg_buf *body, mg_error *err)
{
    mg_span text;
    bool html;
    MG_TRY(read_text(node, arena, &text, &html, err));
    if (html) return mg_html_fragment_read(text, body, err);
    add_plain(text, body);
    return mg_buf_check(body, "reading a feed", err);
}

mg_status mg_feed_word(xmlNode *node, mg_arena *arena, mg_span *word, mg_error *err)
{
    *word = mg_span_trim(mg_xml_text(node, arena));
    return word->p ? MG_OK : no_memory(err);
}

/* ---- persons ---- */

/* Names of accounts, not of people. */
static bool is_no_name(mg_span name)
{
    static const char *const accounts[] = {"admin",   "administrator", "webmaster", "nobody",
                                           "unknown", "anonymous",     "noreply"};
    for (size_t i = 0; i < MG_COUNT(accounts); i++)
        if (mg_span_eq_nocase(name, mg_span_str(accounts[i]))) return true;
    return !name.n;
}

static bool is_address(mg_span word)
{
    return mg_span_find(word, 0, '@') < word.n || mg_span_find_span(word, 0, MG_SPAN("://")) < word.n;
}

mg_status mg_feed_person(xmlNode *node, mg_arena *arena, mg_span *name, mg_error *err)
{
    xmlNode *named = mg_feed_child(node, (mg_feed_element){MG_FEED_OWN, "name"});
    mg_span line;
    mg_buf kept = MG_BUF_INIT;
    MG_TRY(mg_feed_line(named ? named : node, arena, &line, err));
    for (size_t at = 0, end; at < line.n; at = end + 1) {
        for (end = at; end < line.n && !mg_is_space(line.p[end]);) end++;
        mg_span word = mg_span_sub(line, at, end);
        if (is_address(word) || !word.n) continue;
        if (kept.n) mg_buf_addc(&kept, ' ');
        mg_buf_add(&kept, word);
    }
    mg_span rest = mg_buf_span(&kept);
    bool wrapped = rest.n > 2 && rest.p[0] == '(' && rest.p[rest.n - 1] == ')';
    if (wrapped) rest = mg_span_trim(mg_span_sub(rest, 1, rest.n - 1));
    *name = kept.failed ? (mg_span){NULL, 0} : mg_arena_copy(arena, is_no_name(rest) ? MG_SPAN("") : rest);
    mg_buf_dispose(&kept);
    return name->p ? MG_OK : no_memory(err);
}

/* ---- links and dates ---- */

static bool is_web(mg_span url)
{
    return mg_span_starts_nocase(url, MG_SPAN("http://")) || mg_span_starts_nocase(url, MG_SPAN("https://"));
}

static mg_status resolve(const char *link, const char *base, mg_arena *arena, mg_span *url, mg_error *err)
{
    xmlChar *built = xmlBuildURI((const xmlChar *)link, (const xmlChar *)base);
    mg_span whole = mg_span_str((const char *)built);
    *url = mg_arena_copy(arena, is_web(whole) ? whole : MG_SPAN(""));
    xmlFree(built);
    return url->p ? MG_OK : no_memory(err);
}

mg_status mg_feed_url(const xmlNode *node, mg_span link, mg_span site, mg_arena *arena, mg_span *url, mg_error *err)
{
    *url = mg_span_trim(link);
    for (size_t i = 0; i < url->n; i++)
        if (mg_is_space(url->p[i])) url->n = 0; /* it names nothing */
    if (!url->n || url->n > URL_MAX || is_web(*url)) {
        if (url->n > URL_MAX) url->n = 0;
        return MG_OK;
    }
    mg_span relative = mg_arena_copy(arena, *url), root = mg_arena_copy(arena, site);
    if (!relative.p || !root.p) return no_memory(err);
    xmlChar *base = xmlNodeGetBase(node->doc, node);
    mg_status status = MG_OK;
    *url = MG_SPAN("");
    if (base && is_web(mg_span_str((const char *)base)))
        status = resolve(relative.p, (const char *)base, arena, url, err);
    else if (relative.p[0] == '/' && is_web(root))
        status = resolve(relative.p, root.p, arena, url, err);
    xmlFree(base);
    return status;
}

/* Behind the word at `at`. */
static size_t word_end(mg_span text, size_t at)
{
    while (at < text.n && text.p[at] != ' ') at++;
    return at;
}

static bool is_number(mg_span word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] < '0' || word.p[i] > '9') return false;
    return word.n;
}

/* "07 Mar 25 15:01:01 GMT": RFC 822 fixes the order, and RFC 2822 what the century is. */
static bool old_date(mg_span text, mg_date *date)
{
    mg_span word[5];
    size_t n = 0;
    for (size_t at = 0, end; at < text.n && n < 5; at = end + 1) {
        end = word_end(text, at);
        if (end > at) word[n++] = mg_span_sub(text, at, end);
    }
    if (n < 4 || word[0].n > 2 || !is_number(word[0]) || word[2].n != 2 || !is_number(word[2])) return false;
    if (word[1].n != 3 || mg_span_find(word[3], 0, ':') == word[3].n) return false;
    char full[80];
    const char *century = word[2].p[0] < '5' ? "20" : "19";
    mg_span rest = mg_span_sub(text, (size_t)(word[2].p - text.p), text.n);
    int length = snprintf(full, sizeof full, "%.*s %.*s %s%.*s", (int)word[0].n, word[0].p, (int)word[1].n, word[1].p,
                          century, (int)MG_MIN(rest.n, sizeof full), rest.p);
    return length > 0 && (size_t)length < sizeof full && mg_date_parse((mg_span){full, (size_t)length}, date);
}

bool mg_feed_date(mg_span text, mg_date *date)
{
    text = mg_span_trim(text);
    size_t comma = mg_span_find(mg_span_sub(text, 0, WEEKDAY_MAX), 0, ',');
    mg_span rest = comma < MG_MIN(text.n, (size_t)WEEKDAY_MAX) ? mg_span_trim(mg_span_sub(text, comma + 1, text.n)) : text;
    return mg_date_parse(text, date) || mg_date_parse(rest, date) || old_date(rest, date);
}
