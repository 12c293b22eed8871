/* extract.h - the bytes of one file to the article records in it.
 *
 * mg_extract finds the format, decodes to UTF-8 and runs the format's handler, which calls back once
 * for each article, in the order of the file. Handlers keep what they give in the sink's arena, which
 * mg_extract resets after each article. One bad article is reported and passed over; the others of
 * its file are not lost. Threads: any number, each with its own sink. */
#ifndef MG_EXTRACT_H
#define MG_EXTRACT_H

#include "common/article.h"
#include "indexer/limits.h"

typedef struct mg_sink mg_sink;
struct mg_sink {
    mg_arena *arena;
    /* One finished article, normalised (normalize.h). Borrowed until the call returns. An error stops
     * the file and is passed on. */
    mg_status (*article)(void *payload, const mg_article *article, mg_error *err);
    /* An article that could not be read: where ("#3", "byte 1200") and why. */
    void (*problem)(void *payload, mg_span member, const mg_error *why);
    void *payload;
    const mg_clock *clock; /* no article is taken when its time is over; NULL: none */
};

typedef struct mg_file {
    mg_span bytes;    /* the whole file, raw */
    mg_span path;     /* relative to the archive */
    mg_span language; /* what the user declared, or empty */
    const struct mg_map *map; /* where the user says fields are (map.h), or NULL */
    /* Of a file that was found in another, or in the Web; each may be empty. */
    mg_span member;  /* which it is there ("1926/a.txt", "#12"): goes before what its own articles are called */
    mg_span name;    /* by which its format is guessed; empty: the path */
    mg_span url;     /* of an article that states none, if the file is one article */
    mg_span charset; /* a label that goes before the file's own */
    const mg_limits *limits; /* NULL: the default ones */
} mg_file;

/* A handler: `text` is the file in UTF-8 (decoded as charset.h says, U+FEFF removed, line ends as in
 * the file), or as it is when the format is `raw`. It fills what the format gives and leaves the rest empty: mg_sink_give adds path, format,
 * member, fallback id and date, and tidies every field. Returns an error only when the file as a whole
 * cannot be read, or when mg_sink_give failed. */
typedef struct {
    const char *name; /* as --format and the record's `format` name it */
    const char *const *suffixes;   /* NULL-terminated, lower case, with the dot: ".html" */
    bool (*sniff)(mg_span head);   /* do the first bytes (at most 4096; UTF-8 unless raw) look like it? may be NULL */
    mg_status (*extract)(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err);
    mg_span (*declared_charset)(mg_span head); /* a charset label found in the raw head, or empty; may be NULL */
    bool raw;     /* no text: bytes that the handler decodes itself. These are tried first */
    bool announces; /* its articles have no text: they only tell of pages, which are better where they are in the archive */
    bool several; /* may hold several articles: articles are members "#1", "#2", ... */
} mg_format;

extern const mg_format mg_format_mbox, mg_format_eml, mg_format_pdf, mg_format_docx, mg_format_odt, mg_format_warc,
    mg_format_ninjs, mg_format_jsonl, mg_format_json, mg_format_reuters, mg_format_trec, mg_format_nitf,
    mg_format_newsml_g2, mg_format_newsml, mg_format_rcv1, mg_format_tei, mg_format_alto, mg_format_fodt,
    mg_format_wxr, mg_format_feed, mg_format_sitemap, mg_format_xml, mg_format_hocr, mg_format_html,
    mg_format_markdown, mg_format_csv, mg_format_text;

/* All formats, in the order in which they are tried on the content; NULL-terminated. */
extern const mg_format *const mg_formats[];

/* The format of that name, or NULL. */
const mg_format *mg_format_by_name(mg_span name);

/* The format whose suffix `path` ends in (without regard to case), or NULL. */
const mg_format *mg_format_by_path(mg_span path);

/* The raw format that bytes beginning so are of, or NULL. */
const mg_format *mg_format_of_bytes(mg_span head);

/* The format whose sniffer knows these bytes, or NULL. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_format_by_content(mg_span bytes, const mg_format **format, mg_error *err);

/* Extract all articles of `file`. `format` is NULL to guess: by content, then by name.
 * Errors: MG_NOTFOUND it is of no known format; MG_FORMAT its name promises text, but it is empty, binary, or holds no article; MG_LIMIT an article is too long; MG_NOMEM;
 * and what sink->article returned. */
MG_NODISCARD mg_status mg_extract(const mg_file *file, const mg_format *format, mg_sink *sink, mg_error *err);

/* For handlers: hand over one article. Its spans may point anywhere that lives until the return.
 *   number  1.. in files of several articles, 0 in files of one
 * Normalises in sink->arena, then calls sink->article, then resets the arena. */
MG_NODISCARD mg_status mg_sink_give(mg_sink *sink, const mg_file *file, const mg_format *format, size_t number,
                       mg_article *article, mg_error *err);

/* For handlers: tell of a fault of the article `number` (0: of the file) that does not keep it from being given. */
void mg_sink_tell(mg_sink *sink, size_t number, const char *why);

#endif
