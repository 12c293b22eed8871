/* test_counts.c - facets, timelines, completions and suggestions, on a small index. */
#include "tests/support/reference.h"
#include "tests/support/searched.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- counts ---- */

/* "source: Harbour Wire 2, Le Phare 1; 2025-01 3" */
static mg_buf counts_text(const mg_counts *c, bool share)
{
    mg_buf out = MG_BUF_INIT;
    mg_buf_adds(&out, "");
    for (size_t i = 0; i < c->n_facets; i++) {
        mg_buf_addf(&out, "%s:", mg_facet_name(c->facets[i].field));
        for (size_t k = 0; k < c->facets[i].n; k++) {
            const mg_facet_count *v = &c->facets[i].values[k];
            mg_buf_addf(&out, " %.*s %u,", (int)v->value.n, v->value.p, v->articles);
        }
    }
    if (c->timeline) mg_buf_addf(&out, "%s:", mg_period_name(c->timeline));
    for (size_t i = 0; i < c->n_periods; i++) {
        const mg_period_count *p = &c->periods[i];
        if (!p->articles && c->n_periods > 20) continue;
        mg_buf_addf(&out, " %.*s %u,", (int)p->period.n, p->period.p, p->articles);
        if (share) mg_buf_addf(&out, " %.2f,", p->share);
    }
    return out;
}

static void assert_counts(mg_searcher *s, const char *query, const mg_request *r, uint32_t articles, const char *expected)
{
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    if (mg_search(s, mg_span_str(query), r, &answer, &err) != MG_OK) fail_msg("%s: %s", query, err.msg);
    mg_buf text = counts_text(&answer.counts, r->counted.share);
    if (strcmp(text.p, expected) != 0) fail_msg("%s: %s", query, text.p);
    assert_int_equal(answer.counts.articles, articles);
    assert_int_equal(answer.match.lower, articles);
    assert_int_equal(answer.match.upper, articles);
    mg_buf_dispose(&text);
    mg_answer_dispose(&answer);
}

static void facets(void **state)
{
    (void)state;
    static const struct {
        const char *query, *fields;
        uint32_t articles;
        const char *counts;
    } rows[] = {
        {"toll", "source", 4, "source: Harbour Wire 2, The Courier 1,"},
        {"toll", "author,section", 4, "author: Jane Doe 1, John Roe 1,section: Markets 1, Shipping 1,"},
        {"NOT nowhere", "lang", 8, "lang: en 7, fr 1,"},
        {"NOT nowhere", "year", 8, "year: 2025 3, 2024 2, 1898 1, 2020 1,"},
        {"NOT nowhere", "month", 8, "month: 2024-02 2, 2025-03 2, 1898-12 1,"},
        {"premiere", " Section , source,section", 1, "section: Soci\xc3\xa9t\xc3\xa9 1,source: Le Phare 1,"},
        {"ferry drought", "year", 2, "year: 2025 2,"}, /* of any words, as there are none with all */
        {"nowhere", "source", 0, "source:"},
        {"", "source", 0, "source:"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_request r = MG_REQUEST_INIT;
        mg_span bad;
        r.limit = 1;
        assert_true(mg_facets_parse(rows[i].fields, &r.counted, &bad));
        assert_counts(searched, rows[i].query, &r, rows[i].articles, rows[i].counts);
    }
    static const char *const unknown[][2] = {{"", ""}, {"source,", ""}, {"year,day", "day"}, {"sources", "sources"}};
    for (size_t i = 0; i < MG_COUNT(unknown); i++) {
        mg_counted c = {.n_facets = 0};
        mg_span bad;
        assert_false(mg_facets_parse(unknown[i][0], &c, &bad));
        assert_true(mg_span_eq(bad, mg_span_str(unknown[i][1])));
    }
}

static void timelines(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        mg_period period;
        bool share;
        uint32_t articles;
        const char *counts;
    } rows[] = {
        {"twins OR ferry OR eau", MG_PERIOD_YEAR, true, 4, "year: 2024 2, 1.00, 2025 2, 0.67,"},
        {"twins OR ferry OR eau", MG_PERIOD_MONTH, false, 4, "month: 2024-02 2, 2024-03 0, 2024-04 0, 2024-05 0, 2024-06 0, 2024-07 0, "
         "2024-08 0, 2024-09 0, 2024-10 0, 2024-11 0, 2024-12 0, 2025-01 0, 2025-02 0, 2025-03 1,"},
        {"toll -fog", MG_PERIOD_MONTH, true, 2, "month: 2025-03 1, 0.50,"},
        {"toll", MG_PERIOD_YEAR, false, 4, "year: 1898 1, 2025 2,"},
        {"toll", MG_PERIOD_DAY, false, 4, "month: 1898-12 1, 2025-03 2,"}, /* too many days */
        {"twins", MG_PERIOD_DAY, true, 2, "day: 2024-02-29 2, 1.00,"},
        {"eau", MG_PERIOD_DAY, false, 1, "day:"},
        {"nowhere", MG_PERIOD_DAY, true, 0, "day:"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_request r = MG_REQUEST_INIT;
        r.counted = (mg_counted){.timeline = rows[i].period, .share = rows[i].share};
        assert_counts(searched, rows[i].query, &r, rows[i].articles, rows[i].counts);
    }
    mg_request r = MG_REQUEST_INIT;
    r.counted.timeline = MG_PERIOD_DAY;
    mg_answer answer = searched_ask("toll", &r);
    assert_int_equal(answer.warnings.n, 1);
    assert_true(answer.warnings.v[0].at == MG_NOWHERE);
    mg_answer_dispose(&answer);
}

/* Days over the end of months and years; several authors, one of them twice; an index that Morgue did not make. */
static void counts_of_others(void **state)
{
    (void)state;
    const char *path = searched_path("counts");
    mg_searcher *s;
    mg_span authors[] = {MG_SPAN("A"), MG_SPAN("B"), MG_SPAN("A")};
    small_index *index = small_index_new(path, "en");
    static const char *const days[] = {"2023-12-31T23:59:59Z", "2024-01-02", "2023-12-31"};
    for (size_t i = 0; i < MG_COUNT(days); i++) {
        char id[2] = {(char)('a' + i), '\0'};
        mg_article a = {.id = mg_span_str(id), .body = MG_SPAN("toll"), .byline = {authors + i, MG_COUNT(authors) - i}};
        assert_true(mg_date_parse(mg_span_str(days[i]), &a.date));
        small_index_article(index, a);
    }
    searched_finish(index, NULL);
    assert_int_equal(mg_searcher_open(&path, 1, &s, NULL), MG_OK);
    mg_request r = MG_REQUEST_INIT;
    r.counted = (mg_counted){{MG_FACET_AUTHOR}, 1, MG_PERIOD_DAY, false};
    assert_counts(s, "toll", &r, 3, "author: A 3, B 2,day: 2023-12-31 2, 2024-01-01 0, 2024-01-02 1,");
    mg_searcher_close(s);

    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    path = searched_path("foreign counts");
    static const small_term terms[] = {{"toll", 1, 1}};
    index = small_index_new(path, "en");
    small_index_terms(index, terms, 1, MG_SPAN(""));
    small_index_finish(index);
    assert_int_equal(mg_searcher_open(&path, 1, &s, NULL), MG_OK);
    assert_int_equal(mg_search(s, MG_SPAN("toll"), &r, &answer, &err), MG_USAGE);
    mg_searcher_close(s);
}

/* ---- words ---- */

static void completions(void **state)
{
    (void)state;
    static const struct {
        const char *prefix;
        size_t limit;
        const char *words;
    } rows[] = {
        {"to", 0, "toll "}, {"TO", 0, "toll "}, {"p", 0, "paid panic premiere premi\xc3\xa8re prices "}, {"p", 2, "paid panic "},
        {"PREMI\xc3\x88", 0, "premi\xc3\xa8re "}, {"premie\xcc\x80", 5, "premi\xc3\xa8re "}, {"can\xe2\x80\x99", 0, "can't "},
        {"harbour", 0, ""}, {"Z", 0, ""}, {"toll", 1, "toll "}, {"tolls", 1, ""},
    };
    const mg_vocabulary_word *words;
    size_t n;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf text = MG_BUF_INIT;
        mg_buf_adds(&text, "");
        assert_int_equal(mg_searcher_complete(searched, mg_span_str(rows[i].prefix), rows[i].limit, &words, &n, NULL), MG_OK);
        for (size_t k = 0; k < n; k++) mg_buf_addf(&text, "%.*s ", (int)words[k].word.n, words[k].word.p);
        assert_string_equal(text.p, rows[i].words);
        assert_true(!n || words[0].articles > 0);
        mg_buf_dispose(&text);
    }
    assert_int_equal(mg_searcher_complete(searched, MG_SPAN(""), 1, &words, &n, NULL), MG_USAGE);
    assert_int_equal(mg_searcher_complete(searched, MG_SPAN(" - "), 1, &words, &n, NULL), MG_USAGE);
    assert_int_equal(mg_searcher_complete(searched, MG_SPAN("toll br"), 1, &words, &n, NULL), MG_USAGE);
}

static void suggestions(void **state)
{
    (void)state;
    static const struct {
        const char *query, *suggestion;
    } rows[] = {
        {"fery", "ferry"}, {"frery", "ferry"}, {"ferrry", "ferry"}, {"fxrry", "ferry"},                 /* out, swapped, in, changed */
        {"agruond", "aground"}, {"aggrounds", "aground"}, {"drouhgt", "drought"},
        {"xferryx", "ferry"}, {"tlol", "toll"}, {"txox", ""}, {"xx", ""}, {"x7", ""}, {"ferryxyz", ""}, /* how far, by length */
        {"PREMIARE", "premiere"},
        {"fery AND nowhere", "ferry AND nowhere"}, {"fery drouht", "ferry drought"}, {"\"fery  RUNS\"", "\"ferry  RUNS\""},
        {"title:fery", "title:ferry"}, {"(fery OR agroundd) AND toll", "(ferry OR aground) AND toll"},
        {"fery -tol", "ferry -tol"}, {"fery NOT drouht", "ferry NOT drouht"}, {"author:jnae", ""}, {"fery*", ""},
        {"l'ecluze", "l'ecluse"}, {"L\xe2\x80\x99" "ECLUZE-fery d'ecluze", "L\xe2\x80\x99" "ecluse-ferry d'ecluse"}, /* behind articles */
        {"fery-agroundd", "ferry-aground"}, {"x7-fery", "x7-ferry"}, /* and in what is joined */
        {"fery toll", "ferry toll"}, {"toll fery drouht", "toll ferry drought"}, {"+toll fery", "+toll ferry"}, /* where some match */
        {"toll OR fery", ""}, {"toll -fery", ""},
        {"ferry AND drought", ""}, {"ferries AND cocoa", ""}, {"toll", ""}, {"", ""}, {"fery\xff", "ferry\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_request r = MG_REQUEST_INIT;
        r.suggest = true;
        mg_answer answer = searched_ask(rows[i].query, &r);
        if (!mg_span_eq(answer.suggestion, mg_span_str(rows[i].suggestion)))
            fail_msg("%s: %.*s", rows[i].query, (int)answer.suggestion.n, answer.suggestion.p);
        mg_answer_dispose(&answer);
    }
    mg_request plain = MG_REQUEST_INIT;
    mg_answer answer = searched_ask("fery", &plain); /* nobody asked */
    assert_int_equal(answer.suggestion.n, 0);
    mg_answer_dispose(&answer);
    mg_buf many = MG_BUF_INIT;
    for (int i = 0; i < 40; i++) mg_buf_adds(&many, "fery ");
    plain.suggest = true;
    answer = searched_ask(many.p, &plain);
    assert_int_equal(answer.suggestion.n, many.n - 1 + MG_SUGGEST_WORDS_MAX + 1);
    mg_answer_dispose(&answer);
    mg_buf_dispose(&many);
}

/* ---- an index that is written to ---- */

static reference_document worded(reference_occurrence *word, const char *term)
{
    *word = (reference_occurrence){mg_span_str(term), 1, 1};
    return (reference_document){.occurrences = word, .n_occurrences = 1, .data = MG_SPAN("")};
}

static void add_words(reference_writer *writer, const char *begins, int n)
{
    char term[20];
    reference_occurrence word;
    for (int i = 0; i < n; i++) {
        snprintf(term, sizeof term, "%s%d", begins, i);
        reference_document d = worded(&word, term);
        reference_add(writer, &d);
    }
    reference_finish(writer);
}

static bool ignore_term(void *payload, mg_span term, uint32_t documents)
{
    (void)payload, (void)term, (void)documents;
    return true;
}

/* Databases of others change; after a few commits what was opened is no longer there. */
static void written_to(void **state)
{
    (void)state;
    const char *path = searched_path("written to");
    const mg_vocabulary_word *words;
    mg_searcher *completing, *searching;
    mg_db *db;
    mg_answer answer;
    mg_request r = MG_REQUEST_INIT;
    size_t n;
    add_words(reference_create(path), "ferry", 3000);
    assert_int_equal(mg_db_open(&path, NULL, 1, &db, NULL), MG_OK);
    assert_int_equal(mg_searcher_open(&path, 1, &completing, NULL), MG_OK);
    assert_int_equal(mg_searcher_open(&path, 1, &searching, NULL), MG_OK);
    for (int i = 0; i < 4; i++) add_words(reference_reopen(path), "ferry", 3000);
    assert_int_equal(mg_db_terms(db, MG_SPAN("f"), ignore_term, NULL, NULL), MG_STALE);
    mg_db_close(db);

    assert_int_equal(mg_searcher_complete(completing, MG_SPAN("ferry"), 0, &words, &n, NULL), MG_OK);
    assert_int_equal(n, 3000);
    assert_int_equal(words[0].articles, 5);
    mg_searcher_close(completing);
    r.suggest = true;
    assert_int_equal(mg_search(searching, MG_SPAN("f*2"), &r, &answer, NULL), MG_OK);
    assert_int_equal(answer.match.upper, 1500);
    mg_answer_dispose(&answer);
    mg_searcher_close(searching);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facets),      cmocka_unit_test(timelines),   cmocka_unit_test(counts_of_others),
        cmocka_unit_test(completions), cmocka_unit_test(suggestions), cmocka_unit_test(written_to),
    };
    return cmocka_run_group_tests(tests, searched_start, searched_stop);
}
