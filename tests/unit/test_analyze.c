/* test_analyze.c - text to words: scripts with and without spaces, other forms of a word, and the bytes of each.
 * How words of spaced scripts are cut is held against Xapian in tests/diff; here are the cases by hand. */
#include "common/analyze.h"
#include "common/buf.h"
#include "common/utf8.h"
#include "common/vec.h"
#include "tests/support/random.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static mg_analyzer *analyzer;

static int start(void **state)
{
    (void)state;
    return mg_analyzer_new(&analyzer, NULL);
}

static int stop(void **state)
{
    (void)state;
    mg_analyzer_free(analyzer);
    mg_analyzer_free(NULL);
    return 0;
}

/* The words of a text, parted by '|'. With `pieces`, the bytes that they stand for instead. */
static mg_buf words_of(mg_span text, bool pieces)
{
    mg_buf out = MG_BUF_INIT;
    mg_words words;
    mg_word w;
    size_t end = 0;
    mg_words_init(&words, analyzer, text);
    mg_buf_adds(&out, "");
    while (mg_words_next(&words, &w)) {
        assert_true(w.start >= end && w.start < w.end && w.end <= text.n);
        assert_int_equal(mg_utf8_floor(text, w.start), w.start);
        assert_int_equal(mg_utf8_floor(text, w.end), w.end);
        if (out.n) mg_buf_addc(&out, '|');
        mg_buf_add(&out, pieces ? mg_span_sub(text, w.start, w.end) : w.word);
        end = w.end;
    }
    return out;
}

static void assert_words(const char *text, const char *expected)
{
    mg_buf got = words_of(mg_span_str(text), false);
    if (strcmp(got.p, expected) != 0) fail_msg("%s\n  gives %s\n  not   %s", text, got.p, expected);
    mg_buf_dispose(&got);
}

static void assert_pieces(const char *text, const char *expected)
{
    mg_buf got = words_of(mg_span_str(text), true);
    if (strcmp(got.p, expected) != 0) fail_msg("%s\n  gives %s\n  not   %s", text, got.p, expected);
    mg_buf_dispose(&got);
}

static void spaced(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {" \n\t", ""},
        {"Ferry runs aground.", "ferry|runs|aground"},
        {"AT&T's R&D", "at&t's|r&d"},
        {"U.S. U.N.C.L.E. P.T.O. E.", "us|uncle|pto|e"},
        {"U.S.-led", "us|led"},
        {"3.14 1,000,000 12:30 .5", "3.14|1,000,000|12|30|5"},
        {"C++ F# C#", "c++|f#|c#"},
        {"don\xe2\x80\x99t l\xe2\x80\x99" "eau \xe2\x80\x98quoted\xe2\x80\x99 rock\xe2\x80\x9bn", "don't|l'eau|quoted|rock'n"},
        {"\xc3\x89T\xc3\x89 \xd0\x9c\xd0\x9e\xd0\xa1\xd0\x9a\xd0\x92\xd0\x90", "\xc3\xa9t\xc3\xa9|\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0"},
        {"zero\xe2\x80\x8bwidth", "zerowidth"},
        {"snake_case foo-bar a/b", "snake_case|foo|bar|a|b"},
        {"l\xc2\xb7l", "l\xc2\xb7l"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_words(rows[i][0], rows[i][1]);
    assert_pieces("U.S. don\xe2\x80\x99t C++, \xc3\x89T\xc3\x89", "U.S.|don\xe2\x80\x99t|C++|\xc3\x89T\xc3\x89");
}

/* ---- scripts without spaces between words ---- */

/* Words that readers of these languages would name; in each text they must stand as whole words. */
static void unspaced(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *words[5];
    } rows[] = {
        {"น้ำท่วมกรุงเทพมหานครวันนี้", {"น้ำ", "ท่วม", "กรุงเทพมหานคร", "วัน"}},
        {"รัฐบาลไทยประกาศภาวะฉุกเฉิน", {"รัฐบาล", "ไทย", "ประกาศ"}},
        {"北京大学的学生参加会议", {"北京", "大学", "学生", "参加", "会议"}},
        {"港口大桥今天通车", {"港口", "今天", "通车"}},
        {"東京の地震で津波が発生した", {"東京", "の", "地震", "津波", "発生"}},
        {"新聞を読みました", {"新聞", "を"}},
        {"サッカーワールドカップ", {"サッカー"}},
        {"서울 시장은 오늘 발표했다", {"서울", "시장은", "오늘", "발표했다"}},
        {"ဟယ်လိုကမ္ဘာ", {"ကမ္ဘာ"}},
        {"ភាសាខ្មែរពិបាករៀន", {"ភាសាខ្មែរ"}},
        {"ປະເທດລາວ", {"ປະເທດ", "ລາວ"}},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf got = words_of(mg_span_str(rows[i].text), false);
        mg_buf padded = MG_BUF_INIT;
        mg_buf_addf(&padded, "|%s|", got.p);
        for (size_t w = 0; w < MG_COUNT(rows[i].words) && rows[i].words[w]; w++) {
            char want[100];
            snprintf(want, sizeof want, "|%s|", rows[i].words[w]);
            if (!strstr(padded.p, want)) fail_msg("%s: no %s in %s", rows[i].text, rows[i].words[w], padded.p);
        }
        mg_buf_dispose(&got);
        mg_buf_dispose(&padded);
    }
}

/* In text of such a script alone, the words leave nothing out. */
static void unspaced_covers(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "น้ำท่วมกรุงเทพมหานครวันนี้", "北京大学的学生参加会议", "東京の地震で津波が発生したサッカー", "서울시장은오늘", "ဟယ်လိုကမ္ဘာမြန်မာနိုင်ငံ", "ភាសាខ្មែរ", "ປະເທດລາວ"};
    for (size_t i = 0; i < MG_COUNT(texts); i++) {
        mg_words words;
        mg_word w;
        mg_span text = mg_span_str(texts[i]);
        size_t end = 0;
        mg_words_init(&words, analyzer, text);
        while (mg_words_next(&words, &w)) {
            assert_int_equal(w.start, end);
            assert_true(mg_span_eq(w.word, mg_span_sub(text, w.start, w.end)));
            end = w.end;
        }
        assert_int_equal(end, text.n);
    }
}

static void mixed(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"GDP增长5%", "gdp|增长|5"},
        {"iPhoneとAndroid", "iphone|と|android"},
        {"กรุงเทพBangkok2025", "กรุงเทพ|bangkok2025"},
        {"中国,经济。北京", "中国|经济|北京"},
        {"U.S.中国", "u|s|中国"},
        {"don't中国don't", "don't|中国|don't"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) assert_words(rows[i][0], rows[i][1]);
}

/* A run that is longer than what ICU is given at once; and many of them, in no time. */
static void long_runs(void **state)
{
    (void)state;
    mg_buf text = MG_BUF_INIT;
    while (text.n < 200000) mg_buf_adds(&text, "น้ำท่วมกรุงเทพมหานคร");
    mg_words words;
    mg_word w;
    size_t end = 0, n = 0;
    mg_words_init(&words, analyzer, mg_buf_span(&text));
    for (; mg_words_next(&words, &w); n++) {
        assert_int_equal(w.start, end);
        assert_int_equal(mg_utf8_valid(w.word), w.word.n);
        end = w.end;
    }
    assert_int_equal(end, text.n);
    assert_true(n > 10000 && n < 11000);
    mg_buf_dispose(&text);
}

/* ---- other forms ---- */

static void bare(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"premi\xc3\xa8re", "premiere"},
        {"\xc5\x82\xc3\xb3" "d\xc5\xba", "lodz"},
        {"s\xc3\xa3o", "sao"},
        {"na\xc3\xafve", "naive"},
        {"stra\xc3\x9f" "e", "strasse"},
        {"\xc3\xa5ngstr\xc3\xb6m", "angstrom"},
        {"cafe\xcc\x81", "cafe"},                                   /* decomposed */
        {"nguy\xe1\xbb\x85n", "nguyen"},
        {"\xc5\x93uvre", "oeuvre"},
        {"k\xc3\xb8" "benhavn", "kobenhavn"},
        {"\xc3\xa6r\xc3\xb8", "aero"},
        {"\xc4\x91\xc3\xa0 n\xe1\xba\xb5ng", "da nang"},
        {"i\xcc\x87stanbul", "istanbul"},                           /* lower case of a dotted I */
        {"\xc4\xb1\xc5\x9f\xc4\xb1k", "isik"},
        {"\xd9\x85\xd9\x8e\xd8\xb1\xd9\x92\xd8\xad\xd9\x8e\xd8\xa8\xd9\x8b\xd8\xa7", "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7"}, /* tashkeel */
        {"\xd9\x85\xd9\x80\xd8\xb1", "\xd9\x85\xd8\xb1"},           /* tatweel */
        {"\xd7\xa9\xd6\xb8\xd7\x9c\xd7\x95\xd6\xb9\xd7\x9d", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"}, /* niqqud */
        {"\xd1\x91\xd0\xb6", "\xd0\xb5\xd0\xb6"},
        {"\xce\xac\xce\xbb\xcf\x86\xce\xb1", "\xce\xb1\xce\xbb\xcf\x86\xce\xb1"},
        /* nothing to take away */
        {"premiere", ""},
        {"", ""},
        {"at&t", ""},
        {"\xd0\xb9\xd0\xbe\xd0\xb3\xd0\xb0", ""},                   /* short i */
        {"\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0", ""},
        {"\xe3\x81\x8c", ""},                                       /* ga */
        {"\xe3\x83\x91\xe3\x83\xb3", ""},
        {"\xed\x95\x9c\xea\xb5\xad", ""},                           /* Hangul */
        {"\xe6\xb8\xaf\xe5\x8f\xa3", ""},
        {"\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3", ""},               /* Thai tone marks */
        {"\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80", ""}, /* Hindi vowel signs */
        {"\xcc\x81", ""},                                           /* a mark alone */
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span got = mg_word_bare(analyzer, mg_span_str(rows[i][0]));
        if (!mg_span_eq(got, mg_span_str(rows[i][1]))) fail_msg("%s gives %.*s", rows[i][0], (int)got.n, got.p);
    }
}

static void elision(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"fr", "l'eau", "eau"},         {"fr", "d'accord", "accord"},  {"fr", "qu'il", "il"},     {"fr", "jusqu'ici", "ici"},
        {"fr", "aujourd'hui", "aujourd'hui"}, {"fr", "l'", "l'"},      {"fr", "eau", "eau"},      {"fr", "n'est", "est"},
        {"it", "dell'arte", "arte"},    {"it", "un'altra", "altra"},   {"it", "l'acqua", "acqua"}, {"it", "po'", "po'"},
        {"ca", "l'aigua", "aigua"},     {"ca", "d'or", "or"},          {"en", "l'eau", "l'eau"},  {"en", "d'accord", "d'accord"},
        {"en", "t'other", "t'other"},   {"en", "don't", "don't"},      {"de", "s'ist", "s'ist"},  {"es", "l'eau", "l'eau"},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span got = mg_word_unelided(mg_language_find(mg_span_str(rows[i][0])), mg_span_str(rows[i][1]));
        if (!mg_span_eq(got, mg_span_str(rows[i][2]))) fail_msg("%s %s gives %.*s", rows[i][0], rows[i][1], (int)got.n, got.p);
    }
    assert_true(mg_span_eq(mg_word_unelided(NULL, MG_SPAN("l'eau")), MG_SPAN("l'eau")));
}

/* ---- the rest ---- */

static void long_words(void **state)
{
    (void)state;
    char text[200];
    for (size_t n = 60; n <= 70; n++) {
        memset(text, 'x', n);
        memcpy(text + n, " z", 3);
        mg_buf got = words_of(mg_span_str(text), false);
        assert_int_equal(got.n, n <= MG_WORD_MAX ? n + 2 : 1);
        mg_buf_dispose(&got);
    }
    for (size_t n = 60; n <= 70; n++) { /* the limit is in bytes of the lower-case form */
        size_t used = 0;
        while (used + 2 <= n) memcpy(text + used, "\xc3\x89", 2), used += 2;
        mg_buf got = words_of((mg_span){text, used}, false);
        assert_int_equal(got.n, used <= MG_WORD_MAX ? used : 0);
        mg_buf_dispose(&got);
    }
}

static void stems(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool stems;
    } rows[] = {{"ferry", true}, {"3.14", false}, {"1st", false}, {"\xc3\xa9t\xc3\xa9", true}, {"_x", false}, {"C++", true}, {"2025", false}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_words words;
        mg_word w;
        mg_words_init(&words, analyzer, mg_span_str(rows[i].text));
        assert_true(mg_words_next(&words, &w));
        if (w.stems != rows[i].stems) fail_msg("%s", rows[i].text);
    }
}

static void any_bytes(void **state)
{
    (void)state;
    assert_words("a\xff" "b \xc3", "a|b");
    mg_buf nul = words_of(MG_SPAN("a\0b"), false);
    assert_string_equal(nul.p, "a|b");
    mg_buf_dispose(&nul);
    mg_buf text = MG_BUF_INIT;
    clock_t started = clock();
    static const char *const pieces[] = {"U.", "a'", "+", "x+", "1,", "\xcc\x81", "\xe4\xb8\xad" "a", "\xe2\x80\x8b"};
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf_reset(&text);
        while (text.n < 400000) mg_buf_adds(&text, pieces[i]);
        mg_buf got = words_of(mg_buf_span(&text), false);
        mg_buf_dispose(&got);
    }
    if (clock() - started > 6 * CLOCKS_PER_SEC) fail_msg("a hostile text takes too long");
    mg_buf_dispose(&text);
}

typedef MG_VEC(mg_word) word_list;

/* All words of a text; their letters go to `letters`. */
static void collect(mg_span text, word_list *out, mg_buf *letters)
{
    mg_words words;
    mg_word w;
    mg_words_init(&words, analyzer, text);
    assert_true(mg_buf_reserve(letters, 4 * text.n + MG_WORD_MAX));
    while (mg_words_next(&words, &w)) {
        size_t at = letters->n;
        mg_buf_add(letters, w.word);
        w.word.p = letters->p + at;
        assert_true(mg_vec_push(out, w));
    }
}

static void assert_passed(const mg_word *w, const mg_beginnings *sought)
{
    for (size_t i = 0; i < w->word.n; i++) { /* what joins its parts stands between them */
        bool between = i > 0 && i + 1 < w->word.n;
        assert_true(isalnum((unsigned char)w->word.p[i]) || w->word.p[i] == '_' || (between && strchr("'&.,;", w->word.p[i])));
    }
    assert_int_equal(w->end - w->start, w->word.n);
    const unsigned char *c = (const unsigned char *)w->word.p;
    bool all = true; /* bits that there are for the word */
    for (unsigned char second = 0; w->word.n == 1 && second < 32; second++) all = all && sought->v[mg_beginning(c[0], second)] == UINT32_MAX;
    if (w->word.n == 2) all = sought->v[mg_beginning(c[0], c[1])] == UINT32_MAX;
    if (w->word.n > 2) all = sought->v[mg_beginning(c[0], c[1])] & mg_beginning_bit(c[2]);
    assert_false(all);
}

/* Who seeks few words gets each of them, with its position; those passed over are plain and begin otherwise. */
static void seeking(void **state)
{
    (void)state;
    static const char *const pieces[] = {"oil", "Oils", "o", "U.S.", "3.14", "don't", "AT&T", "A.A&Oils", "C++", "'", "&", ",", ";", "1'2",
                                         "x_y", "caf\xc3\xa9", "été",
                                         "น้ำท่วม", "zz\xcc\x81", " ", ", ", ".", "\n", "-", "A", "9",
                                         "zz", "thirty_letters_are_a_long_word", "   "};
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        mg_buf text = MG_BUF_INIT;
        mg_beginnings sought = {.first = 0};
        size_t n = random_below(&seed, 90);
        mg_buf_adds(&text, "");
        while (n--) mg_buf_adds(&text, pieces[random_below(&seed, MG_COUNT(pieces))]);
        for (int i = 0; i < 3; i++) sought.v[mg_beginning((unsigned char)"ouaxd3z9"[random_below(&seed, 8)], (unsigned char)"is\0t_e"[random_below(&seed, 6)])] |=
                mg_beginning_bit((unsigned char)"l\0yf4"[random_below(&seed, 5)]);
        if (round % 3 == 0) sought.v[mg_beginning('z', 'z')] = UINT32_MAX;
        for (unsigned char second = 0; round % 5 == 0 && second < 32; second++) sought.v[mg_beginning('o', second)] = UINT32_MAX;
        for (unsigned char first = 0; first < 32; first++)
            for (unsigned char second = 0; second < 32; second++)
                if (sought.v[mg_beginning(first, second)]) sought.first |= mg_beginning_bit(first);
        if (round % 7 == 0) sought.first = UINT32_MAX; /* too many to be looked for */
        mg_buf all = MG_BUF_INIT;
        word_list words = {0};
        collect(mg_buf_span(&text), &words, &all);
        mg_words few;
        mg_word w;
        uint32_t position = 0, passed;
        mg_words_init(&few, analyzer, mg_buf_span(&text));
        while (mg_words_next_of(&few, &sought, &w, &passed)) {
            for (uint32_t i = 0; i < passed; i++) assert_passed(&words.v[position + i], &sought);
            position += passed;
            assert_true(position < words.n);
            assert_int_equal(w.start, words.v[position].start);
            assert_int_equal(w.end, words.v[position].end);
            assert_true(mg_span_eq(w.word, words.v[position].word));
            position++;
        }
        for (; position < words.n; position++) assert_passed(&words.v[position], &sought);
        mg_vec_free(&words);
        mg_buf_dispose(&all);
        mg_buf_dispose(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spaced), cmocka_unit_test(unspaced), cmocka_unit_test(unspaced_covers), cmocka_unit_test(mixed),
        cmocka_unit_test(long_runs), cmocka_unit_test(bare), cmocka_unit_test(elision), cmocka_unit_test(long_words),
        cmocka_unit_test(stems), cmocka_unit_test(seeking), cmocka_unit_test(any_bytes),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
