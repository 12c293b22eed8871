/* caret.c - see caret.h. */
#include "searcher/caret.h"

#include "common/utf8.h"
#include "searcher/screen.h"

#define INDENT "  "
#define MORE "..."

/* Append the character at *at as it is shown; how many columns it takes. */
static size_t put(mg_span query, size_t *at, mg_buf *out)
{
    size_t start = *at, length = out->n;
    (void)mg_utf8_next(query, at);
    mg_screen_add(mg_span_sub(query, start, *at), out);
    return mg_screen_columns(mg_span_sub(mg_buf_span(out), length, out->n));
}

/* Where to begin, so that the columns from there to `at` are at most `most`: at a character that has columns of its own. */
static size_t window_start(mg_span query, size_t at, size_t most)
{
    size_t start = at, columns = 0;
    for (size_t before = at, next; before;) {
        before = next = mg_utf8_floor(query, before - 1);
        mg_buf ignored = MG_BUF_INIT;
        size_t wide = put(query, &next, &ignored);
        mg_buf_dispose(&ignored);
        columns += wide;
        if (columns > most) break;
        if (wide || !before) start = before;
    }
    return start;
}

void mg_caret(mg_span query, size_t at, size_t width, mg_buf *out)
{
    size_t room = MG_MAX(width, 20) - strlen(INDENT) - 2 * strlen(MORE), column = 0, caret = 0, next;
    at = MG_MIN(at, query.n);
    size_t start = window_start(query, at, room * 2 / 3);
    mg_buf_adds(out, start ? INDENT MORE : INDENT);
    for (next = start; next < query.n;) {
        size_t from = next, length = out->n;
        if (from == at) caret = column;
        size_t wide = put(query, &next, out);
        if (column + wide > room) {
            if (!out->failed) out->n = length;
            next = from;
            break;
        }
        column += wide;
    }
    if (at == query.n) caret = column;
    mg_buf_addf(out, "%s\n%s%*s^\n", next < query.n ? MORE : "", start ? INDENT "   " : INDENT, (int)caret, "");
}
