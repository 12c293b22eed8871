/* plan_parts.c - what plans are made of: nodes of a query, leaves, and what became of words. See planner.h. */
#include "searcher/planner.h"

#include <math.h>

void mg_plan_nomem(mg_planner *p)
{
    if (p->status == MG_OK) p->status = mg_fail_nomem(p->err, "planning the query");
}

/* ---- nodes ---- */

const mg_xquery *mg_xq_term(mg_arena *arena, mg_span term)
{
    mg_xquery *q = mg_arena_alloc(arena, sizeof *q);
    if (q) *q = (mg_xquery){.op = MG_X_TERM, .term = mg_arena_copy(arena, term)};
    return q && q->term.p ? q : NULL;
}

const mg_xquery *mg_xq_range(mg_arena *arena, uint32_t slot, mg_span low, mg_span high)
{
    mg_xquery *q = mg_arena_alloc(arena, sizeof *q);
    /* An open beginning still leaves out the documents without a value. */
    if (q) *q = (mg_xquery){.op = MG_X_VALUE_RANGE, .slot = slot, .low = low.n ? low : MG_SPAN("\1"), .high = high};
    return q;
}

const mg_xquery *mg_xq_join(mg_arena *arena, mg_xquery_op op, const mg_xquery *const *kids, size_t n)
{
    if (n == 1 && op != MG_X_AND_NOT) return kids[0];
    mg_xquery *q = mg_arena_alloc(arena, sizeof *q);
    const mg_xquery **copy = mg_arena_alloc(arena, n * sizeof *copy);
    if (!q || !copy) return NULL;
    if (n) memcpy(copy, kids, n * sizeof *copy);
    *q = (mg_xquery){.op = op, .kids = copy, .n = n};
    return q;
}

const mg_xquery *mg_xq_scale(mg_arena *arena, const mg_xquery *kid, double factor)
{
    mg_xquery *q = mg_arena_alloc(arena, sizeof *q);
    const mg_xquery **copy = mg_arena_alloc(arena, sizeof *copy);
    if (!q || !copy) return NULL;
    *copy = kid;
    *q = (mg_xquery){.op = MG_X_SCALE, .kids = copy, .n = 1, .factor = factor};
    return q;
}

const mg_xquery *mg_plan_checked(mg_planner *p, const mg_xquery *q)
{
    if (!q) mg_plan_nomem(p);
    return q;
}

const mg_xquery *mg_plan_join(mg_planner *p, mg_xquery_op op, mg_xlist *kids)
{
    const mg_xquery *q = kids->n ? mg_plan_checked(p, mg_xq_join(p->arena, op, kids->v, kids->n)) : NULL;
    mg_vec_free(kids);
    return q;
}

const mg_xquery *mg_plan_pair(mg_planner *p, mg_xquery_op op, const mg_xquery *a, const mg_xquery *b)
{
    const mg_xquery *kids[] = {a, b};
    if (!a || !b) return a;
    return mg_plan_checked(p, mg_xq_join(p->arena, op, kids, 2));
}

void mg_plan_push(mg_planner *p, mg_xlist *list, const mg_xquery *q)
{
    if (q && !mg_vec_push(list, q)) mg_plan_nomem(p);
}

const mg_xquery *mg_plan_simple(mg_planner *p, mg_xquery_op op)
{
    mg_xquery *q = mg_arena_alloc(p->arena, sizeof *q);
    if (q) *q = (mg_xquery){.op = op};
    return mg_plan_checked(p, q);
}

const mg_xquery *mg_plan_term(mg_planner *p, const char *prefix, mg_span word)
{
    char text[MG_TERM_MAX + 1];
    size_t head = strlen(prefix);
    if (head + word.n > MG_TERM_MAX) return NULL;
    memcpy(text, prefix, head);
    memcpy(text + head, word.p, word.n);
    return mg_plan_checked(p, mg_xq_term(p->arena, (mg_span){text, head + word.n}));
}

const mg_xquery *mg_plan_windowed(mg_planner *p, mg_xquery_op op, mg_xlist *kids, unsigned window)
{
    mg_xquery *q = mg_arena_alloc(p->arena, sizeof *q);
    const mg_xquery **copy = mg_arena_alloc(p->arena, kids->n * sizeof *copy);
    if (q && copy) {
        memcpy(copy, kids->v, kids->n * sizeof *copy);
        *q = (mg_xquery){.op = op, .kids = copy, .n = kids->n, .window = window};
    } else {
        mg_plan_nomem(p);
        q = NULL;
    }
    mg_vec_free(kids);
    return q;
}

/* ---- leaves: what to mark ---- */

uint32_t mg_plan_documents(mg_planner *p, mg_span t)
{
    uint32_t n = 1;
    if (!p->marks) return n;
    if (p->status == MG_OK) p->status = mg_db_term_documents(p->lex->index->db, t, &n, p->err);
    return n;
}

double mg_plan_rarity(const mg_planner *p, uint32_t documents)
{
    return log(1 + (p->documents - MG_MIN(documents, p->documents) + 0.5) / (documents + 0.5));
}

void mg_plan_add_form(mg_planner *p, mg_form_list *forms, mg_span text, mg_span language, mg_like how)
{
    mg_form form = {mg_arena_copy(p->arena, text), language, how};
    if (!form.text.p || !mg_vec_push(forms, form)) mg_plan_nomem(p);
}

struct mg_leaf_word mg_plan_leaf_word(mg_planner *p, mg_form_list *forms)
{
    mg_form *copy = mg_arena_alloc(p->arena, forms->n * sizeof *copy);
    struct mg_leaf_word word = {copy, forms->n};
    if (copy && forms->n) memcpy(copy, forms->v, forms->n * sizeof *copy);
    if (!copy) mg_plan_nomem(p);
    mg_vec_free(forms);
    return word;
}

void mg_plan_add_leaf(mg_planner *p, const mg_field *field, struct mg_leaf_word *words, size_t n, unsigned window, bool ordered,
                     double weight)
{
    struct mg_leaf_word *copy = mg_arena_alloc(p->arena, n * sizeof *copy);
    if (!copy) {
        mg_plan_nomem(p);
        return;
    }
    memcpy(copy, words, n * sizeof *copy);
    bool marks = p->marks && p->nots % 2 == 0;
    if (marks && !mg_vec_push(&p->leaves, (mg_leaf){field, copy, n, window, ordered, weight, false})) mg_plan_nomem(p);
}

/* ---- what became of words ---- */

void mg_plan_note(mg_planner *p, mg_span word, const char *tail, size_t at, const mg_field *field, const mg_xquery *query, size_t total)
{
    mg_buf text = MG_BUF_INIT;
    mg_buf_add(&text, word);
    mg_buf_adds(&text, tail);
    mg_planned_word planned = {mg_arena_copy(p->arena, mg_buf_span(&text)), at, field, query, total};
    if (text.failed || !planned.word.p || !mg_vec_push(&p->words, planned)) mg_plan_nomem(p);
    mg_buf_dispose(&text);
}
