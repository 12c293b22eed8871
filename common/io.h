/* io.h - files: read whole under a limit, replaced atomically, locked by one writer. */
#ifndef MG_IO_H
#define MG_IO_H

#include "common/buf.h"

#include <sys/types.h>

/* Append the content of a regular file. Never blocks on a fifo or device.
 * Errors: MG_NOTFOUND, MG_IO, MG_LIMIT more than `max` bytes, MG_FORMAT not a regular file. */
MG_NODISCARD mg_status mg_file_read(const char *path, size_t max, mg_buf *out, mg_error *err);

/* Make `bytes` the content of `path`: readers see the old file or the new, never half. Written beside
 * it as PATH.tmp, synced, renamed, and the directory synced. */
MG_NODISCARD mg_status mg_file_replace(const char *path, mg_span bytes, mg_error *err);

/* Make what was written to `fd` durable, whatever signals come in between. Errors: as fsync(2), in errno. */
MG_NODISCARD bool mg_fd_sync(int fd);

/* Make a directory's entries durable. */
MG_NODISCARD mg_status mg_dir_sync(const char *path, mg_error *err);

/* Create a directory, and those above it that are missing. */
MG_NODISCARD mg_status mg_dir_create(const char *path, mg_error *err);

/* Remove a directory and all below it; one that is not there is fine. Symbolic links are not followed. */
MG_NODISCARD mg_status mg_dir_remove(const char *path, mg_error *err);

/* How many bytes the files below `path` have; 0 when it cannot be read. */
uint64_t mg_dir_bytes(const char *path);

/* A lock on the file `path` (created when missing) that ends with the process. While held, the file says
 * who holds it: pid, host and since when.
 * Errors: MG_LOCKED another process holds it, named in the sentence; MG_IO. */
typedef struct {
    int fd;
} mg_lock;
#define MG_LOCK_INIT {.fd = -1}
MG_NODISCARD mg_status mg_lock_take(const char *path, mg_lock *lock, mg_error *err);
void mg_lock_release(mg_lock *lock);

#endif
