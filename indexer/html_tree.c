/* html_tree.c - see html_tree.h. Two things in libxml2's parser take quadratic time on hostile pages: it
 * compares each attribute of a tag with all before it (so tags are looked at before it sees them), and it
 * searches all open elements for every end tag that matches none (so that work is counted, and the parser
 * stopped when it is absurd). */
#include "indexer/html_tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#define PAGE_MAX ((size_t)1 << 30)
#define NODES_MAX ((size_t)4 * 1024 * 1024)
#define ATTRS_MAX 2000 /* in one tag */
#define SEARCH_MAX ((size_t)1 << 28)

typedef struct {
    mg_html *tree;
    xmlParserCtxtPtr parser;
    uint32_t current; /* the open element, or MG_HTML_NONE */
    size_t depth;     /* of it */
    size_t excess;    /* open elements below the deepest one of the tree */
    size_t searched;  /* open elements looked at for end tags in vain */
    bool nomem;
} builder;

/* Names. */

static const char *const tag_names[] = {
#define X(upper, lower, kind) #lower,
    MG_HTML_TAGS(X)
#undef X
};

static const char *const attr_names[] = {
#define X(upper, name) name,
    MG_HTML_ATTRS(X)
#undef X
};

/* Where `name` is in a sorted table, or -1. */
static int look_up(const char *const *names, size_t n, const char *name)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = strcmp(name, names[mid]);
        if (!order) return (int)mid;
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return -1;
}

typedef enum { INLINE, BLOCK, SILENT } tag_kind;

static const unsigned char tag_kinds[] = {INLINE, /* text */
                                          INLINE, /* other */
#define X(upper, lower, kind) kind,
                                          MG_HTML_TAGS(X)
#undef X
};

bool mg_html_is_block(mg_html_tag tag)
{
    return tag_kinds[tag] == BLOCK;
}

bool mg_html_is_silent(mg_html_tag tag)
{
    return tag_kinds[tag] == SILENT;
}

/* Events to nodes. */

static void stop(builder *b, const char *why)
{
    if (!b->tree->cut) b->tree->cut = why;
    xmlStopParser(b->parser);
}

static void stop_nomem(builder *b)
{
    b->nomem = true;
    xmlStopParser(b->parser);
}

/* Add a node to the open element; MG_HTML_NONE when there is no room. */
static uint32_t add_node(builder *b, mg_html_tag tag, size_t at, size_t n)
{
    mg_html *tree = b->tree;
    if (b->nomem || tree->cut) return MG_HTML_NONE;
    if (tree->nodes.n >= NODES_MAX) {
        stop(b, "the page has more than 4 million elements");
        return MG_HTML_NONE;
    }
    uint32_t node = (uint32_t)tree->nodes.n;
    if (!mg_vec_push(&tree->nodes, (mg_html_node){.tag = (uint16_t)tag,
                                                  .parent = b->current,
                                                  .end = node + 1,
                                                  .at = (uint32_t)at,
                                                  .n = (uint32_t)n})) {
        stop_nomem(b);
        return MG_HTML_NONE;
    }
    return node;
}

static void add_attrs(builder *b, uint32_t node, const xmlChar **atts)
{
    mg_html *tree = b->tree;
    for (; atts[0]; atts += 2) {
        int id = look_up(attr_names, MG_COUNT(attr_names), (const char *)atts[0]);
        if (id < 0) continue;
        mg_span value = mg_span_str((const char *)atts[1]);
        mg_html_attribute attr = {(mg_html_attr_id)id, (uint32_t)tree->values.n, (uint32_t)value.n};
        mg_buf_add(&tree->values, value);
        if (tree->values.failed || !mg_vec_push(&tree->attrs, attr)) {
            stop_nomem(b);
            return;
        }
        tree->nodes.v[node].n_attrs++;
    }
}

static void on_start(void *data, const xmlChar *name, const xmlChar **atts)
{
    builder *b = data;
    int known = look_up(tag_names, MG_COUNT(tag_names), (const char *)name);
    mg_html_tag tag = known < 0 ? MG_TAG_OTHER : (mg_html_tag)(known + MG_TAG_OTHER + 1);
    uint32_t node = add_node(b, tag, b->tree->attrs.n, 0);
    if (node == MG_HTML_NONE) return;
    if (atts) add_attrs(b, node, atts);
    if (b->depth >= MG_HTML_DEPTH_MAX) {
        b->excess++;
        return;
    }
    b->current = node;
    b->depth++;
}

static void on_end(void *data, const xmlChar *name)
{
    builder *b = data;
    (void)name;
    if (b->excess) {
        b->excess--;
    } else if (b->current != MG_HTML_NONE) {
        mg_html_node *node = &b->tree->nodes.v[b->current];
        node->end = (uint32_t)b->tree->nodes.n;
        b->current = node->parent;
        b->depth--;
    }
}

static void on_text(void *data, const xmlChar *ch, int len)
{
    builder *b = data;
    mg_html *tree = b->tree;
    mg_html_node *last = tree->nodes.n ? &tree->nodes.v[tree->nodes.n - 1] : NULL;
    size_t at = tree->text.n;
    if (len <= 0 || tree->cut) return;
    mg_buf_add(&tree->text, (mg_span){(const char *)ch, (size_t)len});
    if (tree->text.failed)
        stop_nomem(b);
    else if (last && last->tag == MG_TAG_TEXT && last->parent == b->current && last->at + last->n == at)
        last->n += (uint32_t)len;
    else
        add_node(b, MG_TAG_TEXT, at, (size_t)len);
}

/* What is in scripts and styles: below the deepest level of the tree it would look like text. */
static void on_script(void *data, const xmlChar *ch, int len)
{
    builder *b = data;
    if (!b->excess) on_text(data, ch, len);
}

static void on_error(void *data, xmlErrorPtr error)
{
    builder *b = data;
    if (error->code != XML_ERR_TAG_NAME_MISMATCH) return;
    b->searched += (size_t)MG_MAX(b->parser->nameNr, 0);
    if (b->searched > SEARCH_MAX) stop(b, "the page has too many end tags that match nothing");
}

/* A look before the parser's. */

/* From behind a tag's name to behind its '>', as the parser reads it, counting attributes. */
static size_t skip_attributes(mg_span s, size_t at, size_t *count)
{
    for (*count = 0; at < s.n && s.p[at] != '>'; ++*count) {
        while (at < s.n && mg_is_space(s.p[at])) at++;
        while (at < s.n && !mg_is_space(s.p[at]) && s.p[at] != '>' && s.p[at] != '=') at++;
        size_t value = at;
        while (value < s.n && mg_is_space(s.p[value])) value++;
        if (value >= s.n || s.p[value] != '=') continue;
        for (at = value + 1; at < s.n && mg_is_space(s.p[at]);) at++;
        if (at < s.n && (s.p[at] == '"' || s.p[at] == '\''))
            at = mg_span_find(s, at + 1, s.p[at]) + 1;
        else
            while (at < s.n && !mg_is_space(s.p[at]) && s.p[at] != '>') at++;
    }
    return MG_MIN(at + 1, s.n);
}

/* Behind the end tag of a script or style that starts at `at`, or the end of the page. */
static size_t skip_raw_text(mg_span s, size_t at, mg_span name)
{
    for (; at < s.n; at++) {
        at = mg_span_find_span(s, at, MG_SPAN("</"));
        if (mg_span_starts_nocase(mg_span_sub(s, at + 2, s.n), name)) return at;
    }
    return s.n;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does a tag have more attributes than can be compared with each other in reasonable time? */
static bool has_monstrous_tag(mg_span s)
{
    for (size_t at = mg_span_find(s, 0, '<'); at < s.n; at = mg_span_find(s, at, '<')) {
        mg_span rest = mg_span_sub(s, at, s.n);
        size_t name = ++at, count;
        if (mg_span_starts(rest, MG_SPAN("<!--"))) {
            at = mg_span_find_span(s, at, MG_SPAN("-->"));
            continue;
        }
        if (at >= s.n || !is_letter(s.p[at])) continue;
        while (at < s.n && !mg_is_space(s.p[at]) && s.p[at] != '>') at++;
        mg_span tag = mg_span_sub(s, name, at);
        at = skip_attributes(s, at, &count);
        if (count > ATTRS_MAX) return true;
        if (mg_span_eq_nocase(tag, MG_SPAN("script")) || mg_span_eq_nocase(tag, MG_SPAN("style")))
            at = skip_raw_text(s, at, tag);
    }
    return false;
}

/* The parser would take a NUL for the end of the page. */
static mg_status without_nuls(mg_span *text, mg_buf *copy, mg_error *err)
{
    size_t at = mg_span_find(*text, 0, '\0');
    if (at == text->n) return MG_OK;
    mg_buf_add(copy, *text);
    MG_TRY(mg_buf_check(copy, "reading a page", err));
    for (; at < copy->n; at++)
        if (!copy->p[at]) copy->p[at] = ' ';
    *text = mg_buf_span(copy);
    return MG_OK;
}

static mg_status run_parser(mg_span text, builder *b, mg_error *err)
{
    b->parser = htmlCreateMemoryParserCtxt(text.p, (int)text.n);
    if (!b->parser) return mg_fail_nomem(err, "parsing a page");
    htmlCtxtUseOptions(b->parser,
                       HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC);
    *b->parser->sax = (xmlSAXHandler){
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_script,
        .initialized = XML_SAX2_MAGIC,
        .serror = on_error,
    };
    b->parser->userData = b;
    b->parser->charset = XML_CHAR_ENCODING_UTF8;
    htmlParseDocument(b->parser);
    htmlFreeParserCtxt(b->parser);
    return b->nomem ? mg_fail_nomem(err, "parsing a page") : MG_OK;
}

mg_status mg_html_parse(mg_span text, mg_html *tree, mg_error *err)
{
    *tree = (mg_html){.text = MG_BUF_INIT, .values = MG_BUF_INIT};
    if (text.n > PAGE_MAX) return mg_fail(err, MG_LIMIT, "the page is longer than 1 GiB");
    if (has_monstrous_tag(text))
        return mg_fail(err, MG_LIMIT, "a tag has more than %d attributes", ATTRS_MAX);
    if (!text.n) return MG_OK;
    mg_buf copy = MG_BUF_INIT;
    builder b = {.tree = tree, .current = MG_HTML_NONE};
    mg_status status = without_nuls(&text, &copy, err);
    if (status == MG_OK) status = run_parser(text, &b, err);
    mg_buf_dispose(&copy);
    for (uint32_t node = b.current; node != MG_HTML_NONE; node = tree->nodes.v[node].parent)
        tree->nodes.v[node].end = (uint32_t)tree->nodes.n;
    return status;
}

void mg_html_dispose(mg_html *tree)
{
    mg_vec_free(&tree->nodes);
    mg_vec_free(&tree->attrs);
    mg_buf_dispose(&tree->text);
    mg_buf_dispose(&tree->values);
}

/* Reading. */

mg_span mg_html_attr(const mg_html *tree, uint32_t node, mg_html_attr_id id)
{
    const mg_html_node *n = &tree->nodes.v[node];
    if (n->tag == MG_TAG_TEXT) return (mg_span){NULL, 0};
    for (size_t i = n->at; i < (size_t)n->at + n->n_attrs; i++) {
        const mg_html_attribute *attr = &tree->attrs.v[i];
        if (attr->id == id) return attr->n ? (mg_span){tree->values.p + attr->at, attr->n} : MG_SPAN("");
    }
    return (mg_span){NULL, 0};
}

bool mg_html_attr_has(const mg_html *tree, uint32_t node, mg_html_attr_id id, const char *word)
{
    mg_span value = mg_html_attr(tree, node, id), wanted = mg_span_str(word);
    for (size_t at = 0; at < value.n;) {
        size_t end = at;
        while (end < value.n && !mg_is_space(value.p[end])) end++;
        if (end > at && mg_span_eq_nocase(mg_span_sub(value, at, end), wanted)) return true;
        at = end + 1;
    }
    return false;
}

mg_span mg_html_text(const mg_html *tree, uint32_t node)
{
    const mg_html_node *n = &tree->nodes.v[node];
    return n->tag == MG_TAG_TEXT ? (mg_span){tree->text.p + n->at, n->n} : (mg_span){NULL, 0};
}

void mg_html_add_collapsed(mg_span text, mg_buf *out)
{
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && !mg_is_space(text.p[end])) end++;
        mg_buf_add(out, mg_span_sub(text, at, end));
        if (end < text.n && out->n && !mg_is_space(out->p[out->n - 1])) mg_buf_addc(out, ' ');
        for (at = end; at < text.n && mg_is_space(text.p[at]);) at++;
    }
}

void mg_html_collect(const mg_html *tree, uint32_t node, mg_buf *out)
{
    uint32_t end = tree->nodes.v[node].end;
    for (uint32_t i = node; i < end; i++) {
        mg_html_tag tag = (mg_html_tag)tree->nodes.v[i].tag;
        if (i != node && mg_html_is_silent(tag)) {
            i = tree->nodes.v[i].end - 1;
            continue;
        }
        if (tag == MG_TAG_TEXT)
            mg_html_add_collapsed(mg_html_text(tree, i), out);
        else if (tag == MG_TAG_BR || mg_html_is_block(tag))
            mg_html_add_collapsed(MG_SPAN(" "), out);
    }
    while (out->n && out->p[out->n - 1] == ' ') out->n--;
}
