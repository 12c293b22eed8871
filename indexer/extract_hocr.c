/* extract_hocr.c - hOCR: HTML whose classes say what of a printed page recognition found. Each page is an article.
 *
 *   <div class="ocr_page"><div class="ocr_carea"><p class="ocr_par" lang="eng"><span class="ocr_line">
 *   <span class="ocrx_word">The</span> <span class="ocrx_word">ferry</span></span></p></div></div>
 *
 * Lines are joined to paragraphs as ocr_lines.h says. The title of the file is that of an image; a headline, if it is
 * known, is in meta elements, as is the date. The language of html is that of the program, the one of a paragraph is the
 * text's. A page without a word is no article. */
#include "indexer/extract.h"

#include "indexer/html_meta.h"
#include "indexer/ocr_lines.h"
#include "indexer/sgml.h"
#include "indexer/xml_records.h"

typedef struct {
    const mg_html *tree;
    mg_buf body, paragraph, line;
    mg_span language;
} page;

static bool has_class(const mg_html *tree, uint32_t node, const char *const *names, size_t n)
{
    if (!mg_html_attr(tree, node, MG_ATTR_CLASS).n) return false;
    for (size_t i = 0; i < n; i++)
        if (mg_html_attr_has(tree, node, MG_ATTR_CLASS, names[i])) return true;
    return false;
}

static bool is_page(const mg_html *tree, uint32_t node)
{
    return mg_html_attr_has(tree, node, MG_ATTR_CLASS, "ocr_page");
}

static void end_line(page *p)
{
    mg_ocr_add_line(&p->paragraph, mg_buf_span(&p->line));
    mg_buf_reset(&p->line);
}

static void end_paragraph(page *p)
{
    end_line(p);
    if (p->paragraph.n && p->body.n) mg_buf_adds(&p->body, "\n\n");
    mg_buf_add(&p->body, mg_buf_span(&p->paragraph));
    mg_buf_reset(&p->paragraph);
}

/* "frk" is no Frankish, but how an old program calls German in Fraktur. */
static void note_language(page *p, uint32_t node)
{
    mg_span lang = mg_html_attr(p->tree, node, MG_ATTR_LANG);
    if (!p->language.n && !mg_span_eq(lang, MG_SPAN("frk"))) p->language = lang;
}

static void read_page(page *p, uint32_t top)
{
    static const char *const lines[] = {"ocr_line",   "ocr_textline", "ocrx_line",    "ocr_header",
                                        "ocr_footer", "ocr_caption",  "ocr_textfloat"};
    static const char *const blocks[] = {"ocr_par", "ocr_carea", "ocrx_block"};
    const mg_html_node *nodes = p->tree->nodes.v;
    uint32_t line_end = MG_HTML_NONE, block_end = MG_HTML_NONE;
    for (uint32_t i = top; i < nodes[top].end; i++) {
        if (i >= line_end) end_line(p), line_end = MG_HTML_NONE;
        if (i >= block_end) end_paragraph(p), block_end = MG_HTML_NONE;
        mg_html_tag tag = (mg_html_tag)nodes[i].tag;
        if (tag == MG_TAG_TEXT) {
            mg_html_add_collapsed(mg_html_text(p->tree, i), &p->line);
        } else if (mg_html_is_silent(tag)) {
            i = nodes[i].end - 1;
        } else if (has_class(p->tree, i, lines, MG_COUNT(lines)) || tag == MG_TAG_BR) {
            end_line(p);
            line_end = nodes[i].end;
        } else if (has_class(p->tree, i, blocks, MG_COUNT(blocks)) || tag == MG_TAG_P) {
            end_paragraph(p);
            block_end = nodes[i].end;
            note_language(p, i);
        }
    }
    end_paragraph(p);
}

/* `article`: what the file says of all its pages. */
static mg_status give_page(const mg_html *tree, uint32_t top, size_t number, mg_article article, const mg_file *file,
                           mg_sink *sink, mg_error *err)
{
    page p = {.tree = tree};
    read_page(&p, top);
    bool failed = p.body.failed || p.paragraph.failed || p.line.failed;
    mg_status status = failed ? mg_fail_nomem(err, "reading hOCR") : MG_OK;
    article.language = p.language;
    article.body = mg_buf_span(&p.body);
    if (status == MG_OK && p.body.n) status = mg_sink_give(sink, file, &mg_format_hocr, number, &article, err);
    mg_buf_dispose(&p.body);
    mg_buf_dispose(&p.paragraph);
    mg_buf_dispose(&p.line);
    return status;
}

static mg_status give_pages(const mg_html *tree, mg_arena *arena, const mg_file *file, mg_sink *sink, mg_error *err)
{
    size_t pages = 0, number = 0;
    mg_article common = {.date_source = MG_DATE_FROM_NOWHERE};
    mg_html_fallback unused = {.body = {NULL, 0}};
    mg_html_site site = {.n = 0};
    MG_TRY(mg_html_read_meta(tree, arena, &common, &unused, &site, err));
    for (uint32_t i = 0; i < tree->nodes.n && pages < 2; i++) pages += is_page(tree, i);
    for (uint32_t i = 0; i < tree->nodes.n; i++) {
        if (!is_page(tree, i)) continue;
        MG_TRY(give_page(tree, i, pages > 1 ? ++number : 0, common, file, sink, err));
        i = tree->nodes.v[i].end - 1;
    }
    return pages ? MG_OK : mg_fail(err, MG_FORMAT, "there is no page (ocr_page) in the file");
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_html tree;
    mg_arena arena = MG_ARENA_INIT; /* the sink's is emptied with each page */
    mg_status status = mg_html_parse(text, &tree, err);
    if (status == MG_OK) status = give_pages(&tree, &arena, file, sink, err);
    mg_arena_dispose(&arena);
    mg_html_dispose(&tree);
    return status;
}

/* A meta element that names the program, or a page. */
static bool sniff(mg_span head)
{
    mg_sgml scan = MG_SGML_INIT(head);
    mg_sgml_token token;
    if (!mg_span_starts(mg_span_trim(head), MG_SPAN("<"))) return false;
    while (mg_sgml_next(&scan, &token)) {
        if (token.kind != MG_SGML_OPEN) continue;
        mg_span name = mg_sgml_attribute(token.attributes, "name"), class = mg_sgml_attribute(token.attributes, "class");
        if (mg_sgml_is(&token, MG_SGML_OPEN, "meta") && mg_span_starts(name, MG_SPAN("ocr-"))) return true;
        if (mg_span_find_span(class, 0, MG_SPAN("ocr_page")) < class.n) return true;
    }
    return false;
}

static const char *const suffixes[] = {".hocr", NULL};

const mg_format mg_format_hocr = {
    .name = "hocr",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
