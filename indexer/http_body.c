/* http_body.c - see http_body.h. */
#include "indexer/http_body.h"

#include "indexer/charset.h"
#include "indexer/mail_part.h"
#include "indexer/zstd_stream.h"

#include <brotli/decode.h>

#define PIECE ((size_t)128 << 10)
#define ENCODINGS_MAX 4

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1 200 OK", "HTTP/2 200" */
static bool read_status(mg_span line, int *status)
{
    if (!mg_span_starts_nocase(line, MG_SPAN("HTTP/"))) return false;
    size_t at = mg_span_find(line, 0, ' ');
    while (at < line.n && line.p[at] == ' ') at++;
    if (line.n - at < 3 || !is_digit(line.p[at]) || !is_digit(line.p[at + 1]) || !is_digit(line.p[at + 2])) return false;
    *status = (line.p[at] - '0') * 100 + (line.p[at + 1] - '0') * 10 + (line.p[at + 2] - '0');
    return line.n == at + 3 || !is_digit(line.p[at + 3]);
}

static bool part_one(mg_span message, mg_http *out)
{
    size_t line = mg_span_find(message, 0, '\n');
    if (!read_status(mg_span_trim(mg_span_sub(message, 0, line)), &out->status)) return false;
    for (size_t at = line; at < message.n; at = mg_span_find(message, at + 1, '\n')) {
        size_t blank = at + 1;
        while (blank < message.n && message.p[blank] == '\r') blank++;
        if (blank >= message.n || message.p[blank] != '\n') continue;
        out->headers = mg_span_sub(message, line + 1, at + 1);
        out->body = mg_span_sub(message, blank + 1, message.n);
        return true;
    }
    return false;
}

bool mg_http_part(mg_span message, mg_http *out)
{
    bool good = part_one(message, out);
    while (good && out->status / 100 == 1) good = part_one(out->body, out); /* "100 Continue" and then the answer */
    return good;
}

/* ---- chunks ---- */

/* The size line of a chunk at *at, which is moved behind it: "1f4", "1f4;name=value". */
static bool read_size(mg_span body, size_t *at, size_t *size)
{
    static const char hex[] = "0123456789abcdef";
    size_t i = *at, from = i;
    *size = 0;
    for (; i < body.n && i - from < 9; i++) {
        const char *digit = body.p[i] ? strchr(hex, body.p[i] | 0x20) : NULL;
        if (!digit || (body.p[i] < 'A' && !is_digit(body.p[i]))) break;
        *size = *size * 16 + (size_t)(digit - hex);
    }
    if (i == from || i - from > 8) return false;
    while (i < body.n && (body.p[i] == ' ' || body.p[i] == '\t')) i++;
    if (i < body.n && body.p[i] == ';') i = MG_MIN(mg_span_find(body, i, '\n'), i + 1024);
    if (i < body.n && body.p[i] == '\r') i++;
    if (i == body.n || body.p[i] != '\n') return false;
    *at = i + 1;
    return true;
}

static bool pass_line_end(mg_span body, size_t *at)
{
    size_t i = *at;
    if (i < body.n && body.p[i] == '\r') i++;
    if (i == body.n || body.p[i] != '\n') return false;
    *at = i + 1;
    return true;
}

/* Put the chunks of a body together; false when it does not begin with one. What follows the last chunk that is whole is
 * taken as it stands when it is none, for it may be all that was sent. */
static bool join_chunks(mg_span body, mg_buf *out, const char **fault)
{
    static const char *const missing = "the page's chunks end too early";
    size_t at = 0, size;
    for (size_t n = 0;; n++) {
        size_t start = at;
        if (!read_size(body, &at, &size)) {
            if (!n) return false;
            *fault = missing;
            if (start < body.n) mg_buf_add(out, mg_span_sub(body, start, body.n));
            return true;
        }
        if (!size) return true;
        mg_span chunk = mg_span_sub(body, at, at + size);
        size_t end = at + chunk.n;
        bool whole = chunk.n == size && pass_line_end(body, &end);
        if (!whole && end < body.n && !n) return false;
        mg_buf_add(out, chunk);
        at = end;
        if (!whole && end == body.n) {
            *fault = missing;
            return true;
        }
    }
}

/* ---- content encodings ---- */

typedef enum { UNDONE, NOT_SO, CUT } outcome; /* NOT_SO: it is not in that encoding */

static const char *const cut = "the page's compressed text is damaged or cut off";

static mg_status check_size(const mg_buf *out, mg_error *err)
{
    MG_TRY(mg_buf_check(out, "decompressing a page", err));
    if (out->n <= MG_HTTP_CONTENT_MAX) return MG_OK;
    return mg_fail(err, MG_LIMIT, "the page holds more than %d MB", (int)(MG_HTTP_CONTENT_MAX >> 20));
}

static mg_status inflate_as(mg_stream_kind kind, mg_span body, mg_buf *out, outcome *how, mg_error *err)
{
    mg_inflater *inflater;
    mg_stream_state state = MG_STREAM_GOES_ON;
    MG_TRY(mg_inflater_new(&inflater, err));
    mg_inflater_start(inflater, kind, body);
    mg_status status = MG_OK;
    while (status == MG_OK && state == MG_STREAM_GOES_ON) {
        status = mg_inflater_more(inflater, PIECE, out, &state, err);
        if (status == MG_OK) status = check_size(out, err);
    }
    mg_inflater_free(inflater);
    *how = state == MG_STREAM_ENDS ? UNDONE : out->n ? CUT : NOT_SO;
    return status;
}

static mg_status undo_gzip(mg_span body, mg_buf *out, outcome *how, mg_error *err)
{
    *how = NOT_SO;
    return mg_span_starts(body, MG_SPAN("\x1f\x8b\x08")) ? inflate_as(MG_STREAM_GZIP, body, out, how, err) : MG_OK;
}

/* What is called deflate is to be zlib's format, and often is not. */
static mg_status undo_deflate(mg_span body, mg_buf *out, outcome *how, mg_error *err)
{
    unsigned head = body.n < 2 ? 1 : (unsigned)(unsigned char)body.p[0] << 8 | (unsigned char)body.p[1];
    *how = NOT_SO;
    if ((head >> 8 & 15) == 8 && head % 31 == 0) MG_TRY(inflate_as(MG_STREAM_ZLIB, body, out, how, err));
    if (*how == NOT_SO && mg_charset_is_binary(body)) return inflate_as(MG_STREAM_RAW, body, out, how, err);
    return MG_OK;
}

static mg_status undo_brotli(mg_span body, mg_buf *out, outcome *how, mg_error *err)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (!state) return mg_fail_nomem(err, "decompressing a page");
    const uint8_t *in = (const uint8_t *)body.p;
    size_t n = body.n;
    mg_status status = MG_OK;
    BrotliDecoderResult got = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (status == MG_OK && got == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        size_t room = PIECE;
        if (!mg_buf_reserve(out, room)) break;
        uint8_t *next = (uint8_t *)out->p + out->n;
        got = BrotliDecoderDecompressStream(state, &n, &in, &room, &next, NULL);
        out->n += PIECE - room;
        status = check_size(out, err);
    }
    BrotliDecoderDestroyInstance(state);
    if (status == MG_OK) status = check_size(out, err);
    *how = got == BROTLI_DECODER_RESULT_SUCCESS ? (n ? NOT_SO : UNDONE) : out->n ? CUT : NOT_SO;
    /* Text that is none decodes to some bytes now and then. */
    if (*how == CUT && got == BROTLI_DECODER_RESULT_ERROR && !mg_charset_is_binary(body)) *how = NOT_SO;
    return status;
}

static mg_status undo_zstd(mg_span body, mg_buf *out, outcome *how, mg_error *err)
{
    mg_unzstd *unzstd;
    mg_stream_state state = MG_STREAM_GOES_ON;
    *how = NOT_SO;
    if (!mg_unzstd_is(body)) return MG_OK;
    MG_TRY(mg_unzstd_new((mg_span){NULL, 0}, &unzstd, err));
    mg_unzstd_start(unzstd, body);
    mg_status status = MG_OK;
    while (status == MG_OK && state == MG_STREAM_GOES_ON) {
        status = mg_unzstd_more(unzstd, PIECE, out, &state, err);
        if (status == MG_OK) status = check_size(out, err);
    }
    mg_unzstd_free(unzstd);
    *how = state == MG_STREAM_ENDS ? UNDONE : out->n ? CUT : NOT_SO;
    return status;
}

typedef mg_status undo_function(mg_span body, mg_buf *out, outcome *how, mg_error *err);

static const struct {
    mg_span name;
    undo_function *undo;
} encodings[] = {
    {MG_SPAN("gzip"), undo_gzip},       {MG_SPAN("x-gzip"), undo_gzip}, {MG_SPAN("deflate"), undo_deflate},
    {MG_SPAN("br"), undo_brotli}, {MG_SPAN("zstd"), undo_zstd},
};

/* The last name of a list "gzip, br", which is cut off from it; empty when there is none. */
static mg_span pop_name(mg_span *list)
{
    *list = mg_span_trim(*list);
    while (list->n && list->p[list->n - 1] == ',') *list = mg_span_trim(mg_span_sub(*list, 0, list->n - 1));
    size_t from = list->n;
    while (from && list->p[from - 1] != ',') from--;
    mg_span name = mg_span_trim(mg_span_sub(*list, from, list->n));
    *list = mg_span_sub(*list, 0, from);
    return name;
}

/* A body and the rooms that it may move on to. */
typedef struct {
    mg_span body;
    mg_buf *rooms;
    size_t filled; /* rooms that were */
    const char **fault;
} undoing;

static mg_buf *next_room(undoing *u)
{
    mg_buf *room = &u->rooms[u->filled++ & 1];
    mg_buf_reset(room);
    return room;
}

static mg_status undo(undoing *u, undo_function *function, bool *done, mg_error *err)
{
    mg_buf *room = next_room(u);
    outcome how;
    MG_TRY(function(u->body, room, &how, err));
    *done = how != NOT_SO;
    if (how == CUT) *u->fault = cut;
    if (*done) u->body = mg_buf_span(room);
    else u->filled--;
    return MG_OK;
}

/* Undo what a header lists, the last first. */
static mg_status undo_list(undoing *u, mg_span list, mg_error *err)
{
    mg_span name;
    bool done;
    for (int n = 0; n < ENCODINGS_MAX && (name = pop_name(&list)).n; n++)
        for (size_t i = 0; i < MG_COUNT(encodings); i++)
            if (mg_span_eq_nocase(name, encodings[i].name)) MG_TRY(undo(u, encodings[i].undo, &done, err));
    return MG_OK;
}

static bool ends_chunked(mg_span transfer)
{
    return mg_span_eq_nocase(pop_name(&transfer), MG_SPAN("chunked"));
}

mg_status mg_http_content(const mg_http *http, mg_buf rooms[2], mg_span *content, const char **fault, mg_error *err)
{
    enum { TRANSFER, CONTENT, N };
    static const mg_span names[N] = {MG_SPAN("Transfer-Encoding"), MG_SPAN("Content-Encoding")};
    mg_span values[N];
    rooms[0] = rooms[1] = (mg_buf)MG_BUF_INIT;
    *fault = NULL;
    undoing u = {http->body, rooms, 0, fault};
    mg_mail_headers(http->headers, names, N, values);
    if (ends_chunked(values[TRANSFER])) {
        mg_buf *room = next_room(&u);
        if (join_chunks(u.body, room, fault)) u.body = mg_buf_span(room);
        else u.filled--;
        MG_TRY(mg_buf_check(room, "reading a page", err));
    }
    MG_TRY(undo_list(&u, values[TRANSFER], err));
    MG_TRY(undo_list(&u, values[CONTENT], err));
    bool again = true; /* some servers compress what is compressed */
    if (mg_span_starts(u.body, MG_SPAN("\x1f\x8b\x08"))) MG_TRY(undo(&u, undo_gzip, &again, err));
    *content = u.body;
    return MG_OK;
}
