/* scorers.c - what the kinds of scorers share. See scorers.h and scorer_kinds.h. */
#include "common/scorer_kinds.h"

double mg_bm25_bound(const mg_scoring *s, double scale, const mg_impact_pairs *pairs)
{
    double most = 0;
    for (size_t i = 0; i < MG_IMPACTS_PAIRS; i++) {
        if (pairs->wdf[i] == 255) return scale;
        double here = mg_bm25(s, scale, pairs->wdf[i], mg_impact_length(pairs->length[i]));
        most = here > most ? here : most;
    }
    return most;
}

uint32_t mg_scoring_fail(mg_scoring *s, mg_status status)
{
    if (s->status == MG_OK) s->status = status;
    return MG_NO_MORE;
}

void *mg_scoring_alloc(mg_scoring *s, size_t size)
{
    void *p = mg_arena_alloc(s->arena, size);
    if (!p) mg_scoring_fail(s, mg_fail_nomem(s->err, "searching"));
    return p;
}

void *mg_scorer_new(mg_scoring *s, const mg_place *place, size_t size)
{
    mg_scorer *scorer = mg_scoring_alloc(s, size);
    if (!scorer) return NULL;
    scorer->scoring = s;
    scorer->place = place;
    scorer->need = -1;
    return scorer;
}

void mg_scorers_close(mg_scorer **kids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (kids[i]->close) kids[i]->close(kids[i]);
}

double mg_scorers_bound(mg_scorer *const *kids, size_t n, uint32_t from, uint32_t *to)
{
    double sum = 0;
    *to = MG_NO_MORE;
    for (size_t i = 0; i < n; i++) {
        uint32_t end;
        sum += mg_scorer_bound(kids[i], from, &end);
        *to = MG_MIN(*to, end);
    }
    return sum;
}

uint32_t mg_scorers_peak(mg_scorer *const *kids, size_t n, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    uint64_t sum = 0;
    *to = *shortest = MG_NO_MORE;
    for (size_t i = 0; i < n; i++) {
        uint32_t end, least, most = kids[i]->peak(kids[i], from, &end, &least);
        *to = MG_MIN(*to, end);
        *shortest = MG_MIN(*shortest, least);
        sum += most;
    }
    return (uint32_t)MG_MIN(sum, UINT32_MAX);
}

uint32_t mg_scorers_cost(mg_scorer *const *kids, size_t n, const mg_place *place)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += kids[i]->cost;
    return (uint32_t)MG_MIN(sum, place->trees.documents);
}
