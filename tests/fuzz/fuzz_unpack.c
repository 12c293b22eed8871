/* fuzz_unpack.c - any bytes as a container; its members are tidy articles, and memory and time are bounded. */
#include "tests/fuzz/check_articles.h"

#include "indexer/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_member(void *payload, mg_span member, mg_file_fate fate)
{
    ++*(size_t *)payload;
    assert(member.n && mg_utf8_valid(member) == member.n);
    assert(fate < MG_FILE_UNWANTED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const mg_limits limits = {.file = (size_t)8 << 20, .article = (size_t)1 << 20, .ratio = 10, .depth = 3, .members = 1000, .seconds = 60};
    size_t articles = 0, members = 0;
    mg_arena arena = MG_ARENA_INIT;
    mg_sink sink = {&arena, check_article, check_problem, &articles, NULL};
    mg_file file = {.bytes = {(const char *)data, size}, .path = MG_SPAN("2025/03/07/a.txt.gz"), .limits = &limits};
    mg_unpacking how = {.all = true, .member = check_member, .payload = &members};
    mg_file_fate fate = MG_FILE_FATES;
    mg_status status = mg_unpack(&file, -1, NULL, &how, &sink, &fate, NULL);
    assert(status == MG_OK || status == MG_FORMAT || status == MG_LIMIT || status == MG_NOTFOUND);
    assert(fate < MG_FILE_UNWANTED && members <= 1000);
    mg_arena_dispose(&arena);
    return 0;
}
