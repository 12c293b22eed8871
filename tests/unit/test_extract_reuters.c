/* test_extract_reuters.c - stories of the Reuters collection, with the dirt it has. */
#include "tests/unit/catcher.h"

#define DTD "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n"
#define STORY(date, text) "<REUTERS NEWID=\"7\">\n<DATE>" date "</DATE>\n" text "</REUTERS>\n"
#define FIELDS_1 "id=7\ntitle=COCOA UP\n"
#define FIELDS_2 "source=Reuters\n"
#define FIELDS_3 "language=en\n"
#define END "member=#1\nformat=reuters\n"
#define TITLED(text) STORY(" 2-MAR-1987 06:41:42.20", "<TEXT>&#2;\n<TITLE>COCOA UP</TITLE>" text "</TEXT>")
#define PLAIN FIELDS_1 "date=1987-03-02T06:41:42 meta\n" FIELDS_2 FIELDS_3 END

static const catch_row rows[] = {
    /* a whole one */
    {DTD
     "<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TRAIN\" OLDID=\"5544\" NEWID=\"1\">\n"
     "<DATE>26-FEB-1987 15:01:01.79</DATE>\n"
     "<TOPICS><D>cocoa</D><D>grain</D></TOPICS>\n<PLACES><D>el-salvador</D></PLACES>\n"
     "<PEOPLE><D>lawson</D></PEOPLE>\n<ORGS></ORGS>\n<EXCHANGES><D>nysE</D></EXCHANGES>\n<COMPANIES></"
     "COMPANIES>\n"
     "<UNKNOWN> \n&#5;&#5;&#5;C T\n&#22;&#22;&#1;f0704&#31;reute\nu f BC-COCOA   02-26 0105</UNKNOWN>\n"
     "<TEXT>&#2;\n<TITLE>COCOA AND &lt;BAC>\nREVIEW</TITLE>\n<AUTHOR>    by Janie Gabbett, Reuters</AUTHOR>\n"
     "<DATELINE>    SALVADOR, Feb 26 - </DATELINE><BODY>Showers continued throughout the week in\n"
     "the cocoa zone of &lt;Bahia>, alleviating the drought since early\nJanuary.\n"
     "    The dry period means R&amp;D is late.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n",
     "id=1\ntitle=COCOA AND <BAC> REVIEW\nby=Janie Gabbett\ndate=1987-02-26T15:01:01 meta\nsource=Reuters\n"
     "dateline=SALVADOR, Feb "
     "26\nlanguage=en\nkeyword=cocoa\nkeyword=grain\nkeyword=el-salvador\nkeyword=lawson\n"
     "keyword=nysE\n" END "body=Showers continued throughout the week in the cocoa zone of <Bahia>, "
     "alleviating the drought since early "
     "January.\n\nThe dry period means R&D is late.\n--\n"},
    /* a brief has a headline only */
    {STORY("26-FEB-1987 15:01:01.79",
           "<TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>COCOA UP\n</TITLE>Blah blah blah.\n&#3;\n\n</TEXT>\n"),
     FIELDS_1 "date=1987-02-26T15:01:01 meta\n" FIELDS_2 FIELDS_3 END "--\n"},
    /* an unprocessed one: the first line is the headline when the next is set off */
    {STORY("7-APR-1987 11:00:00.00",
           "<TEXT TYPE=\"UNPROC\">&#2;\nCBT SILVER - APRIL 7\n AS OF 0945 CDT\n"
           " SILVER 1,000 OZ  13,943 UNC\n        5,000 OZ     203 UNC\n Reuter\n&#3;\n</TEXT>"),
     "id=7\ntitle=CBT SILVER - APRIL 7\ndate=1987-04-07T11:00:00 meta\nsource=Reuters\nlanguage=en\n" END
     "body=AS OF 0945 CDT\nSILVER 1,000 OZ 13,943 UNC\n       5,000 OZ     203 UNC\n--\n"},
    {STORY("7-APR-1987 11:00:00.00", "<TEXT TYPE=\"UNPROC\">&#2;\nLIBRA BANK EXPECTS BRAZIL TO REACH DEBT "
                                     "ACCORD LONDON, March 5\n- Libra Bank "
                                     "said it expected an accord.\n&#3;\n</TEXT>"),
     "id=7\ndate=1987-04-07T11:00:00 meta\nsource=Reuters\nlanguage=en\n" END
     "body=LIBRA BANK EXPECTS BRAZIL TO REACH DEBT ACCORD LONDON, March 5 - Libra Bank said it expected an "
     "accord.\n--\n"},
    /* dates: the time garbled, a note behind, leftovers of the wire behind */
    {STORY("31-MAR-1987 605:12:19.12", "<TEXT><TITLE>COCOA UP</TITLE></TEXT>"),
     FIELDS_1 "date=1987-03-31 meta\n" FIELDS_2 FIELDS_3 END "--\n"},
    {STORY("9-APR-1987 00:00:00.00    # date added by S Finch as guesswork ",
           "<TEXT><TITLE>COCOA UP</TITLE></TEXT>"),
     FIELDS_1 "date=1987-04-09 meta\n" FIELDS_2 FIELDS_3 END "--\n"},
    {STORY("  3-MAR-1987  09:15:05.4&#5;&#5;&#5;C T", "<TEXT><TITLE>COCOA UP</TITLE></TEXT>"),
     FIELDS_1 "date=1987-03-03T09:15:05 meta\n" FIELDS_2 FIELDS_3 END "--\n"},
    {STORY("soon", "<TEXT><TITLE>COCOA UP</TITLE></TEXT>"), FIELDS_1 FIELDS_2 FIELDS_3 END "--\n"},
    /* sign-offs, and what only looks like one */
    {TITLED("<BODY>He said.\n REUTER...^M\n&#3;</BODY>"), PLAIN "body=He said.\n--\n"},
    {TITLED("<BODY>He said. REUTER\n REUTER\n&#3;</BODY>"), PLAIN "body=He said.\n--\n"},
    {TITLED("<BODY>He said.\n MORE\n&#3;</BODY>"), PLAIN "body=He said.\n--\n"},
    {TITLED("<BODY>So he told Reuters.\n&#3;</BODY>"), PLAIN "body=So he told Reuters.\n--\n"},
    {TITLED("<BODY>And he wanted more\n&#3;</BODY>"), PLAIN "body=And he wanted more\n--\n"},
    /* bylines and datelines */
    {TITLED(
         "<AUTHOR>    By STEPHEN JUKES AND PHILIP SHEHADI, REUTERS</AUTHOR><DATELINE> OMAHA, April 7 -\n    "
         "</DATELINE><BODY>Shr 5 vs 4.</BODY>"),
     FIELDS_1 "by=STEPHEN JUKES\nby=PHILIP SHEHADI\ndate=1987-03-02T06:41:42 meta\n" FIELDS_2
              "dateline=OMAHA, April 7\n" FIELDS_3 END "body=Shr 5 vs 4.\n--\n"},
    /* a title that is not closed ends at the next field; a story that is not closed is still told */
    {"<reuters newid=\"7\"><TEXT><TITLE>COCOA UP\n<BODY>It rose.</BODY></TEXT>",
     "problem #1: the story is cut off: there is no </REUTERS>\n" FIELDS_1 FIELDS_2 FIELDS_3 END
     "body=It rose.\n--\n"},
    /* nothing in it is reported; no number gets one from the file; the next story is not lost */
    {"<REUTERS><TEXT>&#2;\n&#3;</TEXT></REUTERS><REUTERS><TEXT><TITLE>COCOA UP</TITLE></TEXT></REUTERS>",
     "problem #1: no article text\nid=a#2\ntitle=COCOA "
     "UP\nsource=Reuters\nlanguage=en\nmember=#2\nformat=reuters\n--\n"},
    /* one that has only a number counts */
    {"<REUTERS NEWID=\"9\"><TEXT TYPE=\"UNPROC\">&#2;\n&#3;</TEXT></REUTERS>",
     "id=9\nsource=Reuters\nlanguage=en\n" END "--\n"},
    {"no story here", "there is no <REUTERS> story in the file"},
};

static void stories(void **state)
{
    (void)state;
    catch_rows(rows, MG_COUNT(rows), &mg_format_reuters);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_reuters.sniff(MG_SPAN(DTD)));
    assert_true(mg_format_reuters.sniff(MG_SPAN("\n<reuters TOPICS=\"YES\">")));
    assert_false(mg_format_reuters.sniff(MG_SPAN("<!DOCTYPE html>")));
    assert_false(mg_format_reuters.sniff(MG_SPAN("see <REUTERS>")));
}

/* Many stories, each with many keywords, and tags that never end. */
static void large(void **state)
{
    mg_buf text = MG_BUF_INIT;
    (void)state;
    for (int i = 0; i < 20000; i++) mg_buf_adds(&text, "<REUTERS><TEXT><TITLE>T</TITLE>");
    mg_buf_adds(&text, "<REUTERS><TOPICS>");
    for (int i = 0; i < 100000; i++) mg_buf_adds(&text, "<D>x</D>");
    for (int i = 0; i < 300000; i++) mg_buf_adds(&text, "<TITLE>");
    catcher c;
    assert_int_equal(catch (&c, mg_buf_span(&text), "a", &mg_format_reuters, NULL), MG_OK);
    assert_int_equal(c.articles, 20000);
    assert_int_equal(c.problems, 20002);
    catcher_end(&c);
    mg_buf_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stories), cmocka_unit_test(sniffing),
                                       cmocka_unit_test(large)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
