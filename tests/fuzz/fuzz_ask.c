/* fuzz_ask.c - any bytes as a request of the library and as a message of the Model Context Protocol: the answer is JSON, on one
 * line, and tells of what went wrong. */
#include "searcher/conversation.h"
#include "tests/support/small_index.h"
#include "common/io.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char dir[] = "/tmp/morgue-fuzz-XXXXXX";
static morgue *archive;

static void stop(void)
{
    morgue_close(archive);
    (void)!mg_dir_remove(dir, NULL);
}

static void start(void)
{
    char path[64];
    const char *where = path;
    if (!mkdtemp(dir)) abort();
    snprintf(path, sizeof path, "%s/index", dir);
    small_index *index = small_index_new(path, "auto");
    mg_article a = {.id = MG_SPAN("a"), .title = MG_SPAN("Ferry runs aground"), .body = MG_SPAN("The ferry was late.\n\nFog, it said."),
                    .source = MG_SPAN("Wire"), .date = {.precision = MG_DATE_DAY, .year = 2025, .month = 3, .day = 7}};
    small_index_article(index, a);
    small_index_set_morgue(index);
    small_index_finish(index);
    if (morgue_open(&where, 1, &archive, NULL) != MORGUE_OK) abort();
    atexit(stop);
}

static void check_line(const char *text, size_t n)
{
    assert(!memchr(text, '\n', n));
    json_t *answer = json_loadb(text, n, JSON_DECODE_ANY, NULL);
    assert(json_is_object(answer) || json_is_array(answer));
    json_decref(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!archive) start();
    char *response;
    size_t n;
    mg_buf answer = MG_BUF_INIT;
    morgue_code code = morgue_ask(archive, (const char *)data, size, &response, &n, NULL);
    check_line(response, n);
    assert((code != MORGUE_OK) == (strstr(response, "\"error\":{\"code\":") != NULL));
    morgue_free(response);
    assert(morgue_ask_flat(archive, (const char *)data, size, &response, &n, NULL) == code);
    check_line(response, strlen(response));
    assert(strlen(response) == n || response[n - 1] == '\0');
    morgue_free(response);
    mg_talk_mcp(archive, (mg_span){(const char *)data, size}, false, &answer);
    assert(!answer.failed);
    if (answer.n) check_line(answer.p, answer.n);
    mg_buf_dispose(&answer);
    return 0;
}
