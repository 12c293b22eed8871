/* render_flat.c - answers for other languages to read quickly: an object, and flat fields behind it. morgue.h, at
 * morgue_ask_flat, has their order. */
#include "searcher/render.h"

#include "common/number.h"
#include "searcher/client.h"

static void put(mg_span field, mg_buf *out)
{
    mg_buf_add(out, field);
    mg_buf_addc(out, '\0');
}

/* Text is of articles, which may be damaged: no NUL is in it. */
static void put_text(const char *text, mg_buf *out)
{
    put(mg_span_str(text), out);
}

/* Items end at newlines: those that are in one become blanks. */
static void put_list(const char *const *list, size_t n, mg_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (i) mg_buf_addc(out, '\n');
        for (const char *at = list[i]; *at; at += *at == '\n') {
            size_t line = strcspn(at, "\n");
            mg_buf_add(out, (mg_span){at, line});
            at += line;
            if (*at) mg_buf_addc(out, ' ');
        }
    }
    mg_buf_addc(out, '\0');
}

static void add_number(uint64_t n, mg_buf *out)
{
    mg_number_add(n, 1, out);
}

static void put_number(uint64_t n, mg_buf *out)
{
    add_number(n, out);
    mg_buf_addc(out, '\0');
}

static void put_article(const morgue_hit *a, mg_buf *out)
{
    put_text(a->id, out);
    put_text(a->title, out);
    put_text(a->standfirst, out);
    put_list(a->byline, a->n_byline, out);
    put_text(a->date, out);
    put_text(a->date_precision, out);
    put_text(a->date_source, out);
    put_text(a->modified, out);
    put_text(a->source, out);
    put_text(a->section, out);
    put_text(a->dateline, out);
    put_text(a->url, out);
    put_text(a->language, out);
    put_list(a->keywords, a->n_keywords, out);
    put_text(a->path, out);
    put_text(a->member, out);
    put_text(a->format, out);
}

static void put_passage(const morgue_passage *p, mg_buf *out)
{
    add_number(p->start, out);
    mg_buf_addc(out, ' ');
    add_number(p->end, out);
    mg_buf_addc(out, ' ');
    mg_number_add_real(p->score, out);
    mg_buf_addc(out, ' ');
    put_number(p->page, out);
    for (size_t i = 0; i < p->n_highlights; i++) {
        if (i) mg_buf_addc(out, ' ');
        add_number(p->highlights[i].start, out);
        mg_buf_addc(out, ' ');
        add_number(p->highlights[i].end, out);
    }
    mg_buf_addc(out, '\0');
    put_text(p->text, out);
}

static void put_hit(const morgue_hit *hit, const mg_render_opts *opts, mg_jot *json)
{
    mg_buf *out = &json->out;
    put_number(hit->rank, out);
    mg_number_add_real(hit->score, out);
    mg_buf_addc(out, '\0');
    put_article(hit, out);
    json->more = false;
    if (hit->copies || opts->explain) {
        mg_jot_open(json, '{');
        mg_render_extras(hit, opts, json);
        mg_jot_close(json, '}');
    }
    mg_buf_addc(out, '\0');
    put_number(hit->n_passages, out);
    for (size_t i = 0; i < hit->n_passages; i++) put_passage(hit->passages[i], out);
}

static void put_row(const morgue_row *row, mg_buf *out)
{
    put_number(row->rank, out);
    put_article(row->hit, out);
    put_text(row->left, out);
    put_text(row->match, out);
    put_text(row->right, out);
    add_number(row->start, out);
    mg_buf_addc(out, ' ');
    put_number(row->end, out);
}

static mg_status put_hits(morgue_answer *answer, const mg_render_opts *opts, mg_jot *out, mg_error *err)
{
    const morgue_hit *hit;
    for (size_t i = 0;; i++) {
        MG_TRY(mg_render_next(answer, i, &hit, err));
        if (!hit) return MG_OK;
        put_hit(hit, opts, out);
        MG_TRY(mg_buf_check(&out->out, "writing an answer", err));
    }
}

static mg_status put_rows(morgue_answer *answer, mg_jot *out, mg_error *err)
{
    const morgue_row *row;
    morgue_error why = MORGUE_ERROR_INIT;
    for (;;) {
        MG_TRY(mg_heard(morgue_answer_row(answer, &row, &why), &why, err));
        if (!row) return MG_OK;
        put_row(row, &out->out);
        MG_TRY(mg_buf_check(&out->out, "writing an answer", err));
    }
}

mg_status mg_render_flat(morgue_answer *answer, const mg_render_opts *opts, mg_jot *out, mg_error *err)
{
    MG_TRY(mg_render_head(answer, opts, (mg_span){0}, opts->kwic ? "rows" : "hits", out, err));
    mg_render_tail(morgue_answer_summary(answer), out);
    mg_buf_addc(&out->out, '\0');
    return opts->kwic ? put_rows(answer, out, err) : put_hits(answer, opts, out, err);
}

void mg_render_flat_article(const morgue_hit *article, mg_jot *out)
{
    mg_jot_open(out, '{');
    mg_jot_key(out, "pages");
    mg_jot_open(out, '[');
    for (size_t i = 0; i < article->n_pages; i++) mg_jot_integer(out, (int64_t)article->pages[i]);
    mg_jot_close(out, ']');
    mg_jot_close(out, '}');
    mg_buf_addc(&out->out, '\0');
    put_hit(article, &(mg_render_opts){.form = MG_FORM_JSON}, out);
}
