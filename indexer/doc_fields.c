/* doc_fields.c - see doc_fields.h. */
#include "indexer/doc_fields.h"

#include "common/utf8.h"
#include "indexer/head.h"
#include "indexer/xml_records.h"

#include <unicode/uchar.h>

#define KEYWORDS_MAX 200
#define LAYOUT_PARAGRAPHS 4 /* so many in a cell are text */

typedef struct {
    size_t letters, capitals, small, digits, spaces, chars;
} census;

static census count(mg_span s)
{
    census c = {0};
    for (size_t at = 0; at < s.n; c.chars++) {
        UChar32 ch = (UChar32)mg_utf8_next(s, &at);
        c.letters += u_isalpha(ch);
        c.capitals += u_isupper(ch);
        c.small += u_islower(ch);
        c.digits += u_isdigit(ch);
        c.spaces += u_isUWhiteSpace(ch);
    }
    return c;
}

static bool starts_with_any(mg_span s, const char *const *list)
{
    for (; *list; list++)
        if (mg_span_starts_nocase(s, mg_span_str(*list))) return true;
    return false;
}

static bool is_any(mg_span s, const char *const *list)
{
    for (; *list; list++)
        if (mg_span_eq_nocase(s, mg_span_str(*list))) return true;
    return false;
}

/* "budget.indd": a dot and a suffix of two to five letters or digits at the end, as sentences do not have. */
static bool ends_in_suffix(mg_span s)
{
    static const char *const suffixes[] = {"doc",  "docx", "dot", "odt",  "rtf",  "txt",   "pdf", "ps",   "eps", "ai",
                                           "indd", "indt", "qxd", "qxp",  "qxt",  "pm",    "pmd", "p65",  "fm",  "tex",
                                           "dvi",  "ppt",  "pptx", "xls", "xlsx", "htm",   "html", "pub", "wpd", "wps",
                                           "cdr",  "tif",  "tiff", "jpg", "jpeg", "pages", "sla", "psd",  "xml", NULL};
    size_t dot = s.n;
    while (dot && s.p[dot - 1] != '.') dot--;
    return dot && is_any(mg_span_sub(s, dot, s.n), suffixes);
}

bool mg_doc_is_title(mg_span title)
{
    static const char *const programs[] = {"Microsoft ", "PowerPoint", "QuarkXPress", "QXP", "Adobe ", "InDesign", "untitled",
                                           "Unbenannt", "Sans titre", "Sin título", "Sem título", "Senza titolo", "Naamloos",
                                           "Namnlös", "Без имени", "无标题", "file:", "http:", "https:", "about:", "Layout ",
                                           "Print ", "Dokument1", "Document1", "Documento1", "Doc1", "Slide ", "(anonymous)",
                                           NULL};
    static const char *const nothing[] = {"title", "document", "dokument", "doc", "unknown", "none", "null", "no title",
                                          "no slide title", "header", "print", "layout", "page", "template", "test", "scan",
                                          "scanned document", "image", "normal", "news", NULL};
    title = mg_span_trim(title);
    census c = count(title);
    if (!c.letters || starts_with_any(title, programs) || is_any(title, nothing) || ends_in_suffix(title)) return false;
    if (c.digits * 3 > c.chars || mg_span_find(title, 0, '\\') < title.n) return false;
    /* A single word is one only when it looks like a word. */
    return c.spaces || mg_head_unspaced(title) || (c.letters == c.chars && c.letters > 3 && u_isupper((UChar32)mg_utf8_next(title, &(size_t){0})));
}

bool mg_doc_is_person(mg_span name)
{
    static const char *const others[] = {"admin", "user", "owner", "unknown", "author", "guest", "windows ", "microsoft ",
                                         "office ", "preferred ", "registered ", "valued ", "your name", "power user",
                                         "default ", "not ", "no author", "scanner", "hp ", "the ", "copyright", "(c)", NULL};
    static const char *const parts[] = {"administrator", "user", "customer", "computer", "office", "editor", "editorial",
                                        "desk", "production", "design", "newsroom", "laptop", "account", "inc.", "ltd",
                                        "gmbh", "corporation", "newspaper", "newspapers", "employee", "press", "agency", NULL};
    name = mg_span_trim(name);
    census c = count(name);
    if (c.letters < 2 || (c.small && !c.capitals) || c.digits || c.chars > 100 || starts_with_any(name, others)) return false;
    if (mg_span_find(name, 0, '@') < name.n || mg_span_find(name, 0, '\\') < name.n || mg_span_find(name, 0, '/') < name.n)
        return false;
    for (size_t at = 0, end; at < name.n; at = end + 1) {
        end = mg_span_find(name, at, ' ');
        if (is_any(mg_span_sub(name, at, end), parts)) return false;
    }
    return c.spaces || mg_head_unspaced(name);
}

bool mg_doc_add_author(mg_article *article, mg_span name, mg_arena *arena)
{
    name = mg_span_trim(name);
    if (name.n && mg_span_eq_nocase(article->standfirst, name)) article->standfirst = (mg_span){NULL, 0};
    return article->byline.n || !mg_doc_is_person(name) || mg_spans_add(&article->byline, name, arena);
}

bool mg_doc_add_keywords(mg_article *article, mg_span words, mg_arena *arena)
{
    for (size_t at = 0; at < words.n && article->keywords.n < KEYWORDS_MAX;) {
        size_t end = at;
        while (end < words.n && words.p[end] != ',' && words.p[end] != ';') end++;
        mg_span word = mg_span_trim(mg_span_sub(words, at, end));
        if (word.n && !mg_spans_add(&article->keywords, word, arena)) return false;
        at = end + 1;
    }
    return true;
}

bool mg_doc_is_layout(const xmlNode *table, const char *row, const char *cell, const char *paragraph)
{
    size_t in_row = 0, in_cell = 0;
    bool columns = false;
    for (const xmlNode *n = table; n; n = mg_xml_walk(table, n)) {
        if (mg_xml_is(n, row)) in_row = 0;
        if (mg_xml_is(n, cell)) in_row++, in_cell = 0;
        if (mg_xml_is(n, paragraph) && n->children && ++in_cell >= LAYOUT_PARAGRAPHS) return true;
        columns |= in_row > 1;
    }
    return !columns;
}
