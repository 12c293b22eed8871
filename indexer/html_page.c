/* html_page.c - see html_page.h: weigh, drop the furniture, weigh what is left, choose the root. */
#include "indexer/html_page.h"

/* Shorter blocks (in bytes without white space) are captions, labels, buttons: no prose. */
#define PROSE_MIN 40
/* Longer elements are no byline, date or label. */
#define MARK_MAX 400
/* What stands around the headline is the article when it has this much prose. */
#define STORY_MIN 1000

/* Words. */

static int compare_word(mg_span word, const char *other)
{
    int order = strncasecmp(word.p, other, word.n);
    return order ? order : -(int)(other[word.n] != '\0');
}

static bool is_among(mg_span word, const char *const *words, size_t n)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = compare_word(word, words[mid]);
        if (!order) return true;
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return false;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_separator(char c)
{
    return mg_is_space(c) || c == '-' || c == '_';
}

/* "has-sidebar", "no-ads": of a state, not of what the element is. */
static bool is_state(mg_span name)
{
    static const char *const prefixes[] = {"has-", "hasnt-", "is-", "no-", "not-", "with-"};
    for (size_t i = 0; i < MG_COUNT(prefixes); i++)
        if (mg_span_starts(name, mg_span_str(prefixes[i]))) return true;
    return false;
}

static bool any_word_among(mg_span value, const char *const *words, size_t n)
{
    for (size_t at = 0, end; at < value.n; at = end) {
        end = at + 1;
        if (is_separator(value.p[at])) continue;
        if ((!at || mg_is_space(value.p[at - 1])) && is_state(mg_span_sub(value, at, value.n))) {
            while (end < value.n && !mg_is_space(value.p[end])) end++;
            continue;
        }
        while (end < value.n && !is_separator(value.p[end]) &&
               (!is_upper(value.p[end]) || is_upper(value.p[end - 1])))
            end++;
        if (is_among(mg_span_sub(value, at, end), words, n)) return true;
    }
    return false;
}

/* An id of many words is a heading turned into an anchor, and says nothing of its element. */
static bool is_slug(mg_span id)
{
    size_t marks = 0;
    for (size_t i = 0; i < id.n; i++) marks += id.p[i] == '-' || id.p[i] == '_';
    return marks > 2;
}

bool mg_html_class_among(const mg_html *tree, uint32_t node, const char *const *words, size_t n)
{
    mg_span id = mg_html_attr(tree, node, MG_ATTR_ID);
    return any_word_among(mg_html_attr(tree, node, MG_ATTR_CLASS), words, n) ||
           (!is_slug(id) && any_word_among(id, words, n));
}

/* Weights. */

/* Text of each node into its nearest block; then blocks with enough of it are prose; then all into their
 * parents. */
static void weigh(mg_html_page *page, uint32_t *block)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    size_t n = page->tree->nodes.n;
    memset(page->text, 0, n * sizeof *page->text);
    memset(page->link, 0, n * sizeof *page->link);
    memset(page->prose, 0, n * sizeof *page->prose);
    for (size_t i = 0; i < n; i++) {
        uint32_t parent = nodes[i].parent;
        bool own = parent == MG_HTML_NONE || mg_html_is_block((mg_html_tag)nodes[i].tag);
        block[i] = own ? (uint32_t)i : block[parent];
        if (nodes[i].tag != MG_TAG_TEXT || (page->flags[i] & MG_PAGE_DROPPED)) continue;
        mg_span text = mg_html_text(page->tree, (uint32_t)i);
        uint32_t bytes = 0;
        for (size_t at = 0; at < text.n; at++) bytes += !mg_is_space(text.p[at]);
        page->text[i] = bytes;
        page->link[i] = page->flags[i] & MG_PAGE_LINK ? bytes : 0;
        page->prose[block[i]] += bytes - page->link[i]; /* of this block alone, until all are known */
    }
    for (size_t i = 0; i < n; i++) {
        mg_html_tag tag = (mg_html_tag)nodes[i].tag;
        if (page->prose[i] < PROSE_MIN || (tag >= MG_TAG_H1 && tag <= MG_TAG_H6)) page->prose[i] = 0;
    }
    for (size_t i = n; i-- > 0;) {
        uint32_t parent = nodes[i].parent;
        if (parent == MG_HTML_NONE) continue;
        page->text[parent] += page->text[i];
        page->link[parent] += page->link[i];
        page->prose[parent] += page->prose[i];
        page->flags[parent] |= page->flags[i] & MG_PAGE_H1;
    }
}

/* Furniture. */

static const char *const furniture_words[] = {
    "ad",
    "ads",
    "adslot",
    "advert",
    "advertisement",
    "advertorial",
    "adverts",
    "aside",
    "banner",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "copyright",
    "disqus",
    "donate",
    "donation",
    "footer",
    "gdpr",
    "legal",
    "lightbox",
    "login",
    "masthead",
    "menu",
    "modal",
    "morestories",
    "mostpopular",
    "mostread",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "outbrain",
    "pager",
    "pagination",
    "poll",
    "popular",
    "popup",
    "promo",
    "promos",
    "promotion",
    "rail",
    "recirc",
    "recirculation",
    "recommend",
    "recommendations",
    "recommended",
    "register",
    "related",
    "relatedarticles",
    "relatedcontent",
    "relatedposts",
    "relatedstories",
    "share",
    "sharebar",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "skiplink",
    "social",
    "sponsor",
    "sponsored",
    "sr",
    "subscribe",
    "survey",
    "taboola",
    "tag",
    "tags",
    "teaser",
    "teasers",
    "tools",
    "toolbar",
    "topbar",
    "trending",
    "utility",
    "visually",
    "widget",
    "widgets",
};

/* What may well be longer than the article. */
static const char *const appendix_words[] = {"comment",    "comments",    "disqus",
                                             "newsletter", "recommended", "related"};

static const char *const body_words[] = {
    "articlebody", "articlecontent", "articletext", "bodycopy",     "contentbody", "entrycontent",
    "postbody",    "postcontent",    "storybody",   "storycontent", "storytext",
};

static const char *const furniture_roles[] = {
    "alertdialog", "banner",     "complementary", "contentinfo", "dialog",  "menu",
    "menubar",     "navigation", "search",        "tablist",     "toolbar",
};

/* Is a class or id, read without its '-' and '_', one of `body_words`: "entry-content", "articleBody"? */
static bool names_body(mg_span value)
{
    char joined[32];
    size_t n = 0;
    for (size_t at = 0; at <= value.n; at++) {
        bool end = at == value.n || mg_is_space(value.p[at]);
        if (!end && (value.p[at] == '-' || value.p[at] == '_')) continue;
        if (!end) {
            if (n < sizeof joined) joined[n] = value.p[at];
            n++;
            continue;
        }
        if (n && n <= sizeof joined && is_among((mg_span){joined, n}, body_words, MG_COUNT(body_words)))
            return true;
        n = 0;
    }
    return false;
}

static bool is_named_body(const mg_html *tree, uint32_t node)
{
    return names_body(mg_html_attr(tree, node, MG_ATTR_CLASS)) ||
           names_body(mg_html_attr(tree, node, MG_ATTR_ID));
}

static bool is_hidden(const mg_html *tree, uint32_t node)
{
    static const char *const styles[] = {"display:none", "display: none", "visibility:hidden",
                                         "visibility: hidden"};
    mg_span style = mg_html_attr(tree, node, MG_ATTR_STYLE);
    for (size_t i = 0; i < MG_COUNT(styles); i++)
        if (mg_span_find_span(style, 0, mg_span_str(styles[i])) < style.n) return true;
    return mg_html_attr(tree, node, MG_ATTR_HIDDEN).p ||
           mg_span_eq_nocase(mg_html_attr(tree, node, MG_ATTR_ARIA_HIDDEN), MG_SPAN("true"));
}

static bool is_furniture_tag(mg_html_tag tag)
{
    switch (tag) {
    case MG_TAG_NAV:
    case MG_TAG_FOOTER:
    case MG_TAG_ASIDE:
    case MG_TAG_FORM:
    case MG_TAG_FIELDSET:
    case MG_TAG_MENU:
    case MG_TAG_SEARCH:
    case MG_TAG_DIR: return true;
    default: return false;
    }
}

/* `in_article`: inside an article or main element, where a header is that of the article. */
static bool is_furniture(const mg_html_page *page, uint32_t node, uint32_t all_prose, bool in_article)
{
    const mg_html *tree = page->tree;
    mg_html_tag tag = (mg_html_tag)tree->nodes.v[node].tag;
    if (page->flags[node] & MG_PAGE_DROPPED) return true;
    if (page->flags[node] & MG_PAGE_H1 || tag == MG_TAG_HTML || tag == MG_TAG_BODY || tag == MG_TAG_HEAD)
        return false;
    bool most = page->prose[node] > all_prose / 5 * 2;
    if (!most && (is_furniture_tag(tag) || (tag == MG_TAG_HEADER && !in_article))) return true;
    if (!tree->nodes.v[node].n_attrs || tag == MG_TAG_ARTICLE || tag == MG_TAG_MAIN) return false;
    bool nearly_all = page->prose[node] > all_prose / 5 * 4;
    if (is_hidden(tree, node)) return !nearly_all;
    if (is_named_body(tree, node)) return false;
    if (mg_html_class_among(tree, node, appendix_words, MG_COUNT(appendix_words))) return !nearly_all;
    mg_span role = mg_html_attr(tree, node, MG_ATTR_ROLE);
    return !most && (mg_html_class_among(tree, node, furniture_words, MG_COUNT(furniture_words)) ||
                     (role.n && is_among(role, furniture_roles, MG_COUNT(furniture_roles))));
}

static void drop_furniture(mg_html_page *page)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    size_t n = page->tree->nodes.n;
    uint32_t all_prose = 0, article_end = 0;
    for (size_t i = 0; i < n; i++)
        if (nodes[i].parent == MG_HTML_NONE) all_prose += page->prose[i];
    for (uint32_t i = 0; i < n; i++) {
        mg_html_tag tag = (mg_html_tag)nodes[i].tag;
        if (tag == MG_TAG_TEXT) continue;
        if (is_furniture(page, i, all_prose, i < article_end)) {
            for (uint32_t end = nodes[i].end; i < end; i++) page->flags[i] |= MG_PAGE_DROPPED;
            i--;
        } else if (tag == MG_TAG_ARTICLE || tag == MG_TAG_MAIN) {
            article_end = MG_MAX(article_end, nodes[i].end);
        }
    }
}

/* Marks. */

static bool is_marked_body(const mg_html *tree, uint32_t node)
{
    return mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "articlebody");
}

static const char *const byline_words[] = {"author", "authors", "byline", "bylines"};
static const char *const time_words[] = {"date",    "dateline",  "datetime",  "posted",
                                         "pubdate", "published", "timestamp", "updated"};
static const char *const label_words[] = {"eyebrow", "kicker"};

/* What the names on `node` say of its content. */
static uint8_t marks_of(const mg_html *tree, uint32_t node)
{
    uint8_t marks = tree->nodes.v[node].tag == MG_TAG_TIME ? MG_PAGE_TIME : 0;
    if (!tree->nodes.v[node].n_attrs) return marks;
    if (mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "author") ||
        mg_html_attr_has(tree, node, MG_ATTR_REL, "author") ||
        mg_html_class_among(tree, node, byline_words, MG_COUNT(byline_words)))
        marks |= MG_PAGE_BYLINE;
    if (mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "datepublished") ||
        mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "datemodified") ||
        mg_html_class_among(tree, node, time_words, MG_COUNT(time_words)))
        marks |= MG_PAGE_TIME;
    if (mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "articlesection") ||
        mg_html_class_among(tree, node, label_words, MG_COUNT(label_words)))
        marks |= MG_PAGE_LABEL;
    return marks;
}

/* What the weights depend on: links, headlines, and what is not for readers. */
static void mark_kinds(mg_html_page *page)
{
    const mg_html *tree = page->tree;
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        uint32_t parent = tree->nodes.v[i].parent;
        mg_html_tag tag = (mg_html_tag)tree->nodes.v[i].tag;
        if (parent != MG_HTML_NONE) page->flags[i] = page->flags[parent] & (MG_PAGE_LINK | MG_PAGE_DROPPED);
        if (mg_html_is_silent(tag)) page->flags[i] |= MG_PAGE_DROPPED;
        if (tag == MG_TAG_A && mg_html_attr(tree, i, MG_ATTR_HREF).p) page->flags[i] |= MG_PAGE_LINK;
        if (tag == MG_TAG_H1 || is_marked_body(tree, i)) page->flags[i] |= MG_PAGE_H1;
    }
}

/* Bylines, dates and labels, which are short: a long element is not one, whatever its class. */
static void mark_names(mg_html_page *page)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    const uint8_t inherited = MG_PAGE_BYLINE | MG_PAGE_TIME | MG_PAGE_LABEL;
    for (uint32_t i = 0; i < page->tree->nodes.n; i++) {
        if (nodes[i].parent != MG_HTML_NONE) page->flags[i] |= page->flags[nodes[i].parent] & inherited;
        if (nodes[i].tag != MG_TAG_TEXT && page->text[i] <= MARK_MAX)
            page->flags[i] |= marks_of(page->tree, i);
    }
}

/* The root. */

typedef bool is_candidate(const mg_html *tree, uint32_t node);

static bool is_article(const mg_html *tree, uint32_t node)
{
    return tree->nodes.v[node].tag == MG_TAG_ARTICLE || mg_html_attr_has(tree, node, MG_ATTR_ROLE, "article");
}

static bool is_main(const mg_html *tree, uint32_t node)
{
    return tree->nodes.v[node].tag == MG_TAG_MAIN || mg_html_attr_has(tree, node, MG_ATTR_ROLE, "main");
}

static uint32_t common_ancestor(const mg_html *tree, uint32_t a, uint32_t b)
{
    while (a != MG_HTML_NONE && !(a <= b && b < tree->nodes.v[a].end)) a = tree->nodes.v[a].parent;
    return a;
}

/* The candidate that holds at least `share` percent of the prose, or together with its like does. */
static uint32_t find_root(const mg_html_page *page, is_candidate *fits, uint32_t all, unsigned share)
{
    const mg_html *tree = page->tree;
    uint32_t best = MG_HTML_NONE, first = MG_HTML_NONE, last = MG_HTML_NONE;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (tree->nodes.v[i].tag == MG_TAG_TEXT || (page->flags[i] & MG_PAGE_DROPPED) || !fits(tree, i))
            continue;
        if (best == MG_HTML_NONE || page->prose[i] > page->prose[best]) best = i;
        if (first == MG_HTML_NONE) first = i;
        last = i;
        sum += page->prose[i];
        i = tree->nodes.v[i].end - 1;
    }
    if (best == MG_HTML_NONE || !page->text[best]) return MG_HTML_NONE;
    if (fits != is_article && fits != is_main && sum > page->prose[best] + (uint64_t)page->prose[best] / 5)
        best = common_ancestor(tree, first, last);
    return best != MG_HTML_NONE && (uint64_t)page->prose[best] * 100 >= (uint64_t)all * share ? best
                                                                                              : MG_HTML_NONE;
}

/* The lowest element around the first headline that holds a good part of the prose in `top`. */
static uint32_t around_headline(const mg_html_page *page, uint32_t top)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    uint32_t node = top;
    while (node < nodes[top].end && (nodes[node].tag != MG_TAG_H1 || page->flags[node] & MG_PAGE_DROPPED))
        node++;
    if (node == nodes[top].end) return top;
    while (node != top && (page->prose[node] < STORY_MIN || page->prose[node] < page->prose[top] / 10 * 3))
        node = nodes[node].parent;
    return node;
}

/* Without a mark: down from the top as long as one child holds nearly all the prose. */
static uint32_t descend(const mg_html_page *page, uint32_t top)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    for (;;) {
        uint32_t heavy = MG_HTML_NONE;
        for (uint32_t i = top + 1; i < nodes[top].end; i = nodes[i].end)
            if (page->prose[i] && page->prose[i] >= page->prose[top] / 5 * 4) heavy = i;
        if (heavy == MG_HTML_NONE || !mg_html_is_block((mg_html_tag)nodes[heavy].tag) ||
            nodes[heavy].tag == MG_TAG_P)
            return top;
        top = heavy;
    }
}

static void choose_root(mg_html_page *page)
{
    static const struct {
        is_candidate *fits;
        unsigned share;
    } rules[] = {{is_marked_body, 30}, {is_named_body, 60}, {is_article, 50}, {is_main, 50}};
    const mg_html_node *nodes = page->tree->nodes.v;
    uint32_t all = 0, top = MG_HTML_NONE;
    page->root = MG_HTML_NONE;
    for (uint32_t i = 0; i < page->tree->nodes.n; i = nodes[i].end) {
        all += page->prose[i];
        if (top == MG_HTML_NONE || page->text[i] > page->text[top]) top = i;
    }
    for (size_t i = 0; i < MG_COUNT(rules) && page->root == MG_HTML_NONE; i++)
        page->root = find_root(page, rules[i].fits, all, rules[i].share);
    bool exact = page->root != MG_HTML_NONE && !is_main(page->tree, page->root);
    if (page->root == MG_HTML_NONE && top != MG_HTML_NONE) page->root = descend(page, top);
    if (page->root != MG_HTML_NONE && !exact) page->root = around_headline(page, page->root);
}

static mg_status init(mg_html_page *page, const mg_html *tree, bool whole, mg_error *err)
{
    size_t n = tree->nodes.n;
    *page = (mg_html_page){.tree = tree, .root = MG_HTML_NONE};
    if (!n) return MG_OK;
    page->flags = calloc(n, sizeof *page->flags);
    page->text = calloc(n, 3 * sizeof *page->text);
    uint32_t *block = malloc(n * sizeof *block);
    if (!page->flags || !page->text || !block) {
        free(block);
        return mg_fail_nomem(err, "reading a page");
    }
    page->link = page->text + n;
    page->prose = page->link + n;
    mark_kinds(page);
    weigh(page, block);
    if (!whole) {
        mark_names(page);
        drop_furniture(page);
        weigh(page, block);
        choose_root(page);
    }
    free(block);
    return MG_OK;
}

mg_status mg_html_page_init(mg_html_page *page, const mg_html *tree, mg_error *err)
{
    return init(page, tree, false, err);
}

mg_status mg_html_page_init_whole(mg_html_page *page, const mg_html *tree, mg_error *err)
{
    return init(page, tree, true, err);
}

void mg_html_page_dispose(mg_html_page *page)
{
    free(page->flags);
    free(page->text);
    *page = (mg_html_page){.root = MG_HTML_NONE};
}
