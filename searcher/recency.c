/* recency.c - see recency.h. */
#include "searcher/recency.h"

#include "common/date.h"
#include "common/schema.h"

#include <math.h>
#include <stdlib.h>

/* Days since a day long ago (Gregorian). */
static int64_t day_number(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day;
}

double mg_recency(mg_span date_key, unsigned today, uint32_t half_life_days)
{
    mg_date date;
    if (!mg_date_from_key(date_key, &date)) return 0.5;
    int month = date.month ? date.month : 7, day = date.day ? date.day : date.month ? 15 : 1;
    int64_t age = day_number((int)(today / 10000), (int)(today / 100 % 100), (int)(today % 100)) - day_number(date.year, month, day);
    return exp2(-(double)MG_MAX(age, 0) / half_life_days);
}

typedef struct {
    mg_hit hit;
    size_t place; /* before */
    bool dated;
} weighed;

typedef struct {
    weighed *v;
    unsigned today;
    uint32_t half_life;
} weighing;

static bool on_date(void *payload, size_t i, mg_span value)
{
    weighing *w = payload;
    w->v[i].hit.weight *= mg_recency(value, w->today, w->half_life);
    w->v[i].dated = true;
    return true;
}

static int best_first(const void *a, const void *b)
{
    const weighed *x = a, *y = b;
    if (x->hit.weight != y->hit.weight) return x->hit.weight < y->hit.weight ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

mg_status mg_recency_rank(mg_db *db, mg_hit *hits, size_t n, unsigned today, uint32_t half_life_days, mg_arena *arena, mg_error *err)
{
    weighing w = {mg_arena_alloc(arena, (n + 1) * sizeof *w.v), today, half_life_days};
    uint32_t *docids = mg_arena_alloc(arena, (n + 1) * sizeof *docids);
    if (!w.v || !docids) return mg_fail_nomem(err, "ranking hits");
    for (size_t i = 0; i < n; i++) {
        w.v[i] = (weighed){hits[i], i, false};
        docids[i] = hits[i].docid;
    }
    MG_TRY(mg_db_values(db, MG_SLOT_DATE, docids, n, on_date, &w, err));
    for (size_t i = 0; i < n; i++)
        if (!w.v[i].dated) w.v[i].hit.weight *= mg_recency((mg_span){0}, today, half_life_days);
    if (n) qsort(w.v, n, sizeof *w.v, best_first);
    for (size_t i = 0; i < n; i++) hits[i] = w.v[i].hit;
    return MG_OK;
}
