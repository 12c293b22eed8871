/* collection.c - see collection.h. */
#include "tests/support/collection.h"

#include "common/beside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

void collection_free(collection *c)
{
    mg_arena_dispose(&c->arena);
    mg_vec_free(&c->documents);
    mg_vec_free(&c->occurrences);
    mg_vec_free(&c->values);
    mg_vec_free(&c->settings);
}

mg_span collection_bytes(collection *c, mg_span bytes)
{
    mg_span copy = mg_arena_copy(&c->arena, bytes);
    assert_non_null(copy.p);
    return copy;
}

mg_span collection_text(collection *c, const char *fmt, ...)
{
    char text[300];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    assert_in_range(n, 0, sizeof text - 1);
    return collection_bytes(c, (mg_span){text, (size_t)n});
}

void collection_term(collection *c, mg_span term, uint32_t position, uint32_t wdf)
{
    assert_true(mg_vec_push(&c->occurrences, (reference_occurrence){term, position, wdf}));
}

void collection_value(collection *c, uint32_t slot, mg_span value)
{
    assert_true(mg_vec_push(&c->values, (reference_value){slot, value}));
}

static void *keep(collection *c, const void *v, size_t bytes)
{
    if (!bytes) return NULL;
    void *copy = mg_arena_alloc(&c->arena, bytes);
    assert_non_null(copy);
    return memcpy(copy, v, bytes);
}

void collection_end(collection *c, mg_span data)
{
    reference_document d = {.n_occurrences = c->occurrences.n, .n_values = c->values.n, .data = data};
    d.occurrences = keep(c, c->occurrences.v, d.n_occurrences * sizeof *d.occurrences);
    d.values = keep(c, c->values.v, d.n_values * sizeof *d.values);
    c->occurrences.n = c->values.n = 0;
    assert_true(mg_vec_push(&c->documents, d));
}

void collection_set(collection *c, const char *key, mg_span value)
{
    assert_true(mg_vec_push(&c->settings, (collection_setting){key, value}));
}

/* ---- as a segment ---- */

static void must(mg_status status, const mg_error *err)
{
    if (status != MG_OK) fail_msg("%s", err->msg);
}

/* Do its words come as mg_inverter_word wants them? */
static bool in_order(const reference_document *d)
{
    uint32_t last = 0;
    for (size_t i = 0; i < d->n_occurrences; i++) {
        const reference_occurrence *o = &d->occurrences[i];
        if (!o->position || !mg_beside_tells(o->term)) continue;
        if (o->position < last) return false;
        last = o->position;
    }
    return true;
}

static void invert(mg_inverter *inverter, const reference_document *from)
{
    mg_error err = MG_ERROR_INIT;
    bool ordered = in_order(from);
    for (size_t i = 0; i < from->n_occurrences; i++) {
        const reference_occurrence *o = &from->occurrences[i];
        uint32_t term = mg_inverter_term(inverter, o->term);
        if (ordered && o->position && mg_beside_tells(o->term))
            mg_inverter_word(inverter, term, o->position, o->wdf, mg_beside_code(o->term));
        else mg_inverter_occur(inverter, term, o->position, o->wdf);
    }
    for (size_t i = 0; i < from->n_values; i++) mg_inverter_value(inverter, from->values[i].slot, from->values[i].value);
    must(mg_inverter_end(inverter, from->data, &err), &err);
}

mg_inverter *collection_inverter(void)
{
    mg_error err = MG_ERROR_INIT;
    mg_terms *terms;
    mg_inverter *inverter;
    must(mg_terms_new(&terms, &err), &err);
    must(mg_inverter_new(terms, &inverter, &err), &err);
    mg_terms_drop(terms);
    return inverter;
}

void collection_renew(mg_inverter *inverter)
{
    mg_error err = MG_ERROR_INIT;
    mg_terms *terms;
    must(mg_terms_new(&terms, &err), &err);
    mg_inverter_use(inverter, terms);
    mg_terms_drop(terms);
}

mg_status collection_take(mg_segment *segment, mg_inverter *inverter, mg_error *err)
{
    mg_batch *batch;
    MG_TRY(mg_inverter_take(inverter, &batch, err));
    mg_status status = MG_OK;
    for (uint32_t document = 1; status == MG_OK && document <= batch->documents; document++)
        status = mg_segment_document(segment, mg_batch_data(batch, document), NULL, 0, err);
    if (status == MG_OK) return mg_segment_take(segment, batch, err);
    mg_batch_free(batch);
    return status;
}

mg_threads *collection_threads(size_t jobs)
{
    mg_threads *threads;
    mg_error err = MG_ERROR_INIT;
    must(mg_threads_new(jobs, &threads, &err), &err);
    return threads;
}

void collection_segment(const collection *c, size_t from, size_t to, size_t in_batch, const char *path)
{
    mg_error err = MG_ERROR_INIT;
    mg_segment *segment;
    mg_inverter *inverters[3];
    mg_threads *threads[] = {NULL, collection_threads(2), collection_threads(3)};
    for (size_t i = 0; i < MG_COUNT(inverters); i++) inverters[i] = collection_inverter();
    must(mg_segment_begin(path, NULL, &segment, &err), &err);
    for (size_t number = 0; from < to; number++) {
        mg_inverter *inverter = inverters[number % MG_COUNT(inverters)];
        for (size_t i = 0; i < in_batch && from < to; i++) invert(inverter, &c->documents.v[from++]);
        must(collection_take(segment, inverter, &err), &err);
        if (number % 5 == 4) must(mg_segment_spill(segment, threads[number % MG_COUNT(threads)], &err), &err);
        if (number % 7 == 6) collection_renew(inverter);
    }
    for (size_t i = 0; i < c->settings.n; i++)
        must(mg_segment_set(segment, c->settings.v[i].key, c->settings.v[i].value, &err), &err);
    must(mg_segment_finish(segment, threads[in_batch == SIZE_MAX ? 0 : 2], &err), &err);
    mg_segment_free(segment);
    for (size_t i = 0; i < MG_COUNT(threads); i++) mg_threads_free(threads[i]);
    for (size_t i = 0; i < MG_COUNT(inverters); i++) mg_inverter_free(inverters[i]);
}

/* ---- by libxapian ---- */

static void write_reference(const collection *c, size_t from, size_t to, reference_writer *writer)
{
    for (; from < to; from++) reference_add(writer, &c->documents.v[from]);
    for (size_t i = 0; i < c->settings.n; i++) reference_set(writer, c->settings.v[i].key, c->settings.v[i].value);
    reference_finish(writer);
}

void collection_reference(const collection *c, size_t from, size_t to, const char *path)
{
    write_reference(c, from, to, reference_create(path));
}

void collection_append(const collection *c, size_t from, size_t to, const char *path)
{
    write_reference(c, from, to, reference_reopen(path));
}
