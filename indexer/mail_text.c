/* mail_text.c - see mail_text.h. */
#include "indexer/mail_text.h"

#include "common/utf8.h"
#include "indexer/unwrap.h"

#define QUOTES_MAX 9 /* marks that are written */

static mg_span line_at(mg_span s, size_t at, size_t *next)
{
    size_t end = mg_span_find(s, at, '\n');
    *next = MG_MIN(end + 1, s.n);
    if (end > at && s.p[end - 1] == '\r') end--;
    return mg_span_sub(s, at, end);
}

/* Quotations. */

/* How many marks of quotation a line begins with, ">> " or "> > "; they are taken off it. */
static size_t take_marks(mg_span *line)
{
    size_t marks = 0, at = 0;
    while (at < line->n && line->p[at] == '>') {
        marks++;
        at++;
        if (at + 1 < line->n && line->p[at] == ' ' && line->p[at + 1] == '>') at++;
    }
    *line = mg_span_sub(*line, at, line->n);
    return marks;
}

typedef struct {
    mg_buf lines, joined; /* of one quotation; what becomes of them */
    size_t marks;
    mg_buf *out;
} quotation;

/* Each line of `text` with the marks before it. */
static void add_marked(mg_span text, size_t marks, mg_buf *out)
{
    for (size_t at = 0; at < text.n;) {
        mg_span line = line_at(text, at, &at);
        for (size_t i = 0; line.n && i < MG_MIN(marks, (size_t)QUOTES_MAX); i++) mg_buf_addc(out, '>');
        if (line.n && marks) mg_buf_addc(out, ' ');
        mg_buf_add(out, line);
        if (at < text.n) mg_buf_addc(out, '\n');
    }
}

static void end_quotation(quotation *q, bool joined_already)
{
    mg_span text = mg_buf_span(&q->lines);
    if (mg_span_trim(text).n) {
        mg_buf_reset(&q->joined);
        if (joined_already)
            mg_buf_add(&q->joined, text);
        else
            mg_unwrap(text, 0, 0, &q->joined);
        if (q->out->n) mg_buf_adds(q->out, "\n\n");
        add_marked(mg_buf_span(&q->joined), q->marks, q->out);
    }
    mg_buf_reset(&q->lines);
}

/* Append a line of flowed text; does it go on in the next one? */
static bool add_flowed(quotation *q, mg_span line, bool delsp)
{
    if (mg_span_starts(line, MG_SPAN(" "))) line = mg_span_sub(line, 1, line.n); /* stuffed */
    bool goes_on = line.n && line.p[line.n - 1] == ' ' && !mg_span_eq(line, MG_SPAN("-- "));
    if (goes_on && delsp) line.n--;
    mg_buf_add(&q->lines, line);
    if (!goes_on) mg_buf_addc(&q->lines, '\n');
    return goes_on;
}

static void add_lines(mg_span text, mg_mail_lines how, quotation *q)
{
    bool goes_on = false;
    for (size_t at = 0; at < text.n;) {
        mg_span line = line_at(text, at, &at);
        size_t marks = take_marks(&line);
        if (marks != q->marks) {
            end_quotation(q, how.flowed);
            goes_on = false;
        }
        q->marks = marks;
        if (goes_on && mg_span_eq(line, MG_SPAN("-- "))) mg_buf_addc(&q->lines, '\n');
        if (how.flowed) {
            goes_on = add_flowed(q, line, how.delsp);
            continue;
        }
        if (marks && mg_span_starts(line, MG_SPAN(" "))) line = mg_span_sub(line, 1, line.n);
        mg_buf_add(&q->lines, line);
        mg_buf_addc(&q->lines, '\n');
    }
    end_quotation(q, how.flowed);
}

void mg_mail_add_plain(mg_span text, mg_mail_lines how, mg_buf *out)
{
    bool quotes = mg_span_starts(text, MG_SPAN(">")) || mg_span_find_span(text, 0, MG_SPAN("\n>")) < text.n;
    if (!how.flowed && !quotes) { /* most texts: no copy */
        if (out->n && mg_span_trim(text).n) mg_buf_adds(out, "\n\n");
        mg_unwrap(text, 0, 0, out);
        return;
    }
    quotation q = {.lines = MG_BUF_INIT, .joined = MG_BUF_INIT, .out = out};
    add_lines(text, how, &q);
    out->failed |= q.lines.failed || q.joined.failed;
    mg_buf_dispose(&q.lines);
    mg_buf_dispose(&q.joined);
}

/* Files and signatures in the text. */

/* "begin 644 name" */
static bool begins_file(mg_span line)
{
    if (!mg_span_starts(line, MG_SPAN("begin "))) return false;
    size_t at = 6;
    while (at < line.n && line.p[at] >= '0' && line.p[at] <= '7') at++;
    return at >= 9 && at <= 10 && at + 1 < line.n && line.p[at] == ' ';
}

/* Has a line the length that its first character tells? Some writers add a character. */
static bool is_file_line(mg_span line)
{
    if (!line.n || line.p[0] < ' ' || line.p[0] > '`') return false;
    size_t bytes = (size_t)(line.p[0] - ' ') & 63, chars = (bytes + 2) / 3 * 4;
    return line.n >= chars + 1 && line.n <= chars + 2 && (bytes || line.n == 1);
}

typedef enum { T_TEXT, T_FILE, T_YENC, T_SIGNED_HEAD, T_SIGNATURE, T_ENCRYPTED } armour;

/* What the line starts; T_TEXT when nothing. */
static armour armour_of(mg_span line)
{
    static const struct {
        mg_span line;
        armour kind;
    } starts[] = {
        {MG_SPAN("-----BEGIN PGP SIGNED MESSAGE-----"), T_SIGNED_HEAD}, {MG_SPAN("-----BEGIN PGP SIGNATURE-----"), T_SIGNATURE},
        {MG_SPAN("-----BEGIN PGP PUBLIC KEY BLOCK-----"), T_SIGNATURE}, {MG_SPAN("-----BEGIN PGP MESSAGE-----"), T_ENCRYPTED},
        {MG_SPAN("=ybegin "), T_YENC},
    };
    for (size_t i = 0; i < MG_COUNT(starts); i++)
        if (mg_span_starts(line, starts[i].line)) return starts[i].kind;
    return begins_file(line) ? T_FILE : T_TEXT;
}

/* Is `line` the last one of what is left out? It belongs to it, unless it only shows that a file has stopped. */
static bool ends_armour(armour kind, mg_span line, bool *belongs)
{
    *belongs = true;
    switch (kind) {
    case T_FILE:
        if (mg_span_eq(mg_span_trim(line), MG_SPAN("end"))) return true;
        *belongs = false;
        return !is_file_line(line);
    case T_YENC: return mg_span_starts(line, MG_SPAN("=yend"));
    case T_SIGNED_HEAD: return !mg_span_trim(line).n;
    default: return mg_span_starts(line, MG_SPAN("-----END PGP "));
    }
}

static bool may_have_armour(mg_span text)
{
    static const mg_span marks[] = {MG_SPAN("-----BEGIN PGP "), MG_SPAN("begin "), MG_SPAN("=ybegin ")};
    for (size_t i = 0; i < MG_COUNT(marks); i++)
        if (mg_span_find_span(text, 0, marks[i]) < text.n) return true;
    return false;
}

mg_span mg_mail_without_armour(mg_span text, mg_buf *room, bool *encrypted)
{
    if (!may_have_armour(text)) return text;
    armour in = T_TEXT;
    bool is_signed = false, belongs;
    mg_buf_adds(room, "");
    for (size_t at = 0; at < text.n;) {
        mg_span line = line_at(text, at, &at);
        if (in == T_TEXT || (in == T_FILE && !is_file_line(line))) {
            armour next = armour_of(line);
            if (next != T_TEXT) in = next;
            is_signed |= in == T_SIGNED_HEAD;
            *encrypted |= in == T_ENCRYPTED;
            if (next != T_TEXT) continue;
        }
        bool ended = in != T_TEXT && ends_armour(in, line, &belongs);
        if (in != T_TEXT && (!ended || belongs)) {
            if (ended) in = T_TEXT;
            continue;
        }
        in = T_TEXT;
        if (is_signed && mg_span_starts(line, MG_SPAN("- "))) line = mg_span_sub(line, 2, line.n);
        mg_buf_add(room, line);
        mg_buf_addc(room, '\n');
    }
    return mg_buf_span(room);
}

/* Padding. */

static bool is_invisible(uint32_t ch)
{
    return ch == 0x34f || ch == 0x61c || ch == 0xad || (ch >= 0x200b && ch <= 0x200f) || ch == 0x2060 || ch == 0xfeff;
}

static bool is_blank(uint32_t ch)
{
    return ch == ' ' || ch == 0xa0 || (ch >= 0x2000 && ch <= 0x200a) || ch == 0x202f || ch == 0x3000;
}

/* Between letters a single one has a meaning, in Persian for example: only runs go. */
void mg_mail_drop_padding(mg_buf *text, size_t from)
{
    if (text->failed || from >= text->n) return;
    mg_span s = mg_buf_span(text);
    size_t to = from;
    for (size_t at = from; at < s.n;) {
        size_t start = at, end = at, invisible = 0;
        while (at < s.n) {
            uint32_t ch = mg_utf8_next(s, &at);
            if (!is_invisible(ch) && !is_blank(ch)) break;
            invisible += is_invisible(ch);
            end = at;
        }
        if (invisible > 1) {
            text->p[to++] = ' ';
        } else { /* together with the character that ended it */
            end = MG_MAX(end, at);
            memmove(text->p + to, text->p + start, end - start);
            to += end - start;
        }
        at = end;
    }
    text->n = to;
    text->p[to] = '\0';
}
