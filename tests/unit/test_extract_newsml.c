/* test_extract_newsml.c - NewsML-G2 and NewsML 1.x: items in messages, their content, and what is no article. */
#include "tests/unit/catcher.h"

/* ---- NewsML-G2 ---- */

#define G2 "format=newsml-g2\n"
#define RAIN "body=It rained.\n--\n"
#define ATTRIBUTES " xmlns='http://iptc.org/std/nar/2006-10-01/' standard='NewsML-G2' "
#define ITEM(attributes, item_meta, content_meta, content)                                                                  \
    "<newsItem" ATTRIBUTES attributes "><itemMeta>" item_meta "</itemMeta><contentMeta>" content_meta                       \
    "</contentMeta><contentSet>" content "</contentSet></newsItem>"
#define NITF                                                                                                                \
    "<inlineXML><nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'><body><body.content><p>It "                              \
    "rained.</p></body.content></body></nitf></inlineXML>"
#define META(content_meta) ITEM("guid='g'", "", content_meta, NITF)
#define CONTENT(content) ITEM("guid='g'", "", "<headline>Rain</headline>", content)

static const catch_row g2_fields[] = {
    {ITEM("guid='urn:g' version='3' xml:lang='en-GB'",
          "<provider qcode='p:1'><name>Agency</name></provider><versionCreated>2017-01-02T12:00:00+01:00</versionCreated>"
          "<firstCreated>2017-01-02T10:00:00+01:00</firstCreated><pubStatus qcode='stat:usable'/><link rel='irel:canonical' "
          "href='https://a.example/1'/>",
          "<contentCreated>2016-12-31</contentCreated><by>By Ann Lee</by><infoSource><name>The "
          "Courier</name></infoSource><dateline>KARU (AA) -</dateline>"
          "<keyword>rain</keyword><subject qcode='m:1'><name xml:lang='de'>Wetter</name><name "
          "xml:lang='en'>weather</name></subject>"
          "<subject qcode='aadepartment:3'><name>Home</name></subject><subject qcode='m:2'/><subject qcode='m:3'/><subject "
          "qcode='cat:f'><name>f</name></subject>"
          "<headline xml:lang='de'>Regen</headline><headline>Rain</headline><headline xml:lang='en'>Rain falls</headline>"
          "<headline role='hld:subHeadline'>And falls</headline><description role='drol:summary'>It was wet.</description>"
          "</contentMeta><assert qcode='m:2'><name>clouds</name></assert><contentMeta>",
          NITF),
     "id=urn:g:3\ntitle=Rain falls\nstandfirst=And falls\nby=Ann Lee\ndate=2017-01-02T10:00:00+01:00 "
     "meta\nmodified=2017-01-02T12:00:00+01:00\n"
     "source=The Courier\nsection=Home\ndateline=KARU "
     "(AA)\nurl=https://a.example/1\nlanguage=en\nkeyword=rain\nkeyword=weather\nkeyword=clouds\n" G2 RAIN},
    /* dates */
    {ITEM("guid='g'", "<versionCreated>2018-11-21T16:25:32-05:00</versionCreated>",
          "<headline>Rain</headline><contentCreated>2016-11-21T15:21:06-05:00</contentCreated>", NITF),
     "id=g\ntitle=Rain\ndate=2016-11-21T15:21:06-05:00 meta\nmodified=2018-11-21T16:25:32-05:00\n" G2 RAIN},
    {ITEM("guid='g'", "<versionCreated>2018-11-21T16:25:32Z</versionCreated>", "<headline>Rain</headline>", NITF),
     "id=g\ntitle=Rain\ndate=2018-11-21T16:25:32Z meta\n" G2 RAIN},
    {ITEM("guid='g'",
          "<firstCreated>2018-11-21T16:25:34Z</firstCreated><versionCreated>2018-11-21T16:25:32Z</versionCreated>",
          "<headline>Rain</headline>", NITF),
     "id=g\ntitle=Rain\ndate=2018-11-21T16:25:34Z meta\n" G2 RAIN}, /* changed before it was made: it was not */
    /* who wrote, and who did not */
    {META("<creator><name>Ann Lee</name></creator><creator qcode='x:lee'><name>lee.ann</name></creator><creator "
          "type='cpnat:organisation'><name>Any Agency</name></creator>"
          "<creator><name>The Agency</name></creator><creator literal='Bo Ray'/>"),
     "id=g\nby=Ann Lee\n" G2 RAIN},
    {META("<infoSource literal='Any Agency'/><creator><name>Any Agency</name></creator>"),
     "id=g\nsource=Any Agency\n" G2 RAIN},
    {META("<by/><headline/><dateline>Karu</dateline>"), "id=g\ndateline=Karu\n" G2 RAIN},
    {META("<language tag='fr-FR'/><headline xml:lang='en'>Rain</headline><headline xml:lang='fr'>Pluie</headline>"),
     "id=g\ntitle=Pluie\nlanguage=fr\n" G2 RAIN},
    {META("<description>no role</description><description role='r:Abstract'>Wet.</description>"),
     "id=g\nstandfirst=Wet.\n" G2 RAIN},
    {META("<headline>Rain</headline><headline role='x:sub'>Rain</headline>"), "id=g\ntitle=Rain\n" G2 RAIN},
};

static const catch_row g2_content[] = {
    /* what is in NITF fills what is missing */
    {ITEM("guid='g'", "", "",
          "<inlineXML><nitf><body><body.head><hedline><hl1>Rain</hl1></hedline><byline>By Ann Lee</byline></body.head>"
          "<body.content><p>It rained.</p></body.content></body></nitf></inlineXML>"),
     "id=g\ntitle=Rain\nby=Ann Lee\n" G2 RAIN},
    {CONTENT("<inlineXML contenttype='application/xhtml+xml'><html "
             "xmlns='x'><head><title>no</title></head><body><header><ul><li>kicker</li></ul></header><h1>Rain</h1>"
             "<p>By Ann Lee</p><p>KARU, Jan. 2 (AA) - It "
             "<i>rained</i>.</p><script>no</script><ul><li>a</li></ul></body></html></inlineXML>"),
     "id=g\ntitle=Rain\nby=Ann Lee\ndateline=KARU, Jan. 2\n" G2 "body=KARU, Jan. 2 (AA) - It rained.\n\n- a\n--\n"},
    {CONTENT("<inlineXML/><inlineXML><p>It rained.</p></inlineXML><inlineXML><p>Again.</p></inlineXML>"),
     "id=g\ntitle=Rain\n" G2 RAIN},
    {CONTENT("<inlineData>It rained.\n\nIt stopped.</inlineData>"),
     "id=g\ntitle=Rain\n" G2 "body=It rained.\n\nIt stopped.\n--\n"},
    {CONTENT(
         "<inlineData contenttype='text/plain'>&lt;p&gt;It rained.&lt;/p&gt;&lt;p&gt;1 &amp;amp; 2&lt;/p&gt;</inlineData>"),
     "id=g\ntitle=Rain\n" G2 "body=It rained.\n\n1 & 2\n--\n"},
    {CONTENT("<inlineData>1 &lt; 2</inlineData>"), "id=g\ntitle=Rain\n" G2 "body=1 < 2\n--\n"},
    {CONTENT("<inlineData encoding='base64'>SXQ=</inlineData>"), "id=g\ntitle=Rain\n" G2 "--\n"},
    /* a picture, a film */
    {ITEM("guid='g'", "<itemClass qcode='ninat:picture'/>",
          "<headline>Rain</headline><creator role='crol:photographer'><name>Bo Ray</name></creator>"
          "<description role='drol:caption' xml:lang='de'>Es regnet.</description><description role='drol:caption' "
          "xml:lang='en'>It rained.</description><language tag='en'/>",
          "<remoteContent href='x.jpg'/>"),
     "id=g\ntitle=Rain\nby=Bo Ray\nlanguage=en\n" G2 RAIN},
    {ITEM("guid='g'", "",
          "<description role='r:summary'>Wet.</description><description role='r:script'>It "
          "rained.</description><description role='r:shotlist'>1. Rain</description>",
          "<remoteContent href='x.mpg'/>"),
     "id=g\nstandfirst=Wet.\n" G2 "body=It rained.\n\n1. Rain\n--\n"},
};

#define MESSAGE(items)                                                                                                      \
    "<newsMessage" ATTRIBUTES "><header><sent>2017-01-02</sent></header><itemSet>" items "</itemSet></newsMessage>"
#define STATUS(status) ITEM("guid='g'", "<pubStatus qcode='" status "'/>", "<headline>Rain</headline>", NITF)

static const catch_row g2_files[] = {
    {MESSAGE("<packageItem guid='p'><contentMeta><headline>no</headline></contentMeta></packageItem>" META(
         "") "<knowledgeItem/>"),
     "id=g\n" G2 RAIN},
    {MESSAGE(META("") META("")), "id=g\nmember=#1\n" G2 RAIN "id=g\nmember=#2\n" G2 RAIN},
    {MESSAGE(STATUS("stat:canceled") STATUS("stat:usable") STATUS("stat:withheld")),
     "problem #1: its publisher has canceled it\nid=g\ntitle=Rain\nmember=#2\n" G2 RAIN
     "problem #3: its publisher withholds it\n"},
    {STATUS("stat:canceled"), "its publisher has canceled it"},
    {ITEM("guid='g'", "<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/canceled'/>", "", NITF),
     "its publisher has canceled it"},
    {MESSAGE("<packageItem/>"), ""},
    {"<conceptItem" ATTRIBUTES "><concept><name>Rain</name></concept></conceptItem>", ""},
    {MESSAGE(""), "there is no news item in the file"},
    /* a film without a word is no article, nor is a story without text */
    {MESSAGE(META("") ITEM("guid='f'", "", "", "<remoteContent href='x'/>")), "id=g\nmember=#1\n" G2 RAIN},
    {MESSAGE(META("") ITEM("guid='f'", "", "", "")), "id=g\nmember=#1\n" G2 RAIN "problem #2: no article text\n"},
    {MESSAGE(META("") "<newsItem guid='h'><contentMeta><headline>Rain"),
     "id=g\nmember=#1\n" G2 RAIN "problem #2: line 1: <newsItem> is not closed\nid=h\ntitle=Rain\nmember=#2\n" G2 "--\n"},
};

static void newsml_g2(void **state)
{
    (void)state;
    catch_rows(g2_fields, MG_COUNT(g2_fields), &mg_format_newsml_g2);
    catch_rows(g2_content, MG_COUNT(g2_content), &mg_format_newsml_g2);
    catch_rows(g2_files, MG_COUNT(g2_files), &mg_format_newsml_g2);
}

/* ---- NewsML 1.x ---- */

#define ONE "format=newsml\n"
#define NEWSML(management, components)                                                                                      \
    "<NewsML><NewsItem>" ID "<NewsManagement>" management "</NewsManagement>" components "</NewsItem></NewsML>"
#define ID                                                                                                                  \
    "<Identification><NewsIdentifier><ProviderId>aa.example</ProviderId><DateId>20170102</DateId><PublicIdentifier>urn:1</" \
    "PublicIdentifier></NewsIdentifier></Identification>"
#define DATA(content) "<ContentItem><MediaType FormalName='Text'/><DataContent>" content "</DataContent></ContentItem>"
#define COMPONENT(role, content) "<NewsComponent><Role FormalName='" role "'/>" content "</NewsComponent>"
#define HEAD "id=urn:1\ndate=2017-01-02 meta\nsource=aa.example\n"
#define P "<p>It rained.</p>"

static const catch_row newsml_fields[] = {
    {"<NewsML><NewsItem xml:lang='en'>" ID "<NewsManagement><FirstCreated>20140829T134951+0200</"
                                           "FirstCreated><ThisRevisionCreated>20140829T150000+0200</ThisRevisionCreated>"
     "<Status FormalName='Usable'/></NewsManagement><NewsComponent><NewsLines><HeadLine>Rain</HeadLine><SubHeadLine>And "
     "wind</SubHeadLine><ByLine>Par Ann Lee</ByLine>"
     "<DateLine>KARU, Aug 29 (AA) "
     "-</DateLine><KeywordLine>rain</KeywordLine></NewsLines><AdministrativeMetadata><Provider><Party "
     "FormalName='AA'/></Provider>"
     "<Source><Party FormalName='The Courier'/></Source></AdministrativeMetadata><DescriptiveMetadata><Language "
     "FormalName='fr'/><SubjectCode><Subject FormalName='04000000'/>"
     "<SubjectMatter FormalName='Weather'/></SubjectCode><Property FormalName='Keyword' Value='clouds'/><Property "
     "FormalName='Section' Value='Home'/></DescriptiveMetadata>" DATA(
         "<nitf><body><body.content>" P "</body.content></body></nitf>") "</NewsComponent></NewsItem></NewsML>",
     "id=urn:1\ntitle=Rain\nstandfirst=And wind\nby=Ann Lee\ndate=2014-08-29T13:49:51+02:00 "
     "meta\nmodified=2014-08-29T15:00:00+02:00\nsource=The Courier\nsection=Home\n"
     "dateline=KARU, Aug 29 (AA)\nlanguage=fr\nkeyword=rain\nkeyword=clouds\nkeyword=Weather\n" ONE RAIN},
    /* the main component, its fields before those around it, captions behind */
    {NEWSML(
         "",
         "<NewsComponent><NewsLines><HeadLine>Outer</HeadLine><DateLine>KARU</DateLine></NewsLines>"
         "<NewsComponent><NewsLines><HeadLine>A picture</HeadLine></NewsLines>" COMPONENT(
             "Caption",
             DATA(
                 "<p>Wet.</p>")) "</NewsComponent>" COMPONENT("Summary",
                                                              DATA(
                                                                  "In short.")) "<NewsComponent><Role "
                                                                                "FormalName='Main'/"
                                                                                "><NewsLines><HeadLine>Rain</HeadLine></"
                                                                                "NewsLines>" DATA(P) "</"
                                                                                                     "NewsComponent"
                                                                                                     ">" COMPONENT("Related",
                                                                                                                   DATA(
                                                                                                                       "<p>"
                                                                                                                       "no</"
                                                                                                                       "p>")) "</NewsComponent>"),
     "id=urn:1\ntitle=Rain\nstandfirst=In short.\ndate=2017-01-02 meta\nsource=aa.example\ndateline=KARU\n" ONE
     "body=It rained.\n\nWet.\n--\n"},
    {NEWSML("", "<NewsComponent>" COMPONENT("Main", COMPONENT("x", DATA(P))) "</NewsComponent>"), HEAD ONE RAIN},
    /* no role: all that is text */
    {NEWSML("", "<NewsComponent><NewsComponent>" DATA(P) "</NewsComponent><NewsComponent>" DATA(
                    "plain\n\ntext") "</NewsComponent></NewsComponent>"),
     HEAD ONE "body=It rained.\n\nplain\n\ntext\n--\n"},
    {NEWSML("", "<NewsComponent>" DATA("<html><head><title>no</title></head><body>" P "</body></html>") "</NewsComponent>"),
     HEAD ONE RAIN},
    {NEWSML("", "<NewsComponent>" DATA("<![CDATA[<p>It rained.</p>]]>") "</NewsComponent>"), HEAD ONE RAIN},
    {NEWSML("", "<NewsComponent><ContentItem><MediaType FormalName='Photo'/><DataContent>no</DataContent></ContentItem>"
                "<ContentItem><Encoding Notation='Base64'><DataContent>SXQ=</DataContent></Encoding></ContentItem>" DATA(
                    P) "</NewsComponent>"),
     HEAD ONE RAIN},
};

static const catch_row newsml_files[] = {
    {NEWSML("<Status FormalName='Canceled'/>", "<NewsComponent>" DATA(P) "</NewsComponent>"),
     "its publisher has canceled it"},
    {"<NewsML><NewsItem><NewsManagement><Status "
     "FormalName='Withheld'/></NewsManagement></NewsItem><NewsItem><NewsComponent>" DATA(
         P) "</NewsComponent></NewsItem></NewsML>",
     "problem #1: its publisher withholds it\nid=a#2\nmember=#2\n" ONE RAIN},
    /* items in an item */
    {"<NewsML><NewsItem>" ID
     "<NewsComponent><NewsItem><NewsComponent>" DATA("<p>a</p>") "</NewsComponent></NewsItem><NewsItem><NewsComponent>" DATA(
         "<p>b</p>") "</NewsComponent></NewsItem>"
                     "</NewsComponent></NewsItem></NewsML>",
     "id=a#1\nmember=#1\n" ONE "body=a\n--\nid=a#2\nmember=#2\n" ONE "body=b\n--\n"},
    {NEWSML("", "<NewsComponent><NewsItemRef NewsItem='x.xml'/></NewsComponent>"), ""},
    {NEWSML("", "<NewsComponent/>"), "no article text"},
    {"<NewsML><NewsEnvelope/></NewsML>", ""},
    {"<NewsML>", "there is no <NewsItem> in the file"},
    {"<NewsML><NewsItem><NewsComponent>" DATA(P), "problem : line 1: <NewsItem> is not closed\nid=a\n" ONE RAIN},
};

static void newsml_1(void **state)
{
    (void)state;
    catch_rows(newsml_fields, MG_COUNT(newsml_fields), &mg_format_newsml);
    catch_rows(newsml_files, MG_COUNT(newsml_files), &mg_format_newsml);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_newsml_g2.sniff(MG_SPAN(META(""))));
    assert_true(mg_format_newsml_g2.sniff(MG_SPAN("<?xml version='1.0'?><newsMessage" ATTRIBUTES ">")));
    assert_true(mg_format_newsml_g2.sniff(MG_SPAN("<packageItem" ATTRIBUTES ">")));
    assert_false(mg_format_newsml_g2.sniff(MG_SPAN("<newsMessage xmlns='urn:other'>")));
    assert_false(mg_format_newsml_g2.sniff(MG_SPAN("<NewsML>")));
    assert_true(mg_format_newsml.sniff(MG_SPAN("<?xml version='1.0'?>\n<!-- x -->\n<NewsML Version='1.2'>")));
    assert_false(mg_format_newsml.sniff(MG_SPAN("<newsItem" ATTRIBUTES ">")));
    assert_false(mg_format_newsml.sniff(MG_SPAN("NewsML")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newsml_g2),
        cmocka_unit_test(newsml_1),
        cmocka_unit_test(sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
