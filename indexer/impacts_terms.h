/* impacts_terms.h - the impacts of some of a table's terms: what threads make apart, and impacts_make.c puts together. */
#ifndef MG_IMPACTS_TERMS_H
#define MG_IMPACTS_TERMS_H

#include "common/buf.h"
#include "common/impacts.h"
#include "common/tree.h"
#include "common/vec.h"

/* What is known of documents: codes are those of their lengths, by docid - 1; k, by the code of a length, is what BM25 adds to the
 * wdf below the line. */
typedef struct {
    const mg_tree *postlist;
    uint32_t documents;
    const uint8_t *codes;
    double k[256];
} mg_impacts_docs;

void mg_impacts_docs_init(mg_impacts_docs *docs, double average_length);

/* Terms in order, of more than MG_IMPACTS_FEW documents. Places are within `data`, a multiple of 8 bytes, and `keys`; check is not
 * set. */
typedef struct {
    MG_VEC(mg_impact_term) terms;
    mg_buf data, keys;
} mg_impacts_part;

/* Those of the terms that begin in the leaves among blocks from .. to - 1 of the table. Errors: MG_CORRUPT, MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_part_make(const mg_impacts_docs *docs, uint32_t from, uint32_t to, mg_impacts_part *out,
                                            mg_error *err);
void mg_impacts_part_dispose(mg_impacts_part *part);

#endif
