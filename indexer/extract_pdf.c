/* extract_pdf.c - PDF: one article a file, with its pages.
 *
 * Poppler reads it, in processes of their own (child.h): `pdftotext -bbox-layout` for the text and the Info dictionary, and
 * `pdfinfo -meta` for the XMP packet, where there is one. pdf_layout and page_text make paragraphs of it.
 *
 * Of the fields, XMP's are the best, but most were filled in by a layout program: doc_fields tells which are worth something.
 * Without a title the largest type at the top of the first page is the headline, and bylines and dates are looked for around
 * it. CreationDate is when the file was made, which may be decades later: it is no date of the article. */
#include "indexer/extract.h"

#include "indexer/child.h"
#include "indexer/doc_fields.h"
#include "indexer/pdf_layout.h"
#include "indexer/xml_records.h"

/* What poppler may take for one file. */
#define PDF_MEMORY_MAX ((size_t)1 << 30) /* beside the file itself */
#define PDF_CPU_SECONDS_MAX 30
#define PDF_SECONDS_MAX 60
#define PDF_OUTPUT_MAX ((size_t)256 << 20) /* of text with its boxes: some 5,000 pages */
#define XMP_MAX ((size_t)1 << 20)
#define XMP_SECONDS_MAX 10

#define MARKS_A_PAGE 8 /* bytes of text: a scan may have less, such as the number of the page */

/* ---- poppler ---- */

/* The first complaint of poppler, as a reason. */
static mg_status refuse(mg_span said, mg_error *err)
{
    if (mg_span_find_span(said, 0, MG_SPAN("Incorrect password")) < said.n)
        return mg_fail(err, MG_FORMAT, "the PDF is encrypted and needs a password");
    mg_span line = mg_span_trim(mg_span_sub(said, 0, mg_span_find(said, 0, '\n')));
    return mg_fail(err, MG_FORMAT, "the PDF is damaged%s%.*s", line.n ? ": " : "", (int)MG_MIN(line.n, 200), line.n ? line.p : "");
}

/* What there is of it when a limit is passed is kept. */
static mg_status read_layout(mg_span pdf, mg_buf *layout, mg_error *err)
{
    static const char *const argv[] = {"pdftotext", "-bbox-layout", "-", "-", NULL};
    const mg_child child = {argv, "poppler-utils", pdf, PDF_OUTPUT_MAX, PDF_MEMORY_MAX + pdf.n, PDF_CPU_SECONDS_MAX, PDF_SECONDS_MAX};
    mg_buf said = MG_BUF_INIT;
    int exit_status;
    mg_status status = mg_child_run(&child, layout, &said, &exit_status, err);
    if (status == MG_OK && exit_status != 0) status = refuse(mg_buf_span(&said), err);
    mg_buf_dispose(&said);
    return status;
}

/* The XMP packet; empty when it cannot be had, which loses fields only. */
static mg_status read_xmp(mg_span pdf, mg_buf *xmp, mg_error *err)
{
    static const char *const argv[] = {"pdfinfo", "-meta", "-", NULL};
    const mg_child child = {argv, "poppler-utils", pdf, XMP_MAX, PDF_MEMORY_MAX + pdf.n, XMP_SECONDS_MAX, XMP_SECONDS_MAX};
    mg_buf said = MG_BUF_INIT;
    int exit_status;
    mg_error why = MG_ERROR_INIT;
    /* Its stream cannot be inside another one, so that its name is legible in the file. */
    if (mg_span_find_span(pdf, 0, MG_SPAN("/Metadata")) == pdf.n) return MG_OK;
    mg_status status = mg_child_run(&child, xmp, &said, &exit_status, &why);
    mg_buf_dispose(&said);
    if (status != MG_OK || exit_status != 0) mg_buf_reset(xmp);
    return status == MG_NOMEM ? mg_fail_nomem(err, "reading a PDF") : MG_OK;
}

/* ---- XMP ---- */

/* A property of a description: <dc:title> or, where it is one value, an attribute. */
static mg_span property(const xmlNode *description, const char *name, mg_arena *arena)
{
    const xmlNode *node = mg_xml_child(description, name);
    return node ? mg_span_trim(mg_xml_text(node, arena)) : mg_span_trim(mg_xml_attribute(description, name, arena));
}

/* The first value of a list (rdf:Seq, Bag or Alt), or the one there is. */
static mg_span first_value(const xmlNode *description, const char *name, mg_arena *arena)
{
    const xmlNode *node = mg_xml_child(description, name), *item = mg_xml_find(node, "li");
    return item ? mg_span_trim(mg_xml_text(item, arena)) : property(description, name, arena);
}

static bool add_person(mg_article *article, mg_span name, mg_arena *arena)
{
    return !mg_doc_is_person(name) || mg_spans_add(&article->byline, name, arena);
}

static bool add_list(const xmlNode *list, bool people, mg_article *article, mg_arena *arena)
{
    for (const xmlNode *item = mg_xml_find(list, "li"); item; item = mg_xml_again(item)) {
        mg_span value = mg_span_trim(mg_xml_text(item, arena));
        bool ok = value.p && (people ? add_person(article, value, arena)
                                     : !value.n || mg_spans_add(&article->keywords, value, arena));
        if (!ok) return false;
    }
    return true;
}

static void set(mg_span *field, mg_span value)
{
    if (!field->n) *field = value;
}

/* Take what one rdf:Description says; an issue in print has a date of its own, and the first that can be read counts. */
static bool take_description(const xmlNode *d, mg_article *a, mg_arena *arena)
{
    static const char *const dates[] = {"publicationDate", "coverDate"};
    mg_span title = first_value(d, "title", arena), language = first_value(d, "language", arena);
    mg_span section = property(d, "section", arena), source = property(d, "publicationName", arena);
    if (!title.p || !language.p || !section.p || !source.p) return false;
    if (mg_doc_is_title(title)) set(&a->title, title);
    set(&a->language, mg_span_eq_nocase(language, MG_SPAN("x-unknown")) ? MG_SPAN("") : language);
    set(&a->section, section);
    set(&a->source, source);
    for (size_t i = 0; i < MG_COUNT(dates) && a->date.precision == MG_DATE_NONE; i++) {
        mg_span date = first_value(d, dates[i], arena);
        if (!date.p) return false;
        if (mg_date_parse(date, &a->date)) a->date_source = MG_DATE_FROM_META;
    }
    return add_list(mg_xml_child(d, "creator"), true, a, arena) && add_list(mg_xml_child(d, "subject"), false, a, arena);
}

static mg_status take_xmp(mg_span xmp, mg_article *article, mg_arena *arena, mg_error *err)
{
    static const char *const names[] = {"Description", NULL};
    mg_xml *xml;
    xmlNode *description;
    mg_status status = mg_xml_open(xmp, names, &xml, err);
    if (status != MG_OK) return status;
    while ((status = mg_xml_next(xml, &description, err)) == MG_OK && description)
        if (!take_description(description, article, arena)) MG_GOTO(mg_fail_nomem(err, "reading a PDF"));
out:
    mg_xml_close(xml);
    return status;
}

/* ---- the Info dictionary ---- */

static bool take_info(const mg_pdf_layout *layout, mg_article *article, mg_arena *arena)
{
    if (mg_doc_is_title(layout->title)) set(&article->title, layout->title);
    return article->keywords.n || mg_doc_add_keywords(article, layout->keywords, arena);
}

/* ---- the article ---- */

static mg_status fill(mg_pdf_layout *layout, mg_span xmp, mg_article *article, mg_buf *body, mg_sink *sink, mg_error *err)
{
    if (xmp.n) MG_TRY(take_xmp(xmp, article, sink->arena, err));
    if (!take_info(layout, article, sink->arena) || !mg_blocks_take_head(&layout->text, false, article, sink->arena))
        return mg_fail_nomem(err, "reading a PDF");
    /* What the page says is better than who is said to have made the file. */
    if (!mg_doc_add_author(article, layout->author, sink->arena)) return mg_fail_nomem(err, "reading a PDF");
    mg_blocks_body(&layout->text, body);
    article->body = mg_buf_span(body);
    article->paged = true;
    return mg_buf_check(body, "reading a PDF", err);
}

/* A scan has pictures of text. */
static mg_status check_text(const mg_pdf_layout *layout, mg_error *err)
{
    if (!layout->pages) return mg_fail(err, MG_FORMAT, "the PDF has no pages");
    size_t bytes = layout->text.text.n;
    if (mg_span_trim(mg_buf_span(&layout->text.text)).n && bytes >= layout->pages * MARKS_A_PAGE) return MG_OK;
    return mg_fail(err, MG_FORMAT, "the PDF has no text: a scan that was not put through OCR");
}

static mg_status extract(mg_span pdf, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_buf printed = MG_BUF_INIT, xmp = MG_BUF_INIT, body = MG_BUF_INIT;
    mg_pdf_layout layout = {0};
    mg_article article = {0};
    mg_error cut = MG_ERROR_INIT; /* why the end of the text is missing */
    mg_status status = read_layout(pdf, &printed, &cut);
    if (status != MG_OK && (status != MG_LIMIT || !printed.n)) MG_GOTO(mg_fail(err, status, "%s", cut.msg));
    MG_GOTO(mg_pdf_layout_read(&printed, sink->arena, &layout, err));
    mg_buf_dispose(&printed);
    MG_GOTO(check_text(&layout, err));
    MG_GOTO(read_xmp(pdf, &xmp, err));
    MG_GOTO(fill(&layout, mg_buf_span(&xmp), &article, &body, sink, err));
    if (cut.code != MG_OK) sink->problem(sink->payload, (mg_span){NULL, 0}, &cut);
    status = mg_sink_give(sink, file, &mg_format_pdf, 0, &article, err);
out:
    mg_pdf_layout_dispose(&layout);
    mg_buf_dispose(&printed);
    mg_buf_dispose(&xmp);
    mg_buf_dispose(&body);
    return status;
}

/* Before it there may be a byte order mark and blanks. Readers allow for a kilobyte of anything, but so begin texts about PDF. */
static bool sniff(mg_span head)
{
    if (mg_span_starts(head, MG_SPAN("\xef\xbb\xbf"))) head = mg_span_sub(head, 3, head.n);
    return mg_span_starts(mg_span_trim(head), MG_SPAN("%PDF-"));
}

const mg_format mg_format_pdf = {
    .name = "pdf",
    .suffixes = (const char *const[]){".pdf", NULL},
    .sniff = sniff,
    .extract = extract,
    .raw = true,
};
