/* render_kwic.c - matches in context, a row each, as concordances have them: what stands left of it, the match, what stands
 * right. Rows of an article stand in the order of its text, articles in that of hits. */
#include "searcher/render.h"

#include "common/article_json.h"
#include "common/json_print.h"
#include "common/utf8.h"
#include "searcher/screen.h"

#include <errno.h>
#include <stdio.h>

/* Columns of the article's id, on a screen at least three times as wide. */
#define LABEL 16

/* A match, as bytes of the article's body. */
typedef struct {
    uint32_t rank; /* of the row, 1.. */
    const mg_article *article;
    mg_span left, match, right;
    size_t start;
} row;

typedef struct {
    const mg_render_opts *opts;
    const mg_request *request;
    mg_span qid;
    uint64_t seen, first, end; /* rows so far; those that are printed: first .. end-1 */
    bool begun;
} printer;

/* ---- context ---- */

/* Where `chars` characters before `to` begin; at a blank, where one is near. */
static size_t left_edge(mg_span text, size_t to, size_t chars)
{
    size_t at = to, blank;
    while (at > 0 && chars--) at = mg_utf8_floor(text, at - 1);
    if (at == 0) return 0;
    for (blank = at; blank < to && !mg_is_space(text.p[blank]); blank++) {}
    return blank < to && blank - at < 32 ? blank : at;
}

static size_t right_edge(mg_span text, size_t from, size_t chars)
{
    size_t at = from, blank;
    while (at < text.n && chars--) mg_utf8_next(text, &at);
    if (at == text.n) return at;
    for (blank = at; blank > from && !mg_is_space(text.p[blank - 1]); blank--) {}
    return blank > from && at - blank < 32 ? blank : at;
}

/* ---- rows ---- */

static json_t *row_json(const row *r, mg_span qid)
{
    json_t *o = json_object();
    mg_json_set(o, "query_id", qid);
    json_object_set_new(o, "rank", json_integer(r->rank));
    mg_json_set_article(o, r->article);
    json_object_del(o, "pages");
    json_object_set_new(o, "left", json_stringn(r->left.p, r->left.n));
    json_object_set_new(o, "match", json_stringn(r->match.p, r->match.n));
    json_object_set_new(o, "right", json_stringn(r->right.p, r->right.n));
    json_object_set_new(o, "start", json_integer((json_int_t)r->start));
    json_object_set_new(o, "end", json_integer((json_int_t)(r->start + r->match.n)));
    return o;
}

static mg_status put_json(FILE *out, const row *r, mg_span qid, const char *before, const char *behind, mg_error *err)
{
    json_t *o = row_json(r, qid);
    bool ok = o && fputs(before, out) != EOF && mg_json_print(o, JSON_COMPACT, out) && fputs(behind, out) != EOF;
    json_decref(o);
    return ok ? MG_OK : mg_fail_sys(err, errno ? errno : EIO, "the output cannot be written");
}

static void put_cells(const row *r, mg_form_name form, mg_span qid)
{
    const mg_article *a = r->article;
    char rank[24];
    mg_buf date = MG_BUF_INIT;
    snprintf(rank, sizeof rank, "%u", r->rank);
    mg_date_format(&a->date, &date);
    const mg_span cells[] = {qid,     mg_span_str(rank), mg_buf_span(&date), a->source, a->id,
                             a->path, r->left,           r->match,           r->right};
    for (size_t i = 0; i < MG_COUNT(cells); i++) mg_render_cell(form, cells[i], i + 1 == MG_COUNT(cells));
    mg_buf_dispose(&date);
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
static mg_status put_text(const row *r, const mg_render_opts *opts, mg_error *err)
{
    mg_buf label = MG_BUF_INIT, left = MG_BUF_INIT, match = MG_BUF_INIT, right = MG_BUF_INIT;
    size_t label_columns = opts->width >= 3 * LABEL ? LABEL : 0, label_room = label_columns ? LABEL + 2 : 0;
    size_t room = opts->width - label_room, side = room * 2 / 5, used = 0;
    mg_screen_clean(r->article->id, &label);
    mg_screen_clean(r->left, &left);
    mg_screen_clean(r->match, &match);
    mg_screen_clean(r->right, &right);
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

static mg_status put_row(printer *p, const row *r, mg_error *err)
{
    switch (p->opts->form) {
    case MG_FORM_JSON: return put_json(p->opts->out, r, (mg_span){0}, p->begun ? "," : "", "", err);
    case MG_FORM_JSONL: return put_json(p->opts->out, r, p->qid, "", "\n", err);
    case MG_FORM_TSV:
    case MG_FORM_CSV: put_cells(r, p->opts->form, p->qid); return MG_OK;
    default: return put_text(r, p->opts, err);
    }
}

/* The rows of one article. */
static mg_status put_article(printer *p, const mg_result *hit, mg_error *err)
{
    const mg_article *a = &hit->record.article;
    const mg_passage *whole = hit->passages;
    size_t context = p->request->passage_length / 2;
    for (size_t i = 0; i < whole->n_marks && p->seen < p->end && !ferror(p->opts->out); i++, p->seen++) {
        if (p->seen < p->first) continue;
        mg_range mark = whole->marks[i];
        row r = {(uint32_t)p->seen + 1, a, mg_span_sub(a->body, left_edge(a->body, mark.start, context), mark.start),
                 mg_span_sub(a->body, mark.start, mark.end),
                 mg_span_sub(a->body, mark.end, right_edge(a->body, mark.end, context)), mark.start};
        MG_TRY(put_row(p, &r, err));
        p->begun = true;
    }
    return MG_OK;
}

/* ---- answers ---- */

/* The rows of the articles of an answer, from the `from`th on. */
static mg_status put_articles(mg_searcher *searcher, const mg_answer *answer, printer *p, size_t from, mg_error *err)
{
    for (size_t i = from; i < answer->match.n && p->seen < p->end && !ferror(p->opts->out); i++) {
        mg_result hit;
        MG_TRY(mg_answer_hit(searcher, answer, p->request, i, &hit, err));
        MG_TRY(put_article(p, &hit, err));
    }
    return MG_OK;
}

/* An article may match by its headline alone, and has no row then: while rows are wanted, more articles are asked for. */
static mg_status put_rows(mg_searcher *searcher, const mg_answer *answer, printer *p, mg_error *err)
{
    mg_request more = *p->request;
    size_t done = answer->match.n;
    MG_TRY(put_articles(searcher, answer, p, 0, err));
    while (more.limit && done == more.limit && p->seen < p->end) {
        mg_answer next;
        more.limit = MG_MIN(more.limit, UINT32_MAX / 4) * 4;
        MG_TRY(mg_search(searcher, answer->query, &more, &next, err));
        mg_status status = put_articles(searcher, &next, p, done, err);
        size_t n = next.match.n;
        mg_answer_dispose(&next);
        MG_TRY(status);
        if (n <= done) break;
        done = n;
    }
    return MG_OK;
}

mg_status mg_render_kwic(mg_searcher *searcher, const mg_answer *answer, const mg_request *request, const mg_render_opts *opts,
                         mg_span qid, mg_error *err)
{
    printer p = {.opts = opts, .request = request, .qid = qid, .first = opts->rows_before, .end = UINT64_MAX};
    if (request->limit) p.end = request->limit;
    if (opts->form == MG_FORM_TEXT) mg_render_query_id(qid, opts);
    if (opts->form == MG_FORM_TEXT) mg_render_loosely(answer, request, opts);
    if (opts->form == MG_FORM_JSON) MG_TRY(mg_render_answer_head(opts->out, searcher, answer, request, qid, ",\"rows\":[", err));
    MG_TRY(put_rows(searcher, answer, &p, err));
    if (opts->form == MG_FORM_JSON && fputs("]}\n", opts->out) == EOF)
        return mg_fail_sys(err, errno ? errno : EIO, "the output cannot be written");
    if (opts->form == MG_FORM_TEXT && !answer->match.upper) mg_render_totals(answer, request, opts);
    return MG_OK;
}

void mg_render_settle_rows(mg_render_opts *opts, mg_request *request)
{
    opts->kwic = request->whole;
    if (!opts->kwic) return;
    opts->rows_before = request->offset;
    if (request->limit) request->limit = MG_MIN(request->limit, UINT32_MAX - request->offset) + request->offset;
    request->offset = 0;
}
