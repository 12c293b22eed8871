/* pdf_maker.h - for tests: a PDF written by hand, of pages of lines in Helvetica. */
#ifndef MG_TEST_PDF_MAKER_H
#define MG_TEST_PDF_MAKER_H

#include "common/buf.h"

#define PDF_MAKER_OBJECTS 64

typedef struct {
    mg_buf out;
    size_t at[PDF_MAKER_OBJECTS], n; /* objects 1.. */
} pdf_maker;

static inline void pdf_object(pdf_maker *m, size_t number, const char *dictionary, mg_span stream)
{
    if (number > m->n) m->n = number;
    m->at[number] = m->out.n;
    mg_buf_addf(&m->out, "%zu 0 obj\n%s\n", number, dictionary);
    if (stream.p) {
        mg_buf_adds(&m->out, "stream\n");
        mg_buf_add(&m->out, stream);
        mg_buf_adds(&m->out, "\nendstream\n");
    }
    mg_buf_adds(&m->out, "endobj\n");
}

/* Append what shows a line: its size of type, and its place from the page's lower left. Only ( ) and \ need an escape. */
static inline void pdf_line(mg_buf *content, int size, int x, int y, const char *text)
{
    mg_buf_addf(content, "BT /F1 %d Tf %d %d Td (%s) Tj ET\n", size, x, y, text);
}

/* Append a PDF of pages, each the content that pdf_line makes, 600 by 800 points. `info` is the inside of the Info dictionary, `xmp`
 * a packet, either may be empty; `trailer` is put into the trailer. */
static inline void pdf_make(const mg_span *pages, size_t n, const char *info, const char *xmp, const char *trailer, mg_buf *out)
{
    enum { CATALOG = 1, PAGES, FONT, INFO, METADATA, FIRST };
    pdf_maker m = {.out = MG_BUF_INIT};
    mg_buf text = MG_BUF_INIT;
    mg_buf_adds(&m.out, "%PDF-1.4\n");
    mg_buf_addf(&text, "<< /Type /Catalog /Pages %d 0 R ", PAGES);
    if (*xmp) mg_buf_addf(&text, "/Metadata %d 0 R ", METADATA);
    mg_buf_adds(&text, ">>");
    pdf_object(&m, CATALOG, text.p, (mg_span){NULL, 0});
    mg_buf_reset(&text);
    mg_buf_adds(&text, "<< /Type /Pages /MediaBox [0 0 600 800] /Kids [");
    for (size_t i = 0; i < n; i++) mg_buf_addf(&text, "%zu 0 R ", FIRST + 2 * i);
    mg_buf_addf(&text, "] /Count %zu >>", n);
    pdf_object(&m, PAGES, text.p, (mg_span){NULL, 0});
    pdf_object(&m, FONT, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>", (mg_span){NULL, 0});
    mg_buf_reset(&text);
    mg_buf_addf(&text, "<< %s >>", info);
    pdf_object(&m, INFO, text.p, (mg_span){NULL, 0});
    mg_buf_reset(&text);
    mg_buf_addf(&text, "<< /Type /%s /Subtype /XML /Length %zu >>", *xmp ? "Metadata" : "None", strlen(xmp));
    pdf_object(&m, METADATA, text.p, mg_span_str(xmp));
    for (size_t i = 0; i < n; i++) {
        mg_buf_reset(&text);
        mg_buf_addf(&text, "<< /Type /Page /Parent %d 0 R /Resources << /Font << /F1 %d 0 R >> >> /Contents %zu 0 R >>", PAGES, FONT,
                    FIRST + 2 * i + 1);
        pdf_object(&m, FIRST + 2 * i, text.p, (mg_span){NULL, 0});
        mg_buf_reset(&text);
        mg_buf_addf(&text, "<< /Length %zu >>", pages[i].n);
        pdf_object(&m, FIRST + 2 * i + 1, text.p, pages[i].p ? pages[i] : MG_SPAN(""));
    }
    size_t table = m.out.n;
    mg_buf_addf(&m.out, "xref\n0 %zu\n0000000000 65535 f \n", m.n + 1);
    for (size_t i = 1; i <= m.n; i++) mg_buf_addf(&m.out, "%010zu 00000 n \n", m.at[i]);
    mg_buf_addf(&m.out, "trailer\n<< /Size %zu /Root %d 0 R /Info %d 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n", m.n + 1, CATALOG, INFO, trailer,
                table);
    mg_buf_add(out, mg_buf_span(&m.out));
    mg_buf_dispose(&m.out);
    mg_buf_dispose(&text);
}

#endif
