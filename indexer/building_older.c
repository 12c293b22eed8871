/* building_older.c - see building.h: what the index had before, when a run changes what becomes of it. */
#include "indexer/building.h"

#include "indexer/again.h"
#include "indexer/bury.h"

/* ---- articles of the index that are called otherwise now ---- */

typedef struct {
    MG_VEC(mg_earlier_doc) docs;
    MG_VEC(mg_again_name) names;
} renaming;

/* One whose id another has now: by its path; or not at all, when it was only told of. */
static mg_status displace(mg_building *b, mg_earlier_doc doc, renaming *r, mg_error *err)
{
    mg_record record;
    bool was_there;
    if (mg_earlier_gone(&b->earlier, doc.segment, doc.docid)) return MG_OK;
    mg_arena_reset(&b->scratch);
    MG_TRY(mg_earlier_record(&b->earlier, 0, doc.segment, doc.docid, &b->scratch, &b->old_record, NULL, &record, err));
    const mg_format *format = mg_format_by_name(record.article.format);
    if (format && format->announces) {
        mg_earlier_remove(&b->earlier, doc.segment, doc.docid);
        return MG_OK;
    }
    mg_again_name name = {.claimed = mg_arena_copy(&b->arena, record.article.claimed.n ? record.article.claimed : record.article.id)};
    MG_TRY(mg_settle_by_path(&b->settling, record.root, record.article.path, record.article.member, &name.id, &was_there, err));
    name.id = mg_arena_copy(&b->arena, name.id);
    *(was_there ? &b->summary->updated : &b->summary->added) += 1;
    return name.claimed.p && name.id.p && mg_vec_push(&r->docs, doc) && mg_vec_push(&r->names, name) ? MG_OK
                                                                                                     : mg_fail_nomem(err, "naming articles");
}

/* One that gets the id that it says it has. */
static mg_status promote(mg_building *b, mg_earlier_doc doc, renaming *r, mg_error *err)
{
    mg_record record;
    mg_arena_reset(&b->scratch);
    MG_TRY(mg_earlier_record(&b->earlier, 0, doc.segment, doc.docid, &b->scratch, &b->old_record, NULL, &record, err));
    mg_again_name name = {.id = mg_arena_copy(&b->arena, record.article.claimed)};
    b->summary->updated++;
    return name.id.p && mg_vec_push(&r->docs, doc) && mg_vec_push(&r->names, name) ? MG_OK : mg_fail_nomem(err, "naming articles");
}

mg_status mg_building_rename(mg_building *b, mg_error *err)
{
    renaming r = {0};
    mg_status status = mg_settle_heirs(&b->settling, err);
    for (size_t i = 0; i < b->settling.displaced.n && status == MG_OK; i++) status = displace(b, b->settling.displaced.v[i], &r, err);
    for (size_t i = 0; i < b->settling.promoted.n && status == MG_OK; i++) status = promote(b, b->settling.promoted.v[i], &r, err);
    if (status == MG_OK) status = mg_again_write(&b->earlier, &b->writing, r.docs.v, r.names.v, r.docs.n, &b->summary->watch, err);
    mg_vec_free(&r.docs);
    mg_vec_free(&r.names);
    return status;
}

/* ---- older segments ---- */

/* A segment is taken in when it is no more than so many times as large as all that the new one has: so each is larger than that
 * compared with all smaller ones together, and an article is written again about once each time that its segment grows by as much. */
#define ABSORB_RATIO 4

/* ... or when this share of it is removed, or so many articles at once that to bury them would take much memory. */
#define REMOVED_SHARE 4
#define BURY_MAX 50000

static uint32_t live(const mg_earlier_segment *s)
{
    return s->documents - s->n_gone;
}

static bool is_to_absorb(const mg_building *b, const mg_earlier_segment *s, uint64_t have)
{
    bool anew = b->opts->compact && (b->earlier.n > 1 || s->n_gone || have);
    if (anew || !mg_span_eq(b->earlier.ledger.language, mg_span_str(b->language))) return true;
    if ((uint64_t)s->n_gone * REMOVED_SHARE > s->documents || s->n_gone_now > BURY_MAX || !live(s)) return true;
    return have && live(s) <= have * ABSORB_RATIO;
}

/* Which; each one that is taken in may make room for the next. */
static void choose_absorbed(mg_building *b)
{
    uint64_t have = mg_segment_documents(b->writing.segment);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < b->earlier.n; i++) {
            if (b->is_absorbed[i] || !is_to_absorb(b, &b->earlier.segments[i], have)) continue;
            b->is_absorbed[i] = more = true;
            have += live(&b->earlier.segments[i]);
        }
    }
}

mg_status mg_building_absorb(mg_building *b, mg_error *err)
{
    MG_VEC(mg_earlier_doc) docs = {0};
    choose_absorbed(b);
    for (uint32_t i = 0; i < b->earlier.n; i++)
        for (uint32_t docid = 1; b->is_absorbed[i] && docid <= b->earlier.segments[i].documents; docid++)
            if (!mg_earlier_gone(&b->earlier, i, docid) && !mg_vec_push(&docs, (mg_earlier_doc){i, docid})) {
                mg_vec_free(&docs);
                return mg_fail_nomem(err, "merging segments");
            }
    mg_status status = mg_again_write(&b->earlier, &b->writing, docs.v, NULL, docs.n, &b->summary->watch, err);
    mg_vec_free(&docs);
    return status;
}

mg_status mg_building_bury(mg_building *b, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (uint32_t i = 0; i < b->earlier.n && status == MG_OK; i++) {
        if (b->is_absorbed[i] || !b->earlier.segments[i].n_gone_now) continue;
        mg_stub_segment segment = {b->earlier.stub.segments[i].name, b->name};
        mg_buf_reset(&path);
        mg_path_removed(b->opts->index, &segment, &path);
        status = mg_buf_check(&path, "removing articles", err);
        if (status == MG_OK) status = mg_bury(&b->earlier, i, b->language, path.p, err);
    }
    mg_buf_dispose(&path);
    return status;
}
