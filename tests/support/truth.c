/* truth.c - see truth.h: what matches. Slow and plain: each question is asked of each word of each article. */
#include "tests/support/truth_inside.h"

#include "common/schema.h"
#include "common/utf8.h"
#include "common/xapian_shim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* ---- articles to words ---- */

mg_span truth_kept(mg_arena *arena, mg_span text)
{
    mg_span copy = mg_arena_copy(arena, text);
    assert_non_null(copy.p);
    return copy;
}

mg_stemmer *truth_stemmer(truth *t, const mg_language *language)
{
    size_t i = 0;
    while (i < t->n_languages && t->languages[i] != language) i++;
    if (i < t->n_languages) return t->stemmers[i];
    assert_true(i < LANGUAGES);
    t->languages[t->n_languages++] = language;
    assert_int_equal(mg_stemmer_new(language, &t->stemmers[i], NULL), MG_OK);
    return t->stemmers[i];
}

static void occur(truth *t, word_kind kind, mg_span text, unsigned position, unsigned count)
{
    looked_at *a = &t->articles.v[t->articles.n - 1];
    assert_true(mg_vec_push(&t->occurrences, (occurrence){kind, truth_kept(&t->arena, text), position, count}));
    a->n++;
    a->length += count;
}

/* A form of a word: itself or bare, with or without its elided article. */
static void add_form(truth *t, mg_span form, bool stems, bool title, unsigned position)
{
    const looked_at *a = &t->articles.v[t->articles.n - 1];
    unsigned count = title ? MG_TITLE_WDF : 1;
    mg_span stem = {NULL, 0};
    occur(t, IN_TEXT, form, position, count);
    if (title) occur(t, IN_TITLE, form, position, 1);
    if (stems && a->language) stem = mg_stem(truth_stemmer(t, a->language), form);
    if (stem.n) occur(t, STEM_TEXT, stem, 0, count);
    if (stem.n && title) occur(t, STEM_TITLE, stem, 0, 1);
}

static unsigned add_text(truth *t, mg_span text, bool title, unsigned position)
{
    mg_words words;
    mg_word w;
    mg_words_init(&words, t->analyzer, text);
    while (mg_words_next(&words, &w)) {
        mg_span word = truth_kept(&t->arena, w.word), rest = mg_word_unelided(t->articles.v[t->articles.n - 1].language, word);
        mg_span forms[] = {word, truth_kept(&t->arena, mg_word_bare(t->analyzer, word)), rest, {NULL, 0}};
        forms[3] = truth_kept(&t->arena, mg_word_bare(t->analyzer, rest));
        position++;
        for (size_t i = 0; i < (rest.n == word.n ? 2 : 4); i++)
            if (forms[i].n) add_form(t, forms[i], w.stems, title, position);
    }
    return position;
}

static unsigned add_names(truth *t, word_kind kind, mg_span text, unsigned position)
{
    mg_words words;
    mg_word w;
    mg_words_init(&words, t->analyzer, text);
    while (mg_words_next(&words, &w)) {
        mg_span word = truth_kept(&t->arena, w.word), bare = mg_word_bare(t->analyzer, word);
        occur(t, kind, word, ++position, 1);
        if (bare.n) occur(t, kind, bare, position, 1);
    }
    return position;
}

static void add_article(truth *t, const mg_article *a)
{
    looked_at new = {a, mg_language_find(a->language), t->occurrences.n, 0, 0};
    assert_true(mg_vec_push(&t->articles, new));
    if (new.language) (void)truth_stemmer(t, new.language);
    unsigned at = add_text(t, a->title, true, 0) + MG_FIELD_GAP;
    at = add_text(t, a->standfirst, false, at) + MG_FIELD_GAP;
    at = add_text(t, a->body, false, at) + MG_FIELD_GAP;
    for (size_t i = 0; i < a->byline.n; i++) at = add_names(t, IN_AUTHOR, a->byline.v[i], at) + MG_FIELD_GAP;
    add_names(t, IN_DATELINE, a->dateline, at);
}

truth *truth_new(const mg_article *articles, size_t n)
{
    truth *t = calloc(1, sizeof *t);
    assert_non_null(t);
    assert_int_equal(mg_analyzer_new(&t->analyzer, NULL), MG_OK);
    for (size_t i = 0; i < n; i++) {
        add_article(t, &articles[i]);
        t->average += t->articles.v[i].length / (double)n;
    }
    return t;
}

void truth_free(truth *t)
{
    for (size_t i = 0; i < t->n_languages; i++) mg_stemmer_free(t->stemmers[i]);
    mg_analyzer_free(t->analyzer);
    mg_vec_free(&t->occurrences);
    mg_vec_free(&t->articles);
    mg_arena_dispose(&t->arena);
    mg_arena_dispose(&t->query);
    free(t);
}

/* ---- words of a query ---- */

static bool is_wild_at(mg_span text, size_t at)
{
    return at < text.n && mg_wildcard(text, at) == at;
}

/* Where the word ends that begins at `from`: letters, wildcards, an apostrophe between them. */
static size_t wild_word_end(mg_span text, size_t from)
{
    size_t at = from, next;
    while (at < text.n) {
        next = at;
        bool letter = is_wild_at(text, at) || (mg_xapian_char(mg_utf8_next(text, &next)) & MG_CHAR_WORD);
        if (is_wild_at(text, at)) next = at + 1;
        if (!letter && (text.p[at] != '\'' || at == from)) break;
        at = next;
    }
    return at;
}

/* Cut a piece with wildcards: plainer than what is without, so it must not have more than letters and what glues them. */
static void cut_wild(truth *t, mg_span text, asked_words *out)
{
    bool glued = false;
    for (size_t at = 0, end, next; at < text.n; at = end) {
        end = wild_word_end(text, at);
        if (end == at) {
            next = at;
            mg_utf8_next(text, &next);
            glued &= strchr(".-/:\\@", text.p[at]) != NULL;
            end = next;
            continue;
        }
        mg_buf word = MG_BUF_INIT;
        asked w = {.glued = glued};
        for (size_t i = at; i < end;) {
            w.wild |= is_wild_at(text, i);
            mg_buf_add_char(&word, mg_xapian_char(mg_utf8_next(text, &i)) & MG_CHAR_LOWER);
        }
        w.text = truth_kept(&t->query, mg_buf_span(&word));
        mg_buf_dispose(&word);
        w.stems = !(text.p[at] >= '0' && text.p[at] <= '9');
        if (strspn(w.text.p, "*?") == w.text.n) continue; /* letters there must be */
        assert_true(out->n < WORDS);
        out->v[out->n++] = w;
        glued = true;
    }
}

static void cut_plain(truth *t, mg_span text, asked_words *out)
{
    mg_words words;
    mg_word w;
    size_t end = 0;
    mg_words_init(&words, t->analyzer, text);
    for (bool first = true; mg_words_next(&words, &w); first = false) {
        bool glued = !first;
        for (size_t i = end; i < w.start; i++) glued &= strchr(".-/:\\@", text.p[i]) != NULL;
        char joint = glued && w.start - end == 1 ? text.p[end] : 0;
        end = w.end;
        assert_true(out->n < WORDS);
        out->v[out->n++] = (asked){.text = truth_kept(&t->query, w.word), .stems = w.stems, .glued = glued, .joint = joint};
    }
}

/* Add the words of a node's text. */
void truth_cut(truth *t, const mg_qnode *n, asked_words *out)
{
    size_t before = out->n;
    for (size_t at = 0, end; at < n->text.n; at = end + 1) {
        end = n->wild ? mg_span_find(n->text, at, ' ') : n->text.n;
        mg_span piece = mg_span_sub(n->text, at, end);
        if (n->wild && mg_wildcard(piece, 0) < piece.n) cut_wild(t, piece, out);
        else cut_plain(t, piece, out);
    }
    if (out->n == before) return;
    out->v[before].glued = false;
    out->v[out->n - 1].prefix = n->type == MG_Q_PREFIX;
    out->v[out->n - 1].edits = n->edits;
}

/* ---- one word of a query and one of an article ---- */

static bool fits(mg_span pattern, mg_span word)
{
    size_t next = 0;
    if (!pattern.n) return !word.n;
    if (word.n) mg_utf8_next(word, &next);
    mg_span rest = mg_span_sub(word, next, word.n);
    if (pattern.p[0] == '*') return fits(mg_span_sub(pattern, 1, pattern.n), word) || (word.n && fits(pattern, rest));
    if (pattern.p[0] == '?') return word.n && fits(mg_span_sub(pattern, 1, pattern.n), rest);
    return word.n && pattern.p[0] == word.p[0] && fits(mg_span_sub(pattern, 1, pattern.n), mg_span_sub(word, 1, word.n));
}

/* The number of edits between two words, by the definition; code points in, out, changed, two neighbours swapped. */
static unsigned distance(mg_span a, mg_span b)
{
    uint32_t x[MG_WORD_MAX], y[MG_WORD_MAX];
    unsigned d[MG_WORD_MAX + 1][MG_WORD_MAX + 1];
    size_t n = 0, m = 0;
    for (size_t at = 0; at < a.n;) x[n++] = mg_utf8_next(a, &at);
    for (size_t at = 0; at < b.n;) y[m++] = mg_utf8_next(b, &at);
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            if (!i || !j) {
                d[i][j] = (unsigned)(i + j);
                continue;
            }
            d[i][j] = MG_MIN(d[i - 1][j - 1] + (x[i - 1] != y[j - 1]), 1 + MG_MIN(d[i - 1][j], d[i][j - 1]));
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) d[i][j] = MG_MIN(d[i][j], 1 + d[i - 2][j - 2]);
        }
    return n && m && x[0] == y[0] ? d[n][m] : MG_WORD_MAX;
}

bool truth_is_like(const asked *w, mg_span word)
{
    if (w->edits) return distance(w->text, word) <= w->edits;
    if (w->prefix) return mg_span_starts(word, w->text);
    return w->wild ? fits(w->text, word) : mg_span_eq(w->text, word);
}

/* ---- words in an article ---- */

word_kind truth_kind(const mg_field *field)
{
    if (!field) return IN_TEXT;
    return field->prefix[0] == 'S' ? IN_TITLE : field->prefix[0] == 'A' ? IN_AUTHOR : IN_DATELINE;
}

static bool is_at(const truth *t, const looked_at *a, word_kind kind, const asked *w, unsigned position)
{
    for (size_t i = a->first; i < a->first + a->n; i++) {
        const occurrence *o = &t->occurrences.v[i];
        if (o->kind == kind && (!position || o->position == position) && truth_is_like(w, o->text)) return true;
    }
    return false;
}

static bool has_stem(truth *t, const looked_at *a, word_kind kind, mg_span word)
{
    if (!a->language) return is_at(t, a, kind, &(asked){.text = word}, 0);
    mg_span stem = truth_kept(&t->query, mg_stem(truth_stemmer(t, a->language), mg_word_unelided(a->language, word)));
    return is_at(t, a, kind == IN_TITLE ? STEM_TITLE : STEM_TEXT, &(asked){.text = stem}, 0);
}

/* What has been placed of words that must stand together. */
typedef struct {
    const asked *words;
    size_t n;
    word_kind kind;
    unsigned window;
    bool ordered;
    unsigned taken[WORDS];
} together;

static bool place_next(const truth *t, const looked_at *a, together *g, size_t done)
{
    if (done == g->n) return true;
    unsigned low = g->taken[0], high = g->taken[0];
    for (size_t i = 1; i < done; i++) low = MG_MIN(low, g->taken[i]), high = MG_MAX(high, g->taken[i]);
    for (size_t i = a->first; i < a->first + a->n; i++) {
        const occurrence *o = &t->occurrences.v[i];
        bool fit = o->kind == g->kind;
        for (size_t k = 0; k < done && fit; k++) fit = o->position != g->taken[k];
        if (done && fit && g->ordered) fit = o->position > g->taken[done - 1];
        if (done && fit) fit = MG_MAX(high, o->position) - MG_MIN(low, o->position) < g->window;
        if (!fit || !truth_is_like(&g->words[done], o->text)) continue;
        g->taken[done] = o->position;
        if (place_next(t, a, g, done + 1)) return true;
    }
    return false;
}

static bool stand_together(const truth *t, const looked_at *a, const mg_field *field, const asked *words, size_t n,
                           unsigned window, bool ordered)
{
    together g = {.words = words, .n = n, .kind = truth_kind(field), .window = window, .ordered = ordered};
    return place_next(t, a, &g, 0);
}

/* ---- whole values ---- */

static bool label_has(truth *t, mg_span value, const asked_words *words)
{
    asked_words parts = {.n = 0};
    cut_plain(t, value, &parts);
    for (size_t from = 0; from + words->n <= parts.n; from++) {
        size_t same = 0;
        for (; same < words->n; same++) {
            mg_span part = parts.v[from + same].text, bare = truth_kept(&t->query, mg_word_bare(t->analyzer, part));
            if (!truth_is_like(&words->v[same], part) && !(bare.n && truth_is_like(&words->v[same], bare))) break;
        }
        if (same == words->n) return true;
    }
    return false;
}

static bool any_label(truth *t, const mg_article *a, const mg_field *field, const asked_words *words)
{
    if (strcmp(field->name, "source") == 0) return label_has(t, a->source, words);
    if (strcmp(field->name, "section") == 0) return label_has(t, a->section, words);
    for (size_t i = 0; i < a->keywords.n; i++)
        if (label_has(t, a->keywords.v[i], words)) return true;
    return false;
}

static bool is_value(const mg_article *a, const mg_field *field, mg_span value)
{
    if (strcmp(field->name, "url") == 0) return mg_span_eq(a->url, value);
    if (strcmp(field->name, "id") == 0) return mg_span_eq(a->id, value);
    const mg_language *language = mg_language_find(value);
    return mg_span_eq_nocase(a->language, language ? mg_span_str(language->code) : value);
}

static bool has_field(const mg_article *a, mg_span name)
{
    static const char *const names[] = {"title", "author", "source", "section", "dateline", "keyword", "url", "lang", "id"};
    const size_t lengths[] = {a->title.n,    a->byline.n,   a->source.n, a->section.n,
                              a->dateline.n, a->keywords.n, a->url.n,    a->language.n, a->id.n};
    for (size_t i = 0; i < MG_COUNT(names); i++)
        if (mg_span_eq_nocase(name, mg_span_str(names[i]))) return lengths[i] > 0;
    return a->date.precision != MG_DATE_NONE;
}

/* A date as the number YYYYMMDDhhmmss, `fill` in the digits that it does not have. */
static double number_of(mg_span key, int fill)
{
    double number = 0;
    for (size_t i = 0; i < 14; i++) number = number * 10 + (i < key.n && key.p[i] != '~' ? key.p[i] - '0' : fill);
    return number;
}

/* What is dated by a day, a month or a year stands at its beginning, before whatever is in it. */
static bool is_dated(const mg_article *a, mg_span first, mg_span last)
{
    char key[14];
    mg_span date = {key, mg_date_key(&a->date, key)};
    if (!date.n) return false;
    double from = number_of(first, 0), at = number_of(date, 0);
    return (!first.n || at > from || (at == from && date.n >= first.n)) && (!last.n || number_of(date, 0) <= number_of(last, 9));
}

/* ---- the tree ---- */

static verdict both(verdict a, verdict b)
{
    return a == NOTHING ? b : b == NOTHING ? a : a && b ? YES : NO;
}

static verdict either(verdict a, verdict b)
{
    return a == NOTHING ? b : b == NOTHING ? a : a || b ? YES : NO;
}

static verdict without(verdict a, verdict b)
{
    return a == YES && b == YES ? NO : a;
}

static bool is_text(const mg_qnode *n)
{
    return n->type == MG_Q_TEXT || n->type == MG_Q_PREFIX || n->type == MG_Q_PHRASE;
}

static bool is_valued(const mg_qnode *n)
{
    return is_text(n) && n->field && (n->field->kind == MG_FIELD_EXACT || n->field->kind == MG_FIELD_LABEL);
}

bool truth_is_filter(const mg_qnode *n)
{
    return n->type == MG_Q_DATE || n->type == MG_Q_HAS || is_valued(n);
}

mg_span truth_whole(truth *t, const asked *words, size_t size)
{
    mg_buf whole = MG_BUF_INIT;
    for (size_t i = 0; i < size; i++) mg_buf_add(&whole, words[i].text);
    mg_span copy = truth_kept(&t->query, mg_buf_span(&whole));
    mg_buf_dispose(&whole);
    return copy;
}

bool truth_is_stemmed(const mg_qnode *n, const asked *words, size_t size)
{
    bool written = size > 1 || words->wild || words->prefix || words->edits || !words->stems;
    return !written && !(n->field && n->field->kind == MG_FIELD_NAMES);
}

bool truth_group_matches(const looker *l, const mg_qnode *n, const asked *words, size_t size)
{
    bool initials = !n->field && truth_initials(words, size) == size;
    if (initials && has_stem(l->t, l->a, IN_TEXT, truth_whole(l->t, words, size))) return true;
    if (truth_is_stemmed(n, words, size)) return has_stem(l->t, l->a, truth_kind(n->field), words->text);
    return stand_together(l->t, l->a, n->field, words, size, (unsigned)size, true);
}

static bool is_plain(const asked *w, bool letter)
{
    return !w->wild && !w->prefix && !w->edits && w->stems && (mg_utf8_count(w->text) == 1) == letter;
}

/* Of glued words: so many letters with stops between them; else 0. */
size_t truth_initials(const asked *words, size_t size)
{
    size_t n = 0;
    while (n < size && is_plain(&words[n], true) && (!n || words[n].joint == '.')) n++;
    return n < 2 ? 0 : n;
}

/* Words that hyphens and slashes join, and those behind initials, are words by themselves: where the group ends that begins at i. */
size_t truth_group_end(const asked_words *words, size_t i, bool parted)
{
    size_t end = i + 1;
    while (end < words->n && words->v[end].glued) end++;
    if (!parted) return end;
    size_t first = i + truth_initials(words->v + i, end - i), from = first;
    for (; first < end; first++)
        if (!is_plain(&words->v[first], false) || (first > from && !strchr("-/", words->v[first].joint ? words->v[first].joint : 'x'))) return end;
    return from > i ? from : i + 1;
}

/* The groups of glued words of a text: do all match, or any? */
static verdict text_matches(const looker *l, const mg_qnode *n, bool all)
{
    asked_words words = {.n = 0};
    verdict v = NOTHING;
    truth_cut(l->t, n, &words);
    for (size_t i = 0, size; i < words.n; i += size) {
        size = truth_group_end(&words, i, !n->field) - i;
        verdict group = truth_group_matches(l, n, words.v + i, size) ? YES : NO;
        v = all ? both(v, group) : either(v, group);
    }
    return v;
}

static verdict phrase_matches(const looker *l, const mg_qnode *n)
{
    asked_words words = {.n = 0};
    truth_cut(l->t, n, &words);
    if (!words.n) return NOTHING;
    return stand_together(l->t, l->a, n->field, words.v, words.n, (unsigned)words.n + n->distance, true) ? YES : NO;
}

static verdict near_matches(const looker *l, const mg_qnode *n)
{
    asked_words words = {.n = 0};
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) truth_cut(l->t, kid, &words);
    if (!words.n) return NOTHING;
    unsigned window = n->distance + (unsigned)words.n - 1;
    return stand_together(l->t, l->a, n->kids->field, words.v, words.n, window, n->ordered) ? YES : NO;
}

static verdict value_matches(const looker *l, const mg_qnode *n)
{
    asked_words words = {.n = 0};
    if (n->field->kind == MG_FIELD_EXACT) return is_value(l->a->article, n->field, n->text) ? YES : NO;
    truth_cut(l->t, n, &words);
    if (!words.n) return NOTHING;
    return any_label(l->t, l->a->article, n->field, &words) ? YES : NO;
}

/* Filters without a sign: those of one field are alternatives. */
static verdict filters_match(const looker *l, const mg_qnode *list)
{
    verdict v = NOTHING;
    for (const mg_qnode *n = list->kids; n; n = n->next) {
        if (n->sign || !truth_is_filter(n)) continue;
        verdict same = truth_look(l, n);
        for (const mg_qnode *other = list->kids; n->field && other; other = other->next)
            if (!other->sign && truth_is_filter(other) && other->field == n->field) same = either(same, truth_look(l, other));
        v = both(v, same);
    }
    return v;
}

static verdict list_matches(const looker *l, const mg_qnode *list)
{
    verdict must = NOTHING, may = NOTHING, not = NOTHING;
    for (const mg_qnode *n = list->kids; n; n = n->next) {
        if (!n->sign && truth_is_filter(n)) continue;
        bool spread = (n->type == MG_Q_TEXT || n->type == MG_Q_PREFIX) && !is_valued(n); /* foo,bar is as foo bar */
        bool needed = n->sign || l->all;
        verdict v = spread ? text_matches(l, n, needed) : truth_look(l, n);
        if (n->sign == '-') not = either(not, v);
        else if (needed) must = both(must, v);
        else may = either(may, v);
    }
    verdict v = both(must != NOTHING ? must : may, filters_match(l, list));
    if (v == NOTHING && not != NOTHING) v = YES;
    return without(v, not);
}

static verdict not_matches(const looker *l, const mg_qnode *n)
{
    const mg_qnode *kid = n->kids;
    verdict v = NOTHING, not = NOTHING;
    if (kid && kid->next) {
        v = truth_look(l, kid);
        kid = kid->next;
    }
    for (; kid; kid = kid->next) not = either(not, truth_look(l, kid));
    if (v == NOTHING && not != NOTHING) v = YES;
    return without(v, not);
}

verdict truth_look(const looker *l, const mg_qnode *n)
{
    verdict v = NOTHING;
    if (is_valued(n)) return value_matches(l, n);
    switch (n->type) {
    case MG_Q_EMPTY: break;
    case MG_Q_TEXT:
    case MG_Q_PREFIX: return text_matches(l, n, true);
    case MG_Q_PHRASE: return phrase_matches(l, n);
    case MG_Q_NEAR: return near_matches(l, n);
    case MG_Q_LIST: return list_matches(l, n);
    case MG_Q_NOT: return not_matches(l, n);
    case MG_Q_DATE: return is_dated(l->a->article, n->first, n->last) ? YES : NO;
    case MG_Q_HAS: return has_field(l->a->article, n->text) ? YES : NO;
    case MG_Q_AND:
    case MG_Q_OR:
    case MG_Q_XOR:
        for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
            verdict k = truth_look(l, kid);
            if (n->type == MG_Q_AND) v = both(v, k);
            else if (n->type == MG_Q_OR) v = either(v, k);
            else v = v == NOTHING ? k : k == NOTHING ? v : v != k ? YES : NO;
        }
    }
    return v;
}

void truth_match(truth *t, const mg_qnode *tree, bool all, bool *matches)
{
    mg_arena_reset(&t->query);
    for (size_t i = 0; i < t->articles.n; i++) matches[i] = truth_look(&(looker){t, &t->articles.v[i], all}, tree) == YES;
}
