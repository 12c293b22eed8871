/* folders.h - the directories in an index's own: segments, removed files, ledgers. */
#ifndef MG_FOLDERS_H
#define MG_FOLDERS_H

#include "common/error.h"

/* Make those that are missing, durably. Errors: MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_folders_make(const char *index, mg_error *err);

/* Remove what the stub does not name: it is of an earlier generation, or of a run that was killed or failed. What cannot be removed
 * is left to the next run.
 *   durable  the stub is: else it is made so first, as the one before might come back after a power cut, and name what is gone */
void mg_folders_clear(const char *index, bool durable);

#endif
