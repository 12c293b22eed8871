/* test_extract_nitf.c - NITF of wires and papers, the Annotated Corpus's dialect, and what is withdrawn or broken. */
#include "tests/unit/catcher.h"

#define END "format=nitf\n"
#define RAIN "body=It rained.\n--\n"
#define NITF(head, body_head, content)                                                                                      \
    "<nitf><head>" head "</head><body><body.head>" body_head "</body.head><body.content>" content                           \
    "</body.content></body></nitf>"
#define DOCDATA(id, rest) "<docdata><doc-id id-string='" id "'/>" rest "</docdata>"
#define TITLE "<hedline><hl1>Rain</hl1></hedline>"
#define TEXT "<p>It rained.</p>"
#define STORY(head, body_head) NITF(DOCDATA("1", "") head, TITLE body_head, TEXT)
#define ID "id=1\ntitle=Rain\n"

static const catch_row fields[] = {
    {"<?xml version='1.0'?>\n<nitf change.date='October 18, 2006' change.time='19:30' "
     "baselang='en-US'><head><title>slug</title>"
     "<tobject><tobject.subject tobject.subject.refnum='1' tobject.subject.type='Weather' "
     "tobject.subject.matter='Rain'/></tobject>"
     "<docdata management-status='usable'><doc-id id-string='urn:1' regsrc='AA'/><date.issue norm='20170102T222800+0100'/>"
     "<key-list><keyword key='rain'/><keyword>clouds</keyword></key-list></docdata>"
     "<pubdata name='The Courier' position.section=' Home ' ex-ref='https://courier.example/1'/>"
     "<revision-history norm='20170103T000000Z'/><revision-history norm='20170104T080000Z'/></head>"
     "<body><body.head><hedline><hl1>Rain <em>falls</em></hl1><hl2>And falls</hl2></hedline>"
     "<byline>By <person>Ann Lee</person> and <person>Bo Ray</person>,<byttl>Weather Editor</byttl></byline>"
     "<dateline><location>Karu</location>, <story.date norm='20170102'>Jan. 2</story.date></dateline></body.head>"
     "<body.content>" TEXT "</body.content></body></nitf>",
     "id=urn:1\ntitle=Rain falls\nstandfirst=And falls\nby=Ann Lee\nby=Bo Ray\ndate=2017-01-02T22:28:00+01:00 meta\n"
     "modified=2017-01-04T08:00:00Z\nsource=The "
     "Courier\nsection=Home\ndateline=Karu\nurl=https://courier.example/1\nlanguage=en\n"
     "keyword=rain\nkeyword=clouds\nkeyword=Rain\n" END RAIN},
    /* dates: zones, days, the placeholder of an empty form, and the order of trust */
    {STORY("<docdata><date.issue norm='20170102T222800Z'/></docdata>", ""), ID END RAIN}, /* a second docdata is none */
    {NITF(DOCDATA("1", "<date.issue norm='YYYYMMDD000000-HHMM'/><date.release norm='20170102T222800Z'/>"), TITLE, TEXT),
     "id=1\ntitle=Rain\ndate=2017-01-02T22:28:00Z meta\n" END RAIN},
    {NITF(DOCDATA("1", "<date.release norm='20170105'/>") "<pubdata date.publication='20170102T000000'/>", TITLE, TEXT),
     "id=1\ntitle=Rain\ndate=2017-01-02 meta\n" END RAIN},
    {STORY("", "<dateline><story.date norm='20170102T222800-0500'/></dateline>"),
     "id=1\ntitle=Rain\ndate=2017-01-02T22:28:00-05:00 meta\n" END RAIN},
    {STORY("<meta name='publication_year' content='1998'/><meta name='publication_month' content='3'/>"
           "<meta name='publication_day_of_month' content='14'/>",
           ""),
     "id=1\ntitle=Rain\ndate=1998-03-14 meta\n" END RAIN},
    {STORY("<meta name='publication_year' content='1998'/>", ""), ID END RAIN},
    /* the first headline there is */
    {"<nitf><head><title>Rain</title></head><body><body.content>" TEXT "</body.content></body></nitf>",
     "id=a\ntitle=Rain\n" END RAIN},
    {NITF("", "<headline><hl1>Rain</hl1></headline>", "<hl2>Rain</hl2>" TEXT), "id=a\ntitle=Rain\n" END RAIN},
    {NITF("", "<hedline><hl1>Rain</hl1><hl2>Rain</hl2><hl2>Wet</hl2></hedline>", TEXT),
     "id=a\ntitle=Rain\nstandfirst=Wet\n" END RAIN},
    /* a summary is the standfirst, or leads the text, or is in it */
    {STORY("", "<abstract><p>Wet.</p></abstract>"), "id=1\ntitle=Rain\nstandfirst=Wet.\n" END RAIN},
    {NITF("", "<hedline><hl1>Rain</hl1><hl2>Sub</hl2></hedline><abstract><p>Wet.</p></abstract>", TEXT),
     "id=a\ntitle=Rain\nstandfirst=Sub\n" END "body=Wet.\n\nIt rained.\n--\n"},
    {NITF("", "<hedline><hl1>Rain</hl1><hl2>Sub</hl2></hedline><abstract>It rained.</abstract>", TEXT),
     "id=a\ntitle=Rain\nstandfirst=Sub\n" END RAIN},
    {STORY("", "<abstract>Rain</abstract>"), ID END RAIN},
    /* bylines */
    {STORY("", "<byline>gr/bp</byline>"), ID END RAIN},
    {STORY("", "<byline>By ANN LEE, Staff Writer</byline>"), "id=1\ntitle=Rain\nby=ANN LEE\n" END RAIN},
    {NITF("", TITLE, "<p>By Ann Lee</p>" TEXT), "id=a\ntitle=Rain\nby=Ann Lee\n" END RAIN},
    /* datelines */
    {STORY("", "<dateline><location><city>Karu</city> <state>Upland</state></location></dateline>"),
     "id=1\ntitle=Rain\ndateline=Karu, Upland\n" END RAIN},
    {STORY("", "<dateline>KARU (AA) -</dateline>"), "id=1\ntitle=Rain\ndateline=KARU (AA)\n" END RAIN},
    {STORY("", "<dateline>January 2, 2017</dateline>"), ID END RAIN},
    {NITF("", TITLE, "<p>KARU, Jan. 2 (AA) - It rained.</p>"),
     "id=a\ntitle=Rain\ndateline=KARU, Jan. 2\n" END "body=KARU, Jan. 2 (AA) - It rained.\n--\n"},
    /* who sent it */
    {STORY("", "<distributor><org>AA</org></distributor>"), "id=1\ntitle=Rain\nsource=AA\n" END RAIN},
    {NITF("<docdata><doc-id regsrc='AA'/><doc.copyright holder='BB'/></docdata>", TITLE, TEXT),
     "id=a\ntitle=Rain\nsource=AA\n" END RAIN},
};

static const catch_row bodies[] = {
    {NITF("", "",
          "<p>a</p><hl2>H</hl2><p>b "
          "<q>c</q><br/>d</p><bq><block><p>e</p></block><credit>f</credit></bq><ul><li>g</li><li><p>h</p></li></"
          "ul><ol><li>i</li></ol>"),
     "id=a\n" END "body=a\n\nH\n\nb c\nd\n\ne\n\nf\n\n- g\n- h\n- i\n--\n"},
    {NITF("", "",
          "<table><caption>Sales</caption><tr><th/><th>Wheat</th></tr><tr><td> 1 "
          "</td><td><p>2</p><p>3</p></td></tr></table><p>a</p>"),
     "id=a\n" END "body=Sales\n\n\tWheat\n1\t2 3\n\na\n--\n"},
    {NITF("", "",
          "<p>a</p><media><media-reference source='x'>alt</media-reference><media-caption>Rain, seen from "
          "<b>below</b></media-caption>"
          "<media-producer>Bo</media-producer></media>"),
     "id=a\n" END "body=a\n\nRain, seen from below\n--\n"},
    {NITF("", "",
          "<p>It rained and rained.</p><bq class='pullquote'>and rained</bq><p class='x Pull-Quote y'>It rained</p><note "
          "noteclass='editorsnote'>Eds: x</note>"),
     "id=a\n" END "body=It rained and rained.\n--\n"},
    {NITF("", "",
          "<p>1<frac><frac-num>1</frac-num><frac-sep>/</frac-sep><frac-den>2</frac-den></frac> and <num>3</num></p>"),
     "id=a\n" END "body=11/2 and 3\n--\n"},
    {NITF("", "", "caf&eacute; &amp; <![CDATA[1 < 2]]><p> </p>"), "id=a\n" END "body=café & 1 < 2\n--\n"},
    {"<nitf><body><body.content>" TEXT
     "</body.content><body.end><tagline>Ann Lee wrote this.</tagline></body.end></body></nitf>",
     "id=a\n" END "body=It rained.\n\nAnn Lee wrote this.\n--\n"},
    {"<n:nitf xmlns:n='x'><n:body><n:body.content><n:p>It rained.</n:p></n:body.content></n:body></n:nitf>",
     "id=a\n" END RAIN},
};

static const catch_row annotated[] = {
    {"<nitf change.date='June 10, 2005'><head><title>Rain</title><meta content='A' name='print_section'/><meta "
     "content='Foreign Desk' name='dsk'/>"
     "<meta content='Front Page; World' name='online_sections'/><meta content='20030305T000000' name='correction_date'/>"
     "<docdata><doc-id id-string='42'/><doc.copyright holder='The Courier' year='2003'/><identified-content>"
     "<classifier class='indexing_service' type='descriptor'>Weather</classifier><location "
     "class='indexing_service'>Karu</location>"
     "<classifier class='online_producer' "
     "type='taxonomic_classifier'>Top/News/Weather</classifier></identified-content></docdata>"
     "<pubdata date.publication='20030301T000000' ex-ref='http://courier.example/42'/></head>"
     "<body><body.head><hedline><hl1>Rain</hl1><hl2 class='online_headline'>Rain Falls</hl2></hedline>"
     "<byline class='print_byline'>By ANN LEE</byline><byline class='normalized_byline'>Lee, "
     "Ann</byline></body.head><body.content>"
     "<block class='lead_paragraph'><p>It rained.</p></block><block class='online_lead_paragraph'><p>It rained.</p></block>"
     "<block class='full_text'><p>It rained.</p><p>It stopped.</p></block><block class='correction_text'><p>It did not "
     "stop.</p></block>"
     "</body.content></body></nitf>",
     "id=42\ntitle=Rain\nby=ANN LEE\ndate=2003-03-01 meta\nmodified=2003-03-05\nsource=The "
     "Courier\nsection=World\nurl=http://courier.example/42\n"
     "keyword=Weather\nkeyword=Karu\n" END "body=It rained.\n\nIt stopped.\n\nIt did not stop.\n--\n"},
    /* without full text the lead is the text, once */
    {NITF("", TITLE, "<block class='lead_paragraph'>" TEXT "</block><block class='online_lead_paragraph'>" TEXT "</block>"),
     "id=a\ntitle=Rain\n" END RAIN},
    {NITF("<meta name='dsk' content='Sports Desk'/><meta name='online_sections' content='Front Page'/>",
          "<hedline><hl1/><hl2 class='online_headline'>Rain</hl2></hedline>", TEXT),
     "id=a\ntitle=Rain\nsection=Sports Desk\n" END RAIN},
    {STORY("", "<byline class='normalized_byline'>LEE, ANN; Ray, Bo; Staff</byline>"),
     "id=1\ntitle=Rain\nby=ANN LEE\nby=Bo Ray\nby=Staff\n" END RAIN},
    /* the spoken lead of the 1980s */
    {NITF("", "", "<p>LEAD: It rained.</p><p>It rained.</p><p>b</p>"), "id=a\n" END "body=It rained.\n\nb\n--\n"},
    {NITF("", "", "<p>LEAD: It rained.</p><p>b</p>"), "id=a\n" END "body=It rained.\n\nb\n--\n"},
    {NITF("", "", "<p>LEAD:</p>"), "no article text"},
};

#define STATUS(status)                                                                                                      \
    "<nitf><head><docdata management-status='" status "'/></head><body><body.content>" TEXT "</body.content></body></nitf>"

static const catch_row files[] = {
    {STATUS("canceled"), "its publisher has canceled it"},
    {STATUS("Withheld"), "its publisher withholds it"},
    {STATUS("embargoed"), "id=a\n" END RAIN},
    {STATUS("canceled") "\n<?xml version='1.0'?>\n" STATUS("usable") STATUS("withheld"),
     "problem #1: its publisher has canceled it\nid=a#2\nmember=#2\n" END RAIN "problem #3: its publisher withholds it\n"},
    {"<stories>" NITF("", "", "") NITF("", "", TEXT) "</stories>",
     "problem #1: no article text\nid=a#2\nmember=#2\n" END RAIN},
    {"<nitf/>", "no article text"},
    {"<x/>", "there is no <nitf> in the file"},
    {"", "the file is empty"},
    {"<nitf><body><body.content><p>It rained.</p><p>It ",
     "problem : line 1: <nitf> is not closed\nid=a\n" END "body=It rained.\n\nIt\n--\n"},
    {NITF("", "", "<p>a <b>b</p><p>c</b> &nosuch; d</p>"),
     "problem : line 1: Opening and ending tag mismatch: b line 1 and p\nid=a\n" END "body=a b\n\nc\n\n&nosuch; d\n--\n"},
    {"<!DOCTYPE nitf SYSTEM 'file:///etc/passwd' [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" NITF("", "", "<p>a&e;b</p>"),
     "id=a\n" END "body=a&e;b\n--\n"},
};

static void run(void **state)
{
    (void)state;
    catch_rows(fields, MG_COUNT(fields), &mg_format_nitf);
    catch_rows(bodies, MG_COUNT(bodies), &mg_format_nitf);
    catch_rows(annotated, MG_COUNT(annotated), &mg_format_nitf);
}

static void whole_files(void **state)
{
    (void)state;
    catch_rows(files, MG_COUNT(files), &mg_format_nitf);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_nitf.sniff(MG_SPAN("<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'x'><nitf version='1'>")));
    assert_true(mg_format_nitf.sniff(MG_SPAN("<n:nitf xmlns:n='y'>")));
    assert_true(mg_format_nitf.sniff(MG_SPAN("<stories xmlns='x' a='>'>\n<!-- x --><nitf>")));
    assert_true(mg_format_nitf.sniff(MG_SPAN("<stories><nitf>")));
    assert_false(mg_format_nitf.sniff(MG_SPAN("<html><body><nitf>")));
    assert_false(mg_format_nitf.sniff(MG_SPAN("<stories>")));
    assert_false(mg_format_nitf.sniff(MG_SPAN("about <nitf>")));
    assert_false(mg_format_nitf.sniff(MG_SPAN("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run),
        cmocka_unit_test(whole_files),
        cmocka_unit_test(sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
