/* glass_table.c - see glass_table.h. */
#include "indexer/glass_table.h"

#include "common/io.h"
#include "indexer/glass_code.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LEVELS_MAX 10

#define FLUSH ((size_t)1 << 20) /* so much is written at once */

typedef struct {
    unsigned char block[MG_GLASS_BLOCK];
    unsigned items, low;
    bool open, emitted;
    mg_glass_separator from;
} level;

struct mg_glass_table {
    mg_buf path;
    int fd;
    uint64_t written, begun; /* bytes; so many of them the disk was told to begin with */
    mg_span waiting;         /* leaves that have numbers, but are not written */
    level *levels[LEVELS_MAX]; /* branches, from 1 */
    uint32_t blocks;
    uint64_t entries;
    mg_glass_separator last; /* the last key of the runs before */
};

mg_status mg_glass_table_new(const char *path, mg_glass_table **out, mg_error *err)
{
    mg_glass_table *t = calloc(1, sizeof *t);
    if (!t) return mg_fail_nomem(err, "writing a table");
    t->fd = -1;
    mg_buf_adds(&t->path, path);
    mg_status status = mg_buf_check(&t->path, "writing a table", err);
    if (status != MG_OK) mg_glass_table_free(t);
    else *out = t;
    return status;
}

void mg_glass_table_free(mg_glass_table *t)
{
    if (!t) return;
    if (t->fd >= 0) close(t->fd);
    for (size_t i = 0; i < LEVELS_MAX; i++) free(t->levels[i]);
    mg_buf_dispose(&t->path);
    free(t);
}

/* ---- the file ---- */

/* Append to the file what has got its numbers already. */
static mg_status write_out(mg_glass_table *t, mg_span bytes, mg_error *err)
{
    if (t->fd < 0) {
        t->fd = open(t->path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (t->fd < 0) return mg_fail_sys(err, errno, "%s cannot be created", t->path.p);
    }
    for (mg_span left = bytes; left.n;) {
        ssize_t put = write(t->fd, left.p, left.n);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return mg_fail_sys(err, errno, "%s cannot be written", t->path.p);
        left = mg_span_sub(left, (size_t)put, left.n);
    }
    t->written += bytes.n;
    return MG_OK;
}

/* Let the disk begin with what was written, so that the sync has less to do. Where this cannot be done, it is done without; but a
 * disk that fails has failed. */
static mg_status begin_sync(mg_glass_table *t, mg_error *err)
{
    uint64_t from = t->begun;
    t->begun = t->written;
    if (sync_file_range(t->fd, (off_t)from, (off_t)(t->written - from), SYNC_FILE_RANGE_WRITE) != 0 &&
        (errno == EIO || errno == ENOSPC || errno == EDQUOT))
        return mg_fail_sys(err, errno, "%s cannot be written", t->path.p);
    return MG_OK;
}

/* The number of the next block. */
static mg_status take_number(mg_glass_table *t, uint32_t *number, mg_error *err)
{
    if (t->blocks == UINT32_MAX) return mg_fail(err, MG_LIMIT, "%s has too many blocks", t->path.p);
    *number = t->blocks++;
    return MG_OK;
}

/* Write the leaves that have their numbers and wait. */
static mg_status write_waiting(mg_glass_table *t, mg_error *err)
{
    mg_span waiting = t->waiting;
    t->waiting = (mg_span){waiting.p + waiting.n, 0};
    return waiting.n ? write_out(t, waiting, err) : MG_OK;
}

/* ---- branches ---- */

static mg_status emit_level(mg_glass_table *t, unsigned j, uint32_t *number, mg_error *err)
{
    level *l = t->levels[j];
    mg_glass_seal(l->block, j, l->items, l->low);
    l->open = false;
    l->emitted = true;
    MG_TRY(write_waiting(t, err)); /* these come before it */
    MG_TRY(take_number(t, number, err));
    return write_out(t, (mg_span){(const char *)l->block, MG_GLASS_BLOCK}, err);
}

static mg_status open_level(mg_glass_table *t, unsigned j, mg_error *err)
{
    if (!t->levels[j]) t->levels[j] = calloc(1, sizeof *t->levels[j]);
    level *l = t->levels[j];
    if (!l) return mg_fail_nomem(err, "writing a table");
    l->open = true;
    l->items = 0;
    l->low = MG_GLASS_BLOCK;
    return MG_OK;
}

/* Tell level j that `child`, which begins at `from`, was written. */
static mg_status promote(mg_glass_table *t, unsigned j, const mg_glass_separator *from, uint32_t child, mg_error *err)
{
    if (j >= LEVELS_MAX) return mg_fail(err, MG_LIMIT, "%s grew too high", t->path.p);
    level *l = t->levels[j];
    unsigned key_n = from->key_n, component = from->component;
    if (!l || !l->open || mg_glass_hole(l->items, l->low) < 7 + key_n + 2) {
        if (l && l->open) {
            uint32_t number;
            MG_TRY(emit_level(t, j, &number, err));
            MG_TRY(promote(t, j + 1, &l->from, number, err));
        }
        MG_TRY(open_level(t, j, err));
        l = t->levels[j];
        l->from = *from;
        key_n = component = 0; /* the first of a block stands for all that is less */
    }
    unsigned char *item = mg_glass_place(l->block, &l->items, &l->low, 7 + key_n);
    mg_glass_put32(item, child);
    item[4] = (unsigned char)key_n;
    memcpy(item + 5, from->key, key_n);
    mg_glass_put16(item + 5 + key_n, component);
    return MG_OK;
}

/* ---- leaves ---- */

/* Put the empty item before all others of a leaf, which has kept the room. */
static void put_first_item(unsigned char *block)
{
    unsigned items = ((unsigned)(block[9] << 8 | block[10]) - MG_GLASS_HEADER) / 2;
    unsigned low = MG_GLASS_HEADER + 2 * items + (unsigned)(block[5] << 8 | block[6]) - 3;
    memmove(block + MG_GLASS_HEADER + 2, block + MG_GLASS_HEADER, 2 * items);
    mg_glass_put16(block + MG_GLASS_HEADER, low);
    memcpy(block + low, "\x60\0\0", 3);
    mg_glass_seal(block, 0, items + 1, low);
}

mg_status mg_glass_table_take(mg_glass_table *t, mg_glass_leaves *l, mg_error *err)
{
    if (l->nomem) return mg_fail_nomem(err, "writing a table");
    if (l->too_long) return mg_fail(err, MG_LIMIT, "an entry is longer than %s can hold, about 130 MB", t->path.p);
    size_t full = l->blocks.n / MG_GLASS_BLOCK;
    t->waiting = (mg_span){l->blocks.p, 0};
    for (size_t i = 0; i < full; i++) {
        unsigned char *block = (unsigned char *)l->blocks.p + i * MG_GLASS_BLOCK;
        mg_glass_separator from = l->from.v[i];
        uint32_t number;
        if (!t->blocks) put_first_item(block);
        else if (t->last.key_n) /* the first of its run: it was not known what comes before */
            mg_glass_part((mg_span){(const char *)t->last.key, t->last.key_n},
                          (mg_span){(const char *)l->from.v[i].key, l->from.v[i].key_n}, 1, &from);
        t->last.key_n = 0;
        MG_TRY(take_number(t, &number, err));
        t->waiting.n += MG_GLASS_BLOCK;
        MG_TRY(promote(t, 1, &from, number, err));
        if (l->numbered && !mg_vec_push(&l->numbers, number)) return mg_fail_nomem(err, "writing a table");
    }
    if (!full) return MG_OK;
    MG_TRY(write_waiting(t, err));
    if (t->written - t->begun >= FLUSH) MG_TRY(begin_sync(t, err));
    mg_buf_reset(&l->blocks);
    l->from.n -= full;
    memmove(l->from.v, l->from.v + full, l->from.n * sizeof *l->from.v);
    return MG_OK;
}

mg_status mg_glass_table_end_run(mg_glass_table *t, mg_glass_leaves *l, mg_error *err)
{
    mg_span last = mg_glass_leaves_last(l);
    mg_glass_separator end = {.key_n = (unsigned)last.n};
    if (last.n) memcpy(end.key, last.p, last.n);
    t->entries += l->entries;
    mg_glass_leaves_close(l);
    MG_TRY(mg_glass_table_take(t, l, err));
    if (last.n) t->last = end;
    l->entries = 0;
    return MG_OK;
}

mg_status mg_glass_table_add(mg_glass_table *t, mg_glass_leaves *l, mg_span key, mg_span tag, mg_error *err)
{
    mg_glass_leaves_add(l, key, tag);
    return l->blocks.n >= FLUSH || l->too_long ? mg_glass_table_take(t, l, err) : MG_OK;
}

/* Write the open branches, lowest first; the first level that never had another block is the root. */
static mg_status close_levels(mg_glass_table *t, uint32_t *root, unsigned *height, mg_error *err)
{
    *root = *height = 0;
    if (t->blocks == 1) return MG_OK; /* a leaf is all */
    for (unsigned j = 1;; j++) {
        bool only = !t->levels[j]->emitted;
        MG_TRY(emit_level(t, j, root, err));
        *height = j;
        if (only) return MG_OK;
        MG_TRY(promote(t, j + 1, &t->levels[j]->from, *root, err));
    }
}

mg_status mg_glass_table_finish(mg_glass_table *t, unsigned compress_min, mg_buf *out, mg_error *err)
{
    uint32_t root = 0;
    unsigned height = 0;
    mg_buf free_list = MG_BUF_INIT;
    if (t->blocks) {
        MG_TRY(close_levels(t, &root, &height, err));
        MG_TRY(begin_sync(t, err));
        mg_glass_v(&free_list, MG_GLASS_REVISION);
        mg_glass_v(&free_list, t->blocks);
        mg_buf_add(&free_list, (mg_span){"\0\0\0\0", 4});
    }
    /* A table without blocks is "fake". */
    mg_glass_v(out, root);
    mg_glass_v(out, height * 4 + (t->blocks ? 2 : 3));
    mg_glass_v(out, t->entries);
    mg_glass_v(out, MG_GLASS_BLOCK / 2048);
    mg_glass_v(out, compress_min);
    mg_glass_s(out, mg_buf_span(&free_list));
    bool failed = free_list.failed;
    mg_buf_dispose(&free_list);
    return failed ? mg_fail_nomem(err, "writing a table") : mg_buf_check(out, "writing a table", err);
}

uint64_t mg_glass_table_bytes(const mg_glass_table *t)
{
    return (uint64_t)t->blocks * MG_GLASS_BLOCK;
}

mg_status mg_glass_table_sync(const mg_glass_table *t, mg_error *err)
{
    return t->fd < 0 || mg_fd_sync(t->fd) ? MG_OK : mg_fail_sys(err, errno, "%s cannot be synced", t->path.p);
}
