/* plan.c - see plan.h. Every plan_ function gives a query, or NULL where a part of the tree holds nothing
 * to search for. */
#include "searcher/planner.h"

#include "common/schema.h"

/* ---- what is asked for ---- */

/* One leaf of all words that show an answer in the language of the function words. */
static void add_hints(mg_planner *p)
{
    const mg_lexicon *lex = p->lex;
    mg_span words = mg_answer_words(lex->function_words, p->asked);
    mg_form_list forms = {0};
    size_t language = 0;
    while (language < lex->n_stemmers && lex->stemmers[language].language != lex->function_words) language++;
    if (language == lex->n_stemmers || !words.n) return;
    for (size_t at = 0, end; at < words.n; at = end + 1) {
        end = mg_span_find(words, at, ' ');
        mg_span stem = mg_stem(lex->stemmers[language].stemmer, mg_span_sub(words, at, end));
        if (stem.n) mg_plan_add_form(p, &forms, stem, lex->stemmers[language].code, MG_LIKE_SAME);
    }
    struct mg_leaf_word leaf = mg_plan_leaf_word(p, &forms);
    mg_plan_add_leaf(p, NULL, &leaf, 1, 1, true, 1);
}

/* ---- parts of the tree ---- */

static const mg_xquery *plan_phrase(mg_planner *p, const mg_qnode *n)
{
    mg_qwords words = {0};
    mg_plan_cut(p, n, true, &words);
    const mg_xquery *q = NULL;
    mg_plan_weighing(p, words.n);
    p->apart = true;
    if (words.n) q = mg_plan_together(p, n->field, words.v, words.n, (unsigned)words.n + n->distance, true);
    mg_vec_free(&words);
    return q;
}

static const mg_xquery *plan_near(mg_planner *p, const mg_qnode *n)
{
    mg_qwords words = {0};
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
        size_t before = words.n;
        mg_plan_cut(p, kid, true, &words);
        if (words.n > before + 1) MG_PLAN_WARN(p, kid->start, "NEAR and ADJ join single words: these are taken one by one");
    }
    const mg_xquery *q = NULL;
    mg_plan_weighing(p, words.n);
    p->apart = true;
    if (words.n)
        q = mg_plan_together(p, n->kids->field, words.v, words.n, n->distance + (unsigned)words.n - 1, n->ordered);
    mg_vec_free(&words);
    return q;
}

static const mg_xquery *plan_value(mg_planner *p, const mg_qnode *n)
{
    mg_span value = n->text;
    const mg_language *language = strcmp(n->field->prefix, "L") == 0 ? mg_language_find(value) : NULL;
    if (language) value = mg_span_str(language->code);
    mg_buf t = MG_BUF_INIT;
    mg_term_exact(n->field->prefix, value, n->field->folded, &t);
    const mg_xquery *q = t.failed ? NULL : mg_xq_term(p->arena, mg_buf_span(&t));
    mg_buf_dispose(&t);
    mg_plan_note(p, n->text, "", n->start, n->field, q, 1);
    return mg_plan_checked(p, q);
}

/* ---- the tree ---- */

static const mg_xquery *plan(mg_planner *p, const mg_qnode *n);

/* Filters decide whether an article may match and add nothing to its score. */
bool mg_plan_is_filter(const mg_qnode *n)
{
    bool text = n->type == MG_Q_TEXT || n->type == MG_Q_PHRASE || n->type == MG_Q_PREFIX;
    return n->type == MG_Q_DATE || n->type == MG_Q_HAS ||
           (text && n->field && (n->field->kind == MG_FIELD_EXACT || n->field->kind == MG_FIELD_LABEL));
}

/* Several filters on one field are alternatives, as a reader of "source:a source:b" expects. */
static const mg_xquery *plan_filters(mg_planner *p, const mg_qnode *first)
{
    mg_xlist all = {0};
    for (const mg_qnode *n = first; n; n = n->next) {
        if (n->sign || !mg_plan_is_filter(n)) continue;
        bool seen = false;
        for (const mg_qnode *before = first; before != n && n->field; before = before->next)
            seen |= !before->sign && mg_plan_is_filter(before) && before->field == n->field;
        if (seen) continue;
        mg_xlist same = {0};
        for (const mg_qnode *other = n; other; other = n->field ? other->next : NULL)
            if (!other->sign && mg_plan_is_filter(other) && other->field == n->field) mg_plan_push(p, &same, plan(p, other));
        mg_plan_push(p, &all, mg_plan_join(p, MG_X_OR, &same));
    }
    return mg_plan_join(p, MG_X_AND, &all);
}

static const mg_xquery *plan_list(mg_planner *p, const mg_qnode *list)
{
    mg_xlist must = {0}, may = {0}, not = {0};
    size_t plain = 0, needed = 0;
    for (const mg_qnode *n = list->kids; n; n = n->next) {
        bool filter = mg_plan_is_filter(n), text = !filter && (n->type == MG_Q_TEXT || n->type == MG_Q_PREFIX);
        bool parts = !filter && (!text || n->sign == '-');
        if (!n->sign && filter) continue;
        mg_xlist found = {0};
        p->nots += n->sign == '-';
        p->apart |= parts;
        if (text) mg_plan_text(p, n, &found);
        else mg_plan_push(p, &found, plan(p, n));
        p->apart |= parts;
        p->nots -= n->sign == '-';
        if (n->sign == '-') { /* -foo,bar: not with both */
            mg_plan_push(p, &not, mg_plan_join(p, MG_X_AND, &found));
            continue;
        }
        *(n->sign ? &needed : &plain) += found.n;
        for (size_t i = 0; i < found.n; i++) mg_plan_push(p, n->sign || p->all ? &must : &may, found.v[i]);
        mg_vec_free(&found);
    }
    p->loose |= plain > 1 || (plain && needed);
    mg_plan_lone_function_words(p, &must, &may);
    const mg_xquery *q = mg_plan_join(p, MG_X_AND, &must), *optional = mg_plan_join(p, MG_X_OR, &may);
    q = q ? mg_plan_pair(p, MG_X_AND_MAYBE, q, optional) : optional;
    const mg_xquery *filters = plan_filters(p, list->kids), *without = mg_plan_join(p, MG_X_OR, &not);
    q = q ? mg_plan_pair(p, MG_X_FILTER, q, filters) : filters;
    if (!q && without) q = mg_plan_simple(p, MG_X_ALL);
    return mg_plan_pair(p, MG_X_AND_NOT, q, without);
}

static const mg_xquery *plan_not(mg_planner *p, const mg_qnode *n)
{
    mg_xlist without = {0};
    const mg_xquery *q = NULL;
    const mg_qnode *kid = n->kids;
    p->apart = true;
    if (kid && kid->next) {
        q = plan(p, kid);
        kid = kid->next;
    }
    p->nots++;
    for (; kid; kid = kid->next) mg_plan_push(p, &without, plan(p, kid));
    p->nots--;
    p->apart = true;
    const mg_xquery *any = mg_plan_join(p, MG_X_OR, &without);
    if (!q && any) q = mg_plan_simple(p, MG_X_ALL);
    return mg_plan_pair(p, MG_X_AND_NOT, q, any);
}

static const mg_xquery *plan(mg_planner *p, const mg_qnode *n)
{
    mg_xlist kids = {0}, none = {0};
    if (p->status != MG_OK) return NULL;
    bool value = n->field && (n->type == MG_Q_TEXT || n->type == MG_Q_PHRASE || n->type == MG_Q_PREFIX);
    if (value && n->field->kind == MG_FIELD_LABEL) return mg_plan_label(p, n);
    if (value && n->field->kind == MG_FIELD_EXACT) return plan_value(p, n);
    switch (n->type) {
    case MG_Q_EMPTY: return NULL;
    case MG_Q_TEXT:
    case MG_Q_PREFIX:
        mg_plan_text(p, n, &kids);
        mg_plan_lone_function_words(p, &kids, &none);
        return mg_plan_join(p, MG_X_AND, &kids);
    case MG_Q_PHRASE: return plan_phrase(p, n);
    case MG_Q_NEAR: return plan_near(p, n);
    case MG_Q_LIST: return plan_list(p, n);
    case MG_Q_NOT: return plan_not(p, n);
    case MG_Q_DATE: return mg_plan_checked(p, mg_xq_range(p->arena, MG_SLOT_DATE, n->first, n->last));
    case MG_Q_HAS: {
        if (mg_span_eq_nocase(n->text, MG_SPAN("id"))) return mg_plan_simple(p, MG_X_ALL); /* all have one, and no term says so */
        mg_buf t = MG_BUF_INIT;
        mg_term_exact("XHAS", n->text, true, &t);
        const mg_xquery *q = t.failed ? NULL : mg_xq_term(p->arena, mg_buf_span(&t));
        mg_buf_dispose(&t);
        return mg_plan_checked(p, q);
    }
    case MG_Q_AND:
    case MG_Q_OR:
    case MG_Q_XOR: break;
    }
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
        p->apart |= n->type != MG_Q_AND;
        mg_plan_push(p, &kids, plan(p, kid));
        p->apart |= n->type != MG_Q_AND;
    }
    return mg_plan_join(p, n->type == MG_Q_AND ? MG_X_AND : n->type == MG_Q_OR ? MG_X_OR : MG_X_XOR, &kids);
}

mg_status mg_plan_make(const mg_lexicon *lexicon, const mg_qnode *tree, bool all, bool marks, mg_arena *arena,
                       mg_warnings *warnings, mg_plan *out, mg_error *err)
{
    mg_planner p = {.lex = lexicon, .arena = arena, .warnings = warnings, .err = err, .all = all, .marks = marks};
    mg_db_info info;
    MG_TRY(mg_db_get_info(lexicon->index->db, &info, err));
    p.documents = info.documents;
    const mg_xquery *query = plan(&p, tree);
    size_t n_leaves = p.leaves.n;
    if (p.asked) add_hints(&p);
    mg_leaf *leaves = mg_arena_alloc(arena, p.leaves.n * sizeof *leaves);
    if (!leaves) mg_plan_nomem(&p);
    else if (p.leaves.n) memcpy(leaves, p.leaves.v, p.leaves.n * sizeof *leaves);
    mg_planned_word *words = mg_arena_alloc(arena, p.words.n * sizeof *words);
    if (!words) mg_plan_nomem(&p);
    else if (p.words.n) memcpy(words, p.words.v, p.words.n * sizeof *words);
    mg_near_word *near = mg_arena_alloc(arena, (p.near.n + 1) * sizeof *near);
    if (!near) mg_plan_nomem(&p);
    else if (p.near.n) memcpy(near, p.near.v, p.near.n * sizeof *near);
    *out = (mg_plan){.query = query, .leaves = leaves, .n_leaves = n_leaves, .asked = p.asked, .hints = p.leaves.n > n_leaves, .words = words,
                     .n_words = p.words.n, .near = near, .n_near = p.near.n, .weighing = p.weighing, .loose = p.loose};
    mg_vec_free(&p.near);
    mg_vec_free(&p.leaves);
    mg_vec_free(&p.words);
    return p.status;
}
