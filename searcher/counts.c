/* counts.c - see counts.h. */
#include "searcher/counts.h"

#include "common/date.h"
#include "common/schema.h"
#include "common/vec.h"
#include "searcher/when.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    uint32_t slot;
    size_t length; /* bytes of the value that are counted by; 0: all */
} fields[MG_FACETS] = {
    {"source", MG_SLOT_SOURCE, 0}, {"section", MG_SLOT_SECTION, 0}, {"author", MG_SLOT_AUTHOR, 0},
    {"lang", MG_SLOT_LANGUAGE, 0}, {"year", MG_SLOT_DATE, 4},       {"month", MG_SLOT_DATE, 6},
};

/* Digits of a date's key, and the prefix of its terms. */
static const struct {
    const char *name;
    size_t length;
    const char *prefix;
} periods[] = {{"", 0, ""}, {"year", 4, "Y"}, {"month", 6, "M"}, {"day", 8, "D"}};

const char *mg_facet_name(mg_facet_field field)
{
    return fields[field].name;
}

const char *mg_period_name(mg_period period)
{
    return periods[period].name;
}

static bool add_facet(mg_counted *out, mg_span name)
{
    size_t field = 0;
    while (field < MG_FACETS && !mg_span_eq_nocase(name, mg_span_str(fields[field].name))) field++;
    if (field == MG_FACETS) return false;
    for (size_t i = 0; i < out->n_facets; i++)
        if (out->facets[i] == field) return true;
    out->facets[out->n_facets++] = (mg_facet_field)field;
    return true;
}

bool mg_facets_parse(const char *list, mg_counted *out, mg_span *bad)
{
    mg_span all = mg_span_str(list);
    for (size_t at = 0, end; at <= all.n; at = end + 1) {
        end = mg_span_find(all, at, ',');
        *bad = mg_span_trim(mg_span_sub(all, at, end));
        if (!add_facet(out, *bad)) return false;
    }
    return true;
}

/* ---- counting ---- */

/* A value, or one of a list of them, in so many articles. */
typedef struct {
    mg_span value;
    size_t list; /* which list it stood in: there it counts once */
    uint32_t articles;
} part;

typedef struct {
    unsigned key; /* 2025, 202503, 20250307 */
    uint32_t articles;
} dated;

typedef MG_VEC(dated) dated_list;

typedef struct {
    const mg_counted *counted;
    mg_arena *arena;
    MG_VEC(part) parts[MG_FACETS];
    MG_VEC(part) dates; /* keys, rising */
    size_t lists;
    bool nomem;
} counter;

static void add_part(counter *c, mg_facet_field field, mg_span value, uint32_t articles)
{
    if (value.n && !mg_vec_push(&c->parts[field], (part){value, c->lists, articles})) c->nomem = true;
}

static bool on_value(void *payload, uint32_t slot, mg_span value, uint32_t articles)
{
    counter *c = payload;
    value = mg_arena_copy(c->arena, value);
    if (!value.p) c->nomem = true;
    c->lists++;
    for (size_t i = 0; i < c->counted->n_facets && !c->nomem; i++) {
        mg_facet_field field = c->counted->facets[i];
        size_t length = fields[field].length;
        if (fields[field].slot != slot || value.n < length) continue;
        if (length) add_part(c, field, mg_span_sub(value, 0, length), articles);
        else
            for (size_t at = 0, end; at < value.n; at = end + 1) {
                end = mg_span_find(value, at, '\x1f');
                add_part(c, field, mg_span_sub(value, at, end), articles);
            }
    }
    bool dates = slot == MG_SLOT_DATE && c->counted->timeline;
    if (dates && !mg_vec_push(&c->dates, (part){value, c->lists, articles})) c->nomem = true;
    return !c->nomem;
}

static void want(mg_slot_prefix *slots, size_t *n, uint32_t slot, size_t length)
{
    size_t i = 0;
    while (i < *n && slots[i].slot != slot) i++;
    if (i == *n) slots[(*n)++] = (mg_slot_prefix){slot, length};
    slots[i].length = MG_MAX(slots[i].length, length);
}

static mg_status count(const mg_index *index, const mg_xquery *query, counter *c, mg_counts *out, mg_error *err)
{
    mg_slot_prefix slots[MG_FACETS + 1];
    size_t n = 0;
    for (size_t i = 0; i < c->counted->n_facets; i++)
        want(slots, &n, fields[c->counted->facets[i]].slot, fields[c->counted->facets[i]].length);
    if (c->counted->timeline) want(slots, &n, MG_SLOT_DATE, periods[c->counted->timeline].length);
    MG_TRY(mg_db_count_values(index->db, query, slots, n, on_value, c, &out->articles, err));
    return c->nomem ? mg_fail_nomem(err, "counting") : MG_OK;
}

/* ---- facets ---- */

static int by_value(const void *a, const void *b)
{
    const part *x = a, *y = b;
    int order = mg_span_cmp(x->value, y->value);
    return order ? order : (x->list > y->list) - (x->list < y->list);
}

static int most_first(const void *a, const void *b)
{
    const mg_facet_count *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return mg_span_cmp(x->value, y->value);
}

/* A date's key as people write it. */
static mg_span period_text(mg_span key, mg_arena *arena)
{
    mg_buf text = MG_BUF_INIT;
    for (size_t i = 0; i < key.n; i++) {
        if (i == 4 || i == 6) mg_buf_addc(&text, '-');
        mg_buf_addc(&text, key.p[i]);
    }
    mg_span copy = text.failed ? (mg_span){0} : mg_arena_copy(arena, mg_buf_span(&text));
    mg_buf_dispose(&text);
    return copy;
}

static mg_status finish_facet(counter *c, mg_facet_field field, mg_facet *out, mg_error *err)
{
    part *v = c->parts[field].v;
    size_t n = c->parts[field].n;
    mg_facet_count *values = mg_arena_alloc(c->arena, (n + 1) * sizeof *values);
    *out = (mg_facet){field, values, 0};
    if (!values) return mg_fail_nomem(err, "counting");
    if (n) qsort(v, n, sizeof *v, by_value);
    for (size_t i = 0; i < n; i++) {
        bool seen = i && mg_span_eq(v[i].value, v[i - 1].value);
        if (!seen) values[out->n++] = (mg_facet_count){v[i].value, 0};
        if (!seen || v[i].list != v[i - 1].list) values[out->n - 1].articles += v[i].articles;
    }
    for (size_t i = 0; fields[field].slot == MG_SLOT_DATE && i < out->n; i++) {
        values[i].value = period_text(values[i].value, c->arena);
        if (!values[i].value.p) return mg_fail_nomem(err, "counting");
    }
    if (out->n) qsort(values, out->n, sizeof *values, most_first);
    return MG_OK;
}

/* ---- timelines ---- */

/* The period that a key is in: 0 when it is no date, or not so exact a one. */
static unsigned period_of(mg_span key, mg_period period)
{
    mg_date date;
    key = mg_span_sub(key, 0, periods[period].length);
    if (key.n < periods[period].length || !mg_date_from_key(key, &date)) return 0;
    return period == MG_PERIOD_YEAR    ? (unsigned)date.year
           : period == MG_PERIOD_MONTH ? (unsigned)date.year * 100 + (unsigned)date.month
                                       : ((unsigned)date.year * 100 + (unsigned)date.month) * 100 + (unsigned)date.day;
}

static unsigned next_period(unsigned key, mg_period period)
{
    if (period == MG_PERIOD_YEAR) return key + 1;
    if (period == MG_PERIOD_MONTH) return key % 100 < 12 ? key + 1 : (key / 100 + 1) * 100 + 1;
    if ((int)(key % 100) < mg_when_days_in((int)(key / 10000), (int)(key / 100 % 100))) return key + 1;
    return next_period(key / 100, MG_PERIOD_MONTH) * 100 + 1;
}

/* How many periods there are from one to the other, or more than MG_PERIODS_MAX. */
static size_t distance(unsigned first, unsigned last, mg_period period)
{
    size_t n = 1;
    for (; first < last && n <= MG_PERIODS_MAX; n++) first = next_period(first, period);
    return n;
}

/* The dates by period, rising. */
static bool by_period(const counter *c, mg_period period, dated_list *out)
{
    out->n = 0;
    for (size_t i = 0; i < c->dates.n; i++) {
        unsigned key = period_of(c->dates.v[i].value, period);
        if (!key) continue;
        if (out->n && out->v[out->n - 1].key == key) out->v[out->n - 1].articles += c->dates.v[i].articles;
        else if (!mg_vec_push(out, (dated){key, c->dates.v[i].articles})) return false;
    }
    return true;
}

typedef struct {
    mg_period period;
    dated_list totals;
    bool nomem;
} totals_reader;

static bool on_period(void *payload, mg_span term, uint32_t articles)
{
    totals_reader *r = payload;
    unsigned key = period_of(mg_span_sub(term, 1, term.n), r->period);
    if (key && !mg_vec_push(&r->totals, (dated){key, articles})) r->nomem = true;
    return !r->nomem;
}

/* Number of articles of each period of `out`, and none in the gaps. */
static mg_status fill(counter *c, const dated_list *some, const dated_list *all, mg_counts *out, mg_error *err)
{
    mg_period_count *v = mg_arena_alloc(c->arena, out->n_periods * sizeof *v);
    if (!v) return mg_fail_nomem(err, "counting");
    unsigned key = some->v[0].key;
    for (size_t i = 0, at = 0, total = 0; i < out->n_periods; i++, key = next_period(key, out->timeline)) {
        char digits[16];
        int n = snprintf(digits, sizeof digits, "%0*u", (int)periods[out->timeline].length, key);
        v[i].period = period_text((mg_span){digits, (size_t)n}, c->arena);
        if (!v[i].period.p) return mg_fail_nomem(err, "counting");
        if (some->v[at].key == key) v[i].articles = some->v[at++].articles;
        while (total < all->n && all->v[total].key < key) total++;
        if (total < all->n && all->v[total].key == key) v[i].share = (double)v[i].articles / all->v[total].articles;
    }
    out->periods = v;
    return MG_OK;
}

static mg_status finish_timeline(const mg_index *index, counter *c, mg_warnings *warnings, mg_counts *out, mg_error *err)
{
    dated_list some = {0};
    totals_reader all = {0};
    mg_status status = MG_OK;
    for (out->timeline = c->counted->timeline;; out->timeline--) {
        if (!by_period(c, out->timeline, &some)) MG_GOTO(mg_fail_nomem(err, "counting"));
        if (!some.n) goto out;
        out->n_periods = distance(some.v[0].key, some.v[some.n - 1].key, out->timeline);
        if (out->n_periods <= MG_PERIODS_MAX) break;
    }
    if (out->timeline != c->counted->timeline &&
        !mg_warn(warnings, c->arena, MG_NOWHERE, "the timeline is by %s: by %s it would have more than %d periods",
                 periods[out->timeline].name, periods[c->counted->timeline].name, MG_PERIODS_MAX))
        MG_GOTO(mg_fail_nomem(err, "counting"));
    all.period = out->timeline;
    if (c->counted->share) MG_GOTO(mg_db_terms(index->db, mg_span_str(periods[all.period].prefix), on_period, &all, err));
    if (all.nomem) MG_GOTO(mg_fail_nomem(err, "counting"));
    status = fill(c, &some, &all.totals, out, err);
out:
    mg_vec_free(&some);
    mg_vec_free(&all.totals);
    return status;
}

mg_status mg_counts_make(const mg_index *index, const mg_xquery *query, const mg_counted *counted, mg_arena *arena,
                         mg_warnings *warnings, mg_counts *out, mg_error *err)
{
    counter c = {.counted = counted, .arena = arena};
    *out = (mg_counts){0};
    if (index->foreign) return mg_fail(err, MG_USAGE, "facets and timelines need an index that Morgue made");
    mg_status status = count(index, query, &c, out, err);
    for (size_t i = 0; status == MG_OK && i < counted->n_facets; i++)
        status = finish_facet(&c, counted->facets[i], &out->facets[out->n_facets++], err);
    if (status == MG_OK && counted->timeline) status = finish_timeline(index, &c, warnings, out, err);
    for (size_t i = 0; i < MG_FACETS; i++) mg_vec_free(&c.parts[i]);
    mg_vec_free(&c.dates);
    return status;
}
