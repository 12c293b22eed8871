/* test_page_text.c - lines with their places to paragraphs: pages as pdftotext describes them.
 *
 * A page is drawn as text, so that the tests can be read: each line "SIZE X Y WIDTH text" is a line of type; "--" begins a
 * block, "==" a page. Every letter is half as wide as the type is high, unless WIDTH is given for the line. */
#include "indexer/pdf_layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static void add_words(mg_buf *out, double size, double x, double y, double letter, const char *text)
{
    mg_span all = mg_span_str(text);
    mg_buf_addf(out, "<line xMin=\"%f\" yMin=\"%f\" xMax=\"%f\" yMax=\"%f\">\n", x, y, x + letter * (double)all.n, y + size);
    for (size_t at = 0; at < all.n;) {
        size_t end = mg_span_find(all, at, ' ');
        mg_buf_addf(out, "<word xMin=\"%f\" yMin=\"%f\" xMax=\"%f\" yMax=\"%f\">", x + letter * (double)at, y, x + letter * (double)end, y + size);
        mg_buf_add(out, mg_span_sub(all, at, end));
        mg_buf_adds(out, "</word>\n");
        at = end + 1;
    }
    mg_buf_adds(out, "</line>\n");
}

/* The drawing as XHTML. */
static void draw(const char *drawing, mg_buf *out)
{
    bool page = false, block = false;
    mg_buf_adds(out, "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/x.dtd\">"
                     "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>A &amp; B</title><meta name=\"Author\" content=\"Ann &amp; "
                     "Bo\"/></head><body><doc>\n");
    mg_span all = mg_span_str(drawing);
    for (size_t at = 0, end; at < all.n; at = end + 1) {
        char row[400], text[400];
        double size, x, y, width;
        end = mg_span_find(all, at, '\n');
        snprintf(row, sizeof row, "%.*s", (int)(end - at), all.p + at);
        if (row[0] == '=' || !page) mg_buf_addf(out, "%s%s<page width=\"600\" height=\"800\">", block ? "</block></flow>" : "", page ? "</page>" : "");
        if (row[0] == '=' || row[0] == '-' || !page) {
            if (page && row[0] == '-') mg_buf_adds(out, "</block></flow>");
            mg_buf_adds(out, "<flow><block>");
            block = page = true;
        }
        if (sscanf(row, "%lf %lf %lf %lf %399[^\n]", &size, &x, &y, &width, text) == 5)
            add_words(out, size, x, y, width > 0 ? width / (double)strlen(text) : size / 2, text);
    }
    mg_buf_adds(out, "</block></flow></page></doc></body></html>\n");
}

typedef struct {
    const char *drawing, *expected; /* kinds: = title, # heading, others none; \f where a page begins */
} row;

static void expect(const row *r)
{
    mg_buf xhtml = MG_BUF_INIT, got = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    mg_pdf_layout layout;
    draw(r->drawing, &xhtml);
    assert_int_equal(mg_pdf_layout_read(&xhtml, &arena, &layout, NULL), MG_OK);
    assert_true(mg_span_eq(layout.title, MG_SPAN("A & B")));
    assert_true(mg_span_eq(layout.author, MG_SPAN("Ann & Bo")));
    for (size_t i = 0; i < layout.text.list.n; i++) {
        const mg_block *b = &layout.text.list.v[i];
        mg_buf_adds(&got, b->kind == MG_BLOCK_TITLE ? "= " : b->kind == MG_BLOCK_HEADING ? "# " : "");
        mg_buf_add(&got, mg_span_sub(mg_buf_span(&layout.text.text), b->from, b->to));
        mg_buf_addc(&got, '\n');
    }
    if (strcmp(got.p ? got.p : "", r->expected) != 0) fail_msg("%s\ngot:\n%s\nexpected:\n%s", r->drawing, got.p, r->expected);
    mg_pdf_layout_dispose(&layout);
    mg_arena_dispose(&arena);
    mg_buf_dispose(&xhtml);
    mg_buf_dispose(&got);
}

static const row paragraphs[] = {
    /* an indent begins one */
    {"10 50 100 300 The quay was closed on Monday, and the crane that\n"
     "10 50 112 150 closed it was there still.\n"
     "10 65 124 285 On Friday it was painted, which nobody had asked\n"
     "10 50 136 300 for, and on Saturday it was painted once more, so\n"
     "10 50 148 100 that it was blue.\n",
     "The quay was closed on Monday, and the crane that closed it was there still.\n"
     "On Friday it was painted, which nobody had asked for, and on Saturday it was painted once more, so that it was blue.\n"},
    /* so does a gap, and a line that ends before it must */
    {"10 50 100 300 The quay was closed on Monday, and the crane that\n"
     "10 50 112 300 closed it was there still, and looked at by many.\n"
     "10 50 132 300 On Friday it was painted, which nobody had asked\n"
     "10 50 144 100 for at all.\n"
     "10 50 156 300 On Saturday it was painted once more, so that it\n",
     "The quay was closed on Monday, and the crane that closed it was there still, and looked at by many.\n"
     "On Friday it was painted, which nobody had asked for at all.\n"
     "On Saturday it was painted once more, so that it\n"},
    /* ragged lines are none: the next word had no room */
    {"10 50 100 300 The quay was closed on Monday. Nobody knows if it\n"
     "10 50 112 250 will be opened. The harbourmaster is on leave.\n"
     "10 50 124 280 Representatives of the crane were not to be had.\n",
     "The quay was closed on Monday. Nobody knows if it will be opened. The harbourmaster is on leave. Representatives of the crane "
     "were not to be had.\n"},
    /* from column to column in the middle of a sentence, or at its end */
    {"10 50 100 200 The quay was closed, and the\n--\n10 300 100 200 crane that closed it was there.\n--\n10 50 300 200 On Friday it was gone.\n",
     "The quay was closed, and the crane that closed it was there.\nOn Friday it was gone.\n"},
    /* and from page to page */
    {"10 50 100 200 The quay was closed, and the\n==\n10 50 100 200 crane that closed it was there.\n==\n10 50 100 200 On Friday it was gone.\n",
     "The quay was closed, and the \fcrane that closed it was there.\n\fOn Friday it was gone.\n"},
    {"10 50 100 200 A page.\n==\n==\n10 50 100 200 Another, two on.\n==\n", "A page.\n\f\fAnother, two on.\n"},
    /* bullets, pieces of one line */
    {"10 50 100 0 \xe2\x80\xa2 one\n10 50 112 0 \xe2\x80\xa2 two\n", "- one\n- two\n"},
    {"14 50 100 0 1.\n--\n14 75 100 0 What it is\n--\n10 50 130 200 It is a crane, and has been one since it was put up.\n",
     "= 1. What it is\nIt is a crane, and has been one since it was put up.\n"},
};

static const row hyphens[] = {
    {"10 50 100 300 The harbour-\n10 50 112 300 master looked at it.\n", "The harbourmaster looked at it.\n"},
    {"10 50 100 300 The harbour\xc2\xad\n10 50 112 300 master looked at it.\n", "The harbourmaster looked at it.\n"},
    {"10 50 100 300 The half-\n10 50 112 300 built crane, and more Half-built cranes.\n", "The half-built crane, and more Half-built cranes.\n"},
    {"10 50 100 300 In the years 1914-\n10 50 112 300 18 the Anglo-\n10 50 124 300 Saxon crane stood.\n", "In the years 1914-18 the Anglo-Saxon crane stood.\n"},
    {"10 50 100 300 Both two-\n10 50 112 300 and three-legged cranes.\n", "Both two- and three-legged cranes.\n"},
    {"10 50 100 300 It was gone \xe2\x80\x93\n10 50 112 300 or not.\n", "It was gone \xe2\x80\x93 or not.\n"},
    /* a word that goes on behind the page's end is on the first of both */
    {"10 50 100 300 The harbour-\n==\n10 50 100 300 master looked at it.\n", "The harbourmaster\f looked at it.\n"},
    /* letters that are shapes */
    {"10 50 100 300 The \xef\xac\x81rst of\xef\xac\x81\x63" "e \xef\xac\x82ood\n", "The first office flood\n"},
    /* from right to left, as it is seen: "crane 12 at the quay" */
    {"10 50 100 300 \xd7\xa3\xd7\x99\xd7\xa6\xd7\xa8\xd7\x91 12 \xd7\xa3\xd7\x95\xd7\xa0\xd7\x9e\n", "\xd7\x9e\xd7\xa0\xd7\x95\xd7\xa3 12 \xd7\x91\xd7\xa8\xd7\xa6\xd7\x99\xd7\xa3\n"},
    /* Arabic in presentation forms: seen "ﺔﻨﻳﺪﻣ", read "مدينة" */
    {"10 50 100 300 \xef\xba\x94\xef\xbb\xa8\xef\xbb\xb3\xef\xba\xaa\xef\xbb\xa3\n", "\xd9\x85\xd8\xaf\xd9\x8a\xd9\x86\xd8\xa9\n"},
};

#define FILL(n) "10 50 200 300 Text of page " n " that says a thing.\n"

static const row running[] = {
    {"8 50 20 0 The Crane 1\n--\n" FILL("one") "==\n8 50 20 0 2 The Crane\n--\n" FILL("two") "==\n8 50 20 0 The Crane 3\n--\n" FILL("three"),
     "Text of page one that says a thing.\n\fText of page two that says a thing.\n\fText of page three that says a thing.\n"},
    /* page numbers at the foot, Roman ones too */
    {FILL("one") "--\n8 300 780 0 ix\n==\n" FILL("two") "--\n8 300 780 0 x\n==\n" FILL("three") "--\n8 300 780 0 11\n",
     "Text of page one that says a thing.\n\fText of page two that says a thing.\n\fText of page three that says a thing.\n"},
    /* elsewhere on the page the same is text, and so are figures that differ */
    {"10 50 200 0 Chorus\n==\n10 50 300 0 Chorus\n==\n10 50 400 0 Chorus\n", "Chorus\n\fChorus\n\fChorus\n"},
    {"8 50 780 0 Sold: 1,200\n==\n8 50 780 0 Sold: 1,300\n==\n8 50 780 0 Sold: 1,400\n", "Sold: 1,200\n\fSold: 1,300\n\fSold: 1,400\n"},
    /* one page has no running heads */
    {"8 50 20 0 Page 1\n--\n" FILL("one"), "Page 1\nText of page one that says a thing.\n"},
    /* what stands in the same place of most pages is furniture, wherever that is */
    {"8 500 400 0 DRAFT\n" FILL("one") "==\n8 500 400 0 DRAFT\n" FILL("two") "==\n8 500 400 0 DRAFT\n" FILL("three"),
     "Text of page one that says a thing.\n\fText of page two that says a thing.\n\fText of page three that says a thing.\n"},
};

static const row headlines[] = {
    {"40 50 20 0 GAZETTE\n--\n30 50 100 0 Crane stays on the quay\n30 50 132 0 after all\n--\n18 50 200 0 A smaller head here\n--\n"
     "10 50 300 300 The quay was closed on Monday, and the crane that\n10 50 312 300 closed it was there on Friday, and is there still.\n",
     "# GAZETTE\n= Crane stays on the quay after all\n# A smaller head here\nThe quay was closed on Monday, and the crane that closed it was there on Friday, and is there still.\n"},
    {"30 50 100 0 \xe6\xa9\x8b\n--\n10 50 200 300 The quay was closed on Monday, and the crane too.\n",
     "# \xe6\xa9\x8b\nThe quay was closed on Monday, and the crane too.\n"},
    /* no type is larger; a large initial; too far down */
    {"10 50 20 0 Crane stays\n--\n10 50 100 0 It was there.\n", "Crane stays\nIt was there.\n"},
    {"40 50 100 0 I\n10 80 100 300 t was there on Friday and was seen by many people,\n10 50 112 300 who went home.\n",
     "# I\nt was there on Friday and was seen by many people, who went home.\n"},
    {"10 50 100 300 The quay was closed on Monday, and the crane that\n--\n30 50 600 0 Crane stays on\n",
     "The quay was closed on Monday, and the crane that\n# Crane stays on\n"},
};

static void in_paragraphs(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(paragraphs); i++) expect(&paragraphs[i]);
}

static void joined(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(hyphens); i++) expect(&hyphens[i]);
}

static void left_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(running); i++) expect(&running[i]);
}

static void largest(void **state)
{
    (void)state;
    for (size_t i = 0; i < MG_COUNT(headlines); i++) expect(&headlines[i]);
}

/* What is no page, and what is cut off. */
static void broken(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "", "<", "<html>", "<page height='1e99'><word>x</word><line><word>y</word>",
        "<page height='800'><flow><block><line><word xMin='nan' yMin='-1' xMax='-5' yMax='x'>a</word><word>\x01\xff&bad;</word>",
        "<word/><line/><block/><page/><line><word>a</word></line></doc>",
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf xhtml = MG_BUF_INIT;
        mg_arena arena = MG_ARENA_INIT;
        mg_pdf_layout layout;
        mg_buf_adds(&xhtml, rows[i]);
        assert_int_equal(mg_pdf_layout_read(&xhtml, &arena, &layout, NULL), MG_OK);
        mg_pdf_layout_dispose(&layout);
        mg_arena_dispose(&arena);
        mg_buf_dispose(&xhtml);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_paragraphs), cmocka_unit_test(joined), cmocka_unit_test(left_out),
        cmocka_unit_test(largest),       cmocka_unit_test(broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
