/* collection.h - documents in memory, to be written as a segment and by libxapian's writer alike. What is given is
 * borrowed: collection_bytes and collection_text make copies that live as long. Failures fail the test. */
#ifndef COLLECTION_H
#define COLLECTION_H

#include "common/arena.h"
#include "common/vec.h"
#include "indexer/inverter.h"
#include "indexer/segment.h"
#include "tests/support/reference.h"

typedef struct {
    const char *key;
    mg_span value;
} collection_setting;

typedef struct {
    mg_arena arena;
    MG_VEC(reference_document) documents;
    MG_VEC(reference_occurrence) occurrences; /* of the document that is being made */
    MG_VEC(reference_value) values;
    MG_VEC(collection_setting) settings;
} collection;

#define COLLECTION_INIT {.arena = MG_ARENA_INIT}
void collection_free(collection *c);

mg_span collection_bytes(collection *c, mg_span bytes);
mg_span collection_text(collection *c, const char *fmt, ...) MG_PRINTF(2, 3);

/* Something of the next document, and its end. */
void collection_term(collection *c, mg_span term, uint32_t position, uint32_t wdf);
void collection_value(collection *c, uint32_t slot, mg_span value);
void collection_end(collection *c, mg_span data);

void collection_set(collection *c, const char *key, mg_span value);

/* An inverter with a dictionary of its own; with another one. */
mg_inverter *collection_inverter(void);
void collection_renew(mg_inverter *inverter);

/* For so many jobs; mg_threads_free. */
mg_threads *collection_threads(size_t jobs);

/* Hand over to a segment what was inverted since the last batch. */
MG_NODISCARD mg_status collection_take(mg_segment *segment, mg_inverter *inverter, mg_error *err);

/* Write documents from .. to-1 at `path`, so many in a batch; all settings too. With several batches, there are several
 * dictionaries, threads and spills. */
void collection_segment(const collection *c, size_t from, size_t to, size_t in_batch, const char *path);
void collection_reference(const collection *c, size_t from, size_t to, const char *path);

/* Add documents to a database that is there, by libxapian's writer. */
void collection_append(const collection *c, size_t from, size_t to, const char *path);

#endif
