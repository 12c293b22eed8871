/* warc_stream.h - the bytes of a web archive's file, plain, in gzip or in Zstandard, a window at a time.
 *
 * The window holds what was asked for and not dropped yet, so that a file costs no more memory than its largest record.
 * Of a plain file it is all of it. Members (gzip's, or zstd's frames) follow each other, one a record as a rule; where the
 * last begins is kept in `edge`. What is between them that is none, and members that are damaged, are passed over and told.
 * A file in zstd may begin with the dictionary that all its frames need. */
#ifndef MG_WARC_STREAM_H
#define MG_WARC_STREAM_H

#include "indexer/zstd_stream.h"

typedef struct {
    mg_span bytes; /* the window: borrowed until the next call */
    size_t edge;   /* where in the window the member begins that was begun last; 0 when that is further ahead */
    bool between;  /* the window ends where a member does */
    bool ended;    /* no more is to come */
    const char *fault; /* damage that was met since it was last set to NULL */

    mg_span file;
    mg_buf room;
    mg_inflater *inflater; /* of gzip, or NULL */
    mg_unzstd *unzstd;     /* of zstd, or NULL */
    size_t member, next;   /* in the file: where that member begins; where to go on */
    bool sought;           /* what is no member has been told of */
    uint64_t most, made, retried;
} mg_warc_stream;

/* Do the file's first bytes begin a dictionary, which only web archives do? */
bool mg_warc_stream_has_dictionary(mg_span head);

/* `file` is borrowed until it is closed; it may unpack to `ratio` times its size and MG_RATIO_FREE. Errors: MG_FORMAT its dictionary is damaged; MG_NOMEM. */
MG_NODISCARD mg_status mg_warc_stream_open(mg_span file, uint64_t ratio, mg_warc_stream *out, mg_error *err);
static inline bool mg_warc_stream_is_packed(const mg_warc_stream *stream)
{
    return stream->inflater || stream->unzstd;
}

void mg_warc_stream_close(mg_warc_stream *stream);

/* Make the window longer by some bytes, or find that it has ended. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_warc_stream_more(mg_warc_stream *stream, mg_error *err);

/* Drop the first n bytes of the window. Of a plain file they stay, and `bytes` begins behind them. */
void mg_warc_stream_drop(mg_warc_stream *stream, size_t n);

#endif
