/* inspect.h - what an index holds (--stats), and whether it is whole (--check). Prints on stdout. */
#ifndef MG_INSPECT_H
#define MG_INSPECT_H

#include "common/error.h"

/* Print what the index at `dir` holds: articles by source, language, year and format, bytes by table. */
MG_NODISCARD mg_status mg_inspect_stats(const char *dir, bool json, mg_error *err);

/* Verify the stub, every segment's tables, that each record decodes and that ids are unique. Prints a line for
 * each fault and a closing one. Errors: MG_CORRUPT when there was a fault. */
MG_NODISCARD mg_status mg_inspect_check(const char *dir, bool quiet, mg_error *err);

#endif
