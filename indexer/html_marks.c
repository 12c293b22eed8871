/* html_marks.c - the fields of html_body.h that are visible: headline, standfirst, byline, date. */
#include "indexer/html_body.h"
#include "indexer/head.h"
#include "indexer/html_names.h"

#include "common/utf8.h"

#include <unicode/uchar.h>

#define AUTHORS_MAX 10
#define AUTHOR_MARKS_MAX 1000 /* so many of a kind are looked at */
#define STANDFIRST_MAX 800
#define BYLINE_MAX 100 /* bytes; with a biography it is longer */
#define TITLE_MAX 300
#define READ_MAX ((size_t)1 << 20)
#define HEADLINES_MAX 20 /* so many are looked at */
#define DATE_MAX 80
#define HEAD_LINE_MAX 150 /* bytes of a byline or a date without a mark */
#define HEAD_LINES_MAX 60
#define TEXT_MIN 120 /* a block of the text */

typedef struct {
    const mg_html_page *page;
    const mg_html_site *site;
    mg_arena *arena;
    uint32_t headline; /* the node that shows it, or MG_HTML_NONE */
    mg_span shown;     /* its text */
    uint32_t head;     /* where what stands around the headline begins; the root without one */
    size_t read;       /* bytes of text and nodes, with repetitions */
    bool nomem;
} reader;

static bool is_visible(const reader *r, uint32_t node)
{
    return r->page->tree->nodes.v[node].tag != MG_TAG_TEXT && !(r->page->flags[node] & MG_PAGE_DROPPED);
}

/* Is `node`, which stands before `end`, furniture that may yet tell who wrote the article, and when: beside its text or in
 * its footer, and not of another article or of readers? */
static bool is_beside(const reader *r, uint32_t node, uint32_t end)
{
    const mg_html_node *nodes = r->page->tree->nodes.v;
    if (node < r->head || node >= end) return false;
    for (uint32_t up = node; up != MG_HTML_NONE && r->page->flags[up] & MG_PAGE_DROPPED;
         up = nodes[up].parent) {
        mg_html_tag tag = (mg_html_tag)nodes[up].tag;
        if (mg_html_is_silent(tag) || tag == MG_TAG_NAV || tag == MG_TAG_FORM || tag == MG_TAG_ARTICLE ||
            (r->page->names[up] & (MG_NAME_APPENDIX | MG_NAME_TEASER) &&
             !(r->page->names[up] & (MG_NAME_BYLINE | MG_NAME_TIME)))) /* "date-and-comments" */
            return false;
    }
    return true;
}

/* Are they two words, of a script that has spaces between words? */
static bool are_words(mg_span before, mg_span behind)
{
    size_t last = before.n ? mg_utf8_floor(before, before.n - 1) : 0, first = 0;
    if (!before.n || !behind.n || !u_isalpha((UChar32)mg_utf8_next(before, &last))) return false;
    return behind.p[0] == '(' || (u_isalpha((UChar32)mg_utf8_next(behind, &first)) && !mg_head_unspaced(behind));
}

/* Like mg_html_collect, with a blank between the words of two elements: <b>By</b><i>Ann Lee</i>. */
static void collect_parts(const mg_html *tree, uint32_t node, mg_buf *out)
{
    for (uint32_t i = node; i < tree->nodes.v[node].end; i++) {
        mg_html_tag tag = (mg_html_tag)tree->nodes.v[i].tag;
        if (mg_html_is_silent(tag) && i != node) {
            i = tree->nodes.v[i].end - 1;
        } else if (tag == MG_TAG_TEXT) {
            mg_span text = mg_html_text(tree, i);
            if (are_words(mg_buf_span(out), text)) mg_buf_adds(out, " ");
            mg_html_add_collapsed(text, out);
        } else if (tag == MG_TAG_BR || mg_html_is_block(tag)) {
            mg_html_add_collapsed(MG_SPAN(" "), out);
        }
    }
}

/* All text of a node on one line, kept in the arena. What is nested deeply is read again and again: only so
 * far. */
static mg_span read_text(reader *r, uint32_t node, void collect(const mg_html *, uint32_t, mg_buf *))
{
    const mg_html_node *nodes = r->page->tree->nodes.v;
    mg_buf text = MG_BUF_INIT;
    for (uint32_t i = node; i < nodes[node].end; i++)
        r->read += 1 + (nodes[i].tag == MG_TAG_TEXT ? nodes[i].n : 0);
    if (r->read > READ_MAX + 8 * r->page->tree->text.n) return MG_SPAN("");
    collect(r->page->tree, node, &text);
    mg_span copy = text.failed ? (mg_span){NULL, 0} : mg_arena_copy(r->arena, mg_buf_span(&text));
    if (!copy.p) r->nomem = true;
    mg_buf_dispose(&text);
    return copy;
}

static mg_span text_of(reader *r, uint32_t node)
{
    return read_text(r, node, mg_html_collect);
}

/* The same of a byline. */
static mg_span parts_of(reader *r, uint32_t node)
{
    return mg_span_trim(read_text(r, node, collect_parts));
}

static bool holds(const mg_html *tree, uint32_t outer, uint32_t inner)
{
    return inner != MG_HTML_NONE && outer <= inner && inner < tree->nodes.v[outer].end;
}

/* Is `node` in another article than the one that is read? */
static bool is_of_another(const reader *r, uint32_t node)
{
    const mg_html *tree = r->page->tree;
    for (uint32_t up = node; up != MG_HTML_NONE; up = tree->nodes.v[up].parent) {
        if (holds(tree, up, r->page->root) || holds(tree, up, r->headline)) return false;
        if (tree->nodes.v[up].tag == MG_TAG_ARTICLE) return r->page->prose[up] <= r->page->prose[r->page->root] / 2;
    }
    return false;
}

/* Is an item property at `node` one of the article? Comments and related articles are items of their own. */
static bool is_of_article(const reader *r, uint32_t node)
{
    const mg_html *tree = r->page->tree;
    for (uint32_t up = tree->nodes.v[node].parent; up != MG_HTML_NONE; up = tree->nodes.v[up].parent)
        if (mg_html_attr(tree, up, MG_ATTR_ITEMSCOPE).p)
            return holds(tree, up, r->headline) || holds(tree, up, r->page->root) ||
                   r->page->prose[up] > r->page->prose[r->page->root] / 2;
    return true;
}

static mg_span title_element(reader *r)
{
    const mg_html *tree = r->page->tree;
    for (uint32_t i = 0; i < tree->nodes.n; i++) /* a title inside a drawing is not the page's */
        if (tree->nodes.v[i].tag == MG_TAG_TITLE) return text_of(r, i);
    return MG_SPAN("");
}

static size_t find_nocase(mg_span s, mg_span word)
{
    for (size_t at = 0; at + word.n <= s.n; at++)
        if (mg_span_starts_nocase(mg_span_sub(s, at, s.n), word)) return at;
    return s.n;
}

/* Do a headline and the page's title have a word of some length in common, or is one the other? */
static bool are_akin(mg_span headline, mg_span title)
{
    headline = mg_span_sub(headline, 0, TITLE_MAX);
    title = mg_span_sub(title, 0, TITLE_MAX);
    if (find_nocase(title, headline) < title.n || find_nocase(headline, title) < headline.n) return true;
    for (size_t at = 0, end; at < headline.n; at = end + 1) {
        end = mg_span_find(headline, at, ' ');
        if (end - at >= 4 && find_nocase(title, mg_span_sub(headline, at, end)) < title.n) return true;
    }
    return false;
}

/* What is marked as the headline, else the first h1 that has to do with the page's title, in the article
 * before elsewhere; an h1 that has not is a banner, when the title says more. The node is kept in
 * r->headline. */
static mg_span find_headline(reader *r)
{
    const mg_html *tree = r->page->tree;
    mg_span title = title_element(r), best = MG_SPAN("");
    bool best_akin = false, best_inside = false;
    size_t seen = 0;
    for (uint32_t i = 0; i < tree->nodes.n && seen < HEADLINES_MAX; i++) {
        bool marked = mg_html_attr_has(tree, i, MG_ATTR_ITEMPROP, "headline") && is_of_article(r, i);
        if (!(marked || tree->nodes.v[i].tag == MG_TAG_H1) || !is_visible(r, i) || !r->page->text[i])
            continue;
        mg_span text = text_of(r, i);
        bool akin = marked || !title.n || are_akin(text, title),
             inside = marked || holds(tree, r->page->root, i);
        seen++;
        if (best.n && akin * 2 + inside <= best_akin * 2 + best_inside) continue;
        best = text;
        best_akin = akin;
        best_inside = inside;
        r->headline = i;
        if (marked) break;
    }
    r->shown = best;
    mg_span bare = mg_html_without_site(title, r->site, true);
    return best.n && (best_akin || !mg_html_is_sentence(bare)) ? best : bare;
}

/* Around the headline as long as there is no more text than a standfirst: bylines and dates stand above it, too. */
static uint32_t find_head(const reader *r)
{
    const mg_html *tree = r->page->tree;
    uint32_t head = r->headline == MG_HTML_NONE ? r->page->root : r->headline;
    for (uint32_t up = head; up != MG_HTML_NONE && r->page->prose[up] <= STANDFIRST_MAX; up = tree->nodes.v[up].parent) {
        if (holds(tree, up, r->page->root)) break;
        head = up;
    }
    return head;
}

static mg_span find_standfirst(reader *r)
{
    const mg_html *tree = r->page->tree;
    for (uint32_t i = 0; i < tree->nodes.v[r->page->root].end; i++) {
        if (!is_visible(r, i) || !tree->nodes.v[i].n_attrs || !r->page->text[i] ||
            r->page->text[i] > STANDFIRST_MAX || holds(tree, i, r->headline))
            continue;
        if (!(r->page->names[i] & MG_NAME_STANDFIRST) && !mg_html_attr_has(tree, i, MG_ATTR_ITEMPROP, "description"))
            continue;
        mg_span text = text_of(r, i);
        if (!mg_span_eq(text, r->shown)) return text;
    }
    return MG_SPAN("");
}

/* "Ann Lee has written on dams for ten years." "J. R. Smith Jr." is no sentence. */
static bool is_prose(mg_span text)
{
    size_t words = 1;
    for (size_t i = 0; i < text.n; i++) words += text.p[i] == ' ';
    bool stopped = text.n && strchr(".!?", text.p[text.n - 1]);
    return (stopped && words > 5) || mg_span_find_span(text, 0, MG_SPAN("。")) < text.n;
}

/* "By Ann Lee in Lower Karu | 3 May": the part before the first mark, without the place; empty when it holds
 * a digit. */
static mg_span names_in(mg_span text)
{
    static const char *const ends[] = {" | ", " · ", " • ", " – ", " — "};
    for (size_t i = 0; i < MG_COUNT(ends); i++) text.n = mg_span_find_span(text, 0, mg_span_str(ends[i]));
    for (size_t i = 0; i < text.n; i++)
        if ((text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '@') return MG_SPAN("");
    if (mg_span_starts_nocase(text, MG_SPAN("By "))) text.n = mg_span_find_span(text, 0, MG_SPAN(" in "));
    size_t by = mg_head_byline_prefix(text);
    bool label = mg_span_find(text, by, ':') < text.n; /* "Photo: Ann Lee" */
    return text.n <= BYLINE_MAX && text.n > by && !label && !is_prose(text) ? mg_span_trim(text)
                                                                            : MG_SPAN("");
}

/* The address of an author's page. */
static bool leads_to_author(const mg_html *tree, uint32_t node)
{
    static const char *const folders[] = {
        "/author/",  "/authors/", "/autor/",     "/autoren/",     "/autores/",   "/auteur/",
        "/auteurs/", "/autore/",  "/autori/",    "/writer/",      "/writers/",   "/reporter/",
        "/staff/",   "/profile/", "/columnist/", "/contributor/", "/journalist/"};
    if (tree->nodes.v[node].tag != MG_TAG_A) return false;
    mg_span href = mg_html_attr(tree, node, MG_ATTR_HREF);
    for (size_t i = 0; i < MG_COUNT(folders); i++)
        if (mg_span_find_span(href, 0, mg_span_str(folders[i])) < href.n) return true;
    return false;
}

typedef bool is_author(const reader *r, uint32_t node);

static bool has_author_prop(const reader *r, uint32_t node)
{
    return mg_html_attr_has(r->page->tree, node, MG_ATTR_ITEMPROP, "author") && is_of_article(r, node);
}

static bool has_author_rel(const reader *r, uint32_t node)
{
    return mg_html_attr_has(r->page->tree, node, MG_ATTR_REL, "author");
}

static bool is_named_byline(const reader *r, uint32_t node)
{
    return r->page->names[node] & MG_NAME_BYLINE;
}

static bool is_named_author(const reader *r, uint32_t node)
{
    if (!(r->page->names[node] & MG_NAME_AUTHOR)) return false;
    for (uint32_t up = node; up != MG_HTML_NONE && up != r->page->root; up = r->page->tree->nodes.v[up].parent)
        if (r->page->names[up] & MG_NAME_QUOTE) return false; /* whose words they are */
    return true;
}

/* Add a name that is none of the site; below the article it may stand again, with what its bearer does. */
static void add_name(reader *r, mg_span name, size_t most, mg_spans *byline)
{
    for (size_t i = 0; i < byline->n; i++)
        if (mg_span_starts_nocase(name, byline->v[i])) return;
    name = mg_html_author(r->site, name);
    if (byline->n < most && name.n && !mg_spans_add(byline, name, r->arena)) r->nomem = true;
}

/* The names in what is marked as the author: what is marked in turn, side by side, else the whole, else its first part that
 * may be one. */
static void add_names_at(reader *r, uint32_t node, size_t most, mg_spans *byline)
{
    const mg_html *tree = r->page->tree;
    uint32_t end = tree->nodes.v[node].end, parent = MG_HTML_NONE;
    for (uint32_t i = node + 1; i < end; i++) {
        if (!mg_html_attr_has(tree, i, MG_ATTR_ITEMPROP, "name")) continue;
        if (parent == MG_HTML_NONE) parent = tree->nodes.v[i].parent;
        if (tree->nodes.v[i].parent != parent) continue;
        mg_span name = tree->nodes.v[i].tag == MG_TAG_META ? mg_html_attr(tree, i, MG_ATTR_CONTENT) : parts_of(r, i);
        add_name(r, names_in(mg_span_trim(name)), most, byline);
    }
    if (parent != MG_HTML_NONE) return;
    mg_span whole = parts_of(r, node), name = names_in(whole);
    if (mg_head_is_credit(whole)) return;
    for (uint32_t i = node + 1; i < end && !name.n; i++)
        if (tree->nodes.v[i].tag != MG_TAG_TEXT) name = names_in(parts_of(r, i));
    add_name(r, name, most, byline);
}

/* Which marks count: those in nodes from..end-1, what readers see and what stands beside the text. */
typedef struct {
    uint32_t from, end;
    bool seen, beside;
} reach;

/* The names that one kind of mark gives there; a class marks one byline, an attribute each of its names. */
static void add_names(reader *r, is_author *kind, reach where, mg_spans *byline)
{
    const mg_html *tree = r->page->tree;
    bool named = kind == is_named_byline || kind == is_named_author;
    size_t most = named ? 1 : AUTHORS_MAX, marks = 0;
    /* words occur below the article, too */
    uint32_t end = named ? tree->nodes.v[r->page->root].end : (uint32_t)tree->nodes.n;
    for (uint32_t i = where.from; i < where.end && byline->n < most && marks < AUTHOR_MARKS_MAX; i++) {
        if (!(r->page->flags[i] & MG_PAGE_BYLINE) || tree->nodes.v[i].tag == MG_TAG_TEXT || !kind(r, i))
            continue;
        marks++;
        if (holds(tree, i, r->headline)) continue; /* named for what is in it */
        if (is_of_another(r, i)) continue;
        if (!(where.seen && is_visible(r, i)) && !(where.beside && is_beside(r, i, end))) continue;
        add_names_at(r, i, most, byline);
        i = tree->nodes.v[i].end - 1;
    }
}

/* The best kind of mark, around the headline, then from there on, then elsewhere. */
static void find_byline(reader *r, mg_spans *byline)
{
    static is_author *const kinds[] = {has_author_prop, has_author_rel, is_named_byline, is_named_author};
    const mg_html_node *nodes = r->page->tree->nodes.v;
    uint32_t all = (uint32_t)r->page->tree->nodes.n, from = r->headline == MG_HTML_NONE ? 0 : r->head;
    const reach reaches[] = {{from, from ? nodes[from].end : 0, true, true},
                             {from, all, true, false},
                             {from, all, false, true},
                             {0, from, true, false}};
    for (size_t k = 0; k < MG_COUNT(kinds); k++)
        for (size_t i = 0; i < MG_COUNT(reaches) && !byline->n; i++) add_names(r, kinds[k], reaches[i], byline);
}

/* Dates. */

static bool parse_attr(const mg_html *tree, uint32_t node, mg_html_attr_id attr, mg_date *date)
{
    mg_span value = mg_span_trim(mg_html_attr(tree, node, attr));
    return value.n && mg_date_parse(value, date);
}

static bool parse_marked(reader *r, uint32_t node, mg_date *date)
{
    const mg_html *tree = r->page->tree;
    bool modified = false;
    return parse_attr(tree, node, MG_ATTR_CONTENT, date) || parse_attr(tree, node, MG_ATTR_DATETIME, date) ||
           (r->page->text[node] < DATE_MAX && mg_head_is_date(text_of(r, node), date, &modified) &&
            !modified);
}

/* Does one of an element's properties, of microdata or RDFa ("schema:datePublished"), have that name? */
static bool has_property(const mg_html *tree, uint32_t node, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, names[i]) ||
            mg_html_attr_has(tree, node, MG_ATTR_PROPERTY, names[i]))
            return true;
    return false;
}

/* Is a date's property at `node` one of the article? RDFa's in a meta element are html_meta.h's business. */
static bool is_date_of_article(const reader *r, uint32_t node)
{
    const mg_html *tree = r->page->tree;
    bool counts = tree->nodes.v[node].tag == MG_TAG_META
                      ? mg_html_attr(tree, node, MG_ATTR_ITEMPROP).n > 0
                      : is_visible(r, node) || is_beside(r, node, (uint32_t)tree->nodes.n);
    return counts && is_of_article(r, node);
}

static void find_marked_dates(reader *r, mg_article *article)
{
    static const char *const published[] = {"datepublished", "schema:datepublished", "rnews:datepublished",
                                            "dc:date",       "dc:created",           "dcterms:created",
                                            "dcterms:issued"};
    static const char *const changed[] = {"datemodified", "schema:datemodified", "rnews:datemodified",
                                          "dcterms:modified"};
    const mg_html *tree = r->page->tree;
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (!mg_html_attr(tree, i, MG_ATTR_ITEMPROP).n && !mg_html_attr(tree, i, MG_ATTR_PROPERTY).n) continue;
        if (article->date.precision == MG_DATE_NONE && has_property(tree, i, published, MG_COUNT(published)) &&
            is_date_of_article(r, i) && parse_marked(r, i, &article->date))
            article->date_source = MG_DATE_FROM_META;
        if (article->modified.precision == MG_DATE_NONE && has_property(tree, i, changed, MG_COUNT(changed)) &&
            is_date_of_article(r, i))
            (void)parse_marked(r, i, &article->modified);
    }
}

/* The first time element, then the first element of a date's class; none behind the article. */
static void find_shown_date(reader *r, uint32_t from, mg_article *article)
{
    const mg_html *tree = r->page->tree;
    uint32_t end = tree->nodes.v[r->page->root].end;
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = from; i < end && article->date.precision == MG_DATE_NONE; i++) {
            bool time = tree->nodes.v[i].tag == MG_TAG_TIME;
            if (!(r->page->flags[i] & MG_PAGE_TIME) || time != (round == 0) ||
                tree->nodes.v[i].tag == MG_TAG_TEXT)
                continue;
            if (!is_visible(r, i) && !is_beside(r, i, end)) continue;
            if (has_property(tree, i, (const char *const[]){"datemodified"}, 1)) continue;
            if (parse_marked(r, i, &article->date)) article->date_source = MG_DATE_FROM_BYLINE;
        }
    }
}

/* The head: from the headline to the text. */

/* Is `node` a block whose text is not in blocks within it? */
static bool is_line(const mg_html_page *page, uint32_t node)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    if (!mg_html_is_block((mg_html_tag)nodes[node].tag) || !page->text[node]) return false;
    for (uint32_t i = node + 1; i < nodes[node].end; i++)
        if (mg_html_is_block((mg_html_tag)nodes[i].tag) && page->text[i]) return false;
    return true;
}

/* Bylines and dates by their words alone: "By Ann Lee", "Published 3 May 1990". */
static void read_head_line(reader *r, uint32_t node, mg_article *article)
{
    const mg_html *tree = r->page->tree;
    bool ok = true;
    mg_article head = {.byline = article->byline, .date = article->date};
    if (mg_head_take(text_of(r, node), &head, r->arena, &ok) || article->date.precision != MG_DATE_NONE)
        goto taken;
    for (uint32_t i = node + 1; i < tree->nodes.v[node].end; i++)
        if (r->page->text[i] && r->page->text[i] < DATE_MAX)
            mg_head_take(text_of(r, i), &head, r->arena, &ok);
taken:
    if (!ok) r->nomem = true;
    if (!article->byline.n && head.byline.n) add_name(r, head.byline.v[0], 1, &article->byline);
    if (article->modified.precision == MG_DATE_NONE) article->modified = head.modified;
    if (article->date.precision == MG_DATE_NONE && head.date.precision >= MG_DATE_DAY) {
        article->date = head.date;
        article->date_source = MG_DATE_FROM_BYLINE;
    }
}

static void read_head_lines(reader *r, mg_article *article)
{
    const mg_html *tree = r->page->tree;
    uint32_t root = r->page->root, end = tree->nodes.v[root].end, lines = 0;
    bool titled = r->headline != MG_HTML_NONE && r->headline < end;
    for (uint32_t i = titled ? r->headline : root, texts = 0; i < end && texts < 2 && lines < HEAD_LINES_MAX;
         i++) {
        bool author = leads_to_author(tree, i);
        if (r->page->flags[i] & MG_PAGE_DROPPED) continue;
        if (author && !article->byline.n && r->page->text[i]) {
            mg_span name = names_in(text_of(r, i));
            if (mg_span_find(name, 0, ' ') < name.n) add_name(r, name, 1, &article->byline);
        }
        if (!is_line(r->page, i)) continue;
        lines++;
        texts += i >= root && r->page->prose[i] >= TEXT_MIN;
        if (r->page->text[i] < HEAD_LINE_MAX) read_head_line(r, i, article);
    }
}

mg_status mg_html_read_marks(const mg_html_page *page, const mg_html_site *site, mg_arena *arena, mg_article *article,
                             mg_error *err)
{
    reader r = {.page = page, .site = site, .arena = arena, .headline = MG_HTML_NONE};
    if (page->root == MG_HTML_NONE) return MG_OK;
    mg_span title = find_headline(&r);
    r.head = find_head(&r);
    if (!article->title.n) article->title = title;
    article->title = mg_html_as_shown(article->title, r.shown);
    if (!article->standfirst.n) article->standfirst = find_standfirst(&r);
    if (!article->byline.n) find_byline(&r, &article->byline);
    find_marked_dates(&r, article);
    if (article->date.precision == MG_DATE_NONE && r.headline != MG_HTML_NONE)
        find_shown_date(&r, r.head, article);
    if (article->date.precision == MG_DATE_NONE) find_shown_date(&r, 0, article);
    if (!article->byline.n || article->date.precision == MG_DATE_NONE) read_head_lines(&r, article);
    return r.nomem ? mg_fail_nomem(err, "reading a page") : MG_OK;
}
