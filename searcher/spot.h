/* spot.h - where in a text the words of a query stand.
 *
 * A spot is a word of the text that is a whole match of a leaf, or a part of one: of a phrase or NEAR only those are spots
 * whose fellows stand as the leaf wants. The text is cut into words as for the index, so what is a spot here is what was
 * found there. */
#ifndef MG_SPOT_H
#define MG_SPOT_H

#include "searcher/plan.h"

typedef struct {
    size_t start, end; /* half-open, in bytes */
} mg_range;

typedef struct {
    uint32_t leaf, word; /* which word of which leaf */
    uint32_t position;   /* of the word in the text, from 1 */
    uint32_t start, end; /* its bytes */
    bool kept;           /* for the spotter alone */
} mg_spot;

/* Finds spots. Borrows the lexicon. One thread each. */
typedef struct mg_spotter mg_spotter;
MG_NODISCARD mg_status mg_spotter_new(const mg_lexicon *lexicon, mg_spotter **out, mg_error *err);
void mg_spotter_free(mg_spotter *spotter);

/* The spots of a text, in its order. Valid until the next call.
 *   language  of the article, as a code
 *   field     the field that the text is of; NULL: standfirst or body. Leaves of no field match in every text, those of a
 *             field in that field's alone.
 *   all       are they all wanted, some hundred thousands of them? Else those of the first 16 MB, and ten thousand, will do,
 *             without those of words as common as "the" where the query has others. */
MG_NODISCARD mg_status mg_spots_find(mg_spotter *spotter, const mg_leaf *leaves, size_t n, mg_span text, mg_span language,
                                     const mg_field *field, bool all, const mg_spot **spots, size_t *n_spots, mg_error *err);

/* Is spot `i` a word of a phrase that stands right behind the one before it? */
bool mg_spot_goes_on(const mg_spot *spots, size_t i, const mg_leaf *leaves);

/* The bytes of spots, sorted and apart: one range for words of a phrase that stand side by side. The arena holds them. */
MG_NODISCARD mg_status mg_spots_marks(const mg_spot *spots, size_t n_spots, const mg_leaf *leaves, mg_arena *arena,
                                      mg_range **marks, size_t *n_marks, mg_error *err);

#endif
