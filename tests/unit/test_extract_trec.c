/* test_extract_trec.c - <DOC> records, one shape after the other. */
#include "tests/unit/catcher.h"

#define END "member=#1\nformat=trec\n"
#define DOC(no, rest) "<DOC>\n<DOCNO> " no " </DOCNO>\n" rest "</DOC>\n"
#define BODY "<TEXT>\nIt rained.\n</TEXT>\n"
#define RAIN "body=It rained.\n--\n"

static const catch_row shapes[] = {
    /* Los Angeles Times */
    {DOC("LA010189-0001",
         "<DOCID> 1 </DOCID>\n<DATE>\n<P>\nJanuary 1, 1989, Sunday, Home Edition \n</P>\n</DATE>\n"
         "<SECTION>\n<P>\nBusiness; Part 4; Page 1; Column 5; Financial Desk \n</P>\n</SECTION>\n"
         "<LENGTH>\n<P>\n186 words \n</P>\n</LENGTH>\n"
         "<HEADLINE>\n<P>\nDAM HAS A CRACK; \n</P>\n<P>\nDIVER PUT HIS HAND\nIN IT \n</P>\n</HEADLINE>\n"
         "<BYLINE>\n<P>\nBy FERGUS O'DOWD, Times Staff Writer \n</P>\n</BYLINE>\n"
         "<TEXT>\n<P>\nA diver told a committee of the Assembly on Wednesday that the\ncrack was wide. "
         "\n</P>\n"
         "<P>\n\"How far?\" asked the chairman. \n</P>\n</TEXT>\n"
         "<GRAPHIC>\n<P>\nPhoto, The dam in spring \n</P>\n</GRAPHIC>\n"
         "<TYPE>\n<P>\nColumn \n</P>\n</TYPE>\n<SUBJECT>\n<P>\nDAMS -- KARU; DIVERS; \nMONEY "
         "\n</P>\n</SUBJECT>\n"),
     "id=LA010189-0001\ntitle=DAM HAS A CRACK\nstandfirst=DIVER PUT HIS HAND IN IT\nby=FERGUS O'DOWD\n"
     "date=1989-01-01 meta\nsource=Los Angeles Times\nsection=Business\n"
     "keyword=DAMS -- KARU\nkeyword=DIVERS\nkeyword=MONEY\n" END
     "body=A diver told a committee of the Assembly on Wednesday that the crack was wide.\n\n"
     "\"How far?\" asked the chairman.\n\nPhoto, The dam in spring\n--\n"},
    /* Financial Times */
    {DOC("FT911-3",
         "<PROFILE>_AN-BEOA7AAIFT</PROFILE>\n<DATE>910514\n</DATE>\n"
         "<HEADLINE>\nFT  14 MAY 91 / (CORRECTED) Jubilee of a jet &amp; co\n</HEADLINE>\n"
         "<BYLINE>\n   By DANIEL GREEN\n</BYLINE>\n<TEXT>\n"
         "WITH HINDSIGHT, the jet was a success, as even its accountants say\ntoday.\n"
         "But in the spring of 1941 the engine was not yet a thing that anyone\nwould sit behind.\n</TEXT>\n"
         "<PUB>The Financial Times\n</PUB>\n<PAGE>\nLondon Page 7\n</PAGE>\n"),
     "id=FT911-3\ntitle=(CORRECTED) Jubilee of a jet & co\nby=DANIEL GREEN\ndate=1991-05-14 meta\n"
     "source=The Financial Times\n" END
     "body=WITH HINDSIGHT, the jet was a success, as even its accountants say today.\n\n"
     "But in the spring of 1941 the engine was not yet a thing that anyone would sit behind.\n--\n"},
    /* FBIS */
    {DOC("FBIS3-1",
         "<HT>  \"cr00000011094001\" </HT>\n<HEADER>\n<H2>   March Reports </H2>\n"
         "<DATE1>  1 March 1994 </DATE1>\nArticle Type:FBIS \n<H3> <TI>      FEATURE: POLITICIANS "
         "</TI></H3>\n"
         "</HEADER>\n<TEXT>\nLanguage: <F P=105> Macedonian </F>\nArticle Type:CSO \n\n"
         "  <F P=106> [Article by X] </F>\n  [Text] The first of the papers that the\nservice read.\n\n"
         "  The second.\n<!-- PJG ITAG l=11 -->\n</TEXT>\n"),
     "id=FBIS3-1\ntitle=FEATURE: POLITICIANS\ndate=1994-03-01 meta\nsource=FBIS\n" END
     "body=[Article by X]\n\n[Text] The first of the papers that the service read.\n\nThe second.\n--\n"},
    /* AP */
    {DOC("AP880212-0001",
         "<FILEID>AP-NR-02-12-88 2344EST</FILEID>\n<FIRST>u i AM-Vietnam 02-12 0398</FIRST>\n"
         "<SECOND>AM-Vietnam,0411</SECOND>\n<HEAD>Officials Released</HEAD>\n"
         "<HEAD>Eds: SUBS 3rd graf to correct the spelling of a name</HEAD>\n"
         "<BYLINE>By ANN LEE</BYLINE>\n<DATELINE>BANGKOK, Thailand (AP) </DATELINE>\n"
         "<TEXT>\n   More than 150 former officers were freed.\n   ``I am glad,'' one said.\n</TEXT>\n"),
     "id=AP880212-0001\ntitle=Officials Released\nby=ANN LEE\ndate=1988-02-12 meta\nsource=AP\n"
     "dateline=BANGKOK, Thailand (AP)\n" END
     "body=More than 150 former officers were freed.\n\n``I am glad,'' one said.\n--\n"},
    {DOC("AP880213-0002",
         "<HEAD>First</HEAD>\n<HEAD>With the summit over, ministers turn to smaller things</HEAD>\n" BODY),
     "id=AP880213-0002\ntitle=First\ndate=1988-02-13 meta\nsource=AP\n" END RAIN},
    {DOC("AP880213-0002",
         "<HEAD>First</HEAD>\n<HEAD>Ministers turn to smaller things, as rain falls</HEAD>\n" BODY),
     "id=AP880213-0002\ntitle=First\nstandfirst=Ministers turn to smaller things, as rain falls\n"
     "date=1988-02-13 meta\nsource=AP\n" END RAIN},
    /* Wall Street Journal */
    {DOC("WSJ870302-0001",
         "<HL> A Bet on Drought --- It Pays When It Does Not Rain\n---- By Beatriz Holm</HL>\n"
         "<DD> 03/02/87</DD>\n<SO> WALL STREET JOURNAL (J), PAGE A3</SO>\n"
         "<IN> PETROLEUM (PET), BANKS (BNK) </IN>\n<CO> GKN\n    BTR </CO>\n<DATELINE> NEW YORK </DATELINE>\n"
         "<LP>\n   The lead came first.\n</LP>\n<TEXT>\n   The text came second.\n</TEXT>\n"),
     "id=WSJ870302-0001\ntitle=A Bet on Drought\nstandfirst=It Pays When It Does Not Rain\nby=Beatriz Holm\n"
     "date=1987-03-02 meta\nsource=WALL STREET JOURNAL\ndateline=NEW YORK\n"
     "keyword=PETROLEUM (PET)\nkeyword=BANKS (BNK)\nkeyword=GKN\nkeyword=BTR\n" END
     "body=The lead came first.\n\nThe text came second.\n--\n"},
    {DOC("WSJ870302-0002", BODY),
     "id=WSJ870302-0002\ndate=1987-03-02 meta\nsource=The Wall Street Journal\n" END RAIN},
    /* others */
    {"<DOC id=\"AFP_ENG_20020101.0001\" type=\"story\" "
     ">\n<HEADLINE>\nEuro\n</HEADLINE>\n<DATELINE>\nPARIS\n</DATELINE>\n"
     "<TEXT>\n<P>\nIt came.\n</P>\n<P>\nIt stayed.\n</P>\n</TEXT>\n</DOC>\n",
     "id=AFP_ENG_20020101.0001\ntitle=Euro\ndate=2002-01-01 meta\ndateline=PARIS\n" END
     "body=It came.\n\nIt stayed.\n--\n"},
    {DOC("X-1", BODY), "id=X-1\n" END RAIN},
};

static const catch_row oddities[] = {
    /* lower case, no number, nothing closed */
    {"<doc><headline>Rain<text>It rained.\n",
     "problem #1: the record is cut off: there is no </DOC>\nid=a#1\ntitle=Rain\n" END RAIN},
    /* two records run together */
    {"<DOC><DOCNO>1</DOCNO><TEXT>One.<DOC><DOCNO>2</DOCNO><TEXT>Two.</TEXT></DOC>",
     "problem #1: the record is cut off: there is no </DOC>\nid=1\n" END
     "body=One.\n--\nid=2\nmember=#2\nformat=trec\nbody=Two.\n--\n"},
    /* no TEXT: what is in no field is the text */
    {DOC("X-1", "<TITLE>Rain</TITLE>\n<p>It rained.</p>\n<p>It stopped.</p>\n<LENGTH>3 words</LENGTH>"),
     "id=X-1\ntitle=Rain\n" END "body=It rained.\n\nIt stopped.\n--\n"},
    /* the first headline that has text */
    {DOC("X-1", "<HEADLINE> <P> </P> </HEADLINE><TTL>Rain</TTL>" BODY), "id=X-1\ntitle=Rain\n" END RAIN},
    /* tags in the text that elsewhere are fields */
    {DOC("X-1",
         "<TEXT>\nSee <TITLE>the book</TITLE> and <DATE>today</DATE>, &mdash; or AT&T, 1 < 2.\n</TEXT>"),
     "id=X-1\n" END "body=See the book and today, — or AT&T, 1 < 2.\n--\n"},
    /* a table */
    {DOC("X-1", "<TEXT><TABLE><TABLEROW><TABLECELL>Wheat</TABLECELL><TABLECELL>2.55</TABLECELL></TABLEROW>"
                "<TABLEROW><TABLECELL>Corn</TABLECELL><TABLECELL>1.35</TABLECELL></TABLEROW></TABLE></TEXT>"),
     "id=X-1\n" END "body=Wheat\t2.55\nCorn\t1.35\n--\n"},
    /* shapes that are nearly those of a paper */
    {DOC("LA010189-00012", BODY), "id=LA010189-00012\n" END RAIN},
    {DOC("FT9-x", BODY), "id=FT9-x\n" END RAIN},
    {DOC("AP889912-0001", BODY), "id=AP889912-0001\nsource=AP\n" END RAIN},
    /* a section that is a part only */
    {DOC("X-1", "<SECTION><P>Part 1; Page 3; Column 1; National Desk </P></SECTION>" BODY),
     "id=X-1\nsection=National Desk\n" END RAIN},
    {DOC("X-1", "<SECTION>Part 1; Page 3</SECTION>" BODY), "id=X-1\nsection=Part 1\n" END RAIN},
    {"<DOC></DOC>" DOC("X-1", BODY), "problem #1: no article text\nid=X-1\nmember=#2\nformat=trec\n" RAIN},
    {"nothing", "there is no <DOC> record in the file"},
};

static void papers(void **state)
{
    (void)state;
    catch_rows(shapes, MG_COUNT(shapes), &mg_format_trec);
}

static void odd(void **state)
{
    (void)state;
    catch_rows(oddities, MG_COUNT(oddities), &mg_format_trec);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_trec.sniff(MG_SPAN("<DOC>\n<DOCNO> 1 </DOCNO>")));
    assert_true(mg_format_trec.sniff(MG_SPAN("<!-- x -->\n <doc id=\"1\">")));
    assert_false(mg_format_trec.sniff(MG_SPAN("<DOCUMENT>")));
    assert_false(mg_format_trec.sniff(MG_SPAN("a <DOC> is")));
    assert_false(mg_format_trec.sniff(MG_SPAN("<html><DOC>")));
    assert_false(mg_format_trec.sniff(MG_SPAN("")));
}

/* Tags that are never closed, and closed that were never opened. */
static void large(void **state)
{
    static const char *const pieces[] = {"<P>",   "<TEXT>",  "<LP><TEXT>", "</TEXT>", "<HEAD>x",
                                         "<IN>x", "<F P=1>", "<",          "<DOC>"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf text = MG_BUF_INIT;
        mg_buf_adds(&text, "<DOC><DOCNO>1</DOCNO>");
        for (int n = 0; n < 100000; n++) mg_buf_adds(&text, pieces[i]);
        mg_buf_adds(&text, "<TEXT>last words");
        catcher c;
        assert_int_equal(catch (&c, mg_buf_span(&text), "a", &mg_format_trec, NULL), MG_OK);
        assert_non_null(strstr(c.log.p, "last words"));
        catcher_end(&c);
        mg_buf_dispose(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers),
        cmocka_unit_test(odd),
        cmocka_unit_test(sniffing),
        cmocka_unit_test(large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
