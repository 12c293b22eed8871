/* balance.c - see balance.h. What the added words weigh in a hit is made anew from the postings of the few hits that matter; what else
 * there is of its weight, it has of the query. */
#include "searcher/balance.h"

#include "common/occurrences.h"
#include "searcher/order.h"

#include <math.h>
#include <stdlib.h>

#define SHORTEST 0.5 /* of the average length: see mg_db_match */

typedef struct {
    mg_reweighed is;
    double length; /* as a share of the average */
    double added;  /* so much of its weight is of the added words */
    double anew;   /* what these weigh by their own b */
} balanced;

static mg_status measure(mg_db *db, balanced *hits, size_t n, mg_error *err)
{
    mg_db_info info;
    MG_TRY(mg_db_get_info(db, &info, err));
    for (size_t i = 0; i < n; i++) {
        uint32_t length;
        MG_TRY(mg_db_length(db, hits[i].is.hit.docid, &length, err));
        hits[i].length = info.average_length > 0 ? MG_MAX(length / info.average_length, SHORTEST) : SHORTEST;
    }
    return MG_OK;
}

/* Add what a word weighs in each hit. */
static mg_status add_word(mg_occurrences *occurrences, const mg_plan *plan, size_t i, const mg_match_opts *opts, balanced *hits, size_t n,
                          mg_error *err)
{
    const mg_added_word *word = &plan->added[i];
    double k1 = opts->k1, b = opts->b, added_b = plan->added_b, most = word->factor * pow(word->rarity, 1 + opts->rare) * (k1 + 1);
    for (size_t h = 0; h < n; h++) {
        mg_occurrence found;
        MG_TRY(mg_occurrences_find(occurrences, i, hits[h].is.hit.docid, &found, err));
        double count = found.wdf;
        if (!found.wdf) continue;
        hits[h].added += most * count / (count + k1 * (1 - b + b * hits[h].length));
        hits[h].anew += most * count / (count + k1 * (1 - added_b + added_b * hits[h].length));
    }
    return MG_OK;
}

/* What do the added words weigh in the hits, which stand by docid? */
static mg_status weigh(mg_db *db, const mg_plan *plan, const mg_match_opts *opts, balanced *hits, size_t n, mg_error *err)
{
    mg_occurrences *occurrences = NULL;
    const mg_match_place *places;
    size_t n_places = mg_db_places(db, &places);
    mg_status status = MG_OK;
    mg_span *terms = calloc(plan->n_added, sizeof *terms);
    if (!terms) return mg_fail_nomem(err, "ranking hits");
    for (size_t i = 0; i < plan->n_added; i++) terms[i] = plan->added[i].term;
    MG_GOTO(measure(db, hits, n, err));
    MG_GOTO(mg_occurrences_open(places, n_places, terms, plan->n_added, &occurrences, err));
    for (size_t i = 0; i < plan->n_added; i++) MG_GOTO(add_word(occurrences, plan, i, opts, hits, n, err));
out:
    mg_occurrences_close(occurrences);
    free(terms);
    return status;
}

static double balanced_weight(const balanced *b)
{
    double own = MG_MAX(b->is.hit.weight - b->added, 0), least = MG_BALANCE_LEAST * (own + b->anew);
    return 2 * sqrt(MG_MAX(own, least) * MG_MAX(b->anew, least));
}

/* Balance the first n hits, and put them in order. */
static mg_status balance(mg_db *db, const mg_plan *plan, const mg_match_opts *opts, mg_match *match, size_t n, mg_error *err)
{
    balanced b[MG_BALANCE_WINDOW];
    mg_hit *hits = match->hits;
    if (!n) return MG_OK;
    for (size_t i = 0; i < n; i++) b[i] = (balanced){.is = {hits[i], i}};
    qsort(b, n, sizeof *b, mg_reweighed_by_docid);
    MG_TRY(weigh(db, plan, opts, b, n, err));
    for (size_t i = 0; i < n; i++) b[i].is.hit.weight = balanced_weight(&b[i]);
    qsort(b, n, sizeof *b, mg_reweighed_heaviest);
    for (size_t i = 0; i < n; i++) hits[i] = b[i].is.hit;
    double last = hits[n - 1].weight, factor = n < match->n && hits[n].weight > last ? last / hits[n].weight : 1;
    for (size_t i = n; i < match->n; i++) hits[i].weight *= factor;
    return MG_OK;
}

mg_status mg_match_balanced(mg_searcher *s, const mg_plan *plan, const mg_xquery *query, const mg_match_opts *wanted, mg_match *out,
                            mg_error *err)
{
    mg_match_opts opts = *wanted;
    uint64_t to = (uint64_t)wanted->offset + wanted->limit;
    if (!plan->n_added || wanted->sort || !mg_db_places(s->index.db, NULL)) return mg_match_in_order(s, query, wanted, out, err);
    opts.offset = 0;
    opts.limit = (uint32_t)MG_MIN(MG_MAX(to, MG_BALANCE_WINDOW), UINT32_MAX);
    MG_TRY(mg_match_in_order(s, query, &opts, out, err));
    size_t n = out->by_value ? 0 : MG_MIN(out->n, MG_BALANCE_WINDOW);
    MG_TRY(mg_reweighed_or_not(balance(s->index.db, plan, &opts, out, n, err), err));
    mg_match_page(out, wanted);
    return MG_OK;
}
