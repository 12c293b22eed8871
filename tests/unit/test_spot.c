/* test_spot.c - spots of random queries in random texts, against a search through all ways to place their words.
 * Which words of a text are like one of a query is in test_passage.c and test_like.c. */
#include "searcher/spot.h"

#include "common/utf8.h"
#include "common/vec.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const words[] = {"oil", "gas", "ferry", "toll", "dam"};

static mg_index_stemmer english;
static mg_lexicon lexicon;
static mg_spotter *spotter;

static int start(void **state)
{
    (void)state;
    english = (mg_index_stemmer){MG_SPAN("en"), mg_language_find(MG_SPAN("en")), NULL};
    lexicon = (mg_lexicon){NULL, NULL, &english, 1, NULL, NULL};
    return mg_stemmer_new(english.language, &english.stemmer, NULL) || mg_analyzer_new(&lexicon.analyzer, NULL) ||
           mg_spotter_new(&lexicon, &spotter, NULL);
}

static int stop(void **state)
{
    (void)state;
    mg_spotter_free(spotter);
    mg_spotter_free(NULL);
    mg_analyzer_free(lexicon.analyzer);
    mg_stemmer_free(english.stemmer);
    return 0;
}

enum { WORDS_MAX = 3, TEXT_MAX = 40 };

/* A leaf of one to three of the words, each as written. */
typedef struct {
    mg_leaf leaf;
    struct mg_leaf_word words[WORDS_MAX];
    mg_form forms[WORDS_MAX];
    size_t which[WORDS_MAX];
} made_leaf;

static void make_leaf(uint64_t *seed, made_leaf *m)
{
    size_t n = 1 + random_below(seed, WORDS_MAX);
    for (size_t i = 0; i < n; i++) {
        bool again;
        do {
            m->which[i] = random_below(seed, MG_COUNT(words));
            again = false;
            for (size_t j = 0; j < i; j++) again |= m->which[j] == m->which[i];
        } while (again);
        m->forms[i] = (mg_form){.text = mg_span_str(words[m->which[i]])};
        m->words[i] = (struct mg_leaf_word){&m->forms[i], 1};
    }
    m->leaf = (mg_leaf){.words = m->words, .n = n, .window = (unsigned)(n + random_below(seed, 4)), .ordered = random_below(seed, 2),
                        .weight = 1};
}

/* Is the text's word at `at` part of a match, in any way to place the words? `first`: as its first. */
static bool placed(const made_leaf *m, const size_t *text, size_t n, size_t at, bool first)
{
    size_t places[WORDS_MAX] = {0}, total = 1, k = m->leaf.n;
    for (size_t i = 0; i < k; i++) total *= n;
    for (size_t code = 0; code < total; code++) {
        size_t rest = code, low = n, high = 0;
        bool fits = true, has = false;
        for (size_t i = 0; i < k; i++, rest /= n) {
            size_t p = places[i] = rest % n;
            fits = fits && text[p] == m->which[i] && !(m->leaf.ordered && i && p <= places[i - 1]);
            has |= p == at && (!first || i == 0);
            low = MG_MIN(low, p);
            high = MG_MAX(high, p);
        }
        if (fits && has && high - low < m->leaf.window) return true;
    }
    return false;
}

static void every_way(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 1500; round++) {
        made_leaf m;
        size_t text[TEXT_MAX], n = 1 + random_below(&seed, 12), n_spots;
        bool is_spot[TEXT_MAX] = {false};
        const mg_spot *spots;
        mg_buf bytes = MG_BUF_INIT;
        make_leaf(&seed, &m);
        for (size_t i = 0; i < n; i++) {
            text[i] = random_below(&seed, MG_COUNT(words) + 1);
            mg_buf_addf(&bytes, "%s ", text[i] < MG_COUNT(words) ? words[text[i]] : "nothing");
        }
        assert_int_equal(mg_spots_find(spotter, &m.leaf, 1, mg_buf_span(&bytes), MG_SPAN("en"), NULL, true, &spots, &n_spots, NULL), MG_OK);
        for (size_t i = 0; i < n_spots; i++) {
            assert_true(spots[i].position >= 1 && spots[i].position <= n && (i == 0 || spots[i].position > spots[i - 1].position));
            is_spot[spots[i].position - 1] = true;
        }
        for (size_t i = 0; i < n; i++) {
            bool any = placed(&m, text, n, i, false), first = placed(&m, text, n, i, true);
            bool right = is_spot[i] ? any : !first && (m.leaf.ordered || !any); /* in order, the nearest further words do */
            if (!right) fail_msg("round %d, word %zu of: %s", round, i + 1, bytes.p);
        }
        mg_buf_dispose(&bytes);
    }
}

/* A phrase behind more words of it than are kept in memory is found. */
static void behind_many(void **state)
{
    (void)state;
    static const mg_form forms[] = {{.text = {"oil", 3}}, {.text = {"gas", 3}}};
    static struct mg_leaf_word both[] = {{&forms[0], 1}, {&forms[1], 1}};
    for (int ordered = 0; ordered < 2; ordered++) {
        const mg_leaf leaf = {.words = both, .n = 2, .window = 3, .ordered = ordered, .weight = 1};
        const mg_spot *spots;
        size_t n;
        mg_buf text = MG_BUF_INIT;
        for (int i = 0; i < 50000; i++) mg_buf_adds(&text, "oil x x x ");
        mg_buf_adds(&text, "oil and gas");
        assert_int_equal(mg_spots_find(spotter, &leaf, 1, mg_buf_span(&text), MG_SPAN("en"), NULL, true, &spots, &n, NULL), MG_OK);
        assert_int_equal(n, 2);
        assert_int_equal(spots[0].position, 200001);
        assert_int_equal(spots[1].end, text.n);
        mg_buf_dispose(&text);
    }
}

/* All where all are wanted; else enough. */
static void very_many(void **state)
{
    (void)state;
    static const mg_form form = {.text = {"oil", 3}};
    static struct mg_leaf_word word = {&form, 1};
    const mg_leaf leaf = {.words = &word, .n = 1, .window = 1, .ordered = true, .weight = 1};
    const mg_spot *spots;
    size_t n;
    mg_buf text = MG_BUF_INIT;
    for (int i = 0; i < 300000; i++) mg_buf_adds(&text, "oil ");
    assert_int_equal(mg_spots_find(spotter, &leaf, 1, mg_buf_span(&text), MG_SPAN("en"), NULL, true, &spots, &n, NULL), MG_OK);
    assert_int_equal(n, 300000);
    assert_int_equal(mg_spots_find(spotter, &leaf, 1, mg_buf_span(&text), MG_SPAN("en"), NULL, false, &spots, &n, NULL), MG_OK);
    assert_true(n >= 10000 && n <= 20000);
    const mg_stop asked = {.asked = 1};
    lexicon.stop = &asked;
    assert_int_equal(mg_spots_find(spotter, &leaf, 1, mg_buf_span(&text), MG_SPAN("en"), NULL, true, &spots, &n, NULL), MG_INTERRUPTED);
    lexicon.stop = NULL;
    mg_buf_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_way), cmocka_unit_test(behind_many), cmocka_unit_test(very_many)};
    return cmocka_run_group_tests(tests, start, stop);
}
