/* article.c - see article.h. */
#include "common/article.h"

const char *mg_date_source_name(mg_date_source source)
{
    static const char *const names[MG_DATE_SOURCES] = {
        [MG_DATE_FROM_NOWHERE] = "",      [MG_DATE_FROM_META] = "meta",
        [MG_DATE_FROM_JSON_LD] = "json-ld", [MG_DATE_FROM_FEED] = "feed",
        [MG_DATE_FROM_HEADER] = "header", [MG_DATE_FROM_URL] = "url",
        [MG_DATE_FROM_BYLINE] = "byline", [MG_DATE_FROM_FILENAME] = "filename",
    };
    return (unsigned)source < MG_DATE_SOURCES ? names[source] : "";
}

size_t mg_article_page(const mg_article *article, size_t at)
{
    size_t low = 0, high = article->pages.n; /* pages before `low` begin at or before `at`, those from `high` on behind it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (article->pages.v[middle] <= at) low = middle + 1;
        else high = middle;
    }
    return low;
}

static bool copy_spans(mg_spans *list, mg_arena *arena)
{
    mg_spans copy = {NULL, 0};
    for (size_t i = 0; i < list->n; i++) {
        mg_span item = mg_arena_copy(arena, list->v[i]);
        if (!item.p || !mg_spans_add(&copy, item, arena)) return false;
    }
    *list = copy;
    return true;
}

bool mg_article_copy(const mg_article *article, mg_arena *arena, mg_article *out)
{
    *out = *article;
    mg_span *const fields[] = {&out->id,       &out->claimed, &out->title,  &out->standfirst, &out->source, &out->section, &out->dateline, &out->url,
                               &out->language, &out->path,   &out->member,     &out->format, &out->body};
    for (size_t i = 0; i < MG_COUNT(fields); i++) {
        *fields[i] = mg_arena_copy(arena, *fields[i]);
        if (!fields[i]->p) return false;
    }
    size_t *pages = mg_arena_alloc(arena, (article->pages.n + 1) * sizeof *pages);
    if (!pages) return false;
    if (article->pages.n) memcpy(pages, article->pages.v, article->pages.n * sizeof *pages);
    out->pages.v = pages;
    return copy_spans(&out->byline, arena) && copy_spans(&out->keywords, arena);
}

bool mg_spans_add(mg_spans *list, mg_span item, mg_arena *arena)
{
    /* The array has room for the next power of two: it is full whenever n is one. */
    mg_span *v = (mg_span *)(uintptr_t)list->v;
    if ((list->n & (list->n - 1)) == 0) {
        v = mg_arena_alloc(arena, MG_MAX(2 * list->n, 1) * sizeof *v);
        if (!v) return false;
        if (list->n) memcpy(v, list->v, list->n * sizeof *v);
    }
    v[list->n] = item;
    *list = (mg_spans){v, list->n + 1};
    return true;
}

void mg_member_add(mg_span member, mg_buf *path)
{
    if (member.n && member.p[0] != '#') mg_buf_addc(path, '/');
    mg_buf_add(path, member);
}
