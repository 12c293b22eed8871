/* extract_alto.c - ALTO, versions 1 to 4: the words of printed pages as recognition found them. Each page is an article.
 *
 *   <alto><Layout><Page><PrintSpace><TextBlock><TextLine><String CONTENT="The"/><SP/><String CONTENT="ferry"/></TextLine>..
 *
 * A text block is a paragraph. Blocks come in the file's reading order where it states one (ReadingOrder, or IDNEXT from
 * block to block), else as they stand: the top margin, the print space, then the other margins. A word that a hyphen
 * splits is one word: SUBS_CONTENT has it, and its second part goes; where there is no such, ocr_lines.h mends it.
 *
 * There is no headline: letters have a size here, but no meaning. The date is that of the path, or else of the image's
 * name; processingDateTime is when the page was recognised. A page without a word is no article. */
#include "indexer/xml_articles.h"

#include "common/vec.h"
#include "indexer/ocr_lines.h"

typedef struct {
    const xmlNode *node;
    mg_span id;
    bool given, follows; /* follows: another block's IDNEXT names it */
} block;

typedef MG_VEC(block) blocks;

typedef struct {
    blocks all;    /* as they stand */
    block **by_id; /* all.n of them */
    mg_buf *body;
    mg_buf line, paragraph;
    bool word_open; /* the last string stood for the whole of a split word */
    mg_span language;
} page;

/* ---- a block ---- */

static void add_word(page *p, mg_span word)
{
    if (!word.n) return;
    if (p->line.n) mg_buf_addc(&p->line, ' ');
    mg_buf_add(&p->line, word);
}

static void add_string(page *p, const xmlNode *string)
{
    mg_span whole = mg_xml_value(string, "SUBS_CONTENT");
    bool first = whole.n && mg_xml_has(string, "SUBS_TYPE", "HypPart1"),
         second = whole.n && mg_xml_has(string, "SUBS_TYPE", "HypPart2");
    if (!(second && p->word_open)) add_word(p, first || second ? whole : mg_xml_value(string, "CONTENT"));
    p->word_open = first;
}

static void add_line(page *p, const xmlNode *line)
{
    mg_buf_reset(&p->line);
    for (const xmlNode *n = line->children; n; n = n->next) {
        if (mg_xml_is(n, "String")) add_string(p, n);
        if (!mg_xml_is(n, "HYP") || p->word_open) continue;
        mg_span hyphen = mg_xml_value(n, "CONTENT");
        mg_buf_add(&p->line, hyphen.n ? hyphen : MG_SPAN("-"));
    }
    mg_ocr_add_line(&p->paragraph, mg_buf_span(&p->line));
}

static void add_block(page *p, block *b)
{
    b->given = true;
    mg_buf_reset(&p->paragraph);
    for (const xmlNode *line = mg_xml_child(b->node, "TextLine"); line; line = mg_xml_again(line)) add_line(p, line);
    if (!p->paragraph.n) return;
    if (p->body->n) mg_buf_adds(p->body, "\n\n");
    mg_buf_add(p->body, mg_buf_span(&p->paragraph));
    mg_xml_take(&p->language, mg_xml_value(b->node, "LANG"));
    mg_xml_take(&p->language, mg_xml_value(b->node, "language"));
}

/* ---- the order of blocks ---- */

static int by_id(const void *a, const void *b)
{
    return mg_span_cmp((*(block *const *)a)->id, (*(block *const *)b)->id);
}

static block *with_id(const page *p, mg_span id)
{
    block wanted = {.id = id}, *key = &wanted;
    block **found = id.n && p->all.n ? bsearch(&key, p->by_id, p->all.n, sizeof key, by_id) : NULL;
    return found ? *found : NULL;
}

static bool collect(page *p, const xmlNode *part)
{
    for (const xmlNode *n = part; n; n = mg_xml_walk(part, n))
        if (mg_xml_is(n, "TextBlock") && !mg_vec_push(&p->all, ((block){.node = n, .id = mg_xml_value(n, "ID")})))
            return false;
    return true;
}

static bool collect_all(page *p, const xmlNode *node)
{
    static const char *const margins[] = {"TopMargin", "", "LeftMargin", "RightMargin", "BottomMargin"};
    for (size_t rank = 0; rank < MG_COUNT(margins); rank++)
        for (const xmlNode *n = node->children; n; n = n->next) {
            size_t own = 0;
            while (own < MG_COUNT(margins) && !mg_xml_is(n, margins[own])) own++;
            if ((own < MG_COUNT(margins) ? own : 1) == rank && !collect(p, n)) return false;
        }
    p->by_id = calloc(p->all.n + 1, sizeof *p->by_id);
    if (!p->by_id) return false;
    for (size_t i = 0; i < p->all.n; i++) p->by_id[i] = &p->all.v[i];
    qsort(p->by_id, p->all.n, sizeof *p->by_id, by_id);
    return true;
}

/* A block and those that follow each other from it. */
static void add_chain(page *p, block *b)
{
    for (; b && !b->given; b = with_id(p, mg_xml_value(b->node, "IDNEXT"))) add_block(p, b);
}

static void add_blocks(page *p, const xmlNode *order)
{
    for (const xmlNode *n = order; n; n = mg_xml_walk(order, n)) {
        block *b = mg_xml_is(n, "ElementRef") ? with_id(p, mg_xml_value(n, "REF")) : NULL;
        if (b && !b->given) add_block(p, b);
    }
    for (size_t i = 0; i < p->all.n; i++) {
        block *next = with_id(p, mg_xml_value(p->all.v[i].node, "IDNEXT"));
        if (next) next->follows = true;
    }
    for (size_t i = 0; i < p->all.n; i++)
        if (!p->all.v[i].follows) add_chain(p, &p->all.v[i]);
    for (size_t i = 0; i < p->all.n; i++) add_chain(p, &p->all.v[i]);
}

/* ---- pages ---- */

static mg_status give_page(mg_xml_giver *g, const xmlNode *order, const xmlNode *image, const xmlNode *node, mg_error *err)
{
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    page p = {.body = &g->body};
    mg_date known;
    bool ok = collect_all(&p, node);
    if (ok) add_blocks(&p, order);
    g->body.failed |= !ok || p.line.failed || p.paragraph.failed;
    article.language = p.language;
    mg_span name = mg_xml_line(&g->reader, image);
    bool dated = mg_date_in_path(g->file->member, &known) || mg_date_in_path(g->file->path, &known);
    if (!dated && mg_date_in_path(name, &article.date))
        article.date_source = MG_DATE_FROM_FILENAME;
    mg_vec_free(&p.all);
    free(p.by_id);
    mg_buf_dispose(&p.line);
    mg_buf_dispose(&p.paragraph);
    return g->body.n || g->body.failed ? mg_xml_give(g, &article, err) : MG_OK;
}

static const xmlNode *next_page(const xmlNode *alto, const xmlNode *n)
{
    while ((n = mg_xml_walk(alto, n)))
        if (mg_xml_is(n, "Page")) return n;
    return NULL;
}

static mg_status read_record(mg_xml_giver *g, xmlNode *alto, mg_error *err)
{
    const xmlNode *node = next_page(alto, alto), *image = mg_xml_find(mg_xml_child(alto, "Description"), "fileName");
    bool several = node && next_page(alto, node);
    const xmlNode *order = several ? NULL : mg_xml_find(alto, "ReadingOrder"); /* it is that of one page */
    if (several) g->only = false;
    for (; node; node = next_page(alto, node)) MG_TRY(give_page(g, order, image, node, err));
    return MG_OK;
}

static mg_xml_role role_of(const xmlNode *element)
{
    (void)element;
    return MG_XML_INLINE;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    static const char *const names[] = {"alto", NULL};
    static const mg_xml_kind kind = {&mg_format_alto, names, read_record, role_of, "there is no <alto> in the file", NULL};
    return mg_xml_extract(&kind, text, file, sink, err);
}

static bool sniff(mg_span head)
{
    return mg_span_eq(mg_xml_root(head, NULL), MG_SPAN("alto"));
}

static const char *const suffixes[] = {".alto", NULL};

const mg_format mg_format_alto = {
    .name = "alto",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
