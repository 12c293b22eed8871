/* walk.c - see walk.h. */
#include "indexer/walk.h"

#include "common/buf.h"
#include "common/vec.h"
#include "indexer/unpack.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>

/* Deeper trees than this are a mistake or a trap. */
#define DEPTH_MAX 200

typedef struct {
    dev_t dev;
    ino_t ino;
} identity;

typedef struct {
    const mg_walk_opts *opts;
    uint32_t root;
    mg_buf full;        /* the path being looked at */
    size_t base;        /* where in it the relative path starts */
    MG_VEC(identity) seen; /* directories entered, sorted */
} walk;

typedef MG_VEC(char *) names;

/* A '/' ends a name, so it comes before all that a name can hold. */
static unsigned rank(char c)
{
    return c == '/' ? 0 : (unsigned char)c;
}

int mg_path_cmp(mg_span a, mg_span b)
{
    size_t n = MG_MIN(a.n, b.n), i = 0;
    while (i < n && a.p[i] == b.p[i]) i++;
    if (i == n) return (a.n > b.n) - (a.n < b.n);
    return rank(a.p[i]) < rank(b.p[i]) ? -1 : 1;
}

static mg_span relative(const walk *w)
{
    return mg_span_sub(mg_buf_span(&w->full), w->base, w->full.n);
}

static void problem(const walk *w, mg_error *why)
{
    w->opts->problem(w->opts->payload, relative(w), why);
}

/* Remember a directory; false when it was met before or memory ran out (*nomem). */
static bool enter(walk *w, const struct stat *st, bool *nomem)
{
    identity id = {st->st_dev, st->st_ino};
    size_t low = 0, high = w->seen.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        identity m = w->seen.v[mid];
        if (m.dev == id.dev && m.ino == id.ino) return false;
        if (m.dev < id.dev || (m.dev == id.dev && m.ino < id.ino)) low = mid + 1;
        else high = mid;
    }
    if (!mg_vec_push(&w->seen, id)) {
        *nomem = true;
        return false;
    }
    memmove(&w->seen.v[low + 1], &w->seen.v[low], (w->seen.n - 1 - low) * sizeof id);
    w->seen.v[low] = id;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(names *list)
{
    for (size_t i = 0; i < list->n; i++) free(list->v[i]);
    mg_vec_free(list);
}

/* The names in the directory at w->full, sorted, dot-files left out. */
static mg_status read_names(const walk *w, names *list, mg_error *err)
{
    DIR *dir = opendir(w->full.p);
    if (!dir) return mg_fail_sys(err, errno, "the directory cannot be read");
    mg_status status = MG_OK;
    errno = 0;
    for (const struct dirent *entry; status == MG_OK && (entry = readdir(dir)); errno = 0) {
        if (entry->d_name[0] == '.') continue;
        char *name = strdup(entry->d_name);
        if (!name || !mg_vec_push(list, name)) {
            free(name);
            status = mg_fail_nomem(err, "reading a directory");
        }
    }
    if (status == MG_OK && errno) status = mg_fail_sys(err, errno, "the directory cannot be read");
    closedir(dir);
    if (list->n) qsort(list->v, list->n, sizeof *list->v, by_name);
    return status;
}

bool mg_globs_match(mg_spans globs, const char *path)
{
    const char *slash = strrchr(path, '/');
    for (size_t i = 0; i < globs.n; i++)
        if (fnmatch(globs.v[i].p, path, 0) == 0 || fnmatch(globs.v[i].p, slash ? slash + 1 : path, 0) == 0) return true;
    return false;
}

bool mg_walk_excluded(mg_spans exclude, const char *path)
{
    if (!exclude.n) return false;
    mg_buf part = MG_BUF_INIT;
    bool found = false;
    for (size_t n = 0; !found && path[n]; n += path[n] == '/') {
        n += strcspn(path + n, "/");
        mg_buf_reset(&part);
        mg_buf_add(&part, (mg_span){path, n});
        found = part.n && mg_globs_match(exclude, part.p);
    }
    mg_buf_dispose(&part);
    return found;
}

/* Of something whose directories are not excluded. */
static bool wanted(const mg_walk_opts *opts, const char *path, bool is_directory)
{
    if (mg_globs_match(opts->exclude, path)) return false;
    return is_directory || !opts->include.n || mg_globs_match(opts->include, path) ||
           mg_is_container_name(mg_span_str(path));
}

static const char *kind_of(mode_t mode)
{
    return S_ISFIFO(mode) ? "a fifo" : S_ISSOCK(mode) ? "a socket" : "a device";
}

static mg_status visit(walk *w, int depth, mg_error *err);

static mg_status visit_directory(walk *w, const struct stat *st, int depth, mg_error *err)
{
    mg_error why = MG_ERROR_INIT;
    bool nomem = false;
    if (depth > DEPTH_MAX) {
        mg_fail(&why, MG_LIMIT, "directories are nested more than %d deep", DEPTH_MAX);
        problem(w, &why);
        return MG_OK;
    }
    if (!enter(w, st, &nomem)) {
        if (nomem) return mg_fail_nomem(err, "walking the archive");
        mg_fail(&why, MG_LIMIT, "this directory was already walked: a symbolic link leads back to it");
        problem(w, &why);
        return MG_OK;
    }
    names list = {0};
    mg_status status = read_names(w, &list, &why);
    if (status == MG_NOMEM) {
        mg_fail(err, status, "%s", why.msg);
    } else if (status != MG_OK) {
        problem(w, &why);
        status = MG_OK;
    }
    size_t length = w->full.n;
    for (size_t i = 0; status == MG_OK && i < list.n; i++) {
        if (w->full.p[w->full.n - 1] != '/') mg_buf_addc(&w->full, '/');
        mg_buf_adds(&w->full, list.v[i]);
        status = mg_buf_check(&w->full, "walking the archive", err);
        if (status == MG_OK) status = visit(w, depth + 1, err);
        w->full.n = length;
        w->full.p[length] = '\0';
    }
    free_names(&list);
    return status;
}

static int64_t nanoseconds(const struct timespec *t)
{
    return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static mg_status found_file(const walk *w, const struct stat *st, mg_error *err)
{
    mg_found found = {relative(w), w->full.p, w->root, (uint64_t)st->st_size, nanoseconds(&st->st_mtim), nanoseconds(&st->st_ctim)};
    return w->opts->file(w->opts->payload, &found, err);
}

/* Look at the entry at w->full. */
static mg_status visit(walk *w, int depth, mg_error *err)
{
    struct stat st;
    mg_error why = MG_ERROR_INIT;
    if (stat(w->full.p, &st) != 0) {
        mg_fail_sys(&why, errno, "it cannot be read");
        problem(w, &why);
        return MG_OK;
    }
    if (!wanted(w->opts, w->full.p + w->base, S_ISDIR(st.st_mode))) return MG_OK;
    if (S_ISDIR(st.st_mode)) return visit_directory(w, &st, depth, err);
    if (!S_ISREG(st.st_mode)) {
        mg_fail(&why, MG_FORMAT, "it is %s, not a file", kind_of(st.st_mode));
        problem(w, &why);
        return MG_OK;
    }
    return found_file(w, &st, err);
}

mg_status mg_walk(const char *path, uint32_t root, const mg_walk_opts *opts, mg_error *err)
{
    struct stat st;
    if (stat(path, &st) != 0) return mg_fail_sys(err, errno, "the archive %s cannot be read", path);
    walk w = {.opts = opts, .root = root, .full = MG_BUF_INIT};
    mg_buf_adds(&w.full, path);
    const char *slash = strrchr(path, '/');
    mg_status status = mg_buf_check(&w.full, "walking the archive", err);
    if (status == MG_OK && S_ISDIR(st.st_mode)) {
        /* Everything below has a '/' between the archive's path and its own. */
        w.base = w.full.n + (w.full.p[w.full.n - 1] != '/');
        status = visit_directory(&w, &st, 0, err);
    } else if (status == MG_OK) {
        w.base = slash ? (size_t)(slash - path) + 1 : 0;
        status = visit(&w, 0, err);
    }
    mg_buf_dispose(&w.full);
    mg_vec_free(&w.seen);
    return status;
}

mg_status mg_walk_one(const char *full, size_t base, uint32_t root, const mg_walk_opts *opts, mg_error *err)
{
    struct stat st;
    const char *path = full + base;
    if (stat(full, &st) != 0) return mg_fail_sys(err, errno, "it cannot be read");
    if (S_ISDIR(st.st_mode) || path[0] == '.' || strstr(path, "/.")) return MG_OK;
    if (mg_walk_excluded(opts->exclude, path) || !wanted(opts, path, false)) return MG_OK;
    if (!S_ISREG(st.st_mode)) return mg_fail(err, MG_FORMAT, "it is %s, not a file", kind_of(st.st_mode));
    walk w = {.opts = opts, .root = root, .full = MG_BUF_INIT, .base = base};
    mg_buf_adds(&w.full, full);
    mg_status status = mg_buf_check(&w.full, "walking the archive", err);
    if (status == MG_OK) status = found_file(&w, &st, err);
    mg_buf_dispose(&w.full);
    return status;
}
