/* test_extract_pdf.c - PDFs that are made here, through poppler: text, pages, what they say of themselves, and what cannot be read. */
#include "tests/unit/catcher.h"
#include "tests/unit/pdf_maker.h"

#include <stdlib.h>

#define XMP(fields)                                                                                                        \
    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "                      \
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' " \
    "xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/' " fields "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
#define BODY "format=pdf\nbody=The quay was closed on Monday, and the crane that closed it was there still.\n--\n"

/* One page: a headline, a byline and a date above two lines. */
static void plain_page(mg_buf *content, bool head)
{
    if (head) {
        pdf_line(content, 28, 50, 700, "Crane stays on the quay");
        pdf_line(content, 10, 50, 660, "By Ann Teller");
        pdf_line(content, 10, 50, 630, "7 March 2025");
    }
    pdf_line(content, 10, 50, 580, "The quay was closed on Monday, and the crane that");
    pdf_line(content, 10, 50, 568, "closed it was there still.");
}

static const struct {
    bool head;
    const char *info, *xmp, *expected;
} rows[] = {
    {true, "", "", "id=a\ntitle=Crane stays on the quay\nby=Ann Teller\ndate=2025-03-07 byline\n" BODY},
    {true, "/Title (Crane stays on the quay) /Author (Bo Sub) /Keywords (cranes, quays) /CreationDate (D:20250401120000Z)", "",
     "id=a\ntitle=Crane stays on the quay\nby=Ann Teller\ndate=2025-03-07 byline\nkeyword=cranes\nkeyword=quays\n" BODY},
    /* what the layout program put there */
    {true, "/Title (A1_0307_MAIN.qxd) /Author (desk4)", "",
     "id=a\ntitle=Crane stays on the quay\nby=Ann Teller\ndate=2025-03-07 byline\n" BODY},
    {false, "/Title (Microsoft Word - crane.doc) /Author (admin) /CreationDate (D:20250401120000Z)", "", "id=a\n" BODY},
    {false, "/Title (Another head here)  /Author (Ann Teller)", "", "id=a\ntitle=Another head here\nby=Ann Teller\n" BODY},
    {false, "/Title (Stale and old)",
     XMP("prism:section='Port &amp; Sea' prism:publicationName='Port Ellery Courier' prism:publicationDate='2025-03-07'>"
         "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Crane stays</rdf:li></rdf:Alt></dc:title>"
         "<dc:creator><rdf:Seq><rdf:li>Ann Teller</rdf:li><rdf:li>user</rdf:li><rdf:li>Bo Wright</rdf:li></rdf:Seq></dc:creator>"
         "<dc:subject><rdf:Bag><rdf:li>cranes</rdf:li></rdf:Bag></dc:subject><dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>"),
     "id=a\ntitle=Crane stays\nby=Ann Teller\nby=Bo Wright\ndate=2025-03-07 meta\nsource=Port Ellery Courier\nsection=Port & Sea\n"
     "language=en\nkeyword=cranes\n" BODY},
    {false, "", XMP("><dc:title>Crane stays"), "id=a\ntitle=Crane stays\n" BODY},
};

static void fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf content = MG_BUF_INIT, pdf = MG_BUF_INIT;
        catcher c;
        mg_error err = MG_ERROR_INIT;
        plain_page(&content, rows[i].head);
        pdf_make(&(mg_span){content.p, content.n}, 1, rows[i].info, rows[i].xmp, "", &pdf);
        if (catch (&c, mg_buf_span(&pdf), "a", NULL, &err) != MG_OK) mg_buf_adds(&c.log, err.msg);
        if (strcmp(c.log.p, rows[i].expected) != 0) fail_msg("row %zu:\ngot:\n%s\nexpected:\n%s", i, c.log.p, rows[i].expected);
        catcher_end(&c);
        mg_buf_dispose(&content);
        mg_buf_dispose(&pdf);
    }
}

/* A column of a newspaper: lines that fill it, so that a reader goes down before across. */
static void column(mg_buf *content, int x, int y, const char *const *lines)
{
    for (; *lines; lines++, y -= 12) pdf_line(content, 10, x, y, *lines);
}

/* Three columns under one headline, and a second page, with running heads. */
static void columns_and_pages(void **state)
{
    static const char *const first[] = {"The quay was closed on Monday,", "and the crane that closed it was", "there still on Friday, to the sur-", NULL};
    static const char *const second[] = {"prise of the harbourmaster, who", "had been told by its owners that", "it would be gone. They were not", NULL};
    static const char *const third[] = {"to be had on Saturday. On Sunday", "the crane was painted, which no-", "body had asked for, and by then", NULL};
    mg_buf page[2] = {MG_BUF_INIT, MG_BUF_INIT}, pdf = MG_BUF_INIT;
    catcher c;
    (void)state;
    pdf_line(&page[0], 8, 50, 770, "The Port Ellery Courier 1");
    pdf_line(&page[0], 30, 50, 700, "Crane stays on the quay for a week");
    column(&page[0], 50, 600, first);
    column(&page[0], 220, 600, second);
    column(&page[0], 390, 600, third);
    pdf_line(&page[1], 8, 50, 770, "The Port Ellery Courier 2");
    column(&page[1], 50, 600, (const char *const[]){"it was noticed by everyone.", NULL});
    pdf_make((mg_span[]){mg_buf_span(&page[0]), mg_buf_span(&page[1])}, 2, "", "", "", &pdf);
    assert_int_equal(catch (&c, mg_buf_span(&pdf), "a", NULL, NULL), MG_OK);
    assert_string_equal(c.log.p,
                        "id=a\ntitle=Crane stays on the quay for a week\nformat=pdf\npages=0 290\n"
                        "body=The quay was closed on Monday, and the crane that closed it was there still on Friday, to the surprise of the "
                        "harbourmaster, who had been told by its owners that it would be gone. They were not to be had on Saturday. On Sunday "
                        "the crane was painted, which nobody had asked for, and by then it was noticed by everyone.\n--\n");
    assert_memory_equal(strstr(c.log.p, "body=") + strlen("body=") + 290, "it was", 6);
    catcher_end(&c);
    for (int i = 0; i < 2; i++) mg_buf_dispose(&page[i]);
    mg_buf_dispose(&pdf);
}

static void expect_error(mg_span pdf, const char *why)
{
    catcher c;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(catch (&c, pdf, "a.pdf", NULL, &err), MG_FORMAT);
    if (strncmp(err.msg, why, strlen(why)) != 0) fail_msg("%s, not %s", err.msg, why);
    catcher_end(&c);
}

static void refused(void **state)
{
    (void)state;
    mg_buf content = MG_BUF_INIT, pdf = MG_BUF_INIT;
    pdf_make(&MG_SPAN("0 0 m 100 100 l S"), 1, "", "", "", &pdf);
    expect_error(mg_buf_span(&pdf), "the PDF has no text: a scan that was not put through OCR");

    mg_buf_reset(&pdf);
    plain_page(&content, true);
    pdf_make(&(mg_span){content.p, content.n}, 1, "", "",
             "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
             "/O <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> "
             "/U <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> >>", &pdf);
    expect_error(mg_buf_span(&pdf), "the PDF is encrypted and needs a password");
    expect_error(MG_SPAN("%PDF-1.4\nnothing"), "the PDF is damaged");
    expect_error(MG_SPAN("%PDF-"), "the PDF is damaged");
    mg_buf_dispose(&content);
    mg_buf_dispose(&pdf);
}

/* Cut anywhere, it is read as far as it goes, or told. */
static void damaged(void **state)
{
    (void)state;
    mg_buf content = MG_BUF_INIT, pdf = MG_BUF_INIT;
    plain_page(&content, true);
    pdf_make(&(mg_span){content.p, content.n}, 1, "", "", "", &pdf);
    for (size_t n = 10; n < pdf.n; n += pdf.n / 12) {
        catcher c;
        mg_error err = MG_ERROR_INIT;
        mg_status status = catch (&c, mg_span_sub(mg_buf_span(&pdf), 0, n), "a", NULL, &err);
        assert_true(status == MG_OK ? c.articles == 1 : status == MG_FORMAT && err.msg[0]);
        catcher_end(&c);
    }
    mg_buf_dispose(&content);
    mg_buf_dispose(&pdf);
}

/* Without poppler: a sentence that says what to install. */
static void no_poppler(void **state)
{
    (void)state;
    char *path = strdup(getenv("PATH"));
    catcher c;
    mg_error err = MG_ERROR_INIT;
    setenv("PATH", "/nowhere", 1);
    assert_int_equal(catch (&c, MG_SPAN("%PDF-1.4\n"), "a.pdf", NULL, &err), MG_IO);
    assert_string_equal(err.msg, "needs the program pdftotext: install the package poppler-utils");
    setenv("PATH", path, 1);
    catcher_end(&c);
    free(path);
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_pdf.sniff(MG_SPAN("%PDF-1.7\n")));
    assert_true(mg_format_pdf.sniff(MG_SPAN("\xef\xbb\xbf%PDF-1.7\n")));
    assert_true(mg_format_pdf.sniff(MG_SPAN("\r\n%PDF-1.7\n")));
    assert_false(mg_format_pdf.sniff(MG_SPAN("A file that begins with %PDF-1.4 is a PDF.")));
    assert_false(mg_format_pdf.sniff(MG_SPAN("%!PS-Adobe-3.0")));
    assert_false(mg_format_pdf.sniff(MG_SPAN("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),  cmocka_unit_test(columns_and_pages), cmocka_unit_test(refused),
        cmocka_unit_test(damaged), cmocka_unit_test(no_poppler),        cmocka_unit_test(sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
