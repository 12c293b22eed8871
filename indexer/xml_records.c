/* xml_records.c - see xml_records.h. A record is given to libxml2 as `<!DOCTYPE w [the file's entities]><w ...><w ...>record`:
 * a w for each element around it that has attributes, among them the namespaces.
 *
 * To begin a document costs libxml2 as much as a short record. So records that follow each other directly are given to it as
 * one document, a run; when anything is wrong with that, it is thrown away, and they are read one by one. */
#include "indexer/xml_records.h"

#include "indexer/sgml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#define RECORD_MAX ((size_t)1 << 30)
#define RUN_BYTES ((size_t)32 << 10) /* what is longer gets no more records */
#define RUN_MAX 64
#define OPEN_MAX 16       /* elements around records whose attributes are kept */
#define REFERENCE_MAX 16  /* the longest name of a character, with & and ; */
#define DOCTYPE_MAX 65536 /* a longer one is not taken for entities */
/* What stands around records may be read this often, in bytes: for each of them, but not endlessly. */
#define CONTEXT_MAX(file) (16 * (file) + ((size_t)1 << 20))
/* More attributes in a longer tag would keep libxml2 busy, which compares each with each. */
#define TAG_MAX 65536
#define ATTRIBUTES_MAX 5000

typedef enum { M_OPEN, M_CLOSE, M_EMPTY, M_DOCTYPE, M_CDATA, M_OTHER } markup_kind;

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
    xmlDoc *record, *head; /* of the record or the run that was read last */
    size_t ends[RUN_MAX];  /* of the run's records in the text */
    size_t n_run, given;
    xmlNode *next;         /* the run's next one */
    size_t alone;          /* up to here, records are read one by one */
    mg_buf piece;
    size_t around;         /* elements w in it */
    size_t counted, lines; /* lines up to a place */
    size_t from, lead;     /* where the piece's record is in the text, and in the piece */
    size_t context;        /* bytes read of what is around records, so far */
    bool crowded;          /* the record has a tag with too many attributes */
    bool cdata;            /* it has CDATA, or may have */
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
    size_t plain = mg_span_find(text, m->start, '>'), bracket = mg_span_find(mg_span_sub(text, 0, plain), m->start, '[');
    m->kind = M_DOCTYPE;
    m->attributes = (mg_span){NULL, 0};
    m->end = MG_MIN(plain + 1, text.n);
    if (bracket >= plain) return;
    size_t close = mg_span_find_span(mg_span_sub(text, 0, bracket + DOCTYPE_MAX), bracket, MG_SPAN("]"));
    m->attributes = mg_span_sub(text, bracket + 1, close);
    m->end = MG_MIN(mg_span_find(text, close, '>') + 1, text.n);
}

static bool is_of_name(char c)
{
    return (unsigned char)c > '>' || !(c == '>' || c == '"' || c == '\'' || mg_is_space(c));
}

static void read_tag(mg_span text, markup *m)
{
    bool close = text.p[m->start + 1] == '/';
    size_t name = m->start + 1 + close, at = name;
    for (; at < text.n && is_of_name(text.p[at]); at++)
        if (text.p[at] == ':') name = at + 1;
    m->end = tag_end(text, at);
    size_t end = m->end - 1;
    bool empty = !close && end > m->start + 1 && text.p[end - 1] == '/';
    end -= empty;
    for (; at < end && !mg_is_space(text.p[at]); at++) /* a quote in it */
        if (text.p[at] == ':') name = at + 1;
    m->kind = close ? M_CLOSE : empty ? M_EMPTY : M_OPEN;
    m->name = mg_span_sub(text, name, MG_MIN(at, end));
    m->attributes = at < end ? mg_span_trim(mg_span_sub(text, at, end)) : (mg_span){NULL, 0};
}

/* The next markup at or behind `at`; false at the end. */
static bool next_markup(mg_span text, size_t at, markup *m)
{
    at = mg_span_find(text, at, '<');
    if (at + 1 >= text.n) return false;
    *m = (markup){.kind = M_OTHER, .start = at};
    mg_span here = mg_span_sub(text, at, at + 16);
    if (here.p[1] != '!' && here.p[1] != '?' && !mg_is_space(here.p[1])) read_tag(text, m);
    else if (mg_span_starts(here, MG_SPAN("<!--"))) m->end = behind(text, at + 4, "-->");
    else if (mg_span_starts(here, MG_SPAN("<![CDATA["))) m->kind = M_CDATA, m->end = behind(text, at + 9, "]]>");
    else if (mg_span_starts(here, MG_SPAN("<?"))) m->end = behind(text, at + 2, "?>");
    else if (mg_span_starts_nocase(here, MG_SPAN("<!DOCTYPE"))) read_doctype(text, m);
    else m->end = at + 1;
    return true;
}

static bool is_record(const mg_xml *x, mg_span name)
{
    const char *const *known = x->names;
    while (*known && !mg_span_eq(name, mg_span_str(*known))) known++;
    return *known;
}

static bool is_crowded(const markup *m)
{
    size_t n = 0;
    if (m->kind == M_DOCTYPE || m->attributes.n <= TAG_MAX) return false;
    for (size_t at = 0; (at = mg_span_find(m->attributes, at, '=')) < m->attributes.n; at++) n++;
    return n > ATTRIBUTES_MAX;
}

/* The end of the record that starts with `m`; *closed by its tag. */
static size_t record_end(mg_xml *x, const markup *m, bool *closed)
{
    size_t depth = m->kind == M_OPEN, at = m->end;
    markup inner;
    x->crowded = is_crowded(m);
    x->cdata = false;
    while (depth && next_markup(x->text, at, &inner)) {
        at = inner.end;
        x->crowded |= is_crowded(&inner);
        x->cdata |= inner.kind == M_CDATA;
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
    if (m->kind == M_OPEN && x->n_open < OPEN_MAX) {
        x->open[x->n_open] = *m;
        if (is_crowded(m)) x->open[x->n_open].attributes.n = 0;
    }
    if (m->kind == M_OPEN) x->n_open++;
    if (m->kind == M_CLOSE && x->n_open) x->n_open--;
    /* Only entities of the file's own: what names another file is left out, and never opened. */
    if (m->kind == M_DOCTYPE && mg_span_find_span(m->attributes, 0, MG_SPAN("SYSTEM")) == m->attributes.n &&
        mg_span_find_span(m->attributes, 0, MG_SPAN("PUBLIC")) == m->attributes.n)
        x->entities = m->attributes;
    x->at = m->end;
}

/* ---- the trees ---- */

/* Places are asked for in order: each byte is looked at once, though a file may be one line. */
static size_t line_of(mg_xml *x, size_t at)
{
    mg_span before = mg_span_sub(x->text, 0, at);
    for (size_t end; (end = mg_span_find(before, x->counted, '\n')) < before.n; x->counted = end + 1) x->lines++;
    x->counted = MG_MAX(x->counted, before.n);
    return x->lines + 1;
}

static void on_error(void *payload, xmlErrorPtr error)
{
    xmlParserCtxt *parser = payload;
    mg_xml *x = parser->_private;
    /* A prefix that nobody declared, or an xml:id of a strange form, takes nothing away. */
    if (error->level < XML_ERR_ERROR || error->domain != XML_FROM_PARSER || x->fault[0] || !error->message) return;
    size_t line = line_of(x, x->from) + (size_t)MG_MAX(error->line, 1) - 1;
    for (size_t i = 0; i < x->lead && line > 1; i++) line -= x->piece.p[i] == '\n';
    size_t n = MG_MIN(strcspn(error->message, "\n"), (size_t)160);
    snprintf(x->fault, sizeof x->fault, "line %zu: %.*s", line, (int)n, error->message);
}

/* How long the reference is that begins with the & at the start of `text`; 0 when it is a bare &. */
static size_t reference_length(mg_span text)
{
    size_t n = 1;
    text = mg_span_sub(text, 0, REFERENCE_MAX);
    if (text.n > 1 && text.p[1] == '#') n++;
    size_t name = n;
    while (n < text.n && ((text.p[n] | 0x20) >= 'a' ? (text.p[n] | 0x20) <= 'z' : text.p[n] >= '0' && text.p[n] <= '9')) n++;
    return n > name && n < text.n && text.p[n] == ';' ? n + 1 : 0;
}

/* A number that stands for a control character, and is meant for one of windows-1252. */
static bool is_windows_number(mg_span reference)
{
    bool hex = (reference.p[2] | 0x20) == 'x';
    unsigned long number = strtoul(reference.p + 2 + hex, NULL, hex ? 16 : 10);
    return number >= 0x80 && number <= 0x9f;
}

/* Write a reference: XML's own as numbers, since libxml2 drops the names behind a fault; an HTML character's name as that
 * character; what is none as text. */
static bool add_reference(mg_xml *x, mg_span reference, mg_arena *arena)
{
    static const char *const own[][2] = {
        {"&amp;", "&#38;"}, {"&lt;", "&#60;"}, {"&gt;", "&#62;"}, {"&quot;", "&#34;"}, {"&apos;", "&#39;"}};
    mg_span written = reference;
    bool known = reference.n > 1 && reference.p[1] == '#' && !is_windows_number(reference);
    for (size_t i = 0; i < MG_COUNT(own) && !known; i++) {
        known = mg_span_eq(reference, mg_span_str(own[i][0]));
        if (known) written = mg_span_str(own[i][1]);
    }
    if (!known) written = mg_sgml_decode(reference, arena);
    if (!known && mg_span_eq(written, reference)) {
        mg_buf_adds(&x->piece, "&#38;");
        written = mg_span_sub(reference, 1, reference.n);
    }
    mg_buf_add(&x->piece, written);
    return written.p != NULL;
}

/* Append text of the file, its references mended outside of CDATA, unless the file has entities of its own. */
static bool add_text(mg_xml *x, mg_span text, mg_arena *arena)
{
    size_t done = 0, cdata = x->cdata ? mg_span_find_span(text, 0, MG_SPAN("<![CDATA[")) : text.n;
    for (size_t at = 0; !x->entities.n && (at = mg_span_find(text, at, '&')) < text.n;) {
        if (at > cdata) {
            size_t close = mg_span_find_span(text, cdata, MG_SPAN("]]>"));
            at = MG_MAX(at, close);
            cdata = mg_span_find_span(text, close, MG_SPAN("<![CDATA["));
            continue;
        }
        size_t n = reference_length(mg_span_sub(text, at, text.n));
        mg_buf_add(&x->piece, mg_span_sub(text, done, at));
        if (!add_reference(x, mg_span_sub(text, at, at + MG_MAX(n, (size_t)1)), arena)) return false;
        at = done = at + MG_MAX(n, (size_t)1);
    }
    mg_buf_add(&x->piece, mg_span_sub(text, done, text.n));
    return true;
}

/* The piece as a document. As xmlCtxtReadMemory does it, which would copy the piece first. No encoding is named: libxml2 would
 * convert UTF-8 to UTF-8. */
static xmlDoc *read_piece(mg_xml *x)
{
    xmlParserCtxt *parser = x->parser;
    xmlCtxtReset(parser);
    xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOCDATA | XML_PARSE_COMPACT |
                                  XML_PARSE_IGNORE_ENC);
    xmlParserInput *input = xmlNewStringInputStream(parser, (const xmlChar *)x->piece.p);
    if (!input) return NULL;
    if (inputPush(parser, input) < 0) {
        xmlFreeInputStream(input);
        return NULL;
    }
    (void)xmlParseDocument(parser);
    xmlDoc *doc = parser->myDoc;
    parser->myDoc = NULL;
    return doc;
}

/* Text of the file as a document, in the elements that are open; a run in another one. */
static mg_status parse(mg_xml *x, size_t from, size_t to, bool run, xmlDoc **out, mg_error *err)
{
    if (to - from > RECORD_MAX) return mg_fail(err, MG_LIMIT, "a record is longer than 1 GB");
    mg_arena arena = MG_ARENA_INIT;
    mg_buf_reset(&x->piece);
    if (x->entities.n) mg_buf_addf(&x->piece, "<!DOCTYPE w [%.*s]>", (int)x->entities.n, x->entities.p);
    x->around = 0;
    for (size_t i = 0; i < MG_MIN(x->n_open, (size_t)OPEN_MAX); i++) {
        if (!x->open[i].attributes.n) continue;
        x->around++;
        mg_buf_adds(&x->piece, "<w ");
        mg_buf_add(&x->piece, x->open[i].attributes);
        mg_buf_adds(&x->piece, ">");
    }
    if (run) mg_buf_adds(&x->piece, "<w>");
    x->around += run;
    x->context += x->piece.n;
    if (x->context > CONTEXT_MAX(x->text.n)) {
        mg_arena_dispose(&arena);
        return mg_fail(err, MG_LIMIT, "there is far more around the records than in them");
    }
    x->from = from;
    x->lead = x->piece.n;
    bool ok = add_text(x, mg_span_sub(x->text, from, to), &arena);
    for (size_t i = 0; i < x->around; i++) mg_buf_adds(&x->piece, "</w>");
    mg_arena_dispose(&arena);
    if (!ok || x->piece.failed) return mg_fail_nomem(err, "reading XML");
    x->fault[0] = 0;
    *out = read_piece(x);
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

/* Make a tree of text[from..at), in the elements around it or, when those are so broken that they swallow it, alone. */
static mg_status read_record(mg_xml *x, size_t from, xmlNode **record, mg_error *err)
{
    size_t open = x->n_open;
    *record = NULL;
    for (int alone = 0; alone < 2 && !*record; alone++) {
        if (alone) x->n_open = 0;
        xmlFreeDoc(x->record);
        x->record = NULL;
        mg_status status = parse(x, from, x->at, false, &x->record, err);
        xmlNode *node = inside(x->record, x->around);
        x->n_open = open;
        MG_TRY(status);
        if (node && is_record(x, mg_span_str((const char *)node->name))) *record = node;
    }
    return MG_OK;
}

static void drop_record(mg_xml *x)
{
    xmlFreeDoc(x->record);
    x->record = NULL;
    x->n_run = x->given = 0;
}

/* Find the records that follow each other from `first` on, which ends at x->at, with nothing but text between them. */
static void find_run(mg_xml *x, const markup *first)
{
    markup m = {.end = x->at};
    bool closed = true, cdata = x->cdata;
    x->n_run = x->given = 0;
    for (size_t end = x->at; closed && !x->crowded; end = record_end(x, &m, &closed)) {
        x->ends[x->n_run++] = m.end = end;
        cdata |= x->cdata;
        if (x->n_run == RUN_MAX || end - first->start > RUN_BYTES || !next_markup(x->text, end, &m)) break;
        if ((m.kind != M_OPEN && m.kind != M_EMPTY) || !is_record(x, m.name)) break;
    }
    x->crowded = false; /* that one comes later */
    x->cdata = cdata;
}

static xmlNode *next_element(xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE) node = node->next;
    return node;
}

/* Are there as many records in the tree as in the text, and nothing else? */
static bool is_whole_run(const mg_xml *x, xmlNode *first)
{
    size_t n = 0;
    for (xmlNode *node = first; node; node = next_element(node->next), n++)
        if (!is_record(x, mg_span_str((const char *)node->name))) return false;
    return n == x->n_run;
}

/* Read the record `first` and those behind it at once, if that goes well. */
static bool read_run(mg_xml *x, const markup *first)
{
    drop_record(x);
    if (first->start < x->alone || x->entities.n || x->at - first->start > RUN_BYTES) return false;
    bool cdata = x->cdata;
    find_run(x, first);
    size_t end = x->ends[x->n_run - 1];
    bool read = x->n_run > 1 && parse(x, first->start, end, true, &x->record, NULL) == MG_OK && !x->fault[0];
    x->next = read ? inside(x->record, x->around) : NULL;
    if (x->next && is_whole_run(x, x->next)) return true;
    x->n_run = 0;
    x->alone = end;
    x->cdata = cdata;
    return false;
}

/* The run's next record; false when there is none. */
static bool next_of_run(mg_xml *x, xmlNode **record)
{
    if (x->given == x->n_run) return false;
    *record = x->next;
    x->next = next_element(x->next->next);
    x->at = x->ends[x->given++];
    x->fault[0] = 0;
    return true;
}

mg_status mg_xml_next(mg_xml *x, xmlNode **record, mg_error *err)
{
    markup m;
    *record = NULL;
    if (next_of_run(x, record)) return MG_OK;
    drop_record(x);
    while (!*record && find_record(x, &m)) {
        bool closed;
        x->at = record_end(x, &m, &closed);
        if (x->crowded) return mg_fail(err, MG_LIMIT, "line %zu: a tag has thousands of attributes", line_of(x, m.start));
        if (closed && read_run(x, &m)) next_of_run(x, record);
        else MG_TRY(read_record(x, m.start, record, err));
        int n = (int)MG_MIN(m.name.n, (size_t)60);
        if (!closed) snprintf(x->fault, sizeof x->fault, "line %zu: <%.*s> is not closed", line_of(x, m.start), n, m.name.p);
    }
    return MG_OK;
}

bool mg_xml_more(const mg_xml *x)
{
    markup m = {.end = x->at};
    while (next_markup(x->text, m.end, &m))
        if ((m.kind == M_OPEN || m.kind == M_EMPTY) && is_record(x, m.name)) return true;
    return false;
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
    x->cdata = true;
    mg_status status = x->head ? MG_OK : parse(x, 0, x->first, false, &x->head, err);
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

static bool has_name(const xmlNode *node, mg_span name)
{
    return node->type == XML_ELEMENT_NODE && mg_span_eq(mg_span_str((const char *)node->name), name);
}

xmlNode *mg_xml_at(const xmlNode *node, const char *path)
{
    xmlNode *found = NULL;
    for (size_t n; node && *path; path += n + (path[n] == '/'), node = found) {
        n = strcspn(path, "/");
        found = node->type == XML_ELEMENT_NODE ? node->children : NULL;
        while (found && !has_name(found, (mg_span){path, n})) found = found->next;
    }
    return found;
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
    const xmlNode *only = node->type == XML_ELEMENT_NODE ? node->children : NULL;
    if (only && !only->next && only->type == XML_TEXT_NODE && only->content)
        return mg_arena_copy(arena, mg_span_str((const char *)only->content));
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
