/* warc_records.c - see warc_records.h. */
#include "indexer/warc_records.h"

#include "indexer/limits.h"
#include "indexer/mail_part.h"
#include "indexer/warc_stream.h"

#include <stdlib.h>

#define HEADER_MAX ((size_t)64 << 10)
#define LINE_MAX_ARC ((size_t)8 << 10)
#define START_MIN 10 /* bytes that tell whether a WARC record begins: "WARC/1.1\r\n" */
#define LINE_ENDS_MAX 64 /* behind a block: looked at, as they would be behind each of many blocks that end at the same */
#define NOWHERE SIZE_MAX

struct mg_warc {
    mg_warc_stream stream;
    mg_warc_record record;
    mg_buf headers;   /* of the record: it outlives the window */
    bool arc;
    bool in_block;    /* a record was given, and its block is not behind the window's start */
    size_t block;     /* where in the window the block begins */
    uint64_t length;  /* of the block, as declared and then as found */
    bool has_length;  /* it is declared */
    bool settled;     /* `length` is what was found, and the block is in the window */
    size_t checked;   /* the edge that was looked at */
    const char *fault;
};

static void tell(mg_warc *w, const char *fault)
{
    if (!w->fault) w->fault = fault;
}

const char *mg_warc_fault(mg_warc *w)
{
    const char *fault = w->fault ? w->fault : w->stream.fault;
    w->fault = w->stream.fault = NULL;
    return fault;
}

/* ---- where a record begins ---- */

static bool begins_warc(mg_span s)
{
    if (!mg_span_starts_nocase(s, MG_SPAN("WARC/")) || s.n < START_MIN) return false;
    size_t at = 5;
    while (at < s.n && at < 9 && (s.p[at] == '.' || (s.p[at] >= '0' && s.p[at] <= '9'))) at++;
    return at > 5 && (s.p[at] == '\r' || s.p[at] == '\n');
}

static bool all_digits(mg_span s)
{
    size_t at = 0;
    while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9') at++;
    return s.n && at == s.n;
}

enum { ARC_URL, ARC_IP, ARC_DATE, ARC_TYPE, ARC_LENGTH, ARC_FIELDS };

/* "URL IP DATE TYPE LENGTH"; version 2 has more fields before the length. An URL may have blanks in it, a type too. */
static bool arc_line(mg_span line, mg_span fields[ARC_FIELDS])
{
    mg_span last[10];
    size_t n = 0;
    line = mg_span_trim(line);
    size_t end = line.n, date = 0;
    while (n < MG_COUNT(last) && end) {
        size_t from = end;
        while (from && line.p[from - 1] != ' ') from--;
        last[n++] = mg_span_sub(line, from, end);
        mg_span word = last[n - 1];
        if (n > 2 && !date && (word.n == 14 || word.n == 12 || word.n == 8) && all_digits(word)) date = n - 1;
        end = from ? from - 1 : 0;
        if (date && n == date + 2) break;
    }
    if (!date || n != date + 2 || !end || !all_digits(last[0])) return false;
    fields[ARC_LENGTH] = last[0];
    fields[ARC_DATE] = last[date];
    fields[ARC_TYPE] = last[date - 1];
    fields[ARC_IP] = last[date + 1];
    fields[ARC_URL] = mg_span_sub(line, 0, end);
    return mg_span_find(fields[ARC_URL], 0, ':') < fields[ARC_URL].n;
}

static mg_span line_at(mg_span s, size_t at)
{
    return mg_span_sub(s, at, MG_MIN(mg_span_find(s, at, '\n'), at + LINE_MAX_ARC));
}

/* Is there enough in the window to see whether a record begins at `at`? */
static bool can_tell(const mg_warc *w, size_t at)
{
    size_t n = w->stream.bytes.n - at;
    if (w->stream.ended) return true;
    return w->arc ? n >= LINE_MAX_ARC || mg_span_find(w->stream.bytes, at, '\n') < w->stream.bytes.n : n >= START_MIN;
}

static bool begins(const mg_warc *w, size_t at)
{
    mg_span fields[ARC_FIELDS];
    return w->arc ? arc_line(line_at(w->stream.bytes, at), fields)
                  : begins_warc(mg_span_sub(w->stream.bytes, at, at + START_MIN));
}

/* The first place at or behind `from`, where a line or a member begins, at which a record does; or how far there is none. */
static bool find_record(const mg_warc *w, size_t *from)
{
    mg_span s = w->stream.bytes;
    size_t at = *from;
    while (at < s.n) {
        size_t next = w->arc ? at : mg_span_find_span(s, at, MG_SPAN("WARC/"));
        if (next == s.n) break;
        bool line = next == 0 || s.p[next - 1] == '\n' || next == w->stream.edge;
        if (line && !can_tell(w, next)) {
            *from = next;
            return false;
        }
        if (line && begins(w, next)) {
            *from = next;
            return true;
        }
        at = w->arc ? mg_span_find(s, at, '\n') + 1 : next + 1;
    }
    *from = MG_MAX(*from, s.n - MG_MIN(s.n, 4));
    if (w->arc) *from = MG_MIN(at, s.n);
    return false;
}

/* ---- the block ---- */

static size_t without_line_ends(mg_span s, size_t from, size_t to)
{
    for (int i = 0; i < 2 && to > from && s.p[to - 1] == '\n'; i++) {
        to--;
        if (to > from && s.p[to - 1] == '\r') to--;
    }
    return to;
}

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

/* The end of the block is where another record begins, at or behind `from`; what is before it is kept as far as blocks may
 * be long. */
static mg_status end_at_next(mg_warc *w, size_t from, mg_error *err)
{
    bool found;
    while (!(found = find_record(w, &from)) && !w->stream.ended && from - w->block <= MG_WARC_BLOCK_MAX)
        MG_TRY(mg_warc_stream_more(&w->stream, err));
    size_t end = found || w->stream.ended ? (found ? from : w->stream.bytes.n) : from;
    w->length = without_line_ends(w->stream.bytes, w->block, end) - w->block;
    return MG_OK;
}

/* Does the file end at `at`, or a record begin behind line ends there? */
static mg_status is_followed_well(mg_warc *w, size_t at, bool *well, mg_error *err)
{
    for (size_t start = at;;) {
        while (at < w->stream.bytes.n && at - start < LINE_ENDS_MAX && is_line_end(w->stream.bytes.p[at])) at++;
        bool at_end = at == w->stream.bytes.n;
        *well = true;
        if (at - start == LINE_ENDS_MAX || (at_end && (w->stream.ended || w->stream.between))) return MG_OK;
        if (!at_end && can_tell(w, at)) break;
        MG_TRY(mg_warc_stream_more(&w->stream, err));
    }
    *well = begins(w, at);
    return MG_OK;
}

/* Has a member that begins with a record come inside of the block? */
static mg_status is_ended_by_member(mg_warc *w, bool *ended, mg_error *err)
{
    *ended = false;
    for (;;) {
        size_t edge = w->stream.edge;
        if (edge < w->block || edge == w->checked || edge - w->block >= w->length) return MG_OK;
        if (edge < w->stream.bytes.n && can_tell(w, edge)) {
            w->checked = edge;
            *ended = begins(w, edge);
            return MG_OK;
        }
        if (w->stream.ended) return MG_OK;
        MG_TRY(mg_warc_stream_more(&w->stream, err));
    }
}

static const char *const cut = "the record is cut off";

/* Read the block, and find where it really ends. Unless it is kept, what was read is dropped. */
static mg_status settle(mg_warc *w, bool keep, mg_error *err)
{
    if (w->settled) return MG_OK;
    w->settled = true;
    if (!w->has_length) {
        tell(w, "the record has no Content-Length");
        return end_at_next(w, w->block, err);
    }
    for (;;) {
        bool ended;
        MG_TRY(is_ended_by_member(w, &ended, err));
        uint64_t have = w->stream.bytes.n - w->block;
        if (ended) w->length = without_line_ends(w->stream.bytes, w->block, w->stream.edge) - w->block;
        if (!ended && have < w->length && !w->stream.ended) {
            if (!keep && mg_warc_stream_is_packed(&w->stream)) {
                mg_warc_stream_drop(&w->stream, w->stream.bytes.n);
                w->length -= have;
                w->block = 0;
                w->checked = NOWHERE;
            }
            MG_TRY(mg_warc_stream_more(&w->stream, err));
            continue;
        }
        if (!ended && have >= w->length) break;
        if (!ended) w->length = have;
        tell(w, cut);
        return MG_OK;
    }
    bool well;
    MG_TRY(is_followed_well(w, w->block + (size_t)w->length, &well, err));
    if (well) return MG_OK;
    tell(w, "the record's Content-Length is wrong");
    return end_at_next(w, w->block, err);
}

/* ---- the head ---- */

/* Does another record begin before `end`, on the line at `from` or where a member begins on it? */
static bool is_interrupted(const mg_warc *w, size_t from, size_t end)
{
    size_t edge = w->stream.edge;
    return begins(w, from) || (edge > from && edge < end && begins(w, edge));
}

/* Where the blank line behind the header lines from `at` on ends; NOWHERE when they are too long, or there is none before
 * the next record. */
static mg_status end_of_headers(mg_warc *w, size_t at, size_t *end, mg_error *err)
{
    *end = NOWHERE;
    for (size_t from = at; from - at <= HEADER_MAX;) {
        mg_span s = w->stream.bytes;
        size_t next = mg_span_find(s, from, '\n');
        size_t blank = next + 1;
        while (blank < s.n && s.p[blank] == '\r') blank++;
        bool seen = blank < s.n && can_tell(w, from);
        if (!seen && (w->stream.ended || s.n - at > HEADER_MAX)) return MG_OK;
        if (!seen) {
            MG_TRY(mg_warc_stream_more(&w->stream, err));
            continue;
        }
        if (from > at && is_interrupted(w, from, next)) return MG_OK;
        if (s.p[blank] == '\n') {
            *end = blank + 1;
            return MG_OK;
        }
        from = next + 1;
    }
    return MG_OK;
}

static bool read_number(mg_span digits, uint64_t *out)
{
    *out = 0;
    if (!all_digits(digits) || digits.n > 18) return false;
    for (size_t i = 0; i < digits.n; i++) *out = *out * 10 + (uint64_t)(digits.p[i] - '0');
    return true;
}

static mg_span without_brackets(mg_span s)
{
    return s.n > 1 && s.p[0] == '<' && s.p[s.n - 1] == '>' ? mg_span_sub(s, 1, s.n - 1) : s;
}

static void read_warc_headers(mg_warc *w)
{
    enum { TYPE, URI, CONTENT_TYPE, LENGTH, DIGEST, TRUNCATED, N };
    static const mg_span names[N] = {
        MG_SPAN("WARC-Type"),      MG_SPAN("WARC-Target-URI"),     MG_SPAN("Content-Type"),
        MG_SPAN("Content-Length"), MG_SPAN("WARC-Payload-Digest"), MG_SPAN("WARC-Truncated"),
    };
    mg_span values[N], lines = mg_buf_span(&w->headers);
    mg_mail_headers(mg_span_sub(lines, mg_span_find(lines, 0, '\n') + 1, lines.n), names, N, values);
    w->has_length = read_number(values[LENGTH], &w->length);
    w->record.type = values[TYPE];
    w->record.uri = without_brackets(values[URI]);
    w->record.content_type = values[CONTENT_TYPE];
    w->record.digest = values[DIGEST];
    w->record.truncated = values[TRUNCATED].n;
}

static void read_arc_line(mg_warc *w)
{
    mg_span fields[ARC_FIELDS];
    if (!arc_line(mg_buf_span(&w->headers), fields)) return;
    w->has_length = read_number(fields[ARC_LENGTH], &w->length);
    w->record.uri = fields[ARC_URL];
    w->record.content_type = fields[ARC_TYPE];
    w->record.type = mg_span_starts_nocase(w->record.uri, MG_SPAN("filedesc:")) ? MG_SPAN("warcinfo") : MG_SPAN("response");
}

static mg_status read_head(mg_warc *w, size_t at, size_t end, mg_error *err)
{
    mg_buf_reset(&w->headers);
    mg_buf_add(&w->headers, mg_span_sub(w->stream.bytes, at, end));
    MG_TRY(mg_buf_check(&w->headers, "reading a web archive", err));
    w->record = (mg_warc_record){.number = w->record.number + 1};
    w->block = end;
    w->length = 0;
    w->in_block = true;
    w->settled = w->has_length = false;
    w->checked = NOWHERE;
    if (w->arc) read_arc_line(w);
    else read_warc_headers(w);
    return MG_OK;
}

/* Go to the window's next record, over what is none. */
static mg_status go_to_record(mg_warc *w, size_t *at, bool *found, mg_error *err)
{
    bool lost = false;
    for (;;) {
        if (!lost)
            while (*at < w->stream.bytes.n && is_line_end(w->stream.bytes.p[*at])) ++*at;
        if (*at < w->stream.bytes.n && can_tell(w, *at)) {
            size_t from = *at;
            *found = (!lost && begins(w, from)) || find_record(w, &from);
            if (from > *at || !*found) tell(w, "there is something that is no record");
            lost = lost || from > *at || !*found;
            *at = from;
            if (*found) return MG_OK;
        }
        *found = false;
        if (w->stream.ended) return MG_OK;
        if (lost || *at == w->stream.bytes.n) {
            mg_warc_stream_drop(&w->stream, *at - (*at > 0 && *at < w->stream.bytes.n)); /* a line end before tells a line */
            *at = *at > 0 && w->stream.bytes.n ? 1 : 0;
        }
        MG_TRY(mg_warc_stream_more(&w->stream, err));
    }
}

/* Moving what is left behind each of many small records would cost more than reading them. */
static void drop_behind(mg_warc *w, size_t *at)
{
    size_t left = w->stream.bytes.n - *at;
    if (*at < left) return;
    mg_warc_stream_drop(&w->stream, *at);
    *at = 0;
}

mg_status mg_warc_next(mg_warc *w, const mg_warc_record **record, mg_error *err)
{
    size_t at = w->block, end = NOWHERE;
    bool found;
    *record = NULL;
    if (w->in_block) {
        MG_TRY(settle(w, false, err));
        at = w->block + (size_t)w->length;
    }
    w->in_block = false;
    for (;;) {
        drop_behind(w, &at);
        MG_TRY(go_to_record(w, &at, &found, err));
        w->block = at;
        if (!found) return MG_OK;
        if (w->arc) end = mg_span_find(w->stream.bytes, at, '\n') + 1;
        else MG_TRY(end_of_headers(w, at, &end, err));
        if (end != NOWHERE) break;
        tell(w, "the record's header has no end, or is longer than 64 KB");
        at += 5;
    }
    MG_TRY(read_head(w, at, MG_MIN(end, w->stream.bytes.n), err));
    *record = &w->record;
    return MG_OK;
}

mg_status mg_warc_head(mg_warc *w, size_t most, mg_span *head, mg_error *err)
{
    if (!w->has_length || w->length <= most) MG_TRY(settle(w, true, err)); /* its length may be wrong */
    size_t want = (size_t)MG_MIN(w->length, most);
    while (!w->settled && w->stream.bytes.n - w->block < want && !w->stream.ended) {
        bool ended;
        MG_TRY(mg_warc_stream_more(&w->stream, err));
        MG_TRY(is_ended_by_member(w, &ended, err));
        if (!ended) continue;
        w->checked = NOWHERE; /* to be seen again when the block is settled */
        want = MG_MIN(want, w->stream.edge - w->block);
        break;
    }
    *head = mg_span_sub(w->stream.bytes, w->block, w->block + want);
    return MG_OK;
}

mg_status mg_warc_block(mg_warc *w, mg_span *block, mg_error *err)
{
    if (w->has_length && w->length > MG_WARC_BLOCK_MAX && !w->settled && mg_warc_stream_is_packed(&w->stream))
        return mg_fail(err, MG_LIMIT, "the record is longer than %d MB", (int)(MG_WARC_BLOCK_MAX >> 20));
    MG_TRY(settle(w, true, err));
    if (w->length > MG_WARC_BLOCK_MAX)
        return mg_fail(err, MG_LIMIT, "the record is longer than %d MB", (int)(MG_WARC_BLOCK_MAX >> 20));
    *block = mg_span_sub(w->stream.bytes, w->block, w->block + (size_t)w->length);
    return MG_OK;
}

/* ---- the file ---- */

/* The file's own record comes first, but may be lost. */
static bool begins_arc(mg_span s)
{
    mg_span fields[ARC_FIELDS], line = line_at(s, 0);
    if (mg_span_starts(s, MG_SPAN("filedesc:"))) return true;
    return arc_line(line, fields) && mg_span_starts(mg_span_sub(s, line.n + 1, s.n), MG_SPAN("HTTP/1."));
}

bool mg_warc_is(mg_span head)
{
    mg_warc_stream stream;
    bool is = false;
    if (mg_warc_stream_has_dictionary(head)) return true;
    mg_status status = mg_warc_stream_open(head, mg_limits_or_default(NULL)->ratio, &stream, NULL);
    while (status == MG_OK && stream.bytes.n < LINE_MAX_ARC && !stream.ended)
        status = mg_warc_stream_more(&stream, NULL);
    if (status == MG_OK) {
        size_t at = 0;
        while (at < stream.bytes.n && is_line_end(stream.bytes.p[at])) at++;
        mg_span start = mg_span_sub(stream.bytes, at, stream.bytes.n);
        is = begins_warc(start) || begins_arc(start);
    }
    mg_warc_stream_close(&stream);
    return is;
}

mg_status mg_warc_open(mg_span file, uint64_t ratio, mg_warc **out, mg_error *err)
{
    mg_warc *w = calloc(1, sizeof *w);
    *out = w;
    if (!w) return mg_fail_nomem(err, "reading a web archive");
    mg_status status = mg_warc_stream_open(file, ratio, &w->stream, err);
    while (status == MG_OK && w->stream.bytes.n < START_MIN && !w->stream.ended)
        status = mg_warc_stream_more(&w->stream, err);
    w->arc = begins_arc(w->stream.bytes);
    if (status == MG_OK) return MG_OK;
    mg_warc_close(w);
    *out = NULL;
    return status;
}

void mg_warc_close(mg_warc *w)
{
    if (!w) return;
    mg_warc_stream_close(&w->stream);
    mg_buf_dispose(&w->headers);
    free(w);
}
