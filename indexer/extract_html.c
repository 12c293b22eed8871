/* extract_html.c - news pages: HTML of any age, XHTML and pieces of either, one article each. */
#include "indexer/extract.h"

#include "indexer/html_article.h"
#include "indexer/sgml.h"
#include "indexer/xml_records.h"

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_html_article room;
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    mg_status status = mg_html_article_read(text, sink->arena, &article, &room, err);
    if (status == MG_OK && room.tree.cut) {
        mg_error why = MG_ERROR_INIT;
        mg_fail(&why, MG_LIMIT, "%s: its end is missing", room.tree.cut);
        sink->problem(sink->payload, MG_SPAN(""), &why);
    }
    if (status == MG_OK) status = mg_sink_give(sink, file, &mg_format_html, 0, &article, err);
    mg_html_article_dispose(&room);
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
    mg_span stated = mg_xml_declared_charset(head);
    if (stated.n) return stated;
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
