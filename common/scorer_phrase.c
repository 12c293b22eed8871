/* scorer_phrase.c - documents where words stand together. See scorers.h. */
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
    mg_scorer *scorer; /* where it is in the same document */
    mg_positions *readers;
    size_t n;
    position_list list;
} phrase_word;

/* A document that has all words. */
typedef struct {
    uint32_t doc;
    double score;
    uint64_t *before; /* by word, for mg_positions_expect */
} candidate;

/* Candidates are looked for ahead of the one that is asked about, so that memory has what is to be read of them when it is needed:
 * twice as many each time that all of them were, one where others decide what is. */
#define AHEAD 8

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

/* Append what one reader has to the word's list. */
static bool read_more(phrase_scorer *p, phrase_word *w, mg_positions *reader)
{
    mg_scoring *s = p->s.scoring;
    mg_status status = mg_positions_read(reader, p->s.doc, &p->one.v, &p->one.room, &p->one.n, s->err);
    if (status == MG_OK && w->list.n + p->one.n > w->list.room) {
        size_t room = 2 * (w->list.n + p->one.n);
        uint32_t *grown = realloc(w->list.v, room * sizeof *grown);
        if (grown) w->list.v = grown, w->list.room = room;
        else status = mg_fail_nomem(s->err, "searching");
    }
    if (status != MG_OK) return mg_scoring_fail(s, status), false;
    if (p->one.n) memcpy(w->list.v + w->list.n, p->one.v, p->one.n * sizeof *p->one.v);
    w->list.n += p->one.n;
    return true;
}

static bool read_word(phrase_scorer *p, phrase_word *w)
{
    mg_scoring *s = p->s.scoring;
    w->list.n = 0;
    if (w->n == 1) {
        mg_positions_expect(w->readers, p->ahead[p->next].before[w - p->words]);
        mg_status status = mg_positions_read(w->readers, p->s.doc, &w->list.v, &w->list.room, &w->list.n, s->err);
        if (status != MG_OK) mg_scoring_fail(s, status);
        return w->list.n > 0;
    }
    for (size_t i = 0; i < w->n; i++)
        if (!read_more(p, w, &w->readers[i])) return false;
    if (w->list.n) qsort(w->list.v, w->list.n, sizeof *w->list.v, by_position);
    return w->list.n > 0;
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
        uint32_t index = (uint32_t)p->order[i];
        phrase_word *w = &p->words[index];
        if (!read_word(p, w)) return false;
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
        if (!read_word(p, w)) return false;
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
    candidate *c = &p->ahead[p->n_ahead++];
    c->doc = p->all->doc;
    c->score = mg_scorer_score(p->all);
    for (size_t i = 0; i < p->n; i++)
        c->before[i] = mg_scorer_is_term(p->words[i].scorer) ? mg_scorer_before(p->words[i].scorer) : MG_UNCOUNTED;
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
        for (size_t k = 0; k < p->n_ahead; k++) mg_positions_prefetch(p->words[i].readers, p->ahead[k].before[i]);
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
    for (size_t i = 0; p->words && i < p->n; i++) {
        for (size_t k = 0; p->words[i].readers && k < p->words[i].n; k++) mg_positions_close(&p->words[i].readers[k]);
        free(p->words[i].list.v);
    }
    free(p->starts.v);
    free(p->one.v);
    if (p->all->close) p->all->close(p->all);
}

static bool open_word(phrase_scorer *p, phrase_word *w, const mg_span *terms, size_t n)
{
    mg_scoring *s = p->s.scoring;
    w->readers = mg_scoring_alloc(s, n * sizeof *w->readers);
    if (!w->readers) return false;
    for (; w->n < n; w->n++) {
        mg_status status = mg_positions_open(p->s.place, terms[w->n], &w->readers[w->n], s->err);
        if (status != MG_OK) return mg_scoring_fail(s, status), false;
    }
    return true;
}

mg_scorer *mg_scorer_phrase(mg_scoring *s, const mg_place *place, mg_scorer *all, mg_scorer *const *kids, mg_span *const *terms,
                            const size_t *n_terms, size_t n, uint32_t window, bool ordered)
{
    phrase_scorer *p = mg_scorer_new(s, place, sizeof *p);
    if (!p) return NULL;
    p->words = mg_scoring_alloc(s, n * sizeof *p->words);
    p->order = mg_scoring_alloc(s, n * sizeof *p->order);
    p->places = mg_scoring_alloc(s, n * sizeof *p->places);
    uint64_t *before = mg_scoring_alloc(s, AHEAD * n * sizeof *before);
    if (!p->words || !p->order || !p->places || !before) return NULL;
    for (size_t i = 0; i < AHEAD; i++) p->ahead[i].before = before + i * n;
    p->all = all;
    p->n = n;
    p->window = window;
    p->ordered = ordered;
    for (size_t i = 0; i < n; i++) {
        p->words[i].scorer = kids[i];
        if (!open_word(p, &p->words[i], terms[i], n_terms[i])) return NULL;
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
