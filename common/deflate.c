/* deflate.c - see deflate.h. */
#include "common/deflate.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <stdlib.h>

/* ISA-L counts its buffers in 32 bits, so both are given in pieces. */
#define PIECE ((size_t)1 << 30)

static uint8_t *bytes_of(mg_span s)
{
    return (uint8_t *)(uintptr_t)s.p; /* ISA-L does not change its input */
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
