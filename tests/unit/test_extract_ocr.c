/* test_extract_ocr.c - pages in ALTO and hOCR, and lines to paragraphs. */
#include "tests/unit/catcher.h"

#include "indexer/ocr_lines.h"

#define ALTO "format=alto\n"
#define HOCR "format=hocr\n"
#define PAGE(page)                                                                                                          \
    "<alto "                                                                                                                \
    "xmlns='http://www.loc.gov/standards/alto/"                                                                             \
    "ns-v3#'><Description><OCRProcessing><ocrProcessingStep><processingDateTime>2016-08-18</processingDateTime>"            \
    "</ocrProcessingStep></OCRProcessing></Description><Layout>" page "</Layout></alto>"
#define SPACE(blocks) PAGE("<Page ID='P1'><PrintSpace>" blocks "</PrintSpace></Page>")
#define BLOCK(attributes, lines) "<TextBlock " attributes ">" lines "</TextBlock>"
#define LINE(strings) "<TextLine>" strings "</TextLine>"
#define S(word) "<String CONTENT='" word "'/>"
#define ONE(id, next, word) BLOCK("ID='" id "' IDNEXT='" next "'", LINE(S(word)))
#define PART(n, part, whole) "<String CONTENT='" part "' SUBS_TYPE='HypPart" n "' SUBS_CONTENT='" whole "'/>"

static const catch_row alto[] = {
    {SPACE(BLOCK("LANG='ger'", LINE(S("It") "<SP/>" S("rained")) LINE(S("on") S("Karu."))) BLOCK("", LINE(S("AT&amp;T")))),
     "id=a\nlanguage=de\n" ALTO "body=It rained on Karu.\n\nAT&T\n--\n"},
    /* split words: told, half told, untold, and told across blocks */
    {SPACE(BLOCK("", LINE(S("a") PART("1", "ventila-", "ventilations") "<HYP CONTENT='-'/>")
                         LINE(PART("2", "tions", "ventilations") S("b")))),
     "id=a\n" ALTO "body=a ventilations b\n--\n"},
    {SPACE(BLOCK("", LINE(S("rai") "<HYP CONTENT='&#173;'/>") LINE(S("ned.")) LINE(S("Port") "<HYP/>") LINE(S("Ellery")))),
     "id=a\n" ALTO "body=rained. Port-Ellery\n--\n"},
    {SPACE(BLOCK("", LINE(S("rai-")) LINE(S("ned¬")) LINE(S("Off")))), "id=a\n" ALTO "body=rainedOff\n--\n"},
    {SPACE(BLOCK("", LINE(PART("1", "rai", "rained"))) BLOCK("", LINE(PART("2", "ned", "rained") S("b")))),
     "id=a\n" ALTO "body=rained\n\nb\n--\n"},
    {SPACE(BLOCK("", LINE(PART("2", "ned", "rained") S("b")))), "id=a\n" ALTO "body=rained b\n--\n"},
    {SPACE(BLOCK("", LINE("<String CONTENT='Mr' SUBS_TYPE='Abbreviation' SUBS_CONTENT='Mister'/>"))),
     "id=a\n" ALTO "body=Mr\n--\n"},
    /* order: margins, chains, a stated order */
    {PAGE("<Page><BottomMargin>" BLOCK("", LINE(S("d"))) "</BottomMargin><PrintSpace><ComposedBlock>" BLOCK(
         "", LINE(S("b"))) "</ComposedBlock>" BLOCK("", LINE(S("c"))) "</PrintSpace>"
                                                                      "<TopMargin>" BLOCK(
                                                                          "", LINE(S("a"))) "</TopMargin></Page>"),
     "id=a\n" ALTO "body=a\n\nb\n\nc\n\nd\n--\n"},
    {SPACE(ONE("1", "3", "a") ONE("2", "", "c") ONE("3", "2", "b") ONE("4", "9", "d")),
     "id=a\n" ALTO "body=a\n\nb\n\nc\n\nd\n--\n"},
    {SPACE(ONE("1", "2", "a") ONE("2", "1", "b") ONE("3", "3", "c")),
     "id=a\n" ALTO "body=a\n\nb\n\nc\n--\n"}, /* in circles */
    {"<alto><ReadingOrder><OrderedGroup><ElementRef REF='2'/><ElementRef REF='x'/><ElementRef REF='1'/><ElementRef "
     "REF='2'/></OrderedGroup></ReadingOrder><Layout><Page><PrintSpace>" ONE("1", "", "b") ONE("2", "", "a")
         ONE("3", "", "c") "</PrintSpace></Page></Layout></alto>",
     "id=a\n" ALTO "body=a\n\nb\n\nc\n--\n"},
    /* pages */
    {PAGE("<Page><PrintSpace>" ONE("1", "", "a") "</PrintSpace></Page><Page/><Page><PrintSpace>" ONE(
         "1", "", "b") "</PrintSpace></Page>"),
     "id=a#1\nmember=#1\n" ALTO "body=a\n--\nid=a#2\nmember=#2\n" ALTO "body=b\n--\n"},
    {SPACE(""), ""},
    /* a date that the image has, and none of the machine's */
    {"<alto><Description><sourceImageInformation><fileName>SNB_1896-12-15_0004.tif</fileName></sourceImageInformation></"
     "Description><Layout><Page><PrintSpace>" ONE("1", "", "a") "</PrintSpace></Page></Layout></alto>",
     "id=a\ndate=1896-12-15 filename\n" ALTO "body=a\n--\n"},
    {"<mets/>", "there is no <alto> in the file"},
    {"<alto><Layout><Page><PrintSpace>" BLOCK("", LINE(S("a") "<String CONTENT='b")),
     "problem : line 1: <alto> is not closed\nid=a\n" ALTO "body=a b\n--\n"},
};

#define HTML(body)                                                                                                          \
    "<html lang='en'><head><title>x.tif</title><meta name='ocr-system' content='y'></head><body>" body "</body></html>"
#define W(word) "<span class='ocrx_word'>" word "</span>\n"
#define L(words) "<span class='ocr_line'>" words "</span>\n"

static const catch_row hocr[] = {
    {HTML("<div class='ocr_page'><div class='ocr_carea'><p class='ocr_par' lang='ces'>" L(W("It") W("rai-"))
              L(W("ned")) "</p><p class='ocr_par'>" L(W("Port-")) L(W("Ellery")) "</p></div></div>"),
     "id=a\nlanguage=cs\n" HOCR "body=It rained\n\nPort-Ellery\n--\n"},
    {HTML("<div class='ocr_page'><p class='ocr_par' lang='frk'>" L(
         "no words <b>marked</b>") "</p><span class='ocr_header'>a</span><span class='ocr_line'>b</span></div>"),
     "id=a\n" HOCR "body=no words marked\n\na b\n--\n"},
    {HTML("<div class='ocr_page'>a<br>b<div class='ocr_carea'>c</div>d</div>"), "id=a\n" HOCR "body=a b\n\nc\n\nd\n--\n"},
    {HTML("<div class='ocr_page'>" L(W("a")) "</div><div class='ocr_page'></div><p>between</p><div class='ocr_page'>" L(
         W("b")) "</div>"),
     "id=a#1\nmember=#1\n" HOCR "body=a\n--\nid=a#3\nmember=#3\n" HOCR "body=b\n--\n"},
    {HTML("<div class='ocr_page'></div>"), ""},
    {HTML(""), "there is no page (ocr_page) in the file"},
    {"<html><head><meta name='dcterms.issued' content='1903-08-14'></head><div class='ocr_page'>a</div></html>",
     "id=a\ndate=1903-08-14 meta\n" HOCR "body=a\n--\n"},
    {"<div class='ocr_page'><p class='ocr_par'><span class='ocr_line'>It rai", "id=a\n" HOCR "body=It rai\n--\n"},
};

static void alto_pages(void **state)
{
    (void)state;
    catch_rows(alto, MG_COUNT(alto), &mg_format_alto);
}

static void hocr_pages(void **state)
{
    (void)state;
    catch_rows(hocr, MG_COUNT(hocr), &mg_format_hocr);
}

static void lines(void **state)
{
    static const struct {
        const char *first, *second, *joined;
    } rows[] = {
        {"rai-", "ned", "rained"},
        {"rai\u00ad", "ned", "rained"},
        {"rai\u2010", "ned", "rained"},
        {"Rai\u2e17", "Ned", "RaiNed"},
        {"Port-", "Ellery", "Port-Ellery"},
        {"1914-", "18", "1914-18"},
        {"rained -", "not", "rained - not"},
        {"-", "a", "- a"},
        {"rai", "ned", "rai ned"},
        {"\u6e2f", "\u53e3", "\u6e2f\u53e3"},
        {"", "a", "a"},
        {"a", "", "a"},
        {"\u00fc-", "\u00e4h", "\u00fc\u00e4h"},
        {"rain--", "not", "rain-- not"},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf paragraph = MG_BUF_INIT;
        mg_ocr_add_line(&paragraph, mg_span_str(rows[i].first));
        mg_ocr_add_line(&paragraph, mg_span_str(rows[i].second));
        assert_string_equal(paragraph.p, rows[i].joined);
        mg_buf_dispose(&paragraph);
    }
}

static void sniffing(void **state)
{
    (void)state;
    assert_true(mg_format_alto.sniff(MG_SPAN("<?xml version='1.0'?><alto xmlns='x'>")));
    assert_true(mg_format_alto.sniff(MG_SPAN("<a:alto xmlns:a='x'>")));
    assert_false(mg_format_alto.sniff(MG_SPAN("<mets:mets><alto>")));
    assert_true(mg_format_hocr.sniff(MG_SPAN("<!DOCTYPE html><html><head><meta name='ocr-system' content='x'/>")));
    assert_true(mg_format_hocr.sniff(MG_SPAN("<div class=\"x ocr_page\" id='1'>")));
    assert_false(mg_format_hocr.sniff(MG_SPAN("<html><p class='text'>class='ocr_page' is a class</p>")));
    assert_false(mg_format_hocr.sniff(MG_SPAN("ocr_page")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alto_pages),
        cmocka_unit_test(hocr_pages),
        cmocka_unit_test(lines),
        cmocka_unit_test(sniffing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
