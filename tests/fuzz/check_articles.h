/* check_articles.h - run any bytes through one format and check what every article of it promises. */
#ifndef MG_FUZZ_CHECK_ARTICLES_H
#define MG_FUZZ_CHECK_ARTICLES_H

#include "indexer/extract.h"

#include "common/utf8.h"

#include <assert.h>
#include <stdlib.h>

static inline void check_line(mg_span line)
{
    assert(mg_utf8_valid(line) == line.n);
    for (size_t i = 0; i < line.n; i++) assert((unsigned char)line.p[i] >= ' ');
}

static inline void check_lines(mg_spans lines)
{
    for (size_t i = 0; i < lines.n; i++) {
        assert(lines.v[i].n);
        check_line(lines.v[i]);
    }
}

static inline mg_status check_article(void *payload, const mg_article *article, mg_error *err)
{
    (void)err;
    ++*(size_t *)payload;
    assert(article->id.n && article->id.n <= 240);
    assert(article->title.n || article->body.n || article->member.n); /* of several, a number is enough */
    check_line(article->id);
    check_line(article->title);
    check_line(article->standfirst);
    check_line(article->source);
    check_line(article->section);
    check_line(article->dateline);
    check_line(article->url);
    check_line(article->language);
    check_lines(article->byline);
    check_lines(article->keywords);
    assert((article->date.precision == MG_DATE_NONE) == (article->date_source == MG_DATE_FROM_NOWHERE));
    assert(mg_utf8_valid(article->body) == article->body.n);
    assert(mg_span_find_span(article->body, 0, MG_SPAN("\n\n\n")) == article->body.n);
    assert(!article->pages.n || (article->pages.n > 1 && article->pages.v[0] == 0));
    for (size_t i = 1; i < article->pages.n; i++) {
        assert(article->pages.v[i] >= article->pages.v[i - 1] && article->pages.v[i] <= article->body.n);
        assert(mg_utf8_floor(article->body, article->pages.v[i]) == article->pages.v[i]);
    }
    return MG_OK;
}

static inline void check_problem(void *payload, mg_span member, const mg_error *why)
{
    (void)payload;
    (void)member;
    assert(why->msg[0]);
}

/* How many articles there were. `map`: or NULL. */
static inline size_t check_mapped(const mg_format *format, const struct mg_map *map, const uint8_t *data, size_t size)
{
    size_t articles = 0;
    mg_arena arena = MG_ARENA_INIT;
    mg_sink sink = {&arena, check_article, check_problem, &articles, NULL};
    mg_file file = {.bytes = {(const char *)data, size}, .path = MG_SPAN("2025/03/07/a"), .map = map};
    mg_status status = mg_extract(&file, format, &sink, NULL);
    assert(status == MG_OK || status == MG_FORMAT || status == MG_LIMIT || status == MG_NOTFOUND);
    mg_arena_dispose(&arena);
    return articles;
}

static inline size_t check_articles(const mg_format *format, const uint8_t *data, size_t size)
{
    return check_mapped(format, NULL, data, size);
}

#endif
