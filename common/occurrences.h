/* occurrences.h - how often some words are in documents of an index of several segments, and where they stand: for a second look at
 * a few hits.
 *
 * Life: mg_occurrences_open, any questions, mg_occurrences_close; the segments stay as long. One thread at a time. */
#ifndef MG_OCCURRENCES_H
#define MG_OCCURRENCES_H

#include "common/lists.h"

typedef struct mg_occurrences mg_occurrences;

/* Of n terms, which are borrowed for the call. Documents are numbered as match.h has them. Errors: MG_CORRUPT, MG_NOMEM; MG_LIMIT a
 * term that is too long for any index. */
MG_NODISCARD mg_status mg_occurrences_open(const mg_match_place *places, size_t n_places, const mg_span *terms, size_t n,
                                           mg_occurrences **out, mg_error *err);
void mg_occurrences_close(mg_occurrences *occurrences);

/* How often a document has a term, by wdf, and how many have it before; or more, which mg_occurrences_read takes for far away. */
typedef struct {
    uint32_t wdf;
    uint64_t before;
} mg_occurrence;

/* Of the i-th term in a document, which is not before the one asked about last. Errors: MG_CORRUPT. */
MG_NODISCARD mg_status mg_occurrences_find(mg_occurrences *occurrences, size_t i, uint32_t docid, mg_occurrence *out, mg_error *err);

/* The positions of the i-th term in a document where `at` was found of it, rising; none where it has none. *v, with room for *room,
 * is grown as needed and is the caller's to free; what it held is lost. Quickest in rising order. Errors: MG_CORRUPT, MG_NOMEM. */
MG_NODISCARD mg_status mg_occurrences_read(mg_occurrences *occurrences, size_t i, uint32_t docid, const mg_occurrence *at, uint32_t **v,
                                           size_t *room, size_t *n, mg_error *err);

#endif
