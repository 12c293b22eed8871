/* test_archive.c - the segment that is made of a whole archive, in many batches, by several dictionaries and with spills, reads
 * as what libxapian's writer makes of its articles one by one. The archive is the sample; by hand it may be any:
 * test_archive DIR. */
#include "common/io.h"
#include "indexer/archive.h"
#include "indexer/postings.h"
#include "tests/support/collection.h"
#include "tests/support/scratch.h"
#include "tests/support/small_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *archive_path = "corpus";

enum { BATCH = 7, SPILL = 5 }; /* articles in a batch, batches between spills */

typedef struct {
    const char *dir;
    reference_writer *reference;
    mg_threads *threads;
    mg_segment *segment;
    mg_vocabulary *vocabulary;
    mg_poster *posters[3];
    size_t articles, batches;
} both;

static void must(mg_status status, const mg_error *err)
{
    if (status != MG_OK) fail_msg("%s", err->msg);
}

static mg_poster *poster_of(both *b)
{
    return b->posters[b->batches % MG_COUNT(b->posters)];
}

static void close_batch(both *b)
{
    mg_error err = MG_ERROR_INIT;
    must(collection_take(b->segment, mg_poster_inverter(poster_of(b)), &err), &err);
    if (++b->batches % SPILL == 0) must(mg_segment_spill(b->segment, b->threads, &err), &err);
}

static mg_status on_article(void *payload, mg_article *article, uint32_t root, size_t file, mg_error *err)
{
    (void)file, (void)err;
    both *b = payload;
    mg_watch watch = {0};
    mg_error why = MG_ERROR_INIT;
    char path[100];
    snprintf(path, sizeof path, "%s/one", b->dir);
    small_index *one = small_index_new(path, "auto");
    article->id = (mg_span){0}; /* its term is not the poster's to give */
    small_index_article(one, *article);
    small_index_finish(one);
    reference_add_from(b->reference, path);
    assert_int_equal(mg_dir_remove(path, NULL), MG_OK);
    must(mg_poster_article(poster_of(b), article, root, (mg_span){0}, &watch, &why), &why);
    if (++b->articles % BATCH == 0) close_batch(b);
    return MG_OK;
}

static void ignore_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    (void)payload, (void)path, (void)member, (void)why;
}

static void ignore_file(void *payload, const mg_dealt *dealt)
{
    (void)payload, (void)dealt;
}

static void whole_archive(void **state)
{
    (void)state;
    char *dir = scratch_dir(), ours[100], theirs[100], said[1000];
    both b = {.dir = dir, .threads = collection_threads(3)};
    mg_error err = MG_ERROR_INIT;
    snprintf(ours, sizeof ours, "%s/ours", dir);
    snprintf(theirs, sizeof theirs, "%s/theirs", dir);
    b.reference = reference_create(theirs);
    must(mg_segment_begin(ours, NULL, &b.segment, &err), &err);
    must(mg_vocabulary_new(&b.vocabulary, &err), &err);
    for (size_t i = 0; i < MG_COUNT(b.posters); i++) must(mg_poster_new("auto", b.vocabulary, &b.posters[i], &err), &err);

    mg_span root = mg_span_str(archive_path);
    mg_reading reading = {NULL, on_article, ignore_problem, ignore_file, &b, NULL, NULL, NULL};
    mg_archive *archive;
    must(mg_archive_open(&(mg_archive_files){.roots = {&root, 1}}, &reading, &archive, &err), &err);
    must(mg_archive_choose(archive, NULL, NULL, 2, &err), &err);
    for (size_t unit = 0; unit < mg_archive_units(archive); unit++)
        must(mg_archive_read(archive, unit, NULL, NULL, &reading, &err), &err);
    mg_archive_close(archive);
    close_batch(&b);
    must(mg_segment_finish(b.segment, b.threads, &err), &err);
    mg_segment_free(b.segment);
    mg_threads_free(b.threads);
    reference_finish(b.reference);

    assert_true(b.articles >= 60);
    if (!reference_compare(theirs, ours, said, sizeof said)) fail_msg("libxapian's and ours: %s", said);
    size_t errors = reference_check(ours, said, sizeof said);
    if (errors) fail_msg("%zu errors: %s", errors, said);
    for (size_t i = 0; i < MG_COUNT(b.posters); i++) mg_poster_free(b.posters[i]);
    mg_vocabulary_free(b.vocabulary);
    scratch_remove(dir);
}

int main(int argc, char **argv)
{
    if (argc > 1) archive_path = argv[1];
    const struct CMUnitTest tests[] = {cmocka_unit_test(whole_archive)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
