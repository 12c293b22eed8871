/* glass_code.c - see glass_code.h. */
#include "indexer/glass_code.h"

void mg_glass_v(mg_buf *out, uint64_t n)
{
    char bytes[10];
    size_t length = 0;
    for (; n >= 0x80; n >>= 7) bytes[length++] = (char)(n | 0x80);
    bytes[length++] = (char)n;
    mg_buf_add(out, (mg_span){bytes, length});
}

void mg_glass_l(mg_buf *out, uint64_t n)
{
    for (; n; n >>= 8) mg_buf_addc(out, (char)n);
}

void mg_glass_d(mg_buf *out, uint32_t n)
{
    /* k bytes hold 7k + 1 bits; the first begins with k - 2 ones and a zero. */
    unsigned k = 2;
    while (k < 5 && (uint64_t)n >> (7 * k + 1)) k++;
    uint64_t coded = n | ((uint64_t)0xff << (8 * k - (k - 2)) & (((uint64_t)1 << 8 * k) - 1));
    for (unsigned i = k; i-- > 0;) mg_buf_addc(out, (char)(coded >> 8 * i));
}

void mg_glass_s(mg_buf *out, mg_span s)
{
    mg_glass_v(out, s.n);
    mg_buf_add(out, s);
}

void mg_glass_e(mg_buf *out, mg_span s)
{
    for (size_t at = 0; at < s.n;) {
        size_t zero = mg_span_find(s, at, '\0');
        mg_buf_add(out, mg_span_sub(s, at, zero + 1));
        if (zero < s.n) mg_buf_addc(out, '\xff');
        at = zero + 1;
    }
}

void mg_glass_e0(mg_buf *out, mg_span s)
{
    mg_glass_e(out, s);
    mg_buf_addc(out, '\0');
}

/* ---- positions ---- */

typedef struct {
    char *out; /* there is room */
    uint64_t bits;
    unsigned n; /* bits waiting, fewer than 8 */
} bit_stream;

/* Bytes that a position takes at most: a code of up to 32 bits. */
#define POSITION_MAX 5

static void put_bits(bit_stream *s, uint64_t value, unsigned n)
{
    s->bits |= value << s->n;
    for (s->n += n; s->n >= 8; s->n -= 8, s->bits >>= 8) *s->out++ = (char)s->bits;
}

/* x of `range`, 0 <= x < range: where the range is no power of two, the middle values take a bit less. */
static void put_code(bit_stream *s, uint64_t x, uint64_t range)
{
    if (range <= 1) return;
    unsigned b = 64 - (unsigned)__builtin_clzll(range - 1);
    uint64_t spare = ((uint64_t)1 << b) - range, q = (range - spare) / 2;
    if (!spare || x < q) put_bits(s, x, b);
    else if (x < q + spare) put_bits(s, x, b - 1);
    else put_bits(s, x - q - spare + ((uint64_t)1 << (b - 1)), b);
}

/* The depth is the logarithm of the number of positions. */
static void interpolate(bit_stream *s, const uint32_t *p, size_t j, size_t k)
{
    while (k - j >= 2) {
        size_t m = j + (k - j) / 2;
        put_code(s, (uint64_t)p[m] - p[j] - (m - j), (uint64_t)p[k] - p[j] - (k - j) + 1);
        interpolate(s, p, j, m);
        j = m;
    }
}

void mg_glass_positions(mg_buf *out, const uint32_t *p, size_t n)
{
    mg_glass_v(out, p[n - 1]);
    if (n == 1) return;
    if (!mg_buf_reserve(out, (n + 1) * POSITION_MAX)) return;
    bit_stream s = {out->p + out->n, 0, 0};
    put_code(&s, p[0], p[n - 1]);
    put_code(&s, n - 2, (uint64_t)p[n - 1] - p[0]);
    interpolate(&s, p, 0, n - 1);
    if (s.n) *s.out++ = (char)s.bits;
    out->n = (size_t)(s.out - out->p);
}
