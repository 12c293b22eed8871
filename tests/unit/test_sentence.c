/* test_sentence.c - where sentences end: cases by hand, and the rules held against ICU's own cutter at random. */
#include "searcher/sentence.h"

#include "common/buf.h"
#include "common/utf8.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <cmocka.h>

static mg_sentences *sentences;

static int start(void **state)
{
    (void)state;
    return mg_sentences_new(&sentences, NULL);
}

static int stop(void **state)
{
    (void)state;
    mg_sentences_free(sentences);
    mg_sentences_free(NULL);
    return 0;
}

/* The text with | where sentences end. */
static mg_buf cut(mg_span text, const char *language)
{
    mg_buf out = MG_BUF_INIT;
    mg_buf_adds(&out, "");
    assert_int_equal(mg_sentences_use(sentences, mg_span_str(language), NULL), MG_OK);
    for (size_t at = 0, end; at < text.n; at = end) {
        end = mg_sentence_end(sentences, text, at);
        assert_true(end > at && end <= text.n && mg_utf8_floor(text, end) == end);
        mg_buf_add(&out, mg_span_sub(text, at, end));
        if (end < text.n) mg_buf_addc(&out, '|');
    }
    return out;
}

/* Each row has its ends marked with |, which are taken out and must be found again. */
static void assert_cut(const char *const *rows, size_t n, const char *language)
{
    for (size_t i = 0; i < n; i++) {
        mg_buf text = MG_BUF_INIT;
        mg_buf_adds(&text, "");
        for (const char *p = rows[i]; *p; p++)
            if (*p != '|') mg_buf_addc(&text, *p);
        mg_buf got = cut(mg_buf_span(&text), language);
        assert_string_equal(got.p, rows[i]);
        mg_buf_dispose(&got);
        mg_buf_dispose(&text);
    }
}

static void english(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "One sentence",
        "One. |Two! |Three? |Four.",
        "Gen. Smith met Gov. Brown, Sen. J. K. Lamb and Mrs. Ode in St. Ann. |Nothing came of it.",
        "In the U.S. Treasury. |He left the U.S. |The paper did not.",
        "It binds the U.S. And Canadian ministers. |The U.S. Or Japan must move; exports to the U.S. To May fell. |So it is.",
        "He left the U.S. |In May he was back. |She stayed in the U.K. |But she wrote.",
        "Lamb Inc. |And the rest of Karu Co. |For once.",
        "THE U.S . FIRST PROPOSED IT (DEC . 28) . |THE LIEUT . GEN . LAMB LEFT THE U.S . |BUT HE STAYED . |GEN . ODE DID NOT .",
        "IT IS A UNIT OF KARU CORP. |THE COMPANY OF ST. ANN. |OTHERS ARE IN THE U.S. AND CANADA.",
        "The SEC. |Officials of the VA. |They said so.",
        "Dr. No. |No. 5 of No. 10 Downing Street. |\"No.\" |He went.",
        "It is a unit of Karu Corp. |The company is owned by Lamb Inc. of Port Ellery.",
        "He left on Jan. 5. |It was cold.",
        "At 3 p.m. Friday it fell to 3.14 crowns, e.g. by a half. |In 1987 it rose.",
        "\"It is late.\" |He left. |(So did I.) |Then what?! |Well... it was.",
        "A line\n|another\r\n|and another\n|\n",
        "Who said \"Stop!\", and left? |She did.",
        "Mr. The is a name. |John F. Kennedy. |Plan B. |The end.",
        "Caf\xc3\xa9. |\xc3\x89t\xc3\xa9. |\xe2\x80\x9cLate.\xe2\x80\x9d |\xe2\x80\x9cGen. Lamb\xe2\x80\x9d left.",
    };
    assert_cut(rows, MG_COUNT(rows), "en");
    assert_cut(rows, MG_COUNT(rows), "");
}

static void others(void **state)
{
    (void)state;
    static const char *const german[] = {"Am 3. Mai kam Dr. Lamb, d. h. der Arzt. |Er blieb.", "Das war 1987. |Dann nichts."},
                             *const french[] = {"M. Lamb vit av. J.-C. avec Prof. Ode. |Il pleut."},
                             *const spanish[] = {"El Sr. Lamb y la Sra. Ode. |Llueve."},
                             *const russian[] = {"В янв. Ода, проф. Лам. |Дождь."},
                             *const chinese[] = {"今天。|明天？|好！"},
                             *const thai[] = {"น้ำท่วม กรุงเทพ"},
                             *const hindi[] = {"बारिश हुई। |वह आया।"},
                             *const unknown[] = {"J. Lamb. |Gen. |Ode."};
    assert_cut(german, MG_COUNT(german), "de");
    assert_cut(french, MG_COUNT(french), "fr");
    assert_cut(spanish, MG_COUNT(spanish), "es");
    assert_cut(russian, MG_COUNT(russian), "ru");
    assert_cut(chinese, MG_COUNT(chinese), "zh");
    assert_cut(thai, MG_COUNT(thai), "th");
    assert_cut(hindi, MG_COUNT(hindi), "hi");
    assert_cut(unknown, MG_COUNT(unknown), "tlh");
    assert_cut(unknown, MG_COUNT(unknown), "a-tag-that-is-none");
}

/* ---- against ICU ---- */

/* Characters of each kind that the rules know, of one to four bytes; letters in twos, as one alone is an abbreviation. */
static const char *const pieces[] = {
    "ab", "bQ", "QQ", "7", ".", "!", "?", ")", "\"", "(", ",", "-", ":", "\n", "\r", " ", "\xc3\xa9\xc3\xa9", "\xc3\x89\xc3\x89", "\xc2\xa0",
    "\xe3\x80\x82", "\xe2\x80\x9d", "\xe2\x80\xa8", "\xcc\x81", "\xe2\x80\x8d", "\xe4\xb8\xad\xe4\xb8\xad", "\xe0\xb8\x99\xe0\xb8\x99",
    "\xef\xbc\x8e", "\xf0\x90\x90\x80\xf0\x90\x90\x80", "$",
};

static void as_icu(void **state)
{
    (void)state;
    uint64_t seed = 20250307;
    UErrorCode failed = U_ZERO_ERROR;
    UBreakIterator *icu = ubrk_open(UBRK_SENTENCE, "", NULL, 0, &failed);
    UText *view = NULL;
    assert_int_equal(mg_sentences_use(sentences, MG_SPAN("tlh"), NULL), MG_OK);
    for (int round = 0; round < 20000; round++) {
        mg_buf text = MG_BUF_INIT;
        size_t n = 1 + random_below(&seed, 24), at = 0;
        while (n--) mg_buf_adds(&text, pieces[random_below(&seed, MG_COUNT(pieces))]);
        view = utext_openUTF8(view, text.p, (int64_t)text.n, &failed);
        ubrk_setUText(icu, view, &failed);
        assert_true(U_SUCCESS(failed));
        for (int32_t end = ubrk_next(icu); end != UBRK_DONE; end = ubrk_next(icu)) {
            size_t ours = mg_sentence_end(sentences, mg_buf_span(&text), at);
            if (ours != (size_t)end) {
                for (size_t i = 0; i < text.n; i++) fprintf(stderr, "%02x ", (unsigned char)text.p[i]);
                fail_msg("round %d: from %zu to %d, not %zu", round, at, end, ours);
            }
            at = ours;
        }
        assert_int_equal(at, text.n);
        mg_buf_dispose(&text);
    }
    utext_close(view);
    ubrk_close(icu);
}

/* A text of nothing but what has to be looked at more closely takes no longer than its length. */
static void hostile(void **state)
{
    (void)state;
    static const char *const units[] = {".", ". ", "! ", ".(", ".  ( ", "\xcc\x81.", "7. ", "J. ", "\xe3\x80\x82", "(((", "\xcc\x81"};
    for (size_t i = 0; i < MG_COUNT(units); i++) {
        mg_buf text = MG_BUF_INIT, got;
        while (text.n < 200000) mg_buf_adds(&text, units[i]);
        got = cut(mg_buf_span(&text), "en");
        assert_true(got.n >= text.n);
        mg_buf_dispose(&text);
        mg_buf_dispose(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english), cmocka_unit_test(others), cmocka_unit_test(as_icu), cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
