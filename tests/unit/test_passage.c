/* test_passage.c - passages and marks: a text, a query, and the passage with its marks in [ ]. */
#include "searcher/passage.h"

#include "common/utf8.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"
#include "tests/support/small_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static const char *const codes[] = {"en", "fr", "de"};

static char *dir;
static mg_index reader;
static mg_index_stemmer stemmers[MG_COUNT(codes)];
static mg_lexicon lexicon;
static mg_cutter *cutter;

/* An index of a thousand empty articles and a few that make "ferry" and "the" common words. */
static void build(const char *path)
{
    static const small_term common[] = {{"ferry", 1, 1}, {"Zferri", 0, 1}, {"the", 2, 1}, {"Zthe", 0, 1}};
    small_index *index = small_index_new(path, "en");
    for (int i = 0; i < 100; i++) small_index_terms(index, common, i % 2 ? MG_COUNT(common) : 0, (mg_span){0});
    small_index_finish(index);
}

static int start(void **state)
{
    (void)state;
    char path[300];
    const char *where = path;
    dir = scratch_dir();
    snprintf(path, sizeof path, "%s/index", dir);
    build(path);
    lexicon = (mg_lexicon){&reader, NULL, stemmers, MG_COUNT(codes), NULL, NULL};
    for (size_t i = 0; i < MG_COUNT(codes); i++) {
        stemmers[i] = (mg_index_stemmer){mg_span_str(codes[i]), mg_language_find(mg_span_str(codes[i])), NULL};
        if (mg_stemmer_new(stemmers[i].language, &stemmers[i].stemmer, NULL) != MG_OK) return 1;
    }
    return mg_db_open(&where, NULL, 1, &reader.db, NULL) || mg_analyzer_new(&lexicon.analyzer, NULL) ||
           mg_cutter_new(&lexicon, &cutter, NULL);
}

static int stop(void **state)
{
    (void)state;
    mg_cutter_free(cutter);
    mg_cutter_free(NULL);
    for (size_t i = 0; i < MG_COUNT(codes); i++) mg_stemmer_free(stemmers[i].stemmer);
    mg_analyzer_free(lexicon.analyzer);
    mg_db_close(reader.db);
    scratch_remove(dir);
    return 0;
}

typedef struct {
    mg_arena arena;
    mg_plan plan;
} planned;

static planned plan(const char *query)
{
    planned p = {.arena = MG_ARENA_INIT};
    mg_warnings warnings = {0};
    mg_qnode *tree;
    assert_int_equal(mg_query_parse(mg_span_str(query), 20250307, &p.arena, &tree, &warnings, NULL), MG_OK);
    assert_int_equal(mg_plan_make(&lexicon, tree, true, true, &p.arena, &warnings, &p.plan, NULL), MG_OK);
    free(warnings.v);
    return p;
}

/* text[from..to) with its marks in brackets. */
static void put_marked(mg_span text, size_t from, size_t to, const mg_range *marks, size_t n, mg_buf *out)
{
    size_t at = from;
    for (size_t i = 0; i < n; i++) {
        assert_true(marks[i].start >= at && marks[i].start < marks[i].end && marks[i].end <= to);
        assert_int_equal(mg_utf8_floor(text, marks[i].start), marks[i].start);
        assert_int_equal(mg_utf8_floor(text, marks[i].end), marks[i].end);
        mg_buf_add(out, mg_span_sub(text, at, marks[i].start));
        mg_buf_addc(out, '[');
        mg_buf_add(out, mg_span_sub(text, marks[i].start, marks[i].end));
        mg_buf_addc(out, ']');
        at = marks[i].end;
    }
    mg_buf_add(out, mg_span_sub(text, at, to));
}

/* The passages of a text, parted by " // ", marks in brackets. */
static mg_buf passages_of(mg_span text, const char *query, const char *language, size_t most, size_t length)
{
    planned p = plan(query);
    mg_buf out = MG_BUF_INIT;
    mg_passage *passages;
    size_t n;
    mg_buf_adds(&out, "");
    assert_int_equal(mg_passages_cut(cutter, &p.plan, text, mg_span_str(language), most, length, &p.arena,
                                     &passages, &n, NULL), MG_OK);
    assert_true(n <= most);
    for (size_t i = 0; i < n; i++) {
        assert_true(passages[i].start <= passages[i].end && passages[i].end <= text.n);
        assert_int_equal(mg_utf8_floor(text, passages[i].start), passages[i].start);
        assert_int_equal(mg_utf8_floor(text, passages[i].end), passages[i].end);
        assert_true(i == 0 || passages[i].score <= passages[i - 1].score);
        assert_true((passages[i].score > 0) == (passages[i].n_marks > 0));
        for (size_t j = 0; j < i; j++)
            assert_true(passages[i].end <= passages[j].start || passages[i].start >= passages[j].end);
        if (i) mg_buf_adds(&out, " // ");
        put_marked(text, passages[i].start, passages[i].end, passages[i].marks, passages[i].n_marks, &out);
    }
    mg_arena_dispose(&p.arena);
    return out;
}

typedef struct {
    const char *text, *query, *expected;
} row;

static void assert_passages(const row *rows, size_t n, const char *language, size_t most, size_t length)
{
    for (size_t i = 0; i < n; i++) {
        mg_buf got = passages_of(mg_span_str(rows[i].text), rows[i].query, language, most, length);
        if (strcmp(got.p, rows[i].expected) != 0)
            fail_msg("%s in: %s\n  gives %s\n  not   %s", rows[i].query, rows[i].text, got.p, rows[i].expected);
        mg_buf_dispose(&got);
    }
}

/* ---- what is marked ---- */

static void words(void **state)
{
    (void)state;
    static const row rows[] = {
        {"The ferry was late.", "ferry", "The [ferry] was late."},
        {"Ferries were late.", "ferry", "[Ferries] were late."},
        {"The FERRY's captain", "ferry", "The [FERRY's] captain"},
        {"A toll, a Toll.", "toll", "A [toll], a [Toll]."},
        {"Ferries were late.", "\"ferry\"", "Ferries were late."},
        {"The ferry; ferries.", "\"ferry\"", "The [ferry]; ferries."},
        {"La premi\xc3\xa8re fois", "premiere", "La [premi\xc3\xa8re] fois"},
        {"La premiere fois", "premi\xc3\xa8re", "La premiere fois"},
        {"It\xe2\x80\x99s AT&T\xe2\x80\x99s.", "AT&T's", "It\xe2\x80\x99s [AT&T\xe2\x80\x99s]."},
        {"Oil and gas", "oil gas", "[Oil] and [gas]"},
        {"Oil gas", "oil gas", "[Oil] [gas]"},
        {"A woman, women, wombat", "wom?n", "A [woman], [women], wombat"},
        {"Sluicegate, gates, L'aggregate", "*gate", "[Sluicegate], gates, [L'aggregate]"},
        {"Premi\xc3\xa8re premier", "premi?re", "[Premi\xc3\xa8re] premier"},
        {"Harbor, harbour, arbour, labour", "harbour~", "[Harbor], [harbour], arbour, labour"},
        {"The harbor bridges, the harbour bridge", "\"harbo* bridge\"", "The harbor bridges, the [harbour bridge]"},
        {"flood floods flooding flooded", "flood*", "[flood] [floods] [flooding] [flooded]"},
        {"in 3.14 or 31.4", "3.14", "in [3.14] or 31.4"},
        {"Oil but no gas", "oil -gas", "[Oil] but no gas"},
        {"Oil but no gas", "oil NOT gas", "[Oil] but no gas"},
        {"The title", "title:title", "The title"},
        {"Foo-bar and foo bar, bar foo", "foo-bar", "[Foo]-[bar] and [foo] [bar], [bar] [foo]"},
    };
    assert_passages(rows, MG_COUNT(rows), "en", 1, 300);
}

/* Most words are passed over by how they begin, or not stemmed: none of those that have the stem. */
static void beginnings(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "s", "es", "ed", "ing", "y", "ies", "ied", "er", "ly", "ness", "ize", "e", "ying", "ful", "al", "ive", "ement",
                                       "ion", "ational", "iviti", "bli", "logist", "ousli", "ization", "'s"};
    static const char letters[] = "abdegiosty";
    mg_form form = {.language = MG_SPAN("en")};
    struct mg_leaf_word word = {&form, 1};
    const mg_leaf leaf = {.words = &word, .n = 1, .window = 1, .ordered = true, .weight = 1};
    mg_arena arena = MG_ARENA_INIT;
    for (size_t i = 0; i < 1100 * MG_COUNT(ends); i++) {
        char text[40];
        mg_range *marks;
        size_t n, k = i / MG_COUNT(ends);
        snprintf(text, sizeof text, "%c%c%.*s%s of", letters[k / 100 % 10], letters[k / 10 % 10], k < 1000, &letters[k % 10], ends[i % MG_COUNT(ends)]);
        form.text = mg_arena_copy(&arena, mg_stem(stemmers[0].stemmer, mg_span_sub(mg_span_str(text), 0, strlen(text) - 3)));
        if (!form.text.n) continue;
        assert_int_equal(mg_marks_find(cutter, &leaf, 1, mg_span_str(text), MG_SPAN("en"), NULL, true, &arena, &marks, &n, NULL), MG_OK);
        if (n != 1 || marks[0].start != 0) fail_msg("%s, with the stem %.*s, is not found", text, (int)form.text.n, form.text.p);
        mg_arena_reset(&arena);
    }
    mg_arena_dispose(&arena);
}

static void phrases(void **state)
{
    (void)state;
    static const row rows[] = {
        {"The New York harbour", "\"new york\"", "The [New York] harbour"},
        {"The New, York harbour", "\"new york\"", "The [New, York] harbour"},
        {"A new harbour in York", "\"new york\"", "A new harbour in York"},
        {"York new", "\"new york\"", "York new"},
        {"New New York York", "\"new york\"", "New [New York] York"},
        {"New York New York", "\"new york\"", "[New York] [New York]"},
        {"New York and York", "york \"new york\"", "[New York] and [York]"},
        {"New York and York", "\"new york\" york", "[New York] and [York]"},
        {"the the the", "\"the the\"", "[the the the]"},
        {"a b a b c", "\"a b c\"", "a b [a b c]"},
        {"oil of Norway", "\"oil norway\"", "oil of Norway"},
        {"oil of Norway", "\"oil norway\"~1", "[oil] of [Norway]"},
        {"Norway of oil", "\"oil norway\"~1", "Norway of oil"},
        {"oil of the Norway", "\"oil norway\"~1", "oil of the Norway"},
        {"Caf\xc3\xa9 noir", "\"cafe noir\"", "[Caf\xc3\xa9 noir]"},
    };
    assert_passages(rows, MG_COUNT(rows), "en", 1, 300);
}

static void near(void **state)
{
    (void)state;
    static const row rows[] = {
        {"oil in Norway", "oil NEAR/3 norway", "[oil] in [Norway]"},
        {"oil in Norway", "o?l NEAR/3 *way", "[oil] in [Norway]"},
        {"oil in Norway; offal", "of*l ADJ/3 norwau~", "oil in Norway; offal"},
        {"Norway has oil", "oil NEAR/3 norway", "[Norway] has [oil]"},
        {"Norway oil", "oil NEAR/1 norway", "[Norway] [oil]"},
        {"oil one two three Norway", "oil NEAR/3 norway", "oil one two three Norway"},
        {"oil one two three four", "oil NEAR/3 norway", "oil one two three four"},
        {"oil in Norway", "oil ADJ/3 norway", "[oil] in [Norway]"},
        {"Norway has oil", "oil ADJ/3 norway", "Norway has oil"},
        {"oil one two three. Norway and its oil.", "oil NEAR/3 norway", "oil one two three. [Norway] and its [oil]."},
    };
    assert_passages(rows, MG_COUNT(rows), "en", 1, 300);
}

static void languages(void **state)
{
    (void)state;
    static const row french[] = {{"L\xe2\x80\x99" "eau monte.", "eau", "[L\xe2\x80\x99" "eau] monte."},
                                 {"Les inondations", "inondation", "Les [inondations]"}},
                     english[] = {{"L\xe2\x80\x99" "eau monte.", "eau", "L\xe2\x80\x99" "eau monte."}},
                     none[] = {{"Ferry ferries", "\"ferry\"", "[Ferry] ferries"}, {"Ferry", "ferry", "Ferry"}},
                     thai[] = {{"น้ำท่วมกรุงเทพมหานคร", "\"กรุงเทพมหานคร\"", "น้ำท่วม[กรุงเทพมหานคร]"},
                               {"น้ำท่วมกรุงเทพมหานคร", "น้ำท่วม", "[น้ำท่วม]กรุงเทพมหานคร"}},
                     chinese[] = {{"港口大桥今天通车。天气晴朗。", "\"大桥\"", "港口[大桥]今天通车。天气晴朗。"}};
    assert_passages(french, MG_COUNT(french), "fr", 1, 300);
    assert_passages(english, MG_COUNT(english), "en", 1, 300);
    assert_passages(none, MG_COUNT(none), "tlh", 1, 300);
    assert_passages(thai, MG_COUNT(thai), "th", 1, 300);
    assert_passages(chinese, MG_COUNT(chinese), "zh", 1, 300);
}

static void titles(void **state)
{
    (void)state;
    static const struct {
        const char *text, *query, *field, *expected;
    } rows[] = {
        {"Ferry runs aground", "ferry", "title", "[Ferry] runs aground"},
        {"Ferry runs aground", "title:ferry", "title", "[Ferry] runs aground"},
        {"Ferry runs aground", "title:\"runs aground\" ferry", "title", "[Ferry] [runs aground]"},
        {"Ferry runs aground", "author:ferry", "title", "Ferry runs aground"},
        {"Ferry runs aground", "title:ferry", "", "Ferry runs aground"},
        {"", "ferry", "title", ""},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        planned p = plan(rows[i].query);
        mg_buf out = MG_BUF_INIT;
        mg_range *marks;
        size_t n;
        mg_span text = mg_span_str(rows[i].text);
        mg_buf_adds(&out, "");
        assert_int_equal(mg_marks_find(cutter, p.plan.leaves, p.plan.n_leaves, text, MG_SPAN("en"),
                                       mg_field_find(mg_span_str(rows[i].field)), true, &p.arena, &marks, &n, NULL), MG_OK);
        put_marked(text, 0, text.n, marks, n, &out);
        assert_string_equal(out.p, rows[i].expected);
        mg_buf_dispose(&out);
        mg_arena_dispose(&p.arena);
    }
}

/* ---- where passages begin and end ---- */

static void sentences(void **state)
{
    (void)state;
    static const row rows[] = {
        {"One. Two has a ferry. The third one is as long as that.", "ferry", "Two has a [ferry]."},
        {"One. The U.S. ferry left. The third one is as long as that.", "ferry", "The U.S. [ferry] left."},
        {"One is short. Gen. Smith took the ferry. The third one is as long as that.", "ferry", "Gen. Smith took the [ferry]."},
        {"One is short. He lives in St. Louis near a ferry. The third one is as long as that.", "ferry", "He lives in St. Louis near a [ferry]."},
        {"One is short. Mr. Smith took the ferry. The third one is as long as that.", "ferry", "Mr. Smith took the [ferry]."},
        {"One is short. Where is the ferry? The third one is as long as that.", "ferry", "Where is the [ferry]?"},
        {"One is short. \"The ferry is late.\" The third one is as long as that.", "ferry", "\"The [ferry] is late.\""},
        {"One is short\n\nThe ferry is late\n\nThree is short too, but not so", "ferry", "The [ferry] is late"},
        {"One is short.\nThe ferry\nis late. Three is short too, but not so.", "ferry", "The [ferry]\nis late."},
    };
    assert_passages(rows, MG_COUNT(rows), "en", 1, 25);
}

/* What nearly all articles have is not marked beside what is rarer. */
static void common_words(void **state)
{
    (void)state;
    static mg_leaf leaves[2];
    planned p = plan("the drought"), alone = plan("the");
    for (int often = 0; often < 2; often++) {
        mg_range *marks;
        size_t n;
        memcpy(leaves, p.plan.leaves, sizeof leaves);
        if (often) leaves[0].weight = 0.2;
        assert_int_equal(mg_marks_find(cutter, leaves, 2, MG_SPAN("The drought"), MG_SPAN("en"), NULL, false, &p.arena, &marks, &n, NULL), MG_OK);
        assert_int_equal(n, often ? 1 : 2);
        assert_int_equal(mg_marks_find(cutter, leaves, 2, MG_SPAN("The drought"), MG_SPAN("en"), NULL, true, &p.arena, &marks, &n, NULL), MG_OK);
        assert_int_equal(n, 2);
        memcpy(leaves, alone.plan.leaves, sizeof *leaves);
        leaves[0].weight = 0.2;
        assert_int_equal(mg_marks_find(cutter, leaves, 1, MG_SPAN("The drought"), MG_SPAN("en"), NULL, false, &p.arena, &marks, &n, NULL), MG_OK);
        assert_int_equal(n, 1);
    }
    mg_arena_dispose(&p.arena);
    mg_arena_dispose(&alone.arena);
}

/* What says nothing by itself is not shown by itself. */
static void sign_off(void **state)
{
    (void)state;
    static const row rows[] = {
        {"The ferry was late and stayed so all day long.\n\nReuter", "reuter", "The ferry was late and stayed so all day long.\n\n[Reuter]"},
        {"PORT ELLERY, May 3 -\n\nThe ferry was late and stayed so.", "ellery", "PORT [ELLERY], May 3 -\n\nThe ferry was late and stayed so."},
    };
    assert_passages(rows, MG_COUNT(rows), "en", 1, 70);
}

/* A phrase goes on where a sentence ends: it is shown whole. */
static void whole_phrase(void **state)
{
    (void)state;
    static const row rows[] = {{"Those were of York. The ferry left, and nobody saw it go.", "\"york the\"", "Those were of [York. The]"},
                               {"Those were of York. The ferry left, and nobody saw it go.", "\"york the ferry\" nobody",
                                "[York. The ferry] left, and [nobody] saw it go."}};
    assert_passages(rows, MG_COUNT(rows), "en", 1, 26);
}

static void growing(void **state)
{
    (void)state;
    static const char text[] = "First one. The ferry left. Then it came back. Then the toll rose.\n\nLast one.";
    static const struct {
        size_t length;
        const char *expected;
    } rows[] = {
        {10, "The [ferry] left."},
        {38, "The [ferry] left. Then it came back."}, /* no more than an eighth is missing */
        {40, "The [ferry] left. Then it came back. Then the toll rose."},
        {60, "The [ferry] left. Then it came back. Then the toll rose."},
        {64, "The [ferry] left. Then it came back. Then the toll rose.\n\nLast one."},
        {100, "The [ferry] left. Then it came back. Then the toll rose.\n\nLast one."},
        {300, "First one. The [ferry] left. Then it came back. Then the toll rose.\n\nLast one."}, /* there is room before */
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf got = passages_of(mg_span_str(text), "ferry", "en", 1, rows[i].length);
        assert_string_equal(got.p, rows[i].expected);
        mg_buf_dispose(&got);
    }
}

static void the_best(void **state)
{
    (void)state;
    static const row rows[] = {
        /* more of the words */
        {"The ferry left.\n\nThe harbour toll rose for the ferry.\n\nA toll.", "harbour ferry toll", "The [harbour] [toll] rose for the [ferry]."},
        /* the rarer word */
        {"The ferry left.\n\nThe drought went on and on.", "ferry drought", "The [drought] went on and on."},
        /* closer together */
        {"Oil rose, and then after much that was said and done gas did.\n\nOil, gas: nothing.", "oil gas", "[Oil], [gas]: nothing."},
        /* in the order of the query */
        {"Gas oil.\n\nThere is no more to be said here.\n\nOil gas.", "oil gas", "[Oil] [gas]."},
        /* what fewer sentences have */
        {"A toll for all ships.\n\nAnother toll for others.\n\nOne gas ship came.", "toll gas", "One [gas] ship came."},
        /* the first of equals */
        {"A toll stood here for years.\n\nA toll stood there for years.", "toll", "A [toll] stood here for years."},
    };
    assert_passages(rows, MG_COUNT(rows), "en", 1, 25);
    static const row all[] = {
        {"The ferry left.\n\nNothing here, nothing.\n\nA harbour toll.\n\nThe toll.", "harbour ferry toll",
         "A [harbour] [toll]. // The [toll]. // The [ferry] left."},
        {"Nothing.", "ferry", "Nothing."},
        {"", "ferry", ""},
        {" \n ", "ferry", ""},
    };
    assert_passages(all, MG_COUNT(all), "en", 5, 15);
    assert_passages((row[]){{"The ferry.", "ferry", ""}}, 1, "en", 0, 100);
}

/* A question that asks why: words that give reasons count, and are not marked. How an article begins tells what happened. */
static void reasons(void **state)
{
    (void)state;
    static const row rows[] = {
        {"The toll stopped the oil.\n\nOil and toll: because of lack of rain.", "why toll stopped oil", "[Oil] and [toll]: because of lack of rain."},
        {"The toll stopped the oil.\n\nOil and toll: because of lack of rain.", "toll stopped oil", "The [toll] [stopped] the [oil]."},
        {"The toll stopped the oil.\n\nOil and toll: because of lack of rain.", "\"why\" toll stopped oil", "The [toll] [stopped] the [oil]."},
        {"The old ferry was stopped today.\n\nIt is old, because of that.", "why", "The old ferry was stopped today."},
        {"The toll was stopped by oil.\n\nThe toll was stopped by gas.", "why toll stopped", "The [toll] was [stopped] by gas."},
        {"The toll was stopped by oil.\n\nThat is so because of gas.", "why ferry because", "That is so [because] of gas."},
    };
    lexicon.function_words = mg_language_find(MG_SPAN("en"));
    assert_passages(rows, MG_COUNT(rows), "en", 1, 28);
    lexicon.function_words = mg_language_find(MG_SPAN("de"));
    static const row german[] = {{"Die F\xc3\xa4hre f\xc3\xa4hrt nicht mehr.\n\nDie F\xc3\xa4hre f\xc3\xa4hrt nicht, weil sie alt ist.",
                                  "Warum f\xc3\xa4hrt F\xc3\xa4hre", "Die [F\xc3\xa4hre] [f\xc3\xa4hrt] nicht, weil sie alt ist."}};
    assert_passages(german, MG_COUNT(german), "de", 1, 30);
    lexicon.function_words = NULL;
}

/* Other questions: a date, a number or a name that the query has not counts, in a sentence that has what is asked about. */
static void answers(void **state)
{
    (void)state;
    static const row rows[] = {
        {"The toll stopped the oil again.\n\nThe toll stopped oil in 1934.", "when did toll stop oil", "The [toll] [stopped] [oil] in 1934."},
        {"The toll stopped the oil again.\n\nThe toll stopped oil on Friday.", "when did toll stop oil", "The [toll] [stopped] [oil] on Friday."},
        {"The toll stopped oil once more.\n\nThe toll stopped oil on Friday.", "toll stop oil", "The [toll] [stopped] [oil] once more."},
        {"The toll stopped the oil then.\n\nThe toll stopped 14 tons of oil.", "how much oil did toll stop", "The [toll] [stopped] 14 tons of [oil]."},
        {"The toll stopped oil in 1934.\n\nThe toll stopped 14 tons of oil.", "how much oil stopped toll in 1934", "The [toll] [stopped] [oil] [in] [1934]."},
        {"The toll stopped the oil then.\n\nIt was Ada Lamb that stopped oil.", "who stopped oil", "It was Ada Lamb that [stopped] [oil]."},
        {"Lamb and Ode stopped the oil.\n\nIt was Ada Lamb that stopped oil.", "who stopped oil", "It was Ada Lamb that [stopped] [oil]."},
    };
    lexicon.function_words = mg_language_find(MG_SPAN("en"));
    assert_passages(rows, MG_COUNT(rows), "en", 1, 32);
    lexicon.function_words = NULL;
}

/* The words of a name that the text has in full say one thing; as words of their own they say more. */
static void names(void **state)
{
    (void)state;
    static const row rows[] = {
        {"Port Karu Ferry Trust sank.\n\nToll, for oil, of rain fell.", "port karu ferry trust toll oil rain", "[Toll], for [oil], of [rain] fell."},
        {"Port, karu, ferry, trust.\n\nToll, for oil, of rain fell.", "port karu ferry trust toll oil rain", "[Port], [karu], [ferry], [trust]."},
    };
    assert_passages(rows, MG_COUNT(rows), "en", 1, 30);
}

static void no_match(void **state)
{
    (void)state;
    static const row rows[] = {
        {"\n\n How it begins. And goes on.\n\nFurther.", "ferry", "How it begins. And goes on."},
        {"How it begins. And goes on at some more length than is wanted here.", "ferry", "How it begins."},
        {"How it begins.", "", "How it begins."},
        {"A sentence so very long that it has to be cut somewhere or other", "ferry", "A sentence so very long"},
    };
    assert_passages(rows, MG_COUNT(rows), "en", 3, 28);
}

/* ---- large and odd texts ---- */

/* A text of one sentence: `before` units, a word, `after` units. */
static mg_buf one_sentence(const char *unit, size_t before, const char *word, size_t after)
{
    mg_buf b = MG_BUF_INIT;
    while (before--) mg_buf_adds(&b, unit);
    mg_buf_adds(&b, word);
    while (after--) mg_buf_adds(&b, unit);
    return b;
}

static void long_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *unit, *word, *query, *language;
    } rows[] = {
        {"words and ", "ferry ", "ferry", "en"},
        {"caf\xc3\xa9 \xc3\xa9t\xc3\xa9 ", "ferry ", "ferry", "en"},
        {"กรุงเทพ", "ท่าเรือ", "\"ท่าเรือ\"", "th"},
        {"今天天气", "港口", "\"港口\"", "zh"},
        {"今天天气,", "港口", "\"港口\"", "zh"},
    };
    static const size_t befores[] = {0, 1, 50, 399, 400, 401, 500, 1999, 2000};
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        for (size_t b = 0; b < MG_COUNT(befores); b++) {
            mg_buf text = one_sentence(rows[i].unit, befores[b], rows[i].word, 2000 - befores[b]);
            mg_buf got = passages_of(mg_buf_span(&text), rows[i].query, rows[i].language, 3, 100);
            if (!strchr(got.p, '[')) fail_msg("row %zu, %zu before: %s", i, befores[b], got.p);
            assert_null(strstr(got.p, " // "));
            assert_int_equal(mg_utf8_valid(mg_buf_span(&got)), got.n);
            if (mg_utf8_count(mg_buf_span(&got)) > 160) fail_msg("row %zu, %zu before: too long", i, befores[b]);
            mg_buf_dispose(&text);
            mg_buf_dispose(&got);
        }
}

/* Matches all over a long paragraph: passages at whole characters, and with their matches whole. */
static void long_paragraph(void **state)
{
    (void)state;
    static const char *const units[] = {"The caf\xc3\xa9 by the ferry. ", "กรุงเทพท่าเรือ", "今天港口天气。", "今天港口天气", "ferry ferry "};
    static const char *const queries[] = {"ferry", "\"ท่าเรือ\"", "\"港口\"", "\"港口\"", "\"ferry\""};
    for (size_t i = 0; i < MG_COUNT(units); i++)
        for (size_t shift = 0; shift < 7; shift++) {
            mg_buf text = one_sentence(".", shift, " ", 0);
            while (text.n < 20000) mg_buf_adds(&text, units[i]);
            mg_buf got = passages_of(mg_buf_span(&text), queries[i], i == 1 ? "th" : i == 0 || i == 4 ? "en" : "zh", 20, 60);
            assert_int_equal(mg_utf8_valid(mg_buf_span(&got)), got.n);
            assert_non_null(strchr(got.p, '['));
            mg_buf_dispose(&text);
            mg_buf_dispose(&got);
        }
}

/* Sentences of a paragraph longer than is looked at in one go begin where sentences begin. */
static void whole_sentences(void **state)
{
    (void)state;
    mg_buf text = MG_BUF_INIT;
    while (text.n < 30000) mg_buf_addf(&text, "%s. ", text.n % 5 ? "Nothing is in this one" : "Here a ferry is");
    mg_buf got = passages_of(mg_buf_span(&text), "ferry", "en", 1000, 16);
    for (const char *at = got.p; at; at = strstr(at, " // ")) {
        if (at != got.p) at += 4;
        if (strncmp(at, "Here a [ferry] is.", 18) != 0) fail_msg("%.60s", at);
    }
    mg_buf_dispose(&text);
    mg_buf_dispose(&got);
}

static void hostile(void **state)
{
    (void)state;
    static const char *const queries[] = {"a", "\"a a\"", "a NEAR/9999 b", "a ADJ/9999 b", "\"a b c\"~9999", "a NEAR/9999 b NEAR/9999 c", "a*"};
    static const char *const units[] = {"a ", "a b ", "a. ", "a\n\n", "b a "};
    for (size_t q = 0; q < MG_COUNT(queries); q++)
        for (size_t u = 0; u < MG_COUNT(units); u++) {
            mg_buf text = one_sentence(units[u], 30000, "", 0);
            clock_t started = clock();
            mg_buf got = passages_of(mg_buf_span(&text), queries[q], "en", 3, 300);
            clock_t took = clock() - started;
            if (took > 2 * CLOCKS_PER_SEC) fail_msg("%s in many \"%s\" takes %ld ms", queries[q], units[u], (long)(took / 1000));
            mg_buf_dispose(&text);
            mg_buf_dispose(&got);
        }
}

/* Articles of pieces in many scripts: passages are exact, and their marks those that all of the body has there. */
static void any_script(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "The ferry left. ", "Gen. Smith's ferries, ", "caf\xc3\xa9 cafe\xcc\x81 ", "harbour toll\n\n", "น้ำท่วมกรุงเทพ", "ท่าเรือ ", "港口大桥。", "今天天气",
        "フェリー", "\n", "! ", "U.S. ", "\xe2\x80\x9c" "Toll?\xe2\x80\x9d ", "\xf0\x9f\x9a\xa2", "паром ", "عبّارة ", "- ", "a.b ", "oil oil "};
    static const char *const queries[] = {"ferry", "\"ferry left\"", "oil toll", "น้ำท่วม", "\"กรุงเทพ\"", "港口 今天", "cafe", "паром OR ferr*",
                                          "toll NEAR/9 ferry", "smith~ \"oil oil\"", "フェリー", "عبارة"};
    static const char *const tags[] = {"en", "th", "zh", "ja", "fr", "ar", ""};
    uint64_t seed = 5;
    for (int round = 0; round < 1500; round++) {
        mg_buf text = MG_BUF_INIT;
        for (size_t n = random_below(&seed, 60); n > 0; n--) mg_buf_adds(&text, pieces[random_below(&seed, MG_COUNT(pieces))]);
        const char *tag = tags[random_below(&seed, MG_COUNT(tags))];
        planned p = plan(queries[random_below(&seed, MG_COUNT(queries))]);
        mg_passage *passages;
        mg_range *all;
        size_t n, n_all, length = 20 + random_below(&seed, 300);
        mg_buf shown = MG_BUF_INIT;
        mg_span body = mg_buf_span(&text);
        assert_int_equal(mg_marks_find(cutter, p.plan.leaves, p.plan.n_leaves, body, mg_span_str(tag), NULL, false, &p.arena, &all, &n_all,
                                       NULL), MG_OK);
        assert_int_equal(mg_passages_cut(cutter, &p.plan, body, mg_span_str(tag), 4, length, &p.arena, &passages, &n, NULL),
                         MG_OK);
        for (size_t i = 0; i < n; i++) {
            size_t n_inside = 0;
            for (size_t k = 0; k < n_all; k++) { /* words that touch are one mark: the passage may have some of them */
                mg_range in = {MG_MAX(all[k].start, passages[i].start), MG_MIN(all[k].end, passages[i].end)};
                if (in.start >= in.end) continue;
                assert_true(n_inside < passages[i].n_marks);
                assert_memory_equal(&passages[i].marks[n_inside++], &in, sizeof in);
            }
            assert_int_equal(n_inside, passages[i].n_marks);
            put_marked(body, passages[i].start, passages[i].end, passages[i].marks, passages[i].n_marks, &shown);
            assert_int_equal(mg_utf8_valid(mg_buf_span(&shown)), shown.n);
            assert_true(mg_utf8_count(mg_span_sub(body, passages[i].start, passages[i].end)) <= length + length / 2 + 40);
        }
        assert_true(!n_all || n);
        mg_buf_dispose(&shown);
        mg_buf_dispose(&text);
        mg_arena_dispose(&p.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),     cmocka_unit_test(beginnings),    cmocka_unit_test(phrases),        cmocka_unit_test(near),
        cmocka_unit_test(languages),
        cmocka_unit_test(titles),    cmocka_unit_test(sentences),     cmocka_unit_test(growing),        cmocka_unit_test(the_best),
        cmocka_unit_test(reasons),   cmocka_unit_test(answers),       cmocka_unit_test(names),          cmocka_unit_test(no_match),      cmocka_unit_test(long_sentence),  cmocka_unit_test(long_paragraph),
        cmocka_unit_test(whole_sentences),
        cmocka_unit_test(hostile),   cmocka_unit_test(any_script),     cmocka_unit_test(whole_phrase),  cmocka_unit_test(sign_off),       cmocka_unit_test(common_words),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
