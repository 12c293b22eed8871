/* hash.h - two hashes of bytes. Not for secrets. */
#ifndef MG_HASH_H
#define MG_HASH_H

#include "common/span.h"

#include <sys/random.h>

#define MG_HASH_START ((uint64_t)0xcbf29ce484222325u)

/* For what is written down, the same for ever: FNV-1a, 64 bits (Fowler, Noll, Vo). Go on hashing: `hash` is
 * MG_HASH_START or the hash of what came before. */
static inline uint64_t mg_hash(uint64_t hash, mg_span bytes)
{
    for (size_t i = 0; i < bytes.n; i++) hash = (hash ^ (unsigned char)bytes.p[i]) * 0x100000001b3u;
    return hash;
}

/* ---- for tables in memory: eight bytes at a time, folded products (as wyhash by Wang Yi has them) ---- */

static inline uint64_t mg_hash_mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Up to eight bytes as a number; what is behind them is zero. */
static inline uint64_t mg_hash_load(const char *p, size_t n)
{
    uint64_t value = 0;
    if (n >= 8) {
        memcpy(&value, p, 8);
    } else if (n >= 4) {
        uint32_t low, high;
        memcpy(&low, p, 4);
        memcpy(&high, p + n - 4, 4);
        value = low | (uint64_t)high << 8 * (n - 4); /* they overlap in equal bytes */
    } else {
        for (size_t i = 0; i < n; i++) value |= (uint64_t)(unsigned char)p[i] << 8 * i;
    }
    return value;
}

#define MG_HASH_FACTOR ((uint64_t)0x9e3779b97f4a7c15u)

/* A number that nobody knows before: for a table that articles fill, so that none can be written to make it slow. */
static inline uint64_t mg_hash_seed(void)
{
    uint64_t seed = MG_HASH_START;
    (void)!getrandom(&seed, sizeof seed, GRND_NONBLOCK); /* a constant will do where there is none */
    return seed;
}

/* `seed`: any, the same for a table; or the hash of what came before. */
static inline uint64_t mg_hash_quick(uint64_t seed, mg_span bytes)
{
    uint64_t hash = seed ^ bytes.n;
    for (size_t at = 0; at < bytes.n; at += 8)
        hash = mg_hash_mix(hash ^ mg_hash_load(bytes.p + at, bytes.n - at), MG_HASH_FACTOR);
    return hash;
}

/* The same kind, for long bytes: four lanes, which the processor goes along at once. Another number than mg_hash_quick's. */
static inline uint64_t mg_hash_long(uint64_t seed, mg_span bytes)
{
    uint64_t a = seed, b = seed + 1, c = seed + 2, d = seed + 3;
    size_t at = 0;
    for (const char *p = bytes.p; bytes.n - at >= 32; at += 32, p += 32) {
        a = mg_hash_mix(a ^ mg_hash_load(p, 8), MG_HASH_FACTOR);
        b = mg_hash_mix(b ^ mg_hash_load(p + 8, 8), MG_HASH_FACTOR);
        c = mg_hash_mix(c ^ mg_hash_load(p + 16, 8), MG_HASH_FACTOR);
        d = mg_hash_mix(d ^ mg_hash_load(p + 24, 8), MG_HASH_FACTOR);
    }
    uint64_t hash = mg_hash_quick(a, mg_span_sub(bytes, at, bytes.n));
    hash = mg_hash_mix(hash ^ b, MG_HASH_FACTOR);
    hash = mg_hash_mix(hash ^ c, MG_HASH_FACTOR);
    return mg_hash_mix(hash ^ d, MG_HASH_FACTOR);
}

#endif
