/* unpack.h - files that hold files: mg_extract for whatever may be one.
 *
 * zip, 7z and tar (ustar, pax, GNU, old) with or without gzip, bzip2, xz, zstd, lz4, lzip or compress around it are
 * containers: each file in one is extracted as a file of its own, whose `member` is its path inside, "1926/page.html"; in a
 * container in a container "inner.zip/page.html". One file that is merely compressed, reut.sgm.gz, is that file: its name is
 * that without the suffix. What a container is, is known by its first bytes, and formats that are raw (extract.h) go before:
 * a word processor's file or a compressed web archive is no container, though its bytes begin like one.
 *
 * Directories, links, devices, names that begin with a dot, and what other systems leave lying about (__MACOSX, Thumbs.db)
 * are passed over. Nothing is written to disk; one member is in memory at a time, with the containers that it is in. What is
 * damaged, encrypted or over a limit is told by name; what comes before it is kept. Threads: any number. */
#ifndef MG_UNPACK_H
#define MG_UNPACK_H

#include "indexer/extract.h"

/* What became of a file or member. */
typedef enum {
    MG_FILE_READ,      /* its articles were taken */
    MG_FILE_CONTAINER, /* its members were */
    MG_FILE_UNKNOWN,   /* it is of no known format */
    MG_FILE_EMPTY,     /* it has no bytes: told as an error, too */
    MG_FILE_FAILED,    /* it could not be read: told as an error, too */
    MG_FILE_UNWANTED,  /* the globs leave it out */
    MG_FILE_SAME,      /* its bytes are those that it had before: not extracted */
    MG_FILE_FATES,
} mg_file_fate;

typedef struct {
    mg_spans include, exclude; /* globs for members, as in walk.h */
    bool all;                  /* `include` is not asked: the file itself was meant */
    /* A member was dealt with. Not called for the file itself. */
    void (*member)(void *payload, mg_span member, mg_file_fate fate);
    void *payload;
} mg_unpacking;

/* Would bytes beginning so be opened? 512 of them are enough. */
bool mg_is_container(mg_span head);

/* Does a name say that it is a container, or a compressed file? */
bool mg_is_container_name(mg_span path);

/* Extract all articles of `file`, or of its members. A file that is too large to be in memory is read from `fd`; file->bytes
 * are then its first ones, and it must be a container. Else `fd` is -1.
 * Errors: as mg_extract's, of the file itself; those of members are the sink's problems. *fate is set in any case. */
MG_NODISCARD mg_status mg_unpack(const mg_file *file, int fd, const mg_format *format, const mg_unpacking *unpacking,
                                 mg_sink *sink, mg_file_fate *fate, mg_error *err);

#endif
