/* check.h - is an index whole? (--check) Prints on stdout. */
#ifndef MG_CHECK_H
#define MG_CHECK_H

#include "common/error.h"

/* Verify everything of the index at `dir`: the stub, every segment's tables (Xapian's own check), each record, the removed files,
 * the ledger against the segments, and that ids are unique. Prints a line for each fault, and a closing one unless quiet.
 * Errors: MG_CORRUPT when there was a fault; MG_NOTFOUND. */
MG_NODISCARD mg_status mg_check(const char *dir, bool quiet, mg_error *err);

#endif
