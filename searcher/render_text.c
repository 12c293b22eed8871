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

/* "also in: The Ellery Courier, 5 March 2025; The Northbank Post, 5 March 2025; and 3 more" */
static void put_others(const mg_result *hit, const mg_screen *screen)
{
    mg_buf line = MG_BUF_INIT;
    for (size_t i = 0; i < hit->n_others; i++) {
        const mg_article *a = &hit->others[i];
        mg_buf_adds(&line, i ? "; " : "also in: ");
        mg_buf_add(&line, a->source.n ? a->source : a->id);
        if (a->date.precision) mg_buf_adds(&line, ", ");
        add_date(&a->date, &line);
    }
    if (hit->copies > hit->n_others + 1) mg_buf_addf(&line, "; and %zu more", hit->copies - hit->n_others - 1);
    if (hit->n_others && !line.failed) mg_screen_put(screen, mg_buf_span(&line), NULL, 0, "36");
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
    put_others(hit, &body);
    mg_render_parts_text(hit, INDENT, opts);
    putchar('\n');
}

/* A label, and text of the query behind it, on a line; `behind` may be empty. */
static void put_said(const char *label, mg_span text, const char *behind)
{
    mg_buf line = MG_BUF_INIT;
    mg_screen_add(text, &line);
    printf("%s%s%s\n", label, line.n ? line.p : "", behind);
    mg_buf_dispose(&line);
}

static void put_suggestion(mg_span query, const mg_render_opts *opts)
{
    mg_screen line = {opts->width, 0, opts->color, MG_FLOW};
    if (!query.n) return;
    fputs("Did you mean: ", stdout);
    mg_screen_put(&line, query, NULL, 0, "1");
}

void mg_render_loosely(const mg_answer *answer, const mg_request *request)
{
    if (answer->match.upper && !answer->all && request->match == MG_MATCH_AUTO)
        puts("No article has all of these words; those that have some:\n");
}

void mg_render_totals(const mg_answer *a, const mg_request *request, const mg_render_opts *opts)
{
    if (a->match.upper == 0) {
        put_said("No article matches ", a->interpreted, "");
        put_suggestion(a->suggestion, opts);
        return;
    }
    bool exact = a->match.lower == a->match.upper;
    uint32_t shown = (uint32_t)a->match.n, all = a->stories_exact ? a->stories.n : a->match.estimate;
    printf("%s%u article%s match%s", exact ? "" : "about ", a->match.estimate, a->match.estimate == 1 ? "" : "s",
           a->match.estimate == 1 ? "es" : "");
    if (a->stories_exact) printf(": %u %s", all, all == 1 ? "story" : "stories");
    if (a->places && shown) printf("; passages %u to %u shown", request->offset + 1, request->offset + shown);
    else if (shown < all && shown) printf("; %u to %u shown", request->offset + 1, request->offset + shown);
    putchar('\n');
    if (opts->verbose) {
        char took[40];
        snprintf(took, sizeof took, " (%.1f ms)", a->took_ms);
        put_said("understood as: ", a->interpreted, took);
    }
}

/* ---- counts ---- */

/* So many values of a facet are listed; JSON has all. */
#define VALUES_SHOWN 100

static void put_facet(const mg_facet *f, const mg_render_opts *opts)
{
    mg_screen line = {opts->width > INDENT + 30 ? opts->width - 12 : 20, 0, opts->color, MG_FLOW};
    printf("\nBy %s:\n", mg_facet_name(f->field));
    for (size_t i = 0; i < f->n && i < VALUES_SHOWN; i++) {
        printf("%10u  ", f->values[i].articles);
        mg_screen_put(&line, f->values[i].value, NULL, 0, NULL);
    }
    if (f->n > VALUES_SHOWN) printf("%*sand %zu more\n", 12, "", f->n - VALUES_SHOWN);
    if (!f->n) printf("%*snone\n", 12, "");
}

/* A bar of `part` of so many columns, to the eighth of one. */
static void add_bar(double part, size_t columns, mg_buf *out)
{
    size_t eighths = (size_t)(part * (double)columns * 8 + 0.5);
    if (part > 0 && !eighths) eighths = 1;
    for (; eighths >= 8; eighths -= 8) mg_buf_add_char(out, 0x2588);
    if (eighths) mg_buf_add_char(out, (uint32_t)(0x2590 - eighths));
}

/* A bar a period, the longest as long as the line has room. */
static void put_timeline(const mg_counts *c, bool share, const mg_render_opts *opts)
{
    double most = 0;
    uint32_t widest = 0;
    for (size_t i = 0; i < c->n_periods; i++) {
        most = MG_MAX(most, share ? c->periods[i].share : c->periods[i].articles);
        widest = MG_MAX(widest, c->periods[i].articles);
    }
    int digits = snprintf(NULL, 0, "%u", widest);
    size_t used = c->n_periods ? c->periods[0].period.n + (size_t)digits + (share ? 12 : 4) : 0;
    printf("\nBy %s%s:\n", mg_period_name(c->timeline), share ? ", of all articles" : "");
    for (size_t i = 0; i < c->n_periods; i++) {
        const mg_period_count *p = &c->periods[i];
        mg_buf bar = MG_BUF_INIT;
        double length = share ? p->share : p->articles;
        add_bar(most > 0 ? length / most : 0, opts->width > used + 10 ? opts->width - used : 10, &bar);
        printf("%s  %*u", p->period.p, digits, p->articles);
        if (share) printf("  %5.1f%%", p->share * 100);
        printf("%s%s\n", bar.n ? "  " : "", bar.n && !bar.failed ? bar.p : "");
        mg_buf_dispose(&bar);
    }
    if (!c->n_periods) puts("none");
}

mg_status mg_render_text(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                         const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    if (qid.n) put_said("== ", qid, "\n");
    if (request->explain) MG_TRY(mg_render_explain_text(searcher, answer, opts, err));
    mg_render_loosely(answer, request);
    for (size_t i = 0; i < answer->match.n && !ferror(stdout); i++) {
        mg_result hit;
        MG_TRY(mg_answer_hit(searcher, answer, request, i, &hit, err));
        put_hit(&hit, opts);
    }
    mg_render_totals(answer, request, opts);
    const mg_counts *counts = &answer->counts;
    for (size_t i = 0; i < counts->n_facets; i++) put_facet(&counts->facets[i], opts);
    if (request->counted.timeline) put_timeline(counts, request->counted.share, opts);
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
