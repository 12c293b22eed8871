/* alternatives.c - see alternatives.h. What a document of the window has is a list of notes, each of which knows the next one. */
#include "common/alternatives.h"

enum { WINDOW = 1024 };

/* A word, and where it stands. */
typedef struct {
    const mg_found_term *term;
    uint32_t block, i;
    uint32_t counted, before; /* up to this block: so many documents */
    bool decoded;             /* the block */
    mg_postings *postings;    /* of the block; NULL until one is needed */
} run;

typedef struct {
    mg_standing is;
    uint32_t next; /* of the same document, + 1 */
} note;

struct mg_alternatives {
    const mg_place *place;
    mg_arena *arena;
    run *runs;
    uint32_t *next; /* by word: it stands in no document before this one that is not noted; apart, as all are looked through */
    size_t n;
    uint64_t base, end; /* of the window: its first document, and the first behind it */
    MG_VEC(note) notes;
    uint32_t first[WINDOW]; /* note of each document, + 1 */
};

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "searching");
}

mg_status mg_alternatives_open(const mg_place *place, const mg_found_term *const *words, size_t n, mg_arena *arena,
                               mg_alternatives **out, mg_error *err)
{
    mg_alternatives *a = mg_arena_alloc(arena, sizeof *a);
    run *runs = mg_arena_alloc(arena, (n + 1) * sizeof *runs);
    uint32_t *next = mg_arena_alloc(arena, (n + 1) * sizeof *next);
    if (!a || !runs || !next) return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        runs[i].term = words[i];
        next[i] = words[i]->n_blocks ? words[i]->blocks[0].first : UINT32_MAX;
    }
    a->place = place;
    a->arena = arena;
    a->runs = runs;
    a->next = next;
    a->n = n;
    *out = a;
    return MG_OK;
}

void mg_alternatives_close(mg_alternatives *a)
{
    if (a) mg_vec_free(&a->notes);
}

static mg_status decode(mg_alternatives *a, run *r, mg_error *err)
{
    if (r->decoded) return MG_OK;
    if (!r->postings && !(r->postings = mg_arena_alloc(a->arena, sizeof *r->postings))) return no_memory(err);
    MG_TRY(mg_block_decode(a->place, r->term, &r->term->blocks[r->block], r->postings, err));
    r->i = 0;
    r->decoded = true;
    return MG_OK;
}

static void enter_block(run *r, uint32_t block)
{
    r->decoded &= block == r->block;
    r->block = block;
    for (; r->counted < block; r->counted++) r->before += mg_block_count(&r->term->blocks[r->counted]);
}

/* Note where a word stands in the window. Blocks rise only in files that nobody changed. */
static mg_status note_word(mg_alternatives *a, uint32_t word, mg_error *err)
{
    run *r = &a->runs[word];
    const mg_found_term *t = r->term;
    a->next[word] = UINT32_MAX;
    for (enter_block(r, mg_block_from(t, r->block, (uint32_t)a->base)); r->block < t->n_blocks; enter_block(r, r->block + 1)) {
        if (t->blocks[r->block].first >= a->end) {
            a->next[word] = t->blocks[r->block].first;
            return MG_OK;
        }
        MG_TRY(decode(a, r, err));
        const mg_postings *p = r->postings;
        for (; r->i < p->n && p->docids[r->i] < a->end; r->i++) {
            if (p->docids[r->i] < a->base) continue;
            uint32_t *first = &a->first[p->docids[r->i] - a->base];
            if (!mg_vec_push(&a->notes, (note){{word, r->before + r->i}, *first})) return no_memory(err);
            *first = (uint32_t)a->notes.n;
        }
        if (r->i < p->n) {
            a->next[word] = p->docids[r->i];
            return MG_OK;
        }
    }
    return MG_OK;
}

static mg_status open_window(mg_alternatives *a, uint32_t doc, mg_error *err)
{
    a->base = doc;
    a->end = a->base + WINDOW;
    a->notes.n = 0;
    memset(a->first, 0, sizeof a->first);
    for (size_t i = 0; i < a->n; i++)
        if (a->next[i] < a->end) MG_TRY(note_word(a, (uint32_t)i, err));
    return MG_OK;
}

mg_status mg_alternatives_in(mg_alternatives *a, uint32_t doc, mg_standings *out, mg_error *err)
{
    if (doc >= a->end) MG_TRY(open_window(a, doc, err));
    if (doc < a->base) return MG_OK;
    for (uint32_t at = a->first[doc - a->base]; at; at = a->notes.v[at - 1].next)
        if (!mg_vec_push(out, a->notes.v[at - 1].is)) return no_memory(err);
    return MG_OK;
}
