/* html_page.c - see html_page.h: weigh, drop the furniture, weigh what is left, choose the root. */
#include "indexer/html_page.h"

#include <pthread.h>

/* Shorter blocks (in bytes without white space) are captions, labels, buttons: no prose. */
#define PROSE_MIN 40
/* Longer elements are no byline, date or label. */
#define MARK_MAX 400
/* What stands around the headline is the article when it has this much prose. */
#define STORY_MIN 1000

/* Names. One table says what a word of a class or an id tells of its element; each element's words are looked
 * up once. A name counts as a whole without its '-' and '_' ("entry-content" is entrycontent), and by its
 * words. */

#define BODY MG_NAME_BODY
#define FURNITURE MG_NAME_FURNITURE
#define APPENDIX MG_NAME_APPENDIX
#define BYLINE MG_NAME_BYLINE
#define AUTHOR MG_NAME_AUTHOR
#define TIME MG_NAME_TIME
#define LABEL MG_NAME_LABEL
#define STANDFIRST MG_NAME_STANDFIRST
#define TEASER MG_NAME_TEASER
#define EMBED MG_NAME_EMBED
#define QUOTE MG_NAME_QUOTE

/* clang-format off */
static const struct {
    const char *word;
    uint16_t names;
} name_table[] = {
    /* the text itself; only as a whole */
    {"articlebody", BODY}, {"articlecontent", BODY}, {"articletext", BODY}, {"bodycopy", BODY}, {"contentbody", BODY},
    {"entrycontent", BODY}, {"postbody", BODY}, {"postcontent", BODY}, {"storybody", BODY}, {"storycontent", BODY},
    {"storytext", BODY},
    /* what may well be longer than the article */
    {"comment", APPENDIX}, {"comments", APPENDIX}, {"commentlist", APPENDIX}, {"commentsection", APPENDIX},
    {"disqus", APPENDIX}, {"fbcomments", APPENDIX}, {"kommentar", APPENDIX}, {"kommentare", APPENDIX},
    {"comentario", APPENDIX}, {"comentarios", APPENDIX}, {"commentaire", APPENDIX}, {"commentaires", APPENDIX},
    {"consent", APPENDIX}, {"newsletter", APPENDIX}, {"recommended", APPENDIX}, {"related", APPENDIX}, {"respond", APPENDIX},
    /* furniture */
    {"ad", FURNITURE}, {"ads", FURNITURE}, {"adslot", FURNITURE}, {"advert", FURNITURE}, {"advertisement", FURNITURE},
    {"advertorial", FURNITURE}, {"adverts", FURNITURE}, {"aside", FURNITURE}, {"authorbio", FURNITURE},
    {"banner", FURNITURE}, {"bio", FURNITURE}, {"breadcrumb", FURNITURE}, {"breadcrumbs", FURNITURE},
    {"cookie", FURNITURE}, {"cookies", FURNITURE}, {"copyright", FURNITURE},
    {"donate", FURNITURE}, {"donation", FURNITURE}, {"footer", FURNITURE}, {"gdpr", FURNITURE}, {"legal", FURNITURE},
    {"lightbox", FURNITURE}, {"login", FURNITURE}, {"masthead", FURNITURE}, {"menu", FURNITURE}, {"modal", FURNITURE},
    {"morestories", FURNITURE}, {"mostpopular", FURNITURE}, {"mostread", FURNITURE}, {"nav", FURNITURE},
    {"navbar", FURNITURE}, {"navigation", FURNITURE}, {"newsletters", FURNITURE}, {"noprint", FURNITURE},
    {"outbrain", FURNITURE}, {"pager", FURNITURE}, {"pagination", FURNITURE}, {"poll", FURNITURE},
    {"popular", FURNITURE}, {"popup", FURNITURE}, {"promo", FURNITURE}, {"promos", FURNITURE},
    {"promotion", FURNITURE}, {"rail", FURNITURE}, {"recirc", FURNITURE}, {"recirculation", FURNITURE},
    {"recommend", FURNITURE}, {"recommendations", FURNITURE}, {"register", FURNITURE}, {"relatedarticles", FURNITURE},
    {"relatedcontent", FURNITURE}, {"relatedposts", FURNITURE}, {"relatedstories", FURNITURE},
    {"screenreader", FURNITURE}, {"screenreadertext", FURNITURE}, {"share", FURNITURE}, {"sharebar", FURNITURE},
    {"sharing", FURNITURE}, {"sidebar", FURNITURE}, {"signup", FURNITURE}, {"skip", FURNITURE},
    {"skiplink", FURNITURE}, {"social", FURNITURE}, {"sponsor", FURNITURE}, {"sponsored", FURNITURE},
    {"sr", FURNITURE}, {"subscribe", FURNITURE}, {"survey", FURNITURE}, {"taboola", FURNITURE}, {"tag", FURNITURE},
    {"tags", FURNITURE}, {"teaser", TEASER}, {"teasers", FURNITURE}, {"toolbar", FURNITURE}, {"tools", FURNITURE},
    {"topbar", FURNITURE}, {"trending", FURNITURE}, {"utility", FURNITURE}, {"visually", FURNITURE},
    {"widget", FURNITURE}, {"widgets", FURNITURE}, {"readmore", FURNITURE}, {"seealso", FURNITURE},
    {"alsoread", FURNITURE}, {"readalso", FURNITURE}, {"sharedaddy", FURNITURE}, {"entrymeta", FURNITURE},
    {"postmeta", FURNITURE}, {"articlemeta", FURNITURE}, {"blogroll", FURNITURE}, {"tagcloud", FURNITURE},
    {"taglist", FURNITURE}, {"printfriendly", FURNITURE}, {"mostviewed", FURNITURE}, {"mostcommented", FURNITURE},
    {"upnext", FURNITURE}, {"readnext", FURNITURE}, {"morefrom", FURNITURE}, {"morenews", FURNITURE},
    {"latestnews", FURNITURE}, {"alsolike", FURNITURE}, {"youmaylike", FURNITURE}, {"recentposts", FURNITURE},
    {"latestposts", FURNITURE}, {"crumbs", FURNITURE}, {"anzeige", FURNITURE}, {"werbung", FURNITURE},
    {"publicidad", FURNITURE}, {"publicite", FURNITURE}, {"pubblicita", FURNITURE}, {"reklama", FURNITURE},
    {"annons", FURNITURE}, {"advertentie", FURNITURE}, {"cta", FURNITURE}, {"hidden", FURNITURE},
    {"invisible", FURNITURE}, {"offscreen", FURNITURE}, {"subscription", FURNITURE}, {"onetrust", FURNITURE},
    {"privacy", FURNITURE}, {"feedback", FURNITURE}, {"follow", FURNITURE}, {"followus", FURNITURE},
    {"hide", FURNITURE}, {"hidecompletely", FURNITURE}, {"disclosure", FURNITURE}, {"toc", FURNITURE},
    {"hatnote", FURNITURE},
    /* something of others that the article shows: a post, a film, their words */
    {"embed", EMBED}, {"embedded", EMBED}, {"quote", QUOTE}, {"pullquote", QUOTE},
    /* around the headline */
    {"author", AUTHOR}, {"authors", AUTHOR}, {"autor", AUTHOR}, {"autores", AUTHOR}, {"autoren", AUTHOR},
    {"auteur", AUTHOR}, {"auteurs", AUTHOR}, {"autore", AUTHOR}, {"autori", AUTHOR}, {"byline", BYLINE},
    {"bylines", BYLINE}, {"firma", BYLINE}, {"date", TIME}, {"datum", TIME}, {"fecha", TIME}, {"dateline", TIME}, {"datetime", TIME}, {"posted", TIME}, {"pubdate", TIME}, {"published", TIME},
    {"timestamp", TIME}, {"updated", TIME}, {"eyebrow", LABEL}, {"kicker", LABEL}, {"dek", STANDFIRST},
    {"lede", STANDFIRST}, {"standfirst", STANDFIRST}, {"strapline", STANDFIRST}, {"subheadline", STANDFIRST},
    {"subtitle", STANDFIRST}, {"summary", STANDFIRST},
};
/* clang-format on */

#define NAME_MAX_LENGTH 24
#define NAME_SLOTS 512 /* a power of 2, some times as many as names */

static uint8_t name_slots[NAME_SLOTS]; /* 1 + where in the table; 0: empty */

static uint32_t hash_byte(uint32_t hash, char c)
{
    return (hash ^ (unsigned char)c) * 16777619u;
}

static void fill_name_slots(void)
{
    _Static_assert(MG_COUNT(name_table) < UINT8_MAX, "name_slots is too narrow");
    for (size_t i = 0; i < MG_COUNT(name_table); i++) {
        uint32_t hash = 0;
        for (const char *p = name_table[i].word; *p; p++) hash = hash_byte(hash, *p);
        size_t slot = hash % NAME_SLOTS;
        while (name_slots[slot]) slot = (slot + 1) % NAME_SLOTS;
        name_slots[slot] = (uint8_t)(i + 1);
    }
}

/* A word in the making, in lower case. */
typedef struct {
    char word[NAME_MAX_LENGTH];
    size_t n; /* may be more than fits: then it is none that is known */
    uint32_t hash;
} name;

static void add_to_name(name *x, char c)
{
    if (x->n < NAME_MAX_LENGTH) x->word[x->n] = c;
    x->n++;
    x->hash = hash_byte(x->hash, c);
}

/* What the word says; it is empty then. */
static uint16_t end_name(name *x)
{
    mg_span word = {x->word, x->n};
    uint16_t names = 0;
    for (size_t slot = x->hash % NAME_SLOTS; word.n > 1 && word.n <= NAME_MAX_LENGTH && name_slots[slot];
         slot = (slot + 1) % NAME_SLOTS) {
        size_t i = name_slots[slot] - 1u;
        if (mg_span_eq(word, mg_span_str(name_table[i].word))) {
            names = name_table[i].names;
            break;
        }
    }
    x->n = 0;
    x->hash = 0;
    return names;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* "has-sidebar", "no-ads": of a state, not of what the element is. */
static bool is_state(mg_span value)
{
    static const mg_span prefixes[] = {MG_SPAN("has-"), MG_SPAN("hasnt-"), MG_SPAN("is-"),
                                       MG_SPAN("no-"),  MG_SPAN("not-"),   MG_SPAN("with-")};
    for (size_t i = 0; i < MG_COUNT(prefixes); i++)
        if (mg_span_starts(value, prefixes[i])) return true;
    return false;
}

/* What a word says, alone and with the one before it. */
static uint16_t end_word(name *word, name *pair)
{
    uint16_t names = 0;
    name last = *word;
    if (!word->n) return 0;
    if (pair->n && pair->n <= NAME_MAX_LENGTH) {
        for (size_t i = 0; i < word->n && i < NAME_MAX_LENGTH; i++) add_to_name(pair, word->word[i]);
        names = end_name(pair);
    }
    *pair = last;
    return (names | end_name(word)) & (uint16_t)~BODY;
}

/* What the names in a class or id say: parted by blanks, their words by '-', '_' and capitals. */
static uint16_t names_in(mg_span value)
{
    uint16_t names = 0;
    name whole = {.n = 0}, word = {.n = 0}, pair = {.n = 0};
    bool state = is_state(value);
    for (size_t at = 0; at < value.n; at++) {
        char c = value.p[at];
        if (mg_is_space(c)) {
            names |= end_word(&word, &pair);
            names |= end_name(&whole);
            pair = (name){.n = 0};
            state = is_state(mg_span_sub(value, at + 1, value.n));
        } else if (!state) {
            bool part = c == '-' || c == '_' || (is_upper(c) && at && !is_upper(value.p[at - 1]));
            if (part) names |= end_word(&word, &pair);
            if (c == '-' || c == '_') continue;
            if (is_upper(c)) c = (char)(c | 0x20);
            add_to_name(&word, c);
            add_to_name(&whole, c);
        }
    }
    names |= end_word(&word, &pair);
    return names | end_name(&whole);
}

/* An id of many words is a heading turned into an anchor, and says nothing of its element. */
static bool is_slug(mg_span id)
{
    size_t marks = 0;
    for (size_t i = 0; i < id.n; i++) marks += id.p[i] == '-' || id.p[i] == '_';
    return marks > 2;
}

static void name_nodes(mg_html_page *page)
{
    static pthread_once_t filled = PTHREAD_ONCE_INIT;
    pthread_once(&filled, fill_name_slots);
    const mg_html *tree = page->tree;
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (tree->nodes.v[i].tag == MG_TAG_TEXT || !tree->nodes.v[i].n_attrs) continue;
        mg_span id = mg_html_attr(tree, i, MG_ATTR_ID);
        page->names[i] = names_in(mg_html_attr(tree, i, MG_ATTR_CLASS));
        if (id.n && !is_slug(id)) page->names[i] |= names_in(id);
    }
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

static bool has_furniture_role(const mg_html *tree, uint32_t node)
{
    static const char *const roles[] = {"alertdialog", "banner",  "complementary", "contentinfo",
                                        "dialog",      "menu",    "menubar",       "navigation",
                                        "search",      "tablist", "toolbar"};
    mg_span role = mg_html_attr(tree, node, MG_ATTR_ROLE);
    for (size_t i = 0; role.n && i < MG_COUNT(roles); i++)
        if (mg_span_eq_nocase(role, mg_span_str(roles[i]))) return true;
    return false;
}

/* What is known of the page while its furniture is found. */
typedef struct {
    const mg_html_page *page;
    uint32_t *headings; /* scratch: for each node those in it, and shifted by 16 bits those that are links */
    uint32_t prose;     /* of the page */
    uint32_t passed;    /* of it, before the current node */
    bool headline;      /* has an h1 come? */
} survey;

static bool is_heading(mg_html_tag tag)
{
    return tag >= MG_TAG_H1 && tag <= MG_TAG_H6;
}

static void count_headings(survey *s)
{
    const mg_html_page *page = s->page;
    const mg_html_node *nodes = page->tree->nodes.v;
    size_t n = page->tree->nodes.n;
    memset(s->headings, 0, n * sizeof *s->headings);
    for (size_t i = n; i-- > 0;) {
        uint32_t parent = nodes[i].parent;
        if (is_heading((mg_html_tag)nodes[i].tag) && page->text[i])
            s->headings[i] = page->link[i] >= page->text[i] / 10 * 9 ? 0x10001 : 1;
        if (parent != MG_HTML_NONE && (s->headings[parent] & 0x8000) == 0)
            s->headings[parent] += s->headings[i] & 0x7fff7fff;
    }
}

/* Teasers of other articles: each has a heading that leads there, none has one of its own. */
static bool is_teasers(const survey *s, uint32_t node)
{
    uint32_t all = s->headings[node] & 0xffff, linked = s->headings[node] >> 16;
    bool alone = s->page->tree->nodes.v[node].tag == MG_TAG_ARTICLE;
    return linked == all && linked >= (alone ? 1 : 2) && s->page->prose[node] <= s->prose / 4;
}

/* `in_article`: inside an article or main element, where a header is that of the article. */
static bool is_furniture(const survey *s, uint32_t node, bool in_article)
{
    const mg_html_page *page = s->page;
    const mg_html *tree = page->tree;
    mg_html_tag tag = (mg_html_tag)tree->nodes.v[node].tag;
    uint16_t names = page->names[node];
    if (page->flags[node] & MG_PAGE_DROPPED) return true;
    if (page->flags[node] & MG_PAGE_H1 || tag == MG_TAG_HTML || tag == MG_TAG_BODY || tag == MG_TAG_HEAD)
        return false;
    bool most = page->prose[node] > s->prose / 5 * 2;
    if (!most && (is_furniture_tag(tag) || (tag == MG_TAG_HEADER && !in_article))) return true;
    if (mg_html_is_block(tag) && is_teasers(s, node)) return true;
    if (!tree->nodes.v[node].n_attrs || tag == MG_TAG_ARTICLE || tag == MG_TAG_MAIN) return false;
    bool nearly_all = page->prose[node] > s->prose / 5 * 4;
    if (is_hidden(tree, node)) return !nearly_all;
    if (names & MG_NAME_BODY) return false;
    if (names & MG_NAME_APPENDIX) return !nearly_all;
    if (most) return false;
    /* a line about the author behind most of the text is no byline */
    if (names & (MG_NAME_AUTHOR | MG_NAME_BYLINE) && s->passed > s->prose / 2)
        return page->prose[node] < s->prose / 5;
    /* German papers call the standfirst so */
    bool lead = s->headline && !page->link[node] && !s->headings[node] && s->passed < s->prose / 5;
    if (names & MG_NAME_TEASER && !lead) return true;
    bool holder = page->flags[node] & MG_PAGE_HOLDS_BODY || names & MG_NAME_EMBED;
    return (names & MG_NAME_FURNITURE && !holder) || has_furniture_role(tree, node);
}

/* Mark the elements around those that are called the article's text, and hold a part of it. */
static void mark_holders(mg_html_page *page, uint32_t all_prose)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    for (uint32_t i = 0; i < page->tree->nodes.n; i++) {
        if (!(page->names[i] & MG_NAME_BODY) || page->prose[i] <= all_prose / 20) continue;
        for (uint32_t up = nodes[i].parent; up != MG_HTML_NONE && !(page->flags[up] & MG_PAGE_HOLDS_BODY);
             up = nodes[up].parent)
            page->flags[up] |= MG_PAGE_HOLDS_BODY;
    }
}

static void drop_furniture(mg_html_page *page, uint32_t *scratch)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    size_t n = page->tree->nodes.n;
    survey s = {.page = page, .headings = scratch};
    uint32_t article_end = 0;
    for (size_t i = 0; i < n; i++)
        if (nodes[i].parent == MG_HTML_NONE) s.prose += page->prose[i];
    mark_holders(page, s.prose);
    count_headings(&s);
    for (uint32_t i = 0; i < n; i++) {
        mg_html_tag tag = (mg_html_tag)nodes[i].tag;
        if (tag == MG_TAG_TEXT) continue;
        s.headline |= tag == MG_TAG_H1;
        if (is_furniture(&s, i, i < article_end)) {
            s.passed += page->prose[i];
            for (uint32_t end = nodes[i].end; i < end; i++) page->flags[i] |= MG_PAGE_DROPPED;
            i--;
            continue;
        }
        if (tag == MG_TAG_ARTICLE || tag == MG_TAG_MAIN) article_end = MG_MAX(article_end, nodes[i].end);
        if (tag == MG_TAG_P || tag == MG_TAG_LI) s.passed += page->prose[i];
    }
}

/* Marks. */

static bool is_marked_body(const mg_html *tree, uint32_t node)
{
    return mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "articlebody");
}

/* What the names on `node` say of its content. */
static uint8_t marks_of(const mg_html_page *page, uint32_t node)
{
    const mg_html *tree = page->tree;
    uint16_t names = page->names[node];
    uint8_t marks = tree->nodes.v[node].tag == MG_TAG_TIME ? MG_PAGE_TIME : 0;
    if (!tree->nodes.v[node].n_attrs) return marks;
    mg_span prop = mg_html_attr(tree, node, MG_ATTR_ITEMPROP);
    if (names & (MG_NAME_BYLINE | MG_NAME_AUTHOR) || mg_html_attr_has(tree, node, MG_ATTR_REL, "author"))
        marks |= MG_PAGE_BYLINE;
    if (names & MG_NAME_TIME) marks |= MG_PAGE_TIME;
    if (names & MG_NAME_LABEL) marks |= MG_PAGE_LABEL;
    if (!prop.n) return marks;
    if (mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "author")) marks |= MG_PAGE_BYLINE;
    if (mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "datepublished") ||
        mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "datemodified"))
        marks |= MG_PAGE_TIME;
    if (mg_html_attr_has(tree, node, MG_ATTR_ITEMPROP, "articlesection")) marks |= MG_PAGE_LABEL;
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
        if (nodes[i].tag != MG_TAG_TEXT && page->text[i] <= MARK_MAX) page->flags[i] |= marks_of(page, i);
    }
}

/* The root. */

typedef bool is_candidate(const mg_html_page *page, uint32_t node);

static bool is_marked(const mg_html_page *page, uint32_t node)
{
    return is_marked_body(page->tree, node);
}

static bool is_named(const mg_html_page *page, uint32_t node)
{
    return page->names[node] & MG_NAME_BODY;
}

static bool is_article(const mg_html_page *page, uint32_t node)
{
    return page->tree->nodes.v[node].tag == MG_TAG_ARTICLE ||
           mg_html_attr_has(page->tree, node, MG_ATTR_ROLE, "article");
}

static bool is_main(const mg_html_page *page, uint32_t node)
{
    return page->tree->nodes.v[node].tag == MG_TAG_MAIN ||
           mg_html_attr_has(page->tree, node, MG_ATTR_ROLE, "main");
}

static uint32_t common_ancestor(const mg_html *tree, uint32_t a, uint32_t b)
{
    while (a != MG_HTML_NONE && !(a <= b && b < tree->nodes.v[a].end)) a = tree->nodes.v[a].parent;
    return a;
}

/* Does `node` begin another article, behind one that is told? Pages that scroll on and on append whole
 * articles. */
static bool begins_another(const mg_html_page *page, uint32_t node, uint32_t first, bool candidate)
{
    if (first == MG_HTML_NONE || page->prose[first] < STORY_MIN) return false;
    if (candidate)
        return page->flags[first] & page->flags[node] & MG_PAGE_H1 && page->prose[node] >= STORY_MIN;
    return page->tree->nodes.v[node].tag == MG_TAG_H1 && page->text[node];
}

/* The candidate that holds at least `share` percent of the prose, or together with its like does. */
static uint32_t find_root(const mg_html_page *page, is_candidate *fits, uint32_t all, unsigned share)
{
    const mg_html *tree = page->tree;
    uint32_t best = MG_HTML_NONE, first = MG_HTML_NONE, last = MG_HTML_NONE;
    uint64_t sum = 0;
    bool another = false;
    for (uint32_t i = 0; i < tree->nodes.n && !another; i++) {
        if (tree->nodes.v[i].tag == MG_TAG_TEXT || (page->flags[i] & MG_PAGE_DROPPED)) continue;
        bool candidate = fits(page, i);
        another = begins_another(page, i, first, candidate);
        if (!candidate || another) continue;
        if (best == MG_HTML_NONE || page->prose[i] > page->prose[best]) best = i;
        if (first == MG_HTML_NONE) first = i;
        last = i;
        sum += page->prose[i];
        i = tree->nodes.v[i].end - 1;
    }
    if (best == MG_HTML_NONE || !page->text[best]) return MG_HTML_NONE;
    if (fits != is_article && fits != is_main && sum > page->prose[best] + (uint64_t)page->prose[best] / 5)
        best = common_ancestor(tree, first, last);
    bool enough = best != MG_HTML_NONE && (uint64_t)page->prose[best] * 100 >= (uint64_t)all * share;
    return enough || another ? best : MG_HTML_NONE;
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
    } rules[] = {{is_marked, 30}, {is_named, 60}, {is_article, 50}, {is_main, 50}};
    const mg_html_node *nodes = page->tree->nodes.v;
    uint32_t all = 0, top = MG_HTML_NONE;
    page->root = MG_HTML_NONE;
    for (uint32_t i = 0; i < page->tree->nodes.n; i = nodes[i].end) {
        all += page->prose[i];
        if (top == MG_HTML_NONE || page->text[i] > page->text[top]) top = i;
    }
    for (size_t i = 0; i < MG_COUNT(rules) && page->root == MG_HTML_NONE; i++)
        page->root = find_root(page, rules[i].fits, all, rules[i].share);
    bool exact = page->root != MG_HTML_NONE && !is_main(page, page->root);
    if (page->root == MG_HTML_NONE && top != MG_HTML_NONE) page->root = descend(page, top);
    if (page->root != MG_HTML_NONE && !exact) page->root = around_headline(page, page->root);
}

static mg_status init(mg_html_page *page, const mg_html *tree, bool whole, mg_error *err)
{
    size_t n = tree->nodes.n;
    *page = (mg_html_page){.tree = tree, .root = MG_HTML_NONE};
    if (!n) return MG_OK;
    page->flags = calloc(n, sizeof *page->flags);
    page->names = calloc(n, sizeof *page->names);
    page->text = calloc(n, 3 * sizeof *page->text);
    uint32_t *block = malloc(n * sizeof *block);
    if (!page->flags || !page->names || !page->text || !block) {
        free(block);
        return mg_fail_nomem(err, "reading a page");
    }
    page->link = page->text + n;
    page->prose = page->link + n;
    mark_kinds(page);
    weigh(page, block);
    if (!whole) {
        name_nodes(page);
        mark_names(page);
        drop_furniture(page, block);
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
    free(page->names);
    free(page->text);
    *page = (mg_html_page){.root = MG_HTML_NONE};
}
