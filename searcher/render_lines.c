/* render_lines.c - the forms of one plain line a hit: TSV, CSV, templates, TREC runs, files, and the count. */
#include "searcher/render.h"

#include "common/utf8.h"
#include "common/vec.h"
#include "searcher/screen.h"

#include <stdio.h>
#include <stdlib.h>

static const mg_hit_field tsv_fields[] = {MG_HIT_QUERY, MG_HIT_RANK, MG_HIT_SCORE, MG_HIT_DATE, MG_HIT_SOURCE,
                                          MG_HIT_ID,    MG_HIT_PATH, MG_HIT_TITLE, MG_HIT_PASSAGE};
static const mg_hit_field csv_fields[] = {MG_HIT_QUERY, MG_HIT_RANK, MG_HIT_DATE,  MG_HIT_SOURCE, MG_HIT_SECTION, MG_HIT_BYLINE, MG_HIT_TITLE,
                                          MG_HIT_PASSAGE, MG_HIT_SCORE, MG_HIT_URL, MG_HIT_ID, MG_HIT_PATH};

/* May a spreadsheet take it for a formula? Wide forms of the signs count for some. */
static bool is_formula(mg_span text)
{
    size_t at = 0;
    uint32_t ch = text.n ? mg_utf8_next(text, &at) : 0;
    return ch == '=' || ch == '+' || ch == '-' || ch == '@' || ch == '\t' || ch == '\r' || ch == 0xff1d || ch == 0xff0b || ch == 0xff0d ||
           ch == 0xff20;
}

/* By RFC 4180. */
void mg_render_csv_cell(mg_span text, bool guard, mg_buf *out)
{
    bool formula = guard && is_formula(text), quoted = formula;
    for (size_t i = 0; i < text.n; i++) quoted |= text.p[i] == '"' || text.p[i] == ',' || text.p[i] == ';';
    if (quoted) mg_buf_addc(out, '"');
    if (formula) mg_buf_addc(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') mg_buf_addc(out, '"');
        mg_buf_addc(out, text.p[i]);
    }
    if (quoted) mg_buf_addc(out, '"');
}

static void add_csv(const mg_result *hit, mg_span qid, mg_buf *out)
{
    mg_buf cell = MG_BUF_INIT;
    for (size_t i = 0; i < MG_COUNT(csv_fields); i++) {
        mg_buf_reset(&cell);
        mg_hit_field_add(csv_fields[i], hit, qid, &cell);
        if (i) mg_buf_addc(out, ',');
        mg_render_csv_cell(mg_buf_span(&cell), mg_hit_field_is_text(csv_fields[i]), out);
    }
    mg_buf_adds(out, "\r\n");
    out->failed |= cell.failed;
    mg_buf_dispose(&cell);
}

static void add_tsv(const mg_result *hit, mg_span qid, mg_buf *out)
{
    for (size_t i = 0; i < MG_COUNT(tsv_fields); i++) {
        if (i) mg_buf_addc(out, '\t');
        mg_hit_field_add(tsv_fields[i], hit, qid, out);
    }
    mg_buf_addc(out, '\n');
}

void mg_render_header(const mg_render_opts *opts)
{
    if (opts->kwic) {
        mg_render_kwic_header(opts);
        return;
    }
    if (opts->form == MG_FORM_TSV)
        for (size_t i = 0; i < MG_COUNT(tsv_fields); i++) printf("%s%s", i ? "\t" : "", mg_hit_field_name(tsv_fields[i]));
    if (opts->form == MG_FORM_CSV)
        for (size_t i = 0; i < MG_COUNT(csv_fields); i++) printf("%s%s", i ? "," : MG_CSV_BEGINS, mg_hit_field_name(csv_fields[i]));
    if (opts->form == MG_FORM_TSV || opts->form == MG_FORM_CSV) fputs(opts->form == MG_FORM_CSV ? "\r\n" : "\n", stdout);
}

mg_status mg_render_hit(const mg_result *hit, const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    mg_buf line = MG_BUF_INIT;
    if (opts->form == MG_FORM_CSV) add_csv(hit, qid, &line);
    else if (opts->form == MG_FORM_TSV) add_tsv(hit, qid, &line);
    else mg_template_add(&opts->format, hit, qid, &line);
    if (opts->form == MG_FORM_TEMPLATE) mg_buf_addc(&line, opts->null ? '\0' : '\n');
    mg_status status = mg_buf_check(&line, "printing a hit", err);
    if (status == MG_OK) fwrite(line.p, 1, line.n, stdout);
    mg_buf_dispose(&line);
    return status;
}

/* A field of a run line: ids with blanks would shift the columns, so blanks become '_'. */
static void put_token(mg_span text)
{
    mg_buf token = MG_BUF_INIT;
    mg_screen_add(text, &token);
    for (size_t i = 0; i < token.n; i++) putchar((unsigned char)token.p[i] <= ' ' ? '_' : token.p[i]);
    mg_buf_dispose(&token);
}

static void put_trec(const mg_result *hit, mg_span qid, const char *tag)
{
    put_token(qid.n ? qid : MG_SPAN("1"));
    fputs(" Q0 ", stdout);
    put_token(hit->record.article.id);
    printf(" %u %.6f %s\n", hit->rank, hit->score, tag);
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

mg_status mg_render_lines(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                          const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    if (opts->form == MG_FORM_COUNT) {
        mg_buf id = MG_BUF_INIT;
        mg_screen_add(qid, &id);
        printf("%s%s%u\n", id.n ? id.p : "", id.n ? "\t" : "", answer->match.lower);
        mg_buf_dispose(&id);
        return MG_OK;
    }
    mg_status status = MG_OK;
    mg_arena arena = MG_ARENA_INIT;
    file_list files = {0};
    bool nomem = false;
    for (size_t i = 0; i < answer->match.n && status == MG_OK && !ferror(stdout); i++) {
        mg_result hit;
        status = mg_answer_hit(searcher, answer, request, i, &hit, err);
        if (status != MG_OK) break;
        if (opts->form == MG_FORM_TREC) put_trec(&hit, qid, opts->trec_tag);
        else if (opts->form != MG_FORM_FILES) status = mg_render_hit(&hit, opts, qid, err);
        else if (hit.file.n && is_new(&files, &arena, hit.file, &nomem)) {
            fwrite(hit.file.p, 1, hit.file.n, stdout);
            putchar(opts->null ? '\0' : '\n');
        }
    }
    mg_vec_free(&files);
    mg_arena_dispose(&arena);
    return nomem ? mg_fail_nomem(err, "listing files") : status;
}
