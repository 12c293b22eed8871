/* utf8.h - stepping through UTF-8 and checking it. Source: RFC 3629. */
#ifndef MG_UTF8_H
#define MG_UTF8_H

#include "common/span.h"

#include <endian.h>

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

/* Eight bytes at once, the first the lowest: the top bits of those that begin a character of two bytes (as well formed as one
 * can tell from it), and of those that go on with one of any length. */
static inline uint64_t mg_utf8_eight(const char *p)
{
    return le64toh(mg_eight_bytes(p));
}
static inline uint64_t mg_utf8_begin_pair(uint64_t eight)
{
    uint64_t not_overlong = (eight & MG_EIGHT_OF(0x1e)) + MG_EIGHT_OF(0x7e);
    return eight & eight << 1 & ~(eight << 2) & not_overlong & MG_EIGHT_OF(0x80);
}
static inline uint64_t mg_utf8_go_on(uint64_t eight)
{
    return eight & ~(eight << 1) & MG_EIGHT_OF(0x80);
}

/* How many bytes of `s`, from its start, are valid UTF-8: s.n when all are. */
size_t mg_utf8_valid(mg_span s);

/* The largest character boundary that is not above `at`. */
size_t mg_utf8_floor(mg_span s, size_t at);

/* May this character do harm where it is shown: a control character, a line separator, or one that turns the direction of
 * the text around it? */
bool mg_utf8_harmful(uint32_t ch);

/* How many code points `s` holds. */
size_t mg_utf8_count(mg_span s);

#endif
