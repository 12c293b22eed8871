/* test_xml_records.c - records of XML files, what is in them, and files that are none. */
#include "indexer/xml_records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static const char *const items[] = {"item", "entry", NULL};

/* The titles of all records, each with its fault and a bar behind it. */
static void check(const char *file, const char *expected)
{
    mg_xml *xml;
    xmlNode *record;
    mg_arena arena = MG_ARENA_INIT;
    mg_buf seen = MG_BUF_INIT;
    assert_int_equal(mg_xml_open(mg_span_str(file), items, &xml, NULL), MG_OK);
    while (mg_xml_next(xml, &record, NULL) == MG_OK && record) {
        mg_buf_add(&seen, mg_xml_text(mg_xml_child(record, "title"), &arena));
        mg_buf_adds(&seen, mg_xml_fault(xml) ? mg_xml_fault(xml) : "");
        mg_buf_addc(&seen, '|');
    }
    assert_string_equal(seen.p ? seen.p : "", expected);
    mg_xml_close(xml);
    mg_buf_dispose(&seen);
    mg_arena_dispose(&arena);
}

static void test_records(void **state)
{
    (void)state;
    check("<rss><channel><title>no</title><item><title>a</title></item> <item/><item><x><title>no</title></x></item></channel></rss>",
          "a|||");
    check("<f xmlns='http://www.w3.org/2005/Atom'><entry><title>a <b>b</b></title></entry><x:entry xmlns:x='y'><title>c</title></x:entry></f>",
          "a b|c|");
    check("<f xmlns:x='y'><!-- <item> --><g a='>'><item><x:title><![CDATA[a & <item> </item>]]>&amp;&#228;</x:title></item></g></f>",
          "a & <item> </item>&ä|");
    check("<f><item><title>a</title><item><title>b</title></item></item><item><title>c</title></item></f>", "a|c|");
    check("<!DOCTYPE f [<!ENTITY e 'expanded'>]><f><item><title>&e;</title></item></f>", "expanded|");
    check("<f><item><title>caf&eacute;&nbsp;&lt;</title></item></f>", "caf\u00e9\u00a0<|");
    check("<item><title>a</title></item>", "a|");
    check("<none/>", "");
}

static void test_broken(void **state)
{
    (void)state;
    check("<f><item><title>a</title></item>\n<item><title>b</item>\n<item><title>c</title></item>",
          "a|bline 2: Opening and ending tag mismatch: title line 1 and item|c|");
    check("<f><item><title>a & b</title></item><item><title>c", "a & b|cline 1: <item> is not closed|");
    check("<f><item a='><title>b</title></item>", "line 1: Unescaped '<' not allowed in attributes values|");
    check("<f><!-- <item/>", "");
    /* what is open around a record is so broken that its root is lost: it is passed over */
    check("<f><g a='<'><g><item><title>a</title></item></g></g><item><title>b</title></item></f>", "a|b|");
    check("<f></a='><item><title>a</title></item><item><title>b</title></item>", "a|b|");
    check("", "");
    check("<!DOCTYPE f [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><f><item><title>x&e;</title></item></f>",
          "x&e;|");
    check("<!DOCTYPE f [<!ENTITY a '1234567890'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
          "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>"
          "<!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'><!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'>]>"
          "<f><item><x>&g;</x></item></f>",
          "line 1: Detected an entity reference loop|");
}

/* References that are none stay text, but for CDATA, where all are. */
static void test_references(void **state)
{
    (void)state;
    check("<item><title>AT&T &eacute;&nbsp;&nosuch; &; & &#233;&#xe9; &amp;eacute; &</title></item>", "AT&T \u00e9\u00a0&nosuch; &; & \u00e9\u00e9 &eacute; &|");
    check("<item><title><![CDATA[AT&T &eacute;]]>&eacute;<![CDATA[&]]>&</title></item>", "AT&T &eacute;\u00e9&&|");
    check("<item><a><![CDATA[x]]></a><title><![CDATA[AT&T &eacute;]]></title></item>", "AT&T &eacute;|");
    check("<item><a><![CDATA[x]]></a></item><item><title><![CDATA[AT&T]]> &</title></item>", "|AT&T &|");
    check("<item><b></c><title>a &amp;&lt;b</title></item>", "a &<bline 1: Opening and ending tag mismatch: b line 1 and c|");
    check("<item><a href='x?a=1&b=2'/><title>b</title></item>", "b|");
    check("<!DOCTYPE f [<!ENTITY T 'x'>]><item><title>A&T; &T</title></item>", "Ax line 1: EntityRef: expecting ';'|");
}

/* What takes nothing away is no fault; what is broken around a record does not reach into it. */
static void test_surroundings(void **state)
{
    (void)state;
    check("<item xml:id='1:2' x:a='b'><title>a</title></item>", "a|");
    check("<f a='><item><title>no</title></item>'><item><title>b</title></item></f>", "b|");
    check("<f a='<' b=><item><title>b</title></item></f>", "b|");
    check("<f a='1' a='2'><item><title>b</title></item></f>", "bline 1: Attribute a redefined|");
    mg_buf file = MG_BUF_INIT;
    mg_xml *xml;
    xmlNode *record;
    mg_buf_adds(&file, "<f>");
    for (int i = 0; i < 2; i++) {
        mg_buf_adds(&file, "<item ");
        for (int a = 0; a < 10000; a++) mg_buf_addf(&file, "a%d='1' ", a);
        mg_buf_adds(&file, "/>");
    }
    assert_int_equal(mg_xml_open(mg_buf_span(&file), items, &xml, NULL), MG_OK);
    assert_int_equal(mg_xml_next(xml, &record, NULL), MG_LIMIT);
    mg_xml_close(xml);
    mg_buf_reset(&file);
    mg_buf_adds(&file, "<f a='");
    for (int i = 0; i < 100000; i++) mg_buf_adds(&file, "xxxxxxxxxx");
    mg_buf_adds(&file, "'>");
    for (int i = 0; i < 100; i++) mg_buf_adds(&file, "<item></x></item>"); /* broken: each is read by itself */
    assert_int_equal(mg_xml_open(mg_buf_span(&file), items, &xml, NULL), MG_OK);
    mg_status status = MG_OK;
    for (size_t i = 0; i < 100 && status == MG_OK; i++) status = mg_xml_next(xml, &record, NULL);
    assert_int_equal(status, MG_LIMIT);
    mg_xml_close(xml);
    mg_buf_dispose(&file);
}

/* Records that follow each other are read together, and one by one when that goes wrong. */
static void test_runs(void **state)
{
    (void)state;
    check("<f><item><title>a</title></item>text\n<item><title>b</b></item>\n<item><title>c &</title></item></f>",
          "a|bline 2: Opening and ending tag mismatch: title line 1 and b|c &|");
    check("<f><item><title>a&amp;</title></item><item><title><![CDATA[&b;]]></title></item> & ]]> <item><title>c</title></item></f>",
          "a&|&b;|c|");
    check("<f><item><!-- <item> --><title>a</title></item><item><title>b</title></item><w/><item><title>c</title></item></f>",
          "a|b|c|");
    check("<f><item/></item><item><title>b</title></item></f>", "|b|");
    check("<f><item><x></item><item><title>b</title></x></item><item><title>c</title></item></f>",
          "line 1: Opening and ending tag mismatch: x line 1 and item|"
          "bline 1: Opening and ending tag mismatch: item line 1 and x|c|");
    mg_buf file = MG_BUF_INIT, titles = MG_BUF_INIT;
    for (int i = 0; i < 1000; i++) {
        int blanks = i % 300 == 0 ? 40000 : 1;
        mg_buf_addf(&file, "<item%*s><title>%d</title>%s</item>\n", blanks, "", i, i % 97 == 96 ? "< " : "");
        mg_buf_addf(&titles, "%d|", i);
        if (i % 97 == 96) titles.n--, mg_buf_addf(&titles, "line %d: StartTag: invalid element name|", i + 1);
    }
    check(file.p, titles.p);
    mg_buf_dispose(&file);
    mg_buf_dispose(&titles);
}

static void test_more(void **state)
{
    (void)state;
    mg_xml *xml;
    xmlNode *record;
    assert_int_equal(mg_xml_open(MG_SPAN("<f><item><item/></item><!-- <item/> --><entry/><x/></f>"), items, &xml, NULL), MG_OK);
    assert_int_equal(mg_xml_next(xml, &record, NULL), MG_OK);
    assert_true(mg_xml_more(xml));
    assert_int_equal(mg_xml_next(xml, &record, NULL), MG_OK);
    assert_true(mg_xml_is(record, "entry"));
    assert_false(mg_xml_more(xml));
    mg_xml_close(xml);
}

static void test_head(void **state)
{
    (void)state;
    mg_xml *xml;
    xmlNode *root, *record;
    mg_arena arena = MG_ARENA_INIT;
    assert_int_equal(mg_xml_open(MG_SPAN("<rss><channel><title>a</title>\n<item><title>b</title></item><item/></channel>"), items, &xml, NULL), MG_OK);
    assert_int_equal(mg_xml_head(xml, &root, NULL), MG_OK);
    assert_true(mg_span_eq(mg_xml_text(mg_xml_child(mg_xml_child(root, "channel"), "title"), &arena), MG_SPAN("a")));
    assert_null(mg_xml_find(root, "item"));
    assert_int_equal(mg_xml_next(xml, &record, NULL), MG_OK);
    assert_true(mg_xml_is(record, "item"));
    assert_null(mg_xml_fault(xml));
    mg_xml_close(xml);
    mg_arena_dispose(&arena);
}

static void test_in_a_record(void **state)
{
    (void)state;
    mg_xml *xml;
    xmlNode *record;
    mg_arena arena = MG_ARENA_INIT;
    mg_span file = MG_SPAN("<item k='v &lt; w' x:h='i' xmlns:x='y'><a>1</a><b><a>2</a></b><a>3</a></item>");
    assert_int_equal(mg_xml_open(file, items, &xml, NULL), MG_OK);
    assert_int_equal(mg_xml_next(xml, &record, NULL), MG_OK);
    assert_true(mg_span_eq(mg_xml_attribute(record, "k", &arena), MG_SPAN("v < w")));
    assert_true(mg_span_eq(mg_xml_attribute(record, "h", &arena), MG_SPAN("i")));
    assert_int_equal(mg_xml_attribute(record, "none", &arena).n, 0);
    xmlNode *a = mg_xml_child(record, "a");
    assert_true(mg_span_eq(mg_xml_text(a, &arena), MG_SPAN("1")));
    assert_true(mg_span_eq(mg_xml_text(mg_xml_again(a), &arena), MG_SPAN("3")));
    assert_null(mg_xml_again(mg_xml_again(a)));
    assert_true(mg_span_eq(mg_xml_text(mg_xml_find(mg_xml_child(record, "b"), "a"), &arena), MG_SPAN("2")));
    assert_null(mg_xml_find(record, "none"));
    assert_true(mg_span_eq(mg_xml_text(mg_xml_at(record, "b/a"), &arena), MG_SPAN("2")));
    assert_ptr_equal(mg_xml_at(record, "a"), a);
    assert_null(mg_xml_at(record, "b/a/a"));
    assert_null(mg_xml_at(NULL, "a"));
    assert_null(mg_xml_child(NULL, "a"));
    assert_true(mg_span_eq(mg_xml_text(record, &arena), MG_SPAN("123")));
    mg_xml_close(xml);
    mg_arena_dispose(&arena);
}

static void test_root(void **state)
{
    (void)state;
    static const struct {
        const char *head, *name, *attributes;
    } rows[] = {
        {"<?xml version='1.0'?>\n<!-- <no> -->\n<!DOCTYPE rdf SYSTEM 'x' [<!ENTITY e 'y'>]><rdf:RDF xmlns:rdf='r' >", "RDF", "xmlns:rdf='r'"},
        {"<RDF/>", "RDF", ""},
        {"text <RDF>", "", ""},
        {"<rss", "rs", ""},
        {"", "", ""},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span attributes = MG_SPAN(""), root = mg_xml_root(mg_span_str(rows[i].head), &attributes);
        assert_true(mg_span_eq(root, mg_span_str(rows[i].name)));
        assert_true(mg_span_eq(attributes, mg_span_str(rows[i].attributes)));
    }
    assert_true(mg_span_eq(mg_xml_declared_charset(MG_SPAN("<?xml version='1.0' encoding='latin1'?><a/>")), MG_SPAN("latin1")));
    assert_int_equal(mg_xml_declared_charset(MG_SPAN("<a encoding='x'/>")).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_surroundings),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_more),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_in_a_record),
        cmocka_unit_test(test_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
