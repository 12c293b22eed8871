/* extract_tei.c - TEI P5, and P4's TEI.2: papers that were typed or corrected by scholars and libraries.
 *
 *   <TEI><teiHeader><fileDesc><titleStmt><title/></titleStmt><publicationStmt/>
 *     <sourceDesc><bibl><title level="j">The Courier</title><date when="1898-10-17"/></bibl></sourceDesc></fileDesc>
 *   </teiHeader><text><body><div type="article"><head/><byline/><p/></div></body></text></TEI>
 *
 * A text that has several div of the type (or subtype) article is an issue: each of them is an article, and what lies
 * outside of them is left out. Any other text is one article.
 *
 * The day is that of the printed source, which the header describes, unless the article has its own. The date of
 * publicationStmt is that of the file on the web, and counts only when the header knows of no printed source.
 *
 * The text is as an editor would print it: of a choice the corrected and expanded form; without notes, running heads, page
 * numbers, deletions and variants. A printed line's end (lb) is a blank; a hyphen before it goes as ocr_lines.h says, and
 * where the editor wrote break="no", the word is one in any case. */
#include "indexer/xml_articles.h"

/* ---- roles ---- */

/* clang-format off */
static const mg_xml_named_role roles[] = {
    {"ab", MG_XML_BLOCK}, {"argument", MG_XML_BLOCK}, {"back", MG_XML_BLOCK}, 
    {"body", MG_XML_BLOCK}, {"byline", MG_XML_BLOCK}, {"cb", MG_XML_WRAP}, {"cell", MG_XML_CELL}, {"closer", MG_XML_BLOCK},
    {"dateline", MG_XML_BLOCK}, {"del", MG_XML_SILENT}, {"desc", MG_XML_SILENT}, {"div", MG_XML_BLOCK},
    {"div1", MG_XML_BLOCK}, {"div2", MG_XML_BLOCK}, {"div3", MG_XML_BLOCK}, {"div4", MG_XML_BLOCK}, {"div5", MG_XML_BLOCK},
    {"div6", MG_XML_BLOCK}, {"div7", MG_XML_BLOCK}, {"epigraph", MG_XML_BLOCK}, {"figDesc", MG_XML_SILENT},
    {"figure", MG_XML_BLOCK}, {"floatingText", MG_XML_BLOCK}, {"front", MG_XML_BLOCK}, {"fw", MG_XML_SILENT},
    {"gap", MG_XML_SILENT}, {"graphic", MG_XML_SILENT}, {"group", MG_XML_BLOCK}, {"head", MG_XML_BLOCK},
    {"item", MG_XML_ITEM}, {"l", MG_XML_LINE}, {"label", MG_XML_BLOCK}, {"lb", MG_XML_WRAP}, {"lg", MG_XML_BLOCK},
    {"list", MG_XML_BLOCK}, {"note", MG_XML_SILENT}, {"opener", MG_XML_BLOCK}, {"p", MG_XML_BLOCK}, {"pb", MG_XML_WRAP},
    {"postscript", MG_XML_BLOCK}, {"rdg", MG_XML_SILENT}, {"row", MG_XML_ROW}, {"salute", MG_XML_BLOCK},
    {"signed", MG_XML_BLOCK}, {"sp", MG_XML_BLOCK}, {"speaker", MG_XML_BLOCK}, {"stage", MG_XML_BLOCK},
    {"table", MG_XML_BLOCK}, {"teiHeader", MG_XML_SILENT}, {"text", MG_XML_BLOCK}, {"titlePage", MG_XML_BLOCK},
    {"trailer", MG_XML_BLOCK},
};
/* clang-format on */

#define CHOICES 8 /* siblings in a choice that are looked at */
#define HEADS 8   /* heads of one div */

/* Does `node` stand beside an element of that name in a choice? */
static bool has_better(const xmlNode *node, const char *name)
{
    if (!mg_xml_is(node->parent, "choice")) return false;
    const xmlNode *before = node->prev, *after = node->next;
    for (size_t i = 0; i < CHOICES; i++) {
        if (mg_xml_is(before, name) || mg_xml_is(after, name)) return true;
        before = before ? before->prev : NULL;
        after = after ? after->next : NULL;
    }
    return false;
}

static mg_xml_role role_of(const xmlNode *element)
{
    static const char *const better[][2] = {{"sic", "corr"}, {"orig", "reg"}, {"abbr", "expan"}};
    mg_xml_role role = mg_xml_role_in(roles, MG_COUNT(roles), element);
    if (role == MG_XML_WRAP && mg_xml_has(element, "break", "no")) return MG_XML_JOIN;
    for (size_t i = 0; role == MG_XML_INLINE && i < MG_COUNT(better); i++)
        if (mg_xml_is(element, better[i][0]) && has_better(element, better[i][1])) return MG_XML_SILENT;
    return role;
}

/* ---- the header ---- */

/* What all articles of a text have in common; in an arena of its own. */
typedef struct {
    mg_arena arena;
    mg_xml_reader reader;
    mg_article article; /* no more than a model of others */
} issue;

static mg_span written_date(mg_xml_reader *r, const xmlNode *date)
{
    static const char *const attributes[] = {"when", "when-iso", "value"};
    for (size_t i = 0; i < MG_COUNT(attributes); i++) {
        mg_span value = mg_xml_value(date, attributes[i]);
        if (value.n) return value;
    }
    return mg_xml_line(r, date);
}

/* The first date in `node` that can be read. */
static void read_date(mg_xml_reader *r, const xmlNode *node, mg_article *article)
{
    for (const xmlNode *n = node; n && article->date.precision == MG_DATE_NONE; n = mg_xml_walk(node, n))
        if (mg_xml_is(n, "date") || mg_xml_is(n, "docDate")) mg_xml_date(written_date(r, n), article);
}

static bool has_source(const xmlNode *source)
{
    return mg_xml_find(source, "bibl") || mg_xml_find(source, "biblStruct") || mg_xml_find(source, "biblFull");
}

/* The paper: the title that is marked as a journal's, else the first of what the article is a part of. */
static void read_paper(mg_xml_reader *r, const xmlNode *source, mg_article *article)
{
    for (const xmlNode *n = source; n && !article->source.n; n = mg_xml_walk(source, n))
        if (mg_xml_is(n, "title") && mg_xml_has(n, "level", "j")) article->source = mg_xml_line(r, n);
    mg_xml_take(&article->source, mg_xml_line(r, mg_xml_child(mg_xml_find(source, "monogr"), "title")));
}

/* A name that is good for the file alone: those of the paper are the same in all its issues. */
static void read_names(mg_xml_reader *r, const xmlNode *publication, mg_article *article)
{
    static const char *const kinds[] = {"urn", "doi", "ark", "handle"};
    for (const xmlNode *n = publication; n; n = mg_xml_walk(publication, n)) {
        mg_span text = mg_xml_is(n, "idno") ? mg_xml_line(r, n) : MG_SPAN("");
        if (mg_span_starts(text, MG_SPAN("http"))) mg_xml_take(&article->url, text);
        for (size_t i = 0; text.n && i < MG_COUNT(kinds); i++)
            if (mg_xml_has(n, "type", kinds[i])) mg_xml_take(&article->id, text);
    }
}

static void read_keywords(mg_xml_reader *r, const xmlNode *class, mg_spans *keywords)
{
    for (const xmlNode *n = class; n; n = mg_xml_walk(class, n))
        if ((mg_xml_is(n, "term") || mg_xml_is(n, "item")) && !mg_xml_child(n, "term"))
            mg_xml_list(r, keywords, mg_xml_line(r, n));
}

static void read_header(issue *is, const xmlNode *tei)
{
    mg_xml_reader *r = &is->reader;
    mg_article *a = &is->article;
    const xmlNode *header = mg_xml_child(tei, "teiHeader"), *file = mg_xml_child(header, "fileDesc");
    const xmlNode *source = mg_xml_child(file, "sourceDesc"), *profile = mg_xml_child(header, "profileDesc");
    a->title = mg_xml_line(r, mg_xml_at(file, "titleStmt/title"));
    read_date(r, source, a);
    read_date(r, mg_xml_child(profile, "creation"), a);
    if (!has_source(source)) read_date(r, mg_xml_child(file, "publicationStmt"), a);
    read_paper(r, source, a);
    read_names(r, mg_xml_child(file, "publicationStmt"), a);
    read_keywords(r, mg_xml_child(profile, "textClass"), &a->keywords);
    for (const xmlNode *n = mg_xml_at(file, "titleStmt/author"); n; n = mg_xml_again(n))
        mg_xml_list(r, &a->byline, mg_xml_line(r, n));
    a->language = mg_xml_value(mg_xml_child(tei, "text"), "lang");
    mg_xml_take(&a->language, mg_xml_value(mg_xml_at(profile, "langUsage/language"), "ident"));
    mg_xml_take(&a->language, mg_xml_value(mg_xml_at(profile, "langUsage/language"), "id"));
}

/* ---- articles ---- */

static bool is_article(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && strncmp((const char *)node->name, "div", 3) == 0 &&
           (mg_xml_has(node, "type", "article") || mg_xml_has(node, "subtype", "article"));
}

/* The next article behind `node` in `text`: one in another is a part of that. */
static xmlNode *next_article(const xmlNode *text, xmlNode *node)
{
    if (node != text) {
        while (node != text && !node->next) node = node->parent;
        if (node == text) return NULL;
        node = node->next;
        if (is_article(node)) return node;
    }
    while ((node = mg_xml_walk(text, node)))
        if (is_article(node)) return node;
    return NULL;
}

/* The names that are marked as such in a byline, else all of it. */
static void add_byline(mg_xml_reader *r, const xmlNode *byline, mg_spans *names)
{
    size_t before = names->n;
    for (const xmlNode *n = byline; n; n = mg_xml_walk(byline, n))
        if (mg_xml_is(n, "persName") || mg_xml_is(n, "docAuthor")) mg_xml_list(r, names, mg_xml_line(r, n));
    if (names->n == before) mg_xml_list(r, names, mg_xml_line(r, byline));
}

/* Heads, byline and dateline of a div, or of a body, become fields. */
static void take_head(mg_xml_reader *r, xmlNode *div, mg_article *article)
{
    xmlNode *head;
    for (size_t i = 0; i < HEADS && (head = mg_xml_child(div, "head")); i++) {
        mg_span text = mg_xml_line(r, head);
        bool sub = mg_xml_has(head, "type", "sub") || article->title.n;
        if (sub && article->standfirst.n) break; /* headings of a text without parts */
        mg_xml_take(sub ? &article->standfirst : &article->title, text);
        mg_xml_remove(head);
    }
    xmlNode *opener = mg_xml_child(div, "opener"), *byline = mg_xml_child(div, "byline"),
            *dateline = mg_xml_child(div, "dateline");
    if (!byline) byline = mg_xml_child(opener, "byline");
    if (!dateline) dateline = mg_xml_child(opener, "dateline");
    if (byline) add_byline(r, byline, &article->byline);
    if (dateline) read_date(r, dateline, article);
    mg_xml_take(&article->dateline, mg_xml_line(r, dateline));
    mg_xml_remove(byline);
    mg_xml_remove(dateline);
}

/* An article's own fields before those of the issue. */
static void take_issue(const issue *is, mg_article *article)
{
    if (article->date.precision == MG_DATE_NONE) {
        article->date = is->article.date;
        article->date_source = is->article.date_source;
    }
    article->source = is->article.source;
    article->keywords = is->article.keywords;
    mg_xml_take(&article->language, is->article.language);
}

/* "https://archive.example/issue.xml#a12": an id in the file is none in the archive. */
static mg_span address(mg_xml_giver *g, mg_span url, const xmlNode *div)
{
    mg_span id = mg_xml_value(div, "id");
    char *whole = url.n && id.n ? mg_arena_alloc(g->reader.arena, url.n + id.n + 1) : NULL;
    if (!whole) return MG_SPAN("");
    memcpy(whole, url.p, url.n);
    whole[url.n] = '#';
    memcpy(whole + url.n + 1, id.p, id.n);
    return (mg_span){whole, url.n + id.n + 1};
}

static mg_status give_div(mg_xml_giver *g, const issue *is, xmlNode *div, mg_error *err)
{
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE, .language = mg_xml_value(div, "lang")};
    take_head(&g->reader, div, &article);
    take_issue(is, &article);
    article.url = address(g, is->article.url, div);
    mg_xml_render(&g->reader, div, &g->body);
    mg_xml_tidy_story(g, &article);
    return mg_xml_give(g, &article, err);
}

/* The div that all of the text is in, else the body. */
static xmlNode *only_div(xmlNode *body)
{
    xmlNode *found = NULL;
    for (xmlNode *n = body ? body->children : NULL; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE || mg_xml_is(n, "pb")) continue;
        if (found || strncmp((const char *)n->name, "div", 3) != 0) return body;
        found = n;
    }
    return found ? found : body;
}

static mg_status give_text(mg_xml_giver *g, const issue *is, xmlNode *text, xmlNode *div, mg_error *err)
{
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE, .id = is->article.id, .url = is->article.url};
    take_head(&g->reader, div ? div : only_div(mg_xml_child(text, "body")), &article);
    take_issue(is, &article);
    mg_xml_take(&article.title, is->article.title);
    if (!article.byline.n) article.byline = is->article.byline;
    mg_xml_render(&g->reader, div ? div : mg_xml_child(text, "body"), &g->body);
    if (!g->body.n) mg_xml_render(&g->reader, text, &g->body);
    mg_xml_tidy_story(g, &article);
    return mg_xml_give(g, &article, err);
}

static mg_status give_articles(mg_xml_giver *g, const issue *is, xmlNode *text, mg_error *err)
{
    xmlNode *div = next_article(text, text), *second = div ? next_article(text, div) : NULL;
    if (!second) return give_text(g, is, text, div, err);
    g->only = false;
    for (; div; div = next_article(text, div)) MG_TRY(give_div(g, is, div, err));
    return MG_OK;
}

static mg_status read_record(mg_xml_giver *g, xmlNode *tei, mg_error *err)
{
    issue is = {.arena = MG_ARENA_INIT};
    xmlNode *text = mg_xml_child(tei, "text");
    if (!text) return mg_xml_pass_over(g, "there is a TEI header, but no text", err);
    is.reader = (mg_xml_reader){.arena = &is.arena, .role_of = role_of};
    read_header(&is, tei);
    mg_status status = is.reader.nomem ? mg_fail_nomem(err, "reading TEI") : give_articles(g, &is, text, err);
    mg_arena_dispose(&is.arena);
    return status;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const names[] = {"TEI", "TEI.2", NULL};
    static const mg_xml_kind kind = {&mg_format_tei, names, read_record, role_of, "there is no <TEI> in the file", NULL};
    return mg_xml_extract(&kind, text, file, sink, err);
}

static bool sniff(mg_span head)
{
    mg_span root = mg_xml_root(head, NULL);
    return mg_span_eq(root, MG_SPAN("TEI")) || mg_span_eq(root, MG_SPAN("TEI.2")) ||
           mg_span_eq(root, MG_SPAN("teiCorpus")) || mg_span_eq(root, MG_SPAN("teiCorpus.2"));
}

static const char *const suffixes[] = {".tei", NULL};

const mg_format mg_format_tei = {
    .name = "tei",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
