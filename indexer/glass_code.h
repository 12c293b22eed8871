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

void mg_glass_v(mg_buf *out, uint64_t n);
void mg_glass_l(mg_buf *out, uint64_t n);
void mg_glass_d(mg_buf *out, uint32_t n);
void mg_glass_s(mg_buf *out, mg_span s);
void mg_glass_e(mg_buf *out, mg_span s);
void mg_glass_e0(mg_buf *out, mg_span s);

/* Read a V(n) at bytes[*at], which must be whole: only for bytes that we wrote. */
static inline uint64_t mg_glass_read_v(const unsigned char *bytes, size_t *at)
{
    uint64_t n = 0;
    for (unsigned shift = 0;; shift += 7) {
        unsigned char byte = bytes[(*at)++];
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return n;
    }
}

/* The tag of a position list: `positions` rise, at least one, the first above 0.
 *   V(last), and with more than one, a bit stream (filled from the low end of each byte): the first of the last,
 *   the count - 2 of what lies between, and then the middle of each stretch in the room that is left for it,
 *   halves first: interpolative coding (Moffat and Stuiver, 2000). */
void mg_glass_positions(mg_buf *out, const uint32_t *positions, size_t n);

#endif
