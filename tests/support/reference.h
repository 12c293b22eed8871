/* reference.h - libxapian's own writer, comparer and checker of glass databases, in plain C: what segments are held
 * against. An exception ends the test program, but for those of reading, which are differences and errors. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "common/span.h"

/* ---- writing ---- */

typedef struct {
    mg_span term;
    uint32_t position; /* 1.., or 0: without position */
    uint32_t wdf;      /* to add */
} reference_occurrence;

typedef struct {
    uint32_t slot;
    mg_span value;
} reference_value;

typedef struct {
    const reference_occurrence *occurrences;
    size_t n_occurrences;
    const reference_value *values;
    size_t n_values;
    mg_span data;
} reference_document;

typedef struct reference_writer reference_writer;

/* A new database without term lists, and one that is there, for more documents. */
reference_writer *reference_create(const char *path);
reference_writer *reference_reopen(const char *path);
void reference_add(reference_writer *writer, const reference_document *document);
/* Add the only document of another database, whose values are in slots below 16. */
void reference_add_from(reference_writer *writer, const char *path);
void reference_set(reference_writer *writer, const char *key, mg_span value);
void reference_finish(reference_writer *writer); /* commits; frees the writer */

/* Merge databases into a new one, their documents numbered on. */
void reference_compact(const char *const *sources, size_t n, const char *target);

/* ---- reading ---- */

/* Does libxapian read the same from both: statistics, terms, postings, positions, values of the slots that are 0..16,
 * 300, or within one of a power of two, data and metadata, in order and by skipping? Bounds must be equal, and bounds.
 * What only a term list tells is left out, and so are the UUIDs. The first difference is told in words. */
bool reference_compare(const char *path_a, const char *path_b, char *difference, size_t size);

/* As xapian-check does: the number of errors, and what was said about them. */
size_t reference_check(const char *path, char *report, size_t size);

/* Is this the document's data? */
bool reference_data_is(const char *path, uint32_t docid, mg_span data);

#endif
