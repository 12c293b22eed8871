/* fuzz_passage.c - the first half a query, the second an article: passages and marks lie within the text, at
 * character boundaries, sorted and apart. */
#include "common/compose.h"
#include "common/io.h"
#include "common/utf8.h"
#include "searcher/passage.h"
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
static mg_index reader;
static mg_index_stemmer stemmer;
static mg_lexicon lexicon;
static mg_cutter *cutter;

static void stop(void)
{
    mg_cutter_free(cutter);
    mg_stemmer_free(stemmer.stemmer);
    mg_analyzer_free(lexicon.analyzer);
    mg_db_close(reader.db);
    (void)!mg_dir_remove(dir, NULL);
}

/* An empty index, and the tools of a searcher for English. */
static void start(void)
{
    char path[64];
    const char *where = path;
    if (!mkdtemp(dir)) abort();
    snprintf(path, sizeof path, "%s/index", dir);
    small_index_finish(small_index_new(path, "en"));
    ok(mg_db_open(&where, NULL, 1, &reader.db, NULL));
    stemmer = (mg_index_stemmer){MG_SPAN("en"), mg_language_find(MG_SPAN("en")), NULL};
    ok(mg_stemmer_new(stemmer.language, &stemmer.stemmer, NULL));
    lexicon = (mg_lexicon){&reader, NULL, &stemmer, 1, NULL, NULL};
    ok(mg_analyzer_new(&lexicon.analyzer, NULL));
    ok(mg_cutter_new(&lexicon, &cutter, NULL));
    atexit(stop);
}

static bool boundary(mg_span text, size_t at)
{
    return at <= text.n && mg_utf8_floor(text, at) == at;
}

static void check_marks(mg_span text, const mg_passage *p)
{
    size_t end = p->start;
    for (size_t i = 0; i < p->n_marks; i++) {
        assert(p->marks[i].start >= end && p->marks[i].start < p->marks[i].end && p->marks[i].end <= p->end);
        assert(boundary(text, p->marks[i].start) && boundary(text, p->marks[i].end));
        end = p->marks[i].end;
    }
}

static void cut(const mg_plan *plan, mg_span body, mg_arena *arena)
{
    mg_passage *passages;
    size_t n;
    ok(mg_passages_cut(cutter, plan, body, MG_SPAN("en"), 5, 80, arena, &passages, &n, NULL));
    assert(n <= 5);
    for (size_t i = 0; i < n; i++) {
        assert(passages[i].start <= passages[i].end);
        assert(boundary(body, passages[i].start) && boundary(body, passages[i].end));
        assert(i == 0 || passages[i].score <= passages[i - 1].score);
        for (size_t j = 0; j < i; j++)
            assert(passages[i].end <= passages[j].start || passages[i].start >= passages[j].end);
        check_marks(body, &passages[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!cutter) start();
    mg_span all = {(const char *)data, size};
    mg_arena arena = MG_ARENA_INIT;
    mg_buf query = MG_BUF_INIT, body = MG_BUF_INIT;
    mg_warnings warnings = {0};
    mg_qnode *tree;
    mg_plan plan;
    ok(mg_compose(mg_span_sub(all, 0, MG_MIN(size / 2, 256)), &query, NULL));
    ok(mg_compose(mg_span_sub(all, size / 2, size), &body, NULL));
    ok(mg_query_parse(mg_buf_span(&query), 20250307, &arena, &tree, &warnings, NULL));
    ok(mg_plan_make(&lexicon, tree, true, true, &arena, &warnings, &plan, NULL));
    cut(&plan, mg_buf_span(&body), &arena);
    free(warnings.v);
    mg_buf_dispose(&query);
    mg_buf_dispose(&body);
    mg_arena_dispose(&arena);
    return 0;
}
