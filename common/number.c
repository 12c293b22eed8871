/* number.c - see number.h. What lies so near to the middle of two numbers of so many digits that rounding is a matter of more
 * digits than a double's product has is left to printf. */
#include "common/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000};

void mg_number_add(uint64_t n, int least, mg_buf *out)
{
    char digits[20];
    int at = sizeof digits;
    for (; n || least > 0; n /= 10, least--) digits[--at] = (char)('0' + n % 10);
    mg_buf_add(out, (mg_span){digits + at, sizeof digits - (size_t)at});
}

/* x times 10^decimals, rounded; false when that is not certain. */
static bool scaled(double x, int decimals, uint64_t *out)
{
    double product = x * (double)powers[decimals], whole = floor(product), rest = product - whole;
    *out = (uint64_t)whole + (rest > 0.5);
    return fabs(rest - 0.5) > 1e-4;
}

void mg_number_add_fixed(double x, int decimals, mg_buf *out)
{
    uint64_t n;
    if (!(x >= 0 && x < 1e11 / (double)powers[decimals]) || signbit(x) || !scaled(x, decimals, &n)) {
        mg_buf_addf(out, "%.*f", decimals, x);
        return;
    }
    mg_number_add(n / powers[decimals], 1, out);
    mg_buf_addc(out, '.');
    mg_number_add(n % powers[decimals], decimals, out);
}

static void add_real_by_printf(double x, mg_buf *out)
{
    char text[40], *exponent;
    snprintf(text, sizeof text, "%.9g", x);
    mg_buf_add(out, mg_span_sub(mg_span_str(text), 0, strcspn(text, "e")));
    exponent = strchr(text, 'e');
    if (!exponent && !strchr(text, '.')) mg_buf_adds(out, ".0");
    if (!exponent) return;
    mg_buf_adds(out, exponent[1] == '-' ? "e-" : "e");
    mg_buf_adds(out, exponent + 2 + strspn(exponent + 2, "0"));
}

/* Most are of this kind. */
static bool add_real_quickly(double x, mg_buf *out)
{
    int decimals = 8;
    uint64_t n;
    if (!(x >= 1e-3 && x < 1e8)) return false;
    while (decimals && x >= (double)powers[9 - decimals]) decimals--;
    for (double low = 1; x < low && decimals < 11; low /= 10) decimals++;
    if (!scaled(x, decimals, &n) || n >= powers[9] || n < powers[8]) return false;
    mg_number_add(n / powers[decimals], 1, out);
    mg_buf_addc(out, '.');
    uint64_t fraction = n % powers[decimals];
    while (decimals > 1 && fraction % 10 == 0) fraction /= 10, decimals--;
    mg_number_add(fraction, decimals, out);
    return true;
}

void mg_number_add_real(double x, mg_buf *out)
{
    if (!add_real_quickly(x, out)) add_real_by_printf(x, out);
}
