/* render_kwic.c - matches in context, a row each, as concordances have them: what stands left of it, the match, what stands
 * right. Rows of an article stand in the order of its text, articles in that of hits. */
#include "searcher/render.h"

#include "searcher/client.h"
#include "searcher/screen.h"

/* Columns of the article's id, on a screen at least three times as wide. */
#define LABEL 16

static void put_json(const morgue_row *r, mg_span qid, mg_jot *out)
{
    mg_jot_open(out, '{');
    mg_jot_set(out, "query_id", qid);
    mg_jot_set_integer(out, "rank", r->rank);
    mg_render_fields(r->hit, out);
    mg_jot_key(out, "left");
    mg_jot_text(out, mg_span_str(r->left));
    mg_jot_key(out, "match");
    mg_jot_text(out, mg_span_str(r->match));
    mg_jot_key(out, "right");
    mg_jot_text(out, mg_span_str(r->right));
    mg_jot_set_integer(out, "start", (int64_t)r->start);
    mg_jot_set_integer(out, "end", (int64_t)r->end);
    mg_jot_close(out, '}');
}

static void put_cells(const morgue_row *r, mg_form_name form, mg_span qid)
{
    char rank[24];
    snprintf(rank, sizeof rank, "%u", r->rank);
    const char *cells[] = {rank, r->hit->date, r->hit->source, r->hit->id, r->hit->path, r->left, r->match, r->right};
    mg_render_cell(form, qid, false);
    for (size_t i = 0; i < MG_COUNT(cells); i++) mg_render_cell(form, mg_span_str(cells[i]), i + 1 == MG_COUNT(cells));
}

static void put(mg_span text)
{
    if (text.n) fwrite(text.p, 1, text.n, stdout);
}

static void put_blanks(size_t n)
{
    while (n--) putchar(' ');
}

/* The end of the id, as paths differ there; the end of what is left; the match; the beginning of what is right. */
static mg_status put_text(const morgue_row *r, const mg_render_opts *opts, mg_error *err)
{
    mg_buf label = MG_BUF_INIT, left = MG_BUF_INIT, match = MG_BUF_INIT, right = MG_BUF_INIT;
    size_t label_columns = opts->width >= 3 * LABEL ? LABEL : 0, label_room = label_columns ? LABEL + 2 : 0;
    size_t room = opts->width - label_room, side = room * 2 / 5, used = 0;
    mg_screen_clean(mg_span_str(r->hit->id), &label);
    mg_screen_clean(mg_span_str(r->left), &left);
    mg_screen_clean(mg_span_str(r->match), &match);
    mg_screen_clean(mg_span_str(r->right), &right);
    mg_span name = mg_screen_tail(mg_buf_span(&label), label_columns), before = mg_screen_tail(mg_span_trim(mg_buf_span(&left)), side),
            word = mg_screen_head(mg_buf_span(&match), room - side - 4), after;
    used = side + 2 + mg_screen_columns(word) + 2;
    after = mg_screen_head(mg_span_trim(mg_buf_span(&right)), room > used ? room - used : 0);
    mg_status status = label.failed || left.failed || match.failed || right.failed ? mg_fail_nomem(err, "showing matches") : MG_OK;
    if (status == MG_OK) {
        if (opts->color) fputs("\033[2m", stdout);
        put(name);
        if (opts->color) fputs("\033[0m", stdout);
        put_blanks(label_room - mg_screen_columns(name) + side - mg_screen_columns(before));
        put(before);
        fputs(opts->color ? "  \033[1;33m" : "  ", stdout);
        put(word);
        fputs(opts->color ? "\033[0m  " : "  ", stdout);
        put(after);
        putchar('\n');
    }
    mg_buf_dispose(&label);
    mg_buf_dispose(&left);
    mg_buf_dispose(&match);
    mg_buf_dispose(&right);
    return status;
}

static mg_status put_row(const morgue_row *r, const mg_render_opts *opts, mg_span qid, mg_jot *out, FILE *file, mg_error *err)
{
    switch (opts->form) {
    case MG_FORM_JSON: put_json(r, (mg_span){0}, out); break;
    case MG_FORM_JSONL:
        out->more = false;
        put_json(r, qid, out);
        mg_buf_addc(&out->out, '\n');
        break;
    case MG_FORM_TSV:
    case MG_FORM_CSV: put_cells(r, opts->form, qid); return MG_OK;
    default: return put_text(r, opts, err);
    }
    return mg_render_flush(out, file, err);
}

mg_status mg_render_rows(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_jot *out, FILE *file, mg_error *err)
{
    const morgue_summary *found = morgue_answer_summary(answer);
    const morgue_row *row;
    morgue_error why = MORGUE_ERROR_INIT;
    if (opts->form == MG_FORM_TEXT) mg_render_query_id(qid, opts);
    if (opts->form == MG_FORM_TEXT) mg_render_loosely(found, opts);
    if (opts->form == MG_FORM_JSON) MG_TRY(mg_render_head(answer, opts, qid, "rows", out, err));
    while (!file || !ferror(file)) {
        MG_TRY(mg_heard(morgue_answer_row(answer, &row, &why), &why, err));
        if (!row) break;
        MG_TRY(put_row(row, opts, qid, out, file, err));
    }
    if (opts->form == MG_FORM_TEXT && !found->upper) mg_render_totals(found, 1, opts);
    if (opts->form != MG_FORM_JSON) return MG_OK;
    mg_jot_close(out, ']');
    mg_jot_close(out, '}');
    if (file) mg_buf_addc(&out->out, '\n');
    return mg_render_flush(out, file, err);
}
