/* test_morgue.c - the library as its callers know it: answers, errors, cancelling, an index that changes, threads. */
#include "common/io.h"
#include "common/layout.h"
#include "common/stop.h"
#include "searcher/morgue.h"
#include "tests/support/searched.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static morgue *open_one(const char *where)
{
    morgue *m = NULL;
    morgue_error error = MORGUE_ERROR_INIT;
    if (morgue_open(&where, 1, &m, &error) != MORGUE_OK) fail_msg("%s", error.message);
    return m;
}

static morgue_request *request_of(const char *const *pairs)
{
    morgue_request *r = morgue_request_new();
    morgue_error error = MORGUE_ERROR_INIT;
    assert_non_null(r);
    for (; *pairs; pairs += 2)
        if (morgue_request_set(r, pairs[0], pairs[1], &error) != MORGUE_OK) fail_msg("%s: %s", pairs[0], error.message);
    return r;
}
#define REQUEST(...) request_of((const char *const[]){__VA_ARGS__, NULL})

static morgue_answer *ask(morgue *m, const char *query, const morgue_request *request)
{
    morgue_answer *answer = NULL;
    morgue_error error = MORGUE_ERROR_INIT;
    if (morgue_search(m, query, request, &answer, &error) != MORGUE_OK) fail_msg("%s: %s", query, error.message);
    return answer;
}

/* ---- answers ---- */

static void answers(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("index"));
    morgue_answer *answer = ask(m, "ferri* fog", NULL);
    const morgue_summary *found = morgue_answer_summary(answer);
    const morgue_hit *hit = NULL;
    assert_string_equal(found->query, "ferri* fog");
    assert_int_equal(found->all, 0);
    assert_int_equal(found->n_hits, 2);
    assert_int_equal(found->lower, 2);
    assert_int_equal(morgue_answer_hit(answer, 2, &hit, NULL), MORGUE_NOT_FOUND);
    assert_int_equal(morgue_answer_hit(answer, 0, &hit, NULL), MORGUE_OK);
    assert_int_equal(hit->rank, 1);
    morgue_answer_free(answer);

    answer = ask(m, "ferry fog", NULL);
    assert_int_equal(morgue_answer_hit(answer, 0, &hit, NULL), MORGUE_OK);
    assert_string_equal(hit->id, "a");
    assert_string_equal(hit->title, "Ferry runs aground");
    assert_string_equal(hit->standfirst, "No one was hurt");
    assert_string_equal(hit->date, "2025-03-07");
    assert_string_equal(hit->date_precision, "day");
    assert_int_equal(hit->n_byline, 1);
    assert_string_equal(hit->byline[0], "Jane Doe");
    assert_string_equal(hit->url, "");
    assert_string_equal(hit->file, "/srv/news/a");
    assert_int_equal(hit->n_title_highlights, 1);
    assert_int_equal(hit->title_highlights[0].end, 5);
    assert_int_equal(hit->n_passages, 1);
    const morgue_passage *p = hit->passages[0];
    assert_int_equal(strlen(p->text), p->n);
    assert_int_equal(p->n, p->end - p->start);
    assert_int_equal(p->n_highlights, 2);
    assert_memory_equal(p->text + p->highlights[0].start, "ferry", 5);
    assert_memory_equal(p->text + p->highlights[1].start, "fog", 3);
    morgue_answer_free(answer);
    morgue_answer_free(NULL);
    morgue_close(m);
    morgue_close(NULL);
}

static void options(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("index"));
    morgue_request *r = REQUEST("source", "harbour wire", "source", "le phare", "facets", "source", "timeline", "year", "share", NULL,
                                "passages", "0", "limit", "1", "sort", "oldest", "timeout", "60000");
    morgue_answer *answer = ask(m, "NOT xyzzy", r);
    const morgue_hit *hit;
    assert_int_equal(morgue_answer_summary(answer)->n_hits, 1);
    assert_int_equal(morgue_answer_summary(answer)->lower, 3);
    assert_int_equal(morgue_answer_hit(answer, 0, &hit, NULL), MORGUE_OK);
    assert_int_equal(hit->n_passages, 0);
    const morgue_summary *found = morgue_answer_summary(answer);
    assert_int_equal(found->n_facets, 1);
    assert_string_equal(found->facets[0].by, "source");
    assert_int_equal(found->facets[0].n, 2);
    assert_string_equal(found->facets[0].buckets[0].value, "Harbour Wire");
    assert_int_equal(found->facets[0].buckets[0].count, 2);
    assert_string_equal(found->timeline->by, "year");
    assert_int_equal(found->timeline->n, 1);
    assert_string_equal(found->timeline->buckets[0].value, "2025");
    assert_true(found->shares && found->timeline->buckets[0].share > 0.99);
    morgue_answer_free(answer);
    morgue_request_free(r);
    morgue_request_free(NULL);
    morgue_close(m);
}

static void articles_and_words(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("index"));
    const morgue_hit *article;
    const morgue_bucket *words;
    size_t n;
    const morgue_facts *facts;
    morgue_error error = MORGUE_ERROR_INIT;
    assert_int_equal(morgue_article(m, "b", "drought", &article, &error), MORGUE_OK);
    assert_string_equal(article->passages[0]->text, "The drought ended and prices fell. A toll was paid.");
    assert_int_equal(article->passages[0]->n_highlights, 1);
    assert_int_equal(morgue_article(m, "b", NULL, &article, &error), MORGUE_OK);
    assert_int_equal(article->passages[0]->n_highlights, 0);
    assert_int_equal(morgue_article(m, "zz", "", &article, &error), MORGUE_NOT_FOUND);
    assert_int_equal(error.code, MORGUE_NOT_FOUND);
    assert_string_equal(error.message, "no article has the id zz");
    assert_int_equal(morgue_complete(m, "to", 1, &words, &n, NULL), MORGUE_OK);
    assert_int_equal(n, 1);
    assert_string_equal(words[0].value, "toll");
    assert_int_equal(words[0].count, 4);
    assert_int_equal(morgue_about(m, &facts, NULL), MORGUE_OK);
    assert_int_equal(facts->articles, 8);
    assert_true(facts->n_languages >= 1);
    assert_string_equal(facts->languages[0], "en");
    morgue_close(m);
}

/* Matches in context; hits of the same answer may be read in between. */
static void rows(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("index"));
    morgue_request *all = REQUEST("kwic", NULL, "limit", "0", "passage-length", "20"), *one = REQUEST("kwic", NULL, "limit", "1", "offset", "1");
    morgue_answer *answer = ask(m, "toll OR ferry", all);
    const morgue_hit *hit;
    const morgue_row *row;
    char second[100] = "";
    uint32_t n = 0;
    for (;; n++) {
        assert_int_equal(morgue_answer_row(answer, &row, NULL), MORGUE_OK);
        if (!row) break;
        assert_int_equal(row->rank, n + 1);
        assert_true(strncasecmp(row->match, "toll", 4) == 0 || strncasecmp(row->match, "ferr", 4) == 0);
        assert_memory_equal(row->hit->passages[0]->text + row->start, row->match, row->end - row->start);
        if (n == 1) snprintf(second, sizeof second, "%s %zu", row->hit->id, row->start);
        assert_int_equal(morgue_answer_hit(answer, 0, &hit, NULL), MORGUE_OK);
    }
    assert_true(n > 2);
    assert_int_equal(morgue_answer_row(answer, &row, NULL), MORGUE_OK);
    assert_null(row);
    morgue_answer_free(answer);
    answer = ask(m, "toll OR ferry", one);
    assert_int_equal(morgue_answer_row(answer, &row, NULL), MORGUE_OK);
    assert_int_equal(row->rank, 2);
    char again[100];
    snprintf(again, sizeof again, "%s %zu", row->hit->id, row->start);
    assert_string_equal(again, second);
    assert_int_equal(morgue_answer_row(answer, &row, NULL), MORGUE_OK);
    assert_null(row);
    morgue_answer_free(answer);
    answer = ask(m, "ferry", NULL);
    assert_int_equal(morgue_answer_row(answer, &row, NULL), MORGUE_USAGE);
    morgue_answer_free(answer);
    morgue_request_free(all);
    morgue_request_free(one);
    morgue_close(m);
}

static void explained(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("index"));
    morgue_request *r = REQUEST("explain", NULL);
    morgue_answer *answer = ask(m, "title:ferry OR fog", r);
    const morgue_explanation *e, *again;
    const morgue_hit *hit;
    assert_int_equal(morgue_answer_explain(answer, &e, NULL), MORGUE_OK);
    assert_string_equal(e->tree->type, "or");
    assert_int_equal(e->tree->n_kids, 2);
    const morgue_node *word = e->tree->kids[0]->kids[0];
    assert_string_equal(word->field, "title");
    assert_string_equal(word->text, "ferry");
    assert_string_equal(word->shown, "title:ferry");
    assert_int_equal(word->end, 11);
    assert_string_not_equal(e->plan, "");
    assert_int_equal(e->n_words, 2);
    assert_string_equal(e->words[0]->word, "ferry");
    assert_int_equal(morgue_answer_explain(answer, &again, NULL), MORGUE_OK);
    assert_ptr_equal(e, again);
    assert_int_equal(morgue_answer_hit(answer, 0, &hit, NULL), MORGUE_OK);
    assert_int_equal(hit->n_parts, 2);
    assert_string_equal(hit->parts[0]->name, "word");
    assert_string_equal(hit->parts[0]->word, "ferry");
    assert_true(hit->parts[0]->score > 0 && hit->parts[0]->n_terms > 0);
    morgue_answer_free(answer);
    morgue_request_free(r);
    morgue_close(m);
}

/* What is for programs alone. */
static void leaving_out(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("index"));
    morgue_request *count = REQUEST("kwic", NULL, "count", "true"), *back = REQUEST("count", NULL, "count", "false", "suggest", "false"),
                   *like = REQUEST("similar-text", "A ferry in fog ran aground; the ferry was late.");
    morgue_answer *answer = ask(m, "toll", count);
    const morgue_summary *found = morgue_answer_summary(answer);
    assert_int_equal(found->n_hits, 0);
    assert_int_equal(found->lower, 4);
    assert_int_equal(found->upper, 4);
    morgue_answer_free(answer);
    answer = ask(m, "tolll", back);
    assert_string_equal(morgue_answer_summary(answer)->suggestion, "");
    morgue_answer_free(answer);
    answer = ask(m, "toll", back);
    assert_int_equal(morgue_answer_summary(answer)->n_hits, 4);
    morgue_answer_free(answer);
    answer = ask(m, NULL, like);
    assert_true(morgue_answer_summary(answer)->n_hits > 0);
    morgue_answer_free(answer);
    assert_int_equal(morgue_request_set(like, "similar", "a", NULL), MORGUE_OK);
    assert_int_equal(morgue_request_check(like, NULL), MORGUE_USAGE);
    morgue_request_free(count);
    morgue_request_free(back);
    morgue_request_free(like);
    morgue_close(m);
}

/* What programs that were compiled with this header rely on, where longs and pointers have 64 bits: structs only grow at their
 * ends, and codes keep their numbers. */
static void layout(void **state)
{
    (void)state;
#define AT(type, field, place) {#type "." #field, offsetof(type, field), place}
    static const struct {
        const char *name;
        size_t is, was;
    } fields[] = {
        AT(morgue_error, code, 0), AT(morgue_error, offset, 8), AT(morgue_error, message, 16), AT(morgue_facts, articles, 0),
        AT(morgue_facts, languages, 8), AT(morgue_facts, n_languages, 16), AT(morgue_bucket, value, 0),
        AT(morgue_bucket, count, 8), AT(morgue_bucket, share, 16), AT(morgue_counts, by, 0), AT(morgue_counts, buckets, 8),
        AT(morgue_counts, n, 16), AT(morgue_summary, query, 0), AT(morgue_summary, interpreted, 8),
        AT(morgue_summary, suggestion, 16), AT(morgue_summary, warnings, 24), AT(morgue_summary, n_warnings, 32),
        AT(morgue_summary, all, 40), AT(morgue_summary, loosened, 44), AT(morgue_summary, lower, 48),
        AT(morgue_summary, estimate, 52), AT(morgue_summary, upper, 56), AT(morgue_summary, stories, 64),
        AT(morgue_summary, n_hits, 72), AT(morgue_summary, took_ms, 80), AT(morgue_summary, facets, 88),
        AT(morgue_summary, n_facets, 96), AT(morgue_summary, timeline, 104), AT(morgue_summary, shares, 112),
        AT(morgue_range, start, 0), AT(morgue_range, end, 8), AT(morgue_passage, text, 0), AT(morgue_passage, n, 8),
        AT(morgue_passage, start, 16), AT(morgue_passage, end, 24), AT(morgue_passage, highlights, 32),
        AT(morgue_passage, n_highlights, 40), AT(morgue_passage, score, 48), AT(morgue_passage, page, 56),
        AT(morgue_term, term, 0), AT(morgue_term, count, 8), AT(morgue_part, name, 0), AT(morgue_part, score, 8),
        AT(morgue_part, word, 16), AT(morgue_part, field, 24), AT(morgue_part, terms, 32), AT(morgue_part, n_terms, 40),
        AT(morgue_part, count, 48), AT(morgue_part, articles, 56), AT(morgue_part, rarity, 64), AT(morgue_part, factor, 72),
        AT(morgue_part, length, 80), AT(morgue_hit, rank, 0), AT(morgue_hit, score, 8), AT(morgue_hit, id, 16),
        AT(morgue_hit, title, 24), AT(morgue_hit, standfirst, 32), AT(morgue_hit, byline, 40), AT(morgue_hit, n_byline, 48),
        AT(morgue_hit, date, 56), AT(morgue_hit, year, 64), AT(morgue_hit, month, 68), AT(morgue_hit, day, 72),
        AT(morgue_hit, date_precision, 80), AT(morgue_hit, date_source, 88), AT(morgue_hit, modified, 96),
        AT(morgue_hit, source, 104), AT(morgue_hit, section, 112), AT(morgue_hit, dateline, 120), AT(morgue_hit, url, 128),
        AT(morgue_hit, language, 136), AT(morgue_hit, keywords, 144), AT(morgue_hit, n_keywords, 152),
        AT(morgue_hit, path, 160), AT(morgue_hit, member, 168), AT(morgue_hit, format, 176), AT(morgue_hit, file, 184),
        AT(morgue_hit, pages, 192), AT(morgue_hit, n_pages, 200), AT(morgue_hit, title_highlights, 208),
        AT(morgue_hit, n_title_highlights, 216), AT(morgue_hit, passages, 224), AT(morgue_hit, n_passages, 232),
        AT(morgue_hit, copies, 240), AT(morgue_hit, others, 248), AT(morgue_hit, n_others, 256), AT(morgue_hit, parts, 264),
        AT(morgue_hit, n_parts, 272), AT(morgue_row, rank, 0), AT(morgue_row, hit, 8), AT(morgue_row, left, 16),
        AT(morgue_row, match, 24), AT(morgue_row, right, 32), AT(morgue_row, start, 40), AT(morgue_row, end, 48),
        AT(morgue_node, type, 0), AT(morgue_node, shown, 8), AT(morgue_node, sign, 16), AT(morgue_node, field, 24),
        AT(morgue_node, text, 32), AT(morgue_node, first, 40), AT(morgue_node, last, 48), AT(morgue_node, edits, 56),
        AT(morgue_node, distance, 60), AT(morgue_node, start, 64), AT(morgue_node, end, 72), AT(morgue_node, kids, 80),
        AT(morgue_node, n_kids, 88), AT(morgue_word, word, 0), AT(morgue_word, field, 8), AT(morgue_word, start, 16),
        AT(morgue_word, words, 24), AT(morgue_word, terms, 32), AT(morgue_word, n_terms, 40), AT(morgue_explanation, tree, 0),
        AT(morgue_explanation, plan, 8), AT(morgue_explanation, k1, 16), AT(morgue_explanation, b, 24),
        AT(morgue_explanation, words, 32), AT(morgue_explanation, n_words, 40),
    };
    if (sizeof(void *) != 8) return;
    for (size_t i = 0; i < MG_COUNT(fields); i++)
        if (fields[i].is != fields[i].was) fail_msg("%s is at %zu, and was at %zu", fields[i].name, fields[i].is, fields[i].was);
    assert_int_equal(sizeof(morgue_error), 528);
    assert_int_equal(sizeof(morgue_bucket), 24);
    assert_int_equal(sizeof(morgue_counts), 24);
    assert_int_equal(sizeof(morgue_range), 16);
    assert_int_equal(sizeof(morgue_term), 16);
    assert_int_equal(MORGUE_USAGE, 9);
    assert_int_equal(MORGUE_INTERNAL, 13);
}

/* ---- errors ---- */

static void errors(void **state)
{
    (void)state;
    morgue_error error = MORGUE_ERROR_INIT;
    morgue *m = NULL;
    morgue_answer *answer;
    const char *nowhere = searched_path("nowhere");
    assert_int_equal(morgue_open(&nowhere, 1, &m, &error), MORGUE_NOT_FOUND);
    assert_null(m);
    assert_non_null(strstr(error.message, "there is no index at"));
    assert_int_equal(morgue_open(NULL, 0, &m, NULL), MORGUE_USAGE);
    m = open_one(searched_path("index"));
    morgue_request *r = REQUEST("strict", NULL);
    assert_int_equal(morgue_search(m, "ferry (fog", r, &answer, &error), MORGUE_QUERY);
    assert_int_equal(error.offset, 6);
    static const struct {
        const char *name, *value, *message;
    } bad[] = {
        {"frob", "1", "\"frob\" is none of limit,"}, {"json", NULL, "\"json\" is none of"}, {"limit", NULL, "\"limit\" needs a value"},
        {"strict", "yes", "\"strict\" wants true or false"}, {"limit", "-1", "--limit wants a number"}, {"sort", "x", "--sort is one of"},
        {"facets", "x", "--facets"}, {"totals", "-1", "--totals wants a number"},
    };
    for (size_t i = 0; i < MG_COUNT(bad); i++) {
        error.message[0] = '\0';
        assert_int_equal(morgue_request_set(r, bad[i].name, bad[i].value, &error), MORGUE_USAGE);
        if (!strstr(error.message, bad[i].message)) fail_msg("%s: %s", bad[i].name, error.message);
    }
    assert_int_equal(morgue_request_set(r, "share", NULL, NULL), MORGUE_OK);
    assert_int_equal(morgue_search(m, "fog", r, &answer, &error), MORGUE_USAGE);
    for (int code = MORGUE_OK; code <= MORGUE_INTERNAL; code++)
        for (int other = MORGUE_OK; other < code; other++)
            assert_string_not_equal(morgue_code_name((morgue_code)code), morgue_code_name((morgue_code)other));
    morgue_request_free(r);
    morgue_close(m);
}

static void json(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("index"));
    char *response;
    size_t n;
    morgue_error error = MORGUE_ERROR_INIT;
    assert_int_equal(morgue_ask(m, "{\"query\":\"ferry\",\"id\":3}", 24, &response, &n, NULL), MORGUE_OK);
    assert_int_equal(strlen(response), n);
    assert_memory_equal(response, "{\"id\":3,\"format_version\":1,\"query\":\"ferry\"", 41);
    morgue_free(response);
    assert_int_equal(morgue_ask(m, "{\"query\"", 8, &response, &n, &error), MORGUE_REQUEST);
    assert_int_equal(error.offset, 8);
    assert_memory_equal(response, "{\"error\":{\"code\":\"request\"", 26);
    morgue_free(response);
    assert_int_equal(morgue_ask(m, NULL, 0, &response, &n, NULL), MORGUE_REQUEST);
    morgue_free(response);
    morgue_free(NULL);
    morgue_close(m);
}

/* The fields behind the object, the i-th of them. */
static const char *field(const char *response, size_t n, size_t i)
{
    const char *at = response + strlen(response) + 1;
    while (i-- && at < response + n) at += strlen(at) + 1;
    return at;
}

static void flat(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("index"));
    char *r;
    size_t n;
    assert_int_equal(morgue_ask_flat(m, "{\"query\":\"ferry fog\",\"limit\":1}", 31, &r, &n, NULL), MORGUE_OK);
    assert_memory_equal(r, "{\"format_version\":1,\"query\":\"ferry fog\"", 39);
    assert_non_null(strstr(r, "\"hits\":[]}"));
    assert_string_equal(field(r, n, 0), "1");
    assert_string_equal(field(r, n, 2), "a");
    assert_string_equal(field(r, n, 3), "Ferry runs aground");
    assert_string_equal(field(r, n, 5), "Jane Doe");
    assert_string_equal(field(r, n, 20), "1");
    assert_memory_equal(field(r, n, 21), "0 ", 2);
    assert_int_equal(field(r, n, 24) - r, n); /* that is all */
    morgue_free(r);
    assert_int_equal(morgue_ask_flat(m, "{\"article\":\"b\"}", 15, &r, &n, NULL), MORGUE_OK);
    assert_string_equal(r, "{\"pages\":[]}");
    assert_string_equal(field(r, n, 23), "The drought ended and prices fell. A toll was paid.");
    morgue_free(r);
    assert_int_equal(morgue_ask_flat(m, "{\"article\":3}", 13, &r, &n, NULL), MORGUE_USAGE);
    assert_int_equal(strlen(r), n);
    morgue_free(r);
    morgue_close(m);
}

/* ---- an index that changes ---- */

enum { MANY = 3000 };

/* A segment of n articles that have one word, and its index `name` of it. */
static void make_segment(const char *name, const char *segment, size_t n)
{
    char path[300], id[40];
    snprintf(path, sizeof path, "%s/segments/%s", name, segment);
    snprintf(path, sizeof path, "%s", searched_path(path));
    small_index *index = small_index_new(path, "en");
    for (size_t i = 0; i < n; i++) {
        snprintf(id, sizeof id, "%s%zu", segment, i);
        searched_add(index, &(searched_sample){id, "A title", "", "An otter and others.", "2025", "Wire", "", "", "en"});
    }
    searched_finish(index, NULL);
}

static void publish(const char *name, uint64_t generation, const char *segment)
{
    mg_span root = MG_SPAN("/srv/news");
    mg_stub_segment live = {.name = segment};
    mg_stub stub = {.generation = generation, .archives = {&root, 1}, .segments = &live, .n = 1};
    assert_int_equal(mg_stub_publish(searched_path(name), &stub, NULL), MG_OK);
}

static int make_changing(void **state)
{
    (void)state;
    if (mg_dir_create(searched_path("changing/segments"), NULL) != MG_OK) return 1;
    make_segment("changing", "few", 3);
    make_segment("changing", "many", MANY);
    return 0;
}

static void newest(void **state)
{
    (void)state;
    publish("changing", 1, "few");
    morgue *m = open_one(searched_path("changing"));
    morgue_answer *old = ask(m, "otter", NULL), *young;
    const morgue_hit *hit;
    assert_int_equal(morgue_answer_summary(old)->lower, 3);
    morgue_keep(m, 1);
    publish("changing", 2, "many");
    young = ask(m, "otter", NULL);
    assert_int_equal(morgue_answer_summary(young)->lower, 3);
    morgue_answer_free(young);
    morgue_keep(m, 0);
    young = ask(m, "otter", NULL);
    assert_true(morgue_answer_summary(young)->estimate > 100);
    assert_int_equal(morgue_answer_hit(old, 0, &hit, NULL), MORGUE_OK); /* of the state that it was made from */
    assert_string_equal(hit->id, "few0");
    assert_int_equal(morgue_answer_hit(young, 0, &hit, NULL), MORGUE_OK);
    assert_string_equal(hit->id, "many0");
    morgue_answer_free(old);
    morgue_answer_free(young);
    morgue_close(m);
}

/* Another directory is put in the place of an index, and then none. */
static void exchanged(void **state)
{
    (void)state;
    char here[300], away[300], other[300];
    snprintf(here, sizeof here, "%s", searched_path("changing"));
    snprintf(away, sizeof away, "%s", searched_path("away"));
    snprintf(other, sizeof other, "%s", searched_path("other"));
    publish("changing", 3, "many");
    assert_int_equal(mg_dir_create(searched_path("other/segments"), NULL), MG_OK);
    make_segment("other", "few", 3);
    publish("other", 3, "few");
    morgue *m = open_one(here);
    morgue_answer *answer = ask(m, "otter", NULL);
    assert_true(morgue_answer_summary(answer)->estimate > 100);
    morgue_answer_free(answer);
    assert_int_equal(rename(here, away) | rename(other, here), 0);
    usleep(50000);
    answer = ask(m, "otter", NULL);
    assert_int_equal(morgue_answer_summary(answer)->lower, 3);
    morgue_answer_free(answer);
    assert_int_equal(rename(here, other), 0);
    usleep(50000);
    for (int i = 0; i < 2; i++) assert_int_equal(morgue_search(m, "otter", NULL, &answer, NULL), MORGUE_NOT_FOUND);
    assert_int_equal(rename(away, here), 0);
    answer = ask(m, "otter", NULL);
    assert_true(morgue_answer_summary(answer)->estimate > 100);
    morgue_answer_free(answer);
    morgue_close(m);
}

static void stopping(void **state)
{
    (void)state;
    publish("changing", 3, "many");
    const char *where = searched_path("changing");
    mg_searcher *s;
    mg_request request = MG_REQUEST_INIT, by_date = request, counting = request, reading = request;
    by_date.sort = MG_SORT_NEWEST;
    counting.counted = (mg_counted){.facets = {MG_FACET_SOURCE}, .n_facets = 1};
    reading.by_passage = true;
    const mg_request *requests[] = {&request, &by_date, &counting, &reading};
    const mg_stop asked = {.asked = 1}, late = {.at = 1}, in_time = {.at = UINT64_MAX};
    mg_answer answer;
    assert_int_equal(mg_searcher_open(&where, 1, &s, NULL), MG_OK);
    for (size_t i = 0; i < MG_COUNT(requests); i++) {
        mg_searcher_watch(s, &asked);
        assert_int_equal(mg_search(s, MG_SPAN("otter"), requests[i], &answer, NULL), MG_INTERRUPTED);
        mg_searcher_watch(s, &late);
        assert_int_equal(mg_search(s, MG_SPAN("otter others"), requests[i], &answer, NULL), MG_TIMEOUT);
        mg_searcher_watch(s, &in_time);
        assert_int_equal(mg_search(s, MG_SPAN("otter"), requests[i], &answer, NULL), MG_OK);
        mg_answer_dispose(&answer);
    }
    /* Nothing is found, by looking at each article's positions. */
    mg_searcher_watch(s, &asked);
    assert_int_equal(mg_search(s, MG_SPAN("others NEAR/1 an"), &request, &answer, NULL), MG_INTERRUPTED);
    mg_searcher_watch(s, &late);
    assert_int_equal(mg_search(s, MG_SPAN("others NEAR/1 an"), &by_date, &answer, NULL), MG_TIMEOUT);
    mg_searcher_watch(s, &in_time);
    assert_int_equal(mg_search(s, MG_SPAN("others NEAR/1 an"), &request, &answer, NULL), MG_OK);
    assert_int_equal(answer.match.upper, 0);
    mg_answer_dispose(&answer);
    mg_searcher_close(s);
}

/* One limit is for all calls about an answer. */
static void time_left(void **state)
{
    (void)state;
    mg_stop stop;
    mg_stop_start(&stop, 0);
    assert_true(mg_stop_left(&stop) == MG_STOP_NO_END);
    mg_stop_resume(&stop, MG_STOP_NO_END);
    assert_int_equal(mg_stop_check(&stop, NULL), MG_OK);
    mg_stop_start(&stop, UINT32_MAX - 1);
    assert_true(mg_stop_left(&stop) < MG_STOP_NO_END && mg_stop_left(&stop) > 1000);
    mg_stop_resume(&stop, 0);
    assert_int_equal(mg_stop_left(&stop), 0);
    assert_int_equal(mg_stop_check(&stop, NULL), MG_TIMEOUT);
}

static int enough;

static void *cancel(void *m)
{
    while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) morgue_cancel(m);
    return NULL;
}

static void cancelling(void **state)
{
    (void)state;
    morgue *m = open_one(searched_path("changing"));
    morgue_request *r = REQUEST("limit", "0", "facets", "source");
    morgue_error error = MORGUE_ERROR_INIT;
    morgue_code code = MORGUE_OK;
    pthread_t thread;
    enough = 0;
    assert_int_equal(pthread_create(&thread, NULL, cancel, m), 0);
    while (code == MORGUE_OK) {
        morgue_answer *answer = NULL;
        code = morgue_search(m, "otter OR others", r, &answer, &error);
        morgue_answer_free(answer);
    }
    __atomic_store_n(&enough, 1, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    assert_int_equal(code, MORGUE_CANCELLED);
    assert_string_equal(error.message, "it was cancelled");
    morgue_answer_free(ask(m, "otter", r)); /* the next is not */
    morgue_request_free(r);
    morgue_close(m);
}

/* ---- threads ---- */

enum { THREADS = 8, SEARCHES = 60 };

typedef struct {
    const char *where, *wrong; /* NULL: nothing */
    pthread_t thread;
} worker;

static const char *search_once(morgue *m)
{
    morgue_answer *answer;
    const morgue_hit *hit;
    const char *wrong = NULL;
    if (morgue_search(m, "otter", NULL, &answer, NULL) != MORGUE_OK) return "cannot search";
    bool few = morgue_answer_summary(answer)->n_hits == 3;
    for (size_t k = 0; k < 3 && !wrong; k++) {
        if (morgue_answer_hit(answer, k, &hit, NULL) != MORGUE_OK) wrong = "cannot read a hit";
        else if (few != (strncmp(hit->id, "few", 3) == 0)) wrong = "a hit of another state";
    }
    morgue_answer_free(answer);
    return wrong;
}

static void *search_on(void *payload)
{
    worker *w = payload;
    morgue *m;
    if (morgue_open(&w->where, 1, &m, NULL) != MORGUE_OK) {
        w->wrong = "cannot open";
        return NULL;
    }
    for (int i = 0; i < SEARCHES && !w->wrong; i++) w->wrong = search_once(m);
    morgue_close(m);
    return NULL;
}

static void threads(void **state)
{
    (void)state;
    worker all[THREADS];
    char where[300];
    snprintf(where, sizeof where, "%s", searched_path("changing"));
    for (size_t i = 0; i < THREADS; i++) {
        all[i] = (worker){.where = where};
        assert_int_equal(pthread_create(&all[i].thread, NULL, search_on, &all[i]), 0);
    }
    for (uint64_t generation = 4; generation < 60; generation++) publish("changing", generation, generation % 2 ? "many" : "few");
    for (size_t i = 0; i < THREADS; i++) pthread_join(all[i].thread, NULL);
    for (size_t i = 0; i < THREADS; i++)
        if (all[i].wrong) fail_msg("%s", all[i].wrong);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers), cmocka_unit_test(options), cmocka_unit_test(articles_and_words), cmocka_unit_test(rows),
        cmocka_unit_test(explained), cmocka_unit_test(leaving_out), cmocka_unit_test(layout), cmocka_unit_test(errors),
        cmocka_unit_test(json), cmocka_unit_test(flat), cmocka_unit_test_setup(newest, make_changing), cmocka_unit_test(exchanged), cmocka_unit_test(stopping), cmocka_unit_test(time_left),
        cmocka_unit_test(cancelling), cmocka_unit_test(threads),
    };
    return cmocka_run_group_tests(tests, searched_start, searched_stop);
}
