/* jot.c - see jot.h. */
#include "common/jot.h"

#include "common/number.h"
#include "common/utf8.h"

static void part(mg_jot *j)
{
    if (j->more) mg_buf_addc(&j->out, ',');
    j->more = true;
}

void mg_jot_open(mg_jot *j, char bracket)
{
    part(j);
    mg_buf_addc(&j->out, bracket);
    j->more = false;
}

void mg_jot_close(mg_jot *j, char bracket)
{
    mg_buf_addc(&j->out, bracket);
    j->more = true;
}

void mg_jot_key(mg_jot *j, const char *key)
{
    part(j);
    mg_buf_addc(&j->out, '"');
    mg_buf_adds(&j->out, key);
    mg_buf_add(&j->out, MG_SPAN("\":"));
    j->more = false;
}

/* ---- text ---- */

static bool is_plain(char c)
{
    return (unsigned char)c >= ' ' && (unsigned char)c < 0x7f && c != '"' && c != '\\';
}

/* Not 0 when one of eight bytes is not plain. */
static uint64_t odd_of_eight(uint64_t eight)
{
    uint64_t low = (eight - MG_EIGHT_OF(' ')) & ~eight, high = eight | mg_has_zero(eight ^ MG_EIGHT_OF(0x7f));
    return ((low | high) & MG_EIGHT_OF(0x80)) | mg_has_zero(eight ^ MG_EIGHT_OF('"')) | mg_has_zero(eight ^ MG_EIGHT_OF('\\'));
}

/* Where the next byte is that may have to be escaped. */
static size_t next_odd(mg_span text, size_t at)
{
    while (text.n - at >= 8 && !odd_of_eight(mg_eight_bytes(text.p + at))) at += 8;
    while (at < text.n && is_plain(text.p[at])) at++;
    return at;
}

/* The letter behind the backslash; 0: there is none for this character. */
static char short_escape(uint32_t ch)
{
    static const char characters[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *at = ch && ch < 0x80 ? strchr(characters, (int)ch) : NULL;
    return at ? letters[at - characters] : '\0';
}

/* Append a character that is not plain; `from` and `to` are its bytes. */
static void add_odd(uint32_t ch, mg_span bytes, mg_buf *out)
{
    char letter = short_escape(ch);
    if (letter) {
        mg_buf_addc(out, '\\');
        mg_buf_addc(out, letter);
    } else if (ch < ' ') {
        mg_buf_addf(out, "\\u%04X", ch);
    } else if (mg_utf8_harmful(ch)) {
        mg_buf_addf(out, "\\u%04x", ch & 0xffff);
    } else if (ch == 0xfffd) { /* or a byte that is no UTF-8 */
        mg_buf_add_char(out, ch);
    } else {
        mg_buf_add(out, bytes);
    }
}

void mg_jot_text(mg_jot *j, mg_span text)
{
    part(j);
    mg_buf_addc(&j->out, '"');
    for (size_t at = 0; at < text.n;) {
        size_t odd = next_odd(text, at), behind = odd;
        mg_buf_add(&j->out, mg_span_sub(text, at, odd));
        if (odd == text.n) break;
        uint32_t ch = mg_utf8_next(text, &behind);
        add_odd(ch, mg_span_sub(text, odd, behind), &j->out);
        at = behind;
    }
    mg_buf_addc(&j->out, '"');
}

/* ---- numbers ---- */

void mg_jot_integer(mg_jot *j, int64_t n)
{
    part(j);
    if (n < 0) mg_buf_addc(&j->out, '-');
    mg_number_add(n < 0 ? -(uint64_t)n : (uint64_t)n, 1, &j->out);
}

void mg_jot_real(mg_jot *j, double x)
{
    part(j);
    mg_number_add_real(x, &j->out);
}

/* ---- pairs ---- */

void mg_jot_set(mg_jot *j, const char *key, mg_span text)
{
    if (!text.n) return;
    mg_jot_key(j, key);
    mg_jot_text(j, text);
}

void mg_jot_set_integer(mg_jot *j, const char *key, int64_t n)
{
    mg_jot_key(j, key);
    mg_jot_integer(j, n);
}

void mg_jot_set_real(mg_jot *j, const char *key, double x)
{
    mg_jot_key(j, key);
    mg_jot_real(j, x);
}
