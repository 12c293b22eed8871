/* glass_postlist.c - the postlist table, in the order of its keys:
 *
 *   00 c0 key                  metadata: the value
 *   00 d0, 00 d8               values (glass_values.c)
 *   00 e0 [D(docid)]           document lengths, as the postings of a term that is in every document
 *   E(term)                    a term's first postings: V(documents) V(sum of wdf) V(first docid - 1) chunk
 *   E0(term) D(docid)          further ones, from that document on: chunk
 *   chunk                      '1' if it is the last, else '0'; V(last docid - first) V(wdf of the first),
 *                              then V(docid - the one before - 1) V(wdf) each
 *
 * A chunk ends when it has 2000 bytes. The first chunk of the lengths has two zeros for the counts. */
#include "indexer/glass_code.h"
#include "indexer/glass_tables.h"

mg_status mg_glass_metadata_add(mg_glass_table *postlist, mg_glass_leaves *leaves, const mg_metadata *metadata, size_t n,
                                mg_error *err)
{
    mg_buf key = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (size_t i = 0; i < n && status == MG_OK; i++) {
        mg_buf_reset(&key);
        mg_buf_add(&key, MG_SPAN("\0\xc0"));
        mg_buf_add(&key, metadata[i].key);
        status = mg_buf_check(&key, "writing the index's settings", err);
        if (status == MG_OK) status = mg_glass_table_add(postlist, leaves, mg_buf_span(&key), metadata[i].value, err);
    }
    mg_buf_dispose(&key);
    return status;
}

/* ---- chunks of postings ---- */

static void start_list(mg_postlist_writer *w, uint64_t documents, uint64_t collection)
{
    w->documents = documents;
    w->collection = collection;
    w->started = w->later = false;
    w->n = 0;
}

void mg_postlist_begin(mg_postlist_writer *w, mg_span term, uint64_t documents, uint64_t collection)
{
    w->first_key_n = (size_t)(mg_glass_put_e0(w->first_key, term) - w->first_key) - 1;
    memcpy(w->next_key, w->first_key, w->next_key_n = w->first_key_n + 1);
    start_list(w, documents, collection);
    w->impacted = w->impacts && mg_impacts_keep(documents);
    if (w->impacted) mg_impacts_part_begin(w->impacts, term, documents);
}

/* Tell impacts of the chunk that was added last; its postings are at `tag` + `skip`. */
static void add_impacts(mg_postlist_writer *w, mg_span tag, size_t skip)
{
    uint64_t where = mg_glass_leaves_where(w->leaves);
    where = where == UINT64_MAX ? MG_IMPACTS_HERE : where + skip;
    if (w->status == MG_OK) w->status = mg_impacts_part_chunk(w->impacts, mg_span_sub(tag, skip, tag.n), w->first, where, NULL);
}

static void close_chunk(mg_postlist_writer *w, bool is_last)
{
    char tag[sizeof w->body + 6 * MG_GLASS_V_MAX], *to = tag;
    mg_span key = {w->first_key, w->first_key_n};
    if (w->later) {
        char *end = mg_glass_put_d(w->next_key + w->next_key_n, w->first);
        key = (mg_span){w->next_key, (size_t)(end - w->next_key)};
    } else {
        to = mg_glass_put_v(to, w->documents);
        to = mg_glass_put_v(to, w->collection);
        to = mg_glass_put_v(to, w->first - 1);
    }
    *to++ = is_last ? '1' : '0';
    to = mg_glass_put_v(to, w->last - w->first);
    size_t head = (size_t)(to - tag);
    to = mg_glass_put_v(to, w->first_wdf);
    memcpy(to, w->body, w->n);
    mg_span whole = {tag, (size_t)(to - tag) + w->n};
    mg_glass_leaves_add(w->leaves, key, whole);
    if (w->impacted) add_impacts(w, whole, head);
    w->n = 0;
    w->started = false;
    w->later = true;
}

void mg_postlist_add(mg_postlist_writer *w, uint32_t docid, uint32_t wdf)
{
    if (w->started && w->n >= MG_GLASS_CHUNK) close_chunk(w, false);
    if (!w->started) {
        w->started = true;
        w->first = docid;
        w->first_wdf = wdf;
    } else {
        char *end = mg_glass_put_v(mg_glass_put_v(w->body + w->n, docid - w->last - 1), wdf);
        w->n = (size_t)(end - w->body);
    }
    w->last = docid;
}

mg_status mg_postlist_end(mg_postlist_writer *w, mg_error *err)
{
    if (w->started) close_chunk(w, true);
    if (w->impacted && w->status == MG_OK) w->status = mg_impacts_part_end(w->impacts, NULL);
    return w->status == MG_OK ? MG_OK : mg_fail_nomem(err, "writing postings");
}

/* ---- document lengths ---- */

mg_status mg_glass_lengths_add(mg_glass_table *postlist, mg_glass_leaves *leaves, const uint32_t *lengths, uint32_t n,
                               mg_glass_stats *stats, mg_error *err)
{
    mg_postlist_writer w = {.leaves = leaves, .first_key = "\0\xe0", .next_key = "\0\xe0", .first_key_n = 2, .next_key_n = 2};
    *stats = (mg_glass_stats){.documents = n};
    start_list(&w, 0, 0);
    for (uint32_t i = 0; i < n; i++) {
        mg_postlist_add(&w, i + 1, lengths[i]);
        stats->length_total += lengths[i];
        stats->length_max = MG_MAX(stats->length_max, lengths[i]);
        if (lengths[i] && (!stats->length_min || lengths[i] < stats->length_min)) stats->length_min = lengths[i];
    }
    MG_TRY(mg_postlist_end(&w, err));
    return mg_glass_table_take(postlist, leaves, err);
}
