/* compose.c - see compose.h. */
#include "common/compose.h"

#include "common/utf8.h"

#include <unicode/unorm2.h>

#define PIECE 1024 /* bytes normalised at a time; bounds what a run of combining marks can cost */

/* Where the piece of `text` that begins at `from` ends: before a character at which NFC may start afresh, if
 * there is one within PIECE bytes. */
static size_t piece_end(mg_span text, size_t from, const UNormalizer2 *nfc)
{
    if (text.n - from <= PIECE) return text.n;
    size_t limit = mg_utf8_floor(text, from + PIECE);
    for (size_t end = limit; end > from; end = mg_utf8_floor(text, end - 1)) {
        size_t at = end;
        if (unorm2_hasBoundaryBefore(nfc, (UChar32)mg_utf8_next(text, &at))) return end;
        if (limit - end > PIECE / 2) break;
    }
    return limit;
}

static void add_piece(mg_span piece, const UNormalizer2 *nfc, mg_buf *out)
{
    UChar units[PIECE + 4], composed[3 * PIECE + 12];
    size_t n = 0;
    bool sound = true;
    for (size_t at = 0; at < piece.n;) {
        size_t from = at;
        uint32_t ch = mg_utf8_next(piece, &at);
        sound &= ch != 0xfffd || at - from == 3;
        if (ch >= 0x10000) units[n++] = (UChar)(0xd7c0 + (ch >> 10));
        units[n++] = (UChar)(ch >= 0x10000 ? 0xdc00 | (ch & 0x3ff) : ch);
    }
    UErrorCode code = U_ZERO_ERROR;
    int32_t good = unorm2_spanQuickCheckYes(nfc, units, (int32_t)n, &code);
    if (sound && U_SUCCESS(code) && (size_t)good == n) {
        mg_buf_add(out, piece);
        return;
    }
    code = U_ZERO_ERROR;
    int32_t made = unorm2_normalize(nfc, units, (int32_t)n, composed, MG_COUNT(composed), &code);
    const UChar *from = U_SUCCESS(code) ? composed : units;
    size_t length = U_SUCCESS(code) ? (size_t)made : n;
    for (size_t i = 0; i < length; i++) {
        uint32_t ch = from[i];
        if (ch >= 0xd800 && ch < 0xdc00 && i + 1 < length)
            ch = 0x10000 + ((ch - 0xd800) << 10) + (from[++i] - 0xdc00u);
        mg_buf_add_char(out, ch);
    }
}

mg_status mg_compose(mg_span text, mg_buf *out, mg_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
    if (U_FAILURE(code)) return mg_fail(err, MG_INTERNAL, "ICU's normaliser cannot be loaded: %s", u_errorName(code));
    for (size_t at = 0; at < text.n && !out->failed;) {
        size_t end = piece_end(text, at, nfc);
        add_piece(mg_span_sub(text, at, end), nfc, out);
        at = end;
    }
    return mg_buf_check(out, "composing text", err);
}

size_t mg_compose_end(mg_span text, size_t from)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
    size_t at = from, next;
    if (at < text.n) (void)mg_utf8_next(text, &at);
    for (; at < text.n && at - from < PIECE; at = next) {
        next = at;
        uint32_t ch = mg_utf8_next(text, &next);
        if (ch < 0x80 || U_FAILURE(code) || unorm2_hasBoundaryBefore(nfc, (UChar32)ch)) break;
    }
    return at;
}
