/* test_extract_ninjs.c - IPTC ninjs 1 to 3 and Superdesk's dialect: fields, which body, captions, versions, what is withheld. */
#include "tests/unit/catcher.h"

#define END "format=ninjs\n"

static const catch_row items[] = {
    /* 1.x: HTML before text, the headline in it left out, the caption of a picture at the end */
    {"{\"uri\":\"urn:x:1\",\"type\":\"composite\",\"version\":\"3\",\"firstcreated\":\"2025-01-02T10:00:00Z\",\"versioncreated\":\"2025-01-02T11:00:00Z\",\"pubstatus\":\"usable\","
     "\"language\":\"en-GB\",\"headline\":\"Ice\",\"title\":\"ice slug\",\"slugline\":\"ICE-STRAIT\",\"byline\":\"By Ann Quill and Bo Reed\",\"located\":\"Port Ellery\","
     "\"infosource\":[{\"name\":\"Harbour Wire\"}],\"copyrightholder\":\"HW Ltd\",\"ednote\":\"Adds quote\",\"subject\":[{\"name\":\"ice, snow and cold\",\"code\":\"1\"}],"
     "\"person\":[{\"name\":\"Mayor Mott\",\"rel\":\"about\"}],\"description_text\":\"It froze at last.\",\"body_text\":\"plain\",\"body_xhtml\":\"<h1>Ice</h1><p>It froze.</p><p>Then it did not.</p>\","
     "\"associations\":{\"main\":{\"uri\":\"urn:x:2\",\"type\":\"picture\",\"versioncreated\":\"2025-01-02T11:00:00Z\",\"headline\":\"Skater\",\"description_text\":\"A skater.\"},"
     "\"more\":{\"type\":\"text\",\"headline\":\"Other\",\"description_text\":\"Other story.\"},\"none\":null}}",
     "id=urn:x:1:3\ntitle=Ice\nstandfirst=It froze at last.\nby=Ann Quill\nby=Bo Reed\ndate=2025-01-02T10:00:00Z meta\nmodified=2025-01-02T11:00:00Z\n"
     "source=Harbour Wire\ndateline=Port Ellery\nlanguage=en\nkeyword=ICE-STRAIT\nkeyword=ice, snow and cold\n" END "body=It froze.\n\nThen it did not.\n\nA skater.\n--\n"},
    /* 1.x: names that others added to; NITF is no text */
    {"{\"uri\":\"https://w.example/1\",\"type\":\"text\",\"versioncreated\":\"2025-01-02T11:00:00Z\",\"headline_main\":\"Ice\",\"body_nitf\":\"<nitf/>\",\"body_main\":\"It froze.\"}",
     "id=https://w.example/1\ntitle=Ice\ndate=2025-01-02T11:00:00Z meta\nmodified=2025-01-02T11:00:00Z\nurl=https://w.example/1\n" END "body=It froze.\n--\n"},
    /* 2.x: lists with roles */
    {"{\"uri\":\"urn:x:1\",\"type\":\"text\",\"versioncreated\":\"2025-01-02T11:00:00Z\",\"headlines\":[{\"role\":\"sub\",\"value\":\"Cold\"},{\"role\":\"main\",\"value\":\"Ice\"}],"
     "\"bodies\":[{\"role\":\"text\",\"contenttype\":\"text/plain\",\"charcount\":9,\"value\":\"plain\"},{\"role\":\"nitf\",\"contenttype\":\"application/xml\",\"value\":\"<nitf/>\"},"
     "{\"role\":\"html5\",\"contenttype\":\"text/html\",\"value\":\"<html><head><title>Ice</title></head><body><article><h1>Ice</h1><p>It froze.</p></article></body></html>\"}],"
     "\"by\":\"Ann Quill\",\"infosources\":[{\"name\":\"Harbour Wire\"}],\"associations\":[{\"name\":\"a1\",\"type\":\"picture\",\"descriptions\":[{\"role\":\"creditline\",\"value\":\"HW\"},"
     "{\"role\":\"caption\",\"value\":\"A skater.\"}]}]}",
     "id=urn:x:1\ntitle=Ice\nby=Ann Quill\ndate=2025-01-02T11:00:00Z meta\nmodified=2025-01-02T11:00:00Z\nsource=Harbour Wire\n" END "body=It froze.\n\nA skater.\n--\n"},
    /* 3.x: camelCase, makers among the people, no type of the text */
    {"{\"uri\":\"urn:x:1\",\"standard\":{\"name\":\"ninjs\",\"version\":\"3.0\"},\"type\":\"text\",\"version\":\"2\",\"firstCreated\":\"2025-01-02T10:00:00+02:00\",\"versionCreated\":\"2025-01-03T10:00:00+02:00\","
     "\"pubStatus\":\"usable\",\"headlines\":[{\"value\":\"Ice\"}],\"bodies\":[{\"contentType\":\"text/vnd.IPTC.NITF\",\"value\":\"<nitf/>\"},{\"role\":\"html\",\"value\":\"<p>It froze.</p>\"}],"
     "\"people\":[{\"name\":\"Ann Quill\",\"rel\":\"author\"},{\"name\":\"Mayor Mott\",\"rel\":\"about\"}],\"copyrightHolder\":\"Harbour Wire\",\"edNote\":\"note\",\"language\":\"sv\"}",
     "id=urn:x:1:2\ntitle=Ice\nby=Ann Quill\ndate=2025-01-02T10:00:00+02:00 meta\nmodified=2025-01-03T10:00:00+02:00\nsource=Harbour Wire\nlanguage=sv\n" END "body=It froze.\n--\n"},
    /* a picture alone: its caption is the text */
    {"{\"uri\":\"urn:x:9\",\"type\":\"picture\",\"versioncreated\":\"2025-01-02T11:00:00Z\",\"headline\":\"Skater\",\"byline\":\"Bo Reed\",\"description_text\":\"A skater on the strait.\"}",
     "id=urn:x:9\ntitle=Skater\nby=Bo Reed\ndate=2025-01-02T11:00:00Z meta\nmodified=2025-01-02T11:00:00Z\n" END "body=A skater on the strait.\n--\n"},
    /* Superdesk: guid, body_html, service, authors; wrapped; a caption that is in the text already */
    {"{\"_items\":[{\"guid\":\"urn:sd:1\",\"version\":\"4\",\"type\":\"text\",\"pubstatus\":\"usable\",\"priority\":3,\"headline\":\"Ice\",\"body_html\":\"<p>It froze.</p><figure><img src='x'>"
     "<figcaption>A skater.</figcaption></figure>\",\"service\":[{\"code\":\"n\",\"name\":\"News\"}],\"authors\":[{\"name\":\"Ann Quill\",\"role\":\"writer\",\"biography\":\"b\"}],\"source\":\"HW\","
     "\"firstcreated\":\"2025-01-01T10:00:00+0000\",\"firstpublished\":\"2025-01-02T10:00:00+0000\",\"versioncreated\":\"2025-01-02T11:00:00+0000\",\"keywords\":[\"ice\"],"
     "\"subject\":[{\"name\":\"weather\",\"code\":\"2\"}],\"associations\":{\"featuremedia\":{\"type\":\"picture\",\"description_text\":\"A skater.\"}}}],\"_links\":{\"self\":{\"title\":\"Items\"}},"
     "\"_meta\":{\"total\":1}}",
     "id=urn:sd:1:4\ntitle=Ice\nby=Ann Quill\ndate=2025-01-02T10:00:00Z meta\nmodified=2025-01-02T11:00:00Z\nsource=HW\nsection=News\nkeyword=weather\nkeyword=ice\nmember=#1\n" END
     "body=It froze.\n\nA skater.\n--\n"},
};

#define ITEM(more) "{\"uri\":\"urn:x:1\",\"versioncreated\":\"2025-01-02T11:00:00Z\",\"headline\":\"Ice\"" more "}"
#define ICE "id=urn:x:1\ntitle=Ice\ndate=2025-01-02T11:00:00Z meta\nmodified=2025-01-02T11:00:00Z\n"

static const catch_row oddities[] = {
    {"[" ITEM("") "," ITEM(",\"pubstatus\":\"canceled\"") "," ITEM(",\"pubStatus\":\"withheld\"") "," ITEM("") "]",
     ICE "member=#1\n" END "--\nproblem #2: the item is canceled by its publisher (pubstatus)\nproblem #3: the item is withheld by its publisher (pubstatus)\n"
     ICE "member=#4\n" END "--\n"},
    {ITEM(",\"pubstatus\":\"withheld\""), "problem : the item is withheld by its publisher (pubstatus)\n"},
    {ITEM("") "\n" ITEM(",\"body_text\":\"It froze.\"") "\n", ICE "member=#1\n" END "--\n" ICE "member=#2\n" END "body=It froze.\n--\n"},
    {"[{\"uri\":\"urn:x:1\",\"versioncreated\":\"2025-01-02T11:00:00Z\",\"body_text\":17,\"headline\":{\"a\":1},\"bodies\":\"x\",\"associations\":[1,null]}]",
     "problem #1: the record has neither a headline nor a text\n"},
    {"{\"title\":\"Ice\",\"body\":\"no item\"}", "id=a\ntitle=Ice\nformat=json\nbody=no item\n--\n"},
};

static void ninjs(void **state)
{
    (void)state;
    catch_rows(items, MG_COUNT(items), &mg_format_ninjs);
    catch_rows(oddities, MG_COUNT(oddities), &mg_format_ninjs);
    catch_rows(items, MG_COUNT(items), NULL); /* by what it holds */
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_ninjs.sniff(MG_SPAN("{\"uri\": \"urn:x\", \"versionCreated\": \"2025")));
    assert_true(mg_format_ninjs.sniff(MG_SPAN("[{\"uri\": \"urn:x\", \"body_xhtml\": \"<p>")));
    assert_false(mg_format_ninjs.sniff(MG_SPAN("{\"uri\": \"urn:x\"}")));
    assert_false(mg_format_ninjs.sniff(MG_SPAN("An item has \"versioncreated\".")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ninjs), cmocka_unit_test(sniffing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
