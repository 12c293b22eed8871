/* extract_rcv1.c - Reuters Corpus, volumes 1 and 2: an item a file, or many files run together.
 *
 *   <newsitem itemid="2286" id="root" date="1996-08-20" xml:lang="en"><title>KARU: Rain.</title><headline>Rain.</headline>
 *   <byline>..</byline><dateline>..</dateline><text><p>..</p></text>
 *   <metadata><codes class="bip:topics:1.0"><code code="E11"/></codes>
 *     <dc element="dc.source" value="Reuters"/></metadata></newsitem>
 *
 * The title is the headline with the country before it. Topics, industries and countries are codes; a code is the keyword
 * unless its name stands with it. */
#include "indexer/nitf.h"
#include "indexer/xml_articles.h"

static mg_span dublin_core(const xmlNode *metadata, const char *element)
{
    const xmlNode *dc = mg_xml_child(metadata, "dc");
    while (dc && !mg_xml_has(dc, "element", element)) dc = mg_xml_again(dc);
    return mg_xml_value(dc, "value");
}

static void add_code(mg_xml_reader *r, const xmlNode *code, mg_spans *keywords)
{
    mg_span name = mg_xml_value(code, "name");
    mg_xml_take(&name, mg_xml_line(r, code));
    mg_xml_take(&name, mg_xml_value(code, "code"));
    mg_xml_list(r, keywords, name);
}

static void read_metadata(mg_xml_reader *r, const xmlNode *metadata, mg_article *article)
{
    for (const xmlNode *codes = mg_xml_child(metadata, "codes"); codes; codes = mg_xml_again(codes))
        for (const xmlNode *code = mg_xml_child(codes, "code"); code; code = mg_xml_again(code))
            add_code(r, code, &article->keywords);
    mg_xml_date(dublin_core(metadata, "dc.date.published"), article);
    mg_xml_date(dublin_core(metadata, "dc.date.created"), article);
    mg_xml_take(&article->source, dublin_core(metadata, "dc.source"));
    mg_xml_take(&article->source, dublin_core(metadata, "dc.publisher"));
}

/* "LOWER KARU 1997-05-06": the place. */
static mg_span without_day(mg_span dateline)
{
    mg_date date;
    mg_span day = mg_span_sub(dateline, dateline.n - MG_MIN(dateline.n, (size_t)10), dateline.n);
    return mg_date_parse(day, &date) ? mg_span_trim(mg_span_sub(dateline, 0, dateline.n - day.n)) : dateline;
}

static mg_status read_record(mg_xml_giver *g, xmlNode *item, mg_error *err)
{
    mg_xml_reader *r = &g->reader;
    mg_article article = {.id = mg_xml_value(item, "itemid"), .language = mg_xml_value(item, "lang")};
    mg_span link = mg_xml_line(r, mg_xml_child(item, "link"));
    mg_xml_date(mg_xml_value(item, "date"), &article);
    article.title = mg_xml_line(r, mg_xml_child(item, "headline"));
    mg_xml_take(&article.title, mg_xml_line(r, mg_xml_child(item, "title")));
    mg_xml_list(r, &article.byline, mg_xml_line(r, mg_xml_child(item, "byline")));
    article.dateline = without_day(mg_xml_line(r, mg_xml_child(item, "dateline")));
    if (mg_span_starts(link, MG_SPAN("http"))) article.url = link;
    read_metadata(r, mg_xml_child(item, "metadata"), &article);
    mg_xml_render(r, mg_xml_child(item, "text"), &g->body);
    mg_xml_tidy_story(g, &article);
    return mg_xml_give(g, &article, err);
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const names[] = {"newsitem", NULL};
    static const mg_xml_kind kind = {
        &mg_format_rcv1, names, read_record, mg_nitf_role, "there is no <newsitem> in the file", NULL};
    return mg_xml_extract(&kind, text, file, sink, err);
}

static bool sniff(mg_span head)
{
    mg_span attributes;
    return mg_span_eq(mg_xml_root(head, &attributes), MG_SPAN("newsitem")) &&
           mg_span_find_span(attributes, 0, MG_SPAN("itemid=")) < attributes.n;
}

static const char *const suffixes[] = {NULL};

const mg_format mg_format_rcv1 = {
    .name = "rcv1",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
