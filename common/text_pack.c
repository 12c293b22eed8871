/* text_pack.c - see text_pack.h. */
#include "common/text_pack.h"

#include "common/deflate.h"
#include "common/text_words.h"

#include <libdeflate.h>
#include <lz4.h>
#include <stdlib.h>

/* So much of a text is inflated between looks at whether to stop. */
#define LOOK_EVERY ((size_t)4 << 20)

#define LEVEL 1

/* Where there is less room than they may write at once, libdeflate and LZ4 take care of each byte. */
#define ROOM_AHEAD 512

struct mg_text_packer {
    struct libdeflate_compressor *deflater;
    LZ4_stream_t knows_words, stream; /* as each text begins; of this one */
    char *text;                       /* behind the words: LZ4 is quickest where they are one piece */
};

mg_status mg_text_packer_new(mg_text_packer **out, mg_error *err)
{
    const mg_span words = mg_text_words;
    mg_text_packer *p = calloc(1, sizeof *p);
    if (p) {
        p->deflater = libdeflate_alloc_compressor(LEVEL);
        p->text = malloc(words.n + MG_TEXT_WORDS_MAX);
    }
    if (!p || !p->deflater || !p->text) {
        mg_text_packer_free(p);
        return mg_fail_nomem(err, "starting to compress");
    }
    memcpy(p->text, words.p, words.n);
    LZ4_initStream(&p->knows_words, sizeof p->knows_words);
    LZ4_loadDict(&p->knows_words, p->text, (int)words.n);
    *out = p;
    return MG_OK;
}

void mg_text_packer_free(mg_text_packer *p)
{
    if (!p) return;
    if (p->deflater) libdeflate_free_compressor(p->deflater);
    free(p->text);
    free(p);
}

static size_t with_words(mg_text_packer *p, mg_span raw, char *out, size_t room)
{
    char *text = p->text + mg_text_words.n;
    if (raw.n > MG_TEXT_WORDS_MAX) return 0;
    if (raw.n) memcpy(text, raw.p, raw.n);
    p->stream = p->knows_words;
    return (size_t)LZ4_compress_fast_continue(&p->stream, text, out, (int)raw.n, (int)room, 1);
}

mg_status mg_text_pack(mg_text_packer *p, mg_text_way way, mg_span raw, mg_buf *out, mg_error *err)
{
    size_t room = way == MG_TEXT_WORDS ? LZ4_COMPRESSBOUND(raw.n) : libdeflate_deflate_compress_bound(p->deflater, raw.n);
    if (!mg_buf_reserve(out, room)) return mg_fail_nomem(err, "compressing an article");
    char *at = out->p + out->n;
    size_t n = way == MG_TEXT_WORDS ? with_words(p, raw, at, room)
                                    : libdeflate_deflate_compress(p->deflater, raw.n ? raw.p : "", raw.n, at, room);
    if (!n) return mg_fail(err, MG_INTERNAL, "an article could not be compressed");
    out->n += n;
    out->p[out->n] = '\0';
    return MG_OK;
}

void mg_unpacked_text_dispose(mg_unpacked_text *u)
{
    if (u->inflater) libdeflate_free_decompressor(u->inflater);
    mg_buf_dispose(&u->text);
    *u = (mg_unpacked_text){0};
}

/* Room for a text, behind the words. */
static bool make_room(mg_unpacked_text *u, size_t size)
{
    if (u->text.failed) mg_buf_reset(&u->text);
    if (!u->text.n) mg_buf_add(&u->text, mg_text_words);
    u->text.n = MG_MIN(u->text.n, mg_text_words.n);
    return !u->text.failed && mg_buf_reserve(&u->text, size + ROOM_AHEAD);
}

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "a stored article's text is damaged");
}

/* libdeflate cannot be stopped: what is long is left to ISA-L then. */
static mg_status inflate_in_pieces(mg_unpacked_text *u, mg_span packed, size_t size, mg_error *err)
{
    const size_t end = u->text.n + size;
    mg_inflater *inflater;
    mg_stream_state state = MG_STREAM_GOES_ON;
    MG_TRY(mg_inflater_new(&inflater, err));
    mg_inflater_start(inflater, MG_STREAM_RAW, packed);
    mg_status status = MG_OK;
    while (status == MG_OK && state == MG_STREAM_GOES_ON && u->text.n <= end) {
        status = mg_stop_check(u->stop, err);
        if (status == MG_OK) status = mg_inflater_more(inflater, MG_MIN(LOOK_EVERY, end + 1 - u->text.n), &u->text, &state, err);
    }
    bool whole = state == MG_STREAM_ENDS && u->text.n == end && mg_inflater_read(inflater) == packed.n;
    mg_inflater_free(inflater);
    return status == MG_OK && !whole ? damaged(err) : status;
}

static mg_status inflate(mg_unpacked_text *u, mg_span packed, size_t size, mg_error *err)
{
    size_t read, got;
    if (u->stop && size > LOOK_EVERY) return inflate_in_pieces(u, packed, size, err);
    if (!u->inflater) u->inflater = libdeflate_alloc_decompressor();
    if (!u->inflater) return mg_fail_nomem(err, "reading a stored article");
    enum libdeflate_result result = libdeflate_deflate_decompress_ex(u->inflater, packed.p, packed.n, u->text.p + u->text.n,
                                                                     size + ROOM_AHEAD, &read, &got);
    return result != LIBDEFLATE_SUCCESS || read != packed.n || got != size ? damaged(err) : MG_OK;
}

static mg_status from_words(mg_unpacked_text *u, mg_span packed, size_t size, mg_error *err)
{
    if (size > MG_TEXT_WORDS_MAX || packed.n > LZ4_COMPRESSBOUND(MG_TEXT_WORDS_MAX)) return damaged(err);
    int got = LZ4_decompress_safe_usingDict(packed.p, u->text.p + u->text.n, (int)packed.n, (int)size + ROOM_AHEAD, u->text.p,
                                            (int)mg_text_words.n);
    return got < 0 || (size_t)got != size ? damaged(err) : MG_OK;
}

mg_status mg_text_unpack(mg_unpacked_text *u, mg_span packed, mg_text_way way, size_t size, mg_span *text, mg_error *err)
{
    if (!make_room(u, size)) return mg_fail_nomem(err, "reading a stored article");
    MG_TRY(way == MG_TEXT_WORDS ? from_words(u, packed, size, err) : inflate(u, packed, size, err));
    *text = (mg_span){u->text.p + mg_text_words.n, size};
    return MG_OK;
}
