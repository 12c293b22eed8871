/* render_text.c - answers for people. */
#include "searcher/render.h"

#include "searcher/screen.h"

#include <stdio.h>

#define INDENT 4

static const char *const month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};

/* "7 March 2025", "March 2025", "2025" */
static void add_date(const mg_date *d, mg_buf *out)
{
    if (d->precision >= MG_DATE_DAY) mg_buf_addf(out, "%d ", d->day);
    if (d->precision >= MG_DATE_MONTH) mg_buf_addf(out, "%s ", month_names[d->month - 1]);
    if (d->precision >= MG_DATE_YEAR) mg_buf_addf(out, "%d", d->year);
}

static void add_part(mg_span text, mg_buf *out)
{
    if (!text.n) return;
    if (out->n) mg_buf_adds(out, " \xc2\xb7 ");
    mg_buf_add(out, text);
}

/* Date, source, section, byline, language: what is known of an article, on a line. */
static void put_facts(const mg_article *a, const mg_screen *screen)
{
    mg_buf line = MG_BUF_INIT;
    add_date(&a->date, &line);
    add_part(a->source, &line);
    add_part(a->section, &line);
    for (size_t i = 0; i < a->byline.n; i++) add_part(a->byline.v[i], &line);
    if (line.n && !line.failed) mg_screen_put(screen, mg_buf_span(&line), NULL, 0, "36");
    mg_buf_dispose(&line);
}

static void put_place(const mg_article *a, const mg_screen *screen)
{
    mg_buf line = MG_BUF_INIT;
    mg_buf_add(&line, a->path);
    mg_member_add(a->member, &line);
    /* The id is what --show takes; it is often the path itself. */
    if (!mg_span_eq(mg_buf_span(&line), a->id)) mg_buf_addf(&line, "  id:%.*s", (int)a->id.n, a->id.p);
    if (!line.failed) mg_screen_put(screen, mg_buf_span(&line), NULL, 0, "2");
    mg_buf_dispose(&line);
}

/* A passage, behind its page where it has one: "p. 12 · The ..." */
static void put_passage(const mg_passage *p, const mg_article *a, const mg_screen *screen)
{
    mg_buf line = MG_BUF_INIT;
    mg_range few[64];
    size_t n = MG_MIN(p->n_marks, MG_COUNT(few)), page = mg_passage_page(p, a);
    if (page) mg_buf_addf(&line, "p. %zu \xc2\xb7 ", page);
    for (size_t i = 0; i < n; i++)
        few[i] = (mg_range){line.n + p->marks[i].start - p->start, line.n + p->marks[i].end - p->start};
    mg_buf_add(&line, mg_span_sub(a->body, p->start, p->end));
    if (!line.failed) mg_screen_put(screen, mg_buf_span(&line), few, n, NULL);
    mg_buf_dispose(&line);
}

static void put_hit(const mg_result *hit, const mg_render_opts *opts)
{
    const mg_article *a = &hit->record.article;
    mg_screen head = {opts->width, 0, opts->color, MG_FLOW}, body = {opts->width, INDENT, opts->color, MG_PARAGRAPHS};
    mg_span title = a->title.n ? a->title : a->id;
    printf("%*u  ", INDENT - 2, hit->rank);
    head.width = opts->width > INDENT + 20 ? opts->width - INDENT : 20;
    mg_screen_put(&head, title, a->title.n ? hit->title_marks : NULL, a->title.n ? hit->n_title_marks : 0, "1");
    put_facts(a, &body);
    for (size_t i = 0; i < hit->n_passages; i++) put_passage(&hit->passages[i], a, &body);
    put_place(a, &body);
    putchar('\n');
}

static void put_totals(const mg_answer *a, const mg_request *request, const mg_render_opts *opts)
{
    if (a->match.upper == 0) {
        printf("No article matches %.*s\n", (int)a->interpreted.n, a->interpreted.p ? a->interpreted.p : "");
        return;
    }
    bool exact = a->match.lower == a->match.upper;
    uint32_t shown = (uint32_t)a->match.n;
    printf("%s%u article%s match%s", exact ? "" : "about ", a->match.estimate, a->match.estimate == 1 ? "" : "s",
           a->match.estimate == 1 ? "es" : "");
    if (shown < a->match.estimate && shown) printf("; %u to %u shown", request->offset + 1, request->offset + shown);
    putchar('\n');
    if (opts->verbose)
        printf("understood as: %.*s (%.1f ms)\n", (int)a->interpreted.n, a->interpreted.p ? a->interpreted.p : "", a->took_ms);
}

mg_status mg_render_text(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                         const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    if (qid.n) printf("== %.*s\n\n", (int)qid.n, qid.p);
    if (answer->match.upper && !answer->all && request->match == MG_MATCH_AUTO)
        puts("No article has all of these words; those that have some:\n");
    for (size_t i = 0; i < answer->match.n && !ferror(stdout); i++) {
        mg_result hit;
        MG_TRY(mg_answer_hit(searcher, answer, request, i, &hit, err));
        put_hit(&hit, opts);
    }
    put_totals(answer, request, opts);
    return MG_OK;
}

mg_status mg_render_article_text(const mg_result *article, const mg_render_opts *opts, mg_error *err)
{
    (void)err;
    const mg_article *a = &article->record.article;
    mg_screen line = {opts->width, 0, opts->color, MG_FLOW}, body = {opts->width, 0, opts->color, MG_BLANK_LINES};
    if (a->title.n) mg_screen_put(&line, a->title, article->title_marks, article->n_title_marks, "1");
    if (a->standfirst.n) mg_screen_put(&line, a->standfirst, NULL, 0, "3");
    put_facts(a, &line);
    put_place(a, &line);
    if (a->body.n) {
        putchar('\n');
        const mg_passage *p = article->passages;
        mg_screen_put(&body, a->body, p ? p->marks : NULL, p ? p->n_marks : 0, NULL);
    }
    return MG_OK;
}
