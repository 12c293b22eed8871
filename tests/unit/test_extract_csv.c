/* test_extract_csv.c - tables of articles: quoting, separators, names of columns, rows that do not fit, quotes never closed. */
#include "tests/unit/catcher.h"

#include "common/utf8.h"
#include "indexer/head.h"
#include "indexer/map.h"

#define AT(number) "member=#" number "\nformat=csv\n"
#define ICE(number) "id=a#" number "\ntitle=Ice\n" AT(number) "body=x\n--\n"

static const catch_row tables[] = {
    {"title,text\nIce,x\n", ICE("1")},
    {"title,text\r\nIce,x\r\n\r\nIce,x", ICE("1") ICE("2")},
    {"\xef\xbb\xbf\"title\",\"text\"\n\"Ice\",\"x\"\n", ICE("1")},
    {"title;text\nIce;x\n", ICE("1")},
    {"title\ttext\nIce\tx\n", ICE("1")},
    {"title|text\nIce|x\n", ICE("1")},
    {"sep=;\r\ntitle;text\r\nIce;x\r\n", ICE("1")},
    {"text\nx\n", "id=a#1\n" AT("1") "body=x\n--\n"},
    /* quotes, separators, line ends in fields; fields are known by the names of their columns */
    {",Headline,author,Publish Date,Section,tags,URL,content,n\n"
     "0,\"Ice, \"\"thin\"\"\",\"['Ann Quill', 'Bo Reed']\",2025-01-02 10:00:00,News,\"ice; salt\",https://c.example/i,\"It froze.\n\nThen\nit did not.\",17\n",
     "id=https://c.example/i\ntitle=Ice, \"thin\"\nby=Ann Quill\nby=Bo Reed\ndate=2025-01-02T10:00:00 meta\nsection=News\nurl=https://c.example/i\nkeyword=ice\nkeyword=salt\n"
     AT("1") "body=It froze.\n\nThen\n\nit did not.\n--\n"},
    {"title,text,author,section\nIce,\"<p>One.</p><p>Two.</p>\",NaN,\n", "id=a#1\ntitle=Ice\n" AT("1") "body=One.\n\nTwo.\n--\n"},
    {"id,title,text,date\n7,Ice,x,1741359661\n", "id=7\ntitle=Ice\ndate=2025-03-07T15:01:01Z meta\n" AT("1") "body=x\n--\n"},
    {"title,text,date\nIce,x,03/07/2025\n", ICE("1")}, /* in which order? */
    {"title,text\n\"\",\"\"\nIce,\"x\" \n", "problem #1: the record has neither a headline nor a text\n" ICE("2")},
    /* rows that do not fit */
    {"title,text,url,n\nIce,x\nIce,x,,,,\nIce,x,,,,y\nIce\nIce,x,,\n",
     ICE("1") ICE("2") "problem #3: line 4: the row has 6 fields, not 4\nproblem #4: line 5: the row has 1 fields, not 4\n" ICE("5")},
    /* a stray quote is one, an unclosed one is found at the next that opens */
    {"title,text\nIce \"3\" thin,\"say \"hi\" to\"\nIce,x\n", "id=a#1\ntitle=Ice \"3\" thin\n" AT("1") "body=say \"hi\" to\n--\n" ICE("2")},
    {"title,text\nThaw,\"y\nIce,\"x\"\nIce,x\n", "problem #1: line 2: a quote is never closed\nid=a#1\ntitle=Thaw\n" AT("1") "body=\"y\n--\n" ICE("2") ICE("3")},
    {"title,text\nIce,x\nThaw,\"y\nmore\nand more\n",
     ICE("1") "problem #2: line 3: a quote is never closed\nid=a#2\ntitle=Thaw\n" AT("2") "body=\"y\n--\n"
              "problem #3: line 4: the row has 1 fields, not 2\nproblem #4: line 5: the row has 1 fields, not 2\n"},
    /* one that swallowed the start of the next row: reading goes on where a row begins that fits */
    {"title,text,url\nThaw,\"y,z\nIce,x,\nRain,\"w\",\n",
     "problem #1: line 2: a quote is never closed\nid=a#1\ntitle=Thaw\n" AT("1") "body=\"y\n--\nid=a#2\ntitle=Ice\n" AT("2") "body=x\n--\nid=a#3\ntitle=Rain\n" AT("3") "body=w\n--\n"},
    /* tabs do not quote */
    {"title\ttext\n\"Ice\" is thin\tx\nThe \"ice\n\tx\n", "id=a#1\ntitle=\"Ice\" is thin\n" AT("1") "body=x\n--\nproblem #2: line 3: the row has 1 fields, not 2\n"
                                                      "id=a#3\n" AT("3") "body=x\n--\n"},
    /* no table of articles */
    {"a,b\n1,2\n", "no known format: a table that names no column for a headline or a text (see --map)"},
    {"name,price\nTea,2\n", "no known format: a table that names no column for a headline or a text (see --map)"},
    {"Ice on the strait, and more of it to come before the week is out\nIt froze.\n", "no known format: a table that names no column for a headline or a text (see --map)"},
    {"title,text\n", "the table has no rows"},
};

static void csv(void **state)
{
    (void)state;
    catch_rows(tables, MG_COUNT(tables), &mg_format_csv);
}

static void encodings(void **state)
{
    catcher c;
    (void)state;
    assert_int_equal(catch (&c, MG_SPAN("title;text\r\nCaf\xe9;d\x92un \x96 \x80\r\n"), "a.csv", NULL, NULL), MG_OK);
    assert_string_equal(c.log.p, "id=a.csv#1\ntitle=Café\n" AT("1") "body=d’un – €\n--\n");
    catcher_end(&c);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_csv.sniff(MG_SPAN("title,author,date\nIce,Ann,2025\n")));
    assert_true(mg_format_csv.sniff(MG_SPAN("id;title;body;n\r\n1;\"Ice;\";\"It froze, and the text is longer than what is shown")));
    assert_false(mg_format_csv.sniff(MG_SPAN("title,author\nIce,Ann\n")));
    assert_false(mg_format_csv.sniff(MG_SPAN("title,author,date\n")));
    assert_false(mg_format_csv.sniff(MG_SPAN("Title, author, date: what a card of the morgue says\nIt says more than that.\n")));
    assert_false(mg_format_csv.sniff(MG_SPAN("")));
}

static void maps(void **state)
{
    mg_map map = {.n = 0};
    catcher c = {.arena = MG_ARENA_INIT, .log = MG_BUF_INIT};
    (void)state;
    assert_int_equal(mg_map_add(&map, MG_SPAN("title=Kop"), NULL), MG_OK);
    assert_int_equal(mg_map_add(&map, MG_SPAN("body=Lange tekst"), NULL), MG_OK);
    mg_buf_adds(&c.log, "");
    c.sink = (mg_sink){&c.arena, catch_article, catch_problem, &c, NULL};
    mg_file file = {.bytes = MG_SPAN("title,kop,lange tekst,date\nNo,IJs,x,2025\n"), .path = MG_SPAN("a"), .map = &map};
    assert_int_equal(mg_extract(&file, &mg_format_csv, &c.sink, NULL), MG_OK);
    assert_string_equal(c.log.p, "id=a#1\ntitle=IJs\ndate=2025 meta\n" AT("1") "body=x\n--\n");
    catcher_end(&c);
}

/* Quotes that open and never close, in all places: read in time that grows with the size. */
static void hostile(void **state)
{
    static const char *const pieces[] = {"\"", "x,\"y\n", "\"a\n", "\"\"\n", ",", ",\"", "\n", "\"\"\"", "a\r", "\"x\",\"\"\"y\n", "\"a\"b", "x,\"a\nb\"\"c\n"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf text = MG_BUF_INIT;
        catcher c;
        mg_buf_adds(&text, "title,text\n");
        for (int n = 0; n < 30000; n++) mg_buf_adds(&text, pieces[i]);
        mg_status status = catch (&c, mg_buf_span(&text), "a", &mg_format_csv, NULL);
        assert_true(status == MG_OK || status == MG_FORMAT);
        catcher_end(&c);
        mg_buf_dispose(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv), cmocka_unit_test(encodings), cmocka_unit_test(sniffing), cmocka_unit_test(maps), cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
