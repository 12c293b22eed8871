/* span.h - a borrowed run of bytes: not owned, not terminated, may hold NULs.
 * Who passes one says until when its bytes live. An empty span may have a NULL pointer. */
#ifndef MG_SPAN_H
#define MG_SPAN_H

#include "common/base.h"

#include <string.h>
#include <strings.h>

typedef struct {
    const char *p;
    size_t n; /* bytes */
} mg_span;

#define MG_SPAN(literal) ((mg_span){("" literal), sizeof(literal) - 1})

static inline mg_span mg_span_str(const char *s)
{
    return (mg_span){s, s ? strlen(s) : 0};
}

/* The part of `s` from byte `from` up to byte `to`, both clamped to `s`. */
static inline mg_span mg_span_sub(mg_span s, size_t from, size_t to)
{
    to = MG_MIN(to, s.n);
    from = MG_MIN(from, to);
    return (mg_span){s.p ? s.p + from : NULL, to - from};
}

static inline bool mg_span_eq(mg_span a, mg_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* May they be equal without regard to case, as far as their first bytes tell? Most comparisons are with the wrong
 * entry of a table, and end here without a call. */
static inline bool mg_same_start_(mg_span a, mg_span b)
{
    return ((a.p[0] ^ b.p[0]) & ~0x20) == 0;
}

/* Equal when ASCII letters are compared without case. */
static inline bool mg_span_eq_nocase(mg_span a, mg_span b)
{
    return a.n == b.n && (a.n == 0 || (mg_same_start_(a, b) && strncasecmp(a.p, b.p, a.n) == 0));
}

static inline bool mg_span_starts(mg_span s, mg_span prefix)
{
    return s.n >= prefix.n &&
           (prefix.n == 0 || (mg_same_start_(s, prefix) && memcmp(s.p, prefix.p, prefix.n) == 0));
}

static inline bool mg_span_starts_nocase(mg_span s, mg_span prefix)
{
    return s.n >= prefix.n &&
           (prefix.n == 0 || (mg_same_start_(s, prefix) && strncasecmp(s.p, prefix.p, prefix.n) == 0));
}

/* Byte order; a proper prefix sorts first. */
static inline int mg_span_cmp(mg_span a, mg_span b)
{
    size_t n = MG_MIN(a.n, b.n);
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Where `byte` stands first at or after `from`, or s.n. */
static inline size_t mg_span_find(mg_span s, size_t from, char byte)
{
    const char *hit = from < s.n ? (const char *)memchr(s.p + from, (unsigned char)byte, s.n - from) : NULL;
    return hit ? (size_t)(hit - s.p) : s.n;
}

/* Where `word` stands first at or after `from`, or s.n. */
static inline size_t mg_span_find_span(mg_span s, size_t from, mg_span word)
{
    const char *hit = from < s.n ? (const char *)memmem(s.p + from, s.n - from, word.p, word.n) : NULL;
    return hit ? (size_t)(hit - s.p) : s.n;
}

/* Eight bytes at once, in whatever order, for looking through text. */
static inline uint64_t mg_eight_bytes(const char *p)
{
    uint64_t eight;
    memcpy(&eight, p, sizeof eight);
    return eight;
}

#define MG_EIGHT_OF(byte) (0x0101010101010101u * (unsigned char)(byte))

/* Not 0 when one of eight bytes is 0. */
static inline uint64_t mg_has_zero(uint64_t eight)
{
    return (eight - MG_EIGHT_OF(1)) & ~eight & MG_EIGHT_OF(0x80);
}

/* A tab in eight bytes, or two blanks in a row in nine. */
static inline bool mg_gap_in_nine_(const char *p)
{
    uint64_t here = mg_eight_bytes(p), next = mg_eight_bytes(p + 1);
    uint64_t pairs = (here ^ MG_EIGHT_OF(' ')) | (next ^ MG_EIGHT_OF(' '));
    return (mg_has_zero(pairs) | mg_has_zero(here ^ MG_EIGHT_OF('\t'))) != 0;
}

/* Is there a tab, or two blanks in a row? */
static inline bool mg_span_has_gap(mg_span s)
{
    size_t at = 0;
    for (; s.n - at > 9; at += 8)
        if (mg_gap_in_nine_(s.p + at)) return true;
    if (s.n >= 9) return mg_gap_in_nine_(s.p + s.n - 9) || s.p[s.n - 1] == '\t';
    for (; at < s.n; at++)
        if (s.p[at] == '\t' || (s.p[at] == ' ' && at + 1 < s.n && s.p[at + 1] == ' ')) return true;
    return false;
}

static inline bool mg_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* `s` without the ASCII white space at both ends. */
static inline mg_span mg_span_trim(mg_span s)
{
    while (s.n && mg_is_space(s.p[0])) s.p++, s.n--;
    while (s.n && mg_is_space(s.p[s.n - 1])) s.n--;
    return s;
}

#endif
