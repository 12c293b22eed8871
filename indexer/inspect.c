/* inspect.c - see inspect.h. */
#include "indexer/inspect.h"

#include "common/io.h"
#include "common/layout.h"
#include "common/record.h"
#include "common/schema.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>

static mg_status open_index(const char *dir, mg_arena *arena, mg_stub *stub, mg_index *index, mg_error *err)
{
    MG_TRY(mg_stub_read(dir, arena, stub, err));
    if (!stub->generation)
        return mg_fail(err, MG_NOTFOUND, "there is no index at %s; build one with: morgue-index ARCHIVE", dir);
    return mg_index_open(&dir, 1, index, err);
}

/* ---- --stats ---- */

typedef struct {
    json_t *counts;
    size_t prefix;
} count_terms;

static bool count_term(void *payload, mg_span term, uint32_t documents)
{
    count_terms *c = payload;
    mg_span value = mg_span_sub(term, c->prefix, term.n);
    if (c->prefix == 1 && value.n && value.p[0] >= 'A' && value.p[0] <= 'Z') return true; /* a longer prefix */
    json_t *key = json_stringn(value.p, value.n); /* NULL when it is no UTF-8: such a term is not ours */
    if (key) json_object_set_new(c->counts, json_string_value(key), json_integer(documents));
    json_decref(key);
    return true;
}

/* {"value": articles, ...} of the terms with a prefix, in their order. */
static mg_status counts_of(mg_db *db, json_t *stats, const char *name, const char *prefix, mg_error *err)
{
    count_terms c = {json_object(), strlen(prefix)};
    json_object_set_new(stats, name, c.counts);
    return mg_db_terms(db, mg_span_str(prefix), count_term, &c, err);
}

static json_t *table_bytes(const char *dir, const mg_stub *stub)
{
    static const char *const tables[] = {"postlist", "position", "docdata", "termlist", "spelling"};
    json_t *bytes = json_object();
    for (size_t t = 0; t < MG_COUNT(tables); t++) {
        json_int_t total = 0;
        for (size_t i = 0; i < stub->n; i++) {
            mg_buf path = MG_BUF_INIT;
            struct stat st;
            mg_buf_addf(&path, "%s/segments/%s/%s.glass", dir, stub->segments[i].name, tables[t]);
            if (!path.failed && stat(path.p, &st) == 0) total += st.st_size;
            mg_buf_dispose(&path);
        }
        if (total) json_object_set_new(bytes, tables[t], json_integer(total));
    }
    return bytes;
}

static mg_status collect(const char *dir, const mg_stub *stub, const mg_index *index, json_t *stats, mg_error *err)
{
    mg_db_info info;
    uint32_t dated;
    MG_TRY(mg_db_get_info(index->db, &info, err));
    MG_TRY(mg_db_term_documents(index->db, MG_SPAN("XHASdate"), &dated, err));
    json_object_set_new(stats, "articles", json_integer(info.documents));
    json_object_set_new(stats, "undated", json_integer((json_int_t)info.documents - dated));
    json_object_set_new(stats, "generation", json_integer((json_int_t)stub->generation));
    json_object_set_new(stats, "segments", json_integer((json_int_t)stub->n));
    json_object_set_new(stats, "index_bytes", json_integer((json_int_t)mg_dir_bytes(dir)));
    json_object_set_new(stats, "tables", table_bytes(dir, stub));
    MG_TRY(counts_of(index->db, stats, "languages", "L", err));
    MG_TRY(counts_of(index->db, stats, "formats", "XFORMAT", err));
    MG_TRY(counts_of(index->db, stats, "sources", "XSOURCE", err));
    return counts_of(index->db, stats, "years", "Y", err);
}

static void print_text(json_t *stats)
{
    const char *key, *name;
    json_t *value, *count;
    json_object_foreach(stats, key, value)
    {
        if (json_is_integer(value)) {
            printf("%-12s %lld\n", key, (long long)json_integer_value(value));
            continue;
        }
        printf("%s\n", key);
        json_object_foreach(value, name, count) printf("  %10lld  %s\n", (long long)json_integer_value(count), name);
    }
}

mg_status mg_inspect_stats(const char *dir, bool json, mg_error *err)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    mg_index index = {0};
    json_t *stats = json_object();
    mg_status status = open_index(dir, &arena, &stub, &index, err);
    if (status == MG_OK) status = collect(dir, &stub, &index, stats, err);
    if (status == MG_OK && json) {
        json_dumpf(stats, stdout, JSON_INDENT(1));
        putchar('\n');
    } else if (status == MG_OK) {
        print_text(stats);
    }
    if (status == MG_OK && fflush(stdout) != 0) status = mg_fail_sys(err, errno, "the output cannot be written");
    json_decref(stats);
    mg_index_close(&index);
    mg_arena_dispose(&arena);
    return status;
}

/* ---- --check ---- */

static void fault(size_t *faults, const char *where, const char *what)
{
    ++*faults;
    printf("%s: %s\n", where, what);
}

static mg_status check_tables(const char *dir, const mg_stub *stub, size_t *faults, mg_error *err)
{
    mg_buf path = MG_BUF_INIT, report = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (size_t i = 0; i < stub->n && status == MG_OK; i++) {
        mg_buf_reset(&path);
        mg_buf_reset(&report);
        mg_buf_addf(&path, "%s/segments/%s", dir, stub->segments[i].name);
        size_t errors = 0;
        mg_error why = MG_ERROR_INIT;
        status = mg_buf_check(&path, "checking the index", err);
        if (status != MG_OK) break;
        if (mg_db_check(path.p, &errors, &report, &why) != MG_OK) fault(faults, path.p, why.msg);
        else if (errors) fault(faults, path.p, report.n ? report.p : "its tables are damaged");
    }
    mg_buf_dispose(&path);
    mg_buf_dispose(&report);
    return status;
}

/* Each record decodes, text and all. */
static void check_records(mg_index *index, uint32_t last, size_t *faults, uint32_t *records)
{
    mg_buf bytes = MG_BUF_INIT, text = MG_BUF_INIT;
    mg_arena arena = MG_ARENA_INIT;
    for (uint32_t docid = 1; docid && docid <= last; docid++) {
        mg_record record;
        mg_error why = MG_ERROR_INIT;
        mg_buf_reset(&bytes);
        mg_buf_reset(&text);
        mg_arena_reset(&arena);
        mg_status status = mg_db_data(index->db, docid, &bytes, &why);
        if (status == MG_OK) status = mg_record_decode(mg_buf_span(&bytes), &arena, &text, &record, &why);
        if (status == MG_OK) {
            ++*records;
            continue;
        }
        char where[32];
        snprintf(where, sizeof where, "document %u", docid);
        fault(faults, where, why.msg);
    }
    mg_buf_dispose(&bytes);
    mg_buf_dispose(&text);
    mg_arena_dispose(&arena);
}

typedef struct {
    uint32_t ids;
    size_t *faults;
} check_ids;

static bool check_id(void *payload, mg_span term, uint32_t documents)
{
    check_ids *c = payload;
    c->ids++;
    if (documents != 1) {
        char where[300];
        snprintf(where, sizeof where, "id %.*s", (int)MG_MIN(term.n - 1, 245), term.p + 1);
        fault(c->faults, where, "more than one article has it");
    }
    return true;
}

mg_status mg_inspect_check(const char *dir, bool quiet, mg_error *err)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    mg_index index = {0};
    mg_db_info info = {0};
    size_t faults = 0;
    uint32_t records = 0;
    check_ids ids = {0, &faults};
    mg_status status = MG_OK;
    MG_GOTO(open_index(dir, &arena, &stub, &index, err));
    MG_GOTO(check_tables(dir, &stub, &faults, err));
    MG_GOTO(mg_db_get_info(index.db, &info, err));
    check_records(&index, info.last_docid, &faults, &records);
    MG_GOTO(mg_db_terms(index.db, MG_SPAN("Q"), check_id, &ids, err));
    if (ids.ids != info.documents) fault(&faults, dir, "articles and ids do not agree in number");
    if (faults) status = mg_fail(err, MG_CORRUPT, "%zu fault%s in %s: build it anew with morgue-index --full", faults,
                                 faults == 1 ? "" : "s", dir);
    else if (!quiet) printf("%s is whole: %u articles in %zu segment%s\n", dir, records, stub.n, stub.n == 1 ? "" : "s");
out:
    mg_index_close(&index);
    mg_arena_dispose(&arena);
    return status;
}
