/* warc_records.h - the records of a WARC (0.17 to 1.1, ISO 28500) or ARC file, plain, in gzip or zstd, one after the other.
 *
 * A record is header lines, a blank line, a block of Content-Length bytes and two line ends. What is wrong with that in real
 * files is mended where the next record shows how: a length that is missing, too short or too long, blank lines too many or
 * too few, bytes that are none of a record, a last record that is cut off. In gzip or zstd a record is a member, but all may
 * be in one, or members begin where they like; one that begins with a record ends the record before. */
#ifndef MG_WARC_RECORDS_H
#define MG_WARC_RECORDS_H

#include "common/buf.h"

typedef struct mg_warc mg_warc;

typedef struct {
    size_t number; /* 1.. in the file */
    /* Its header lines, trimmed, folds as they are; empty where there is none. All live until the next record. */
    mg_span type;         /* WARC-Type; of an ARC file "response", or "warcinfo" of its first */
    mg_span uri;          /* WARC-Target-URI, without brackets around it */
    mg_span content_type; /* of the block */
    mg_span digest;       /* WARC-Payload-Digest */
    bool truncated;       /* WARC-Truncated: the crawler cut the block off */
} mg_warc_record;

/* Blocks that are longer are passed over. */
#define MG_WARC_BLOCK_MAX ((uint64_t)128 << 20)

/* Do these first bytes of a file (4096 will do) begin a web archive? */
bool mg_warc_is(mg_span head);

/* `file`: borrowed until it is closed; `ratio`: how many times its size it may unpack to (limits.h). Errors: MG_FORMAT; MG_NOMEM. */
MG_NODISCARD mg_status mg_warc_open(mg_span file, uint64_t ratio, mg_warc **out, mg_error *err);
void mg_warc_close(mg_warc *warc);

/* The next record; NULL at the end. It lives until the next call. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_warc_next(mg_warc *warc, const mg_warc_record **record, mg_error *err);

/* The first bytes of the record's block, or all if it has no more than `most`. Borrowed until the next call. */
MG_NODISCARD mg_status mg_warc_head(mg_warc *warc, size_t most, mg_span *head, mg_error *err);

/* All of the block, or what there is of it. Borrowed until the next call.
 * Errors: MG_LIMIT longer than MG_WARC_BLOCK_MAX; MG_NOMEM. */
MG_NODISCARD mg_status mg_warc_block(mg_warc *warc, mg_span *block, mg_error *err);

/* What damage was met since this was last asked, in a record or before it: a sentence; NULL when there was none. */
const char *mg_warc_fault(mg_warc *warc);

#endif
