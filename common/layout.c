/* layout.c - see layout.h. */
#include "common/layout.h"

#include "common/analyze.h"
#include "common/io.h"
#include "common/schema.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define STUB_MAX ((size_t)1 << 20)
#define OPEN_AGAIN 3

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

static bool segment_name(mg_span name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/' || name.p[i] == '.' || (unsigned char)name.p[i] <= ' ') return false;
    return name.n > 0;
}

static mg_status parse_stub(mg_span text, mg_arena *arena, mg_stub *out, mg_error *err)
{
    mg_span line, generation = MG_SPAN("# generation "), segment = MG_SPAN("auto segments/");
    size_t lines = 0;
    for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    out->segments = mg_arena_alloc(arena, (lines + 1) * sizeof *out->segments);
    if (!out->segments) return mg_fail_nomem(err, "reading the index");
    for (size_t at = 0; next_line(text, &at, &line);) {
        if (mg_span_starts(line, generation)) {
            out->generation = strtoull(line.p + generation.n, NULL, 10);
        } else if (mg_span_starts(line, segment)) {
            mg_span name = mg_arena_copy(arena, mg_span_sub(line, segment.n, line.n));
            if (!name.p) return mg_fail_nomem(err, "reading the index");
            if (!segment_name(name)) return mg_fail(err, MG_CORRUPT, "the stub names an impossible segment: %s", name.p);
            out->segments[out->n++] = name.p;
        } else if (line.n && line.p[0] != '#') {
            return mg_fail(err, MG_CORRUPT, "the stub holds a line that Morgue did not write: %.*s",
                           (int)MG_MIN(line.n, 80), line.p);
        }
    }
    return out->generation ? MG_OK : mg_fail(err, MG_CORRUPT, "the stub has no generation: not an index of Morgue");
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

mg_status mg_stub_publish(const char *dir, uint64_t generation, const char *const *segments, size_t n, mg_error *err)
{
    mg_buf path = MG_BUF_INIT, text = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/XAPIANDB", dir);
    mg_buf_addf(&text, "# generation %llu\n", (unsigned long long)generation);
    for (size_t i = 0; i < n; i++) mg_buf_addf(&text, "auto segments/%s\n", segments[i]);
    mg_status status = mg_buf_check(&path, "publishing the index", err);
    if (status == MG_OK) status = mg_buf_check(&text, "publishing the index", err);
    if (status == MG_OK) status = mg_file_replace(path.p, mg_buf_span(&text), err);
    mg_buf_dispose(&path);
    mg_buf_dispose(&text);
    return status;
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

/* ---- reading ---- */

static mg_status check_version(mg_index *index, const char *where, mg_error *err)
{
    mg_buf version = MG_BUF_INIT;
    mg_status status = mg_db_metadata(index->db, MG_META_VERSION, &version, err);
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

static mg_status read_languages(mg_index *index, mg_error *err)
{
    mg_buf text = MG_BUF_INIT;
    mg_status status = mg_db_metadata(index->db, MG_META_LANGUAGES, &text, err);
    mg_db_info info = {0};
    if (status == MG_OK) status = mg_db_get_info(index->db, &info, err);
    uint64_t stemmed = 0;
    mg_span line;
    for (size_t at = 0; status == MG_OK && next_line(mg_buf_span(&text), &at, &line);) {
        size_t blank = mg_span_find(line, 0, ' ');
        mg_span code = mg_arena_copy(&index->arena, mg_span_sub(line, 0, blank));
        if (blank < line.n) stemmed += strtoull(line.p + blank, NULL, 10);
        if (!code.p || !mg_spans_add(&index->languages, code, &index->arena)) status = mg_fail_nomem(err, "opening the index");
    }
    index->unstemmed = stemmed < info.documents;
    mg_buf_dispose(&text);
    return status;
}

static mg_status read_roots(mg_index *index, const char *where, mg_error *err)
{
    char dir[PATH_MAX];
    if (!realpath(where, dir)) return MG_OK; /* a remote database: its paths mean nothing here */
    mg_buf text = MG_BUF_INIT;
    mg_status status = mg_db_metadata(index->db, MG_META_ROOTS, &text, err);
    if (status == MG_OK) status = mg_roots_decode(dir, mg_buf_span(&text), &index->arena, &index->roots, err);
    mg_buf_dispose(&text);
    return status;
}

/* Is there a stub? */
static bool is_index(const char *dir)
{
    char path[PATH_MAX];
    struct stat st;
    return snprintf(path, sizeof path, "%s/XAPIANDB", dir) < (int)sizeof path && stat(path, &st) == 0;
}

mg_status mg_index_open(const char *const *where, size_t n, mg_index *out, mg_error *err)
{
    *out = (mg_index){0};
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_db_open(where, n, &out->db, &why);
    /* Between the stub and its segment a new generation may have come: look again. */
    for (int again = 0; again < OPEN_AGAIN && status == MG_NOTFOUND && is_index(where[0]); again++) {
        mg_error_clear(&why);
        status = mg_db_open(where, n, &out->db, &why);
    }
    if (status == MG_NOTFOUND)
        return mg_fail(err, status, "there is no index at %s (%s); build one with: morgue-index ARCHIVE",
                       n == 1 ? where[0] : "one of the places named", why.msg);
    if (status != MG_OK) return mg_fail(err, status, "%s", why.msg);
    MG_TRY(check_version(out, where[0], err));
    if (out->foreign) return MG_OK;
    MG_TRY(read_languages(out, err));
    return read_roots(out, where[0], err);
}

void mg_index_close(mg_index *index)
{
    if (!index) return;
    mg_db_close(index->db);
    mg_arena_dispose(&index->arena);
    *index = (mg_index){0};
}
