/* values.c - see values.h. */
#include "indexer/values.h"

#include "indexer/glass_code.h"

static mg_status next_piece(mg_values_reader *r, bool *more, mg_error *err)
{
    while (r->piece < r->all->n && r->all->pieces[r->piece].slot != r->slot) r->piece++;
    *more = r->piece < r->all->n;
    if (!*more) return MG_OK;
    const mg_values_piece *p = &r->all->pieces[r->piece++];
    const mg_buf *values = &p->values;
    if (!p->values.n) {
        mg_buf_reset(&r->buf);
        MG_TRY(mg_spill_get(r->all->spill, p->offset, p->n, &r->buf, err));
        values = &r->buf;
    }
    r->at = values->p;
    r->end = values->p + values->n;
    r->docid = p->base;
    return MG_OK;
}

mg_status mg_values_next(mg_values_reader *r, bool *more, mg_error *err)
{
    *more = true;
    while (r->at == r->end) {
        MG_TRY(next_piece(r, more, err));
        if (!*more) return MG_OK;
    }
    r->docid += (uint32_t)mg_glass_get_v(&r->at);
    r->value.n = mg_glass_get_v(&r->at);
    r->value.p = r->at;
    r->at += r->value.n;
    return MG_OK;
}

void mg_values_reader_dispose(mg_values_reader *r)
{
    mg_buf_dispose(&r->buf);
}
