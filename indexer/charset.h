/* charset.h - find the encoding of raw article bytes and turn them into UTF-8.
 * Stateless. Knows nothing of formats or fields. Conversion and guessing by ICU.
 * Order tried: BOM; UTF-16 by its pattern of NULs; valid UTF-8; declared label (WHATWG meanings: iso-8859-1
 * and us-ascii are windows-1252); UTF-8 with few bad bytes (under 1 in 100 of its non-ASCII sequences: each
 * bad byte becomes U+FFFD); a guess (ICU's detector, when it is confident); windows-1252, which cannot fail. */
#ifndef MG_CHARSET_H
#define MG_CHARSET_H

#include "common/buf.h"

typedef struct {
    const char *name;  /* the encoding that won, static, as ICU names it: "UTF-8", "windows-1252" */
    const char *rule;  /* "bom", "pattern", "utf-8", "declared", "guess", "fallback" */
    size_t bad;        /* characters replaced by U+FFFD */
} mg_charset_how;

/* Convert raw bytes to UTF-8 without BOM.
 *   raw    in   borrowed, any bytes, may hold NULs
 *   label  in   declared charset, ASCII, empty = none; unknown labels are ignored
 *   text   out  appended: valid UTF-8, at most 3x raw
 *   how    out  NULL if not wanted
 * Errors: MG_NOMEM; MG_INTERNAL when ICU cannot work at all. Bad bytes are no error. */
MG_NODISCARD mg_status mg_charset_to_utf8(mg_span raw, mg_span label, mg_buf *text, mg_charset_how *how,
                                          mg_error *err);

/* Would converting only copy it: is it UTF-8 without a BOM, and no other encoding goes before? */
bool mg_charset_is_utf8(mg_span raw, mg_span label);

/* Is it the label of an encoding that is heeded when the bytes are not UTF-8? */
bool mg_charset_is_label(mg_span label);

/* Does it look like no text at all: NULs that are no UTF-16, or many control bytes in the first 8 KB? */
bool mg_charset_is_binary(mg_span raw);

#endif
