/* html_article.c - see html_article.h. */
#include "indexer/html_article.h"

#include "indexer/html_body.h"
#include "indexer/html_meta.h"

#define STATED_MIN 500

/* The text of the article that the page gives to machines, when it shows readers much less of it. */
static mg_status take_stated_body(mg_span stated, mg_buf *body, mg_error *err)
{
    if (stated.n < STATED_MIN || body->n >= stated.n / 2) return MG_OK;
    mg_buf_reset(body);
    if (mg_span_find_span(stated, 0, MG_SPAN("</")) < stated.n)
        return mg_html_fragment_read(stated, body, err);
    for (size_t at = 0, end; at < stated.n; at = end + 1) {
        end = mg_span_find(stated, at, '\n');
        mg_span line = mg_span_trim(mg_span_sub(stated, at, end));
        if (line.n && body->n) mg_buf_adds(body, "\n\n");
        mg_buf_add(body, line);
    }
    return mg_buf_check(body, "reading a page", err);
}

static mg_status read_tree(const mg_html *tree, mg_arena *arena, mg_article *article, mg_buf *body, mg_error *err)
{
    mg_html_page page;
    mg_html_fallback fallback = {.body = {NULL, 0}};
    mg_html_site site = {.n = 0};
    const mg_span title = article->title;
    const mg_spans byline = article->byline;
    mg_status status = mg_html_page_init(&page, tree, err);
    if (status == MG_OK) status = mg_html_read_meta(tree, arena, article, &fallback, &site, err);
    if (status == MG_OK) status = mg_html_read_marks(&page, &site, arena, article, err);
    if (status == MG_OK) {
        if (title.n) article->title = title;
        if (byline.n) article->byline = byline;
        if (!article->byline.n) article->byline = fallback.organisations;
        mg_html_render(&page, article, body);
        status = mg_buf_check(body, "reading a page", err);
    }
    if (status == MG_OK) status = take_stated_body(fallback.body, body, err);
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
