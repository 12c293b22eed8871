/* test_extract_docx.c - documents of Word: what is text in them, and what they say of themselves. */
#include "tests/unit/catcher.h"
#include "tests/unit/docx_maker.h"

#define P(text) "<w:p><w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r></w:p>"
#define STYLED(style, text) "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
#define R(text) "<w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r>"
#define LONG "The quay was closed on Monday, and the crane that closed it was still there on Friday."
#define ID "id=a\n"
#define END "format=docx\n"
#define BODY END "body=" LONG "\n--\n"

typedef struct {
    const char *body, *core, *expected;
} row;

static const row heads[] = {
    {STYLED("Titel", "Crane stays") P("By Ann Teller") P("7 March 2025") P(LONG), "",
     ID "title=Crane stays\nby=Ann Teller\ndate=2025-03-07 byline\n" BODY},
    /* a style that is based on Word's own; what stands above the headline */
    {P("7 March 2025") STYLED("House", "Crane stays") STYLED("Unter", "It is stuck, they say.") P(LONG), "",
     ID "title=Crane stays\nstandfirst=It is stuck, they say.\ndate=2025-03-07 byline\n" BODY},
    {STYLED("berschrift1", "Crane stays") P(LONG), "", ID "title=Crane stays\n" BODY},
    {P("Crane stays") P(LONG), "", ID "title=Crane stays\n" BODY},
    {P(LONG), "", ID BODY},
    /* properties, with what is on the page before them */
    {P(LONG), "<dc:title>Crane stays</dc:title><dc:creator>Ann Teller</dc:creator><cp:keywords>cranes; quays,</cp:keywords>"
              "<dc:language>en-GB</dc:language><dcterms:created xmlns:dcterms=\"t\">2025-03-07T10:00:00Z</dcterms:created>",
     ID "title=Crane stays\nby=Ann Teller\nlanguage=en\nkeyword=cranes\nkeyword=quays\n" BODY},
    {P("CRANE STAYS") P("By Ann Teller") P(LONG), "<dc:title>Crane stays</dc:title><dc:creator>Desk Laptop</dc:creator>",
     ID "title=Crane stays\nby=Ann Teller\n" BODY},
    {STYLED("Titel", "Crane stays") P(LONG), "<dc:title>Minutes of another meeting</dc:title>", ID "title=Crane stays\n" BODY},
    /* the author again is no standfirst */
    {STYLED("Titel", "Crane stays") P("Ann Teller") P(LONG), "<dc:creator>Ann Teller</dc:creator>",
     ID "title=Crane stays\nby=Ann Teller\n" BODY},
    /* titles and authors that are none */
    {P(LONG), "<dc:title>Microsoft Word - 0315a.doc</dc:title><dc:creator>admin</dc:creator>", ID BODY},
    {P(LONG), "<dc:title>Document1</dc:title><dc:creator>Windows User</dc:creator>", ID BODY},
    {P(LONG), "<dc:title>crane_final_v2</dc:title><dc:creator>ateller</dc:creator>", ID BODY},
    {P(LONG), "<dc:title>crane_b</dc:title><dc:creator>port and sea</dc:creator>", ID BODY},
    {P(LONG), "<dc:title>crane.docx</dc:title><dc:creator>ann@teller.example</dc:creator>", ID BODY},
};

#define IN(body, text) {P(LONG) body, "", ID END "body=" LONG "\n\n" text "\n--\n"}

static const row texts[] = {
    IN("<w:p>" R("One") "<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t><w:noBreakHyphen/><w:t>four</w:t></w:r></w:p>",
       "One\ttwo\nthree-four"),
    /* tracked changes */
    IN("<w:p>" R("It ") "<w:del><w:r><w:delText>rained</w:delText></w:r><w:r><w:t>was wet</w:t></w:r></w:del>"
       "<w:ins>" R("snowed") "</w:ins><w:moveFrom>" R(" away") "</w:moveFrom>" R(".") "</w:p>", "It snowed."),
    {"<w:p>" R(LONG) "</w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" R("One ") "</w:p>" P("line."), "",
     ID END "body=" LONG "\n\nOne line.\n--\n"},
    /* a text box, written twice */
    IN("<w:p>" R("Before.") "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>" P("Boxed.") "</w:txbxContent></w:drawing>"
       "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" P("Boxed.") "</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
       "</mc:AlternateContent></w:r></w:p>", "Before.\n\nBoxed."),
    IN("<w:p><w:r><w:pict><v:textbox><w:txbxContent>" P("Boxed.") "</w:txbxContent></v:textbox></w:pict></w:r></w:p>", "Boxed."),
    /* fields, links, hidden text */
    IN("<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE \\* MERGE</w:instrText></w:r>" R("12") "</w:p>", "12"),
    IN("<w:p><w:hyperlink>" R("A link") "</w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r>"
       "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t> shown</w:t></w:r></w:p>", "A link shown"),
    /* lists, headings, contents */
    IN(STYLED("berschrift1", "Head") STYLED("Bullets", "one") "<w:p><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>" R("two")
       "</w:p><w:p><w:pPr><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr>" R("No item.") "</w:p>", "Head\n\n- one\n- two\n\nNo item."),
    IN(STYLED("V1", "Chapter 1 ... 3") P("Text."), "Text."),
    IN(STYLED("A", "A circle.") STYLED("None such", "No style."), "A circle.\n\nNo style."),
    /* content controls */
    IN("<w:sdt><w:sdtPr/><w:sdtContent>" P("Controlled.") "</w:sdtContent></w:sdt><w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
       "<w:sdtContent>" R("Click here") "</w:sdtContent></w:sdt>" R("Text.") "</w:p>", "Controlled.\n\nText."),
    /* a large initial */
    IN("<w:p><w:pPr><w:framePr w:dropCap=\"drop\"/></w:pPr>" R("I") "</w:p>" P("t rained."), "It rained."),
    /* ruby */
    IN("<w:p><w:r><w:ruby><w:rt>" R("ellery") "</w:rt><w:rubyBase>" R("港") "</w:rubyBase></w:ruby></w:r></w:p>", "港"),
    /* tables: of figures, with a control around a cell, and for layout */
    IN("<w:tbl><w:tr><w:tc>" P("Wheat") "</w:tc><w:sdt><w:sdtContent><w:tc>" P("2") P("55") "</w:tc></w:sdtContent></w:sdt></w:tr>"
       "<w:tr><w:tc>" P("") "</w:tc><w:tc>" P("1.35") "</w:tc></w:tr></w:tbl>", "Wheat\t2 55\n\t1.35"),
    IN("<w:tbl><w:tr><w:tc>" P("One.") P("Two.") "</w:tc></w:tr></w:tbl>", "One.\n\nTwo."),
    IN("<w:tbl><w:tr><w:tc>" P("Side.") "</w:tc><w:tc>" P("1.") P("2.") P("3.") P("4.") "</w:tc></w:tr></w:tbl>",
       "Side.\n\n1.\n\n2.\n\n3.\n\n4."),
};

static mg_status catch_docx(catcher *c, const row *r, bool notes, mg_error *err)
{
    mg_buf zip = MG_BUF_INIT;
    docx_make(mg_span_str(r->body), r->core, notes, &zip);
    mg_status status = catch (c, mg_buf_span(&zip), "a", NULL, err);
    mg_buf_dispose(&zip);
    return status;
}

static void check(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        catcher c;
        mg_error err = MG_ERROR_INIT;
        if (catch_docx(&c, &rows[i], false, &err) != MG_OK) mg_buf_adds(&c.log, err.msg);
        if (strcmp(c.log.p, rows[i].expected) != 0)
            fail_msg("row %zu:\n%s\ngot:\n%s\nexpected:\n%s", i, rows[i].body, c.log.p, rows[i].expected);
        catcher_end(&c);
    }
}

static void head(void **state)
{
    (void)state;
    check(heads, MG_COUNT(heads));
}

static void text(void **state)
{
    (void)state;
    check(texts, MG_COUNT(texts));
}

static void notes_at_the_end(void **state)
{
    (void)state;
    static const row r = {P(LONG), "", NULL};
    catcher c;
    assert_int_equal(catch_docx(&c, &r, true, NULL), MG_OK);
    assert_string_equal(c.log.p, ID END "body=" LONG "\n\nA note.\n--\n");
    catcher_end(&c);
}

/* What a file of these parts gives: its log, or why it gives none. */
static void expect_zip(const zip_entry *entries, size_t n, uint32_t flags, mg_status status, const char *expected)
{
    mg_buf zip = MG_BUF_INIT;
    catcher c;
    mg_error err = MG_ERROR_INIT;
    zip_make(entries, n, flags, &zip);
    assert_int_equal(catch (&c, mg_buf_span(&zip), "a.docx", NULL, &err), status);
    assert_string_equal(status == MG_OK ? c.log.p : err.msg, expected);
    catcher_end(&c);
    mg_buf_dispose(&zip);
}

static void packages(void **state)
{
    (void)state;
    static const char utf16[] = "\xff\xfe<\0d\0o\0c\0u\0m\0e\0n\0t\0>\0<\0p\0>\0<\0t\0>\0H\0i\0.\0<\0/\0t\0>\0<\0/\0p\0>\0<\0/\0d\0o\0c\0u\0m\0e\0n\0t\0>";
    zip_entry sheet[] = {{"[Content_Types].xml", MG_SPAN("")}, {"xl/workbook.xml", MG_SPAN("<workbook/>")}};
    zip_entry bare[] = {{"word/document.xml", MG_SPAN("\xef\xbb\xbf<document><p><t>Hi.</t></p></document>")}};
    zip_entry wide[] = {{"word/document.xml", {utf16, sizeof utf16 - 1}}};
    zip_entry cut[] = {{"word/document.xml", MG_SPAN("<w:document xmlns:w='w'><w:p><w:r><w:t>Hi,&bad; there")}};
    expect_zip(sheet, 2, 0, MG_NOTFOUND, "no known format: an office document, but no text");
    expect_zip(bare, 1, 0, MG_OK, "id=a.docx\nformat=docx\nbody=Hi.\n--\n");
    expect_zip(wide, 1, 0, MG_OK, "id=a.docx\nformat=docx\nbody=Hi.\n--\n");
    expect_zip(bare, 1, 1, MG_FORMAT, "is encrypted and needs a password");
    expect_zip(cut, 1, 0, MG_OK,
               "problem : line 1: <p> is not closed\nid=a.docx\nformat=docx\nbody=Hi,&bad; there\n--\n");
}

/* A part that unpacks to more than it should: zeros by the hundred megabytes. */
static void bomb(void **state)
{
    (void)state;
    enum { PIECE = 1 << 20, PIECES = 40 };
    mg_buf zip = MG_BUF_INIT, packed = MG_BUF_INIT;
    static unsigned char zeros[PIECE], out[PIECE];
    z_stream z = {0};
    catcher c;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    for (int i = 0; i < PIECES; i++) {
        z.next_in = zeros, z.avail_in = PIECE;
        z.next_out = out, z.avail_out = PIECE;
        deflate(&z, i + 1 < PIECES ? Z_NO_FLUSH : Z_FINISH);
        mg_buf_add(&packed, (mg_span){(char *)out, PIECE - z.avail_out});
    }
    deflateEnd(&z);
    zip_entry entry = {"word/document.xml", mg_buf_span(&packed)};
    zip_make(&entry, 1, 0, &zip);
    /* Stored was a lie: it is deflated, and larger. */
    zip.p[8] = 8;
    char *directory = memmem(zip.p, zip.n, "PK\1\2", 4);
    assert_non_null(directory);
    directory[10] = 8;
    for (int i = 0; i < 4; i++) zip.p[22 + i] = directory[24 + i] = (char)((uint32_t)PIECES * PIECE >> 8 * i);
    assert_int_equal(catch (&c, mg_buf_span(&zip), "a.docx", NULL, &err), MG_LIMIT);
    assert_string_equal(err.msg, "the part word/document.xml unpacks to more than 16 MB: a ZIP bomb?");
    catcher_end(&c);
    mg_buf_dispose(&zip);
    mg_buf_dispose(&packed);
}

/* Broken in every way that a transfer breaks a file: told, and nothing worse. */
static void damaged(void **state)
{
    (void)state;
    mg_buf zip = MG_BUF_INIT;
    docx_make(MG_SPAN(P(LONG)), "", true, &zip);
    for (size_t n = 30; n < zip.n; n += 7) {
        catcher c;
        mg_error err = MG_ERROR_INIT;
        mg_status status = catch (&c, mg_span_sub(mg_buf_span(&zip), 0, n), "a", &mg_format_docx, &err);
        assert_true(status == MG_OK || status == MG_FORMAT || status == MG_NOTFOUND || status == MG_LIMIT);
        assert_true(status == MG_OK || err.msg[0]);
        catcher_end(&c);
    }
    mg_buf_dispose(&zip);
}

static void deep(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<w:p><w:r>", "<w:tbl><w:tr><w:tc>", "<w:r><mc:AlternateContent><mc:Choice>", "<w:sdt>", "<w:txbxContent><w:p>"};
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf body = MG_BUF_INIT;
        mg_buf_adds(&body, P(LONG));
        for (int n = 0; n < 20000; n++) mg_buf_adds(&body, pieces[i]);
        row r = {body.p, "", NULL};
        catcher c;
        assert_int_equal(catch_docx(&c, &r, false, NULL), MG_OK);
        assert_non_null(strstr(c.log.p, LONG));
        catcher_end(&c);
        mg_buf_dispose(&body);
    }
}

static void sniffing(void **state)
{
    (void)state;
    static const struct {
        const char *first;
        bool docx;
    } rows[] = {{"[Content_Types].xml", true}, {"_rels/.rels", true}, {"[trash]/0000.dat", true}, {"word/settings.xml", true},
                {"articles/word/a.txt", false}, {"a.html", false}, {"mimetype", false}, {"META-INF/MANIFEST.MF", false}};
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf zip = MG_BUF_INIT;
        zip_entry e = {rows[i].first, MG_SPAN("text")};
        zip_make(&e, 1, 0, &zip);
        assert_int_equal(mg_format_docx.sniff(mg_buf_span(&zip)), rows[i].docx);
        assert_false(mg_format_docx.sniff(mg_span_sub(mg_buf_span(&zip), 0, 20)));
        mg_buf_dispose(&zip);
    }
    assert_false(mg_format_docx.sniff(MG_SPAN("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(head), cmocka_unit_test(text),    cmocka_unit_test(notes_at_the_end), cmocka_unit_test(packages),
        cmocka_unit_test(bomb), cmocka_unit_test(damaged), cmocka_unit_test(deep),             cmocka_unit_test(sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
