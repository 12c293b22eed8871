/* scorers.h - iterators over the documents of one segment that match a part of a query, with BM25 scores: what match.c drives.
 *
 * Each kind is in a file of its own, scorer_*.c.
 *
 * A scorer goes forward only. It stands at `doc`: 0 at first, MG_NO_MORE at the end. `seek` goes to the first document from
 * `target` on that may match, and returns it; whether it does is then asked of `verify`, where there is one: what is dear, such as
 * positions, is looked at only when all that is cheap agrees.
 *
 * Pruning: a scorer whose `need` is not below 0 may pass over documents whose score is not above it. `bound` says what no document
 * from `from` up to *to can score more than; `most`, what none at all can. */
#ifndef MG_SCORERS_H
#define MG_SCORERS_H

#include "common/lists.h"

#define MG_NO_MORE UINT32_MAX

/* What scores are made from, and why scoring went wrong: from then on all scorers are at their end. */
typedef struct {
    double k1, b, per_length; /* per_length: 1 / average length */
    mg_arena *arena;
    mg_status status;
    mg_error *err;
} mg_scoring;

/* BM25 as libxapian's weighting has it, with least normalised length 0.5; `scale` is rarity * (k1 + 1). */
static inline double mg_bm25(const mg_scoring *s, double scale, uint32_t wdf, uint32_t length)
{
    double normal = (double)length * s->per_length, count = wdf;
    if (normal < 0.5) normal = 0.5;
    return wdf ? scale * (count / (s->k1 * (normal * s->b + (1 - s->b)) + count)) : 0;
}

/* What no posting that the pairs stand for scores more than. */
double mg_bm25_bound(const mg_scoring *s, double scale, const mg_impact_pairs *pairs);

typedef struct mg_scorer mg_scorer;
struct mg_scorer {
    uint32_t doc;
    uint32_t cost; /* about how many documents it goes over */
    double need, most;
    mg_scoring *scoring;
    const mg_place *place;
    uint32_t (*seek)(mg_scorer *s, uint32_t target); /* a target at or before doc: stays */
    bool (*verify)(mg_scorer *s);                    /* NULL: it matches */
    double (*score)(mg_scorer *s);                   /* of doc, which matches; NULL: 0 */
    double (*bound)(mg_scorer *s, uint32_t from, uint32_t *to); /* `from` never goes back; NULL: `most` for all */
    uint32_t (*wdf)(mg_scorer *s); /* how often doc has it, as libxapian counts for synonyms */
    void (*set_need)(mg_scorer *s, double need);     /* never less than before; NULL: of no use */
    void (*close)(mg_scorer *s);                     /* NULL: holds nothing */
    /* For synonyms: more than what is returned no document from `from` to *to has; *shortest: nor is any that has it shorter, and
     * MG_NO_MORE: none has it at all. */
    uint32_t (*peak)(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest);
};

/* All of them live in the scoring's arena; NULL, and the scoring's status, when that fails. `scored` false: no scores. */
mg_scorer *mg_scorer_none(mg_scoring *s, const mg_place *place);
mg_scorer *mg_scorer_all(mg_scoring *s, const mg_place *place);
mg_scorer *mg_scorer_dates(mg_scoring *s, const mg_place *place, mg_span low, mg_span high);
mg_scorer *mg_scorer_term(mg_scoring *s, const mg_place *place, const mg_found_term *term, double scale);

/* Kids are n scorers, kept; those from `scored` on only decide what matches.
 *   and       all of them
 *   any       one of them at least; scores are added up
 *   xor       an odd number of them; scores are added up
 *   and_not   kids[0] without the others
 *   maybe     kids[0], with the scores of the others where they match
 *   synonym   one at least, scored by what all of them count together; scale 0: no score
 *   pool      the same, of kids and of terms, for more than MG_SCORERS_FEW of them */
mg_scorer *mg_scorer_and(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, size_t scored);
mg_scorer *mg_scorer_any(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n);
mg_scorer *mg_scorer_xor(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n);
mg_scorer *mg_scorer_and_not(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n);
mg_scorer *mg_scorer_maybe(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n);
mg_scorer *mg_scorer_synonym(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, double scale);
mg_scorer *mg_scorer_pool(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n_kids, const mg_found_term *const *terms,
                          size_t n_terms, double scale);
#define MG_SCORERS_FEW 8

/* A term, and where its postings are. */
typedef struct {
    mg_span term;
    const mg_found_term *found;
} mg_phrase_term;

/* A word of a phrase has to stand where one of code `ahead` comes right before it, and one of code `behind` right after (beside.h; 0:
 * any may): documents of which that cannot be are passed over. False when memory runs out. */
bool mg_scorer_beside(mg_scorer *term, uint8_t ahead, uint8_t behind);

/* `all` is an and of the n kids, of which each stands for a word: any of the n_terms[i] of terms[i], whose scorer kids[i] is. Where
 * it stands, the words are looked for within `window` positions, in their order or, up to MG_TOGETHER_MAX of them, in any. */
mg_scorer *mg_scorer_phrase(mg_scoring *s, const mg_place *place, mg_scorer *all, mg_scorer *const *kids,
                            const mg_phrase_term *const *terms, const size_t *n_terms, size_t n, uint32_t window, bool ordered);

static inline bool mg_scorer_matches(mg_scorer *s)
{
    return !s->verify || s->verify(s);
}
static inline double mg_scorer_score(mg_scorer *s)
{
    return s->score ? s->score(s) : 0;
}
static inline double mg_scorer_bound(mg_scorer *s, uint32_t from, uint32_t *to)
{
    if (s->bound) return s->bound(s, from, to);
    *to = MG_NO_MORE;
    return s->most;
}
static inline void mg_scorer_set_need(mg_scorer *s, double need)
{
    if (s->set_need) s->set_need(s, need);
}

/* Fail; returns MG_NO_MORE. */
uint32_t mg_scoring_fail(mg_scoring *s, mg_status status);

#endif
