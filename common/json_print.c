/* json_print.c - see json_print.h. */
#include "common/json_print.h"

#include "common/utf8.h"

#include <errno.h>

/* May a character that is escaped begin with this byte? */
static bool may_be(unsigned char byte)
{
    return byte == 0x7f || byte == 0xc2 || byte == 0xd8 || byte == 0xe2;
}

/* jansson hands over whole characters, and only strings hold what is not ASCII. */
static int print_piece(const char *bytes, size_t n, void *payload)
{
    FILE *out = payload;
    mg_span piece = {bytes, n};
    size_t done = 0;
    for (size_t at = 0; at < n;) {
        if (!may_be((unsigned char)bytes[at])) {
            at++;
            continue;
        }
        size_t start = at;
        uint32_t ch = mg_utf8_next(piece, &at);
        if (!mg_utf8_harmful(ch)) continue;
        if (fwrite(bytes + done, 1, start - done, out) != start - done || fprintf(out, "\\u%04x", ch) < 0) return -1;
        done = at;
    }
    return fwrite(bytes + done, 1, n - done, out) == n - done ? 0 : -1;
}

bool mg_json_print(const json_t *json, size_t flags, FILE *out)
{
    errno = 0;
    return json && json_dump_callback(json, print_piece, out, flags) == 0;
}
