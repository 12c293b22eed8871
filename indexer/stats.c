/* stats.c - see stats.h. */
#include "indexer/stats.h"

#include "common/io.h"
#include "common/json_print.h"
#include "common/layout.h"
#include "common/schema.h"
#include "indexer/coverage.h"
#include "indexer/ledger.h"
#include "indexer/report.h"

#include <errno.h>
#include <jansson.h>
#include <sys/stat.h>
#include <time.h>

/* ---- articles ---- */

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
            mg_path_segment(dir, stub->segments[i].name, &path);
            mg_buf_addf(&path, "/%s.glass", tables[t]);
            if (!path.failed && stat(path.p, &st) == 0) total += st.st_size;
            mg_buf_dispose(&path);
        }
        if (total) json_object_set_new(bytes, tables[t], json_integer(total));
    }
    return bytes;
}

static void set_number(json_t *o, const char *name, uint64_t n)
{
    json_object_set_new(o, name, json_integer((json_int_t)n));
}

static mg_status count_articles(const char *dir, const mg_stub *stub, const mg_index *index, json_t *stats, mg_error *err)
{
    mg_db_info info;
    uint32_t dated;
    uint64_t removed = 0;
    MG_TRY(mg_db_get_info(index->db, &info, err));
    MG_TRY(mg_db_term_documents(index->db, MG_SPAN("XHASdate"), &dated, err));
    for (size_t i = 0; i < index->places; i++) removed += index->removed[i] ? mg_removed_count(index->removed[i]) : 0;
    set_number(stats, "articles", info.documents);
    set_number(stats, "undated", info.documents - dated);
    set_number(stats, "generation", stub->generation);
    set_number(stats, "segments", stub->n);
    set_number(stats, "removed_in_segments", removed);
    set_number(stats, "index_bytes", mg_dir_bytes(dir));
    json_object_set_new(stats, "tables", table_bytes(dir, stub));
    MG_TRY(counts_of(index->db, stats, "languages", "L", err));
    MG_TRY(counts_of(index->db, stats, "formats", "XFORMAT", err));
    MG_TRY(counts_of(index->db, stats, "sources", "XSOURCE", err));
    MG_TRY(counts_of(index->db, stats, "years", "Y", err));
    json_t *coverage = json_array();
    json_object_set_new(stats, "coverage", coverage);
    return mg_coverage(index->db, coverage, err);
}

/* ---- files ---- */

/* Text of any bytes, as JSON must have UTF-8. */
static json_t *text(mg_span bytes)
{
    mg_buf repaired = MG_BUF_INIT;
    mg_buf_add_repaired(&repaired, bytes);
    json_t *s = json_stringn(repaired.n ? repaired.p : "", repaired.n);
    mg_buf_dispose(&repaired);
    return s;
}

static json_t *failure(const mg_ledger_file *file, const mg_failure *why)
{
    json_t *o = json_object();
    char since[24];
    struct tm utc;
    time_t when = (time_t)why->since;
    json_object_set_new(o, "path", text(file->path));
    if (why->member.n) json_object_set_new(o, "member", text(why->member));
    json_object_set_new(o, "reason", text(why->reason));
    if (gmtime_r(&when, &utc) && strftime(since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", &utc))
        json_object_set_new(o, "since", json_string(since));
    return o;
}

static mg_status list_failures(const char *dir, const mg_stub *stub, json_t *stats, FILE *errors, mg_error *err)
{
    mg_ledger ledger = {0};
    mg_buf path = MG_BUF_INIT;
    mg_path_ledger(dir, stub->ledger ? stub->ledger : "", &path);
    mg_status status = mg_buf_check(&path, "reading the ledger", err);
    if (status == MG_OK) status = mg_ledger_read(path.p, &ledger, err);
    mg_buf_dispose(&path);
    json_t *failures = json_array();
    mg_report report = {.errors = errors};
    set_number(stats, "files", ledger.files.n);
    for (size_t i = 0; i < ledger.files.n && status == MG_OK; i++)
        for (size_t k = 0; k < ledger.files.v[i].n_failures; k++) {
            const mg_failure *why = &ledger.failures.v[ledger.files.v[i].failures + k];
            json_array_append_new(failures, failure(&ledger.files.v[i], why));
            if (errors) mg_report_failure(&report, ledger.files.v[i].path, why->member, why->reason);
        }
    json_object_set_new(stats, "failures", failures);
    mg_ledger_dispose(&ledger);
    return status;
}

/* ---- for people ---- */

#define GAPS_SHOWN 5

static void print_coverage(const json_t *coverage)
{
    size_t i, k;
    json_t *s, *gap;
    json_array_foreach(coverage, i, s)
    {
        const char *name = json_string_value(json_object_get(s, "source"));
        const json_t *gaps = json_object_get(s, "gaps");
        printf("  %s: %s to %s, %lld days", name && *name ? name : "(no source)", json_string_value(json_object_get(s, "first")),
               json_string_value(json_object_get(s, "last")), (long long)json_integer_value(json_object_get(s, "days")));
        if (json_array_size(gaps)) printf("; %zu gap%s:", json_array_size(gaps), json_array_size(gaps) == 1 ? "" : "s");
        json_array_foreach(gaps, k, gap)
        {
            if (k == GAPS_SHOWN) break;
            printf("%s %s to %s", k ? "," : "", json_string_value(json_object_get(gap, "from")), json_string_value(json_object_get(gap, "to")));
        }
        puts(json_array_size(gaps) > GAPS_SHOWN ? ", ..." : "");
    }
}

static void print_failures(const json_t *failures)
{
    size_t i;
    json_t *f;
    json_array_foreach(failures, i, f)
    {
        const char *member = json_string_value(json_object_get(f, "member"));
        const char *parts[] = {json_string_value(json_object_get(f, "path")), member && *member != '#' ? "/" : "", member ? member : "", ": ",
                               json_string_value(json_object_get(f, "reason"))};
        fputs("  ", stdout);
        for (size_t k = 0; k < MG_COUNT(parts); k++) mg_print_plain(stdout, mg_span_str(parts[k] ? parts[k] : ""));
        printf(" (since %.10s)\n", json_string_value(json_object_get(f, "since")));
    }
}

static void print_text(json_t *stats)
{
    const char *key, *name;
    json_t *value, *count;
    json_object_foreach(stats, key, value)
    {
        if (json_is_integer(value)) {
            printf("%-20s %lld\n", key, (long long)json_integer_value(value));
            continue;
        }
        if (!json_object_size(value) && !json_array_size(value)) continue;
        printf("%s\n", strcmp(key, "failures") == 0 ? "could not be read" : key);
        if (strcmp(key, "coverage") == 0) print_coverage(value);
        else if (strcmp(key, "failures") == 0) print_failures(value);
        else json_object_foreach(value, name, count) printf("  %10lld  %s\n", (long long)json_integer_value(count), name);
    }
}

mg_status mg_stats(const char *dir, bool json, FILE *errors, mg_error *err)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    mg_index index = {0};
    json_t *stats = json_object();
    mg_status status = mg_stub_read(dir, &arena, &stub, err);
    if (status == MG_OK && !stub.generation)
        status = mg_fail(err, MG_NOTFOUND, "there is no index at %s; build one with: morgue-index ARCHIVE", dir);
    if (status == MG_OK) status = mg_index_open(&dir, 1, &index, err);
    if (status == MG_OK) status = count_articles(dir, &stub, &index, stats, err);
    if (status == MG_OK) status = list_failures(dir, &stub, stats, errors, err);
    if (status == MG_OK && json) {
        if (!mg_json_print(stats, JSON_INDENT(1), stdout) || putchar('\n') == EOF)
            status = mg_fail_sys(err, errno ? errno : ENOMEM, "the output cannot be written");
    } else if (status == MG_OK) {
        print_text(stats);
    }
    if (status == MG_OK && fflush(stdout) != 0) status = mg_fail_sys(err, errno, "the output cannot be written");
    json_decref(stats);
    mg_index_close(&index);
    mg_arena_dispose(&arena);
    return status;
}
