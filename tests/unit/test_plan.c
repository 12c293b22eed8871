/* test_plan.c - queries to what libxapian matches, on a small index. */
#include "searcher/plan.h"

#include "common/impacts.h"
#include "common/schema.h"
#include "tests/support/scratch.h"
#include "tests/support/small_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const codes[] = {"en", "fr"};

static char *dir;
static mg_index reader;
static mg_index_stemmer stemmers[MG_COUNT(codes)];
static mg_lexicon lexicon;

/* Three articles, and one with many words that begin alike: w0 once, w1 ... */
static void add_all(small_index *index)
{
    static const mg_span doe = {"Jane Doe", 8}, cocoa = {"Cocoa prices", 12};
    mg_buf words = MG_BUF_INIT;
    small_index_article(index, (mg_article){.id = MG_SPAN("1"), .title = MG_SPAN("Ferry runs aground"), .body = MG_SPAN("Floods and flooding; a toll, fog, a dam."),
        .language = MG_SPAN("en"), .source = MG_SPAN("Harbour Wire"), .section = MG_SPAN("Shipping News"), .byline = {&doe, 1},
        .date = {.precision = MG_DATE_DAY, .year = 2025, .month = 3, .day = 7}, .url = MG_SPAN("https://example.com/a?b")});
    small_index_article(index, (mg_article){.id = MG_SPAN("2"), .title = MG_SPAN("Les inondations"), .body = MG_SPAN("La premi\xc3\xa8re flood."),
        .language = MG_SPAN("fr"), .source = MG_SPAN("Caf\xc3\xa9 Wire"), .keywords = {&cocoa, 1}});
    for (int i = 0; i < MG_WILDCARD_MAX + 500; i++) mg_buf_addf(&words, "wide%d ", i);
    small_index_article(index, (mg_article){.id = MG_SPAN("3"), .body = mg_buf_span(&words), .language = MG_SPAN("en"), .source = MG_SPAN("Wire")});
    small_index_article(index, (mg_article){.id = MG_SPAN("4"), .body = MG_SPAN("wide1499"), .language = MG_SPAN("en")});
    mg_buf_dispose(&words);
}

static void build(const char *path)
{
    small_index *index = small_index_new(path, "auto");
    add_all(index);
    small_index_set_morgue(index);
    small_index_finish(index);
}

static int start(void **state)
{
    (void)state;
    char path[300];
    const char *where = path;
    dir = scratch_dir();
    snprintf(path, sizeof path, "%s/index", dir);
    build(path);
    lexicon = (mg_lexicon){&reader, NULL, stemmers, MG_COUNT(codes), NULL, NULL};
    for (size_t i = 0; i < MG_COUNT(codes); i++) {
        stemmers[i] = (mg_index_stemmer){mg_span_str(codes[i]), mg_language_find(mg_span_str(codes[i])), NULL};
        if (mg_stemmer_new(stemmers[i].language, &stemmers[i].stemmer, NULL) != MG_OK) return 1;
    }
    return mg_index_open(&where, 1, &reader, NULL) || mg_analyzer_new(&lexicon.analyzer, NULL);
}

static int stop(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(codes); i++) mg_stemmer_free(stemmers[i].stemmer);
    mg_analyzer_free(lexicon.analyzer);
    mg_index_close(&reader);
    scratch_remove(dir);
    return 0;
}

typedef struct {
    mg_arena arena;
    mg_warnings warnings;
    mg_plan plan;
    mg_buf text; /* Xapian's description, "Query(...)" without that */
} planned;

static planned plan(const char *query, bool all)
{
    planned p = {0};
    mg_qnode *tree;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_query_parse(mg_span_str(query), 20250307, &p.arena, &tree, &p.warnings, NULL), MG_OK);
    if (mg_plan_make(&lexicon, tree, all, true, &p.arena, &p.warnings, &p.plan, &err) != MG_OK) fail_msg("%s", err.msg);
    mg_buf_adds(&p.text, "");
    if (p.plan.query) assert_int_equal(mg_xquery_describe(p.plan.query, &p.text, NULL), MG_OK);
    return p;
}

static void dispose(planned *p)
{
    mg_arena_dispose(&p->arena);
    free(p->warnings.v);
    mg_buf_dispose(&p->text);
}

typedef struct {
    const char *query, *expected;
} row;

static void assert_plans(const row *rows, size_t n, bool all)
{
    for (size_t i = 0; i < n; i++) {
        planned p = plan(rows[i].query, all);
        char expected[500];
        snprintf(expected, sizeof expected, *rows[i].expected ? "Query(%s)" : "%s", rows[i].expected);
        if (strcmp(p.text.p, expected) != 0) fail_msg("%s\n  gives %s\n  not   %s", rows[i].query, p.text.p, expected);
        dispose(&p);
    }
}

static void words(void **state)
{
    (void)state;
    static const row rows[] = {
        {"", ""},
        {"-", ""},
        {"()", ""},
        {"toll", "Ztoll"},
        {"TOLLS", "Ztoll"},
        {"nowhere", "nowhere"},
        {"\"toll\"", "toll"},
        {"\"Toll fog\"", "(toll PHRASE 2 fog)"},
        {"\"toll fog\"~3", "(toll PHRASE 5 fog)"},
        {"toll fog", "(Ztoll AND Zfog)"},
        {"toll-fog", "(Ztoll AND Zfog)"},
        {"tolls/fog-dam", "(Ztoll AND Zfog AND Zdam)"},
        {"e-toll", "(e PHRASE 2 toll)"},
        {"toll-19", "(toll PHRASE 2 19)"},
        {"toll.fog-dam", "(toll PHRASE 3 fog PHRASE 3 dam)"},
        {"f.o.g.", "(Zfog OR (<alldocuments> FILTER (f PHRASE 3 o PHRASE 3 g)))"},
        {"f.o.g.-toll", "((Zfog OR (<alldocuments> FILTER (f PHRASE 3 o PHRASE 3 g))) AND Ztoll)"},
        {"title:toll-fog", "(Stoll PHRASE 2 Sfog)"},
        {"toll,fog", "(Ztoll AND Zfog)"},
        {"3.14", "3.14"},
        {"toll NEAR/3 fog", "(toll NEAR 4 fog)"},
        {"toll ADJ/3 fog", "(toll PHRASE 4 fog)"},
        {"toll NOT fog", "(Ztoll AND_NOT Zfog)"},
        {"NOT fog", "(<alldocuments> AND_NOT Zfog)"},
        {"-fog", "(<alldocuments> AND_NOT Zfog)"},
        {"NOT ()", ""},
        {"toll -fog -dam", "(Ztoll AND_NOT (Zfog OR Zdam))"},
        {"toll XOR fog", "(Ztoll XOR Zfog)"},
        {"toll OR fog", "(Ztoll OR Zfog)"},
        {"+toll fog", "(Ztoll AND Zfog)"},
        {"* toll", "Ztoll"},
    };
    assert_plans(rows, MG_COUNT(rows), true);
    static const row any[] = {
        {"toll fog", "(Ztoll OR Zfog)"},
        {"+toll fog", "(Ztoll AND_MAYBE Zfog)"},
        {"toll fog -dam", "((Ztoll OR Zfog) AND_NOT Zdam)"},
        {"toll AND fog", "(Ztoll AND Zfog)"},
    };
    assert_plans(any, MG_COUNT(any), false);
}

/* A stem counts in the articles of its languages; one that all languages have needs no filter. */
static void languages(void **state)
{
    (void)state;
    static const row rows[] = {
        {"ferries", "(Zferri FILTER XSTEMen)"},
        {"flooding", "(Zflood FILTER XSTEMen)"},
        {"inondation", "Zinond"},
        {"premi\xc3\xa8re", "(Zpremi FILTER XSTEMfr)"},
        {"l'inondation", "(Zinond FILTER XSTEMfr)"}, /* English stems l'inond */
        {"toll", "Ztoll"},
    };
    assert_plans(rows, MG_COUNT(rows), true);
}

static void fields(void **state)
{
    (void)state;
    static const row rows[] = {
        {"title:ferries", "ZSferri"},
        {"title:\"ferry runs\"", "(Sferry PHRASE 2 Sruns)"},
        {"title:(ferry runs)", "AND ZSrun)"},
        {"author:doe", "Adoe"},
        {"author:\"jane doe\"", "(Ajane PHRASE 2 Adoe)"},
        {"lang:en", "0 * Len"},
        {"lang:English", "0 * Len"},
        {"lang:klingon", "0 * Lklingon"},
        {"url:https://example.com/a?b", "0 * Uhttps://example.com/a?b"},
        {"id:1", "0 * Q1"},
        {"source:wire", "0 * (XSOURCEcaf\xc3\xa9 wire OR XSOURCEharbour wire OR XSOURCEwire)"},
        {"source:HARBOUR", "0 * XSOURCEharbour wire"},
        {"source:\"harbour wire\"", "0 * XSOURCEharbour wire"},
        {"source:\"wire harbour\"", "0 * <nothing>"},
        {"source:cafe", "0 * XSOURCEcaf\xc3\xa9 wire"},
        {"source:harb", "0 * <nothing>"},
        {"section:news", "0 * XSECTIONshipping news"},
        {"keyword:cocoa", "0 * Kcocoa prices"},
        {"has:date", "0 * XHASdate"},
        {"has:Author", "0 * XHASauthor"},
        {"has:id", "<alldocuments>"},
        {"HAS:Author", "0 * XHASauthor"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) { /* how a filter is weighted is Xapian's to say */
        planned p = plan(rows[i].query, true);
        const char *want = strncmp(rows[i].expected, "0 * ", 4) == 0 ? rows[i].expected + 4 : rows[i].expected;
        bool nothing = strcmp(want, "<nothing>") == 0;
        if (nothing ? strcmp(p.text.p, "Query()") != 0 : !strstr(p.text.p, want)) fail_msg("%s: %s", rows[i].query, p.text.p);
        dispose(&p);
    }
}

static void filters(void **state)
{
    (void)state;
    static const row rows[] = {
        {"toll lang:en", "(Ztoll FILTER Len)"},
        {"toll lang:en lang:fr", "(Ztoll FILTER (Len OR Lfr))"},
        {"toll lang:en id:1", "(Ztoll FILTER (Len AND Q1))"},
        {"toll -lang:en", "(Ztoll AND_NOT Len)"},
        {"toll has:date", "(Ztoll FILTER XHASdate)"},
        {"toll has:date has:url", "(Ztoll FILTER (XHASdate AND XHASurl))"},
        {"date:2025", "VALUE_RANGE 0 2025 2025~"},
        {"date:2025-01..2025-03", "VALUE_RANGE 0 202501 202503~"},
        {"since:2025", "VALUE_GE 0 2025"},
        {"until:2025", "VALUE_RANGE 0 \\x01 2025~"},
        {"toll since:7d", "(Ztoll FILTER VALUE_GE 0 20250228)"},
        {"toll since:2024 until:2025", "(Ztoll FILTER (VALUE_GE 0 2024 AND VALUE_RANGE 0 \\x01 2025~))"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        planned p = plan(rows[i].query, true);
        char expected[200], plain[200];
        size_t n = 0;
        snprintf(expected, sizeof expected, "Query(%s)", rows[i].expected);
        for (const char *c = p.text.p; *c && n + 5 < sizeof plain; c++) /* Xapian shows the byte as it is */
            n += (size_t)snprintf(plain + n, sizeof plain - n, *c == 1 ? "\\x01" : "%c", *c);
        if (strcmp(plain, expected) != 0) fail_msg("%s\n  gives %s\n  not   %s", rows[i].query, plain, expected);
        dispose(&p);
    }
}

static void wildcards(void **state)
{
    (void)state;
    static const row rows[] = {
        {"flood*", "(flood SYNONYM flooding SYNONYM floods)"},
        {"FLOODI*", "flooding"},
        {"premie*", "premiere"},
        {"title:ferr*", "Sferry"},
        {"author:d*", "Adoe"},
        {"*ood?", "flood"},
        {"f?g", "fog"},
        {"*l?od*g*", "flooding"},
        {"premi?re", "(premiere SYNONYM premi\xc3\xa8re)"},
        {"*m", "dam"},
        {"title:*y", "Sferry"},
        {"author:j?ne", "Ajane"},
        {"t?ll-f*g", "((toll AND (flooding SYNONYM fog)) FILTER (toll PHRASE 2 (flooding OR fog)))"},
        {"fog~", "fog"},
        {"flod~2", "(flood SYNONYM floods SYNONYM fog)"},
        {"TOL~", "toll"},
        {"nowhere*", ""},
    };
    assert_plans(rows, MG_COUNT(rows) - 1, true);
    static const row labels[] = {{"source:*our", "XSOURCEharbour wire"}, {"source:w?re", "XSOURCEwire"},
                                 {"source:\"harb* wire\"", "XSOURCEharbour wire"}, {"source:cafr~", "XSOURCEcaf"}};
    for (size_t i = 0; i < MG_COUNT(labels); i++) {
        planned p = plan(labels[i].query, true);
        if (!strstr(p.text.p, labels[i].expected)) fail_msg("%s: %s", labels[i].query, p.text.p);
        dispose(&p);
    }
    planned none = plan("nowhere*", true);
    assert_non_null(none.plan.query);
    assert_string_equal(none.text.p, "Query()");
    assert_int_equal(none.warnings.n, 0);
    dispose(&none);

    planned many = plan("ferry wide*", true);
    assert_int_equal(many.warnings.n, 1);
    assert_int_equal(many.warnings.v[0].at, 6);
    assert_string_equal(many.warnings.v[0].text.p, "wide* stands for 1500 words: the 1000 most frequent are searched");
    assert_non_null(strstr(many.text.p, "wide1499 ")); /* in two articles, so among the most frequent */
    dispose(&many);
}

static void wildcards_together(void **state)
{
    (void)state;
    static const row rows[] = {
        {"\"a tol*\"", "((a AND toll) FILTER (a PHRASE 2 toll))"},
        {"\"flood* and\"", "(((flood SYNONYM flooding SYNONYM floods) AND and) FILTER ((flood OR flooding OR floods) PHRASE 2 and))"},
        {"f?g NEAR/3 d*m", "((fog AND dam) FILTER (fog NEAR 4 dam))"},
        {"fog~ ADJ/3 dam", "((fog AND dam) FILTER (fog PHRASE 4 dam))"},
        {"f?g NEAR/3 *og", "((fog AND fog) FILTER (fog NEAR 4 fog))"},
        {"\"what? fog?\"", "(what PHRASE 2 fog)"},
        {"\"toll * fog\"", "(toll PHRASE 2 fog)"},
        {"\"d?m\"", "dam"},
        {"\"fog nowhere*\"", ""},
    };
    assert_plans(rows, MG_COUNT(rows) - 1, true);
    planned none = plan(rows[MG_COUNT(rows) - 1].query, true);
    assert_string_equal(none.text.p, "Query()");
    dispose(&none);
}

/* libxapian's NEAR misses articles where a word may be either of two, so where it is asked the orders are phrases. */
static void near_by_libxapian(void **state)
{
    (void)state;
    static const row rows[] = {
        {"f?g NEAR/3 *og", "((fog AND fog) FILTER ((fog PHRASE 4 fog) OR (fog PHRASE 4 fog)))"},
        {"f?g NEAR/3 d*m", "((fog AND dam) FILTER (fog NEAR 4 dam))"},
    };
    char path[300], impacts[320];
    const char *where = path;
    mg_index stock;
    snprintf(path, sizeof path, "%s/stock", dir);
    snprintf(impacts, sizeof impacts, "%s/" MG_IMPACTS_NAME, path);
    build(path);
    assert_int_equal(unlink(impacts), 0);
    assert_int_equal(mg_index_open(&where, 1, &stock, NULL), MG_OK);
    lexicon.index = &stock;
    assert_plans(rows, MG_COUNT(rows), true);
    lexicon.index = &reader;
    mg_index_close(&stock);
}

/* Hostile queries stay small: each wildcard after those that filled the room still stands for a word. */
static void bounded(void **state)
{
    (void)state;
    mg_buf query = MG_BUF_INIT;
    for (int i = 0; i < 50; i++) mg_buf_adds(&query, "w* *d* ");
    mg_buf_adds(&query, "");
    planned p = plan(query.p, false);
    size_t terms = 0;
    for (const char *c = strstr(p.text.p, "wide"); c; c = strstr(c + 1, "wide")) terms++;
    assert_in_range(terms, MG_WILDCARDS_MAX, MG_WILDCARDS_MAX + 100);
    assert_int_equal(p.warnings.n, 100);
    dispose(&p);
    mg_buf_reset(&query);
    for (int i = 0; i < MG_PATTERNS_MAX; i++) mg_buf_adds(&query, "f?g ");
    mg_buf_adds(&query, "toll~ d?m tol*");
    planned many = plan(query.p, true);
    assert_int_equal(many.warnings.n, 1);
    assert_string_equal(many.warnings.v[0].text.p,
                        "more than 100 words are fuzzy or have wildcards before their end: the others are left out");
    assert_null(strstr(many.text.p, "dam"));
    assert_non_null(strstr(many.text.p, "toll"));
    dispose(&many);
    mg_buf_dispose(&query);
}

/* Texts of thousands of words, which are one part each. */
static void many_words(void **state)
{
    (void)state;
    mg_buf query = MG_BUF_INIT;
    for (int i = 0; i < MG_QUERY_WORDS_MAX; i++) mg_buf_adds(&query, "toll,");
    mg_buf_adds(&query, "fog,dam \"fog dam\"");
    planned p = plan(query.p, true);
    size_t terms = 0;
    for (const char *c = strstr(p.text.p, "Ztoll"); c; c = strstr(c + 1, "Ztoll")) terms++;
    assert_int_equal(terms, MG_QUERY_WORDS_MAX);
    assert_null(strstr(p.text.p, "fog"));
    assert_int_equal(p.warnings.n, 1);
    assert_string_equal(p.warnings.v[0].text.p, "the query has more than 1000 words: the rest is left out");
    dispose(&p);
    mg_buf_dispose(&query);
}

static void leaves(void **state)
{
    (void)state;
    planned p = plan("ferry \"runs aground\" flood* author:doe -fog lang:en since:2020 cocoa NEAR/3 price", true);
    assert_int_equal(p.plan.n_leaves, 5);
    assert_int_equal(p.plan.leaves[0].n, 1);
    assert_true(p.plan.leaves[0].weight > 0);
    assert_int_equal(p.plan.leaves[1].n, 2);
    assert_true(p.plan.leaves[1].ordered);
    assert_int_equal(p.plan.leaves[2].words[0].forms[0].how, MG_LIKE_PREFIX);
    assert_string_equal(p.plan.leaves[3].field->name, "author");
    assert_false(p.plan.leaves[4].ordered);
    assert_int_equal(p.plan.leaves[4].window, 4);
    assert_true(p.plan.loose);
    dispose(&p);
    planned one = plan("ferry", true);
    assert_false(one.plan.loose);
    dispose(&one);
}

static void warned(void **state)
{
    (void)state;
    planned p = plan("ferry NEAR \"runs aground\"", true);
    assert_int_equal(p.warnings.n, 1);
    assert_int_equal(p.warnings.v[0].at, 11);
    dispose(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words),     cmocka_unit_test(languages), cmocka_unit_test(fields),
                                       cmocka_unit_test(filters),   cmocka_unit_test(wildcards), cmocka_unit_test(wildcards_together),
                                       cmocka_unit_test(near_by_libxapian), cmocka_unit_test(bounded), cmocka_unit_test(many_words),
                                       cmocka_unit_test(leaves), cmocka_unit_test(warned)};
    return cmocka_run_group_tests(tests, start, stop);
}
