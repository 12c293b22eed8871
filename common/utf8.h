/* utf8.h - stepping through UTF-8 and checking it. Source: RFC 3629. */
#ifndef MG_UTF8_H
#define MG_UTF8_H

#include "common/span.h"

/* Write the UTF-8 form of `ch` (U+FFFD for surrogates and what is past U+10FFFF); returns 1..4. */
size_t mg_utf8_put(uint32_t ch, char out[4]);

/* The code point at byte *at of `s`, and *at moved behind it; *at must be below s.n. A malformed
 * byte counts as U+FFFD and moves by one, so that a loop always ends. */
uint32_t mg_utf8_next_long_(mg_span s, size_t *at); /* for what is not ASCII */
static inline uint32_t mg_utf8_next(mg_span s, size_t *at)
{
    unsigned char byte = (unsigned char)s.p[*at];
    if (byte >= 0x80) return mg_utf8_next_long_(s, at);
    ++*at;
    return byte;
}

/* How many bytes of `s`, from its start, are valid UTF-8: s.n when all are. */
size_t mg_utf8_valid(mg_span s);

/* The largest character boundary that is not above `at`. */
size_t mg_utf8_floor(mg_span s, size_t at);

/* How many code points `s` holds. */
size_t mg_utf8_count(mg_span s);

#endif
