/* files_from.c - see files_from.h. */
#include "indexer/files_from.h"

#include "indexer/walk.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

mg_status mg_files_from_read(const char *path, bool nul, mg_arena *arena, mg_spans *out, mg_error *err)
{
    bool piped = strcmp(path, "-") == 0;
    FILE *in = piped ? stdin : fopen(path, "re");
    if (!in) return mg_fail_sys(err, errno, "the list of files %s cannot be read", path);
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    mg_status status = MG_OK;
    const int end = nul ? '\0' : '\n';
    while (status == MG_OK && (n = getdelim(&line, &room, end, in)) > 0) {
        if (line[n - 1] == end) n--;
        if (!n) continue;
        mg_span copy = mg_arena_copy(arena, (mg_span){line, (size_t)n});
        if (!copy.p || !mg_spans_add(out, copy, arena)) status = mg_fail_nomem(err, "reading the list of files");
    }
    if (status == MG_OK && ferror(in)) status = mg_fail_sys(err, errno, "the list of files %s cannot be read", path);
    free(line);
    if (!piped) fclose(in);
    return status;
}

/* Append the path made absolute, without "." and empty names. False when it goes up by "..". */
static bool add_absolute(mg_span line, const char *cwd, mg_buf *out)
{
    if (line.p[0] != '/' && strcmp(cwd, "/") != 0) mg_buf_adds(out, cwd);
    for (size_t at = 0, end; at < line.n; at = end + 1) {
        end = mg_span_find(line, at, '/');
        mg_span part = mg_span_sub(line, at, end);
        if (mg_span_eq(part, MG_SPAN(".."))) return false;
        if (!part.n || mg_span_eq(part, MG_SPAN("."))) continue;
        mg_buf_addc(out, '/');
        mg_buf_add(out, part);
    }
    return true;
}

static bool is_below(mg_span full, mg_spans roots, mg_listed *out)
{
    for (size_t i = 0; i < roots.n; i++) {
        mg_span root = roots.v[i];
        size_t n = mg_span_eq(root, MG_SPAN("/")) ? 0 : root.n;
        bool below = full.n > n && mg_span_starts(full, root) && full.p[n] == '/', same = mg_span_eq(full, root);
        if (!below && !same) continue;
        out->root = (uint32_t)i;
        out->base = n + 1;
        if (same) /* an archive of one file */
            for (out->base = full.n; out->base > 0 && full.p[out->base - 1] != '/';) out->base--;
        return true;
    }
    return false;
}

/* The same file with all symbolic links on the way to it followed, but not itself. */
static bool add_real(const char *path, mg_buf *out)
{
    char real[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    mg_buf directory = MG_BUF_INIT;
    mg_buf_add(&directory, slash ? (mg_span){path, (size_t)(slash - path) + 1} : MG_SPAN("."));
    bool ok = !directory.failed && strcmp(name, "..") != 0 && realpath(directory.p, real);
    mg_buf_dispose(&directory);
    if (ok) mg_buf_addf(out, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
    return ok;
}

mg_status mg_files_from_place(mg_span line, const char *cwd, mg_spans roots, mg_arena *arena, mg_listed *out, mg_error *err)
{
    struct stat st;
    *out = (mg_listed){.fresh = true};
    if (memchr(line.p, '\0', line.n)) return mg_fail(err, MG_USAGE, "it is no path: the list's are ended by NULs (--null)");
    if (stat(line.p, &st) != 0) return mg_fail_sys(err, errno, "it cannot be read");
    if (S_ISDIR(st.st_mode)) return MG_OK;
    mg_buf full = MG_BUF_INIT;
    bool found = add_absolute(line, cwd, &full) && is_below(mg_buf_span(&full), roots, out);
    if (!found) {
        mg_buf_reset(&full);
        found = add_real(line.p, &full) && is_below(mg_buf_span(&full), roots, out);
    }
    mg_status status = mg_buf_check(&full, "reading the list of files", err);
    if (status == MG_OK && !found) status = mg_fail(err, MG_USAGE, "it is not below an ARCHIVE that was named");
    if (status == MG_OK) {
        out->full = mg_arena_copy(arena, mg_buf_span(&full)).p;
        if (!out->full) status = mg_fail_nomem(err, "reading the list of files");
    }
    mg_buf_dispose(&full);
    return status;
}

/* In the order in which a walk meets them: a directory's files before what sorts behind its name. */
static int by_path(const void *a, const void *b)
{
    const mg_listed *x = a, *y = b;
    if (x->root != y->root) return x->root < y->root ? -1 : 1;
    int order = mg_path_cmp(mg_span_str(x->full + x->base), mg_span_str(y->full + y->base));
    if (order) return order;
    return (int)y->fresh - (int)x->fresh;
}

size_t mg_listed_sort(mg_listed *files, size_t n)
{
    if (n) qsort(files, n, sizeof *files, by_path);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const mg_listed *last = kept ? &files[kept - 1] : NULL;
        if (!last || last->root != files[i].root || strcmp(last->full + last->base, files[i].full + files[i].base) != 0)
            files[kept++] = files[i];
    }
    return kept;
}
