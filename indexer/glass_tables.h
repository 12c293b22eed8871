/* glass_tables.h - what each table of a segment holds, written entry by entry: docdata, postlist, position.
 *
 * A table is written as runs of leaves (glass_leaves.h). Keys rise within a run, and that they do is the caller's to get
 * right, by calling in the order of this page: docids rise, terms rise as bytes. */
#ifndef MG_GLASS_TABLES_H
#define MG_GLASS_TABLES_H

#include "indexer/glass_table.h"
#include "indexer/impacts_part.h"
#include "indexer/values.h"

/* ---- docdata (glass_docdata.c) ---- */

/* The data of a document. */
MG_NODISCARD mg_status mg_glass_docdata_add(mg_glass_table *table, mg_glass_leaves *leaves, uint32_t docid, mg_span data,
                                            mg_error *err);

/* ---- postlist: metadata, values, lengths, and then terms ---- */

typedef struct {
    mg_span key, value;
} mg_metadata;

typedef struct {
    uint32_t documents;
    uint32_t length_min, length_max; /* of a document; min of those above 0 */
    uint32_t wdf_max;
    uint64_t length_total;
} mg_glass_stats;

/* What is known under names; keys rise (glass_postlist.c). */
MG_NODISCARD mg_status mg_glass_metadata_add(mg_glass_table *postlist, mg_glass_leaves *leaves, const mg_metadata *metadata,
                                             size_t n, mg_error *err);

/* All documents' values (glass_values.c). */
MG_NODISCARD mg_status mg_glass_values_add(mg_glass_table *postlist, mg_glass_leaves *leaves, const mg_values *values, mg_error *err);

/* The lengths of the documents 1..n; fills `stats`, but for wdf_max (glass_postlist.c). */
MG_NODISCARD mg_status mg_glass_lengths_add(mg_glass_table *postlist, mg_glass_leaves *leaves, const uint32_t *lengths,
                                            uint32_t n, mg_glass_stats *stats, mg_error *err);

/* A chunk of postings ends when it has so many bytes. */
#define MG_GLASS_CHUNK 2000

/* Writes posting lists into leaves, and what impacts are made of: begin, a posting for each document, end. Zeroed but for `leaves` and
 * `impacts` before use. */
typedef struct {
    mg_glass_leaves *leaves;
    mg_impacts_part *impacts; /* NULL: none */
    bool impacted;            /* the term is one of those that have some */
    mg_status status;         /* of making them */
    char first_key[MG_GLASS_KEY_MAX], next_key[MG_GLASS_KEY_MAX]; /* of the first chunk; of the others, before their docid */
    size_t first_key_n, next_key_n;
    uint64_t documents, collection;
    uint32_t first, first_wdf, last; /* of the chunk that is open */
    bool started, later;             /* a chunk is open; it is not the first */
    size_t n;                        /* bytes of its body */
    char body[MG_GLASS_CHUNK + 32];
} mg_postlist_writer;

/* The term is at most MG_TERM_MAX bytes long, a zero byte counting twice. Errors: MG_NOMEM, told at the end of a list. */
void mg_postlist_begin(mg_postlist_writer *w, mg_span term, uint64_t documents, uint64_t collection);
void mg_postlist_add(mg_postlist_writer *w, uint32_t docid, uint32_t wdf);
MG_NODISCARD mg_status mg_postlist_end(mg_postlist_writer *w, mg_error *err);

/* ---- position (glass_position.c) ---- */

typedef struct {
    mg_glass_leaves *leaves;
    char key[MG_GLASS_KEY_MAX];
    size_t key_n; /* of what comes before the docid */
} mg_position_writer;

void mg_position_begin(mg_position_writer *w, mg_span term);
void mg_position_add(mg_position_writer *w, uint32_t docid, mg_span tag);

#endif
