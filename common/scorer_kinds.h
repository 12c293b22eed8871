/* scorer_kinds.h - what the kinds of scorers share: for scorer_*.c alone. Each kind is a struct that begins with the scorer. */
#ifndef MG_SCORER_KINDS_H
#define MG_SCORER_KINDS_H

#include "common/scorers.h"

/* Sums of the same parts in another order differ by less than this share. */
#define MG_SCORE_SLACK 1e-12

/* Is a sum of scores, whatever the order they were added up in, no more than what a document needs more than? The slack is taken off
 * the need, which is known before the sum is. */
static inline bool mg_score_is_poor(double sum, double need)
{
    return sum <= need - 2 * MG_SCORE_SLACK * need;
}

/* A scorer of `size` bytes without need; NULL, and the scoring's status, when there is no memory. */
void *mg_scorer_new(mg_scoring *s, const mg_place *place, size_t size);

/* Memory of the scoring's arena; NULL, and its status, when there is none. */
void *mg_scoring_alloc(mg_scoring *s, size_t size);

static inline uint32_t mg_scorer_length(const mg_scorer *s, uint32_t doc)
{
    return s->place->impacts.lengths[doc - 1];
}

/* The first document from `target` on that may have what is needed. The scorer has a bound if it has a need; up to *checked it is
 * known: 0 at first, and when the need rises. */
static inline uint32_t mg_scorer_skip_poor(mg_scorer *s, uint32_t target, uint32_t *checked)
{
    while (s->need >= 0 && target > *checked) {
        uint32_t to;
        if (s->bound(s, target, &to) > s->need) *checked = to;
        else if (to == MG_NO_MORE) return MG_NO_MORE;
        else target = to + 1;
    }
    return target;
}

/* The score of a document in which words that stand for each other occur `wdf` times together: libxapian takes no more occurrences
 * than it is long. */
static inline double mg_scorer_of_all(const mg_scorer *s, double scale, uint32_t doc, uint64_t wdf)
{
    uint32_t length = mg_scorer_length(s, doc);
    return mg_bm25(s->scoring, scale, (uint32_t)MG_MIN(wdf, length), length);
}

/* What is left for a kid when the others give what they can. */
static inline double mg_scorer_left(double need, double others)
{
    return need - others - MG_SCORE_SLACK * (need + others);
}

void mg_scorers_close(mg_scorer **kids, size_t n);

/* About how many documents any of them has. */
uint32_t mg_scorers_cost(mg_scorer *const *kids, size_t n, const mg_place *place);

/* The sum of what their bounds, and their peaks, say. */
double mg_scorers_bound(mg_scorer *const *kids, size_t n, uint32_t from, uint32_t *to);
uint32_t mg_scorers_peak(mg_scorer *const *kids, size_t n, uint32_t from, uint32_t *to, uint32_t *shortest);

bool mg_scorer_is_term(const mg_scorer *s);

/* How many documents the term is in before the one where its scorer stands. */
uint32_t mg_scorer_before(mg_scorer *term);

#endif
