/* lists.h - a segment as the matcher reads it: its tables, its impacts, and from them the postings and positions of terms.
 *
 * A list goes over the postings of one term: forward only, block by block, each decoded when it is needed. What is damaged gives
 * MG_CORRUPT, or wrong postings, and no access outside. */
#ifndef MG_LISTS_H
#define MG_LISTS_H

#include "common/arena.h"
#include "common/impacts.h"
#include "common/tree.h"

typedef struct {
    mg_trees trees;
    mg_impacts impacts;
} mg_place;

/* Open the segment in the directory `path`. Errors: as mg_trees_open's and mg_impacts_open's. */
MG_NODISCARD mg_status mg_place_open(const char *path, mg_place *out, mg_error *err);
void mg_place_close(mg_place *place);

/* Where the postings of a term are; without documents when it is in none. Blocks rise. */
typedef struct {
    uint32_t documents, n_blocks;
    const mg_impact_block *blocks;
    mg_span file;          /* what blocks without MG_IMPACTS_HERE point into; those with it into the impacts */
    const mg_impact_pairs *best; /* of all; NULL: not known */
    bool any;              /* some wdf may be above 0 */
} mg_found_term;

/* Errors: MG_CORRUPT, MG_NOMEM. What is found lives in the place and the arena. */
MG_NODISCARD mg_status mg_place_find(const mg_place *place, mg_span term, mg_arena *arena, mg_found_term *out, mg_error *err);

/* Decode a block: docids rise from first to last, all within the place's documents. Errors: MG_CORRUPT. */
typedef struct {
    uint32_t n;
    uint32_t docids[MG_IMPACTS_FEW], wdfs[MG_IMPACTS_FEW];
} mg_postings;
MG_NODISCARD mg_status mg_block_decode(const mg_place *place, const mg_found_term *term, const mg_impact_block *block,
                                       mg_postings *out, mg_error *err);

/* The wdfs of a term, which are 0 where it is not, in n documents whose docids rise: of the docids of an index of several places, in
 * which the i-th document of this one has number + 1 + (i - 1) * places; of others, nothing is written. Errors: MG_CORRUPT. */
MG_NODISCARD mg_status mg_place_wdfs(const mg_place *place, const mg_found_term *term, uint32_t number, uint32_t places,
                                     const uint32_t *docids, size_t n, uint32_t *out, mg_error *err);

/* Positions of one term. */
typedef struct {
    mg_tree_cursor cursor;
    char key[256];
    size_t key_n; /* of what comes before the docid */
    mg_buf room;
} mg_positions;
MG_NODISCARD mg_status mg_positions_open(const mg_place *place, mg_span term, mg_positions *out, mg_error *err);
void mg_positions_close(mg_positions *positions);

/* Where the term stands in a document, rising; none when it has no positions there. *v, with room for *room, is grown as needed
 * and is the caller's to free; what it held is lost. Errors: MG_CORRUPT, MG_NOMEM. */
MG_NODISCARD mg_status mg_positions_read(mg_positions *positions, uint32_t docid, uint32_t **v, size_t *room, size_t *n,
                                         mg_error *err);

#endif
