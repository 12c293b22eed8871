/* removed.h - the removed file of a segment: which of its articles are no longer in the index, and what they take with
 * them from its statistics. Immutable; the format is described in removed.c.
 *
 * Life of a reader: mg_removed_open, any number of questions from any number of threads, mg_removed_close. The file is
 * mapped, and nothing is read of its table of terms until it is asked for. What is damaged gives wrong answers or an
 * error, and no access outside; mg_removed_check tells.
 * Life of a builder: mg_removed_builder_new, mg_removed_builder_add for each term, mg_removed_builder_write,
 * mg_removed_builder_free at any point. */
#ifndef MG_REMOVED_H
#define MG_REMOVED_H

#include "common/error.h"
#include "common/span.h"

/* ---- reading ---- */

typedef struct mg_removed mg_removed;

/* Errors: MG_NOTFOUND; MG_CORRUPT it is no removed file, or its parts contradict each other; MG_VERSION; MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_removed_open(const char *path, mg_removed **out, mg_error *err);
void mg_removed_close(mg_removed *removed);

/* Is every byte as it was written? Reads the whole file. Errors: MG_CORRUPT. */
MG_NODISCARD mg_status mg_removed_check(const mg_removed *removed, mg_error *err);

/* How many articles are removed, and how long they were, in terms counted by wdf. */
uint32_t mg_removed_count(const mg_removed *removed);
uint64_t mg_removed_length(const mg_removed *removed);

/* The i-th of their docids, rising, in the segment's own numbering; i below mg_removed_count. */
uint32_t mg_removed_docid(const mg_removed *removed, uint32_t i);

/* The first i from `from` on whose docid is not below `docid`; the count when there is none. Quick when it is near. */
uint32_t mg_removed_seek(const mg_removed *removed, uint32_t from, uint32_t docid);
bool mg_removed_has(const mg_removed *removed, uint32_t docid);

/* In how many of the removed articles a term is. */
uint32_t mg_removed_documents(const mg_removed *removed, mg_span term);

/* The terms in byte order: how many; the first one not before `term`; the i-th, in the file's own bytes.
 * mg_removed_term is false when i is not below the number of terms, or the file is damaged there. */
size_t mg_removed_terms(const mg_removed *removed);
size_t mg_removed_seek_term(const mg_removed *removed, mg_span term);
bool mg_removed_term(const mg_removed *removed, size_t i, mg_span *term, uint32_t *documents);

/* ---- writing ---- */

typedef struct mg_removed_builder mg_removed_builder;

/* `docids`: n of them, rising, above 0; copied. `length`: the sum of their documents' lengths. */
MG_NODISCARD mg_status mg_removed_builder_new(const uint32_t *docids, uint32_t n, uint64_t length, mg_removed_builder **out,
                                              mg_error *err);

/* The next term in byte order, each once, and in how many of the documents it is. */
MG_NODISCARD mg_status mg_removed_builder_add(mg_removed_builder *builder, mg_span term, uint32_t documents, mg_error *err);

/* Write the file at `path`: it is complete and durable when this returns MG_OK. Once for a builder. */
MG_NODISCARD mg_status mg_removed_builder_write(mg_removed_builder *builder, const char *path, mg_error *err);
void mg_removed_builder_free(mg_removed_builder *builder);

#endif
