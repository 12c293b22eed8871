/* test_like.c - wildcards and fuzzy words. */
#include "searcher/like.h"

#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct {
    mg_like how;
    const char *text, *word;
    bool like;
} row;

static void known(void **state)
{
    (void)state;
    static const row rows[] = {
        {MG_LIKE_SAME, "toll", "toll", true},
        {MG_LIKE_SAME, "toll", "tolls", false},
        {MG_LIKE_PREFIX, "toll", "tolls", true},
        {MG_LIKE_PREFIX, "toll", "tol", false},
        {MG_LIKE_WILD, "wom?n", "woman", true},
        {MG_LIKE_WILD, "wom?n", "womn", false},
        {MG_LIKE_WILD, "wom?n", "womens", false},
        {MG_LIKE_WILD, "m?re", "m\xc3\xa8re", true}, /* a letter, not a byte */
        {MG_LIKE_WILD, "?toll", "toll", false},
        {MG_LIKE_WILD, "*gate", "gate", true},
        {MG_LIKE_WILD, "*gate", "gategate", true},
        {MG_LIKE_WILD, "*gate", "gates", false},
        {MG_LIKE_WILD, "h*r*r", "hear", false},
        {MG_LIKE_WILD, "h*r*r", "harbour", true},
        {MG_LIKE_WILD, "h*r*r", "harbourer", true},
        {MG_LIKE_WILD, "*a?a*", "banana", true},
        {MG_LIKE_WILD, "*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
        {MG_LIKE_WILD, "*", "", true},
        {MG_LIKE_FUZZY1, "ferry", "ferry", true},
        {MG_LIKE_FUZZY1, "ferry", "fery", true},
        {MG_LIKE_FUZZY1, "ferry", "ferrry", true},
        {MG_LIKE_FUZZY1, "ferry", "fairy", false},
        {MG_LIKE_FUZZY2, "ferry", "fairy", true},
        {MG_LIKE_FUZZY1, "ferry", "fery r", false},
        {MG_LIKE_FUZZY1, "ferry", "frery", true},  /* swapped */
        {MG_LIKE_FUZZY2, "ferry", "berry", false}, /* another beginning */
        {MG_LIKE_FUZZY1, "m\xc3\xa8re", "mere", true},
        {MG_LIKE_FUZZY1, "a", "ab", true},
        {MG_LIKE_FUZZY1, "ab", "a", true},
        {MG_LIKE_FUZZY2, "", "a", false},
        {MG_LIKE_FUZZY2, "a", "", false},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        if (mg_is_like(rows[i].how, mg_span_str(rows[i].text), mg_span_str(rows[i].word)) != rows[i].like)
            fail_msg("%s %s", rows[i].text, rows[i].word);
}

/* The plain recursions, on words of few letters. */
static bool fits(const char *pattern, const char *word)
{
    if (*pattern == '*') return fits(pattern + 1, word) || (*word && fits(pattern, word + 1));
    if (!*pattern || !*word) return *pattern == *word;
    return (*pattern == '?' || *pattern == *word) && fits(pattern + 1, word + 1);
}

static bool within(const char *a, const char *b, int edits)
{
    if (edits < 0) return false;
    if (*a && *a == *b && within(a + 1, b + 1, edits)) return true;
    if (!*a && !*b) return true;
    if (*a && within(a + 1, b, edits - 1)) return true;
    if (*b && within(a, b + 1, edits - 1)) return true;
    if (*a && *b && within(a + 1, b + 1, edits - 1)) return true;
    return *a && *b && *a == b[1] && a[1] == *b && within(a + 2, b + 2, edits - 1);
}

static void random_word(uint64_t *seed, const char *letters, uint32_t n, char word[16])
{
    uint32_t length = random_below(seed, 9);
    for (uint32_t i = 0; i < length; i++) word[i] = letters[random_below(seed, n)];
    word[length] = 0;
}

static void as_the_plain_way(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 200000; i++) {
        char a[16], b[16];
        random_word(&seed, "ab*?", 4, a);
        random_word(&seed, "ab", 2, b);
        mg_span x = mg_span_str(a), y = mg_span_str(b);
        if (mg_is_like(MG_LIKE_WILD, x, y) != fits(a, b)) fail_msg("%s %s", a, b);
        if (fits(a, b)) assert_true(mg_span_starts(y, mg_like_begins(MG_LIKE_WILD, x)));
        random_word(&seed, "abc", 3, a);
        random_word(&seed, "abc", 3, b);
        x = mg_span_str(a), y = mg_span_str(b);
        for (int edits = 1; edits <= 2; edits++) {
            bool want = *a && *a == *b && within(a, b, edits);
            if (mg_is_like(edits == 1 ? MG_LIKE_FUZZY1 : MG_LIKE_FUZZY2, x, y) != want) fail_msg("%s %s %d", a, b, edits);
            mg_letters p = mg_letters_of(x), q = mg_letters_of(y);
            if ((mg_edits(&p, &q, (unsigned)edits) <= (unsigned)edits) != within(a, b, edits)) fail_msg("%s %s: %d edits", a, b, edits);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known), cmocka_unit_test(as_the_plain_way)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
