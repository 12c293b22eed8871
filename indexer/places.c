/* places.c - see places.h. */
#include "indexer/places.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t find_root(mg_spans roots, mg_span path)
{
    size_t i = 0;
    while (i < roots.n && !mg_span_eq(roots.v[i], path)) i++;
    return i;
}

static mg_status add_root(mg_spans *roots, mg_span path, mg_arena *arena, mg_error *err)
{
    if (find_root(*roots, path) < roots->n) return MG_OK;
    mg_span root = mg_arena_copy(arena, path);
    return root.p && mg_spans_add(roots, root, arena) ? MG_OK : mg_fail_nomem(err, "starting the indexer");
}

mg_status mg_places_named(const mg_build_opts *opts, mg_arena *arena, mg_places *out, mg_error *err)
{
    char path[PATH_MAX];
    *out = (mg_places){0};
    if (opts->files && !opts->n_archives) {
        if (!realpath(".", path)) return mg_fail_sys(err, errno, "the current directory cannot be read");
        return add_root(&out->roots, mg_span_str(path), arena, err);
    }
    for (size_t i = 0; i < opts->n_archives; i++) {
        if (!realpath(opts->archives[i], path))
            return mg_fail_sys(err, errno, "the archive %s cannot be read; the index stays as it is", opts->archives[i]);
        if (strchr(path, '\n')) return mg_fail(err, MG_USAGE, "an archive's path may not hold a newline");
        MG_TRY(add_root(&out->roots, mg_span_str(path), arena, err));
    }
    return MG_OK;
}

/* A file that an earlier list named, below a root that lists are of. */
static mg_status add_old_listed(mg_places *p, const mg_ledger_file *file, mg_arena *arena, mg_error *err)
{
    mg_buf full = MG_BUF_INIT;
    if (!mg_span_eq(p->roots.v[file->root], MG_SPAN("/"))) mg_buf_add(&full, p->roots.v[file->root]);
    mg_buf_addc(&full, '/');
    size_t base = full.n;
    mg_buf_add(&full, file->path);
    mg_span kept = full.failed ? (mg_span){NULL, 0} : mg_arena_copy(arena, mg_buf_span(&full));
    mg_buf_dispose(&full);
    mg_listed listed = {file->root, base, kept.p, false};
    return kept.p && mg_vec_push(&p->listed, listed) ? MG_OK : mg_fail_nomem(err, "reading the index");
}

static mg_status join_roots(const mg_build_opts *opts, const mg_earlier *earlier, mg_arena *arena, mg_places *p, mg_error *err)
{
    mg_spans named = p->roots, all = {NULL, 0};
    size_t known = opts->full ? 0 : earlier->roots.n;
    for (size_t i = 0; i < known; i++) MG_TRY(add_root(&all, earlier->roots.v[i], arena, err));
    for (size_t i = 0; i < named.n; i++) MG_TRY(add_root(&all, named.v[i], arena, err));
    p->roots = all;
    p->are = mg_arena_alloc(arena, (all.n + 1) * sizeof *p->are);
    p->looks = mg_arena_alloc(arena, (all.n + 1) * sizeof *p->looks);
    if (!p->are || !p->looks) return mg_fail_nomem(err, "starting the indexer");
    for (size_t i = 0; i < all.n; i++) {
        bool is_named = find_root(named, all.v[i]) < named.n;
        struct stat st;
        p->are[i] = i < known ? earlier->ledger.roots.v[i] : (mg_ledger_root){.is_list = opts->files != NULL};
        if (is_named && !opts->files) p->are[i].is_list = false; /* from here on all of it is wanted */
        if (is_named && stat(all.v[i].p, &st) == 0) p->are[i].dev = st.st_dev, p->are[i].ino = st.st_ino;
        p->looks[i] = !is_named ? MG_LEFT : !opts->files ? MG_WALKED : p->are[i].is_list ? MG_LISTED : MG_PICKED;
    }
    return MG_OK;
}

mg_status mg_places_join(const mg_build_opts *opts, const mg_earlier *earlier, mg_arena *arena,
                         void (*problem)(void *payload, mg_span path, mg_span member, const mg_error *why), void *payload, mg_places *p,
                         mg_error *err)
{
    char here[PATH_MAX];
    MG_TRY(join_roots(opts, earlier, arena, p, err));
    for (size_t i = 0; !opts->full && i < earlier->ledger.files.n; i++)
        if (p->looks[earlier->ledger.files.v[i].root] == MG_LISTED)
            MG_TRY(add_old_listed(p, &earlier->ledger.files.v[i], arena, err));
    if (opts->files && !getcwd(here, sizeof here)) return mg_fail_sys(err, errno, "the current directory cannot be read");
    for (size_t i = 0; opts->files && i < opts->files->n; i++) {
        mg_listed file;
        mg_error why = MG_ERROR_INIT;
        mg_status status = mg_files_from_place(opts->files->v[i], here, p->roots, arena, &file, &why);
        if (status == MG_NOMEM) return mg_fail(err, status, "%s", why.msg);
        if (status != MG_OK) problem(payload, opts->files->v[i], (mg_span){NULL, 0}, &why);
        else if (file.full && !mg_vec_push(&p->listed, file)) return mg_fail_nomem(err, "reading the list of files");
        else if (file.full && p->looks[file.root] == MG_LEFT) p->looks[file.root] = MG_PICKED;
    }
    p->listed.n = mg_listed_sort(p->listed.v, p->listed.n);
    return MG_OK;
}

mg_status mg_places_open(const mg_places *p, const mg_build_opts *opts, const mg_reading *reading, mg_archive **out, mg_error *err)
{
    bool *is_left = calloc(p->roots.n + 1, sizeof *is_left), *is_list = calloc(p->roots.n + 1, sizeof *is_list);
    mg_archive_files which = {p->roots, p->listed.v, p->listed.n, is_list, is_left, opts->include, opts->exclude};
    for (size_t i = 0; is_left && is_list && i < p->roots.n; i++) {
        is_left[i] = p->looks[i] == MG_LEFT;
        is_list[i] = p->looks[i] == MG_LISTED || p->looks[i] == MG_PICKED;
    }
    mg_status status = is_left && is_list ? mg_archive_open(&which, reading, out, err) : mg_fail_nomem(err, "starting the indexer");
    free(is_left);
    free(is_list);
    return status;
}

void mg_places_dispose(mg_places *p)
{
    mg_vec_free(&p->listed);
}
