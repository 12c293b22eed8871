/* html_marks.c - the fields of html_body.h that are visible: headline, standfirst, byline, date. */
#include "indexer/html_body.h"
#include "indexer/html_meta.h"

#define AUTHORS_MAX 10
#define STANDFIRST_MAX 800
#define BYLINE_MAX 100 /* bytes; with a biography it is longer */

typedef struct {
    const mg_html_page *page;
    mg_arena *arena;
    bool nomem;
} reader;

static bool is_visible(const reader *r, uint32_t node)
{
    return r->page->tree->nodes.v[node].tag != MG_TAG_TEXT && !(r->page->flags[node] & MG_PAGE_DROPPED);
}

/* All text of a node on one line, kept in the arena. */
static mg_span text_of(reader *r, uint32_t node)
{
    mg_buf text = MG_BUF_INIT;
    mg_html_collect(r->page->tree, node, &text);
    mg_span copy = text.failed ? (mg_span){NULL, 0} : mg_arena_copy(r->arena, mg_buf_span(&text));
    if (!copy.p) r->nomem = true;
    mg_buf_dispose(&text);
    return copy;
}

/* The headline: what is marked as one, else the first h1 of the article, else the first one. */
static mg_span find_headline(reader *r)
{
    const mg_html *tree = r->page->tree;
    uint32_t marked = MG_HTML_NONE, inside = MG_HTML_NONE, any = MG_HTML_NONE;
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (!is_visible(r, i) || !r->page->text[i]) continue;
        if (marked == MG_HTML_NONE && mg_html_attr_has(tree, i, MG_ATTR_ITEMPROP, "headline")) marked = i;
        if (tree->nodes.v[i].tag != MG_TAG_H1) continue;
        bool in_root = i >= r->page->root && i < tree->nodes.v[r->page->root].end;
        if (inside == MG_HTML_NONE && in_root) inside = i;
        if (any == MG_HTML_NONE) any = i;
    }
    uint32_t best = marked != MG_HTML_NONE ? marked : inside != MG_HTML_NONE ? inside : any;
    return best == MG_HTML_NONE ? MG_SPAN("") : text_of(r, best);
}

static mg_span find_title_element(reader *r, mg_span site)
{
    const mg_html *tree = r->page->tree;
    for (uint32_t i = 0; i < tree->nodes.n; i++) /* a title inside a drawing is not the page's */
        if (tree->nodes.v[i].tag == MG_TAG_TITLE) return mg_html_without_site(text_of(r, i), site, true);
    return MG_SPAN("");
}

static mg_span find_standfirst(reader *r)
{
    const mg_html *tree = r->page->tree;
    for (uint32_t i = 0; i < tree->nodes.v[r->page->root].end; i++) {
        if (!is_visible(r, i) || !tree->nodes.v[i].n_attrs || !r->page->text[i] ||
            r->page->text[i] > STANDFIRST_MAX)
            continue;
        if (r->page->names[i] & MG_NAME_STANDFIRST || mg_html_attr_has(tree, i, MG_ATTR_ITEMPROP, "description"))
            return text_of(r, i);
    }
    return MG_SPAN("");
}

/* "By Ann Lee in Lower Karu | 3 May": the part before the first mark or digit, and without the place. */
static mg_span names_in(mg_span text)
{
    static const char *const ends[] = {" | ", " · ", " • ", " – ", " — "};
    for (size_t i = 0; i < MG_COUNT(ends); i++) text.n = mg_span_find_span(text, 0, mg_span_str(ends[i]));
    size_t digit = 0;
    while (digit < text.n && !(text.p[digit] >= '0' && text.p[digit] <= '9')) digit++;
    if (digit < text.n) return MG_SPAN("");
    if (mg_span_starts_nocase(text, MG_SPAN("By "))) text.n = mg_span_find_span(text, 0, MG_SPAN(" in "));
    return text.n <= BYLINE_MAX ? mg_span_trim(text) : MG_SPAN("");
}

typedef bool is_author(const mg_html_page *page, uint32_t node);

static bool has_author_prop(const mg_html_page *page, uint32_t node)
{
    return mg_html_attr_has(page->tree, node, MG_ATTR_ITEMPROP, "author");
}

static bool has_author_rel(const mg_html_page *page, uint32_t node)
{
    return mg_html_attr_has(page->tree, node, MG_ATTR_REL, "author");
}

static bool is_named_byline(const mg_html_page *page, uint32_t node)
{
    return page->names[node] & MG_NAME_BYLINE;
}

static bool is_named_author(const mg_html_page *page, uint32_t node)
{
    return page->names[node] & MG_NAME_AUTHOR;
}

/* The name within what is marked as the author, when that is marked in turn. */
static uint32_t name_node(const mg_html *tree, uint32_t node)
{
    for (uint32_t i = node + 1; i < tree->nodes.v[node].end; i++)
        if (mg_html_attr_has(tree, i, MG_ATTR_ITEMPROP, "name")) return i;
    return node;
}

/* The names that the best kind of mark gives; a class marks one byline, an attribute each of its names. */
static void find_byline(reader *r, mg_spans *byline)
{
    static is_author *const kinds[] = {has_author_prop, has_author_rel, is_named_byline, is_named_author};
    const mg_html *tree = r->page->tree;
    for (size_t k = 0; k < MG_COUNT(kinds) && !byline->n; k++) {
        for (uint32_t i = 0; i < tree->nodes.n && byline->n < (k < 2 ? AUTHORS_MAX : 1); i++) {
            if (!(r->page->flags[i] & MG_PAGE_BYLINE) || !is_visible(r, i) || !r->page->text[i] ||
                !kinds[k](r->page, i))
                continue;
            mg_span name = names_in(text_of(r, name_node(tree, i)));
            if (name.n && !mg_spans_add(byline, name, r->arena)) r->nomem = true;
            i = tree->nodes.v[i].end - 1;
        }
    }
}

static bool parse_attr(const mg_html *tree, uint32_t node, mg_html_attr_id attr, mg_date *date)
{
    mg_span value = mg_span_trim(mg_html_attr(tree, node, attr));
    return value.n && mg_date_parse(value, date);
}

static bool parse_marked(reader *r, uint32_t node, mg_date *date)
{
    const mg_html *tree = r->page->tree;
    return parse_attr(tree, node, MG_ATTR_CONTENT, date) || parse_attr(tree, node, MG_ATTR_DATETIME, date) ||
           (r->page->text[node] && r->page->text[node] < 80 && mg_date_parse(text_of(r, node), date));
}

static void find_marked_dates(reader *r, mg_article *article)
{
    const mg_html *tree = r->page->tree;
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (!is_visible(r, i) || !mg_html_attr(tree, i, MG_ATTR_ITEMPROP).n) continue;
        if (article->date.precision == MG_DATE_NONE &&
            mg_html_attr_has(tree, i, MG_ATTR_ITEMPROP, "datepublished") &&
            parse_marked(r, i, &article->date))
            article->date_source = MG_DATE_FROM_META;
        if (article->modified.precision == MG_DATE_NONE &&
            mg_html_attr_has(tree, i, MG_ATTR_ITEMPROP, "datemodified"))
            (void)parse_marked(r, i, &article->modified);
    }
}

/* The first time element, then the first element of a date's class; none behind the article. */
static void find_shown_date(reader *r, mg_article *article)
{
    const mg_html *tree = r->page->tree;
    for (int round = 0; round < 2 && article->date.precision == MG_DATE_NONE; round++) {
        for (uint32_t i = 0; i < tree->nodes.v[r->page->root].end && article->date.precision == MG_DATE_NONE;
             i++) {
            bool time = tree->nodes.v[i].tag == MG_TAG_TIME;
            if (!(r->page->flags[i] & MG_PAGE_TIME) || !is_visible(r, i) || time != (round == 0)) continue;
            if (parse_marked(r, i, &article->date)) article->date_source = MG_DATE_FROM_BYLINE;
        }
    }
}

mg_status mg_html_read_marks(const mg_html_page *page, mg_arena *arena, mg_article *article, mg_error *err)
{
    reader r = {.page = page, .arena = arena};
    if (page->root == MG_HTML_NONE) return MG_OK;
    if (!article->title.n) article->title = find_headline(&r);
    if (!article->title.n) article->title = find_title_element(&r, article->source);
    if (!article->standfirst.n) article->standfirst = find_standfirst(&r);
    if (!article->byline.n) find_byline(&r, &article->byline);
    find_marked_dates(&r, article);
    if (article->date.precision == MG_DATE_NONE) find_shown_date(&r, article);
    return r.nomem ? mg_fail_nomem(err, "reading a page") : MG_OK;
}
