/* test_charset.c - which encoding wins, and that what comes out is UTF-8. */
#include "indexer/charset.h"

#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <unicode/ucnv.h>

#define RAW(literal)                                                                                         \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

typedef struct {
    mg_span raw;
    const char *label, *text, *name, *rule;
    size_t bad;
} row;

static void check(const row *r)
{
    mg_buf text = MG_BUF_INIT;
    mg_charset_how how;
    mg_buf_adds(&text, "");
    assert_int_equal(mg_charset_to_utf8(r->raw, mg_span_str(r->label), &text, &how, NULL), MG_OK);
    assert_string_equal(text.p, r->text);
    assert_string_equal(how.name, r->name);
    assert_string_equal(how.rule, r->rule);
    assert_int_equal(how.bad, r->bad);
    if (mg_charset_is_utf8(r->raw, mg_span_str(r->label))) assert_true(mg_span_eq(mg_buf_span(&text), r->raw));
    mg_buf_dispose(&text);
}

static void rules(void **state)
{
    static const row rows[] = {
        {RAW(""), "", "", "UTF-8", "utf-8", 0},
        {RAW("plain"), "", "plain", "UTF-8", "utf-8", 0},
        {RAW("caf\xc3\xa9"), "iso-8859-1", "café", "UTF-8", "utf-8",
         0}, /* a wrong label, as on half the web */
        {RAW("\xef\xbb\xbf"
             "caf\xc3\xa9"),
         "", "café", "UTF-8", "bom", 0},
        {RAW("\xef\xbb\xbf"
             "caf\xe9"),
         "", "caf\xef\xbf\xbd", "UTF-8", "bom", 1},
        {RAW("\xff\xfe"
             "h\0i\0 \0\x08\x4e"),
         "", "hi 丈", "UTF-16LE", "bom", 0},
        {RAW("\xfe\xff\0h\0i"), "", "hi", "UTF-16BE", "bom", 0},
        {RAW("\xff\xfeh\0\x00\xd8"), "", "h\xef\xbf\xbd", "UTF-16LE", "bom", 1}, /* half a pair */
        {RAW("\xff\xfe\0\0h\0\0\0"), "", "h", "UTF-32LE", "bom", 0},
        {RAW("P\0o\0r\0t\0 \0E\0l\0l\0e\0r\0y\0"), "", "Port Ellery", "UTF-16LE", "pattern", 0},
        {RAW("\0P\0o\0r\0t\0 \0E\0l\0l\0e\0r\0y"), "", "Port Ellery", "UTF-16BE", "pattern", 0},
        {RAW("caf\xe9 \x93x\x94"), "iso-8859-1", "café “x”", "windows-1252", "declared", 0},
        {RAW("caf\xe9"), " US-ASCII ", "café", "windows-1252", "declared", 0},
        {RAW("\x83\x65\x83\x58\x83\x67"), "Shift_JIS", "テスト", "Shift_JIS", "declared", 0},
        {RAW("\xe1\xee\xeb"), "windows-1251", "бол", "windows-1251", "declared", 0},
        {RAW("\xa1\xd2\xc3"), "tis-620", "การ", "windows-874-2000", "declared", 0},
        {RAW("\033$B%F\033(B"), "iso-2022-jp", "テ", "ISO-2022-JP", "declared", 0},
        {RAW("caf\xe9"), "no-such-charset", "café", "windows-1252", "fallback", 0},
        {RAW("caf\xe9"), "utf-16", "café", "windows-1252", "fallback", 0},
        {RAW("caf\xe9"), "windows-1251,swaplfnl", "café", "windows-1252", "fallback", 0},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) check(&rows[i]);
}

/* What need not be converted at all. */
static void as_it_stands(void **state)
{
    static const struct {
        mg_span raw;
        const char *label;
        bool expected;
    } rows[] = {
        {RAW(""), "", true},
        {RAW("plain"), "", true},
        {RAW("caf\xc3\xa9"), "iso-8859-1", true},
        {RAW("plain"), "iso-2022-jp", true},
        {RAW("\033$B%F\033(B"), "iso-2022-jp", false},
        {RAW("\xef\xbb\xbfplain"), "", false},
        {RAW("caf\xe9"), "", false},
        {RAW("P\0o\0r\0t\0 \0E\0l\0l\0e\0r\0y\0"), "", false},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        if (mg_charset_is_utf8(rows[i].raw, mg_span_str(rows[i].label)) != rows[i].expected) fail_msg("row %zu", i);
}

static void few_bad_bytes(void **state)
{
    mg_buf raw = MG_BUF_INIT, text = MG_BUF_INIT;
    mg_charset_how how;
    (void)state;
    for (int i = 0; i < 300; i++) mg_buf_adds(&raw, "é ");
    mg_buf_adds(&raw, "\xff.");
    assert_int_equal(mg_charset_to_utf8(mg_buf_span(&raw), MG_SPAN(""), &text, &how, NULL), MG_OK);
    assert_string_equal(how.name, "UTF-8");
    assert_int_equal(how.bad, 1);
    assert_int_equal(mg_utf8_valid(mg_buf_span(&text)), text.n);
    mg_buf_dispose(&raw);
    mg_buf_dispose(&text);
}

/* Articles of the time before UTF-8, without any label. */
static void guesses(void **state)
{
    static const struct {
        const char *encoding, *text;
    } rows[] = {
        {"windows-1251",
         "Инес Кэллоуэй избрана мэром: после шестидневного пересчёта голосов она опередила доктора."},
        {"KOI8-R",
         "Главным вопросом кампании был проезд по портовому мосту. Он обещал отменить плату за проезд."},
        {"windows-31j",
         "港の橋は昨日、総督によって開通が宣言され、六頭の象が最初に渡った。人々は歓声を上げた。"},
        {"EUC-JP", "港の橋は昨日、総督によって開通が宣言され、六頭の象が最初に渡った。人々は歓声を上げた。"},
        {"gb18030", "警方和边防部队星期二凌晨进入园区，解救出来自十九个国家的四百三十一人。他们说，自己被关在"
                    "高墙之内。"},
        {"windows-949",
         "포트엘러리의 축구팀이 일요일 경기장에서 열린 홈경기에서 결승골에 힘입어 상대를 꺾었다."},
        {"windows-1252",
         "The Café “Marchmain” on the quay — she was 71 — said: “It was raining, and the rain was naïve.”"},
        {"windows-1252", "Deux éléphants et un piano : le déménagement de M. Delambre, négociant, a été très "
                         "remarqué à l’époque."},
        {"windows-1256", "غمرت مياه النهر فجر السبت الأسواق القديمة في المدينة بعد ثلاثة أيام من الأمطار "
                         "المتواصلة على التلال"},
        {"windows-1253",
         "Η γέφυρα του λιμανιού άνοιξε χθες το μεσημέρι και έξι ελέφαντες πέρασαν πρώτοι από αυτήν."},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        char raw[1024];
        UErrorCode code = U_ZERO_ERROR;
        int32_t n = ucnv_convert(rows[i].encoding, "UTF-8", raw, sizeof raw, rows[i].text, -1, &code);
        assert_true(U_SUCCESS(code));
        mg_buf text = MG_BUF_INIT;
        mg_charset_how how;
        assert_int_equal(mg_charset_to_utf8((mg_span){raw, (size_t)n}, MG_SPAN(""), &text, &how, NULL),
                         MG_OK);
        if (strcmp(text.p, rows[i].text) != 0) fail_msg("%s read as %s", rows[i].encoding, how.name);
        mg_buf_dispose(&text);
    }
}

static void binary(void **state)
{
    static const struct {
        mg_span raw;
        bool expected;
    } rows[] = {
        {RAW("\0\0\0\0\0\0\0\0"), true},
        {RAW("\0"), true},
        {RAW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"), true},
        {RAW("\x7f"
             "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0"),
         true},
        {RAW("\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0"), true},
        {RAW("PK\x03\x04\x14\0\0\0\x08\0abc"), true},
        {RAW("%PDF-1.4\n1 0 obj << /Type /Catalog >>"), true},
        {RAW(""), false},
        {RAW("plain text\r\n\twith tabs\f"), false},
        {RAW("P\0o\0r\0t\0 \0E\0l\0l\0e\0r\0y\0"), false},
        {RAW("\xff\xfe\x08\x4e\x09\x4e"), false},
        {RAW("caf\xe9 \x93x\x94"), false},
        {RAW("\033$B%F\033(B"), false},
        {RAW("One stray NUL\0 in an article is damage, and the article can still be read and searched."),
         false},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        if (mg_charset_is_binary(rows[i].raw) != rows[i].expected) fail_msg("row %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules),
        cmocka_unit_test(as_it_stands),
        cmocka_unit_test(few_bad_bytes),
        cmocka_unit_test(guesses),
        cmocka_unit_test(binary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
