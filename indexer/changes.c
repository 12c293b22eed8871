/* changes.c - see changes.h. Files and ledger are both in the order of a walk, so they are compared side by side. */
#include "indexer/changes.h"

static int compare(const mg_archive_file *file, const mg_ledger_file *known)
{
    if (file->root != known->root) return file->root < known->root ? -1 : 1;
    return mg_path_cmp(file->path, known->path);
}

/* What could not be opened is tried again when anything about it changes, its permissions too: its hash is that time then. */
static bool is_same(const mg_archive_file *file, const mg_ledger_file *known)
{
    if (file->size != known->size || file->mtime_ns != known->mtime_ns) return false;
    return !mg_ledger_is_unread(known) || known->hash == mg_ledger_unread_mark(file->ctime_ns);
}

static void look_at(mg_changes *c, const mg_ledger *ledger, size_t file, const mg_archive_file *of, uint64_t settings, bool again)
{
    const mg_ledger_file *known = c->before[file] != MG_NO_FILE ? &ledger->files.v[c->before[file]] : NULL;
    again |= known && ledger->settings.v[known->settings] != settings;
    c->wanted[file] = again || !known || !is_same(of, known);
    if (!again && known && known->size == of->size && !mg_ledger_is_unread(known)) c->hashes[file] = known->hash;
    c->to_read += c->wanted[file];
}

/* A file of the ledger that was not met. */
static void miss(mg_changes *c, const mg_archive *archive, const mg_ledger *ledger, size_t at, const mg_look *looks, bool keep)
{
    const mg_ledger_file *known = &ledger->files.v[at];
    mg_look look = looks[known->root];
    bool stays = keep || look == MG_LEFT || look == MG_PICKED || mg_archive_unread(archive, known->root, known->path);
    c->known[at] = stays ? MG_KNOWN_STAYS : MG_KNOWN_GONE;
    c->gone += !stays;
}

mg_status mg_changes_find(const mg_archive *archive, const mg_ledger *ledger, const mg_look *looks, uint64_t settings, bool again,
                          bool keep, mg_changes *c, mg_error *err)
{
    size_t n = mg_archive_files_n(archive), at = 0;
    *c = (mg_changes){.n = n};
    c->wanted = calloc(n + 1, sizeof *c->wanted);
    c->hashes = calloc(n + 1, sizeof *c->hashes);
    c->before = calloc(n + 1, sizeof *c->before);
    c->known = calloc(ledger->files.n + 1, sizeof *c->known);
    if (!c->wanted || !c->hashes || !c->before || !c->known) return mg_fail_nomem(err, "comparing the archive with the index");
    for (size_t i = 0; i < n; i++) {
        mg_archive_file file = mg_archive_file_of(archive, i);
        int order = -1;
        while (at < ledger->files.n && (order = compare(&file, &ledger->files.v[at])) > 0) miss(c, archive, ledger, at++, looks, keep);
        bool met = at < ledger->files.n && order == 0;
        c->before[i] = met ? at : MG_NO_FILE;
        if (met) c->known[at++] = MG_KNOWN_MET;
        look_at(c, ledger, i, &file, settings, again);
    }
    for (; at < ledger->files.n; at++) miss(c, archive, ledger, at, looks, keep);
    return MG_OK;
}

void mg_changes_dispose(mg_changes *c)
{
    free(c->wanted);
    free(c->hashes);
    free(c->before);
    free(c->known);
    *c = (mg_changes){0};
}
