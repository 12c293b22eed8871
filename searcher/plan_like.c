/* plan_like.c - words that stand for others (wildcards, fuzzy ones), and words of whole values: looked up in the index. See planner.h. */
#include "searcher/planner.h"

#include "common/schema.h"
#include "common/utf8.h"

typedef struct {
    mg_span term;
    uint32_t documents;
} found_term;

typedef struct {
    mg_planner *p;
    MG_VEC(found_term) terms; /* the most frequent so far */
    uint32_t least;           /* those of no more documents do not count */
    size_t total;
    size_t skip; /* bytes of the prefix, before the word */
    const mg_qword *words; /* a word; of a label: what must stand in it */
    size_t n;
} look_up;

static bool is_prefixed(mg_span t)
{
    return t.n && t.p[0] >= 'A' && t.p[0] <= 'Z';
}

/* The k-th largest of n numbers, counted from 1, which are put in another order. */
static uint32_t kth_largest(uint32_t *v, size_t n, size_t k)
{
    for (size_t from = 0;;) { /* it is the (k - from)-th of v[from..n) */
        uint32_t pivot = v[from + (n - from) / 2];
        size_t above = from, same = from;
        for (size_t i = from; i < n; i++) {
            uint32_t here = v[i];
            if (here < pivot) continue;
            v[i] = v[same]; /* below it */
            v[same++] = here;
            if (here == pivot) continue;
            v[same - 1] = v[above];
            v[above++] = here;
        }
        if (k <= above) n = above;
        else if (k <= same) return pivot;
        else from = same;
    }
}

/* Leave the `most` most frequent, in their order; of equal ones the first. */
static void keep_frequent(look_up *l, size_t most)
{
    size_t n = l->terms.n, kept = 0, above = 0;
    if (n <= most) return;
    uint32_t *counts = mg_arena_alloc(l->p->arena, n * sizeof *counts);
    if (!counts) {
        mg_plan_nomem(l->p);
        return;
    }
    for (size_t i = 0; i < n; i++) counts[i] = l->terms.v[i].documents;
    l->least = kth_largest(counts, n, most);
    for (size_t i = 0; i < n; i++) above += l->terms.v[i].documents > l->least;
    size_t equal = most - above;
    for (size_t i = 0; i < n; i++) {
        const found_term *t = &l->terms.v[i];
        bool is_last = t->documents == l->least;
        if (t->documents > l->least || (is_last && equal)) l->terms.v[kept++] = *t;
        equal -= is_last && equal;
    }
    l->terms.n = kept;
}

static bool keep(look_up *l, mg_span t, uint32_t documents)
{
    l->total++;
    if (documents <= l->least) return true;
    mg_span copy = mg_arena_copy(l->p->arena, t);
    if (!copy.p || !mg_vec_push(&l->terms, (found_term){copy, documents})) {
        mg_plan_nomem(l->p);
        return false;
    }
    if (l->terms.n < 2 * MG_WILDCARD_MAX) return true;
    keep_frequent(l, MG_WILDCARD_MAX);
    return l->p->status == MG_OK;
}

static bool on_word(void *payload, mg_span t, uint32_t documents)
{
    look_up *l = payload;
    mg_span word = mg_span_sub(t, l->skip, t.n);
    if (++l->p->looked > MG_LOOKED_MAX) return false;
    return is_prefixed(word) || !mg_is_like(l->words->how, l->words->word, word) || keep(l, t, documents);
}

/* Look through the index's words that begin with `begins`. Terms with a prefix stand between words without one. */
static void look_through(mg_planner *p, const char *prefix, mg_span begins, look_up *l)
{
    char from[MG_TERM_MAX + 1];
    size_t n = l->skip + begins.n;
    memcpy(from, prefix, l->skip);
    memcpy(from + l->skip, begins.p, begins.n);
    if (n && p->status == MG_OK) p->status = mg_db_terms(p->lex->index->db, (mg_span){from, n}, on_word, l, p->err);
    for (int first = '!'; !n && first < 0xf5 && p->status == MG_OK && p->looked <= MG_LOOKED_MAX; first++) {
        from[0] = (char)first;
        if (!is_prefixed((mg_span){from, 1}) && (first < 0x80 || first > 0xc1))
            p->status = mg_db_terms(p->lex->index->db, (mg_span){from, 1}, on_word, l, p->err);
    }
}

/* The terms found, the most frequent of them, as one query. `name` and `tail` are what is looked up, `at` its place. */
static void take_found(mg_planner *p, look_up *l, mg_span name, const char *tail, size_t at, mg_xlist *terms)
{
    size_t room = MG_WILDCARDS_MAX - MG_MIN(p->expanded, MG_WILDCARDS_MAX);
    size_t most = MG_MAX(MG_MIN(room, MG_WILDCARD_MAX), 1);
    int shown = (int)mg_utf8_floor(name, 60);
    keep_frequent(l, most);
    if (l->total > most)
        MG_PLAN_WARN(p, at, "%.*s%s stands for %zu words: the %zu most frequent are searched", shown, name.p, tail, l->total, most);
    if (p->looked > MG_LOOKED_MAX)
        MG_PLAN_WARN(p, at, "%.*s%s may stand for more words: only %d of the index were looked at", shown, name.p, tail,
             MG_LOOKED_MAX);
    for (size_t i = 0; i < l->terms.n; i++) mg_plan_push(p, terms, mg_plan_checked(p, mg_xq_term(p->arena, l->terms.v[i].term)));
    p->expanded += terms->n;
    mg_vec_free(&l->terms);
}

const char *mg_plan_tail(mg_like how)
{
    static const char *const tails[] = {"", "*", "", "~1", "~2"};
    return tails[how];
}

uint32_t mg_plan_expand(mg_planner *p, const mg_field *field, const mg_qword *w, mg_xlist *terms, size_t *total)
{
    look_up l = {.p = p, .skip = strlen(mg_plan_prefix(field)), .words = w, .n = 1};
    uint32_t documents = 0;
    look_through(p, mg_plan_prefix(field), mg_like_begins(w->how, w->word), &l);
    for (size_t i = 0; i < l.terms.n; i++) documents = MG_MAX(documents, l.terms.v[i].documents);
    take_found(p, &l, w->word, mg_plan_tail(w->how), w->at, terms);
    *total = l.total;
    return documents;
}

const mg_xquery *mg_plan_like(mg_planner *p, const mg_field *field, const mg_qword *w)
{
    mg_xlist terms = {0};
    mg_form_list forms = {0};
    size_t total;
    uint32_t documents = mg_plan_expand(p, field, w, &terms, &total);
    mg_plan_add_form(p, &forms, w->word, (mg_span){0}, w->how);
    struct mg_leaf_word leaf = mg_plan_leaf_word(p, &forms);
    mg_plan_add_leaf(p, field, &leaf, 1, 1, true, mg_plan_rarity(p, documents));
    const mg_xquery *q = mg_plan_join(p, MG_X_SYNONYM, &terms);
    mg_plan_note(p, w->word, mg_plan_tail(w->how), w->at, field, q, total);
    return q ? q : mg_plan_simple(p, MG_X_NOTHING);
}

/* ---- whole values ---- */

static bool is_labelled(const look_up *l, size_t i, mg_span word)
{
    mg_span bare = mg_word_bare(l->p->lex->analyzer, word);
    const mg_qword *want = &l->words[i];
    return mg_is_like(want->how, want->word, word) || (bare.n && mg_is_like(want->how, want->word, bare));
}

/* Do the words stand one after the other in a value? */
static bool on_label(void *payload, mg_span t, uint32_t documents)
{
    look_up *l = payload;
    mg_words words;
    mg_word w;
    bool reached[MG_TERM_MAX + 1] = {true}; /* do so many of the words end here? */
    if (++l->p->looked > MG_LOOKED_MAX) return false;
    if (l->skip == 1 && is_prefixed(mg_span_sub(t, 1, t.n))) return true; /* a longer prefix */
    mg_words_init(&words, l->p->lex->analyzer, mg_span_sub(t, l->skip, t.n));
    while (!reached[l->n] && mg_words_next(&words, &w))
        for (size_t k = l->n; k > 0; k--) reached[k] = reached[k - 1] && is_labelled(l, k - 1, w.word);
    return !reached[l->n] || keep(l, t, documents);
}

const mg_xquery *mg_plan_label(mg_planner *p, const mg_qnode *n)
{
    mg_qwords words = {0};
    mg_xlist terms = {0};
    mg_plan_cut(p, n, true, &words);
    look_up l = {.p = p, .skip = strlen(n->field->prefix), .words = words.v, .n = words.n};
    if (words.n && words.n <= MG_TERM_MAX && p->status == MG_OK) /* no value has more */
        p->status = mg_db_terms(p->lex->index->db, mg_span_str(n->field->prefix), on_label, &l, p->err);
    const char *tail = n->type == MG_Q_PREFIX ? "*" : "";
    take_found(p, &l, n->text, tail, n->start, &terms);
    bool nothing = words.n && !terms.n;
    mg_vec_free(&words);
    const mg_xquery *q = mg_plan_join(p, MG_X_OR, &terms);
    mg_plan_note(p, n->text, tail, n->start, n->field, q, l.total);
    return nothing ? mg_plan_simple(p, MG_X_NOTHING) : q;
}
