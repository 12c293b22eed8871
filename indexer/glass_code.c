/* glass_code.c - see glass_code.h. */
#include "indexer/glass_code.h"

void mg_glass_v(mg_buf *out, uint64_t n)
{
    char bytes[MG_GLASS_V_MAX];
    mg_buf_add(out, (mg_span){bytes, (size_t)(mg_glass_put_v(bytes, n) - bytes)});
}

char *mg_glass_put_d(char *to, uint32_t n)
{
    /* k bytes hold 7k + 1 bits; the first begins with k - 2 ones and a zero. */
    unsigned k = 2;
    while (k < 5 && (uint64_t)n >> (7 * k + 1)) k++;
    uint64_t coded = n | ((uint64_t)0xff << (8 * k - (k - 2)) & (((uint64_t)1 << 8 * k) - 1));
    for (unsigned i = k; i-- > 0;) *to++ = (char)(coded >> 8 * i);
    return to;
}

void mg_glass_d(mg_buf *out, uint32_t n)
{
    char bytes[MG_GLASS_D_MAX];
    mg_buf_add(out, (mg_span){bytes, (size_t)(mg_glass_put_d(bytes, n) - bytes)});
}

void mg_glass_s(mg_buf *out, mg_span s)
{
    mg_glass_v(out, s.n);
    mg_buf_add(out, s);
}

char *mg_glass_put_e0(char *to, mg_span s)
{
    for (size_t i = 0; i < s.n; i++) {
        *to++ = s.p[i];
        if (!s.p[i]) *to++ = '\xff';
    }
    *to++ = '\0';
    return to;
}

/* ---- positions ---- */

typedef struct {
    char *out; /* there is room */
    uint64_t bits;
    unsigned n; /* bits waiting, fewer than 8 */
} bit_stream;

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

char *mg_glass_put_positions(char *to, const uint32_t *p, size_t n)
{
    to = mg_glass_put_v(to, p[n - 1]);
    if (n == 1) return to;
    bit_stream s = {to, 0, 0};
    put_code(&s, p[0], p[n - 1]);
    put_code(&s, n - 2, (uint64_t)p[n - 1] - p[0]);
    interpolate(&s, p, 0, n - 1);
    if (s.n) *s.out++ = (char)s.bits;
    return s.out;
}
