/* occurrences.c - see occurrences.h. */
#include "common/occurrences.h"

#include "common/positions.h"

#include <stdlib.h>

/* A term in a segment, and where it stands. */
typedef struct {
    mg_found_term found;
    mg_positions reader;
    uint32_t block, i;
    uint64_t before;       /* documents up to the block, as far as they were counted */
    bool decoded;          /* the block */
    mg_postings *postings; /* of it; NULL until some are needed */
} stand;

struct mg_occurrences {
    const mg_match_place *places;
    size_t n_places, n_terms;
    stand *all; /* by place, then by term */
    mg_arena arena;
};

/* Over more blocks than this it is as quick to look for positions as to count the postings: they are taken to be more than any step is
 * made over. */
#define COUNTED 64
#define TOO_MANY ((uint64_t)1 << 40)

static mg_status open_place(mg_occurrences *o, size_t place, const mg_span *terms, mg_error *err)
{
    const mg_place *at = o->places[place].place;
    mg_term_finder finder = mg_term_finder_of(at);
    for (size_t i = 0; i < o->n_terms; i++) {
        stand *here = &o->all[place * o->n_terms + i];
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

static void enter_block(stand *s, uint32_t block)
{
    if (block == s->block) return;
    if (block - s->block > COUNTED) s->before += TOO_MANY;
    else
        for (uint32_t i = s->block; i < block; i++) s->before += mg_block_count(&s->found.blocks[i]);
    s->block = block;
    s->decoded = false;
}

static mg_status decode_block(mg_occurrences *o, stand *s, size_t place, mg_error *err)
{
    if (!s->postings && !(s->postings = mg_arena_alloc(&o->arena, sizeof *s->postings))) return mg_fail_nomem(err, "looking up words");
    MG_TRY(mg_block_decode(o->places[place].place, &s->found, &s->found.blocks[s->block], s->postings, err));
    s->decoded = true;
    s->i = 0;
    return MG_OK;
}

mg_status mg_occurrences_find(mg_occurrences *o, size_t i, uint32_t docid, mg_occurrence *out, mg_error *err)
{
    size_t place = (docid - 1) % o->n_places;
    uint32_t own = (docid - 1) / (uint32_t)o->n_places + 1;
    stand *s = &o->all[place * o->n_terms + i];
    *out = (mg_occurrence){0, 0};
    enter_block(s, mg_block_from(&s->found, s->block, own));
    if (s->block == s->found.n_blocks || s->found.blocks[s->block].first > own) return MG_OK;
    if (!s->decoded) MG_TRY(decode_block(o, s, place, err));
    const mg_postings *p = s->postings;
    while (s->i + 1 < p->n && p->docids[s->i] < own) s->i++;
    if (p->docids[s->i] == own) *out = (mg_occurrence){p->wdfs[s->i], s->before + s->i};
    return MG_OK;
}

mg_status mg_occurrences_read(mg_occurrences *o, size_t i, uint32_t docid, const mg_occurrence *at, uint32_t **v, size_t *room, size_t *n,
                              mg_error *err)
{
    uint32_t places = (uint32_t)o->n_places;
    mg_positions *reader = &o->all[(docid - 1) % places * o->n_terms + i].reader;
    return mg_positions_read(reader, (docid - 1) / places + 1, &(mg_positions_spot){.before = at->before}, v, room, n, err);
}
