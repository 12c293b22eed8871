/* lists.h - a segment as the matcher reads it: its tables, its impacts, and from them the postings of terms.
 *
 * A list goes over the postings of one term: forward only, block by block, each decoded when it is needed. What is damaged gives
 * MG_CORRUPT, or wrong postings, and no access outside. */
#ifndef MG_LISTS_H
#define MG_LISTS_H

#include "common/arena.h"
#include "common/impacts.h"
#include "common/removed.h"
#include "common/tree.h"

typedef struct {
    mg_trees trees;
    mg_impacts impacts;
} mg_place;

/* Open the segment in the directory `path`. Errors: as mg_trees_open's and mg_impacts_open's. */
MG_NODISCARD mg_status mg_place_open(const char *path, mg_place *out, mg_error *err);
void mg_place_close(mg_place *place);

/* A segment of several. */
typedef struct mg_match_place {
    const mg_place *place;
    const mg_removed *removed; /* NULL: none */
} mg_match_place;

/* Where the postings of a term are; without documents when it is in none. Blocks rise. */
typedef struct {
    uint32_t documents, n_blocks;
    const mg_impact_block *blocks;
    mg_span file;          /* what blocks without MG_IMPACTS_HERE point into; those with it into the impacts */
    const mg_impact_term *told; /* what the impacts say of it; NULL: it is not among their terms */
    bool any;              /* some wdf may be above 0 */
} mg_found_term;

/* Looks terms up; quickest in the order of their bytes. */
typedef struct {
    const mg_place *place;
    mg_tree_cursor cursor;
    uint32_t told; /* where the one before is among those that the impacts tell of */
} mg_term_finder;

mg_term_finder mg_term_finder_of(const mg_place *place);

/* Errors: MG_CORRUPT, MG_NOMEM. What is found lives in the place and the arena. */
MG_NODISCARD mg_status mg_term_find(mg_term_finder *finder, mg_span term, mg_arena *arena, mg_found_term *out, mg_error *err);

/* The first block from `block` on whose last document is not before `docid`; n_blocks when there is none. Quick when it is near. */
uint32_t mg_block_from(const mg_found_term *term, uint32_t block, uint32_t docid);

/* Decode a block: docids rise from first to last, all within the place's documents. Errors: MG_CORRUPT. */
typedef struct {
    uint32_t n;
    uint32_t docids[MG_IMPACTS_FEW], wdfs[MG_IMPACTS_FEW];
} mg_postings;
/* How many postings it has. */
static inline uint32_t mg_block_count(const mg_impact_block *block)
{
    return (uint32_t)(block->at >> MG_IMPACTS_COUNT_SHIFT) + 1;
}
MG_NODISCARD mg_status mg_block_decode(const mg_place *place, const mg_found_term *term, const mg_impact_block *block,
                                       mg_postings *out, mg_error *err);

#endif
