/* group.h - which hits are copies of one story, by their fingerprints (common/story.h).
 *
 * Going down the hits, each joins the first story whose best hit it is a copy of, or begins a new one. So a story is what its
 * best hit says that it is: members need not be alike among each other, and none leads on to another story. Articles that are
 * dated a week or more apart must be nearly the same: what comes again week by week has its sentences in common. Of stories
 * that may be meant at most a thousand are compared with a hit, which bounds the time whatever the articles are. */
#ifndef MG_GROUP_H
#define MG_GROUP_H

#include "common/arena.h"
#include "common/xapian_shim.h"

typedef struct {
    const mg_hit *hits;    /* by story, in the order of their best hits; in each story the best first */
    const uint32_t *first; /* by story, where its hits begin; and, behind the last, where they end */
    uint32_t n;
} mg_stories;

/* Find the stories of `hits`, which stand best first. All that comes out lives in the arena. A hit without a fingerprint is a
 * story of its own. Errors: MG_STALE, MG_NOMEM, and what reading gives. */
MG_NODISCARD mg_status mg_stories_find(mg_db *db, const mg_hit *hits, uint32_t n, mg_arena *arena, mg_stories *out,
                                       mg_error *err);

/* The story whose best hit is this document, or their number. Looks at each. */
uint32_t mg_stories_of(const mg_stories *stories, uint32_t docid);

#endif
