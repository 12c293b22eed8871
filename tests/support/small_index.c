/* small_index.c - see small_index.h. */
#include "tests/support/small_index.h"

#include "common/analyze.h"
#include "common/schema.h"
#include "indexer/postings.h"
#include "indexer/segment.h"

#include <stdio.h>

struct small_index {
    mg_vocabulary *vocabulary;
    mg_segment *segment;
    mg_poster *poster;
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
    ok(mg_segment_begin(path, NULL, &x->segment, NULL));
    ok(mg_vocabulary_new(&x->vocabulary, NULL));
    ok(mg_poster_new(language, x->vocabulary, &x->poster, NULL));
    return x;
}

/* What was inverted is a batch of one document. */
static void take(small_index *x, const mg_span *terms, size_t n)
{
    mg_batch *batch;
    ok(mg_inverter_take(mg_poster_inverter(x->poster), &batch, NULL));
    ok(mg_segment_document(x->segment, mg_batch_data(batch, 1), terms, n, NULL));
    ok(mg_segment_take(x->segment, batch, NULL));
}

void small_index_article(small_index *x, mg_article article)
{
    mg_watch watch = {0};
    ok(mg_poster_article(x->poster, &article, 0, (mg_span){0}, &watch, NULL));
    mg_buf id = MG_BUF_INIT;
    if (article.id.n) mg_term_exact("Q", article.id, false, &id);
    take(x, &(mg_span){id.p, id.n}, article.id.n > 0);
    mg_buf_dispose(&id);
}

void small_index_terms(small_index *x, const small_term *terms, size_t n, mg_span data)
{
    mg_inverter *inverter = mg_poster_inverter(x->poster);
    for (size_t i = 0; i < n; i++)
        mg_inverter_occur(inverter, mg_inverter_term(inverter, mg_span_str(terms[i].term)), terms[i].position, terms[i].wdf);
    ok(mg_inverter_end(inverter, data, NULL));
    take(x, NULL, 0);
}

void small_index_set(small_index *x, const char *key, mg_span value)
{
    ok(mg_segment_set(x->segment, key, value, NULL));
}

void small_index_set_morgue(small_index *x)
{
    char version[32];
    snprintf(version, sizeof version, "%d %d", MG_LAYOUT_VERSION, MG_ANALYZER_VERSION);
    small_index_set(x, MG_META_VERSION, mg_span_str(version));
}

void small_index_finish(small_index *x)
{
    ok(mg_segment_finish(x->segment, NULL, NULL));
    mg_segment_free(x->segment);
    mg_poster_free(x->poster);
    mg_vocabulary_free(x->vocabulary);
    free(x);
}
