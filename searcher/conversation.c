/* conversation.c - see conversation.h. */
#include "searcher/conversation.h"

#include "searcher/client.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- lines ---- */

#define READ_SIZE ((size_t)1 << 16)

typedef struct {
    int fd;
    bool ended;
    bool skips; /* the rest of a line that was too long */
    mg_buf buf;
    size_t at; /* what is before was given out */
} reader;

/* Read more behind what is there. */
static mg_status fill(reader *r, mg_error *err)
{
    size_t left = r->buf.n - r->at;
    if (r->at) memmove(r->buf.p, r->buf.p + r->at, left);
    r->buf.n = left;
    r->at = 0;
    if (!mg_buf_reserve(&r->buf, READ_SIZE)) return mg_fail_nomem(err, "reading a request");
    ssize_t n;
    do n = read(r->fd, r->buf.p + r->buf.n, READ_SIZE);
    while (n < 0 && errno == EINTR);
    if (n < 0) return mg_fail_sys(err, errno, "the requests cannot be read");
    r->ended = n == 0;
    r->buf.n += (size_t)n;
    return MG_OK;
}

/* Is the next line there, whole? */
static bool has_line(const reader *r)
{
    return mg_span_find(mg_buf_span(&r->buf), r->at, '\n') < r->buf.n;
}

/* The next line; *more is false at the end. `line` is valid until the next call. */
static mg_status next_line(reader *r, mg_span *line, bool *too_long, bool *more, mg_error *err)
{
    *too_long = false;
    for (size_t seen = r->at;;) {
        mg_span all = mg_buf_span(&r->buf);
        size_t end = mg_span_find(all, seen, '\n');
        bool whole = end < all.n || (r->ended && end > r->at);
        if (whole && !r->skips) {
            *line = mg_span_sub(all, r->at, end);
            *too_long = line->n > MG_LINE_MAX;
        }
        if (whole) r->at = MG_MIN(end + 1, all.n);
        *more = whole && !r->skips;
        if (*more || (r->ended && !whole)) return MG_OK;
        if (whole) r->skips = false, seen = r->at;
        if (whole) continue;
        if (!r->skips && all.n - r->at > MG_LINE_MAX) {
            r->skips = *too_long = *more = true;
            r->at = all.n;
            *line = (mg_span){0};
            return MG_OK;
        }
        if (r->skips) r->at = all.n;
        seen = all.n - r->at;
        MG_TRY(fill(r, err));
    }
}

/* ---- talking ---- */

void mg_talk_json(morgue *archive, mg_span line, bool too_long, mg_buf *answer)
{
    char *response;
    size_t n;
    if (too_long) {
        mg_buf_addf(answer, "{\"error\":{\"code\":\"limit\",\"message\":\"the request is longer than %zu bytes\"}}", MG_LINE_MAX);
        return;
    }
    if (morgue_ask(archive, line.p, line.n, &response, &n, NULL) == MORGUE_MEMORY && !response)
        mg_buf_adds(answer, "{\"error\":{\"code\":\"memory\",\"message\":\"out of memory\"}}");
    else mg_buf_add(answer, (mg_span){response, n});
    morgue_free(response);
}

static mg_status put_answer(mg_buf *answer, FILE *out, bool flush, mg_error *err)
{
    MG_TRY(mg_buf_check(answer, "writing an answer", err));
    if (answer->n) {
        mg_buf_addc(answer, '\n');
        fwrite(answer->p, 1, answer->n, out);
    }
    if ((flush && fflush(out) != 0) || ferror(out)) return mg_fail_sys(err, errno, "the output cannot be written");
    return MG_OK;
}

static mg_status talk_all(morgue *archive, mg_talk *talk, reader *r, FILE *out, mg_error *err)
{
    mg_buf answer = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (bool more = true;;) {
        mg_span line;
        bool too_long;
        MG_GOTO(next_line(r, &line, &too_long, &more, err));
        if (!more) break;
        mg_buf_reset(&answer);
        if (too_long || mg_span_trim(line).n) talk(archive, line, too_long, &answer);
        MG_GOTO(put_answer(&answer, out, !has_line(r), err));
        if (answer.cap > MG_LINE_MAX) mg_buf_dispose(&answer);
    }
out:
    mg_buf_dispose(&answer);
    return status;
}

mg_status mg_converse(const char *const *where, size_t n, mg_talk *talk, int in, FILE *out, mg_error *err)
{
    reader r = {.fd = in, .buf = MG_BUF_INIT};
    morgue *archive;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_open(where, n, &archive, &why), &why, err));
    mg_status status = talk_all(archive, talk, &r, out, err);
    mg_buf_dispose(&r.buf);
    morgue_close(archive);
    return status;
}
