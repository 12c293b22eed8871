/* clean.c - see clean.h. */
#include "searcher/clean.h"

#include "common/compose.h"
#include "common/utf8.h"
#include "common/vec.h"

#include <stdlib.h>

typedef MG_VEC(mg_shift) shift_list;

static bool is_left_out(uint32_t ch)
{
    return ch == 0xad || ch == 0xfeff;
}

static void add_kept(mg_span text, mg_buf *out)
{
    for (size_t at = 0; at < text.n;) {
        uint32_t ch = mg_utf8_next(text, &at);
        if (!is_left_out(ch)) mg_buf_add_char(out, ch);
    }
}

/* Byte `at` of the clean text was typed at `from`: remember it where that is news. */
static bool add_shift(shift_list *shifts, size_t at, size_t from)
{
    mg_shift *last = shifts->n ? &shifts->v[shifts->n - 1] : NULL;
    if (at - (last ? last->at : 0) == from - (last ? last->from : 0)) return true;
    if (last && last->at == at) {
        last->from = from;
        return true;
    }
    return mg_vec_push(shifts, ((mg_shift){at, from}));
}

/* What composes together is cleaned together: nothing tells where its parts went. */
static mg_status clean_all(mg_span typed, mg_buf *text, shift_list *shifts, mg_error *err)
{
    mg_buf piece = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (size_t at = 0, end; at < typed.n && status == MG_OK; at = end) {
        end = mg_compose_end(typed, at);
        mg_buf_reset(&piece);
        if (!add_shift(shifts, text->n, at)) status = mg_fail_nomem(err, "reading the query");
        else status = mg_compose(mg_span_sub(typed, at, end), &piece, err);
        if (status == MG_OK) add_kept(mg_buf_span(&piece), text);
    }
    if (status == MG_OK && !add_shift(shifts, text->n, typed.n)) status = mg_fail_nomem(err, "reading the query");
    mg_buf_dispose(&piece);
    return status;
}

mg_status mg_clean(mg_span query, mg_arena *arena, mg_cleaned *out, mg_error *err)
{
    mg_buf typed = MG_BUF_INIT, text = MG_BUF_INIT;
    shift_list shifts = {0};
    mg_status status = MG_OK;
    *out = (mg_cleaned){0};
    mg_buf_add_repaired(&typed, query);
    MG_GOTO(mg_buf_check(&typed, "reading the query", err));
    MG_GOTO(clean_all(mg_buf_span(&typed), &text, &shifts, err));
    MG_GOTO(mg_buf_check(&text, "reading the query", err));
    out->typed = mg_arena_copy(arena, mg_buf_span(&typed));
    out->text = mg_arena_copy(arena, mg_buf_span(&text));
    out->shifts = mg_arena_alloc(arena, (shifts.n + 1) * sizeof *out->shifts);
    out->n = shifts.n;
    if (!out->typed.p || !out->text.p || !out->shifts) MG_GOTO(mg_fail_nomem(err, "reading the query"));
    if (shifts.n) memcpy(out->shifts, shifts.v, shifts.n * sizeof *out->shifts);
out:
    mg_vec_free(&shifts);
    mg_buf_dispose(&typed);
    mg_buf_dispose(&text);
    return status;
}

size_t mg_clean_origin(const mg_cleaned *c, size_t at)
{
    size_t i = c->n;
    while (i && c->shifts[i - 1].at > at) i--;
    size_t from = i ? c->shifts[i - 1].from + (at - c->shifts[i - 1].at) : at;
    size_t end = i < c->n ? c->shifts[i].from : c->typed.n;
    return mg_utf8_floor(c->typed, MG_MIN(from, end));
}
