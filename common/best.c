/* best.c - see best.h. A heap, once there are as many as are kept. */
#include "common/best.h"

#include <stdlib.h>

static int by_value(const mg_valued_hit *a, const mg_valued_hit *b, bool falls)
{
    if (!a->value.p || !b->value.p) return (a->value.p == NULL) - (b->value.p == NULL);
    return falls ? mg_span_cmp(b->value, a->value) : mg_span_cmp(a->value, b->value);
}

/* Does a stand behind b? */
static bool is_worse(mg_best_order order, const mg_valued_hit *a, const mg_valued_hit *b)
{
    double x = a->hit.weight, y = b->hit.weight;
    int values = order == MG_BEST_WEIGHT ? (x < y) - (x > y) : by_value(a, b, order == MG_BEST_FALLING);
    return values ? values > 0 : a->hit.docid > b->hit.docid;
}

static void sift_down(mg_best *best, size_t at)
{
    size_t n = best->n;
    mg_valued_hit *heap = best->v, hit = heap[at];
    for (size_t kid; (kid = 2 * at + 1) < n; at = kid) {
        if (kid + 1 < n && is_worse(best->order, &heap[kid + 1], &heap[kid])) kid++;
        if (!is_worse(best->order, &heap[kid], &hit)) break;
        heap[at] = heap[kid];
    }
    heap[at] = hit;
}

mg_status mg_best_offer(mg_best *best, mg_valued_hit hit, mg_error *err)
{
    if (best->n == best->most) {
        if (!best->n || !is_worse(best->order, &best->v[0], &hit)) return MG_OK;
        best->v[0] = hit;
        sift_down(best, 0);
        return MG_OK;
    }
    if (best->n == best->room) {
        size_t room = MG_MIN(2 * best->room + 64, best->most);
        mg_valued_hit *grown = realloc(best->v, room * sizeof *grown);
        if (!grown) return mg_fail_nomem(err, "searching");
        best->v = grown;
        best->room = room;
    }
    best->v[best->n++] = hit;
    for (size_t i = best->n / 2; best->n == best->most && i-- > 0;) sift_down(best, i);
    return MG_OK;
}

static int best_first(const void *a, const void *b, void *order)
{
    mg_best_order o = *(const mg_best_order *)order;
    return is_worse(o, a, b) ? 1 : is_worse(o, b, a) ? -1 : 0;
}

/* All that match, without weights, stand in order already. */
void mg_best_sort(mg_best *best)
{
    size_t i = 1;
    while (i < best->n && !is_worse(best->order, &best->v[i - 1], &best->v[i])) i++;
    if (i < best->n) qsort_r(best->v, best->n, sizeof *best->v, best_first, &best->order);
}
