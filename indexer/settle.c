/* settle.c - see settle.h. */
#include "indexer/settle.h"

#include "common/schema.h"

#define HOLDER "Q"
#define CLAIMANT "XCLAIM"

typedef MG_VEC(mg_earlier_doc) docs;

typedef struct {
    docs *found;
    bool nomem;
} finding;

static bool on_doc(void *payload, uint32_t segment, uint32_t docid)
{
    finding *f = payload;
    f->nomem = !mg_vec_push(f->found, (mg_earlier_doc){segment, docid});
    return !f->nomem;
}

/* The documents that hold an id, or claim it; those that this run removed, too. */
static mg_status find_docs(mg_settling *s, const char *prefix, mg_span id, docs *found, mg_error *err)
{
    found->n = 0;
    mg_buf_reset(&s->term);
    mg_term_exact(prefix, id, false, &s->term);
    MG_TRY(mg_buf_check(&s->term, "naming an article", err));
    finding f = {.found = found};
    MG_TRY(mg_earlier_visit(s->earlier, mg_buf_span(&s->term), on_doc, &f, err));
    return f.nomem ? mg_fail_nomem(err, "naming an article") : MG_OK;
}

static bool is_live(const mg_settling *s, mg_earlier_doc doc)
{
    return !mg_earlier_gone(s->earlier, doc.segment, doc.docid);
}

static mg_status read_doc(mg_settling *s, mg_earlier_doc doc, mg_record *out, mg_error *err)
{
    return mg_earlier_record(s->earlier, 0, doc.segment, doc.docid, &s->arena, &s->data, NULL, out, err);
}

/* Where an article stands in the order of all. */
typedef struct {
    uint32_t root;
    mg_span path;
} standing;

static bool comes_before(standing a, standing b)
{
    return a.root != b.root ? a.root < b.root : mg_path_cmp(a.path, b.path) < 0;
}

static bool is_announced(const mg_record *record)
{
    const mg_format *format = mg_format_by_name(record->article.format);
    return format && format->announces;
}

/* The first of the live claimants, if any: docid 0 else. `path` is kept in the arena. */
static mg_status first_claimant(mg_settling *s, mg_span id, mg_earlier_doc *out, standing *where, mg_error *err)
{
    docs found = {0};
    *out = (mg_earlier_doc){0};
    mg_status status = find_docs(s, CLAIMANT, id, &found, err);
    for (size_t i = 0; i < found.n && status == MG_OK; i++) {
        mg_record record;
        if (!is_live(s, found.v[i])) continue;
        status = read_doc(s, found.v[i], &record, err);
        if (status != MG_OK) break;
        standing at = {record.root, record.article.path};
        if (out->docid && !comes_before(at, *where)) continue;
        *out = found.v[i];
        *where = (standing){record.root, mg_arena_copy(&s->arena, record.article.path)};
        if (!where->path.p) status = mg_fail_nomem(err, "naming an article");
    }
    mg_vec_free(&found);
    return status;
}

/* Nobody of this run has the id yet. Does someone of the index, who comes before? */
static mg_status is_lost(mg_settling *s, mg_span id, standing where, bool *lost, bool *was_there, mg_error *err)
{
    docs holders = {0};
    bool held = false;
    mg_record record;
    mg_status status = find_docs(s, HOLDER, id, &holders, err);
    *was_there = holders.n;
    for (size_t i = 0; i < holders.n && status == MG_OK && !*lost; i++) {
        if (!is_live(s, holders.v[i])) continue;
        held = true;
        status = read_doc(s, holders.v[i], &record, err);
        if (status != MG_OK) break;
        *lost = !is_announced(&record) && comes_before((standing){record.root, record.article.path}, where);
        if (!*lost && !mg_vec_push(&s->displaced, holders.v[i])) status = mg_fail_nomem(err, "naming an article");
    }
    bool none = !holders.n;
    mg_vec_free(&holders);
    if (status != MG_OK || held || none) return status; /* who holds it comes before all who claim it */
    mg_earlier_doc heir;
    standing at = {0};
    MG_TRY(first_claimant(s, id, &heir, &at, err));
    if (!heir.docid || !comes_before(at, where)) return MG_OK;
    *lost = true;
    return mg_vec_push(&s->promoted, heir) ? MG_OK : mg_fail_nomem(err, "naming an article");
}

mg_status mg_settle_by_path(mg_settling *s, uint32_t root, mg_span path, mg_span member, mg_span *id, bool *was_there, mg_error *err)
{
    mg_buf name = MG_BUF_INIT;
    mg_status status = MG_OK;
    bool fresh = false, lost = true;
    *was_there = false;
    mg_buf_add_repaired(&name, path); /* file names need not be UTF-8, ids are */
    mg_member_add(member, &name);
    mg_buf_addf(&name, "+%u", root + 1); /* no article says this of itself, so the name depends on no other */
    size_t stem = name.n;
    for (unsigned copy = 2; status == MG_OK && (!fresh || lost); copy++) {
        if (copy > 2) {
            name.n = stem;
            mg_buf_addf(&name, "~%u", copy);
        }
        lost = false;
        status = mg_buf_check(&name, "naming an article", err);
        if (status == MG_OK) status = mg_idset_add(&s->ids, mg_buf_span(&name), &fresh, err);
        if (status == MG_OK && fresh && s->earlier->n)
            status = is_lost(s, mg_buf_span(&name), (standing){root, path}, &lost, was_there, err);
    }
    if (status == MG_OK) *id = mg_arena_copy(&s->arena, mg_buf_span(&name));
    mg_buf_dispose(&name);
    if (status != MG_OK) return status;
    return id->p ? MG_OK : mg_fail_nomem(err, "naming an article");
}

mg_status mg_settle(mg_settling *s, const mg_inverted_article *a, mg_settled *out, mg_error *err)
{
    bool fresh, lost = false;
    mg_arena_reset(&s->arena);
    *out = (mg_settled){.id = a->id};
    MG_TRY(mg_idset_add(&s->ids, a->id, &fresh, err));
    if (fresh && s->earlier->n) MG_TRY(is_lost(s, a->id, (standing){a->root, a->path}, &lost, &out->was_there, err));
    if (fresh && !lost) return MG_OK;
    out->renamed = true;
    out->claimed = a->id;
    return mg_settle_by_path(s, a->root, a->path, a->member, &out->id, &out->was_there, err);
}

mg_status mg_settle_announced(mg_settling *s, const mg_inverted_announced *a, bool *taken, mg_settled *out, mg_error *err)
{
    bool fresh;
    docs holders = {0};
    mg_arena_reset(&s->arena);
    *out = (mg_settled){.id = a->article.id};
    MG_TRY(mg_idset_add(&s->ids, a->article.id, &fresh, err));
    *taken = !fresh;
    if (*taken || !s->earlier->n) return MG_OK;
    mg_status status = find_docs(s, HOLDER, a->article.id, &holders, err);
    out->was_there = holders.n;
    for (size_t i = 0; i < holders.n && status == MG_OK; i++) {
        mg_record record;
        bool own = holders.v[i].segment == a->kept.segment && holders.v[i].docid == a->kept.docid;
        if (own || !is_live(s, holders.v[i])) continue;
        status = read_doc(s, holders.v[i], &record, err);
        if (status != MG_OK) break;
        if (!is_announced(&record) || comes_before((standing){record.root, record.article.path}, (standing){a->root, a->article.path})) *taken = true;
        else mg_earlier_remove(s->earlier, holders.v[i].segment, holders.v[i].docid); /* told of here first */
    }
    mg_vec_free(&holders);
    return status;
}

mg_status mg_settle_heirs(mg_settling *s, mg_error *err)
{
    for (uint32_t segment = 0; segment < s->earlier->n; segment++) {
        mg_earlier_segment *of = &s->earlier->segments[segment];
        for (uint32_t docid = 1; of->n_gone_now && docid <= of->documents; docid++) {
            mg_record record;
            mg_earlier_doc heir;
            standing at = {0};
            bool fresh;
            if (of->gone[docid - 1] != MG_GONE_NOW) continue;
            mg_arena_reset(&s->arena);
            MG_TRY(read_doc(s, (mg_earlier_doc){segment, docid}, &record, err));
            if (mg_idset_has(&s->ids, record.article.id)) continue;
            mg_span id = mg_arena_copy(&s->arena, record.article.id);
            if (!id.p) return mg_fail_nomem(err, "naming an article");
            MG_TRY(first_claimant(s, id, &heir, &at, err));
            if (!heir.docid) continue;
            MG_TRY(mg_idset_add(&s->ids, id, &fresh, err));
            if (!mg_vec_push(&s->promoted, heir)) return mg_fail_nomem(err, "naming an article");
        }
    }
    return MG_OK;
}

void mg_settling_dispose(mg_settling *s)
{
    mg_idset_dispose(&s->ids);
    mg_vec_free(&s->promoted);
    mg_vec_free(&s->displaced);
    mg_arena_dispose(&s->arena);
    mg_buf_dispose(&s->data);
    mg_buf_dispose(&s->term);
}
