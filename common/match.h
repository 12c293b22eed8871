/* match.h - Morgue's own matcher: ranks the documents of segments that have their impacts (impacts.h), faster than libxapian and with
 * the same answers: the same documents in the same order, weights but for the last bits. It reads only the postings that may still
 * change the answer. What it does not take, libxapian is to answer. */
#ifndef MG_MATCH_H
#define MG_MATCH_H

#include "common/lists.h"
#include "common/xapian_shim.h"

/* What a match works in, kept for the next one, up to a few megabytes: zeroed at first, of one thread. */
typedef struct {
    mg_arena query, segment; /* segment: of the one that is looked through */
} mg_match_memory;
void mg_match_memory_dispose(mg_match_memory *memory);

/* As mg_db_match; the i-th of n places has the documents i + 1, i + 1 + n, ... of the index; `stop` may be NULL. *taken is false when the query or its options are not for this matcher: then nothing else is set.
 * Errors: MG_CORRUPT, MG_NOMEM, those of mg_stop_check. */
MG_NODISCARD mg_status mg_match_run(const mg_match_place *places, size_t n, const mg_xquery *query, const mg_match_opts *opts,
                                    const mg_stop *stop, mg_match_memory *memory, bool *taken, mg_match *out, mg_error *err);

#endif
