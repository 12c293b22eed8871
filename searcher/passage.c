/* passage.c - see passage.h.
 *
 * First every word of the text is held against the leaves: an event for each word of a leaf that it may
 * stand for. Then the events that make no match alone (a word of a phrase) are dropped unless their
 * fellows are near. Then the sentences around the remaining events are candidates, scored and chosen. */
#include "searcher/passage.h"

#include "common/utf8.h"
#include "common/vec.h"

#include <math.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

/* A text with more matches than this is judged by its first ones. */
#define EVENTS_MAX 20000

/* So far behind the first word of a phrase or NEAR, in matches, the others are looked for. */
#define WINDOW_MAX ((size_t)1000)

/* How far before and behind the matches sentences are looked for, in bytes. */
#define REACH ((size_t)4000)

typedef struct {
    uint32_t leaf, word; /* which word of which leaf */
    uint32_t position;   /* of the word in the text */
    uint32_t start, end; /* its bytes */
    bool kept;           /* part of a whole match */
} event;

typedef MG_VEC(event) event_list;
typedef MG_VEC(mg_range) range_list;

struct mg_cutter {
    const mg_lexicon *lex;
    UBreakIterator *sentences;
    UText *text;
    event_list events;
    range_list spans; /* sentences */
};

mg_status mg_cutter_new(const mg_lexicon *lexicon, mg_cutter **out, mg_error *err)
{
    mg_cutter *c = calloc(1, sizeof *c);
    if (!c) return mg_fail_nomem(err, "starting the search");
    c->lex = lexicon;
    *out = c;
    return MG_OK;
}

void mg_cutter_free(mg_cutter *c)
{
    if (!c) return;
    if (c->sentences) ubrk_close(c->sentences);
    if (c->text) utext_close(c->text);
    mg_vec_free(&c->events);
    mg_vec_free(&c->spans);
    free(c);
}

/* ---- matches ---- */

/* The forms under which the index knows a word of the text, as the indexer gives them. */
typedef struct {
    mg_span written, stem;
} form_of_word;

static bool matches(const mg_form *form, const form_of_word *f, mg_span language)
{
    if (!form->language.n) return mg_is_like(form->how, form->text, f->written);
    return mg_span_eq(form->language, language) && mg_span_eq(f->stem, form->text);
}

/* May the leaf match in a text of the field? */
static bool applies(const mg_leaf *leaf, const mg_field *field)
{
    return !leaf->field || leaf->field == field;
}

static bool note_form(mg_cutter *c, const mg_leaf *leaves, size_t n, const mg_field *field, const form_of_word *f,
                      mg_span language, const mg_word *w, uint32_t position, size_t first_event)
{
    for (size_t i = 0; i < n; i++) {
        if (!applies(&leaves[i], field)) continue;
        for (size_t j = 0; j < leaves[i].n; j++) {
            bool hit = false;
            for (size_t k = 0; !hit && k < leaves[i].words[j].n; k++)
                hit = matches(&leaves[i].words[j].forms[k], f, language);
            for (size_t e = first_event; hit && e < c->events.n; e++) /* another form of the same word did */
                hit = c->events.v[e].leaf != i || c->events.v[e].word != j;
            event ev = {(uint32_t)i, (uint32_t)j, position, (uint32_t)w->start, (uint32_t)w->end, leaves[i].n == 1};
            if (hit && !mg_vec_push(&c->events, ev)) return false;
        }
    }
    return true;
}

static const mg_index_stemmer *stemmer_of(const mg_lexicon *lex, mg_span language)
{
    const mg_language *l = mg_language_find(language);
    for (size_t i = 0; l && i < lex->n_stemmers; i++)
        if (lex->stemmers[i].language == l) return &lex->stemmers[i];
    return NULL;
}

static bool wants_stems(const mg_leaf *leaves, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < leaves[i].n; j++)
            for (size_t k = 0; k < leaves[i].words[j].n; k++)
                if (leaves[i].words[j].forms[k].language.n) return true;
    return false;
}

/* Fill c->events with every word of the text that a leaf may mean. */
static bool note_words(mg_cutter *c, const mg_leaf *leaves, size_t n, mg_span text, mg_span language,
                       const mg_field *field)
{
    const mg_index_stemmer *s = wants_stems(leaves, n) ? stemmer_of(c->lex, language) : NULL;
    const mg_language *l = s ? s->language : mg_language_find(language);
    mg_analyzer *a = c->lex->analyzer;
    mg_words words;
    mg_word w;
    c->events.n = 0;
    mg_words_init(&words, a, text);
    for (uint32_t position = 1; c->events.n < EVENTS_MAX && mg_words_next(&words, &w); position++) {
        size_t first = c->events.n;
        mg_span rest = mg_word_unelided(l, w.word);
        size_t forms = rest.n == w.word.n ? 1 : 2;
        for (size_t form = 0; form < forms; form++) {
            mg_span word = form ? rest : w.word;
            for (int bare = 0; bare < 2; bare++) {
                form_of_word f = {bare ? mg_word_bare(a, word) : word, {0}};
                if (!f.written.n) continue;
                if (s && w.stems) f.stem = mg_stem(s->stemmer, f.written);
                if (!note_form(c, leaves, n, field, &f, s ? s->code : (mg_span){0}, &w, position, first)) return false;
            }
        }
    }
    return true;
}

/* Keep the events of a leaf of several words that stand together as it wants. For each event of the
 * leaf's first word (any word, when the order is free), the nearest events of the others behind it. */
static void keep_together(event_list *events, uint32_t leaf, const mg_leaf *l)
{
    for (size_t i = 0; i < events->n; i++) {
        if (events->v[i].leaf != leaf || (l->ordered && events->v[i].word != 0)) continue;
        uint32_t first = events->v[i].position;
        size_t end = i;
        while (end < events->n && end - i < WINDOW_MAX && events->v[end].position < first + l->window) end++;
        if (l->ordered) {
            uint32_t want = 1;
            size_t last = i;
            for (size_t e = i + 1; e < end && want < l->n; e++)
                if (events->v[e].leaf == leaf && events->v[e].word == want && events->v[e].position > events->v[last].position)
                    last = e, want++;
            if (want < l->n) continue;
            events->v[i].kept = true;
            want = 1;
            uint32_t at = first;
            for (size_t e = i + 1; e <= last; e++)
                if (events->v[e].leaf == leaf && events->v[e].word == want && events->v[e].position > at)
                    events->v[e].kept = true, at = events->v[e].position, want++;
        } else {
            size_t have = 0;
            for (uint32_t word = 0; word < l->n; word++)
                for (size_t e = i; e < end; e++)
                    if (events->v[e].leaf == leaf && events->v[e].word == word) {
                        have++;
                        break;
                    }
            for (size_t e = i; have == l->n && e < end; e++)
                if (events->v[e].leaf == leaf) events->v[e].kept = true;
        }
    }
}

/* Fill c->events with the matches, in the order of the text. */
static bool find_matches(mg_cutter *c, const mg_leaf *leaves, size_t n, mg_span text, mg_span language,
                         const mg_field *field)
{
    if (!note_words(c, leaves, n, text, language, field)) return false;
    for (size_t i = 0; i < n; i++)
        if (leaves[i].n > 1) keep_together(&c->events, (uint32_t)i, &leaves[i]);
    size_t kept = 0;
    for (size_t e = 0; e < c->events.n; e++)
        if (c->events.v[e].kept) c->events.v[kept++] = c->events.v[e];
    c->events.n = kept;
    return true;
}

/* The event of the phrase's word before `e`, if it stands right before it in the text; else NULL. */
static const event *fellow_before(const mg_cutter *c, size_t first, size_t e, const mg_leaf *leaves)
{
    const event *v = &c->events.v[e];
    if (leaves[v->leaf].n < 2 || !leaves[v->leaf].ordered) return NULL;
    while (e-- > first && c->events.v[e].position + 1 >= v->position) {
        const event *b = &c->events.v[e];
        if (b->leaf == v->leaf && b->word + 1 == v->word && b->position + 1 == v->position) return b;
    }
    return NULL;
}

/* The bytes of events first..end as ranges; one range where they touch and for words of one phrase side by side. */
static bool marks_of(const mg_cutter *c, size_t first, size_t end, size_t from, size_t to, const mg_leaf *leaves,
                     mg_arena *arena, mg_range **marks, size_t *n)
{
    *n = 0;
    *marks = mg_arena_alloc(arena, (end - first) * sizeof **marks);
    if (!*marks) return false;
    for (size_t e = first; e < end; e++) {
        const event *v = &c->events.v[e], *before = fellow_before(c, first, e, leaves);
        if (v->start < from || v->end > to) continue;
        while (before && *n > 1 && (*marks)[*n - 1].start > before->start) --*n; /* marked already, as a word alone */
        if (*n && (v->start <= (*marks)[*n - 1].end || before))
            (*marks)[*n - 1].end = MG_MAX((*marks)[*n - 1].end, v->end);
        else (*marks)[(*n)++] = (mg_range){v->start, v->end};
    }
    return true;
}

mg_status mg_marks_find(mg_cutter *c, const mg_leaf *leaves, size_t n, mg_span text, mg_span language,
                        const mg_field *field, mg_arena *arena, mg_range **marks, size_t *n_marks, mg_error *err)
{
    if (!find_matches(c, leaves, n, text, language, field) ||
        !marks_of(c, 0, c->events.n, 0, text.n, leaves, arena, marks, n_marks))
        return mg_fail_nomem(err, "marking matches");
    return MG_OK;
}

/* ---- sentences ---- */

static bool add_span(mg_cutter *c, mg_span text, size_t start, size_t end)
{
    while (start < end && mg_is_space(text.p[start])) start++;
    while (end > start && mg_is_space(text.p[end - 1])) end--;
    return start == end || mg_vec_push(&c->spans, (mg_range){start, end});
}

/* Does text[from..to) end in an abbreviation that ICU's list lacks and that news put before a name? */
static bool ends_in_title(mg_span text, size_t from, size_t to)
{
    static const char *const titles[] = {"Gen.", "St.", "Gov.", "Sen.", "Rep.", "Adm.", "Cmdr.", "Cpl.", "Supt.", "Brig.",
                                         "Sens.", "Reps.", "Messrs.", "No.", "Co.", "Corp.", "Inc.", "Ltd."};
    mg_span s = mg_span_trim(mg_span_sub(text, from, to));
    for (size_t i = 0; i < MG_COUNT(titles); i++) {
        mg_span title = mg_span_str(titles[i]);
        if (s.n >= title.n && mg_span_eq(mg_span_sub(s, s.n - title.n, s.n), title) &&
            (s.n == title.n || mg_is_space(s.p[s.n - title.n - 1])))
            return true;
    }
    return false;
}

/* Cut text[from..to), which is one paragraph, into sentences. */
static bool cut_paragraph(mg_cutter *c, mg_span text, size_t from, size_t to)
{
    UErrorCode failed = U_ZERO_ERROR;
    if (!c->sentences) c->sentences = ubrk_open(UBRK_SENTENCE, "en@ss=standard", NULL, 0, &failed);
    c->text = utext_openUTF8(c->text, text.p + from, (int64_t)(to - from), &failed);
    if (c->sentences) ubrk_setUText(c->sentences, c->text, &failed);
    if (U_FAILURE(failed)) return add_span(c, text, from, to); /* without ICU's data a paragraph is a sentence */
    size_t start = from;
    for (int32_t cut = ubrk_next(c->sentences); cut != UBRK_DONE; cut = ubrk_next(c->sentences)) {
        if (ends_in_title(text, start, from + (size_t)cut)) continue;
        if (!add_span(c, text, start, from + (size_t)cut)) return false;
        start = from + (size_t)cut;
    }
    return add_span(c, text, start, to);
}

static size_t paragraph_start(mg_span text, size_t at)
{
    size_t low = at > REACH ? at - REACH : 0;
    while (at > low && !(at > 1 && text.p[at - 1] == '\n' && text.p[at - 2] == '\n')) at--;
    return mg_utf8_floor(text, at);
}

static size_t paragraph_end(mg_span text, size_t at)
{
    size_t high = MG_MIN(text.n, at + REACH), end = mg_span_find_span(mg_span_sub(text, 0, high), at, MG_SPAN("\n\n"));
    return mg_utf8_floor(text, end);
}

/* Fill c->spans with the sentences of the paragraphs that hold matches, and of the one behind each. Of a long
 * paragraph, as far as REACH goes: a sentence behind the match that it cuts is left for the next piece. */
static bool cut_sentences(mg_cutter *c, mg_span text)
{
    size_t done = 0;
    c->spans.n = 0;
    for (size_t e = 0; e < c->events.n; e++) {
        if (c->events.v[e].end <= done) continue;
        size_t start = MG_MAX(paragraph_start(text, c->events.v[e].start), done);
        for (int more = 0; more < 2 && start < text.n; more++) {
            size_t match = more ? 0 : c->events.v[e].end, first = c->spans.n;
            size_t end = MG_MAX(paragraph_end(text, MG_MAX(start, match)), start);
            bool whole = end == text.n || text.p[end] == '\n';
            if (!cut_paragraph(c, text, start, end)) return false;
            if (!whole && c->spans.n > first && c->spans.v[c->spans.n - 1].start >= match)
                end = c->spans.v[--c->spans.n].start;
            done = end;
            start = whole ? MG_MIN(end + 2, text.n) : end;
        }
    }
    return true;
}

/* ---- choosing ---- */

/* The worth of the matches first..end: each distinct leaf by its rarity, a little for repetition, more
 * when all stand close together. */
static double worth(const mg_cutter *c, const mg_leaf *leaves, size_t n, size_t first, size_t end, uint32_t *counts)
{
    double score = 0;
    size_t distinct = 0;
    memset(counts, 0, n * sizeof *counts);
    for (size_t e = first; e < end; e++) {
        const event *v = &c->events.v[e];
        if (v->word != 0 && leaves[v->leaf].n > 1) continue; /* a phrase counts once */
        uint32_t seen = counts[v->leaf]++;
        if (seen == 0) score += leaves[v->leaf].weight, distinct++;
        else if (seen < 4) score += leaves[v->leaf].weight * 0.1;
    }
    if (distinct > 1) {
        double width = c->events.v[end - 1].position - c->events.v[first].position + 1;
        score *= 1 + 0.3 * (double)distinct / fmax(width, (double)distinct);
    }
    return score;
}

/* The first event at or behind a byte. */
static size_t event_at(const mg_cutter *c, size_t byte)
{
    size_t low = 0, high = c->events.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (c->events.v[mid].start < byte) low = mid + 1;
        else high = mid;
    }
    return low;
}

/* Where `chars` characters from `from` on end, at most `to`. */
static size_t forward(mg_span text, size_t from, size_t to, size_t chars)
{
    size_t at = from;
    while (at < to && chars--) mg_utf8_next(text, &at);
    return MG_MIN(at, to);
}

/* A sentence that is too long is cut at blanks (where it has any) around its first match. */
static void shorten(mg_span text, mg_passage *p, size_t match, size_t length)
{
    size_t lead = length * 3, start = p->start; /* in bytes: about a third of the passage before the match */
    if (mg_utf8_count(mg_span_sub(text, p->start, p->end)) <= length + length / 2) return;
    if (match > p->start + lead / 3) {
        start = mg_utf8_floor(text, match - lead / 3);
        size_t blank = start;
        while (blank < match && !mg_is_space(text.p[blank])) blank++;
        if (blank < match) start = blank + 1;
    }
    size_t end = forward(text, start, p->end, length), blank = end;
    while (end < p->end && blank > match + 1 && !mg_is_space(text.p[blank - 1])) blank--;
    if (end < p->end && blank > match + 1 && blank > start + (end - start) / 2) end = blank - 1;
    p->start = start;
    p->end = end;
}

/* A passage that begins with sentence `s`: as many whole sentences as fit. */
static mg_passage grow(const mg_cutter *c, mg_span text, size_t s, size_t length)
{
    mg_passage p = {.start = c->spans.v[s].start, .end = c->spans.v[s].end};
    size_t chars = mg_utf8_count(mg_span_sub(text, p.start, p.end));
    for (size_t next = s + 1; next < c->spans.n; next++) {
        size_t gap = c->spans.v[next].start - p.end;
        size_t more = mg_utf8_count(mg_span_sub(text, p.end, c->spans.v[next].end));
        if (gap > 8 || chars + more > length) break;
        chars += more;
        p.end = c->spans.v[next].end;
    }
    return p;
}

static int by_score(const void *a, const void *b)
{
    const mg_passage *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return (x->start > y->start) - (x->start < y->start);
}

/* Without a match: how the text begins. */
static mg_status beginning(mg_cutter *c, mg_span body, size_t length, mg_arena *arena, mg_passage **passages,
                           size_t *n_passages, mg_error *err)
{
    size_t start = 0;
    while (start < body.n && mg_is_space(body.p[start])) start++;
    *n_passages = 0;
    *passages = mg_arena_alloc(arena, sizeof **passages);
    c->spans.n = 0;
    if (!*passages || !cut_paragraph(c, body, start, paragraph_end(body, start))) return mg_fail_nomem(err, "cutting passages");
    if (!c->spans.n) return MG_OK;
    mg_passage p = grow(c, body, 0, length);
    shorten(body, &p, p.start, length);
    (*passages)[(*n_passages)++] = p;
    return MG_OK;
}

mg_status mg_passages_cut(mg_cutter *c, const mg_leaf *leaves, size_t n, mg_span body, mg_span language, size_t most,
                          size_t length, mg_arena *arena, mg_passage **passages, size_t *n_passages, mg_error *err)
{
    *n_passages = 0;
    *passages = NULL;
    if (!most) return MG_OK;
    if (!find_matches(c, leaves, n, body, language, NULL)) return mg_fail_nomem(err, "cutting passages");
    if (!c->events.n) return beginning(c, body, length, arena, passages, n_passages, err);
    if (!cut_sentences(c, body)) return mg_fail_nomem(err, "cutting passages");

    uint32_t *counts = mg_arena_alloc(arena, n * sizeof *counts);
    mg_passage *found = mg_arena_alloc(arena, c->spans.n * sizeof *found);
    if (!counts || !found) return mg_fail_nomem(err, "cutting passages");
    size_t n_found = 0;
    for (size_t s = 0; s < c->spans.n; s++) {
        size_t first = event_at(c, c->spans.v[s].start);
        if (first == c->events.n || c->events.v[first].start >= c->spans.v[s].end) continue; /* must begin with a match */
        mg_passage p = grow(c, body, s, length);
        shorten(body, &p, c->events.v[first].start, length);
        size_t end = event_at(c, p.end);
        if (end == first) continue;
        p.end = MG_MAX(p.end, c->events.v[end - 1].end); /* a match is shown whole */
        p.score = worth(c, leaves, n, first, end, counts);
        found[n_found++] = p;
    }
    qsort(found, n_found, sizeof *found, by_score);

    *passages = mg_arena_alloc(arena, MG_MIN(most, n_found) * sizeof **passages);
    if (!*passages) return mg_fail_nomem(err, "cutting passages");
    for (size_t i = 0; i < n_found && *n_passages < most; i++) {
        bool apart = true;
        for (size_t j = 0; apart && j < *n_passages; j++)
            apart = found[i].end <= (*passages)[j].start || found[i].start >= (*passages)[j].end;
        if (!apart) continue;
        mg_passage *p = &(*passages)[(*n_passages)++];
        *p = found[i];
        if (!marks_of(c, event_at(c, p->start), event_at(c, p->end), p->start, p->end, leaves, arena, &p->marks, &p->n_marks))
            return mg_fail_nomem(err, "cutting passages");
    }
    return MG_OK;
}

size_t mg_passage_page(const mg_passage *p, const mg_article *article)
{
    return mg_article_page(article, p->n_marks ? p->marks[0].start : p->start);
}
