/* map.h - a file mapped into memory to be read. It is never changed while it is mapped: only files that are replaced as a whole. */
#ifndef MG_MAP_H
#define MG_MAP_H

#include "common/error.h"
#include "common/span.h"

/* An empty file is an empty span. Errors: MG_NOTFOUND, MG_IO, MG_NOMEM, MG_FORMAT not a regular file. */
MG_NODISCARD mg_status mg_map_open(const char *path, mg_span *out, mg_error *err);
void mg_map_close(mg_span file);

#endif
