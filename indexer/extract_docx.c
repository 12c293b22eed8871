/* extract_docx.c - DOCX (Office Open XML, ECMA-376), transitional and strict: one article a file.
 *
 * A ZIP. `_rels/.rels` names the main part, most often word/document.xml, in whose folder styles.xml, footnotes.xml and
 * endnotes.xml are. The main part has paragraphs (w:p) of runs (w:r) of text (w:t), and tables of them. Word's names for its
 * own styles ("heading 1", "Title") are English in every language, and the ids that paragraphs refer to are not.
 *
 * Left out: what was deleted under tracked changes, hidden text, codes of fields (their results stay), comments, headers and
 * footers, tables of contents, placeholders that nobody filled in. A text box stands behind the paragraph that it hangs on,
 * once, though Word writes it twice, for new and for old readers. Notes stand at the end.
 *
 * The headline is a paragraph in the style Title, else the title property, which may be left over from another text that the
 * file was made of. When a file was made or changed is no date of the article. */
#include "indexer/extract.h"

#include "indexer/blocks.h"
#include "indexer/doc_fields.h"
#include "indexer/xml_records.h"
#include "indexer/zip_parts.h"

#define HEAD_BLOCKS 16   /* a title that stands later is none of the whole */
#define STYLE_DEPTH 10   /* styles that one is based on */

typedef struct {
    mg_span id, base;
    mg_block_kind kind;
    bool known, contents; /* it says what it is; a table of contents */
} style;

typedef struct {
    mg_blocks blocks;
    MG_VEC(style) styles; /* sorted by id */
    mg_arena *arena;      /* holds the styles' names */
    bool unended;         /* the next paragraph goes on with the block that is open */
} reader;

/* ---- styles ---- */

static int by_id(const void *a, const void *b)
{
    return mg_span_cmp(((const style *)a)->id, ((const style *)b)->id);
}

static const style *find_style(const reader *r, mg_span id)
{
    style key = {.id = id};
    return id.n && r->styles.n ? bsearch(&key, r->styles.v, r->styles.n, sizeof key, by_id) : NULL;
}

/* The style itself, or the one that it is based on, that says what a paragraph is; NULL when none does. */
static const style *meaning(const reader *r, mg_span id)
{
    const style *s = find_style(r, id);
    for (int depth = 0; s && !s->known && depth < STYLE_DEPTH; depth++) s = find_style(r, s->base);
    return s && s->known ? s : NULL;
}

static void read_name(mg_span name, style *s)
{
    s->known = true;
    if (mg_span_eq_nocase(name, MG_SPAN("title"))) s->kind = MG_BLOCK_TITLE;
    else if (mg_span_eq_nocase(name, MG_SPAN("subtitle"))) s->kind = MG_BLOCK_SUBTITLE;
    else if (mg_span_starts_nocase(name, MG_SPAN("heading "))) s->kind = MG_BLOCK_HEADING;
    else if (mg_span_starts_nocase(name, MG_SPAN("list bullet")) || mg_span_starts_nocase(name, MG_SPAN("list number"))) s->kind = MG_BLOCK_ITEM;
    else s->known = s->contents = mg_span_starts_nocase(name, MG_SPAN("toc "));
}

static mg_status read_styles(reader *r, mg_span part, mg_error *err)
{
    static const char *const names[] = {"style", NULL};
    mg_xml *xml;
    xmlNode *node;
    MG_TRY(mg_xml_open(part, names, &xml, err));
    mg_status status;
    while ((status = mg_xml_next(xml, &node, err)) == MG_OK && node) {
        style s = {.id = mg_xml_attribute(node, "styleId", r->arena),
                   .base = mg_xml_attribute(mg_xml_child(node, "basedOn"), "val", r->arena)};
        read_name(mg_xml_attribute(mg_xml_child(node, "name"), "val", r->arena), &s);
        if (!s.id.p || !s.base.p || !mg_vec_push(&r->styles, s)) MG_GOTO(mg_fail_nomem(err, "reading DOCX"));
    }
    if (r->styles.n) qsort(r->styles.v, r->styles.n, sizeof *r->styles.v, by_id);
out:
    mg_xml_close(xml);
    return status;
}

/* ---- runs ---- */

static const char *value_of(const xmlNode *node)
{
    const xmlAttr *a = node ? node->properties : NULL;
    while (a && strcmp((const char *)a->name, "val") != 0) a = a->next;
    return a && a->children && a->children->content ? (const char *)a->children->content : "";
}

/* Is a property there, and not switched off? */
static bool is_on(const xmlNode *properties, const char *name)
{
    const xmlNode *node = mg_xml_child(properties, name);
    const char *value = value_of(node);
    return node && strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0;
}

/* What is written twice: the first form. */
static const xmlNode *alternative(const xmlNode *node)
{
    const xmlNode *choice = mg_xml_child(node, "Choice");
    return choice ? choice : mg_xml_child(node, "Fallback");
}

static bool is_any(const xmlNode *node, const char *const *names)
{
    while (*names && !mg_xml_is(node, *names)) names++;
    return *names;
}

/* Elements whose text is not the paragraph's. */
static bool is_no_text(const xmlNode *node)
{
    static const char *const names[] = {"pPr",     "rPr",       "del",       "moveFrom", "instrText",   "delText", "delInstrText",
                                        "fldData", "sdtPr",     "drawing",   "pict",     "object",      "rt",
                                        "tblPr",   "txbxContent", "sectPr",  NULL};
    if (mg_xml_is(node, "r") && is_on(mg_xml_child(node, "rPr"), "vanish")) return true;
    if (mg_xml_is(node, "sdt") && is_on(mg_xml_child(node, "sdtPr"), "showingPlcHdr")) return true;
    return is_any(node, names);
}

static void add_text(const xmlNode *node, mg_buf *out)
{
    for (const xmlNode *t = node->children; t; t = t->next)
        if (t->type == XML_TEXT_NODE && t->content) mg_buf_adds(out, (const char *)t->content);
}

/* Append the text in an element, which libxml2 lets nest 256 deep. */
static void add_runs(const xmlNode *parent, mg_buf *out)
{
    static const char *const breaks[] = {"br", "cr", NULL}, *const tabs[] = {"tab", "ptab", NULL};
    for (const xmlNode *n = parent ? parent->children : NULL; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE || is_no_text(n)) continue;
        if (mg_xml_is(n, "t")) add_text(n, out);
        else if (is_any(n, tabs)) mg_buf_addc(out, '\t');
        else if (is_any(n, breaks)) mg_buf_addc(out, '\n');
        else if (mg_xml_is(n, "noBreakHyphen")) mg_buf_addc(out, '-');
        else if (mg_xml_is(n, "AlternateContent")) add_runs(alternative(n), out);
        else add_runs(n, out);
    }
}

/* ---- paragraphs and tables ---- */

static void add_blocks(reader *r, const xmlNode *parent);

/* Text boxes and whatever else has paragraphs of its own inside a paragraph. */
static void add_boxes(reader *r, const xmlNode *parent)
{
    static const char *const left_out[] = {"pPr", "del", "moveFrom", NULL};
    for (const xmlNode *n = parent ? parent->children : NULL; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE || is_any(n, left_out)) continue;
        if (mg_xml_is(n, "txbxContent")) add_blocks(r, n);
        else add_boxes(r, mg_xml_is(n, "AlternateContent") ? alternative(n) : n);
    }
}

static bool is_item(const xmlNode *properties)
{
    const xmlNode *numbering = mg_xml_child(properties, "numPr");
    return numbering && strcmp(value_of(mg_xml_child(numbering, "numId")), "0") != 0;
}

/* Is it a large initial, or was its end deleted? */
static bool is_unended(const xmlNode *properties)
{
    const xmlNode *frame = mg_xml_child(properties, "framePr"), *end = mg_xml_child(properties, "rPr");
    bool initial = false;
    for (const xmlAttr *a = frame ? frame->properties : NULL; a; a = a->next)
        initial |= strcmp((const char *)a->name, "dropCap") == 0 && a->children && strcmp((const char *)a->children->content, "none") != 0;
    return initial || mg_xml_child(end, "del");
}

static void add_paragraph(reader *r, const xmlNode *p)
{
    const xmlNode *properties = mg_xml_child(p, "pPr");
    const style *s = meaning(r, mg_span_str(value_of(mg_xml_child(properties, "pStyle"))));
    if (s && s->contents) return;
    mg_block_kind kind = s ? s->kind : is_item(properties) ? MG_BLOCK_ITEM : MG_BLOCK_TEXT;
    bool goes_on = r->unended && r->blocks.open;
    if (!goes_on) mg_blocks_begin(&r->blocks, kind);
    size_t from = r->blocks.text.n;
    if (kind == MG_BLOCK_ITEM && !goes_on) mg_buf_adds(&r->blocks.text, "- ");
    size_t text = r->blocks.text.n;
    add_runs(p, &r->blocks.text);
    if (!mg_span_trim(mg_span_sub(mg_buf_span(&r->blocks.text), text, r->blocks.text.n)).n) r->blocks.text.n = from;
    r->unended = is_unended(properties);
    if (r->unended) return;
    mg_blocks_end(&r->blocks);
    add_boxes(r, p);
}

/* All paragraphs in an element, those of tables and boxes in it too. */
static void add_lines(const xmlNode *parent, mg_buf *out)
{
    static const char *const left_out[] = {"pPr", "del", "moveFrom", "tcPr", "tblPr", NULL};
    for (const xmlNode *n = parent ? parent->children : NULL; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE || is_any(n, left_out)) continue;
        if (mg_xml_is(n, "p")) {
            mg_buf_addc(out, '\n');
            add_runs(n, out);
        }
        add_lines(mg_xml_is(n, "AlternateContent") ? alternative(n) : n, out);
    }
}

/* The paragraphs of a cell, as one line. */
static void add_cell(const xmlNode *cell, mg_buf *out)
{
    mg_buf lines = MG_BUF_INIT;
    add_lines(cell, &lines);
    for (size_t i = 0; i < lines.n; i++)
        if (mg_is_space(lines.p[i])) lines.p[i] = ' ';
    mg_buf_add(out, mg_span_trim(mg_buf_span(&lines)));
    out->failed |= lines.failed;
    mg_buf_dispose(&lines);
}

static void add_table(reader *r, const xmlNode *table)
{
    bool layout = mg_doc_is_layout(table, "tr", "tc", "p");
    const xmlNode *row = NULL;
    for (const xmlNode *n = table; n; n = mg_xml_walk(table, n)) {
        if (!mg_xml_is(n, "tc")) continue;
        bool nested = false;
        for (const xmlNode *up = n->parent; up && up != table; up = up->parent) nested |= mg_xml_is(up, "tc");
        if (nested) continue;
        if (layout) {
            add_blocks(r, n);
            continue;
        }
        const xmlNode *in = n->parent; /* a content control may be between a row and its cell */
        while (in != table && !mg_xml_is(in, "tr")) in = in->parent;
        if (in != row) mg_blocks_begin(&r->blocks, MG_BLOCK_ROW);
        else mg_buf_addc(&r->blocks.text, '\t');
        row = in;
        add_cell(n, &r->blocks.text);
    }
    mg_blocks_end(&r->blocks);
}

static void add_block(reader *r, const xmlNode *node)
{
    static const char *const around[] = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", NULL};
    if (mg_xml_is(node, "p")) add_paragraph(r, node);
    else if (mg_xml_is(node, "tbl")) add_table(r, node);
    else if (is_any(node, around) && !is_no_text(node)) add_blocks(r, node);
}

static void add_blocks(reader *r, const xmlNode *parent)
{
    for (const xmlNode *n = parent->children; n; n = n->next) add_block(r, n);
}

/* ---- parts ---- */

/* Read a part's records as blocks; *fault is set to what was not well-formed in the first that was not. */
static mg_status read_text(reader *r, mg_span part, const char *const *names, mg_span *fault, mg_error *err)
{
    mg_xml *xml;
    xmlNode *node;
    MG_TRY(mg_xml_open(part, names, &xml, err));
    mg_status status;
    while ((status = mg_xml_next(xml, &node, err)) == MG_OK && node) {
        const char *why = mg_xml_fault(xml);
        if (why && !fault->n) *fault = mg_arena_copy(r->arena, mg_span_str(why));
        mg_span type = mg_xml_attribute(node, "type", r->arena); /* of a note: some are only the rule above them */
        if (mg_xml_is(node, "p") || mg_xml_is(node, "tbl")) add_block(r, node);
        else if (!type.n || mg_span_eq(type, MG_SPAN("normal"))) add_blocks(r, node);
    }
    mg_xml_close(xml);
    return status;
}

/* The part that is the document: "word/document.xml". */
static mg_status find_main(mg_span relations, mg_arena *arena, mg_span *out, mg_error *err)
{
    static const char *const names[] = {"Relationship", NULL};
    mg_xml *xml;
    xmlNode *node;
    *out = MG_SPAN("word/document.xml");
    MG_TRY(mg_xml_open(relations, names, &xml, err));
    mg_status status;
    while ((status = mg_xml_next(xml, &node, err)) == MG_OK && node) {
        mg_span type = mg_xml_attribute(node, "Type", arena), target = mg_xml_attribute(node, "Target", arena), end = MG_SPAN("/officeDocument");
        if (type.n < end.n || !mg_span_eq(mg_span_sub(type, type.n - end.n, type.n), end) || !target.n) continue;
        *out = mg_span_sub(target, target.p[0] == '/', target.n);
        break;
    }
    mg_xml_close(xml);
    return status;
}

/* `name` in the folder of the main part, in the arena. */
static mg_span beside(mg_span main_part, const char *name, mg_arena *arena)
{
    size_t folder = main_part.n;
    while (folder && main_part.p[folder - 1] != '/') folder--;
    char *path = mg_arena_alloc(arena, folder + strlen(name) + 1);
    if (!path) return (mg_span){NULL, 0};
    if (folder) memcpy(path, main_part.p, folder);
    memcpy(path + folder, name, strlen(name));
    return (mg_span){path, folder + strlen(name)};
}

enum { DOCUMENT, STYLES, FOOTNOTES, ENDNOTES, PARTS };

static mg_status read_parts(reader *r, mg_zip_part parts[PARTS], mg_span *fault, mg_error *err)
{
    static const char *const blocks[] = {"p", "tbl", NULL}, *const notes[] = {"footnote", "endnote", NULL};
    if (!mg_span_eq(mg_xml_root(mg_buf_span(&parts[DOCUMENT].bytes), NULL), MG_SPAN("document")))
        return mg_fail(err, MG_NOTFOUND, "no known format: an office document, but no text");
    MG_TRY(read_styles(r, mg_buf_span(&parts[STYLES].bytes), err));
    MG_TRY(read_text(r, mg_buf_span(&parts[DOCUMENT].bytes), blocks, fault, err));
    MG_TRY(read_text(r, mg_buf_span(&parts[FOOTNOTES].bytes), notes, fault, err));
    MG_TRY(read_text(r, mg_buf_span(&parts[ENDNOTES].bytes), notes, fault, err));
    return r->blocks.failed ? mg_fail_nomem(err, "reading DOCX") : MG_OK;
}

static mg_status read_document(reader *r, mg_span zip, mg_span main_part, mg_span *fault, mg_error *err)
{
    mg_zip_part parts[PARTS] = {
        [DOCUMENT] = {.name = main_part},
        [STYLES] = {.name = beside(main_part, "styles.xml", r->arena)},
        [FOOTNOTES] = {.name = beside(main_part, "footnotes.xml", r->arena)},
        [ENDNOTES] = {.name = beside(main_part, "endnotes.xml", r->arena)},
    };
    mg_status status = mg_zip_read(zip, parts, PARTS, err);
    if (status == MG_OK) status = read_parts(r, parts, fault, err);
    for (size_t i = 0; i < PARTS; i++) mg_buf_dispose(&parts[i].bytes);
    return status;
}

/* ---- the article ---- */

typedef struct {
    mg_span title, creator, keywords, language;
} properties;

static mg_status read_properties(mg_span part, mg_arena *arena, properties *p, mg_error *err)
{
    static const char *const names[] = {"coreProperties", NULL};
    mg_xml *xml;
    xmlNode *node;
    MG_TRY(mg_xml_open(part, names, &xml, err));
    mg_status status = mg_xml_next(xml, &node, err);
    if (status == MG_OK && node) {
        p->title = mg_xml_text(mg_xml_child(node, "title"), arena);
        p->creator = mg_xml_text(mg_xml_child(node, "creator"), arena);
        p->keywords = mg_xml_text(mg_xml_child(node, "keywords"), arena);
        p->language = mg_xml_text(mg_xml_child(node, "language"), arena);
        if (!p->title.p || !p->creator.p || !p->keywords.p || !p->language.p) status = mg_fail_nomem(err, "reading DOCX");
    }
    mg_xml_close(xml);
    return status;
}

static bool has_title(const mg_blocks *blocks)
{
    for (size_t i = 0; i < MG_MIN(blocks->list.n, (size_t)HEAD_BLOCKS); i++)
        if (blocks->list.v[i].kind == MG_BLOCK_TITLE) return true;
    return false;
}

static mg_status fill(reader *r, const properties *p, mg_article *article, mg_buf *body, mg_error *err)
{
    if (!has_title(&r->blocks) && mg_doc_is_title(p->title)) article->title = mg_span_trim(p->title);
    if (!mg_blocks_take_head(&r->blocks, true, article, r->arena) || !mg_doc_add_author(article, p->creator, r->arena) ||
        !mg_doc_add_keywords(article, p->keywords, r->arena))
        return mg_fail_nomem(err, "reading DOCX");
    article->language = p->language;
    mg_blocks_body(&r->blocks, body);
    article->body = mg_buf_span(body);
    return mg_buf_check(body, "reading DOCX", err);
}

static mg_status extract(mg_span zip, const mg_file *file, mg_sink *sink, mg_error *err)
{
    enum { RELATIONS, CORE };
    mg_zip_part parts[] = {[RELATIONS] = {.name = MG_SPAN("_rels/.rels")}, [CORE] = {.name = MG_SPAN("docProps/core.xml")}};
    reader r = {.arena = sink->arena};
    properties p = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    mg_article article = {0};
    mg_buf body = MG_BUF_INIT;
    mg_span main_part, fault = {NULL, 0};
    mg_status status;
    MG_GOTO(mg_zip_read(zip, parts, MG_COUNT(parts), err));
    MG_GOTO(find_main(mg_buf_span(&parts[RELATIONS].bytes), r.arena, &main_part, err));
    MG_GOTO(read_properties(mg_buf_span(&parts[CORE].bytes), r.arena, &p, err));
    MG_GOTO(read_document(&r, zip, main_part, &fault, err));
    MG_GOTO(fill(&r, &p, &article, &body, err));
    if (fault.n) {
        mg_error why = MG_ERROR_INIT;
        mg_fail(&why, MG_FORMAT, "%s", fault.p);
        sink->problem(sink->payload, (mg_span){NULL, 0}, &why);
    }
    status = mg_sink_give(sink, file, &mg_format_docx, 0, &article, err);
out:
    for (size_t i = 0; i < MG_COUNT(parts); i++) mg_buf_dispose(&parts[i].bytes);
    mg_blocks_dispose(&r.blocks);
    mg_vec_free(&r.styles);
    mg_buf_dispose(&body);
    return status;
}

/* Programs put the parts in any order, and Word leaves some that hold nothing. A spreadsheet has these too, and is told by its
 * main part. */
static bool sniff(mg_span head)
{
    static const mg_span starts[] = {MG_SPAN("[Content_Types].xml"), MG_SPAN("_rels/"), MG_SPAN("docProps/"), MG_SPAN("customXml/"),
                                     MG_SPAN("[trash]/"), MG_SPAN("word/")};
    mg_span name, rest;
    if (!mg_zip_first_part(head, &name, &rest)) return false;
    for (size_t i = 0; i < MG_COUNT(starts); i++)
        if (mg_span_starts(name, starts[i])) return true;
    return false;
}

const mg_format mg_format_docx = {
    .name = "docx",
    .suffixes = (const char *const[]){".docx", ".docm", ".dotx", NULL},
    .sniff = sniff,
    .extract = extract,
    .raw = true,
};
