/* test_stock_index.c - an index of Morgue holds the terms, positions and counts that a stock TermGenerator gives
 * for the same articles, and finds for simple queries what a stock QueryParser finds in it. */
#include "common/analyze.h"
#include "common/io.h"
#include "common/schema.h"
#include "common/utf8.h"
#include "common/vec.h"
#include "indexer/archive.h"
#include "indexer/postings.h"
#include "searcher/search.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"
#include "tests/support/small_index.h"
#include "tests/support/stock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uscript.h>

#include <cmocka.h>

/* ---- terms ---- */

/* An occurrence with the bytes of its term. */
typedef struct {
    mg_span term;
    uint32_t position, wdf;
} occurrence;

static int in_order(const void *a, const void *b)
{
    const occurrence *x = a, *y = b;
    int order = mg_span_cmp(x->term, y->term);
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

/* Does an index of Morgue hold the term only, beside what TermGenerator gives: filters and fields of its own? */
static bool is_filter(mg_span term)
{
    char first = term.n ? term.p[0] : 0;
    if (first == 'Z' || first == 'S') return term.n > 1 && (first == 'S' ? term.p[1] >= 'A' && term.p[1] <= 'Z' : false);
    return first >= 'A' && first <= 'Z';
}

static stock_terms stock_document(const mg_article *a, mg_span stemmer)
{
    char language[8] = "";
    if (stemmer.n) memcpy(language, stemmer.p, 2);
    stock_generator *g = stock_generator_new(language);
    stock_generator_text(g, a->title, 1, "S");
    stock_generator_restart(g);
    stock_generator_text(g, a->title, MG_TITLE_WDF, "");
    stock_generator_gap(g, MG_FIELD_GAP);
    stock_generator_text(g, a->standfirst, 1, "");
    stock_generator_gap(g, MG_FIELD_GAP);
    stock_generator_text(g, a->body, 1, "");
    return stock_generator_finish(g);
}

static const occurrence *find(const occurrence *v, size_t n, mg_span term, uint32_t position)
{
    occurrence key = {term, position, 0};
    return n ? bsearch(&key, v, n, sizeof *v, in_order) : NULL;
}

/* In such a text each word has one form, so that counts must be equal too. */
static bool is_ascii(mg_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] >= 0x80) return false;
    return true;
}

/* All that stock gives is there, at the same positions; what is there beside it is a bare or unelided form. */
static void assert_same_terms(const mg_article *a, const mg_document *doc, const mg_terms *terms, mg_span stemmer, mg_analyzer *analyzer)
{
    stock_terms stock = stock_document(a, stemmer);
    size_t n = 0, stock_postings = 0, ours = 0, forms = 0;
    bool plain = is_ascii(a->title) && is_ascii(a->standfirst) && is_ascii(a->body) && mg_span_eq(stemmer, MG_SPAN("en"));
    occurrence *v = calloc(doc->n_occurrences + 1, sizeof *v);
    assert_non_null(v);
    for (size_t i = 0; i < doc->n_occurrences; i++) {
        const mg_occurrence *o = &doc->occurrences[i];
        mg_span term = mg_terms_bytes(terms, o->term);
        if (!is_filter(term)) v[n++] = (occurrence){term, o->position, o->wdf};
    }
    if (n) qsort(v, n, sizeof *v, in_order);
    for (size_t i = 0; i < n; i++) ours += v[i].position && v[i].term.p[0] != 'S';
    for (size_t i = 0; i < stock.n; i++) {
        mg_span term = {stock.v[i].term, stock.v[i].n};
        for (unsigned p = 0; p < stock.v[i].n_positions; p++)
            if (!find(v, n, term, stock.v[i].positions[p]))
                fail_msg("%.*s: %.*s at %u is missing", (int)a->id.n, a->id.p, (int)term.n, term.p, stock.v[i].positions[p]);
        if (!stock.v[i].n_positions && !find(v, n, term, 0))
            fail_msg("%.*s: %.*s is missing", (int)a->id.n, a->id.p, (int)term.n, term.p);
        stock_postings += term.p[0] != 'S' ? stock.v[i].n_positions : 0;
        unsigned wdf = 0;
        for (size_t o = 0; plain && o < n; o++) wdf += mg_span_eq(v[o].term, term) ? v[o].wdf : 0;
        if (plain) assert_int_equal(wdf, stock.v[i].wdf);
        for (unsigned p = 0; p < stock.v[i].n_positions && term.p[0] != 'S'; p++) {
            const mg_language *l = mg_language_find(stemmer);
            mg_span rest = mg_word_unelided(l, term);
            forms += mg_word_bare(analyzer, term).n > 0;
            forms += rest.n != term.n;
            forms += rest.n != term.n && mg_word_bare(analyzer, rest).n > 0;
        }
    }
    assert_int_equal(ours, stock_postings + forms);
    free(v);
    stock_terms_free(&stock);
}

/* Unbroken scripts are cut by ICU, not by TermGenerator's rules. */
static bool is_spaced(mg_span text)
{
    static const UScriptCode cut[] = {USCRIPT_HAN,    USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_HANGUL, USCRIPT_BOPOMOFO,
                                      USCRIPT_THAI,   USCRIPT_LAO,      USCRIPT_KHMER,    USCRIPT_MYANMAR};
    for (size_t at = 0; at < text.n;) {
        uint32_t ch = mg_utf8_next(text, &at);
        for (size_t i = 0; i < MG_COUNT(cut); i++)
            if (uscript_hasScript((UChar32)ch, cut[i])) return false;
    }
    return true;
}

typedef struct {
    mg_poster *poster;
    mg_batch *batch;
    mg_analyzer *analyzer;
    size_t compared;
} terms_test;

static mg_status compare_terms(void *payload, mg_article *article, uint32_t root, mg_error *err)
{
    terms_test *t = payload;
    mg_document doc;
    mg_span stemmer;
    assert_int_equal(mg_poster_document(t->poster, article, root, &doc, &stemmer, err), MG_OK);
    if (is_spaced(article->title) && is_spaced(article->standfirst) && is_spaced(article->body)) {
        assert_same_terms(article, &doc, mg_batch_terms(t->batch), stemmer, t->analyzer);
        t->compared++;
    }
    return MG_OK;
}

static void ignore_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    (void)payload, (void)path, (void)member, (void)why;
}

static void ignore_file(void *payload, mg_span path, uint64_t bytes, bool known)
{
    (void)payload, (void)path, (void)bytes, (void)known;
}

static void each_sample(mg_status (*visit)(void *, mg_article *, uint32_t, mg_error *), void *payload)
{
    mg_span root = MG_SPAN("corpus");
    mg_spans all = {0};
    mg_archive *archive;
    mg_reading reading = {visit, ignore_problem, ignore_file, payload};
    assert_int_equal(mg_archive_open((mg_spans){&root, 1}, all, all, &reading, &archive, NULL), MG_OK);
    for (size_t unit = 0; unit < mg_archive_units(archive); unit++)
        assert_int_equal(mg_archive_read(archive, unit, NULL, &reading, NULL), MG_OK);
    mg_archive_close(archive);
}

static void sample_archive_terms(void **state)
{
    (void)state;
    terms_test t = {0};
    assert_int_equal(mg_poster_new("auto", &t.poster, NULL), MG_OK);
    assert_int_equal(mg_batch_new(&t.batch, NULL), MG_OK);
    mg_poster_use(t.poster, t.batch);
    assert_int_equal(mg_analyzer_new(&t.analyzer, NULL), MG_OK);
    each_sample(compare_terms, &t);
    assert_true(t.compared >= 40);
    mg_poster_free(t.poster);
    mg_batch_free(t.batch);
    mg_analyzer_free(t.analyzer);
}

/* ---- queries ---- */

/* In lower case: a stock QueryParser takes a capital for "as written", where Morgue stems all the same. */
static const char *const vocabulary[] = {
    "oil",  "price",  "prices", "harbour", "bridge", "toll",   "ferry",  "flood", "floods", "flooded", "bank",    "us",
    "at&t", "don't",  "cocoa",  "drought", "dam",    "market", "markets", "1987", "3.14",   "c++",     "running", "run",
    "ran",  "o'dowd", "r&d",    "trade",   "traded", "trades", "tariff", "said",  "foo-bar", "the",    "of",      "x_y"};

static void add_words(mg_buf *text, uint64_t *seed, unsigned n)
{
    mg_buf_reset(text);
    for (; n; n--) {
        mg_buf_adds(text, vocabulary[random_below(seed, MG_COUNT(vocabulary))]);
        mg_buf_adds(text, random_below(seed, 9) ? " " : ", ");
    }
}

static void build_random_index(const char *path, unsigned articles)
{
    uint64_t seed = 1898;
    mg_buf title = MG_BUF_INIT, body = MG_BUF_INIT;
    char id[16], languages[32];
    small_index *index = small_index_new(path, "en");
    for (unsigned i = 1; i <= articles; i++) {
        add_words(&title, &seed, random_below(&seed, 5));
        add_words(&body, &seed, random_below(&seed, 20));
        mg_article a = {.title = mg_buf_span(&title), .body = mg_buf_span(&body), .language = MG_SPAN("en")};
        a.id = (mg_span){id, (size_t)snprintf(id, sizeof id, "%u", i)};
        small_index_article(index, a);
    }
    snprintf(languages, sizeof languages, "en %u\n", articles);
    small_index_set_morgue(index, languages);
    small_index_finish(index);
    mg_buf_dispose(&title);
    mg_buf_dispose(&body);
}

static int by_docid(const void *a, const void *b)
{
    const mg_hit *x = a, *y = b;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static void assert_same_hits(mg_searcher *searcher, const char *path, const char *query, bool all)
{
    size_t n;
    unsigned *stock = stock_query(path, query, all, &n);
    mg_request request = {.match = all ? MG_MATCH_ALL : MG_MATCH_ANY, .limit = 0, .strict = true};
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    if (mg_search(searcher, mg_span_str(query), &request, &answer, &err) != MG_OK) fail_msg("%s: %s", query, err.msg);
    if (answer.match.n) qsort(answer.match.hits, answer.match.n, sizeof *answer.match.hits, by_docid);
    bool same = answer.match.n == n;
    for (size_t i = 0; same && i < n; i++) same = answer.match.hits[i].docid == stock[i];
    if (!same)
        fail_msg("%s (%s): Morgue finds %zu articles, Xapian %zu; understood as %.*s", query, all ? "all" : "any",
                 answer.match.n, n, (int)answer.interpreted.n, answer.interpreted.p);
    mg_answer_dispose(&answer);
    free(stock);
}

static const char *word(uint64_t *seed)
{
    return vocabulary[random_below(seed, MG_COUNT(vocabulary))];
}

static void simple_queries(void **state)
{
    (void)state;
    static const char *const shapes[] = {"%s", "%s %s", "%s %s %s", "\"%s\"", "\"%s %s\"", "%s AND %s", "%s OR %s",
                                         "%s NOT %s", "%s XOR %s", "+%s %s", "%s -%s", "+%s -%s %s", "%s AND (%s OR %s)",
                                         "(%s OR %s) AND NOT %s", "%s OR %s AND %s", "%s %s OR %s", "title:%s", "title:\"%s %s\"",
                                         "title:%s %s", "NOT %s", "\"%s %s\" OR %s", "%s \"%s\""};
    char *dir = scratch_dir();
    char path[300], query[300];
    uint64_t seed = 1934;
    snprintf(path, sizeof path, "%s/segment", dir);
    build_random_index(path, 400);
    mg_searcher *searcher;
    const char *where = path;
    assert_int_equal(mg_searcher_open(&where, 1, &searcher, NULL), MG_OK);
    for (int round = 0; round < 60; round++)
        for (size_t i = 0; i < MG_COUNT(shapes); i++) {
            snprintf(query, sizeof query, shapes[i], word(&seed), word(&seed), word(&seed));
            assert_same_hits(searcher, path, query, true);
            assert_same_hits(searcher, path, query, false);
        }
    static const char *const fixed[] = {"oil NEAR price", "oil NEAR/3 bank", "oil ADJ/2 bank", "oil ADJ bank", "flood*", "trad* market*",
                                        "harbour/bridge", "nowhere", "oil nowhere"};
    for (size_t i = 0; i < MG_COUNT(fixed); i++) {
        assert_same_hits(searcher, path, fixed[i], true);
        assert_same_hits(searcher, path, fixed[i], false);
    }
    mg_searcher_close(searcher);
    scratch_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sample_archive_terms), cmocka_unit_test(simple_queries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
