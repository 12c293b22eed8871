/* extract_text.c - plain text: the headline on the first line, a standfirst when the second paragraph is
 * clearly one, byline and date lines, then the body, section headings included. Header lines ("Title: ...")
 * may stand above all that. Lines that were only broken to fit a screen are joined again. */
#include "indexer/extract.h"

#include "common/utf8.h"
#include "indexer/head.h"

#include <unicode/uchar.h>

#define LONGEST_HEADLINE 200 /* characters */
#define LONGEST_SCREEN_LINE 100
#define HEAD_LINES 8 /* lines behind the headline that may still belong to the head */
#define HEADER_LINES_MAX 64

/* Lines. */

typedef struct {
    mg_span text; /* trimmed */
    size_t next;  /* where the line after it begins */
    bool alone;   /* a blank line, or the end, follows */
} line;

/* The line that begins at `at`, without its end. */
static mg_span raw_line(mg_span text, size_t at, size_t *next)
{
    size_t end = mg_span_find(text, at, '\n');
    *next = MG_MIN(end + 1, text.n);
    if (end > at && text.p[end - 1] == '\r') end--;
    return mg_span_sub(text, at, end);
}

/* The first line at or after `at` that is not blank; false at the end. */
static bool next_line(mg_span text, size_t at, line *out)
{
    while (at < text.n) {
        size_t after;
        out->text = mg_span_trim(raw_line(text, at, &out->next));
        at = out->next;
        if (!out->text.n) continue;
        out->alone = out->next == text.n || !mg_span_trim(raw_line(text, out->next, &after)).n;
        return true;
    }
    return false;
}

/* Header lines. */

/* "Date: 7 March 2025": the field and its value; false when the line has no such shape. */
static bool header_line(mg_span text, mg_field *field, mg_span *value)
{
    size_t colon = mg_span_find(text, 0, ':');
    if (colon == 0 || colon > 24 || colon == text.n) return false;
    for (size_t i = 0; i < colon; i++) {
        char c = text.p[i];
        if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && c != ' ' && c != '-' && c != '_') return false;
    }
    *field = mg_field_by_name(mg_span_sub(text, 0, colon));
    *value = mg_span_sub(text, colon + 1, text.n);
    return true;
}

/* Read a block of header lines at the very top: every line has the shape, and at least two are of known
 * fields (a headline may look like one). *at is moved behind it. */
static bool read_headers(mg_span text, size_t *at, mg_article *article, mg_arena *arena)
{
    struct {
        mg_field field;
        mg_span value;
    } headers[HEADER_LINES_MAX];
    size_t n = 0, known = 0, end = *at;
    line l = {.alone = false};
    while (!l.alone && n < HEADER_LINES_MAX && next_line(text, end, &l)) {
        if (!header_line(l.text, &headers[n].field, &headers[n].value)) break;
        known += headers[n].field != MG_FIELD_UNKNOWN;
        n++;
        end = l.next;
    }
    if (known < 2) return true;
    for (size_t i = 0; i < n; i++)
        if (!mg_field_set(article, headers[i].field, headers[i].value, MG_DATE_FROM_HEADER, arena))
            return false;
    *at = end;
    return true;
}

/* Headline and standfirst. */

static size_t first_word(mg_span s)
{
    return mg_utf8_count(mg_span_sub(s, 0, mg_span_find(s, 0, ' ')));
}

/* Was the line ended on purpose, not because it was full? A full one had no room for the next line's first
 * word; and a text with lines longer than a screen's has a line for each paragraph. */
static bool ended_early(mg_span text, const line *l)
{
    line behind;
    if (l->alone || !next_line(text, l->next, &behind)) return true;
    size_t length = mg_utf8_count(l->text), next = mg_utf8_count(behind.text);
    if (length > LONGEST_SCREEN_LINE || next > LONGEST_SCREEN_LINE) return true;
    return length + 1 + first_word(behind.text) <= next;
}

static bool is_headline(mg_span text, const line *l)
{
    if (mg_utf8_count(l->text) > LONGEST_HEADLINE) return false;
    if (mg_span_find_span(l->text, 0, MG_SPAN("://")) < l->text.n)
        return false; /* a record of some data set */
    if (ended_early(text, l)) return true;
    line behind;
    return next_line(text, l->next, &behind) && mg_head_is_credits(behind.text);
}

/* Read the head from *at on, and move *at to where the body begins. False when out of memory. */
static bool read_head(mg_span text, size_t *at, mg_article *article, mg_arena *arena)
{
    line l;
    bool ok = true, titled = article->title.n > 0, first = true;
    if (!titled) {
        if (!next_line(text, *at, &l) || !is_headline(text, &l)) return true;
        article->title = l.text;
        *at = l.next;
    }
    for (int i = 0; i < HEAD_LINES && ok && next_line(text, *at, &l); i++) {
        if (titled && first && mg_span_eq(l.text, article->title)) {
            /* the headline again, under header lines that gave it */
        } else if (!mg_head_take(l.text, article, arena, &ok)) {
            line behind;
            if (!first || article->standfirst.n || !next_line(text, l.next, &behind) ||
                !mg_head_is_standfirst(l.text, l.alone, behind.text))
                break;
            article->standfirst = l.text;
        }
        first = false;
        *at = l.next;
    }
    return ok;
}

/* The body. */

/* Are lines broken to fit a screen? At most one in ten is longer than one. */
static bool screen_lines(mg_span body)
{
    size_t lines = 0, longer = 0;
    for (size_t at = 0; at < body.n; lines++) {
        mg_span l = raw_line(body, at, &at);
        /* no character is longer than four bytes */
        longer += l.n > 4 * LONGEST_SCREEN_LINE ||
                  (l.n > LONGEST_SCREEN_LINE && mg_utf8_count(l) > LONGEST_SCREEN_LINE);
    }
    return longer * 10 < lines;
}

static bool list_item(mg_span s)
{
    static const char *const bullets[] = {"- ", "* ", "• ", "– ", "— ", "+ ", "> "};
    for (size_t i = 0; i < MG_COUNT(bullets); i++)
        if (mg_span_starts(s, mg_span_str(bullets[i]))) return true;
    size_t digits = 0;
    while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9') digits++;
    return digits && digits < 4 && digits + 1 < s.n && (s.p[digits] == '.' || s.p[digits] == ')') &&
           s.p[digits + 1] == ' ';
}

static bool has_columns(mg_span s)
{
    return mg_span_find_span(s, 0, MG_SPAN("   ")) < s.n || mg_span_find(s, 0, '\t') < s.n;
}

/* May the lines of `block` be joined? Each but the last must be full: the next line's first word would have
 * made it longer than the longest. Verse, lists, tables and addresses fail that, or are told by their looks.
 */
static bool is_wrapped(mg_span block)
{
    size_t longest = 0, lines = 0, capitals = 0, next;
    for (size_t at = 0; at < block.n; at = next, lines++) {
        mg_span raw = raw_line(block, at, &next), l = mg_span_trim(raw);
        if (at && (list_item(l) || (raw.n && mg_is_space(raw.p[0]) && !mg_is_space(block.p[0]))))
            return false;
        if (has_columns(l)) return false;
        size_t first = 0;
        capitals += l.n && u_isupper((UChar32)mg_utf8_next(l, &first));
        longest = MG_MAX(longest, mg_utf8_count(l));
    }
    if (lines < 2 || longest < 40 || (lines > 2 && capitals == lines)) return false;
    for (size_t at = 0; at < block.n;) {
        mg_span l = mg_span_trim(raw_line(block, at, &next));
        if (next == block.n) break;
        size_t ignored;
        mg_span behind = mg_span_trim(raw_line(block, next, &ignored));
        size_t word = mg_head_unspaced(behind) ? 2 : first_word(behind), length = mg_utf8_count(l);
        if (length + 1 + word <= longest || length < 36) return false;
        at = next;
    }
    return true;
}

/* Copy `block` behind out[*n], its lines joined. */
static void join_lines(mg_span block, char *out, size_t *n)
{
    size_t start = *n;
    for (size_t at = 0; at < block.n;) {
        mg_span l = mg_span_trim(raw_line(block, at, &at));
        if (*n > start) mg_head_join(out, n, l);
        memcpy(out + *n, l.p, l.n);
        *n += l.n;
    }
    out[(*n)++] = '\n';
}

/* Where the paragraph that begins at `at` ends: at a blank line, or at the end. */
static size_t block_end(mg_span body, size_t at)
{
    while (at < body.n) {
        size_t next;
        if (!mg_span_trim(raw_line(body, at, &next)).n) break;
        at = next;
    }
    return at;
}

static bool read_body(mg_span body, mg_article *article, mg_arena *arena)
{
    line l;
    if (!article->dateline.n && next_line(body, 0, &l)) article->dateline = mg_head_dateline(l.text);
    article->body = body;
    if (!screen_lines(body)) return true;
    char *out =
        mg_arena_alloc(arena, body.n + 1); /* joining never makes it longer, but for the last line's end */
    size_t n = 0, next;
    if (!out) return false;
    for (size_t at = 0; at < body.n; at = next) {
        next = block_end(body, at);
        mg_span block = mg_span_sub(body, at, next);
        if (!block.n) block = mg_span_sub(body, at, (raw_line(body, at, &next), next));
        if (is_wrapped(block)) {
            join_lines(block, out, &n);
        } else {
            memcpy(out + n, block.p, block.n);
            n += block.n;
        }
    }
    article->body = (mg_span){out, n};
    return true;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_article article = {0};
    size_t at = 0;
    if (!read_headers(text, &at, &article, sink->arena) || !read_head(text, &at, &article, sink->arena) ||
        !read_body(mg_span_sub(text, at, text.n), &article, sink->arena))
        return mg_fail_nomem(err, "reading a text");
    return mg_sink_give(sink, file, &mg_format_text, 0, &article, err);
}

const mg_format mg_format_text = {
    .name = "text",
    .suffixes = (const char *const[]){".txt", ".text", NULL},
    .sniff = NULL,
    .extract = extract,
    .declared_charset = NULL,
    .several = false,
};
