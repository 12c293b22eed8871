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
    mg_span *longer = mg_arena_alloc(arena, (list->n + 1) * sizeof *longer);
    if (!longer) return false;
    if (list->n) memcpy(longer, list->v, list->n * sizeof *longer);
    longer[list->n] = item;
    *list = (mg_spans){longer, list->n + 1};
    return true;
}
