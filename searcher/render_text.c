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

/* Where the file is, and the id that --show takes, which is often the same: on one line where both fit. */
static void put_place(const mg_article *a, const mg_screen *screen)
{
    mg_buf place = MG_BUF_INIT, id = MG_BUF_INIT;
    mg_buf_add(&place, a->path);
    mg_member_add(a->member, &place);
    if (!mg_span_eq(mg_buf_span(&place), a->id)) mg_buf_addf(&id, "id:%.*s", (int)a->id.n, a->id.p);
    bool fits = screen->indent + mg_screen_columns(mg_buf_span(&place)) + 2 + mg_screen_columns(mg_buf_span(&id)) <= screen->width;
    if (id.n && fits) {
        mg_buf_adds(&place, "  ");
        mg_buf_add(&place, mg_buf_span(&id));
    }
    if (!place.failed) mg_screen_put(screen, mg_buf_span(&place), NULL, 0, "2");
    if (id.n && !fits) mg_screen_put(screen, mg_buf_span(&id), NULL, 0, "2");
    mg_buf_dispose(&place);
    mg_buf_dispose(&id);
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
    mg_screen head = {opts->width, INDENT, opts->color, MG_FLOW, INDENT}, body = {opts->width, INDENT, opts->color, MG_PARAGRAPHS, 0};
    mg_span title = a->title.n ? a->title : a->id;
    printf("%*u  ", INDENT - 2, hit->rank);
    mg_screen_put(&head, title, a->title.n ? hit->title_marks : NULL, a->title.n ? hit->n_title_marks : 0, "1");
    put_facts(a, &body);
    for (size_t i = 0; i < hit->n_passages; i++) {
        if (i) mg_screen_put(&body, MG_SPAN("..."), NULL, 0, "2");
        put_passage(&hit->passages[i], a, &body);
    }
    put_place(a, &body);
    put_others(hit, &body);
    mg_render_parts_text(hit, INDENT, opts);
    putchar('\n');
}

/* A line that begins with a label; `style` is that of the text. */
static void put_said(const char *label, mg_span text, const char *style, const mg_render_opts *opts)
{
    size_t begun = strlen(label);
    fputs(label, stdout);
    mg_screen_put(&(mg_screen){opts->width, begun, opts->color, MG_FLOW, begun}, text, NULL, 0, style);
}

void mg_render_query_id(mg_span qid, const mg_render_opts *opts)
{
    if (!qid.n) return;
    put_said("== ", qid, NULL, opts);
    putchar('\n');
}

void mg_render_loosely(const mg_answer *answer, const mg_request *request, const mg_render_opts *opts)
{
    if (!answer->match.upper || answer->all || request->match != MG_MATCH_AUTO) return;
    put_said("", MG_SPAN("No article has all of these words; those that have some:"), NULL, opts);
    putchar('\n');
}

void mg_render_totals(const mg_answer *a, const mg_request *request, const mg_render_opts *opts)
{
    if (a->match.upper == 0) {
        put_said("No article matches ", a->interpreted, NULL, opts);
        if (a->suggestion.n) put_said("Did you mean: ", a->suggestion, "1", opts);
        return;
    }
    bool exact = a->match.lower == a->match.upper;
    uint32_t shown = (uint32_t)a->match.n, all = a->stories_exact ? a->stories.n : a->match.estimate;
    mg_buf line = MG_BUF_INIT;
    mg_buf_addf(&line, "%s%u article%s match%s", exact ? "" : "about ", a->match.estimate, a->match.estimate == 1 ? "" : "s",
                a->match.estimate == 1 ? "es" : "");
    if (a->stories_exact) mg_buf_addf(&line, ": %u %s", all, all == 1 ? "story" : "stories");
    if (a->places && shown) mg_buf_addf(&line, "; passages %u to %u shown", request->offset + 1, request->offset + shown);
    else if (shown < all && shown) mg_buf_addf(&line, "; %u to %u shown", request->offset + 1, request->offset + shown);
    put_said("", mg_buf_span(&line), NULL, opts);
    mg_buf_reset(&line);
    mg_buf_add(&line, a->interpreted);
    mg_buf_addf(&line, " (%.1f ms)", a->took_ms);
    if (opts->verbose) put_said("understood as: ", mg_buf_span(&line), NULL, opts);
    mg_buf_dispose(&line);
}

/* ---- counts ---- */

/* So many values of a facet are listed; JSON has all. */
#define VALUES_SHOWN 100

static void put_facet(const mg_facet *f, const mg_render_opts *opts)
{
    int digits = f->n ? snprintf(NULL, 0, "%u", f->values[0].articles) : 0; /* the first is the most frequent */
    size_t begun = INDENT + (size_t)digits + 2;
    mg_screen line = {opts->width, begun, opts->color, MG_FLOW, begun};
    printf("\nBy %s:\n", mg_facet_name(f->field));
    for (size_t i = 0; i < f->n && i < VALUES_SHOWN; i++) {
        printf("%*s%*u  ", INDENT, "", digits, f->values[i].articles);
        mg_screen_put(&line, f->values[i].value, NULL, 0, NULL);
    }
    if (f->n > VALUES_SHOWN) printf("%*sand %zu more\n", (int)begun, "", f->n - VALUES_SHOWN);
    if (!f->n) printf("%*snone\n", INDENT, "");
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
    size_t room = opts->width > used ? opts->width - used : 0; /* where there is none, numbers alone */
    printf("\nBy %s%s:\n", mg_period_name(c->timeline), share ? ", of all articles" : "");
    for (size_t i = 0; i < c->n_periods; i++) {
        const mg_period_count *p = &c->periods[i];
        mg_buf bar = MG_BUF_INIT;
        double length = share ? p->share : p->articles;
        if (room) add_bar(most > 0 ? length / most : 0, room, &bar);
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
    mg_render_query_id(qid, opts);
    if (request->explain) MG_TRY(mg_render_explain_text(searcher, answer, opts, err));
    mg_render_loosely(answer, request, opts);
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
    mg_screen line = {opts->width, 0, opts->color, MG_FLOW, 0}, body = {opts->width, 0, opts->color, MG_BLANK_LINES, 0};
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
