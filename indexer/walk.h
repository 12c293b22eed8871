/* walk.h - find the files of an archive, in a fixed order.
 *
 * Entries of a directory come in byte order of their names, so two runs over equal trees are equal.
 * Names that begin with a dot are left out. Symbolic links are followed; a directory that was already
 * met (a loop, or a second way to it) is reported and not entered again. Sockets, fifos, devices and
 * what cannot be read are reported. Nothing is opened but directories. */
#ifndef MG_WALK_H
#define MG_WALK_H

#include "common/article.h"

#include <sys/stat.h>

typedef struct {
    mg_span path;     /* relative to the archive; of a single file: its name */
    const char *full; /* to open it by; NUL-terminated */
    uint32_t root;    /* which archive */
    uint64_t size;
    int64_t mtime_ns, ctime_ns;
} mg_found;

typedef struct {
    mg_spans include, exclude; /* globs, matched against the path and against the last name in it. A container (unpack.h) is
                                * met also if `include` does not name it: its members may be meant */
    /* A file; spans are borrowed until the call returns. An error ends the walk. */
    mg_status (*file)(void *payload, const mg_found *found, mg_error *err);
    /* Something that is passed over, and why. */
    void (*problem)(void *payload, mg_span path, const mg_error *why);
    void *payload;
} mg_walk_opts;

/* Walk the archive `path`, a directory or a file. Errors: MG_NOTFOUND, MG_IO the archive itself cannot
 * be read; MG_NOMEM; what opts->file returned. */
MG_NODISCARD mg_status mg_walk(const char *path, uint32_t root, const mg_walk_opts *opts, mg_error *err);

/* Compare two paths below an archive as a walk meets them: names of a directory by their bytes. */
int mg_path_cmp(mg_span a, mg_span b);

/* Does one of the globs match `path`, or the last name in it? */
bool mg_globs_match(mg_spans globs, const char *path);

/* Does `exclude` leave out `path`, or a directory that it is in? */
bool mg_walk_excluded(mg_spans exclude, const char *path);

/* A file that was named, as the walk would have met it: `base` is where in `full` its path below the archive begins. What
 * the walk leaves out is not called back, nor are directories. Errors: as mg_walk's; MG_NOTFOUND, MG_IO and
 * MG_FORMAT are this file's own. */
MG_NODISCARD mg_status mg_walk_one(const char *full, size_t base, uint32_t root, const mg_walk_opts *opts, mg_error *err);

#endif
