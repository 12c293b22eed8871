/* http_body.h - what a web server answered (RFC 9110, 9112), as an archive keeps it: to a status, headers and the content
 * without its encodings.
 *
 * Archives differ from the wire: crawlers keep headers of encodings that they have undone, and servers name encodings that
 * they do not use. So a body is only decoded where it looks like it. */
#ifndef MG_HTTP_BODY_H
#define MG_HTTP_BODY_H

#include "common/buf.h"

typedef struct {
    int status;        /* 200 */
    mg_span headers;   /* for mg_mail_headers */
    mg_span body;      /* as it was sent */
} mg_http;

/* Longest content. */
#define MG_HTTP_CONTENT_MAX ((size_t)128 << 20)

/* Part a message, or its first bytes; false when it does not begin with a status line, or its headers have no end. */
bool mg_http_part(mg_span message, mg_http *out);

/* The content of a body: chunks put together, gzip, deflate, br and zstd undone, in any number up to four.
 *   rooms    out  two, where it is kept when it is not as sent; to be disposed of, also after an error
 *   content  out  into the body or a room
 *   fault    out  what makes its end missing, or NULL
 * Errors: MG_LIMIT longer than MG_HTTP_CONTENT_MAX; MG_NOMEM. */
MG_NODISCARD mg_status mg_http_content(const mg_http *http, mg_buf rooms[2], mg_span *content, const char **fault,
                                       mg_error *err);

#endif
