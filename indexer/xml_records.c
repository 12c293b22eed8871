/* xml_records.c - see xml_records.h. A record is given to libxml2 as `<!DOCTYPE w [the file's entities]><w ...><w ...>record`:
 * a w for each element that is open around it, with its attributes, among them the namespaces. */
#include "indexer/xml_records.h"

#include "indexer/sgml.h"

#include <libxml/parser.h>

#define RECORD_MAX ((size_t)1 << 30)
#define OPEN_MAX 16       /* elements around records whose attributes are kept */
#define REFERENCE_MAX 12  /* the longest name of a character, with & and ; */
#define DOCTYPE_MAX 65536 /* a longer one is not taken for entities */

typedef enum { M_OPEN, M_CLOSE, M_EMPTY, M_DOCTYPE, M_OTHER } markup_kind;

typedef struct {
    markup_kind kind;
    size_t start, end; /* in the text */
    mg_span name, attributes; /* the name without its prefix; of a doctype, what is between [ and ] */
} markup;

struct mg_xml {
    mg_span text;
    const char *const *names;
    size_t at;
    markup open[OPEN_MAX]; /* around `at` */
    size_t n_open;         /* may be more than are kept */
    mg_span entities;
    size_t first; /* where the first record starts; text.n until it is found */
    xmlParserCtxt *parser;
    xmlDoc *record, *head;
    mg_buf piece;
    size_t counted, lines; /* lines up to a place */
    size_t piece_line;     /* of the piece's record */
    char fault[200];
};

/* ---- the scan ---- */

static size_t behind(mg_span text, size_t at, const char *mark)
{
    size_t end = mg_span_find_span(text, at, mg_span_str(mark));
    return MG_MIN(end + strlen(mark), text.n);
}

/* The end of a tag: the > outside of quotes. A quote that is not closed ends the text, at most once for each kind. */
static size_t tag_end(mg_span text, size_t at)
{
    for (; at < text.n && text.p[at] != '>'; at++)
        if (text.p[at] == '"' || text.p[at] == '\'') {
            size_t close = mg_span_find(text, at + 1, text.p[at]);
            if (close < text.n) at = close;
        }
    return MG_MIN(at + 1, text.n);
}

static void read_doctype(mg_span text, markup *m)
{
    size_t bracket = mg_span_find(text, m->start, '['), plain = mg_span_find(text, m->start, '>');
    m->kind = M_DOCTYPE;
    m->attributes = (mg_span){NULL, 0};
    m->end = MG_MIN(plain + 1, text.n);
    if (bracket >= plain) return;
    size_t close = mg_span_find_span(mg_span_sub(text, 0, bracket + DOCTYPE_MAX), bracket, MG_SPAN("]"));
    m->attributes = mg_span_sub(text, bracket + 1, close);
    m->end = MG_MIN(mg_span_find(text, close, '>') + 1, text.n);
}

static void read_tag(mg_span text, markup *m)
{
    bool close = text.p[m->start + 1] == '/';
    m->end = tag_end(text, m->start + 1);
    mg_span inside = mg_span_sub(text, m->start + 1 + close, m->end - 1);
    bool empty = !close && inside.n && inside.p[inside.n - 1] == '/';
    if (empty) inside.n--;
    size_t n = 0, name = 0;
    for (; n < inside.n && !mg_is_space(inside.p[n]); n++)
        if (inside.p[n] == ':') name = n + 1;
    m->kind = close ? M_CLOSE : empty ? M_EMPTY : M_OPEN;
    m->name = mg_span_sub(inside, name, n);
    m->attributes = mg_span_trim(mg_span_sub(inside, n, inside.n));
}

/* The next markup at or behind `at`; false at the end. */
static bool next_markup(mg_span text, size_t at, markup *m)
{
    at = mg_span_find(text, at, '<');
    if (at + 1 >= text.n) return false;
    *m = (markup){.kind = M_OTHER, .start = at};
    mg_span here = mg_span_sub(text, at, at + 16);
    if (mg_span_starts(here, MG_SPAN("<!--"))) m->end = behind(text, at + 4, "-->");
    else if (mg_span_starts(here, MG_SPAN("<![CDATA["))) m->end = behind(text, at + 9, "]]>");
    else if (mg_span_starts(here, MG_SPAN("<?"))) m->end = behind(text, at + 2, "?>");
    else if (mg_span_starts_nocase(here, MG_SPAN("<!DOCTYPE"))) read_doctype(text, m);
    else if (here.p[1] == '!' || mg_is_space(here.p[1])) m->end = at + 1;
    else read_tag(text, m);
    return true;
}

static bool is_record(const mg_xml *x, mg_span name)
{
    const char *const *known = x->names;
    while (*known && !mg_span_eq(name, mg_span_str(*known))) known++;
    return *known;
}

/* The end of the record that starts with `m`; *closed by its tag. */
static size_t record_end(const mg_xml *x, const markup *m, bool *closed)
{
    size_t depth = m->kind == M_OPEN, at = m->end;
    markup inner;
    while (depth && next_markup(x->text, at, &inner)) {
        at = inner.end;
        if (!mg_span_eq(inner.name, m->name)) continue;
        depth += inner.kind == M_OPEN;
        depth -= inner.kind == M_CLOSE;
    }
    *closed = !depth;
    return depth ? x->text.n : at;
}

/* Go on behind markup that is no record. */
static void pass(mg_xml *x, const markup *m)
{
    if (m->kind == M_OPEN && x->n_open < OPEN_MAX) x->open[x->n_open] = *m;
    if (m->kind == M_OPEN) x->n_open++;
    if (m->kind == M_CLOSE && x->n_open) x->n_open--;
    /* Only entities of the file's own: what names another file is left out, and never opened. */
    if (m->kind == M_DOCTYPE && mg_span_find_span(m->attributes, 0, MG_SPAN("SYSTEM")) == m->attributes.n &&
        mg_span_find_span(m->attributes, 0, MG_SPAN("PUBLIC")) == m->attributes.n)
        x->entities = m->attributes;
    x->at = m->end;
}

/* ---- the trees ---- */

static void on_error(void *payload, xmlErrorPtr error)
{
    xmlParserCtxt *parser = payload;
    mg_xml *x = parser->_private;
    if (error->level < XML_ERR_ERROR || x->fault[0] || !error->message) return;
    size_t n = MG_MIN(strcspn(error->message, "\n"), (size_t)160);
    snprintf(x->fault, sizeof x->fault, "line %zu: %.*s", x->piece_line + (size_t)MG_MAX(error->line, 1) - 1, (int)n, error->message);
}

/* Places are asked for in order: each byte is looked at once, though a file may be one line. */
static size_t line_of(mg_xml *x, size_t at)
{
    mg_span before = mg_span_sub(x->text, 0, at);
    for (size_t end; (end = mg_span_find(before, x->counted, '\n')) < before.n; x->counted = end + 1) x->lines++;
    x->counted = MG_MAX(x->counted, before.n);
    return x->lines + 1;
}

/* Append text of the file with HTML's names of characters replaced; those of XML, and of the file's own, stay. */
static bool add_text(mg_xml *x, mg_span text, mg_arena *arena)
{
    static const char *const kept[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    size_t done = 0;
    for (size_t at = 0; !x->entities.n && (at = mg_span_find(text, at, '&')) < text.n; at++) {
        mg_span reference = mg_span_sub(text, at, mg_span_find(mg_span_sub(text, 0, at + REFERENCE_MAX), at, ';') + 1);
        if (reference.n < 3 || reference.p[reference.n - 1] != ';' || reference.p[1] == '#') continue;
        size_t i = 0;
        while (i < MG_COUNT(kept) && !mg_span_eq(reference, mg_span_str(kept[i]))) i++;
        if (i < MG_COUNT(kept)) continue;
        mg_span character = mg_sgml_decode(reference, arena);
        if (!character.p) return false;
        if (character.p == reference.p) continue;
        mg_buf_add(&x->piece, mg_span_sub(text, done, at));
        mg_buf_add(&x->piece, character);
        done = at + reference.n;
    }
    mg_buf_add(&x->piece, mg_span_sub(text, done, text.n));
    return true;
}

/* Text of the file as a document, in the elements that are open. */
static mg_status parse(mg_xml *x, size_t from, size_t to, xmlDoc **out, mg_error *err)
{
    if (to - from > RECORD_MAX) return mg_fail(err, MG_LIMIT, "a record is longer than 1 GB");
    mg_arena arena = MG_ARENA_INIT;
    mg_buf_reset(&x->piece);
    if (x->entities.n) mg_buf_addf(&x->piece, "<!DOCTYPE w [%.*s]>", (int)x->entities.n, x->entities.p);
    for (size_t i = 0; i < MG_MIN(x->n_open, (size_t)OPEN_MAX); i++) {
        mg_buf_adds(&x->piece, "<w ");
        mg_buf_add(&x->piece, x->open[i].attributes);
        mg_buf_adds(&x->piece, ">");
    }
    x->piece_line = line_of(x, from);
    for (size_t i = 0; i < x->piece.n && x->piece_line > 1; i++) x->piece_line -= x->piece.p[i] == '\n';
    bool ok = add_text(x, mg_span_sub(x->text, from, to), &arena);
    for (size_t i = 0; i < MG_MIN(x->n_open, (size_t)OPEN_MAX); i++) mg_buf_adds(&x->piece, "</w>");
    mg_arena_dispose(&arena);
    if (!ok || x->piece.failed) return mg_fail_nomem(err, "reading XML");
    x->fault[0] = 0;
    *out = xmlCtxtReadMemory(x->parser, x->piece.p, (int)x->piece.n, NULL, "UTF-8",
                             XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
    return *out || x->fault[0] ? MG_OK : mg_fail_nomem(err, "reading XML");
}

/* What is in the `depth` elements w around it. */
static xmlNode *inside(xmlDoc *doc, size_t depth)
{
    xmlNode *node = doc ? xmlDocGetRootElement(doc) : NULL;
    for (; node && depth; depth--) {
        node = node->children;
        while (node && node->type != XML_ELEMENT_NODE) node = node->next;
    }
    return node;
}

mg_status mg_xml_open(mg_span text, const char *const *names, mg_xml **out, mg_error *err)
{
    mg_xml *x = calloc(1, sizeof *x);
    if (!x || !(x->parser = xmlNewParserCtxt())) {
        free(x);
        return mg_fail_nomem(err, "reading XML");
    }
    x->text = text;
    x->names = names;
    x->first = SIZE_MAX;
    x->parser->_private = x;
    x->parser->sax->serror = on_error;
    *out = x;
    return MG_OK;
}

void mg_xml_close(mg_xml *x)
{
    if (!x) return;
    xmlFreeDoc(x->record);
    xmlFreeDoc(x->head);
    xmlFreeParserCtxt(x->parser);
    mg_buf_dispose(&x->piece);
    free(x);
}

/* Move to the next record; false at the end. */
static bool find_record(mg_xml *x, markup *m)
{
    bool found = false;
    while (!found && next_markup(x->text, x->at, m)) {
        found = (m->kind == M_OPEN || m->kind == M_EMPTY) && is_record(x, m->name);
        if (!found) pass(x, m);
    }
    size_t start = found ? m->start : x->text.n;
    x->first = MG_MIN(x->first, start);
    return found;
}

mg_status mg_xml_next(mg_xml *x, xmlNode **record, mg_error *err)
{
    markup m;
    *record = NULL;
    xmlFreeDoc(x->record);
    x->record = NULL;
    while (!*record && find_record(x, &m)) {
        bool closed;
        xmlFreeDoc(x->record); /* one without its root */
        x->record = NULL;
        x->at = record_end(x, &m, &closed);
        MG_TRY(parse(x, m.start, x->at, &x->record, err));
        if (!closed) snprintf(x->fault, sizeof x->fault, "line %zu: <%.*s> is not closed", x->lines + 1, (int)MG_MIN(m.name.n, (size_t)60), m.name.p);
        *record = inside(x->record, MG_MIN(x->n_open, (size_t)OPEN_MAX));
    }
    return MG_OK;
}

const char *mg_xml_fault(const mg_xml *x)
{
    return x->fault[0] ? x->fault : NULL;
}

mg_status mg_xml_head(mg_xml *x, xmlNode **root, mg_error *err)
{
    markup m;
    *root = NULL;
    if (x->first == SIZE_MAX) find_record(x, &m);
    size_t open = x->n_open;
    x->n_open = 0;
    mg_status status = x->head ? MG_OK : parse(x, 0, x->first, &x->head, err);
    x->n_open = open;
    x->fault[0] = 0; /* the head always ends too early */
    *root = inside(x->head, 0);
    return status;
}

/* ---- in a record ---- */

bool mg_xml_is(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static xmlNode *first_of(xmlNode *node, const char *name)
{
    while (node && !mg_xml_is(node, name)) node = node->next;
    return node;
}

xmlNode *mg_xml_child(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE ? first_of(node->children, name) : NULL;
}

xmlNode *mg_xml_again(const xmlNode *node)
{
    return first_of(node->next, (const char *)node->name);
}

xmlNode *mg_xml_walk(const xmlNode *top, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE && node->children) return node->children;
    while (node != top && !node->next) node = node->parent;
    return node == top ? NULL : node->next;
}

xmlNode *mg_xml_find(const xmlNode *node, const char *name)
{
    xmlNode *found = node ? mg_xml_walk(node, node) : NULL;
    while (found && !mg_xml_is(found, name)) found = mg_xml_walk(node, found);
    return found;
}

mg_span mg_xml_text(const xmlNode *node, mg_arena *arena)
{
    if (!node) return MG_SPAN("");
    mg_buf text = MG_BUF_INIT;
    for (const xmlNode *n = node; n; n = mg_xml_walk(node, n))
        if (n->type == XML_TEXT_NODE && n->content) mg_buf_adds(&text, (const char *)n->content);
    mg_span copy = text.failed ? (mg_span){NULL, 0} : mg_arena_copy(arena, mg_buf_span(&text));
    mg_buf_dispose(&text);
    return copy;
}

mg_span mg_xml_attribute(const xmlNode *node, const char *name, mg_arena *arena)
{
    if (!node || node->type != XML_ELEMENT_NODE) return MG_SPAN("");
    const xmlAttr *a = node->properties;
    while (a && strcmp((const char *)a->name, name) != 0) a = a->next;
    if (!a || !a->children || !a->children->content) return MG_SPAN("");
    return mg_arena_copy(arena, mg_span_str((const char *)a->children->content));
}

/* ---- before a file is opened ---- */

mg_span mg_xml_root(mg_span head, mg_span *attributes)
{
    mg_span start = mg_span_trim(head);
    markup m = {.end = 0};
    if (!mg_span_starts(start, MG_SPAN("<"))) return (mg_span){NULL, 0};
    while (next_markup(start, m.end, &m)) {
        if (m.kind != M_OPEN && m.kind != M_EMPTY) continue;
        if (attributes) *attributes = m.attributes;
        return m.name;
    }
    return (mg_span){NULL, 0};
}

mg_span mg_xml_declared_charset(mg_span head)
{
    mg_span start = mg_span_trim(mg_span_sub(head, 0, 1024));
    if (!mg_span_starts(start, MG_SPAN("<?xml "))) return (mg_span){NULL, 0};
    return mg_sgml_attribute(mg_span_sub(start, 6, mg_span_find_span(start, 6, MG_SPAN("?>"))), "encoding");
}
