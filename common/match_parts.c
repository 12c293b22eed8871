/* match_parts.c - see match_parts.h. */
#include "common/match_parts.h"

#include "common/bm25.h"
#include "common/hash.h"
#include "common/vec.h"

#include <endian.h>
#include <math.h>

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "searching");
}

mg_match_index mg_match_index_of(const mg_match_place *places, size_t n)
{
    mg_match_index out = {.places = places, .n = n};
    uint64_t documents = 0;
    for (size_t i = 0; i < n; i++) {
        const mg_trees *t = &places[i].place->trees;
        const mg_removed *removed = places[i].removed;
        documents += t->documents - (removed ? mg_removed_count(removed) : 0);
        out.length += t->length - (removed ? mg_removed_length(removed) : 0);
    }
    out.documents = (double)documents;
    return out;
}

/* ---- words ---- */

/* A term of the query. */
typedef struct {
    uint64_t start; /* its first bytes: most terms of a wildcard differ there */
    mg_match_part *part;
} wanted;

typedef MG_VEC(wanted) wanted_list;

static int by_term(const void *a, const void *b)
{
    const wanted *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return mg_span_cmp(x->part->q->term, y->part->q->term);
}

/* A wildcard's terms mostly are in order. */
static void sort_wanted(wanted_list *list)
{
    size_t i = 1;
    while (i < list->n && by_term(&list->v[i - 1], &list->v[i]) <= 0) i++;
    if (i < list->n) qsort(list->v, list->n, sizeof *list->v, by_term);
}

static bool want(wanted_list *list, mg_match_part *part)
{
    mg_span term = part->q->term;
    return mg_vec_push(list, (wanted){be64toh(mg_hash_load(term.p, term.n)), part});
}

/* Look the terms up, in the order in which an index has them. */
static mg_status find_terms(const mg_match_index *index, wanted_list *list, mg_arena *arena, mg_error *err)
{
    sort_wanted(list);
    for (size_t place = 0; place < index->n; place++) {
        const mg_match_place *at = &index->places[place];
        mg_term_finder finder = mg_term_finder_of(at->place);
        for (size_t i = 0; i < list->n; i++) {
            mg_match_part *p = list->v[i].part;
            MG_TRY(mg_term_find(&finder, p->q->term, arena, &p->found[place], err));
            uint32_t gone = at->removed ? mg_removed_documents(at->removed, p->q->term) : 0;
            p->documents += (double)p->found[place].documents - gone;
        }
    }
    for (size_t i = 0; i < list->n; i++) list->v[i].part->documents = MG_MAX(list->v[i].part->documents, 0.0);
    return MG_OK;
}

/* ---- parts ---- */

static bool adds_weight(const mg_xquery *q, size_t i)
{
    return i == 0 || (q->op != MG_X_FILTER && q->op != MG_X_AND_NOT);
}

static mg_status lay_out(size_t places, const mg_xquery *q, bool scored, double factor, wanted_list *list, mg_arena *arena,
                         mg_match_part **out, mg_error *err)
{
    mg_match_part *p = *out = mg_arena_alloc(arena, sizeof *p);
    if (!p) return no_memory(err);
    p->q = q;
    p->scored = scored;
    if (q->op == MG_X_TERM) {
        p->factor = factor;
        p->found = mg_arena_alloc(arena, places * sizeof *p->found);
        return p->found && want(list, p) ? MG_OK : no_memory(err);
    }
    if (q->op == MG_X_SCALE) factor *= q->factor;
    p->factor = factor;
    p->kids = mg_arena_alloc(arena, (q->n + 1) * sizeof *p->kids);
    if (!p->kids) return no_memory(err);
    bool inside = scored && q->op != MG_X_SYNONYM;
    for (size_t i = 0; i < q->n; i++)
        MG_TRY(lay_out(places, q->kids[i], inside && adds_weight(q, i), factor, list, arena, &p->kids[i], err));
    return MG_OK;
}

/* In how many documents a part is, as if words of which any will do were independent. */
static double frequency(const mg_match_index *index, const mg_match_part *p)
{
    const mg_xquery *q = p->q;
    if (q->op == MG_X_NOTHING) return 0;
    if (q->op == MG_X_ALL || q->op == MG_X_VALUE_RANGE) return index->documents;
    bool any = q->op == MG_X_OR || q->op == MG_X_XOR || q->op == MG_X_SYNONYM;
    double without = 1, left = index->documents, surely = 0;
    for (size_t i = 0; i < q->n; i++) {
        bool narrows = i == 0 || (q->op != MG_X_AND_NOT && q->op != MG_X_AND_MAYBE);
        if (!any && !narrows) break;
        double kid = p->kids[i]->documents;
        if (any && p->kids[i]->q->independent) surely = MG_MAX(surely, p->kids[i]->kids[0]->documents);
        without *= index->documents > 0 ? 1 - kid / index->documents : 1;
        if (!q->independent) left = MG_MIN(left, kid);
        else if (index->documents > 0) left *= kid / index->documents;
    }
    return any ? MG_MAX(index->documents * (1 - without), surely) : left;
}

static void weigh(const mg_match_index *index, mg_match_part *p, const mg_match_opts *opts)
{
    mg_xquery_op op = p->q->op;
    for (size_t i = 0; i < p->q->n; i++) weigh(index, p->kids[i], opts);
    if (op != MG_X_TERM) p->documents = frequency(index, p);
    double with = op == MG_X_SYNONYM ? floor(p->documents + 0.5) : p->documents; /* whole ones, as libxapian has it */
    if (p->scored && (op == MG_X_TERM || op == MG_X_SYNONYM))
        p->scale = p->factor * pow(mg_bm25_rarity(index->documents, with), 1 + opts->rare) * (opts->k1 + 1);
}

mg_status mg_match_parts_make(const mg_match_index *index, const mg_xquery *query, const mg_match_opts *opts, mg_arena *arena,
                              mg_match_part **out, mg_error *err)
{
    wanted_list list = {0};
    mg_status status = lay_out(index->n, query, true, 1, &list, arena, out, err);
    if (status == MG_OK) status = find_terms(index, &list, arena, err);
    if (status == MG_OK) weigh(index, *out, opts);
    mg_vec_free(&list);
    return status;
}

bool mg_match_part_weighs(const mg_match_index *index, const mg_match_part *p)
{
    bool any = false;
    if (p->q->op == MG_X_TERM)
        for (size_t i = 0; i < index->n; i++) any |= p->found[i].any && p->documents > 0;
    for (size_t i = 0; i < p->q->n && !any; i++) any = adds_weight(p->q, i) && mg_match_part_weighs(index, p->kids[i]);
    return any;
}

/* ---- totals ---- */

double mg_match_part_at_most(const mg_match_index *index, const mg_match_part *p)
{
    const mg_xquery *q = p->q;
    bool any = q->op == MG_X_OR || q->op == MG_X_XOR || q->op == MG_X_SYNONYM;
    double sum = 0, least = index->documents;
    if (!q->n) return p->documents;
    for (size_t i = 0; i < q->n; i++) {
        if (i && (q->op == MG_X_AND_NOT || q->op == MG_X_AND_MAYBE)) break;
        double kid = mg_match_part_at_most(index, p->kids[i]);
        sum += kid;
        least = MG_MIN(least, kid);
    }
    return any ? MG_MIN(sum, index->documents) : least;
}

double mg_match_part_at_least(const mg_match_part *p)
{
    double most = 0;
    if (p->q->op == MG_X_TERM || p->q->op == MG_X_ALL) return p->documents;
    if (p->q->op == MG_X_AND_MAYBE || p->q->op == MG_X_SCALE) return mg_match_part_at_least(p->kids[0]);
    for (size_t i = 0; i < p->q->n && (p->q->op == MG_X_OR || p->q->op == MG_X_SYNONYM); i++) {
        double kid = mg_match_part_at_least(p->kids[i]);
        most = MG_MAX(most, kid);
    }
    return most;
}

double mg_match_part_about(const mg_match_index *index, const mg_match_part *p)
{
    const mg_xquery *q = p->q;
    bool together = q->op == MG_X_AND || q->op == MG_X_FILTER || q->op == MG_X_PHRASE ||
                    q->op == MG_X_NEAR;
    if (q->op == MG_X_SCALE) return mg_match_part_about(index, p->kids[0]);
    if (!together && q->op != MG_X_AND_NOT && q->op != MG_X_AND_MAYBE) return p->documents;
    double share = 1;
    for (size_t i = 0; i < (together ? q->n : 1); i++)
        share *= mg_match_part_about(index, p->kids[i]) / MG_MAX(index->documents, 1);
    return share * index->documents;
}
