/* spill.h - postings that memory could not hold any longer, in a file until their segment is finished.
 *
 * The file holds regions, written one after the other, each from the batches of its time. A region is terms in byte order:
 *
 *   term   = u32 size of what follows | V(n) bytes | V(documents) V(collection frequency) piece...
 *   piece  = V(base) V(n) postings                                   as batch.h has them: documents count from base
 *
 * and anything else, at offsets that whoever put it there keeps. The file has no name while it is in use, so that nothing is
 * left of it, however the process ends. */
#ifndef MG_SPILL_H
#define MG_SPILL_H

#include "common/buf.h"
#include "common/vec.h"

/* Terms that share their first two bytes are a bucket. */
#define MG_BUCKETS 65536
uint32_t mg_bucket_of(mg_span term);

/* A term's postings of one batch, from `at` to `end`; their documents count from `base`. */
typedef struct {
    const char *at, *end;
    uint32_t base;
} mg_piece;

typedef struct {
    mg_span bytes;
    uint64_t documents, collection; /* over all pieces */
    const mg_piece *pieces;         /* documents rise */
    size_t n_pieces;
} mg_merged_term;

typedef struct mg_spill mg_spill;

/* Make the file `path` and take its name away. */
MG_NODISCARD mg_status mg_spill_new(const char *path, mg_spill **out, mg_error *err);
void mg_spill_free(mg_spill *spill);

/* ---- anything ---- */

/* Append bytes; *offset is where they stand. Errors: MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_spill_put(mg_spill *spill, mg_span bytes, uint64_t *offset, mg_error *err);

/* Append n bytes at `offset` to `out`. Any number of threads while nothing is put. Errors: MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_spill_get(const mg_spill *spill, uint64_t offset, size_t n, mg_buf *out, mg_error *err);

/* ---- regions ---- */

MG_NODISCARD mg_status mg_spill_begin_region(mg_spill *spill, mg_error *err);
size_t mg_spill_regions(const mg_spill *spill);

/* Some terms of a region, made in memory; zeroed before use, for several threads one each. */
typedef struct {
    uint32_t bucket;
    uint64_t postings; /* of its terms */
    uint64_t offset;   /* of its first term: in the bytes, or the file */
} mg_spill_mark;

typedef struct {
    mg_buf bytes;
    MG_VEC(mg_spill_mark) marks; /* of the buckets that have terms, rising */
    bool nomem;
} mg_spill_terms;

void mg_spill_add(mg_spill_terms *terms, const mg_merged_term *term);
void mg_spill_terms_dispose(mg_spill_terms *terms);

/* Append them to the region begun last. Errors: MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_spill_put_terms(mg_spill *spill, const mg_spill_terms *terms, mg_error *err);

/* The buckets of a region. */
const mg_spill_mark *mg_spill_marks(const mg_spill *spill, size_t region, size_t *n);

/* ---- reading a region's terms ---- */

typedef struct {
    const mg_spill *spill;
    uint64_t offset, end; /* of what is not in memory yet */
    mg_buf buf;
    size_t at; /* in buf: the next term */
    MG_VEC(mg_piece) pieces;
    mg_merged_term term; /* points into the buffer, until the next call */
    bool more;           /* is there one? */
} mg_spill_reader;

/* Read the terms of the buckets from .. to - 1; the reader is zeroed before, and stands on the first. */
MG_NODISCARD mg_status mg_spill_open(const mg_spill *spill, size_t region, uint32_t from, uint32_t to, mg_spill_reader *reader,
                                     mg_error *err);
MG_NODISCARD mg_status mg_spill_next(mg_spill_reader *reader, mg_error *err);
void mg_spill_close(mg_spill_reader *reader);

#endif
