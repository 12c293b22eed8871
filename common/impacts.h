/* impacts.h - the impacts file of a segment: what a matcher needs to know of the postlist table to read little of it.
 *
 * For each term of more than MG_IMPACTS_FEW documents its postings are told in blocks: where each begins in the table's file, its
 * first and last document, and what its best postings are: pairs of wdf and length of which one is at least as good as any of the
 * block, whatever the parameters of BM25 and the statistics of the index. And by document, the length, and the rank of its date
 * among the segment's dates. Of words that not most documents have, it tells too what stands beside them (beside.h). It says nothing
 * that the tables do not (indexer/impacts_verify.h), and only helps to read them: an index without it is searched by libxapian alone.
 *
 * Numbers are as the machine that made it has them. The file:
 *
 *   header lengths ranks zones dates data terms keys
 *
 *   lengths  4 bytes a document, by docid - 1
 *   ranks    4 bytes a document: 0 without a value in MG_SLOT_DATE, else from 1 on, as values sort
 *   zones    for each MG_IMPACTS_ZONE documents the least rank above 0, and the greatest
 *   dates    for each rank where its value ends, 4 bytes; then the values, one behind the other, filled up to 8 bytes
 *   data     blocks of terms, behind them the bytes of beside.h; and copies of chunks that are cut in the table
 *   terms    one mg_impact_term each, as their keys sort
 *   keys     the terms' bytes
 *
 * Life: mg_impacts_open, any questions by any threads, mg_impacts_close. */
#ifndef MG_IMPACTS_H
#define MG_IMPACTS_H

#include "common/error.h"
#include "common/span.h"

#define MG_IMPACTS_NAME "impacts"
#define MG_IMPACTS_MAGIC "morgue-impacts 2"

#define MG_IMPACTS_FEW 128   /* postings in a block at most, and of a term that is not told of */
#define MG_IMPACTS_ZONE 256  /* documents */
#define MG_IMPACTS_PAIRS 4

/* A pair of impacts: the wdf, 255 for all above, and the length as mg_impact_length reads it, never above the true one. Unused ones
 * repeat the last. */
typedef struct {
    uint8_t wdf[MG_IMPACTS_PAIRS], length[MG_IMPACTS_PAIRS];
} mg_impact_pairs;

/* Up to MG_IMPACTS_FEW postings: at `at` stand V(wdf) of the first, then V(docid - the one before - 1) V(wdf) each. */
typedef struct {
    uint32_t first, last; /* docids */
    uint64_t at;          /* in the postlist table's file, or with MG_IMPACTS_HERE in this one, and the count - 1 on top */
    mg_impact_pairs best;
} mg_impact_block;

#define MG_IMPACTS_HERE ((uint64_t)1 << 55)
#define MG_IMPACTS_AT (MG_IMPACTS_HERE - 1)
#define MG_IMPACTS_COUNT_SHIFT 56

typedef struct {
    uint64_t blocks;    /* where they are in this file */
    uint64_t check;     /* checksum of them and of what stands here */
    uint64_t beside, beside_check; /* where bytes of beside.h are, one a document, and their checksum; 0: there are none */
    uint64_t key;       /* where its key is */
    uint32_t key_n, documents, n_blocks, any; /* any: some posting has a wdf above 0 */
    mg_impact_pairs best; /* of all */
} mg_impact_term;

typedef struct {
    char magic[16];
    uint64_t check; /* of the header behind it */
    uint64_t body;  /* of all that follows the header */
    uint64_t postlist; /* bytes of that table's file */
    uint64_t lengths, ranks, zones, dates, values, data, terms, keys, end; /* where each begins */
    uint32_t documents, n_dates, n_terms, order; /* order: 1 */
} mg_impacts_header;

typedef struct {
    mg_span file; /* mapped */
    const mg_impacts_header *header;
    const uint32_t *lengths, *ranks, *zones;
    const mg_impact_term *terms;
    uint64_t *checked; /* two bits for each term: its checksum is right, that of its bytes beside */
} mg_impacts;

/* Open the file of the segment in the directory `path`, of so many documents and whose postlist table has so many bytes.
 * Errors: MG_NOTFOUND there is none; MG_VERSION of another version or machine; MG_CORRUPT; MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_open(const char *path, uint32_t documents, uint64_t postlist, mg_impacts *out, mg_error *err);
void mg_impacts_close(mg_impacts *impacts);

/* What is told of a term; *out is NULL when nothing is. *blocks are aligned and inside the file, rising and not empty. *near is where
 * to begin, 0 at first, and becomes where the term is, or would be: what is close behind is found quickly. Errors: MG_CORRUPT. */
MG_NODISCARD mg_status mg_impacts_find(const mg_impacts *impacts, mg_span term, uint32_t *near, const mg_impact_term **out,
                                       const mg_impact_block **blocks, mg_error *err);

/* What stands beside the term, a byte for each of its documents; NULL where that is not told, or damaged. */
const uint8_t *mg_impacts_beside(const mg_impacts *impacts, const mg_impact_term *term);

/* The ranks of dates from `low` to `high`, both included, an empty high being the end: *first <= rank <= *last; none fit when
 * *first is above *last. */
void mg_impacts_dates(const mg_impacts *impacts, mg_span low, mg_span high, uint32_t *first, uint32_t *last);

/* The value of a rank, 1..n_dates; that of a document's date, p is NULL when it has none. They lie in the file. */
mg_span mg_impacts_value(const mg_impacts *impacts, uint32_t rank);
mg_span mg_impacts_date(const mg_impacts *impacts, uint32_t docid);

/* The first document from `docid` on whose date's rank is first..last; 0 when there is none. Whole zones are passed over. */
uint32_t mg_impacts_next_dated(const mg_impacts *impacts, uint32_t docid, uint32_t first, uint32_t last);

/* The checksum of bytes, going on from `hash`: MG_IMPACTS_CHECK, or that of what came before, a multiple of 8 bytes. */
#define MG_IMPACTS_CHECK ((uint64_t)0x9e3779b97f4a7c15u)
uint64_t mg_impacts_check(uint64_t hash, mg_span bytes);

/* The checksum of a term and its blocks. */
uint64_t mg_impacts_check_term(const mg_impact_term *term, mg_span key, const mg_impact_block *blocks);

/* A length in one byte: exact below 32, then 16 steps to each doubling, rounded down. */
static inline uint8_t mg_impact_code(uint32_t length)
{
    if (length < 32) return (uint8_t)length;
    unsigned shift = 27 - (unsigned)__builtin_clz(length); /* leaves five bits, of which the first is 1 */
    unsigned code = 16 * shift + (length >> shift);
    return (uint8_t)(code > 255 ? 255 : code);
}
static inline uint32_t mg_impact_length(uint8_t code)
{
    if (code < 32) return code;
    return (uint32_t)(16 + code % 16) << (code / 16 - 1);
}

#endif
