/* test_query.c - queries to trees: the table tests/query/parse.txt, and what is too large for a table. */
#include "searcher/query.h"

#include "common/io.h"
#include "common/utf8.h"
#include "searcher/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define TODAY 20250307

typedef struct {
    mg_arena arena;
    mg_warnings warnings;
    mg_qnode *tree;
    mg_buf interpreted, warned; /* warned: "column: text | column: text", or "-" */
} parsed;

static parsed parse(mg_span query)
{
    parsed p = {0};
    mg_error err = MG_ERROR_INIT;
    if (mg_query_parse(query, TODAY, &p.arena, &p.tree, &p.warnings, &err) != MG_OK) fail_msg("%s", err.msg);
    mg_buf_adds(&p.interpreted, "");
    mg_buf_adds(&p.warned, p.warnings.n ? "" : "-");
    mg_plan_interpret(p.tree, true, &p.interpreted);
    for (size_t i = 0; i < p.warnings.n; i++) {
        const mg_warning *w = &p.warnings.v[i];
        assert_true(w->at <= query.n);
        mg_buf_addf(&p.warned, "%s%zu: %.*s", i ? " | " : "",
                    mg_utf8_count(mg_span_sub(query, 0, w->at)) + 1, (int)w->text.n, w->text.p);
    }
    return p;
}

static void dispose(parsed *p)
{
    free(p->warnings.v);
    mg_arena_dispose(&p->arena);
    mg_buf_dispose(&p->interpreted);
    mg_buf_dispose(&p->warned);
}

/* Places lie within the query, and kids within their parents' end. */
static void assert_sane(const mg_qnode *n, mg_span query)
{
    assert_true(n->start <= n->end && n->end <= query.n);
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) assert_sane(kid, query);
}

/* ---- the table ---- */

static bool next_line(mg_span text, size_t *at, mg_span *line)
{
    do {
        if (*at >= text.n) return false;
        size_t end = mg_span_find(text, *at, '\n');
        *line = mg_span_sub(text, *at, end);
        *at = end + 1;
    } while (mg_span_starts(*line, MG_SPAN("# ")));
    return true;
}

static void check_case(mg_span query, mg_span interpreted, mg_span warnings)
{
    parsed p = parse(query);
    assert_sane(p.tree, query);
    if (!mg_span_eq(mg_buf_span(&p.interpreted), interpreted) || !mg_span_eq(mg_buf_span(&p.warned), warnings))
        fail_msg("%.*s\n  gives    %s\n           %s\n  not      %.*s\n           %.*s", (int)query.n, query.p, p.interpreted.p,
                 p.warned.p, (int)interpreted.n, interpreted.p, (int)warnings.n, warnings.p);
    if (!p.warnings.n) { /* what it was understood as is understood as the same */
        parsed again = parse(mg_buf_span(&p.interpreted));
        assert_string_equal(again.interpreted.p, p.interpreted.p);
        dispose(&again);
    }
    dispose(&p);
}

static void table(void **state)
{
    (void)state;
    mg_buf text = MG_BUF_INIT;
    mg_error err = MG_ERROR_INIT;
    if (mg_file_read("tests/query/parse.txt", 1 << 20, &text, &err) != MG_OK) fail_msg("%s", err.msg);
    mg_span query, interpreted, warnings;
    size_t cases = 0;
    for (size_t at = 0; next_line(mg_buf_span(&text), &at, &query);) {
        if (!query.n) continue;
        assert_true(next_line(mg_buf_span(&text), &at, &interpreted));
        assert_true(next_line(mg_buf_span(&text), &at, &warnings));
        check_case(query, interpreted, warnings);
        cases++;
    }
    assert_true(cases >= 80);
    mg_buf_dispose(&text);
}

/* ---- what a table cannot hold ---- */

static void check(const char *query, const char *interpreted, const char *warnings)
{
    check_case(mg_span_str(query), mg_span_str(interpreted), mg_span_str(warnings));
}

static void blank(void **state)
{
    (void)state;
    static const char *const queries[] = {"", " ", " \t\r\n ", "\xc2\xa0\xe3\x80\x80", "()", "(())", "( ( ) )"};
    for (size_t i = 0; i < MG_COUNT(queries); i++) {
        parsed p = parse(mg_span_str(queries[i]));
        assert_int_equal(p.tree->type, MG_Q_EMPTY);
        assert_string_equal(p.interpreted.p, "");
        dispose(&p);
    }
    check("  a\tb\n c ", "a AND b AND c", "-");
    check("a\xe3\x80\x80" "b", "a AND b", "-");
}

static void repeat(mg_buf *out, const char *s, size_t times)
{
    while (times--) mg_buf_adds(out, s);
}

static void nesting(void **state)
{
    (void)state;
    static const size_t depths[] = {1, MG_QUERY_DEPTH_MAX - 1, MG_QUERY_DEPTH_MAX, MG_QUERY_DEPTH_MAX + 1, 400, 20000};
    for (size_t i = 0; i < MG_COUNT(depths); i++) {
        mg_buf query = MG_BUF_INIT;
        repeat(&query, "(", depths[i]);
        mg_buf_adds(&query, "a OR b");
        repeat(&query, ")", depths[i]);
        mg_buf_adds(&query, " c");
        parsed p = parse(mg_buf_span(&query));
        if (depths[i] <= MG_QUERY_DEPTH_MAX) {
            assert_string_equal(p.interpreted.p, "(a OR b) AND c");
            assert_string_equal(p.warned.p, "-");
        } else {
            assert_int_equal(p.warnings.n, depths[i] < MG_QUERY_PARTS_MAX ? 1 : 2);
            assert_non_null(strstr(p.warned.p, "nested too deeply"));
            assert_int_equal(p.warnings.v[0].at, MG_QUERY_DEPTH_MAX);
        }
        dispose(&p);
        mg_buf_dispose(&query);
    }
}

static void count_text(const mg_qnode *n, size_t *count)
{
    *count += n->type == MG_Q_TEXT;
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) count_text(kid, count);
}

static void many_parts(void **state)
{
    (void)state;
    static const char *const betweens[] = {" ", " OR ", " AND ", " XOR ", " NEAR "};
    for (size_t i = 0; i < MG_COUNT(betweens); i++) {
        mg_buf query = MG_BUF_INIT;
        for (size_t n = 0; n < MG_QUERY_PARTS_MAX + 200; n++) mg_buf_addf(&query, "%sw%zu", n ? betweens[i] : "", n);
        parsed p = parse(mg_buf_span(&query));
        size_t texts = 0;
        count_text(p.tree, &texts);
        assert_int_equal(texts, MG_QUERY_PARTS_MAX);
        assert_int_equal(p.warnings.n, 1);
        assert_non_null(strstr(p.warned.p, "more than 1000 parts: the rest is left out"));
        dispose(&p);
        mg_buf_dispose(&query);
    }
}

/* Whatever is repeated up to the longest query is read in no time. */
static void long_and_hostile(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a ", "OR ", "a OR ", "AND ", "a AND NOT ", "NOT ", "XOR OR ", "NEAR ", "a NEAR/5 ", "(", ")",
                                         "() ", "(a ", "title:(", "title:", "date:", "since:7d ", "has:", "\"", "\"a\"~5", "+", "-", "+-",
                                         "-(", "a* ", "* ", "a:b ", "\xe2\x80\x9c", "\xe4\xb8\xad", "source:x ", "(a AND ", "a OR AND "};
    clock_t started = clock();
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf query = MG_BUF_INIT;
        while (query.n + strlen(pieces[i]) <= MG_QUERY_BYTES_MAX) mg_buf_adds(&query, pieces[i]);
        clock_t one = clock();
        parsed p = parse(mg_buf_span(&query));
        if (clock() - one > 2 * CLOCKS_PER_SEC) fail_msg("\"%s\" repeated takes too long", pieces[i]);
        if (p.warnings.n > 2000) fail_msg("\"%s\" repeated gives %zu warnings", pieces[i], p.warnings.n);
        dispose(&p);
        mg_buf_dispose(&query);
    }
    assert_true(clock() - started < 10 * CLOCKS_PER_SEC);
}

static void too_long(void **state)
{
    (void)state;
    mg_buf query = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    mg_warnings warnings = {0};
    mg_error err = MG_ERROR_INIT;
    mg_qnode *tree;
    repeat(&query, "ferry ", 1 << 18);
    assert_int_equal(mg_query_parse(mg_buf_span(&query), TODAY, &arena, &tree, &warnings, &err), MG_LIMIT);
    assert_string_equal(err.msg, "the query has 1572864 bytes; the limit is 65536");
    mg_buf_dispose(&query);
    mg_arena_dispose(&arena);
}

/* ---- the tree itself ---- */

static void places(void **state)
{
    (void)state;
    parsed p = parse(MG_SPAN("fog title:\"ferry toll\"~2 since:2025-03"));
    const mg_qnode *fog = p.tree->kids, *title = fog->next, *since = title->next;
    assert_int_equal(p.tree->type, MG_Q_LIST);
    assert_int_equal(fog->start, 0);
    assert_int_equal(fog->end, 3);
    assert_int_equal(title->type, MG_Q_PHRASE);
    assert_int_equal(title->start, 4);
    assert_int_equal(title->end, 24);
    assert_int_equal(title->distance, 2);
    assert_string_equal(title->field->name, "title");
    assert_int_equal(since->type, MG_Q_DATE);
    assert_int_equal(since->start, 25);
    assert_int_equal(since->end, 38);
    assert_true(mg_span_eq(since->first, MG_SPAN("202503")));
    assert_int_equal(since->last.n, 0);
    assert_null(since->next);
    dispose(&p);
}

static void near_nodes(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool ordered;
        unsigned distance;
    } rows[] = {{"a NEAR b", false, MG_NEAR_DEFAULT}, {"a NEAR/3 b", false, 3}, {"a ADJ b", true, MG_NEAR_DEFAULT},
                {"a ADJ/9999 b", true, 9999},         {"a w/5 b", false, 5},    {"a W/5 b", false, 5}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        parsed p = parse(mg_span_str(rows[i].query));
        const mg_qnode *near = p.tree->kids;
        assert_int_equal(near->type, MG_Q_NEAR);
        assert_int_equal(near->ordered, rows[i].ordered);
        assert_int_equal(near->distance, rows[i].distance);
        dispose(&p);
    }
}

/* Matching any of the words, lists read as OR; what is joined by hand stays. */
static void any_of(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"a b", "a OR b"}, {"+a b", "+a OR b"}, {"a b AND c", "(a OR b) AND c"}, {"\"a b\" c", "\"a b\" OR c"}, {"a", "a"}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        parsed p = parse(mg_span_str(rows[i][0]));
        mg_buf text = MG_BUF_INIT;
        mg_plan_interpret(p.tree, false, &text);
        assert_string_equal(text.p, rows[i][1]);
        mg_buf_dispose(&text);
        dispose(&p);
    }
}

static void warnings_are_whole_characters(void **state)
{
    (void)state;
    mg_buf query = MG_BUF_INIT;
    mg_buf_adds(&query, "date:x");
    repeat(&query, "\xc3\xa9", 300);
    parsed p = parse(mg_buf_span(&query));
    assert_int_equal(p.warnings.n, 1);
    assert_int_equal(mg_utf8_valid(p.warnings.v[0].text), p.warnings.v[0].text.n);
    assert_true(p.warnings.v[0].text.n < 200);
    dispose(&p);
    mg_buf_dispose(&query);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),      cmocka_unit_test(blank),      cmocka_unit_test(nesting),
        cmocka_unit_test(many_parts), cmocka_unit_test(long_and_hostile), cmocka_unit_test(too_long),
        cmocka_unit_test(places),     cmocka_unit_test(near_nodes), cmocka_unit_test(any_of),
        cmocka_unit_test(warnings_are_whole_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
