/* sample.h - bytes to pack: words that come again and again, or noise. */
#ifndef MG_TEST_SAMPLE_H
#define MG_TEST_SAMPLE_H

#include "common/buf.h"
#include "tests/support/random.h"

/* `n` of them; the caller's. */
static inline mg_buf sample(size_t n, bool random)
{
    mg_buf b = MG_BUF_INIT;
    uint64_t seed = n;
    for (size_t i = 0; i < n; i++) mg_buf_addc(&b, random ? (char)random_below(&seed, 256) : "the ferry was late "[i % 19]);
    mg_buf_adds(&b, "");
    return b;
}

#endif
