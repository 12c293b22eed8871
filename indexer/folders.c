/* folders.c - see folders.h. */
#include "indexer/folders.h"

#include "common/io.h"
#include "common/layout.h"

#include <dirent.h>
#include <unistd.h>

/* The directories below the index's own. */
static const char *const folders[] = {"segments", "removed", "ledger"};

static bool is_named(const mg_stub *stub, const char *folder, const char *name)
{
    if (strcmp(folder, "ledger") == 0) return stub->ledger && strcmp(stub->ledger, name) == 0;
    for (size_t i = 0; i < stub->n; i++) {
        const mg_stub_segment *s = &stub->segments[i];
        size_t n = s->removed ? strlen(s->removed) : 0;
        if (strcmp(folder, "segments") == 0 ? strcmp(s->name, name) == 0
                                            : n && strncmp(name, s->removed, n) == 0 && name[n] == '-' && strcmp(name + n + 1, s->name) == 0)
            return true;
    }
    return false;
}

static void clear_folder(const char *index, const mg_stub *stub, const char *folder, bool *durable)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/%s", index, folder);
    DIR *d = path.failed ? NULL : opendir(path.p);
    for (const struct dirent *entry; d && (entry = readdir(d));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_named(stub, folder, entry->d_name)) continue;
        if (!*durable) *durable = mg_dir_sync(index, NULL) == MG_OK;
        if (!*durable) break;
        mg_buf_reset(&path);
        mg_buf_addf(&path, "%s/%s/%s", index, folder, entry->d_name);
        if (path.failed) break;
        if (strcmp(folder, "segments") == 0) (void)!mg_dir_remove(path.p, NULL); /* the next run tries again */
        else (void)!unlink(path.p);
    }
    if (d) closedir(d);
    mg_buf_dispose(&path);
}

void mg_folders_clear(const char *index, bool durable)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    if (mg_stub_read(index, &arena, &stub, NULL) == MG_OK)
        for (size_t i = 0; i < MG_COUNT(folders); i++) clear_folder(index, &stub, folders[i], &durable);
    mg_arena_dispose(&arena);
}

mg_status mg_folders_make(const char *index, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_status status = MG_OK;
    bool made = false;
    for (size_t i = 0; i < MG_COUNT(folders) && status == MG_OK; i++) {
        mg_buf_reset(&path);
        mg_buf_addf(&path, "%s/%s", index, folders[i]);
        status = mg_buf_check(&path, "starting a segment", err);
        if (status != MG_OK || access(path.p, F_OK) == 0) continue;
        made = true;
        status = mg_dir_create(path.p, err);
    }
    mg_buf_dispose(&path);
    return status == MG_OK && made ? mg_dir_sync(index, err) : status;
}
