/* bury.h - the removed files of a run (common/removed.h): which documents of a segment are no longer in the index, and what is to
 * be taken from its statistics for them. */
#ifndef MG_BURY_H
#define MG_BURY_H

#include "indexer/earlier.h"

/* Write the removed file of a segment, some of whose documents this run removed: all that are gone, by this run and before it.
 *   language  as in mg_poster_new: of the index
 * Errors: as reading the index does; MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_bury(mg_earlier *earlier, uint32_t segment, const char *language, const char *path, mg_error *err);

#endif
