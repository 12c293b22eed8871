/* plan_text.c - words beside each other: their stems, function words, initials, and which are neighbours. See planner.h. */
#include "searcher/planner.h"

#include "searcher/function_words.h"

/* ---- stems ---- */

/* A stem that the word has in some of the index's languages. */
typedef struct {
    const mg_xquery *term;
    mg_xlist languages; /* XSTEM terms: whose articles it counts in */
} stem_of;

typedef MG_VEC(stem_of) stem_list;

static void add_stem(mg_planner *p, stem_list *stems, const mg_xquery *t, mg_span language)
{
    size_t i = 0;
    while (i < stems->n && !mg_span_eq(stems->v[i].term->term, t->term)) i++;
    if (i == stems->n && !mg_vec_push(stems, (stem_of){.term = t})) return mg_plan_nomem(p);
    mg_plan_push(p, &stems->v[i].languages, mg_plan_term(p, "XSTEM", language));
}

/* The word as written in articles without stems: they have as large a share of those with the word as they have of all. */
static const mg_xquery *where_unstemmed(mg_planner *p, const mg_xquery *word)
{
    const mg_xquery *filter = mg_plan_pair(p, MG_X_FILTER, word, mg_plan_term(p, "XSTEM", mg_span_str(MG_UNSTEMMED)));
    mg_xquery *q = filter ? mg_arena_alloc(p->arena, sizeof *q) : NULL;
    if (!q) {
        mg_plan_nomem(p);
        return NULL;
    }
    *q = *filter;
    q->independent = true;
    return q;
}

/* One word in the stem of each language, and as written where some articles have no stems. The same
 * word in several forms counts as one word: a synonym. A stem counts only in articles of its language:
 * what "cookies" is cut to in one is another word in the next; and the word as written only in those without one. */
static const mg_xquery *plan_stemmed(mg_planner *p, const mg_field *field, const mg_qword *w)
{
    char prefix[16] = "Z";
    mg_span word = w->word;
    strncat(prefix, mg_plan_prefix(field), sizeof prefix - 2);
    const mg_lexicon *lex = p->lex;
    stem_list stems = {0};
    mg_form_list forms = {0};
    mg_xlist terms = {0};
    uint32_t most = 0;
    for (size_t i = 0; i < lex->n_stemmers; i++) {
        mg_span stem = mg_stem(lex->stemmers[i].stemmer, mg_word_unelided(lex->stemmers[i].language, word));
        const mg_xquery *q = stem.n ? mg_plan_term(p, prefix, stem) : NULL;
        if (!q) continue;
        mg_plan_add_form(p, &forms, stem, lex->stemmers[i].code, MG_LIKE_SAME);
        add_stem(p, &stems, q, lex->stemmers[i].code);
    }
    for (size_t i = 0; i < stems.n; i++) {
        uint32_t documents = mg_plan_documents(p, stems.v[i].term->term);
        most = MG_MAX(most, documents);
        bool everywhere = stems.v[i].languages.n == lex->n_stemmers || lex->index->foreign;
        const mg_xquery *languages = mg_plan_join(p, MG_X_OR, &stems.v[i].languages);
        if (documents) mg_plan_push(p, &terms, everywhere ? stems.v[i].term : mg_plan_pair(p, MG_X_FILTER, stems.v[i].term, languages));
    }
    if (lex->index->unstemmed || lex->index->foreign || !terms.n) { /* in no article: still a word that can fail to match */
        const mg_xquery *q = mg_plan_term(p, mg_plan_prefix(field), word);
        mg_plan_add_form(p, &forms, word, (mg_span){0}, MG_LIKE_SAME);
        if (q) most = MG_MAX(most, mg_plan_documents(p, q->term));
        if (q && lex->index->tells_unstemmed && lex->index->unstemmed && terms.n)
            q = where_unstemmed(p, q);
        mg_plan_push(p, &terms, q);
    }
    mg_vec_free(&stems);
    struct mg_leaf_word leaf = mg_plan_leaf_word(p, &forms);
    mg_plan_add_leaf(p, field, &leaf, 1, 1, true, mg_plan_rarity(p, most));
    const mg_xquery *q = mg_plan_join(p, MG_X_SYNONYM, &terms);
    mg_plan_note(p, word, "", w->at, field, q, 1);
    return q;
}

/* ---- function words ---- */

static void plan_function_word(mg_planner *p, const mg_qword *w, mg_xlist *list)
{
    size_t leaf = p->leaves.n;
    const mg_xquery *q = plan_stemmed(p, NULL, w);
    for (; leaf < p->leaves.n; leaf++) p->leaves.v[leaf].function_word = true;
    if (q) mg_plan_push(p, list, mg_plan_checked(p, mg_xq_scale(p->arena, q, MG_FUNCTION_WORD_WEIGHT)));
}

void mg_plan_lone_function_words(mg_planner *p, mg_xlist *must, mg_xlist *may)
{
    mg_xlist *const lists[] = {must, may};
    for (size_t l = 0; l < MG_COUNT(lists); l++)
        for (size_t i = 0; i < lists[l]->n; i++)
            if (lists[l]->v[i]->op != MG_X_SCALE) return;
    for (size_t l = 0; l < MG_COUNT(lists); l++) {
        for (size_t i = 0; i < lists[l]->n; i++) lists[l]->v[i] = lists[l]->v[i]->kids[0];
        mg_plan_weighing(p, lists[l]->n);
    }
}

/* ---- initials ---- */

/* In articles initials in capitals are one word, and u.s. of a query may be meant as those: that word is what weighs, as the letters
 * are rare by themselves, and the phrase of them matches too. */
static const mg_xquery *plan_initials(mg_planner *p, const mg_qword *words, size_t n)
{
    mg_xlist either = {0};
    mg_buf text = MG_BUF_INIT;
    for (size_t i = 0; i < n; i++) mg_buf_add(&text, words[i].word);
    mg_qword whole = {.word = mg_arena_copy(p->arena, mg_buf_span(&text)), .at = words->at, .stems = true};
    if (text.failed || !whole.word.p) mg_plan_nomem(p);
    mg_buf_dispose(&text);
    mg_plan_push(p, &either, plan_stemmed(p, NULL, &whole));
    const mg_xquery *phrase = mg_plan_together(p, NULL, words, n, (unsigned)n, true);
    if (phrase) mg_plan_push(p, &either, mg_plan_pair(p, MG_X_FILTER, mg_plan_simple(p, MG_X_ALL), phrase));
    return mg_plan_join(p, MG_X_OR, &either);
}

/* ---- neighbours ---- */

static void add_near(mg_planner *p, mg_span word, const mg_xquery *query)
{
    mg_near_word near = {word, query, p->apart ? 0 : p->gap + 1};
    p->gap = 0;
    p->apart = p->nots || !query;
    if (!p->apart && !mg_vec_push(&p->near, near)) mg_plan_nomem(p);
}

/* Does a word of the query, as written, ask for something? */
static void note_question(mg_planner *p, const mg_qnode *n, const mg_qword *word)
{
    if (n->field || p->nots || p->asked || !p->lex->function_words) return;
    p->asked = mg_asked_by(p->lex->function_words, p->read++, p->before, word->word);
    p->before = word->word;
}

/* ---- a text ---- */

void mg_plan_text(mg_planner *p, const mg_qnode *n, mg_xlist *out)
{
    mg_qwords words = {0};
    mg_plan_cut(p, n, false, &words);
    if (!n->field) mg_plan_part(&words);
    for (size_t i = 0, size; i < words.n; i += size) {
        size = mg_plan_group(&words, i);
        if (!n->field && mg_plan_initials(words.v + i, size) == size) {
            mg_plan_weighing(p, 1);
            p->apart = true;
            mg_plan_push(p, out, plan_initials(p, words.v + i, size));
            continue;
        }
        bool written = words.v[i].how == MG_LIKE_SAME && words.v[i].stems;
        bool stemmed = size == 1 && written && !(n->field && n->field->kind == MG_FIELD_NAMES);
        if (written) note_question(p, n, &words.v[i]);
        if (stemmed && !n->field && p->lex->function_words &&
            mg_is_function_word(p->lex->function_words, words.v[i].word)) {
            plan_function_word(p, &words.v[i], out);
            p->gap++;
            continue;
        }
        mg_plan_weighing(p, size);
        const mg_xquery *q = stemmed ? plan_stemmed(p, n->field, &words.v[i])
                                     : mg_plan_together(p, n->field, words.v + i, size, (unsigned)size, true);
        if (stemmed && !n->field) add_near(p, words.v[i].word, q);
        else p->apart = true;
        mg_plan_push(p, out, q);
    }
    mg_vec_free(&words);
}

