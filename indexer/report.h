/* report.h - what a person or a script is told while the indexer runs: problems, progress, the summary.
 * The only module beside main that prints. */
#ifndef MG_REPORT_H
#define MG_REPORT_H

#include "common/article.h"
#include "indexer/watch.h"

#include <stdio.h>

/* The closing summary; the names are those of --json. */
typedef struct {
    uint64_t articles; /* in the index now */
    uint64_t added, updated, removed, unchanged;
    uint64_t skipped; /* inputs that could not be read */
    /* Each file, and each member of a container, is in one of these: */
    uint64_t files, members;         /* read; a container is one that was opened */
    uint64_t unknown, empty, failed; /* of no known format; without a byte; not readable as a whole */
    uint64_t containers;             /* of those read, how many were containers */
    uint64_t bytes_read, text_bytes, index_bytes;
    double seconds;
    mg_watch watch; /* of all threads, if on */
} mg_summary;

typedef struct {
    FILE *errors;   /* a line per problem: path, article, reason, tab-separated; NULL: to stderr, for people */
    bool bar;       /* draw a progress bar on stderr */
    bool quiet;     /* no summary */
    bool json;      /* the summary as JSON */
    double started; /* seconds of the monotonic clock */
    double drawn;   /* when the bar was last drawn; 0: not on the screen */
    mg_buf unknown; /* suffixes of files of no known format, one a line */
} mg_report;

/* Seconds of the monotonic clock. */
double mg_now(void);

void mg_report_init(mg_report *report);
void mg_report_dispose(mg_report *report);

/* Print text with control bytes as '?': a path or an id can hold anything, and a terminal obeys them. */
void mg_print_plain(FILE *out, mg_span text);

/* An input that could not be read, and why. `member` may be empty. */
void mg_report_failure(mg_report *report, mg_span path, mg_span member, mg_span reason);
void mg_report_problem(mg_report *report, mg_span path, mg_span member, const mg_error *why);

/* A file of no known format. */
void mg_report_unknown(mg_report *report, mg_span path);

/* What a run without a run would do (--dry-run): print how many files are new or changed, gone, and as they were. False when
 * stdout cannot be written. */
bool mg_report_plan(mg_report *report, uint64_t to_read, uint64_t gone, uint64_t files);

/* How far it is: `done` of `total` bytes read, and so many articles. Draws at most ten times a second. */
void mg_report_progress(mg_report *report, uint64_t done, uint64_t total, uint64_t articles);

/* Take the bar off the screen. */
void mg_report_clear(mg_report *report);

/* Print the summary on stdout, unless quiet. False when stdout cannot be written. */
bool mg_report_summary(mg_report *report, const mg_summary *summary, const char *index);

#endif
