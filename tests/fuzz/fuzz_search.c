/* fuzz_search.c - whole searches: bytes are a recipe for a query, of every operator, fields, words, characters of all kinds and
 * nesting, up to a megabyte, and for what is asked beside it: filters, examples, expansion, recency, copies, passages. Each is
 * answered, with hits, passages, parts of scores, counts, suggestions and completions, or refused with a reason; what is told
 * about it lies within it. */
#include "common/io.h"
#include "common/schema.h"
#include "common/utf8.h"
#include "searcher/request.h"
#include "searcher/search.h"
#include "tests/support/random.h"
#include "tests/support/small_index.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONGEST ((size_t)1 << 20)

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
    a.date = (mg_date){.precision = MG_DATE_DAY, .year = 1900 + (int)i * 2, .month = 2, .day = 28};
    small_index_article(index, a);
}

/* Texts of few words, so that hits are many, words stand near each other, and some articles are copies of one story. */
static void some_words(uint64_t *seed, mg_buf *out)
{
    static const char *const words[] = {"ferry", "ferries", "harbour", "toll", "tolls", "bridge", "wire", "fog", "the", "of", "was", "late",
                                        "premi\xc3\xa8re", "\xc3\xa9" "cluse", "Br\xc3\xbc" "cke", "U.S.", "1987", "dit", "on", "\xe6\xb8\xaf\xe5\x8f\xa3"};
    for (uint32_t n = 5 + random_below(seed, 150); n; n--)
        mg_buf_addf(out, "%s%s", words[random_below(seed, 1 + random_below(seed, MG_COUNT(words)))], random_below(seed, 9) ? " " : ".\n\n");
}

static void start(void)
{
    char path[64];
    const char *where = path;
    mg_buf text = MG_BUF_INIT;
    uint64_t seed = 7;
    size_t n = 0;
    if (!mkdtemp(dir)) abort();
    snprintf(path, sizeof path, "%s/index", dir);
    small_index *index = small_index_new(path, "auto");
    for (size_t i = 0; i < MG_COUNT(bodies); i++) add_article(index, n++, mg_span_str(bodies[i]));
    many_words(&text);
    add_article(index, n++, mg_buf_span(&text));
    while (n < 60) {
        mg_buf_reset(&text);
        some_words(&seed, &text);
        add_article(index, n++, mg_buf_span(&text));
        if (n % 4 == 0) add_article(index, n++, mg_buf_span(&text));
    }
    mg_buf_dispose(&text);
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

/* What is whole, so that it is understood. */
static const char *const wholes[] = {
    "ferry harbour", "ferry toll bridge", "+ferry", " -toll", "ferry XOR harbour", "(ferry OR toll)", "toll NOT wire", "NOT fog", "ferry AND late",
    "fe*y NEAR/3 harbuor~", "toll ADJ/2 bridg*", "ferry w/40 \"late\"", "\"ferry was\"", "\"fer* w?s\"", "\"ferry late\"~3", "\"har* tol*\"~9", "\"late\"",
    "harbuor~2", "harb?ur", "*erry", "f*", "title:(ferry OR fog)", "title:\"runs aground\"", "title:(fer* NEAR fog)", "author:\"jane doe\"", "author:(jane doe)",
    "source:\"harbour wire\"", "source:(wire OR har*)", "section:world", "lang:(en OR fr)", "keyword:x", "id:1", "url:http://a.test/1", "dateline:paris",
    "has:date", "-has:author", "has:(date)", "date:1900", "date:1910..1950", "date:..1920", "date:1950-02..", "since:99y", "until:1930-02-28", "date:\"1900..1990\"",
    "premiere fois", "\xc3\xa9" "cluses", "the of was", "why was the ferry late?", "\xe2\x80\x9c" "ferry was\xe2\x80\x9d~2", "\xe6\xb8\xaf\xe5\x8f\xa3",
};

/* Cook a query of at least so many bytes. The same byte is something else at another place, so that a text has all there is. */
static void cook(mg_span recipe, size_t least, mg_buf *out)
{
    const size_t n_pieces = MG_COUNT(pieces), n_wholes = MG_COUNT(wholes), n_bytes = 12;
    for (size_t i = 0; recipe.n && (i < recipe.n || out->n < least) && out->n < LONGEST; i++) {
        size_t b = (unsigned char)recipe.p[i % recipe.n], what = (b * 167 + i * 59) % (n_pieces + n_wholes + n_bytes);
        if (what < n_pieces) mg_buf_adds(out, pieces[what]);
        else if (what < n_pieces + n_wholes) mg_buf_addf(out, "%s ", wholes[what - n_pieces]);
        else mg_buf_addc(out, (char)(b * 11 + i));
    }
    assert(!out->failed);
}

/* ---- the answer ---- */

static void check_parts(const mg_result *hit)
{
    double sum = 0, most = 0;
    for (size_t k = 0; k < hit->n_parts; k++) {
        sum += hit->parts[k].score;
        most = fmax(most, fabs(hit->parts[k].score));
    }
    assert(fabs(sum - hit->score) <= 1e-9 * most);
}

static void check_hit(const mg_answer *answer, const mg_request *request, size_t i)
{
    mg_result hit;
    ok(mg_answer_hit(searcher, answer, request, i, &hit, NULL));
    if (request->explain && !request->by_passage) check_parts(&hit);
    assert(!request->by_passage || hit.n_passages == 1);
    assert(hit.n_others <= request->others_most && (!request->group || request->count_only || hit.copies > hit.n_others));
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

/* What is asked beside the query: each of it in some. */
static mg_request make_request(uint64_t seed, mg_span query)
{
    static const mg_span values[] = {MG_SPAN("Wire Wire Harbour Wire"), MG_SPAN("World"), MG_SPAN("Jane Doe"), MG_SPAN("fr"), MG_SPAN("")};
    static const char *const dates[] = {"1900", "1950-02", "7d", "no date", "\xff", "9999-12-31"};
    mg_request r = MG_REQUEST_INIT;
    r.match = (mg_match_mode)random_below(&seed, 3);
    r.sort = random_below(&seed, 2) ? MG_SORT_RELEVANCE : (mg_sort)random_below(&seed, 3);
    r.limit = random_below(&seed, 4);
    r.offset = !r.limit || random_below(&seed, 6) ? 0 : random_below(&seed, 70);
    r.count_to = random_below(&seed, 2) ? MG_SHOWN_COUNT : 0;
    r.passages = random_below(&seed, 4);
    r.passage_length = 1 + random_below(&seed, 600);
    r.by_passage = r.passages && random_below(&seed, 5) == 0;
    r.whole = !r.by_passage && random_below(&seed, 8) == 0;
    r.strict = random_below(&seed, 12) == 0;
    r.suggest = true;
    r.explain = random_below(&seed, 3) == 0;
    static mg_ranking ranking;
    ranking = (mg_ranking)MG_RANKING_INIT;
    if (random_below(&seed, 4) == 0) {
        ranking.b_short = random_below(&seed, 2) ? ranking.b_long : ranking.b_short;
        ranking.rare = random_below(&seed, 2);
        ranking.function_words = random_below(&seed, 2);
        ranking.proximity = random_below(&seed, 2);
    }
    r.ranking = &ranking;
    if (random_below(&seed, 4) == 0) r.expand = true;
    if (random_below(&seed, 4) == 0) r.recency = 1 + random_below(&seed, 100000);
    else if (random_below(&seed, 4) == 0) r.group = true, r.others_most = random_below(&seed, 3);
    if (!r.whole && random_below(&seed, 5) == 0) r.counted = (mg_counted){{MG_FACET_SOURCE, MG_FACET_AUTHOR, MG_FACET_MONTH}, 3, MG_PERIOD_DAY, true};
    switch (random_below(&seed, 20)) {
    case 0: r.sources = (mg_spans){(mg_span *)(uintptr_t)values, MG_COUNT(values)}; break;
    case 1: r.languages = (mg_spans){(mg_span *)(uintptr_t)values + 3, 2}; break;
    case 2: r.authors = (mg_spans){(mg_span *)(uintptr_t)values + 2, 1}; break;
    case 3: r.since = dates[random_below(&seed, MG_COUNT(dates))]; break;
    case 4: r.until = dates[random_below(&seed, MG_COUNT(dates))]; break;
    case 5: r.similar = random_below(&seed, 4) ? "1" : "none"; break;
    case 6: r.similar_text = query; break;
    case 7:
        r.count_only = true;
        r.by_passage = r.whole = false;
        r.passages = 0;
    }
    if (mg_span_trim(r.similar_text).n == 0) r.similar_text = (mg_span){0};
    ok(mg_request_check(&r, NULL));
    return r;
}

static void search(mg_span query, const mg_request *request)
{
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    mg_status status = mg_search(searcher, query, request, &answer, &err);
    assert(status == err.code);
    assert(status == MG_OK || status == MG_LIMIT || (status == MG_QUERY && request->strict) || (status == MG_NOTFOUND && request->similar) ||
           (status == MG_USAGE && (request->since || request->until)));
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

/* Most queries are short; some as long as a query may be, or longer. */
static size_t wanted_bytes(uint64_t *seed)
{
    if (random_below(seed, 100) == 0) return LONGEST;
    if (random_below(seed, 30) == 0) return random_below(seed, (uint32_t)MG_QUERY_BYTES_MAX + 1000);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!searcher) start();
    mg_span input = {(const char *)data, size};
    mg_buf query = MG_BUF_INIT;
    uint64_t seed = size; /* of all that is asked beside the words */
    for (size_t i = 0; i < MG_MIN(size, 2); i++) seed = seed << 8 | data[i];
    size_t most = random_below(&seed, 20) == 0 ? 400 : random_below(&seed, 4) == 0 ? 40 : 8;
    cook(mg_span_sub(input, 2, 2 + 1 + random_below(&seed, (uint32_t)most)), wanted_bytes(&seed), &query);
    const mg_request request = make_request(random_next(&seed), mg_buf_span(&query));
    search(mg_buf_span(&query), &request);
    if (random_below(&seed, 7) == 0) show(mg_buf_span(&query));
    if (random_below(&seed, 11) == 0) complete(mg_buf_span(&query));
    mg_buf_dispose(&query);
    return 0;
}
