/* extract_newsml.c - NewsML 1.x, what agencies sent before NewsML-G2.
 *
 *   <NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:..:1</..></..></..>
 *     <NewsManagement><FirstCreated/><ThisRevisionCreated/><Status FormalName="Usable"/></NewsManagement>
 *     <NewsComponent><NewsLines><HeadLine/><ByLine/><DateLine/></NewsLines>
 *       <NewsComponent><Role FormalName="Main"/><ContentItem><DataContent><nitf/></..></..></..>
 *       <NewsComponent><Role FormalName="Caption"/>..</NewsComponent></NewsComponent></NewsItem></NewsML>
 *
 * Components nest as their sender likes. The text is the content of those whose role is Main or, where there is none, of
 * all that are no captions and no summaries; captions stand behind it. A field is that of the component of the text or,
 * where that has none, of those around it.
 *
 * The id is the PublicIdentifier, which names the revision. An item may hold others; then those are the articles. An item
 * that is canceled or withheld is left out and told, as extract_nitf.c says. */
#include "indexer/newsml.h"
#include "indexer/nitf.h"

#define ROLE_AMONG 64

typedef enum { R_NONE, R_MAIN, R_CAPTION, R_SUMMARY } role;

typedef struct {
    mg_xml_giver *giver;
    mg_xml_reader *reader;
    xmlNode *item;
} story;

static mg_span formal_name(const xmlNode *node)
{
    return mg_xml_value(node, "FormalName");
}

static role role_named(mg_span name)
{
    static const struct {
        const char *name;
        role role;
    } names[] = {
        {"main", R_MAIN}, {"maintext", R_MAIN}, {"caption", R_CAPTION}, {"summary", R_SUMMARY}, {"abstract", R_SUMMARY}};
    for (size_t i = 0; i < MG_COUNT(names); i++)
        if (mg_span_eq_nocase(name, mg_span_str(names[i].name))) return names[i].role;
    return R_NONE;
}

/* The role stands among a component's first children. */
static role role_of_component(const xmlNode *component)
{
    const xmlNode *n = component->children;
    for (size_t i = 0; n && i < ROLE_AMONG; i++, n = n->next)
        if (mg_xml_is(n, "Role")) return role_named(formal_name(n));
    return R_NONE;
}

/* The role of the nearest component around `node` that has one which means something here. */
static role role_around(const story *s, const xmlNode *node)
{
    role found = R_NONE;
    for (; node != s->item && !found; node = node->parent)
        if (mg_xml_is(node, "NewsComponent")) found = role_of_component(node);
    return found;
}

/* Content that is text, and not a picture in letters or for a machine. */
static bool is_text(const xmlNode *content)
{
    mg_span media = formal_name(mg_xml_child(content, "MediaType"));
    if (mg_xml_find(content, "Encoding")) return false;
    return !media.n || mg_span_eq_nocase(media, MG_SPAN("Text")) || mg_span_eq_nocase(media, MG_SPAN("ComplexData"));
}

/* The next content of that role behind `at` (the item itself to begin with), or NULL. */
static xmlNode *next_content(const story *s, xmlNode *at, role wanted)
{
    while ((at = mg_xml_walk(s->item, at)))
        if (mg_xml_is(at, "ContentItem") && is_text(at) && mg_xml_find(at, "DataContent") && role_around(s, at) == wanted)
            return at;
    return NULL;
}

static xmlNode *component_around(const story *s, xmlNode *node)
{
    while (node && node != s->item && !mg_xml_is(node, "NewsComponent")) node = node->parent;
    return node == s->item ? NULL : node;
}

/* ---- fields ---- */

static void read_lines(const story *s, const xmlNode *component, mg_article *article)
{
    const xmlNode *lines = mg_xml_child(component, "NewsLines");
    mg_xml_take(&article->title, mg_xml_line(s->reader, mg_xml_child(lines, "HeadLine")));
    mg_xml_take(&article->standfirst, mg_xml_line(s->reader, mg_xml_child(lines, "SubHeadLine")));
    mg_xml_take(&article->dateline, mg_xml_line(s->reader, mg_xml_child(lines, "DateLine")));
    for (const xmlNode *b = article->byline.n ? NULL : mg_xml_child(lines, "ByLine"); b; b = mg_xml_again(b))
        mg_xml_list(s->reader, &article->byline, mg_xml_line(s->reader, b));
    for (const xmlNode *k = mg_xml_child(lines, "KeywordLine"); k; k = mg_xml_again(k))
        mg_xml_list(s->reader, &article->keywords, mg_xml_line(s->reader, k));
}

static void read_property(const story *s, const xmlNode *property, mg_article *article)
{
    static const char *const sections[] = {"Section", "Category", "Department", "Desk"};
    mg_span value = mg_xml_value(property, "Value");
    if (mg_xml_has(property, "FormalName", "Keyword")) mg_xml_list(s->reader, &article->keywords, value);
    for (size_t i = 0; i < MG_COUNT(sections); i++)
        if (mg_xml_has(property, "FormalName", sections[i])) mg_xml_take(&article->section, value);
}

/* A subject is a number of the IPTC, or a name. */
static void read_subjects(const story *s, const xmlNode *codes, mg_article *article)
{
    for (const xmlNode *n = codes->children; n; n = n->next) {
        mg_span name = formal_name(n);
        if (name.n && !(name.p[0] >= '0' && name.p[0] <= '9')) mg_xml_list(s->reader, &article->keywords, name);
    }
}

static void read_metadata(const story *s, const xmlNode *component, mg_article *article)
{
    const xmlNode *admin = mg_xml_child(component, "AdministrativeMetadata"),
                  *about = mg_xml_child(component, "DescriptiveMetadata");
    mg_xml_take(&article->source, formal_name(mg_xml_at(admin, "Source/Party")));
    mg_xml_take(&article->source, formal_name(mg_xml_at(admin, "Provider/Party")));
    mg_xml_take(&article->language, formal_name(mg_xml_child(about, "Language")));
    for (const xmlNode *p = mg_xml_child(about, "Property"); p; p = mg_xml_again(p)) read_property(s, p, article);
    for (const xmlNode *c = mg_xml_child(about, "SubjectCode"); c; c = mg_xml_again(c)) read_subjects(s, c, article);
}

static void read_item_fields(const story *s, mg_article *article)
{
    const xmlNode *id = mg_xml_at(s->item, "Identification/NewsIdentifier"),
                  *management = mg_xml_child(s->item, "NewsManagement");
    mg_xml_date(mg_xml_line(s->reader, mg_xml_child(management, "FirstCreated")), article);
    mg_xml_date(mg_xml_line(s->reader, mg_xml_child(id, "DateId")), article);
    mg_xml_modified(mg_xml_line(s->reader, mg_xml_child(management, "ThisRevisionCreated")), article);
    article->id = mg_xml_line(s->reader, mg_xml_child(id, "PublicIdentifier"));
    mg_xml_take(&article->language, mg_xml_value(s->item, "lang"));
    mg_xml_take(&article->source, mg_xml_line(s->reader, mg_xml_child(id, "ProviderId")));
}

/* ---- content ---- */

static mg_status add_content(const story *s, xmlNode *content, mg_article *article, mg_error *err)
{
    return mg_newsml_content(s->giver, mg_xml_find(content, "DataContent"), article, err);
}

static mg_status read_text(const story *s, role wanted, mg_article *article, mg_error *err)
{
    for (xmlNode *c = s->item; (c = next_content(s, c, wanted));) MG_TRY(add_content(s, c, article, err));
    return MG_OK;
}

static mg_status read_captions(const story *s, mg_error *err)
{
    mg_article none = {.date_source = MG_DATE_FROM_NOWHERE};
    for (xmlNode *c = s->item; (c = next_content(s, c, R_CAPTION));) MG_TRY(add_content(s, c, &none, err));
    return MG_OK;
}

static mg_status read_summary(const story *s, mg_article *article, mg_error *err)
{
    xmlNode *c = article->standfirst.n ? NULL : next_content(s, s->item, R_SUMMARY);
    if (!c) return MG_OK;
    mg_article none = {.date_source = MG_DATE_FROM_NOWHERE};
    MG_TRY(add_content(s, c, &none, err));
    article->standfirst = mg_arena_copy(s->reader->arena, mg_buf_span(&s->giver->body));
    s->reader->nomem |= !article->standfirst.p && s->giver->body.n;
    mg_buf_reset(&s->giver->body);
    return MG_OK;
}

static mg_status give_item(mg_xml_giver *g, xmlNode *node, mg_error *err)
{
    story s = {g, &g->reader, node};
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    const char *withdrawn = mg_wire_withdrawn(formal_name(mg_xml_at(node, "NewsManagement/Status")));
    if (withdrawn) return mg_xml_pass_over(g, withdrawn, err);
    role wanted = next_content(&s, node, R_MAIN) ? R_MAIN : R_NONE;
    xmlNode *content = next_content(&s, node, wanted), *component = component_around(&s, content);
    if (!component) component = mg_xml_child(node, "NewsComponent");
    for (xmlNode *c = component; c; c = component_around(&s, c->parent)) {
        read_lines(&s, c, &article);
        read_metadata(&s, c, &article);
    }
    read_item_fields(&s, &article);
    MG_TRY(read_summary(&s, &article, err));
    MG_TRY(read_text(&s, wanted, &article, err));
    mg_xml_tidy_story(g, &article);
    MG_TRY(read_captions(&s, err));
    if (!article.title.n && !g->body.n && mg_xml_find(node, "NewsItemRef")) return MG_OK; /* a list of stories */
    return mg_xml_give(g, &article, err);
}

static mg_status read_record(mg_xml_giver *g, xmlNode *record, mg_error *err)
{
    if (!mg_xml_find(record, "NewsItem")) return give_item(g, record, err);
    g->only = false;
    for (xmlNode *n = record; (n = mg_xml_walk(record, n));)
        if (mg_xml_is(n, "NewsItem") && !mg_xml_find(n, "NewsItem")) MG_TRY(give_item(g, n, err));
    return MG_OK;
}

/* A file of topics, or of an envelope alone, is NewsML too. */
static bool is_whole(mg_span text)
{
    return mg_span_find_span(text, 0, MG_SPAN("</NewsML>")) < text.n;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const names[] = {"NewsItem", NULL};
    static const mg_xml_kind kind = {
        &mg_format_newsml, names, read_record, mg_nitf_role, "there is no <NewsItem> in the file", is_whole};
    return mg_xml_extract(&kind, text, file, sink, err);
}

static bool sniff(mg_span head)
{
    return mg_span_eq(mg_xml_root(head, NULL), MG_SPAN("NewsML"));
}

static const char *const suffixes[] = {NULL};

const mg_format mg_format_newsml = {
    .name = "newsml",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
