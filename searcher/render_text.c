/* render_text.c - answers for people. */
#include "searcher/render.h"

#include "common/article.h"
#include "searcher/client.h"
#include "searcher/screen.h"

#include <stdio.h>

#define INDENT 4

static const char *const month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};

/* "7 March 2025", "March 2025", "2025" */
static void add_date(const morgue_hit *a, mg_buf *out)
{
    if (a->day) mg_buf_addf(out, "%d ", a->day);
    if (a->month) mg_buf_addf(out, "%s ", month_names[a->month - 1]);
    if (a->year) mg_buf_addf(out, "%d", a->year);
}

static void add_part(const char *text, mg_buf *out)
{
    if (!*text) return;
    if (out->n) mg_buf_adds(out, " \xc2\xb7 ");
    mg_buf_adds(out, text);
}

/* Date, source, section, byline, language: what is known of an article, on a line. */
static void put_facts(const morgue_hit *a, const mg_screen *screen)
{
    mg_buf line = MG_BUF_INIT;
    add_date(a, &line);
    add_part(a->source, &line);
    add_part(a->section, &line);
    for (size_t i = 0; i < a->n_byline; i++) add_part(a->byline[i], &line);
    if (line.n && !line.failed) mg_screen_put(screen, mg_buf_span(&line), NULL, 0, "36");
    mg_buf_dispose(&line);
}

/* Where the file is, and the id that --show takes, which is often the same: on one line where both fit. */
static void put_place(const morgue_hit *a, const mg_screen *screen)
{
    mg_buf place = MG_BUF_INIT, id = MG_BUF_INIT;
    mg_buf_adds(&place, a->path);
    mg_member_add(mg_span_str(a->member), &place);
    if (!mg_span_eq(mg_buf_span(&place), mg_span_str(a->id))) mg_buf_addf(&id, "id:%s", a->id);
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
static void put_passage(const morgue_passage *p, const mg_screen *screen)
{
    mg_buf line = MG_BUF_INIT;
    morgue_range few[64];
    size_t n = MG_MIN(p->n_highlights, MG_COUNT(few));
    if (p->page) mg_buf_addf(&line, "p. %zu \xc2\xb7 ", p->page);
    for (size_t i = 0; i < n; i++) few[i] = (morgue_range){line.n + p->highlights[i].start, line.n + p->highlights[i].end};
    mg_buf_add(&line, (mg_span){p->text, p->n});
    if (!line.failed) mg_screen_put(screen, mg_buf_span(&line), few, n, NULL);
    mg_buf_dispose(&line);
}

/* "also in: The Ellery Courier, 5 March 2025; The Northbank Post, 5 March 2025; and 3 more" */
static void put_others(const morgue_hit *hit, const mg_screen *screen)
{
    mg_buf line = MG_BUF_INIT;
    for (size_t i = 0; i < hit->n_others; i++) {
        const morgue_hit *a = hit->others[i];
        mg_buf_adds(&line, i ? "; " : "also in: ");
        mg_buf_adds(&line, *a->source ? a->source : a->id);
        if (*a->date) mg_buf_adds(&line, ", ");
        add_date(a, &line);
    }
    if (hit->copies > hit->n_others + 1) mg_buf_addf(&line, "; and %zu more", hit->copies - hit->n_others - 1);
    if (hit->n_others && !line.failed) mg_screen_put(screen, mg_buf_span(&line), NULL, 0, "36");
    mg_buf_dispose(&line);
}

static void put_hit(const morgue_hit *hit, const mg_render_opts *opts)
{
    mg_screen head = {opts->width, INDENT, opts->color, MG_FLOW, INDENT}, body = {opts->width, INDENT, opts->color, MG_PARAGRAPHS, 0};
    bool titled = *hit->title;
    printf("%*u  ", INDENT - 2, hit->rank);
    mg_screen_put(&head, mg_span_str(titled ? hit->title : hit->id), titled ? hit->title_highlights : NULL,
                  titled ? hit->n_title_highlights : 0, "1");
    put_facts(hit, &body);
    for (size_t i = 0; i < hit->n_passages; i++) {
        if (i) mg_screen_put(&body, MG_SPAN("..."), NULL, 0, "2");
        put_passage(hit->passages[i], &body);
    }
    put_place(hit, &body);
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

void mg_render_loosely(const morgue_summary *found, const mg_render_opts *opts)
{
    if (!found->loosened) return;
    put_said("", MG_SPAN("No article has all of these words; those that have some:"), NULL, opts);
    putchar('\n');
}

static void put_suggestion(const morgue_summary *f, const mg_render_opts *opts)
{
    if (*f->suggestion) put_said("Did you mean: ", mg_span_str(f->suggestion), "1", opts);
}

void mg_render_totals(const morgue_summary *f, uint32_t first, const mg_render_opts *opts)
{
    if (f->upper == 0) {
        put_said("No article matches ", mg_span_str(f->interpreted), NULL, opts);
        put_suggestion(f, opts);
        return;
    }
    bool exact = f->lower == f->upper, stories = f->stories >= 0;
    uint32_t shown = (uint32_t)f->n_hits, all = stories ? (uint32_t)f->stories : f->estimate, last = first + shown - 1;
    mg_buf line = MG_BUF_INIT;
    mg_buf_addf(&line, "%s%u article%s match%s", exact ? "" : "about ", f->estimate, f->estimate == 1 ? "" : "s",
                f->estimate == 1 ? "es" : "");
    if (stories) mg_buf_addf(&line, ": %u %s", all, all == 1 ? "story" : "stories");
    if (opts->by_passage && shown) mg_buf_addf(&line, "; passages %u to %u shown", first, last);
    else if (shown < all && shown) mg_buf_addf(&line, "; %u to %u shown", first, last);
    put_said("", mg_buf_span(&line), NULL, opts);
    mg_buf_reset(&line);
    mg_buf_addf(&line, "%s (%.1f ms)", f->interpreted, f->took_ms);
    if (opts->verbose) put_said("understood as: ", mg_buf_span(&line), NULL, opts);
    mg_buf_dispose(&line);
    put_suggestion(f, opts);
}

/* ---- counts ---- */

/* So many values of a facet are listed; JSON has all. */
#define VALUES_SHOWN 100

static void put_facet(const morgue_counts *f, const mg_render_opts *opts)
{
    int digits = f->n ? snprintf(NULL, 0, "%u", f->buckets[0].count) : 0; /* the first is the most frequent */
    size_t begun = INDENT + (size_t)digits + 2;
    mg_screen line = {opts->width, begun, opts->color, MG_FLOW, begun};
    printf("\nBy %s:\n", f->by);
    for (size_t i = 0; i < f->n && i < VALUES_SHOWN; i++) {
        printf("%*s%*u  ", INDENT, "", digits, f->buckets[i].count);
        mg_screen_put(&line, mg_span_str(f->buckets[i].value), NULL, 0, NULL);
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
static void put_timeline(const morgue_counts *c, bool share, const mg_render_opts *opts)
{
    double most = 0;
    uint32_t widest = 0;
    for (size_t i = 0; i < c->n; i++) {
        most = MG_MAX(most, share ? c->buckets[i].share : c->buckets[i].count);
        widest = MG_MAX(widest, c->buckets[i].count);
    }
    int digits = snprintf(NULL, 0, "%u", widest);
    size_t used = c->n ? strlen(c->buckets[0].value) + (size_t)digits + (share ? 12 : 4) : 0;
    size_t room = opts->width > used ? opts->width - used : 0; /* where there is none, numbers alone */
    printf("\nBy %s%s:\n", c->by, share ? ", of all articles" : "");
    for (size_t i = 0; i < c->n; i++) {
        const morgue_bucket *b = &c->buckets[i];
        mg_buf bar = MG_BUF_INIT;
        double length = share ? b->share : b->count;
        if (room) add_bar(most > 0 ? length / most : 0, room, &bar);
        printf("%s  %*u", b->value, digits, b->count);
        if (share) printf("  %5.1f%%", b->share * 100);
        printf("%s%s\n", bar.n ? "  " : "", bar.n && !bar.failed ? bar.p : "");
        mg_buf_dispose(&bar);
    }
    if (!c->n) puts("none");
}

mg_status mg_render_text(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    const morgue_summary *found = morgue_answer_summary(answer);
    const morgue_explanation *explanation;
    const morgue_hit *hit;
    morgue_error why = MORGUE_ERROR_INIT;
    uint32_t first = 1;
    mg_render_query_id(qid, opts);
    if (opts->explain) {
        MG_TRY(mg_heard(morgue_answer_explain(answer, &explanation, &why), &why, err));
        mg_render_explain_text(explanation, found->all, opts);
    }
    mg_render_loosely(found, opts);
    for (size_t i = 0; !ferror(stdout); i++) {
        MG_TRY(mg_render_next(answer, i, &hit, err));
        if (!hit) break;
        if (!i) first = hit->rank;
        put_hit(hit, opts);
    }
    mg_render_totals(found, first, opts);
    for (size_t i = 0; i < found->n_facets; i++) put_facet(&found->facets[i], opts);
    if (found->timeline) put_timeline(found->timeline, found->shares, opts);
    return MG_OK;
}

void mg_render_article_text(const morgue_hit *a, const mg_render_opts *opts)
{
    mg_screen line = {opts->width, 0, opts->color, MG_FLOW, 0}, body = {opts->width, 0, opts->color, MG_BLANK_LINES, 0};
    const morgue_passage *p = a->passages[0];
    if (*a->title) mg_screen_put(&line, mg_span_str(a->title), a->title_highlights, a->n_title_highlights, "1");
    if (*a->standfirst) mg_screen_put(&line, mg_span_str(a->standfirst), NULL, 0, "3");
    put_facts(a, &line);
    put_place(a, &line);
    if (!p->n) return;
    putchar('\n');
    mg_screen_put(&body, (mg_span){p->text, p->n}, p->highlights, p->n_highlights, NULL);
}
