/* build.h - one run of the indexer: an archive's files to an index directory.
 *
 * The index is the one before or the one after, at any moment: a run writes a new segment beside the
 * live one and names it in the stub when it is complete. A run over unchanged files (path, size, time and
 * settings) opens none of them and leaves the index as it is; a run that finds a change reads all of them
 * anew. The archives of earlier runs are kept: what is not named again is walked as well, unless `full`. So are the files
 * that a list named, as long as they are there: a list adds to what the index has. An archive that was walked once stays
 * one. */
#ifndef MG_BUILD_H
#define MG_BUILD_H

#include "indexer/extract.h"
#include "indexer/map.h"
#include "indexer/report.h"

typedef struct {
    const char *index; /* the directory; created when missing */
    char *const *archives;
    size_t n_archives;
    const char *language;    /* "auto", "none", or a stemmer */
    mg_spans include, exclude;
    const mg_format *format; /* NULL: by content and name */
    const mg_map *map;       /* NULL: the formats' own conventions */
    bool full;               /* read everything again, and only the archives named */
    size_t jobs;             /* threads, 1.. */
    size_t memory;           /* bytes for inversion, past which postings go to a file for the time being */
    bool timed;              /* fill summary->watch */
    const mg_limits *limits; /* NULL: the default ones */
    const mg_spans *files;   /* NULL: walk the archives; else read only these files, below the archives or, when none is
                              * named, below the current directory; each NUL-terminated */
} mg_build_opts;

/* Errors: MG_LOCKED another run holds the index; any other leaves the index as it was. Inputs that cannot be
 * read are no error: they are told to `report` and counted in summary->skipped. */
MG_NODISCARD mg_status mg_build(const mg_build_opts *opts, mg_report *report, mg_summary *summary, mg_error *err);

/* Extract the articles only, and print each as a line of JSON on stdout. */
MG_NODISCARD mg_status mg_build_extract(const mg_build_opts *opts, mg_report *report, mg_summary *summary,
                                        mg_error *err);

#endif
