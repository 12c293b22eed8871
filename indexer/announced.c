/* announced.c - see announced.h. */
#include "indexer/announced.h"

bool mg_announced_is_sitemap(mg_span path)
{
    size_t name = path.n;
    while (name && path.p[name - 1] != '/') name--;
    for (; name < path.n; name++)
        if (mg_span_starts_nocase(mg_span_sub(path, name, path.n), MG_SPAN("sitemap"))) return true;
    return false;
}

mg_status mg_announced_add(mg_announced *set, const mg_article *article, mg_error *err)
{
    mg_article copy;
    if (!article->url.n) return MG_OK;
    return mg_article_copy(article, &set->arena, &copy) && mg_vec_push(&set->articles, copy)
               ? MG_OK
               : mg_fail_nomem(err, "reading sitemaps");
}

static int by_url(const void *a, const void *b)
{
    return mg_span_cmp(((const mg_article *)a)->url, ((const mg_article *)b)->url);
}

void mg_announced_sort(mg_announced *set)
{
    if (set->articles.n) qsort(set->articles.v, set->articles.n, sizeof *set->articles.v, by_url);
}

void mg_announced_fill(const mg_announced *set, mg_article *page)
{
    if (!set->articles.n || !page->url.n) return;
    const mg_article *told = bsearch(page, set->articles.v, set->articles.n, sizeof *told, by_url);
    if (!told) return;
    if (!page->title.n) page->title = told->title;
    if (!page->source.n) page->source = told->source;
    if (!page->language.n) page->language = told->language;
    if (!page->keywords.n) page->keywords = told->keywords;
    if (page->date.precision == MG_DATE_NONE) {
        page->date = told->date;
        page->date_source = told->date_source;
    }
}

void mg_announced_dispose(mg_announced *set)
{
    mg_vec_free(&set->articles);
    mg_arena_dispose(&set->arena);
}
