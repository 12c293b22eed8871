/* files_from.h - a list of files to index, instead of a walk: --files-from. */
#ifndef MG_FILES_FROM_H
#define MG_FILES_FROM_H

#include "common/article.h"

/* A file below an archive, told apart from what a walk finds. */
typedef struct {
    uint32_t root;    /* which archive */
    size_t base;      /* where in `full` its path below the archive begins */
    const char *full; /* to open it by */
    bool fresh;       /* this run's list names it: it is told when it is missing */
} mg_listed;

/* The paths in the file `path` ("-": stdin), one a line, or each ended by a NUL; empty ones are left out. In `arena`. */
MG_NODISCARD mg_status mg_files_from_read(const char *path, bool nul, mg_arena *arena, mg_spans *out, mg_error *err);

/* Where a path of a list, relative to the directory `cwd`, lies. A directory gives out->full NULL.
 * Errors: MG_NOTFOUND, MG_IO it cannot be read; MG_USAGE it is below none of `roots`; MG_NOMEM. */
MG_NODISCARD mg_status mg_files_from_place(mg_span line, const char *cwd, mg_spans roots, mg_arena *arena, mg_listed *out,
                                           mg_error *err);

/* Sort by archive and by path, in the order of a walk, and leave one of those that are named twice. Returns how many. */
size_t mg_listed_sort(mg_listed *files, size_t n);

#endif
