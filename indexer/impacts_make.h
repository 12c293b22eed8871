/* impacts_make.h - make the impacts file of a segment (common/impacts.h) from its finished tables. */
#ifndef MG_IMPACTS_MAKE_H
#define MG_IMPACTS_MAKE_H

#include "common/error.h"

/* Write the file of the segment in the directory `path`, whose documents are 1..n, with so many threads; it is complete and durable
 * when this returns MG_OK. Same tables, same bytes. Errors: MG_IO, MG_NOMEM, MG_CORRUPT. */
MG_NODISCARD mg_status mg_impacts_make(const char *path, size_t jobs, mg_error *err);

/* Is the file the one that would be made now? Errors: MG_CORRUPT it is not, the sentence says why; MG_NOTFOUND; MG_VERSION, MG_IO,
 * MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_verify(const char *path, mg_error *err);

#endif
