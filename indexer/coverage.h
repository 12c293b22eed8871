/* coverage.h - on which days an index has articles of each source, and where days are missing. */
#ifndef MG_COVERAGE_H
#define MG_COVERAGE_H

#include "common/xapian_shim.h"

#include <jansson.h>

/* Append an object for each source to the array `out`, most articles first:
 *
 *   {"source", "articles", "first", "last", "days", "usual_interval", "gaps": [{"from", "to", "days"}...]}
 *
 * `first` and `last` are the days that its earliest and latest articles are of, `days` how many have any. The usual interval is
 * the median number of days from one such to the next; a gap is more than three times as long, and lies from the first to the
 * last day that is missing. Articles without a source are those of "". Sources without an article that has a day are left out.
 * Errors: MG_NOMEM; what reading the index returns. */
MG_NODISCARD mg_status mg_coverage(mg_db *db, json_t *out, mg_error *err);

#endif
