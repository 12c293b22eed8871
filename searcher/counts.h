/* counts.h - how many of the articles that match there are by field, and over time. Exact: all of them are counted. */
#ifndef MG_COUNTS_H
#define MG_COUNTS_H

#include "common/layout.h"
#include "searcher/query.h"

typedef enum {
    MG_FACET_SOURCE,
    MG_FACET_SECTION,
    MG_FACET_AUTHOR, /* an article counts for each of its authors */
    MG_FACET_LANGUAGE,
    MG_FACET_YEAR, /* "2025" */
    MG_FACET_MONTH, /* "2025-03"; what is dated by the year alone has none */
    MG_FACETS
} mg_facet_field;

typedef enum { MG_PERIOD_NONE, MG_PERIOD_YEAR, MG_PERIOD_MONTH, MG_PERIOD_DAY } mg_period;

/* A timeline of more periods is told by longer ones, with a warning. */
#define MG_PERIODS_MAX 40000

/* What is counted. */
typedef struct {
    mg_facet_field facets[MG_FACETS];
    size_t n_facets;
    mg_period timeline;
    bool share; /* of all articles of each period, whether they match or not */
} mg_counted;

typedef struct {
    mg_span value; /* as stored */
    uint32_t articles;
} mg_facet_count;

typedef struct {
    mg_facet_field field;
    const mg_facet_count *values; /* most first, then in the order of bytes */
    size_t n;
} mg_facet;

typedef struct {
    mg_span period; /* "2025", "2025-03", "2025-03-07" */
    uint32_t articles;
    double share; /* 0 to 1; 0 where there are none at all */
} mg_period_count;

typedef struct {
    mg_facet facets[MG_FACETS]; /* in the order asked for */
    size_t n_facets;
    mg_period timeline; /* as it was counted */
    const mg_period_count *periods; /* without a gap, from the first to the last that has any */
    size_t n_periods;
    uint32_t articles; /* all that match */
} mg_counts;

/* "source", "section", "author", "lang", "year", "month". */
const char *mg_facet_name(mg_facet_field field);

/* "year", "month", "day". */
const char *mg_period_name(mg_period period);

/* Read "source,year": the fields, each once, are added. False when one is unknown, which *bad then is. */
bool mg_facets_parse(const char *list, mg_counted *out, mg_span *bad);

/* Count what matches `query`. All that comes out lives in the arena.
 * Errors: MG_USAGE the database is not one of Morgue's; MG_STALE, MG_NOMEM, and what reading gives. */
MG_NODISCARD mg_status mg_counts_make(const mg_index *index, const mg_xquery *query, const mg_counted *counted,
                                      mg_arena *arena, mg_warnings *warnings, mg_counts *out, mg_error *err);

#endif
