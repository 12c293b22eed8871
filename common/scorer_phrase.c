/* scorer_phrase.c - documents where words stand together. See scorers.h. */
#include "common/alternatives.h"
#include "common/positions.h"
#include "common/scorer_kinds.h"
#include "common/together.h"

#include <stdlib.h>

typedef struct {
    uint32_t *v;
    size_t n, room;
} position_list;

/* One word of a phrase, or several that may stand for it. */
typedef struct {
    mg_scorer *scorer;             /* where it is in the same document */
    mg_alternatives *alternatives; /* of several; NULL of one */
    const mg_phrase_term *terms;
    mg_positions **readers; /* of the terms; of several NULL until one is needed */
    size_t n;
    position_list list;
} phrase_word;

/* A document that has all words. */
typedef struct {
    uint32_t doc;
    double score;
    mg_positions_spot *spots; /* by word */
    mg_standings stand; /* of words that several stand for: which of them */
    size_t *ends;       /* by word: of those */
} candidate;

/* Candidates are looked for ahead of the one that is asked about, so that memory has what is to be read of them when it is needed:
 * twice as many each time that all of them were, one where others decide what is. */
#define AHEAD 16

typedef struct {
    mg_scorer s;
    mg_scorer *all;
    phrase_word *words;
    size_t *order; /* of words: the rarer first */
    size_t n;
    uint32_t window, at; /* at: the document that `is` is of */
    bool ordered, is;
    mg_places *places;
    position_list starts, one;
    candidate ahead[AHEAD];
    size_t next, n_ahead, reach; /* next: where it stands; reach: so many are looked for */
    uint32_t end;                /* all before it were */
} phrase_scorer;

static int by_position(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static mg_status open_reader(phrase_scorer *p, phrase_word *w, size_t term)
{
    mg_scoring *s = p->s.scoring;
    mg_positions *reader = mg_arena_alloc(s->arena, sizeof *reader);
    if (!reader) return mg_fail_nomem(s->err, "searching");
    w->readers[term] = reader;
    return mg_positions_open(p->s.place, w->terms[term].term, reader, s->err);
}

/* Append where one of several stands to the word's list. */
static mg_status read_more(phrase_scorer *p, phrase_word *w, const mg_standing *stands)
{
    position_list *one = &p->one;
    if (!w->readers[stands->word]) MG_TRY(open_reader(p, w, stands->word));
    mg_positions *reader = w->readers[stands->word];
    mg_positions_spot spot = {.before = stands->before};
    MG_TRY(mg_positions_read(reader, p->s.doc, &spot, &one->v, &one->room, &one->n, p->s.scoring->err));
    if (w->list.n + one->n > w->list.room) {
        size_t room = 2 * (w->list.n + one->n);
        uint32_t *grown = realloc(w->list.v, room * sizeof *grown);
        if (!grown) return mg_fail_nomem(p->s.scoring->err, "searching");
        w->list.v = grown;
        w->list.room = room;
    }
    if (one->n) memcpy(w->list.v + w->list.n, one->v, one->n * sizeof *one->v);
    w->list.n += one->n;
    return MG_OK;
}

/* The first of those that stand for the word. */
static size_t first_of(const candidate *c, size_t word)
{
    return word ? c->ends[word - 1] : 0;
}

/* Where the word stands in the document, up to `until` at least. */
static bool read_word(phrase_scorer *p, phrase_word *w, uint32_t until)
{
    const candidate *c = &p->ahead[p->next];
    size_t word = (size_t)(w - p->words);
    mg_status status = MG_OK;
    w->list.n = 0;
    if (!w->alternatives) {
        w->readers[0]->until = until;
        status = mg_positions_read(w->readers[0], p->s.doc, &c->spots[word], &w->list.v, &w->list.room, &w->list.n, p->s.scoring->err);
    } else {
        for (size_t i = first_of(c, word); status == MG_OK && i < c->ends[word]; i++) status = read_more(p, w, &c->stand.v[i]);
        if (w->list.n) qsort(w->list.v, w->list.n, sizeof *w->list.v, by_position);
    }
    return status == MG_OK ? w->list.n > 0 : (mg_scoring_fail(p->s.scoring, status), false);
}

/* Leave the starts that are `index` before a position. */
static size_t keep_starts(uint32_t *starts, size_t n, const position_list *list, uint32_t index)
{
    size_t kept = 0;
    for (size_t i = 0, k = 0; i < n; i++) {
        while (k < list->n && list->v[k] < (uint64_t)starts[i] + index) k++;
        if (k == list->n) break;
        if (list->v[k] == (uint64_t)starts[i] + index) starts[kept++] = starts[i];
    }
    return kept;
}

/* One behind the other: where the rarest word stands says where the phrase would begin. */
static bool is_exact(phrase_scorer *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t index = (uint32_t)p->order[i], until = UINT32_MAX;
        phrase_word *w = &p->words[index];
        if (i) until = (uint32_t)MG_MIN((uint64_t)p->starts.v[n - 1] + index, until);
        if (!read_word(p, w, until)) return false;
        if (i == 0) {
            position_list swap = p->starts;
            p->starts = w->list;
            w->list = swap;
            for (size_t k = 0; k < p->starts.n; k++)
                if (p->starts.v[k] >= index) p->starts.v[n++] = p->starts.v[k] - index;
        } else {
            n = keep_starts(p->starts.v, n, &w->list, index);
        }
        if (!n) return false;
    }
    return true;
}

/* Within a window. */
static bool is_loose(phrase_scorer *p)
{
    for (size_t i = 0; i < p->n; i++) {
        phrase_word *w = &p->words[p->order[i]];
        if (!read_word(p, w, UINT32_MAX)) return false;
        p->places[p->order[i]] = (mg_places){.v = w->list.v, .n = w->list.n};
    }
    if (p->ordered) return mg_together_in_order(p->places, p->n, p->window);
    return mg_together_in_any_order(p->places, p->n, p->window);
}

static bool verify_phrase(mg_scorer *s)
{
    phrase_scorer *p = (phrase_scorer *)s;
    if (p->at == s->doc) return p->is;
    p->at = s->doc;
    p->is = p->ordered && p->window == p->n ? is_exact(p) : is_loose(p);
    return p->is;
}

/* Make the document where all words stand a candidate. */
static void add_candidate(phrase_scorer *p)
{
    mg_scoring *s = p->s.scoring;
    candidate *c = &p->ahead[p->n_ahead++];
    c->doc = p->all->doc;
    c->score = mg_scorer_score(p->all);
    c->stand.n = 0;
    for (size_t i = 0; i < p->n; i++) {
        phrase_word *w = &p->words[i];
        if (w->alternatives) {
            mg_status status = mg_alternatives_in(w->alternatives, c->doc, &c->stand, s->err);
            if (status != MG_OK) mg_scoring_fail(s, status);
        } else {
            mg_positions_ahead(w->readers[0], mg_scorer_before(w->scorer), &c->spots[i]);
        }
        c->ends[i] = c->stand.n;
    }
}

/* Begin to read where the word stands in the candidate. */
static void prefetch(const phrase_word *w, const candidate *c, size_t word)
{
    if (!w->alternatives) {
        mg_positions_prefetch(w->readers[0], &c->spots[word]);
        return;
    }
    for (size_t i = first_of(c, word); i < c->ends[word]; i++) {
        const mg_positions *reader = w->readers[c->stand.v[i].word];
        if (!reader) continue;
        mg_positions_spot spot;
        mg_positions_ahead(reader, c->stand.v[i].before, &spot);
        mg_positions_prefetch(reader, &spot);
    }
}

/* Look for candidates from `target` on, which is not before `end`. */
static void look_ahead(phrase_scorer *p, uint32_t target)
{
    p->reach = target == p->end ? MG_MIN(2 * p->reach, AHEAD) : 1;
    p->next = p->n_ahead = 0;
    while (p->n_ahead < p->reach && p->all->seek(p->all, target) != MG_NO_MORE) {
        if (mg_scorer_matches(p->all)) add_candidate(p);
        target = p->all->doc + 1;
    }
    p->end = target;
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->n_ahead; k++) prefetch(&p->words[i], &p->ahead[k], i);
}

static uint32_t seek_phrase(mg_scorer *s, uint32_t target)
{
    phrase_scorer *p = (phrase_scorer *)s;
    if (target <= s->doc) return s->doc;
    do {
        for (; p->next < p->n_ahead; p->next++) {
            const candidate *c = &p->ahead[p->next];
            if (c->doc >= target && (s->need < 0 || c->score > s->need)) return s->doc = c->doc;
        }
        look_ahead(p, MG_MAX(target, p->end));
    } while (p->n_ahead);
    return s->doc = MG_NO_MORE;
}

static double score_phrase(mg_scorer *s)
{
    phrase_scorer *p = (phrase_scorer *)s;
    return p->ahead[p->next].score;
}

/* Of what was looked for the best is known. */
static double bound_phrase(mg_scorer *s, uint32_t from, uint32_t *to)
{
    phrase_scorer *p = (phrase_scorer *)s;
    double most = 0;
    if (from >= p->end) return mg_scorer_bound(p->all, from, to);
    for (size_t i = p->next; i < p->n_ahead; i++)
        if (p->ahead[i].doc >= from) most = MG_MAX(most, p->ahead[i].score);
    *to = p->end - 1;
    return most;
}

static void need_phrase(mg_scorer *s, double need)
{
    s->need = need;
    mg_scorer_set_need(((phrase_scorer *)s)->all, need);
}

static void close_phrase(mg_scorer *s)
{
    phrase_scorer *p = (phrase_scorer *)s;
    for (size_t i = 0; i < p->n; i++) {
        phrase_word *w = &p->words[i];
        for (size_t k = 0; k < w->n; k++)
            if (w->readers[k]) mg_positions_close(w->readers[k]);
        mg_alternatives_close(w->alternatives);
        free(w->list.v);
    }
    for (size_t i = 0; i < AHEAD; i++) mg_vec_free(&p->ahead[i].stand);
    free(p->starts.v);
    free(p->one.v);
    if (p->all->close) p->all->close(p->all);
}

static bool open_word(phrase_scorer *p, phrase_word *w, mg_scorer *scorer, const mg_phrase_term *terms, size_t n)
{
    mg_scoring *s = p->s.scoring;
    w->scorer = scorer;
    w->terms = terms;
    w->readers = mg_scoring_alloc(s, n * sizeof *w->readers);
    const mg_found_term **found = mg_scoring_alloc(s, n * sizeof *found);
    if (!w->readers || !found) return false;
    w->n = n;
    for (size_t i = 0; i < n; i++) found[i] = terms[i].found;
    mg_status status = mg_scorer_is_term(scorer) ? open_reader(p, w, 0)
                                                 : mg_alternatives_open(p->s.place, found, n, s->arena, &w->alternatives, s->err);
    return status == MG_OK || (mg_scoring_fail(s, status), false);
}

mg_scorer *mg_scorer_phrase(mg_scoring *s, const mg_place *place, mg_scorer *all, mg_scorer *const *kids,
                            const mg_phrase_term *const *terms, const size_t *n_terms, size_t n, uint32_t window, bool ordered)
{
    phrase_scorer *p = mg_scorer_new(s, place, sizeof *p);
    if (!p) return NULL;
    p->words = mg_scoring_alloc(s, n * sizeof *p->words);
    p->order = mg_scoring_alloc(s, n * sizeof *p->order);
    p->places = mg_scoring_alloc(s, n * sizeof *p->places);
    mg_positions_spot *spots = mg_scoring_alloc(s, AHEAD * n * sizeof *spots);
    size_t *ends = mg_scoring_alloc(s, AHEAD * n * sizeof *ends);
    if (!p->words || !p->order || !p->places || !spots || !ends) return NULL;
    for (size_t i = 0; i < AHEAD; i++) {
        p->ahead[i].spots = spots + i * n;
        p->ahead[i].ends = ends + i * n;
    }
    p->all = all;
    p->n = n;
    p->window = window;
    p->ordered = ordered;
    for (size_t i = 0; i < n; i++) {
        if (!open_word(p, &p->words[i], kids[i], terms[i], n_terms[i])) return NULL;
        size_t at = i;
        for (; at && kids[p->order[at - 1]]->cost > kids[i]->cost; at--) p->order[at] = p->order[at - 1];
        p->order[at] = i;
    }
    p->s.cost = all->cost;
    p->s.most = all->most;
    p->s.seek = seek_phrase;
    p->s.verify = verify_phrase;
    p->s.close = close_phrase;
    if (!all->score) return &p->s;
    p->s.score = score_phrase;
    p->s.bound = bound_phrase;
    p->s.set_need = need_phrase;
    return &p->s;
}
