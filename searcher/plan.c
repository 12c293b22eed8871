/* plan.c - see plan.h. Every plan_ function gives a query, or NULL where a part of the tree holds nothing
 * to search for. Failure is sticky: p->status. */
#include "searcher/plan.h"

#include "common/schema.h"
#include "common/vec.h"

#include <math.h>

typedef MG_VEC(const mg_xquery *) xlist;
typedef MG_VEC(mg_leaf) leaf_list;
typedef MG_VEC(mg_form) form_list;

typedef struct {
    const mg_lexicon *lex;
    mg_arena *arena;
    mg_warnings *warnings;
    mg_error *err;
    mg_status status;
    bool all;
    bool marks;    /* are leaves wanted? */
    bool negative; /* inside what must not match: nothing to mark */
    bool loose;
    uint32_t documents;
    leaf_list leaves;
} planner;

/* One word of a text of the query. */
typedef struct {
    mg_span word;
    bool stems;
    bool glued; /* belongs to the word before it: part of a phrase */
} qword;

typedef MG_VEC(qword) qwords;

static void fail_nomem(planner *p)
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

static const mg_xquery *checked(planner *p, const mg_xquery *q)
{
    if (!q) fail_nomem(p);
    return q;
}

static const mg_xquery *join(planner *p, mg_xquery_op op, xlist *kids)
{
    const mg_xquery *q = kids->n ? checked(p, mg_xq_join(p->arena, op, kids->v, kids->n)) : NULL;
    mg_vec_free(kids);
    return q;
}

static const mg_xquery *pair(planner *p, mg_xquery_op op, const mg_xquery *a, const mg_xquery *b)
{
    const mg_xquery *kids[] = {a, b};
    if (!a || !b) return a;
    return checked(p, mg_xq_join(p->arena, op, kids, 2));
}

static void push(planner *p, xlist *list, const mg_xquery *q)
{
    if (q && !mg_vec_push(list, q)) fail_nomem(p);
}

static const mg_xquery *term(planner *p, const char *prefix, mg_span word)
{
    char text[MG_TERM_MAX + 1];
    size_t head = strlen(prefix);
    if (head + word.n > MG_TERM_MAX) return NULL;
    memcpy(text, prefix, head);
    memcpy(text + head, word.p, word.n);
    return checked(p, mg_xq_term(p->arena, (mg_span){text, head + word.n}));
}

static const mg_xquery *windowed(planner *p, mg_xquery_op op, xlist *kids, unsigned window)
{
    mg_xquery *q = mg_arena_alloc(p->arena, sizeof *q);
    const mg_xquery **copy = mg_arena_alloc(p->arena, kids->n * sizeof *copy);
    if (q && copy) {
        memcpy(copy, kids->v, kids->n * sizeof *copy);
        *q = (mg_xquery){.op = op, .kids = copy, .n = kids->n, .window = window};
    } else {
        fail_nomem(p);
        q = NULL;
    }
    mg_vec_free(kids);
    return q;
}

/* ---- leaves: what to mark ---- */

/* In how many articles a term is; 1 where nobody asks for the weight of leaves. */
static uint32_t documents_with(planner *p, mg_span t)
{
    uint32_t n = 1;
    if (!p->marks) return n;
    if (p->status == MG_OK) p->status = mg_db_term_documents(p->lex->index->db, t, &n, p->err);
    return n;
}

static double rarity(const planner *p, uint32_t documents)
{
    return log(1 + (p->documents - MG_MIN(documents, p->documents) + 0.5) / (documents + 0.5));
}

static void add_form(planner *p, form_list *forms, mg_span text, mg_span language, bool prefix)
{
    mg_form form = {mg_arena_copy(p->arena, text), language, prefix};
    if (!form.text.p || !mg_vec_push(forms, form)) fail_nomem(p);
}

static struct mg_leaf_word leaf_word(planner *p, form_list *forms)
{
    mg_form *copy = mg_arena_alloc(p->arena, forms->n * sizeof *copy);
    struct mg_leaf_word word = {copy, forms->n};
    if (copy && forms->n) memcpy(copy, forms->v, forms->n * sizeof *copy);
    if (!copy) fail_nomem(p);
    mg_vec_free(forms);
    return word;
}

static void add_leaf(planner *p, const mg_field *field, struct mg_leaf_word *words, size_t n, unsigned window, bool ordered,
                     double weight)
{
    struct mg_leaf_word *copy = mg_arena_alloc(p->arena, n * sizeof *copy);
    if (!copy) {
        fail_nomem(p);
        return;
    }
    memcpy(copy, words, n * sizeof *copy);
    if (p->marks && !p->negative && !mg_vec_push(&p->leaves, (mg_leaf){field, copy, n, window, ordered, weight})) fail_nomem(p);
}

/* ---- words ---- */

/* Cut a text of the query into words, as an article is cut. Words with nothing, or only what holds
 * addresses and compounds together, between them are glued; all are in a quote. */
static void cut(planner *p, mg_span text, bool quoted, qwords *out)
{
    mg_words words;
    mg_word w;
    size_t end = 0;
    mg_words_init(&words, p->lex->analyzer, text);
    while (mg_words_next(&words, &w)) {
        bool glued = out->n > 0;
        for (size_t i = end; !quoted && glued && i < w.start; i++) glued = strchr(".-/:\\@", text.p[i]) && text.p[i];
        end = w.end;
        mg_span copy = mg_arena_copy(p->arena, w.word);
        if (!copy.p || !mg_vec_push(out, (qword){copy, w.stems, glued})) fail_nomem(p);
    }
}

static const char *prefix_of(const mg_field *field)
{
    return field ? field->prefix : "";
}

/* One word as written. */
static const mg_xquery *plan_exact(planner *p, const mg_field *field, mg_span word)
{
    form_list forms = {0};
    const mg_xquery *q = term(p, prefix_of(field), word);
    add_form(p, &forms, word, (mg_span){0}, false);
    struct mg_leaf_word leaf = leaf_word(p, &forms);
    if (q) add_leaf(p, field, &leaf, 1, 1, true, rarity(p, documents_with(p, q->term)));
    return q;
}

/* A stem that the word has in some of the index's languages. */
typedef struct {
    const mg_xquery *term;
    xlist languages; /* XSTEM terms: whose articles it counts in */
} stem_of;

typedef MG_VEC(stem_of) stem_list;

static void add_stem(planner *p, stem_list *stems, const mg_xquery *t, mg_span language)
{
    size_t i = 0;
    while (i < stems->n && !mg_span_eq(stems->v[i].term->term, t->term)) i++;
    if (i == stems->n && !mg_vec_push(stems, (stem_of){.term = t})) return fail_nomem(p);
    push(p, &stems->v[i].languages, term(p, "XSTEM", language));
}

/* One word in the stem of each language, and as written where some articles have no stems. The same
 * word in several forms counts as one word: a synonym. A stem counts only in articles of its language:
 * what "cookies" is cut to in one is another word in the next. */
static const mg_xquery *plan_stemmed(planner *p, const mg_field *field, mg_span word)
{
    char prefix[16] = "Z";
    strncat(prefix, prefix_of(field), sizeof prefix - 2);
    const mg_lexicon *lex = p->lex;
    stem_list stems = {0};
    form_list forms = {0};
    xlist terms = {0};
    uint32_t most = 0;
    for (size_t i = 0; i < lex->n_stemmers; i++) {
        mg_span stem = mg_stem(lex->stemmers[i].stemmer, mg_word_unelided(lex->stemmers[i].language, word));
        const mg_xquery *q = stem.n ? term(p, prefix, stem) : NULL;
        if (!q) continue;
        add_form(p, &forms, stem, lex->stemmers[i].code, false);
        add_stem(p, &stems, q, lex->stemmers[i].code);
    }
    for (size_t i = 0; i < stems.n; i++) {
        uint32_t documents = documents_with(p, stems.v[i].term->term);
        most = MG_MAX(most, documents);
        bool everywhere = stems.v[i].languages.n == lex->n_stemmers || lex->index->foreign;
        const mg_xquery *languages = join(p, MG_X_OR, &stems.v[i].languages);
        if (documents) push(p, &terms, everywhere ? stems.v[i].term : pair(p, MG_X_FILTER, stems.v[i].term, languages));
    }
    if (lex->index->unstemmed || lex->index->foreign || !terms.n) { /* in no article: still a word that can fail to match */
        const mg_xquery *q = term(p, prefix_of(field), word);
        add_form(p, &forms, word, (mg_span){0}, false);
        if (q) most = MG_MAX(most, documents_with(p, q->term));
        push(p, &terms, q);
    }
    mg_vec_free(&stems);
    struct mg_leaf_word leaf = leaf_word(p, &forms);
    add_leaf(p, field, &leaf, 1, 1, true, rarity(p, most));
    return join(p, MG_X_SYNONYM, &terms);
}

/* Words that stand together: in order within `window` (a phrase) or in any order (NEAR). */
static const mg_xquery *plan_together(planner *p, const mg_field *field, const qword *words, size_t n, unsigned window,
                                      bool ordered)
{
    if (n == 1) return plan_exact(p, field, words[0].word);
    xlist terms = {0};
    double weight = 0;
    struct mg_leaf_word *leaf = mg_arena_alloc(p->arena, n * sizeof *leaf);
    if (!leaf) {
        fail_nomem(p);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        form_list forms = {0};
        const mg_xquery *q = term(p, prefix_of(field), words[i].word);
        push(p, &terms, q);
        add_form(p, &forms, words[i].word, (mg_span){0}, false);
        leaf[i] = leaf_word(p, &forms);
        if (q) weight += rarity(p, documents_with(p, q->term));
    }
    add_leaf(p, field, leaf, n, window, ordered, weight);
    if (terms.n < 2) return join(p, MG_X_AND, &terms);
    return windowed(p, ordered ? MG_X_PHRASE : MG_X_NEAR, &terms, window);
}

/* The words of a run without blanks: each group of glued words is a phrase, a single word is stemmed. */
static void plan_text(planner *p, const mg_qnode *n, xlist *out)
{
    qwords words = {0};
    cut(p, n->text, false, &words);
    for (size_t i = 0, size; i < words.n; i += size) {
        for (size = 1; i + size < words.n && words.v[i + size].glued; size++) {}
        bool stemmed = size == 1 && words.v[i].stems && !(n->field && n->field->kind == MG_FIELD_NAMES);
        push(p, out, stemmed ? plan_stemmed(p, n->field, words.v[i].word)
                             : plan_together(p, n->field, words.v + i, size, (unsigned)size, true));
    }
    mg_vec_free(&words);
}

static const mg_xquery *plan_phrase(planner *p, const mg_qnode *n)
{
    qwords words = {0};
    cut(p, n->text, true, &words);
    const mg_xquery *q = NULL;
    if (words.n) q = plan_together(p, n->field, words.v, words.n, (unsigned)words.n + n->distance, true);
    mg_vec_free(&words);
    return q;
}

static const mg_xquery *plan_near(planner *p, const mg_qnode *n)
{
    qwords words = {0};
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
        size_t before = words.n;
        cut(p, kid->text, true, &words);
        if (words.n > before + 1 &&
            !mg_warn(p->warnings, p->arena, kid->start, "NEAR and ADJ join single words: these are taken one by one"))
            fail_nomem(p);
    }
    const mg_xquery *q = NULL;
    if (words.n)
        q = plan_together(p, n->kids->field, words.v, words.n, n->distance + (unsigned)words.n - 1, n->ordered);
    mg_vec_free(&words);
    return q;
}

/* ---- what is looked up in the index ---- */

typedef struct {
    mg_span term;
    uint32_t documents;
} found_term;

typedef struct {
    planner *p;
    MG_VEC(found_term) terms;
    size_t skip;     /* bytes of the prefix, before the word */
    const qwords *words; /* of a label: what must stand in it */
    bool prefix;         /* the last of them may go on */
    size_t total;
} look_up;

static bool is_prefixed(mg_span t)
{
    return t.n && t.p[0] >= 'A' && t.p[0] <= 'Z';
}

static bool keep(look_up *l, mg_span t, uint32_t documents)
{
    l->total++;
    mg_span copy = mg_arena_copy(l->p->arena, t);
    if (copy.p && mg_vec_push(&l->terms, (found_term){copy, documents})) return true;
    fail_nomem(l->p);
    return false;
}

static bool on_word(void *payload, mg_span t, uint32_t documents)
{
    look_up *l = payload;
    return is_prefixed(mg_span_sub(t, l->skip, t.n)) || keep(l, t, documents);
}

/* Do the words stand one after the other in a value? */
static bool on_label(void *payload, mg_span t, uint32_t documents)
{
    look_up *l = payload;
    mg_words words;
    mg_word w;
    size_t matched = 0;
    if (l->skip == 1 && is_prefixed(mg_span_sub(t, 1, t.n))) return true; /* a longer prefix */
    mg_words_init(&words, l->p->lex->analyzer, mg_span_sub(t, l->skip, t.n));
    while (matched < l->words->n && mg_words_next(&words, &w)) {
        mg_span bare = mg_word_bare(l->p->lex->analyzer, w.word), want = l->words->v[matched].word;
        bool more = l->prefix && matched + 1 == l->words->n;
        bool same = more ? mg_span_starts(w.word, want) || mg_span_starts(bare, want)
                         : mg_span_eq(w.word, want) || (bare.n && mg_span_eq(bare, want));
        if (same) matched++;
        else if (matched) matched = mg_span_eq(w.word, l->words->v[0].word);
    }
    return matched < l->words->n || keep(l, t, documents);
}

static int by_documents(const void *a, const void *b)
{
    const found_term *x = a, *y = b;
    if (x->documents != y->documents) return x->documents < y->documents ? 1 : -1;
    return mg_span_cmp(x->term, y->term);
}

/* The terms found as one query, the most frequent MG_WILDCARD_MAX of them. */
static const mg_xquery *join_found(planner *p, const mg_qnode *n, look_up *l, mg_xquery_op op)
{
    xlist terms = {0};
    if (l->terms.n > MG_WILDCARD_MAX) {
        qsort(l->terms.v, l->terms.n, sizeof *l->terms.v, by_documents);
        l->terms.n = MG_WILDCARD_MAX;
        if (!mg_warn(p->warnings, p->arena, n->start, "%.*s%s stands for %zu words: the %d most frequent are searched",
                     (int)MG_MIN(n->text.n, 60), n->text.p, n->type == MG_Q_PREFIX ? "*" : "", l->total, MG_WILDCARD_MAX))
            fail_nomem(p);
    }
    for (size_t i = 0; i < l->terms.n; i++) push(p, &terms, checked(p, mg_xq_term(p->arena, l->terms.v[i].term)));
    if (!terms.n) {
        mg_xquery *nothing = mg_arena_alloc(p->arena, sizeof *nothing);
        if (nothing) nothing->op = MG_X_NOTHING;
        push(p, &terms, checked(p, nothing));
    }
    mg_vec_free(&l->terms);
    return join(p, op, &terms);
}

static const mg_xquery *plan_prefix(planner *p, const mg_qnode *n)
{
    qwords words = {0};
    cut(p, n->text, true, &words);
    if (!words.n) return NULL;
    xlist all = {0};
    mg_span stem = words.v[words.n - 1].word;
    for (size_t i = 0; i + 1 < words.n; i++) push(p, &all, plan_exact(p, n->field, words.v[i].word));
    mg_vec_free(&words);

    const char *prefix = prefix_of(n->field);
    look_up l = {.p = p, .skip = strlen(prefix)};
    mg_buf from = MG_BUF_INIT;
    mg_buf_adds(&from, prefix);
    mg_buf_add(&from, stem);
    if (p->status == MG_OK)
        p->status = from.failed ? mg_fail_nomem(p->err, "planning the query")
                                : mg_db_terms(p->lex->index->db, mg_buf_span(&from), on_word, &l, p->err);
    mg_buf_dispose(&from);

    uint32_t documents = 0;
    for (size_t i = 0; i < l.terms.n; i++) documents = MG_MAX(documents, l.terms.v[i].documents);
    form_list forms = {0};
    add_form(p, &forms, stem, (mg_span){0}, true);
    struct mg_leaf_word leaf = leaf_word(p, &forms);
    add_leaf(p, n->field, &leaf, 1, 1, true, rarity(p, documents));
    push(p, &all, join_found(p, n, &l, MG_X_SYNONYM));
    return join(p, MG_X_AND, &all);
}

static const mg_xquery *plan_label(planner *p, const mg_qnode *n)
{
    qwords words = {0};
    cut(p, n->text, true, &words);
    look_up l = {.p = p, .skip = strlen(n->field->prefix), .words = &words, .prefix = n->type == MG_Q_PREFIX};
    if (words.n && p->status == MG_OK)
        p->status = mg_db_terms(p->lex->index->db, mg_span_str(n->field->prefix), on_label, &l, p->err);
    const mg_xquery *q = words.n ? join_found(p, n, &l, MG_X_OR) : NULL;
    mg_vec_free(&words);
    return q;
}

static const mg_xquery *plan_value(planner *p, const mg_qnode *n)
{
    mg_span value = n->text;
    const mg_language *language = strcmp(n->field->prefix, "L") == 0 ? mg_language_find(value) : NULL;
    if (language) value = mg_span_str(language->code);
    mg_buf t = MG_BUF_INIT;
    mg_term_exact(n->field->prefix, value, n->field->folded, &t);
    const mg_xquery *q = t.failed ? NULL : mg_xq_term(p->arena, mg_buf_span(&t));
    mg_buf_dispose(&t);
    return checked(p, q);
}

/* ---- the tree ---- */

static const mg_xquery *plan(planner *p, const mg_qnode *n);

/* Filters decide whether an article may match and add nothing to its score. */
static bool is_filter(const mg_qnode *n)
{
    bool text = n->type == MG_Q_TEXT || n->type == MG_Q_PHRASE || n->type == MG_Q_PREFIX;
    return n->type == MG_Q_DATE || n->type == MG_Q_HAS ||
           (text && n->field && (n->field->kind == MG_FIELD_EXACT || n->field->kind == MG_FIELD_LABEL));
}

/* Several filters on one field are alternatives, as a reader of "source:a source:b" expects. */
static const mg_xquery *plan_filters(planner *p, const mg_qnode *first)
{
    xlist all = {0};
    for (const mg_qnode *n = first; n; n = n->next) {
        if (n->sign || !is_filter(n)) continue;
        bool seen = false;
        for (const mg_qnode *before = first; before != n && n->field; before = before->next)
            seen |= !before->sign && is_filter(before) && before->field == n->field;
        if (seen) continue;
        xlist same = {0};
        for (const mg_qnode *other = n; other; other = n->field ? other->next : NULL)
            if (!other->sign && is_filter(other) && other->field == n->field) push(p, &same, plan(p, other));
        push(p, &all, join(p, MG_X_OR, &same));
    }
    return join(p, MG_X_AND, &all);
}

static const mg_xquery *plan_list(planner *p, const mg_qnode *list)
{
    xlist must = {0}, may = {0}, not = {0};
    size_t plain = 0;
    for (const mg_qnode *n = list->kids; n; n = n->next) {
        if (!n->sign && is_filter(n)) continue;
        bool outside = p->negative;
        p->negative |= n->sign == '-';
        xlist found = {0};
        if (n->type == MG_Q_TEXT && !is_filter(n)) plan_text(p, n, &found);
        else push(p, &found, plan(p, n));
        p->negative = outside;
        if (n->sign == '-') { /* -foo,bar: not with both */
            push(p, &not, join(p, MG_X_AND, &found));
            continue;
        }
        plain += n->sign ? 0 : found.n;
        for (size_t i = 0; i < found.n; i++) push(p, n->sign || p->all ? &must : &may, found.v[i]);
        mg_vec_free(&found);
    }
    p->loose |= plain > 1 && !p->negative;
    const mg_xquery *q = join(p, MG_X_AND, &must), *optional = join(p, MG_X_OR, &may);
    q = q ? pair(p, MG_X_AND_MAYBE, q, optional) : optional;
    const mg_xquery *filters = plan_filters(p, list->kids), *without = join(p, MG_X_OR, &not);
    q = q ? pair(p, MG_X_FILTER, q, filters) : filters;
    if (!q && without) {
        mg_xquery *everything = mg_arena_alloc(p->arena, sizeof *everything);
        if (everything) everything->op = MG_X_ALL;
        q = checked(p, everything);
    }
    return pair(p, MG_X_AND_NOT, q, without);
}

static const mg_xquery *plan_not(planner *p, const mg_qnode *n)
{
    xlist without = {0};
    const mg_xquery *q = NULL;
    const mg_qnode *kid = n->kids;
    if (kid && kid->next) {
        q = plan(p, kid);
        kid = kid->next;
    } else {
        mg_xquery *everything = mg_arena_alloc(p->arena, sizeof *everything);
        if (everything) everything->op = MG_X_ALL;
        q = checked(p, everything);
    }
    bool outside = p->negative;
    p->negative = true;
    for (; kid; kid = kid->next) push(p, &without, plan(p, kid));
    p->negative = outside;
    return pair(p, MG_X_AND_NOT, q, join(p, MG_X_OR, &without));
}

static const mg_xquery *plan(planner *p, const mg_qnode *n)
{
    xlist kids = {0};
    if (p->status != MG_OK) return NULL;
    bool value = n->field && (n->type == MG_Q_TEXT || n->type == MG_Q_PHRASE || n->type == MG_Q_PREFIX);
    if (value && n->field->kind == MG_FIELD_LABEL) return plan_label(p, n);
    if (value && n->field->kind == MG_FIELD_EXACT) return plan_value(p, n);
    switch (n->type) {
    case MG_Q_EMPTY: return NULL;
    case MG_Q_TEXT: plan_text(p, n, &kids); return join(p, MG_X_AND, &kids);
    case MG_Q_PREFIX: return plan_prefix(p, n);
    case MG_Q_PHRASE: return plan_phrase(p, n);
    case MG_Q_NEAR: return plan_near(p, n);
    case MG_Q_LIST: return plan_list(p, n);
    case MG_Q_NOT: return plan_not(p, n);
    case MG_Q_DATE: return checked(p, mg_xq_range(p->arena, MG_SLOT_DATE, n->first, n->last));
    case MG_Q_HAS: {
        mg_buf t = MG_BUF_INIT;
        mg_term_exact("XHAS", n->text, true, &t);
        const mg_xquery *q = t.failed ? NULL : mg_xq_term(p->arena, mg_buf_span(&t));
        mg_buf_dispose(&t);
        return checked(p, q);
    }
    case MG_Q_AND:
    case MG_Q_OR:
    case MG_Q_XOR: break;
    }
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) push(p, &kids, plan(p, kid));
    return join(p, n->type == MG_Q_AND ? MG_X_AND : n->type == MG_Q_OR ? MG_X_OR : MG_X_XOR, &kids);
}

mg_status mg_plan_make(const mg_lexicon *lexicon, const mg_qnode *tree, bool all, bool marks, mg_arena *arena,
                       mg_warnings *warnings, mg_plan *out, mg_error *err)
{
    planner p = {.lex = lexicon, .arena = arena, .warnings = warnings, .err = err, .all = all, .marks = marks};
    mg_db_info info;
    MG_TRY(mg_db_get_info(lexicon->index->db, &info, err));
    p.documents = info.documents;
    const mg_xquery *query = plan(&p, tree);
    mg_leaf *leaves = mg_arena_alloc(arena, p.leaves.n * sizeof *leaves);
    if (!leaves) fail_nomem(&p);
    else if (p.leaves.n) memcpy(leaves, p.leaves.v, p.leaves.n * sizeof *leaves);
    *out = (mg_plan){query, leaves, p.leaves.n, p.loose};
    mg_vec_free(&p.leaves);
    return p.status;
}
