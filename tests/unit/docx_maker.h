/* docx_maker.h - for tests: a DOCX of its main part's body and its properties. */
#ifndef MG_TEST_DOCX_MAKER_H
#define MG_TEST_DOCX_MAKER_H

#include "tests/unit/zip_maker.h"

#define DOCX_STYLES                                                                                                        \
    "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Titel\"><w:name w:val=\"Title\"/></w:style>"                             \
    "<w:style w:styleId=\"Unter\"><w:name w:val=\"Subtitle\"/></w:style>"                                                  \
    "<w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>"                                           \
    "<w:style w:styleId=\"House\"><w:name w:val=\"House headline\"/><w:basedOn w:val=\"Titel\"/></w:style>"                \
    "<w:style w:styleId=\"A\"><w:name w:val=\"A\"/><w:basedOn w:val=\"B\"/></w:style>"                                     \
    "<w:style w:styleId=\"B\"><w:name w:val=\"B\"/><w:basedOn w:val=\"A\"/></w:style>"                                     \
    "<w:style w:styleId=\"Bullets\"><w:name w:val=\"List Bullet\"/></w:style>"                                             \
    "<w:style w:styleId=\"V1\"><w:name w:val=\"toc 1\"/></w:style></w:styles>"
#define DOCX_FOOTNOTES                                                                                                     \
    "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:t>rule</w:t></w:r></w:p>"        \
    "</w:footnote><w:footnote w:id=\"1\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space=\"preserve\"> A note."        \
    "</w:t></w:r></w:p></w:footnote></w:footnotes>"

static inline void docx_make(mg_span body, const char *core, bool notes, mg_buf *out)
{
    mg_buf document = MG_BUF_INIT, properties = MG_BUF_INIT;
    mg_buf_adds(&document, "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\" xmlns:v=\"v\"><w:body>");
    mg_buf_add(&document, body);
    mg_buf_adds(&document, "<w:sectPr/></w:body></w:document>");
    mg_buf_addf(&properties, "<cp:coreProperties xmlns:cp=\"cp\" xmlns:dc=\"dc\">%s</cp:coreProperties>", core);
    zip_entry entries[] = {
        {"[Content_Types].xml", MG_SPAN("<Types/>")},
        {"_rels/.rels", MG_SPAN("<Relationships xmlns=\"r\"><Relationship Id=\"1\" Type=\"http://x/relationships/officeDocument\" "
                                "Target=\"/word/document2.xml\"/></Relationships>")},
        {"docProps/core.xml", mg_buf_span(&properties)},
        {"word/document2.xml", mg_buf_span(&document)},
        {"word/styles.xml", MG_SPAN(DOCX_STYLES)},
        {"word/footnotes.xml", MG_SPAN(DOCX_FOOTNOTES)},
    };
    zip_make(entries, MG_COUNT(entries) - !notes, 0, out);
    mg_buf_dispose(&document);
    mg_buf_dispose(&properties);
}

#endif
