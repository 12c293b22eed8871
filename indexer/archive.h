/* archive.h - the articles of some archives, one after the other: walk, read, extract.
 * What cannot be read is reported, counted and passed over. */
#ifndef MG_ARCHIVE_H
#define MG_ARCHIVE_H

#include "indexer/build.h"
#include "indexer/walk.h"

typedef struct mg_archive mg_archive;

/* Find all files of `roots` (paths of directories or files), in order. Errors: as mg_walk's. */
MG_NODISCARD mg_status mg_archive_open(mg_spans roots, const mg_build_opts *opts, mg_report *report, mg_archive **out,
                                       mg_error *err);
void mg_archive_close(mg_archive *archive);

/* A number that changes when a file comes, goes, or changes its size or time. */
uint64_t mg_archive_fingerprint(const mg_archive *archive);

/* Call `article` for every article of every file. Adds to summary->files, unknown, bytes_read and skipped.
 * Errors: MG_NOMEM, and what `article` returned. */
MG_NODISCARD mg_status mg_archive_each(mg_archive *archive, mg_summary *summary,
                                       mg_status (*article)(void *payload, mg_article *article, uint32_t root,
                                                            mg_error *err),
                                       void *payload, mg_error *err);

#endif
