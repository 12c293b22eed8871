/* stats.h - what an index holds (--stats). Prints on stdout. */
#ifndef MG_STATS_H
#define MG_STATS_H

#include "common/error.h"

#include <stdio.h>

/* Print what the index at `dir` holds: articles by source, language, year and format, undated ones, segments, bytes by table, each
 * source's coverage by day with its gaps, and what could not be read, why, and since when.
 *   json    as one object; else for people
 *   errors  a line for each input that could not be read: path, article, reason; NULL: nowhere else */
MG_NODISCARD mg_status mg_stats(const char *dir, bool json, FILE *errors, mg_error *err);

#endif
