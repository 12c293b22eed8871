/* glass_values.c - the values of documents, in the postlist table:
 *
 *   00 d0 L(slot)              of a slot's values: V(count) S(lowest) highest, which is left out when it is the lowest
 *   00 d8 V(slot) D(docid)     values from that document on: S(value), then V(docid - the one before - 1) S(value)
 *
 * A piece of values ends when it has 2000 bytes. */
#include "indexer/glass_code.h"
#include "indexer/glass_tables.h"

typedef struct {
    uint32_t slot;
    uint64_t count;
    mg_span low, high;
    char key_l[8], key_v[8]; /* L(slot) and V(slot): neither sorts as slots do */
    size_t key_l_n, key_v_n;
} slot_stats;

typedef MG_VEC(slot_stats) slot_list;

/* Goes over the values of one slot, batch by batch. Usage: zeroed but for batches and slot; next until it is false. */
typedef struct {
    const mg_batches *batches;
    uint32_t slot;
    size_t batch; /* the next one */
    const char *at, *end;
    uint32_t docid;
    mg_span value;
} slot_reader;

static bool next_value(slot_reader *r)
{
    while (r->at == r->end) {
        if (r->batch == r->batches->n) return false;
        const mg_batch *b = r->batches->v[r->batch];
        for (size_t i = 0; i < b->slots.n; i++) {
            if (b->slots.v[i].slot != r->slot) continue;
            r->at = b->slots.v[i].values.p;
            r->end = r->at + b->slots.v[i].values.n;
        }
        r->docid = r->batches->base[r->batch++];
    }
    r->docid += (uint32_t)mg_glass_get_v(&r->at);
    r->value.n = mg_glass_get_v(&r->at);
    r->value.p = r->at;
    r->at += r->value.n;
    return true;
}

static bool has_slot(const slot_list *slots, uint32_t slot)
{
    for (size_t i = 0; i < slots->n; i++)
        if (slots->v[i].slot == slot) return true;
    return false;
}

static slot_stats count_slot(const mg_batches *batches, uint32_t slot)
{
    slot_stats s = {.slot = slot};
    slot_reader r = {.batches = batches, .slot = slot};
    while (next_value(&r)) {
        if (!s.count || mg_span_cmp(r.value, s.low) < 0) s.low = r.value;
        if (!s.count || mg_span_cmp(r.value, s.high) > 0) s.high = r.value;
        s.count++;
    }
    for (uint32_t n = slot; n; n >>= 8) s.key_l[s.key_l_n++] = (char)n;
    s.key_v_n = (size_t)(mg_glass_put_v(s.key_v, slot) - s.key_v);
    return s;
}

static mg_status find_slots(const mg_batches *batches, slot_list *slots, mg_error *err)
{
    for (size_t i = 0; i < batches->n; i++)
        for (size_t k = 0; k < batches->v[i]->slots.n; k++) {
            uint32_t slot = batches->v[i]->slots.v[k].slot;
            if (!has_slot(slots, slot) && !mg_vec_push(slots, count_slot(batches, slot))) return mg_fail_nomem(err, "writing values");
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

typedef struct {
    mg_glass_table *postlist;
    mg_glass_leaves *leaves;
    mg_buf key, tag;
} values_writer;

static mg_status write_entry(values_writer *w, mg_error *err)
{
    MG_TRY(mg_buf_check(&w->key, "writing values", err));
    MG_TRY(mg_buf_check(&w->tag, "writing values", err));
    return mg_glass_table_add(w->postlist, w->leaves, mg_buf_span(&w->key), mg_buf_span(&w->tag), err);
}

static mg_status write_slot_stats(values_writer *w, const slot_stats *s, mg_error *err)
{
    mg_buf_reset(&w->key);
    mg_buf_reset(&w->tag);
    mg_buf_add(&w->key, MG_SPAN("\0\xd0"));
    mg_buf_add(&w->key, (mg_span){s->key_l, s->key_l_n});
    mg_glass_v(&w->tag, s->count);
    mg_glass_s(&w->tag, s->low);
    if (!mg_span_eq(s->low, s->high)) mg_buf_add(&w->tag, s->high);
    return write_entry(w, err);
}

static mg_status write_slot(values_writer *w, const mg_batches *batches, const slot_stats *s, mg_error *err)
{
    slot_reader r = {.batches = batches, .slot = s->slot};
    uint32_t before = 0;
    mg_buf_reset(&w->tag);
    while (next_value(&r)) {
        if (w->tag.n >= MG_GLASS_CHUNK) {
            MG_TRY(write_entry(w, err));
            mg_buf_reset(&w->tag);
        }
        if (!w->tag.n) {
            mg_buf_reset(&w->key);
            mg_buf_add(&w->key, MG_SPAN("\0\xd8"));
            mg_buf_add(&w->key, (mg_span){s->key_v, s->key_v_n});
            mg_glass_d(&w->key, r.docid);
        } else {
            mg_glass_v(&w->tag, r.docid - before - 1);
        }
        mg_glass_s(&w->tag, r.value);
        before = r.docid;
    }
    return write_entry(w, err);
}

mg_status mg_glass_values_add(mg_glass_table *postlist, mg_glass_leaves *leaves, const mg_batches *batches, mg_error *err)
{
    slot_list slots = {0};
    values_writer w = {postlist, leaves, MG_BUF_INIT, MG_BUF_INIT};
    mg_status status = find_slots(batches, &slots, err);
    if (slots.n) qsort(slots.v, slots.n, sizeof *slots.v, by_key_l);
    for (size_t i = 0; status == MG_OK && i < slots.n; i++) status = write_slot_stats(&w, &slots.v[i], err);
    if (slots.n) qsort(slots.v, slots.n, sizeof *slots.v, by_key_v);
    for (size_t i = 0; status == MG_OK && i < slots.n; i++) status = write_slot(&w, batches, &slots.v[i], err);
    mg_vec_free(&slots);
    mg_buf_dispose(&w.key);
    mg_buf_dispose(&w.tag);
    return status;
}
