/* extract_html.c - news pages: HTML of any age, XHTML and pieces of either, one article each.
 * The work is done by html_tree (parse), html_meta and html_jsonld (what the page says of itself), html_page
 * (what is the article), html_marks and html_body (what readers see). */
#include "indexer/extract.h"

#include "indexer/html_body.h"
#include "indexer/html_meta.h"
#include "indexer/sgml.h"

static mg_status read_page(const mg_html *tree, mg_arena *arena, mg_article *article, mg_buf *body,
                           mg_error *err)
{
    mg_html_page page;
    mg_status status = mg_html_page_init(&page, tree, err);
    if (status == MG_OK) status = mg_html_read_meta(tree, arena, article, err);
    if (status == MG_OK) status = mg_html_read_marks(&page, arena, article, err);
    if (status == MG_OK) {
        mg_html_render(&page, article, body);
        status = mg_buf_check(body, "reading a page", err);
    }
    mg_html_page_dispose(&page);
    article->body = mg_buf_span(body);
    return status;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_html tree;
    mg_buf body = MG_BUF_INIT;
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    mg_status status = mg_html_parse(text, &tree, err);
    if (status == MG_OK) status = read_page(&tree, sink->arena, &article, &body, err);
    if (status == MG_OK && tree.cut) {
        mg_error cut = MG_ERROR_INIT;
        mg_fail(&cut, MG_LIMIT, "%s: its end is missing", tree.cut);
        sink->problem(sink->payload, MG_SPAN(""), &cut);
    }
    if (status == MG_OK) status = mg_sink_give(sink, file, &mg_format_html, 0, &article, err);
    mg_buf_dispose(&body);
    mg_html_dispose(&tree);
    return status;
}

/* What the raw head says of the encoding. */

static mg_span charset_in(mg_span value)
{
    for (size_t at = 0; at + 8 <= value.n; at++) {
        if (!mg_span_starts_nocase(mg_span_sub(value, at, value.n), MG_SPAN("charset"))) continue;
        mg_span rest = mg_span_trim(mg_span_sub(value, at + 7, value.n));
        if (!mg_span_starts(rest, MG_SPAN("="))) continue;
        rest = mg_span_trim(mg_span_sub(rest, 1, rest.n));
        if (rest.n && strchr("\"'", rest.p[0])) rest = mg_span_sub(rest, 1, rest.n);
        size_t n = 0;
        while (n < rest.n && !mg_is_space(rest.p[n]) && !strchr("\"';,>", rest.p[n])) n++;
        return mg_span_sub(rest, 0, n);
    }
    return (mg_span){NULL, 0};
}

static mg_span declared_charset(mg_span head)
{
    mg_span start = mg_span_trim(mg_span_sub(head, 0, 1024));
    if (mg_span_starts(start, MG_SPAN("<?xml "))) {
        mg_span declaration = mg_span_sub(start, 6, mg_span_find_span(start, 6, MG_SPAN("?>")));
        mg_span label = mg_sgml_attribute(declaration, "encoding");
        if (label.n) return label;
    }
    mg_sgml scan = MG_SGML_INIT(head);
    mg_sgml_token token;
    while (mg_sgml_next(&scan, &token)) {
        if (!mg_sgml_is(&token, MG_SGML_OPEN, "meta")) continue;
        mg_span label = mg_span_trim(mg_sgml_attribute(token.attributes, "charset"));
        if (!label.n && mg_sgml_attribute(token.attributes, "http-equiv").n)
            label = charset_in(mg_sgml_attribute(token.attributes, "content"));
        if (label.n) return label;
    }
    return (mg_span){NULL, 0};
}

/* One of the tags that only a page has, or three of those that a text about HTML would not string together.
 */
static bool sniff(mg_span head)
{
    static const char *const sure[] = {"html", "head", "body"};
    static const char *const usual[] = {"a",    "article", "br", "div",    "h1",   "h2",    "img",
                                        "link", "meta",    "p",  "script", "span", "table", "title"};
    mg_span start = mg_span_trim(head);
    if (mg_span_starts_nocase(start, MG_SPAN("<!doctype html"))) return true;
    if (!mg_span_starts(start, MG_SPAN("<"))) return false;
    mg_sgml scan = MG_SGML_INIT(start);
    mg_sgml_token token;
    size_t seen = 0;
    while (seen < 3 && mg_sgml_next(&scan, &token)) {
        for (size_t i = 0; i < MG_COUNT(sure); i++)
            if (mg_sgml_is(&token, MG_SGML_OPEN, sure[i])) return true;
        for (size_t i = 0; i < MG_COUNT(usual); i++)
            seen += mg_sgml_is(&token, MG_SGML_OPEN, usual[i]) || mg_sgml_is(&token, MG_SGML_CLOSE, usual[i]);
    }
    return seen >= 3;
}

static const char *const suffixes[] = {".html", ".htm", ".xhtml", NULL};

const mg_format mg_format_html = {
    .name = "html",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = declared_charset,
    .several = false,
};
