/* zstd_stream.c - see zstd_stream.h. */
#include "indexer/zstd_stream.h"

#include <stdlib.h>
#include <zstd.h>

#define WINDOW_LOG_MAX 27 /* 128 MB: more than that a stranger's file may not make us hold */

struct mg_unzstd {
    ZSTD_DCtx *context;
    ZSTD_inBuffer in;
};

mg_status mg_unzstd_new(mg_span dictionary, mg_unzstd **out, mg_error *err)
{
    mg_unzstd *u = calloc(1, sizeof *u);
    if (u) u->context = ZSTD_createDCtx();
    if (!u || !u->context) {
        free(u);
        return mg_fail_nomem(err, "decompressing");
    }
    ZSTD_DCtx_setParameter(u->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    if (dictionary.n && ZSTD_isError(ZSTD_DCtx_loadDictionary(u->context, dictionary.p, dictionary.n))) {
        mg_unzstd_free(u);
        return mg_fail(err, MG_FORMAT, "the dictionary that it is compressed with is damaged");
    }
    *out = u;
    return MG_OK;
}

void mg_unzstd_free(mg_unzstd *unzstd)
{
    if (!unzstd) return;
    ZSTD_freeDCtx(unzstd->context);
    free(unzstd);
}

bool mg_unzstd_is(mg_span bytes)
{
    return mg_span_starts(bytes, MG_SPAN("\x28\xb5\x2f\xfd"));
}

void mg_unzstd_start(mg_unzstd *unzstd, mg_span packed)
{
    ZSTD_DCtx_reset(unzstd->context, ZSTD_reset_session_only);
    unzstd->in = (ZSTD_inBuffer){packed.p, packed.n, 0};
}

mg_status mg_unzstd_more(mg_unzstd *unzstd, size_t most, mg_buf *out, mg_stream_state *state, mg_error *err)
{
    if (!mg_buf_reserve(out, most)) return mg_fail_nomem(err, "decompressing");
    ZSTD_outBuffer to = {out->p + out->n, most, 0};
    size_t left = 1, before;
    do {
        before = unzstd->in.pos + to.pos;
        left = ZSTD_decompressStream(unzstd->context, &to, &unzstd->in);
    } while (left && !ZSTD_isError(left) && to.pos < to.size && unzstd->in.pos + to.pos > before);
    out->n += to.pos;
    out->p[out->n] = '\0';
    if (ZSTD_isError(left)) *state = MG_STREAM_BROKEN;
    else if (!left) *state = MG_STREAM_ENDS;
    else *state = to.pos == to.size ? MG_STREAM_GOES_ON : MG_STREAM_CUT;
    return MG_OK;
}

size_t mg_unzstd_read(const mg_unzstd *unzstd)
{
    return unzstd->in.pos;
}
