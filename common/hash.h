/* hash.h - one hash for everything: FNV-1a, 64 bits (Fowler, Noll, Vo). Not for secrets. */
#ifndef MG_HASH_H
#define MG_HASH_H

#include "common/span.h"

#define MG_HASH_START ((uint64_t)0xcbf29ce484222325u)

/* Go on hashing: `hash` is MG_HASH_START or the hash of what came before. */
static inline uint64_t mg_hash(uint64_t hash, mg_span bytes)
{
    for (size_t i = 0; i < bytes.n; i++) hash = (hash ^ (unsigned char)bytes.p[i]) * 0x100000001b3u;
    return hash;
}

#endif
