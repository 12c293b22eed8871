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
