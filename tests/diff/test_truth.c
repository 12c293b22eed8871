/* test_truth.c - queries made up at random, of every operator, over archives made up at random, some two as one: the
 * searcher finds the articles that match by their plain text, and no other; and words weigh what BM25 says.
 *
 *   test_truth [SEED [ARCHIVES]] */
#include "searcher/search.h"
#include "searcher/when.h"
#include "tests/support/made_archive.h"
#include "tests/support/random.h"
#include "tests/support/truth.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static uint64_t first_seed = 1;
static size_t archives = 24;
enum { ARTICLES = 60, QUERIES = 150, WEIGHED = 40 };

/* ---- queries ---- */

static void put_word(mg_buf *q, uint64_t *seed)
{
    static const char *const odd[] = {"zzyzx", "!!!", "FLOOD", "brid", "Prices.", "ferry-bridge", "price,flood", "l’Ecluse", "lodz"};
    mg_buf_adds(q, random_below(seed, 12) ? made_word(seed) : odd[random_below(seed, MG_COUNT(odd))]);
}

/* A word of letters without case, some of which are hidden or changed. */
static void put_changed_word(mg_buf *q, uint64_t *seed, const char *hide)
{
    static const char *const plain[] = {"flood", "bridge", "ferry", "marché", "première", "harbour", "price", "łódź", "cookies"};
    mg_span word = mg_span_str(plain[random_below(seed, MG_COUNT(plain))]);
    size_t at = random_below(seed, (uint32_t)word.n), to = at + random_below(seed, 3);
    while ((word.p[at] & 0xc0) == 0x80) at--;
    while (to < word.n && (word.p[to] & 0xc0) == 0x80) to++;
    mg_buf_add(q, mg_span_sub(word, 0, at));
    if (*hide) mg_buf_addc(q, hide[random_below(seed, (uint32_t)strlen(hide))]);
    mg_buf_add(q, mg_span_sub(word, to, word.n));
}

static void put_item(mg_buf *q, uint64_t *seed);

/* A word, or one that stands for several. */
static void put_token(mg_buf *q, uint64_t *seed)
{
    switch (random_below(seed, 6)) {
    case 0: put_changed_word(q, seed, "**?"); return;
    case 1:
        put_changed_word(q, seed, "axo");
        mg_buf_adds(q, random_below(seed, 2) ? "~" : "~2");
        return;
    default: put_word(q, seed);
    }
}

static void put_phrase(mg_buf *q, uint64_t *seed)
{
    mg_buf_addc(q, '"');
    for (uint32_t n = 1 + random_below(seed, 3), i = 0; i < n; i++) {
        if (i) mg_buf_addc(q, ' ');
        if (random_below(seed, 5)) put_word(q, seed);
        else put_changed_word(q, seed, "**?");
    }
    mg_buf_addc(q, '"');
    if (!random_below(seed, 3)) mg_buf_addf(q, "~%u", random_below(seed, 6));
}

static void put_near(mg_buf *q, uint64_t *seed)
{
    static const char *const operators[] = {"NEAR", "NEAR/2", "NEAR/1", "ADJ/3", "ADJ/1", "w/4", "NEAR/120"};
    const char *operator= operators[random_below(seed, MG_COUNT(operators))];
    for (uint32_t n = 2 + (random_below(seed, 4) == 0), i = 0; i < n; i++) {
        if (i) mg_buf_addf(q, " %s ", operator);
        put_token(q, seed);
    }
}

static void put_date(mg_buf *q, uint64_t *seed)
{
    static const char *const names[] = {"since", "until", "date", "date"};
    size_t name = random_below(seed, MG_COUNT(names));
    mg_date date = made_date(seed), other = made_date(seed);
    mg_buf_addf(q, "%s:", names[name]);
    if (name < 3 || random_below(seed, 4)) mg_date_format(&date, q);
    if (name < 3) return;
    mg_buf_adds(q, "..");
    if (random_below(seed, 4)) mg_date_format(&other, q);
}

static void put_label(mg_buf *q, uint64_t *seed, const char *name, const char *(*of)(uint64_t *))
{
    mg_span value = mg_span_str(of(seed));
    mg_buf_addf(q, "%s:", name);
    switch (random_below(seed, 4)) {
    case 0: mg_buf_addf(q, "\"%s\"", value.p); return;
    case 1: mg_buf_addf(q, "%c*", value.p[0]); return;
    case 2: mg_buf_addf(q, "\"%s\"", value.p + mg_span_find(value, 0, ' ') + (mg_span_find(value, 0, ' ') < value.n)); return;
    default: mg_buf_add(q, mg_span_sub(value, 0, mg_span_find(value, 0, ' ')));
    }
}

static void put_field(mg_buf *q, uint64_t *seed)
{
    static const char *const languages[] = {"en", "French", "zh", "pl", "de-AT", "xx"};
    switch (random_below(seed, 9)) {
    case 0: put_label(q, seed, "source", made_source); return;
    case 1: put_label(q, seed, "section", made_section); return;
    case 2: put_label(q, seed, "keyword", made_keyword); return;
    case 3: put_label(q, seed, "author", made_name); return;
    case 4: put_label(q, seed, "dateline", made_dateline); return;
    case 5: mg_buf_addf(q, "lang:%s", languages[random_below(seed, MG_COUNT(languages))]); return;
    case 6: mg_buf_addf(q, "url:http://a.test/%u", random_below(seed, ARTICLES)); return;
    default: mg_buf_adds(q, "title:");
    }
    if (random_below(seed, 4) == 0) put_phrase(q, seed);
    else put_token(q, seed);
}

static void put_has(mg_buf *q, uint64_t *seed)
{
    static const char *const names[] = {"date", "title", "author", "source", "section", "dateline", "keyword", "url", "lang"};
    mg_buf_addf(q, "has:%s", names[random_below(seed, MG_COUNT(names))]);
}

static void put_list(mg_buf *q, uint64_t *seed, unsigned depth);

/* Parts with operators between them. */
static void put_joined(mg_buf *q, uint64_t *seed, unsigned depth)
{
    static const char *const operators[] = {"AND", "OR", "XOR", "NOT", "AND NOT"};
    if (random_below(seed, 12) == 0) mg_buf_adds(q, "NOT ");
    for (uint32_t n = 2 + (random_below(seed, 3) == 0), i = 0; i < n; i++) {
        if (i) mg_buf_addf(q, " %s ", operators[random_below(seed, MG_COUNT(operators))]);
        put_list(q, seed, depth);
    }
}

static void put_item(mg_buf *q, uint64_t *seed)
{
    switch (random_below(seed, 12)) {
    case 0: put_phrase(q, seed); return;
    case 1: put_near(q, seed); return;
    case 2: put_date(q, seed); return;
    case 3: put_has(q, seed); return;
    case 4:
    case 5: put_field(q, seed); return;
    default: put_token(q, seed);
    }
}

static void put_list(mg_buf *q, uint64_t *seed, unsigned depth)
{
    for (uint32_t n = 1 + random_below(seed, 3), i = 0; i < n; i++) {
        if (i) mg_buf_addc(q, ' ');
        if (random_below(seed, 8) == 0) mg_buf_addc(q, random_below(seed, 2) ? '+' : '-');
        if (!depth || random_below(seed, 4)) {
            put_item(q, seed);
            continue;
        }
        if (random_below(seed, 5) == 0) mg_buf_adds(q, "title:");
        mg_buf_addc(q, '(');
        if (random_below(seed, 2)) put_joined(q, seed, depth - 1);
        else put_list(q, seed, depth - 1);
        mg_buf_addc(q, ')');
    }
}

/* ---- what is found ---- */

typedef struct {
    made_archive archives[2];
    const char *where[2];
    size_t n;                    /* of archives */
    MG_VEC(mg_article) articles; /* of all */
    truth *truth;
    mg_searcher *searcher;
    MG_VEC(size_t) places; /* among them, by docid; SIZE_MAX: not seen yet */
    bool *expected, *found;
} trial;

static void trial_start(trial *t, uint64_t *seed)
{
    mg_error err = MG_ERROR_INIT;
    *t = (trial){.searcher = NULL};
    t->n = 1 + (random_below(seed, 4) == 0);
    for (size_t i = 0; i < t->n; i++) {
        made_archive *archive = &t->archives[i];
        made_archive_make(archive, seed, ARTICLES);
        for (size_t k = 0; k < archive->articles.n; k++) assert_true(mg_vec_push(&t->articles, archive->articles.v[k]));
        t->where[i] = archive->index;
    }
    t->truth = truth_new(t->articles.v, t->articles.n);
    t->expected = calloc(t->articles.n + 1, 1);
    t->found = calloc(t->articles.n + 1, 1);
    assert_true(t->expected && t->found);
    if (mg_searcher_open(t->where, t->n, &t->searcher, &err) != MG_OK) fail_msg("%s", err.msg);
    static const mg_stop never = MG_STOP_INIT;
    mg_searcher_watch(t->searcher, &never);
}

static void trial_stop(trial *t)
{
    mg_searcher_close(t->searcher);
    truth_free(t->truth);
    for (size_t i = 0; i < t->n; i++) made_archive_drop(&t->archives[i]);
    mg_vec_free(&t->articles);
    mg_vec_free(&t->places);
    free(t->expected);
    free(t->found);
}

/* Which article the i-th hit is. */
static size_t place_of_hit(trial *t, const mg_answer *answer, const mg_request *request, size_t i)
{
    uint32_t docid = answer->match.hits[i].docid;
    mg_result hit;
    while (t->places.n <= docid) assert_true(mg_vec_push(&t->places, SIZE_MAX));
    size_t *place = &t->places.v[docid];
    if (*place != SIZE_MAX) return *place;
    assert_int_equal(mg_answer_hit(t->searcher, answer, request, i, &hit, NULL), MG_OK);
    for (size_t k = 0; k < t->articles.n; k++)
        if (mg_span_eq(t->articles.v[k].id, hit.record.article.id)) *place = k;
    if (*place == SIZE_MAX) fail_msg("what is not there is found: %.*s", (int)hit.record.article.id.n, hit.record.article.id.p);
    return *place;
}

/* Do the parts of the first hits' scores make the scores? */
static void check_parts(trial *t, const mg_answer *answer, const mg_request *request, mg_buf *why)
{
    for (size_t i = 0; request->explain && i < answer->match.n && i < 3; i++) {
        mg_result hit;
        double sum = 0;
        assert_int_equal(mg_answer_hit(t->searcher, answer, request, i, &hit, NULL), MG_OK);
        for (size_t k = 0; k < hit.n_parts; k++) sum += hit.parts[k].score;
        if (fabs(sum - hit.score) > 1e-9 * sum)
            mg_buf_addf(why, "%s: the parts make %.12g, not %.12g\n", hit.record.article.id.p, sum, hit.score);
    }
}

/* Is what was found what is expected? If not, `why` says what is wrong. */
static bool compare(trial *t, const mg_answer *answer, const mg_request *request, mg_buf *why)
{
    size_t n = t->articles.n, expected = 0;
    memset(t->found, 0, n);
    for (size_t i = 0; i < answer->match.n; i++) {
        bool *found = &t->found[place_of_hit(t, answer, request, i)];
        if (*found) mg_buf_adds(why, "finds an article twice");
        *found = true;
    }
    for (size_t i = 0; i < n; i++) {
        const mg_article *a = &t->articles.v[i];
        expected += t->expected[i];
        if (t->found[i] == t->expected[i]) continue;
        mg_buf_addf(why, "%s %s\n[%s] %s / %s\n%s\n", t->found[i] ? "must not find" : "must find", a->id.p, a->language.p,
                    a->title.n ? a->title.p : "", a->standfirst.n ? a->standfirst.p : "", a->body.p);
    }
    if (answer->match.lower != expected || answer->match.upper != expected)
        mg_buf_addf(why, "matches %zu articles, not %u to %u", expected, answer->match.lower, answer->match.upper);
    if (request->counted.n_facets && answer->counts.articles != expected)
        mg_buf_addf(why, "matches %zu articles; %u were counted", expected, answer->counts.articles);
    check_parts(t, answer, request, why);
    return !why->n;
}

/* ---- filters of the request ---- */

/* Is the value, or any of a list, one of these? */
static bool is_among(mg_spans values, const mg_span *have, size_t n)
{
    bool any = !values.n;
    for (size_t i = 0; i < values.n; i++)
        for (size_t k = 0; k < n; k++) any |= have[k].n && mg_span_eq_nocase(values.v[i], have[k]);
    return any;
}

static bool passes(const mg_request *r, const mg_article *a)
{
    char key[15] = "";
    key[mg_date_key(&a->date, key)] = '\0';
    bool dated = (!r->since && !r->until) || *key;
    if (r->since) dated &= strcmp(key, r->since) >= 0;
    if (r->until) dated &= strncmp(key, r->until, 4) <= 0; /* a year */
    return dated && is_among(r->sources, &a->source, 1) && is_among(r->sections, &a->section, 1) &&
           is_among(r->authors, a->byline.v, a->byline.n) && is_among(r->languages, &a->language, 1);
}

static void add_filters(mg_request *r, uint64_t *seed, mg_span values[4])
{
    static const char *const years[] = {"1898", "1969", "1970", "2024"};
    static const char *const languages[] = {"en", "fr", "zh"};
    if (random_below(seed, 3)) return;
    values[0] = mg_span_str(made_source(seed));
    values[1] = mg_span_str(made_source(seed));
    values[2] = mg_span_str(made_name(seed));
    values[3] = mg_span_str(languages[random_below(seed, MG_COUNT(languages))]);
    switch (random_below(seed, 5)) {
    case 0: r->sources = (mg_spans){values, 2}; break;
    case 1: r->authors = (mg_spans){values + 2, 1}; break;
    case 2: r->languages = (mg_spans){values + 3, 1}; break;
    case 3: r->since = years[random_below(seed, MG_COUNT(years))]; break;
    default: r->until = years[random_below(seed, MG_COUNT(years))];
    }
}

/* ---- the tests ---- */

static mg_qnode *parse(mg_span text, mg_arena *arena)
{
    mg_warnings warnings = {0};
    mg_qnode *tree;
    assert_int_equal(mg_query_parse(text, mg_when_today(), arena, &tree, &warnings, NULL), MG_OK);
    mg_vec_free(&warnings);
    return tree;
}

/* Which articles are to be found; `any` too where none has all the words. */
static void expect(trial *t, const mg_request *request, const mg_answer *answer)
{
    mg_arena arena = MG_ARENA_INIT;
    size_t n = t->articles.n;
    const mg_qnode *tree = parse(answer->query, &arena);
    bool some = false;
    for (int all = request->match != MG_MATCH_ANY; all >= (request->match != MG_MATCH_ALL ? 0 : 1) && !some; all--) {
        truth_match(t->truth, tree, all, t->expected);
        for (size_t i = 0; i < n; i++) some |= t->expected[i] &= passes(request, &t->articles.v[i]);
    }
    mg_arena_dispose(&arena);
}

/* Does the searcher find what it must? */
static bool agrees(trial *t, const mg_request *request, mg_span text, mg_buf *why)
{
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    mg_buf_reset(why);
    if (mg_search(t->searcher, text, request, &answer, &err) != MG_OK) fail_msg("%.*s: %s", (int)text.n, text.p, err.msg);
    expect(t, request, &answer);
    bool same = compare(t, &answer, request, why);
    if (!same)
        mg_buf_addf(why, "\nunderstood as %.*s, %s words\n", (int)answer.interpreted.n, answer.interpreted.p, answer.all ? "all" : "any");
    mg_answer_dispose(&answer);
    return same;
}

/* Leave out of a query what it fails without, for people to read. */
static void shrink(trial *t, const mg_request *request, mg_buf *q, mg_buf *why)
{
    mg_buf less = MG_BUF_INIT;
    for (size_t n = q->n; n; n--)
        for (size_t at = 0; at + n <= q->n; at++) {
            mg_buf_reset(&less);
            mg_buf_add(&less, mg_span_sub(mg_buf_span(q), 0, at));
            mg_buf_add(&less, mg_span_sub(mg_buf_span(q), at + n, q->n));
            if (agrees(t, request, mg_buf_span(&less), why)) continue;
            mg_buf_reset(q);
            mg_buf_add(q, mg_buf_span(&less));
        }
    mg_buf_dispose(&less);
    (void)agrees(t, request, mg_buf_span(q), why);
}

static void ask(trial *t, uint64_t *seed)
{
    mg_request request = MG_REQUEST_INIT;
    mg_span values[4];
    mg_buf q = MG_BUF_INIT, why = MG_BUF_INIT;
    request.limit = 0;
    request.passages = 0;
    request.match = (mg_match_mode)random_below(seed, 3);
    request.sort = (mg_sort)random_below(seed, 3);
    request.count_only = random_below(seed, 2);
    request.explain = random_below(seed, 4) == 0;
    if (random_below(seed, 4) == 0) request.counted = (mg_counted){.facets = {MG_FACET_SOURCE}, .n_facets = 1};
    add_filters(&request, seed, values);
    if (random_below(seed, 3)) put_list(&q, seed, 2);
    else put_joined(&q, seed, 2);
    if (!agrees(t, &request, mg_buf_span(&q), &why)) {
        shrink(t, &request, &q, &why);
        fail_msg("%s\n%s", q.p, why.p);
    }
    mg_buf_dispose(&q);
    mg_buf_dispose(&why);
}

/* Is it in several segments, with articles removed? */
static void count_parts(const trial *t, size_t *parted, size_t *removed)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    assert_int_equal(mg_stub_read(t->archives[0].index, &arena, &stub, NULL), MG_OK);
    *parted += stub.n > 1;
    for (size_t i = 0; i < stub.n; i++) *removed += stub.segments[i].removed != NULL;
    mg_arena_dispose(&arena);
}

static void every_operator(void **state)
{
    (void)state;
    size_t parted = 0, removed = 0;
    for (size_t i = 0; i < archives; i++) {
        uint64_t seed = first_seed * 1000003 + i;
        trial t;
        trial_start(&t, &seed);
        count_parts(&t, &parted, &removed);
        for (size_t k = 0; k < QUERIES; k++) ask(&t, &seed);
        trial_stop(&t);
    }
    if (parted * 4 < archives || removed * 8 < archives)
        fail_msg("of %zu archives only %zu are in parts, and %zu have removed articles", archives, parted, removed);
}

/* ---- weights ---- */

static mg_index index_;
static mg_index_stemmer stemmers[8];
static mg_lexicon lexicon;

static void lexicon_start(const trial *t)
{
    assert_int_equal(mg_index_open(t->where, t->n, &index_, NULL), MG_OK);
    lexicon = (mg_lexicon){&index_, NULL, stemmers, 0, NULL, NULL};
    assert_int_equal(mg_analyzer_new(&lexicon.analyzer, NULL), MG_OK);
    for (size_t i = 0; i < index_.languages.n; i++) {
        mg_index_stemmer *s = &stemmers[lexicon.n_stemmers++];
        s->code = index_.languages.v[i];
        s->language = mg_language_find(s->code);
        assert_int_equal(mg_stemmer_new(s->language, &s->stemmer, NULL), MG_OK);
    }
}

static void lexicon_stop(void)
{
    for (size_t i = 0; i < lexicon.n_stemmers; i++) mg_stemmer_free(stemmers[i].stemmer);
    mg_analyzer_free(lexicon.analyzer);
    mg_index_close(&index_);
}

/* Single words, as an index has them. */
static const char *const weighed[] = {"flood", "prices", "ferry", "the", "marché", "l'écluse", "bridges", "us", "première",
                                      "brücken", "cookies", "premiere", "zzyzx", "eau", "lodz"};

typedef struct {
    mg_span words[4];
    bool written[4]; /* as written */
    size_t n;
    mg_buf query;
} sum;

static void make_sum(sum *s, uint64_t *seed)
{
    *s = (sum){.n = 1 + random_below(seed, 4), .query = MG_BUF_INIT};
    for (size_t i = 0; i < s->n; i++) {
        s->words[i] = mg_span_str(weighed[random_below(seed, MG_COUNT(weighed))]);
        s->written[i] = random_below(seed, 3) == 0;
        mg_buf_addf(&s->query, s->written[i] ? "%s\"%s\"" : "%s%s", i ? " " : "", s->words[i].p);
    }
}

static double weight_of(const trial *t, const sum *s, size_t article)
{
    double weight = 0;
    for (size_t i = 0; i < s->n; i++)
        weight += (s->written[i] ? truth_word_weight : truth_stem_weight)(t->truth, article, s->words[i]);
    return weight;
}

static size_t place_of_docid(const trial *t, uint32_t docid)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_buf data = MG_BUF_INIT;
    mg_record record;
    size_t place = 0;
    assert_int_equal(mg_db_data(index_.db, docid, &data, NULL), MG_OK);
    assert_int_equal(mg_record_decode(mg_buf_span(&data), &arena, NULL, &record, NULL), MG_OK);
    while (!mg_span_eq(t->articles.v[place].id, record.article.id)) place++;
    mg_arena_dispose(&arena);
    mg_buf_dispose(&data);
    return place;
}

static void weigh(const trial *t, const sum *s, bool all)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_warnings warnings = {0};
    mg_plan plan;
    mg_match match;
    mg_match_opts opts = {.limit = 1000, .check_at_least = 1000, .k1 = 1.2, .b = 0.75};
    const mg_qnode *tree = parse(mg_buf_span(&s->query), &arena);
    assert_int_equal(mg_plan_make(&lexicon, tree, all, false, &arena, &warnings, &plan, NULL), MG_OK);
    assert_int_equal(mg_db_match(index_.db, plan.query, &opts, &match, NULL), MG_OK);
    for (size_t i = 0; i < match.n; i++) {
        double weight = weight_of(t, s, place_of_docid(t, match.hits[i].docid));
        if (fabs(weight - match.hits[i].weight) > 1e-9 * weight)
            fail_msg("%s weighs %.12g, not %.12g", s->query.p, weight, match.hits[i].weight);
        if (i && match.hits[i].weight > match.hits[i - 1].weight) fail_msg("%s: heavier ones come first", s->query.p);
    }
    mg_match_dispose(&match);
    mg_vec_free(&warnings);
    mg_arena_dispose(&arena);
}

static void weights(void **state)
{
    (void)state;
    for (size_t i = 0; i < archives; i++) {
        uint64_t seed = first_seed * 1000003 + i;
        trial t;
        trial_start(&t, &seed);
        lexicon_start(&t);
        for (size_t k = 0; k < WEIGHED; k++) {
            sum s;
            make_sum(&s, &seed);
            weigh(&t, &s, random_below(&seed, 2));
            mg_buf_dispose(&s.query);
        }
        lexicon_stop();
        trial_stop(&t);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) first_seed = strtoull(argv[1], NULL, 10);
    if (argc > 2) archives = strtoul(argv[2], NULL, 10);
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_operator), cmocka_unit_test(weights)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
