/* scorer_all.c - scorers that know nothing of words: no document, all, those of some dates. See scorers.h. */
#include "common/scorer_kinds.h"

/* ---- none, all ---- */

static uint32_t seek_none(mg_scorer *s, uint32_t target)
{
    (void)target;
    return s->doc = MG_NO_MORE;
}

static uint32_t wdf_none(mg_scorer *s)
{
    (void)s;
    return 0;
}

static uint32_t peak_none(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    (void)s, (void)from;
    *to = *shortest = MG_NO_MORE;
    return 0;
}

mg_scorer *mg_scorer_none(mg_scoring *s, const mg_place *place)
{
    mg_scorer *scorer = mg_scorer_new(s, place, sizeof *scorer);
    if (!scorer) return NULL;
    scorer->seek = seek_none;
    scorer->wdf = wdf_none;
    scorer->peak = peak_none;
    return scorer;
}

static uint32_t seek_all(mg_scorer *s, uint32_t target)
{
    if (target <= s->doc) return s->doc;
    return s->doc = target <= s->place->trees.documents ? target : MG_NO_MORE;
}

mg_scorer *mg_scorer_all(mg_scoring *s, const mg_place *place)
{
    mg_scorer *scorer = mg_scorer_new(s, place, sizeof *scorer);
    if (!scorer) return NULL;
    scorer->seek = seek_all;
    scorer->cost = place->trees.documents;
    return scorer;
}

/* ---- dates ---- */

typedef struct {
    mg_scorer s;
    uint32_t first, last; /* ranks */
} date_scorer;

static bool zone_has(const date_scorer *d, uint32_t zone)
{
    const uint32_t *z = d->s.place->impacts.zones + 2 * (size_t)zone;
    return z[1] && z[0] <= d->last && z[1] >= d->first;
}

static uint32_t seek_dates(mg_scorer *s, uint32_t target)
{
    date_scorer *d = (date_scorer *)s;
    if (target <= s->doc) return s->doc;
    uint32_t doc = mg_impacts_next_dated(&s->place->impacts, target, d->first, d->last);
    return s->doc = doc ? doc : MG_NO_MORE;
}

mg_scorer *mg_scorer_dates(mg_scoring *s, const mg_place *place, mg_span low, mg_span high)
{
    date_scorer *d = mg_scorer_new(s, place, sizeof *d);
    if (!d) return NULL;
    mg_impacts_dates(&place->impacts, low, high, &d->first, &d->last);
    if (d->first > d->last) return mg_scorer_none(s, place);
    d->s.seek = seek_dates;
    uint32_t zones = (place->trees.documents + MG_IMPACTS_ZONE - 1) / MG_IMPACTS_ZONE;
    for (uint32_t i = 0; i < zones; i++)
        if (zone_has(d, i)) d->s.cost += MG_IMPACTS_ZONE;
    return &d->s;
}
