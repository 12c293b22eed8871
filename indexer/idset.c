/* idset.c - see idset.h. Ids are kept as 64-bit hashes: should two ids ever share one, the second
 * article is merely called by its path. */
#include "indexer/idset.h"

#include "common/buf.h"
#include "common/hash.h"

#include <stdlib.h>

static bool grow(mg_idset *set)
{
    size_t capacity = set->capacity ? set->capacity * 2 : 1024;
    uint64_t *hashes = calloc(capacity, sizeof *hashes);
    if (!hashes) return false;
    for (size_t i = 0; i < set->capacity; i++) {
        if (!set->hashes[i]) continue;
        size_t at = set->hashes[i] & (capacity - 1);
        while (hashes[at]) at = (at + 1) & (capacity - 1);
        hashes[at] = set->hashes[i];
    }
    free(set->hashes);
    set->hashes = hashes;
    set->capacity = capacity;
    return true;
}

static uint64_t hash_of(mg_span id)
{
    return mg_hash(MG_HASH_START, id) | 1; /* 0 is a free place */
}

/* Where the hash is, or where it belongs. There must be room. */
static uint64_t *place_of(const mg_idset *set, uint64_t hash)
{
    size_t at = hash & (set->capacity - 1);
    while (set->hashes[at] && set->hashes[at] != hash) at = (at + 1) & (set->capacity - 1);
    return &set->hashes[at];
}

/* Add an id; false when it was there. */
static bool add(mg_idset *set, mg_span id)
{
    uint64_t hash = hash_of(id), *place = place_of(set, hash);
    if (*place) return false;
    *place = hash;
    set->n++;
    return true;
}

bool mg_idset_has(const mg_idset *set, mg_span id)
{
    return set->capacity && *place_of(set, hash_of(id));
}

mg_status mg_idset_add(mg_idset *set, mg_span id, bool *fresh, mg_error *err)
{
    if (set->n * 4 >= set->capacity * 3 && !grow(set)) return mg_fail_nomem(err, "indexing an article");
    *fresh = add(set, id);
    return MG_OK;
}

mg_status mg_idset_claim(mg_idset *set, mg_article *article, mg_arena *arena, mg_error *err)
{
    bool fresh;
    MG_TRY(mg_idset_add(set, article->id, &fresh, err));
    if (fresh) return MG_OK;
    mg_buf id = MG_BUF_INIT;
    mg_buf_add_repaired(&id, article->path); /* file names need not be UTF-8, ids are */
    mg_member_add(article->member, &id);
    size_t stem = id.n;
    for (unsigned copy = 2; !id.failed && !add(set, mg_buf_span(&id)); copy++) {
        id.n = stem;
        mg_buf_addf(&id, "~%u", copy);
    }
    article->id = id.failed ? (mg_span){0} : mg_arena_copy(arena, mg_buf_span(&id));
    mg_buf_dispose(&id);
    return article->id.p ? MG_OK : mg_fail_nomem(err, "indexing an article");
}

void mg_idset_dispose(mg_idset *set)
{
    free(set->hashes);
    *set = (mg_idset){0};
}
