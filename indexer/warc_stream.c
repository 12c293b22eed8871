/* warc_stream.c - see warc_stream.h. */
#include "indexer/warc_stream.h"

#include "indexer/limits.h"

#define PIECE ((size_t)128 << 10)

/* What a file may expand to: a web page to a tenth, and a thousand copies of it to far less. */

/* Bytes that may be read twice to find the members behind a damaged one. */
#define RETRY_MAX ((uint64_t)16 << 20)

#define ROOM_KEPT ((size_t)16 << 20)

static mg_span magic(const mg_warc_stream *s)
{
    return s->unzstd ? MG_SPAN("\x28\xb5\x2f\xfd") : MG_SPAN("\x1f\x8b\x08");
}

/* ---- a dictionary: a frame that decoders skip, with the dictionary in it, which may be compressed itself ---- */

#define DICTIONARY_MAX ((size_t)64 << 20)

bool mg_warc_stream_has_dictionary(mg_span head)
{
    return mg_span_starts(head, MG_SPAN("\x5d\x2a\x4d\x18"));
}

static mg_status unpack_dictionary(mg_span packed, mg_buf *out, mg_error *err)
{
    mg_unzstd *unzstd;
    mg_stream_state state = MG_STREAM_GOES_ON;
    MG_TRY(mg_unzstd_new((mg_span){NULL, 0}, &unzstd, err));
    mg_unzstd_start(unzstd, packed);
    mg_status status = MG_OK;
    while (status == MG_OK && state == MG_STREAM_GOES_ON && out->n <= DICTIONARY_MAX)
        status = mg_unzstd_more(unzstd, PIECE, out, &state, err);
    mg_unzstd_free(unzstd);
    bool damaged = status == MG_OK && state != MG_STREAM_ENDS;
    return damaged ? mg_fail(err, MG_FORMAT, "the dictionary that it is compressed with is damaged") : status;
}

static mg_status open_zstd(mg_warc_stream *s, mg_error *err)
{
    mg_span dictionary = {NULL, 0};
    if (mg_warc_stream_has_dictionary(s->file)) {
        size_t size = 0;
        for (size_t i = 8; i > 4 && s->file.n >= 8; i--) size = size << 8 | (unsigned char)s->file.p[i - 1];
        dictionary = mg_span_sub(s->file, 8, 8 + size);
        s->next = MG_MIN(s->file.n, 8 + size);
    }
    if (!mg_unzstd_is(dictionary)) return mg_unzstd_new(dictionary, &s->unzstd, err);
    mg_buf room = MG_BUF_INIT;
    mg_status status = unpack_dictionary(dictionary, &room, err);
    if (status == MG_OK) status = mg_unzstd_new(mg_buf_span(&room), &s->unzstd, err);
    mg_buf_dispose(&room);
    return status;
}

mg_status mg_warc_stream_open(mg_span file, uint64_t ratio, mg_warc_stream *s, mg_error *err)
{
    *s = (mg_warc_stream){.file = file, .between = true, .room = MG_BUF_INIT};
    s->most = file.n * ratio + MG_RATIO_FREE;
    if (mg_span_starts(file, magic(s))) return mg_inflater_new(&s->inflater, err);
    if (mg_unzstd_is(file) || mg_warc_stream_has_dictionary(file)) return open_zstd(s, err);
    s->bytes = file;
    s->ended = true;
    return MG_OK;
}

void mg_warc_stream_close(mg_warc_stream *s)
{
    mg_inflater_free(s->inflater);
    mg_unzstd_free(s->unzstd);
    mg_buf_dispose(&s->room);
}

/* ---- members ---- */

static void tell(mg_warc_stream *s, const char *fault)
{
    if (!s->fault) s->fault = fault;
}

static bool is_padding(mg_span s)
{
    size_t at = 0;
    while (at < s.n && s.p[at] == '\0') at++;
    return at == s.n;
}

/* Go to the next member, over what is none; false at the end. */
static bool find_member(mg_warc_stream *s)
{
    size_t at = mg_span_find_span(s->file, s->next, magic(s));
    if (at > s->next && !s->sought && !is_padding(mg_span_sub(s->file, s->next, at))) {
        tell(s, "there is something between or behind the compressed records that is none");
        s->sought = true;
    }
    if (at == s->file.n) return false;
    s->member = s->next = at;
    s->edge = s->room.n;
    s->between = false;
    mg_span packed = mg_span_sub(s->file, at, s->file.n);
    if (s->unzstd) mg_unzstd_start(s->unzstd, packed);
    else mg_inflater_start(s->inflater, MG_STREAM_GZIP, packed);
    return true;
}

static size_t member_read(const mg_warc_stream *s)
{
    return s->unzstd ? mg_unzstd_read(s->unzstd) : mg_inflater_read(s->inflater);
}

/* Behind a damaged member others may be whole, and its bytes may have been taken for its own, all to the end of the file. */
static void pass_damage(mg_warc_stream *s, const char *fault)
{
    size_t read = member_read(s);
    bool again = s->retried + read <= RETRY_MAX;
    if (again) s->retried += read;
    s->next = s->member + (again ? 1 : MG_MAX(read, 1));
    s->sought = true;
    tell(s, fault);
}

static void end_member(mg_warc_stream *s, mg_stream_state state)
{
    s->between = true;
    if (state == MG_STREAM_BROKEN) pass_damage(s, "the compressed data is damaged");
    else if (state == MG_STREAM_CUT) pass_damage(s, "the file is cut off in the middle of compressed data");
    else s->next = s->member + member_read(s), s->sought = false;
}

mg_status mg_warc_stream_more(mg_warc_stream *s, mg_error *err)
{
    mg_stream_state state;
    if (!s->ended && s->between && !find_member(s)) s->ended = true;
    if (s->ended) return MG_OK;
    size_t before = s->room.n;
    if (s->unzstd) MG_TRY(mg_unzstd_more(s->unzstd, PIECE, &s->room, &state, err));
    else MG_TRY(mg_inflater_more(s->inflater, PIECE, &s->room, &state, err));
    s->made += s->room.n - before;
    s->bytes = mg_buf_span(&s->room);
    if (state != MG_STREAM_GOES_ON) end_member(s, state);
    if (s->made <= s->most) return MG_OK;
    tell(s, "the file holds far more, compressed, than pages do (--max-ratio); its end is not read");
    s->ended = true;
    return MG_OK;
}

void mg_warc_stream_drop(mg_warc_stream *s, size_t n)
{
    s->edge -= MG_MIN(s->edge, n);
    if (!mg_warc_stream_is_packed(s)) {
        s->bytes = mg_span_sub(s->bytes, n, s->bytes.n);
        return;
    }
    size_t left = s->room.n - n;
    if (left) memmove(s->room.p, s->room.p + n, left);
    s->room.n = left;
    if (!left && s->room.cap > ROOM_KEPT) mg_buf_dispose(&s->room); /* one huge record must not cost all the run */
    s->bytes = mg_buf_span(&s->room);
}
