/* glass_code.h - the integers and strings of Xapian's glass format, and its position lists.
 * Source: the format's own description (Xapian 1.4, format of 2016-03-14).
 *
 *   V(n)   7 bits a byte, least first, the top bit on all but the last
 *   L(n)   little-endian bytes without the zero ones at the end; nothing for 0
 *   D(n)   sorts as numbers do: for docids in keys
 *   S(s)   V(length), the bytes
 *   E(s)   sorts as bytes do: each 00 is followed by ff; E0 adds a closing 00 */
#ifndef MG_GLASS_CODE_H
#define MG_GLASS_CODE_H

#include "common/buf.h"

/* Write a V(n) of up to MG_GLASS_V_MAX bytes at `to`; returns its end. */
#define MG_GLASS_V_MAX 10
static inline char *mg_glass_put_v(char *to, uint64_t n)
{
    for (; n >= 0x80; n >>= 7) *to++ = (char)(n | 0x80);
    *to++ = (char)n;
    return to;
}

/* Write a D(n) of up to MG_GLASS_D_MAX bytes at `to`; returns its end. */
#define MG_GLASS_D_MAX 5
char *mg_glass_put_d(char *to, uint32_t n);

/* Write E0(s), at most twice as long as s and one byte more, at `to`; returns its end. */
char *mg_glass_put_e0(char *to, mg_span s);

void mg_glass_v(mg_buf *out, uint64_t n);
void mg_glass_d(mg_buf *out, uint32_t n);
void mg_glass_s(mg_buf *out, mg_span s);

/* Read a V(n) at *at, which must be whole: only for bytes that we wrote. */
static inline uint64_t mg_glass_get_v(const char **at)
{
    uint64_t n = (unsigned char)*(*at)++;
    if (n < 0x80) return n;
    n &= 0x7f;
    for (unsigned shift = 7;; shift += 7) {
        unsigned char byte = (unsigned char)*(*at)++;
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return n;
    }
}

/* Write the tag of a position list at `to`; returns its end. `positions` rise, at least one, the first above 0.
 *   V(last), and with more than one, a bit stream (filled from the low end of each byte): the first of the last,
 *   the count - 2 of what lies between, and then the middle of each stretch in the room that is left for it,
 *   halves first: interpolative coding (Moffat and Stuiver, 2000). */
char *mg_glass_put_positions(char *to, const uint32_t *positions, size_t n);

/* Bytes that a tag of n positions takes at most: (n + 1) * MG_GLASS_POSITION_MAX. */
#define MG_GLASS_POSITION_MAX 5

#endif
