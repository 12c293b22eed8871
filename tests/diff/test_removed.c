/* test_removed.c - an index in several segments, some articles of which are removed, answers as one segment does that never
 * had them: counts, facets, weights, order, words; and with nothing removed, weights are those of libxapian. */
#include "common/analyze.h"
#include "common/impacts.h"
#include "common/io.h"
#include "common/record.h"
#include "common/schema.h"
#include "searcher/search.h"
#include "tests/support/cut_index.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
/* ---- what the shim tells ---- */

typedef struct {
    mg_buf text; /* all that was visited, in words */
} told;

static bool tell_term(void *payload, mg_span term, uint32_t documents)
{
    told *t = payload;
    mg_buf_addf(&t->text, "%.*s %u\n", (int)term.n, term.p, documents);
    return true;
}

static void assert_same_terms(mg_db *a, mg_db *b, mg_span prefix)
{
    told x = {MG_BUF_INIT}, y = {MG_BUF_INIT};
    assert_int_equal(mg_db_terms(a, prefix, tell_term, &x, NULL), MG_OK);
    assert_int_equal(mg_db_terms(b, prefix, tell_term, &y, NULL), MG_OK);
    if (!mg_span_eq(mg_buf_span(&x.text), mg_buf_span(&y.text)))
        fail_msg("terms of %.*s differ:\n%s\n---\n%s", (int)prefix.n, prefix.p, x.text.p, y.text.p);
    mg_buf_dispose(&x.text);
    mg_buf_dispose(&y.text);
}

typedef struct {
    MG_VEC(uint32_t) docids;
    uint64_t wdf;
} postings;

static bool take_posting(void *payload, uint32_t docid, uint32_t wdf)
{
    postings *p = payload;
    assert_true(!p->docids.n || p->docids.v[p->docids.n - 1] < docid);
    assert_true(mg_vec_push(&p->docids, docid));
    p->wdf += wdf;
    return true;
}

/* The ids of documents, sorted, as one text. */
static mg_buf ids_of(mg_db *db, const uint32_t *docids, size_t n)
{
    mg_buf out = MG_BUF_INIT, data = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    cut_spans ids = {0};
    for (size_t i = 0; i < n; i++) {
        mg_record record;
        mg_buf_reset(&data);
        assert_int_equal(mg_db_data(db, docids[i], &data, NULL), MG_OK);
        assert_int_equal(mg_record_decode(mg_buf_span(&data), &arena, NULL, &record, NULL), MG_OK);
        mg_span id = mg_arena_copy(&arena, record.article.id);
        assert_true(mg_vec_push(&ids, id));
    }
    cut_sort(ids.v, ids.n);
    mg_buf_adds(&out, "");
    for (size_t i = 0; i < ids.n; i++) mg_buf_addf(&out, "%s ", ids.v[i].p);
    mg_vec_free(&ids);
    mg_arena_dispose(&arena);
    mg_buf_dispose(&data);
    return out;
}

static void assert_same_postings(mg_db *a, mg_db *b, mg_span term)
{
    postings x = {.wdf = 0}, y = {.wdf = 0};
    uint32_t n, m, first;
    assert_int_equal(mg_db_postings(a, term, take_posting, &x, NULL), MG_OK);
    assert_int_equal(mg_db_postings(b, term, take_posting, &y, NULL), MG_OK);
    mg_buf ids = ids_of(a, x.docids.v, x.docids.n), other = ids_of(b, y.docids.v, y.docids.n);
    assert_string_equal(ids.p, other.p);
    assert_true(x.wdf == y.wdf);
    if (term.n) {
        assert_int_equal(mg_db_term_documents(a, term, &n, NULL), MG_OK);
        assert_int_equal(mg_db_term_documents(b, term, &m, NULL), MG_OK);
        assert_int_equal(n, m);
        assert_int_equal(n, x.docids.n);
        assert_int_equal(mg_db_find(b, term, &first, NULL), MG_OK);
        assert_int_equal(first, m ? y.docids.v[0] : 0);
    }
    mg_vec_free(&x.docids);
    mg_vec_free(&y.docids);
    mg_buf_dispose(&ids);
    mg_buf_dispose(&other);
}

static void assert_same_statistics(mg_index *a, mg_index *b)
{
    mg_db_info x, y;
    assert_int_equal(mg_db_get_info(a->db, &x, NULL), MG_OK);
    assert_int_equal(mg_db_get_info(b->db, &y, NULL), MG_OK);
    assert_int_equal(x.documents, y.documents);
    assert_true(x.average_length == y.average_length);
    assert_int_equal(a->unstemmed, b->unstemmed);
    assert_int_equal(a->languages.n, b->languages.n);
    for (size_t i = 0; i < a->languages.n; i++) assert_true(mg_span_eq(a->languages.v[i], b->languages.v[i]));
    static const char *const prefixes[] = {"", "f", "flood", "S", "Z", "XSOURCE", "XSTEM", "L", "Q", "nothing"};
    for (size_t i = 0; i < MG_COUNT(prefixes); i++) assert_same_terms(a->db, b->db, mg_span_str(prefixes[i]));
    static const char *const terms[] = {"", "oil", "x7", "Zflood", "XSTEMfr", "XHASdate", "Sdam", "nowhere"};
    for (size_t i = 0; i < MG_COUNT(terms); i++) assert_same_postings(a->db, b->db, mg_span_str(terms[i]));
}

/* ---- queries of any shape ---- */

static const char *random_term(uint64_t *seed)
{
    static const char *const others[] = {"Zflood", "Ztrad", "Zprice", "Sthe",
                                         "Soil", "XSTEMen", "XSOURCEle phare", "Len", "none"};
    return random_below(seed, 3) ? cut_word(seed) : others[random_below(seed, MG_COUNT(others))];
}

/* Where a query stands: a synonym can only count what has words. And libxapian 1.4.22 weighs a phrase that does not match, now and
 * then, where it is one of several alternatives that are only checked: that is not asked for. */
typedef enum { AT_TOP, AMONG_ALL, AMONG_ANY, IN_SYNONYM } place;

static place place_in(mg_xquery_op op, place at)
{
    if (op == MG_X_SYNONYM || at == IN_SYNONYM) return IN_SYNONYM;
    return at == AMONG_ANY || op == MG_X_OR || op == MG_X_XOR || op == MG_X_AND_MAYBE ? AMONG_ANY : AMONG_ALL;
}

static mg_xquery_op random_operator(uint64_t *seed, place at)
{
    static const mg_xquery_op ops[] = {MG_X_AND, MG_X_OR, MG_X_SYNONYM, MG_X_AND_NOT, MG_X_AND_MAYBE, MG_X_FILTER,
                                       MG_X_XOR, MG_X_NEAR, MG_X_PHRASE};
    uint32_t phrases = at == AMONG_ANY || at == IN_SYNONYM ? 0 : 2;
    return ops[random_below(seed, 7 + phrases)];
}

static const mg_xquery *random_query(mg_arena *arena, uint64_t *seed, place at, int depth)
{
    mg_xquery *q = mg_arena_alloc(arena, sizeof *q);
    assert_non_null(q);
    uint32_t kind = at == IN_SYNONYM ? 2 + random_below(seed, depth ? 10 : 6) : random_below(seed, depth ? 12 : 8);
    if (kind == 0) *q = (mg_xquery){.op = random_below(seed, 4) ? MG_X_ALL : MG_X_NOTHING};
    else if (kind == 1)
        *q = (mg_xquery){.op = MG_X_VALUE_RANGE, .slot = MG_SLOT_DATE, .low = MG_SPAN("2"), .high = MG_SPAN("20240229120000")};
    else if (kind < 8) *q = (mg_xquery){.op = MG_X_TERM, .term = mg_span_str(random_term(seed))};
    if (kind < 8) return q;
    size_t n = 2 + random_below(seed, 3);
    const mg_xquery **kids = mg_arena_alloc(arena, n * sizeof *kids);
    assert_non_null(kids);
    *q = (mg_xquery){.op = random_operator(seed, at), .kids = kids, .n = n};
    bool near = q->op == MG_X_NEAR || q->op == MG_X_PHRASE;
    q->window = near ? (uint32_t)n + random_below(seed, 4) : 0;
    for (size_t i = 0; i < n; i++) {
        mg_xquery *word = mg_arena_alloc(arena, sizeof *word);
        *word = (mg_xquery){.op = MG_X_TERM, .term = mg_span_str(cut_word(seed))};
        kids[i] = near ? word : random_query(arena, seed, place_in(q->op, at), depth - 1);
    }
    return q;
}

typedef struct {
    char id[40];
    double weight;
} weighed;

static int by_weighed(const void *a, const void *b)
{
    return strcmp(((const weighed *)a)->id, ((const weighed *)b)->id);
}

static bool close_to(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

/* All matches, by id. */
static weighed *match_all(mg_db *db, const mg_xquery *q, size_t *n)
{
    mg_match_opts opts = {.limit = 100000, .check_at_least = 100000, .k1 = 1.2, .b = 0.75};
    mg_match match;
    mg_error err = MG_ERROR_INIT;
    if (mg_db_match(db, q, &opts, &match, &err) != MG_OK) fail_msg("%s", err.msg);
    assert_int_equal(match.lower, match.n);
    assert_int_equal(match.estimate, match.n);
    assert_int_equal(match.upper, match.n);
    weighed *all = calloc(match.n + 1, sizeof *all);
    assert_non_null(all);
    for (size_t i = 0; i < match.n; i++) {
        mg_buf id = ids_of(db, &match.hits[i].docid, 1);
        snprintf(all[i].id, sizeof all[i].id, "%s", id.p);
        all[i].weight = match.hits[i].weight;
        assert_true(i == 0 || match.hits[i].weight <= match.hits[i - 1].weight);
        mg_buf_dispose(&id);
    }
    *n = match.n;
    qsort(all, *n, sizeof *all, by_weighed);
    mg_match_dispose(&match);
    return all;
}

static void assert_same_matches(mg_db *a, mg_db *b, const mg_xquery *q)
{
    size_t n, m;
    mg_buf text = MG_BUF_INIT;
    weighed *x = match_all(a, q, &n), *y = match_all(b, q, &m);
    assert_int_equal(mg_xquery_describe(q, &text, NULL), MG_OK);
    if (n != m) fail_msg("%s: %zu and %zu matches", text.p, n, m);
    for (size_t i = 0; i < n; i++)
        if (strcmp(x[i].id, y[i].id) != 0 || !close_to(x[i].weight, y[i].weight))
            fail_msg("%s: %s %.15g, but %s %.15g", text.p, x[i].id, x[i].weight, y[i].id, y[i].weight);
    free(x);
    free(y);
    mg_buf_dispose(&text);
}

/* ---- values that are counted ---- */

static bool tell_value(void *payload, uint32_t slot, mg_span value, uint32_t documents)
{
    told *t = payload;
    mg_buf_addf(&t->text, "%u %.*s %u\n", slot, (int)value.n, value.p, documents);
    return true;
}

/* What is counted of the dates' days, in words; and of how many documents. */
static mg_buf count_days(mg_db *db, const mg_xquery *q, uint32_t *documents)
{
    static const mg_slot_prefix day = {MG_SLOT_DATE, 8};
    told counted = {MG_BUF_INIT};
    mg_buf_adds(&counted.text, "");
    assert_int_equal(mg_db_count_values(db, q, &day, 1, tell_value, &counted, documents, NULL), MG_OK);
    return counted.text;
}

/* The same, one hit by one. */
static mg_buf days_of_hits(mg_db *db, const mg_match *match)
{
    static const char *const days[] = {"18981231", "20240229", "20250307"};
    unsigned counts[MG_COUNT(days)] = {0};
    mg_buf date = MG_BUF_INIT, out = MG_BUF_INIT;
    for (size_t i = 0; i < match->n; i++) {
        mg_buf_reset(&date);
        assert_int_equal(mg_db_value(db, match->hits[i].docid, MG_SLOT_DATE, &date, NULL), MG_OK);
        for (size_t k = 0; k < MG_COUNT(days); k++) counts[k] += mg_span_starts(mg_buf_span(&date), mg_span_str(days[k]));
    }
    mg_buf_adds(&out, "");
    for (size_t k = 0; k < MG_COUNT(days); k++)
        if (counts[k]) mg_buf_addf(&out, "%d %s %u\n", MG_SLOT_DATE, days[k], counts[k]);
    mg_buf_dispose(&date);
    return out;
}

/* ---- values of many documents ---- */

typedef struct {
    mg_buf *values; /* by document */
    size_t visits, most;
} gathered;

static bool gather(void *payload, size_t i, mg_span value)
{
    gathered *g = payload;
    assert_int_equal(g->values[i].n, 0);
    mg_buf_add(&g->values[i], value);
    return ++g->visits < g->most;
}

/* All at once they are what they are one by one; what is no document has none. */
static void assert_values(mg_db *db, const mg_xquery *q)
{
    mg_match_opts opts = {.limit = 100000, .k1 = 1.2, .b = 0.75};
    mg_match match;
    mg_buf value = MG_BUF_INIT;
    size_t there = 0;
    assert_int_equal(mg_db_match(db, q, &opts, &match, NULL), MG_OK);
    uint32_t *docids = calloc(match.n + 2, sizeof *docids);
    gathered g = {calloc(match.n + 2, sizeof *g.values), 0, SIZE_MAX}, one = {calloc(match.n + 2, sizeof *g.values), 0, 1};
    for (size_t i = 0; i < match.n; i++) docids[i] = match.hits[i].docid;
    docids[match.n] = UINT32_MAX;
    assert_int_equal(mg_db_values(db, MG_SLOT_DATE, docids, match.n + 2, gather, &g, NULL), MG_OK);
    assert_int_equal(mg_db_values(db, MG_SLOT_DATE, docids, match.n + 2, gather, &one, NULL), MG_OK);
    for (size_t i = 0; i < match.n; i++) {
        mg_buf_reset(&value);
        assert_int_equal(mg_db_value(db, docids[i], MG_SLOT_DATE, &value, NULL), MG_OK);
        assert_true(mg_span_eq(mg_buf_span(&value), mg_buf_span(&g.values[i])));
        there += value.n > 0;
    }
    assert_int_equal(g.visits, there);
    assert_int_equal(one.visits, there > 0);
    for (size_t i = 0; i < match.n + 2; i++) mg_buf_dispose(&g.values[i]), mg_buf_dispose(&one.values[i]);
    free(g.values);
    free(one.values);
    free(docids);
    mg_buf_dispose(&value);
    mg_match_dispose(&match);
}

static void assert_counts(mg_db *a, mg_db *b, const mg_xquery *q)
{
    mg_match_opts opts = {.limit = 100000, .check_at_least = 100000, .k1 = 1.2, .b = 0.75};
    mg_match match;
    uint32_t documents;
    assert_int_equal(mg_db_match(a, q, &opts, &match, NULL), MG_OK);
    mg_buf wanted = days_of_hits(a, &match), counted = count_days(b, q, &documents);
    assert_string_equal(counted.p, wanted.p);
    assert_int_equal(documents, match.n);
    mg_buf_dispose(&wanted);
    mg_buf_dispose(&counted);
    mg_match_dispose(&match);
    assert_values(a, q);
    assert_values(b, q);
}

/* ---- words that stand for several ---- */

static const struct {
    const char *typed, *words[8];
} several[] = {
    {"f*", {"flood", "floods", "flooded", "ferry"}}, {"*l*", {"oil", "flood", "floods", "flooded", "toll"}},
    {"tr?de*", {"trade", "trades"}},                 {"*r*e", {"price", "bridge", "trade"}},
    {"flood~", {"flood", "floods"}},                 {"flood~2", {"flood", "floods", "flooded"}},
    {"t?e", {"the"}},                                {"nowhere*", {NULL}},
    {"*o*", {"oil", "flood", "floods", "flooded", "harbour", "toll", "cocoa", "drought"}},
};

/* Append, for each choice of words, a query of them; of any order, one for each order. */
static void put_choices(const size_t *which, size_t n, const char *between, bool ordered, mg_buf *out)
{
    static const size_t orders[2][3] = {{0, 1, 2}, {1, 0, 2}};
    size_t choice[3] = {0};
    for (bool more = true; more;) {
        bool whole = true;
        for (size_t i = 0; i < n; i++) whole &= several[which[i]].words[choice[i]] != NULL;
        for (size_t order = 0; whole && order < (ordered ? 1 : 2); order++) {
            mg_buf_adds(out, out->n ? " OR " : "");
            for (size_t i = 0; i < n; i++)
                mg_buf_addf(out, "%s%s", i ? between : "", several[which[orders[order][i]]].words[choice[orders[order][i]]]);
        }
        size_t i = n;
        for (more = false; i-- && !more;) {
            more = choice[i] + 1 < 8 && several[which[i]].words[choice[i] + 1];
            choice[i] = more ? choice[i] + 1 : 0;
        }
    }
}

static uint64_t ids_hash(mg_searcher *s, const char *query, size_t *n)
{
    mg_request r = MG_REQUEST_INIT;
    mg_answer a;
    mg_error err = MG_ERROR_INIT;
    uint64_t sum = 0;
    r.limit = 0;
    r.passages = 0;
    r.match = MG_MATCH_ALL;
    r.count_to = UINT32_MAX;
    if (mg_search(s, mg_span_str(query), &r, &a, &err) != MG_OK) fail_msg("%s: %s", query, err.msg);
    if (a.warnings.n) fail_msg("%s: %.*s", query, (int)a.warnings.v[0].text.n, a.warnings.v[0].text.p);
    for (size_t i = 0; i < a.match.n; i++) sum += a.match.hits[i].docid * 0x9e3779b97f4a7c15u;
    *n = a.match.n;
    mg_answer_dispose(&a);
    return sum;
}

/* Phrases and NEAR of words that stand for several find what the same with each of those words finds. */
static void assert_each_choice(const char *path, uint64_t *seed, size_t rounds)
{
    mg_searcher *s;
    assert_int_equal(mg_searcher_open(&path, 1, &s, NULL), MG_OK);
    for (size_t round = 0; round < rounds; round++) {
        size_t which[3], n = 2 + random_below(seed, 2), got, want;
        bool near = n == 2 && random_below(seed, 2);
        char between[20];
        mg_buf query = MG_BUF_INIT, choices = MG_BUF_INIT;
        unsigned distance = 1 + random_below(seed, 4);
        for (size_t i = 0; i < n; i++) which[i] = random_below(seed, MG_COUNT(several));
        snprintf(between, sizeof between, near ? " NEAR/%u " : " ADJ/%u ", distance);
        for (size_t i = 0; i < n; i++) mg_buf_addf(&query, "%s%s", i ? between : "", several[which[i]].typed);
        mg_buf_adds(&query, "");
        snprintf(between, sizeof between, " ADJ/%u ", distance);
        put_choices(which, n, between, !near, &choices);
        mg_buf_adds(&choices, choices.n ? "" : "nowhere");
        uint64_t a = ids_hash(s, query.p, &got), b = ids_hash(s, choices.p, &want);
        if (got != want || a != b) fail_msg("%s: %zu matches, but %zu of %s", query.p, got, want, choices.p);
        mg_buf_dispose(&query);
        mg_buf_dispose(&choices);
    }
    mg_searcher_close(s);
}

/* ---- queries of people ---- */

static void random_request(uint64_t *seed, mg_request *r)
{
    static const mg_span values[] = {MG_SPAN("harbour wire"), MG_SPAN("le phare")};
    static const mg_span language = MG_SPAN("fr");
    *r = (mg_request)MG_REQUEST_INIT;
    r->passages = 0;
    r->match = (mg_match_mode)random_below(seed, 3);
    r->sort = random_below(seed, 3) ? MG_SORT_RELEVANCE : (mg_sort)random_below(seed, 3);
    r->limit = random_below(seed, 4) ? 1 + random_below(seed, 30) : 0;
    r->offset = r->limit && random_below(seed, 2) ? random_below(seed, 40) : 0;
    r->count_to = UINT32_MAX;
    if (random_below(seed, 5) == 0) r->sources = (mg_spans){(mg_span *)(uintptr_t)values, 1 + random_below(seed, 2)};
    if (random_below(seed, 5) == 0) r->languages = (mg_spans){(mg_span *)(uintptr_t)&language, 1};
    if (random_below(seed, 5) == 0) r->since = "2024";
    if (random_below(seed, 3) == 0) r->counted = (mg_counted){.facets = {MG_FACET_MONTH}, .n_facets = 1};
    if (random_below(seed, 5) == 0) r->counted.timeline = (mg_period)(MG_PERIOD_YEAR + random_below(seed, 3));
}

static void assert_same_counts(const mg_answer *x, const mg_answer *y)
{
    const mg_facet *f = &x->counts.facets[0], *g = &y->counts.facets[0];
    assert_int_equal(f->n, g->n);
    for (size_t i = 0; i < f->n; i++) {
        assert_true(mg_span_eq(f->values[i].value, g->values[i].value));
        assert_int_equal(f->values[i].articles, g->values[i].articles);
    }
    assert_int_equal(x->counts.n_periods, y->counts.n_periods);
    for (size_t i = 0; i < x->counts.n_periods; i++) {
        assert_true(mg_span_eq(x->counts.periods[i].period, y->counts.periods[i].period));
        assert_int_equal(x->counts.periods[i].articles, y->counts.periods[i].articles);
    }
}

static void assert_same_answers(mg_searcher *a, mg_searcher *b, const char *query, const mg_request *r)
{
    mg_answer x, y;
    mg_error err = MG_ERROR_INIT;
    if (mg_search(a, mg_span_str(query), r, &x, &err) != MG_OK) fail_msg("%s: %s", query, err.msg);
    if (mg_search(b, mg_span_str(query), r, &y, &err) != MG_OK) fail_msg("%s: %s", query, err.msg);
    if (x.match.upper != y.match.upper || x.match.lower != y.match.lower || x.match.n != y.match.n)
        fail_msg("%s: %u..%u matches, %zu shown, but %u..%u and %zu", query, x.match.lower, x.match.upper, x.match.n, y.match.lower,
                 y.match.upper, y.match.n);
    for (size_t i = 0; i < x.match.n; i++) {
        mg_result hit, other;
        char id[40];
        assert_int_equal(mg_answer_hit(a, &x, r, i, &hit, NULL), MG_OK);
        snprintf(id, sizeof id, "%.*s", (int)hit.record.article.id.n, hit.record.article.id.p);
        assert_int_equal(mg_answer_hit(b, &y, r, i, &other, NULL), MG_OK);
        if (!mg_span_eq(mg_span_str(id), other.record.article.id) || !close_to(hit.score, other.score))
            fail_msg("%s (limit %u, offset %u, sort %d), hit %zu: %s %.15g, but %.*s %.15g", query, r->limit, r->offset, (int)r->sort,
                     i, id, hit.score, (int)other.record.article.id.n, other.record.article.id.p, other.score);
    }
    assert_int_equal(x.warnings.n, y.warnings.n);
    assert_same_counts(&x, &y);
    mg_answer_dispose(&x);
    mg_answer_dispose(&y);
}

static void assert_same_searches(const cut_pair *p, uint64_t *seed, size_t rounds)
{
    static const char *const shapes[] = {"%s", "%s %s", "%s %s %s", "\"%s %s\"", "%s OR %s", "%s NOT %s", "%s XOR %s", "+%s %s",
                                         "%s -%s", "%s NEAR/3 %s", "%s ADJ/2 %s", "flood*", "t* %s", "title:%s", "source:courier",
                                         "source:wire %s", "NOT %s", "has:date", "-has:date", "lang:fr %s", "date:2024 %s", "date:2024",
                                         "\"%s %s\"~3 %s", "(%s OR %s) AND %s", "nowhere %s", "h* OR f* OR %s",
                                         "\"f* %s\"", "*l* NEAR/3 f?o* -%s", "%s \"%s t*\"", "*o* ADJ/2 d* ADJ/2 %s", "floot~2 %s",
                                         "-\"%s *e*\"", "*oo* NEAR/2 f* OR %s"};
    mg_searcher *a, *b;
    const char *whole = p->whole, *cut = p->cut;
    mg_error err = MG_ERROR_INIT;
    if (mg_searcher_open(&whole, 1, &a, &err) != MG_OK || mg_searcher_open(&cut, 1, &b, &err) != MG_OK) fail_msg("%s", err.msg);
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < MG_COUNT(shapes); i++) {
            char query[300];
            mg_request request;
            random_request(seed, &request);
            snprintf(query, sizeof query, shapes[i], cut_word(seed), cut_word(seed), cut_word(seed));
            assert_same_answers(a, b, query, &request);
        }
    mg_searcher_close(a);
    mg_searcher_close(b);
}

static void removed_leave_no_trace(void **state)
{
    (void)state;
    uint64_t seed = 1898;
    for (size_t round = 0; round < 12; round++) {
        cut_pair p;
        mg_index a, b;
        cut_pair_make(&p, &seed, round < 2 ? 1 + round * 10 : 100 + random_below(&seed, 400));
        const char *whole = p.whole, *cut = p.cut;
        mg_error err = MG_ERROR_INIT;
        if (mg_index_open(&whole, 1, &a, &err) != MG_OK || mg_index_open(&cut, 1, &b, &err) != MG_OK) fail_msg("%s", err.msg);
        assert_same_statistics(&a, &b);
        mg_arena arena = MG_ARENA_INIT;
        for (int i = 0; i < 60; i++) {
            const mg_xquery *q = random_query(&arena, &seed, AT_TOP, 3);
            assert_same_matches(a.db, b.db, q);
            assert_counts(a.db, b.db, q);
            assert_counts(a.db, a.db, q);
        }
        mg_arena_dispose(&arena);
        mg_index_close(&a);
        mg_index_close(&b);
        assert_same_searches(&p, &seed, 3);
        assert_each_choice(p.cut, &seed, 20);
        cut_pair_drop(&p);
    }
}

/* An index twice as one, and a copy of it that has other articles removed: their segments have the same UUIDs. */
static void copies_of_a_segment(void **state)
{
    (void)state;
    uint64_t seed = 7;
    collection c = COLLECTION_INIT;
    char *dir = scratch_dir(), one[300], two[300], path[300];
    bool gone[2][50] = {{false}};
    mg_removed *removed[2];
    cut_version(&c);
    for (size_t i = 0; i < 50; i++) {
        cut_document(&c, &seed, i);
        gone[0][i] = i % 3 == 0;
        gone[1][i] = i % 7 == 1;
    }
    snprintf(one, sizeof one, "%s/one", dir);
    snprintf(two, sizeof two, "%s/two", dir);
    collection_segment(&c, 0, 50, SIZE_MAX, one);
    assert_int_equal(rename(one, two), 0);
    assert_int_equal(symlink(two, one), 0);
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/removed%zu", dir, i);
        cut_removed(&c, 0, 50, gone[i], path);
        assert_int_equal(mg_removed_open(path, &removed[i], NULL), MG_OK);
    }
    mg_db *db;
    mg_match match;
    mg_xquery all = {.op = MG_X_ALL};
    mg_match_opts opts = {.limit = 1000, .check_at_least = 1000, .k1 = 1.2, .b = 0.75};
    const char *const paths[] = {one, two};
    assert_int_equal(mg_db_open(paths, (const mg_removed *const *)removed, 2, &db, NULL), MG_OK);
    assert_int_equal(mg_db_match(db, &all, &opts, &match, NULL), MG_OK);
    assert_int_equal(match.n, 100 - mg_removed_count(removed[0]) - mg_removed_count(removed[1]));
    for (size_t i = 0; i < match.n; i++) {
        uint32_t docid = match.hits[i].docid - 1;
        assert_false(gone[docid % 2][docid / 2]);
    }
    mg_match_dispose(&match);
    mg_db_close(db);

    /* Beside what libxapian alone understands, removed documents are dropped from the hits. */
    snprintf(path, sizeof path, "%s/stub", dir);
    assert_int_equal(mg_file_replace(path, MG_SPAN("auto two\n"), NULL), MG_OK);
    const char *const mixed[] = {path, two};
    const mg_removed *const one_of_them[] = {NULL, removed[1]};
    assert_int_equal(mg_db_open(mixed, one_of_them, 2, &db, NULL), MG_OK);
    for (opts.limit = 1000, opts.offset = 0; opts.limit; opts.limit /= 10, opts.offset += 20) {
        assert_int_equal(mg_db_match(db, &all, &opts, &match, NULL), MG_OK);
        assert_int_equal(match.n, MG_MIN(opts.limit, 100 - mg_removed_count(removed[1]) - opts.offset));
        for (size_t i = 0; i < match.n; i++) {
            uint32_t docid = match.hits[i].docid - 1;
            assert_false(docid % 2 && gone[1][docid / 2]);
        }
        mg_match_dispose(&match);
    }
    assert_counts(db, db, &all);
    mg_db_close(db);
    for (size_t i = 0; i < 2; i++) mg_removed_close(removed[i]);
    collection_free(&c);
    scratch_remove(dir);
}

/* ---- with nothing removed ---- */

/* Does libxapian estimate a synonym as we do? It rounds for each pair of words. */
static bool is_estimated(const mg_xquery *q)
{
    bool plain = q->op == MG_X_SYNONYM && q->n == 2 && q->kids[0]->op == MG_X_TERM && q->kids[1]->op == MG_X_TERM;
    if (q->op == MG_X_SYNONYM) return !plain;
    for (size_t i = 0; i < q->n; i++)
        if (is_estimated(q->kids[i])) return true;
    return false;
}

/* A stub of libxapian's own stands for the same database, and is weighed by libxapian. */
static void weights_of_libxapian(void **state)
{
    (void)state;
    uint64_t seed = 1934;
    collection c = COLLECTION_INIT;
    char *dir = scratch_dir(), segment[300], stub[300], impacts[320];
    mg_arena arena = MG_ARENA_INIT;
    mg_db *own, *stock;
    for (size_t i = 0; i < 500; i++) cut_document(&c, &seed, i);
    snprintf(segment, sizeof segment, "%s/segment", dir);
    snprintf(stub, sizeof stub, "%s/stub", dir);
    collection_segment(&c, 0, 500, SIZE_MAX, segment);
    assert_int_equal(mg_file_replace(stub, MG_SPAN("auto segment\n"), NULL), MG_OK);
    const char *paths[] = {segment, stub};
    snprintf(impacts, sizeof impacts, "%s/" MG_IMPACTS_NAME, segment);
    assert_int_equal(unlink(impacts), 0); /* libxapian is to match, with our weights */
    assert_int_equal(mg_db_open(&paths[0], NULL, 1, &own, NULL), MG_OK);
    assert_int_equal(mg_db_open(&paths[1], NULL, 1, &stock, NULL), MG_OK);
    for (size_t round = 0; round < 600; round++) {
        const mg_xquery *q = random_query(&arena, &seed, AT_TOP, 3);
        if (is_estimated(q)) continue;
        mg_match_opts opts = {.limit = round % 2 ? 10 : 1000, .k1 = 1.2, .b = 0.75};
        mg_match a, b;
        assert_int_equal(mg_db_match(own, q, &opts, &a, NULL), MG_OK);
        assert_int_equal(mg_db_match(stock, q, &opts, &b, NULL), MG_OK);
        assert_int_equal(a.n, b.n);
        assert_int_equal(a.estimate, b.estimate);
        for (size_t i = 0; i < a.n; i++) {
            assert_int_equal(a.hits[i].docid, b.hits[i].docid);
            assert_true(a.hits[i].weight == b.hits[i].weight);
        }
        mg_match_dispose(&a);
        mg_match_dispose(&b);
    }
    mg_db_close(own);
    mg_db_close(stock);
    mg_arena_dispose(&arena);
    collection_free(&c);
    scratch_remove(dir);
}

/* ---- a bug of libxapian ---- */

/* The sides of an XOR end with one document, in a shard that is not the last: libxapian's own would read what it has freed. */
static void sides_that_end_together(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    char *dir = scratch_dir(), one[300], two[300];
    for (size_t i = 0; i < 40; i++) {
        if (i % 20 == 19 || i % 3 == 0) collection_term(&c, MG_SPAN("a"), 1, 1);
        if (i % 20 == 19 || i % 4 == 0) collection_term(&c, MG_SPAN("b"), 2, 1);
        if (i % 20 == 19) collection_term(&c, MG_SPAN("c"), 3, 1);
        collection_end(&c, MG_SPAN(""));
    }
    snprintf(one, sizeof one, "%s/one", dir);
    snprintf(two, sizeof two, "%s/two", dir);
    collection_segment(&c, 0, 20, SIZE_MAX, one);
    collection_segment(&c, 20, 40, SIZE_MAX, two);
    mg_db *db;
    mg_match match;
    const char *paths[] = {one, two};
    mg_xquery terms[] = {{.op = MG_X_TERM, .term = MG_SPAN("a")},
                         {.op = MG_X_TERM, .term = MG_SPAN("b")},
                         {.op = MG_X_TERM, .term = MG_SPAN("c")}};
    const mg_xquery *kids[] = {&terms[0], &terms[1], &terms[2]};
    mg_xquery q = {.op = MG_X_XOR, .kids = kids};
    mg_match_opts opts = {.limit = 1, .k1 = 1.2, .b = 0.75};
    for (size_t i = 0; i < MG_COUNT(paths); i++) { /* libxapian is to be asked */
        char impacts[400];
        snprintf(impacts, sizeof impacts, "%s/" MG_IMPACTS_NAME, paths[i]);
        assert_int_equal(unlink(impacts), 0);
    }
    assert_int_equal(mg_db_open(paths, NULL, 2, &db, NULL), MG_OK);
    static const uint32_t expected[] = {0, 0, 15, 17}; /* by the number of sides; all three at once are odd */
    for (q.n = 2; q.n <= 3; q.n++) {
        opts.check_at_least = 1;
        assert_int_equal(mg_db_match(db, &q, &opts, &match, NULL), MG_OK);
        mg_match_dispose(&match);
        opts.check_at_least = 100;
        assert_int_equal(mg_db_match(db, &q, &opts, &match, NULL), MG_OK);
        assert_int_equal(match.upper, expected[q.n]);
        mg_match_dispose(&match);
    }
    mg_xquery nested[64];
    const mg_xquery *pairs[64][2];
    for (size_t i = 0; i < MG_COUNT(nested); i++) {
        pairs[i][0] = &terms[0];
        pairs[i][1] = i ? &nested[i - 1] : &terms[1];
        nested[i] = (mg_xquery){.op = MG_X_XOR, .kids = pairs[i], .n = 2};
    }
    assert_int_equal(mg_db_match(db, &nested[3], &opts, &match, NULL), MG_OK);
    mg_match_dispose(&match);
    assert_int_equal(mg_db_match(db, &nested[63], &opts, &match, NULL), MG_LIMIT);
    mg_db_close(db);
    collection_free(&c);
    scratch_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(removed_leave_no_trace), cmocka_unit_test(copies_of_a_segment),
                                       cmocka_unit_test(weights_of_libxapian), cmocka_unit_test(sides_that_end_together)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
