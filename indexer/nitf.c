/* nitf.c - see nitf.h. */
#include "indexer/nitf.h"

#include "indexer/xml_articles.h"

#include <stdio.h>

/* ---- roles ---- */

/* clang-format off */
static const mg_xml_named_role roles[] = {
    {"abstract", MG_XML_BLOCK}, {"address", MG_XML_BLOCK}, {"article", MG_XML_BLOCK}, {"aside", MG_XML_BLOCK},
    {"audio", MG_XML_SILENT}, {"block", MG_XML_BLOCK}, {"blockquote", MG_XML_BLOCK}, {"body", MG_XML_BLOCK},
    {"body.content", MG_XML_BLOCK}, {"body.end", MG_XML_BLOCK}, {"body.head", MG_XML_BLOCK}, {"bq", MG_XML_BLOCK},
    {"br", MG_XML_LINE}, {"byline", MG_XML_BLOCK}, {"caption", MG_XML_BLOCK}, {"center", MG_XML_BLOCK},
    {"credit", MG_XML_BLOCK}, {"dateline", MG_XML_BLOCK}, {"dd", MG_XML_BLOCK}, {"div", MG_XML_BLOCK},
    {"dl", MG_XML_BLOCK}, {"dt", MG_XML_BLOCK}, {"figcaption", MG_XML_BLOCK}, {"figure", MG_XML_BLOCK},
    {"fn", MG_XML_BLOCK}, {"footer", MG_XML_BLOCK}, {"frac-den", MG_XML_SLASH}, {"frac-sep", MG_XML_SILENT},
    {"h1", MG_XML_BLOCK}, {"h2", MG_XML_BLOCK}, {"h3", MG_XML_BLOCK}, {"h4", MG_XML_BLOCK}, {"h5", MG_XML_BLOCK},
    {"h6", MG_XML_BLOCK}, {"head", MG_XML_SILENT}, {"header", MG_XML_BLOCK}, {"hedline", MG_XML_BLOCK},
    {"hl1", MG_XML_BLOCK}, {"hl2", MG_XML_BLOCK}, {"hr", MG_XML_BLOCK}, {"html", MG_XML_BLOCK},
    {"iframe", MG_XML_SILENT}, {"li", MG_XML_ITEM}, {"media", MG_XML_BLOCK}, {"media-caption", MG_XML_BLOCK},
    {"media-printcaption", MG_XML_BLOCK}, {"nav", MG_XML_SILENT}, {"nitf", MG_XML_BLOCK},
    {"nitf-table", MG_XML_BLOCK}, {"nitf-table-metadata", MG_XML_SILENT}, {"noscript", MG_XML_SILENT},
    {"note", MG_XML_BLOCK}, {"object", MG_XML_SILENT}, {"ol", MG_XML_BLOCK}, {"p", MG_XML_BLOCK},
    {"pre", MG_XML_PRE}, {"rt", MG_XML_SILENT}, {"script", MG_XML_SILENT}, {"section", MG_XML_BLOCK},
    {"style", MG_XML_SILENT}, {"svg", MG_XML_SILENT}, {"table", MG_XML_BLOCK}, {"tagline", MG_XML_BLOCK},
    {"td", MG_XML_CELL}, {"text", MG_XML_BLOCK}, {"th", MG_XML_CELL}, {"tr", MG_XML_ROW}, {"ul", MG_XML_BLOCK},
    {"video", MG_XML_SILENT},
};
/* clang-format on */

/* It repeats words of the text. */
static bool is_pullquote(const xmlNode *node)
{
    mg_span class = mg_xml_value(node, "class");
    return class.n &&
           (strcasestr(class.p, "pullquote") || strcasestr(class.p, "pull-quote") || strcasestr(class.p, "pull_quote"));
}

mg_xml_role mg_nitf_role(const xmlNode *element)
{
    mg_xml_role role = mg_xml_role_in(roles, MG_COUNT(roles), element);
    if (role == MG_XML_INLINE) return strncmp((const char *)element->name, "media-", 6) == 0 ? MG_XML_SILENT : role;
    if (role != MG_XML_BLOCK || !element->properties) return role;
    bool left_out = is_pullquote(element) || (mg_xml_is(element, "note") && mg_xml_has(element, "noteclass", "editorsnote"));
    return left_out ? MG_XML_SILENT : role;
}

const char *mg_wire_withdrawn(mg_span status)
{
    status = mg_span_trim(status);
    for (size_t i = status.n; i > 0; i--)
        if (status.p[i - 1] == ':' || status.p[i - 1] == '/') {
            status = mg_span_sub(status, i, status.n);
            break;
        }
    if (mg_span_eq_nocase(status, MG_SPAN("canceled")) || mg_span_eq_nocase(status, MG_SPAN("cancelled")))
        return "its publisher has canceled it";
    return mg_span_eq_nocase(status, MG_SPAN("withheld")) ? "its publisher withholds it" : NULL;
}

/* ---- fields ---- */

static xmlNode *with_class(xmlNode *node, const char *class)
{
    while (node && !mg_xml_has(node, "class", class)) node = mg_xml_again(node);
    return node;
}

static mg_span meta(const xmlNode *head, const char *name)
{
    xmlNode *node = mg_xml_child(head, "meta");
    while (node && !mg_xml_has(node, "name", name)) node = mg_xml_again(node);
    return mg_xml_value(node, "content");
}

static void read_headlines(mg_xml_reader *r, xmlNode *head, xmlNode *body_head, mg_article *article)
{
    xmlNode *hedline = mg_xml_child(body_head, "hedline");
    if (!hedline) hedline = mg_xml_child(body_head, "headline");
    xmlNode *sub = mg_xml_child(hedline, "hl2"), *online = with_class(sub, "online_headline");
    mg_xml_take(&article->title, mg_xml_line(r, mg_xml_child(hedline, "hl1")));
    mg_xml_take(&article->title, mg_xml_line(r, online));
    mg_xml_take(&article->title, mg_xml_line(r, mg_xml_child(head, "title")));
    for (; sub && !article->standfirst.n; sub = mg_xml_again(sub)) {
        mg_span text = sub == online ? MG_SPAN("") : mg_xml_line(r, sub);
        if (!mg_span_eq_nocase(text, article->title)) article->standfirst = text;
    }
}

/* "HOLM, BEATRIZ" as she is called. */
static mg_span turned(mg_xml_reader *r, mg_span name)
{
    size_t comma = mg_span_find(name, 0, ',');
    mg_span last = mg_span_trim(mg_span_sub(name, 0, comma)), first = mg_span_trim(mg_span_sub(name, comma + 1, name.n));
    if (!first.n || !last.n) return name;
    char *whole = mg_arena_alloc(r->arena, first.n + last.n + 2);
    r->nomem |= !whole;
    if (!whole) return name;
    return (mg_span){whole,
                     (size_t)snprintf(whole, first.n + last.n + 2, "%.*s %.*s", (int)first.n, first.p, (int)last.n, last.p)};
}

static void add_normalized(mg_xml_reader *r, mg_span names, mg_spans *byline)
{
    for (size_t at = 0, end; at < names.n; at = end + 1) {
        end = mg_span_find(names, at, ';');
        mg_xml_list(r, byline, turned(r, mg_span_trim(mg_span_sub(names, at, end))));
    }
}

static void add_byline(mg_xml_reader *r, xmlNode *node, mg_spans *byline)
{
    bool persons = false;
    mg_xml_remove(mg_xml_child(node, "byttl"));
    for (const xmlNode *in = node; in; in = mg_xml_walk(node, in)) {
        if (!mg_xml_is(in, "person")) continue;
        mg_xml_list(r, byline, mg_xml_line(r, in));
        persons = true;
    }
    if (persons) return;
    mg_span text = mg_xml_line(r, node);
    bool initials = mg_span_find(text, 0, '/') < text.n && mg_span_find(text, 0, ' ') == text.n;
    if (!initials) mg_xml_list(r, byline, text);
}

static void read_byline(mg_xml_reader *r, xmlNode *body_head, mg_article *article)
{
    xmlNode *first = mg_xml_child(body_head, "byline"), *normalized = with_class(first, "normalized_byline");
    if (article->byline.n) return;
    for (xmlNode *node = first; node; node = mg_xml_again(node))
        if (!mg_xml_has(node, "class", "normalized_byline")) add_byline(r, node, &article->byline);
    if (!article->byline.n && normalized) add_normalized(r, mg_xml_line(r, normalized), &article->byline);
}

/* City, region and country are elements; what parts them is left to whoever shows them. */
static mg_span place_of(mg_xml_reader *r, xmlNode *location)
{
    mg_buf place = MG_BUF_INIT;
    bool parts = false;
    for (const xmlNode *n = location->children; n; n = n->next) {
        bool blank = n->type == XML_TEXT_NODE && !mg_span_trim(mg_span_str((const char *)n->content)).n;
        if (n->type == XML_TEXT_NODE && !blank)
            parts = false, n = location->last;
        else
            parts |= n->type == XML_ELEMENT_NODE;
    }
    for (const xmlNode *n = location->children; parts && n; n = n->next) {
        mg_span part = n->type == XML_ELEMENT_NODE ? mg_xml_line(r, n) : MG_SPAN("");
        if (part.n && place.n) mg_buf_adds(&place, ", ");
        mg_buf_add(&place, part);
    }
    mg_span copy = place.n ? mg_arena_copy(r->arena, mg_buf_span(&place)) : mg_xml_line(r, location);
    r->nomem |= !copy.p || place.failed;
    mg_buf_dispose(&place);
    return copy;
}

static void read_dateline(mg_xml_reader *r, xmlNode *body_head, mg_article *article)
{
    xmlNode *dateline = mg_xml_child(body_head, "dateline"), *location = mg_xml_child(dateline, "location");
    xmlNode *date = mg_xml_child(dateline, "story.date");
    mg_xml_date(mg_xml_value(date, "norm"), article);
    if (article->dateline.n || !dateline) return;
    if (location && mg_xml_child(location, "city")) {
        article->dateline = place_of(r, location);
        return;
    }
    if (mg_xml_value(date, "norm").n) mg_xml_remove(date);
    article->dateline = mg_xml_line(r, dateline);
}

static void read_dates(const xmlNode *head, mg_article *article)
{
    char day[16];
    const xmlNode *docdata = mg_xml_child(head, "docdata"), *revision = mg_xml_child(head, "revision-history");
    mg_span year = meta(head, "publication_year"), month = meta(head, "publication_month"),
            dom = meta(head, "publication_day_of_month");
    mg_xml_date(mg_xml_value(mg_xml_child(docdata, "date.issue"), "norm"), article);
    mg_xml_date(mg_xml_value(mg_xml_child(head, "pubdata"), "date.publication"), article);
    mg_xml_date(mg_xml_value(mg_xml_child(docdata, "date.release"), "norm"), article);
    if (year.n == 4 && month.n <= 2 && dom.n <= 2) {
        snprintf(day, sizeof day, "%.4s-%.2s-%.2s", year.p, month.p, dom.p);
        mg_xml_date(mg_span_str(day), article);
    }
    mg_xml_modified(meta(head, "correction_date"), article);
    for (const xmlNode *next; revision && (next = mg_xml_again(revision));) revision = next; /* the last one */
    mg_xml_modified(mg_xml_value(revision, "norm"), article);
}

/* The first of "Front Page; U.S." that is a section. */
static mg_span online_section(const xmlNode *head)
{
    mg_span all = meta(head, "online_sections");
    for (size_t at = 0, end; at < all.n; at = end + 1) {
        end = mg_span_find(all, at, ';');
        mg_span one = mg_span_trim(mg_span_sub(all, at, end));
        if (one.n && !mg_span_eq_nocase(one, MG_SPAN("Front Page"))) return one;
    }
    return MG_SPAN("");
}

static void read_origin(mg_xml_reader *r, const xmlNode *head, const xmlNode *body_head, mg_article *article)
{
    const xmlNode *docdata = mg_xml_child(head, "docdata"), *pubdata = mg_xml_child(head, "pubdata");
    mg_xml_take(&article->source, mg_xml_value(pubdata, "name"));
    mg_xml_take(&article->source, mg_xml_line(r, mg_xml_child(body_head, "distributor")));
    mg_xml_take(&article->source, mg_xml_value(mg_xml_at(docdata, "del-list/from-src"), "src-name"));
    mg_xml_take(&article->source, mg_xml_value(mg_xml_child(docdata, "doc-id"), "regsrc"));
    mg_xml_take(&article->source, mg_xml_value(mg_xml_child(docdata, "doc.copyright"), "holder"));
    mg_xml_take(&article->source, mg_xml_line(r, mg_xml_at(body_head, "rights/rights.owner")));
    mg_xml_take(&article->section, mg_xml_value(pubdata, "position.section"));
    mg_xml_take(&article->section, online_section(head));
    mg_xml_take(&article->section, meta(head, "dsk"));
    mg_xml_take(&article->section, meta(head, "print_section"));
    mg_xml_take(&article->url, mg_xml_value(pubdata, "ex-ref"));
    mg_xml_take(&article->id, mg_xml_value(mg_xml_child(docdata, "doc-id"), "id-string"));
}

static void read_subjects(mg_xml_reader *r, const xmlNode *head, mg_spans *keywords)
{
    for (const xmlNode *s = mg_xml_at(head, "tobject/tobject.subject"); s; s = mg_xml_again(s)) {
        mg_span name = mg_xml_value(s, "tobject.subject.detail");
        mg_xml_take(&name, mg_xml_value(s, "tobject.subject.matter"));
        mg_xml_take(&name, mg_xml_value(s, "tobject.subject.type"));
        mg_xml_list(r, keywords, name);
    }
}

/* What the story is about, as far as it is a name: taxonomies are paths, and values are codes. */
static void read_identified(mg_xml_reader *r, const xmlNode *docdata, mg_spans *keywords)
{
    const xmlNode *content = mg_xml_child(docdata, "identified-content");
    for (const xmlNode *n = content ? content->children : NULL; n; n = n->next)
        if (n->type == XML_ELEMENT_NODE && !mg_xml_has(n, "type", "taxonomic_classifier"))
            mg_xml_list(r, keywords, mg_xml_line(r, n));
}

static void read_keywords(mg_xml_reader *r, const xmlNode *head, mg_article *article)
{
    const xmlNode *docdata = mg_xml_child(head, "docdata");
    if (article->keywords.n) return;
    for (const xmlNode *k = mg_xml_at(docdata, "key-list/keyword"); k; k = mg_xml_again(k)) {
        mg_span key = mg_xml_value(k, "key");
        mg_xml_list(r, &article->keywords, key.n ? key : mg_xml_line(r, k));
    }
    read_subjects(r, head, &article->keywords);
    read_identified(r, docdata, &article->keywords);
}

/* ---- the text ---- */

/* A lead of its own repeats the first paragraph of the full text. */
static void drop_leads(xmlNode *content)
{
    static const char *const leads[] = {"lead_paragraph", "online_lead_paragraph"};
    xmlNode *full = with_class(mg_xml_child(content, "block"), "full_text"), *first = NULL;
    for (size_t i = 0; i < MG_COUNT(leads); i++) {
        xmlNode *lead = with_class(mg_xml_child(content, "block"), leads[i]);
        if (lead && (full || first))
            mg_xml_remove(lead);
        else
            first = lead;
    }
}

/* Papers of the 1980s: a first paragraph "LEAD: It rained." and then the story, which begins "It rained." */
static void drop_spoken_lead(mg_buf *body, size_t start)
{
    mg_span text = mg_span_sub(mg_buf_span(body), start, body->n);
    if (!mg_span_starts(text, MG_SPAN("LEAD:"))) return;
    mg_span lead = mg_span_trim(mg_span_sub(text, 5, mg_span_find_span(text, 0, MG_SPAN("\n\n"))));
    size_t next = mg_span_find_span(text, 0, MG_SPAN("\n\n")) + 2;
    bool again = next < text.n && lead.n && mg_span_starts(mg_span_sub(text, next, text.n), mg_span_sub(lead, 0, 40));
    size_t cut = again ? next : (size_t)((lead.n ? lead.p : text.p + 5) - text.p);
    memmove(body->p + start, body->p + start + cut, text.n - cut);
    body->n -= cut;
    body->p[body->n] = '\0';
}

/* A summary is the standfirst; below one, it leads the text, unless that begins with it anyway. */
static void place_abstract(mg_xml_reader *r, xmlNode *body_head, mg_article *article, mg_buf *body)
{
    mg_span abstract = mg_xml_line(r, mg_xml_child(body_head, "abstract"));
    if (!abstract.n || mg_span_eq_nocase(abstract, article->title)) return;
    if (!article->standfirst.n) {
        article->standfirst = abstract;
        return;
    }
    mg_buf text = MG_BUF_INIT;
    mg_span beginning = mg_span_sub(mg_buf_span(body), 0, abstract.n + 400);
    bool known = mg_span_eq_nocase(abstract, article->standfirst) ||
                 mg_span_find_span(beginning, 0, mg_span_sub(abstract, 0, 60)) < beginning.n;
    if (known) return;
    mg_buf_add(&text, abstract);
    mg_buf_adds(&text, "\n\n");
    mg_buf_add(&text, mg_buf_span(body));
    mg_buf_reset(body);
    mg_buf_add(body, mg_buf_span(&text));
    body->failed |= text.failed;
    mg_buf_dispose(&text);
}

void mg_nitf_read(mg_xml_reader *r, xmlNode *nitf, mg_article *article, mg_buf *body)
{
    xmlNode *head = mg_xml_child(nitf, "head"), *all = mg_xml_child(nitf, "body"),
            *body_head = mg_xml_child(all, "body.head");
    xmlNode *content = mg_xml_child(all, "body.content");
    size_t start = body->n;
    read_headlines(r, head, body_head, article);
    read_byline(r, body_head, article);
    read_dates(head, article);
    read_dateline(r, body_head, article);
    read_origin(r, head, body_head, article);
    read_keywords(r, head, article);
    mg_xml_take(&article->language, mg_xml_value(nitf, "baselang"));
    mg_xml_take(&article->language, mg_xml_value(nitf, "lang"));
    drop_leads(content);
    mg_xml_render(r, content, body);
    drop_spoken_lead(body, start);
    place_abstract(r, body_head, article, body);
    mg_xml_render(r, mg_xml_at(all, "body.end/tagline"), body);
}
