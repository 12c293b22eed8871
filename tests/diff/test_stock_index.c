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

static int by_term(const void *a, const void *b)
{
    const stock_term *x = a, *y = b;
    return mg_span_cmp((mg_span){x->term, x->n}, (mg_span){y->term, y->n});
}

static const stock_term *find(const stock_terms *terms, const stock_term *term)
{
    return terms->n ? bsearch(term, terms->v, terms->n, sizeof *terms->v, by_term) : NULL;
}

static bool has_position(const stock_term *term, unsigned position)
{
    for (unsigned i = 0; i < term->n_positions; i++)
        if (term->positions[i] == position) return true;
    return false;
}

/* In such a text each word has one form, so that counts must be equal too. */
static bool is_ascii(mg_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] >= 0x80) return false;
    return true;
}

/* All that stock gives is there, at the same positions; what is there beside it is a bare or unelided form. */
static void assert_same_terms(const mg_article *a, const stock_terms *own, mg_span stemmer, mg_analyzer *analyzer)
{
    stock_terms stock = stock_document(a, stemmer);
    size_t stock_postings = 0, ours = 0, forms = 0;
    bool plain = is_ascii(a->title) && is_ascii(a->standfirst) && is_ascii(a->body) && mg_span_eq(stemmer, MG_SPAN("en"));
    for (size_t i = 0; i < own->n; i++)
        if (!is_filter((mg_span){own->v[i].term, own->v[i].n}) && own->v[i].term[0] != 'S') ours += own->v[i].n_positions;
    for (size_t i = 0; i < stock.n; i++) {
        mg_span term = {stock.v[i].term, stock.v[i].n};
        const stock_term *found = find(own, &stock.v[i]);
        if (!found) fail_msg("%.*s: %.*s is missing", (int)a->id.n, a->id.p, (int)term.n, term.p);
        for (unsigned p = 0; p < stock.v[i].n_positions; p++)
            if (!has_position(found, stock.v[i].positions[p]))
                fail_msg("%.*s: %.*s at %u is missing", (int)a->id.n, a->id.p, (int)term.n, term.p, stock.v[i].positions[p]);
        stock_postings += term.p[0] != 'S' ? stock.v[i].n_positions : 0;
        if (plain) assert_int_equal(found->wdf, stock.v[i].wdf);
        for (unsigned p = 0; p < stock.v[i].n_positions && term.p[0] != 'S'; p++) {
            const mg_language *l = mg_language_find(stemmer);
            mg_span rest = mg_word_unelided(l, term);
            forms += mg_word_bare(analyzer, term).n > 0;
            forms += rest.n != term.n;
            forms += rest.n != term.n && mg_word_bare(analyzer, rest).n > 0;
        }
    }
    assert_int_equal(ours, stock_postings + forms);
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

/* The code of the stemmer that the document says its stems are of. */
static mg_span stemmer_of(const stock_terms *own)
{
    for (size_t i = 0; i < own->n; i++) {
        mg_span term = {own->v[i].term, own->v[i].n};
        if (mg_span_starts(term, MG_SPAN("XSTEM")) && !mg_span_eq(term, MG_SPAN("XSTEM" MG_UNSTEMMED))) return mg_span_sub(term, 5, term.n);
    }
    return (mg_span){0};
}

typedef struct {
    const char *dir;
    mg_analyzer *analyzer;
    size_t compared;
} terms_test;

static mg_status compare_terms(void *payload, mg_article *article, uint32_t root, size_t file, mg_error *err)
{
    terms_test *t = payload;
    (void)root, (void)file, (void)err;
    if (!is_spaced(article->title) || !is_spaced(article->standfirst) || !is_spaced(article->body)) return MG_OK;
    char path[100];
    snprintf(path, sizeof path, "%s/%zu", t->dir, t->compared++);
    small_index *index = small_index_new(path, "auto");
    small_index_article(index, *article);
    small_index_finish(index);
    stock_terms own = stock_database_terms(path, 1);
    assert_same_terms(article, &own, stemmer_of(&own), t->analyzer);
    stock_terms_free(&own);
    return MG_OK;
}

static void ignore_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    (void)payload, (void)path, (void)member, (void)why;
}

static void ignore_file(void *payload, const mg_dealt *dealt)
{
    (void)payload, (void)dealt;
}

static void each_sample(mg_status (*visit)(void *, mg_article *, uint32_t, size_t, mg_error *), void *payload)
{
    mg_span root = MG_SPAN("corpus");
    mg_archive *archive;
    mg_reading reading = {NULL, visit, ignore_problem, ignore_file, payload, NULL, NULL, NULL};
    assert_int_equal(mg_archive_open(&(mg_archive_files){.roots = {&root, 1}}, &reading, &archive, NULL), MG_OK);
    assert_int_equal(mg_archive_choose(archive, NULL, NULL, 1, NULL), MG_OK);
    for (size_t unit = 0; unit < mg_archive_units(archive); unit++)
        assert_int_equal(mg_archive_read(archive, unit, NULL, NULL, &reading, NULL), MG_OK);
    mg_archive_close(archive);
}

static void sample_archive_terms(void **state)
{
    (void)state;
    char *dir = scratch_dir();
    terms_test t = {.dir = dir};
    assert_int_equal(mg_analyzer_new(&t.analyzer, NULL), MG_OK);
    each_sample(compare_terms, &t);
    assert_true(t.compared >= 40);
    mg_analyzer_free(t.analyzer);
    scratch_remove(dir);
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
    char id[16];
    small_index *index = small_index_new(path, "en");
    for (unsigned i = 1; i <= articles; i++) {
        add_words(&title, &seed, random_below(&seed, 5));
        add_words(&body, &seed, random_below(&seed, 20));
        mg_article a = {.title = mg_buf_span(&title), .body = mg_buf_span(&body), .language = MG_SPAN("en")};
        a.id = (mg_span){id, (size_t)snprintf(id, sizeof id, "%u", i)};
        small_index_article(index, a);
    }
    small_index_set_morgue(index);
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
                                        "harbour@bridge", "nowhere", "oil nowhere"};
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
