/* late.c - see late.h. */
#include "indexer/late.h"

#include "indexer/glass_code.h"

mg_status mg_late_begin(mg_late *late, mg_error *err)
{
    mg_late_dispose(late);
    return mg_terms_new(&late->terms, err);
}

mg_status mg_late_add(mg_late *late, mg_span term, uint32_t document, mg_error *err)
{
    uint32_t number = mg_terms_add(late->terms, &late->share, term);
    return number != MG_NO_TERM && mg_vec_push(&late->postings, (mg_late_posting){number, document})
               ? MG_OK
               : mg_fail_nomem(err, "naming an article");
}

/* Terms part by part, as the runs of a batch are. */
static size_t place_of(uint32_t term, size_t part_terms)
{
    return mg_term_part(term) * part_terms + (term >> MG_TERM_PART_BITS);
}

/* The documents of the term at place p are documents[first[p]] to documents[first[p + 1]]. */
typedef struct {
    size_t part_terms;
    uint32_t *first, *documents;
} by_place;

static bool order(const mg_late *late, by_place *o)
{
    o->part_terms = mg_terms_end(late->terms) / MG_TERM_PARTS + 1;
    size_t places = o->part_terms * MG_TERM_PARTS;
    o->first = calloc(places + 2, sizeof *o->first);
    o->documents = malloc((late->postings.n + 1) * sizeof *o->documents);
    if (!o->first || !o->documents) return false;
    for (size_t i = 0; i < late->postings.n; i++) o->first[place_of(late->postings.v[i].term, o->part_terms) + 2]++;
    for (size_t p = 2; p <= places + 1; p++) o->first[p] += o->first[p - 1];
    for (size_t i = 0; i < late->postings.n; i++) {
        const mg_late_posting *posting = &late->postings.v[i];
        o->documents[o->first[place_of(posting->term, o->part_terms) + 1]++] = posting->document;
    }
    return true;
}

static void add_run(mg_batch *b, mg_buf *postings, uint32_t term, const uint32_t *documents, const uint32_t *end)
{
    uint32_t before = 0;
    if (documents == end) return;
    b->runs[b->n_runs++] = (mg_run){term, (uint32_t)postings->n, (uint32_t)(end - documents)};
    mg_glass_v(postings, 0);
    for (; documents < end; documents++) {
        mg_glass_v(postings, *documents - before);
        mg_glass_v(postings, 0);
        before = *documents;
    }
}

/* The postings of a batch are counted in 32 bits. Of each name there are seven bytes at most: three numbers, two of them 0. */
#define NAMES_MAX (UINT32_MAX / 7)

mg_status mg_late_take(mg_late *late, mg_batch **out, mg_error *err)
{
    by_place o = {0};
    mg_buf postings = MG_BUF_INIT;
    mg_status status = MG_OK;
    mg_batch *b = calloc(1, sizeof *b);
    if (!b) return mg_fail_nomem(err, "naming articles");
    b->terms = mg_terms_hold(late->terms);
    if (late->postings.n > NAMES_MAX) MG_GOTO(mg_fail(err, MG_LIMIT, "too many articles are named at once"));
    b->runs = malloc((late->postings.n + 1) * sizeof *b->runs);
    if (!b->runs || !order(late, &o)) MG_GOTO(mg_fail_nomem(err, "naming articles"));
    for (uint32_t part = 0; part < MG_TERM_PARTS; part++) {
        for (size_t i = 0, p = part * o.part_terms; i < o.part_terms; i++, p++)
            add_run(b, &postings, (uint32_t)i << MG_TERM_PART_BITS | part, o.documents + o.first[p], o.documents + o.first[p + 1]);
        b->first_run[part + 1] = b->n_runs;
    }
    MG_GOTO(mg_buf_check(&postings, "naming articles", err));
    b->runs[b->n_runs] = (mg_run){MG_NO_TERM, (uint32_t)postings.n, 0};
    b->postings = postings.p;
    postings = (mg_buf)MG_BUF_INIT;
    *out = b;
out:
    mg_buf_dispose(&postings);
    free(o.first);
    free(o.documents);
    if (status != MG_OK) mg_batch_free(b);
    return status;
}

void mg_late_dispose(mg_late *late)
{
    mg_terms_drop(late->terms);
    mg_vec_free(&late->postings);
    *late = (mg_late){0};
}
