/* compose.h - Unicode normalisation form C (UAX #15), by ICU. Stateless; any thread. */
#ifndef MG_COMPOSE_H
#define MG_COMPOSE_H

#include "common/buf.h"

/* Append `text` in NFC. What is not UTF-8 becomes U+FFFD. Linear, whatever runs of combining marks it holds. */
MG_NODISCARD mg_status mg_compose(mg_span text, mg_buf *out, mg_error *err);

/* Where the run of `text` that begins at `from` ends, which composes by itself: with the next character at which NFC starts
 * afresh, or after a thousand bytes without one. */
size_t mg_compose_end(mg_span text, size_t from);

#endif
