/* group.c - see group.h. */
#include "searcher/group.h"

#include "common/schema.h"
#include "common/story.h"
#include "common/vec.h"

#include <stdlib.h>

/* Of the stories that have a key, so many are looked at, the last ones. */
#define LOOKED_AT 16

#define ROWS_A_HIT 16

/* Articles so many days apart must be nearly the same. */
#define APART 7

/* A story that has a key, and the entry before it in the same row, + 1. */
typedef struct {
    uint32_t key, story, before;
} entry;

typedef struct {
    mg_arena *arena;
    mg_span *fingerprints; /* by hit */
    int *days;             /* by hit: its date, counted from one that is no matter; 0: not known to the day */
    bool nomem;

    uint32_t *story_of;    /* by hit */
    uint32_t *best;        /* by story: its best hit */
    uint32_t *seen;        /* by story: the last hit that it was compared with, + 1 */
    uint32_t n;            /* stories */
    uint32_t *rows;        /* by the last bits of keys: the last entry, + 1 */
    uint32_t mask;         /* these bits */
    MG_VEC(entry) entries;
} grouping;

static bool on_fingerprint(void *payload, size_t i, mg_span value)
{
    grouping *g = payload;
    g->fingerprints[i] = mg_arena_copy(g->arena, value);
    g->nomem |= !g->fingerprints[i].p;
    return !g->nomem;
}

/* The digits of a number. */
static int number(const char *digits, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) value = value * 10 + digits[i] - '0';
    return value;
}

/* The number of a day: years begin in March, so that leap days are their last. */
static bool on_date(void *payload, size_t i, mg_span key)
{
    grouping *g = payload;
    if (key.n < 8) return true;
    int month = (number(key.p + 4, 2) + 9) % 12, year = number(key.p, 4) - month / 10;
    g->days[i] = 365 * year + year / 4 - year / 100 + year / 400 + (306 * month + 5) / 10 + number(key.p + 6, 2);
    return true;
}

static mg_status load_values(grouping *g, mg_db *db, const mg_hit *hits, uint32_t n, mg_error *err)
{
    uint32_t *docids = mg_arena_alloc(g->arena, n * sizeof *docids + 1);
    g->fingerprints = mg_arena_alloc(g->arena, n * sizeof *g->fingerprints + 1);
    g->days = mg_arena_alloc(g->arena, n * sizeof *g->days + 1);
    if (!docids || !g->fingerprints || !g->days) return mg_fail_nomem(err, "grouping hits");
    for (uint32_t i = 0; i < n; i++) docids[i] = hits[i].docid;
    MG_TRY(mg_db_values(db, MG_SLOT_STORY, docids, n, on_fingerprint, g, err));
    MG_TRY(mg_db_values(db, MG_SLOT_DATE, docids, n, on_date, g, err));
    return g->nomem ? mg_fail_nomem(err, "grouping hits") : MG_OK;
}

static bool are_copies(const grouping *g, uint32_t a, uint32_t b)
{
    bool apart = g->days[a] && g->days[b] && abs(g->days[a] - g->days[b]) >= APART;
    return mg_story_same(g->fingerprints[a], g->fingerprints[b], apart);
}

/* The first story that a hit is a copy of, or g->n. */
static uint32_t find_story(grouping *g, uint32_t hit, const uint32_t *keys, size_t n_keys)
{
    uint32_t found = g->n;
    for (size_t i = 0; i < n_keys; i++) {
        uint32_t at = g->rows[keys[i] & g->mask];
        for (int looked = 0; at && looked < LOOKED_AT; looked++) {
            const entry *e = &g->entries.v[at - 1];
            at = e->before;
            if (e->key != keys[i] || e->story >= found || g->seen[e->story] == hit + 1) continue;
            g->seen[e->story] = hit + 1;
            if (are_copies(g, g->best[e->story], hit)) found = e->story;
        }
    }
    return found;
}

static void add_story(grouping *g, uint32_t hit, const uint32_t *keys, size_t n_keys)
{
    g->best[g->n] = hit;
    for (size_t i = 0; i < n_keys && !g->nomem; i++) {
        uint32_t *row = &g->rows[keys[i] & g->mask];
        g->nomem = !mg_vec_push(&g->entries, (entry){keys[i], g->n, *row});
        *row = (uint32_t)g->entries.n;
    }
    g->n++;
}

static mg_status find_stories(grouping *g, uint32_t n, mg_error *err)
{
    g->story_of = mg_arena_alloc(g->arena, n * sizeof *g->story_of + 1);
    g->best = mg_arena_alloc(g->arena, n * sizeof *g->best + 1);
    g->seen = mg_arena_alloc(g->arena, n * sizeof *g->seen + 1);
    for (g->mask = 1; g->mask < n * ROWS_A_HIT; g->mask = g->mask << 1 | 1) {}
    g->rows = calloc((size_t)g->mask + 1, sizeof *g->rows);
    g->nomem = !g->story_of || !g->best || !g->seen || !g->rows;
    for (uint32_t hit = 0; hit < n && !g->nomem; hit++) {
        uint32_t keys[MG_STORY_KEYS_MAX];
        size_t n_keys = mg_story_keys(g->fingerprints[hit], keys);
        g->story_of[hit] = find_story(g, hit, keys, n_keys);
        if (g->story_of[hit] == g->n) add_story(g, hit, keys, n_keys);
    }
    return g->nomem ? mg_fail_nomem(err, "grouping hits") : MG_OK;
}

/* The hits story by story. */
static mg_status sort_hits(const grouping *g, const mg_hit *hits, uint32_t n, mg_stories *out, mg_error *err)
{
    mg_hit *sorted = mg_arena_alloc(g->arena, n * sizeof *sorted + 1);
    uint32_t *first = mg_arena_alloc(g->arena, (g->n + 2) * sizeof *first);
    if (!sorted || !first) return mg_fail_nomem(err, "grouping hits");
    for (uint32_t i = 0; i < n; i++) first[g->story_of[i] + 2]++;
    for (uint32_t i = 2; i < g->n + 2; i++) first[i] += first[i - 1];
    for (uint32_t i = 0; i < n; i++) sorted[first[g->story_of[i] + 1]++] = hits[i];
    *out = (mg_stories){sorted, first, g->n};
    return MG_OK;
}

mg_status mg_stories_find(mg_db *db, const mg_hit *hits, uint32_t n, mg_arena *arena, mg_stories *out, mg_error *err)
{
    grouping g = {.arena = arena};
    mg_status status = load_values(&g, db, hits, n, err);
    if (status == MG_OK) status = find_stories(&g, n, err);
    if (status == MG_OK) status = sort_hits(&g, hits, n, out, err);
    free(g.rows);
    mg_vec_free(&g.entries);
    return status;
}

uint32_t mg_stories_of(const mg_stories *stories, uint32_t docid)
{
    uint32_t i = 0;
    while (i < stories->n && stories->hits[stories->first[i]].docid != docid) i++;
    return i;
}
