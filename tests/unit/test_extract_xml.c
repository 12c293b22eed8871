/* test_extract_xml.c - XML that only a map explains: records, paths, attributes, paragraphs; without one it is of no known format. */
#include "tests/unit/catcher.h"

#include "indexer/map.h"

#define RULES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define AT(number) "member=#" number "\nformat=xml\n"

static const struct {
    const char *const *rules;
    const char *in, *expected;
} rows[] = {
    {RULES("record=art", "title=kop", "body=tekst", "id=@nr", "byline=van/naam", "date=dag", "keywords=t"),
     "<?xml version=\"1.0\"?><krant><art nr=\"7\"><kop>IJs &amp; <i>dooi</i></kop><van><naam>Ann Quill</naam><naam>Bo Reed</naam></van><dag>2025-01-02</dag><t>ijs</t><t>dooi, regen</t>"
     "<tekst><p>Een.</p><p>Twee <b>drie</b>\nvier.</p></tekst></art><art nr=\"8\"><kop>Regen</kop></art></krant>",
     "id=7\ntitle=IJs & dooi\nby=Ann Quill\nby=Bo Reed\ndate=2025-01-02 meta\nkeyword=ijs\nkeyword=dooi\nkeyword=regen\n" AT("1") "body=Een.\n\nTwee drie vier.\n--\n"
     "id=8\ntitle=Regen\n" AT("2") "--\n"},
    /* the record is the first element of the paths; a path may start at it or in it */
    {RULES("title=art/kop", "body=art/tekst/p", "url=art/bron/@href"),
     "<?xml version=\"1.0\"?><x:krant xmlns:x=\"urn:k\"><x:art><x:kop>IJs</x:kop><bron href=\"https://c.example/i\"/><x:tekst><x:p>Een.</x:p><x:p>Twee.</x:p></x:tekst></x:art></x:krant>",
     "id=https://c.example/i\ntitle=IJs\nurl=https://c.example/i\n" AT("1") "body=Een.\n\nTwee.\n--\n"},
    /* the first path with a value; any element; HTML within */
    {RULES("record=krant/art", "title=hoofd/kop", "title=*/titel", "body=tekst"),
     "<?xml version=\"1.0\"?><krant><art><a><titel>IJs</titel></a><tekst><![CDATA[<p>Een.</p><p>Twee.</p>]]></tekst></art></krant>", "id=a#1\ntitle=IJs\n" AT("1") "body=Een.\n\nTwee.\n--\n"},
    /* the lines of one paragraph of several are only those of the file; the lines of a text may be paragraphs */
    {RULES("record=art", "title=kop", "body=p"),
     "<?xml version=\"1.0\"?><krant><art><kop>IJs</kop><p>\n  Een\n  en  nog een.\n</p>\n<p>Twee.\n\n  Drie.</p></art></krant>",
     "id=a#1\ntitle=IJs\n" AT("1") "body=Een en nog een.\n\nTwee.\n\nDrie.\n--\n"},
    {RULES("record=art", "title=kop", "body=p"), "<?xml version=\"1.0\"?><krant><art><kop>IJs</kop><p>Een.\n\nTwee\n3   4\n5   6</p></art></krant>",
     "id=a#1\ntitle=IJs\n" AT("1") "body=Een.\n\nTwee\n3   4\n5   6\n--\n"},
    {RULES("record=art", "title=kop"), "<?xml version=\"1.0\"?><krant><art><kop>IJs</kop></art><art><kop>R</krant>",
     "id=a#1\ntitle=IJs\n" AT("1") "--\nproblem #2: line 1: <art> is not closed\nid=a#2\ntitle=R\n" AT("2") "--\n"},
    {RULES("record=art", "body=dag"), "<?xml version=\"1.0\"?><krant><art><kop>IJs</kop></art></krant>", "problem #1: the record has neither a headline nor a text\n"},
    {RULES("record=stuk", "title=kop"), "<?xml version=\"1.0\"?><krant><art/></krant>", "no known format: XML without the element <stuk>"},
    /* around the records is what no parser gets through: they are read alone */
    {RULES("record=art", "title=kop"), "<?xml version=\"1.0\"?><krant \"x><art><kop>IJs</kop></art><art><kop>Regen</kop></art></krant>", "id=a#1\ntitle=IJs\nmember=#1\nformat=xml\n--\nid=a#2\ntitle=Regen\nmember=#2\nformat=xml\n--\n"},
    /* no record is known */
    {RULES("title=kop"), "<?xml version=\"1.0\"?><krant/>", "no known format: XML, and no --map says which element is an article (--map record=ELEMENT)"},
    {RULES("title=art/kop", "body=stuk/tekst"), "<?xml version=\"1.0\"?><krant/>", "no known format: XML, and no --map says which element is an article (--map record=ELEMENT)"},
    {RULES(NULL), "<?xml version=\"1.0\"?><krant/>", "no known format: XML, and no --map says which element is an article (--map record=ELEMENT)"},
};

static void xml(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_map map = {.n = 0};
        catcher c = {.arena = MG_ARENA_INIT, .log = MG_BUF_INIT};
        mg_error err = MG_ERROR_INIT;
        for (const char *const *rule = rows[i].rules; *rule; rule++) assert_int_equal(mg_map_add(&map, mg_span_str(*rule), &err), MG_OK);
        mg_buf_adds(&c.log, "");
        c.sink = (mg_sink){&c.arena, catch_article, catch_problem, &c, NULL};
        mg_file file = {.bytes = mg_span_str(rows[i].in), .path = MG_SPAN("a"), .map = &map};
        if (mg_extract(&file, NULL, &c.sink, &err) != MG_OK) mg_buf_adds(&c.log, err.msg);
        if (strcmp(c.log.p, rows[i].expected) != 0) fail_msg("row %zu:\n%s\ngot:\n%s\nexpected:\n%s", i, rows[i].in, c.log.p, rows[i].expected);
        catcher_end(&c);
    }
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_xml.sniff(MG_SPAN("<?xml version=\"1.0\"?>\n<!-- x --><krant>")));
    assert_false(mg_format_xml.sniff(MG_SPAN("<?xml version=\"1.0\"?>\n<!DOCTYPE html><html xmlns=\"x\">")));
    assert_false(mg_format_xml.sniff(MG_SPAN("<krant>")));
    assert_false(mg_format_xml.sniff(MG_SPAN("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(xml), cmocka_unit_test(sniffing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
