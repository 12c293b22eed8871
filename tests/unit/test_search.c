/* test_search.c - requests and answers on a small index. */
#include "common/analyze.h"
#include "common/io.h"
#include "common/schema.h"
#include "tests/support/searched.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- asking ---- */

static mg_buf ids_of(mg_searcher *s, const mg_answer *answer, const mg_request *request)
{
    mg_buf ids = MG_BUF_INIT;
    mg_buf_adds(&ids, "");
    for (size_t i = 0; i < answer->match.n; i++) {
        mg_result hit;
        assert_int_equal(mg_answer_hit(s, answer, request, i, &hit, NULL), MG_OK);
        assert_int_equal(hit.rank, request->offset + i + 1);
        mg_buf_add(&ids, hit.record.article.id);
    }
    return ids;
}

/* The ids of the hits, in order. */
static void assert_hits(const char *query, const mg_request *request, const char *expected)
{
    mg_answer answer = searched_ask(query, request);
    mg_buf ids = ids_of(searched, &answer, request);
    if (strcmp(ids.p, expected) != 0)
        fail_msg("%s finds %s, not %s; understood as %.*s", query, ids.p, expected, (int)answer.interpreted.n, answer.interpreted.p);
    mg_buf_dispose(&ids);
    mg_answer_dispose(&answer);
}

typedef struct {
    const char *query, *hits;
} row;

static void assert_all(const row *rows, size_t n, const mg_request *request)
{
    for (size_t i = 0; i < n; i++) assert_hits(rows[i].query, request, rows[i].hits);
}

static void matching(void **state)
{
    (void)state;
    mg_request all = MG_REQUEST_INIT, any = MG_REQUEST_INIT, automatic = MG_REQUEST_INIT;
    all.match = MG_MATCH_ALL;
    any.match = MG_MATCH_ANY;
    any.sort = MG_SORT_NEWEST;
    static const row every[] = {{"ferry fog", "a"}, {"ferry drought", ""}, {"FERRIES", "a"}, {"", ""}, {"nowhere", ""}},
                     some[] = {{"ferry fog", "ac"}, {"ferry drought", "ab"}, {"ferry AND drought", ""}, {"+fog ferry", "ac"},
                           {"ferry XOR (has:author +fog drought)", ""}},
                     either[] = {{"ferry fog", "a"}, {"ferry nowhere", "a"}, {"ferry AND nowhere", ""}, {"nowhere", ""}, {"+ferry drought", "a"},
                     {"!!! NOT toll", "efgh"}, {"NOT !!!", ""}};
    assert_all(every, MG_COUNT(every), &all);
    assert_all(some, MG_COUNT(some), &any);
    assert_all(either, MG_COUNT(either), &automatic);

    mg_answer answer = searched_ask("ferry drought", &automatic);
    assert_false(answer.all);
    assert_true(mg_span_eq(answer.interpreted, MG_SPAN("ferry OR drought")));
    mg_answer_dispose(&answer);
    answer = searched_ask("ferry fog", &automatic);
    assert_true(answer.all);
    assert_true(mg_span_eq(answer.interpreted, MG_SPAN("ferry AND fog")));
    mg_answer_dispose(&answer);
}

static void sorting(void **state)
{
    (void)state;
    mg_request newest = MG_REQUEST_INIT, oldest = MG_REQUEST_INIT, plain = MG_REQUEST_INIT;
    newest.sort = MG_SORT_NEWEST;
    oldest.sort = MG_SORT_OLDEST;
    assert_hits("toll", &newest, "abcd");
    assert_hits("toll", &oldest, "cbad");
    assert_hits("NOT nowhere", &newest, "abefghcd");
    assert_hits("NOT nowhere", &oldest, "chfgebad");
    assert_hits("twins", &plain, "fg"); /* ties: by docid */
    assert_hits("twins", &newest, "fg");
    assert_hits("twins", &oldest, "fg");
}

static void ranking(void **state)
{
    (void)state;
    mg_request plain = MG_REQUEST_INIT;
    mg_answer answer = searched_ask("toll", &plain);
    mg_result hit;
    assert_int_equal(mg_answer_hit(searched, &answer, &plain, 0, &hit, NULL), MG_OK);
    assert_true(mg_span_eq(hit.record.article.id, MG_SPAN("d"))); /* three times, in a short text */
    for (size_t i = 1; i < answer.match.n; i++) assert_true(answer.match.hits[i - 1].weight >= answer.match.hits[i].weight);
    mg_answer_dispose(&answer);
}

/* A word in the headline weighs more than one in a body of the same length. */
static void headline_weighs_more(void **state)
{
    (void)state;
    static const searched_sample pair[] = {{"1", "One harbour two", "", "three four five", "", "", "", "", "en"},
                                  {"2", "One three two", "", "four harbour five", "", "", "", "", "en"},
                                  {"3", "Six", "", "seven", "", "", "", "", "en"}};
    const char *path = searched_path("pair");
    mg_searcher *s;
    mg_answer answer;
    mg_request request = MG_REQUEST_INIT;
    small_index *index = small_index_new(path, "en");
    searched_add(index, &pair[1]);
    searched_add(index, &pair[0]);
    searched_add(index, &pair[2]);
    searched_finish(index, NULL);
    assert_int_equal(mg_searcher_open(&path, 1, &s, NULL), MG_OK);
    assert_int_equal(mg_search(s, MG_SPAN("harbour"), &request, &answer, NULL), MG_OK);
    mg_buf ids = ids_of(s, &answer, &request);
    assert_string_equal(ids.p, "12");
    mg_buf_dispose(&ids);
    mg_answer_dispose(&answer);
    mg_searcher_close(s);
}

/* ---- equals ---- */

enum { EQUALS = 90 };

typedef struct {
    char id[4];
    unsigned day; /* 0: without a date */
} equal;

static int newest_then_id(const void *a, const void *b)
{
    const equal *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? 1 : -1;
    return strcmp(x->id, y->id);
}

static int oldest_then_id(const void *a, const void *b)
{
    const equal *x = a, *y = b;
    if (x->day != y->day && x->day && y->day) return x->day > y->day ? 1 : -1;
    if (x->day != y->day) return x->day ? -1 : 1;
    return strcmp(x->id, y->id);
}

static void assert_page(mg_searcher *s, const char *query, const mg_request *request, const equal *expected)
{
    mg_answer answer;
    assert_int_equal(mg_search(s, mg_span_str(query), request, &answer, NULL), MG_OK);
    size_t limit = request->limit ? request->limit : EQUALS;
    assert_int_equal(answer.match.n, MG_MIN(limit, EQUALS - request->offset));
    for (size_t i = 0; i < answer.match.n; i++) {
        mg_result hit;
        assert_int_equal(mg_answer_hit(s, &answer, request, i, &hit, NULL), MG_OK);
        const char *want = expected[request->offset + i].id;
        if (!mg_span_eq(hit.record.article.id, mg_span_str(want)))
            fail_msg("%s, hit %zu from %u: %.*s, not %s", query, i, request->offset, (int)hit.record.article.id.n,
                     hit.record.article.id.p, want);
    }
    mg_answer_dispose(&answer);
}

/* Newest first, then by id, on every page; what only filters find too. */
static void equals(void **state)
{
    (void)state;
    static equal all[EQUALS];
    const char *path = searched_path("equals");
    mg_searcher *s;
    small_index *index = small_index_new(path, "en");
    for (unsigned i = 0; i < EQUALS; i++) {
        char date[32] = "";
        all[i].day = i % 4;
        snprintf(all[i].id, sizeof all[i].id, "%02u", i * 37 % EQUALS);
        if (all[i].day) snprintf(date, sizeof date, "2025-03-%02u", all[i].day);
        searched_sample a = {all[i].id, "Same", "", "The toll rose.", date, "Wire", "", "", "en"};
        searched_add(index, &a);
    }
    searched_finish(index, NULL);
    assert_int_equal(mg_searcher_open(&path, 1, &s, NULL), MG_OK);
    static const uint32_t pages[][2] = {{0, 0}, {0, 1}, {0, 10}, {7, 10}, {20, 30}, {60, 30}, {85, 30}, {89, 1}};
    static const char *const queries[] = {"toll", "toll rose", "source:wire", "-fog", "toll OR fog"};
    for (size_t p = 0; p < MG_COUNT(pages); p++)
        for (size_t q = 0; q < MG_COUNT(queries); q++) {
            mg_request r = MG_REQUEST_INIT;
            r.offset = pages[p][0];
            r.limit = pages[p][1];
            qsort(all, EQUALS, sizeof *all, newest_then_id);
            assert_page(s, queries[q], &r, all);
            r.sort = MG_SORT_NEWEST;
            assert_page(s, queries[q], &r, all);
            r.sort = MG_SORT_OLDEST;
            qsort(all, EQUALS, sizeof *all, oldest_then_id);
            assert_page(s, queries[q], &r, all);
        }
    mg_searcher_close(s);
}

static void dates(void **state)
{
    (void)state;
    static const struct {
        const char *since, *until, *hits;
    } rows[] = {
        {NULL, NULL, "chfgebad"}, {"2025-03-07", NULL, "a"}, {"2025-03-08", NULL, ""}, {"2025-03", NULL, "ba"}, {"2025", NULL, "eba"},
        {NULL, "1898", "c"}, {NULL, "1898-12-31", "c"}, {NULL, "1898-12-30", ""}, {NULL, "2024-02-29", "chfg"}, {NULL, "2024-02", "chfg"},
        {NULL, "2024", "chfg"}, {NULL, "2025-03-06", "chfgeb"}, {NULL, "2025-03-07", "chfgeba"}, {"2024-02-29", "2024-02-29", "fg"},
        {"2020", "2020", "h"}, {"1899", "2019", ""}, {"2025", "2020", ""},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_request r = MG_REQUEST_INIT;
        r.sort = MG_SORT_OLDEST;
        r.since = rows[i].since;
        r.until = rows[i].until;
        assert_hits("NOT nowhere", &r, rows[i].hits);
        if (r.since && r.until) { /* the same in the query */
            mg_request plain = MG_REQUEST_INIT;
            char query[80];
            plain.sort = MG_SORT_OLDEST;
            snprintf(query, sizeof query, "since:%s until:%s", rows[i].since, rows[i].until);
            assert_hits(query, &plain, rows[i].hits);
        }
    }
    mg_request bad = MG_REQUEST_INIT;
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    bad.since = "soon";
    assert_int_equal(mg_search(searched, MG_SPAN("toll"), &bad, &answer, &err), MG_USAGE);
    assert_non_null(strstr(err.msg, "--since: \"soon\""));
}

static void filters(void **state)
{
    (void)state;
    static const struct {
        const char *source[2], *section, *author, *language, *hits;
    } rows[] = {
        {{"Harbour Wire"}, NULL, NULL, NULL, "ba"},
        {{"harbour  WIRE "}, NULL, NULL, NULL, "ba"},
        {{"Harbour"}, NULL, NULL, NULL, ""},
        {{"Harbour Wire", "the courier"}, NULL, NULL, NULL, "cba"},
        {{"Harbour Wire"}, "shipping", NULL, NULL, "a"},
        {{NULL}, "soci\xc3\x89T\xc3\xa9", NULL, NULL, "e"},
        {{NULL}, NULL, "JANE DOE", NULL, "a"},
        {{NULL}, NULL, "Doe", NULL, ""},
        {{NULL}, NULL, NULL, "fr", "e"},
        {{NULL}, NULL, NULL, "French", "e"},
        {{NULL}, NULL, NULL, "fr-CA", "e"},
        {{NULL}, NULL, NULL, "zh", ""},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_request r = MG_REQUEST_INIT;
        mg_span sources[2] = {mg_span_str(rows[i].source[0]), mg_span_str(rows[i].source[1])}, section = mg_span_str(rows[i].section),
                author = mg_span_str(rows[i].author), language = mg_span_str(rows[i].language);
        r.sort = MG_SORT_OLDEST;
        r.sources = (mg_spans){sources, (size_t)(sources[0].n > 0) + (sources[1].n > 0)};
        r.sections = (mg_spans){&section, section.n > 0};
        r.authors = (mg_spans){&author, author.n > 0};
        r.languages = (mg_spans){&language, language.n > 0};
        assert_hits("NOT nowhere", &r, rows[i].hits);
    }
}

/* A thousand values of each filter, most of which no article has. */
static void many_filters(void **state)
{
    (void)state;
    mg_request r = MG_REQUEST_INIT;
    static char names[1000][20];
    mg_span values[MG_COUNT(names)];
    for (size_t i = 0; i < MG_COUNT(names); i++) {
        snprintf(names[i], sizeof names[i], "No %zu", i);
        values[i] = mg_span_str(names[i]);
    }
    r.sources = r.sections = (mg_spans){values, MG_COUNT(values)};
    assert_hits("NOT nowhere", &r, "");
    values[500] = MG_SPAN("Harbour Wire");
    values[999] = MG_SPAN("shipping");
    assert_hits("toll", &r, "a");
}

static void paging(void **state)
{
    (void)state;
    mg_request r = MG_REQUEST_INIT;
    r.sort = MG_SORT_OLDEST;
    r.limit = 3;
    assert_hits("NOT nowhere", &r, "chf");
    r.offset = 3;
    assert_hits("NOT nowhere", &r, "geb");
    r.offset = 6;
    assert_hits("NOT nowhere", &r, "ad");
    r.offset = 8;
    assert_hits("NOT nowhere", &r, "");
    r.offset = 4000000000u;
    assert_hits("NOT nowhere", &r, "");
    r.offset = 0;
    r.limit = 0;
    assert_hits("NOT nowhere", &r, "chfgebad");
    r.limit = 1;
    r.count_to = UINT32_MAX;
    mg_answer answer = searched_ask("toll", &r);
    assert_int_equal(answer.match.n, 1);
    assert_int_equal(answer.match.lower, 4);
    assert_int_equal(answer.match.upper, 4);
    mg_answer_dispose(&answer);
    r.offset = 2; /* past what matches all the words: no reason to look for any */
    answer = searched_ask("ferry fog", &r);
    assert_int_equal(answer.match.n, 0);
    assert_true(answer.all);
    mg_answer_dispose(&answer);
}

/* However it is typed, and however it was printed. */
static void spellings(void **state)
{
    (void)state;
    mg_request r = MG_REQUEST_INIT;
    static const row rows[] = {
        {"premiere", "e"}, {"premi\xc3\xa8re", "e"}, {"PREMI\xc3\x88RE", "e"}, {"premie\xcc\x80re", "e"}, {"\"premi\xc3\xa8re\"", "e"},
        {"\"premiere\"", "e"}, {"premi\xc2\xad" "ere", "e"}, {"pre\xc2\xadmi\xc3\xa8re", "e"}, {"title:premiere", "e"},
        {"eau", "e"}, {"l'eau", "e"}, {"l\xe2\x80\x99" "eau", "e"}, {"\"l'eau\"", "e"}, {"ecluse", "e"}, {"prem*", "e"},
        {"don't", "h"}, {"don\xe2\x80\x99t", "h"}, {"\"don't panic\"", "h"}, {"can\xe2\x80\x99t", "h"}, {"\"can\xe2\x80\x99t\"", "h"},
        {"\xe2\x80\x9c" "don\xe2\x80\x99t panic\xe2\x80\x9d", "h"}, {"author:renee", "e"}, {"author:Ren\xc3\xa9" "e", "e"},
        {"author:\"renee roux\"", "e"}, {"source:phare", "e"}, {"section:societe", "e"}, {"ferry\xff", "a"},
    };
    assert_all(rows, MG_COUNT(rows), &r);
}

static void phrases(void **state)
{
    (void)state;
    mg_request r = MG_REQUEST_INIT;
    static const row rows[] = {
        {"\"ferry runs aground\"", "a"}, {"\"ferry ran\"", "a"}, {"\"runs ferry\"", ""},
        {"\"aground no\"", ""},    /* headline, standfirst */
        {"\"hurt a ferry\"", ""},  /* standfirst, body */
        {"\"aground no\"~50", ""}, {"aground ADJ/90 hurt", ""}, {"title:\"ferry runs\"", "a"}, {"title:\"ferry ran\"", ""},
        {"ferry NEAR/2 aground", "a"}, {"\"toll known\"~2", "a"}, {"\"toll known\"", ""}, {"author:\"jane doe\"", "a"}, {"\"jane doe\"", ""},
    };
    assert_all(rows, MG_COUNT(rows), &r);
}

static void strictness(void **state)
{
    (void)state;
    mg_request strict = MG_REQUEST_INIT, plain = MG_REQUEST_INIT;
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    strict.strict = true;
    assert_int_equal(mg_search(searched, MG_SPAN("toll AND (fog"), &strict, &answer, &err), MG_QUERY);
    assert_int_equal(err.offset, 9);
    assert_true(err.msg[0]);
    answer = searched_ask("toll AND (fog", &plain);
    assert_int_equal(answer.warnings.n, 1);
    mg_answer_dispose(&answer);
    answer = searched_ask("toll AND fog", &strict);
    assert_int_equal(answer.warnings.n, 0);
    mg_answer_dispose(&answer);
    /* Warnings of planning come once, though "any" plans a second time. */
    answer = searched_ask("ferry NEAR \"prices fell\" nowhere", &plain);
    assert_int_equal(answer.warnings.n, 1);
    mg_answer_dispose(&answer);
    mg_buf query = MG_BUF_INIT;
    mg_error_clear(&err);
    while (query.n < 1 << 20) mg_buf_adds(&query, "toll ");
    assert_int_equal(mg_search(searched, mg_buf_span(&query), &plain, &answer, &err), MG_LIMIT);
    mg_buf_dispose(&query);
}

/* ---- hits and articles ---- */

static void assert_marked(mg_span text, const mg_range *marks, size_t n, const char *expected)
{
    mg_buf out = MG_BUF_INIT;
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        mg_buf_add(&out, mg_span_sub(text, at, marks[i].start));
        mg_buf_adds(&out, "[");
        mg_buf_add(&out, mg_span_sub(text, marks[i].start, marks[i].end));
        mg_buf_adds(&out, "]");
        at = marks[i].end;
    }
    mg_buf_add(&out, mg_span_sub(text, at, text.n));
    assert_string_equal(out.p, expected);
    mg_buf_dispose(&out);
}

static void a_hit(void **state)
{
    (void)state;
    mg_request r = MG_REQUEST_INIT;
    mg_result hit;
    mg_answer answer = searched_ask("ferry fog", &r);
    assert_int_equal(mg_answer_hit(searched, &answer, &r, 0, &hit, NULL), MG_OK);
    assert_int_equal(hit.docid, 1);
    assert_true(hit.score > 0);
    assert_true(mg_span_eq(hit.file, MG_SPAN("/srv/news/a")));
    assert_marked(hit.record.article.title, hit.title_marks, hit.n_title_marks, "[Ferry] runs aground");
    assert_int_equal(hit.n_passages, 1);
    assert_int_equal(hit.passages[0].start, 0);
    assert_marked(hit.record.article.body, hit.passages[0].marks, hit.passages[0].n_marks,
                  "A [ferry] ran aground in [fog]. The toll is not known.");
    mg_answer_dispose(&answer);

    r.passages = 0;
    answer = searched_ask("ferry fog", &r);
    assert_int_equal(mg_answer_hit(searched, &answer, &r, 0, &hit, NULL), MG_OK);
    assert_int_equal(hit.n_passages, 0);
    assert_int_equal(hit.record.article.body.n, 0);
    assert_true(mg_span_eq(hit.record.article.title, MG_SPAN("Ferry runs aground")));
    mg_answer_dispose(&answer);
}

static void an_article(void **state)
{
    (void)state;
    mg_result a;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_searcher_article(searched, MG_SPAN("a"), MG_SPAN("ferry nowhere"), &a, NULL), MG_OK);
    assert_marked(a.record.article.title, a.title_marks, a.n_title_marks, "[Ferry] runs aground");
    assert_int_equal(a.n_passages, 1);
    assert_int_equal(a.passages[0].end, a.record.article.body.n);
    assert_marked(a.record.article.body, a.passages[0].marks, a.passages[0].n_marks, "A [ferry] ran aground in fog. The toll is not known.");
    assert_int_equal(mg_searcher_article(searched, MG_SPAN("e"), MG_SPAN("premiere \"eau monte\""), &a, NULL), MG_OK);
    assert_marked(a.record.article.body, a.passages[0].marks, a.passages[0].n_marks,
                  "[L\xe2\x80\x99" "eau monte] \xc3\xa0 la [premi\xc3\xa8re] \xc3\xa9" "cluse.");
    assert_int_equal(mg_searcher_article(searched, MG_SPAN("d"), (mg_span){NULL, 0}, &a, NULL), MG_OK);
    assert_int_equal(a.passages[0].n_marks, 0);
    assert_int_equal(mg_searcher_article(searched, MG_SPAN("z"), MG_SPAN("ferry"), &a, &err), MG_NOTFOUND);
    assert_string_equal(err.msg, "no article has the id z");
    assert_int_equal(mg_searcher_article(searched, (mg_span){NULL, 0}, MG_SPAN(""), &a, NULL), MG_NOTFOUND);
}

/* ---- other databases ---- */

static small_index *one_document(const char *path, mg_span data)
{
    static const small_term terms[] = {{"ferry", 1, 1}, {"late", 2, 1}, {"Zferri", 0, 1}, {"Qx", 0, 0}};
    small_index *index = small_index_new(path, "en");
    small_index_terms(index, terms, MG_COUNT(terms), data);
    return index;
}

static void foreign(void **state)
{
    (void)state;
    const char *path = searched_path("foreign");
    small_index *index = one_document(path, MG_SPAN("url=http://example.com/\n"));
    mg_searcher *s;
    mg_request r = MG_REQUEST_INIT;
    static const row rows[] = {{"ferries", "1"}, {"\"ferry late\"", "1"}, {"ferr*", "1"}, {"late", "1"}, {"fog", ""}};
    small_index_finish(index);
    assert_int_equal(mg_searcher_open(&path, 1, &s, NULL), MG_OK);
    mg_request grouped = {.limit = 10, .group = true};
    mg_answer answer;
    assert_int_equal(mg_search(s, MG_SPAN("ferries"), &grouped, &answer, NULL), MG_OK);
    assert_int_equal(answer.match.n, 1);
    assert_int_equal(answer.warnings.n, 1); /* that they are not grouped */
    mg_answer_dispose(&answer);
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        assert_int_equal(mg_search(s, mg_span_str(rows[i].query), &r, &answer, NULL), MG_OK);
        mg_buf ids = ids_of(s, &answer, &r);
        assert_string_equal(ids.p, rows[i].hits);
        mg_buf_dispose(&ids);
        mg_answer_dispose(&answer);
    }
    mg_searcher_close(s);
}

static void other_versions(void **state)
{
    (void)state;
    static const char *const versions[] = {"999 1", "1 999", "0 0", "x", " "};
    for (size_t i = 0; i < MG_COUNT(versions); i++) {
        char name[20];
        snprintf(name, sizeof name, "version%zu", i);
        const char *path = searched_path(name);
        mg_error err = MG_ERROR_INIT;
        mg_searcher *s;
        searched_finish(one_document(path, MG_SPAN("x")), versions[i]);
        assert_int_equal(mg_searcher_open(&path, 1, &s, &err), MG_VERSION);
        assert_non_null(strstr(err.msg, path));
        assert_non_null(strstr(err.msg, "--full"));
    }
}

static void damaged_record(void **state)
{
    (void)state;
    static const struct {
        mg_span data;
        mg_status status;
    } rows[] = {{{"\1\2\177x", 4}, MG_CORRUPT}, {{"\7", 1}, MG_VERSION}, {{"", 0}, MG_VERSION}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        char name[20];
        snprintf(name, sizeof name, "damaged%zu", i);
        const char *path = searched_path(name);
        mg_request r = MG_REQUEST_INIT;
        mg_searcher *s;
        mg_answer answer;
        mg_result hit;
        mg_error err = MG_ERROR_INIT;
        searched_finish(one_document(path, rows[i].data), NULL);
        assert_int_equal(mg_searcher_open(&path, 1, &s, NULL), MG_OK);
        assert_int_equal(mg_search(s, MG_SPAN("\"ferry\""), &r, &answer, NULL), MG_OK);
        assert_int_equal(answer.match.n, 1);
        assert_int_equal(mg_answer_hit(s, &answer, &r, 0, &hit, &err), rows[i].status);
        assert_true(mg_span_starts(mg_span_str(err.msg), MG_SPAN("document 1: ")));
        mg_error_clear(&err);
        assert_int_equal(mg_searcher_article(s, MG_SPAN("x"), MG_SPAN(""), &hit, &err), rows[i].status);
        mg_answer_dispose(&answer);
        mg_searcher_close(s);
    }
}

static void several_indexes(void **state)
{
    (void)state;
    char first[300];
    snprintf(first, sizeof first, "%s", searched_path("index"));
    const char *where[] = {first, first}, *nowhere[] = {first, "/nowhere/at/all"};
    mg_searcher *s;
    mg_answer answer;
    mg_request r = MG_REQUEST_INIT;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_searcher_open(where, 2, &s, NULL), MG_OK);
    assert_int_equal(mg_search(s, MG_SPAN("ferry"), &r, &answer, NULL), MG_OK);
    mg_buf ids = ids_of(s, &answer, &r);
    assert_string_equal(ids.p, "aa");
    mg_buf_dispose(&ids);
    mg_answer_dispose(&answer);
    mg_searcher_close(s);
    assert_int_equal(mg_searcher_open(nowhere, 2, &s, &err), MG_NOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matching),       cmocka_unit_test(sorting),        cmocka_unit_test(ranking),
        cmocka_unit_test(headline_weighs_more), cmocka_unit_test(equals),   cmocka_unit_test(dates),
        cmocka_unit_test(filters),        cmocka_unit_test(many_filters),   cmocka_unit_test(paging),
        cmocka_unit_test(spellings),
        cmocka_unit_test(phrases),        cmocka_unit_test(strictness),     cmocka_unit_test(a_hit),
        cmocka_unit_test(an_article),     cmocka_unit_test(foreign),        cmocka_unit_test(other_versions),
        cmocka_unit_test(damaged_record), cmocka_unit_test(several_indexes),
    };
    return cmocka_run_group_tests(tests, searched_start, searched_stop);
}
