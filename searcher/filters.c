/* filters.c - see filters.h. */
#include "searcher/filters.h"

#include "common/schema.h"
#include "searcher/when.h"

/* Any of the values; nothing to add when there are none. */
static mg_status add_values(mg_arena *arena, const char *prefix, mg_spans values, mg_filters *filters, mg_error *err)
{
    if (!values.n) return MG_OK;
    const mg_xquery **kids = mg_arena_alloc(arena, values.n * sizeof *kids);
    bool ok = kids;
    for (size_t i = 0; ok && i < values.n; i++) {
        mg_span value = values.v[i];
        const mg_language *language = prefix[0] == 'L' ? mg_language_find(value) : NULL;
        if (language) value = mg_span_str(language->code);
        mg_buf term = MG_BUF_INIT;
        mg_term_exact(prefix, value, true, &term);
        kids[i] = term.failed ? NULL : mg_xq_term(arena, mg_buf_span(&term));
        ok = kids[i];
        mg_buf_dispose(&term);
    }
    const mg_xquery *any = ok ? mg_xq_join(arena, MG_X_OR, kids, values.n) : NULL;
    if (!any) return mg_fail_nomem(err, "planning the query");
    filters->v[filters->n++] = any;
    return MG_OK;
}

static mg_status add_dates(const mg_request *r, mg_arena *arena, unsigned today, mg_filters *filters, mg_error *err)
{
    mg_when from = {0}, to = {0};
    if (r->since && !mg_when_point(mg_span_str(r->since), today, arena, &from))
        return mg_fail(err, MG_USAGE, "--since: \"%s\" is no date (2025, 2025-03, 2025-03-07, 7d, yesterday)", r->since);
    if (r->until && !mg_when_point(mg_span_str(r->until), today, arena, &to))
        return mg_fail(err, MG_USAGE, "--until: \"%s\" is no date (2025, 2025-03, 2025-03-07, 7d, yesterday)", r->until);
    if (!from.first.n && !to.last.n) return MG_OK;
    const mg_xquery *range = mg_xq_range(arena, MG_SLOT_DATE, from.first, to.last);
    if (!range) return mg_fail_nomem(err, "planning the query");
    filters->v[filters->n++] = range;
    return MG_OK;
}

mg_status mg_filters_plan(const mg_request *r, mg_arena *arena, unsigned today, mg_filters *filters, mg_error *err)
{
    *filters = (mg_filters){0};
    MG_TRY(add_values(arena, "XSOURCE", r->sources, filters, err));
    MG_TRY(add_values(arena, "XSECTION", r->sections, filters, err));
    MG_TRY(add_values(arena, "XAUTHOR", r->authors, filters, err));
    MG_TRY(add_values(arena, "L", r->languages, filters, err));
    return add_dates(r, arena, today, filters, err);
}

const mg_xquery *mg_filters_over(const mg_xquery *query, const mg_filters *filters, mg_arena *arena)
{
    if (!query || !filters->n) return query;
    const mg_xquery *kids[1 + MG_COUNT(filters->v)] = {query};
    memcpy(kids + 1, filters->v, filters->n * sizeof *kids);
    return mg_xq_join(arena, MG_X_FILTER, kids, filters->n + 1);
}
