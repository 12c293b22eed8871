/* mail_body.h - the text of a message, of all its parts that people read, in order.
 *
 *   multipart/alternative   the plain text, unless it is a stub that points to the HTML
 *   multipart/related       the first part that has text; the others are its pictures
 *   multipart/signed        what is signed
 *   message/rfc822          the text of that message, headed by its subject
 *   others                  all text parts; what is attached is none
 *
 * Parts deeper than 32 in each other are left out. Linear in the message's length. */
#ifndef MG_MAIL_BODY_H
#define MG_MAIL_BODY_H

#include "common/arena.h"
#include "common/buf.h"
#include "indexer/mail_part.h"

typedef struct {
    bool newsletter;     /* in:  its HTML is a page, with the furniture of one around the text */
    mg_span title;       /* in:  the headline that such a page may repeat */
    mg_span url;         /* out: where such a page says that it is in the Web, or empty */
    const char *trouble; /* out: why some of the text is missing; NULL when nothing is */
} mg_mail_body;

/* Append the text of `message` to `out`; what is found is kept in `arena`. Errors: MG_LIMIT HTML that html_article.h refuses;
 * MG_NOMEM. */
MG_NODISCARD mg_status mg_mail_body_read(mg_mail_part message, mg_arena *arena, mg_mail_body *body, mg_buf *out, mg_error *err);

#endif
