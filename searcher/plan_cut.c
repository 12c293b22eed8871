/* plan_cut.c - a text of the query to words, and which of them hang together. See planner.h. */
#include "searcher/planner.h"

#include "common/utf8.h"

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
static bool unmask(mg_planner *p, mg_qword *w, mg_span masked)
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
        MG_PLAN_WARN(p, w->at, "a * alone stands for no word: left out");
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
static bool count_pattern(mg_planner *p, const mg_qword *w)
{
    if (w->how <= MG_LIKE_PREFIX || ++p->patterns <= MG_PATTERNS_MAX) return true;
    if (p->patterns == MG_PATTERNS_MAX + 1)
        MG_PLAN_WARN(p, w->at, "more than %d words are fuzzy or have wildcards before their end: the others are left out",
             MG_PATTERNS_MAX);
    return false;
}

/* Is there room for one more word of a text? */
static bool count_word(mg_planner *p, const mg_qnode *n)
{
    if (++p->cut <= MG_QUERY_WORDS_MAX) return true;
    if (p->cut == MG_QUERY_WORDS_MAX + 1)
        MG_PLAN_WARN(p, n->start, "the query has more than %d words: the rest is left out", MG_QUERY_WORDS_MAX);
    return false;
}

void mg_plan_cut(mg_planner *p, const mg_qnode *n, bool quoted, mg_qwords *out)
{
    mg_words words;
    mg_word w;
    mg_buf masked = MG_BUF_INIT;
    mg_span text = n->text;
    size_t end = 0, first = out->n;
    if (n->wild) {
        mask(text, &masked);
        if (masked.failed) mg_plan_nomem(p);
        text = mg_buf_span(&masked);
    }
    mg_words_init(&words, p->lex->analyzer, text);
    while (mg_words_next(&words, &w) && count_word(p, n)) {
        bool glued = out->n > first;
        for (size_t i = end; !quoted && glued && i < w.start; i++) glued = strchr(".-/:\\@", text.p[i]) && text.p[i];
        char joint = glued && w.start == end + 1 ? text.p[end] : 0;
        end = w.end;
        mg_qword word = {.at = n->start, .stems = w.stems, .glued = glued, .joint = joint};
        if (!n->wild) word.word = mg_arena_copy(p->arena, w.word);
        else if (!unmask(p, &word, w.word) || !count_pattern(p, &word)) continue;
        if (!word.word.p || !mg_vec_push(out, word)) mg_plan_nomem(p);
    }
    mg_buf_dispose(&masked);
    if (out->n == first) return;
    mg_qword *last = &out->v[out->n - 1];
    if (n->type == MG_Q_PREFIX) last->how = MG_LIKE_PREFIX;
    if (n->edits) last->how = n->edits == 1 ? MG_LIKE_FUZZY1 : MG_LIKE_FUZZY2;
    if (n->edits && !count_pattern(p, last)) out->n--;
}


/* ---- what hangs together ---- */

/* Are these words, with nothing but hyphens and slashes between them, of which each is one in its own right? */
static bool are_parted(const mg_qword *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const mg_qword *w = &words[i];
        bool own = w->how == MG_LIKE_SAME && w->stems && mg_utf8_count(w->word) > 1;
        if (!own || (i && w->joint != '-' && w->joint != '/')) return false;
    }
    return true;
}

size_t mg_plan_initials(const mg_qword *words, size_t n)
{
    size_t i = 0;
    for (; i < n; i++) {
        const mg_qword *w = &words[i];
        if (w->how != MG_LIKE_SAME || !w->stems || mg_utf8_count(w->word) != 1 || (i && w->joint != '.')) break;
    }
    return i > 1 ? i : 0;
}

size_t mg_plan_group(const mg_qwords *words, size_t from)
{
    size_t n = 1;
    while (from + n < words->n && words->v[from + n].glued) n++;
    return n;
}

void mg_plan_part(mg_qwords *words)
{
    for (size_t i = 0, size; i < words->n; i += size) {
        size = mg_plan_group(words, i);
        size_t initials = mg_plan_initials(words->v + i, size);
        if (initials == size || !are_parted(words->v + i + initials, size - initials)) continue;
        for (size_t k = i + 1; k < i + size; k++)
            if (k >= i + initials) words->v[k].glued = false;
    }
}
