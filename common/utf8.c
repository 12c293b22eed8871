/* utf8.c - see utf8.h. */
#include "common/utf8.h"

#include "common/bits.h"

size_t mg_utf8_put(uint32_t ch, char out[4])
{
    if (ch < 0x80) {
        out[0] = (char)ch;
        return 1;
    }
    if (ch < 0x800) {
        out[0] = (char)(0xc0 | ch >> 6);
        out[1] = (char)(0x80 | (ch & 0x3f));
        return 2;
    }
    if ((ch >= 0xd800 && ch < 0xe000) || ch > 0x10ffff) ch = 0xfffd;
    if (ch < 0x10000) {
        out[0] = (char)(0xe0 | ch >> 12);
        out[1] = (char)(0x80 | (ch >> 6 & 0x3f));
        out[2] = (char)(0x80 | (ch & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | ch >> 18);
    out[1] = (char)(0x80 | (ch >> 12 & 0x3f));
    out[2] = (char)(0x80 | (ch >> 6 & 0x3f));
    out[3] = (char)(0x80 | (ch & 0x3f));
    return 4;
}

/* The length of the well-formed sequence at s.p[at], or 0; the code point goes to *ch. */
static size_t sequence(mg_span s, size_t at, uint32_t *ch)
{
    const unsigned char *u = (const unsigned char *)s.p + at;
    size_t left = s.n - at;
    if (u[0] < 0x80) {
        *ch = u[0];
        return 1;
    }
    if (u[0] < 0xc2 || u[0] > 0xf4) return 0;
    if (left < 2 || (u[1] & 0xc0) != 0x80) return 0;
    if (u[0] < 0xe0) {
        *ch = (uint32_t)(u[0] & 0x1f) << 6 | (u[1] & 0x3f);
        return 2;
    }
    if (left < 3 || (u[2] & 0xc0) != 0x80) return 0;
    if (u[0] < 0xf0) {
        if (u[0] == 0xe0 && u[1] < 0xa0) return 0; /* overlong */
        if (u[0] == 0xed && u[1] > 0x9f) return 0; /* surrogate */
        *ch = (uint32_t)(u[0] & 0x0f) << 12 | (uint32_t)(u[1] & 0x3f) << 6 | (u[2] & 0x3f);
        return 3;
    }
    if (left < 4 || (u[3] & 0xc0) != 0x80) return 0;
    if (u[0] == 0xf0 && u[1] < 0x90) return 0; /* overlong */
    if (u[0] == 0xf4 && u[1] > 0x8f) return 0; /* past U+10FFFF */
    *ch = (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3f) << 12 |
          (uint32_t)(u[2] & 0x3f) << 6 | (u[3] & 0x3f);
    return 4;
}

uint32_t mg_utf8_next_long_(mg_span s, size_t *at)
{
    uint32_t ch = 0xfffd;
    size_t n = sequence(s, *at, &ch);
    *at += n ? n : 1;
    return ch;
}

/* Behind the characters from `at` on that are surely two, or three, bytes long: other scripts come in runs of these. */
static size_t behind_run(mg_span s, size_t at)
{
    const unsigned char *u = (const unsigned char *)s.p;
    while (s.n - at >= 2 && u[at] >= 0xc2 && u[at] < 0xe0 && (u[at + 1] & 0xc0) == 0x80) at += 2;
    while (s.n - at >= 3 && u[at] > 0xe0 && u[at] < 0xed && (u[at + 1] & 0xc0) == 0x80 && (u[at + 2] & 0xc0) == 0x80) at += 3;
    return at;
}

/* Behind characters of two bytes with ASCII between them, eight bytes at once: where words are short, to guess for each
 * character how long it is would cost more. Stops where the text is ASCII again. */
static size_t behind_pairs(mg_span s, size_t at)
{
    while (s.n - at >= 8) {
        uint64_t eight = mg_utf8_eight(s.p + at), begin = mg_utf8_begin_pair(eight), on = mg_utf8_go_on(eight);
        if (!on || on != begin << 8 || (begin | on) != (eight & MG_EIGHT_OF(0x80))) break;
        at += 8 - (begin >> 63); /* without the last if it only begins a character */
    }
    return at;
}

size_t mg_utf8_valid(mg_span s)
{
    size_t at = 0;
    uint32_t ch;
    while (at < s.n) {
        /* Most text is ASCII. */
        while (s.n - at >= 16 && !((mg_eight_bytes(s.p + at) | mg_eight_bytes(s.p + at + 8)) & MG_EIGHT_OF(0x80)))
            at += 16;
        while (at < s.n && (unsigned char)s.p[at] < 0x80) at++;
        if (at == s.n) break;
        size_t run = behind_run(s, behind_pairs(s, at));
        if (run > at) {
            at = run;
            continue;
        }
        size_t n = sequence(s, at, &ch);
        if (!n) break;
        at += n;
    }
    return at;
}

size_t mg_utf8_floor(mg_span s, size_t at)
{
    if (at >= s.n) return s.n;
    for (int back = 0; back < 3 && at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80; back++) at--;
    return at;
}

size_t mg_utf8_count(mg_span s)
{
    size_t count = s.n; /* less what goes on with a character */
    for (size_t at = 0; at < s.n; at += sizeof(mg_64)) {
        size_t last = s.n - MG_MIN(s.n, sizeof(mg_64)), from = MG_MIN(at, last); /* the last bytes are quicker to get with some before */
        mg_64 bytes = mg_64_at(s, from);
        uint64_t more = mg_bits_go_on(&bytes) & UINT64_MAX << (at - from);
        if (more) count -= mg_bits_count(more);
    }
    return count;
}

bool mg_utf8_harmful(uint32_t ch)
{
    return ch < 0x20 || (ch >= 0x7f && ch < 0xa0) || ch == 0x61c || ch == 0x200e || ch == 0x200f || (ch >= 0x2028 && ch <= 0x202e) ||
           (ch >= 0x2066 && ch <= 0x2069);
}
