/* screen.c - see screen.h. */
#include "searcher/screen.h"

#include "common/utf8.h"

#include <stdio.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>

#define MARK_ON "1;33"

/* Columns that text has at least, however wide its indent. */
#define ROOM_MIN 8

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
    if (ch >= ' ' && ch < 0x7f) return 1; /* most are */
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
    const morgue_range *marks;
    size_t n, next; /* marks, and the one that is open or comes next */
    const char *style;
    bool marked;   /* inside a mark */
    size_t room;   /* columns of a line, without the indent */
    size_t column; /* of the line so far, without the indent */
    UText *utext;
    UBreakIterator *breaks; /* where lines may break that have no blanks; NULL: at blanks */
} putter;

/* ---- lines of text that is written without blanks ---- */

static bool is_unspaced(mg_span text)
{
    for (size_t at = 0; at < text.n;) {
        uint32_t ch = mg_utf8_next(text, &at);
        if (ch >= 0xe00 && (columns_of(ch) == 2 || u_getIntPropertyValue((UChar32)ch, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT))
            return true;
    }
    return false;
}

/* When ICU cannot, lines break at blanks, and where they are full. */
static void open_breaks(putter *p)
{
    UErrorCode code = U_ZERO_ERROR;
    if (!is_unspaced(p->text)) return;
    p->utext = utext_openUTF8(NULL, p->text.p, (int64_t)p->text.n, &code);
    p->breaks = ubrk_open(UBRK_LINE, "", NULL, 0, &code);
    if (U_SUCCESS(code)) ubrk_setUText(p->breaks, p->utext, &code);
    if (U_SUCCESS(code)) return;
    ubrk_close(p->breaks);
    p->breaks = NULL;
}

static void close_breaks(putter *p)
{
    ubrk_close(p->breaks);
    utext_close(p->utext);
}

/* Where what must stand together from `at` on ends. */
static size_t unit_end(const putter *p, size_t at)
{
    int32_t next = p->breaks && at < INT32_MAX ? ubrk_following(p->breaks, (int32_t)at) : UBRK_DONE;
    size_t limit = next == UBRK_DONE ? p->text.n : (size_t)next;
    for (size_t end = at; end < limit;) {
        size_t start = end;
        if (is_blank(mg_utf8_next(p->text, &end))) return start;
    }
    return limit;
}

/* ---- printing ---- */

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
        else if (ch < 0x80) putchar((int)ch);
        else fwrite(p->text.p + start, 1, at - start, stdout);
        p->column += columns;
    }
    while (p->marked && p->next < p->n && p->marks[p->next].end <= to) {
        mark(p, false);
        p->next++;
    }
}

/* Where the blanks end that begin at `at`; how many newlines are among them. */
static size_t blanks_end(mg_span text, size_t at, size_t *lines)
{
    *lines = 0;
    while (at < text.n) {
        size_t start = at;
        uint32_t ch = mg_utf8_next(text, &at);
        if (!is_blank(ch)) return start;
        *lines += ch == '\n';
    }
    return at;
}

/* How many columns text[from..to) takes, with the asterisks of its marks where there is no colour. */
static size_t unit_columns(const putter *p, size_t from, size_t to)
{
    size_t columns = mg_screen_columns(mg_span_sub(p->text, from, to));
    for (size_t i = p->next; !p->screen->color && i < p->n && p->marks[i].start < to; i++)
        columns += (p->marks[i].start >= from) + (p->marks[i].end > from && p->marks[i].end <= to);
    return columns;
}

/* What stands before a unit of so many columns: a new line, a blank, or nothing. */
static void put_gap(putter *p, bool blank, size_t lines, size_t columns)
{
    size_t least = columns <= p->room ? columns : ROOM_MIN; /* what fits no line begins where some of it fits */
    if (!p->column) return;
    if (lines && p->screen->lines != MG_FLOW) {
        new_line(p);
        if (lines > 1 && p->screen->lines == MG_BLANK_LINES) new_line(p);
    } else if (p->column + blank + least > p->room) {
        new_line(p);
    } else if (blank) {
        putchar(' ');
        p->column++;
    }
}

void mg_screen_put(const mg_screen *screen, mg_span text, const morgue_range *marks, size_t n, const char *style)
{
    putter p = {.screen = screen, .text = text, .marks = marks, .n = n, .style = style};
    p.room = MG_MAX(screen->width, screen->indent + ROOM_MIN) - screen->indent;
    for (size_t i = screen->begun; i < screen->indent; i++) putchar(' ');
    style_on(&p);
    open_breaks(&p);
    for (size_t at = 0, lines; at < text.n;) {
        size_t from = blanks_end(text, at, &lines), end = from < text.n ? unit_end(&p, from) : from;
        if (from < end) {
            put_gap(&p, from > at, lines, unit_columns(&p, from, end));
            put_run(&p, from, end);
        }
        at = end;
    }
    if (p.marked) mark(&p, false);
    close_breaks(&p);
    if (screen->color && style) fputs("\033[0m", stdout);
    putchar('\n');
}
