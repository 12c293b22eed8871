/* deflate.h - streams that others deflated (RFC 1951). */
#ifndef MG_DEFLATE_H
#define MG_DEFLATE_H

#include "common/buf.h"

/* A gzip file (RFC 1952), piece by piece, by ISA-L. Members in a row are one text; each one's checksum and length are
 * held against it; what follows the last and is no member is ignored, as gzip does. */
typedef struct mg_gunzip mg_gunzip;
MG_NODISCARD mg_status mg_gunzip_new(mg_gunzip **out, mg_error *err);
void mg_gunzip_free(mg_gunzip *gunzip);

/* Inflate from the start of `packed`, which is moved on, until it is used up or `room` bytes are written to `out`; *n says
 * how many. Errors: MG_FORMAT it is damaged; what was written before is good. */
MG_NODISCARD mg_status mg_gunzip_some(mg_gunzip *gunzip, mg_span *packed, char *out, size_t room, size_t *n, mg_error *err);

/* May the file end here? If not, it was cut short. */
bool mg_gunzip_whole(const mg_gunzip *gunzip);

/* ---- streams, of any size, by ISA-L ---- */

typedef enum { MG_STREAM_GZIP, MG_STREAM_ZLIB, MG_STREAM_RAW } mg_stream_kind;

typedef enum {
    MG_STREAM_GOES_ON,
    MG_STREAM_ENDS,   /* whole, and its checksum is right */
    MG_STREAM_CUT,    /* its end is missing */
    MG_STREAM_BROKEN, /* it is no such stream, or not from here on, or its checksum is wrong */
} mg_stream_state;

typedef struct mg_inflater mg_inflater;
MG_NODISCARD mg_status mg_inflater_new(mg_inflater **out, mg_error *err);
void mg_inflater_free(mg_inflater *inflater);

/* Begin with the stream at the start of `packed`, which is borrowed until the next start. */
void mg_inflater_start(mg_inflater *inflater, mg_stream_kind kind, mg_span packed);

/* Append the next bytes of the stream, `most` at the most (1 or more). Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_inflater_more(mg_inflater *inflater, size_t most, mg_buf *out, mg_stream_state *state,
                                        mg_error *err);

/* How much of `packed` was read: when the stream ends, how long it is. */
size_t mg_inflater_read(const mg_inflater *inflater);

/* A checksum (CRC-32, as gzip has it): to find damage, not malice. */
uint32_t mg_crc32(mg_span bytes);

#endif
