/* positions.h - where in documents a term stands: words counted from the start of the document, headline first, with gaps between
 * fields (schema.h).
 *
 * Open one reader for a term and segment, ask it about documents in rising order of docids, close it: forward it finds the next one
 * near where it stands, backward it has to begin anew. An entry is a look at memory that was not read before, mostly; ask only about
 * documents that all else has left. Terms without positions (stems, exact values) have none anywhere. A reader is for one thread; any
 * number of them may be open on a place. */
#ifndef MG_POSITIONS_H
#define MG_POSITIONS_H

#include "common/lists.h"

/* What is known of where a term's positions in a document are. */
typedef struct {
    uint64_t before; /* entries of the term before that one; UINT64_MAX: not known */
    mg_tree_spot at; /* without a leaf: not known */
} mg_positions_spot;

typedef struct {
    mg_tree_cursor cursor;
    char key[256];
    size_t key_n; /* of what comes before the docid */
    mg_buf room;
    uint64_t before; /* entries of the term before the cursor's; UINT64_MAX: not known */
    uint32_t until;  /* the caller's to set: positions above it may be left out; all are told at first */
} mg_positions;

/* Errors: MG_LIMIT a term that is too long for any index. */
MG_NODISCARD mg_status mg_positions_open(const mg_place *place, mg_span term, mg_positions *out, mg_error *err);
void mg_positions_close(mg_positions *positions);

/* Where the term stands in a document of the segment, rising; *n is 0 when it has no positions there. `spot` is what is known of it.
 * *v, with room for *room, is grown as needed and is the caller's to free. Errors: MG_CORRUPT, MG_NOMEM. */
MG_NODISCARD mg_status mg_positions_read(mg_positions *positions, uint32_t docid, const mg_positions_spot *spot, uint32_t **v,
                                         size_t *room, size_t *n, mg_error *err);

/* The spot of the document that the term is in `before` documents ahead of. Who knows that number saves a search where the term has
 * positions wherever it stands; a wrong one costs a little time. */
void mg_positions_ahead(const mg_positions *positions, uint64_t before, mg_positions_spot *out);

/* Begin to read what is there, without waiting: for several spots, of which each is asked about soon. */
static inline void mg_positions_prefetch(const mg_positions *positions, const mg_positions_spot *spot)
{
    mg_tree_prefetch(positions->cursor.tree, &spot->at);
}

#endif
