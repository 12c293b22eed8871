/* screen.c - see screen.h. */
#include "searcher/screen.h"

#include "common/utf8.h"

#include <stdio.h>
#include <unicode/uchar.h>

#define MARK_ON "1;33"

/* Joiners shape letters, and the signs before Arabic numbers are seen. */
static bool is_hidden(uint32_t ch)
{
    return ch >= 0x80 && u_charType((UChar32)ch) == U_FORMAT_CHAR && ch != 0x200c && ch != 0x200d &&
           !u_hasBinaryProperty((UChar32)ch, UCHAR_PREPENDED_CONCATENATION_MARK);
}

static bool is_blank(uint32_t ch)
{
    return ch <= ' ' || (ch >= 0x7f && ch <= 0xa0) || ch == 0x2028 || ch == 0x2029;
}

static size_t columns_of(uint32_t ch)
{
    int8_t type = u_charType((UChar32)ch);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
    int32_t width = u_getIntPropertyValue((UChar32)ch, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

size_t mg_screen_columns(mg_span text)
{
    size_t n = 0;
    for (size_t at = 0; at < text.n;) n += columns_of(mg_utf8_next(text, &at));
    return n;
}

void mg_screen_clean(mg_span text, mg_buf *out)
{
    bool blank = false;
    for (size_t at = 0; at < text.n;) {
        uint32_t ch = mg_utf8_next(text, &at);
        if (is_hidden(ch)) continue;
        if (is_blank(ch)) {
            if (!blank) mg_buf_addc(out, ' ');
        } else {
            mg_buf_add_char(out, ch);
        }
        blank = is_blank(ch);
    }
}

mg_span mg_screen_head(mg_span text, size_t columns)
{
    size_t at = 0, used = 0;
    for (size_t next = 0; next < text.n; at = next) {
        used += columns_of(mg_utf8_next(text, &next));
        if (used > columns) return mg_span_sub(text, 0, at);
    }
    return text;
}

mg_span mg_screen_tail(mg_span text, size_t columns)
{
    size_t from = text.n, used = 0;
    for (size_t at = text.n; at > 0;) {
        size_t next = at = mg_utf8_floor(text, at - 1), wide = columns_of(mg_utf8_next(text, &next));
        used += wide;
        if (used > columns) break;
        if (wide) from = at;
    }
    return mg_span_sub(text, from, text.n);
}

void mg_screen_add(mg_span text, mg_buf *out)
{
    bool gap = false; /* the last one was a line end or tab */
    for (size_t at = 0; at < text.n;) {
        uint32_t ch = mg_utf8_next(text, &at);
        bool space = (ch >= '\t' && ch <= '\r') || ch == 0x2028 || ch == 0x2029;
        if (is_hidden(ch) || (space && gap)) continue;
        gap = space;
        mg_buf_add_char(out, space ? ' ' : is_blank(ch) && ch != ' ' && ch != 0xa0 ? 0xfffd : ch);
    }
}

typedef struct {
    const mg_screen *screen;
    mg_span text;
    const mg_range *marks;
    size_t n, next; /* marks, and the one that is open or comes next */
    const char *style;
    bool marked;   /* inside a mark */
    size_t room;   /* columns of a line, without the indent */
    size_t column; /* of the line so far, without the indent */
} putter;

static void style_on(const putter *p)
{
    if (p->screen->color && p->style) printf("\033[%sm", p->style);
}

static void new_line(putter *p)
{
    bool reset = p->screen->color && (p->style || p->marked);
    if (reset) fputs("\033[0m", stdout);
    putchar('\n');
    for (size_t i = 0; i < p->screen->indent; i++) putchar(' ');
    style_on(p);
    if (p->screen->color && p->marked) fputs("\033[" MARK_ON "m", stdout);
    p->column = 0;
}

static void mark(putter *p, bool on)
{
    p->marked = on;
    if (!p->screen->color) {
        putchar('*');
        p->column++;
    } else if (on) {
        fputs("\033[" MARK_ON "m", stdout);
    } else {
        fputs("\033[0m", stdout);
        style_on(p);
    }
}

/* Print the run text[from..to), which has no blanks, turning marks on and off on the way. */
static void put_run(putter *p, size_t from, size_t to)
{
    for (size_t at = from; at < to;) {
        while (p->next < p->n && p->marks[p->next].end <= at) {
            if (p->marked) mark(p, false);
            p->next++;
        }
        if (p->next < p->n && p->marks[p->next].start <= at && !p->marked) mark(p, true);
        size_t start = at;
        uint32_t ch = mg_utf8_next(p->text, &at);
        if (is_hidden(ch)) continue;
        size_t columns = columns_of(ch);
        if (p->column + columns > p->room && columns) new_line(p); /* a run longer than a line */
        if (ch == 0xfffd) fputs("\xef\xbf\xbd", stdout);
        else fwrite(p->text.p + start, 1, at - start, stdout);
        p->column += columns;
    }
    while (p->marked && p->next < p->n && p->marks[p->next].end <= to) {
        mark(p, false);
        p->next++;
    }
}

void mg_screen_put(const mg_screen *screen, mg_span text, const mg_range *marks, size_t n, const char *style)
{
    putter p = {.screen = screen, .text = text, .marks = marks, .n = n, .style = style};
    p.room = MG_MAX(screen->width, screen->indent + 20) - screen->indent;
    for (size_t i = 0; i < screen->indent; i++) putchar(' ');
    style_on(&p);
    for (size_t at = 0; at < text.n;) {
        size_t blanks = at, lines = 0, next;
        for (next = at; next < text.n; blanks = next) {
            uint32_t ch = mg_utf8_next(text, &next);
            if (!is_blank(ch)) break;
            lines += ch == '\n';
        }
        size_t run = blanks < text.n ? blanks : text.n, end = run;
        for (next = run; next < text.n; end = next)
            if (is_blank(mg_utf8_next(text, &next))) break;
        if (run == text.n) break;
        size_t columns = mg_screen_columns(mg_span_sub(text, run, end));
        if (lines && screen->lines != MG_FLOW && p.column) {
            new_line(&p);
            if (lines > 1 && screen->lines == MG_BLANK_LINES) new_line(&p);
        } else if (p.column && p.column + 1 + columns > p.room && columns <= p.room) {
            new_line(&p);
        } else if (run > at && p.column) {
            putchar(' ');
            p.column++;
        }
        put_run(&p, run, end);
        at = end;
    }
    if (p.marked) mark(&p, false);
    if (screen->color && style) fputs("\033[0m", stdout);
    putchar('\n');
}
