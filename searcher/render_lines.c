/* render_lines.c - the forms of one plain line a hit: TSV, TREC runs, files, and the count. */
#include "searcher/render.h"

#include "common/vec.h"

#include <stdio.h>
#include <stdlib.h>

/* Tabs, line ends and control bytes become blanks. */
void mg_render_cell(mg_span text, char end)
{
    size_t done = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c >= 0x20 && c != 0x7f) continue;
        fwrite(text.p + done, 1, i - done, stdout);
        putchar(' ');
        done = i + 1;
    }
    if (done < text.n) fwrite(text.p + done, 1, text.n - done, stdout);
    putchar(end);
}

/* A field of a run line: ids with blanks would shift the columns, so blanks become '_'. */
static void put_token(mg_span text)
{
    for (size_t i = 0; i < text.n; i++) putchar((unsigned char)text.p[i] <= ' ' ? '_' : text.p[i]);
}

void mg_render_header(const mg_render_opts *opts)
{
    if (opts->form == MG_FORM_TSV && opts->kwic) puts("query\trank\tdate\tsource\tid\tpath\tleft\tmatch\tright");
    else if (opts->form == MG_FORM_TSV) puts("query\trank\tscore\tdate\tsource\tid\tpath\ttitle\tpassage");
}

static void put_tsv(const mg_result *hit, mg_span qid)
{
    const mg_article *a = &hit->record.article;
    mg_buf date = MG_BUF_INIT;
    mg_span passage = {0};
    mg_date_format(&a->date, &date);
    if (hit->n_passages) passage = mg_span_sub(a->body, hit->passages[0].start, hit->passages[0].end);
    mg_render_cell(qid, '\t');
    printf("%u\t%.4f\t", hit->rank, hit->score);
    mg_render_cell(mg_buf_span(&date), '\t');
    mg_render_cell(a->source, '\t');
    mg_render_cell(a->id, '\t');
    mg_render_cell(a->path, '\t');
    mg_render_cell(a->title, '\t');
    mg_render_cell(passage, '\n');
    mg_buf_dispose(&date);
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
        if (qid.n) mg_render_cell(qid, '\t');
        printf("%u\n", answer->match.lower);
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
        else if (opts->form == MG_FORM_TSV) put_tsv(&hit, qid);
        else if (hit.file.n && is_new(&files, &arena, hit.file, &nomem)) {
            fwrite(hit.file.p, 1, hit.file.n, stdout);
            putchar(opts->null ? '\0' : '\n');
        }
    }
    mg_vec_free(&files);
    mg_arena_dispose(&arena);
    return nomem ? mg_fail_nomem(err, "listing files") : status;
}
