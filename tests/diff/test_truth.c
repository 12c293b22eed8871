/* test_truth.c - queries made up at random, of every operator, over archives made up at random, some two as one: the
 * searcher finds the articles that match by their plain text, and no other; and ranks them as BM25 and nearness in that text say.
 *
 *   test_truth [SEED [ARCHIVES]] */
#include "common/utf8.h"
#include "searcher/order.h"
#include "searcher/proximity.h"
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
enum { ARTICLES = 60, QUERIES = 150 };

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
    bool curly = random_below(seed, 6) == 0;
    mg_buf_adds(q, curly ? "“" : "\"");
    for (uint32_t n = 1 + random_below(seed, 3), i = 0; i < n; i++) {
        if (i) mg_buf_addc(q, ' ');
        if (random_below(seed, 5)) put_word(q, seed);
        else put_changed_word(q, seed, "**?");
    }
    mg_buf_adds(q, curly ? "”" : "\"");
    if (!random_below(seed, 3)) mg_buf_addf(q, "~%u", random_below(seed, 6));
}

static void put_near(mg_buf *q, uint64_t *seed)
{
    static const char *const operators[] = {"NEAR", "NEAR/2", "NEAR/1", "ADJ/3", "ADJ/1", "w/4", "NEAR/120"};
    const char *operator= operators[random_below(seed, MG_COUNT(operators))];
    for (uint32_t n = 2 + (random_below(seed, 4) == 0), i = 0; i < n; i++) {
        if (i) mg_buf_addf(q, " %s ", operator);
        if (random_below(seed, 8)) put_token(q, seed);
        else mg_buf_addf(q, "\"%s\"", made_word(seed));
    }
}

static void put_date(mg_buf *q, uint64_t *seed)
{
    static const char *const names[] = {"since", "until", "date", "date"};
    static const char *const spans[] = {"since:30y", "until:2y", "since:yesterday", "until:1m", "date:1w"};
    size_t name = random_below(seed, MG_COUNT(names));
    if (random_below(seed, 6) == 0) return mg_buf_adds(q, spans[random_below(seed, MG_COUNT(spans))]);
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
    switch (random_below(seed, 6)) {
    case 0: mg_buf_addf(q, "\"%s\"", value.p); return;
    case 1: mg_buf_addf(q, "%c*", value.p[0]); return;
    case 2: mg_buf_addf(q, "\"%s\"", value.p + mg_span_find(value, 0, ' ') + (mg_span_find(value, 0, ' ') < value.n)); return;
    case 3: mg_buf_addf(q, "(%s OR \"%s\")", value.p, of(seed)); return;
    case 4: mg_buf_addf(q, "(\"%s\" -%c*)", value.p, of(seed)[0]); return;
    default: mg_buf_add(q, mg_span_sub(value, 0, mg_span_find(value, 0, ' ')));
    }
}

static void put_field(mg_buf *q, uint64_t *seed)
{
    static const char *const languages[] = {"en", "French", "zh", "pl", "de-AT", "xx"};
    switch (random_below(seed, 10)) {
    case 0: put_label(q, seed, "source", made_source); return;
    case 1: put_label(q, seed, "section", made_section); return;
    case 2: put_label(q, seed, "keyword", made_keyword); return;
    case 3: put_label(q, seed, "author", made_name); return;
    case 4: put_label(q, seed, "dateline", made_dateline); return;
    case 5: mg_buf_addf(q, "lang:%s", languages[random_below(seed, MG_COUNT(languages))]); return;
    case 9: mg_buf_adds(q, "lang:(en OR fr)"); return;
    case 6: mg_buf_addf(q, "url:http://a.test/%u", random_below(seed, ARTICLES)); return;
    default: mg_buf_adds(q, "title:");
    }
    if (random_below(seed, 4) == 0) put_phrase(q, seed);
    else put_token(q, seed);
}

static void put_has(mg_buf *q, uint64_t *seed)
{
    static const char *const names[] = {"date", "title", "author", "source", "section", "dateline", "keyword", "url", "lang", "id"};
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

/* Words beside each other, as most people ask. */
static void put_plain(mg_buf *q, uint64_t *seed)
{
    for (uint32_t n = 1 + random_below(seed, 6); n; n--) mg_buf_addf(q, "%s%s", made_word(seed), n > 1 ? " " : "");
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
    double *base, *gain; /* scores, where these count */
    uint32_t offset, limit; /* a page to look at, too */
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
    t->base = calloc(t->articles.n + 1, sizeof *t->base);
    t->gain = calloc(t->articles.n + 1, sizeof *t->gain);
    assert_true(t->expected && t->found && t->base && t->gain);
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
    free(t->base);
    free(t->gain);
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
        double sum = 0, most = 0;
        assert_int_equal(mg_answer_hit(t->searcher, answer, request, i, &hit, NULL), MG_OK);
        for (size_t k = 0; k < hit.n_parts; k++) {
            sum += hit.parts[k].score;
            most = fmax(most, hit.parts[k].score);
        }
        if (fabs(sum - hit.score) > 1e-9 * most)
            mg_buf_addf(why, "%.*s: the parts make %.12g, not %.12g\n", (int)hit.record.article.id.n, hit.record.article.id.p, sum, hit.score);
    }
}

static void put_article(const mg_article *a, mg_buf *why)
{
    mg_buf_addf(why, "%s\n[%s] %s / %s\n%s\n", a->id.p, a->language.p, a->title.n ? a->title.p : "",
                a->standfirst.n ? a->standfirst.p : "", a->body.p);
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
        mg_buf_addf(why, "%s ", t->found[i] ? "must not find" : "must find");
        put_article(a, why);
    }
    if (answer->match.lower != expected || answer->match.upper != expected)
        mg_buf_addf(why, "matches %zu articles, not %u to %u", expected, answer->match.lower, answer->match.upper);
    if (request->counted.n_facets && answer->counts.articles != expected)
        mg_buf_addf(why, "matches %zu articles; %u were counted", expected, answer->counts.articles);
    check_parts(t, answer, request, why);
    return !why->n;
}

/* ---- in what order ---- */

static bool is_ranked(const mg_request *request)
{
    return !request->count_only && request->sort == MG_SORT_RELEVANCE;
}

typedef struct {
    size_t place, at; /* among the articles; by BM25 alone */
    const mg_article *a;
    double score;
    char date[15];
} ranked;

/* What has no date stands last, and what is of one date in the order of ids. */
static int by_date(const ranked *x, const ranked *y, mg_sort sort)
{
    int dates = strcmp(x->date, y->date);
    if (!dates) return mg_span_cmp(x->a->id, y->a->id);
    if (!*x->date || !*y->date) return *x->date ? -1 : 1;
    return sort == MG_SORT_OLDEST ? dates : -dates;
}

static int newest_first(const void *a, const void *b)
{
    return by_date(a, b, MG_SORT_NEWEST);
}

static int oldest_first(const void *a, const void *b)
{
    return by_date(a, b, MG_SORT_OLDEST);
}

static int heaviest_first(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    return (x->score < y->score) - (x->score > y->score);
}

/* As floats; equals stay as they were. */
static int nearest_first(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    float p = (float)x->score, q = (float)y->score;
    return p != q ? (p < q) - (p > q) : (x->at > y->at) - (x->at < y->at);
}

/* What `n` of them score has changed. */
static void order_anew(ranked *r, size_t all, size_t n)
{
    for (size_t i = 0; i < all; i++) r[i].at = i;
    qsort(r, n, sizeof *r, nearest_first);
}

/* By BM25; of equals the newest first; the first of all anew, with what nearness adds; and all anew by recency. */
static void rank(const trial *t, ranked *r, size_t n, uint32_t half_life)
{
    size_t first = MG_MIN(n, MG_PROXIMITY_WINDOW);
    for (size_t i = 0; i < n; i++) r[i].score = t->base[r[i].place];
    qsort(r, n, sizeof *r, heaviest_first);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && r[end - 1].score - r[end].score <= MG_WEIGHT_SHARE * r[end - 1].score; end++) {}
        qsort(r + i, end - i, sizeof *r, newest_first);
    }
    for (size_t i = 0; i < first; i++) r[i].score += t->gain[r[i].place];
    order_anew(r, n, first);
    if (!half_life) return;
    for (size_t i = 0; i < n; i++) r[i].score *= mg_rank_recency(mg_span_str(r[i].date), mg_when_today(), half_life);
    order_anew(r, n, n);
}

/* What is expected, in its order. Returns how many. */
static size_t put_in_order(const trial *t, const mg_request *request, ranked *r)
{
    mg_sort sort = request->sort;
    size_t n = 0;
    for (size_t i = 0; i < t->articles.n; i++) {
        if (!t->expected[i]) continue;
        r[n] = (ranked){.place = i, .a = &t->articles.v[i]};
        r[n].date[mg_date_key(&r[n].a->date, r[n].date)] = '\0';
        n++;
    }
    if (sort == MG_SORT_RELEVANCE) rank(t, r, n, request->recency);
    else qsort(r, n, sizeof *r, sort == MG_SORT_OLDEST ? oldest_first : newest_first);
    return n;
}

/* Do the hits stand as they must, and score what they must? */
static void check_order(trial *t, const mg_answer *answer, const mg_request *request, mg_buf *why)
{
    ranked *r = calloc(t->articles.n + 1, sizeof *r);
    assert_non_null(r);
    size_t n = put_in_order(t, request, r), from = MG_MIN(request->offset, n), end = request->limit ? MG_MIN(n, from + request->limit) : n;
    if (answer->match.n != end - from) mg_buf_addf(why, "page of %u from %u: %zu hits, not %zu\n", request->limit, request->offset, answer->match.n, end - from);
    for (size_t i = from; i < end; i++) {
        const ranked *got = r, *wanted = &r[i];
        size_t place = place_of_hit(t, answer, request, i - from);
        double score = answer->match.hits[i - from].weight;
        while (got->place != place) got++;
        if (is_ranked(request) && fabs(score - got->score) > 1e-9 * got->score) {
            mg_buf_addf(why, "scores %.12g (%.12g, for nearness %.12g), not %.12g: ", got->score, t->base[place], t->gain[place], score);
            put_article(got->a, why);
        }
        if (got != wanted)
            mg_buf_addf(why, "hit %zu of page %u+%u is %s (%.12g), not %s (%.12g)\n", i, request->offset, request->limit, got->a->id.p,
                        got->score, wanted->a->id.p, wanted->score);
    }
    free(r);
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
        if (is_ranked(request)) truth_score(t->truth, tree, all, t->expected, t->base, t->gain);
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
    if (same && !request->count_only) {
        mg_answer page;
        mg_request wanted = *request;
        wanted.offset = t->offset;
        wanted.limit = t->limit;
        check_order(t, &answer, request, why);
        if (mg_search(t->searcher, text, &wanted, &page, &err) != MG_OK) fail_msg("%.*s: %s", (int)text.n, text.p, err.msg);
        check_order(t, &page, &wanted, why);
        mg_answer_dispose(&page);
        same = !why->n;
    }
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
            bool cut = mg_utf8_valid(mg_buf_span(&less)) < less.n; /* in the middle of a character */
            if (cut || agrees(t, request, mg_buf_span(&less), why)) continue;
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
    request.recency = random_below(seed, 4) ? 0 : 1 + random_below(seed, 20000);
    if (random_below(seed, 4) == 0) request.counted = (mg_counted){.facets = {MG_FACET_SOURCE}, .n_facets = 1};
    add_filters(&request, seed, values);
    t->offset = random_below(seed, 3) ? 0 : random_below(seed, 40);
    t->limit = 1 + random_below(seed, 12);
    switch (random_below(seed, 4)) {
    case 0: put_plain(&q, seed); break;
    case 1: put_joined(&q, seed, 2); break;
    default: put_list(&q, seed, 2);
    }
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

int main(int argc, char **argv)
{
    if (argc > 1) first_seed = strtoull(argv[1], NULL, 10);
    if (argc > 2) archives = strtoul(argv[2], NULL, 10);
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_operator)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
