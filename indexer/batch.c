/* batch.c - see batch.h and batch_read.h.
 *
 * Each term has a chain of slices, each slice about twice as long as the one before, into which its postings are
 * appended as they are met, already in the bytes that the tables will hold. So a document is looked at once, and
 * a posting costs its compressed size. */
#include "indexer/batch_read.h"

#include "common/arena.h"
#include "common/vec.h"
#include "indexer/glass_code.h"

typedef struct slice slice;
struct slice {
    slice *next;
    uint32_t used, size;
    char bytes[];
};

#define SLICE_FIRST 16
#define SLICE_MAX 16384

typedef struct {
    slice *head, *tail;
    uint64_t collection;
    uint32_t documents, last; /* last: document */
    /* Of the document being added: */
    uint32_t stamp;    /* its number, when the term was met in it */
    uint32_t wdf, positions, start; /* start: of its positions in batch->positions */
} posting_list;

typedef struct {
    uint32_t length; /* sum of wdf */
    size_t data_end; /* in batch->data */
} document_entry;

typedef struct {
    uint32_t document;
    mg_span data; /* in the arena */
} replacement;

typedef struct {
    uint64_t prefix; /* the first bytes, big-endian: decides most comparisons */
    uint32_t term;
} sorted_term;

struct mg_batch {
    mg_terms *terms;
    mg_arena arena; /* of the slices */
    size_t slice_bytes;
    posting_list *lists; /* by term */
    size_t lists_cap;
    MG_VEC(document_entry) documents;
    mg_buf data, values;
    MG_VEC(replacement) replaced;
    uint32_t wdf_max;
    sorted_term *sorted;

    /* Of the document being added. */
    MG_VEC(uint32_t) touched; /* terms */
    uint32_t *positions;
    size_t positions_cap;
    mg_buf code, tag;
};

mg_status mg_batch_new(mg_batch **out, mg_error *err)
{
    mg_batch *b = calloc(1, sizeof *b);
    if (!b) return mg_fail_nomem(err, "starting a batch");
    mg_status status = mg_terms_new(&b->terms, err);
    if (status != MG_OK) mg_batch_free(b);
    else *out = b;
    return status;
}

void mg_batch_free(mg_batch *b)
{
    if (!b) return;
    mg_terms_free(b->terms);
    mg_arena_dispose(&b->arena);
    free(b->lists);
    mg_vec_free(&b->documents);
    mg_buf_dispose(&b->data);
    mg_buf_dispose(&b->values);
    mg_vec_free(&b->replaced);
    free(b->sorted);
    mg_vec_free(&b->touched);
    free(b->positions);
    mg_buf_dispose(&b->code);
    mg_buf_dispose(&b->tag);
    free(b);
}

mg_terms *mg_batch_terms(mg_batch *b)
{
    return b->terms;
}

uint32_t mg_batch_documents(const mg_batch *b)
{
    return (uint32_t)b->documents.n;
}

size_t mg_batch_memory(const mg_batch *b)
{
    return mg_terms_memory(b->terms) + b->slice_bytes + b->lists_cap * sizeof *b->lists + b->data.cap + b->values.cap +
           b->documents.cap * sizeof *b->documents.v;
}

/* ---- adding ---- */

/* One posting list for each term of the dictionary. */
static bool grow_lists(mg_batch *b)
{
    size_t n = mg_terms_count(b->terms);
    if (n <= b->lists_cap) return true;
    size_t cap = MG_MAX(n, b->lists_cap * 2);
    posting_list *lists = realloc(b->lists, cap * sizeof *lists);
    if (!lists) return false;
    memset(lists + b->lists_cap, 0, (cap - b->lists_cap) * sizeof *lists);
    b->lists = lists;
    b->lists_cap = cap;
    return true;
}

static bool append(mg_batch *b, posting_list *l, mg_span bytes)
{
    while (bytes.n) {
        slice *tail = l->tail;
        if (!tail || tail->used == tail->size) {
            uint32_t size = tail ? MG_MIN(tail->size * 2 + (uint32_t)sizeof *tail, SLICE_MAX) : SLICE_FIRST;
            slice *fresh = mg_arena_alloc(&b->arena, sizeof *fresh + size);
            if (!fresh) return false;
            fresh->size = size;
            b->slice_bytes += sizeof *fresh + size;
            if (tail) tail->next = fresh;
            else l->head = fresh;
            l->tail = tail = fresh;
        }
        size_t n = MG_MIN(bytes.n, tail->size - tail->used);
        memcpy(tail->bytes + tail->used, bytes.p, n);
        tail->used += (uint32_t)n;
        bytes = mg_span_sub(bytes, n, bytes.n);
    }
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Positions mostly come in order; sort those that do not, and drop repetitions. Returns how many are left. */
static size_t order(uint32_t *p, size_t n)
{
    bool rising = true;
    for (size_t i = 1; rising && i < n; i++) rising = p[i - 1] < p[i];
    if (rising) return n;
    qsort(p, n, sizeof *p, by_number);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++)
        if (p[i] != p[kept - 1]) p[kept++] = p[i];
    return kept;
}

/* First pass: which terms the document has, how often, and with how many positions. */
static mg_status count(mg_batch *b, const mg_document *doc, uint32_t number, size_t *positions, mg_error *err)
{
    *positions = 0;
    b->touched.n = 0;
    for (size_t i = 0; i < doc->n_occurrences; i++) {
        const mg_occurrence *o = &doc->occurrences[i];
        posting_list *l = &b->lists[o->term];
        if (l->stamp != number) {
            l->stamp = number;
            l->wdf = l->positions = 0;
            if (!mg_vec_push(&b->touched, o->term)) return mg_fail_nomem(err, "inverting an article");
        }
        if (__builtin_add_overflow(l->wdf, o->wdf, &l->wdf))
            return mg_fail(err, MG_LIMIT, "a word occurs too often in one article");
        if (o->position) l->positions++, ++*positions;
    }
    return MG_OK;
}

/* Second pass: the positions of each term beside each other. */
static mg_status gather(mg_batch *b, const mg_document *doc, size_t positions, mg_error *err)
{
    if (positions > b->positions_cap) {
        uint32_t *p = realloc(b->positions, positions * sizeof *p);
        if (!p) return mg_fail_nomem(err, "inverting an article");
        b->positions = p;
        b->positions_cap = positions;
    }
    uint32_t start = 0;
    for (size_t i = 0; i < b->touched.n; i++) {
        posting_list *l = &b->lists[b->touched.v[i]];
        l->start = start;
        start += l->positions;
        l->positions = 0;
    }
    for (size_t i = 0; i < doc->n_occurrences; i++) {
        const mg_occurrence *o = &doc->occurrences[i];
        if (!o->position) continue;
        posting_list *l = &b->lists[o->term];
        b->positions[l->start + l->positions++] = o->position;
    }
    return MG_OK;
}

static bool add_posting(mg_batch *b, posting_list *l, uint32_t number)
{
    mg_buf_reset(&b->code);
    mg_buf_reset(&b->tag);
    if (l->positions) mg_glass_positions(&b->tag, b->positions + l->start, order(b->positions + l->start, l->positions));
    mg_glass_v(&b->code, number - l->last);
    mg_glass_v(&b->code, l->wdf);
    mg_glass_s(&b->code, mg_buf_span(&b->tag));
    l->last = number;
    l->documents++;
    l->collection += l->wdf;
    b->wdf_max = MG_MAX(b->wdf_max, l->wdf);
    return !b->code.failed && !b->tag.failed && append(b, l, mg_buf_span(&b->code));
}

mg_status mg_batch_add(mg_batch *b, const mg_document *doc, mg_error *err)
{
    size_t positions;
    uint32_t number = (uint32_t)b->documents.n + 1;
    uint64_t length = 0;
    if (!grow_lists(b)) return mg_fail_nomem(err, "inverting an article");
    MG_TRY(count(b, doc, number, &positions, err));
    if (positions > UINT32_MAX) return mg_fail(err, MG_LIMIT, "an article has too many words");
    MG_TRY(gather(b, doc, positions, err));
    for (size_t i = 0; i < b->touched.n; i++) length += b->lists[b->touched.v[i]].wdf;
    if (length > UINT32_MAX) return mg_fail(err, MG_LIMIT, "an article has too many words");
    for (size_t i = 0; i < b->touched.n; i++)
        if (!add_posting(b, &b->lists[b->touched.v[i]], number)) return mg_fail_nomem(err, "inverting an article");
    for (size_t i = 0; i < doc->n_values; i++) {
        if (!doc->values[i].value.n) continue;
        mg_glass_v(&b->values, number);
        mg_glass_v(&b->values, doc->values[i].slot);
        mg_glass_s(&b->values, doc->values[i].value);
    }
    mg_buf_add(&b->data, doc->data);
    if (b->values.failed || b->data.failed || !mg_vec_push(&b->documents, (document_entry){(uint32_t)length, b->data.n}))
        return mg_fail_nomem(err, "inverting an article");
    return MG_OK;
}

static int by_document(const void *a, const void *b)
{
    uint32_t x = ((const replacement *)a)->document, y = ((const replacement *)b)->document;
    return (x > y) - (x < y);
}

mg_status mg_batch_replace_data(mg_batch *b, uint32_t document, mg_span data, mg_error *err)
{
    mg_span copy = mg_arena_copy(&b->arena, data);
    if (!copy.p || !mg_vec_push(&b->replaced, (replacement){document, copy})) return mg_fail_nomem(err, "naming an article");
    return MG_OK;
}

mg_status mg_batch_add_filter(mg_batch *b, uint32_t number, mg_span term, mg_error *err)
{
    uint32_t t = mg_terms_add(b->terms, term);
    if (t == MG_NO_TERM || !grow_lists(b)) return mg_fail_nomem(err, "naming an article");
    posting_list *l = &b->lists[t];
    l->wdf = l->positions = 0;
    return add_posting(b, l, number) ? MG_OK : mg_fail_nomem(err, "naming an article");
}

/* ---- reading ---- */

static int by_bytes(const void *a, const void *b, void *terms)
{
    const sorted_term *x = a, *y = b;
    if (x->prefix != y->prefix) return x->prefix < y->prefix ? -1 : 1;
    return mg_span_cmp(mg_terms_bytes(terms, x->term), mg_terms_bytes(terms, y->term));
}

mg_status mg_batch_seal(mg_batch *b, mg_error *err)
{
    size_t n = mg_terms_count(b->terms);
    if (b->sorted) return MG_OK;
    b->sorted = malloc((n + 1) * sizeof *b->sorted);
    if (!b->sorted || !grow_lists(b)) return mg_fail_nomem(err, "sorting words");
    for (size_t i = 0; i < n; i++) {
        mg_span bytes = mg_terms_bytes(b->terms, (uint32_t)i);
        uint64_t prefix = 0;
        for (size_t c = 0; c < 8; c++) prefix = prefix << 8 | (c < bytes.n ? (unsigned char)bytes.p[c] : 0);
        b->sorted[i] = (sorted_term){prefix, (uint32_t)i};
    }
    qsort_r(b->sorted, n, sizeof *b->sorted, by_bytes, b->terms);
    return MG_OK;
}

size_t mg_batch_terms_sorted(const mg_batch *b)
{
    return mg_terms_count(b->terms);
}

mg_batch_term mg_batch_term_at(const mg_batch *b, size_t i)
{
    uint32_t term = b->sorted[i].term;
    return (mg_batch_term){mg_terms_bytes(b->terms, term), b->lists[term].documents, b->lists[term].collection,
                           b->sorted[i].prefix};
}

void mg_batch_postings(const mg_batch *b, size_t i, mg_buf *out)
{
    for (const slice *s = b->lists[b->sorted[i].term].head; s; s = s->next) mg_buf_add(out, (mg_span){s->bytes, s->used});
}

uint32_t mg_batch_length(const mg_batch *b, uint32_t document)
{
    return b->documents.v[document - 1].length;
}

mg_span mg_batch_data(const mg_batch *b, uint32_t document)
{
    const replacement key = {.document = document};
    const replacement *other =
        b->replaced.n ? bsearch(&key, b->replaced.v, b->replaced.n, sizeof key, by_document) : NULL;
    if (other) return other->data;
    size_t start = document > 1 ? b->documents.v[document - 2].data_end : 0;
    return mg_span_sub(mg_buf_span(&b->data), start, b->documents.v[document - 1].data_end);
}

mg_span mg_batch_values(const mg_batch *b)
{
    return mg_buf_span(&b->values);
}

uint32_t mg_batch_wdf_max(const mg_batch *b)
{
    return b->wdf_max;
}

void mg_batch_drop_data(mg_batch *b)
{
    mg_buf_dispose(&b->data);
}
