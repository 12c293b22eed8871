/* newsml.c - see newsml.h. */
#include "indexer/newsml.h"

#include "indexer/html_article.h"
#include "indexer/nitf.h"
#include "indexer/unwrap.h"

/* Text that is markup itself, written with &lt; or as CDATA. */
static bool is_markup(mg_span text)
{
    size_t close = mg_span_find(text, 0, '>');
    return text.n > 2 && text.p[0] == '<' && close < text.n &&
           ((text.p[1] >= 'a' && text.p[1] <= 'z') || (text.p[1] >= 'A' && text.p[1] <= 'Z') || text.p[1] == '!' ||
            text.p[1] == '?');
}

static mg_status add_text(mg_xml_giver *g, mg_span text, mg_error *err)
{
    mg_buf piece = MG_BUF_INIT;
    mg_status status = MG_OK;
    if (is_markup(text))
        status = mg_html_fragment_read(text, &piece, err);
    else
        mg_unwrap(text, 0, 0, &piece);
    if (piece.n && g->body.n) mg_buf_adds(&g->body, "\n\n");
    mg_buf_add(&g->body, mg_buf_span(&piece));
    g->body.failed |= piece.failed;
    mg_buf_dispose(&piece);
    return status;
}

mg_status mg_newsml_content(mg_xml_giver *g, xmlNode *content, mg_article *article, mg_error *err)
{
    bool elements = false;
    for (const xmlNode *n = content->children; n && !elements; n = n->next) elements = n->type == XML_ELEMENT_NODE;
    xmlNode *nitf = elements ? mg_xml_find(content, "nitf") : NULL;
    if (nitf) mg_nitf_read(&g->reader, nitf, article, &g->body);
    if (nitf) return MG_OK;
    if (elements) {
        mg_xml_render(&g->reader, content, &g->body);
        return MG_OK;
    }
    mg_span text = mg_xml_text(content, g->reader.arena);
    g->reader.nomem |= !text.p;
    return add_text(g, mg_span_trim(text), err);
}
