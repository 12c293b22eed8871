/* test_story.c - which texts are copies of one story, and which only follow one template. */
#include "common/analyze.h"
#include "common/buf.h"
#include "common/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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
    return 0;
}

typedef struct {
    char bytes[MG_STORY_MAX];
    size_t n;
} fingerprint;

static fingerprint of(const char *text)
{
    fingerprint out;
    mg_story story;
    mg_words words;
    mg_word w;
    mg_words_init(&words, analyzer, mg_span_str(text));
    mg_story_start(&story);
    while (mg_words_next(&words, &w)) mg_story_word(&story, w.word, text + w.start);
    out.n = mg_story_end(&story, out.bytes);
    return out;
}

/* Have they a key in common? */
static bool share_key(const fingerprint *a, const fingerprint *b)
{
    uint32_t x[MG_STORY_KEYS_MAX], y[MG_STORY_KEYS_MAX];
    size_t n = mg_story_keys((mg_span){a->bytes, a->n}, x), m = mg_story_keys((mg_span){b->bytes, b->n}, y);
    assert_true(n > 0 && n <= MG_STORY_KEYS_MAX && m > 0 && m <= MG_STORY_KEYS_MAX);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (x[i] == y[k]) return true;
    return false;
}

static bool same(const char *a, const char *b)
{
    fingerprint x = of(a), y = of(b);
    bool there = mg_story_same((mg_span){x.bytes, x.n}, (mg_span){y.bytes, y.n}, false);
    assert_true(there == mg_story_same((mg_span){y.bytes, y.n}, (mg_span){x.bytes, x.n}, false));
    if (there) assert_true(share_key(&x, &y));
    return there;
}

/* A story of 190 words, its paragraphs apart. */
#define LEAD \
    "The lighthouse at Cape Morrow, dark since the storm of January 1987, will be lit again on Saturday after the Harbour Trust\n" \
    "found 42,000 crowns to mend its lens. Engineers from Ostrava carried the glass up 213 steps last week, wrapped in blankets\n" \
    "lent by the Seamen's Hospital.\n\n"
#define QUOTE \
    "\"It weighs as much as a pony and is a good deal less willing,\" said Agnes Thorold, who leads the Trust. She thanked the\n" \
    "Ellery Savings Bank, which gave 15,000 crowns, and the pupils of Quarry Street School, who sold 1,140 jars of plum jam.\n\n"
#define HISTORY \
    "Built in 1861 by Josiah Penhallow, the tower has guided ships past the Widow Rocks through two wars. The last keeper,\n" \
    "Emrys Vaughan, left in 1974 when the light was made automatic. He is 91 and lives in Saltmarsh, where he still keeps the\n" \
    "log that he was told to burn.\n\n"
#define END \
    "Captain Lise Amundsen of the pilot boat Kittiwake said that her crew had missed the light more than the foghorn, which\n" \
    "nobody misses. The Trust expects 3,000 visitors a year and means to charge them two crowns each. On Saturday the switch\n" \
    "will be thrown by Mr Vaughan at 8.15 in the evening, if the wind allows, and Mayor Calloway will make a short speech.\n"
#define STORY LEAD QUOTE HISTORY END

static void copies(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"itself", STORY},
        {"without its end", LEAD QUOTE HISTORY},
        {"half of it", LEAD QUOTE},
        {"without a paragraph", LEAD HISTORY END},
        {"something before it", "PORT ELLERY (Harbour Wire) - From our correspondent at the Cape, who was there.\n\n" STORY},
        {"something behind it", STORY "Harbour Wire 1988. All rights reserved. Reporting by Maud Okafor; editing by Tomasz Wieczorek."},
        {"other words",
         "The old lighthouse on Cape Morrow, unlit since the big storm of January 1987, is to shine again this Saturday, now that\n"
         "the Harbour Trust has found 42,000 crowns for repairs to its lens. Workers from Ostrava took the glass up its 213 steps\n"
         "a week ago, wrapped up in blankets which the Seamen's Hospital had lent.\n\n" QUOTE HISTORY END},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++)
        if (!same(STORY, rows[i][1])) fail_msg("%s: not the same", rows[i][0]);
}

static void others(void **state)
{
    (void)state;
    assert_false(same(LEAD QUOTE, HISTORY END));
}

/* The same sentences week after week, with other numbers and names in them. */
static void templates(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Fluvial Ironworks reported third quarter results. Shr 23 cts vs 18 cts, net 1,204,000 vs 988,000, revenue 14.2 mln vs 12.9\n"
         "mln. Nine months: shr 61 cts vs 49 cts, net 3,311,000 vs 2,650,000, revenue 41.0 mln vs 37.7 mln. The company said that\n"
         "results include a gain of 112,000 dlrs from the sale of land.",
         "Quill Navigation reported third quarter results. Shr 41 cts vs 44 cts, net 2,876,000 vs 3,012,000, revenue 22.8 mln vs 23.1\n"
         "mln. Nine months: shr 1.21 dlrs vs 1.30, net 8,455,000 vs 9,007,000, revenue 66.3 mln vs 69.9 mln. The company said that\n"
         "results include a gain of 75,000 dlrs from the sale of ships."},
        {"Tides at Port Ellery for Monday: high water at 6.12 and 18.40, 4.1 and 4.3 metres; low water at 0.05 and 12.27, 0.9 and 0.8\n"
         "metres. Wind from the west, 12 knots, rising to 18 by noon; sea moderate; visibility good. Sunrise 7.02, sunset 17.51. The\n"
         "next spring tide is on Thursday, when the quay may flood.",
         "Tides at Port Ellery for Friday: high water at 9.47 and 22.10, 3.6 and 3.7 metres; low water at 3.31 and 15.58, 1.4 and 1.3\n"
         "metres. Wind from the south, 22 knots, falling to 10 by noon; sea rough; visibility poor. Sunrise 6.55, sunset 17.58. The\n"
         "next spring tide is on Sunday, when the quay may flood."},
        {"Cocoa, Port Ellery Exchange, crowns a tonne, open, high, low, close. Jan 11,900 11,950 11,810 11,870. Mar 11,720 11,800\n"
         "11,700 11,790. May 11,655 11,700 11,640 11,690. Jul 11,590 11,610 11,560 11,600. Sep 11,500 11,540 11,480 11,520. Dec\n"
         "11,410 11,420 11,390 11,400. Sales 3,120 lots.",
         "Cocoa, Port Ellery Exchange, crowns a tonne, open, high, low, close. Jan 11,900 11,950 11,810 11,865. Mar 11,720 11,800\n"
         "11,700 11,795. May 11,655 11,700 11,640 11,690. Jul 11,590 11,610 11,560 11,600. Sep 11,500 11,540 11,480 11,520. Dec\n"
         "11,410 11,420 11,390 11,400. Sales 3,340 lots."},
        {"Mirela Stan is to join the Ellery Savings Bank as head of lending, the bank said on Tuesday. She was at the Northbank Trust\n"
         "for nine years. The chairman, Pieter Brandt, said he was delighted. She will begin in May and will sit on the board. The\n"
         "bank has been without a head of lending since Oskar Lind left in autumn.",
         "Joan Abara is to join the Karu Hydro Authority as head of safety, the authority said on Friday. She was at the Sael Railway\n"
         "for six years. The chairman, Ferenc Toth, said he was delighted. She will begin in June and will sit on the board. The\n"
         "authority has been without a head of safety since Ida Marsh left in spring."},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        if (same(rows[i][0], rows[i][1])) fail_msg("row %zu: the same", i);
    }
}

/* A text that begins as `head` does, and goes on as `tail`. */
static bool same_joined(const char *head, const char *tail, const char *other)
{
    mg_buf text = MG_BUF_INIT;
    mg_buf_adds(&text, head);
    mg_buf_adds(&text, tail);
    assert_false(text.failed);
    bool there = same(text.p, other);
    mg_buf_dispose(&text);
    return there;
}

/* Scripts without capitals, without spaces. */
static void scripts(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"港口管理局周二宣布，自一九八七年风暴以来一直熄灭的莫罗角灯塔将于星期六重新点亮。工程师上周把沉重的玻璃透镜抬上二百一十三级台阶，"
         "外面裹着海员医院借来的毛毯。信托基金主席说，储蓄银行捐赠了一万五千克朗，采石场街学校的学生卖出了一千多罐李子酱。",
         "最后一位守塔人今年九十一岁，住在盐沼村。",
         "港口当局星期二表示，跨海大桥的通行费将延长到二零三一年，因为南岸桥墩的混凝土需要修补。市议会以三十一票对二十八票通过了这项决定。"
         "反对者认为，维修费用可以由一般财政收入支付，并要求明年夏天以前取消收费。许多居民对这一消息感到失望，也有人早已习惯。"},
        {"ประภาคารที่แหลมมอร์โรว์ซึ่งดับมาตั้งแต่พายุเมื่อเดือนมกราคมจะเปิดไฟอีกครั้งในวันเสาร์ หลังจากกองทุนท่าเรือหาเงินมาซ่อมเลนส์ได้สำเร็จ "
         "วิศวกรแบกกระจกขึ้นบันไดสองร้อยสิบสามขั้นเมื่อสัปดาห์ที่แล้ว โดยห่อด้วยผ้าห่มที่โรงพยาบาลชาวเรือให้ยืม ประธานกองทุนขอบคุณธนาคารออมสินและนักเรียน",
         " ผู้ดูแลคนสุดท้ายอายุเก้าสิบเอ็ดปี",
         "สภาเมืองลงมติเมื่อวันพฤหัสบดีให้เก็บค่าผ่านทางสะพานต่อไปอีกหลายปี เพราะตอม่อด้านใต้ต้องซ่อมแซม ฝ่ายค้านเห็นว่าควรใช้งบประมาณทั่วไปแทน "
         "ชาวบ้านจำนวนมากไม่พอใจ แต่บางคนก็ชินเสียแล้ว นายกเทศมนตรีกล่าวว่าเงินจะนำไปใช้อย่างโปร่งใสและจะรายงานทุกเดือน"},
        {"the lighthouse at the cape, dark since the storm, will be lit again on saturday after the harbour trust found enough money to\n"
         "mend its lens. engineers carried the glass up two hundred steps last week, wrapped in blankets lent by the hospital. it weighs\n"
         "as much as a pony and is considerably less willing, said the chairwoman, who thanked the savings bank and the schoolchildren.\n"
         "the automatic mechanism was installed in the seventies, when the lightkeeper went into retirement at the neighbouring village,\n"
         "where he continues to write the logbook; parliament's engineering department had recommended demolition for its foundations.",
         "\nvisitors will be charged two crowns each from the beginning of the season.",
         "the assembly voted on thursday to keep the bridge toll for some more years, because divers have found that the concrete of the\n"
         "south pier is crumbling. opponents say that the bridge could be repaired from general revenue and the toll abolished by summer.\n"
         "the mayor promised transparency. many residents are disappointed, others have grown accustomed to paying for the privilege,\n"
         "and pedestrians, who have never been charged, complained of overcrowding; commissioners will investigate the complaints.\n"
         "a statistical supplement describes the distribution of passengers, and recommends additional supervision of collectors."},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        if (!same_joined(rows[i][0], rows[i][1], rows[i][0])) fail_msg("row %zu: not the same", i);
        if (same_joined(rows[i][0], rows[i][1], rows[i][2])) fail_msg("row %zu: another one is the same", i);
    }
}

/* Few words are no story, and what is no fingerprint is none's. */
static void none(void **state)
{
    (void)state;
    mg_buf text = MG_BUF_INIT;
    for (int i = 1; i < MG_STORY_WORDS_MIN; i++) mg_buf_addf(&text, "W%d ", i * i);
    assert_int_equal(of(text.p).n, 0);
    mg_buf_adds(&text, "W1600 ");
    assert_int_equal(of(text.p).n, MG_STORY_BYTES);
    for (int i = MG_STORY_WORDS_MIN + 1; i <= MG_STORY_BEGINNING; i++) mg_buf_addf(&text, "W%d ", i * i);
    assert_int_equal(of(text.p).n, MG_STORY_BYTES);
    mg_buf_adds(&text, "W10201 ");
    fingerprint both = of(text.p);
    assert_int_equal(both.n, MG_STORY_MAX);
    mg_buf_dispose(&text);
    uint32_t keys[MG_STORY_KEYS_MAX];
    const char zeros[MG_STORY_MAX + 1] = {0};
    for (size_t n = 0; n <= MG_STORY_MAX + 1; n++) {
        bool right = n == MG_STORY_BYTES || n == MG_STORY_MAX;
        mg_span some = {n <= MG_STORY_MAX ? both.bytes : zeros, n};
        assert_true(mg_story_same(some, (mg_span){both.bytes, both.n}, false) == right);
        assert_false(mg_story_same((mg_span){zeros, n}, (mg_span){zeros, n}, false));
        assert_int_equal(mg_story_keys((mg_span){zeros, n}, keys), 0);
        assert_true(right == (mg_story_keys(some, keys) > 0));
    }
    assert_false(mg_story_same((mg_span){0}, (mg_span){0}, false));
}

/* The index keeps them: who changes what they are changes MG_LAYOUT_VERSION. */
static void for_ever(void **state)
{
    (void)state;
    mg_buf hex = MG_BUF_INIT;
    fingerprint f = of(STORY);
    for (size_t i = 0; i < f.n; i++) mg_buf_addf(&hex, "%02x", (unsigned char)f.bytes[i]);
    assert_string_equal(hex.p, "002c54a020e0260049800040c00063000e242700140040b00fe60b00dd050a56"
                               "000c5400000026004b000000000063000e042000140000000fe60000dd050056");
    mg_buf_dispose(&hex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies), cmocka_unit_test(others), cmocka_unit_test(templates),
        cmocka_unit_test(scripts), cmocka_unit_test(none), cmocka_unit_test(for_ever),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
