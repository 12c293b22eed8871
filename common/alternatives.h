/* alternatives.h - which of many words stand in a document of a segment: asked document by document, in rising order.
 *
 * Documents are taken in windows. What the words have in one is noted by document when the first of it is asked about: a question
 * costs what that document has of them, however many words there are, and windows that are not asked about cost next to nothing. */
#ifndef MG_ALTERNATIVES_H
#define MG_ALTERNATIVES_H

#include "common/lists.h"
#include "common/vec.h"

typedef struct mg_alternatives mg_alternatives;

/* That a word stands in a document. */
typedef struct {
    uint32_t word;   /* its number */
    uint32_t before; /* so many documents before this one have it */
} mg_standing;

typedef MG_VEC(mg_standing) mg_standings;

/* Of n words, numbered from 0 on. The array is copied; what it points at, the place and the arena, which most of it lives in, stay
 * until mg_alternatives_close. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_alternatives_open(const mg_place *place, const mg_found_term *const *words, size_t n, mg_arena *arena,
                                            mg_alternatives **out, mg_error *err);

/* Append those that stand in `doc`, which is not before the one that was asked about last. Errors: MG_CORRUPT, MG_NOMEM. */
MG_NODISCARD mg_status mg_alternatives_in(mg_alternatives *alternatives, uint32_t doc, mg_standings *out, mg_error *err);

/* NULL is fine. */
void mg_alternatives_close(mg_alternatives *alternatives);

#endif
