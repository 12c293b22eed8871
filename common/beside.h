/* beside.h - what stands beside a word of running text, in a byte for each document that has it: who looks for a phrase passes over
 * most documents where its words do not stand together, without a look at positions. Stateless.
 *
 * Words have codes, of which a byte holds some for either side. Where the word's wdf is 1 it stands once, and each half of the byte is
 * the number of its neighbour, or MG_BESIDE_ANY; else each half has a bit for each of them. So a byte may let a document pass that
 * has other words there, but never keeps one out that has these. */
#ifndef MG_BESIDE_H
#define MG_BESIDE_H

#include "common/hash.h"

/* Of a half whose neighbours are several, or not known. */
#define MG_BESIDE_ANY 15

/* A byte, or a code, of which nothing is known: all fits. */
#define MG_BESIDE_UNKNOWN 0xff

/* The code of a word, never 0: its number, 0..14, and above it its bit. It is written down: the same for ever. */
static inline uint8_t mg_beside_code(mg_span word)
{
    uint64_t hash = mg_hash(MG_HASH_START, word);
    return (uint8_t)((hash >> 32) % MG_BESIDE_ANY | 0x10u << (hash & 3));
}

/* Does a word have one? Those of fields begin with a capital (schema.h), and phrases of them are rare. */
static inline bool mg_beside_tells(mg_span term)
{
    return term.n && !(term.p[0] >= 'A' && term.p[0] <= 'Z');
}

/* The code of words that stand beside one: of those so far, 0 at first, and one more. */
static inline uint8_t mg_beside_add(uint8_t codes, uint8_t code)
{
    return codes && code ? (uint8_t)(((codes | code) & 0xf0) | MG_BESIDE_ANY) : codes | code;
}

/* The byte of a word of which these codes stand ahead and behind. */
static inline uint8_t mg_beside_byte(uint32_t wdf, uint8_t ahead, uint8_t behind)
{
    return wdf == 1 ? (uint8_t)((ahead & 0xf) << 4 | (behind & 0xf)) : (uint8_t)((ahead & 0xf0) | behind >> 4);
}

/* May a word stand so that one of code `ahead` comes right before it, and one of code `behind` right after? 0: any may. */
static inline bool mg_beside_fits(uint8_t byte, bool once, uint8_t ahead, uint8_t behind)
{
    unsigned before = byte >> 4, after = byte & 0xf;
    if (!once) return (!ahead || before & ahead >> 4) && (!behind || after & behind >> 4);
    return (!ahead || before == MG_BESIDE_ANY || before == (ahead & 0xf)) && (!behind || after == MG_BESIDE_ANY || after == (behind & 0xf));
}

#endif
