/* render_explain.c - --explain: the query's tree, the plan, what became of each word, and a hit's score by part. See render.h. */
#include "searcher/render.h"

#include "common/article_json.h"
#include "searcher/screen.h"

#include <stdio.h>

/* So many of the terms that a word became are shown, and so many that occur in a hit. */
#define TERMS_LISTED 50
#define TERMS_SHOWN 8

/* ---- names ---- */

/* What a node with kids is called; a list is by how its kids are taken. */
static const char *type_of(const mg_qnode *n)
{
    static const char *const names[] = {[MG_Q_EMPTY] = "empty", [MG_Q_TEXT] = "text", [MG_Q_PREFIX] = "prefix",
                                        [MG_Q_PHRASE] = "phrase", [MG_Q_LIST] = "list", [MG_Q_AND] = "and", [MG_Q_OR] = "or",
                                        [MG_Q_XOR] = "xor", [MG_Q_NOT] = "not", [MG_Q_NEAR] = "near", [MG_Q_DATE] = "date",
                                        [MG_Q_HAS] = "has"};
    return n->type == MG_Q_NEAR && n->ordered ? "adj" : names[n->type];
}

/* A word as the query has it, with its field. */
static void add_word(mg_span word, const mg_field *field, mg_buf *out)
{
    if (field) mg_buf_addf(out, "%s:", field->name);
    mg_buf_add(out, word);
}

/* ---- text ---- */

/* Print a line so far indented, and empty it. What is in it may be of an article. */
static void put_line(mg_buf *line, size_t indent, const mg_render_opts *opts)
{
    const mg_screen screen = {opts->width, indent, opts->color, MG_FLOW, 0};
    if (!line->failed) mg_screen_put(&screen, mg_buf_span(line), NULL, 0, NULL);
    mg_buf_reset(line);
}

static void put_tree(const mg_qnode *n, bool all, size_t indent, const mg_render_opts *opts)
{
    mg_buf line = MG_BUF_INIT;
    if (n->sign) mg_buf_addc(&line, n->sign);
    if (!n->kids) mg_plan_interpret(n, all, &line);
    else if (n->type == MG_Q_LIST) mg_buf_adds(&line, all ? "all of" : "any of");
    else if (n->type == MG_Q_NEAR) mg_buf_addf(&line, "%s/%u", type_of(n), n->distance);
    else mg_buf_adds(&line, type_of(n));
    if (!line.n) mg_buf_adds(&line, "nothing");
    put_line(&line, indent, opts);
    mg_buf_dispose(&line);
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) put_tree(kid, all, indent + 2, opts);
}

static void put_terms(const mg_term_count *terms, size_t n, size_t most, mg_buf *out)
{
    for (size_t i = 0; i < n && i < most; i++) {
        if (i) mg_buf_adds(out, ", ");
        mg_buf_add(out, terms[i].term);
        mg_buf_addf(out, " %u", terms[i].n);
    }
    if (n > most) mg_buf_addf(out, " and %zu more", n - most);
}

static mg_status put_words(mg_searcher *searcher, const mg_answer *a, const mg_render_opts *opts, mg_error *err)
{
    puts("words, in so many articles:");
    for (size_t i = 0; i < a->plan.n_words; i++) {
        const mg_planned_word *w = &a->plan.words[i];
        const mg_term_count *terms;
        size_t n;
        mg_buf line = MG_BUF_INIT;
        MG_TRY(mg_answer_word(searcher, w, &terms, &n, err));
        add_word(w->word, w->field, &line);
        mg_buf_adds(&line, ": ");
        if (w->total != 1) mg_buf_addf(&line, "stands for %zu%s", w->total, n ? ": " : "");
        put_terms(terms, n, TERMS_LISTED, &line);
        put_line(&line, 2, opts);
        mg_buf_dispose(&line);
    }
    return MG_OK;
}

mg_status mg_render_explain_text(mg_searcher *searcher, const mg_answer *a, const mg_render_opts *opts, mg_error *err)
{
    mg_buf plan = MG_BUF_INIT;
    puts("tree:");
    put_tree(a->tree, a->all, 2, opts);
    if (a->plan.query) printf("plan, weighed by BM25 with k1 %g, b %g:\n", a->k1, a->b);
    else puts("plan:");
    if (a->plan.query) mg_explain_plan(a->plan.query, &plan);
    else mg_buf_adds(&plan, "nothing to search for");
    put_line(&plan, 2, opts);
    mg_buf_dispose(&plan);
    mg_status status = put_words(searcher, a, opts, err);
    putchar('\n');
    return status;
}

/* From what a word's part is made. */
static void add_figures(const mg_part *p, mg_buf *out)
{
    mg_buf_addf(out, ": %.0f in %.2f of the average length; in %.0f articles, rarity %.4f", p->count, p->length, p->with, p->rarity);
    if (p->factor < 1 || p->factor > 1) mg_buf_addf(out, ", times %.3g", p->factor);
    mg_buf_adds(out, " (");
    put_terms(p->terms, p->n_terms, TERMS_SHOWN, out);
    mg_buf_addc(out, ')');
}

void mg_render_parts_text(const mg_result *hit, size_t indent, const mg_render_opts *opts)
{
    mg_buf line = MG_BUF_INIT;
    if (!hit->n_parts) return;
    mg_buf_addf(&line, "score %.4f", hit->score);
    put_line(&line, indent, opts);
    for (size_t i = 0; i < hit->n_parts; i++) {
        const mg_part *p = &hit->parts[i];
        mg_buf_addf(&line, "%.4f ", p->score);
        if (p->name) mg_buf_adds(&line, p->name);
        else add_word(p->word, p->field, &line);
        if (!p->name) add_figures(p, &line);
        put_line(&line, indent + 2, opts);
    }
    mg_buf_dispose(&line);
}

/* ---- JSON ---- */

static void set_number(json_t *o, const char *key, size_t n)
{
    json_object_set_new(o, key, json_integer((json_int_t)n));
}

/* Places are those of the query as it was typed. */
static json_t *tree_json(const mg_answer *a, const mg_qnode *n)
{
    json_t *o = json_object(), *kids = json_array();
    char sign[2] = {n->sign, '\0'};
    json_object_set_new(o, "type", json_string(type_of(n)));
    mg_json_set(o, "sign", mg_span_str(sign));
    mg_json_set(o, "field", mg_span_str(n->field ? n->field->name : ""));
    mg_json_set(o, "text", n->text);
    mg_json_set(o, "first", n->first);
    mg_json_set(o, "last", n->last);
    if (n->edits) set_number(o, "edits", n->edits);
    if (n->distance) set_number(o, "distance", n->distance);
    set_number(o, "start", mg_clean_origin(&a->cleaned, n->start));
    set_number(o, "end", mg_clean_origin(&a->cleaned, n->end));
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) json_array_append_new(kids, tree_json(a, kid));
    if (n->kids) json_object_set_new(o, "kids", kids);
    else json_decref(kids);
    return o;
}

static json_t *terms_json(const mg_term_count *terms, size_t n, const char *counted)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n && i < TERMS_LISTED; i++) {
        json_t *o = json_object();
        mg_json_set(o, "term", terms[i].term);
        set_number(o, counted, terms[i].n);
        json_array_append_new(array, o);
    }
    return array;
}

static mg_status word_json(mg_searcher *searcher, const mg_answer *a, const mg_planned_word *w, json_t *array, mg_error *err)
{
    const mg_term_count *terms;
    size_t n;
    MG_TRY(mg_answer_word(searcher, w, &terms, &n, err));
    json_t *o = json_object();
    mg_json_set(o, "word", w->word);
    mg_json_set(o, "field", mg_span_str(w->field ? w->field->name : ""));
    set_number(o, "start", mg_clean_origin(&a->cleaned, w->at));
    set_number(o, "words", w->total);
    json_object_set_new(o, "terms", terms_json(terms, n, "articles"));
    json_array_append_new(array, o);
    return MG_OK;
}

mg_status mg_render_explain_json(mg_searcher *searcher, const mg_answer *a, json_t **out, mg_error *err)
{
    mg_buf plan = MG_BUF_INIT;
    json_t *o = json_object(), *words = json_array();
    mg_status status = MG_OK;
    if (a->plan.query) mg_explain_plan(a->plan.query, &plan);
    json_object_set_new(o, "tree", tree_json(a, a->tree));
    mg_json_set(o, "plan", mg_buf_span(&plan));
    if (a->plan.query) json_object_set_new(o, "k1", json_real(a->k1));
    if (a->plan.query) json_object_set_new(o, "b", json_real(a->b));
    for (size_t i = 0; i < a->plan.n_words && status == MG_OK; i++) status = word_json(searcher, a, &a->plan.words[i], words, err);
    json_object_set_new(o, "words", words);
    mg_buf_dispose(&plan);
    *out = o;
    if (status != MG_OK) json_decref(o);
    return status;
}

static json_t *part_json(const mg_part *p)
{
    json_t *o = json_object();
    mg_json_set(o, "part", mg_span_str(p->name ? p->name : "word"));
    json_object_set_new(o, "score", json_real(p->score));
    if (p->name) return o;
    mg_json_set(o, "word", p->word);
    mg_json_set(o, "field", mg_span_str(p->field ? p->field->name : ""));
    json_object_set_new(o, "terms", terms_json(p->terms, p->n_terms, "count"));
    json_object_set_new(o, "count", json_real(p->count));
    json_object_set_new(o, "articles", json_real(p->with));
    json_object_set_new(o, "rarity", json_real(p->rarity));
    if (p->factor < 1 || p->factor > 1) json_object_set_new(o, "factor", json_real(p->factor));
    json_object_set_new(o, "length", json_real(p->length));
    return o;
}

json_t *mg_render_parts_json(const mg_result *hit)
{
    json_t *parts = json_array();
    for (size_t i = 0; i < hit->n_parts; i++) json_array_append_new(parts, part_json(&hit->parts[i]));
    return parts;
}
