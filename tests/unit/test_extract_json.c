/* test_extract_json.c - JSON of any shape and JSON lines: what is read of the shapes that others write, what is no article. */
#include "tests/unit/catcher.h"

#include "indexer/head.h"
#include "indexer/map.h"

#define AT(number) "member=#" number "\nformat=json\n"
#define ONE "format=json\n"

/* What APIs and exports wrap around articles, and how they call their fields. */
static const catch_row shapes[] = {
    /* plain: one, a list, one without a list */
    {"{\"title\": \"Ice\", \"body\": \"It froze.\"}", "id=a\ntitle=Ice\n" ONE "body=It froze.\n--\n"},
    {"[{\"id\": 7, \"headline\": \"Ice\", \"text\": \"It froze.\"}, {\"id\": 9007199254740993, \"headline\": \"Thaw\", \"text\": \"It did not.\"}]",
     "id=7\ntitle=Ice\n" AT("1") "body=It froze.\n--\nid=9007199254740993\ntitle=Thaw\n" AT("2") "body=It did not.\n--\n"},
    /* names without regard to case and punctuation; the best of several that has a value */
    {"{\"Article-Title\": \"Ice\", \"content\": \"\", \"Full_Text\": \"It froze.\", \"description\": \"Cold\", \"Published At\": \"2025-01-02\", "
     "\"published_date\": null, \"source_url\": \"https://c.example/i\", \"short_url\": \"https://s.example\"}",
     "id=https://c.example/i\ntitle=Ice\nstandfirst=Cold\ndate=2025-01-02 meta\nurl=https://c.example/i\n" ONE "body=It froze.\n--\n"},
    /* NewsAPI */
    {"{\"status\":\"ok\",\"totalResults\":1,\"articles\":[{\"source\":{\"id\":null,\"name\":\"Courier\"},\"author\":\"Ann Quill\",\"title\":\"Ice\","
     "\"description\":\"Cold\",\"url\":\"https://c.example/t\",\"urlToImage\":\"https://c.example/x.jpg\",\"publishedAt\":\"2025-01-02T10:00:00Z\","
     "\"content\":\"It froze… [+1234 chars]\"}]}",
     "id=https://c.example/t\ntitle=Ice\nstandfirst=Cold\nby=Ann Quill\ndate=2025-01-02T10:00:00Z meta\nsource=Courier\n"
     "url=https://c.example/t\n" AT("1") "body=It froze…\n--\n"},
    /* the New York Times' search */
    {"{\"status\":\"OK\",\"response\":{\"docs\":[{\"abstract\":\"Cold\",\"web_url\":\"https://n.example/i\",\"lead_paragraph\":\"It froze.\","
     "\"multimedia\":[{\"url\":\"x\",\"title\":\"a\",\"caption\":\"b\"}],\"headline\":{\"main\":\"Ice\",\"kicker\":null,\"print_headline\":\"I\"},"
     "\"keywords\":[{\"name\":\"subject\",\"value\":\"Snow and Ice, Thin\"},{\"name\":\"glocations\",\"value\":\"Ellery\"}],"
     "\"pub_date\":\"2025-01-02T10:00:01+0000\",\"news_desk\":\"Metro\",\"section_name\":\"World\",\"byline\":{\"original\":\"By Ann Quill and Bo Reed\","
     "\"person\":[{\"firstname\":\"Ann\",\"lastname\":\"Quill\"}]},\"_id\":\"nyt://1\",\"uri\":\"nyt://1\"}],\"meta\":{\"hits\":1}}}",
     "id=nyt://1\ntitle=Ice\nstandfirst=Cold\nby=Ann Quill\nby=Bo Reed\ndate=2025-01-02T10:00:01Z meta\nsection=World\nurl=https://n.example/i\n"
     "keyword=Snow and Ice, Thin\nkeyword=Ellery\n" AT("1") "body=It froze.\n--\n"},
    /* the Guardian's, of several and of one */
    {"{\"response\":{\"status\":\"ok\",\"results\":[{\"id\":\"w/i\",\"type\":\"article\",\"sectionName\":\"World news\",\"webPublicationDate\":"
     "\"2025-01-02T10:00:00Z\",\"webTitle\":\"Ice\",\"webUrl\":\"https://g.example/i\",\"fields\":{\"trailText\":\"It is <b>cold</b>\",\"byline\":\"Ann Quill\","
     "\"body\":\"<p>It froze.</p><p>Salt &amp; sand.</p>\"},\"tags\":[{\"webTitle\":\"Weather\"}]}]}}",
     "id=w/i\ntitle=Ice\nstandfirst=It is cold\nby=Ann Quill\ndate=2025-01-02T10:00:00Z meta\nsection=World news\nurl=https://g.example/i\n"
     "keyword=Weather\n" AT("1") "body=It froze.\n\nSalt & sand.\n--\n"},
    {"{\"response\":{\"content\":{\"id\":\"w/i\",\"webTitle\":\"Ice\",\"webPublicationDate\":\"2025-01-02T10:00:00Z\",\"fields\":{\"bodyText\":\"It froze.\"}}}}",
     "id=w/i\ntitle=Ice\ndate=2025-01-02T10:00:00Z meta\n" AT("1") "body=It froze.\n--\n"},
    /* Elasticsearch */
    {"{\"took\":1,\"hits\":{\"hits\":[{\"_index\":\"n\",\"_id\":\"abc\",\"_source\":{\"title\":\"Ice\",\"content\":\"It froze.\",\"source\":\"Courier\"}}]}}",
     "id=abc\ntitle=Ice\nsource=Courier\n" AT("1") "body=It froze.\n--\n"},
    /* WordPress: numbers for people and categories, characters in references */
    {"[{\"id\":12,\"date\":\"2025-01-02T10:00:00\",\"link\":\"https://w.example/i\",\"title\":{\"rendered\":\"Ice &#8211; again\"},"
     "\"content\":{\"rendered\":\"<p>It froze.</p>\",\"protected\":false},\"excerpt\":{\"rendered\":\"<p>Cold</p>\"},\"author\":3,\"categories\":[1],"
     "\"tags\":[2],\"_embedded\":{\"author\":[{\"id\":3,\"name\":\"Ann Quill\"}]}}]",
     "id=12\ntitle=Ice – again\nstandfirst=Cold\nby=Ann Quill\ndate=2025-01-02T10:00:00 meta\nurl=https://w.example/i\n" AT("1") "body=It froze.\n--\n"},
    /* Arc: blocks */
    {"{\"type\":\"story\",\"_id\":\"ABC\",\"headlines\":{\"basic\":\"Ice\"},\"subheadlines\":{\"basic\":\"Cold\"},\"credits\":{\"by\":[{\"name\":\"Ann Quill\"}]},"
     "\"display_date\":\"2025-01-02T00:00:00Z\",\"canonical_url\":\"/ice\",\"taxonomy\":{\"sections\":[{\"_id\":\"/news\",\"name\":\"News\"}],\"tags\":"
     "[{\"text\":\"ice\"}]},\"content_elements\":[{\"type\":\"text\",\"content\":\"It <b>froze</b>.\"},{\"type\":\"header\",\"content\":\"Salt\"},"
     "{\"type\":\"list\",\"items\":[{\"type\":\"text\",\"content\":\"sand\"},{\"type\":\"text\",\"content\":\"ash\"}]},{\"type\":\"image\",\"caption\":\"A skater.\"},"
     "{\"type\":\"raw_html\",\"content\":\"<p>poll</p>\"},{\"type\":\"interstitial_link\",\"content\":\"More\"}]}",
     "id=ABC\ntitle=Ice\nstandfirst=Cold\nby=Ann Quill\ndate=2025-01-02T00:00:00Z meta\nsection=News\nkeyword=ice\n" ONE
     "body=It froze.\n\nSalt\n\n- sand\n- ash\n\nA skater.\n--\n"},
    /* news-please: a paragraph a line */
    {"{\"authors\":[\"Ann Quill\",\"Bo Reed\"],\"date_download\":\"2025-02-01 00:00:00\",\"date_modify\":\"2025-01-03 10:00:00\",\"date_publish\":"
     "\"2025-01-02 10:00:00\",\"language\":\"en\",\"source_domain\":\"c.example\",\"title\":\"Ice\",\"url\":\"https://c.example/i\",\"maintext\":\"It froze, and "
     "whoever had a boat in the harbour walked out to it over the ice and stood there for a while looking at it.\\nThen home.\"}",
     "id=https://c.example/i\ntitle=Ice\nby=Ann Quill\nby=Bo Reed\ndate=2025-01-02T10:00:00 meta\nmodified=2025-01-03T10:00:00\nsource=c.example\n"
     "url=https://c.example/i\nlanguage=en\n" ONE "body=It froze, and whoever had a boat in the harbour walked out to it over the ice and stood there "
     "for a while looking at it.\n\nThen home.\n--\n"},
    /* Fundus: sections with headings, by version of the parser */
    {"{\"V1\":{\"title\":\"Ice\",\"authors\":[\"Ann Quill\"],\"publishing_date\":\"2025-01-02 10:00:00+00:00\",\"body\":{\"summary\":[],\"sections\":[{\"headline\":[],"
     "\"paragraphs\":[\"It froze.\"]},{\"headline\":[\"Later\"],\"paragraphs\":[\"It did not.\",\"Home.\"]}]}}}",
     "id=a#1\ntitle=Ice\nby=Ann Quill\ndate=2025-01-02T10:00:00Z meta\n" AT("1") "body=It froze.\n\nLater\n\nIt did not.\n\nHome.\n--\n"},
    /* GDELT: when it was seen is the next best */
    {"{\"articles\":[{\"url\":\"https://c.example/a\",\"title\":\"Ice\",\"seendate\":\"20250102T101500Z\",\"domain\":\"c.example\",\"language\":\"English\"}]}",
     "id=https://c.example/a\ntitle=Ice\ndate=2025-01-02T10:15:00Z meta\nsource=c.example\nurl=https://c.example/a\nlanguage=en\n" AT("1") "--\n"},
    /* schema.org: what is no article of the graph is left out */
    {"{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"Courier\",\"url\":\"https://c.example\"},{\"@type\":\"NewsArticle\","
     "\"@id\":\"https://c.example/i#a\",\"headline\":\"Ice\",\"datePublished\":\"2025-01-02\",\"author\":{\"@type\":\"Person\",\"name\":\"Ann Quill\"},"
     "\"publisher\":{\"name\":\"Courier\"},\"articleBody\":\"It froze.\"}]}",
     "id=https://c.example/i#a\ntitle=Ice\nby=Ann Quill\ndate=2025-01-02 json-ld\nsource=Courier\n" AT("2") "body=It froze.\n--\n"},
    /* JSON Feed: the feed is no article */
    {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Feed\",\"url\":\"https://c.example\",\"description\":\"d\",\"items\":[{\"id\":\"1\",\"title\":\"Ice\","
     "\"content_html\":\"<p>It froze.</p>\",\"date_published\":\"2025-01-02\"}]}",
     "id=1\ntitle=Ice\ndate=2025-01-02 meta\n" AT("1") "body=It froze.\n--\n"},
    /* objects by their ids */
    {"{\"n1\":{\"title\":\"Ice\",\"text\":\"It froze.\"},\"n2\":{\"title\":\"Thaw\",\"text\":\"No.\"}}",
     "id=a#1\ntitle=Ice\n" AT("1") "body=It froze.\n--\nid=a#2\ntitle=Thaw\n" AT("2") "body=No.\n--\n"},
    /* lists that are about something else */
    {"{\"title\":\"Ice\",\"date\":\"2025-01-02\",\"related_articles\":[{\"title\":\"Thaw\",\"text\":\"x\"}]}", "id=a\ntitle=Ice\ndate=2025-01-02 meta\n" ONE "--\n"},
    {"{\"title\":\"Ice\",\"body\":\"It froze.\",\"more\":[{\"title\":\"Thaw\",\"text\":\"x\"}]}", "id=a\ntitle=Ice\n" ONE "body=It froze.\n--\n"},
};

static const catch_row values[] = {
    /* numbers as dates: seconds, thousandths, whole days, days as digits; not: small, far, doubtful */
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":1741359661}", "id=a\ntitle=T\ndate=2025-03-07T15:01:01Z meta\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":\"1741359661000\"}", "id=a\ntitle=T\ndate=2025-03-07T15:01:01Z meta\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":1741305600.0}", "id=a\ntitle=T\ndate=2025-03-07 meta\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":20250307}", "id=a\ntitle=T\ndate=2025-03-07 meta\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":20250307150101}", "id=a\ntitle=T\ndate=2025-03-07T15:01:01 meta\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":{\"$date\":{\"$numberLong\":\"951827696000\"}}}", "id=a\ntitle=T\ndate=2000-02-29T12:34:56Z meta\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":12345}", "id=a\ntitle=T\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":2025030715}", "id=a\ntitle=T\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":202503071501}", "id=a\ntitle=T\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"date\":-5e300, \"pubdate\": true}", "id=a\ntitle=T\n" ONE "body=x\n--\n"},
    /* a date that cannot be read gives way to one that can */
    {"{\"title\":\"T\",\"text\":\"x\",\"published\":\"yesterday\",\"created_at\":\"2025-03-07\"}", "id=a\ntitle=T\ndate=2025-03-07 meta\n" ONE "body=x\n--\n"},
    /* lists in strings, names that are none */
    {"{\"title\":\"T\",\"text\":\"x\",\"authors\":\"['Ann Quill', \\\"Bo O'Reed\\\"]\",\"tags\":\"ice, salt\"}",
     "id=a\ntitle=T\nby=Ann Quill\nby=Bo O'Reed\nkeyword=ice\nkeyword=salt\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"author\":\"https://c.example/ann\",\"writer\":\"ann@c.example\",\"section\":\"None\",\"source\":\"https://www.c.example/x\"}",
     "id=a\ntitle=T\nsource=c.example\n" ONE "body=x\n--\n"},
    {"{\"title\":\"T\",\"text\":\"x\",\"author\":{\"first_name\":\"Ann\",\"last_name\":\"Quill\"}}", "id=a\ntitle=T\nby=Ann Quill\n" ONE "body=x\n--\n"},
    /* HTML is seen, also when it was escaped once more; a < b is none; a headline in the text is not repeated */
    {"{\"title\":\"T &amp; <i>U</i>\",\"text\":\"<h1>T &amp; U</h1><p>One<br>two.</p><script>x</script>\"}", "id=a\ntitle=T & U\n" ONE "body=One\ntwo.\n--\n"},
    {"{\"title\":\"T\",\"text\":\"&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;\"}", "id=a\ntitle=T\n" ONE "body=One.\n\nTwo.\n--\n"},
    {"{\"title\":\"a < b\",\"text\":\"If a <3 and c> d; see <http://x>.\"}", "id=a\ntitle=a < b\n" ONE "body=If a <3 and c> d; see <http://x>.\n--\n"},
    {"{\"title\":\"T\",\"text\":\"One.\\n\\nTwo.\"}", "id=a\ntitle=T\n" ONE "body=One.\n\nTwo.\n--\n"},
    {"{\"title\":\"T\",\"text\":[\"One.\",\"Two.\",{\"text\":\"Three.\"},null]}", "id=a\ntitle=T\n" ONE "body=One.\n\nTwo.\n\nThree.\n--\n"},
    /* a body that is a page */
    {"{\"url\":\"https://c.example/i\",\"html\":\"<!DOCTYPE html><html><head><title>Ice</title></head><body><nav>Menu</nav><article><h1>Ice</h1><p>It froze, "
     "and whoever had a boat walked out to it.</p><p>Then home.</p></article></body></html>\"}",
     "id=https://c.example/i\ntitle=Ice\nurl=https://c.example/i\n" ONE "body=It froze, and whoever had a boat walked out to it.\n\nThen home.\n--\n"},
    /* what a parser refuses is mended */
    {"{\"title\":\"T \\ud83d\\u0041 \\udc00\",\"text\":\"x\\u0000y\\q \\'\",\"id\":123456789012345678901234567890,\"n\":NaN,\"m\":1e999,}",
     "id=123456789012345678901234567890\ntitle=T \xef\xbf\xbd" "A \xef\xbf\xbd\n" ONE "body=x y\\q '\n--\n"},
    {"{\"title\":\"T\",\"text\":\"One.\n\tTwo.\x01\"}", "id=a\ntitle=T\n" ONE "body=One.\n\nTwo.\n--\n"},
    {"{\"title\":\"T \\ud83d\\ude00\",\"text\":\"x\\u0000y\"}", "id=a\ntitle=T \xf0\x9f\x98\x80\n" ONE "body=x y\n--\n"},
};

static const catch_row broken[] = {
    /* no article: of no known format */
    {"{\"name\":\"x\",\"version\":\"1.0.0\",\"description\":\"d\",\"keywords\":[\"k\"],\"author\":\"a\",\"homepage\":\"https://x.example\"}",
     "no known format: JSON in which nothing is an article"},
    {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":\"x\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}]}",
     "no known format: JSON in which nothing is an article"},
    {"{\"openapi\":\"3.0\",\"info\":{\"title\":\"API\",\"description\":\"d\",\"version\":\"1\"},\"paths\":{}}", "no known format: JSON in which nothing is an article"},
    {"{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\"},\"body\":{\"type\":\"string\"},\"date\":{\"$ref\":\"#/d\"}}}",
     "no known format: JSON in which nothing is an article"},
    {"{}", "no known format: JSON in which nothing is an article"},
    {"[1, \"a\", null, [], {}]", "no known format: JSON in which nothing is an article"},
    /* records that are none among those that are */
    {"[{\"title\":\"Ice\",\"text\":\"x\"},{\"id\":2,\"url\":\"https://c.example\"},17,{\"title\":\"Thaw\",\"text\":\"y\"}]",
     "id=a#1\ntitle=Ice\n" AT("1") "body=x\n--\nproblem #2: the record has neither a headline nor a text\nid=a#3\ntitle=Thaw\n" AT("3") "body=y\n--\n"},
    /* one broken record of a list */
    {"[\n{\"title\":\"Ice\",\"text\":\"x\"},\n{\"title\":\"a \"quote\" in it\",\"text\":\"z\"},\n{\"title\":\"Thaw\",\"text\":\"y\"}\n]",
     "id=a#1\ntitle=Ice\n" AT("1") "body=x\n--\nproblem #2: line 3: the JSON is broken: '}' expected near 'quote'\n"
     "id=a#3\ntitle=Thaw\n" AT("3") "body=y\n--\n"},
    {"{\"articles\":[{\"title\":\"Ice\",\"text\":\"x\"},{\"title\":\"Thaw\",\"text\":\"cut",
     "id=a#1\ntitle=Ice\n" AT("1") "body=x\n--\nproblem #2: line 1: the JSON is cut off\n"},
    {"{\"title\":\"Ice\",\"text\":\"cut", "line 1: the JSON is cut off"},
    {"{\"colour\": red}", "no known format: JSON in which nothing is an article"},
};

static void json(void **state)
{
    (void)state;
    catch_rows(shapes, MG_COUNT(shapes), &mg_format_json);
    catch_rows(values, MG_COUNT(values), &mg_format_json);
    catch_rows(broken, MG_COUNT(broken), &mg_format_json);
}

#define LINE(number) "member=#" number "\nformat=jsonl\n"

static const catch_row lines[] = {
    {"{\"title\":\"Ice\",\"text\":\"x\"}\n{\"title\":\"Thaw\",\"text\":\"y\"}\n",
     "id=a#1\ntitle=Ice\n" LINE("1") "body=x\n--\nid=a#2\ntitle=Thaw\n" LINE("2") "body=y\n--\n"},
    /* CRLF, blank lines, commas, a bracket around it, a mark before it, separators, several on a line */
    {"\xef\xbb\xbf{\"title\":\"Ice\",\"text\":\"x\"},\r\n\r\n{\"title\":\"Thaw\",\"text\":\"y\"} {\"title\":\"Rain\",\"text\":\"z\"}\r\n]",
     "id=a#1\ntitle=Ice\n" LINE("1") "body=x\n--\nid=a#2\ntitle=Thaw\n" LINE("2") "body=y\n--\nid=a#3\ntitle=Rain\n" LINE("3") "body=z\n--\n"},
    {"\x1e{\"title\":\"Ice\",\"text\":\"It froze, and whoever had a boat walked out to it.\"}\n\x1e{\"title\":\"Thaw\",\"text\":\"It did not last, and whoever "
     "had a boat walked home.\"}\n",
     "id=a#1\ntitle=Ice\n" LINE("1") "body=It froze, and whoever had a boat walked out to it.\n--\nid=a#2\ntitle=Thaw\n" LINE("2")
     "body=It did not last, and whoever had a boat walked home.\n--\n"},
    /* one bad line */
    {"{\"title\":\"Ice\",\"text\":\"x\"}\n\n{\"title\":\n\"Thaw\",\"text\":\"y\"}\n{\"title\":\"Rain\",\"text\":\"z\"}\n",
     "id=a#1\ntitle=Ice\n" LINE("1") "body=x\n--\nproblem #2: line 3: the JSON is cut off\nproblem #3: line 4: the JSON is broken: there is no object on it\n"
     "id=a#4\ntitle=Rain\n" LINE("4") "body=z\n--\n"},
    /* Elasticsearch's bulk lines */
    {"{\"index\":{\"_id\":\"1\"}}\n{\"title\":\"Ice\",\"text\":\"x\"}\n", "id=a#2\ntitle=Ice\n" LINE("2") "body=x\n--\n"},
    /* one object over several lines is no lines */
    {"{\n\"title\":\"Ice\",\n\"text\":\"x\"\n}", "id=a\ntitle=Ice\n" ONE "body=x\n--\n"},
    {"{\n\"title\":\"Ice\",\n\"text\":\"x\"\n}\n{\n\"title\":\"Thaw\",\n\"text\":\"y\"\n}\n",
     "id=a#1\ntitle=Ice\n" AT("1") "body=x\n--\nid=a#2\ntitle=Thaw\n" AT("2") "body=y\n--\n"},
    {"{\"a\":1}\n{\"a\":2}\n", "no known format: JSON in which nothing is an article"},
    /* the Washington Post's collection */
    {"{\"id\":\"b1\",\"article_url\":\"https://w.example/a\",\"title\":\"Ice\",\"author\":\"Ann Quill\",\"published_date\":1325376562000,\"contents\":[{\"content\":\"Opinions\","
     "\"mime\":\"text/plain\",\"type\":\"kicker\"},{\"content\":\"Ice\",\"mime\":\"text/plain\",\"type\":\"title\"},{\"content\":\"By Ann Quill\",\"type\":\"byline\"},"
     "{\"content\":1325376562000,\"type\":\"date\"},null,{\"content\":\"<b>It</b> froze.\",\"subtype\":\"paragraph\",\"type\":\"sanitized_html\"},{\"fullcaption\":\"A skater.\","
     "\"imageURL\":\"x\",\"type\":\"image\"},{\"type\":\"author_info\",\"bio\":\"Ann writes.\"}],\"type\":\"article\",\"source\":\"The Post\"}\n"
     "{\"id\":\"b2\",\"title\":null,\"author\":\"\",\"published_date\":null,\"contents\":[null,{\"content\":\"Thaw\",\"type\":\"title\"},{\"content\":\"No.\",\"type\":\"sanitized_html\"}]}\n",
     "id=b1\ntitle=Ice\nby=Ann Quill\ndate=2012-01-01T00:09:22Z meta\nsource=The Post\nsection=Opinions\nurl=https://w.example/a\n" LINE("1")
     "body=It froze.\n\nA skater.\n--\nid=b2\ntitle=Thaw\n" LINE("2") "body=No.\n--\n"},
};

static void json_lines(void **state)
{
    (void)state;
    catch_rows(lines, MG_COUNT(lines), &mg_format_jsonl);
}

/* What is looked at first. */
static void sniffing(void **state)
{
    static const struct {
        const char *text;
        bool json, lines;
    } rows[] = {
        {"{\"a\": 1}", true, false},
        {" [\n  {\"a\": \"cut of", true, false},
        {"[[1]]", true, false},
        {"{\"a\": 1}\n{\"b\": 2}", true, true},
        {"\x1e{\"a\": 1}\n", true, true},
        {"{\"a\": 1} is what a settings file looks like", false, false},
        {"[Correction: the ferry was late.]", false, false},
        {"[1] The first note of a text", false, false},
        {"[\"Quoted\", she said]", false, false},
        {"{braces} in a text", false, false},
        {"{}", false, false},
        {"", false, false},
        {"Headline\n{\"a\": 1}", false, false},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        if (mg_format_json.sniff(mg_span_str(rows[i].text)) != rows[i].json) fail_msg("json: %s", rows[i].text);
        if (mg_format_jsonl.sniff(mg_span_str(rows[i].text)) != rows[i].lines) fail_msg("jsonl: %s", rows[i].text);
    }
}

/* ---- --map ---- */

static void mapped(const char *const *rules, const char *text, const mg_format *format, const char *expected)
{
    mg_map map = {.n = 0};
    catcher c = {.arena = MG_ARENA_INIT, .log = MG_BUF_INIT};
    mg_error err = MG_ERROR_INIT;
    for (; *rules; rules++) assert_int_equal(mg_map_add(&map, mg_span_str(*rules), &err), MG_OK);
    mg_buf_adds(&c.log, "");
    c.sink = (mg_sink){&c.arena, catch_article, catch_problem, &c, NULL};
    mg_file file = {.bytes = mg_span_str(text), .path = MG_SPAN("a"), .map = &map};
    if (mg_extract(&file, format, &c.sink, &err) != MG_OK) mg_buf_adds(&c.log, err.msg);
    assert_string_equal(c.log.p, expected);
    catcher_end(&c);
}

#define RULES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void maps(void **state)
{
    (void)state;
    mapped(RULES("title=kop.tekst", "body=alinea.t", "keywords=trefwoord.0.w", "date=dag"),
           "[{\"kop\":{\"tekst\":\"IJs\"},\"alinea\":[{\"t\":\"Een.\"},{\"t\":\"Twee.\"}],\"trefwoord\":[{\"w\":\"ijs\"},{\"w\":\"dooi\"}],\"dag\":\"2025-01-02\"}]",
           &mg_format_json, "id=a#1\ntitle=IJs\ndate=2025-01-02 meta\nkeyword=ijs\n" AT("1") "body=Een.\n\nTwee.\n--\n");
    /* what is mapped is not looked for elsewhere; the first path with a value counts; a key may have dots */
    mapped(RULES("title=kop", "title=dc.title", "url=permalink.x"), "{\"title\":\"No\",\"dc.title\":\"Yes\",\"text\":\"x\",\"url\":\"https://c.example\"}",
           &mg_format_json, "id=a\ntitle=Yes\n" ONE "body=x\n--\n");
    /* where the records are */
    mapped(RULES("record=pages.news", "title=t"), "{\"pages\":{\"ads\":[{\"t\":\"No\"}],\"news\":[{\"t\":\"Yes\"},{\"u\":\"?\"}]}}", &mg_format_json,
           "id=a#1\ntitle=Yes\n" AT("1") "--\nproblem #2: the record has neither a headline nor a text\n");
    mapped(RULES("record=doc", "title=t"), "{\"doc\":{\"t\":\"Yes\"}}\n{\"doc\":{\"t\":\"Too\"}}\n", &mg_format_jsonl,
           "id=a#1\ntitle=Yes\n" LINE("1") "--\nid=a#2\ntitle=Too\n" LINE("2") "--\n");
    mapped(RULES("title=kop"), "{\"name\":\"x\"}", &mg_format_json, "no known format: JSON in which nothing is an article");
}

static void map_rules(void **state)
{
    static const char *const wrong[] = {"", "title", "title=", "title= ", "=x", "foo=x", "head line=x"};
    mg_map map = {.n = 0}, other = {.n = 0};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(wrong); i++) {
        mg_error err = MG_ERROR_INIT;
        assert_int_equal(mg_map_add(&map, mg_span_str(wrong[i]), &err), MG_USAGE);
        assert_non_null(strstr(err.msg, "--map"));
    }
    assert_int_equal(map.n, 0);
    assert_int_equal(mg_map_hash(1, NULL), mg_map_hash(1, &map));
    assert_int_equal(mg_map_add(&map, MG_SPAN(" Title = a=b "), NULL), MG_OK);
    assert_int_equal(mg_map_add(&other, MG_SPAN("body=a=b"), NULL), MG_OK);
    assert_true(mg_span_eq(map.v[0].path, MG_SPAN("a=b")));
    assert_true(mg_map_has(&map, MG_FIELD_TITLE) && !mg_map_has(&map, MG_FIELD_BODY) && !mg_map_has(NULL, MG_FIELD_TITLE));
    assert_int_not_equal(mg_map_hash(1, &map), mg_map_hash(1, &other));
    for (int i = 1; i < MG_MAP_MAX; i++) assert_int_equal(mg_map_add(&map, MG_SPAN("record=x"), NULL), MG_OK);
    assert_int_equal(mg_map_add(&map, MG_SPAN("record=x"), NULL), MG_USAGE);
}

/* Deep, wide, never closed: read in time that grows with the size. */
static void hostile(void **state)
{
    static const char *const pieces[] = {"{\"a\":[", "[", "{\"title\":\"x\",\"a\":{\"b\":", "{\"title\":\"", "[{\"title\":\"x\",\"text\":\"y\"},{\"title\":",
                                         "{\"title\":\"x\",\"text\":\"y\"}", "\"", "\\ud800", "{\"title\":\"x\"\n", "\x1e", "1e999,"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf text = MG_BUF_INIT;
        mg_buf_adds(&text, "{\"title\":\"first\",\"text\":\"x\"}\n");
        for (int n = 0; n < 30000; n++) mg_buf_adds(&text, pieces[i]);
        for (int format = 0; format < 2; format++) {
            catcher c;
            mg_status status = catch (&c, mg_buf_span(&text), "a", format ? &mg_format_json : &mg_format_jsonl, NULL);
            assert_true(status == MG_OK || status == MG_FORMAT || status == MG_NOTFOUND);
            catcher_end(&c);
        }
        mg_buf_dispose(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json), cmocka_unit_test(json_lines), cmocka_unit_test(sniffing),
        cmocka_unit_test(maps), cmocka_unit_test(map_rules),  cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
