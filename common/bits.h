/* bits.h - which of 64 bytes are of a kind, as the bits of a number, the first byte's lowest: for looking through text, sixteen
 * bytes at a time where the machine can (GCC's vectors). */
#ifndef MG_BITS_H
#define MG_BITS_H

#include "common/span.h"

typedef char mg_sixteen_ __attribute__((vector_size(16)));
typedef signed char mg_signed_sixteen_ __attribute__((vector_size(16)));

typedef struct {
    mg_signed_sixteen_ v[4]; /* what is no ASCII is below 0 */
} mg_64;

/* The first 64 bytes from `at` on; behind the end there are zeros. */
static inline mg_64 mg_64_at(mg_span text, size_t at)
{
    mg_64 out;
    if (text.n - at >= sizeof out) return memcpy(&out, text.p + at, sizeof out), out;
    memset(&out, 0, sizeof out);
    memcpy(&out, text.p + at, text.n - at);
    return out;
}

/* The top bits of sixteen bytes. */
static inline uint64_t mg_top_bits_(mg_signed_sixteen_ v)
{
#ifdef __SSE2__
    return (uint16_t)__builtin_ia32_pmovmskb128((mg_sixteen_)v);
#else
    uint64_t bits = 0;
    for (int i = 0; i < 16; i++) bits |= (uint64_t)(v[i] < 0) << i;
    return bits;
#endif
}

/* Of the bytes, those that `is_kind` says are of a kind: all bits of them. Written out, as compilers do not do it for four. */
#define MG_BITS_OF_(bytes, is_kind)                                                                                              \
    (mg_top_bits_(is_kind((bytes)->v[0])) | mg_top_bits_(is_kind((bytes)->v[1])) << 16 |                                          \
     mg_top_bits_(is_kind((bytes)->v[2])) << 32 | mg_top_bits_(is_kind((bytes)->v[3])) << 48)

static inline mg_signed_sixteen_ mg_no_ascii_(mg_signed_sixteen_ v)
{
    return v;
}

static inline mg_signed_sixteen_ mg_goes_on_(mg_signed_sixteen_ v)
{
    return v < -64;
}

static inline mg_signed_sixteen_ mg_is_word_(mg_signed_sixteen_ v)
{
    mg_signed_sixteen_ small = v | 0x20;
    return ((small >= 'a') & (small <= 'z')) | ((v >= '0') & (v <= '9')) | (v == '_');
}

static inline mg_signed_sixteen_ mg_is_digit_(mg_signed_sixteen_ v)
{
    return (v >= '0') & (v <= '9');
}

static inline mg_signed_sixteen_ mg_joins_digits_(mg_signed_sixteen_ v)
{
    return (v == ',') | (v == '.') | (v == ';');
}

static inline mg_signed_sixteen_ mg_joins_letters_(mg_signed_sixteen_ v)
{
    return (v == '\'') | (v == '&');
}

static inline mg_signed_sixteen_ mg_is_suffix_(mg_signed_sixteen_ v)
{
    return (v == '+') | (v == '#');
}

/* What may end a sentence, or stand in for it: full stops, question and exclamation marks, control characters, no ASCII. */
static inline mg_signed_sixteen_ mg_may_stop_(mg_signed_sixteen_ v)
{
    return (v < ' ') | (v == '.') | (v == '?') | (v == '!');
}

static inline uint64_t mg_bits_no_ascii(const mg_64 *bytes)
{
    return MG_BITS_OF_(bytes, mg_no_ascii_);
}

/* Bytes that go on with a character of UTF-8. */
static inline uint64_t mg_bits_go_on(const mg_64 *bytes)
{
    return MG_BITS_OF_(bytes, mg_goes_on_);
}

/* ASCII's letters and digits, and '_'. */
static inline uint64_t mg_bits_word(const mg_64 *bytes)
{
    return MG_BITS_OF_(bytes, mg_is_word_);
}

static inline uint64_t mg_bits_digit(const mg_64 *bytes)
{
    return MG_BITS_OF_(bytes, mg_is_digit_);
}

/* What joins two digits to one word, as in 3.14. */
static inline uint64_t mg_bits_join_digits(const mg_64 *bytes)
{
    return MG_BITS_OF_(bytes, mg_joins_digits_);
}

/* What joins others, as in don't: apostrophes and '&'. */
static inline uint64_t mg_bits_join_letters(const mg_64 *bytes)
{
    return MG_BITS_OF_(bytes, mg_joins_letters_);
}

/* What belongs to the word before it, as in C++. */
static inline uint64_t mg_bits_suffix(const mg_64 *bytes)
{
    return MG_BITS_OF_(bytes, mg_is_suffix_);
}

static inline uint64_t mg_bits_stop(const mg_64 *bytes)
{
    return MG_BITS_OF_(bytes, mg_may_stop_);
}

/* Bytes of which the low five bits are one of a few: bit n of `set` stands for n. */
static inline uint64_t mg_bits_low(const mg_64 *bytes, uint32_t set)
{
    mg_signed_sixteen_ found[4] = {{0}};
    for (; set; set &= set - 1)
        for (int i = 0; i < 4; i++) found[i] |= (bytes->v[i] & 31) == (signed char)__builtin_ctz(set);
    return mg_top_bits_(found[0]) | mg_top_bits_(found[1]) << 16 | mg_top_bits_(found[2]) << 32 | mg_top_bits_(found[3]) << 48;
}

/* How many bits are set? The builtin is a call where the processor need not be one that counts. */
static inline uint32_t mg_bits_count(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    return (uint32_t)(((bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56);
}

/* The bits before the lowest that is set; all of them when none is. */
static inline uint64_t mg_bits_before(uint64_t bits)
{
    return bits ? (bits & -bits) - 1 : UINT64_MAX;
}

/* Which is the lowest bit that is set? There must be one. */
static inline size_t mg_bits_first(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits);
}

#endif
