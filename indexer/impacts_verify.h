/* impacts_verify.h - does the impacts file of a segment (common/impacts.h) say what its tables say? */
#ifndef MG_IMPACTS_VERIFY_H
#define MG_IMPACTS_VERIFY_H

#include "common/error.h"

/* Is the file of the segment in the directory `path`, whose documents are 1..n, the one that is made of its tables? What stands beside
 * words, which these have word by word, is only held against its checksums.
 * Errors: MG_CORRUPT it is not, the sentence says why; MG_NOTFOUND; MG_VERSION, MG_IO, MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_verify(const char *path, mg_error *err);

#endif
