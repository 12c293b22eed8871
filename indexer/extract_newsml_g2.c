/* extract_newsml_g2.c - NewsML-G2, what agencies send today.
 *
 *   <newsMessage><itemSet><newsItem guid="urn:.." version="2">
 *     <itemMeta><provider/><firstCreated/><versionCreated/><pubStatus qcode="stat:usable"/></itemMeta>
 *     <contentMeta><headline/><by/><dateline/><subject qcode="medtop:1"><name/></subject>
 *       <description role="drol:summary"/></contentMeta>
 *     <contentSet><inlineXML><nitf/></inlineXML></contentSet></newsItem></itemSet></newsMessage>
 *
 * or a newsItem alone. Packages, concepts, events and plans are items too, but no articles: a file that holds nothing else
 * is read without a word.
 *
 * A thing is named by a code (qcode) whose catalog lies elsewhere; it is known here by the name that stands with it, or in
 * an assert of the item. Words of one kind in several languages are taken in the item's own, else the first.
 *
 * The id is guid:version, so that each version of a story is an article. The text is the first content that is not a
 * picture; an item without any, such as a picture or a film, has the words that describe it: captions, scripts, shot
 * lists. An item that is canceled or withheld is left out and told, as extract_nitf.c says. */
#include "indexer/newsml.h"
#include "indexer/nitf.h"

#include <stdio.h>

#define LOOKED_AT 500 /* subjects, and asserts for each of them */

typedef struct {
    mg_xml_giver *giver;
    mg_xml_reader *reader;
    xmlNode *item, *item_meta, *content_meta;
    mg_span language;
} item;

/* "caption" of "drol:caption". */
static mg_span code_of(mg_span qcode)
{
    for (size_t colon; (colon = mg_span_find(qcode, 0, ':')) < qcode.n;) qcode = mg_span_sub(qcode, colon + 1, qcode.n);
    return qcode;
}

static mg_span role_of(const xmlNode *node)
{
    return code_of(mg_xml_value(node, "role"));
}

/* "en" of "en-US". */
static bool is_language(const item *it, const xmlNode *node)
{
    mg_span lang = mg_xml_value(node, "lang");
    mg_span a = mg_span_sub(lang, 0, mg_span_find(lang, 0, '-')),
            b = mg_span_sub(it->language, 0, mg_span_find(it->language, 0, '-'));
    return a.n && mg_span_eq_nocase(a, b);
}

/* The child of that name in the item's language, or the first. */
static xmlNode *in_language(const item *it, const xmlNode *node, const char *name)
{
    xmlNode *first = mg_xml_child(node, name);
    for (xmlNode *n = first; n; n = mg_xml_again(n))
        if (is_language(it, n)) return n;
    return first;
}

/* The name of a thing: its own, or that which an assert gives to the same code. */
static mg_span name_of(const item *it, const xmlNode *thing)
{
    mg_span qcode = mg_xml_value(thing, "qcode"), name = mg_xml_line(it->reader, in_language(it, thing, "name"));
    if (name.n || !qcode.n) return name;
    size_t seen = 0;
    for (const xmlNode *a = mg_xml_child(it->item, "assert"); a && seen < LOOKED_AT; a = mg_xml_again(a), seen++)
        if (mg_span_eq(mg_xml_value(a, "qcode"), qcode)) return mg_xml_line(it->reader, in_language(it, a, "name"));
    return MG_SPAN("");
}

static mg_span party_of(const item *it, const xmlNode *party)
{
    mg_span name = name_of(it, party);
    return name.n ? name : mg_xml_value(party, "literal");
}

static bool is_sub_headline(mg_span role)
{
    return role.n >= 3 && strncasecmp(role.p, "sub", 3) == 0;
}

/* The first headline with text, one in the item's language before others; sub-headlines are the standfirst. */
static void read_headlines(const item *it, mg_article *article)
{
    bool sure = false;
    for (const xmlNode *h = mg_xml_child(it->content_meta, "headline"); h; h = mg_xml_again(h)) {
        mg_span text = mg_xml_line(it->reader, h);
        if (is_sub_headline(role_of(h))) {
            mg_xml_take(&article->standfirst, text);
        } else if (text.n && (!article->title.n || (!sure && is_language(it, h)))) {
            article->title = text;
            sure = is_language(it, h);
        }
    }
}

static bool is_summary(mg_span role)
{
    static const char *const names[] = {"summary", "abstract", "intro", "synthe", "standfirst"};
    for (size_t i = 0; i < MG_COUNT(names); i++)
        if (mg_span_eq_nocase(role, mg_span_str(names[i]))) return true;
    return false;
}

/* Descriptions in the item's language, or in none that is named; all of them when there are no such. */
static bool is_readable(const item *it, const xmlNode *description, bool any)
{
    return any || !mg_xml_value(description, "lang").n || is_language(it, description);
}

static bool has_readable(const item *it)
{
    for (const xmlNode *d = mg_xml_child(it->content_meta, "description"); d; d = mg_xml_again(d))
        if (is_readable(it, d, false)) return true;
    return false;
}

static void read_summary(const item *it, mg_article *article)
{
    bool any = !has_readable(it);
    for (const xmlNode *d = mg_xml_child(it->content_meta, "description"); d; d = mg_xml_again(d))
        if (is_summary(role_of(d)) && is_readable(it, d, any)) mg_xml_take(&article->standfirst, mg_xml_line(it->reader, d));
}

static void read_captions(const item *it, mg_buf *body)
{
    bool any = !has_readable(it);
    for (const xmlNode *d = mg_xml_child(it->content_meta, "description"); d; d = mg_xml_again(d))
        if (!is_summary(role_of(d)) && is_readable(it, d, any)) mg_xml_render(it->reader, d, body);
}

static void read_source(const item *it, mg_article *article)
{
    mg_xml_take(&article->source, party_of(it, mg_xml_child(it->content_meta, "infoSource")));
    mg_xml_take(&article->source, party_of(it, mg_xml_child(it->item_meta, "provider")));
    mg_xml_take(&article->source, mg_xml_line(it->reader, mg_xml_child(it->content_meta, "creditline")));
    mg_xml_take(&article->source, party_of(it, mg_xml_at(it->item, "rightsInfo/copyrightHolder")));
}

/* Who made the item, when that is a person and neither the agency nor a login. */
static void read_creators(const item *it, mg_article *article)
{
    for (const xmlNode *c = mg_xml_child(it->content_meta, "creator"); c; c = mg_xml_again(c)) {
        mg_span name = name_of(it, c);
        bool word = true;
        for (size_t i = 0; i < name.n && word; i++) word = name.p[i] > ' ' && name.p[i] < 0x7f;
        bool agency = mg_span_starts_nocase(code_of(mg_xml_value(c, "type")), MG_SPAN("organi")) ||
                      mg_span_starts(name, MG_SPAN("The ")) || mg_span_eq_nocase(name, article->source);
        if (!agency && !word) mg_xml_list(it->reader, &article->byline, name);
    }
}

static void read_byline(const item *it, mg_article *article)
{
    mg_xml_list(it->reader, &article->byline, mg_xml_line(it->reader, in_language(it, it->content_meta, "by")));
}

/* What the agency calls its desks: "sttdepartment:9". */
static bool is_section(mg_span qcode)
{
    mg_span scheme = mg_span_sub(qcode, 0, mg_span_find(qcode, 0, ':'));
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)MG_MIN(scheme.n, sizeof name - 1), scheme.n ? scheme.p : "");
    return scheme.n < qcode.n && (strcasestr(name, "department") || strcasestr(name, "section") || strcasestr(name, "desk"));
}

static void read_subjects(const item *it, mg_article *article)
{
    for (const xmlNode *k = mg_xml_child(it->content_meta, "keyword"); k; k = mg_xml_again(k))
        mg_xml_list(it->reader, &article->keywords, mg_xml_line(it->reader, k));
    size_t seen = 0;
    for (const xmlNode *s = mg_xml_child(it->content_meta, "subject"); s && seen < LOOKED_AT; s = mg_xml_again(s), seen++) {
        mg_span name = name_of(it, s);
        if (is_section(mg_xml_value(s, "qcode")))
            mg_xml_take(&article->section, name);
        else if (name.n > 1)
            mg_xml_list(it->reader, &article->keywords, name); /* one letter is a category's code */
    }
}

static void read_dates(const item *it, mg_article *article)
{
    mg_span first = mg_xml_line(it->reader, mg_xml_child(it->item_meta, "firstCreated"));
    mg_span version = mg_xml_line(it->reader, mg_xml_child(it->item_meta, "versionCreated"));
    mg_xml_date(first, article);
    mg_xml_date(mg_xml_line(it->reader, mg_xml_child(it->content_meta, "contentCreated")), article);
    mg_xml_date(version, article);
    mg_xml_modified(version, article);
}

static void read_links(const item *it, mg_article *article)
{
    for (const xmlNode *l = mg_xml_child(it->item_meta, "link"); l; l = mg_xml_again(l)) {
        mg_span rel = code_of(mg_xml_value(l, "rel")), href = mg_xml_value(l, "href");
        bool page = mg_span_eq_nocase(rel, MG_SPAN("canonical")) || mg_span_eq_nocase(rel, MG_SPAN("permalink"));
        if (page && mg_span_starts(href, MG_SPAN("http"))) mg_xml_take(&article->url, href);
    }
}

static mg_span id_of(const item *it)
{
    mg_span guid = mg_xml_value(it->item, "guid"), version = mg_xml_value(it->item, "version");
    if (!guid.n || !version.n) return guid;
    char *id = mg_arena_alloc(it->reader->arena, guid.n + version.n + 2);
    it->reader->nomem |= !id;
    if (!id) return guid;
    return (mg_span){
        id, (size_t)snprintf(id, guid.n + version.n + 2, "%.*s:%.*s", (int)guid.n, guid.p, (int)version.n, version.p)};
}

static mg_status read_contents(const item *it, mg_article *article, mg_error *err)
{
    static const char *const kinds[] = {"inlineXML", "inlineData"};
    for (size_t i = 0; i < MG_COUNT(kinds) && !it->giver->body.n; i++)
        for (xmlNode *c = mg_xml_at(it->item, i ? "contentSet/inlineData" : "contentSet/inlineXML"); c && !it->giver->body.n;
             c = mg_xml_again(c))
            if (!mg_xml_value(c, "encoding").n) MG_TRY(mg_newsml_content(it->giver, c, article, err));
    if (!it->giver->body.n) read_captions(it, &it->giver->body);
    return MG_OK;
}

static mg_status read_item(mg_xml_giver *g, xmlNode *record, mg_error *err)
{
    item it = {g, &g->reader, record, mg_xml_child(record, "itemMeta"), mg_xml_child(record, "contentMeta"), MG_SPAN("")};
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    const xmlNode *status = mg_xml_child(it.item_meta, "pubStatus");
    const char *withdrawn = mg_wire_withdrawn(mg_xml_value(status, "qcode"));
    if (!withdrawn) withdrawn = mg_wire_withdrawn(mg_xml_value(status, "uri"));
    if (withdrawn) return mg_xml_pass_over(g, withdrawn, err);
    it.language = mg_xml_value(mg_xml_child(it.content_meta, "language"), "tag");
    mg_xml_take(&it.language, mg_xml_value(record, "lang"));
    article.language = it.language;
    article.id = id_of(&it);
    read_headlines(&it, &article);
    read_summary(&it, &article);
    read_byline(&it, &article);
    read_dates(&it, &article);
    read_source(&it, &article);
    read_subjects(&it, &article);
    read_links(&it, &article);
    article.dateline = mg_xml_line(it.reader, in_language(&it, it.content_meta, "dateline"));
    MG_TRY(read_contents(&it, &article, err));
    mg_xml_tidy_story(g, &article);
    if (!article.title.n && !g->body.n && mg_xml_at(record, "contentSet/remoteContent")) return MG_OK; /* a film, say */
    if (!article.byline.n) read_creators(&it, &article);
    return mg_xml_give(g, &article, err);
}

static const char *const others[] = {"packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"};

/* Is there an item in the file that is no article? */
static bool has_other_item(mg_span text)
{
    for (size_t i = 0; i < MG_COUNT(others); i++)
        if (mg_span_find_span(text, 0, mg_span_str(others[i])) < text.n) return true;
    return false;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const names[] = {"newsItem", NULL};
    static const mg_xml_kind kind = {
        &mg_format_newsml_g2, names, read_item, mg_nitf_role, "there is no news item in the file", has_other_item};
    return mg_xml_extract(&kind, text, file, sink, err);
}

static bool sniff(mg_span head)
{
    mg_span root = mg_xml_root(head, NULL);
    bool known = mg_span_eq(root, MG_SPAN("newsItem")) || mg_span_eq(root, MG_SPAN("newsMessage"));
    for (size_t i = 0; i < MG_COUNT(others); i++) known |= mg_span_eq(root, mg_span_str(others[i]));
    if (!known) return false;
    return mg_span_find_span(head, 0, MG_SPAN("iptc.org/std/nar")) < head.n ||
           mg_span_find_span(head, 0, MG_SPAN("NewsML-G2")) < head.n;
}

static const char *const suffixes[] = {".newsml", NULL};

const mg_format mg_format_newsml_g2 = {
    .name = "newsml-g2",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
