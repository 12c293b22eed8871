/* impacts_verify.c - see impacts_verify.h. The postlist table is read from its first leaf to its last: what a segment's writer tells
 * while it writes is told again from there. */
#include "indexer/impacts_verify.h"

#include "common/schema.h"
#include "common/tree.h"
#include "indexer/impacts_file.h"

/* So much of terms is kept at once. */
#define PUT_BYTES ((size_t)1 << 20)

typedef struct {
    const mg_trees *trees;
    const mg_impacts *there;
    mg_impacts_file *file;
    uint32_t *lengths, near;
    bool documents_told;
    mg_impacts_part part;
    bool keep;            /* the term that is read is kept */
    mg_buf term, tag;
} verifier;

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "the postlist table is damaged");
}

/* ---- dates and lengths, which come before the terms ---- */

static mg_status read_dates(verifier *v, mg_span key, mg_span tag, mg_error *err)
{
    const char *at = key.p + 3, *end = tag.p + tag.n;
    uint32_t docid;
    if (!mg_tree_get_d(&at, key.p + key.n, &docid) || !docid) return damaged(err);
    for (at = tag.p; at < end;) {
        uint64_t n, gap;
        if (!mg_tree_get_v(&at, end, &n) || n > (size_t)(end - at) || docid > v->trees->documents) return damaged(err);
        MG_TRY(mg_impacts_file_date(v->file, docid, (mg_span){at, (size_t)n}, err));
        at += n;
        if (at == end) break;
        if (!mg_tree_get_v(&at, end, &gap) || gap >= v->trees->documents - docid) return damaged(err);
        docid += (uint32_t)gap + 1;
    }
    return MG_OK;
}

static mg_status read_lengths(verifier *v, mg_span key, mg_span tag, mg_error *err)
{
    const char *at = tag.p, *end = tag.p + tag.n, *from = key.p + 2;
    uint64_t n = 0, span, gap;
    uint32_t docid = 0;
    bool ok = true;
    if (key.n > 2) ok = mg_tree_get_d(&from, key.p + key.n, &docid);
    else ok = mg_tree_get_v(&at, end, &n) && mg_tree_get_v(&at, end, &n) && mg_tree_get_v(&at, end, &n) && (docid = (uint32_t)n + 1);
    ok = ok && at < end;
    at += ok;
    if (!ok || !mg_tree_get_v(&at, end, &span)) return damaged(err);
    for (;;) {
        if (!mg_tree_get_v(&at, end, &n) || !docid || docid > v->trees->documents) return damaged(err);
        v->lengths[docid - 1] = (uint32_t)MG_MIN(n, UINT32_MAX);
        if (at == end) return MG_OK;
        if (!mg_tree_get_v(&at, end, &gap) || gap >= v->trees->documents - docid) return damaged(err);
        docid += (uint32_t)gap + 1;
    }
}

static mg_status tell_documents(verifier *v, mg_error *err)
{
    v->documents_told = true;
    MG_TRY(mg_impacts_file_lengths(v->file, v->lengths, v->trees->documents, err));
    return mg_impacts_file_dates(v->file, err);
}

/* ---- terms ---- */

/* Where the docid of a key begins, behind a zero byte that is no part of the term; key.n where it has none. */
static size_t find_docid(mg_span key)
{
    size_t at = mg_span_find(key, 0, '\0');
    while (at + 1 < key.n && key.p[at + 1] == '\xff') at = mg_span_find(key, at + 2, '\0');
    return MG_MIN(at, key.n);
}

/* The term of a key, whose zero bytes are marked there. */
static void take_term(mg_span key, mg_buf *term)
{
    mg_buf_reset(term);
    for (size_t at = 0, end; at < key.n; at = end + 2) {
        end = mg_span_find(key, at, '\0');
        mg_buf_add(term, mg_span_sub(key, at, MG_MIN(end + 1, key.n)));
    }
}

static mg_status put_part(verifier *v, mg_error *err)
{
    mg_status status = mg_impacts_file_put(v->file, &v->part, NULL, err);
    mg_impacts_part_dispose(&v->part);
    return status;
}

static mg_status end_term(verifier *v, mg_error *err)
{
    if (!v->keep) return MG_OK;
    v->keep = false;
    MG_TRY(mg_impacts_part_end(&v->part, err));
    return v->part.data.n >= PUT_BYTES ? put_part(v, err) : MG_OK;
}

/* A chunk that is one piece stands where it is in the file. */
static mg_status read_chunk(verifier *v, mg_span chunk, bool whole, uint32_t docid, mg_error *err)
{
    uint64_t span;
    const char *at = chunk.p + 1, *end = chunk.p + chunk.n;
    if (!chunk.n || !mg_tree_get_v(&at, end, &span) || at == end) return damaged(err);
    uint64_t where = whole ? (uint64_t)(at - v->trees->postlist.file.p) : MG_IMPACTS_HERE;
    return mg_impacts_part_chunk(&v->part, (mg_span){at, (size_t)(end - at)}, docid, where, err);
}

/* What is whole is taken as it is. */
static mg_status tell_beside(verifier *v, mg_error *err)
{
    const mg_impact_term *told;
    const mg_impact_block *blocks;
    MG_TRY(mg_impacts_find(v->there, mg_buf_span(&v->term), &v->near, &told, &blocks, err));
    const uint8_t *beside = told ? mg_impacts_beside(v->there, told) : NULL;
    if (beside) mg_impacts_part_beside(&v->part, (mg_span){(const char *)beside, told->documents});
    return MG_OK;
}

static mg_status read_first_chunk(verifier *v, mg_span key, mg_span tag, bool whole, mg_error *err)
{
    uint64_t documents, collection, before;
    const char *at = tag.p, *end = tag.p + tag.n;
    bool ok = mg_tree_get_v(&at, end, &documents) && mg_tree_get_v(&at, end, &collection) && mg_tree_get_v(&at, end, &before);
    if (!ok || before >= v->trees->documents || documents > v->trees->documents) return damaged(err);
    v->keep = mg_impacts_keep(documents);
    if (!v->keep) return MG_OK;
    take_term(key, &v->term);
    MG_TRY(mg_buf_check(&v->term, "checking impacts", err));
    mg_impacts_part_begin(&v->part, mg_buf_span(&v->term), documents);
    MG_TRY(tell_beside(v, err));
    return read_chunk(v, (mg_span){at, (size_t)(end - at)}, whole, (uint32_t)before + 1, err);
}

static mg_status read_next_chunk(verifier *v, mg_span key, size_t docid_at, mg_span tag, bool whole, mg_error *err)
{
    uint32_t docid;
    const char *at = key.p + docid_at + 1, *end = key.p + key.n;
    if (!mg_tree_get_d(&at, end, &docid) || at != end || !docid) return damaged(err);
    return v->keep ? read_chunk(v, tag, whole, docid, err) : MG_OK;
}

/* ---- all of it ---- */

enum { IS_DATES, IS_LENGTHS, IS_OTHER, IS_TERM };

static int kind_of(mg_span key)
{
    if (!key.n) return IS_OTHER; /* the empty item that a table begins with */
    if (key.p[0] || (key.n > 1 && key.p[1] == '\xff')) return IS_TERM;
    if (mg_span_starts(key, (mg_span){"\0\xe0", 2})) return IS_LENGTHS;
    return key.n > 3 && memcmp(key.p, "\0\xd8", 2) == 0 && key.p[2] == MG_SLOT_DATE ? IS_DATES : IS_OTHER;
}

static mg_status read_entry(verifier *v, mg_tree_cursor *cursor, mg_error *err)
{
    mg_span key = cursor->key, tag; /* in the file, where it stays */
    bool whole;
    int kind = kind_of(key);
    MG_TRY(mg_tree_tag(cursor, &v->tag, &tag, &whole, err));
    if (kind == IS_DATES) return read_dates(v, key, tag, err);
    if (kind == IS_LENGTHS) return read_lengths(v, key, tag, err);
    if (kind == IS_OTHER) return MG_OK;
    if (!v->documents_told) MG_TRY(tell_documents(v, err));
    size_t docid_at = find_docid(key);
    if (docid_at < key.n) return read_next_chunk(v, key, docid_at, tag, whole, err);
    MG_TRY(end_term(v, err));
    return read_first_chunk(v, key, tag, whole, err);
}

static mg_status read_table(verifier *v, bool *same, mg_error *err)
{
    mg_tree_cursor cursor = {.tree = &v->trees->postlist};
    v->lengths = calloc((size_t)v->trees->documents + 1, sizeof *v->lengths);
    if (!v->lengths) return mg_fail_nomem(err, "checking impacts");
    for (bool more;;) {
        MG_TRY(mg_tree_next(&cursor, &more, err));
        if (!more) break;
        if (cursor.first) MG_TRY(read_entry(v, &cursor, err));
    }
    MG_TRY(end_term(v, err));
    if (!v->documents_told) MG_TRY(tell_documents(v, err));
    MG_TRY(put_part(v, err));
    return mg_impacts_file_finish(v->file, v->trees->postlist.file.n, same, err);
}

mg_status mg_impacts_verify(const char *path, mg_error *err)
{
    verifier v = {0};
    mg_trees trees = {0};
    mg_impacts there = {0};
    bool same = false;
    mg_status status = mg_trees_open(path, &trees, err);
    if (status == MG_OK && trees.last_docid != trees.documents) status = mg_fail(err, MG_CORRUPT, "%s has gaps in its documents", path);
    if (status == MG_OK) status = mg_impacts_open(path, trees.documents, trees.postlist.file.n, &there, err);
    if (status == MG_OK) status = mg_impacts_file_new(path, &there.file, &v.file, err);
    if (status == MG_OK) {
        v.trees = &trees;
        v.there = &there;
        v.part.docs = mg_impacts_file_docs(v.file);
        status = read_table(&v, &same, err);
    }
    if (status == MG_OK && !same) status = mg_fail(err, MG_CORRUPT, "%s/" MG_IMPACTS_NAME " is not what the tables say", path);
    mg_impacts_file_free(v.file);
    free(v.lengths);
    mg_impacts_part_dispose(&v.part);
    mg_buf_dispose(&v.term);
    mg_buf_dispose(&v.tag);
    mg_trees_close(&trees);
    mg_impacts_close(&there);
    return status;
}
