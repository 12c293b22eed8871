/* small_index.c - see small_index.h. */
#include "tests/support/small_index.h"

#include "common/analyze.h"
#include "common/schema.h"
#include "common/vec.h"
#include "indexer/postings.h"
#include "indexer/segment.h"

#include <stdio.h>

struct small_index {
    mg_segment *segment;
    mg_poster *poster;
    mg_batch *batch;
};

static void ok(mg_status status)
{
    if (status == MG_OK) return;
    fprintf(stderr, "the test's index could not be made: status %d\n", (int)status);
    abort();
}

small_index *small_index_new(const char *path, const char *language)
{
    small_index *x = calloc(1, sizeof *x);
    if (!x) abort();
    ok(mg_segment_begin(path, &x->segment, NULL));
    ok(mg_poster_new(language, &x->poster, NULL));
    ok(mg_batch_new(&x->batch, NULL));
    mg_poster_use(x->poster, x->batch);
    return x;
}

void small_index_article(small_index *x, mg_article article)
{
    mg_document doc;
    mg_span stemmer;
    ok(mg_poster_document(x->poster, &article, 0, &doc, &stemmer, NULL));
    ok(mg_batch_add(x->batch, &doc, NULL));
    mg_buf id = MG_BUF_INIT;
    mg_term_exact("Q", article.id, false, &id);
    ok(mg_segment_add_filter(x->segment, mg_batch_documents(x->batch), mg_buf_span(&id), NULL));
    mg_buf_dispose(&id);
}

void small_index_terms(small_index *x, const small_term *terms, size_t n, mg_span data)
{
    MG_VEC(mg_occurrence) occurrences = {0};
    for (size_t i = 0; i < n; i++) {
        uint32_t term = mg_terms_add(mg_batch_terms(x->batch), mg_span_str(terms[i].term));
        if (!mg_vec_push(&occurrences, (mg_occurrence){term, terms[i].position, terms[i].wdf})) abort();
    }
    mg_document doc = {.occurrences = occurrences.v, .n_occurrences = n, .data = data};
    ok(mg_batch_add(x->batch, &doc, NULL));
    mg_vec_free(&occurrences);
}

void small_index_set(small_index *x, const char *key, mg_span value)
{
    ok(mg_segment_set(x->segment, key, value, NULL));
}

void small_index_set_morgue(small_index *x, const char *languages)
{
    char version[32];
    snprintf(version, sizeof version, "%d %d", MG_LAYOUT_VERSION, MG_ANALYZER_VERSION);
    small_index_set(x, MG_META_VERSION, mg_span_str(version));
    small_index_set(x, MG_META_LANGUAGES, mg_span_str(languages));
}

void small_index_finish(small_index *x)
{
    ok(mg_segment_take(x->segment, x->batch, NULL));
    ok(mg_segment_finish(x->segment, NULL));
    mg_segment_free(x->segment);
    mg_poster_free(x->poster);
    free(x);
}
