/* render_explain.c - --explain: the query's tree, the plan, what became of each word, and a hit's score by part. See render.h. */
#include "searcher/render.h"

#include "searcher/screen.h"

/* So many of the terms that a word became are shown, and so many that occur in a hit. */
#define TERMS_LISTED 50
#define TERMS_SHOWN 8

/* A word as the query has it, with its field. */
static void add_word(const char *word, const char *field, mg_buf *out)
{
    if (*field) mg_buf_addf(out, "%s:", field);
    mg_buf_adds(out, word);
}

/* ---- text ---- */

/* Print a line so far indented, and empty it. What is in it may be of an article. */
static void put_line(mg_buf *line, size_t indent, const mg_render_opts *opts)
{
    const mg_screen screen = {opts->width, indent, opts->color, MG_FLOW, 0};
    if (!line->failed) mg_screen_put(&screen, mg_buf_span(line), NULL, 0, NULL);
    mg_buf_reset(line);
}

static void put_tree(const morgue_node *n, int all, size_t indent, const mg_render_opts *opts)
{
    mg_buf line = MG_BUF_INIT;
    bool near = strcmp(n->type, "near") == 0 || strcmp(n->type, "adj") == 0;
    if (n->sign) mg_buf_addc(&line, n->sign);
    if (!n->n_kids) mg_buf_adds(&line, n->shown);
    else if (strcmp(n->type, "list") == 0) mg_buf_adds(&line, all ? "all of" : "any of");
    else if (near) mg_buf_addf(&line, "%s/%u", n->type, n->distance);
    else mg_buf_adds(&line, n->type);
    if (!line.n) mg_buf_adds(&line, "nothing");
    put_line(&line, indent, opts);
    mg_buf_dispose(&line);
    for (size_t i = 0; i < n->n_kids; i++) put_tree(n->kids[i], all, indent + 2, opts);
}

static void put_terms(const morgue_term *terms, size_t n, size_t most, mg_buf *out)
{
    for (size_t i = 0; i < n && i < most; i++) mg_buf_addf(out, "%s%s %u", i ? ", " : "", terms[i].term, terms[i].count);
    if (n > most) mg_buf_addf(out, " and %zu more", n - most);
}

static void put_words(const morgue_explanation *e, const mg_render_opts *opts)
{
    puts("words, in so many articles:");
    for (size_t i = 0; i < e->n_words; i++) {
        const morgue_word *w = e->words[i];
        mg_buf line = MG_BUF_INIT;
        add_word(w->word, w->field, &line);
        mg_buf_adds(&line, ": ");
        if (w->words != 1) mg_buf_addf(&line, "stands for %zu%s", w->words, w->n_terms ? ": " : "");
        put_terms(w->terms, w->n_terms, TERMS_LISTED, &line);
        put_line(&line, 2, opts);
        mg_buf_dispose(&line);
    }
}

void mg_render_explain_text(const morgue_explanation *e, int all, const mg_render_opts *opts)
{
    mg_buf plan = MG_BUF_INIT;
    puts("tree:");
    put_tree(e->tree, all, 2, opts);
    if (*e->plan) printf("plan, weighed by BM25 with k1 %g, b %g:\n", e->k1, e->b);
    else puts("plan:");
    mg_buf_adds(&plan, *e->plan ? e->plan : "nothing to search for");
    put_line(&plan, 2, opts);
    mg_buf_dispose(&plan);
    put_words(e, opts);
    putchar('\n');
}

static bool is_word(const morgue_part *p)
{
    return strcmp(p->name, "word") == 0;
}

/* From what a word's part is made. */
static void add_figures(const morgue_part *p, mg_buf *out)
{
    mg_buf_addf(out, ": %.0f in %.2f of the average length; in %.0f articles, rarity %.4f", p->count, p->length, p->articles, p->rarity);
    if (p->factor < 1 || p->factor > 1) mg_buf_addf(out, ", times %.3g", p->factor);
    mg_buf_adds(out, " (");
    put_terms(p->terms, p->n_terms, TERMS_SHOWN, out);
    mg_buf_addc(out, ')');
}

void mg_render_parts_text(const morgue_hit *hit, size_t indent, const mg_render_opts *opts)
{
    mg_buf line = MG_BUF_INIT;
    if (!hit->n_parts) return;
    mg_buf_addf(&line, "score %.4f", hit->score);
    put_line(&line, indent, opts);
    for (size_t i = 0; i < hit->n_parts; i++) {
        const morgue_part *p = hit->parts[i];
        mg_buf_addf(&line, "%.4f ", p->score);
        if (!is_word(p)) mg_buf_adds(&line, p->name);
        else add_word(p->word, p->field, &line);
        if (is_word(p)) add_figures(p, &line);
        put_line(&line, indent + 2, opts);
    }
    mg_buf_dispose(&line);
}

/* ---- JSON ---- */

static void set_text(mg_jot *out, const char *key, const char *text)
{
    mg_jot_set(out, key, mg_span_str(text));
}

static void put_tree_json(const morgue_node *n, mg_jot *out)
{
    char sign[2] = {n->sign, '\0'};
    mg_jot_open(out, '{');
    set_text(out, "type", n->type);
    set_text(out, "sign", sign);
    set_text(out, "field", n->field);
    set_text(out, "text", n->text);
    set_text(out, "first", n->first);
    set_text(out, "last", n->last);
    if (n->edits) mg_jot_set_integer(out, "edits", n->edits);
    if (n->distance) mg_jot_set_integer(out, "distance", n->distance);
    mg_jot_set_integer(out, "start", (int64_t)n->start);
    mg_jot_set_integer(out, "end", (int64_t)n->end);
    if (n->n_kids) {
        mg_jot_key(out, "kids");
        mg_jot_open(out, '[');
        for (size_t i = 0; i < n->n_kids; i++) put_tree_json(n->kids[i], out);
        mg_jot_close(out, ']');
    }
    mg_jot_close(out, '}');
}

static void put_terms_json(const morgue_term *terms, size_t n, const char *counted, mg_jot *out)
{
    mg_jot_key(out, "terms");
    mg_jot_open(out, '[');
    for (size_t i = 0; i < n && i < TERMS_LISTED; i++) {
        mg_jot_open(out, '{');
        set_text(out, "term", terms[i].term);
        mg_jot_set_integer(out, counted, terms[i].count);
        mg_jot_close(out, '}');
    }
    mg_jot_close(out, ']');
}

static void put_word_json(const morgue_word *w, mg_jot *out)
{
    mg_jot_open(out, '{');
    set_text(out, "word", w->word);
    set_text(out, "field", w->field);
    mg_jot_set_integer(out, "start", (int64_t)w->start);
    mg_jot_set_integer(out, "words", (int64_t)w->words);
    put_terms_json(w->terms, w->n_terms, "articles", out);
    mg_jot_close(out, '}');
}

void mg_render_explain_json(const morgue_explanation *e, mg_jot *out)
{
    mg_jot_open(out, '{');
    mg_jot_key(out, "tree");
    put_tree_json(e->tree, out);
    set_text(out, "plan", e->plan);
    if (*e->plan) mg_jot_set_real(out, "k1", e->k1);
    if (*e->plan) mg_jot_set_real(out, "b", e->b);
    mg_jot_key(out, "words");
    mg_jot_open(out, '[');
    for (size_t i = 0; i < e->n_words; i++) put_word_json(e->words[i], out);
    mg_jot_close(out, ']');
    mg_jot_close(out, '}');
}

static void put_part_json(const morgue_part *p, mg_jot *out)
{
    mg_jot_open(out, '{');
    set_text(out, "part", p->name);
    mg_jot_set_real(out, "score", p->score);
    if (is_word(p)) {
        set_text(out, "word", p->word);
        set_text(out, "field", p->field);
        put_terms_json(p->terms, p->n_terms, "count", out);
        mg_jot_set_real(out, "count", p->count);
        mg_jot_set_real(out, "articles", p->articles);
        mg_jot_set_real(out, "rarity", p->rarity);
        if (p->factor < 1 || p->factor > 1) mg_jot_set_real(out, "factor", p->factor);
        mg_jot_set_real(out, "length", p->length);
    }
    mg_jot_close(out, '}');
}

void mg_render_parts_json(const morgue_hit *hit, mg_jot *out)
{
    mg_jot_open(out, '[');
    for (size_t i = 0; i < hit->n_parts; i++) put_part_json(hit->parts[i], out);
    mg_jot_close(out, ']');
}
