/* mail_sender.h - who wrote a mail, and for which paper or list, of what its headers say.
 *
 * A person's name is a byline; a bare address is none. The name on a newsletter or of an office's address ("press@") is that of
 * the paper or the office, unless it names both: "Jane Doe from The Courier". A list that puts itself between, "Jane Doe via
 * Town Talk", is not part of the name. */
#ifndef MG_MAIL_SENDER_H
#define MG_MAIL_SENDER_H

#include "common/span.h"

typedef struct {
    mg_span name, address; /* of From, decoded */
    mg_span list_id;       /* List-Id, decoded: "Town Talk <talk.lists.example>" */
    mg_span organization;
    bool list;       /* sent on by a mailing list, to which one can write */
    bool newsletter; /* sent to subscribers, who cannot */
} mg_mail_sender;

/* Both may be empty. They point into what `sender` points to. */
void mg_mail_sender_read(const mg_mail_sender *sender, mg_span *byline, mg_span *source);

#endif
