/* fuzz_search.c - whole searches: bytes are a recipe for a query, of operators, fields, words, characters of all kinds and
 * nesting, up to a megabyte, and for what is asked beside it. Each is answered, with hits, passages, parts of scores, counts,
 * suggestions and completions, or refused with a reason; what is told about it lies within it. */
#include "common/io.h"
#include "common/schema.h"
#include "common/utf8.h"
#include "searcher/search.h"
#include "tests/support/small_index.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONGEST ((size_t)1 << 20)
#define DOUBLE 0xf4

static void ok(mg_status status)
{
    assert(status == MG_OK);
}

/* ---- the index ---- */

static char dir[] = "/tmp/morgue-fuzz-XXXXXX";
static mg_searcher *searcher;

static void stop(void)
{
    mg_searcher_close(searcher);
    (void)!mg_dir_remove(dir, NULL);
}

static const char *const bodies[] = {
    "The ferry was late. U.S. banks ran AT&T's harbour tolls. A ferry, two ferries.\n\nNo toll at the harbour bridge.",
    "L\xe2\x80\x99" "eau monte \xc3\xa0 la premi\xc3\xa8re \xc3\xa9" "cluse, dit-on. La premi\xc3\xa8re fois, l'\xc3\xa9" "cluse tint bon.",
    "\xe4\xb8\xad\xe5\x9b\xbd\xe7\xbb\x8f\xe6\xb5\x8e\xe5\xa2\x9e\xe9\x95\xbf\xe3\x80\x82\xe6\xb8\xaf\xe5\x8f\xa3\xe3\x80\x82",
    "\xe0\xb8\x97\xe0\xb9\x88\xe0\xb8\xb2\xe0\xb9\x80\xe0\xb8\xa3\xe0\xb8\xb7\xe0\xb8\xad \xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3\xe0\xb8\x97\xe0\xb9\x88\xe0\xb8\xa7\xe0\xb8\xa1",
    "Die Br\xc3\xbc" "cke am Hafen. H\xc3\xa4" "fen und Br\xc3\xbc" "cken, 3.14 von C++, 1987.",
};
static const char *const languages[] = {"en", "fr", "zh", "th", "de"};

/* More words than a wildcard may stand for. */
static void many_words(mg_buf *out)
{
    for (unsigned i = 0; i < 1200; i++) mg_buf_addf(out, "%c%c%c%c ", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676, 'a' + i % 7);
}

static void add_article(small_index *index, size_t i, mg_span body)
{
    char id[8];
    mg_span author = MG_SPAN("Jane Doe");
    snprintf(id, sizeof id, "%zu", i);
    mg_article a = {.id = mg_span_str(id), .title = MG_SPAN("Ferry runs aground in fog"), .body = body, .byline = {&author, i % 2},
                    .source = MG_SPAN("Wire Wire Harbour Wire"), .section = MG_SPAN("World"), .language = mg_span_str(languages[i % 5])};
    a.date = (mg_date){.precision = MG_DATE_DAY, .year = 1900 + (int)i * 25, .month = 2, .day = 28};
    small_index_article(index, a);
}

static void start(void)
{
    char path[64];
    const char *where = path;
    mg_buf many = MG_BUF_INIT;
    if (!mkdtemp(dir)) abort();
    snprintf(path, sizeof path, "%s/index", dir);
    small_index *index = small_index_new(path, "auto");
    for (size_t i = 0; i < MG_COUNT(bodies); i++) add_article(index, i, mg_span_str(bodies[i]));
    many_words(&many);
    add_article(index, MG_COUNT(bodies), mg_buf_span(&many));
    mg_buf_dispose(&many);
    small_index_set_morgue(index);
    small_index_finish(index);
    ok(mg_searcher_open(&where, 1, &searcher, NULL));
    atexit(stop);
}

/* ---- the query ---- */

static const char *const pieces[] = {
    " ", " ", " ", "\t", "\n", "(", ")", "((", "))", "\"", "\"", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xc2\xab", "\xc2\xbb", "+", "-", "*",
    "?", "~", "~1", "~2", "~99", "\"~3", "\"~99999", " AND ", " OR ", " XOR ", " NOT ", " NEAR ", " NEAR/3 ", " ADJ/2 ", " w/4 ", " NEAR/0 ",
    " ADJ/9999 ", "title:", "author:", "source:", "section:", "keyword:", "dateline:", "lang:", "url:", "id:", "date:", "since:", "until:", "has:",
    "nosuch:", "..", "2025-02-29", "1900", "7d", "999999d", "0001", "9999-12-31", "yesterday", "ferry", "ferries", "harbour", "wire", "a*", "*a*", "?e?",
    "b?*", "harbuor~", "l\xe2\x80\x99\xc3\xa9" "cluse", "premi\xc3\xa8re", "\xe4\xb8\xad\xe5\x9b\xbd\xe7\xbb\x8f\xe6\xb5\x8e", "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3", "AT&T",
    "U.S.", "C++", "don't", "toll-bridge", "a.b/c:d@e", "http://a.test/", "Br\xc3\xbc" "cke", "x", "\xcc\x81", "\xe2\x80\x8b", "\xe2\x80\xae", "\xef\xbb\xbf", "\xc2\xad",
    "\xef\xbf\xbd", "\xf0\x9f\x9a\xa2", "\xff", "\xc3", "\xed\xa0\x80", "\x01", "\x7f", "\xc2\x85", "''", "\\", "/", ",", "^2", "[a TO b]", "{", "%00", ";",
};

/* Cook a query; the last bytes make what there is twice as long. */
static void cook(mg_span recipe, mg_buf *out)
{
    for (size_t i = 0; i < recipe.n && out->n < LONGEST; i++) {
        unsigned char b = (unsigned char)recipe.p[i];
        mg_span all = mg_buf_span(out);
        mg_buf twice = MG_BUF_INIT;
        if (b < 2 * MG_COUNT(pieces)) mg_buf_adds(out, pieces[b % MG_COUNT(pieces)]);
        else if (b < DOUBLE) mg_buf_addc(out, (char)b);
        if (b < DOUBLE) continue;
        mg_buf_add(&twice, all);
        mg_buf_add(out, mg_buf_span(&twice));
        mg_buf_dispose(&twice);
    }
    assert(!out->failed);
}

/* ---- the answer ---- */

static void check_hit(const mg_answer *answer, const mg_request *request, size_t i)
{
    mg_result hit;
    double sum = 0;
    ok(mg_answer_hit(searcher, answer, request, i, &hit, NULL));
    for (size_t k = 0; k < hit.n_parts; k++) sum += hit.parts[k].score;
    assert(!request->explain || fabs(sum - hit.score) <= 1e-9 * sum);
    for (size_t k = 0; k < hit.n_passages; k++) {
        const mg_passage *p = &hit.passages[k];
        assert(p->start <= p->end && p->end <= hit.record.article.body.n);
        for (size_t m = 0; m < p->n_marks; m++)
            assert(p->marks[m].start >= p->start && p->marks[m].start < p->marks[m].end && p->marks[m].end <= p->end);
    }
}

static void check_explained(const mg_answer *answer)
{
    const mg_term_count *terms;
    mg_buf plan = MG_BUF_INIT;
    size_t n;
    if (answer->plan.query) mg_explain_plan(answer->plan.query, &plan);
    mg_buf_dispose(&plan);
    for (size_t i = 0; i < answer->plan.n_words; i++) {
        ok(mg_answer_word(searcher, &answer->plan.words[i], &terms, &n, NULL));
        assert(n <= MG_WILDCARD_MAX + 1 && answer->plan.words[i].at <= answer->query.n);
    }
}

static void check_answer(const mg_answer *answer, const mg_request *request)
{
    assert(mg_utf8_valid(answer->interpreted) == answer->interpreted.n);
    assert(mg_utf8_valid(answer->suggestion) == answer->suggestion.n);
    assert(answer->match.lower <= answer->match.estimate && answer->match.estimate <= answer->match.upper);
    for (size_t i = 0; i < answer->warnings.n; i++) {
        const mg_warning *w = &answer->warnings.v[i];
        assert(w->at <= answer->query.n || w->at == MG_NOWHERE);
        assert(mg_utf8_valid(w->text) == w->text.n);
    }
    for (size_t i = 0; i < answer->match.n; i++) check_hit(answer, request, i);
    if (request->explain) check_explained(answer);
}

static mg_request make_request(unsigned bits)
{
    mg_request r = MG_REQUEST_INIT;
    r.match = (mg_match_mode)(bits % 3);
    r.sort = (mg_sort)(bits / 3 % 3);
    r.limit = bits / 9 % 4;
    r.strict = bits / 36 % 8 == 0;
    r.suggest = true;
    r.explain = bits / 36 % 4 == 1;
    if (bits % 5 == 0) r.counted = (mg_counted){{MG_FACET_SOURCE, MG_FACET_AUTHOR, MG_FACET_MONTH}, 3, MG_PERIOD_DAY, true};
    return r;
}

static void search(mg_span query, const mg_request *request)
{
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    mg_status status = mg_search(searcher, query, request, &answer, &err);
    assert(status == err.code);
    assert(status == MG_OK || (status == MG_QUERY && request->strict) || status == MG_LIMIT);
    if (status != MG_OK) return;
    check_answer(&answer, request);
    mg_answer_dispose(&answer);
}

static void show(mg_span query)
{
    mg_result whole;
    mg_status status = mg_searcher_article(searcher, MG_SPAN("1"), query, &whole, NULL);
    assert(status == MG_OK || status == MG_LIMIT);
    if (status != MG_OK) return;
    const mg_passage *p = whole.passages;
    for (size_t i = 0; i < p->n_marks; i++) assert(p->marks[i].start < p->marks[i].end && p->marks[i].end <= whole.record.article.body.n);
}

static void complete(mg_span prefix)
{
    const mg_vocabulary_word *words;
    size_t n;
    mg_status status = mg_searcher_complete(searcher, prefix, 5, &words, &n, NULL);
    assert(status == MG_OK ? n <= 5 : status == MG_USAGE || status == MG_LIMIT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!searcher) start();
    mg_span input = {(const char *)data, size};
    mg_buf query = MG_BUF_INIT;
    unsigned bits = size > 1 ? data[0] * 256u + data[1] : 0;
    size_t most = bits % 16 == 0 ? 5000 : bits % 4 == 0 ? 100 : 20; /* most queries are short */
    cook(mg_span_sub(input, 2, 2 + most), &query);
    const mg_request request = make_request(bits);
    search(mg_buf_span(&query), &request);
    if (bits % 7 == 0) show(mg_buf_span(&query));
    if (bits % 11 == 0) complete(mg_buf_span(&query));
    mg_buf_dispose(&query);
    return 0;
}
