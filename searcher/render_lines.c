/* render_lines.c - the forms of one plain line a hit: TSV, CSV, templates, TREC runs, files, and the count. */
#include "searcher/render.h"

#include "common/number.h"
#include "common/utf8.h"
#include "common/vec.h"
#include "searcher/screen.h"

#include <stdio.h>
#include <stdlib.h>

static const mg_hit_field tsv_fields[] = {MG_HIT_QUERY, MG_HIT_RANK, MG_HIT_SCORE, MG_HIT_DATE, MG_HIT_SOURCE,
                                          MG_HIT_ID,    MG_HIT_PATH, MG_HIT_TITLE, MG_HIT_PASSAGE};
static const mg_hit_field csv_fields[] = {MG_HIT_QUERY, MG_HIT_RANK, MG_HIT_DATE,  MG_HIT_SOURCE, MG_HIT_SECTION, MG_HIT_BYLINE, MG_HIT_TITLE,
                                          MG_HIT_PASSAGE, MG_HIT_SCORE, MG_HIT_URL, MG_HIT_ID, MG_HIT_PATH};

static const char *const kwic_columns[] = {"query", "rank", "date", "source", "id", "path", "left", "match", "right"};

/* May a spreadsheet take it for a formula? Wide forms of the signs count for some. */
static bool is_formula(mg_span text)
{
    size_t at = 0;
    uint32_t ch = text.n ? mg_utf8_next(text, &at) : 0;
    return ch == '=' || ch == '+' || ch == '-' || ch == '@' || ch == 0xff1d || ch == 0xff0b || ch == 0xff0d || ch == 0xff20;
}

/* A cell by RFC 4180; what may be a formula has an apostrophe before it. */
static void put_csv_cell(mg_span text)
{
    bool formula = is_formula(text), quoted = formula;
    for (size_t i = 0; i < text.n; i++) quoted |= text.p[i] == '"' || text.p[i] == ',' || text.p[i] == ';';
    if (quoted) putchar('"');
    if (formula) putchar('\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') putchar('"');
        putchar(text.p[i]);
    }
    if (quoted) putchar('"');
}

void mg_render_cell(mg_form_name form, mg_span text, bool last)
{
    mg_buf cell = MG_BUF_INIT;
    mg_screen_add(text, &cell);
    if (form == MG_FORM_CSV) put_csv_cell(mg_buf_span(&cell));
    else if (cell.n) fwrite(cell.p, 1, cell.n, stdout);
    fputs(!last ? form == MG_FORM_CSV ? "," : "\t" : form == MG_FORM_CSV ? "\r\n" : "\n", stdout);
    mg_buf_dispose(&cell);
}

/* By the byte order mark spreadsheets know that it is UTF-8. */
void mg_render_header(const mg_render_opts *opts)
{
    mg_form_name form = opts->form;
    const mg_hit_field *fields = form == MG_FORM_CSV ? csv_fields : tsv_fields;
    size_t n = opts->kwic ? MG_COUNT(kwic_columns) : form == MG_FORM_CSV ? MG_COUNT(csv_fields) : MG_COUNT(tsv_fields);
    if (form != MG_FORM_TSV && form != MG_FORM_CSV) return;
    if (form == MG_FORM_CSV) fputs("\xef\xbb\xbf", stdout);
    for (size_t i = 0; i < n; i++)
        mg_render_cell(form, mg_span_str(opts->kwic ? kwic_columns[i] : mg_hit_field_name(fields[i])), i + 1 == n);
}

static mg_status put_fields(mg_form_name form, const mg_hit_field *fields, size_t n, const morgue_hit *hit, mg_span qid, mg_error *err)
{
    mg_buf cell = MG_BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        mg_buf_reset(&cell);
        mg_hit_field_add(fields[i], hit, qid, &cell);
        if (!cell.failed) mg_render_cell(form, mg_buf_span(&cell), i + 1 == n);
    }
    mg_status status = mg_buf_check(&cell, "printing a hit", err);
    mg_buf_dispose(&cell);
    return status;
}

static mg_status put_template(const morgue_hit *hit, const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    mg_buf line = MG_BUF_INIT;
    mg_template_add(&opts->format, hit, qid, &line);
    mg_buf_addc(&line, opts->null ? '\0' : '\n');
    mg_status status = mg_buf_check(&line, "printing a hit", err);
    if (status == MG_OK) fwrite(line.p, 1, line.n, stdout);
    mg_buf_dispose(&line);
    return status;
}

mg_status mg_render_hit(const morgue_hit *hit, const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    if (opts->form == MG_FORM_TEMPLATE) return put_template(hit, opts, qid, err);
    if (opts->form == MG_FORM_CSV) return put_fields(MG_FORM_CSV, csv_fields, MG_COUNT(csv_fields), hit, qid, err);
    return put_fields(MG_FORM_TSV, tsv_fields, MG_COUNT(tsv_fields), hit, qid, err);
}

/* A field of a run line: ids with blanks would shift the columns, so blanks become '_'. */
static void add_token(mg_span text, mg_buf *line)
{
    size_t from = line->n;
    mg_screen_add(text, line);
    for (size_t i = from; i < line->n; i++)
        if ((unsigned char)line->p[i] <= ' ') line->p[i] = '_';
}

static mg_status put_trec(const morgue_hit *hit, mg_span qid, const char *tag, mg_error *err)
{
    mg_buf line = MG_BUF_INIT;
    add_token(qid.n ? qid : MG_SPAN("1"), &line);
    mg_buf_adds(&line, " Q0 ");
    add_token(mg_span_str(hit->id), &line);
    mg_buf_addc(&line, ' ');
    mg_number_add(hit->rank, 1, &line);
    mg_buf_addc(&line, ' ');
    mg_number_add_fixed(hit->score, 6, &line);
    mg_buf_addc(&line, ' ');
    mg_buf_adds(&line, tag);
    mg_buf_addc(&line, '\n');
    mg_status status = mg_buf_check(&line, "printing a hit", err);
    if (status == MG_OK) fwrite(line.p, 1, line.n, stdout);
    mg_buf_dispose(&line);
    return status;
}

/* The files already printed: a file of many articles is named once. */
typedef MG_VEC(mg_span) file_list;

static int by_bytes(const void *a, const void *b)
{
    return mg_span_cmp(*(const mg_span *)a, *(const mg_span *)b);
}

static bool is_new(file_list *files, mg_arena *arena, mg_span file, bool *nomem)
{
    if (files->n && bsearch(&file, files->v, files->n, sizeof file, by_bytes)) return false;
    mg_span copy = mg_arena_copy(arena, file);
    if (!copy.p || !mg_vec_push(files, copy)) {
        *nomem = true;
        return false;
    }
    size_t at = files->n - 1;
    while (at > 0 && mg_span_cmp(files->v[at - 1], copy) > 0) files->v[at] = files->v[at - 1], at--;
    files->v[at] = copy;
    return true;
}

mg_status mg_render_lines(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    if (opts->form == MG_FORM_COUNT) {
        if (qid.n) mg_render_cell(MG_FORM_TSV, qid, false);
        printf("%u\n", morgue_answer_summary(answer)->lower);
        return MG_OK;
    }
    mg_status status = MG_OK;
    mg_arena arena = MG_ARENA_INIT;
    file_list files = {0};
    bool nomem = false;
    for (size_t i = 0; status == MG_OK && !ferror(stdout); i++) {
        const morgue_hit *hit;
        status = mg_render_next(answer, i, &hit, err);
        if (status != MG_OK || !hit) break;
        if (opts->form == MG_FORM_TREC) status = put_trec(hit, qid, opts->trec_tag, err);
        else if (opts->form != MG_FORM_FILES) status = mg_render_hit(hit, opts, qid, err);
        else if (*hit->file && is_new(&files, &arena, mg_span_str(hit->file), &nomem)) {
            fputs(hit->file, stdout);
            putchar(opts->null ? '\0' : '\n');
        }
    }
    mg_vec_free(&files);
    mg_arena_dispose(&arena);
    return nomem ? mg_fail_nomem(err, "listing files") : status;
}
