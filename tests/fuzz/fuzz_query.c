/* fuzz_query.c - any bytes as a query: understood, searched in a small index, and every warning within it. */
#include "common/io.h"
#include "common/schema.h"
#include "common/utf8.h"
#include "searcher/search.h"
#include "tests/support/small_index.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ok(mg_status status)
{
    assert(status == MG_OK);
}

static char dir[] = "/tmp/morgue-fuzz-XXXXXX";
static mg_searcher *searcher;

static void stop(void)
{
    mg_searcher_close(searcher);
    (void)!mg_dir_remove(dir, NULL);
}

static void add_article(small_index *index, const char *id, const char *title, const char *body)
{
    mg_article a = {.id = mg_span_str(id), .title = mg_span_str(title), .body = mg_span_str(body)};
    a.source = MG_SPAN("Harbour Wire");
    a.date = (mg_date){.precision = MG_DATE_DAY, .year = 2025, .month = 3, .day = 7};
    small_index_article(index, a);
}

static void start(void)
{
    char path[64];
    const char *where = path;
    if (!mkdtemp(dir)) abort();
    snprintf(path, sizeof path, "%s/index", dir);
    small_index *index = small_index_new(path, "auto");
    add_article(index, "a", "Ferry runs aground in fog", "The ferry was late. U.S. banks ran AT&T's harbour tolls.");
    add_article(index, "b", "Premi\xc3\xa8re", "Cocoa prices fell, the drought ended.\n\nPrices rose again, and again.");
    small_index_set_morgue(index);
    small_index_finish(index);
    ok(mg_searcher_open(&where, 1, &searcher, NULL));
    atexit(stop);
}

static void check_hit(const mg_answer *answer, const mg_request *request, size_t i)
{
    mg_result hit;
    ok(mg_answer_hit(searcher, answer, request, i, &hit, NULL));
    for (size_t p = 0; p < hit.n_passages; p++) {
        assert(hit.passages[p].start <= hit.passages[p].end && hit.passages[p].end <= hit.record.article.body.n);
        for (size_t m = 0; m < hit.passages[p].n_marks; m++)
            assert(hit.passages[p].marks[m].start >= hit.passages[p].start &&
                   hit.passages[p].marks[m].start < hit.passages[p].marks[m].end &&
                   hit.passages[p].marks[m].end <= hit.passages[p].end);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!searcher) start();
    if (size % 32) size = MG_MIN(size, 400); /* most queries are no articles */
    mg_span query = {(const char *)data, size};
    mg_request request = MG_REQUEST_INIT;
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    request.match = (mg_match_mode)(size % 3);
    mg_status status = mg_search(searcher, query, &request, &answer, &err);
    assert(status == err.code);
    assert(status == MG_OK || (status == MG_LIMIT && size > MG_QUERY_BYTES_MAX / 3));
    if (status != MG_OK) return 0;
    assert(mg_utf8_valid(answer.interpreted) == answer.interpreted.n);
    for (size_t i = 0; i < answer.warnings.n; i++) {
        assert(answer.warnings.v[i].at <= answer.query.n);
        assert(mg_utf8_valid(answer.warnings.v[i].text) == answer.warnings.v[i].text.n);
    }
    for (size_t i = 0; i < answer.match.n; i++) check_hit(&answer, &request, i);
    mg_answer_dispose(&answer);
    return 0;
}
