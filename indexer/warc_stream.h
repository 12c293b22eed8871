/* warc_stream.h - the bytes of a web archive's file, plain or in gzip, a window at a time.
 *
 * The window holds what was asked for and not dropped yet, so that a file costs no more memory than its largest record. Of a
 * plain file it is all of it. Gzip members follow each other, one a record as a rule, where the last begins is kept in `edge`; what is between
 * them that is no gzip, and members that are damaged, are passed over and told. */
#ifndef MG_WARC_STREAM_H
#define MG_WARC_STREAM_H

#include "common/deflate.h"

typedef struct {
    mg_span bytes; /* the window: borrowed until the next call */
    size_t edge;   /* where in the window the member begins that was begun last; 0 when that is further ahead */
    bool between;  /* the window ends where a member does */
    bool ended;    /* no more is to come */
    const char *fault; /* damage that was met since it was last set to NULL */

    mg_span file;
    mg_buf room;
    mg_inflater *inflater; /* NULL: a plain file */
    size_t member, next;   /* in the file: where that member begins; where to go on */
    size_t member_before;  /* the one before */
    bool sought;           /* what is no gzip has been told of */
    uint64_t most, made, retried;
} mg_warc_stream;

/* `file` is borrowed until it is closed. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_warc_stream_open(mg_span file, mg_warc_stream *out, mg_error *err);
void mg_warc_stream_close(mg_warc_stream *stream);

/* Make the window longer by some bytes, or find that it has ended. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_warc_stream_more(mg_warc_stream *stream, mg_error *err);

/* Drop the first n bytes of the window. Of a plain file they stay, and `bytes` begins behind them. */
void mg_warc_stream_drop(mg_warc_stream *stream, size_t n);

/* Where in the file a byte of the window is; when it is packed, its member. */
size_t mg_warc_stream_offset(const mg_warc_stream *stream, size_t at);

#endif
