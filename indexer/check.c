/* check.c - see check.h. */
#include "indexer/check.h"

#include "common/hash.h"
#include "common/schema.h"
#include "indexer/earlier.h"
#include "indexer/impacts_verify.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    const char *dir;
    mg_earlier index;
    size_t faults;
    uint64_t *files; /* of the segment that is looked at, by docid - 1: a hash of the file that the record names; 0: a removed article */
    uint64_t records;
    uint64_t ids, twice;
} checking;

static void fault(checking *c, const char *where, const char *what)
{
    c->faults++;
    printf("%s: %s\n", where, what);
}

/* ---- segments ---- */

static mg_status check_tables(checking *c, const mg_stub *stub, mg_error *err)
{
    mg_buf path = MG_BUF_INIT, report = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (size_t i = 0; i < stub->n && status == MG_OK; i++) {
        size_t errors = 0;
        mg_error why = MG_ERROR_INIT;
        mg_buf_reset(&path);
        mg_buf_reset(&report);
        mg_path_segment(c->dir, stub->segments[i].name, &path);
        status = mg_buf_check(&path, "checking the index", err);
        if (status != MG_OK) break;
        if (mg_db_check(path.p, &errors, &report, &why) != MG_OK) fault(c, path.p, why.msg);
        else if (errors) fault(c, path.p, report.n ? report.p : "its tables are damaged");
        mg_error_clear(&why);
        if (!errors && mg_impacts_verify(path.p, &why) != MG_OK) fault(c, path.p, why.msg);
    }
    mg_buf_dispose(&path);
    mg_buf_dispose(&report);
    return status;
}

static uint64_t hash_of(uint32_t root, mg_span path)
{
    return mg_hash_quick(root, path) | 1;
}

/* Each record decodes, text and all. */
static void check_records(checking *c, uint32_t segment)
{
    mg_buf bytes = MG_BUF_INIT;
    mg_unpacked_text unpacked = {0};
    mg_arena arena = MG_ARENA_INIT;
    const mg_earlier_segment *s = &c->index.segments[segment];
    for (uint32_t docid = 1; docid <= s->documents; docid++) {
        mg_record record;
        mg_error why = MG_ERROR_INIT;
        mg_arena_reset(&arena);
        mg_status status = mg_earlier_record(&c->index, 0, segment, docid, &arena, &bytes, &unpacked, &record, &why);
        if (status != MG_OK) fault(c, c->dir, why.msg);
        else if (!s->gone[docid - 1]) c->files[docid - 1] = hash_of(record.root, record.article.path);
        c->records += status == MG_OK && !s->gone[docid - 1];
    }
    mg_buf_dispose(&bytes);
    mg_unpacked_text_dispose(&unpacked);
    mg_arena_dispose(&arena);
}

/* Each article that is not removed is one of the file that its record names, and of no other. */
static void check_ledger(checking *c, uint32_t segment)
{
    const mg_ledger *l = &c->index.ledger;
    const mg_earlier_segment *s = &c->index.segments[segment];
    char what[200];
    for (size_t i = 0; i < l->files.n; i++)
        for (size_t k = l->files.v[i].docs; k < l->files.v[i].docs + l->files.v[i].n_docs; k++)
            for (uint32_t n = 0; l->docs.v[k].segment == segment && n < l->docs.v[k].count; n++) {
                uint64_t *file = &c->files[l->docs.v[k].first + n - 1];
                if (*file != hash_of(l->files.v[i].root, l->files.v[i].path)) {
                    snprintf(what, sizeof what, "the ledger has article %u of segment %s under another file", l->docs.v[k].first + n,
                             c->index.stub.segments[segment].name);
                    fault(c, c->dir, what);
                }
                *file = 0;
            }
    for (uint32_t docid = 1; docid <= s->documents; docid++) {
        if (!c->files[docid - 1]) continue;
        snprintf(what, sizeof what, "article %u of segment %s is of no file of the ledger", docid, c->index.stub.segments[segment].name);
        fault(c, c->dir, what);
    }
}

static mg_status check_segment(checking *c, uint32_t segment, mg_error *err)
{
    const mg_earlier_segment *s = &c->index.segments[segment];
    mg_error why = MG_ERROR_INIT;
    c->files = calloc(s->documents + 1, sizeof *c->files);
    if (!c->files) return mg_fail_nomem(err, "checking the index");
    check_records(c, segment);
    check_ledger(c, segment);
    if (s->removed && mg_removed_check(s->removed, &why) != MG_OK) fault(c, c->index.stub.segments[segment].name, why.msg);
    free(c->files);
    return MG_OK;
}

/* ---- ids ---- */

static bool check_id(void *payload, mg_span term, uint32_t documents)
{
    checking *c = payload;
    char where[300];
    c->ids++;
    if (documents == 1) return true;
    snprintf(where, sizeof where, "id %.*s", (int)MG_MIN(term.n - 1, 245), term.p + 1);
    fault(c, where, "more than one article has it");
    return true;
}

static mg_status check_ids(checking *c, mg_error *err)
{
    mg_index index;
    mg_status status = mg_index_open(&c->dir, 1, &index, err);
    if (status == MG_OK) status = mg_db_terms(index.db, MG_SPAN("Q"), check_id, c, err);
    mg_index_close(&index);
    if (status == MG_OK && c->ids != c->records) fault(c, c->dir, "articles and ids do not agree in number");
    return status;
}

static mg_status check(checking *c, bool quiet, mg_error *err)
{
    mg_stub stub;
    mg_error why = MG_ERROR_INIT;
    mg_arena arena = MG_ARENA_INIT;
    mg_status status = mg_stub_read(c->dir, &arena, &stub, err);
    if (status == MG_OK && !stub.generation)
        status = mg_fail(err, MG_NOTFOUND, "there is no index at %s; build one with: morgue-index ARCHIVE", c->dir);
    if (status == MG_OK) status = check_tables(c, &stub, err);
    mg_arena_dispose(&arena);
    MG_TRY(status);
    bool open = mg_earlier_open(c->dir, 1, &c->index, &why) == MG_OK;
    if (!open) fault(c, c->dir, why.msg);
    for (uint32_t i = 0; open && i < c->index.n; i++) MG_TRY(check_segment(c, i, err));
    if (open) MG_TRY(check_ids(c, err));
    if (c->faults)
        return mg_fail(err, MG_CORRUPT, "%zu fault%s in %s: build it anew with morgue-index --full", c->faults,
                       c->faults == 1 ? "" : "s", c->dir);
    if (!quiet)
        printf("%s is whole: %llu articles in %zu segment%s\n", c->dir, (unsigned long long)c->records, c->index.n,
               c->index.n == 1 ? "" : "s");
    return MG_OK;
}

mg_status mg_check(const char *dir, bool quiet, mg_error *err)
{
    checking c = {.dir = dir};
    mg_status status = check(&c, quiet, err);
    mg_earlier_close(&c.index);
    return status;
}
