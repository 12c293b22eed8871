/* mail_part.c - see mail_part.h. */
#include "indexer/mail_part.h"

#define POSTMARK_MAX 1000 /* bytes; no longer line is one */

/* The line that begins at `at`, without its end; *next is where the one after it begins. */
static mg_span line_at(mg_span s, size_t at, size_t *next)
{
    size_t end = mg_span_find(s, at, '\n');
    *next = MG_MIN(end + 1, s.n);
    if (end > at && s.p[end - 1] == '\r') end--;
    return mg_span_sub(s, at, end);
}

/* Headers. */

/* Where the colon of a header line is; line.n when it is none. What may begin a message is none, so that no headers go on
 * through many messages. */
static size_t header_colon(mg_span line)
{
    size_t name = 0;
    if (mg_span_starts(line, MG_SPAN("From "))) return line.n;
    while (name < line.n && line.p[name] > ' ' && line.p[name] < 0x7f && line.p[name] != ':') name++;
    size_t colon = name;
    while (colon < line.n && (line.p[colon] == ' ' || line.p[colon] == '\t')) colon++;
    return name && colon < line.n && line.p[colon] == ':' ? colon : line.n;
}

/* Some mailboxes keep the line of an older one among the headers; what was cut out of one begins with it. */
static bool is_old_postmark(mg_span line, bool first)
{
    return mg_span_starts(line, MG_SPAN(">From ")) || (first && mg_span_starts(line, MG_SPAN("From ")));
}

static bool is_fold(mg_span line)
{
    return line.n && (line.p[0] == ' ' || line.p[0] == '\t');
}

mg_mail_part mg_mail_part_of(mg_span bytes)
{
    size_t at = 0, next;
    bool any = false;
    while (at < bytes.n) {
        mg_span line = line_at(bytes, at, &next);
        bool is_header = header_colon(line) < line.n || is_old_postmark(line, !any) || (any && is_fold(line));
        if (!line.n || !is_header) return (mg_mail_part){mg_span_sub(bytes, 0, at), mg_span_sub(bytes, line.n ? at : next, bytes.n)};
        any = true;
        at = next;
    }
    return (mg_mail_part){bytes, mg_span_sub(bytes, bytes.n, bytes.n)};
}

bool mg_mail_next_header(mg_span headers, size_t *at, mg_span *name, mg_span *value)
{
    while (*at < headers.n) {
        size_t from = *at;
        mg_span line = line_at(headers, from, at);
        size_t colon = header_colon(line), next = *at;
        while (*at < headers.n && is_fold(line_at(headers, *at, &next))) *at = next;
        if (colon == line.n) continue;
        *name = mg_span_trim(mg_span_sub(line, 0, colon));
        *value = mg_span_trim(mg_span_sub(headers, from + colon + 1, *at));
        return true;
    }
    return false;
}

void mg_mail_headers(mg_span headers, const mg_span *names, size_t n, mg_span *values)
{
    mg_span name, value;
    for (size_t i = 0; i < n; i++) values[i] = (mg_span){NULL, 0};
    for (size_t at = 0; mg_mail_next_header(headers, &at, &name, &value);) {
        for (size_t i = 0; i < n; i++) {
            if (!mg_span_eq_nocase(name, names[i])) continue;
            if (!values[i].p) values[i] = value;
            break;
        }
    }
}

/* Parts. */

typedef struct {
    size_t at, behind; /* the line, and the one after it */
    bool closes;
} delimiter;

/* Is the line at `at`, which begins with the dashes and the boundary, nothing but a delimiter? */
static bool ends_delimiter(mg_span body, size_t at, size_t length, delimiter *out)
{
    size_t end = at + length;
    out->at = at;
    out->closes = mg_span_starts(mg_span_sub(body, end, body.n), MG_SPAN("--"));
    if (out->closes) end += 2;
    while (end < body.n && (body.p[end] == ' ' || body.p[end] == '\t' || body.p[end] == '\r')) end++;
    out->behind = MG_MIN(end + 1, body.n);
    return end == body.n || body.p[end] == '\n';
}

/* The first delimiter at or after `from`, where a line begins. */
static bool find_delimiter(mg_span body, size_t from, mg_span boundary, delimiter *out)
{
    for (size_t at = from; at < body.n; at = mg_span_find_span(body, at, MG_SPAN("\n--")) + 1) {
        bool dashes = mg_span_starts(mg_span_sub(body, at, body.n), MG_SPAN("--"));
        if (dashes && mg_span_starts(mg_span_sub(body, at + 2, body.n), boundary) && ends_delimiter(body, at, boundary.n + 2, out))
            return true;
    }
    return false;
}

/* The end of the line before a delimiter belongs to that. */
static mg_span without_line_end(mg_span s)
{
    if (s.n && s.p[s.n - 1] == '\n') s.n--;
    if (s.n && s.p[s.n - 1] == '\r') s.n--;
    return s;
}

bool mg_mail_next_part(mg_span body, mg_span boundary, size_t *at, mg_span *part)
{
    delimiter start, end;
    size_t from = *at;
    do {
        if (!boundary.n || !find_delimiter(body, from, boundary, &start)) return false;
        from = start.behind;
    } while (start.closes);
    bool ended = find_delimiter(body, start.behind, boundary, &end);
    *at = ended ? end.at : body.n;
    *part = mg_span_sub(body, start.behind, *at);
    if (ended) *part = without_line_end(*part);
    return true;
}

mg_span mg_mail_guess_boundary(mg_span body)
{
    for (size_t at = 0, next; at < body.n; at = next) {
        mg_span line = mg_span_trim(line_at(body, at, &next));
        if (line.n > 8 && line.n < 200 && mg_span_starts(line, MG_SPAN("--")) && mg_span_find(line, 0, ' ') == line.n)
            return mg_span_sub(line, 2, line.n);
    }
    return (mg_span){NULL, 0};
}

/* Mailboxes. */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_month(mg_span s)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (size_t i = 0; i + 5 <= s.n; i++)
        for (const char *month = months; *month && s.p[i] == ' ' && s.p[i + 4] == ' '; month += 3)
            if (memcmp(s.p + i + 1, month, 3) == 0) return true;
    return false;
}

/* A clock, 15:01, and a year of four digits. */
static bool has_clock_and_year(mg_span s)
{
    bool clock = false, year = false;
    for (size_t i = 0, run = 0; i <= s.n; i++) {
        if (i < s.n && is_digit(s.p[i])) {
            run++;
            continue;
        }
        year |= run == 4 && (s.p[i - 4] == '1' || s.p[i - 4] == '2');
        clock |= run && i + 2 < s.n && s.p[i] == ':' && is_digit(s.p[i + 1]) && is_digit(s.p[i + 2]);
        run = 0;
    }
    return clock && year;
}

/* "somebody Fri Mar  7 15:01:01 2025", or "-1234567890". */
static bool is_postmark(mg_span rest)
{
    rest = mg_span_trim(rest);
    if (rest.n > POSTMARK_MAX) return false;
    size_t digits = rest.n && rest.p[0] == '-';
    while (digits < rest.n && is_digit(rest.p[digits])) digits++;
    if (digits == rest.n && rest.n > 3) return true;
    return has_month(rest) && has_clock_and_year(rest);
}

/* Where the line before is not clear, only a header that mailboxes begin messages with makes it one. */
static bool usual_header(mg_span box, size_t at)
{
    static const mg_span names[] = {
        MG_SPAN("Return-Path:"), MG_SPAN("Received:"), MG_SPAN("From:"),         MG_SPAN("Date:"),   MG_SPAN("Message-Id:"),
        MG_SPAN("Subject:"),     MG_SPAN("To:"),       MG_SPAN("MIME-Version:"), MG_SPAN("Status:"), MG_SPAN("X-"),
        MG_SPAN("Path:"),        MG_SPAN("Delivered-To:"),
    };
    for (size_t i = 0; i < MG_COUNT(names); i++)
        if (mg_span_starts_nocase(mg_span_sub(box, at, box.n), names[i])) return true;
    return false;
}

/* Is the line at `at` one that starts a message, with a header behind it? Some leave out the date: "From -". *next is where the message begins. */
static bool starts_message(mg_span box, size_t at, mg_span *postmark, size_t *next)
{
    mg_span rest = mg_span_sub(box, at, at + 5 + POSTMARK_MAX);
    if (!mg_span_starts(rest, MG_SPAN("From "))) return false;
    size_t end = mg_span_find(rest, 0, '\n'), after;
    if (end == rest.n && at + rest.n < box.n) return false;
    *postmark = mg_span_trim(mg_span_sub(rest, 5, end));
    *next = MG_MIN(at + end + 1, box.n);
    if (!is_postmark(*postmark)) return mg_span_find(*postmark, 0, ' ') == postmark->n && usual_header(box, *next);
    mg_span behind = line_at(mg_span_sub(box, *next, *next + POSTMARK_MAX), 0, &after);
    return header_colon(behind) < behind.n || mg_span_starts(behind, MG_SPAN(">From "));
}

bool mg_mailbox_is(mg_span head)
{
    mg_span postmark;
    size_t next;
    return starts_message(head, 0, &postmark, &next);
}

static bool behind_blank_line(mg_span box, size_t at)
{
    if (at < 2) return true;
    size_t before = at - 1;
    if (before && box.p[before - 1] == '\r') before--;
    return before && box.p[before - 1] == '\n';
}

/* Where the message that the Content-Length of `message`, all that follows, tells of ends; 0 when that is no end. */
static size_t told_end(mg_span message)
{
    static const mg_span name = {"Content-Length", 14};
    mg_span told, postmark;
    mg_mail_part part = mg_mail_part_of(message);
    mg_mail_headers(part.headers, &name, 1, &told);
    size_t length = 0, next;
    for (size_t i = 0; i < told.n; i++) {
        if (!is_digit(told.p[i]) || length > message.n) return 0;
        length = length * 10 + (size_t)(told.p[i] - '0');
    }
    if (!told.n || length > part.body.n) return 0;
    size_t at = (size_t)(part.body.p - message.p) + length;
    while (at < message.n && (message.p[at] == '\n' || message.p[at] == '\r')) at++;
    return at == message.n || starts_message(message, at, &postmark, &next) ? at : 0;
}

/* Where the message that begins at `start`, behind its postmark, ends: where the next one begins. */
static size_t message_end(mg_span box, size_t start)
{
    mg_span postmark;
    size_t told = told_end(mg_span_sub(box, start, box.n)), next;
    if (told) return start + told;
    for (size_t end = start - 1; (end = mg_span_find_span(box, end, MG_SPAN("\nFrom "))) < box.n;) {
        end++;
        if (!starts_message(box, end, &postmark, &next)) continue;
        if (behind_blank_line(box, end) || (is_postmark(postmark) && usual_header(box, next))) return end;
    }
    return box.n;
}

bool mg_mailbox_next(mg_span box, size_t *at, mg_span *postmark, mg_span *message)
{
    size_t start, from = *at;
    while (!starts_message(box, from, postmark, &start)) { /* only before the first one */
        from = mg_span_find_span(box, from, MG_SPAN("\nFrom ")) + 1;
        if (from >= box.n) return false;
    }
    *at = message_end(box, start);
    *message = mg_span_sub(box, start, *at);
    return true;
}
