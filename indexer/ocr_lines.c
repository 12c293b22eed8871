/* ocr_lines.c - see ocr_lines.h. */
#include "indexer/ocr_lines.h"

#include "common/utf8.h"
#include "indexer/head.h"

#include <unicode/uchar.h>

static uint32_t char_before(mg_span s, size_t *start)
{
    *start = s.n ? mg_utf8_floor(s, s.n - 1) : 0;
    size_t at = *start;
    return at < s.n ? mg_utf8_next(s, &at) : 0;
}

static bool breaks_words_only(uint32_t ch)
{
    return ch == 0xad || ch == 0xac || ch == 0x2e17 || ch == 0x2e40;
}

size_t mg_ocr_hyphen(mg_span line)
{
    size_t at, before;
    uint32_t ch = char_before(line, &at);
    if (ch != '-' && ch != 0x2010 && !breaks_words_only(ch)) return 0;
    return u_isalpha((UChar32)char_before(mg_span_sub(line, 0, at), &before)) ? line.n - at : 0;
}

void mg_ocr_join(mg_buf *paragraph, size_t end)
{
    mg_span line = mg_span_sub(mg_buf_span(paragraph), 0, end),
            rest = mg_span_sub(mg_buf_span(paragraph), end, paragraph->n);
    if (!rest.n) return;
    size_t at = 0, last_at, hyphen = mg_ocr_hyphen(line), gap = 0;
    uint32_t last = char_before(line, &last_at), next = mg_utf8_next(rest, &at);
    size_t digit = last == '-' && last_at && line.p[last_at - 1] >= '0' && line.p[last_at - 1] <= '9';
    if (hyphen && !u_islower((UChar32)next) && !breaks_words_only(last))
        hyphen = 0;
    else if (!hyphen && !digit)
        gap = !mg_head_unspaced(mg_span_sub(line, last_at, line.n)) || !mg_head_unspaced(rest);
    if (!hyphen && mg_ocr_hyphen(line)) gap = 0;
    if (!mg_buf_reserve(paragraph, 1)) return;
    memmove(paragraph->p + end - hyphen + gap, paragraph->p + end, paragraph->n - end);
    if (gap) paragraph->p[end] = ' ';
    paragraph->n += gap - hyphen;
    paragraph->p[paragraph->n] = '\0';
}

void mg_ocr_add_line(mg_buf *paragraph, mg_span line)
{
    line = mg_span_trim(line);
    size_t end = paragraph->n;
    mg_buf_add(paragraph, line);
    if (end && line.n && !paragraph->failed) mg_ocr_join(paragraph, end);
}
