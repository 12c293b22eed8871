/* extract_nitf.c - NITF 3.x, the News Industry Text Format, and its dialect in the New York Times Annotated Corpus.
 *
 *   <nitf><head><docdata management-status="usable"><doc-id id-string="1"/><date.issue norm="20170102T222800Z"/></docdata>
 *         <pubdata name="The Courier" date.publication="20170102"/></head>
 *   <body><body.head><hedline><hl1>..</hl1></hedline><byline>..</byline><dateline>..</dateline></body.head>
 *         <body.content><p>..</p></body.content></body></nitf>
 *
 * A file may hold several, one behind the other or in an element around them. change.date and change.time are those of the
 * format's version, not of the story.
 *
 * The Times has its own: two bylines, of which print_byline is as printed and normalized_byline "LAST, FIRST"; hl2 is the
 * headline online and no second one; sections and desks are in meta elements; a block lead_paragraph repeats the first
 * paragraph of full_text; correction_text stands behind the story, and is a part of it; what the index says of the story
 * is in identified-content.
 *
 * A story that its agency has canceled or withholds is left out, and told: whoever sent it took it back, mostly because it
 * is wrong or libels somebody, and an archive must not go on serving it. An embargoed one is in: the embargo ended long
 * ago. */
#include "indexer/nitf.h"
#include "indexer/xml_articles.h"

static mg_status read_record(mg_xml_giver *g, xmlNode *nitf, mg_error *err)
{
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    const char *withdrawn = mg_wire_withdrawn(mg_xml_value(mg_xml_at(nitf, "head/docdata"), "management-status"));
    if (withdrawn) return mg_xml_pass_over(g, withdrawn, err);
    mg_nitf_read(&g->reader, nitf, &article, &g->body);
    mg_xml_tidy_story(g, &article);
    return mg_xml_give(g, &article, err);
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const names[] = {"nitf", NULL};
    static const mg_xml_kind kind = {
        &mg_format_nitf, names, read_record, mg_nitf_role, "there is no <nitf> in the file", NULL};
    return mg_xml_extract(&kind, text, file, sink, err);
}

/* The root, or the first thing in one that only holds stories together. */
static bool sniff(mg_span head)
{
    mg_span attributes, root = mg_xml_root(head, &attributes);
    if (mg_span_eq(root, MG_SPAN("nitf"))) return true;
    if (!root.n) return false;
    size_t behind = (size_t)(root.p - head.p) + root.n;
    mg_span inside = mg_span_sub(
        head, mg_span_find(head, MG_MAX(behind, attributes.n ? (size_t)(attributes.p - head.p) + attributes.n : 0), '>') + 1,
        head.n);
    return mg_span_eq(mg_xml_root(inside, NULL), MG_SPAN("nitf"));
}

static const char *const suffixes[] = {".nitf", NULL};

const mg_format mg_format_nitf = {
    .name = "nitf",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
