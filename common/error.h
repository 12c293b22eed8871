/* error.h - status codes and the caller-held sentence that goes with one.
 *
 * Every function that can fail returns an mg_status and takes an mg_error as its last argument.
 * The error may be NULL. It is untouched on success, the first failure wins, and filling it never
 * allocates. The sentence says what failed, where (file, article, byte) and why, in words that a
 * user can act on. Bad data is an error; an impossible state is an assertion. */
#ifndef MG_ERROR_H
#define MG_ERROR_H

#include "common/base.h"

typedef enum {
    MG_OK = 0,
    MG_NOMEM,    /* memory could not be had */
    MG_IO,       /* the operating system refused; mg_error.sys is its errno */
    MG_LIMIT,    /* the input is larger, deeper or slower than a limit allows */
    MG_FORMAT,   /* the input is not what it claims or was declared to be */
    MG_CORRUPT,  /* an index file is damaged */
    MG_VERSION,  /* an index was made by an incompatible version */
    MG_QUERY,    /* a query cannot be understood; mg_error.offset is the byte */
    MG_NOTFOUND, /* no such file, index or article */
    MG_LOCKED,   /* another writer holds the index */
    MG_STALE,    /* the index was replaced while being read: open again and repeat */
    MG_USAGE,    /* a caller's argument makes no sense */
    MG_INTERRUPTED, /* a signal or another thread asked to stop */
    MG_TIMEOUT,  /* it took longer than was allowed */
    MG_INTERNAL, /* a bug in Morgue */
} mg_status;

typedef struct {
    mg_status code;
    int sys;        /* errno, or 0 */
    int64_t offset; /* byte in the input, or -1 */
    char msg[512];  /* one sentence without newline; UTF-8 */
} mg_error;

#define MG_ERROR_INIT {.code = MG_OK, .sys = 0, .offset = -1, .msg = ""}

/* Fill `err` unless it already holds an error, and return `code`. */
mg_status mg_fail(mg_error *err, mg_status code, const char *fmt, ...) MG_PRINTF(3, 4);

/* The same for a failed system call: appends ": " and the text of `sys`. Returns MG_IO, or
 * MG_NOMEM for ENOMEM and MG_NOTFOUND for ENOENT. */
mg_status mg_fail_sys(mg_error *err, int sys, const char *fmt, ...) MG_PRINTF(3, 4);

/* The same for MG_QUERY and MG_FORMAT errors at a byte of the input. */
mg_status mg_fail_at(mg_error *err, mg_status code, size_t offset, const char *fmt, ...)
    MG_PRINTF(4, 5);

/* Out of memory while doing `what` ("reading a file"). */
mg_status mg_fail_nomem(mg_error *err, const char *what);

/* Put "context: " before the sentence of a filled error. */
void mg_error_prefix(mg_error *err, const char *fmt, ...) MG_PRINTF(2, 3);

/* Make `err` empty again. */
void mg_error_clear(mg_error *err);

#endif
