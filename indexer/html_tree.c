/* html_tree.c - see html_tree.h. Most of a page is for machines: scripts, styles, attributes that nobody asks
 * for. The parser would read all of it letter by letter, so it is given a copy of the page without it. That
 * pass also finds tags with an absurd number of attributes, each of which the parser compares with all before
 * it. It also searches all open elements for every end tag that matches none: that work is counted, and the
 * parser stopped when it is absurd. */
#include "indexer/html_tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>

#define PAGE_MAX ((size_t)1 << 30)
#define NODES_MAX ((size_t)4 * 1024 * 1024)
#define ATTRS_MAX 2000 /* in one tag */
#define ATTR_LENGTH_MAX 16
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

/* Tags and attributes by name: where they are in their table. */
#define SLOTS 512 /* a power of 2, some times as many as tags */

static struct {
    uint8_t tag[SLOTS], attr[SLOTS]; /* 1 + where in the table; 0: empty */
} slots;

static size_t slot_of(const char *name, size_t n)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < n; i++) hash = (hash ^ ((unsigned char)name[i] | 0x20u)) * 16777619u;
    return hash % SLOTS;
}

static void fill_slots(uint8_t *to, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t slot = slot_of(names[i], strlen(names[i]));
        while (to[slot]) slot = (slot + 1) % SLOTS;
        to[slot] = (uint8_t)(i + 1);
    }
}

static void fill_all_slots(void)
{
    _Static_assert(MG_COUNT(tag_names) < UINT8_MAX && MG_COUNT(attr_names) < UINT8_MAX,
                   "slots are too narrow");
    fill_slots(slots.tag, tag_names, MG_COUNT(tag_names));
    fill_slots(slots.attr, attr_names, MG_COUNT(attr_names));
}

/* Where `name`, in upper or lower case, is in a table, or -1. */
static int look_up(const uint8_t *table, const char *const *names, mg_span name)
{
    for (size_t slot = slot_of(name.p, name.n); table[slot]; slot = (slot + 1) % SLOTS)
        if (mg_span_eq_nocase(name, mg_span_str(names[table[slot] - 1]))) return table[slot] - 1;
    return -1;
}

static int find_tag(mg_span name)
{
    return look_up(slots.tag, tag_names, name);
}

static int find_attr(mg_span name)
{
    return look_up(slots.attr, attr_names, name);
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
        int id = find_attr(mg_span_str((const char *)atts[0]));
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
    int known = find_tag(mg_span_str((const char *)name));
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

/* The copy for the parser. */

typedef struct {
    mg_span s;
    size_t at;
    mg_buf *out;
    size_t attrs; /* of the current tag */
    bool data;    /* it says that it holds JSON-LD */
} reducer;

static bool ends_name(char c)
{
    return mg_is_space(c) || c == '>' || c == '/';
}

static bool is_data_type(mg_span value)
{
    return mg_span_starts_nocase(mg_span_trim(value), MG_SPAN("application/ld+json"));
}

/* Copy an attribute that somebody may ask for. A value that no quotes fit is one without blanks. */
static void add_attr(reducer *r, mg_span name, mg_span value, bool has_value)
{
    bool quotes = mg_span_find(value, 0, '"') == value.n,
         apostrophes = mg_span_find(value, 0, '\'') == value.n;
    const char *mark = quotes ? "\"" : apostrophes ? "'" : "";
    mg_buf_addc(r->out, ' ');
    mg_buf_add(r->out, name);
    if (!has_value) return;
    mg_buf_addc(r->out, '=');
    mg_buf_adds(r->out, mark);
    mg_buf_add(r->out, value);
    mg_buf_adds(r->out, mark);
}

/* From behind a tag's name to behind its '>'. */
static void reduce_attrs(reducer *r)
{
    mg_span s = r->s;
    size_t at = r->at;
    r->attrs = 0;
    r->data = false;
    for (;; r->attrs++) {
        while (at < s.n && (mg_is_space(s.p[at]) || s.p[at] == '/')) at++;
        if (at >= s.n || s.p[at] == '>') break;
        size_t from = at++; /* a '=' may begin a name */
        while (at < s.n && !ends_name(s.p[at]) && s.p[at] != '=') at++;
        mg_span name = mg_span_sub(s, from, at), value = MG_SPAN("");
        size_t sign = at;
        while (sign < s.n && mg_is_space(s.p[sign])) sign++;
        bool has_value = sign < s.n && s.p[sign] == '=';
        if (has_value) {
            for (at = sign + 1; at < s.n && mg_is_space(s.p[at]);) at++;
            from = at;
            if (at < s.n && (s.p[at] == '"' || s.p[at] == '\'')) {
                at = mg_span_find(s, ++from, s.p[at]);
                value = mg_span_sub(s, from, at);
                at = MG_MIN(at + 1, s.n);
            } else {
                while (at < s.n && !mg_is_space(s.p[at]) && s.p[at] != '>') at++;
                value = mg_span_sub(s, from, at);
            }
        }
        int id = name.n <= ATTR_LENGTH_MAX ? find_attr(name) : -1;
        if (id >= 0) add_attr(r, name, value, has_value);
        if (id == MG_ATTR_TYPE) r->data |= is_data_type(value);
    }
    if (at && s.p[at - 1] == '/' && at < s.n) mg_buf_addc(r->out, '/');
    mg_buf_addc(r->out, '>');
    r->at = MG_MIN(at + 1, s.n);
}

/* Where the end tag of a script or style stands, or the end of the page. */
static size_t find_end_tag(mg_span s, size_t at, mg_span name)
{
    for (; (at = mg_span_find(s, at, '<')) < s.n; at++) {
        const char *tag = s.p + at;
        bool fits = s.n - at > name.n + 2 && tag[1] == '/' && ends_name(tag[name.n + 2]);
        if (fits && mg_span_eq_nocase((mg_span){tag + 2, name.n}, name)) break;
    }
    return at;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A start tag, and with a script or style what is in it. */
static void reduce_tag(reducer *r)
{
    size_t name = r->at + 1, end = name;
    while (end < r->s.n && !ends_name(r->s.p[end])) end++;
    mg_span tag = mg_span_sub(r->s, name, end);
    mg_buf_add(r->out, mg_span_sub(r->s, r->at, end));
    r->at = end;
    reduce_attrs(r);
    bool script = mg_span_eq_nocase(tag, MG_SPAN("script"));
    if (!script && !mg_span_eq_nocase(tag, MG_SPAN("style"))) return;
    end = find_end_tag(r->s, r->at, tag);
    if (script && r->data) mg_buf_add(r->out, mg_span_sub(r->s, r->at, end));
    r->at = end;
}

/* Copy what readers and Morgue may want of a page. */
static mg_status reduce(mg_span page, mg_buf *out, mg_error *err)
{
    reducer r = {.s = page, .out = out};
    while (r.at < page.n) {
        size_t tag = mg_span_find(page, r.at, '<');
        mg_buf_add(out, mg_span_sub(page, r.at, tag));
        r.at = tag;
        mg_span rest = mg_span_sub(page, tag, page.n);
        if (mg_span_starts(rest, MG_SPAN("<!--"))) {
            r.at = MG_MIN(mg_span_find_span(page, tag + 2, MG_SPAN("-->")) + 3, page.n);
        } else if (rest.n > 1 && is_letter(rest.p[1])) {
            reduce_tag(&r);
            if (r.attrs > ATTRS_MAX)
                return mg_fail(err, MG_LIMIT, "a tag has more than %d attributes", ATTRS_MAX);
        } else if (rest.n) {
            mg_buf_addc(out, '<');
            r.at++;
        }
    }
    /* The parser would take a NUL for the end of the page. */
    for (size_t at = 0; (at = mg_span_find(mg_buf_span(out), at, '\0')) < out->n;) out->p[at] = ' ';
    return mg_buf_check(out, "reading a page", err);
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
    static pthread_once_t filled = PTHREAD_ONCE_INIT;
    pthread_once(&filled, fill_all_slots);
    *tree = (mg_html){.text = MG_BUF_INIT, .values = MG_BUF_INIT};
    if (text.n > PAGE_MAX) return mg_fail(err, MG_LIMIT, "the page is longer than 1 GiB");
    mg_buf copy = MG_BUF_INIT;
    builder b = {.tree = tree, .current = MG_HTML_NONE};
    mg_status status = reduce(text, &copy, err);
    if (status == MG_OK && copy.n) status = run_parser(mg_buf_span(&copy), &b, err);
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

/* Top bits of those of eight bytes that are below `limit`, at most 0x80. Unlike mg_has_zero, no others are set. */
static uint64_t bytes_below(uint64_t eight, unsigned limit)
{
    return ~((eight & MG_EIGHT_OF(0x7f)) + MG_EIGHT_OF(0x80 - limit)) & ~eight & MG_EIGHT_OF(0x80);
}

/* The place in memory of the first byte whose top bit is set; some are. */
static size_t first_byte(uint64_t top_bits)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(top_bits) / 8;
#else
    return (size_t)__builtin_clzll(top_bits) / 8;
#endif
}

size_t mg_html_behind_collapsed(mg_span s, size_t at)
{
    while (s.n - at > 8) {
        uint64_t here = mg_eight_bytes(s.p + at), next = mg_eight_bytes(s.p + at + 1);
        uint64_t blanks = (here ^ MG_EIGHT_OF(' ')) | (next ^ MG_EIGHT_OF(' '));
        uint64_t found = bytes_below(here, ' ') | bytes_below(blanks, 1);
        if (found) at += first_byte(found);
        if (found && mg_is_space(s.p[at])) return at;
        at += found ? 1 : 8;
    }
    for (; at < s.n; at++) {
        bool pair = s.p[at] == ' ' && at + 1 < s.n && s.p[at + 1] == ' ';
        if (pair || (s.p[at] != ' ' && mg_is_space(s.p[at]))) break;
    }
    return at;
}

void mg_html_add_collapsed(mg_span text, mg_buf *out)
{
    for (size_t at = 0, end; at < text.n; at = end) {
        for (end = at; end < text.n && mg_is_space(text.p[end]);) end++;
        if (end > at && out->n && !mg_is_space(out->p[out->n - 1])) mg_buf_addc(out, ' ');
        at = end;
        end = mg_html_behind_collapsed(text, at);
        mg_buf_add(out, mg_span_sub(text, at, end));
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
