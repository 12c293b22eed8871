/* test_stock_words.c - words, positions and stems equal those of Xapian's own TermGenerator. */
#include "common/analyze.h"
#include "common/buf.h"
#include "common/stem.h"
#include "common/utf8.h"
#include "common/vec.h"
#include "tests/support/random.h"
#include "tests/support/stock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uscript.h>

#include <cmocka.h>

typedef struct {
    char term[80];
    size_t n;
    unsigned position; /* 0: a stem */
} posting;

typedef MG_VEC(posting) postings;

static mg_analyzer *analyzer;
static mg_stemmer *stemmer;

static int start(void **state)
{
    (void)state;
    return mg_analyzer_new(&analyzer, NULL) || mg_stemmer_new(mg_language_find(MG_SPAN("en")), &stemmer, NULL);
}

static int stop(void **state)
{
    (void)state;
    mg_analyzer_free(analyzer);
    mg_stemmer_free(stemmer);
    return 0;
}

static int in_order(const void *a, const void *b)
{
    const posting *x = a, *y = b;
    int order = mg_span_cmp((mg_span){x->term, x->n}, (mg_span){y->term, y->n});
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

static void add(postings *list, const char *prefix, mg_span word, unsigned position)
{
    posting p = {.position = position};
    p.n = strlen(prefix) + word.n;
    assert_true(p.n < sizeof p.term);
    memcpy(p.term, prefix, strlen(prefix));
    memcpy(p.term + strlen(prefix), word.p, word.n);
    assert_true(mg_vec_push(list, p));
}

static postings of_morgue(mg_span text)
{
    postings list = {0};
    mg_words words;
    mg_word w;
    mg_words_init(&words, analyzer, text);
    for (unsigned position = 1; mg_words_next(&words, &w); position++) {
        assert_true(w.start < w.end && w.end <= text.n);
        add(&list, "", w.word, position);
        mg_span stem = w.stems ? mg_stem(stemmer, w.word) : (mg_span){0};
        if (stem.n) add(&list, "Z", stem, 0);
    }
    if (list.n) qsort(list.v, list.n, sizeof *list.v, in_order);
    return list;
}

/* The same, from stock: a stem as often as its wdf says. */
static postings of_stock(mg_span text)
{
    postings list = {0};
    stock_generator *g = stock_generator_new("en");
    stock_generator_text(g, text, 1, "");
    stock_terms terms = stock_generator_finish(g);
    for (size_t i = 0; i < terms.n; i++) {
        mg_span term = {terms.v[i].term, terms.v[i].n};
        for (unsigned p = 0; p < terms.v[i].n_positions; p++) add(&list, "", term, terms.v[i].positions[p]);
        for (unsigned w = 0; !terms.v[i].n_positions && w < terms.v[i].wdf; w++) add(&list, "", term, 0);
    }
    stock_terms_free(&terms);
    if (list.n) qsort(list.v, list.n, sizeof *list.v, in_order);
    return list;
}

static void assert_same(mg_span text)
{
    postings ours = of_morgue(text), theirs = of_stock(text);
    for (size_t i = 0; i < ours.n || i < theirs.n; i++) {
        const posting none = {.term = "(nothing)", .n = 9};
        const posting *o = i < ours.n ? &ours.v[i] : &none, *t = i < theirs.n ? &theirs.v[i] : &none;
        if (in_order(o, t) != 0)
            fail_msg("\"%.*s\": Morgue has %.*s at %u, Xapian %.*s at %u", (int)MG_MIN(text.n, 300), text.p, (int)o->n,
                     o->term, o->position, (int)t->n, t->term, t->position);
    }
    mg_vec_free(&ours);
    mg_vec_free(&theirs);
}

static void hard_words(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", " ", "plain words here", "Don't can't O'Dowd's rock'n'roll 'quoted' ''x'' trailing'",
        "AT&T R&D &amp a&b&c & &x y&", "U.S. U.S.A P.T.O. U.N.C.L.E. A. A.B a.b.c. X.Y.z U.S.-led B.B.C2 I.B.Ms",
        "C++ c# F#x C+++ C++++ C+++++ fish+chips a+ b++c ###", "3.14 1,000,000 3.14.15 12:30 1;2 3. .5 a.5 5.a 10,a",
        "snake_case __init__ _x x_ a__b", "caf\xc3\xa9 cafe\xcc\x81 \xcc\x81lone e\xcc\x81\xcc\x82x",
        "soft\xc2\xadhyphen \xc2\xadx x\xc2\xad", "\xe2\x80\x98quoted\xe2\x80\x99 don\xe2\x80\x99t it\xe2\x80\x9bs",
        "zero\xe2\x80\x8bwidth\xe2\x80\x8cnon\xe2\x80\x8djoin\xe2\x81\xa0word\xef\xbb\xbfmark 1\xe2\x80\x8b" "2",
        "a\xc2\xb7" "b l\xc2\xb7l 1\xc2\xb7" "2 x\xe2\x80\xa7y x\xd7\xb4y", "1\xd8\x8d" "2 \xd9\xa1\xd9\xa2.\xd9\xa3 1\xe2\x81\x84" "2",
        "\xc3\x89T\xc3\x89 \xc4\xb0stanbul STRASSE stra\xc3\x9f" "e \xc7\x85uro \xe2\x85\xa7", "\xc2\xbd \xc2\xb2 x\xc2\xb2 \xe2\x91\xa0",
        "sixty-four.byte/words:are\\cut@here", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",
        "\xf0\x9d\x92\xb3 \xf0\x90\x90\x80x \xf0\x9f\x98\x80 x\xf0\x9f\x98\x80y",
    };
    for (size_t i = 0; i < MG_COUNT(texts); i++) assert_same(mg_span_str(texts[i]));
    assert_same((mg_span){"nul\0inside a\0b", 14});
}

static void long_words(void **state)
{
    (void)state;
    char text[400];
    for (size_t n = 60; n < 70; n++) {
        memset(text, 'x', n);
        memcpy(text + n, " behind", 7);
        assert_same((mg_span){text, n + 7});
        memcpy(text + n, "++ a", 4);
        assert_same((mg_span){text, n + 4});
        memcpy(text + n - 2, "\xc3\xa9z z", 5);
        assert_same((mg_span){text, n + 3});
    }
}

/* Scripts that ICU cuts are not for TermGenerator's rules. */
static bool is_spaced(uint32_t ch)
{
    static const UScriptCode cut[] = {USCRIPT_HAN,    USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_HANGUL, USCRIPT_BOPOMOFO,
                                      USCRIPT_THAI,   USCRIPT_LAO,      USCRIPT_KHMER,    USCRIPT_MYANMAR};
    for (size_t i = 0; i < MG_COUNT(cut); i++)
        if (uscript_hasScript((UChar32)ch, cut[i])) return false;
    return ch < 0xd800 || ch > 0xdfff;
}

/* A character from where trouble is: ASCII, punctuation inside words, marks, digits, all of Unicode. */
static uint32_t random_char(uint64_t *seed)
{
    static const uint32_t joints[] = {'\'', '&', '.', ',', ';', '+', '#', '_', '-', 0xad, 0xb7, 0x2019, 0x201b,
                                      0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x5f4, 0x2027, 0x37e, 0x60d, 0x2044};
    switch (random_below(seed, 10)) {
    case 0: case 1: case 2: return 'a' + random_below(seed, 26);
    case 3: return 'A' + random_below(seed, 26);
    case 4: return '0' + random_below(seed, 10);
    case 5: return ' ';
    case 6: return joints[random_below(seed, MG_COUNT(joints))];
    case 7: return 0x80 + random_below(seed, 0x600);
    case 8: return 0x300 + random_below(seed, 0x70);
    default: return random_below(seed, 0x110000);
    }
}

static void random_unicode(void **state)
{
    (void)state;
    uint64_t seed = 20250307;
    mg_buf text = MG_BUF_INIT;
    for (int round = 0; round < 3000; round++) {
        mg_buf_reset(&text);
        for (uint32_t left = 1 + random_below(&seed, 120); left; left--) {
            uint32_t ch = random_char(&seed);
            if (is_spaced(ch)) mg_buf_add_char(&text, ch);
        }
        assert_same(mg_buf_span(&text));
    }
    mg_buf_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hard_words), cmocka_unit_test(long_words),
                                       cmocka_unit_test(random_unicode)};
    return cmocka_run_group_tests(tests, start, stop);
}
