/* layout.c - see layout.h. */
#include "common/layout.h"

#include "common/analyze.h"
#include "common/io.h"
#include "common/schema.h"
#include "common/vec.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#define STUB_MAX ((size_t)1 << 20)
#define SEGMENTS_MAX 4096

/* ---- the stub ---- */

/* The next line of `text` from *at on, without its newline; false at the end. */
static bool next_line(mg_span text, size_t *at, mg_span *line)
{
    if (*at >= text.n) return false;
    size_t end = mg_span_find(text, *at, '\n');
    *line = mg_span_sub(text, *at, end);
    *at = end + 1;
    return true;
}

static bool is_name(mg_span name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/' || name.p[i] == '.' || (unsigned char)name.p[i] <= ' ') return false;
    return name.n > 0;
}

/* A copy of a name of the stub. */
static mg_status take_name(mg_span name, mg_arena *arena, const char **out, mg_error *err)
{
    mg_span copy = mg_arena_copy(arena, name);
    if (!copy.p) return mg_fail_nomem(err, "reading the index");
    if (!is_name(copy)) return mg_fail(err, MG_CORRUPT, "the stub has an impossible name: %s", copy.p);
    *out = copy.p;
    return MG_OK;
}

/* "SEGMENT NAME": kept as a segment until its own line comes. */
static mg_status take_removed(mg_span text, mg_arena *arena, mg_stub_segment *out, mg_error *err)
{
    size_t blank = mg_span_find(text, 0, ' ');
    MG_TRY(take_name(mg_span_sub(text, 0, blank), arena, &out->name, err));
    return take_name(mg_span_sub(text, blank + 1, text.n), arena, &out->removed, err);
}

typedef struct {
    mg_stub *stub;
    mg_arena *arena;
    mg_stub_segment *removed; /* lines of them */
    size_t n_removed;
} stub_parse;

static mg_status parse_line(stub_parse *p, mg_span line, mg_error *err)
{
    static const mg_span generation = {"# generation ", 13}, ledger = {"# ledger ", 9}, archive = {"# archive ", 10},
                         removed = {"# removed ", 10}, segment = {"auto segments/", 14};
    mg_stub *out = p->stub;
    if (mg_span_starts(line, generation)) {
        out->generation = strtoull(line.p + generation.n, NULL, 10);
    } else if (mg_span_starts(line, ledger)) {
        return take_name(mg_span_sub(line, ledger.n, line.n), p->arena, &out->ledger, err);
    } else if (mg_span_starts(line, archive)) {
        mg_span root = mg_arena_copy(p->arena, mg_span_sub(line, archive.n, line.n));
        if (!root.p || !mg_spans_add(&out->archives, root, p->arena)) return mg_fail_nomem(err, "reading the index");
    } else if (mg_span_starts(line, removed)) {
        return take_removed(mg_span_sub(line, removed.n, line.n), p->arena, &p->removed[p->n_removed++], err);
    } else if (mg_span_starts(line, segment)) {
        return take_name(mg_span_sub(line, segment.n, line.n), p->arena, &out->segments[out->n++].name, err);
    } else if (line.n && line.p[0] != '#') {
        return mg_fail(err, MG_CORRUPT, "the stub holds a line that Morgue did not write: %.*s",
                       (int)MG_MIN(line.n, 80), line.p);
    }
    return MG_OK;
}

static mg_status join_removed(const stub_parse *p, mg_error *err)
{
    if (p->stub->n > SEGMENTS_MAX) return mg_fail(err, MG_CORRUPT, "the stub names %zu segments", p->stub->n);
    if (p->n_removed > p->stub->n)
        return mg_fail(err, MG_CORRUPT, "the stub removes articles of more segments than it names");
    for (size_t i = 0; i < p->n_removed; i++) {
        const mg_stub_segment *line = &p->removed[i];
        mg_stub_segment *segment = p->stub->segments, *end = segment + p->stub->n;
        while (segment < end && strcmp(segment->name, line->name) != 0) segment++;
        if (segment == end || segment->removed)
            return mg_fail(err, MG_CORRUPT, "the stub removes articles of %s, which it does not name once", line->name);
        segment->removed = line->removed;
    }
    return MG_OK;
}

static mg_status parse_stub(mg_span text, mg_arena *arena, mg_stub *out, mg_error *err)
{
    mg_span line;
    size_t lines = 0;
    for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    stub_parse p = {.stub = out, .arena = arena, .removed = mg_arena_alloc(arena, (lines + 1) * sizeof *p.removed)};
    out->segments = mg_arena_alloc(arena, (lines + 1) * sizeof *out->segments);
    if (!out->segments || !p.removed) return mg_fail_nomem(err, "reading the index");
    for (size_t at = 0; next_line(text, &at, &line);) MG_TRY(parse_line(&p, line, err));
    if (!out->generation) return mg_fail(err, MG_CORRUPT, "the stub has no generation: not an index of Morgue");
    return join_removed(&p, err);
}

mg_status mg_stub_read(const char *dir, mg_arena *arena, mg_stub *out, mg_error *err)
{
    *out = (mg_stub){0};
    mg_buf path = MG_BUF_INIT, text = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/XAPIANDB", dir);
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_buf_check(&path, "reading the index", &why);
    if (status == MG_OK) status = mg_file_read(path.p, STUB_MAX, &text, &why);
    if (status == MG_NOTFOUND) {
        status = MG_OK;
    } else if (status == MG_OK) {
        status = parse_stub(mg_buf_span(&text), arena, out, &why);
        mg_error_prefix(&why, "%s", path.p);
    }
    if (status != MG_OK) mg_fail(err, status, "%s", why.msg);
    mg_buf_dispose(&path);
    mg_buf_dispose(&text);
    return status;
}

mg_status mg_stub_publish(const char *dir, const mg_stub *stub, mg_error *err)
{
    mg_buf path = MG_BUF_INIT, text = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/XAPIANDB", dir);
    mg_buf_addf(&text, "# generation %llu\n", (unsigned long long)stub->generation);
    if (stub->ledger) mg_buf_addf(&text, "# ledger %s\n", stub->ledger);
    for (size_t i = 0; i < stub->archives.n; i++) {
        mg_buf_adds(&text, "# archive ");
        mg_buf_add(&text, stub->archives.v[i]);
        mg_buf_addc(&text, '\n');
    }
    for (size_t i = 0; i < stub->n; i++) {
        const mg_stub_segment *segment = &stub->segments[i];
        if (segment->removed) mg_buf_addf(&text, "# removed %s %s\n", segment->name, segment->removed);
    }
    for (size_t i = 0; i < stub->n; i++) mg_buf_addf(&text, "auto segments/%s\n", stub->segments[i].name);
    mg_status status = mg_buf_check(&path, "publishing the index", err);
    if (status == MG_OK) status = mg_buf_check(&text, "publishing the index", err);
    if (status == MG_OK) status = mg_file_replace(path.p, mg_buf_span(&text), err);
    mg_buf_dispose(&path);
    mg_buf_dispose(&text);
    return status;
}

void mg_path_segment(const char *dir, const char *segment, mg_buf *out)
{
    mg_buf_addf(out, "%s/segments/%s", dir, segment);
}

void mg_path_removed(const char *dir, const mg_stub_segment *segment, mg_buf *out)
{
    mg_buf_addf(out, "%s/removed/%s-%s", dir, segment->removed, segment->name);
}

void mg_path_ledger(const char *dir, const char *ledger, mg_buf *out)
{
    mg_buf_addf(out, "%s/ledger/%s", dir, ledger);
}

/* ---- roots ---- */

/* How many levels above `dir` the directory `root` is (0: itself), or -1 when it is not above. */
static int levels_above(const char *dir, mg_span root)
{
    mg_span d = mg_span_str(dir);
    if (!mg_span_starts(d, root) || (d.n > root.n && d.p[root.n] != '/')) return -1;
    int levels = 0;
    for (size_t i = root.n; i < d.n; i++) levels += d.p[i] == '/';
    return levels;
}

void mg_roots_encode(const char *dir, mg_spans roots, mg_buf *out)
{
    for (size_t i = 0; i < roots.n; i++) {
        int levels = levels_above(dir, roots.v[i]);
        if (levels < 0) mg_buf_add(out, roots.v[i]);
        else if (levels == 0) mg_buf_addc(out, '.');
        for (int l = 0; l < levels; l++) mg_buf_adds(out, l ? "/.." : "..");
        mg_buf_addc(out, '\n');
    }
}

mg_status mg_roots_decode(const char *dir, mg_span value, mg_arena *arena, mg_spans *out, mg_error *err)
{
    mg_span line;
    for (size_t at = 0; next_line(value, &at, &line);) {
        mg_buf path = MG_BUF_INIT;
        mg_span root = line;
        if (line.n && line.p[0] == '.') {
            mg_span base = mg_span_str(dir);
            for (size_t i = 0; i + 1 < line.n; i += 3) /* "..", "../..", ... */
                while (base.n && base.p[--base.n] != '/') {}
            mg_buf_add(&path, base.n ? base : MG_SPAN("/"));
            root = mg_buf_span(&path);
        }
        root = path.failed ? (mg_span){0} : mg_arena_copy(arena, root);
        mg_buf_dispose(&path);
        if (!root.p || !mg_spans_add(out, root, arena)) return mg_fail_nomem(err, "reading the index");
    }
    return MG_OK;
}

/* ---- opening ---- */

/* What is opened as one: the segments of indexes, and other databases. */
typedef struct {
    mg_arena arena; /* of paths and stubs */
    mg_index *index;
    MG_VEC(const char *) paths;
    MG_VEC(mg_removed *) removed;
    bool own; /* a stub of Morgue's was among the places */
} opening;

static mg_status add_place(opening *o, const char *path, mg_removed *removed, mg_error *err)
{
    if (!mg_vec_push(&o->removed, removed)) {
        mg_removed_close(removed);
        return mg_fail_nomem(err, "opening the index");
    }
    return mg_vec_push(&o->paths, path) ? MG_OK : mg_fail_nomem(err, "opening the index");
}

/* A segment that a stub names. MG_NOTFOUND may mean that a new generation has come. */
static mg_status add_segment(opening *o, const char *dir, const mg_stub_segment *segment, mg_error *err)
{
    mg_buf path = MG_BUF_INIT, list = MG_BUF_INIT;
    mg_removed *removed = NULL;
    mg_path_segment(dir, segment->name, &path);
    mg_status status = mg_buf_check(&path, "opening the index", err);
    if (status == MG_OK && segment->removed) {
        mg_path_removed(dir, segment, &list);
        status = mg_buf_check(&list, "opening the index", err);
        if (status == MG_OK) status = mg_removed_open(list.p, &removed, err);
    }
    mg_span kept = status == MG_OK ? mg_arena_copy(&o->arena, mg_buf_span(&path)) : (mg_span){NULL, 0};
    if (kept.p) status = add_place(o, kept.p, removed, err);
    else if (status == MG_OK) status = mg_fail_nomem(err, "opening the index");
    if (!kept.p) mg_removed_close(removed);
    mg_buf_dispose(&path);
    mg_buf_dispose(&list);
    return status;
}

static mg_status read_roots(mg_index *index, const char *where, const mg_stub *stub, mg_error *err)
{
    char dir[PATH_MAX];
    if (!realpath(where, dir)) return mg_fail_sys(err, errno, "%s cannot be read", where);
    mg_buf text = MG_BUF_INIT;
    for (size_t i = 0; i < stub->archives.n; i++) {
        mg_buf_add(&text, stub->archives.v[i]);
        mg_buf_addc(&text, '\n');
    }
    mg_status status = mg_buf_check(&text, "opening the index", err);
    if (status == MG_OK) status = mg_roots_decode(dir, mg_buf_span(&text), &index->arena, &index->roots, err);
    mg_buf_dispose(&text);
    return status;
}

/* One of the places that are opened as one. Those that are no index directory are libxapian's to understand. */
static mg_status add_where(opening *o, const char *where, bool first, mg_error *err)
{
    mg_stub stub;
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_stub_read(where, &o->arena, &stub, &why);
    if (status == MG_CORRUPT && stub.generation) return mg_fail(err, status, "%s", why.msg);
    if (status == MG_NOMEM) return mg_fail(err, status, "%s", why.msg);
    if (status != MG_OK || !stub.generation) return add_place(o, where, NULL, err);
    o->own = true;
    if (first) MG_TRY(read_roots(o->index, where, &stub, err));
    for (size_t i = 0; i < stub.n; i++) MG_TRY(add_segment(o, where, &stub.segments[i], err));
    return MG_OK;
}

static void close_places(mg_removed **removed, size_t n)
{
    for (size_t i = 0; i < n; i++) mg_removed_close(removed[i]);
    free(removed);
}

/* Open all of it once. *own: is there a stub of Morgue's in it? */
static mg_status open_once(const char *const *where, size_t n, mg_index *out, bool *own, mg_error *err)
{
    opening o = {.index = out};
    mg_status status = MG_OK;
    out->roots = (mg_spans){0};
    for (size_t i = 0; i < n; i++) MG_GOTO(add_where(&o, where[i], i == 0, err));
    status = mg_db_open(o.paths.v, (const mg_removed *const *)o.removed.v, o.paths.n, &out->db, err);
out:
    if (status == MG_OK) {
        out->removed = o.removed.v;
        out->places = o.removed.n;
    } else {
        close_places(o.removed.v, o.removed.n);
    }
    *own = o.own;
    mg_vec_free(&o.paths);
    mg_arena_dispose(&o.arena);
    return status;
}

/* ---- what the index is ---- */

static mg_status check_version(mg_index *index, size_t place, const char *where, mg_error *err)
{
    mg_buf version = MG_BUF_INIT;
    mg_status status = mg_db_metadata(index->db, place, MG_META_VERSION, &version, err);
    int layout = 0, analyzer = 0;
    if (status != MG_OK || version.n == 0) {
        index->foreign = true;
    } else if (sscanf(version.p, "%d %d", &layout, &analyzer) != 2 || layout != MG_LAYOUT_VERSION ||
               analyzer != MG_ANALYZER_VERSION) {
        status = mg_fail(err, MG_VERSION,
                         "%s was built by another version of Morgue (layout %d, analyser %d; this one has %d, %d): "
                         "build it anew with morgue-index --full",
                         where, layout, analyzer, MG_LAYOUT_VERSION, MG_ANALYZER_VERSION);
    }
    mg_buf_dispose(&version);
    return status;
}

typedef struct {
    mg_span code;
    uint32_t articles;
} language_count;

typedef struct {
    mg_arena *arena;
    MG_VEC(language_count) all;
    uint64_t stemmed, unstemmed;
    bool failed;
} language_counts;

#define STEM_PREFIX "XSTEM"

static bool on_language(void *payload, mg_span term, uint32_t documents)
{
    language_counts *counts = payload;
    if (mg_span_eq(term, MG_SPAN(STEM_PREFIX MG_UNSTEMMED))) {
        counts->unstemmed = documents;
        return true;
    }
    mg_span code = mg_arena_copy(counts->arena, mg_span_sub(term, strlen(STEM_PREFIX), term.n));
    counts->failed = !code.p || !mg_vec_push(&counts->all, (language_count){code, documents});
    counts->stemmed += documents;
    return !counts->failed;
}

static int by_articles(const void *a, const void *b)
{
    const language_count *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return mg_span_cmp(x->code, y->code);
}

static mg_status read_languages(mg_index *index, mg_error *err)
{
    language_counts counts = {.arena = &index->arena};
    mg_db_info info = {0};
    mg_status status = mg_db_terms(index->db, MG_SPAN(STEM_PREFIX), on_language, &counts, err);
    if (status == MG_OK) status = mg_db_get_info(index->db, &info, err);
    if (counts.all.n) qsort(counts.all.v, counts.all.n, sizeof *counts.all.v, by_articles);
    for (size_t i = 0; i < counts.all.n && !counts.failed; i++)
        counts.failed = !mg_spans_add(&index->languages, counts.all.v[i].code, &index->arena);
    if (status == MG_OK && counts.failed) status = mg_fail_nomem(err, "opening the index");
    index->unstemmed = counts.stemmed < info.documents;
    index->tells_unstemmed = counts.stemmed + counts.unstemmed == info.documents;
    mg_vec_free(&counts.all);
    return status;
}

/* Between a stub and what it names a new generation may have come: look again. */
#define OPEN_AGAIN 5

mg_status mg_index_open(const char *const *where, size_t n, mg_index *out, mg_error *err)
{
    *out = (mg_index){0};
    mg_error why = MG_ERROR_INIT;
    bool own;
    mg_status status = open_once(where, n, out, &own, &why);
    for (int again = 0; again < OPEN_AGAIN && status == MG_NOTFOUND && own; again++) {
        mg_error_clear(&why);
        status = open_once(where, n, out, &own, &why);
    }
    if (status == MG_NOTFOUND && own && n == 1)
        return mg_fail(err, MG_CORRUPT, "the index at %s lacks what it names (%s): build it anew with morgue-index --full",
                       where[0], why.msg);
    if (status == MG_NOTFOUND)
        return mg_fail(err, status, "there is no index at %s (%s); build one with: morgue-index ARCHIVE",
                       n == 1 ? where[0] : "one of the places named", why.msg);
    if (status != MG_OK) return mg_fail(err, status, "%s", why.msg);
    for (size_t i = 0; i < out->places; i++) MG_TRY(check_version(out, i, n == 1 ? where[0] : "one of the indexes", err));
    return out->foreign ? MG_OK : read_languages(out, err);
}

void mg_index_close(mg_index *index)
{
    if (!index) return;
    mg_db_close(index->db);
    close_places(index->removed, index->places);
    mg_arena_dispose(&index->arena);
    *index = (mg_index){0};
}
