/* fuzz_extract_markdown.c - any bytes as Markdown: at most one article, all of its text tidy UTF-8. */
#include "indexer/extract.h"

#include "common/utf8.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(mg_span line)
{
    assert(mg_utf8_valid(line) == line.n);
    for (size_t i = 0; i < line.n; i++) assert((unsigned char)line.p[i] >= ' ');
}

static mg_status check_article(void *payload, const mg_article *article, mg_error *err)
{
    (void)err;
    assert(++*(int *)payload == 1);
    assert(article->id.n && article->id.n <= 240);
    assert(article->title.n || article->body.n);
    check_line(article->id);
    check_line(article->title);
    check_line(article->standfirst);
    check_line(article->dateline);
    for (size_t i = 0; i < article->byline.n; i++) check_line(article->byline.v[i]);
    assert(mg_utf8_valid(article->body) == article->body.n);
    assert(mg_span_find_span(article->body, 0, MG_SPAN("\n\n\n")) == article->body.n);
    return MG_OK;
}

static void check_problem(void *payload, mg_span member, const mg_error *why)
{
    (void)payload;
    assert(!member.n && why->msg[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int articles = 0;
    mg_arena arena = MG_ARENA_INIT;
    mg_sink sink = {
        .arena = &arena, .article = check_article, .problem = check_problem, .payload = &articles};
    mg_file file = {.bytes = {(const char *)data, size}, .path = MG_SPAN("2025/03/07/a")};
    mg_status status = mg_extract(&file, &mg_format_markdown, &sink, NULL);
    assert(status == MG_OK || status == MG_FORMAT);
    mg_arena_dispose(&arena);
    return 0;
}
