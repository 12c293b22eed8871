/* plan.c - see plan.h. Every plan_ function gives a query, or NULL where a part of the tree holds nothing
 * to search for. Failure is sticky: p->status. */
#include "searcher/plan.h"

#include "common/schema.h"
#include "common/utf8.h"
#include "common/vec.h"
#include "searcher/function_words.h"
#include "searcher/reasons.h"

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
    bool why; /* does the query ask why? */
    size_t weighing; /* words, but function words */
    uint32_t documents;
    size_t cut;      /* words of the query's texts */
    size_t expanded; /* words that wildcards have become */
    size_t patterns; /* words that are held against the index's */
    size_t looked;   /* how many of those there were */
    leaf_list leaves;
    MG_VEC(mg_planned_word) words;
    MG_VEC(mg_near_word) near;
    uint32_t gap; /* function words since the last of those */
    bool apart;   /* something parts it from what comes */
} planner;

/* One word of a text of the query. */
typedef struct {
    mg_span word;
    mg_like how;
    size_t at; /* of the text, in the query */
    bool stems;
    bool glued; /* belongs to the word before it: part of a phrase */
    char joint; /* ... by this character alone; else 0 */
} qword;

typedef MG_VEC(qword) qwords;

static void fail_nomem(planner *p)
{
    if (p->status == MG_OK) p->status = mg_fail_nomem(p->err, "planning the query");
}

#define WARN(p, where, ...)                                                                        \
    do {                                                                                           \
        if (!mg_warn((p)->warnings, (p)->arena, (where), __VA_ARGS__)) fail_nomem(p);              \
    } while (0)

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

static const mg_xquery *simple(planner *p, mg_xquery_op op)
{
    mg_xquery *q = mg_arena_alloc(p->arena, sizeof *q);
    if (q) *q = (mg_xquery){.op = op};
    return checked(p, q);
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

static void add_form(planner *p, form_list *forms, mg_span text, mg_span language, mg_like how)
{
    mg_form form = {mg_arena_copy(p->arena, text), language, how};
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
    if (p->marks && !p->negative && !mg_vec_push(&p->leaves, (mg_leaf){field, copy, n, window, ordered, weight, false})) fail_nomem(p);
}

/* ---- what became of words ---- */

/* `word` and `tail` are what the query has at byte `at`; `total` words of the index are like it. */
static void note_word(planner *p, mg_span word, const char *tail, size_t at, const mg_field *field, const mg_xquery *query, size_t total)
{
    mg_buf text = MG_BUF_INIT;
    mg_buf_add(&text, word);
    mg_buf_adds(&text, tail);
    mg_planned_word planned = {mg_arena_copy(p->arena, mg_buf_span(&text)), at, field, query, total};
    if (text.failed || !planned.word.p || !mg_vec_push(&p->words, planned)) fail_nomem(p);
    mg_buf_dispose(&text);
}

/* ---- words ---- */

/* What stands for wildcards while a text is cut into words: two letters of Ogham, in which no news is written. */
#define ANY_LETTERS "\xe1\x9a\x81"
#define ONE_LETTER "\xe1\x9a\x82"

static void mask(mg_span text, mg_buf *out)
{
    for (size_t at = 0; at < text.n;) {
        size_t wild = mg_wildcard(text, at);
        mg_buf_add(out, mg_span_sub(text, at, wild));
        at = wild;
        if (at == text.n) return;
        bool any = text.p[at] == '*';
        if (any) mg_buf_adds(out, ANY_LETTERS);
        for (; at < text.n && text.p[at] == (any ? '*' : '?'); at++)
            if (!any) mg_buf_adds(out, ONE_LETTER);
    }
}

/* Give a word its wildcards again. False when it is nothing else, or is one too many. */
static bool unmask(planner *p, qword *w, mg_span masked)
{
    char text[MG_WORD_MAX];
    size_t n = 0, letters = 0;
    w->how = MG_LIKE_SAME;
    for (size_t at = 0; at < masked.n;) {
        mg_span rest = mg_span_sub(masked, at, masked.n);
        bool any = mg_span_starts(rest, MG_SPAN(ANY_LETTERS)), one = mg_span_starts(rest, MG_SPAN(ONE_LETTER));
        if (any || one) w->how = MG_LIKE_WILD;
        else letters++;
        text[n++] = any ? '*' : one ? '?' : rest.p[0];
        at += any || one ? 3 : 1;
    }
    if (!letters) {
        WARN(p, w->at, "a * alone stands for no word: left out");
        return false;
    }
    if (w->how == MG_LIKE_WILD && mg_like_begins(MG_LIKE_WILD, (mg_span){text, n}).n == n - 1 && text[n - 1] == '*') {
        w->how = MG_LIKE_PREFIX;
        n--;
    }
    w->word = mg_arena_copy(p->arena, (mg_span){text, n});
    return true;
}

/* Is there room for one more word that is held against the index's? */
static bool count_pattern(planner *p, const qword *w)
{
    if (w->how <= MG_LIKE_PREFIX || ++p->patterns <= MG_PATTERNS_MAX) return true;
    if (p->patterns == MG_PATTERNS_MAX + 1)
        WARN(p, w->at, "more than %d words are fuzzy or have wildcards before their end: the others are left out",
             MG_PATTERNS_MAX);
    return false;
}

/* Is there room for one more word of a text? */
static bool count_word(planner *p, const mg_qnode *n)
{
    if (++p->cut <= MG_QUERY_WORDS_MAX) return true;
    if (p->cut == MG_QUERY_WORDS_MAX + 1)
        WARN(p, n->start, "the query has more than %d words: the rest is left out", MG_QUERY_WORDS_MAX);
    return false;
}

/* Cut a text of the query into words, as an article is cut. Words with nothing, or only what holds
 * addresses and compounds together, between them are glued; all are in a quote. */
static void cut(planner *p, const mg_qnode *n, bool quoted, qwords *out)
{
    mg_words words;
    mg_word w;
    mg_buf masked = MG_BUF_INIT;
    mg_span text = n->text;
    size_t end = 0, first = out->n;
    if (n->wild) {
        mask(text, &masked);
        if (masked.failed) fail_nomem(p);
        text = mg_buf_span(&masked);
    }
    mg_words_init(&words, p->lex->analyzer, text);
    while (mg_words_next(&words, &w) && count_word(p, n)) {
        bool glued = out->n > first;
        for (size_t i = end; !quoted && glued && i < w.start; i++) glued = strchr(".-/:\\@", text.p[i]) && text.p[i];
        char joint = glued && w.start == end + 1 ? text.p[end] : 0;
        end = w.end;
        qword word = {.at = n->start, .stems = w.stems, .glued = glued, .joint = joint};
        if (!n->wild) word.word = mg_arena_copy(p->arena, w.word);
        else if (!unmask(p, &word, w.word) || !count_pattern(p, &word)) continue;
        if (!word.word.p || !mg_vec_push(out, word)) fail_nomem(p);
    }
    mg_buf_dispose(&masked);
    if (out->n == first) return;
    qword *last = &out->v[out->n - 1];
    if (n->type == MG_Q_PREFIX) last->how = MG_LIKE_PREFIX;
    if (n->edits) last->how = n->edits == 1 ? MG_LIKE_FUZZY1 : MG_LIKE_FUZZY2;
    if (n->edits && !count_pattern(p, last)) out->n--;
}

static const char *prefix_of(const mg_field *field)
{
    return field ? field->prefix : "";
}

/* One word as written. */
static const mg_xquery *plan_exact(planner *p, const mg_field *field, const qword *w)
{
    form_list forms = {0};
    const mg_xquery *q = term(p, prefix_of(field), w->word);
    add_form(p, &forms, w->word, (mg_span){0}, MG_LIKE_SAME);
    struct mg_leaf_word leaf = leaf_word(p, &forms);
    note_word(p, w->word, "", w->at, field, q, 1);
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

/* The word as written in articles without stems: they have as large a share of those with the word as they have of all. */
static const mg_xquery *where_unstemmed(planner *p, const mg_xquery *word)
{
    const mg_xquery *unstemmed = term(p, "XSTEM", mg_span_str(MG_UNSTEMMED)), *kids[] = {word, unstemmed};
    const mg_xquery *filter = unstemmed ? checked(p, mg_xq_join(p->arena, MG_X_FILTER, kids, 2)) : NULL;
    mg_xquery *q = filter ? mg_arena_alloc(p->arena, sizeof *q) : NULL;
    if (!q) {
        fail_nomem(p);
        return NULL;
    }
    *q = *filter;
    q->independent = true;
    return q;
}

/* One word in the stem of each language, and as written where some articles have no stems. The same
 * word in several forms counts as one word: a synonym. A stem counts only in articles of its language:
 * what "cookies" is cut to in one is another word in the next; and the word as written only in those without one. */
static const mg_xquery *plan_stemmed(planner *p, const mg_field *field, const qword *w)
{
    char prefix[16] = "Z";
    mg_span word = w->word;
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
        add_form(p, &forms, stem, lex->stemmers[i].code, MG_LIKE_SAME);
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
        add_form(p, &forms, word, (mg_span){0}, MG_LIKE_SAME);
        if (q) most = MG_MAX(most, documents_with(p, q->term));
        if (q && lex->index->tells_unstemmed && lex->index->unstemmed && terms.n)
            q = where_unstemmed(p, q);
        push(p, &terms, q);
    }
    mg_vec_free(&stems);
    struct mg_leaf_word leaf = leaf_word(p, &forms);
    add_leaf(p, field, &leaf, 1, 1, true, rarity(p, most));
    const mg_xquery *q = join(p, MG_X_SYNONYM, &terms);
    note_word(p, word, "", w->at, field, q, 1);
    return q;
}

/* ---- what is looked up in the index ---- */

typedef struct {
    mg_span term;
    uint32_t documents;
} found_term;

typedef struct {
    planner *p;
    MG_VEC(found_term) terms; /* the most frequent so far */
    uint32_t least;           /* those of no more documents do not count */
    size_t total;
    size_t skip; /* bytes of the prefix, before the word */
    const qword *words; /* a word; of a label: what must stand in it */
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
        fail_nomem(l->p);
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
        fail_nomem(l->p);
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
static void look_through(planner *p, const char *prefix, mg_span begins, look_up *l)
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
static void take_found(planner *p, look_up *l, mg_span name, const char *tail, size_t at, xlist *terms)
{
    size_t room = MG_WILDCARDS_MAX - MG_MIN(p->expanded, MG_WILDCARDS_MAX);
    size_t most = MG_MAX(MG_MIN(room, MG_WILDCARD_MAX), 1);
    int shown = (int)mg_utf8_floor(name, 60);
    keep_frequent(l, most);
    if (l->total > most)
        WARN(p, at, "%.*s%s stands for %zu words: the %zu most frequent are searched", shown, name.p, tail, l->total, most);
    if (p->looked > MG_LOOKED_MAX)
        WARN(p, at, "%.*s%s may stand for more words: only %d of the index were looked at", shown, name.p, tail,
             MG_LOOKED_MAX);
    for (size_t i = 0; i < l->terms.n; i++) push(p, terms, checked(p, mg_xq_term(p->arena, l->terms.v[i].term)));
    p->expanded += terms->n;
    mg_vec_free(&l->terms);
}

/* What stands behind a word that is to be like others, by mg_like. */
static const char *const tails[] = {"", "*", "", "~1", "~2"};

/* The index's words that are like `w`, and how many there are; in how many documents the most frequent is. */
static uint32_t expand(planner *p, const mg_field *field, const qword *w, xlist *terms, size_t *total)
{
    look_up l = {.p = p, .skip = strlen(prefix_of(field)), .words = w, .n = 1};
    uint32_t documents = 0;
    look_through(p, prefix_of(field), mg_like_begins(w->how, w->word), &l);
    for (size_t i = 0; i < l.terms.n; i++) documents = MG_MAX(documents, l.terms.v[i].documents);
    take_found(p, &l, w->word, tails[w->how], w->at, terms);
    *total = l.total;
    return documents;
}

/* One word that stands for those like it. */
static const mg_xquery *plan_like(planner *p, const mg_field *field, const qword *w)
{
    xlist terms = {0};
    form_list forms = {0};
    size_t total;
    uint32_t documents = expand(p, field, w, &terms, &total);
    add_form(p, &forms, w->word, (mg_span){0}, w->how);
    struct mg_leaf_word leaf = leaf_word(p, &forms);
    add_leaf(p, field, &leaf, 1, 1, true, rarity(p, documents));
    const mg_xquery *q = join(p, MG_X_SYNONYM, &terms);
    note_word(p, w->word, tails[w->how], w->at, field, q, total);
    return q ? q : simple(p, MG_X_NOTHING);
}

/* ---- reasons ---- */

/* One leaf of all words that give reasons in the language of the function words. */
static void add_reasons(planner *p)
{
    const mg_lexicon *lex = p->lex;
    mg_span words = mg_reason_words(lex->function_words);
    form_list forms = {0};
    size_t language = 0;
    while (language < lex->n_stemmers && lex->stemmers[language].language != lex->function_words) language++;
    if (language == lex->n_stemmers) return;
    for (size_t at = 0, end; at < words.n; at = end + 1) {
        end = mg_span_find(words, at, ' ');
        mg_span stem = mg_stem(lex->stemmers[language].stemmer, mg_span_sub(words, at, end));
        if (stem.n) add_form(p, &forms, stem, lex->stemmers[language].code, MG_LIKE_SAME);
    }
    struct mg_leaf_word leaf = leaf_word(p, &forms);
    add_leaf(p, NULL, &leaf, 1, 1, true, 1);
}

/* ---- words together ---- */

static int by_term(const void *a, const void *b)
{
    return mg_span_cmp(((const found_term *)a)->term, ((const found_term *)b)->term);
}

/* So many words may stand in the phrases that take the place of a NEAR. */
#define ORDERED_MAX 4000

/* May one word of an article stand for two of these, and are they few enough to be tried in each order? */
static bool overlap(planner *p, const xlist *kids)
{
    MG_VEC(found_term) all = {0};
    bool twice = false;
    for (size_t i = 0; i < kids->n; i++) {
        const mg_xquery *kid = kids->v[i];
        for (size_t j = 0; j < (kid->op == MG_X_TERM ? 1 : kid->n); j++)
            if (!mg_vec_push(&all, (found_term){kid->op == MG_X_TERM ? kid->term : kid->kids[j]->term, 0})) fail_nomem(p);
    }
    if (all.n) qsort(all.v, all.n, sizeof *all.v, by_term);
    for (size_t i = 1; i < all.n; i++) twice |= mg_span_eq(all.v[i - 1].term, all.v[i].term);
    size_t words = all.n;
    for (size_t i = 2; i <= kids->n; i++) words = MG_MIN(words * i, ORDERED_MAX + 1);
    mg_vec_free(&all);
    return twice && words <= ORDERED_MAX;
}

/* Phrases of the kids in each order, of which the first `done` are settled. */
static void every_order(planner *p, xlist *kids, size_t done, unsigned window, xlist *phrases)
{
    if (done == kids->n) {
        xlist copy = {0};
        for (size_t i = 0; i < kids->n; i++) push(p, &copy, kids->v[i]);
        push(p, phrases, windowed(p, MG_X_PHRASE, &copy, window));
    }
    for (size_t i = done; i < kids->n; i++) {
        const mg_xquery *other = kids->v[done];
        kids->v[done] = kids->v[i];
        kids->v[i] = other;
        every_order(p, kids, done + 1, window, phrases);
        kids->v[i] = kids->v[done];
        kids->v[done] = other;
    }
}

/* Where a word may be either of two kids, libxapian's NEAR misses some articles; phrases do not. */
static const mg_xquery *plan_near_any(planner *p, xlist *kids, unsigned window)
{
    xlist phrases = {0};
    if (!overlap(p, kids)) return windowed(p, MG_X_NEAR, kids, window);
    every_order(p, kids, 0, window, &phrases);
    mg_vec_free(kids);
    return join(p, MG_X_OR, &phrases);
}

/* Words that stand together: in order within `window` (a phrase) or in any order (NEAR). Where some stand for several,
 * libxapian takes their alternatives by OR, which would count each: so the weight is that of synonyms. */
static const mg_xquery *plan_together(planner *p, const mg_field *field, const qword *words, size_t n, unsigned window,
                                      bool ordered)
{
    if (n == 1) return words->how == MG_LIKE_SAME ? plan_exact(p, field, words) : plan_like(p, field, words);
    xlist alternatives = {0}, synonyms = {0};
    double weight = 0;
    bool several = false, missing = false;
    struct mg_leaf_word *leaf = mg_arena_alloc(p->arena, n * sizeof *leaf);
    if (!leaf) {
        fail_nomem(p);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        form_list forms = {0};
        add_form(p, &forms, words[i].word, (mg_span){0}, words[i].how);
        leaf[i] = leaf_word(p, &forms);
        if (words[i].how == MG_LIKE_SAME) {
            const mg_xquery *q = term(p, prefix_of(field), words[i].word);
            push(p, &alternatives, q);
            push(p, &synonyms, q);
            note_word(p, words[i].word, "", words[i].at, field, q, 1);
            if (q) weight += rarity(p, documents_with(p, q->term));
            continue;
        }
        xlist terms = {0};
        size_t total;
        weight += rarity(p, expand(p, field, &words[i], &terms, &total));
        several = true;
        missing |= !terms.n;
        if (terms.n) push(p, &alternatives, checked(p, mg_xq_join(p->arena, MG_X_OR, terms.v, terms.n)));
        const mg_xquery *any = join(p, MG_X_SYNONYM, &terms);
        push(p, &synonyms, any);
        note_word(p, words[i].word, tails[words[i].how], words[i].at, field, any, total);
    }
    add_leaf(p, field, leaf, n, window, ordered, weight);
    const mg_xquery *q;
    if (missing) q = simple(p, MG_X_NOTHING);
    else if (alternatives.n < 2) q = join(p, MG_X_AND, &synonyms);
    else if (!several) q = windowed(p, ordered ? MG_X_PHRASE : MG_X_NEAR, &alternatives, window);
    else {
        q = ordered ? windowed(p, MG_X_PHRASE, &alternatives, window) : plan_near_any(p, &alternatives, window);
        q = pair(p, MG_X_FILTER, join(p, MG_X_AND, &synonyms), q);
    }
    mg_vec_free(&alternatives);
    mg_vec_free(&synonyms);
    return q;
}

/* ---- function words ---- */

static void plan_function_word(planner *p, const qword *w, xlist *list)
{
    size_t leaf = p->leaves.n;
    const mg_xquery *q = plan_stemmed(p, NULL, w);
    for (; leaf < p->leaves.n; leaf++) p->leaves.v[leaf].function_word = true;
    if (q) push(p, list, checked(p, mg_xq_scale(p->arena, q, MG_FUNCTION_WORD_WEIGHT)));
}

/* Function words that stand alone are what is asked for. */
static void weigh_lone_function_words(planner *p, xlist *must, xlist *may)
{
    xlist *const lists[] = {must, may};
    for (size_t l = 0; l < MG_COUNT(lists); l++)
        for (size_t i = 0; i < lists[l]->n; i++)
            if (lists[l]->v[i]->op != MG_X_SCALE) return;
    for (size_t l = 0; l < MG_COUNT(lists); l++) {
        for (size_t i = 0; i < lists[l]->n; i++) lists[l]->v[i] = lists[l]->v[i]->kids[0];
        p->weighing += p->negative ? 0 : lists[l]->n;
    }
}

/* Are these words, with nothing but hyphens and slashes between them, of which each is one in its own right? */
static bool are_parted(const qword *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const qword *w = &words[i];
        bool own = w->how == MG_LIKE_SAME && w->stems && mg_utf8_count(w->word) > 1;
        if (!own || (i && w->joint != '-' && w->joint != '/')) return false;
    }
    return true;
}

/* How many of the words are initials: letters with a stop between them. */
static size_t count_initials(const qword *words, size_t n)
{
    size_t i = 0;
    for (; i < n; i++) {
        const qword *w = &words[i];
        if (w->how != MG_LIKE_SAME || !w->stems || mg_utf8_count(w->word) != 1 || (i && w->joint != '.')) break;
    }
    return i > 1 ? i : 0;
}

static size_t group_size(const qwords *words, size_t from)
{
    size_t n = 1;
    while (from + n < words->n && words->v[from + n].glued) n++;
    return n;
}

/* Take apart what is joined only loosely: words, and words behind initials. */
static void part_words(qwords *words)
{
    for (size_t i = 0, size; i < words->n; i += size) {
        size = group_size(words, i);
        size_t initials = count_initials(words->v + i, size);
        if (initials == size || !are_parted(words->v + i + initials, size - initials)) continue;
        for (size_t k = i + 1; k < i + size; k++)
            if (k >= i + initials) words->v[k].glued = false;
    }
}

/* In articles initials in capitals are one word, and u.s. of a query may be meant as those: that word is what weighs, as the letters
 * are rare by themselves, and the phrase of them matches too. */
static const mg_xquery *plan_initials(planner *p, const qword *words, size_t n)
{
    xlist either = {0};
    mg_buf text = MG_BUF_INIT;
    for (size_t i = 0; i < n; i++) mg_buf_add(&text, words[i].word);
    qword whole = {.word = mg_arena_copy(p->arena, mg_buf_span(&text)), .at = words->at, .stems = true};
    if (text.failed || !whole.word.p) fail_nomem(p);
    mg_buf_dispose(&text);
    push(p, &either, plan_stemmed(p, NULL, &whole));
    const mg_xquery *phrase = plan_together(p, NULL, words, n, (unsigned)n, true);
    if (phrase) push(p, &either, pair(p, MG_X_FILTER, simple(p, MG_X_ALL), phrase));
    return join(p, MG_X_OR, &either);
}

static void add_near(planner *p, mg_span word, const mg_xquery *query)
{
    mg_near_word near = {word, query, p->apart ? 0 : p->gap + 1};
    p->gap = 0;
    p->apart = p->negative || !query;
    if (!p->apart && !mg_vec_push(&p->near, near)) fail_nomem(p);
}

/* The words of a run without blanks: each group of glued words is a phrase, a single word is stemmed; so are words that only
 * hyphens and slashes join. */
static void plan_text(planner *p, const mg_qnode *n, xlist *out)
{
    qwords words = {0};
    cut(p, n, false, &words);
    if (!n->field) part_words(&words);
    for (size_t i = 0, size; i < words.n; i += size) {
        size = group_size(&words, i);
        if (!n->field && count_initials(words.v + i, size) == size) {
            p->weighing += p->negative ? 0 : 1;
            p->apart = true;
            push(p, out, plan_initials(p, words.v + i, size));
            continue;
        }
        bool written = words.v[i].how == MG_LIKE_SAME && words.v[i].stems;
        bool stemmed = size == 1 && written && !(n->field && n->field->kind == MG_FIELD_NAMES);
        p->why |= written && p->lex->function_words && mg_asks_why(p->lex->function_words, words.v[i].word);
        if (stemmed && !n->field && p->lex->function_words &&
            mg_is_function_word(p->lex->function_words, words.v[i].word)) {
            plan_function_word(p, &words.v[i], out);
            p->gap++;
            continue;
        }
        p->weighing += p->negative ? 0 : size;
        const mg_xquery *q = stemmed ? plan_stemmed(p, n->field, &words.v[i])
                                     : plan_together(p, n->field, words.v + i, size, (unsigned)size, true);
        if (stemmed && !n->field) add_near(p, words.v[i].word, q);
        else p->apart = true;
        push(p, out, q);
    }
    mg_vec_free(&words);
}

static const mg_xquery *plan_phrase(planner *p, const mg_qnode *n)
{
    qwords words = {0};
    cut(p, n, true, &words);
    const mg_xquery *q = NULL;
    p->weighing += p->negative ? 0 : words.n;
    if (words.n) q = plan_together(p, n->field, words.v, words.n, (unsigned)words.n + n->distance, true);
    mg_vec_free(&words);
    return q;
}

static const mg_xquery *plan_near(planner *p, const mg_qnode *n)
{
    qwords words = {0};
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
        size_t before = words.n;
        cut(p, kid, true, &words);
        if (words.n > before + 1) WARN(p, kid->start, "NEAR and ADJ join single words: these are taken one by one");
    }
    const mg_xquery *q = NULL;
    p->weighing += p->negative ? 0 : words.n;
    if (words.n)
        q = plan_together(p, n->kids->field, words.v, words.n, n->distance + (unsigned)words.n - 1, n->ordered);
    mg_vec_free(&words);
    return q;
}

/* ---- whole values ---- */

static bool is_labelled(const look_up *l, size_t i, mg_span word)
{
    mg_span bare = mg_word_bare(l->p->lex->analyzer, word);
    const qword *want = &l->words[i];
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

static const mg_xquery *plan_label(planner *p, const mg_qnode *n)
{
    qwords words = {0};
    xlist terms = {0};
    cut(p, n, true, &words);
    look_up l = {.p = p, .skip = strlen(n->field->prefix), .words = words.v, .n = words.n};
    if (words.n && words.n <= MG_TERM_MAX && p->status == MG_OK) /* no value has more */
        p->status = mg_db_terms(p->lex->index->db, mg_span_str(n->field->prefix), on_label, &l, p->err);
    const char *tail = n->type == MG_Q_PREFIX ? "*" : "";
    take_found(p, &l, n->text, tail, n->start, &terms);
    bool nothing = words.n && !terms.n;
    mg_vec_free(&words);
    const mg_xquery *q = join(p, MG_X_OR, &terms);
    note_word(p, n->text, tail, n->start, n->field, q, l.total);
    return nothing ? simple(p, MG_X_NOTHING) : q;
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
    note_word(p, n->text, "", n->start, n->field, q, 1);
    return checked(p, q);
}

/* ---- the tree ---- */

static const mg_xquery *plan(planner *p, const mg_qnode *n);

/* Filters decide whether an article may match and add nothing to its score. */
bool mg_plan_is_filter(const mg_qnode *n)
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
        if (n->sign || !mg_plan_is_filter(n)) continue;
        bool seen = false;
        for (const mg_qnode *before = first; before != n && n->field; before = before->next)
            seen |= !before->sign && mg_plan_is_filter(before) && before->field == n->field;
        if (seen) continue;
        xlist same = {0};
        for (const mg_qnode *other = n; other; other = n->field ? other->next : NULL)
            if (!other->sign && mg_plan_is_filter(other) && other->field == n->field) push(p, &same, plan(p, other));
        push(p, &all, join(p, MG_X_OR, &same));
    }
    return join(p, MG_X_AND, &all);
}

static const mg_xquery *plan_list(planner *p, const mg_qnode *list)
{
    xlist must = {0}, may = {0}, not = {0};
    size_t plain = 0, needed = 0;
    for (const mg_qnode *n = list->kids; n; n = n->next) {
        if (!n->sign && mg_plan_is_filter(n)) continue;
        bool outside = p->negative;
        p->negative ^= n->sign == '-';
        xlist found = {0};
        if ((n->type == MG_Q_TEXT || n->type == MG_Q_PREFIX) && !mg_plan_is_filter(n)) plan_text(p, n, &found);
        else push(p, &found, plan(p, n));
        p->negative = outside;
        p->apart |= n->sign == '-';
        if (n->sign == '-') { /* -foo,bar: not with both */
            push(p, &not, join(p, MG_X_AND, &found));
            continue;
        }
        *(n->sign ? &needed : &plain) += found.n;
        for (size_t i = 0; i < found.n; i++) push(p, n->sign || p->all ? &must : &may, found.v[i]);
        mg_vec_free(&found);
    }
    p->apart = true;
    p->loose |= plain > 1 || (plain && needed);
    weigh_lone_function_words(p, &must, &may);
    const mg_xquery *q = join(p, MG_X_AND, &must), *optional = join(p, MG_X_OR, &may);
    q = q ? pair(p, MG_X_AND_MAYBE, q, optional) : optional;
    const mg_xquery *filters = plan_filters(p, list->kids), *without = join(p, MG_X_OR, &not);
    q = q ? pair(p, MG_X_FILTER, q, filters) : filters;
    if (!q && without) q = simple(p, MG_X_ALL);
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
    }
    bool outside = p->negative;
    p->negative = !outside;
    for (; kid; kid = kid->next) push(p, &without, plan(p, kid));
    p->negative = outside;
    const mg_xquery *any = join(p, MG_X_OR, &without);
    if (!q && any) q = simple(p, MG_X_ALL);
    return pair(p, MG_X_AND_NOT, q, any);
}

static const mg_xquery *plan(planner *p, const mg_qnode *n)
{
    xlist kids = {0}, none = {0};
    if (p->status != MG_OK) return NULL;
    p->apart |= n->type != MG_Q_TEXT && n->type != MG_Q_AND;
    bool value = n->field && (n->type == MG_Q_TEXT || n->type == MG_Q_PHRASE || n->type == MG_Q_PREFIX);
    if (value && n->field->kind == MG_FIELD_LABEL) return plan_label(p, n);
    if (value && n->field->kind == MG_FIELD_EXACT) return plan_value(p, n);
    switch (n->type) {
    case MG_Q_EMPTY: return NULL;
    case MG_Q_TEXT:
    case MG_Q_PREFIX:
        plan_text(p, n, &kids);
        weigh_lone_function_words(p, &kids, &none);
        return join(p, MG_X_AND, &kids);
    case MG_Q_PHRASE: return plan_phrase(p, n);
    case MG_Q_NEAR: return plan_near(p, n);
    case MG_Q_LIST: return plan_list(p, n);
    case MG_Q_NOT: return plan_not(p, n);
    case MG_Q_DATE: return checked(p, mg_xq_range(p->arena, MG_SLOT_DATE, n->first, n->last));
    case MG_Q_HAS: {
        if (mg_span_eq_nocase(n->text, MG_SPAN("id"))) return simple(p, MG_X_ALL); /* all have one, and no term says so */
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
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
        push(p, &kids, plan(p, kid));
        p->apart |= n->type != MG_Q_AND;
    }
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
    size_t n_leaves = p.leaves.n;
    if (p.why) add_reasons(&p);
    mg_leaf *leaves = mg_arena_alloc(arena, p.leaves.n * sizeof *leaves);
    if (!leaves) fail_nomem(&p);
    else if (p.leaves.n) memcpy(leaves, p.leaves.v, p.leaves.n * sizeof *leaves);
    mg_planned_word *words = mg_arena_alloc(arena, p.words.n * sizeof *words);
    if (!words) fail_nomem(&p);
    else if (p.words.n) memcpy(words, p.words.v, p.words.n * sizeof *words);
    mg_near_word *near = mg_arena_alloc(arena, (p.near.n + 1) * sizeof *near);
    if (!near) fail_nomem(&p);
    else if (p.near.n) memcpy(near, p.near.v, p.near.n * sizeof *near);
    *out = (mg_plan){.query = query, .leaves = leaves, .n_leaves = n_leaves, .why = p.leaves.n > n_leaves, .words = words,
                     .n_words = p.words.n, .near = near, .n_near = p.near.n, .weighing = p.weighing, .loose = p.loose};
    mg_vec_free(&p.near);
    mg_vec_free(&p.leaves);
    mg_vec_free(&p.words);
    return p.status;
}
