/* test_extract_odt.c - OpenDocument text, in parts and flat. */
#include "tests/unit/catcher.h"
#include "tests/unit/zip_maker.h"

#define TYPE "application/vnd.oasis.opendocument.text"
#define SPACES " xmlns:office=\"o\" xmlns:text=\"t\" xmlns:style=\"s\" xmlns:table=\"tb\" xmlns:draw=\"d\" xmlns:dc=\"dc\" xmlns:meta=\"m\""
#define AUTOMATIC                                                                                                        \
    "<office:automatic-styles><style:style style:name=\"P1\" style:parent-style-name=\"Title\"/>"                        \
    "<style:style style:name=\"P2\" style:parent-style-name=\"House\"/><style:style style:name=\"P3\" style:parent-style-name=\"P3\"/>" \
    "</office:automatic-styles>"
#define STYLES                                                                                                           \
    "<style:style style:name=\"House\" style:parent-style-name=\"Subtitle\"/>"
#define LONG "The quay was closed on Monday, and the crane that closed it was still there on Friday."
#define P(text) "<text:p>" text "</text:p>"
#define ID "id=a\n"

typedef struct {
    const char *body, *meta, *expected;
} row;

#define IN(body, text) {P(LONG) body, "", ID "format=%s\nbody=" LONG "\n\n" text "\n--\n"}

static const row rows[] = {
    {"<text:p text:style-name=\"P1\">Crane stays</text:p><text:p text:style-name=\"P2\">It is stuck, they say.</text:p>"
     P("By Ann Teller") P("7 March 2025") P(LONG), "",
     ID "title=Crane stays\nstandfirst=It is stuck, they say.\nby=Ann Teller\ndate=2025-03-07 byline\nformat=%s\nbody=" LONG "\n--\n"},
    {P(LONG), "<dc:title>Crane stays</dc:title><meta:initial-creator>Ann Teller</meta:initial-creator><dc:creator>Sub Editor</dc:creator>"
              "<meta:keyword>cranes</meta:keyword><meta:keyword>quays</meta:keyword><dc:language>en-GB</dc:language>"
              "<dc:date>2025-03-07T10:00:00</dc:date>",
     ID "title=Crane stays\nby=Ann Teller\nlanguage=en\nkeyword=cranes\nkeyword=quays\nformat=%s\nbody=" LONG "\n--\n"},
    {P(LONG), "<dc:title>Untitled 1</dc:title><meta:initial-creator>root</meta:initial-creator>", ID "format=%s\nbody=" LONG "\n--\n"},
    IN("<text:p>One  \n two<text:s text:c=\"3\"/>three<text:tab/>four<text:line-break/><text:span>five</text:span></text:p>",
       "One two   three\tfour\nfive"),
    IN("<text:h>Head</text:h><text:p text:style-name=\"P3\">A circle.</text:p>", "Head\n\nA circle."),
    IN("<text:list><text:list-item><text:p>one</text:p><text:p>more</text:p><text:list><text:list-item><text:p>inner</text:p>"
       "</text:list-item></text:list></text:list-item><text:list-item><text:h>Head</text:h></text:list-item></text:list>",
       "- one\n\nmore\n\n- inner\n\nHead"),
    /* what is not to be read */
    IN("<text:tracked-changes><text:changed-region><text:deletion>" P("Deleted.") "</text:deletion></text:changed-region></text:tracked-changes>"
       "<text:p>Kept<office:annotation>" P("A remark.") "</office:annotation>.</text:p>"
       "<text:table-of-content><text:index-body>" P("Head 3") "</text:index-body></text:table-of-content>", "Kept."),
    /* notes at the end, frames behind their paragraph */
    IN("<text:p>With a note<text:note><text:note-citation>1</text:note-citation><text:note-body>" P("A note.") "</text:note-body></text:note>"
       " and a box<draw:frame><draw:text-box>" P("Boxed.") "</draw:text-box></draw:frame>.</text:p>" P("Behind."),
       "With a note and a box.\n\nBoxed.\n\nBehind.\n\nA note."),
    IN("<draw:frame><draw:text-box>" P("Boxed.") "</draw:text-box></draw:frame><text:section>" P("In a section.") "</text:section>",
       "Boxed.\n\nIn a section."),
    /* tables */
    IN("<table:table><table:table-row><table:table-cell>" P("Wheat") "</table:table-cell><table:table-cell>" P("2") P("55")
       "</table:table-cell></table:table-row></table:table>", "Wheat\t2 55"),
    IN("<table:table><table:table-row><table:table-cell>" P("One.") P("Two.") "</table:table-cell></table:table-row></table:table>",
       "One.\n\nTwo."),
};

static void make_odt(const row *r, mg_buf *out)
{
    mg_buf content = MG_BUF_INIT, meta = MG_BUF_INIT;
    mg_buf_addf(&content, "<office:document-content" SPACES ">" AUTOMATIC "<office:body><office:text>%s</office:text></office:body>"
                          "</office:document-content>", r->body);
    mg_buf_addf(&meta, "<office:document-meta" SPACES "><office:meta>%s</office:meta></office:document-meta>", r->meta);
    zip_entry entries[] = {
        {"mimetype", MG_SPAN(TYPE)},
        {"content.xml", mg_buf_span(&content)},
        {"meta.xml", mg_buf_span(&meta)},
        {"styles.xml", MG_SPAN("<office:document-styles" SPACES "><office:styles>" STYLES "</office:styles></office:document-styles>")},
    };
    zip_make(entries, MG_COUNT(entries), 0, out);
    mg_buf_dispose(&content);
    mg_buf_dispose(&meta);
}

static void make_flat(const row *r, mg_buf *out)
{
    mg_buf_addf(out, "<?xml version=\"1.0\"?>\n<office:document" SPACES " office:mimetype=\"" TYPE "\"><office:meta>%s</office:meta>"
                     "<office:styles>" STYLES "</office:styles>" AUTOMATIC "<office:master-styles>" P("A header.") "</office:master-styles>"
                     "<office:body><office:text>%s</office:text></office:body></office:document>", r->meta, r->body);
}

static void check(const char *format, void (*make)(const row *, mg_buf *))
{
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        catcher c;
        mg_error err = MG_ERROR_INIT;
        mg_buf file = MG_BUF_INIT, expected = MG_BUF_INIT;
        make(&rows[i], &file);
        const char *mark = strstr(rows[i].expected, "%s");
        mg_buf_add(&expected, (mg_span){rows[i].expected, (size_t)(mark - rows[i].expected)});
        mg_buf_addf(&expected, "%s%s", format, mark + 2);
        if (catch (&c, mg_buf_span(&file), "a", NULL, &err) != MG_OK) mg_buf_adds(&c.log, err.msg);
        if (strcmp(c.log.p, expected.p) != 0)
            fail_msg("row %zu:\n%s\ngot:\n%s\nexpected:\n%s", i, rows[i].body, c.log.p, expected.p);
        catcher_end(&c);
        mg_buf_dispose(&file);
        mg_buf_dispose(&expected);
    }
}

static void in_parts(void **state)
{
    (void)state;
    check("odt", make_odt);
}

static void flat(void **state)
{
    (void)state;
    check("fodt", make_flat);
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        zip_entry entries[2];
        mg_status status;
        const char *why;
    } cases[] = {
        {{{"mimetype", MG_SPAN(TYPE)}, {"x", MG_SPAN("")}}, MG_FORMAT, "has no content.xml"},
        {{{"mimetype", MG_SPAN(TYPE)}, {"content.xml", MG_SPAN("\x12\x99\xfe")}}, MG_FORMAT, "is encrypted and needs a password"},
        {{{"mimetype", MG_SPAN(TYPE)}, {"content.xml", MG_SPAN("<a/>")}}, MG_FORMAT, "no article text"},
        {{{"content.xml", MG_SPAN("<a/>")}, {"mimetype", MG_SPAN("application/vnd.oasis.opendocument.spreadsheet")}}, MG_NOTFOUND,
         "no known format: an office document, but no text"},
    };
    for (size_t i = 0; i < MG_COUNT(cases); i++) {
        mg_buf zip = MG_BUF_INIT;
        catcher c;
        mg_error err = MG_ERROR_INIT;
        zip_make(cases[i].entries, 2, 0, &zip);
        assert_int_equal(catch (&c, mg_buf_span(&zip), "a.odt", NULL, &err), cases[i].status);
        assert_string_equal(err.msg, cases[i].why);
        catcher_end(&c);
        mg_buf_dispose(&zip);
    }
}

static void sniffing(void **state)
{
    (void)state;
    mg_buf sheet = MG_BUF_INIT, text = MG_BUF_INIT;
    zip_make(&(zip_entry){"mimetype", MG_SPAN("application/vnd.oasis.opendocument.spreadsheet")}, 1, 0, &sheet);
    zip_make(&(zip_entry){"mimetype", MG_SPAN(TYPE)}, 1, 0, &text);
    assert_false(mg_format_odt.sniff(mg_buf_span(&sheet)));
    assert_true(mg_format_odt.sniff(mg_buf_span(&text)));
    assert_true(mg_format_fodt.sniff(MG_SPAN("<?xml version=\"1.0\"?><office:document office:mimetype=\"" TYPE "\">")));
    assert_false(mg_format_fodt.sniff(MG_SPAN("<office:document office:mimetype=\"application/vnd.oasis.opendocument.graphics\">")));
    assert_false(mg_format_fodt.sniff(MG_SPAN("<html><document>")));
    mg_buf_dispose(&sheet);
    mg_buf_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_parts),
        cmocka_unit_test(flat),
        cmocka_unit_test(refused),
        cmocka_unit_test(sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
