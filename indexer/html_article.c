/* html_article.c - see html_article.h. */
#include "indexer/html_article.h"

#include "indexer/html_body.h"
#include "indexer/html_meta.h"

static mg_status read_tree(const mg_html *tree, mg_arena *arena, mg_article *article, mg_buf *body, mg_error *err)
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

mg_status mg_html_article_read(mg_span text, mg_arena *arena, mg_article *article, mg_html_article *room, mg_error *err)
{
    *room = (mg_html_article){.body = MG_BUF_INIT};
    MG_TRY(mg_html_parse(text, &room->tree, err));
    return read_tree(&room->tree, arena, article, &room->body, err);
}

void mg_html_article_dispose(mg_html_article *room)
{
    mg_html_dispose(&room->tree);
    mg_buf_dispose(&room->body);
}

mg_status mg_html_fragment_read(mg_span html, mg_buf *body, mg_error *err)
{
    mg_html tree;
    mg_html_page page = {.root = MG_HTML_NONE};
    mg_status status = mg_html_parse(html, &tree, err);
    if (status == MG_OK) status = mg_html_page_init_whole(&page, &tree, err);
    if (status == MG_OK) {
        mg_html_render_whole(&page, body);
        status = mg_buf_check(body, "reading HTML", err);
    }
    mg_html_page_dispose(&page);
    mg_html_dispose(&tree);
    return status;
}
