/* glass_version.h - the version file, `iamglass`, which makes a directory of tables a database:
 *
 *   0f 0d "Xapian Glass" | u16 format, 2016-03-14 | 16 bytes UUID | V(revision)
 *   | root records: postlist docdata termlist position spelling synonym
 *   | V(documents) V(last docid - documents) V(least length above 0) V(largest wdf) V(largest length - largest wdf)
 *     V(0) V(sum of lengths) V(0) */
#ifndef MG_GLASS_VERSION_H
#define MG_GLASS_VERSION_H

#include "indexer/glass_tables.h"

/* Write it into the directory `segment`; it, and what else is in the directory by name, is durable then. The tables' root records are
 * those that finishing them gave. Errors: MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_glass_version_write(const char *segment, mg_span postlist, mg_span docdata, mg_span position,
                                              const mg_glass_stats *stats, mg_error *err);

#endif
