/* deflate.h - deflate (RFC 1951): text that is stored, and streams that others wrote.
 *
 * Stored text is compressed in one of two ways, and read back by libdeflate, in three quarters of zlib's time:
 *
 *   plain    by libdeflate, which takes less than half of zlib's time for the same size
 *   english  by ISA-L, with fixed codes and a preset dictionary of English words (deflate_words.h): for short texts, where
 *            the other spends most of its time on tables and their description, about as small in a quarter of the time */
#ifndef MG_DEFLATE_H
#define MG_DEFLATE_H

#include "common/buf.h"
#include "common/stop.h"

/* One thread's compressor. */
typedef struct mg_deflater mg_deflater;
MG_NODISCARD mg_status mg_deflater_new(mg_deflater **out, mg_error *err);
void mg_deflater_free(mg_deflater *deflater);

typedef enum { MG_DEFLATE_PLAIN, MG_DEFLATE_ENGLISH } mg_deflate_way;

/* Append the compressed form of `raw` to `out`; english: less than 4 GB. */
MG_NODISCARD mg_status mg_deflate(mg_deflater *deflater, mg_deflate_way way, mg_span raw, mg_buf *out, mg_error *err);

/* One thread's decompressor of what mg_deflate makes, and the text it holds. One that is all zeros is empty. What is long looks at
 * `stop`, where there is one, now and then. */
typedef struct {
    struct libdeflate_decompressor *decompressor;
    mg_buf packed, text;
    const mg_stop *stop;
} mg_inflated;

void mg_inflated_dispose(mg_inflated *inflated);

/* What `packed` holds, which must be exactly `size` bytes: a stream that is cut short, goes on or holds more or less is
 * MG_CORRUPT. The caller bounds `size`; it may come from a hostile file. The text lives until the next call.
 * Errors: those of mg_stop_check; MG_NOMEM. */
MG_NODISCARD mg_status mg_inflate(mg_inflated *inflated, mg_span packed, mg_deflate_way way, size_t size, mg_span *text,
                                 mg_error *err);

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
