/* article.h - the article record: what an extractor fills, an index stores and a search shows.
 *
 * All text is UTF-8; an absent field is an empty span or list. Spans are borrowed from the arena or
 * buffer of whoever filled the article, and live as long as that. */
#ifndef MG_ARTICLE_H
#define MG_ARTICLE_H

#include "common/arena.h"
#include "common/date.h"

/* Where a date was found. */
typedef enum {
    MG_DATE_FROM_NOWHERE,
    MG_DATE_FROM_META,     /* a field of the format or a meta tag */
    MG_DATE_FROM_JSON_LD,
    MG_DATE_FROM_FEED,
    MG_DATE_FROM_HEADER,   /* a header line, of a mail or at the top of a text */
    MG_DATE_FROM_URL,
    MG_DATE_FROM_BYLINE,   /* visible text around the headline: byline, date line, dateline */
    MG_DATE_FROM_FILENAME,
    MG_DATE_SOURCES,
} mg_date_source;

typedef struct {
    const mg_span *v;
    size_t n;
} mg_spans;

typedef struct {
    const size_t *v;
    size_t n;
} mg_offsets;

typedef struct {
    mg_span id;         /* unique in an index */
    mg_span claimed;    /* the id that the article says it has, when another article has that */
    mg_span title;      /* the headline, one line */
    mg_span standfirst; /* the summary under the headline, one line */
    mg_spans byline;    /* names, without "By" */
    mg_date date;
    mg_date_source date_source;
    mg_date modified;
    mg_span source; /* the paper or agency */
    mg_span section;
    mg_span dateline; /* "SALVADOR, Feb 26" */
    mg_span url;
    mg_span language; /* ISO 639-1 where there is one: "en" */
    mg_spans keywords;
    mg_span path;   /* relative to the archive; bytes as the file system has them, not always UTF-8 */
    mg_span member; /* inside a container or file of several articles: "#3", "1926/page.html" */
    mg_span format; /* "text", "html", ... */
    bool announced; /* only told of, in a sitemap: it gives way to the page itself where that is in the archive */
    mg_span body;   /* the article alone; lines end in \n, paragraphs are parted by one blank line */
    mg_offsets pages; /* of what is printed: where in the body each page begins, the first at 0; never falling; two at least */
    bool paged;     /* from an extractor: a form feed in the body begins a page; normalize.h makes `pages` of them */
} mg_article;

/* "meta", "json-ld", ..., "" for MG_DATE_FROM_NOWHERE. */
const char *mg_date_source_name(mg_date_source source);

/* The page, 1.., on which a byte of the body stands; 0 when the article has no pages. */
size_t mg_article_page(const mg_article *article, size_t at);

/* A copy of all of it, in `arena`. False when out of memory. */
MG_NODISCARD bool mg_article_copy(const mg_article *article, mg_arena *arena, mg_article *out);

/* Append `item` to a list that is empty or was made by this function, with the same arena. False when out of
 * memory. */
MG_NODISCARD bool mg_spans_add(mg_spans *list, mg_span item, mg_arena *arena);

/* Append a member to the path of its file: "a.sgm" "#3", "a.zip" "/" "b.sgm#3". */
void mg_member_add(mg_span member, mg_buf *path);

#endif
