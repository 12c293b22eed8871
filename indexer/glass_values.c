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
    mg_buf low, high;
    char key_l[8], key_v[8]; /* L(slot) and V(slot): neither sorts as slots do */
    size_t key_l_n, key_v_n;
} slot_stats;

typedef MG_VEC(slot_stats) slot_list;

/* What failed once has failed: a bound that lost its value would be taken for one. */
static void keep(mg_buf *buf, mg_span value)
{
    if (buf->failed) return;
    mg_buf_reset(buf);
    mg_buf_add(buf, value);
}

static mg_status count_slot(const mg_values *all, slot_stats *s, mg_error *err)
{
    mg_values_reader r = {.all = all, .slot = s->slot};
    bool more;
    mg_status status;
    while ((status = mg_values_next(&r, &more, err)) == MG_OK && more) {
        if (!s->count || mg_span_cmp(r.value, mg_buf_span(&s->low)) < 0) keep(&s->low, r.value);
        if (!s->count || mg_span_cmp(r.value, mg_buf_span(&s->high)) > 0) keep(&s->high, r.value);
        s->count++;
    }
    mg_values_reader_dispose(&r);
    for (uint32_t n = s->slot; n; n >>= 8) s->key_l[s->key_l_n++] = (char)n;
    s->key_v_n = (size_t)(mg_glass_put_v(s->key_v, s->slot) - s->key_v);
    MG_TRY(status);
    MG_TRY(mg_buf_check(&s->low, "writing values", err));
    return mg_buf_check(&s->high, "writing values", err);
}

static bool has_slot(const slot_list *slots, uint32_t slot)
{
    for (size_t i = 0; i < slots->n; i++)
        if (slots->v[i].slot == slot) return true;
    return false;
}

static mg_status find_slots(const mg_values *all, slot_list *slots, mg_error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        if (has_slot(slots, all->pieces[i].slot)) continue;
        if (!mg_vec_push(slots, (slot_stats){.slot = all->pieces[i].slot})) return mg_fail_nomem(err, "writing values");
        MG_TRY(count_slot(all, &slots->v[slots->n - 1], err));
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
    uint32_t last; /* docid */
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
    mg_glass_s(&w->tag, mg_buf_span(&s->low));
    if (!mg_span_eq(mg_buf_span(&s->low), mg_buf_span(&s->high))) mg_buf_add(&w->tag, mg_buf_span(&s->high));
    return write_entry(w, err);
}

static mg_status add_value(values_writer *w, const slot_stats *s, uint32_t docid, mg_span value, mg_error *err)
{
    if (w->tag.n >= MG_GLASS_CHUNK) {
        MG_TRY(write_entry(w, err));
        mg_buf_reset(&w->tag);
    }
    if (!w->tag.n) {
        mg_buf_reset(&w->key);
        mg_buf_add(&w->key, MG_SPAN("\0\xd8"));
        mg_buf_add(&w->key, (mg_span){s->key_v, s->key_v_n});
        mg_glass_d(&w->key, docid);
    } else {
        mg_glass_v(&w->tag, docid - w->last - 1);
    }
    mg_glass_s(&w->tag, value);
    w->last = docid;
    return MG_OK;
}

static mg_status write_slot(values_writer *w, const mg_values *all, const slot_stats *s, mg_error *err)
{
    mg_values_reader r = {.all = all, .slot = s->slot};
    bool more;
    mg_status status;
    mg_buf_reset(&w->tag);
    while ((status = mg_values_next(&r, &more, err)) == MG_OK && more) MG_GOTO(add_value(w, s, r.docid, r.value, err));
    if (status == MG_OK) status = write_entry(w, err);
out:
    mg_values_reader_dispose(&r);
    return status;
}

mg_status mg_glass_values_add(mg_glass_table *postlist, mg_glass_leaves *leaves, const mg_values *all, mg_error *err)
{
    slot_list slots = {0};
    values_writer w = {.postlist = postlist, .leaves = leaves};
    mg_status status = find_slots(all, &slots, err);
    if (slots.n) qsort(slots.v, slots.n, sizeof *slots.v, by_key_l);
    for (size_t i = 0; status == MG_OK && i < slots.n; i++) status = write_slot_stats(&w, &slots.v[i], err);
    if (slots.n) qsort(slots.v, slots.n, sizeof *slots.v, by_key_v);
    for (size_t i = 0; status == MG_OK && i < slots.n; i++) status = write_slot(&w, all, &slots.v[i], err);
    for (size_t i = 0; i < slots.n; i++) {
        mg_buf_dispose(&slots.v[i].low);
        mg_buf_dispose(&slots.v[i].high);
    }
    mg_vec_free(&slots);
    mg_buf_dispose(&w.key);
    mg_buf_dispose(&w.tag);
    return status;
}
