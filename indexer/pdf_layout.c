/* pdf_layout.c - see pdf_layout.h. Read with libxml2's SAX interface: a book has half a million words, too many for a tree. */
#include "indexer/pdf_layout.h"

#include "common/utf8.h"
#include "indexer/page_text.h"

#include <libxml/parserInternals.h>

typedef struct {
    mg_pdf_layout *out;
    mg_page_text *pages;
    mg_arena *arena;
    mg_buf word; /* or the title */
    mg_box box;
    bool in_word, in_title, failed;
} reader;

/* "xMin" of an element's attributes: libxml2 gives five pointers for each. */
static mg_span attribute(const xmlChar **attributes, int n, const char *name)
{
    for (int i = 0; i < n; i++, attributes += 5)
        if (strcmp((const char *)attributes[0], name) == 0)
            return (mg_span){(const char *)attributes[3], (size_t)(attributes[4] - attributes[3])};
    return (mg_span){NULL, 0};
}

/* A number as poppler writes it. strtof would ask the locale; and what is no number is 0. */
static float number(mg_span s)
{
    double value = 0, scale = 0;
    bool negative = mg_span_starts(s, MG_SPAN("-"));
    for (size_t i = negative; i < s.n && i < 32; i++) {
        if (s.p[i] == '.' && scale == 0) {
            scale = 1;
        } else if (s.p[i] >= '0' && s.p[i] <= '9') {
            value = value * 10 + (s.p[i] - '0');
            scale *= 10;
        } else {
            return 0;
        }
    }
    value = scale > 0 ? value / scale : value;
    return (float)(negative ? -value : value);
}

static void keep(reader *r, mg_span *field, mg_span value)
{
    if (field->n || !value.n) return;
    *field = mg_arena_copy(r->arena, value);
    r->failed |= !field->p;
}

static void take_property(reader *r, const xmlChar **attributes, int n)
{
    mg_span name = attribute(attributes, n, "name"), content = attribute(attributes, n, "content");
    if (mg_span_eq(name, MG_SPAN("Author"))) keep(r, &r->out->author, content);
    if (mg_span_eq(name, MG_SPAN("Keywords"))) keep(r, &r->out->keywords, content);
}

static void on_start(void *payload, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n, int defaulted, const xmlChar **attributes)
{
    reader *r = ((xmlParserCtxt *)payload)->_private;
    const char *element = (const char *)name;
    (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)defaulted;
    if (strcmp(element, "word") == 0) {
        r->box = (mg_box){number(attribute(attributes, n, "xMin")), number(attribute(attributes, n, "yMin")),
                          number(attribute(attributes, n, "xMax")), number(attribute(attributes, n, "yMax"))};
        r->in_word = true;
        mg_buf_reset(&r->word);
    } else if (strcmp(element, "line") == 0) {
        mg_page_line(r->pages);
    } else if (strcmp(element, "block") == 0) {
        mg_page_block(r->pages);
    } else if (strcmp(element, "page") == 0) {
        mg_page_begin(r->pages, number(attribute(attributes, n, "height")));
        r->out->pages++;
    } else if (strcmp(element, "title") == 0) {
        r->in_title = true;
        mg_buf_reset(&r->word);
    } else if (strcmp(element, "meta") == 0) {
        take_property(r, attributes, n);
    }
}

static void on_end(void *payload, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    reader *r = ((xmlParserCtxt *)payload)->_private;
    (void)name, (void)prefix, (void)uri;
    r->failed |= r->word.failed;
    if (r->in_word) mg_page_word(r->pages, r->box, mg_span_trim(mg_buf_span(&r->word)));
    if (r->in_title) keep(r, &r->out->title, mg_span_trim(mg_buf_span(&r->word)));
    r->in_word = r->in_title = false;
}

static void on_text(void *payload, const xmlChar *text, int n)
{
    reader *r = ((xmlParserCtxt *)payload)->_private;
    if (r->in_word || r->in_title) mg_buf_add(&r->word, (mg_span){(const char *)text, (size_t)n});
}

static void on_error(void *payload, xmlErrorPtr error)
{
    (void)payload, (void)error; /* or libxml2 would print it */
}

static void parse(reader *r, mg_span layout)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end, .characters = on_text,
                         .serror = on_error};
    xmlParserCtxt *parser = xmlCreateMemoryParserCtxt(layout.p, (int)layout.n);
    if (!parser) {
        r->failed = true;
        return;
    }
    xmlSAXHandler *own = parser->sax;
    parser->sax = &sax;
    parser->_private = r;
    xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOENT);
    xmlParseDocument(parser);
    r->failed |= parser->errNo == XML_ERR_NO_MEMORY;
    parser->sax = own;
    xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
}

/* Fonts without a table of characters give whatever their codes are; and properties may hold anything. */
static bool make_readable(mg_buf *layout)
{
    for (size_t i = 0; i < layout->n; i++)
        if ((unsigned char)layout->p[i] < ' ' && layout->p[i] != '\n') layout->p[i] = ' ';
    if (mg_utf8_valid(mg_buf_span(layout)) == layout->n) return true;
    mg_buf repaired = MG_BUF_INIT;
    mg_buf_add_repaired(&repaired, mg_buf_span(layout));
    mg_buf_dispose(layout);
    *layout = repaired;
    return !repaired.failed;
}

mg_status mg_pdf_layout_read(mg_buf *layout, mg_arena *arena, mg_pdf_layout *out, mg_error *err)
{
    *out = (mg_pdf_layout){0};
    reader r = {.out = out, .arena = arena};
    MG_TRY(mg_page_text_new(&r.pages, err));
    r.failed = !make_readable(layout);
    if (!r.failed && layout->n) parse(&r, mg_buf_span(layout));
    mg_status status = r.failed ? mg_fail_nomem(err, "reading a PDF") : mg_page_text_end(r.pages, &out->text, err);
    mg_page_text_free(r.pages);
    mg_buf_dispose(&r.word);
    return status;
}

void mg_pdf_layout_dispose(mg_pdf_layout *layout)
{
    mg_blocks_dispose(&layout->text);
}
