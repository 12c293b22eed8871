/* html_tree.h - an HTML page as a flat array of nodes in document order.
 *
 * libxml2's parser makes events of the page and this module a tree of its own of them: small, without a limit
 * of depth that would lose text, and quick to walk: the nodes in node i are those from i + 1 to nodes[i].end,
 * so a loop does what elsewhere takes a recursion.
 *
 *     <p>One <b>two</b></p>        i   tag       parent  end
 *                                  0   P            -     4
 *                                  1   "One "       0     2
 *                                  2   B            0     4
 *                                  3   "two"        2     4
 *
 * Life: mg_html_parse, use, mg_html_dispose. Spans that the functions return point into the tree. */
#ifndef MG_HTML_TREE_H
#define MG_HTML_TREE_H

#include "common/buf.h"
#include "common/vec.h"

/* clang-format off */
/* Elements that somebody asks for. BLOCK parts what is before it from what is behind it, INLINE does not,
 * SILENT holds no text for readers. MG_TAG_OTHER is any other element: it is inline. */
#define MG_HTML_TAGS(X)                                                                                      \
    X(A, a, INLINE) X(ADDRESS, address, BLOCK) X(APPLET, applet, SILENT) X(ARTICLE, article, BLOCK)          \
    X(ASIDE, aside, BLOCK) X(AUDIO, audio, SILENT) X(BLOCKQUOTE, blockquote, BLOCK) X(BODY, body, BLOCK)     \
    X(BR, br, INLINE) X(BUTTON, button, SILENT) X(CANVAS, canvas, SILENT) X(CAPTION, caption, BLOCK)         \
    X(CENTER, center, BLOCK) X(DD, dd, BLOCK) X(DETAILS, details, BLOCK) X(DIALOG, dialog, SILENT)           \
    X(DIR, dir, BLOCK) X(DIV, div, BLOCK) X(DL, dl, BLOCK) X(DT, dt, BLOCK) X(EMBED, embed, SILENT)          \
    X(FIELDSET, fieldset, BLOCK) X(FIGCAPTION, figcaption, BLOCK) X(FIGURE, figure, BLOCK)                   \
    X(FOOTER, footer, BLOCK) X(FORM, form, BLOCK) X(FRAMESET, frameset, BLOCK) X(H1, h1, BLOCK)              \
    X(H2, h2, BLOCK) X(H3, h3, BLOCK) X(H4, h4, BLOCK) X(H5, h5, BLOCK) X(H6, h6, BLOCK)                     \
    X(HEAD, head, BLOCK) X(HEADER, header, BLOCK) X(HGROUP, hgroup, BLOCK) X(HR, hr, BLOCK)                  \
    X(HTML, html, BLOCK) X(IFRAME, iframe, SILENT) X(INPUT, input, SILENT) X(LABEL, label, INLINE)           \
    X(LI, li, BLOCK) X(LINK, link, SILENT) X(MAIN, main, BLOCK) X(MATH, math, SILENT) X(MENU, menu, BLOCK)   \
    X(META, meta, SILENT) X(NAV, nav, BLOCK) X(NOFRAMES, noframes, BLOCK) X(NOSCRIPT, noscript, SILENT)      \
    X(OBJECT, object, SILENT) X(OL, ol, BLOCK) X(OPTION, option, SILENT) X(P, p, BLOCK) X(PRE, pre, BLOCK)   \
    X(RP, rp, SILENT) X(RT, rt, SILENT) X(SCRIPT, script, SILENT) X(SEARCH, search, BLOCK)                   \
    X(SECTION, section, BLOCK) X(SELECT, select, SILENT) X(STYLE, style, SILENT) X(SUMMARY, summary, BLOCK)  \
    X(SVG, svg, SILENT) X(TABLE, table, BLOCK) X(TBODY, tbody, BLOCK) X(TD, td, BLOCK)                       \
    X(TEMPLATE, template, SILENT) X(TEXTAREA, textarea, SILENT) X(TFOOT, tfoot, BLOCK) X(TH, th, BLOCK)      \
    X(THEAD, thead, BLOCK) X(TIME, time, INLINE) X(TITLE, title, SILENT) X(TR, tr, BLOCK) X(UL, ul, BLOCK)   \
    X(VIDEO, video, SILENT)

/* Attributes that are kept; the others are not. */
#define MG_HTML_ATTRS(X)                                                                                     \
    X(ARIA_HIDDEN, "aria-hidden") X(CLASS, "class") X(CONTENT, "content") X(DATETIME, "datetime")            \
    X(HIDDEN, "hidden") X(HREF, "href") X(HTTP_EQUIV, "http-equiv") X(ID, "id") X(ITEMPROP, "itemprop")      \
    X(ITEMSCOPE, "itemscope")                                                                                \
    X(LANG, "lang") X(NAME, "name") X(PROPERTY, "property") X(REL, "rel") X(ROLE, "role") X(STYLE, "style")  \
    X(TYPE, "type") X(XML_LANG, "xml:lang")
/* clang-format on */

typedef enum {
    MG_TAG_TEXT, /* no element, but a run of text */
    MG_TAG_OTHER,
#define X(upper, lower, kind) MG_TAG_##upper,
    MG_HTML_TAGS(X)
#undef X
} mg_html_tag;

typedef enum {
#define X(upper, name) MG_ATTR_##upper,
    MG_HTML_ATTRS(X)
#undef X
    MG_HTML_ATTR_COUNT
} mg_html_attr_id;

#define MG_HTML_NONE UINT32_MAX

typedef struct {
    uint16_t tag;     /* mg_html_tag */
    uint16_t n_attrs; /* kept ones */
    uint32_t parent;  /* MG_HTML_NONE at the top */
    uint32_t end;     /* the first node behind this one and all in it */
    uint32_t at, n;   /* text: the bytes; element: where its attributes start */
} mg_html_node;

typedef struct {
    mg_html_attr_id id;
    uint32_t at, n;
} mg_html_attribute;

typedef struct {
    MG_VEC(mg_html_node) nodes;
    MG_VEC(mg_html_attribute) attrs;
    mg_buf text, values;
    const char *cut; /* why the end of the page is missing from the tree; NULL when nothing is */
} mg_html;

/* Deeper elements are attached here: their text is kept, their nesting is not. */
#define MG_HTML_DEPTH_MAX 512

/* Parse a page or a piece of one. Scripts and styles are empty in the tree, but for JSON-LD. Never fails for bad
 * HTML; takes time linear in its length.
 *   text  in   UTF-8, whatever the page says of itself
 *   tree  out  to be disposed of, also after an error
 * Errors: MG_LIMIT longer than 1 GiB, or a tag with thousands of attributes; MG_NOMEM. */
MG_NODISCARD mg_status mg_html_parse(mg_span text, mg_html *tree, mg_error *err);
void mg_html_dispose(mg_html *tree);

/* The value of an attribute of `node`; p is NULL when it has none. */
mg_span mg_html_attr(const mg_html *tree, uint32_t node, mg_html_attr_id id);

/* Is `word` (lower case) one of the words of an attribute? In upper or lower case. */
bool mg_html_attr_has(const mg_html *tree, uint32_t node, mg_html_attr_id id, const char *word);

/* The bytes of a text node. */
mg_span mg_html_text(const mg_html *tree, uint32_t node);

/* Append all text in `node`, white space collapsed, without that of scripts and the like. */
void mg_html_collect(const mg_html *tree, uint32_t node, mg_buf *out);

/* Does an element of that kind part what is before it from what is behind it? */
bool mg_html_is_block(mg_html_tag tag);

/* Does it hold no text for readers, like a script or a form's field? */
bool mg_html_is_silent(mg_html_tag tag);

/* Behind the run of `text` from `at` on in which all white space is single blanks. */
size_t mg_html_behind_collapsed(mg_span text, size_t at);

/* Append `text` with runs of white space as one blank, and none at the start of `out` or behind white space. */
void mg_html_add_collapsed(mg_span text, mg_buf *out);

#endif
