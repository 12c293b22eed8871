/* coverage.c - see coverage.h. From the postings of two kinds of terms: XSOURCE gives each document its source, D the days of
 * those. */
#include "indexer/coverage.h"

#include "common/arena.h"
#include "common/article.h"
#include "common/vec.h"

#include <stdlib.h>

#define GAP_FACTOR 3

typedef struct {
    mg_span name;
    uint32_t articles, days;
    int32_t first, last; /* days since 1970 */
    MG_VEC(int32_t) starts; /* each day on which there are some, where the interval that ends there may be a gap */
    MG_VEC(uint32_t) intervals;
} source;

typedef struct {
    mg_db *db;
    mg_arena arena;
    mg_spans terms;
    MG_VEC(source) sources; /* 0: of what has none */
    uint32_t *source_of;    /* by docid */
    uint32_t documents, now; /* now: the source, or the day, whose postings are read */
    int32_t day;
    bool nomem;
} covering;

/* Days since 1 January 1970, of the Gregorian calendar: years begin in March, so that a leap day ends one. */
static int32_t day_number(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static void day_name(int32_t number, char out[11])
{
    int32_t n = number + 719468, year = (int32_t)(((int64_t)n * 400 + 399) / 146097);
    while (365 * year + year / 4 - year / 100 + year / 400 > n) year--;
    int32_t in_year = n - (365 * year + year / 4 - year / 100 + year / 400), m = (5 * in_year + 2) / 153;
    int32_t day = in_year - (153 * m + 2) / 5 + 1, month = m < 10 ? m + 3 : m - 9;
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)(month <= 2 ? year + 1 : year) % 10000, (unsigned)month % 100, (unsigned)day % 100);
}

static bool keep_term(void *payload, mg_span term, uint32_t documents)
{
    covering *c = payload;
    (void)documents;
    mg_span copy = mg_arena_copy(&c->arena, term);
    c->nomem |= !copy.p || !mg_spans_add(&c->terms, copy, &c->arena);
    return !c->nomem;
}

static bool of_source(void *payload, uint32_t docid, uint32_t wdf)
{
    covering *c = payload;
    (void)wdf;
    if (docid <= c->documents) c->source_of[docid] = c->now;
    return true;
}

static bool on_day(void *payload, uint32_t docid, uint32_t wdf)
{
    covering *c = payload;
    (void)wdf;
    source *s = &c->sources.v[docid <= c->documents ? c->source_of[docid] : 0];
    s->articles++;
    if (s->days && s->last == c->day) return true;
    if (!s->days) s->first = c->day;
    else c->nomem |= !mg_vec_push(&s->intervals, (uint32_t)(c->day - s->last)) || !mg_vec_push(&s->starts, c->day);
    s->days++;
    s->last = c->day;
    return !c->nomem;
}

/* Call `visit` for the postings of each term with a prefix; `begin` is told the term. */
static mg_status each_term(covering *c, const char *prefix, bool (*begin)(covering *c, mg_span term), mg_docid_visitor *visit,
                           mg_error *err)
{
    c->terms = (mg_spans){NULL, 0};
    MG_TRY(mg_db_terms(c->db, mg_span_str(prefix), keep_term, c, err));
    for (size_t i = 0; i < c->terms.n && !c->nomem; i++)
        if (begin(c, mg_span_sub(c->terms.v[i], strlen(prefix), c->terms.v[i].n))) MG_TRY(mg_db_postings(c->db, c->terms.v[i], visit, c, err));
    return c->nomem ? mg_fail_nomem(err, "looking at the days") : MG_OK;
}

static bool begin_source(covering *c, mg_span name)
{
    c->now = (uint32_t)c->sources.n;
    c->nomem |= !mg_vec_push(&c->sources, (source){.name = name});
    return !c->nomem;
}

static bool begin_day(covering *c, mg_span date)
{
    unsigned n = 0;
    for (size_t i = 0; i < date.n; i++) {
        if (date.p[i] < '0' || date.p[i] > '9') return false;
        n = n * 10 + (unsigned)(date.p[i] - '0');
    }
    c->day = day_number((int)(n / 10000), (int)(n / 100 % 100), (int)(n % 100));
    return date.n == 8;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int by_articles(const void *a, const void *b)
{
    const source *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return mg_span_cmp(x->name, y->name);
}

static uint32_t median(const source *s, bool *nomem)
{
    size_t n = s->intervals.n;
    if (!n) return 0;
    uint32_t *sorted = malloc(n * sizeof *sorted);
    *nomem |= !sorted;
    if (!sorted) return 0;
    memcpy(sorted, s->intervals.v, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_size);
    uint32_t middle = sorted[n / 2];
    free(sorted);
    return middle;
}

static void set_day(json_t *o, const char *key, int32_t day)
{
    char name[11];
    day_name(day, name);
    json_object_set_new(o, key, json_string(name));
}

static void add_source(covering *c, const source *s, json_t *out)
{
    json_t *o = json_object(), *gaps = json_array();
    uint32_t usual = median(s, &c->nomem);
    json_object_set_new(o, "source", json_stringn(s->name.n ? s->name.p : "", s->name.n));
    json_object_set_new(o, "articles", json_integer(s->articles));
    set_day(o, "first", s->first);
    set_day(o, "last", s->last);
    json_object_set_new(o, "days", json_integer(s->days));
    json_object_set_new(o, "usual_interval", json_integer(usual));
    for (size_t i = 0; i < s->intervals.n; i++) {
        uint32_t interval = s->intervals.v[i];
        if (interval <= usual * GAP_FACTOR) continue;
        json_t *gap = json_object();
        set_day(gap, "from", s->starts.v[i] - (int32_t)interval + 1);
        set_day(gap, "to", s->starts.v[i] - 1);
        json_object_set_new(gap, "days", json_integer(interval - 1));
        json_array_append_new(gaps, gap);
    }
    json_object_set_new(o, "gaps", gaps);
    json_array_append_new(out, o);
}

mg_status mg_coverage(mg_db *db, json_t *out, mg_error *err)
{
    covering c = {.db = db};
    mg_db_info info;
    MG_TRY(mg_db_get_info(db, &info, err));
    c.documents = info.last_docid;
    c.source_of = calloc((size_t)info.last_docid + 1, sizeof *c.source_of);
    mg_status status = c.source_of && begin_source(&c, (mg_span){0}) ? MG_OK : mg_fail_nomem(err, "looking at the days");
    if (status == MG_OK) status = each_term(&c, "XSOURCE", begin_source, of_source, err);
    if (status == MG_OK) status = each_term(&c, "D", begin_day, on_day, err);
    if (c.sources.n) qsort(c.sources.v, c.sources.n, sizeof *c.sources.v, by_articles);
    for (size_t i = 0; i < c.sources.n; i++) {
        if (status == MG_OK && c.sources.v[i].days) add_source(&c, &c.sources.v[i], out);
        mg_vec_free(&c.sources.v[i].starts);
        mg_vec_free(&c.sources.v[i].intervals);
    }
    mg_vec_free(&c.sources);
    free(c.source_of);
    mg_arena_dispose(&c.arena);
    return status == MG_OK && c.nomem ? mg_fail_nomem(err, "looking at the days") : status;
}
