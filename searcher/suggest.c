/* suggest.c - see suggest.h. */
#include "searcher/suggest.h"

#include "common/vec.h"
#include "searcher/like.h"

#include <stdlib.h>

/* ---- completions ---- */

typedef struct {
    mg_arena *arena;
    MG_VEC(mg_vocabulary_word) words;
    bool nomem;
} completer;

/* Terms of a field begin with a capital, words never do. */
static bool is_word(mg_span term)
{
    return term.n && (term.p[0] < 'A' || term.p[0] > 'Z');
}

static bool on_completion(void *payload, mg_span term, uint32_t articles)
{
    completer *c = payload;
    if (!is_word(term)) return true;
    mg_vocabulary_word word = {mg_arena_copy(c->arena, term), articles};
    if (!word.word.p || !mg_vec_push(&c->words, word)) c->nomem = true;
    return !c->nomem;
}

static int most_frequent_first(const void *a, const void *b)
{
    const mg_vocabulary_word *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return mg_span_cmp(x->word, y->word);
}

/* `text` as a word, as an article's is cut; false when it is none or several. */
static bool fold(const mg_lexicon *lex, mg_span text, mg_arena *arena, mg_span *out)
{
    mg_words words;
    mg_word w;
    mg_words_init(&words, lex->analyzer, text);
    if (!mg_words_next(&words, &w)) return false;
    *out = mg_arena_copy(arena, w.word);
    return !mg_words_next(&words, &w);
}

mg_status mg_suggest_completions(const mg_lexicon *lex, mg_span prefix, size_t limit, mg_arena *arena,
                                 const mg_vocabulary_word **out, size_t *n, mg_error *err)
{
    completer c = {.arena = arena};
    mg_span word;
    if (!fold(lex, prefix, arena, &word)) return mg_fail(err, MG_USAGE, "only the beginning of one word can be completed");
    if (!word.p) return mg_fail_nomem(err, "completing a word");
    mg_status status = MG_OK;
    MG_GOTO(mg_db_terms(lex->index->db, word, on_completion, &c, err));
    if (c.words.n) qsort(c.words.v, c.words.n, sizeof *c.words.v, most_frequent_first);
    *n = limit ? MG_MIN(limit, c.words.n) : c.words.n;
    mg_vocabulary_word *words = c.nomem ? NULL : mg_arena_alloc(arena, (*n + 1) * sizeof *words);
    if (!words) MG_GOTO(mg_fail_nomem(err, "completing a word"));
    if (*n) memcpy(words, c.words.v, *n * sizeof *words);
    *out = words;
out:
    mg_vec_free(&c.words);
    return status;
}

/* ---- words that are in few articles, or none ---- */

#define DISTANCE_MAX 2

/* One of them, and the best at each distance yet. */
typedef struct {
    size_t start, end; /* bytes of the query */
    mg_letters letters;
    unsigned most; /* distance that it may be taken */
    uint32_t least; /* in fewer articles nothing is that takes its place */
    mg_vocabulary_word best[DISTANCE_MAX];
} unknown;

typedef struct {
    const mg_lexicon *lex;
    mg_span query;
    mg_arena *arena;
    mg_error *err;
    unknown *words;
    size_t n;
    bool nomem;
} suggester;

static mg_status in_articles(const mg_lexicon *lex, const char *prefix, mg_span word, uint32_t *n, mg_error *err)
{
    mg_buf term = MG_BUF_INIT;
    mg_buf_adds(&term, prefix);
    mg_buf_add(&term, word);
    mg_status status = mg_buf_check(&term, "looking up a word", err);
    if (status == MG_OK) status = mg_db_term_documents(lex->index->db, mg_buf_span(&term), n, err);
    mg_buf_dispose(&term);
    return status;
}

/* As written, or by a stem, whatever is in more; no need to know above MG_SUGGEST_RARE. */
static mg_status in_some_form(const mg_lexicon *lex, mg_span word, uint32_t *n, mg_error *err)
{
    MG_TRY(in_articles(lex, "", word, n, err));
    for (size_t i = 0; *n <= MG_SUGGEST_RARE && i < lex->n_stemmers; i++) {
        uint32_t stemmed = 0;
        mg_span stem = mg_stem(lex->stemmers[i].stemmer, mg_word_unelided(lex->stemmers[i].language, word));
        if (stem.n) MG_TRY(in_articles(lex, "Z", stem, &stemmed, err));
        *n = MG_MAX(*n, stemmed);
    }
    return MG_OK;
}

/* Leave of l'ecluze what is behind the article, if the index has a language that writes so. */
static void leave_elided(const mg_lexicon *lex, mg_span text, mg_word *w)
{
    mg_span rest = w->word;
    for (size_t i = 0; i < lex->n_stemmers && rest.n == w->word.n; i++) rest = mg_word_unelided(lex->stemmers[i].language, w->word);
    if (rest.n == w->word.n) return;
    size_t quote = w->start + (w->word.n - rest.n - 1); /* the article is ASCII */
    w->start = quote + (text.p[quote] == '\'' ? 1 : 3);
    w->word = rest;
}

static mg_status take_text(suggester *s, const mg_qnode *n)
{
    mg_words words;
    mg_word w;
    if (n->text.p < s->query.p || n->text.p > s->query.p + s->query.n) return MG_OK; /* not as it was typed */
    size_t from = (size_t)(n->text.p - s->query.p);
    mg_words_init(&words, s->lex->analyzer, n->text);
    while (s->n < MG_SUGGEST_WORDS_MAX && mg_words_next(&words, &w)) {
        uint32_t articles = UINT32_MAX;
        leave_elided(s->lex, n->text, &w);
        mg_letters typed = mg_letters_of(w.word);
        if (w.stems && typed.n > 2) MG_TRY(in_some_form(s->lex, w.word, &articles, s->err));
        if (articles > MG_SUGGEST_RARE) continue;
        s->words[s->n++] = (unknown){.start = from + w.start, .end = from + w.end, .letters = typed, .most = typed.n > 4 ? 2 : 1,
                                     .least = MG_MAX(articles * MG_SUGGEST_TIMES, 1)};
    }
    return MG_OK;
}

/* Words of text that must be there, in the order of the query. */
static mg_status take_words(suggester *s, const mg_qnode *n)
{
    bool text = n->type == MG_Q_TEXT || n->type == MG_Q_PHRASE;
    if (text && (!n->field || n->field->kind == MG_FIELD_WORDS)) return take_text(s, n);
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
        if (n->type == MG_Q_NOT && (kid != n->kids || !kid->next)) break;
        if (kid->sign != '-') MG_TRY(take_words(s, kid));
    }
    return MG_OK;
}

static bool on_word(void *payload, mg_span term, uint32_t articles)
{
    suggester *s = payload;
    mg_letters candidate = {.n = 0};
    for (size_t i = 0; i < s->n; i++) {
        unknown *u = &s->words[i];
        mg_vocabulary_word *best = u->best;
        if (articles <= best[0].articles || articles < u->least) continue;
        if (!candidate.n) candidate = mg_letters_of(term);
        unsigned d = mg_edits(&u->letters, &candidate, u->most);
        if (d < 1 || d > u->most || articles <= best[d - 1].articles) continue;
        best[d - 1] = (mg_vocabulary_word){mg_arena_copy(s->arena, term), articles};
        if (!best[d - 1].word.p) s->nomem = true;
    }
    return !s->nomem;
}

/* All words that begin with a letter, and none of the terms of fields, which are far more. */
static mg_status read_words(suggester *s)
{
    for (unsigned first = 'a'; first <= 0xf4; first = first == 'z' ? 0xc2 : first + 1) {
        char byte = (char)first;
        MG_TRY(mg_db_terms(s->lex->index->db, (mg_span){&byte, 1}, on_word, s, s->err));
        if (s->nomem) return mg_fail_nomem(s->err, "looking for similar words");
    }
    return MG_OK;
}

static mg_status replace_words(const suggester *s, mg_span *out)
{
    mg_buf text = MG_BUF_INIT;
    size_t at = 0;
    for (size_t i = 0; i < s->n; i++) {
        const unknown *u = &s->words[i];
        const mg_vocabulary_word *best = u->best[0].articles ? &u->best[0] : &u->best[1];
        if (!best->articles) continue;
        mg_buf_add(&text, mg_span_sub(s->query, at, u->start));
        mg_buf_add(&text, best->word);
        at = u->end;
    }
    if (at) mg_buf_add(&text, mg_span_sub(s->query, at, s->query.n));
    if (at && !text.failed) *out = mg_arena_copy(s->arena, mg_buf_span(&text));
    bool ok = !at || (!text.failed && out->p);
    mg_buf_dispose(&text);
    return ok ? MG_OK : mg_fail_nomem(s->err, "looking for similar words");
}

mg_status mg_suggest_query(const mg_lexicon *lex, const mg_qnode *tree, mg_span query, mg_arena *arena, mg_span *out,
                           mg_error *err)
{
    suggester s = {.lex = lex, .query = query, .arena = arena, .err = err};
    *out = (mg_span){0};
    s.words = mg_arena_alloc(arena, MG_SUGGEST_WORDS_MAX * sizeof *s.words);
    if (!s.words) return mg_fail_nomem(err, "looking for similar words");
    MG_TRY(take_words(&s, tree));
    if (!s.n) return MG_OK;
    MG_TRY(read_words(&s));
    return replace_words(&s, out);
}
