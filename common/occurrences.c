/* occurrences.c - see occurrences.h. */
#include "common/occurrences.h"

#include "common/positions.h"

#include <stdlib.h>

/* A term in a segment. */
typedef struct {
    mg_found_term found;
    mg_positions reader;
} occurrence;

struct mg_occurrences {
    const mg_match_place *places;
    size_t n_places, n_terms;
    occurrence *all; /* by place, then by term */
    mg_arena arena;
};

static mg_status open_place(mg_occurrences *o, size_t place, const mg_span *terms, mg_error *err)
{
    const mg_place *at = o->places[place].place;
    mg_term_finder finder = mg_term_finder_of(at);
    for (size_t i = 0; i < o->n_terms; i++) {
        occurrence *here = &o->all[place * o->n_terms + i];
        MG_TRY(mg_term_find(&finder, terms[i], &o->arena, &here->found, err));
        MG_TRY(mg_positions_open(at, terms[i], &here->reader, err));
    }
    return MG_OK;
}

mg_status mg_occurrences_open(const mg_match_place *places, size_t n_places, const mg_span *terms, size_t n, mg_occurrences **out,
                              mg_error *err)
{
    mg_occurrences *o = calloc(1, sizeof *o);
    if (o) *o = (mg_occurrences){places, n_places, n, calloc(n_places * n + 1, sizeof *o->all), MG_ARENA_INIT};
    mg_status status = o && o->all ? MG_OK : mg_fail_nomem(err, "looking up words");
    for (size_t i = 0; status == MG_OK && i < n_places; i++) status = open_place(o, i, terms, err);
    if (status == MG_OK) *out = o;
    else mg_occurrences_close(o);
    return status;
}

void mg_occurrences_close(mg_occurrences *o)
{
    if (!o) return;
    for (size_t i = 0; o->all && i < o->n_places * o->n_terms; i++) mg_positions_close(&o->all[i].reader);
    free(o->all);
    mg_arena_dispose(&o->arena);
    free(o);
}

mg_status mg_occurrences_count(mg_occurrences *o, size_t i, const uint32_t *docids, size_t n, uint32_t *out, mg_error *err)
{
    uint32_t places = (uint32_t)o->n_places;
    for (uint32_t place = 0; place < places; place++)
        MG_TRY(mg_place_wdfs(o->places[place].place, &o->all[place * o->n_terms + i].found, place, places, docids, n, out, err));
    return MG_OK;
}

mg_status mg_occurrences_read(mg_occurrences *o, size_t i, uint32_t docid, uint32_t **v, size_t *room, size_t *n, mg_error *err)
{
    uint32_t places = (uint32_t)o->n_places;
    return mg_positions_read(&o->all[(docid - 1) % places * o->n_terms + i].reader, (docid - 1) / places + 1, v, room, n, err);
}
