/* zstd_stream.h - Zstandard (RFC 8878) read in pieces, a frame at a time, as deflate.h reads gzip. The only user of
 * libzstd. */
#ifndef MG_ZSTD_STREAM_H
#define MG_ZSTD_STREAM_H

#include "common/deflate.h"

typedef struct mg_unzstd mg_unzstd;

/* `dictionary`: copied; or empty. Errors: MG_FORMAT it is none; MG_NOMEM. */
MG_NODISCARD mg_status mg_unzstd_new(mg_span dictionary, mg_unzstd **out, mg_error *err);
void mg_unzstd_free(mg_unzstd *unzstd);

/* Do these bytes begin a frame? */
bool mg_unzstd_is(mg_span bytes);

/* As mg_inflater_start, _more and _read, with the frame at the start of `packed`. */
void mg_unzstd_start(mg_unzstd *unzstd, mg_span packed);
MG_NODISCARD mg_status mg_unzstd_more(mg_unzstd *unzstd, size_t most, mg_buf *out, mg_stream_state *state, mg_error *err);
size_t mg_unzstd_read(const mg_unzstd *unzstd);

#endif
