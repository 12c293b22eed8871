/* explain.c - see explain.h. Goes through the plan for one document as the matcher does for all: first whether a part matches,
 * then what it weighs. */
#include "searcher/explain.h"

#include "common/bm25.h"
#include "common/record.h"
#include "common/schema.h"

#include <math.h>

typedef MG_VEC(mg_term_count) term_list;

#define SHORTEST 0.5 /* of the average length: see mg_db_match */

typedef struct {
    const mg_explainer *of;
    uint32_t docid;
    mg_db_info info;
    double length; /* as a share of the average */
    term_list terms; /* of the part that is weighed */
    mg_arena *arena;
    mg_parts *out;
    mg_error *err;
} walk;

/* ---- does it match? ---- */

static mg_status matches(walk *w, const mg_xquery *q, bool *out);

static mg_status how_many_match(walk *w, const mg_xquery *q, size_t from, size_t *out)
{
    *out = 0;
    for (size_t i = from; i < q->n; i++) {
        bool match;
        MG_TRY(matches(w, q->kids[i], &match));
        *out += match;
    }
    return MG_OK;
}

static mg_status in_range(walk *w, const mg_xquery *q, bool *out)
{
    mg_buf value = MG_BUF_INIT;
    mg_status status = mg_db_value(w->of->index->db, w->docid, q->slot, &value, w->err);
    mg_span v = mg_buf_span(&value);
    *out = mg_span_cmp(v, q->low) >= 0 && (!q->high.n || mg_span_cmp(v, q->high) <= 0);
    mg_buf_dispose(&value);
    return status;
}

/* Do words stand together in the document? Asked of the matcher, for this document alone. */
static mg_status together(walk *w, const mg_xquery *q, bool *out)
{
    mg_buf data = MG_BUF_INIT, term = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    mg_record record;
    mg_match match = {0};
    const mg_match_opts opts = {.limit = 1, .k1 = w->of->k1, .b = w->of->b, .rare = w->of->rare};
    mg_status status = MG_OK;
    MG_GOTO(mg_db_data(w->of->index->db, w->docid, &data, w->err));
    MG_GOTO(mg_record_decode(mg_buf_span(&data), &arena, NULL, &record, w->err));
    mg_term_exact("Q", record.article.id, false, &term);
    MG_GOTO(mg_buf_check(&term, "explaining a hit", w->err));
    const mg_xquery id = {.op = MG_X_TERM, .term = mg_buf_span(&term)}, *const kids[] = {q, &id};
    const mg_xquery both = {.op = MG_X_FILTER, .kids = kids, .n = 2};
    MG_GOTO(mg_db_match(w->of->index->db, &both, &opts, &match, w->err));
    *out = match.n > 0;
out:
    mg_match_dispose(&match);
    mg_arena_dispose(&arena);
    mg_buf_dispose(&data);
    mg_buf_dispose(&term);
    return status;
}

static mg_status matches(walk *w, const mg_xquery *q, bool *out)
{
    size_t n;
    uint32_t wdf;
    *out = q->op == MG_X_ALL;
    switch (q->op) {
    case MG_X_NOTHING:
    case MG_X_ALL: return MG_OK;
    case MG_X_TERM: return mg_db_occurs(w->of->index->db, w->docid, q->term, out, &wdf, w->err);
    case MG_X_VALUE_RANGE: return in_range(w, q, out);
    case MG_X_AND_MAYBE: return matches(w, q->kids[0], out);
    case MG_X_AND_NOT:
        MG_TRY(matches(w, q->kids[0], out));
        MG_TRY(how_many_match(w, q, 1, &n));
        *out &= n == 0;
        return MG_OK;
    default: break;
    }
    MG_TRY(how_many_match(w, q, 0, &n));
    if (q->op == MG_X_XOR) *out = n % 2 == 1;
    else if (q->op == MG_X_OR || q->op == MG_X_SYNONYM) *out = n > 0;
    else *out = n == q->n;
    return *out && (q->op == MG_X_NEAR || q->op == MG_X_PHRASE) ? together(w, q, out) : MG_OK;
}

/* ---- what does it weigh? ---- */

static int most_first(const void *a, const void *b)
{
    const mg_term_count *x = a, *y = b;
    if (x->n != y->n) return x->n < y->n ? 1 : -1;
    return mg_span_cmp(x->term, y->term);
}

/* The list in its order, kept in the arena. */
static const mg_term_count *kept(term_list *list, mg_arena *arena)
{
    mg_term_count *copy = mg_arena_alloc(arena, (list->n + 1) * sizeof *copy);
    if (!copy || !list->n) return copy;
    qsort(list->v, list->n, sizeof *list->v, most_first);
    return memcpy(copy, list->v, list->n * sizeof *copy);
}

/* List the terms of a part that count here. */
static mg_status count(walk *w, const mg_xquery *q)
{
    bool match;
    uint32_t wdf = 0;
    if (q->op == MG_X_TERM) {
        MG_TRY(mg_db_occurs(w->of->index->db, w->docid, q->term, &match, &wdf, w->err));
        return !wdf || mg_vec_push(&w->terms, (mg_term_count){q->term, wdf}) ? MG_OK : mg_fail_nomem(w->err, "explaining a hit");
    }
    for (size_t i = 0; i < q->n; i++) {
        MG_TRY(matches(w, q->kids[i], &match));
        if (match) MG_TRY(count(w, q->kids[i]));
    }
    return MG_OK;
}

/* Name a part by the word of the query that became `q`. */
static void name_part(const walk *w, const mg_xquery *q, mg_part *part)
{
    const mg_plan *plan = w->of->plan;
    part->word = part->terms[0].term;
    for (size_t i = 0; i < plan->n_words; i++) {
        const mg_xquery *planned = plan->words[i].query;
        bool filtered = planned && planned->op == MG_X_FILTER && planned->kids[0] == q;
        if (planned != q && !filtered) continue;
        part->word = plan->words[i].word;
        part->field = plan->words[i].field;
    }
}

static mg_status weigh(walk *w, const mg_xquery *q, double factor)
{
    mg_part part = {.length = w->length, .factor = factor};
    double k1 = w->of->k1, b = w->of->b;
    w->terms.n = 0;
    MG_TRY(count(w, q));
    if (!w->terms.n) return MG_OK; /* a filter */
    for (size_t i = 0; i < w->terms.n; i++) part.count += w->terms.v[i].n;
    MG_TRY(mg_db_frequency(w->of->index->db, q, &part.with, w->err));
    part.rarity = mg_bm25_rarity(w->info.documents, part.with);
    part.factor *= pow(part.rarity, w->of->rare);
    part.score = part.factor * part.rarity * (k1 + 1) * part.count / (part.count + k1 * (1 - b + b * part.length));
    part.terms = kept(&w->terms, w->arena);
    part.n_terms = w->terms.n;
    if (part.terms) name_part(w, q, &part);
    return part.terms && mg_vec_push(w->out, part) ? MG_OK : mg_fail_nomem(w->err, "explaining a hit");
}

/* Add the parts of a query that matches. */
static mg_status add_parts(walk *w, const mg_xquery *q, double factor)
{
    bool first_only = q->op == MG_X_FILTER || q->op == MG_X_AND_NOT, match = true;
    if (q->op == MG_X_TERM || q->op == MG_X_SYNONYM) return weigh(w, q, factor);
    if (q->op == MG_X_SCALE) factor *= q->factor;
    for (size_t i = 0; i < (first_only ? 1 : q->n); i++) {
        MG_TRY(matches(w, q->kids[i], &match));
        if (match) MG_TRY(add_parts(w, q->kids[i], factor));
    }
    return MG_OK;
}

mg_status mg_explain_words(const mg_explainer *explainer, uint32_t docid, mg_arena *arena, mg_parts *out, mg_error *err)
{
    walk w = {.of = explainer, .docid = docid, .arena = arena, .out = out, .err = err};
    uint32_t length;
    MG_TRY(mg_db_get_info(explainer->index->db, &w.info, err));
    MG_TRY(mg_db_length(explainer->index->db, docid, &length, err));
    w.length = w.info.average_length > 0 ? MG_MAX(length / w.info.average_length, SHORTEST) : SHORTEST;
    mg_status status = add_parts(&w, explainer->plan->query, 1);
    mg_vec_free(&w.terms);
    return status;
}

/* ---- what a word became ---- */

static mg_status list_terms(mg_index *index, const mg_xquery *q, term_list *out, mg_error *err)
{
    mg_term_count t = {q->term, 0};
    if (q->op == MG_X_FILTER) return list_terms(index, q->kids[0], out, err); /* a stem in articles of its languages */
    for (size_t i = 0; i < q->n; i++) MG_TRY(list_terms(index, q->kids[i], out, err));
    if (q->op != MG_X_TERM) return MG_OK;
    MG_TRY(mg_db_term_documents(index->db, q->term, &t.n, err));
    return mg_vec_push(out, t) ? MG_OK : mg_fail_nomem(err, "explaining a query");
}

mg_status mg_explain_word(mg_index *index, const mg_planned_word *word, mg_arena *arena, const mg_term_count **out, size_t *n,
                          mg_error *err)
{
    term_list terms = {0};
    mg_status status = word->query ? list_terms(index, word->query, &terms, err) : MG_OK;
    *out = status == MG_OK ? kept(&terms, arena) : NULL;
    *n = terms.n;
    if (status == MG_OK && !*out) status = mg_fail_nomem(err, "explaining a query");
    mg_vec_free(&terms);
    return status;
}

/* ---- the plan ---- */

#define KIDS_SHOWN 20

static const char *operator_of(mg_xquery_op op)
{
    switch (op) {
    case MG_X_AND: return "AND";
    case MG_X_OR: return "OR";
    case MG_X_XOR: return "XOR";
    case MG_X_AND_NOT: return "NOT";
    case MG_X_AND_MAYBE: return "MAYBE";
    case MG_X_FILTER: return "FILTER";
    case MG_X_SYNONYM: return "SYNONYM";
    case MG_X_NEAR: return "NEAR";
    case MG_X_PHRASE: return "PHRASE";
    default: return "";
    }
}

static void put_range(const mg_xquery *q, mg_buf *out)
{
    mg_buf_addf(out, "value %u ", q->slot);
    if (q->low.n && q->low.p[0] > ' ') mg_buf_add(out, q->low); /* else it is any */
    mg_buf_adds(out, "..");
    mg_buf_add(out, q->high);
}

void mg_explain_plan(const mg_xquery *q, mg_buf *out)
{
    switch (q->op) {
    case MG_X_NOTHING: mg_buf_adds(out, "nothing"); return;
    case MG_X_ALL: mg_buf_adds(out, "everything"); return;
    case MG_X_TERM: mg_buf_add(out, q->term); return;
    case MG_X_VALUE_RANGE: put_range(q, out); return;
    default: break;
    }
    if (q->op == MG_X_SCALE) mg_buf_addf(out, "%.2g * ", q->factor);
    mg_buf_addc(out, '(');
    for (size_t i = 0; i < q->n && i < KIDS_SHOWN; i++) {
        if (i) mg_buf_addf(out, " %s", operator_of(q->op));
        if (i && q->window) mg_buf_addf(out, "/%u", q->window);
        if (i) mg_buf_addc(out, ' ');
        mg_explain_plan(q->kids[i], out);
    }
    if (q->n > KIDS_SHOWN) mg_buf_addf(out, " and %zu more", q->n - KIDS_SHOWN);
    mg_buf_addc(out, ')');
}
