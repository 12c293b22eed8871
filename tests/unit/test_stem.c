/* test_stem.c - stems, and the cache that remembers them. */
#include "common/stem.h"

#include "common/utf8.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static mg_stemmer *stemmer_of(const char *language)
{
    mg_stemmer *s;
    assert_int_equal(mg_stemmer_new(mg_language_find(mg_span_str(language)), &s, NULL), MG_OK);
    return s;
}

static void known(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"en", "ferries", "ferri"}, {"en", "ferry", "ferri"}, {"en", "running", "run"}, {"en", "tariffs", "tariff"},
        {"en", "us", "us"}, {"fr", "inondations", "inond"}, {"de", "h\xc3\xa4user", "haus"}, {"es", "elecciones", "eleccion"},
        {"ru", "\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82\xd1\x8b", "\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82"}, {"it", "prezzi", "prezz"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_stemmer *s = stemmer_of(rows[i][0]);
        for (int again = 0; again < 3; again++) { /* from the stemmer, then from the cache */
            mg_span stem = mg_stem(s, mg_span_str(rows[i][1]));
            if (!mg_span_eq(stem, mg_span_str(rows[i][2]))) fail_msg("%s: %.*s", rows[i][1], (int)stem.n, stem.p);
        }
        mg_stemmer_free(s);
    }
    mg_stemmer_free(NULL);
}

static void every_language(void **state)
{
    (void)state;
    size_t n;
    const mg_language *all = mg_languages(&n);
    for (size_t i = 0; i < n; i++) {
        mg_stemmer *s = stemmer_of(all[i].code);
        mg_span stem = mg_stem(s, MG_SPAN("morgue"));
        assert_true(stem.n > 0);
        assert_int_equal(mg_stem(s, MG_SPAN("")).n, 0);
        mg_stemmer_free(s);
    }
}

/* Stems begin as their words do, where the table of languages says so: with the same two letters, but that English makes
 * "di" of "dying", and Finnish one of two that are the same. What seeks words by how they begin relies on it. */
static void beginnings(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "s", "es", "ing", "ying", "ed", "ie", "en", "aux", "issement", "heit", "e", "lar", "n"};
    size_t n;
    const mg_language *all = mg_languages(&n);
    uint64_t seed = 3;
    for (size_t i = 0; i < n; i++) {
        if (all[i].prefixes) continue;
        mg_stemmer *s = stemmer_of(all[i].code);
        for (int round = 0; round < 20000; round++) {
            char word[32];
            size_t length = 0, letters = 1 + random_below(&seed, 7);
            while (length < letters) word[length++] = "abcdefghijklmnopqrstuvwxyzaeiousgtln0"[random_below(&seed, 37)];
            length += (size_t)snprintf(word + length, sizeof word - length, "%s", ends[random_below(&seed, MG_COUNT(ends))]);
            mg_span stem = mg_stem_afresh(s, (mg_span){word, length});
            bool same = stem.n > 0 && stem.p[0] == word[0];
            if (stem.n > 1) same = same && (stem.p[1] == word[1] || (stem.p[1] == 'i' && word[1] == 'y') || word[1] == word[0]);
            if (!same && stem.n) fail_msg("%s: %s is %.*s", all[i].code, word, (int)stem.n, stem.p);
        }
        mg_stemmer_free(s);
    }
}

/* The cache grows and gives for each word what a fresh stemmer gives. */
static void cache_is_right(void **state)
{
    (void)state;
    mg_stemmer *cached = stemmer_of("en");
    uint64_t seed = 1;
    char word[16];
    for (int i = 0; i < 20000; i++) {
        int n = snprintf(word, sizeof word, "%c%ca%03uing", 'a' + (int)random_below(&seed, 26), 'a' + (int)random_below(&seed, 26),
                         random_below(&seed, 50));
        mg_span stem = mg_stem(cached, (mg_span){word, (size_t)n});
        assert_int_equal(stem.n, n - 3);
        assert_memory_equal(stem.p, word, stem.n);
    }
    mg_stemmer_free(cached);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known), cmocka_unit_test(every_language),
                                       cmocka_unit_test(beginnings), cmocka_unit_test(cache_is_right)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
