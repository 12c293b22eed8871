/* glass_postlist.c - the postlist table, in the order of its keys:
 *
 *   00 c0 key                  metadata: the value
 *   00 d0 L(slot)              of a slot's values: V(count) S(lowest) highest, which is left out when it is the lowest
 *   00 d8 V(slot) D(docid)     values from that document on: S(value), then V(docid - the one before - 1) S(value)
 *   00 e0 [D(docid)]           document lengths, as the postings of a term that is in every document
 *   E(term)                    a term's first postings: V(documents) V(sum of wdf) V(first docid - 1) chunk
 *   E0(term) D(docid)          further ones, from that document on: chunk
 *   chunk                      '1' if it is the last, else '0'; V(last docid - first) V(wdf of the first),
 *                              then V(docid - the one before - 1) V(wdf) each
 *
 * and, beside it, the position table: E0(term) D(docid) -> the positions of the term in the document.
 * A chunk ends when it has 2000 bytes. The first chunk of the lengths has two zeros for the counts. */
#include "common/vec.h"
#include "indexer/glass_code.h"
#include "indexer/glass_tables.h"

#define CHUNK_BYTES 2000

/* ---- metadata ---- */

mg_status mg_glass_metadata_add(mg_glass_table *postlist, const mg_metadata *metadata, size_t n, mg_error *err)
{
    mg_buf key = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (size_t i = 0; i < n && status == MG_OK; i++) {
        mg_buf_reset(&key);
        mg_buf_add(&key, (mg_span){"\0\xc0", 2});
        mg_buf_add(&key, metadata[i].key);
        status = mg_buf_check(&key, "writing the index's settings", err);
        if (status == MG_OK) status = mg_glass_table_add(postlist, mg_buf_span(&key), metadata[i].value, err);
    }
    mg_buf_dispose(&key);
    return status;
}

/* ---- chunks of postings ---- */

/* A posting list on its way into the table. */
typedef struct {
    mg_glass_table *table;
    mg_span first_key; /* of its first chunk */
    mg_span next_key;  /* of the others, before their docid */
    uint64_t documents, collection;
    mg_buf body, key, tag;
    uint32_t first, first_wdf, last; /* of the chunk that is open */
    uint32_t list_first;             /* of the list */
    bool started, later;             /* a chunk is open; it is not the first */
} chunker;

static mg_status close_chunk(chunker *c, bool is_last, mg_error *err)
{
    mg_buf_reset(&c->tag);
    mg_buf_reset(&c->key);
    if (!c->later) {
        mg_glass_v(&c->tag, c->documents);
        mg_glass_v(&c->tag, c->collection);
        mg_glass_v(&c->tag, c->first - 1);
        mg_buf_add(&c->key, c->first_key);
    } else {
        mg_buf_add(&c->key, c->next_key);
        mg_glass_d(&c->key, c->first);
    }
    mg_buf_addc(&c->tag, is_last ? '1' : '0');
    mg_glass_v(&c->tag, c->last - c->first);
    mg_glass_v(&c->tag, c->first_wdf);
    mg_buf_add(&c->tag, mg_buf_span(&c->body));
    mg_buf_reset(&c->body);
    c->started = false;
    c->later = true;
    MG_TRY(mg_buf_check(&c->tag, "writing postings", err));
    MG_TRY(mg_buf_check(&c->key, "writing postings", err));
    return mg_glass_table_add(c->table, mg_buf_span(&c->key), mg_buf_span(&c->tag), err);
}

static mg_status add_posting(chunker *c, uint32_t docid, uint32_t wdf, mg_error *err)
{
    if (c->started && c->body.n >= CHUNK_BYTES) MG_TRY(close_chunk(c, false, err));
    if (!c->started) {
        c->started = true;
        c->first = docid;
        c->first_wdf = wdf;
    } else {
        mg_glass_v(&c->body, docid - c->last - 1);
        mg_glass_v(&c->body, wdf);
    }
    c->last = docid;
    return mg_buf_check(&c->body, "writing postings", err);
}

static void dispose_chunker(chunker *c)
{
    mg_buf_dispose(&c->body);
    mg_buf_dispose(&c->key);
    mg_buf_dispose(&c->tag);
}

/* ---- document lengths ---- */

mg_status mg_glass_lengths_add(mg_glass_table *postlist, const mg_batches *batches, mg_glass_stats *stats, mg_error *err)
{
    chunker c = {.table = postlist, .first_key = {"\0\xe0", 2}, .next_key = {"\0\xe0", 2}};
    mg_status status = MG_OK;
    *stats = (mg_glass_stats){0};
    for (size_t i = 0; i < batches->n && status == MG_OK; i++) {
        const mg_batch *batch = batches->v[i];
        stats->wdf_max = MG_MAX(stats->wdf_max, mg_batch_wdf_max(batch));
        for (uint32_t document = 1; document <= mg_batch_documents(batch) && status == MG_OK; document++) {
            uint32_t length = mg_batch_length(batch, document);
            status = add_posting(&c, batches->base[i] + document, length, err);
            stats->documents++;
            stats->length_total += length;
            stats->length_max = MG_MAX(stats->length_max, length);
            if (length && (!stats->length_min || length < stats->length_min)) stats->length_min = length;
        }
    }
    if (status == MG_OK && c.started) status = close_chunk(&c, true, err);
    dispose_chunker(&c);
    return status;
}

/* ---- values ---- */

typedef struct {
    uint32_t slot, docid;
    mg_span value;
} slot_value;

typedef struct {
    uint32_t slot;
    uint64_t count;
    mg_span low, high;
    char key_l[8], key_v[8]; /* L(slot) and V(slot): neither sorts as slots do */
    size_t key_l_n, key_v_n;
} slot_stats;

typedef MG_VEC(slot_value) slot_values;
typedef MG_VEC(slot_stats) slot_list;

static mg_status read_values(const mg_batches *batches, slot_values *values, mg_error *err)
{
    for (size_t i = 0; i < batches->n; i++) {
        mg_span bytes = mg_batch_values(batches->v[i]);
        const unsigned char *b = (const unsigned char *)bytes.p;
        for (size_t at = 0; at < bytes.n;) {
            uint32_t docid = batches->base[i] + (uint32_t)mg_glass_read_v(b, &at);
            uint32_t slot = (uint32_t)mg_glass_read_v(b, &at);
            size_t n = mg_glass_read_v(b, &at);
            if (!mg_vec_push(values, (slot_value){slot, docid, {bytes.p + at, n}})) return mg_fail_nomem(err, "writing values");
            at += n;
        }
    }
    return MG_OK;
}

static int by_slot(const void *a, const void *b)
{
    const slot_value *x = a, *y = b;
    if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static mg_status count_slots(const slot_values *values, slot_list *slots, mg_error *err)
{
    for (size_t i = 0; i < values->n; i++) {
        const slot_value *v = &values->v[i];
        if (!slots->n || slots->v[slots->n - 1].slot != v->slot) {
            slot_stats fresh = {.slot = v->slot, .low = v->value, .high = v->value};
            mg_buf code = MG_BUF_INIT;
            mg_glass_l(&code, v->slot);
            fresh.key_l_n = code.n;
            if (code.n) memcpy(fresh.key_l, code.p, code.n);
            mg_buf_reset(&code);
            mg_glass_v(&code, v->slot);
            fresh.key_v_n = code.n;
            if (code.n) memcpy(fresh.key_v, code.p, code.n);
            bool failed = code.failed;
            mg_buf_dispose(&code);
            if (failed || !mg_vec_push(slots, fresh)) return mg_fail_nomem(err, "writing values");
        }
        slot_stats *s = &slots->v[slots->n - 1];
        s->count++;
        if (mg_span_cmp(v->value, s->low) < 0) s->low = v->value;
        if (mg_span_cmp(v->value, s->high) > 0) s->high = v->value;
    }
    return MG_OK;
}

static int by_key_l(const void *a, const void *b)
{
    const slot_stats *x = a, *y = b;
    return mg_span_cmp((mg_span){x->key_l, x->key_l_n}, (mg_span){y->key_l, y->key_l_n});
}

static int by_key_v(const void *a, const void *b)
{
    const slot_stats *x = a, *y = b;
    return mg_span_cmp((mg_span){x->key_v, x->key_v_n}, (mg_span){y->key_v, y->key_v_n});
}

static mg_status write_slot_stats(mg_glass_table *postlist, const slot_stats *s, mg_buf *key, mg_buf *tag, mg_error *err)
{
    mg_buf_reset(key);
    mg_buf_reset(tag);
    mg_buf_add(key, (mg_span){"\0\xd0", 2});
    mg_buf_add(key, (mg_span){s->key_l, s->key_l_n});
    mg_glass_v(tag, s->count);
    mg_glass_s(tag, s->low);
    if (!mg_span_eq(s->low, s->high)) mg_buf_add(tag, s->high);
    MG_TRY(mg_buf_check(tag, "writing values", err));
    return mg_glass_table_add(postlist, mg_buf_span(key), mg_buf_span(tag), err);
}

/* The values of one slot, from values->v[at] on. */
static mg_status write_slot(mg_glass_table *postlist, const slot_stats *s, const slot_values *values, size_t at, mg_buf *key,
                            mg_buf *tag, mg_error *err)
{
    size_t end = at + s->count;
    while (at < end) {
        mg_buf_reset(key);
        mg_buf_reset(tag);
        mg_buf_add(key, (mg_span){"\0\xd8", 2});
        mg_buf_add(key, (mg_span){s->key_v, s->key_v_n});
        mg_glass_d(key, values->v[at].docid);
        for (size_t first = at; at < end && tag->n < CHUNK_BYTES; at++) {
            if (at > first) mg_glass_v(tag, values->v[at].docid - values->v[at - 1].docid - 1);
            mg_glass_s(tag, values->v[at].value);
        }
        MG_TRY(mg_buf_check(tag, "writing values", err));
        MG_TRY(mg_glass_table_add(postlist, mg_buf_span(key), mg_buf_span(tag), err));
    }
    return MG_OK;
}

static size_t first_of_slot(const slot_values *values, uint32_t slot)
{
    size_t low = 0, high = values->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (values->v[mid].slot < slot) low = mid + 1;
        else high = mid;
    }
    return low;
}

mg_status mg_glass_values_add(mg_glass_table *postlist, const mg_batches *batches, mg_error *err)
{
    slot_values values = {0};
    slot_list slots = {0};
    mg_buf key = MG_BUF_INIT, tag = MG_BUF_INIT;
    mg_status status = MG_OK;
    MG_GOTO(read_values(batches, &values, err));
    if (!values.n) goto out;
    qsort(values.v, values.n, sizeof *values.v, by_slot);
    MG_GOTO(count_slots(&values, &slots, err));
    qsort(slots.v, slots.n, sizeof *slots.v, by_key_l);
    for (size_t i = 0; i < slots.n; i++) MG_GOTO(write_slot_stats(postlist, &slots.v[i], &key, &tag, err));
    qsort(slots.v, slots.n, sizeof *slots.v, by_key_v);
    for (size_t i = 0; i < slots.n; i++)
        MG_GOTO(write_slot(postlist, &slots.v[i], &values, first_of_slot(&values, slots.v[i].slot), &key, &tag, err));
out:
    mg_vec_free(&values);
    mg_vec_free(&slots);
    mg_buf_dispose(&key);
    mg_buf_dispose(&tag);
    return status;
}

/* ---- terms ---- */

/* The batches by their next term, smallest first; of equal terms the earlier batch: a heap. */
typedef struct {
    const mg_batches *batches;
    size_t *next;       /* by batch: which of its sorted terms */
    mg_batch_term *top; /* by batch: that term */
    size_t *heap;
    size_t n;
} merger;

static bool before(const merger *m, size_t a, size_t b)
{
    if (m->top[a].prefix != m->top[b].prefix) return m->top[a].prefix < m->top[b].prefix;
    int order = mg_span_cmp(m->top[a].bytes, m->top[b].bytes);
    return order ? order < 0 : a < b;
}

static void sift(merger *m, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t kid = 2 * at + 1; kid <= 2 * at + 2 && kid < m->n; kid++)
            if (before(m, m->heap[kid], m->heap[least])) least = kid;
        if (least == at) return;
        size_t moved = m->heap[at];
        m->heap[at] = m->heap[least];
        m->heap[least] = moved;
        at = least;
    }
}

/* Go on to the next term of the batch on top. */
static void advance(merger *m)
{
    size_t top = m->heap[0];
    if (++m->next[top] == mg_batch_terms_sorted(m->batches->v[top])) m->heap[0] = m->heap[--m->n];
    else m->top[top] = mg_batch_term_at(m->batches->v[top], m->next[top]);
    sift(m, 0);
}

typedef struct {
    mg_glass_table *postlist, *position;
    mg_buf key_e, key_e0, key, postings;
    MG_VEC(size_t) holders; /* pairs: a batch, and which of its terms */
    chunker chunk;
} term_writer;

/* The postings that one batch has of the term. */
static mg_status write_batch(term_writer *w, const mg_batches *batches, size_t batch, size_t term, mg_error *err)
{
    mg_buf_reset(&w->postings);
    mg_batch_postings(batches->v[batch], term, &w->postings);
    MG_TRY(mg_buf_check(&w->postings, "writing postings", err));
    const unsigned char *b = (const unsigned char *)w->postings.p;
    uint32_t docid = batches->base[batch];
    for (size_t at = 0; at < w->postings.n;) {
        docid += (uint32_t)mg_glass_read_v(b, &at);
        uint32_t wdf = (uint32_t)mg_glass_read_v(b, &at);
        size_t n = mg_glass_read_v(b, &at);
        MG_TRY(add_posting(&w->chunk, docid, wdf, err));
        if (n) {
            mg_buf_reset(&w->key);
            mg_buf_add(&w->key, mg_buf_span(&w->key_e0));
            mg_glass_d(&w->key, docid);
            MG_TRY(mg_glass_table_add(w->position, mg_buf_span(&w->key), (mg_span){w->postings.p + at, n}, err));
        }
        at += n;
    }
    return MG_OK;
}

/* The term on top of the heap, from all batches that have it. */
static mg_status write_term(term_writer *w, merger *m, mg_error *err)
{
    mg_span bytes = m->top[m->heap[0]].bytes;
    chunker *c = &w->chunk;
    c->documents = c->collection = 0;
    c->started = c->later = false;
    w->holders.n = 0;
    while (m->n) {
        size_t batch = m->heap[0];
        mg_batch_term t = m->top[batch];
        if (!mg_span_eq(t.bytes, bytes)) break;
        c->documents += t.documents;
        c->collection += t.collection;
        if (!mg_vec_push(&w->holders, batch) || !mg_vec_push(&w->holders, m->next[batch])) return mg_fail_nomem(err, "writing postings");
        advance(m);
    }
    if (!c->documents) return MG_OK; /* a word that was looked up and is in no document */
    mg_buf_reset(&w->key_e);
    mg_buf_reset(&w->key_e0);
    mg_glass_e(&w->key_e, bytes);
    mg_glass_e0(&w->key_e0, bytes);
    MG_TRY(mg_buf_check(&w->key_e0, "writing postings", err));
    if (w->key_e0.n + 5 > MG_GLASS_KEY_MAX) return mg_fail(err, MG_LIMIT, "a word is too long for the index");
    if (c->collection > UINT32_MAX) return mg_fail(err, MG_LIMIT, "a word occurs more often than one segment can count");
    c->first_key = mg_buf_span(&w->key_e);
    c->next_key = mg_buf_span(&w->key_e0);
    for (size_t i = 0; i < w->holders.n; i += 2)
        MG_TRY(write_batch(w, m->batches, w->holders.v[i], w->holders.v[i + 1], err));
    return close_chunk(c, true, err);
}

mg_status mg_glass_postings_add(mg_glass_table *postlist, mg_glass_table *position, const mg_batches *batches, mg_error *err)
{
    merger m = {.batches = batches, .next = calloc(batches->n + 1, sizeof *m.next), .heap = calloc(batches->n + 1, sizeof *m.heap),
                .top = calloc(batches->n + 1, sizeof *m.top)};
    term_writer w = {.postlist = postlist, .position = position, .chunk = {.table = postlist}};
    mg_status status = m.next && m.heap && m.top ? MG_OK : mg_fail_nomem(err, "writing postings");
    for (size_t i = 0; status == MG_OK && i < batches->n; i++)
        if (mg_batch_terms_sorted(batches->v[i])) {
            m.top[i] = mg_batch_term_at(batches->v[i], 0);
            m.heap[m.n++] = i;
        }
    for (size_t i = m.n; status == MG_OK && i-- > 0;) sift(&m, i);
    while (status == MG_OK && m.n) status = write_term(&w, &m, err);
    free(m.next);
    free(m.heap);
    free(m.top);
    dispose_chunker(&w.chunk);
    mg_vec_free(&w.holders);
    mg_buf_dispose(&w.key_e);
    mg_buf_dispose(&w.key_e0);
    mg_buf_dispose(&w.key);
    mg_buf_dispose(&w.postings);
    return status;
}
