/* passage.c - see passage.h.
 *
 * First the spots: words of the text that the query matches. Then the sentences around them. Each sentence that holds
 * spots, with those behind it that fit, is a candidate; so is, in a sentence too long to show, the surroundings of each
 * spot. The best that do not overlap are chosen. */
#include "searcher/passage.h"

#include "common/utf8.h"
#include "common/vec.h"
#include "searcher/sentence.h"

#include <math.h>

/* How far before and behind spots sentences are looked for, in bytes. */
#define REACH ((size_t)4000)

/* More than these bytes between two sentences, and no passage has both: two line ends with blanks are fewer. */
#define GAP_MAX 8

/* What is added for a word's further occurrences, as a share of its weight, and for how many; for standing next to another
 * word of the query, less the further; and that, where their order is not the query's. */
#define AGAIN 0.1
#define AGAIN_MAX 3
#define CLOSE 0.5
#define OUT_OF_ORDER 0.7

/* Of its weight, what a function word has; of that of other words, the share that is the same for all. */
#define FUNCTION_WORD 0.5
#define EVEN 0.1

/* Where the query asks for something: what is added for what shows an answer, as a share of all weights, and for how many; the share
 * of its worth that is added for the best sentence with such; and, where it asks why, what is taken off how the text begins. */
#define HINT 0.08
#define HINTS_MAX 2
#define ANSWER 0.5
#define TOLD 0.3

typedef struct {
    size_t start, end; /* in bytes, without blanks around */
    size_t chars;
    size_t spot;   /* the first that is not before it */
    double answer; /* its worth, if something in it shows an answer */
} sentence;

/* A leaf in this article. */
typedef struct {
    double weight;      /* less than the leaf's own, the more of the sentences have it: what all have tells none from another */
    uint32_t name;      /* a leaf before it of the same name, which may have one itself; or itself */
    uint32_t sentences; /* that have it */
    uint32_t round;     /* in which sentence or candidate it was seen last, and what there: */
    uint32_t count;
    double close;
} seen_leaf;

struct mg_cutter {
    mg_spotter *spotter;
    mg_sentences *cut;
    const mg_spot *spots;
    size_t n_spots;
    MG_VEC(mg_spot) kept;   /* the spots, where some that were found are hints */
    MG_VEC(uint32_t) hints; /* where what shows an answer begins, in order */
    double weights;         /* of all leaves, but function words */
    MG_VEC(sentence) sentences;
    MG_VEC(mg_passage) found;
    MG_VEC(seen_leaf) seen;
    uint32_t round;
};

mg_status mg_cutter_new(const mg_lexicon *lexicon, mg_cutter **out, mg_error *err)
{
    mg_cutter *c = calloc(1, sizeof *c);
    if (!c) return mg_fail_nomem(err, "starting the search");
    mg_status status = mg_spotter_new(lexicon, &c->spotter, err);
    if (status == MG_OK) status = mg_sentences_new(&c->cut, err);
    if (status == MG_OK) *out = c;
    else mg_cutter_free(c);
    return status;
}

void mg_cutter_free(mg_cutter *c)
{
    if (!c) return;
    mg_spotter_free(c->spotter);
    mg_sentences_free(c->cut);
    mg_vec_free(&c->kept);
    mg_vec_free(&c->hints);
    mg_vec_free(&c->sentences);
    mg_vec_free(&c->found);
    mg_vec_free(&c->seen);
    free(c);
}

mg_status mg_marks_find(mg_cutter *c, const mg_leaf *leaves, size_t n, mg_span text, mg_span language,
                        const mg_field *field, bool all, mg_arena *arena, mg_range **marks, size_t *n_marks, mg_error *err)
{
    const mg_spot *spots;
    size_t n_spots;
    MG_TRY(mg_spots_find(c->spotter, leaves, n, text, language, field, all, &spots, &n_spots, err));
    return mg_spots_marks(spots, n_spots, leaves, arena, marks, n_marks, err);
}

/* ---- spots ---- */

/* Set those of the leaf behind all others apart. */
static bool part_hints(mg_cutter *c, uint32_t hint)
{
    c->kept.n = 0;
    for (size_t i = 0; i < c->n_spots; i++) {
        const mg_spot *spot = &c->spots[i];
        if (!(spot->leaf == hint ? mg_vec_push(&c->hints, spot->start) : mg_vec_push(&c->kept, *spot))) return false;
    }
    c->spots = c->kept.v;
    c->n_spots = c->kept.n;
    return true;
}

static mg_status find_spots(mg_cutter *c, const mg_plan *plan, mg_span body, mg_span language, mg_error *err)
{
    c->hints.n = 0;
    MG_TRY(mg_spots_find(c->spotter, plan->leaves, plan->n_leaves + plan->hints, body, language, NULL, false, &c->spots, &c->n_spots, err));
    return !plan->hints || part_hints(c, (uint32_t)plan->n_leaves) ? MG_OK : mg_fail_nomem(err, "cutting passages");
}

/* ---- sentences ---- */

/* Where the paragraph of byte `at` begins, or REACH before it. */
static size_t paragraph_start(mg_span text, size_t at)
{
    size_t low = at > REACH ? at - REACH : 0;
    while (at > low) {
        const char *end = memrchr(text.p + low, '\n', at - low);
        if (!end) break;
        at = (size_t)(end - text.p);
        if (at > 0 && text.p[at - 1] == '\n') return at + 1;
    }
    return mg_utf8_floor(text, low);
}

/* And where the one before it does. */
static size_t context_start(mg_span text, size_t at)
{
    size_t start = paragraph_start(text, at);
    return start >= 2 && text.p[start - 1] == '\n' ? paragraph_start(text, start - 2) : start;
}

static bool add_sentence(mg_cutter *c, mg_span text, size_t start, size_t end)
{
    while (start < end && mg_is_space(text.p[start])) start++;
    while (end > start && mg_is_space(text.p[end - 1])) end--;
    if (start == end) return true;
    size_t spot = c->sentences.n ? c->sentences.v[c->sentences.n - 1].spot : 0;
    while (spot < c->n_spots && c->spots[spot].start < start) spot++;
    return mg_vec_push(&c->sentences, (sentence){start, end, mg_utf8_count(mg_span_sub(text, start, end)), spot, 0});
}

/* Cut sentences from byte `start` on: up to the one that holds bytes up to `hold`, and behind it `chars` characters more. What
 * was cut is told in *done: a sentence that is not seen to its end is left for later, unless it is needed. */
static bool cut_from(mg_cutter *c, mg_span text, size_t start, size_t hold, size_t chars, size_t *done)
{
    mg_span view = mg_span_sub(text, 0, mg_utf8_floor(text, MG_MIN(text.n, hold + REACH)));
    size_t behind = 0;
    for (*done = start; *done < view.n && behind <= chars;) {
        size_t end = mg_sentence_end(c->cut, view, *done);
        if (end == view.n && view.n < text.n && *done >= hold) break;
        if (*done >= hold) behind += end - *done;
        if (!add_sentence(c, text, *done, end)) return false;
        *done = end;
    }
    return true;
}

/* The sentences around all spots. */
static bool cut_sentences(mg_cutter *c, mg_span text, size_t length)
{
    size_t done = 0;
    c->sentences.n = 0;
    for (size_t i = 0; i < c->n_spots; i++) {
        if (c->spots[i].end <= done) continue;
        size_t start = MG_MAX(context_start(text, c->spots[i].start), done);
        if (!cut_from(c, text, start, c->spots[i].end, length, &done)) return false;
    }
    return true;
}

/* ---- weighing ---- */

/* A leaf, in this round. */
static seen_leaf *seen(mg_cutter *c, uint32_t leaf)
{
    seen_leaf *s = &c->seen.v[leaf];
    if (s->round != c->round) s->round = c->round, s->count = 0, s->close = 0;
    return s;
}

/* The leaf that stands for the name of which `leaf` is a word. */
static uint32_t name_of(const mg_cutter *c, uint32_t leaf)
{
    while (c->seen.v[leaf].name != leaf) leaf = c->seen.v[leaf].name;
    return leaf;
}

/* Words of the query that the text writes as names, side by side or with one word between, are those of one name. */
static void join_names(mg_cutter *c, const mg_leaf *leaves, mg_span text)
{
    const mg_spot *before = NULL;
    for (size_t i = 0; i < c->n_spots; i++) {
        const mg_spot *spot = &c->spots[i];
        if (leaves[spot->leaf].function_word) continue;
        if (before && spot->leaf != before->leaf && spot->position - before->position > 2) before = NULL;
        bool name = mg_is_name(text, spot->start);
        if (name && before) {
            uint32_t x = name_of(c, before->leaf), y = name_of(c, spot->leaf);
            c->seen.v[MG_MAX(x, y)].name = MG_MIN(x, y);
        }
        before = name ? spot : NULL;
    }
}

/* In how many sentences the leaves are. */
static void count_sentences(mg_cutter *c)
{
    for (size_t i = 0; i < c->sentences.n; i++) {
        const sentence *s = &c->sentences.v[i];
        c->round++;
        for (size_t k = s->spot; k < c->n_spots && c->spots[k].start < s->end; k++)
            if (seen(c, c->spots[k].leaf)->count++ == 0) c->seen.v[c->spots[k].leaf].sentences++;
    }
}

/* What the leaves are worth in this article. A name is written in full once, and its words say one thing: together they weigh as one. */
static bool weigh_leaves(mg_cutter *c, const mg_leaf *leaves, size_t n, mg_span text)
{
    double all = (double)c->sentences.n;
    size_t words = 0;
    while (c->seen.n < n)
        if (!mg_vec_push(&c->seen, (seen_leaf){0})) return false;
    memset(c->seen.v, 0, n * sizeof *c->seen.v);
    for (uint32_t i = 0; i < n; i++) c->seen.v[i].name = i;
    c->round = 0;
    c->weights = 0;
    count_sentences(c);
    join_names(c, leaves, text);
    for (uint32_t i = 0; i < n; i++) c->seen.v[name_of(c, i)].count = 0;
    for (uint32_t i = 0; i < n; i++) c->seen.v[name_of(c, i)].count++;
    for (uint32_t i = 0; i < n; i++) {
        seen_leaf *s = &c->seen.v[i];
        s->weight = s->sentences ? leaves[i].weight * log(1 + all / s->sentences) / log(1 + all) / c->seen.v[name_of(c, i)].count : 0;
        if (leaves[i].function_word) s->weight *= FUNCTION_WORD;
        else c->weights += s->weight, words++;
    }
    for (uint32_t i = 0; i < n; i++)
        if (c->seen.v[i].sentences && !leaves[i].function_word)
            c->seen.v[i].weight = (1 - EVEN) * c->seen.v[i].weight + EVEN * c->weights / (double)words;
    return true;
}

/* What a spot is worth for standing behind another. */
static double closeness(const mg_cutter *c, const mg_spot *before, const mg_spot *spot)
{
    if (!before || before->leaf == spot->leaf || before->position == spot->position) return 0;
    double weight = MG_MIN(c->seen.v[before->leaf].weight, c->seen.v[spot->leaf].weight);
    double order = before->leaf < spot->leaf ? 1 : OUT_OF_ORDER;
    return CLOSE * order * weight / (spot->position - before->position);
}

/* The worth of spots from .. to-1: each leaf by its rarity, a little for repetition, more where leaves stand together. */
static double worth(mg_cutter *c, const mg_leaf *leaves, size_t from, size_t to)
{
    const mg_spot *before = NULL;
    double score = 0;
    c->round++;
    for (size_t i = from; i < to; i++) {
        const mg_spot *spot = &c->spots[i];
        seen_leaf *s = seen(c, spot->leaf);
        double close = closeness(c, before, spot);
        if (close > s->close) score += close - s->close, s->close = close;
        before = spot;
        if (spot->word != 0 && leaves[spot->leaf].n > 1) continue; /* a phrase counts once */
        if (s->count == 0) score += s->weight;
        else if (s->count <= AGAIN_MAX) score += AGAIN * s->weight;
        s->count++;
    }
    return score;
}

/* ---- what shows an answer ---- */

/* The first spot, from `from` on, at or behind a byte. */
static size_t spot_at(const mg_cutter *c, size_t from, size_t byte)
{
    size_t to = c->n_spots;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (c->spots[middle].start < byte) from = middle + 1;
        else to = middle;
    }
    return from;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Does what a question asks for begin at byte `at`, where a word may begin? */
static bool is_hint(mg_asked asked, mg_span text, size_t at, size_t end)
{
    if (asked == MG_ASKED_HOW_MUCH) return mg_is_number(text, at);
    if (asked == MG_ASKED_WHEN) return mg_is_year(text, at);
    size_t next = mg_span_find(text, at, ' ') + 1;
    return next < end && mg_is_name(text, at) && mg_is_name(text, next);
}

static bool is_spot(const mg_cutter *c, size_t from, size_t byte)
{
    size_t spot = spot_at(c, from, byte);
    return spot < c->n_spots && c->spots[spot].start == byte;
}

/* Add the numbers, years or names of a sentence; what the query says itself is none. */
static bool look_for_hints(mg_cutter *c, mg_asked asked, mg_span text, const sentence *s)
{
    for (size_t at = s->start; at < s->end; at++) {
        bool likely = asked == MG_ASKED_WHO ? at == s->start || text.p[at - 1] == ' ' : text.p[at] >= '0' && text.p[at] <= '9';
        if (likely && is_hint(asked, text, at, s->end) && !is_spot(c, s->spot, at) && !mg_vec_push(&c->hints, (uint32_t)at))
            return false;
    }
    return true;
}

/* How many hints there are from byte `start` to `end`, at most HINTS_MAX. */
static size_t count_hints(const mg_cutter *c, size_t start, size_t end)
{
    size_t from = 0, n = 0;
    for (size_t to = c->hints.n; from < to;) {
        size_t middle = (from + to) / 2;
        if (c->hints.v[middle] < start) from = middle + 1;
        else to = middle;
    }
    while (n < HINTS_MAX && from + n < c->hints.n && c->hints.v[from + n] < end) n++;
    return n;
}

/* Find what shows an answer, beside words that were found as spots, and what the sentences that have some are worth. */
static bool find_answers(mg_cutter *c, const mg_plan *plan, mg_span text)
{
    if (!plan->asked) return true;
    size_t words = c->hints.n;
    for (size_t i = 0; plan->asked != MG_ASKED_WHY && i < c->sentences.n; i++)
        if (!look_for_hints(c, plan->asked, text, &c->sentences.v[i])) return false;
    if (words && c->hints.n > words) qsort(c->hints.v, c->hints.n, sizeof *c->hints.v, by_number);
    for (size_t i = 0; i < c->sentences.n; i++) {
        sentence *s = &c->sentences.v[i];
        if (count_hints(c, s->start, s->end)) s->answer = worth(c, plan->leaves, s->spot, spot_at(c, s->spot, s->end));
    }
    return true;
}

/* ---- candidates ---- */

/* Where `chars` characters from `from` on end, at most `to`. */
static size_t forward(mg_span text, size_t from, size_t to, size_t chars)
{
    size_t at = from;
    while (at < to && chars--) mg_utf8_next(text, &at);
    return MG_MIN(at, to);
}

/* The next place, from `at` to `to`, where no character is torn from what goes with it. */
static size_t whole(mg_span text, size_t at, size_t to)
{
    for (size_t next = at; at < to; at = next)
        if (!mg_sentence_goes_on(mg_utf8_next(text, &next))) break;
    return at;
}

/* The part of a sentence that is shown around a spot, begun and ended at blanks where it has any: about a third of it
 * before the spot. */
static mg_passage surroundings(mg_span text, const sentence *s, const mg_spot *spot, size_t length)
{
    mg_passage p = {.start = s->start, .end = s->end};
    if (spot->start > s->start + length) {
        size_t start = whole(text, mg_utf8_floor(text, spot->start - length), spot->start), blank = start;
        while (blank < spot->start && !mg_is_space(text.p[blank])) blank++;
        p.start = blank < spot->start ? blank + 1 : start;
    }
    p.end = whole(text, forward(text, p.start, s->end, length), s->end);
    size_t blank = p.end;
    while (p.end < s->end && blank > spot->end && !mg_is_space(text.p[blank - 1])) blank--;
    if (p.end < s->end && blank > spot->end && blank > p.start + (p.end - p.start) / 2) p.end = blank - 1;
    p.end = MG_MAX(p.end, spot->end);
    return p;
}

/* May a passage grow from `chars` to `more`? */
static bool may_grow(size_t chars, size_t more, size_t length)
{
    return more <= length || (chars < length - length / 8 && more <= length + length / 2);
}

/* Sentence `i`, and those behind it, until it is about as long as asked. */
static mg_passage grown(const mg_cutter *c, size_t i, size_t length)
{
    const sentence *s = c->sentences.v;
    mg_passage p = {.start = s[i].start, .end = s[i].end};
    size_t chars = s[i].chars;
    while (++i < c->sentences.n && s[i].start - p.end <= GAP_MAX) {
        size_t more = chars + s[i].chars + (s[i].start - p.end);
        if (!may_grow(chars, more, length)) break;
        chars = more;
        p.end = s[i].end;
    }
    return p;
}

/* The worth of the best sentence of a passage that shows an answer; it begins in sentence `i`. */
static double best_answer(const mg_cutter *c, size_t i, const mg_passage *p)
{
    double best = 0;
    for (const sentence *s = c->sentences.v; i < c->sentences.n && s[i].start < p->end; i++) best = MG_MAX(best, s[i].answer);
    return best;
}

/* A candidate that begins in sentence `i`, with the spot `first`; a match that its ends cut is shown whole. */
static bool add_candidate(mg_cutter *c, const mg_plan *plan, mg_passage p, size_t i, size_t first)
{
    const mg_leaf *leaves = plan->leaves;
    size_t end = spot_at(c, first, p.end);
    while (first > 0 && mg_spot_goes_on(c->spots, first, leaves)) p.start = c->spots[--first].start;
    while (end < c->n_spots && mg_spot_goes_on(c->spots, end, leaves)) end++;
    p.end = MG_MAX(p.end, c->spots[end - 1].end);
    p.score = worth(c, leaves, first, end);
    if (plan->asked)
        p.score += HINT * c->weights * (double)count_hints(c, p.start, p.end) + ANSWER * best_answer(c, i, &p);
    if (plan->asked == MG_ASKED_WHY && p.start == 0) p.score *= 1 - TOLD;
    return mg_vec_push(&c->found, p);
}

static bool is_long(const sentence *s, size_t length)
{
    return s->chars > length + length / 2;
}

/* Fill c->found. */
static bool find_candidates(mg_cutter *c, const mg_plan *plan, mg_span text, size_t length)
{
    if (!weigh_leaves(c, plan->leaves, plan->n_leaves, text) || !find_answers(c, plan, text)) return false;
    c->found.n = 0;
    for (size_t i = 0; i < c->sentences.n; i++) {
        const sentence *s = &c->sentences.v[i];
        for (size_t spot = s->spot; spot < c->n_spots && c->spots[spot].start < s->end; spot++) {
            mg_passage p = is_long(s, length) ? surroundings(text, s, &c->spots[spot], length) : grown(c, i, length);
            if (!add_candidate(c, plan, p, i, is_long(s, length) ? spot_at(c, s->spot, p.start) : spot)) return false;
            if (!is_long(s, length)) break;
        }
    }
    return true;
}

/* ---- choosing ---- */

static int by_score(const void *a, const void *b)
{
    const mg_passage *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return (x->start > y->start) - (x->start < y->start);
}

static bool is_apart(const mg_passage *p, size_t start, const mg_passage *others, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p->end > others[i].start && start < others[i].end) return false;
    return true;
}

/* A passage that is short, as it stands at the end, gets sentences before it. */
static void lead_in(const mg_cutter *c, mg_passage *p, size_t chars, size_t length, const mg_passage *others, size_t n)
{
    size_t i = c->sentences.n;
    if (chars >= length / 2) return;
    while (i > 0 && c->sentences.v[i - 1].start >= p->start) i--;
    for (; i > 0; i--) {
        const sentence *s = &c->sentences.v[i - 1];
        chars += s->chars + (p->start - s->end);
        if (p->start - s->end > GAP_MAX || chars > length || !is_apart(p, s->start, others, n)) break;
        p->start = s->start;
    }
}

static void keep_best(mg_cutter *c)
{
    for (size_t i = 1; i < c->found.n; i++)
        if (by_score(&c->found.v[i], &c->found.v[0]) < 0) c->found.v[0] = c->found.v[i];
    c->found.n = MG_MIN(c->found.n, (size_t)1);
}

static mg_status choose(mg_cutter *c, const mg_leaf *leaves, mg_span text, size_t most, size_t length, mg_arena *arena,
                        mg_passage **passages, size_t *n, mg_error *err)
{
    if (most == 1) keep_best(c);
    else if (c->found.n) qsort(c->found.v, c->found.n, sizeof *c->found.v, by_score);
    mg_passage *chosen = *passages = mg_arena_alloc(arena, MG_MIN(most, c->found.n) * sizeof *chosen);
    if (!chosen) return mg_fail_nomem(err, "cutting passages");
    for (size_t i = 0; i < c->found.n && *n < most; i++) {
        mg_passage p = c->found.v[i];
        if (!is_apart(&p, p.start, chosen, *n)) continue;
        lead_in(c, &p, mg_utf8_count(mg_span_sub(text, p.start, p.end)), length, chosen, *n);
        size_t first = spot_at(c, 0, p.start), end = spot_at(c, first, p.end);
        MG_TRY(mg_spots_marks(c->spots + first, end - first, leaves, arena, &p.marks, &p.n_marks, err));
        chosen[(*n)++] = p;
    }
    return MG_OK;
}

/* Without a match: how the text begins. */
static mg_status beginning(mg_cutter *c, mg_span text, size_t length, mg_arena *arena, mg_passage **passages, size_t *n,
                           mg_error *err)
{
    size_t start = 0, done;
    while (start < text.n && mg_is_space(text.p[start])) start++;
    c->sentences.n = 0;
    *passages = mg_arena_alloc(arena, sizeof **passages);
    if (!*passages || !cut_from(c, text, start, start + 1, length, &done)) return mg_fail_nomem(err, "cutting passages");
    if (!c->sentences.n) return MG_OK;
    const sentence *first = c->sentences.v;
    const mg_spot at = {.start = (uint32_t)first->start, .end = (uint32_t)first->start};
    (*passages)[(*n)++] = is_long(first, length) ? surroundings(text, first, &at, length) : grown(c, 0, length);
    return MG_OK;
}

mg_status mg_passages_cut(mg_cutter *c, const mg_plan *plan, mg_span body, mg_span language, size_t most, size_t length,
                          mg_arena *arena, mg_passage **passages, size_t *n_passages, mg_error *err)
{
    *n_passages = 0;
    *passages = NULL;
    if (!most) return MG_OK;
    MG_TRY(mg_sentences_use(c->cut, language, err));
    MG_TRY(find_spots(c, plan, body, language, err));
    if (!c->n_spots) return beginning(c, body, length, arena, passages, n_passages, err);
    if (!cut_sentences(c, body, length) || !find_candidates(c, plan, body, length))
        return mg_fail_nomem(err, "cutting passages");
    return choose(c, plan->leaves, body, most, length, arena, passages, n_passages, err);
}

size_t mg_passage_page(const mg_passage *p, const mg_article *article)
{
    return mg_article_page(article, p->n_marks ? p->marks[0].start : p->start);
}
