/* build.h - one run of the indexer: what has changed in some archives, into their index.
 *
 * The index is the one before or the one after, at any moment: a run writes a new segment, the removed files of the old ones and
 * a ledger beside what is live, and names them in the stub when they are complete and durable. Files that are as they were
 * (size and time; else their bytes) are not opened, or not extracted; of those that are not, articles that are as they were stay
 * where they are. What is gone below the archives that were looked at is removed; other archives of the index stay
 * as they are, and so does what could not be looked at. A list of files adds to what the index has.
 *
 * The new segment takes in the older ones that are not much larger than what it has of its own, and those of which much is
 * removed: so they stay few. A run that finds nothing to do leaves the index as it is. */
#ifndef MG_BUILD_H
#define MG_BUILD_H

#include "indexer/extract.h"
#include "indexer/map.h"
#include "indexer/report.h"

typedef struct {
    const char *index; /* the directory; created when missing */
    char *const *archives;
    size_t n_archives;
    const char *language;    /* "auto", "none", or a stemmer; NULL: as the index has it, or "auto" */
    mg_spans include, exclude;
    const mg_format *format; /* NULL: by content and name */
    const mg_map *map;       /* NULL: the formats' own conventions */
    bool full;               /* read everything again, and only the archives named */
    bool keep_missing;       /* articles whose file is gone stay */
    bool compact;            /* into one segment, without removed articles */
    bool dry;                /* only find out what there is to do */
    size_t jobs;             /* threads, 1.. */
    size_t memory;           /* bytes for inversion, past which postings go to a file for the time being */
    bool timed;              /* fill summary->watch */
    const mg_limits *limits; /* NULL: the default ones */
    const mg_spans *files;   /* NULL: walk the archives; else read only these files, below the archives or, when none is
                              * named, below the current directory; each NUL-terminated */
} mg_build_opts;

/* Errors: MG_LOCKED another run holds the index; any other leaves the index as it was. Inputs that cannot be
 * read are no error: they are told to `report` and counted in summary->skipped, those that could not be read before and are as
 * they were, too. */
MG_NODISCARD mg_status mg_build(const mg_build_opts *opts, mg_report *report, mg_summary *summary, mg_error *err);

/* Extract the articles only, and print each as a line of JSON on stdout. */
MG_NODISCARD mg_status mg_build_extract(const mg_build_opts *opts, mg_report *report, mg_summary *summary,
                                        mg_error *err);

#endif
