/* extract_odt.c - ODT (OpenDocument text, ISO/IEC 26300) and flat ODT (.fodt): one article a file.
 *
 * ODT is a ZIP whose first part, `mimetype`, is stored as it is and says what it is; the text is in content.xml, properties are
 * in meta.xml, styles in styles.xml. Flat ODT is all of them in one XML file. Paragraphs (text:p) and headings (text:h) refer to
 * automatic styles ("P12"), which are based on named ones; LibreOffice's names of its own are English in every language.
 *
 * Left out: what was deleted under tracked changes, comments, headers and footers, indexes, descriptions of pictures. Frames
 * with text stand behind the paragraph that they hang on, notes at the end.
 *
 * Headline, author and dates as in extract_docx.c. */
#include "indexer/extract.h"

#include "indexer/blocks.h"
#include "indexer/doc_fields.h"
#include "indexer/xml_records.h"
#include "indexer/zip_parts.h"

#define TEXT_TYPE "application/vnd.oasis.opendocument.text"
#define STYLE_DEPTH 10  /* styles that one is based on */
#define SPACES_MAX 1000 /* that one text:s may stand for */

typedef struct {
    mg_span name, parent;
} style;

typedef struct {
    mg_blocks blocks, notes;
    MG_VEC(style) styles; /* sorted by name once all are there */
    mg_arena *arena;
} reader;

/* What an office file says of itself. */
typedef struct {
    mg_span title, author, language;
    mg_buf keywords;
} properties;

/* ---- styles ---- */

static int by_name(const void *a, const void *b)
{
    return mg_span_cmp(((const style *)a)->name, ((const style *)b)->name);
}

static mg_block_kind kind_of_style(const reader *r, mg_span name)
{
    for (int depth = 0; name.n && depth < STYLE_DEPTH; depth++) {
        if (mg_span_eq(name, MG_SPAN("Title"))) return MG_BLOCK_TITLE;
        if (mg_span_eq(name, MG_SPAN("Subtitle"))) return MG_BLOCK_SUBTITLE;
        style key = {.name = name}, *found;
        found = r->styles.n ? bsearch(&key, r->styles.v, r->styles.n, sizeof key, by_name) : NULL;
        name = found ? found->parent : MG_SPAN("");
    }
    return MG_BLOCK_TEXT;
}

static mg_status read_styles(reader *r, mg_span part, mg_error *err)
{
    static const char *const names[] = {"style", NULL};
    mg_xml *xml;
    xmlNode *node;
    MG_TRY(mg_xml_open(part, names, &xml, err));
    mg_status status;
    while ((status = mg_xml_next(xml, &node, err)) == MG_OK && node) {
        style s = {mg_xml_attribute(node, "name", r->arena), mg_xml_attribute(node, "parent-style-name", r->arena)};
        if (!s.name.p || !s.parent.p || !mg_vec_push(&r->styles, s)) MG_GOTO(mg_fail_nomem(err, "reading ODT"));
    }
out:
    mg_xml_close(xml);
    return status;
}

/* ---- text ---- */

static bool is_any(const xmlNode *node, const char *const *names)
{
    while (*names && !mg_xml_is(node, *names)) names++;
    return *names;
}

static void add_spaces(const xmlNode *node, mg_buf *out)
{
    long n = 1;
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (strcmp((const char *)a->name, "c") == 0 && a->children && a->children->content)
            n = strtol((const char *)a->children->content, NULL, 10);
    for (n = MG_MAX(1, MG_MIN(n, SPACES_MAX)); n; n--) mg_buf_addc(out, ' ');
}

/* Append text in which, as in HTML, line ends and runs of blanks are one blank. */
static void add_text(const xmlNode *node, mg_buf *out)
{
    for (const char *p = (const char *)node->content; p && *p; p++) {
        if (!mg_is_space(*p)) mg_buf_addc(out, *p);
        else if (out->n && !mg_is_space(out->p[out->n - 1])) mg_buf_addc(out, ' ');
    }
}

/* Append the text in an element, which libxml2 lets nest 256 deep. */
static void add_inline(const xmlNode *parent, mg_buf *out)
{
    static const char *const left_out[] = {"annotation", "note", "frame", "ruby-text", "hidden-text", "custom-shape", "text-box",
                                           "tracked-changes", "title", "desc", "rect", "control", "g", NULL};
    for (const xmlNode *n = parent->children; n; n = n->next) {
        if (n->type == XML_TEXT_NODE) add_text(n, out);
        if (n->type != XML_ELEMENT_NODE || is_any(n, left_out)) continue;
        if (mg_xml_is(n, "s")) add_spaces(n, out);
        else if (mg_xml_is(n, "tab")) mg_buf_addc(out, '\t');
        else if (mg_xml_is(n, "line-break")) mg_buf_addc(out, '\n');
        else add_inline(n, out);
    }
}

static void add_block(reader *r, mg_blocks *to, const xmlNode *node);

static void add_blocks(reader *r, mg_blocks *to, const xmlNode *parent)
{
    for (const xmlNode *n = parent->children; n; n = n->next) add_block(r, to, n);
}

/* Frames with text and notes that hang on a paragraph. */
static void add_hanging(reader *r, mg_blocks *to, const xmlNode *parent)
{
    static const char *const left_out[] = {"annotation", "tracked-changes", NULL};
    static const char *const boxes[] = {"text-box", "custom-shape", "rect", NULL};
    for (const xmlNode *n = parent->children; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE || is_any(n, left_out)) continue;
        if (mg_xml_is(n, "note-body")) add_blocks(r, &r->notes, n);
        else if (is_any(n, boxes)) add_blocks(r, to, n);
        else add_hanging(r, to, n);
    }
}

static void add_paragraph(reader *r, mg_blocks *to, const xmlNode *p, mg_block_kind kind)
{
    size_t mark = kind == MG_BLOCK_ITEM ? strlen("- ") : 0;
    mg_blocks_begin(to, kind);
    size_t from = to->text.n;
    mg_buf_add(&to->text, mg_span_sub(MG_SPAN("- "), 0, mark));
    add_inline(p, &to->text);
    if (!mg_span_trim(mg_span_sub(mg_buf_span(&to->text), from + mark, to->text.n)).n) to->text.n = MG_MIN(from, to->text.n);
    mg_blocks_end(to);
    add_hanging(r, to, p);
}

static mg_block_kind kind_of(reader *r, const xmlNode *node)
{
    mg_span name = mg_xml_attribute(node, "style-name", r->arena);
    mg_block_kind kind = kind_of_style(r, name);
    return kind == MG_BLOCK_TEXT && mg_xml_is(node, "h") ? MG_BLOCK_HEADING : kind;
}

/* Each item's first paragraph has a mark; lists in it are lists. */
static void add_list(reader *r, mg_blocks *to, const xmlNode *list)
{
    for (const xmlNode *item = list->children; item; item = item->next) {
        bool first = mg_xml_is(item, "list-item");
        for (const xmlNode *n = item->type == XML_ELEMENT_NODE ? item->children : NULL; n; n = n->next) {
            if (mg_xml_is(n, "h")) add_paragraph(r, to, n, kind_of(r, n)); /* numbered headings are lists too */
            else if (mg_xml_is(n, "p")) add_paragraph(r, to, n, first ? MG_BLOCK_ITEM : MG_BLOCK_TEXT);
            else add_block(r, to, n);
            if (mg_xml_is(n, "p")) first = false;
        }
    }
}

/* All paragraphs in a cell, as one line. */
static void add_cell(const xmlNode *cell, mg_buf *out)
{
    mg_buf lines = MG_BUF_INIT;
    for (const xmlNode *n = cell; n; n = mg_xml_walk(cell, n))
        if (mg_xml_is(n, "p") || mg_xml_is(n, "h")) {
            mg_buf_addc(&lines, '\n');
            add_inline(n, &lines);
        }
    for (size_t i = 0; i < lines.n; i++)
        if (mg_is_space(lines.p[i])) lines.p[i] = ' ';
    mg_buf_add(out, mg_span_trim(mg_buf_span(&lines)));
    out->failed |= lines.failed;
    mg_buf_dispose(&lines);
}

static void add_table(reader *r, mg_blocks *to, const xmlNode *table)
{
    bool layout = mg_doc_is_layout(table, "table-row", "table-cell", "p");
    const xmlNode *row = NULL;
    for (const xmlNode *n = table; n; n = mg_xml_walk(table, n)) {
        if (!mg_xml_is(n, "table-cell")) continue;
        bool nested = false;
        for (const xmlNode *up = n->parent; up && up != table; up = up->parent) nested |= mg_xml_is(up, "table-cell");
        if (nested) continue;
        if (layout) {
            add_blocks(r, to, n);
            continue;
        }
        if (n->parent != row) mg_blocks_begin(to, MG_BLOCK_ROW);
        else mg_buf_addc(&to->text, '\t');
        row = n->parent;
        add_cell(n, &to->text);
    }
    mg_blocks_end(to);
}

static void add_block(reader *r, mg_blocks *to, const xmlNode *node)
{
    static const char *const around[] = {"section", "list-item", "numbered-paragraph", "frame", "text-box", "custom-shape", NULL};
    if (mg_xml_is(node, "p") || mg_xml_is(node, "h")) add_paragraph(r, to, node, kind_of(r, node));
    else if (mg_xml_is(node, "list")) add_list(r, to, node);
    else if (mg_xml_is(node, "table")) add_table(r, to, node);
    else if (is_any(node, around)) add_blocks(r, to, node);
}

/* Read the text of a part, or of a flat file; *fault is set to what was not well-formed in the first block that was not. */
static mg_status read_text(reader *r, mg_span part, mg_span *fault, mg_error *err)
{
    /* Those that add_block does not know are passed over with all that is in them. */
    static const char *const names[] = {"p", "h", "list", "table", "tracked-changes", "master-styles", "automatic-styles", "styles",
                                        "meta", "settings", "forms", "annotation", "table-of-content", "alphabetical-index",
                                        "illustration-index", "table-index", "bibliography", NULL};
    mg_xml *xml;
    xmlNode *node;
    MG_TRY(mg_xml_open(part, names, &xml, err));
    mg_status status;
    while ((status = mg_xml_next(xml, &node, err)) == MG_OK && node) {
        const char *why = mg_xml_fault(xml);
        if (why && !fault->n) *fault = mg_arena_copy(r->arena, mg_span_str(why));
        add_block(r, &r->blocks, node);
    }
    mg_xml_close(xml);
    mg_blocks_end(&r->notes);
    for (size_t i = 0; i < r->notes.list.n; i++) {
        mg_blocks_begin(&r->blocks, r->notes.list.v[i].kind);
        mg_buf_add(&r->blocks.text, mg_blocks_text(&r->notes, i));
    }
    mg_blocks_end(&r->blocks);
    if (status == MG_OK && (r->blocks.failed || r->notes.failed)) status = mg_fail_nomem(err, "reading ODT");
    return status;
}

/* ---- properties ---- */

static mg_status read_properties(mg_span part, mg_arena *arena, properties *p, mg_error *err)
{
    static const char *const names[] = {"meta", NULL};
    mg_xml *xml;
    xmlNode *node;
    MG_TRY(mg_xml_open(part, names, &xml, err));
    mg_status status = mg_xml_next(xml, &node, err);
    if (status == MG_OK && node) {
        /* dc:creator is who saved it last */
        p->title = mg_xml_text(mg_xml_child(node, "title"), arena);
        p->author = mg_xml_text(mg_xml_child(node, "initial-creator"), arena);
        p->language = mg_xml_text(mg_xml_child(node, "language"), arena);
        for (const xmlNode *word = mg_xml_child(node, "keyword"); word; word = mg_xml_again(word)) {
            mg_buf_add(&p->keywords, mg_xml_text(word, arena));
            mg_buf_addc(&p->keywords, ';');
        }
        if (!p->title.p || !p->author.p || !p->language.p || p->keywords.failed) status = mg_fail_nomem(err, "reading ODT");
    }
    mg_xml_close(xml);
    return status;
}

/* ---- the article ---- */

static bool has_title(const mg_blocks *blocks)
{
    for (size_t i = 0; i < blocks->list.n && i < 16; i++)
        if (blocks->list.v[i].kind == MG_BLOCK_TITLE) return true;
    return false;
}

static mg_status give(reader *r, const properties *p, const mg_file *file, const mg_format *format, mg_sink *sink, mg_error *err)
{
    mg_article article = {.language = p->language};
    mg_buf body = MG_BUF_INIT;
    mg_status status;
    if (!has_title(&r->blocks) && mg_doc_is_title(p->title)) article.title = mg_span_trim(p->title);
    if (!mg_blocks_take_head(&r->blocks, true, &article, r->arena) || !mg_doc_add_author(&article, p->author, r->arena) ||
        !mg_doc_add_keywords(&article, mg_buf_span(&p->keywords), r->arena))
        return mg_fail_nomem(err, "reading ODT");
    mg_blocks_body(&r->blocks, &body);
    article.body = mg_buf_span(&body);
    status = mg_buf_check(&body, "reading ODT", err);
    if (status == MG_OK) status = mg_sink_give(sink, file, format, 0, &article, err);
    mg_buf_dispose(&body);
    return status;
}

/* A document by its parts, which are all one of a flat file. */
static mg_status read_document(mg_span content, mg_span styles, mg_span meta, const mg_file *file, const mg_format *format,
                               mg_sink *sink, mg_error *err)
{
    reader r = {.arena = sink->arena};
    properties p = {{NULL, 0}, {NULL, 0}, {NULL, 0}, MG_BUF_INIT};
    mg_span fault = {NULL, 0};
    mg_status status;
    MG_GOTO(read_styles(&r, content, err));
    if (styles.p != content.p) MG_GOTO(read_styles(&r, styles, err));
    if (r.styles.n) qsort(r.styles.v, r.styles.n, sizeof *r.styles.v, by_name);
    MG_GOTO(read_properties(meta, r.arena, &p, err));
    MG_GOTO(read_text(&r, content, &fault, err));
    if (fault.n) {
        mg_error why = MG_ERROR_INIT;
        mg_fail(&why, MG_FORMAT, "%s", fault.p);
        sink->problem(sink->payload, (mg_span){NULL, 0}, &why);
    }
    status = give(&r, &p, file, format, sink, err);
out:
    mg_blocks_dispose(&r.blocks);
    mg_blocks_dispose(&r.notes);
    mg_vec_free(&r.styles);
    mg_buf_dispose(&p.keywords);
    return status;
}

static mg_status extract_zip(mg_span zip, const mg_file *file, mg_sink *sink, mg_error *err)
{
    enum { TYPE, CONTENT, STYLES, META };
    mg_zip_part parts[] = {[TYPE] = {.name = MG_SPAN("mimetype")}, [CONTENT] = {.name = MG_SPAN("content.xml")},
                           [STYLES] = {.name = MG_SPAN("styles.xml")}, [META] = {.name = MG_SPAN("meta.xml")}};
    mg_status status = mg_zip_read(zip, parts, MG_COUNT(parts), err);
    if (status == MG_OK && !mg_span_starts(mg_buf_span(&parts[TYPE].bytes), MG_SPAN(TEXT_TYPE)))
        status = mg_fail(err, MG_NOTFOUND, "no known format: an office document, but no text");
    if (status == MG_OK && !parts[CONTENT].found) status = mg_fail(err, MG_FORMAT, "has no content.xml");
    if (status == MG_OK && mg_span_find_span(mg_buf_span(&parts[CONTENT].bytes), 0, MG_SPAN("<")) == parts[CONTENT].bytes.n)
        status = mg_fail(err, MG_FORMAT, "is encrypted and needs a password");
    if (status == MG_OK)
        status = read_document(mg_buf_span(&parts[CONTENT].bytes), mg_buf_span(&parts[STYLES].bytes), mg_buf_span(&parts[META].bytes),
                               file, &mg_format_odt, sink, err);
    for (size_t i = 0; i < MG_COUNT(parts); i++) mg_buf_dispose(&parts[i].bytes);
    return status;
}

static mg_status extract_flat(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    return read_document(text, text, text, file, &mg_format_fodt, sink, err);
}

/* Some programs put other parts first: those are looked into. */
static bool sniff_zip(mg_span head)
{
    static const mg_span starts[] = {MG_SPAN("Configurations2/"), MG_SPAN("content.xml"), MG_SPAN("meta.xml"), MG_SPAN("settings.xml"),
                                     MG_SPAN("styles.xml"), MG_SPAN("META-INF/manifest.xml"), MG_SPAN("Thumbnails/")};
    mg_span name, rest;
    if (!mg_zip_first_part(head, &name, &rest)) return false;
    if (mg_span_eq(name, MG_SPAN("mimetype"))) return mg_span_starts(rest, MG_SPAN(TEXT_TYPE));
    for (size_t i = 0; i < MG_COUNT(starts); i++)
        if (mg_span_starts(name, starts[i])) return true;
    return false;
}

static bool sniff_flat(mg_span head)
{
    mg_span attributes;
    return mg_span_eq(mg_xml_root(head, &attributes), MG_SPAN("document")) &&
           mg_span_find_span(attributes, 0, MG_SPAN(TEXT_TYPE)) < attributes.n;
}

const mg_format mg_format_odt = {
    .name = "odt",
    .suffixes = (const char *const[]){".odt", ".ott", NULL},
    .sniff = sniff_zip,
    .extract = extract_zip,
    .raw = true,
};

const mg_format mg_format_fodt = {
    .name = "fodt",
    .suffixes = (const char *const[]){".fodt", NULL},
    .sniff = sniff_flat,
    .extract = extract_flat,
    .declared_charset = mg_xml_declared_charset,
};
