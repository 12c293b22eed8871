/* mail_text.h - the text of a mail as people read it: lines that a mail program broke are joined, the marks of quotations stay,
 * what is not for reading goes. Knows no headers and no parts. Linear. */
#ifndef MG_MAIL_TEXT_H
#define MG_MAIL_TEXT_H

#include "common/buf.h"

typedef struct {
    bool flowed, delsp; /* format=flowed (RFC 3676), and its DelSp */
} mg_mail_lines;

/* Append plain text as paragraphs. A quotation has its mark once for each paragraph: "> ". */
void mg_mail_add_plain(mg_span text, mg_mail_lines lines, mg_buf *out);

/* `text` without files that are written into it (uuencode, yEnc) and without the lines of OpenPGP around what it signed; in
 * `room` when that changes it. *encrypted becomes true when a part of it can only be read with a key, and is left out. */
mg_span mg_mail_without_armour(mg_span text, mg_buf *room, bool *encrypted);

/* Take the runs of invisible characters that pad the preview line of newsletters out of what stands in `text` from byte `from` on. */
void mg_mail_drop_padding(mg_buf *text, size_t from);

#endif
