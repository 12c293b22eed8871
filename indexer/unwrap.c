/* unwrap.c - see unwrap.h. Each line is judged with its two neighbours in sight, in one pass. */
#include "indexer/unwrap.h"

/* Lines longer than this were not broken by a width: each of them is a paragraph. */
#define WIDTH_MAX 120
/* Few lines do not tell the width, unless indentation shows which belong together: they may all be short. */
#define FEW_LINES 6
#define WIDTH_USUAL 60
/* A line that much shorter than the width has ended by itself. */
#define SLACK 10

typedef struct {
    mg_span text;  /* trimmed */
    size_t indent; /* blanks before it, a tab counting for eight */
    size_t end;    /* column behind its last byte */
    unsigned blanks; /* lines before it that are blank */
    bool blank_before; /* so many that a paragraph begins? */
    bool gaps;    /* are there runs of blanks, or tabs, in it? */
    bool aligned; /* do its words stand in columns? */
} line;

typedef struct {
    mg_span text;
    size_t at, base, width;
    bool no_gaps; /* no line has any: they need not be looked for */
    bool double_spaced;
} reader;

static bool ends_sentence(char c)
{
    return c == '.' || c == '?' || c == '!' || c == ':' || c == ';' || c == '"' || c == '\'' || c == ')';
}

/* Two blanks behind a full stop are a typist's habit, not a column. */
static bool in_columns(mg_span s)
{
    size_t gaps = 0, run = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\t') return true;
        if (s.p[i] == ' ') {
            run++;
            continue;
        }
        if (run >= 3) return true;
        if (run == 2 && !ends_sentence(s.p[i - 3])) gaps++;
        run = 0;
    }
    return gaps >= 2;
}

/* The next line that is not blank; false at the end. */
static bool next_line(reader *r, size_t column, line *out)
{
    *out = (line){.blanks = 0};
    while (r->at < r->text.n) {
        size_t end = mg_span_find(r->text, r->at, '\n');
        mg_span raw = mg_span_sub(r->text, r->at, end);
        r->at = end + 1;
        out->text = mg_span_trim(raw);
        if (out->text.n) {
            for (const char *p = raw.p; p < out->text.p; p++) out->indent += *p == '\t' ? 8 : 1;
            out->end = column + out->indent + out->text.n;
            out->gaps = !r->no_gaps && mg_span_has_gap(out->text);
            out->aligned = out->gaps && in_columns(out->text);
            out->blank_before = out->blanks > r->double_spaced;
            return true;
        }
        out->blanks++;
        column = 0;
    }
    return false;
}

/* The indentation that all lines have. */
static size_t common_indent(mg_span text)
{
    size_t base = SIZE_MAX;
    for (size_t at = 0; base && at < text.n; at = mg_span_find(text, at, '\n') + 1) {
        size_t indent = 0;
        for (; at < text.n && mg_is_space(text.p[at]) && text.p[at] != '\n'; at++)
            indent += text.p[at] == '\t' ? 8 : 1;
        if (at < text.n && text.p[at] != '\n') base = MG_MIN(base, indent);
    }
    return base;
}

/* Does a sentence end before the line does? */
static bool has_end(mg_span s)
{
    for (size_t i = 1; i + 1 < s.n; i++)
        if (s.p[i] == ' ' && ends_sentence(s.p[i - 1])) return true;
    return false;
}

/* Find out the width that nine in ten lines of prose keep to, and whether they are double-spaced: all stand apart, most are full
 * and end inside a sentence, some have an end of one inside, as a list of headlines has not. */
static void find_width(reader *lines, size_t column)
{
    size_t lengths[WIDTH_MAX + 2] = {0}, total = 0, sum = 0, width = WIDTH_MAX + 1;
    size_t all = 0, apart = 0, inside = 0, ends = 0, full = 0;
    bool indented = false, gaps = false;
    reader r = *lines;
    for (line l; next_line(&r, column, &l); column = 0) {
        all++;
        apart += l.blanks > 0;
        inside += !ends_sentence(l.text.p[l.text.n - 1]);
        ends += has_end(l.text);
        lengths[MG_MIN(l.end, WIDTH_MAX + 1)] += !l.aligned;
        total += !l.aligned;
        indented |= l.indent > r.base;
        gaps |= l.gaps;
    }
    while (width > 0 && (sum += lengths[width]) * 10 < total) width--;
    lines->width = total < FEW_LINES && !indented ? MG_MAX(width, (size_t)WIDTH_USUAL) : width;
    lines->no_gaps = !gaps;
    for (size_t i = width > SLACK ? width - SLACK : 0; i <= WIDTH_MAX; i++) full += lengths[i];
    lines->double_spaced = all >= FEW_LINES && width <= WIDTH_MAX && apart + 1 >= all && inside * 2 > all &&
                           full * 8 >= all * 5 && ends * 8 >= all;
}

/* Does `next` go on with the sentence of `prev`, or start something of its own? */
static bool goes_on(const reader *r, const line *prev, const line *next)
{
    if (next->blank_before || next->aligned || prev->aligned || next->indent > r->base) return false;
    if (r->width > WIDTH_MAX) return false;
    size_t room = r->width - MG_MIN(r->width, prev->end + 1 + SLACK), word = 0;
    while (word <= room && word < next->text.n && next->text.p[word] != ' ') word++;
    return prev->end + 1 + word + SLACK > r->width;
}

/* Is this line, all of a unit, an entry of a list of figures rather than a paragraph? */
static bool is_entry(const line *l)
{
    size_t digits = 0;
    for (size_t i = 0; i < l->text.n; i++) digits += l->text.p[i] >= '0' && l->text.p[i] <= '9';
    return l->aligned || !ends_sentence(l->text.p[l->text.n - 1]) || digits * 8 >= l->text.n;
}

/* The words of a line of prose, with one blank between them. */
static void add_words(mg_span text, mg_buf *out)
{
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && (text.p[end] != ' ' || (end + 1 < text.n && text.p[end + 1] != ' '))) end++;
        mg_buf_add(out, mg_span_sub(text, at, end));
        for (at = end; at + 1 < text.n && text.p[at] == ' ' && text.p[at + 1] == ' ';) at++;
    }
}

static void add_row(const reader *r, const line *l, mg_buf *out)
{
    for (size_t i = r->base; i < MG_MIN(l->indent, (size_t)WIDTH_MAX); i++) mg_buf_addc(out, ' ');
    mg_buf_add(out, l->text);
}

void mg_unwrap(mg_span text, size_t column, size_t width, mg_buf *out)
{
    reader r = {.text = text, .base = common_indent(text), .width = width};
    if (!width) find_width(&r, column);
    line cur, next;
    bool more = next_line(&r, column, &cur), inside = false, after_entry = false, first = true;
    while (more) {
        more = next_line(&r, 0, &next);
        bool on = more && goes_on(&r, &cur, &next);
        bool entry = !inside && !on && is_entry(&cur);
        if (inside)
            mg_buf_addc(out, ' ');
        else if (!first)
            mg_buf_adds(out, entry && after_entry && !cur.blank_before ? "\n" : "\n\n");
        if (cur.aligned)
            add_row(&r, &cur, out);
        else if (cur.gaps)
            add_words(cur.text, out);
        else
            mg_buf_add(out, cur.text);
        after_entry = entry;
        inside = on;
        first = false;
        cur = next;
    }
}
