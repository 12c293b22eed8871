/* test_asked.c - what questions ask for, and what shows an answer. */
#include "searcher/asked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* What a question, in lower case, asks for: of its words, the first that asks. */
static mg_asked asked_by(const char *code, const char *question)
{
    mg_span text = mg_span_str(question), before = {0};
    mg_asked asked = MG_ASKED_NOTHING;
    size_t place = 0;
    for (size_t at = 0, end; at < text.n && !asked; at = end + 1, place++) {
        end = mg_span_find(text, at, ' ');
        asked = mg_asked_by(mg_language_find(mg_span_str(code)), place, before, mg_span_sub(text, at, end));
        before = mg_span_sub(text, at, end);
    }
    return asked;
}

static void questions(void **state)
{
    (void)state;
    static const struct {
        const char *code, *question;
        mg_asked asked;
    } rows[] = {
        {"en", "why did the ferry sink", MG_ASKED_WHY},
        {"en", "tell me once more why it sank", MG_ASKED_WHY},
        {"en", "when did it sink", MG_ASKED_WHEN},
        {"en", "since when is it there", MG_ASKED_WHEN},
        {"en", "in which year did it sink", MG_ASKED_WHEN},
        {"en", "which ferry sank in the year 1934", MG_ASKED_NOTHING},
        {"en", "what happened when it sank", MG_ASKED_NOTHING},
        {"en", "who raised the toll", MG_ASKED_WHO},
        {"en", "the man who raised it", MG_ASKED_NOTHING},
        {"en", "how much is the toll", MG_ASKED_HOW_MUCH},
        {"en", "by how much does it fall", MG_ASKED_HOW_MUCH},
        {"en", "what share of the toll", MG_ASKED_HOW_MUCH},
        {"en", "how does it work", MG_ASKED_NOTHING},
        {"en", "much ado", MG_ASKED_NOTHING},
        {"en", "", MG_ASKED_NOTHING},
        {"en", "whyever", MG_ASKED_NOTHING},
        {"en", "warum", MG_ASKED_NOTHING},
        {"de", "warum sank sie", MG_ASKED_WHY},
        {"de", "wie hoch ist der zoll", MG_ASKED_HOW_MUCH},
        {"de", "wer hob ihn an", MG_ASKED_WHO},
        {"es", "cu\xc3\xa1ntos barcos", MG_ASKED_HOW_MUCH},
        {"fr", "combien de bateaux", MG_ASKED_HOW_MUCH},
        {"it", "quando parte", MG_ASKED_WHEN},
        {"nl", "hoe lang duurt het", MG_ASKED_HOW_MUCH},
        {"pt", "quem foi", MG_ASKED_WHO},
        {"fi", "miksi", MG_ASKED_NOTHING},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        if (asked_by(rows[i].code, rows[i].question) != rows[i].asked)
            fail_msg("%s: %s: %d", rows[i].code, rows[i].question, (int)asked_by(rows[i].code, rows[i].question));
}

static void answers(void **state)
{
    (void)state;
    const mg_language *english = mg_language_find(MG_SPAN("en"));
    mg_span why = mg_answer_words(english, MG_ASKED_WHY);
    assert_true(mg_span_find_span(why, 0, MG_SPAN("because")) < why.n);
    assert_true(mg_answer_words(english, MG_ASKED_WHEN).n);
    assert_false(mg_answer_words(english, MG_ASKED_WHO).n || mg_answer_words(english, MG_ASKED_HOW_MUCH).n);
    assert_false(mg_answer_words(mg_language_find(MG_SPAN("fi")), MG_ASKED_WHY).n);
}

/* Where numbers, years and names begin: a mark below each. */
static void places(void **state)
{
    (void)state;
    static const struct {
        bool (*is)(mg_span text, size_t at);
        const char *text, *marks;
    } rows[] = {
        {mg_is_number, "7 of 1,500 or 3.5 km, M25, 4th", "+    +        +            +  "},
        {mg_is_number, "\xe4\xb8\xad" "3.", "   + "},
        {mg_is_year, "1934, 2025, 1,934, 19345, 934, 3000, 2500", "+     +                                  "},
        {mg_is_name, "The Port of Karu in UK, \xc3\x89mile a", "+   +       +           +       "},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span text = mg_span_str(rows[i].text);
        for (size_t at = 0; at < text.n; at++)
            if (rows[i].is(text, at) != (rows[i].marks[at] == '+') && ((unsigned char)text.p[at] & 0xc0) != 0x80)
                fail_msg("%s at %zu", rows[i].text, at);
        assert_false(rows[i].is(text, text.n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(questions), cmocka_unit_test(answers), cmocka_unit_test(places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
