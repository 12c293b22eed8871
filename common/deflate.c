/* deflate.c - see deflate.h. */
#include "common/deflate.h"

#include "common/deflate_words.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <stdlib.h>

/* ISA-L counts its buffers in 32 bits, so both are given in pieces. */
#define PIECE ((size_t)1 << 30)

/* So much of a text is inflated between looks at whether to stop. */
#define LOOK_EVERY ((size_t)4 << 20)

#define LEVEL 1

/* Where there is less room than it may write at once, libdeflate takes care of each byte. */
#define ROOM_AHEAD 512

struct mg_deflater {
    struct libdeflate_compressor *compressor;
    struct isal_zstream stream;
    struct isal_dict words; /* as the stream wants them */
};

static uint8_t *bytes_of(mg_span s)
{
    return (uint8_t *)(uintptr_t)s.p; /* ISA-L does not change its input */
}

mg_status mg_deflater_new(mg_deflater **out, mg_error *err)
{
    mg_deflater *d = calloc(1, sizeof *d);
    if (d) d->compressor = libdeflate_alloc_compressor(LEVEL);
    if (!d || !d->compressor) {
        mg_deflater_free(d);
        return mg_fail_nomem(err, "starting to compress");
    }
    isal_deflate_init(&d->stream);
    if (isal_deflate_process_dict(&d->stream, &d->words, bytes_of(mg_deflate_words), (uint32_t)mg_deflate_words.n) != COMP_OK) {
        mg_deflater_free(d);
        return mg_fail(err, MG_INTERNAL, "the words to compress with were not taken");
    }
    *out = d;
    return MG_OK;
}

void mg_deflater_free(mg_deflater *d)
{
    if (!d) return;
    if (d->compressor) libdeflate_free_compressor(d->compressor);
    free(d);
}

static mg_status deflate_english(mg_deflater *d, mg_span raw, mg_buf *out, mg_error *err)
{
    struct isal_zstream *s = &d->stream;
    size_t room = raw.n + raw.n / 4 + 64; /* a fixed code has nine bits at most */
    if (raw.n > UINT32_MAX / 2 || !mg_buf_reserve(out, room)) return mg_fail_nomem(err, "compressing an article");
    isal_deflate_init(s);
    s->next_in = bytes_of(raw);
    s->avail_in = (uint32_t)raw.n;
    s->next_out = (uint8_t *)out->p + out->n;
    s->avail_out = (uint32_t)room;
    s->end_of_stream = 1;
    bool ok = isal_deflate_set_hufftables(s, NULL, IGZIP_HUFFTABLE_STATIC) == COMP_OK &&
              isal_deflate_reset_dict(s, &d->words) == COMP_OK && isal_deflate(s) == COMP_OK;
    if (!ok || s->avail_in || s->internal_state.state != ZSTATE_END)
        return mg_fail(err, MG_INTERNAL, "an article could not be compressed");
    out->n += s->total_out;
    out->p[out->n] = '\0';
    return MG_OK;
}

mg_status mg_deflate(mg_deflater *d, mg_deflate_way way, mg_span raw, mg_buf *out, mg_error *err)
{
    if (way == MG_DEFLATE_ENGLISH) return deflate_english(d, raw, out, err);
    size_t room = libdeflate_deflate_compress_bound(d->compressor, raw.n);
    if (!mg_buf_reserve(out, room)) return mg_fail_nomem(err, "compressing an article");
    size_t n = libdeflate_deflate_compress(d->compressor, raw.n ? raw.p : "", raw.n, out->p + out->n, room);
    if (!n) return mg_fail(err, MG_INTERNAL, "an article could not be compressed");
    out->n += n;
    out->p[out->n] = '\0';
    return MG_OK;
}

void mg_inflated_dispose(mg_inflated *u)
{
    if (u->decompressor) libdeflate_free_decompressor(u->decompressor);
    mg_buf_dispose(&u->packed);
    mg_buf_dispose(&u->text);
    *u = (mg_inflated){0};
}

/* libdeflate takes no dictionary: the words go before the stream, as a block that is stored as it is, and so before the text. */
static mg_span behind_words(mg_inflated *u, mg_span packed)
{
    const mg_span words = mg_deflate_words;
    const char header[] = {0, (char)words.n, (char)(words.n >> 8), (char)~words.n, (char)(~words.n >> 8)};
    if (u->packed.failed) mg_buf_reset(&u->packed);
    if (!u->packed.n) {
        mg_buf_add(&u->packed, (mg_span){header, sizeof header});
        mg_buf_add(&u->packed, words);
    }
    u->packed.n = MG_MIN(u->packed.n, sizeof header + words.n); /* those of the last call are still there */
    mg_buf_add(&u->packed, packed);
    return mg_buf_span(&u->packed);
}

/* libdeflate cannot be stopped: what is long is left to ISA-L then. */
static mg_status inflate_in_pieces(mg_inflated *u, mg_span packed, size_t size, mg_span *text, mg_error *err)
{
    mg_inflater *inflater;
    mg_stream_state state = MG_STREAM_GOES_ON;
    if (!mg_buf_reserve(&u->text, size + 1)) return mg_fail_nomem(err, "reading a stored article");
    MG_TRY(mg_inflater_new(&inflater, err));
    mg_inflater_start(inflater, MG_STREAM_RAW, packed);
    mg_status status = MG_OK;
    while (status == MG_OK && state == MG_STREAM_GOES_ON && u->text.n <= size) {
        status = mg_stop_check(u->stop, err);
        if (status == MG_OK) status = mg_inflater_more(inflater, MG_MIN(LOOK_EVERY, size + 1 - u->text.n), &u->text, &state, err);
    }
    bool whole = state == MG_STREAM_ENDS && u->text.n == size && mg_inflater_read(inflater) == packed.n;
    mg_inflater_free(inflater);
    if (status == MG_OK && !whole) status = mg_fail(err, MG_CORRUPT, "a stored article's text is damaged");
    *text = mg_buf_span(&u->text);
    return status;
}

mg_status mg_inflate(mg_inflated *u, mg_span packed, mg_deflate_way way, size_t size, mg_span *text, mg_error *err)
{
    size_t words = way == MG_DEFLATE_ENGLISH ? mg_deflate_words.n : 0, read, got;
    if (words) packed = behind_words(u, packed);
    mg_buf_reset(&u->text);
    if (u->stop && !words && size > LOOK_EVERY) return inflate_in_pieces(u, packed, size, text, err);
    if (!u->decompressor) u->decompressor = libdeflate_alloc_decompressor();
    if (!u->decompressor || u->packed.failed || !mg_buf_reserve(&u->text, words + size + ROOM_AHEAD))
        return mg_fail_nomem(err, "reading a stored article");
    enum libdeflate_result result =
        libdeflate_deflate_decompress_ex(u->decompressor, packed.p, packed.n, u->text.p, words + size + ROOM_AHEAD, &read, &got);
    if (result != LIBDEFLATE_SUCCESS || read != packed.n || got != words + size)
        return mg_fail(err, MG_CORRUPT, "a stored article's text is damaged");
    *text = (mg_span){u->text.p + words, size};
    return MG_OK;
}

/* ---- gzip ---- */

struct mg_gunzip {
    struct inflate_state state;
    bool between; /* members */
    bool over;    /* behind the last */
};

mg_status mg_gunzip_new(mg_gunzip **out, mg_error *err)
{
    mg_gunzip *g = calloc(1, sizeof *g);
    if (!g) return mg_fail_nomem(err, "starting to inflate");
    isal_inflate_init(&g->state);
    g->state.crc_flag = ISAL_GZIP;
    *out = g;
    return MG_OK;
}

void mg_gunzip_free(mg_gunzip *g)
{
    free(g);
}

/* Does another member begin here? It may begin with the last byte of the piece: then its second decides later. */
static bool goes_on(mg_span packed)
{
    return (unsigned char)packed.p[0] == 0x1f && (packed.n == 1 || (unsigned char)packed.p[1] == 0x8b);
}

mg_status mg_gunzip_some(mg_gunzip *g, mg_span *packed, char *out, size_t room, size_t *n, mg_error *err)
{
    struct inflate_state *s = &g->state;
    *n = 0;
    while (packed->n && *n < room) {
        if (g->between && !goes_on(*packed)) g->over = true;
        if (g->over) {
            packed->n = 0;
            break;
        }
        if (g->between) {
            isal_inflate_reset(s);
            s->crc_flag = ISAL_GZIP;
            g->between = false;
        }
        s->next_in = bytes_of(*packed);
        s->avail_in = (uint32_t)MG_MIN(packed->n, PIECE);
        s->next_out = (uint8_t *)out + *n;
        s->avail_out = (uint32_t)MG_MIN(room - *n, PIECE);
        uint32_t in = s->avail_in, space = s->avail_out;
        int said = isal_inflate(s);
        *packed = mg_span_sub(*packed, in - s->avail_in, packed->n);
        *n += space - s->avail_out;
        g->between = s->block_state == ISAL_BLOCK_FINISH;
        if (said == ISAL_INCORRECT_CHECKSUM)
            return mg_fail(err, MG_FORMAT, "the gzip file is damaged: its checksum is another");
        if (said != ISAL_DECOMP_OK) return mg_fail(err, MG_FORMAT, "the gzip file is damaged");
        if (in == s->avail_in && space == s->avail_out && !g->between) break; /* it wants more than this */
    }
    return MG_OK;
}

bool mg_gunzip_whole(const mg_gunzip *g)
{
    return g->between || g->over;
}

/* ---- streams ---- */

struct mg_inflater {
    struct inflate_state state;
    mg_span packed;
    size_t given; /* of `packed`, to the state */
};

mg_status mg_inflater_new(mg_inflater **out, mg_error *err)
{
    *out = malloc(sizeof **out);
    if (!*out) return mg_fail_nomem(err, "decompressing");
    isal_inflate_init(&(*out)->state);
    mg_inflater_start(*out, MG_STREAM_RAW, (mg_span){NULL, 0});
    return MG_OK;
}

void mg_inflater_free(mg_inflater *inflater)
{
    free(inflater);
}

void mg_inflater_start(mg_inflater *inflater, mg_stream_kind kind, mg_span packed)
{
    static const uint32_t flags[] = {ISAL_GZIP, ISAL_ZLIB, ISAL_DEFLATE};
    isal_inflate_reset(&inflater->state);
    inflater->state.crc_flag = flags[kind];
    inflater->state.next_in = bytes_of(packed);
    inflater->state.avail_in = 0;
    inflater->packed = packed;
    inflater->given = 0;
}

mg_status mg_inflater_more(mg_inflater *inflater, size_t most, mg_buf *out, mg_stream_state *state, mg_error *err)
{
    struct inflate_state *s = &inflater->state;
    size_t room = MG_MIN(most, PIECE);
    if (!mg_buf_reserve(out, room)) return mg_fail_nomem(err, "decompressing");
    s->next_out = (uint8_t *)out->p + out->n;
    s->avail_out = (uint32_t)room;
    int got = ISAL_DECOMP_OK;
    while (got >= 0 && s->avail_out && s->block_state != ISAL_BLOCK_FINISH) {
        if (s->avail_in == 0) {
            size_t n = MG_MIN(inflater->packed.n - inflater->given, PIECE);
            if (!n) break;
            s->next_in = bytes_of(inflater->packed) + inflater->given;
            s->avail_in = (uint32_t)n;
            inflater->given += n;
        }
        got = isal_inflate(s);
    }
    out->n += room - s->avail_out;
    out->p[out->n] = '\0';
    if (got < 0 || got == ISAL_NEED_DICT) *state = MG_STREAM_BROKEN;
    else if (s->block_state == ISAL_BLOCK_FINISH) *state = MG_STREAM_ENDS;
    else *state = s->avail_out ? MG_STREAM_CUT : MG_STREAM_GOES_ON;
    return MG_OK;
}

/* Of a raw stream ISA-L keeps what it took of the bytes behind the end. */
size_t mg_inflater_read(const mg_inflater *inflater)
{
    const struct inflate_state *s = &inflater->state;
    bool raw = s->crc_flag == ISAL_DEFLATE && s->block_state == ISAL_BLOCK_FINISH;
    return inflater->given - s->avail_in - (raw && s->read_in_length > 0 ? (size_t)s->read_in_length / 8 : 0);
}

uint32_t mg_crc32(mg_span bytes)
{
    return libdeflate_crc32(0, bytes.p, bytes.n);
}
