/* test_extract_text.c - plain text: what is headline, standfirst, byline, date and body. */
#include "tests/unit/catcher.h"

#define T "id=a\n"
#define F "format=text\n"

static void heads(void **state)
{
    static const catch_row rows[] = {
        {"Seven Dead\n\nA standfirst without a stop\n\nBy Maud Okafor\n\n17 October 2011\n\nThe gates "
         "opened.\n\nMore.",
         T "title=Seven Dead\nstandfirst=A standfirst without a stop\nby=Maud Okafor\ndate=2011-10-17 "
           "byline\n" F "body=The gates opened.\n\nMore.\n--\n"},
        {"Seven Dead\nBy Maud Okafor\nOctober 17, 2011\n\nThe gates opened.",
         T "title=Seven Dead\nby=Maud Okafor\ndate=2011-10-17 byline\n" F "body=The gates opened.\n--\n"},
        {"Seven Dead\n\nBy Maud Okafor | October 17, 2011\n\nThe gates opened.",
         T "title=Seven Dead\nby=Maud Okafor\ndate=2011-10-17 byline\n" F "body=The gates opened.\n--\n"},
        {"Seven Dead\n\nA standfirst. With stops.\n\nPublished: 17 October 2011 06:30\nUpdated: 18 October "
         "2011\n\nBody.",
         T "title=Seven Dead\nstandfirst=A standfirst. With stops.\ndate=2011-10-17T06:30:00 byline\n"
           "modified=2011-10-18\n" F "body=Body.\n--\n"},
        {"Headline\n\nThe first paragraph ends with a stop.\n\nThe second.",
         T "title=Headline\n" F "body=The first paragraph ends with a stop.\n\nThe second.\n--\n"},
        {"Headline\n\nThe big thing:\n\nThe second.",
         T "title=Headline\n" F "body=The big thing:\n\nThe second.\n--\n"},
        {"Headline\n\nOnly a line", T "title=Headline\n" F "body=Only a line\n--\n"},
        {"\n\n  Headline only \n", T "title=Headline only\n" F "--\n"},
        {"Was It?\n\nWhile the fate hangs, questions remain\n\nGraphic by Vi Sax for Asia Fin\n\nLast month, "
         "as.\n\nSection\n"
         "\nMore.",
         T "title=Was It?\nstandfirst=While the fate hangs, questions remain\n" F
           "body=Last month, as.\n\nSection\n\nMore.\n--\n"},
        /* a byline is names, not any sentence with "By" */
        {"Headline\n\nBy midnight the river had risen.\n\nMore.",
         T "title=Headline\n" F "body=By midnight the river had risen.\n\nMore.\n--\n"},
        {"Flood\n\nBy Our Own Reporters\n\nWater.",
         T "title=Flood\nby=Our Own Reporters\n" F "body=Water.\n--\n"},
        /* other scripts */
        {"الفيضان يغمر أسواق\n\nالمياه ترتفع ستة أمتار\n\nبقلم سلمى القبطان\n\n16 أكتوبر 2011\n\nغمرت مياه "
         "نهر.",
         T "title=الفيضان يغمر أسواق\nstandfirst=المياه ترتفع ستة أمتار\nby=سلمى القبطان\ndate=2011-10-16 "
           "byline\n" F "body=غمرت مياه نهر.\n--\n"},
        {"大桥的过桥费\n\n桥上的风不收钱\n\n文／沈望舒\n\n2025年3月14日\n\n我祖母走过大桥。",
         T "title=大桥的过桥费\nstandfirst=桥上的风不收钱\nby=沈望舒\ndate=2025-03-14 byline\n" F
           "body=我祖母走过大桥。\n--\n"},
        {"ช่วยเหยื่อ 431 คน\n\nโดย มาลี ท่าเรือทอง\n\n6 มีนาคม 2568\n\nตำรวจเปิดเผย",
         T "title=ช่วยเหยื่อ 431 คน\nby=มาลี ท่าเรือทอง\ndate=2025-03-06 byline\n" F "body=ตำรวจเปิดเผย\n--\n"},
        {"Headline\r\n\r\nBy Ann Lee\r\n\r\nBody one.\r\n\r\nBody two.\r\n",
         T "title=Headline\nby=Ann Lee\n" F "body=Body one.\n\nBody two.\n--\n"},
    };
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_text);
}

static void header_lines(void **state)
{
    static const catch_row rows[] = {
        {"Title: Seven Dead\nAuthor: Maud Okafor\nDate: 17 October 2011\nSource: The Post\nSection: "
         "News\nURL: "
         "https://a.example/x\nLanguage: en-GB\nKeywords: flood, dam\nLength: 540 words\n\nThe gates opened.",
         "id=https://a.example/x\ntitle=Seven Dead\nby=Maud Okafor\ndate=2011-10-17 header\nsource=The Post\n"
         "section=News\nurl=https://a.example/x\nlanguage=en\nkeyword=flood\nkeyword=dam\n" F
         "body=The gates opened.\n--\n"},
        {"Date: 17 October 2011\nSource: The Post\n\nSeven Dead\n\nThe gates opened.",
         T "title=Seven Dead\ndate=2011-10-17 header\nsource=The Post\n" F "body=The gates opened.\n--\n"},
        {"Date: 3/7/2011\nSource: The Post\n\nSeven Dead\n\nThe gates opened.",
         T "title=Seven Dead\nsource=The Post\n" F "body=The gates opened.\n--\n"},
        {"Source: Dam Was Known to Leak\n\nThe gates opened.",
         T "title=Source: Dam Was Known to Leak\n" F "body=The gates opened.\n--\n"},
        {"Title: Seven Dead\nID: nbp-1\n\nSeven Dead\n\nBy Maud Okafor\n\nThe gates opened.",
         "id=nbp-1\ntitle=Seven Dead\nby=Maud Okafor\n" F "body=The gates opened.\n--\n"},
    };
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_text);
}

static void datelines(void **state)
{
    static const catch_row rows[] = {
        {"H\n\nPORT ELLERY, March 4 (Wire) - Police entered.",
         T "title=H\ndateline=PORT ELLERY, March 4\n" F
           "body=PORT ELLERY, March 4 (Wire) - Police entered.\n--\n"},
        {"H\n\nSALVADOR, Feb 26 - Showers.",
         T "title=H\ndateline=SALVADOR, Feb 26\n" F "body=SALVADOR, Feb 26 - Showers.\n--\n"},
        {"H\n\nNEW YORK (AP) — Shares fell.",
         T "title=H\ndateline=NEW YORK\n" F "body=NEW YORK (AP) — Shares fell.\n--\n"},
        {"H\n\nПОРТ-ЭЛЛЕРИ, 22 мая (Wire) - Инес избрана.", T
         "title=H\ndateline=ПОРТ-ЭЛЛЕРИ, 22 мая\n" F "body=ПОРТ-ЭЛЛЕРИ, 22 мая (Wire) - Инес избрана.\n--\n"},
        {"H\n\nالقاهرة (رويترز) - قال الوزير.",
         T "title=H\ndateline=القاهرة\n" F "body=القاهرة (رويترز) - قال الوزير.\n--\n"},
        {"H\n\nNATO leaders met on Tuesday - but not for long.",
         T "title=H\n" F "body=NATO leaders met on Tuesday - but not for long.\n--\n"},
        {"H\n\nThe bank - a small one - closed.",
         T "title=H\n" F "body=The bank - a small one - closed.\n--\n"},
        {"H\n\nI — who had seen it — said so.", T "title=H\n" F "body=I — who had seen it — said so.\n--\n"},
    };
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_text);
}

static void wrapped_lines(void **state)
{
    static const catch_row rows[] = {
        /* prose broken to fit a screen is joined, and has no headline of its own */
        {"The steam ferry carrying the evening crowd from the quay to Northbank\n"
         "was struck amidships by a collier in dense fog at twenty minutes to\n"
         "seven last night, and sank.\n\nThe men of the pilot cutter took off fifty-three.\n",
         T F "body=The steam ferry carrying the evening crowd from the quay to Northbank was struck "
             "amidships by a collier "
             "in dense fog at twenty minutes to seven last night, and sank.\n\nThe men of the pilot cutter "
             "took off "
             "fifty-three.\n--\n"},
        {"Ferry\n\nThe steam ferry carrying the evening crowd from the quay to North-\n"
         "bank was struck amidships by a collier in dense fog at twenty min\xc2\xad\n"
         "utes to seven.\n",
         T "title=Ferry\n" F
           "body=The steam ferry carrying the evening crowd from the quay to North-bank was struck amidships "
           "by a collier in dense fog at twenty minutes to seven.\n--\n"},
        /* verse, lists, tables and addresses are not */
        {"Fog\n\nThe harbour has mislaid the other shore.\nI put it somewhere, says the tide. I had it\n"
         "a moment since: a chimney and a door,\na row of lamps. I might have overlaid it.\n",
         T "title=Fog\n" F
           "body=The harbour has mislaid the other shore.\nI put it somewhere, says the tide. I had it\n"
           "a moment since: a chimney and a door,\na row of lamps. I might have overlaid it.\n--\n"},
        {"Prices\n\nEllery Superior, for delivery in May or June  1,884\nKaru Hill, fermented, delivered at "
         "the quay   1,905\n",
         T "title=Prices\n" F "body=Ellery Superior, for delivery in May or June  1,884\n"
           "Karu Hill, fermented, delivered at the quay   1,905\n--\n"},
        {"List\n\n- the first of the things that the council had promised us\n- the second\n",
         T "title=List\n" F
           "body=- the first of the things that the council had promised us\n- the second\n--\n"},
        {"Letters\n\nYours,\nDorothea Pell\nSkerrow Point\n",
         T "title=Letters\n" F "body=Yours,\nDorothea Pell\nSkerrow Point\n--\n"},
        /* Chinese is joined without a space */
        {"大桥\n\n我祖母第一次走过海港大桥是一九三八年六月跟在六头大象后面她付了两个便士的过桥费收费员\n"
         "告诉她太太等债券还清就不收了祖母活到九十六岁每次过桥都要问一遍还清了没有债券一九八八年就\n"
         "还清了。\n",
         T "title=大桥\n" F "body="
                            "我祖母第一次走过海港大桥是一九三八年六月跟在六头大象后面她付了两个便士的过桥费收"
                            "费员告诉她太太等债券"
           "还清就不收了祖母活到九十六岁每次过桥都要问一遍还清了没有债券一九八八年就还清了。\n--\n"},
    };
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_text);
}

static void no_headline(void **state)
{
    mg_buf in = MG_BUF_INIT;
    catcher c;
    (void)state;
    for (int i = 0; i < 30; i++) mg_buf_adds(&in, "nine char ");
    assert_int_equal(catch (&c, mg_buf_span(&in), "a.txt", NULL, NULL), MG_OK);
    assert_null(strstr(c.log.p, "title="));
    assert_non_null(strstr(c.log.p, "body=nine char nine"));
    catcher_end(&c);
    assert_int_equal(catch (&c,
                            MG_SPAN("set###Title###https://a.example/1###2020\n1\n2\tText of the record."),
                            "a", NULL, NULL),
                     MG_OK);
    assert_null(strstr(c.log.p, "title="));
    assert_non_null(strstr(c.log.p, "body=set###"));
    catcher_end(&c);
    mg_buf_dispose(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads),         cmocka_unit_test(header_lines), cmocka_unit_test(datelines),
        cmocka_unit_test(wrapped_lines), cmocka_unit_test(no_headline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
