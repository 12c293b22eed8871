/* mail_part.h - the form of a mail: which bytes are headers, which are the parts of a body, which are the messages of a
 * mailbox. Nothing is copied or decoded (mail_decode.h does that): every span points into the file.
 *
 * It is written here because gmime's parser takes what it reads for friendly: it calls itself for each colon of an address
 * header, until the stack ends (160 KB of "To: a:a:a:..." do), looks at each unended "=?" up to the end of the header, and makes
 * an object of a kilobyte of each empty part. All here is linear in the bytes, and takes no memory. */
#ifndef MG_MAIL_PART_H
#define MG_MAIL_PART_H

#include "common/span.h"

/* A message, or a part of one. Where no header comes first, all is body. */
typedef struct {
    mg_span headers, body;
} mg_mail_part;

mg_mail_part mg_mail_part_of(mg_span bytes);

/* The header at or after *at, which is moved behind it; `value` as written, folded. False at the end. */
bool mg_mail_next_header(mg_span headers, size_t *at, mg_span *name, mg_span *value);

/* The value of the first header of each of the n names, as written, trimmed; p is NULL where there is none. */
void mg_mail_headers(mg_span headers, const mg_span *names, size_t n, mg_span *values);

/* The next part of a multipart body: start with *at = 0. What stands before the first delimiter and behind the closing one
 * is none; an end of the body ends the last. False at the end. */
bool mg_mail_next_part(mg_span body, mg_span boundary, size_t *at, mg_span *part);

/* The boundary that a multipart body seems to have: of its first line that looks like a delimiter. Empty when there is none. */
mg_span mg_mail_guess_boundary(mg_span body);

/* Is it the head of a mailbox: a line "From somebody date", or of a newsgroup's archive "From -1234", and a header line? */
bool mg_mailbox_is(mg_span head);

/* The next message of a mailbox and the line before it, without its "From ": start with *at = 0. A line of a body that only
 * begins with "From " parts nothing; a Content-Length is believed when a message, or the end, is where it says. False at the end. */
bool mg_mailbox_next(mg_span box, size_t *at, mg_span *postmark, mg_span *message);

#endif
