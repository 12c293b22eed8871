/* impacts_part.h - the impacts (common/impacts.h) of some terms in order: what threads make apart, each of its own terms, and
 * impacts_file.h puts together.
 *
 * Life: zeroed but for `docs`; for each term begin, its chunks in order, end; mg_impacts_part_dispose. */
#ifndef MG_IMPACTS_PART_H
#define MG_IMPACTS_PART_H

#include "common/buf.h"
#include "common/impacts.h"
#include "common/vec.h"

/* What is known of documents: codes are those of their lengths, by docid - 1; k, by the code of a length, is what BM25 adds to the
 * wdf below the line. */
typedef struct {
    uint32_t documents;
    uint8_t *codes;
    double k[256];
} mg_impacts_docs;

MG_NODISCARD mg_status mg_impacts_docs_init(const uint32_t *lengths, uint32_t documents, mg_impacts_docs *out, mg_error *err);
void mg_impacts_docs_dispose(mg_impacts_docs *docs);

/* Terms of more than MG_IMPACTS_FEW documents; of others nothing is kept. Places are within `data`, a multiple of 8 bytes, and
 * `keys`; what the file alone knows, check, is not set. */
typedef struct {
    const mg_impacts_docs *docs;
    MG_VEC(mg_impact_term) terms;
    mg_buf data, keys;
    MG_VEC(mg_impact_block) blocks; /* of the term that is being made */
    mg_buf beside;                  /* of the same, a byte a document; when tells_beside, which goes by the term */
    bool tells_beside;
} mg_impacts_part;

/* A term of so many documents; is it one of those that are kept? If not, there is no more to do for it. */
static inline bool mg_impacts_keep(uint64_t documents)
{
    return documents > MG_IMPACTS_FEW;
}
void mg_impacts_part_begin(mg_impacts_part *part, mg_span term, uint64_t documents);

/* What stands beside the term in its next documents, of which each is told once (common/beside.h). Nothing is done where
 * that is not kept. */
void mg_impacts_part_beside(mg_impacts_part *part, mg_span bytes);

/* Postings of a chunk, from V(wdf) of the first on, which is of document `docid`. They stand at `where` in the postlist table's file,
 * or, if that is MG_IMPACTS_HERE, are cut there, and copied. Errors: MG_CORRUPT, MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_part_chunk(mg_impacts_part *part, mg_span postings, uint32_t docid, uint64_t where, mg_error *err);
MG_NODISCARD mg_status mg_impacts_part_end(mg_impacts_part *part, mg_error *err);
void mg_impacts_part_dispose(mg_impacts_part *part);

#endif
