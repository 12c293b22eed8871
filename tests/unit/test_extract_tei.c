/* test_extract_tei.c - papers in TEI: issues and single texts, the header's dates, and the text as an editor would print it. */
#include "tests/unit/catcher.h"

#define END "format=tei\n"
#define RAIN "body=It rained.\n--\n"
#define P "<p>It rained.</p>"
#define TEI(header, body)                                                                                                   \
    "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader>" header "</teiHeader><text><body>" body "</body></text></TEI>"
#define FILE_DESC(title, publication, source)                                                                               \
    "<fileDesc><titleStmt>" title "</titleStmt><publicationStmt>" publication "</publicationStmt><sourceDesc>" source       \
    "</sourceDesc></fileDesc>"
#define BODY(body) TEI("", body)
#define ARTICLE(rest) "<div type='article'>" rest "</div>"
#define T "title=Rain\n"

static const catch_row headers[] = {
    {"<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader>" FILE_DESC(
         "<title>The Courier</title><author>Ann Lee</author>",
         "<date when='2018'/><idno type='URN'>urn:1</idno><idno type='url'>https://a.example/1</idno><idno "
         "type='ISSN'>1234</idno>",
         "<biblStruct><monogr><title level='m'>no</title><title level='j'>The Courier</title><imprint><date "
         "when='1898-10-17'>Monday</date></imprint></monogr></biblStruct>") "<profileDesc><langUsage><language "
                                                                            "ident='en'/></"
                                                                            "langUsage><textClass><keywords><list><item>"
                                                                            "rain</item><item>wind</item></list></"
                                                                            "keywords></textClass></profileDesc></teiHeader>"
                                                                            "<text><body>" P "</body></text></TEI>",
     "id=urn:1\ntitle=The Courier\nby=Ann Lee\ndate=1898-10-17 meta\nsource=The "
     "Courier\nurl=https://a.example/1\nlanguage=en\nkeyword=rain\nkeyword=wind\n" END RAIN},
    /* the file's own date counts for what was never printed alone */
    {TEI(FILE_DESC("", "<date when='2018-02-03'/>", "<bibl>The Courier</bibl>"), P), "id=a\n" END RAIN},
    {TEI(FILE_DESC("", "<date when='2018-02-03'/>", "<p>born digital</p>"), P), "id=a\ndate=2018-02-03 meta\n" END RAIN},
    {TEI(FILE_DESC("", "", "<bibl><date>17 October 1898</date></bibl>"), P), "id=a\ndate=1898-10-17 meta\n" END RAIN},
    {TEI(FILE_DESC("", "", "<bibl><date>no date</date><date value='1898-10'/></bibl>"), P),
     "id=a\ndate=1898-10 meta\n" END RAIN},
    {TEI("<profileDesc><creation><date when='1898'/></creation></profileDesc>", P), "id=a\ndate=1898 meta\n" END RAIN},
    {TEI(FILE_DESC("", "", "<biblStruct><monogr><title>The Courier</title></monogr></biblStruct>"), P),
     "id=a\nsource=The Courier\n" END RAIN},
    /* P4 */
    {"<TEI.2><teiHeader>" FILE_DESC(
         "<title>no</title>", "",
         "<bibl><title level='j'>The Courier</title><date value='1898-10-17'/></bibl>") "</teiHeader><text "
                                                                                        "lang='fr'><body><div1 "
                                                                                        "type='article'><head>Rain</head>" P
                                                                                        "</div1></body></text></TEI.2>",
     "id=a\n" T "date=1898-10-17 meta\nsource=The Courier\nlanguage=fr\n" END RAIN},
};

static const catch_row articles[] = {
    /* several: each is one; what lies outside is left out */
    {TEI(FILE_DESC("<title>no</title><author>An Editor</author>", "<idno type='url'>https://a.example/1</idno>",
                   "<bibl><title level='j'>The Courier</title><date when='1898-10-17'/></bibl>"),
         "<div type='masthead'><p>One Penny</p></div><div type='section'><head>Home</head>"
         "<div type='article' xml:id='a1' xml:lang='de'><head>Rain</head><head type='sub'>And wind</head><byline>By "
         "<persName>Ann Lee</persName></byline>"
         "<dateline>Karu, <date when='1898-10-15'>Saturday</date></dateline>" P "</div></div>"
         "<div type='item' subtype='article'><p>It stopped.</p>" ARTICLE("<p>Here too.</p>") "</div>"),
     "id=https://a.example/1#a1\ntitle=Rain\nstandfirst=And wind\nby=Ann Lee\ndate=1898-10-15 meta\nsource=The "
     "Courier\ndateline=Karu, Saturday\nurl=https://a.example/1#a1\nlanguage=de\nmember=#1\n" END RAIN
     "id=a#2\ndate=1898-10-17 meta\nsource=The Courier\nmember=#2\n" END "body=It stopped.\n\nHere too.\n--\n"},
    {BODY(ARTICLE(P) ARTICLE("") ARTICLE(P)),
     "id=a#1\nmember=#1\n" END RAIN "problem #2: no article text\nid=a#3\nmember=#3\n" END RAIN},
    /* one, or none: the text */
    {BODY("<div type='advert'><p>Pills</p></div>" ARTICLE("<head>Rain</head>" P)), "id=a\n" T END RAIN},
    {BODY("<head>Rain</head>" P "<div><head>Later</head><p>It stopped.</p></div>"),
     "id=a\n" T END "body=It rained.\n\nLater\n\nIt stopped.\n--\n"},
    {BODY("<pb/><div><head>Rain</head>" P "</div>"), "id=a\n" T END RAIN},
    {BODY("<div><opener><byline>Von Ann Lee</byline><dateline>Karu</dateline><salute>Sir,</salute></opener>" P
          "<closer><signed>A Reader</signed></closer></div>"),
     "id=a\nby=Ann Lee\ndateline=Karu\n" END "body=Sir,\n\nIt rained.\n\nA Reader\n--\n"},
    {"<TEI><text><group><text><body>" P "</body></text></group></text></TEI>", "id=a\n" END RAIN},
    {"<teiCorpus><teiHeader/>" BODY(P) BODY(P) "</teiCorpus>",
     "id=a#1\nmember=#1\n" END RAIN "id=a#2\nmember=#2\n" END RAIN},
};

static const catch_row texts[] = {
    {BODY("<p>the <choice><sic>teh</sic><corr>ferry</corr></choice> of <choice><reg>Karu</reg><orig>Carrou</orig></choice> "
          "<choice><abbr>Mr</abbr><expan>Mister</expan></choice> <sic>Leee</sic></p>"),
     "id=a\n" END "body=the ferry of Karu Mister Leee\n--\n"},
    {BODY("<p>bro<lb break='no'/>ken bro-\n <lb break=\"no\"/> ken bro-<lb/>ken Port-<lb/>Ellery two<lb/>words "
          "<hi>bro-</hi><lb/><hi>ken</hi> 1914-<lb/>1918</p>"),
     "id=a\n" END "body=broken broken broken Port-Ellery two words broken 1914-1918\n--\n"},
    {BODY("<p>a<note>no</note> b<fw>no</fw><pb n='2'/>c <del>no</del><add>d</add> <gap "
          "reason='x'/>e<figure><head>F</head><figDesc>no</figDesc></figure></p>"),
     "id=a\n" END "body=a b c d e\n\nF\n--\n"},
    {BODY("<p>rai-<pb n='2'/>ned</p><p>a long s: ſo</p>"), "id=a\n" END "body=rained\n\na long s: ſo\n--\n"},
    {BODY("<list><head>L</head><item>a</item><item>b</item></list><table><row><cell>1</cell><cell>2</cell></row></"
          "table><lg><l>c</l>\n<l>d</l></lg><sp><speaker>E</speaker><p>f</p></sp>"),
     "id=a\n" END "body=L\n\n- a\n- b\n\n1\t2\n\nc\nd\n\nE\n\nf\n--\n"},
    {BODY("<p>a <app><lem>b</lem><rdg>no</rdg></app> <unclear>c</unclear><supplied>d</supplied></p>"),
     "id=a\n" END "body=a b cd\n--\n"},
};

static const catch_row broken[] = {
    {"<TEI><teiHeader/></TEI>", "there is a TEI header, but no text"},
    {"<teiCorpus><TEI/>" BODY(P) "</teiCorpus>",
     "problem #1: there is a TEI header, but no text\nid=a#2\nmember=#2\n" END RAIN},
    {"<TEI><text/></TEI>", "no article text"},
    {"<x/>", "there is no <TEI> in the file"},
    {"<TEI><text><body><p>It rained.<p>a", "problem : line 1: <TEI> is not closed\nid=a\n" END "body=It rained.\n\na\n--\n"},
    {"<TEI><text><body><p xml:id='1:2'>It rained.</p></body></text></TEI>", "id=a\n" END RAIN},
};

static void run(void **state)
{
    (void)state;
    catch_rows(headers, MG_COUNT(headers), &mg_format_tei);
    catch_rows(articles, MG_COUNT(articles), &mg_format_tei);
    catch_rows(texts, MG_COUNT(texts), &mg_format_tei);
    catch_rows(broken, MG_COUNT(broken), &mg_format_tei);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_tei.sniff(MG_SPAN("<?xml version='1.0'?><?xml-model href='x'?><tei:TEI xmlns:tei='x'>")));
    assert_true(mg_format_tei.sniff(MG_SPAN("<!DOCTYPE TEI.2 SYSTEM 'x'><TEI.2>")));
    assert_true(mg_format_tei.sniff(MG_SPAN("<teiCorpus>")));
    assert_false(mg_format_tei.sniff(MG_SPAN("<teiHeader>")));
    assert_false(mg_format_tei.sniff(MG_SPAN("TEI")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run),
        cmocka_unit_test(sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
