/* json_print.c - see json_print.h. */
#include "common/json_print.h"

#include "common/utf8.h"

#include <errno.h>
#include <stdlib.h>

/* May a character that is escaped begin with this byte? */
static bool may_be(unsigned char byte)
{
    return byte == 0x7f || byte == 0xc2 || byte == 0xd8 || byte == 0xe2;
}

/* Pieces are short and many: they are gathered, as each call to write costs more than they do. */
typedef struct {
    FILE *out;
    size_t n;
    char held[4096];
} printer;

static bool flush(printer *p)
{
    size_t n = p->n;
    p->n = 0;
    return fwrite(p->held, 1, n, p->out) == n;
}

static bool put(printer *p, const char *bytes, size_t n)
{
    if (n > sizeof p->held - p->n && !flush(p)) return false;
    if (n > sizeof p->held) return fwrite(bytes, 1, n, p->out) == n;
    memcpy(p->held + p->n, bytes, n);
    p->n += n;
    return true;
}

/* jansson hands over whole characters, and only strings hold what is not ASCII. */
static int print_piece(const char *bytes, size_t n, void *payload)
{
    printer *p = payload;
    mg_span piece = {bytes, n};
    size_t done = 0;
    for (size_t at = 0; at < n;) {
        if (!may_be((unsigned char)bytes[at])) {
            at++;
            continue;
        }
        char escape[8];
        size_t start = at;
        uint32_t ch = mg_utf8_next(piece, &at);
        if (!mg_utf8_harmful(ch)) continue;
        int length = snprintf(escape, sizeof escape, "\\u%04x", ch & 0xffff);
        if (!put(p, bytes + done, start - done) || !put(p, escape, (size_t)length)) return -1;
        done = at;
    }
    return put(p, bytes + done, n - done) ? 0 : -1;
}

bool mg_json_print(const json_t *json, size_t flags, FILE *out)
{
    printer p;
    p.out = out;
    p.n = 0;
    errno = 0;
    return json && json_dump_callback(json, print_piece, &p, flags) == 0 && flush(&p);
}

char *mg_json_print_text(const json_t *json, size_t flags)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    bool printed = out && mg_json_print(json, flags, out);
    if (out && fclose(out) != 0) printed = false;
    if (printed) return text;
    free(text);
    return NULL;
}
