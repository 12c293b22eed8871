/* together.c - see together.h. */
#include "common/together.h"

/* Begin with the first place of each. False when some word has none. */
static bool start(mg_places *words, size_t n)
{
    bool all = n > 0;
    for (size_t i = 0; i < n; i++) {
        words[i].at = 0;
        all &= words[i].n > 0;
    }
    return all;
}

/* From each place of the first word on, the next one of each other is the best. */
bool mg_together_in_order(mg_places *words, size_t n, uint32_t window)
{
    if (!start(words, n)) return false;
    for (mg_places *first = words; first->at < first->n; first->at++) {
        uint32_t from = first->v[first->at], last = from;
        for (mg_places *w = words + 1; w < words + n; w++) {
            while (w->at < w->n && w->v[w->at] <= last) w->at++;
            if (w->at == w->n) return false;
            last = w->v[w->at];
        }
        if (last - from < window) return true;
    }
    return false;
}

/* ---- in any order ---- */

/* Which word has been given which of the places from `low` on. */
typedef struct {
    const mg_places *words; /* each at its first place there */
    uint32_t low, window;
    uint32_t given[MG_TOGETHER_MAX];
    uint64_t has, asked; /* words that have one; that were asked to take another */
} dealing;

static bool give(dealing *d, size_t word);

/* Is the place nobody's, or can who has it take another? */
static bool is_free(dealing *d, uint32_t place)
{
    for (uint64_t left = d->has; left; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        if (d->given[i] == place) return !(d->asked >> i & 1) && give(d, i);
    }
    return true;
}

/* Give a word one of its places, moving others where that is needed (H. W. Kuhn, The Hungarian method, 1955). */
static bool give(dealing *d, size_t word)
{
    const mg_places *w = &d->words[word];
    d->asked |= (uint64_t)1 << word;
    for (size_t k = w->at; k < w->n && w->v[k] - d->low < d->window; k++) {
        if (!is_free(d, w->v[k])) continue;
        d->given[word] = w->v[k];
        d->has |= (uint64_t)1 << word;
        return true;
    }
    return false;
}

static bool has_one_each(const mg_places *words, size_t n, uint32_t low, uint32_t window)
{
    dealing d = {.words = words, .low = low, .window = window};
    for (size_t i = 0; i < n; i++) {
        d.asked = 0;
        if (!give(&d, i)) return false;
    }
    return true;
}

bool mg_together_in_any_order(mg_places *words, size_t n, uint32_t window)
{
    if (n > MG_TOGETHER_MAX || !start(words, n)) return false;
    for (;;) {
        uint32_t low = UINT32_MAX, high = 0;
        for (size_t i = 0; i < n; i++) {
            uint32_t here = words[i].v[words[i].at];
            low = MG_MIN(low, here);
            high = MG_MAX(high, here);
        }
        if (high - low < window && has_one_each(words, n, low, window)) return true;
        for (size_t i = 0; i < n; i++)
            if (words[i].v[words[i].at] == low && ++words[i].at == words[i].n) return false;
    }
}
