/* deflate.h - stored text, compressed by zlib (raw deflate, RFC 1951). Stateless; any thread. */
#ifndef MG_DEFLATE_H
#define MG_DEFLATE_H

#include "common/buf.h"

/* Append the compressed form of `raw` to `out`. */
MG_NODISCARD mg_status mg_deflate(mg_span raw, mg_buf *out, mg_error *err);

/* Append what `packed` holds, which must be exactly `size` bytes: a stream that is cut short, goes on
 * or holds more or less is MG_CORRUPT. The caller bounds `size`; it may come from a hostile file. */
MG_NODISCARD mg_status mg_inflate(mg_span packed, size_t size, mg_buf *out, mg_error *err);

#endif
