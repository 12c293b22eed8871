/* mail_decode.h - what a mail has in code, in UTF-8: header text, names, content types, dates, bodies. The only user of gmime
 * (gmime.h).
 *
 * gmime gets one header at a time, cut at a length that bounds its recursion and its time (see mail_part.h); a subject or a name
 * is never that long. Threads: any number; what is shared is set up once, and not changed then.
 *
 * Errors, where there are some, are MG_IO, too, when gmime cannot be loaded. */
#ifndef MG_MAIL_DECODE_H
#define MG_MAIL_DECODE_H

#include "common/arena.h"
#include "common/date.h"

/* The text of a header as written (Subject, Keywords): encoded words (RFC 2047) are decoded, other bytes by charset.h with the
 * `charset` of the body as their label, folds are undone. Kept in `arena`. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_mail_text(mg_span raw, mg_span charset, mg_arena *arena, mg_span *text, mg_error *err);

/* The first mailbox of an address header: "Jane Doe" and "jane@example.org"; empty where there is none. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_mail_mailbox(mg_span raw, mg_span charset, mg_arena *arena, mg_span *name, mg_span *address,
                                       mg_error *err);

typedef struct {
    mg_span type;     /* "text/plain", in lower case; that too where the header makes no sense; empty where there is none */
    mg_span charset;  /* label as written, or empty */
    mg_span boundary; /* of a multipart */
    mg_span envelope; /* smime-type */
    bool flowed;      /* format=flowed: lines that end in a blank go on */
    bool delsp;       /* and that blank is no part of the text */
} mg_mail_type;

/* A Content-Type as written. Kept in `arena`. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_mail_type_read(mg_span raw, mg_arena *arena, mg_mail_type *out, mg_error *err);

/* A Date header, with what older mailers wrote: two digits of a year are 1970..2069, a weekday need not be right. The zone is
 * kept when there is one. False, and no date, when it is none. */
bool mg_mail_date(mg_span raw, mg_date *out);

/* `body` without its Content-Transfer-Encoding; in `room` when that changes it. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_mail_transfer(mg_span body, mg_span encoding, mg_buf *room, mg_span *out, mg_error *err);

#endif
