/* scorers.c - see scorers.h. Each kind is a struct that begins with the scorer. */
#include "common/scorers.h"

#include <stdlib.h>

/* Sums of the same parts in another order differ by less than this share. */
#define SLACK 1e-12

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

static void *new_scorer(mg_scoring *s, const mg_place *place, size_t size)
{
    mg_scorer *scorer = mg_arena_alloc(s->arena, size);
    if (!scorer) {
        mg_scoring_fail(s, mg_fail_nomem(s->err, "searching"));
        return NULL;
    }
    scorer->scoring = s;
    scorer->place = place;
    scorer->need = -1;
    return scorer;
}

static uint32_t length_of(const mg_scorer *s, uint32_t doc)
{
    return s->place->impacts.lengths[doc - 1];
}

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
    mg_scorer *scorer = new_scorer(s, place, sizeof *scorer);
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
    mg_scorer *scorer = new_scorer(s, place, sizeof *scorer);
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
    const uint32_t *ranks = s->place->impacts.ranks;
    uint32_t n = s->place->trees.documents, doc = target - 1; /* from 0 on */
    if (target <= s->doc) return s->doc;
    while (doc < n) {
        uint32_t zone = doc / MG_IMPACTS_ZONE, end = MG_MIN(n, (zone + 1) * MG_IMPACTS_ZONE);
        if (zone_has(d, zone))
            for (; doc < end; doc++)
                if (ranks[doc] >= d->first && ranks[doc] <= d->last) return s->doc = doc + 1;
        doc = end;
    }
    return s->doc = MG_NO_MORE;
}

mg_scorer *mg_scorer_dates(mg_scoring *s, const mg_place *place, mg_span low, mg_span high)
{
    date_scorer *d = new_scorer(s, place, sizeof *d);
    if (!d) return NULL;
    mg_impacts_dates(&place->impacts, low, high, &d->first, &d->last);
    if (d->first > d->last) return mg_scorer_none(s, place);
    d->s.seek = seek_dates;
    uint32_t zones = (place->trees.documents + MG_IMPACTS_ZONE - 1) / MG_IMPACTS_ZONE;
    for (uint32_t i = 0; i < zones; i++)
        if (zone_has(d, i)) d->s.cost += MG_IMPACTS_ZONE;
    return &d->s;
}

/* ---- terms ---- */

typedef struct {
    mg_scorer s;
    mg_found_term term;
    double scale;
    uint32_t block, i; /* where it stands */
    bool decoded;      /* the block */
    uint32_t ahead;    /* the block that bound looked at */
    double ahead_bound;
    bool bounded;
    mg_postings postings;
} term_scorer;

/* The first block from `block` on whose last document is not before target. */
static uint32_t block_of(const term_scorer *t, uint32_t block, uint32_t target)
{
    const mg_impact_block *b = t->term.blocks;
    uint32_t n = t->term.n_blocks, step = 1;
    if (block >= n || b[block].last >= target) return block;
    while (block + step < n && b[block + step].last < target) {
        block += step;
        step *= 2;
    }
    uint32_t low = block + 1, high = MG_MIN(block + step, n);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (b[middle].last < target) low = middle + 1;
        else high = middle;
    }
    return low;
}

static double block_bound(const term_scorer *t, uint32_t block)
{
    if (!t->term.best || t->scale == 0) return t->s.most;
    return mg_bm25_bound(t->s.scoring, t->scale, &t->term.blocks[block].best);
}

static double bound_term(mg_scorer *s, uint32_t from, uint32_t *to)
{
    term_scorer *t = (term_scorer *)s;
    uint32_t block = block_of(t, MG_MAX(t->ahead, t->block), from);
    *to = MG_NO_MORE;
    if (block >= t->term.n_blocks) return 0;
    if (block != t->ahead || !t->bounded) t->ahead_bound = block_bound(t, block);
    t->ahead = block;
    t->bounded = true;
    *to = t->term.blocks[block].last;
    return t->ahead_bound;
}

static bool decode_block(term_scorer *t)
{
    mg_scoring *scoring = t->s.scoring;
    mg_status status = mg_block_decode(t->s.place, &t->term, &t->term.blocks[t->block], &t->postings, scoring->err);
    if (status != MG_OK) mg_scoring_fail(scoring, status);
    t->decoded = status == MG_OK;
    t->i = 0;
    return t->decoded;
}

/* Are its documents some that there are, behind those before? */
static bool is_sound(const term_scorer *t, uint32_t block)
{
    const mg_impact_block *b = &t->term.blocks[block];
    return b->first > t->s.doc && b->first <= b->last && b->last <= t->s.place->trees.documents;
}

/* Go to the block that holds the target, or what is after it, and that has what is needed. */
static bool enter_block(term_scorer *t, uint32_t target)
{
    uint32_t block = block_of(t, t->block, target);
    while (t->s.need >= 0 && block < t->term.n_blocks && block_bound(t, block) <= t->s.need) block++;
    t->decoded &= block == t->block;
    t->block = block;
    if (block >= t->term.n_blocks) return false;
    if (is_sound(t, block)) return true;
    mg_scoring_fail(t->s.scoring, mg_fail(t->s.scoring->err, MG_CORRUPT, "postings are damaged"));
    return false;
}

static uint32_t seek_term(mg_scorer *s, uint32_t target)
{
    term_scorer *t = (term_scorer *)s;
    if (target <= s->doc) return s->doc;
    if (s->scoring->status != MG_OK) return s->doc = MG_NO_MORE;
    if (s->doc == 0 || target > t->term.blocks[t->block].last)
        if (!enter_block(t, target)) return s->doc = MG_NO_MORE;
    const mg_impact_block *b = &t->term.blocks[t->block];
    if (target <= b->first && !t->decoded) return s->doc = b->first;
    if (!t->decoded && !decode_block(t)) return s->doc = MG_NO_MORE;
    const uint32_t *docids = t->postings.docids;
    uint32_t i = t->i, last = t->postings.n - 1;
    while (i + 8 <= last && docids[i + 8] < target) i += 8;
    while (i < last && docids[i] < target) i++;
    t->i = i;
    return s->doc = docids[i];
}

static uint32_t wdf_term(mg_scorer *s)
{
    term_scorer *t = (term_scorer *)s;
    if (!t->decoded && !decode_block(t)) return 0;
    return t->postings.wdfs[t->i];
}

static double score_term(mg_scorer *s)
{
    uint32_t wdf = wdf_term(s);
    return mg_bm25(s->scoring, ((term_scorer *)s)->scale, wdf, length_of(s, s->doc));
}

static void need_term(mg_scorer *s, double need)
{
    s->need = need;
}

static uint32_t peak_term(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    term_scorer *t = (term_scorer *)s;
    uint32_t block = t->ahead = block_of(t, MG_MAX(t->ahead, t->block), from);
    *to = *shortest = MG_NO_MORE;
    if (block >= t->term.n_blocks) return 0;
    const mg_impact_block *b = &t->term.blocks[block];
    *to = b->first > from ? b->first - 1 : b->last;
    if (b->first > from) return 0;
    *shortest = t->term.best ? mg_impact_length(b->best.length[0]) : 0;
    uint8_t wdf = b->best.wdf[MG_IMPACTS_PAIRS - 1];
    return !t->term.best || wdf == 255 ? UINT32_MAX : wdf;
}

/* The few postings of a term that the impacts do not tell of are looked at, all of them. */
static bool look_at_few(term_scorer *t)
{
    if (!decode_block(t)) return false;
    for (uint32_t i = 0; i < t->postings.n; i++) {
        double here = mg_bm25(t->s.scoring, t->scale, t->postings.wdfs[i], length_of(&t->s, t->postings.docids[i]));
        t->s.most = MG_MAX(t->s.most, here);
    }
    return true;
}

mg_scorer *mg_scorer_term(mg_scoring *s, const mg_place *place, const mg_found_term *term, double scale)
{
    if (!term->documents) return mg_scorer_none(s, place);
    term_scorer *t = new_scorer(s, place, sizeof *t);
    if (!t) return NULL;
    t->term = *term;
    t->scale = scale;
    t->s.cost = term->documents;
    t->s.seek = seek_term;
    t->s.wdf = wdf_term;
    t->s.peak = peak_term;
    if (scale == 0 || !term->any) return &t->s;
    t->s.score = score_term;
    t->s.bound = bound_term;
    t->s.set_need = need_term;
    if (term->best) t->s.most = mg_bm25_bound(s, scale, term->best);
    else if (!look_at_few(t)) return NULL;
    return &t->s;
}

/* ---- and ---- */

typedef struct {
    mg_scorer s;
    mg_scorer **kids, **by_cost;
    size_t n, scored;
    bool verifies;
    uint32_t checked; /* documents up to here may have what is needed */
    uint32_t at;      /* the document that `sum` is of */
    double sum;
} and_scorer;

static double bound_and(mg_scorer *s, uint32_t from, uint32_t *to)
{
    and_scorer *a = (and_scorer *)s;
    double sum = 0;
    *to = MG_NO_MORE;
    for (size_t i = 0; i < a->scored; i++) {
        uint32_t end;
        sum += mg_scorer_bound(a->kids[i], from, &end);
        *to = MG_MIN(*to, end);
    }
    return sum;
}

static double score_and(mg_scorer *s)
{
    and_scorer *a = (and_scorer *)s;
    if (a->at == s->doc) return a->sum;
    a->at = s->doc;
    a->sum = 0;
    for (size_t i = 0; i < a->scored; i++) a->sum += mg_scorer_score(a->kids[i]);
    return a->sum;
}

/* The first document from `target` on where all kids meet. */
static uint32_t meet(const and_scorer *a, uint32_t target)
{
    for (;;) {
        uint32_t doc = a->by_cost[0]->seek(a->by_cost[0], target);
        size_t i = 1;
        for (; i < a->n && doc != MG_NO_MORE; i++) {
            uint32_t here = a->by_cost[i]->seek(a->by_cost[i], doc);
            if (here == doc) continue;
            doc = target = here;
            break;
        }
        if (i == a->n || doc == MG_NO_MORE) return doc;
    }
}

static uint32_t seek_and(mg_scorer *s, uint32_t target)
{
    and_scorer *a = (and_scorer *)s;
    if (target <= s->doc) return s->doc;
    bool prunes = s->need >= 0 && a->scored;
    for (;;) {
        while (prunes && target > a->checked) {
            uint32_t to;
            if (bound_and(s, target, &to) > s->need) a->checked = to;
            else if (to == MG_NO_MORE) return s->doc = MG_NO_MORE;
            else target = to + 1;
        }
        uint32_t doc = prunes ? a->by_cost[0]->seek(a->by_cost[0], target) : target;
        if (doc == MG_NO_MORE) return s->doc = MG_NO_MORE;
        if (prunes && doc > a->checked) {
            target = doc;
            continue;
        }
        s->doc = meet(a, doc);
        if (s->doc == MG_NO_MORE || !prunes || score_and(s) > s->need) return s->doc;
        target = s->doc + 1;
    }
}

static bool verify_and(mg_scorer *s)
{
    and_scorer *a = (and_scorer *)s;
    for (size_t i = 0; i < a->n; i++)
        if (!mg_scorer_matches(a->by_cost[i])) return false;
    return true;
}

static uint32_t wdf_and(mg_scorer *s)
{
    and_scorer *a = (and_scorer *)s;
    uint64_t sum = 0;
    for (size_t i = 0; i < a->n; i++) sum += a->kids[i]->wdf(a->kids[i]);
    return (uint32_t)MG_MIN(sum, UINT32_MAX);
}

/* What is left for a kid when the others give what they can. */
static double left_for(double need, double others)
{
    return need - others - SLACK * (need + others);
}

static void need_and(mg_scorer *s, double need)
{
    and_scorer *a = (and_scorer *)s;
    s->need = need;
    a->checked = 0;
    for (size_t i = 0; i < a->scored; i++) {
        double left = left_for(need, s->most - a->kids[i]->most);
        if (left >= 0) mg_scorer_set_need(a->kids[i], left);
    }
}

static uint32_t peak_and(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    and_scorer *a = (and_scorer *)s;
    uint64_t sum = 0;
    *to = MG_NO_MORE;
    *shortest = 0;
    for (size_t i = 0; i < a->n; i++) {
        uint32_t end, least, most = a->kids[i]->peak(a->kids[i], from, &end, &least);
        *to = MG_MIN(*to, end);
        *shortest = MG_MAX(*shortest, least);
        sum += most;
    }
    return *shortest == MG_NO_MORE ? 0 : (uint32_t)MG_MIN(sum, UINT32_MAX);
}

static void close_kids(mg_scorer **kids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (kids[i]->close) kids[i]->close(kids[i]);
}

static void close_and(mg_scorer *s)
{
    close_kids(((and_scorer *)s)->kids, ((and_scorer *)s)->n);
}

/* Cheapest first. */
static mg_scorer **sort_by_cost(mg_scoring *s, mg_scorer *const *kids, size_t n)
{
    mg_scorer **out = mg_arena_alloc(s->arena, n * sizeof *out);
    if (!out) mg_scoring_fail(s, mg_fail_nomem(s->err, "searching"));
    for (size_t i = 0; out && i < n; i++) {
        size_t at = i;
        for (; at && out[at - 1]->cost > kids[i]->cost; at--) out[at] = out[at - 1];
        out[at] = kids[i];
    }
    return out;
}

mg_scorer *mg_scorer_and(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, size_t scored)
{
    and_scorer *a = new_scorer(s, place, sizeof *a);
    if (!a || !(a->by_cost = sort_by_cost(s, kids, n))) return NULL;
    a->kids = kids;
    a->n = n;
    a->scored = scored;
    bool weighs = false, counts = true, peaks = true;
    for (size_t i = 0; i < n; i++) {
        a->verifies |= kids[i]->verify != NULL;
        counts &= kids[i]->wdf != NULL;
        peaks &= kids[i]->peak != NULL;
        if (i >= scored) continue;
        weighs |= kids[i]->score != NULL;
        a->s.most += kids[i]->most;
    }
    if (!weighs) a->scored = 0;
    a->s.cost = a->by_cost[0]->cost;
    a->s.seek = seek_and;
    a->s.close = close_and;
    if (a->verifies) a->s.verify = verify_and;
    if (counts) a->s.wdf = wdf_and;
    if (peaks) a->s.peak = peak_and;
    if (!weighs) return &a->s;
    a->s.score = score_and;
    a->s.bound = bound_and;
    a->s.set_need = need_and;
    return &a->s;
}

/* ---- and not ---- */

typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    size_t n;
} kids_scorer;

static bool is_excluded(const kids_scorer *k, uint32_t doc)
{
    for (size_t i = 1; i < k->n; i++)
        if (k->kids[i]->seek(k->kids[i], doc) == doc && mg_scorer_matches(k->kids[i])) return true;
    return false;
}

static uint32_t seek_and_not(mg_scorer *s, uint32_t target)
{
    kids_scorer *k = (kids_scorer *)s;
    if (target <= s->doc) return s->doc;
    do {
        s->doc = k->kids[0]->seek(k->kids[0], target);
        target = s->doc + 1;
    } while (s->doc != MG_NO_MORE && is_excluded(k, s->doc));
    return s->doc;
}

static bool verify_first(mg_scorer *s)
{
    return mg_scorer_matches(((kids_scorer *)s)->kids[0]);
}

static double score_first(mg_scorer *s)
{
    return mg_scorer_score(((kids_scorer *)s)->kids[0]);
}

static double bound_first(mg_scorer *s, uint32_t from, uint32_t *to)
{
    return mg_scorer_bound(((kids_scorer *)s)->kids[0], from, to);
}

static void need_first(mg_scorer *s, double need)
{
    mg_scorer_set_need(((kids_scorer *)s)->kids[0], need);
}

static void close_all(mg_scorer *s)
{
    close_kids(((kids_scorer *)s)->kids, ((kids_scorer *)s)->n);
}

static kids_scorer *new_with_first(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    kids_scorer *k = new_scorer(s, place, sizeof *k);
    if (!k) return NULL;
    k->kids = kids;
    k->n = n;
    k->s.cost = kids[0]->cost;
    k->s.most = kids[0]->most;
    k->s.close = close_all;
    if (kids[0]->verify) k->s.verify = verify_first;
    return k;
}

mg_scorer *mg_scorer_and_not(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    kids_scorer *k = new_with_first(s, place, kids, n);
    if (!k) return NULL;
    k->s.seek = seek_and_not;
    if (!kids[0]->score) return &k->s;
    k->s.score = score_first;
    k->s.bound = bound_first;
    k->s.set_need = need_first;
    return &k->s;
}

/* ---- maybe ---- */

static double score_maybe(mg_scorer *s)
{
    kids_scorer *k = (kids_scorer *)s;
    double sum = mg_scorer_score(k->kids[0]);
    for (size_t i = 1; i < k->n; i++) {
        mg_scorer *kid = k->kids[i];
        if (kid->seek(kid, s->doc) == s->doc && mg_scorer_matches(kid)) sum += mg_scorer_score(kid);
    }
    return sum;
}

static uint32_t seek_maybe(mg_scorer *s, uint32_t target)
{
    kids_scorer *k = (kids_scorer *)s;
    if (target <= s->doc) return s->doc;
    return s->doc = k->kids[0]->seek(k->kids[0], target);
}

static void need_maybe(mg_scorer *s, double need)
{
    kids_scorer *k = (kids_scorer *)s;
    double left = left_for(need, s->most - k->kids[0]->most);
    if (left >= 0) mg_scorer_set_need(k->kids[0], left);
}

mg_scorer *mg_scorer_maybe(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    kids_scorer *k = new_with_first(s, place, kids, n);
    if (!k) return NULL;
    for (size_t i = 1; i < n; i++) k->s.most += kids[i]->most;
    k->s.seek = seek_maybe;
    k->s.score = score_maybe;
    k->s.set_need = need_maybe;
    return &k->s;
}

/* ---- any ---- */

/* MaxScore over windows: within one, the kids that could not together lift a document above what is needed do not lead to any;
 * they are only asked about those that others lead to, while these may still get there. */
typedef struct {
    mg_scorer s;
    mg_scorer **kids, **order; /* order: of rising bounds in the window; the first `passive` do not lead */
    double *bounds, *sums;     /* of order[i]; of order[0..i] */
    size_t n, passive;
    uint32_t window_end;
    double sum;
} any_scorer;

static void order_kids(any_scorer *a, uint32_t from)
{
    a->window_end = MG_NO_MORE;
    for (size_t i = 0; i < a->n; i++) {
        uint32_t end;
        double bound = mg_scorer_bound(a->kids[i], from, &end);
        a->window_end = MG_MIN(a->window_end, end);
        size_t at = i;
        for (; at && a->bounds[at - 1] > bound; at--) {
            a->bounds[at] = a->bounds[at - 1];
            a->order[at] = a->order[at - 1];
        }
        a->bounds[at] = bound;
        a->order[at] = a->kids[i];
    }
}

/* The window that begins at `from`. False when nothing in it has what is needed. */
static bool open_window(any_scorer *a, uint32_t from)
{
    order_kids(a, from);
    a->passive = 0;
    double sum = 0;
    for (size_t i = 0; i < a->n; i++) {
        sum += a->bounds[i];
        a->sums[i] = sum;
        if (a->passive == i && sum + SLACK * sum <= a->s.need) a->passive = i + 1;
    }
    return a->passive < a->n;
}

/* The first document from `target` on that a leading kid has. */
static uint32_t lead(const any_scorer *a, uint32_t target)
{
    uint32_t doc = MG_NO_MORE;
    for (size_t i = a->passive; i < a->n; i++) {
        uint32_t here = a->order[i]->seek(a->order[i], target);
        doc = here < doc ? here : doc;
    }
    return doc;
}

/* Add up what `doc` has; false when it is seen to have too little. */
static bool add_up(any_scorer *a, uint32_t doc)
{
    double sum = 0;
    for (size_t i = a->n; i-- > 0;) {
        mg_scorer *kid = a->order[i];
        if (i < a->passive && sum + a->sums[i] + SLACK * (sum + a->sums[i]) <= a->s.need) return false;
        bool has = (i < a->passive ? kid->seek(kid, doc) : kid->doc) == doc && mg_scorer_matches(kid);
        if (has) sum += mg_scorer_score(kid);
    }
    return true;
}

/* The score, its parts in the order of the kids. */
static double exact_sum(const any_scorer *a, uint32_t doc, bool *matches)
{
    double sum = 0;
    *matches = false;
    for (size_t i = 0; i < a->n; i++) {
        mg_scorer *kid = a->kids[i];
        if (kid->doc != doc || !mg_scorer_matches(kid)) continue;
        sum += mg_scorer_score(kid);
        *matches = true;
    }
    return sum;
}

static uint32_t seek_any(mg_scorer *s, uint32_t target)
{
    any_scorer *a = (any_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        bool fits = target <= a->window_end ? a->passive < a->n : open_window(a, target);
        uint32_t doc = fits ? lead(a, target) : MG_NO_MORE;
        if (doc > a->window_end || doc == MG_NO_MORE) {
            if (a->window_end == MG_NO_MORE) return s->doc = MG_NO_MORE;
            target = a->window_end + 1;
            continue;
        }
        bool matches;
        target = doc + 1;
        if (s->need >= 0 && !add_up(a, doc)) continue;
        a->sum = exact_sum(a, doc, &matches);
        if (matches && (s->need < 0 || a->sum > s->need)) return s->doc = doc;
    }
}

static double score_any(mg_scorer *s)
{
    return ((any_scorer *)s)->sum;
}

static double bound_any(mg_scorer *s, uint32_t from, uint32_t *to)
{
    any_scorer *a = (any_scorer *)s;
    double sum = 0;
    *to = MG_NO_MORE;
    for (size_t i = 0; i < a->n; i++) {
        uint32_t end;
        sum += mg_scorer_bound(a->kids[i], from, &end);
        *to = MG_MIN(*to, end);
    }
    return sum + SLACK * sum;
}

static void need_any(mg_scorer *s, double need)
{
    any_scorer *a = (any_scorer *)s;
    s->need = need;
    while (a->window_end && a->passive < a->n && a->sums[a->passive] * (1 + SLACK) <= need) a->passive++;
}

static uint32_t wdf_any(mg_scorer *s)
{
    any_scorer *a = (any_scorer *)s;
    uint64_t sum = 0;
    for (size_t i = 0; i < a->n; i++)
        if (a->kids[i]->doc == s->doc) sum += a->kids[i]->wdf(a->kids[i]);
    return (uint32_t)MG_MIN(sum, UINT32_MAX);
}

/* What some of the kids may have together. */
static uint32_t peak_of(mg_scorer *const *kids, size_t n, uint32_t from, uint32_t *to, uint32_t *shortest)
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

static uint32_t peak_any(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    return peak_of(((any_scorer *)s)->kids, ((any_scorer *)s)->n, from, to, shortest);
}

static void close_any(mg_scorer *s)
{
    close_kids(((any_scorer *)s)->kids, ((any_scorer *)s)->n);
}

static uint32_t cost_of(mg_scorer *const *kids, size_t n, const mg_place *place)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += kids[i]->cost;
    return (uint32_t)MG_MIN(sum, place->trees.documents);
}

static any_scorer *new_any(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    any_scorer *a = new_scorer(s, place, sizeof *a);
    if (!a) return NULL;
    a->order = mg_arena_alloc(s->arena, n * sizeof *a->order);
    a->bounds = mg_arena_alloc(s->arena, n * sizeof *a->bounds);
    a->sums = mg_arena_alloc(s->arena, n * sizeof *a->sums);
    if (!a->order || !a->bounds || !a->sums) {
        mg_scoring_fail(s, mg_fail_nomem(s->err, "searching"));
        return NULL;
    }
    a->kids = kids;
    a->n = n;
    a->s.cost = cost_of(kids, n, place);
    a->s.seek = seek_any;
    a->s.close = close_any;
    return a;
}

static mg_scorer *new_pool(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, double scale);

/* So many kids are asked one by one; more are pooled. */
#define FEW_KIDS 8

mg_scorer *mg_scorer_any(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n)
{
    bool weighs = false, counts = true, peaks = true;
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        counts &= kids[i]->wdf != NULL;
        peaks &= kids[i]->peak != NULL;
        weighs |= kids[i]->score != NULL;
        most += kids[i]->most;
    }
    if (!weighs && n > FEW_KIDS) return new_pool(s, place, kids, n, 0);
    any_scorer *a = new_any(s, place, kids, n);
    if (!a) return NULL;
    a->s.most = most;
    if (counts) a->s.wdf = wdf_any;
    if (peaks) a->s.peak = peak_any;
    if (!weighs) return &a->s;
    a->s.score = score_any;
    a->s.bound = bound_any;
    a->s.set_need = need_any;
    return &a->s;
}

/* ---- synonyms ---- */

/* Of few kids. */
typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    size_t n;
    double scale, score;
    uint32_t checked; /* documents up to here may have what is needed */
} synonym_scorer;

/* libxapian takes no more occurrences than a document is long. */
static double score_wdf(const mg_scorer *s, double scale, uint32_t doc, uint64_t wdf)
{
    uint32_t length = length_of(s, doc);
    return mg_bm25(s->scoring, scale, (uint32_t)MG_MIN(wdf, length), length);
}

static double bound_synonym(mg_scorer *s, uint32_t from, uint32_t *to)
{
    synonym_scorer *y = (synonym_scorer *)s;
    uint32_t shortest, wdf = peak_of(y->kids, y->n, from, to, &shortest);
    return shortest == MG_NO_MORE ? 0 : mg_bm25(s->scoring, y->scale, wdf, shortest);
}

/* The first document from `target` on that may have what is needed. */
static uint32_t skip_poor(mg_scorer *s, uint32_t target, uint32_t *checked)
{
    while (s->need >= 0 && target > *checked) {
        uint32_t to;
        if (s->bound(s, target, &to) > s->need) *checked = to;
        else if (to == MG_NO_MORE) return MG_NO_MORE;
        else target = to + 1;
    }
    return target;
}

static uint32_t seek_synonym(mg_scorer *s, uint32_t target)
{
    synonym_scorer *y = (synonym_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        uint32_t doc = MG_NO_MORE;
        uint64_t wdf = 0;
        target = skip_poor(s, target, &y->checked);
        if (target == MG_NO_MORE) return s->doc = MG_NO_MORE;
        for (size_t i = 0; i < y->n; i++) doc = MG_MIN(doc, y->kids[i]->seek(y->kids[i], target));
        if (doc == MG_NO_MORE) return s->doc = MG_NO_MORE;
        if (s->need >= 0 && doc > y->checked) {
            target = doc;
            continue;
        }
        for (size_t i = 0; i < y->n; i++)
            if (y->kids[i]->doc == doc) wdf += y->kids[i]->wdf(y->kids[i]);
        y->score = score_wdf(s, y->scale, doc, wdf);
        if (s->need < 0 || y->score > s->need) return s->doc = doc;
        target = doc + 1;
    }
}

static double score_synonym(mg_scorer *s)
{
    return ((synonym_scorer *)s)->score;
}

static void need_synonym(mg_scorer *s, double need)
{
    s->need = need;
    ((synonym_scorer *)s)->checked = 0;
}

static void close_synonym(mg_scorer *s)
{
    close_kids(((synonym_scorer *)s)->kids, ((synonym_scorer *)s)->n);
}

mg_scorer *mg_scorer_synonym(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, double scale)
{
    if (scale == 0) return mg_scorer_any(s, place, kids, n);
    if (n > FEW_KIDS) return new_pool(s, place, kids, n, scale);
    synonym_scorer *y = new_scorer(s, place, sizeof *y);
    if (!y) return NULL;
    y->kids = kids;
    y->n = n;
    y->scale = scale;
    y->s.cost = cost_of(kids, n, place);
    y->s.most = scale; /* as if without end */
    y->s.seek = seek_synonym;
    y->s.score = score_synonym;
    y->s.bound = bound_synonym;
    y->s.set_need = need_synonym;
    y->s.close = close_synonym;
    return &y->s;
}

/* ---- pools ---- */

/* Many kids go into a window of documents one after the other, and what is in it is looked through. */
enum { POOL = 8192 };

typedef struct {
    mg_scorer s;
    mg_scorer **kids;
    size_t n;
    double scale, score;
    uint32_t base, next; /* the window's first document; that of the next window that holds any */
    uint32_t least;      /* no fewer occurrences will do */
    uint64_t has[POOL / 64];
    uint32_t wdfs[POOL];
} pool_scorer;

static void pool_one(pool_scorer *p, uint32_t doc, uint32_t wdf)
{
    uint32_t at = doc - p->base;
    p->has[at / 64] |= (uint64_t)1 << at % 64;
    p->wdfs[at] = wdf > UINT32_MAX - p->wdfs[at] ? UINT32_MAX : p->wdfs[at] + wdf;
}

/* The postings of a block that are in the window, from where the term stands. */
static void pool_block(pool_scorer *p, const term_scorer *t, uint64_t end)
{
    for (uint32_t i = t->i; i < t->postings.n && t->postings.docids[i] < end; i++)
        pool_one(p, t->postings.docids[i], t->postings.wdfs[i]);
}

static void pool_kid(pool_scorer *p, mg_scorer *kid)
{
    uint64_t end = (uint64_t)p->base + POOL;
    uint32_t doc = kid->seek(kid, p->base);
    while (doc != MG_NO_MORE && doc < end) {
        if (kid->seek == seek_term) {
            term_scorer *t = (term_scorer *)kid;
            uint32_t last = t->term.blocks[t->block].last;
            if (!t->decoded && !decode_block(t)) return;
            pool_block(p, t, end);
            doc = kid->seek(kid, MG_MIN(last, (uint32_t)end - 1) + 1);
            continue;
        }
        if (mg_scorer_matches(kid)) pool_one(p, doc, kid->wdf ? kid->wdf(kid) : 0);
        doc = kid->seek(kid, doc + 1);
    }
    p->next = MG_MIN(p->next, doc);
}

static void fill_pool(pool_scorer *p, uint32_t base)
{
    p->base = base;
    p->next = MG_NO_MORE;
    memset(p->has, 0, sizeof p->has);
    memset(p->wdfs, 0, sizeof p->wdfs);
    for (size_t i = 0; i < p->n; i++) pool_kid(p, p->kids[i]);
}

/* The first document of the window from `doc` on, or 0. */
static uint32_t next_in_pool(const pool_scorer *p, uint32_t doc)
{
    uint32_t at = doc - p->base;
    if (at >= POOL) return 0;
    uint64_t word = p->has[at / 64] >> at % 64 << at % 64;
    for (uint32_t i = at / 64;; word = p->has[i]) {
        if (word) return p->base + i * 64 + (uint32_t)__builtin_ctzll(word);
        if (++i == POOL / 64) return 0;
    }
}

static uint32_t seek_pool(mg_scorer *s, uint32_t target)
{
    pool_scorer *p = (pool_scorer *)s;
    if (target <= s->doc) return s->doc;
    for (;;) {
        if (s->scoring->status != MG_OK || target == MG_NO_MORE) return s->doc = MG_NO_MORE;
        if (!p->base || target - p->base >= POOL) fill_pool(p, target);
        uint32_t doc = next_in_pool(p, target);
        if (!doc) {
            target = p->next;
            continue;
        }
        target = doc + 1;
        uint32_t wdf = p->wdfs[doc - p->base];
        if (p->scale == 0) return s->doc = doc;
        if (wdf < p->least) continue;
        p->score = score_wdf(s, p->scale, doc, wdf);
        if (s->need < 0 || p->score > s->need) return s->doc = doc;
    }
}

static double score_pool(mg_scorer *s)
{
    return ((pool_scorer *)s)->score;
}

static uint32_t wdf_pool(mg_scorer *s)
{
    pool_scorer *p = (pool_scorer *)s;
    return p->wdfs[s->doc - p->base];
}

static uint32_t peak_pool(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    (void)s, (void)from;
    *to = MG_NO_MORE;
    *shortest = 0;
    return UINT32_MAX;
}

static void need_pool(mg_scorer *s, double need)
{
    pool_scorer *p = (pool_scorer *)s;
    s->need = need;
    while (p->least < 1000 && mg_bm25(s->scoring, p->scale, p->least, 0) * (1 + SLACK) <= need) p->least++;
}

static void close_pool(mg_scorer *s)
{
    close_kids(((pool_scorer *)s)->kids, ((pool_scorer *)s)->n);
}

static mg_scorer *new_pool(mg_scoring *s, const mg_place *place, mg_scorer **kids, size_t n, double scale)
{
    pool_scorer *p = new_scorer(s, place, sizeof *p);
    if (!p) return NULL;
    p->kids = kids;
    p->n = n;
    p->scale = scale;
    p->s.cost = cost_of(kids, n, place);
    p->s.most = scale;
    p->s.seek = seek_pool;
    p->s.wdf = wdf_pool;
    p->s.peak = peak_pool;
    p->s.close = close_pool;
    if (scale == 0) return &p->s;
    p->s.score = score_pool;
    p->s.set_need = need_pool;
    return &p->s;
}

/* ---- phrases ---- */

typedef struct {
    uint32_t *v;
    size_t n, room;
} position_list;

/* One word of a phrase, or several that may stand for it. */
typedef struct {
    mg_positions *readers;
    size_t n;
    position_list list;
} phrase_word;

typedef struct {
    mg_scorer s;
    mg_scorer *all;
    phrase_word *words;
    size_t *order; /* of words: the rarer first */
    size_t n;
    uint32_t window, at; /* at: the document that `is` is of */
    bool is;
    position_list starts, one;
} phrase_scorer;

static int by_position(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Append what one reader has to the word's list. */
static bool read_more(phrase_scorer *p, phrase_word *w, mg_positions *reader)
{
    mg_scoring *s = p->s.scoring;
    mg_status status = mg_positions_read(reader, p->s.doc, &p->one.v, &p->one.room, &p->one.n, s->err);
    if (status == MG_OK && w->list.n + p->one.n > w->list.room) {
        size_t room = 2 * (w->list.n + p->one.n);
        uint32_t *grown = realloc(w->list.v, room * sizeof *grown);
        if (grown) w->list.v = grown, w->list.room = room;
        else status = mg_fail_nomem(s->err, "searching");
    }
    if (status != MG_OK) return mg_scoring_fail(s, status), false;
    if (p->one.n) memcpy(w->list.v + w->list.n, p->one.v, p->one.n * sizeof *p->one.v);
    w->list.n += p->one.n;
    return true;
}

static bool read_word(phrase_scorer *p, phrase_word *w)
{
    mg_scoring *s = p->s.scoring;
    w->list.n = 0;
    if (w->n == 1) {
        mg_status status = mg_positions_read(w->readers, p->s.doc, &w->list.v, &w->list.room, &w->list.n, s->err);
        if (status != MG_OK) mg_scoring_fail(s, status);
        return w->list.n > 0;
    }
    for (size_t i = 0; i < w->n; i++)
        if (!read_more(p, w, &w->readers[i])) return false;
    if (w->list.n) qsort(w->list.v, w->list.n, sizeof *w->list.v, by_position);
    return w->list.n > 0;
}

/* Leave the starts that are `index` before a position. */
static size_t keep_starts(uint32_t *starts, size_t n, const position_list *list, uint32_t index)
{
    size_t kept = 0;
    for (size_t i = 0, k = 0; i < n; i++) {
        while (k < list->n && list->v[k] < (uint64_t)starts[i] + index) k++;
        if (k == list->n) break;
        if (list->v[k] == (uint64_t)starts[i] + index) starts[kept++] = starts[i];
    }
    return kept;
}

/* One behind the other: where the rarest word stands says where the phrase would begin. */
static bool is_exact(phrase_scorer *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t index = (uint32_t)p->order[i];
        phrase_word *w = &p->words[index];
        if (!read_word(p, w)) return false;
        if (i == 0) {
            position_list swap = p->starts;
            p->starts = w->list;
            w->list = swap;
            for (size_t k = 0; k < p->starts.n; k++)
                if (p->starts.v[k] >= index) p->starts.v[n++] = p->starts.v[k] - index;
        } else {
            n = keep_starts(p->starts.v, n, &w->list, index);
        }
        if (!n) return false;
    }
    return true;
}

/* In order within the window: from each place of the first word on, the next of each other is the best. */
static bool is_loose(phrase_scorer *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (!read_word(p, &p->words[p->order[i]])) return false;
    for (size_t start = 0; start < p->words[0].list.n; start++) {
        uint32_t first = p->words[0].list.v[start], last = first;
        size_t i = 1;
        for (; i < p->n; i++) {
            const position_list *list = &p->words[i].list;
            size_t k = 0;
            while (k < list->n && list->v[k] <= last) k++;
            if (k == list->n) return false;
            last = list->v[k];
        }
        if (last - first < p->window) return true;
    }
    return false;
}

static bool verify_phrase(mg_scorer *s)
{
    phrase_scorer *p = (phrase_scorer *)s;
    if (p->at == s->doc) return p->is;
    p->at = s->doc;
    p->is = mg_scorer_matches(p->all) && (p->window == p->n ? is_exact(p) : is_loose(p));
    return p->is;
}

static uint32_t seek_phrase(mg_scorer *s, uint32_t target)
{
    phrase_scorer *p = (phrase_scorer *)s;
    return s->doc = p->all->seek(p->all, target);
}

static double score_phrase(mg_scorer *s)
{
    return mg_scorer_score(((phrase_scorer *)s)->all);
}

static double bound_phrase(mg_scorer *s, uint32_t from, uint32_t *to)
{
    return mg_scorer_bound(((phrase_scorer *)s)->all, from, to);
}

static void need_phrase(mg_scorer *s, double need)
{
    mg_scorer_set_need(((phrase_scorer *)s)->all, need);
}

static void close_phrase(mg_scorer *s)
{
    phrase_scorer *p = (phrase_scorer *)s;
    for (size_t i = 0; p->words && i < p->n; i++) {
        for (size_t k = 0; p->words[i].readers && k < p->words[i].n; k++) mg_positions_close(&p->words[i].readers[k]);
        free(p->words[i].list.v);
    }
    free(p->starts.v);
    free(p->one.v);
    if (p->all->close) p->all->close(p->all);
}

static bool open_word(phrase_scorer *p, phrase_word *w, const mg_span *terms, size_t n)
{
    mg_scoring *s = p->s.scoring;
    w->readers = mg_arena_alloc(s->arena, n * sizeof *w->readers);
    if (!w->readers) return mg_scoring_fail(s, mg_fail_nomem(s->err, "searching")), false;
    for (; w->n < n; w->n++) {
        mg_status status = mg_positions_open(p->s.place, terms[w->n], &w->readers[w->n], s->err);
        if (status != MG_OK) return mg_scoring_fail(s, status), false;
    }
    return true;
}

mg_scorer *mg_scorer_phrase(mg_scoring *s, const mg_place *place, mg_scorer *all, mg_span *const *terms, const size_t *n_terms,
                            size_t n, uint32_t window)
{
    phrase_scorer *p = new_scorer(s, place, sizeof *p);
    if (!p) return NULL;
    const and_scorer *a = (const and_scorer *)all;
    p->words = mg_arena_alloc(s->arena, n * sizeof *p->words);
    p->order = mg_arena_alloc(s->arena, n * sizeof *p->order);
    if (!p->words || !p->order) return mg_scoring_fail(s, mg_fail_nomem(s->err, "searching")), NULL;
    p->all = all;
    p->n = n;
    p->window = window;
    for (size_t i = 0; i < n; i++) {
        if (!open_word(p, &p->words[i], terms[i], n_terms[i])) return NULL;
        size_t at = i;
        for (; at && a->kids[p->order[at - 1]]->cost > a->kids[i]->cost; at--) p->order[at] = p->order[at - 1];
        p->order[at] = i;
    }
    p->s.cost = all->cost;
    p->s.most = all->most;
    p->s.seek = seek_phrase;
    p->s.verify = verify_phrase;
    p->s.close = close_phrase;
    if (!all->score) return &p->s;
    p->s.score = score_phrase;
    p->s.bound = bound_phrase;
    p->s.set_need = need_phrase;
    return &p->s;
}
