/* idset.h - which article ids a build has given out: ids are unique in an index. */
#ifndef MG_IDSET_H
#define MG_IDSET_H

#include "common/article.h"

/* Zeroed: empty. Eight bytes an id, so that it does not grow with the ids' length. */
typedef struct {
    uint64_t *hashes; /* open addressing; 0 is free */
    size_t n, capacity;
} mg_idset;

/* Make article->id one that the set does not hold yet, and add it. A taken id gives way to the article's path
 * (with its member), that to "path~2", "path~3"...; new text is kept in `arena`. */
MG_NODISCARD mg_status mg_idset_claim(mg_idset *set, mg_article *article, mg_arena *arena, mg_error *err);

/* Add any name; *fresh: it was not there. */
MG_NODISCARD mg_status mg_idset_add(mg_idset *set, mg_span id, bool *fresh, mg_error *err);

/* Does an article have that id? */
bool mg_idset_has(const mg_idset *set, mg_span id);

void mg_idset_dispose(mg_idset *set);

#endif
