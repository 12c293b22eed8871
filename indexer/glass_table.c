/* glass_table.c - see glass_table.h. */
#include "indexer/glass_table.h"

#include "indexer/glass_code.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LEVELS_MAX 10
#define HEADER 11
#define REVISION 1
#define COMPONENTS_MAX 65535

/* Larger items are legal to read, but corrupt the memory of a libxapian that later updates the table. */
#define ITEM_MAX ((MG_GLASS_BLOCK - 19) / 4)

#define FLUSH ((size_t)1 << 20)

/* Where a block begins: what parts it from the one before. */
typedef struct {
    unsigned char key[MG_GLASS_KEY_MAX];
    unsigned key_n, component;
} separator;

typedef struct {
    unsigned char block[MG_GLASS_BLOCK];
    unsigned items, low; /* low: offset of the item placed last */
    bool open, emitted;
    separator from;
} level;

struct mg_glass_table {
    mg_buf path;
    int fd;
    mg_buf out; /* blocks on their way to the file */
    level *levels[LEVELS_MAX];
    uint32_t blocks;
    uint64_t entries;
    separator last; /* the item placed last */
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
    mg_buf_dispose(&t->out);
    free(t);
}

/* ---- the file ---- */

static mg_status flush(mg_glass_table *t, mg_error *err)
{
    mg_span left = mg_buf_span(&t->out);
    while (left.n) {
        ssize_t put = write(t->fd, left.p, left.n);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return mg_fail_sys(err, errno, "%s cannot be written", t->path.p);
        left = mg_span_sub(left, (size_t)put, left.n);
    }
    mg_buf_reset(&t->out);
    return MG_OK;
}

static void put16(unsigned char *at, unsigned n)
{
    at[0] = (unsigned char)(n >> 8);
    at[1] = (unsigned char)n;
}

static void put32(unsigned char *at, uint32_t n)
{
    put16(at, n >> 16);
    put16(at + 2, n & 0xffff);
}

/* ---- blocks ---- */

static unsigned hole(const level *l)
{
    return l->low - (HEADER + 2 * l->items);
}

static mg_status open_block(mg_glass_table *t, unsigned j, mg_error *err)
{
    if (j >= LEVELS_MAX) return mg_fail(err, MG_LIMIT, "%s grew too high", t->path.p);
    if (!t->levels[j]) t->levels[j] = calloc(1, sizeof *t->levels[j]);
    level *l = t->levels[j];
    if (!l) return mg_fail_nomem(err, "writing a table");
    l->open = true;
    l->items = 0;
    l->low = MG_GLASS_BLOCK;
    return MG_OK;
}

/* Room for an item of `size` bytes, which must fit. */
static unsigned char *place(level *l, unsigned size)
{
    l->low -= size;
    put16(l->block + HEADER + 2 * l->items++, l->low);
    return l->block + l->low;
}

/* Append the open block of level j to the file; *number is its number. */
static mg_status emit(mg_glass_table *t, unsigned j, uint32_t *number, mg_error *err)
{
    level *l = t->levels[j];
    unsigned dir_end = HEADER + 2 * l->items;
    put32(l->block, REVISION);
    l->block[4] = (unsigned char)j;
    put16(l->block + 5, hole(l));
    put16(l->block + 7, hole(l));
    put16(l->block + 9, dir_end);
    memset(l->block + dir_end, 0, hole(l));
    l->open = false;
    l->emitted = true;
    if (t->blocks == UINT32_MAX) return mg_fail(err, MG_LIMIT, "%s has too many blocks", t->path.p);
    *number = t->blocks++;
    if (t->fd < 0) {
        t->fd = open(t->path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (t->fd < 0) return mg_fail_sys(err, errno, "%s cannot be created", t->path.p);
    }
    mg_buf_add(&t->out, (mg_span){(const char *)l->block, MG_GLASS_BLOCK});
    MG_TRY(mg_buf_check(&t->out, "writing a table", err));
    return t->out.n >= FLUSH ? flush(t, err) : MG_OK;
}

/* Tell level j that `child`, which begins at `from`, was written. */
static mg_status promote(mg_glass_table *t, unsigned j, const separator *from, uint32_t child, mg_error *err)
{
    if (j >= LEVELS_MAX) return mg_fail(err, MG_LIMIT, "%s grew too high", t->path.p);
    level *l = t->levels[j];
    unsigned key_n = from->key_n, component = from->component;
    if (!l || !l->open || hole(l) < 7 + key_n + 2) {
        if (l && l->open) {
            uint32_t number;
            MG_TRY(emit(t, j, &number, err));
            MG_TRY(promote(t, j + 1, &l->from, number, err));
        }
        MG_TRY(open_block(t, j, err));
        l = t->levels[j];
        l->from = *from;
        key_n = component = 0; /* the first of a block stands for all that is less */
    }
    unsigned char *item = place(l, 7 + key_n);
    put32(item, child);
    item[4] = (unsigned char)key_n;
    memcpy(item + 5, from->key, key_n);
    put16(item + 5 + key_n, component);
    return MG_OK;
}

/* The shortest key above the last item's and not above the new one's. */
static void part(const separator *last, mg_span key, unsigned component, separator *out)
{
    size_t n = 0;
    while (n < last->key_n && n < key.n && last->key[n] == (unsigned char)key.p[n]) n++;
    bool same = n == key.n && n == last->key_n;
    out->key_n = (unsigned)(same ? key.n : n + 1);
    memcpy(out->key, key.p, out->key_n);
    out->component = component;
}

static mg_status open_first_leaf(mg_glass_table *t, mg_error *err)
{
    MG_TRY(open_block(t, 0, err));
    memcpy(place(t->levels[0], 3), "\x60\0\0", 3);
    return MG_OK;
}

static mg_status add_item(mg_glass_table *t, mg_span key, unsigned component, bool is_last, mg_span piece, mg_error *err)
{
    bool is_first = component == 1;
    unsigned size = (unsigned)(3 + key.n + (is_first ? 0 : 2) + piece.n);
    if (hole(t->levels[0]) < size + 2) {
        separator from;
        uint32_t number;
        part(&t->last, key, component, &from);
        MG_TRY(emit(t, 0, &number, err));
        MG_TRY(promote(t, 1, &t->levels[0]->from, number, err));
        MG_TRY(open_block(t, 0, err));
        t->levels[0]->from = from;
    }
    unsigned char *item = place(t->levels[0], size);
    put16(item, (size - 3) | (is_last ? 0x4000 : 0) | (is_first ? 0x2000 : 0));
    item[2] = (unsigned char)key.n;
    memcpy(item + 3, key.p, key.n);
    if (!is_first) put16(item + 3 + key.n, component);
    if (piece.n) memcpy(item + size - piece.n, piece.p, piece.n);
    memcpy(t->last.key, key.p, key.n);
    t->last.key_n = (unsigned)key.n;
    return MG_OK;
}

/* How much of a tag that must be cut goes first: what fills the open leaf, when that saves an item or is
 * worth one; so does libxapian's compaction. */
static size_t first_piece(const mg_glass_table *t, size_t key_n, size_t tag_n)
{
    size_t c = key_n + 5, whole = ITEM_MAX - c, room = hole(t->levels[0]) % (ITEM_MAX + 2);
    if (room > c + 2) {
        size_t fill = room - c - 2;
        if (fill >= (tag_n - 2) % whole || fill >= key_n + 34) return MG_MIN(fill + 2, tag_n - 1);
    }
    return whole + 2;
}

mg_status mg_glass_table_add(mg_glass_table *t, mg_span key, mg_span tag, mg_error *err)
{
    if (!t->entries) MG_TRY(open_first_leaf(t, err));
    t->entries++;
    if (key.n + 3 + tag.n <= ITEM_MAX) return add_item(t, key, 1, true, tag, err);
    size_t whole = ITEM_MAX - key.n - 5, piece = first_piece(t, key.n, tag.n);
    if ((tag.n - piece + whole - 1) / whole >= COMPONENTS_MAX)
        return mg_fail(err, MG_LIMIT, "an entry of %zu bytes is more than %s can hold", tag.n, t->path.p);
    size_t at = 0;
    for (unsigned component = 1; at < tag.n; component++) {
        size_t end = MG_MIN(at + (component == 1 ? piece : whole), tag.n);
        MG_TRY(add_item(t, key, component, end == tag.n, mg_span_sub(tag, at, end), err));
        at = end;
    }
    return MG_OK;
}

/* Write the open blocks, lowest first; the first level that never had another block is the root. */
static mg_status close_levels(mg_glass_table *t, uint32_t *root, unsigned *height, mg_error *err)
{
    for (unsigned j = 0;; j++) {
        bool only = !t->levels[j]->emitted;
        MG_TRY(emit(t, j, root, err));
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
    if (t->entries) {
        MG_TRY(close_levels(t, &root, &height, err));
        MG_TRY(flush(t, err));
        if (fsync(t->fd) != 0) return mg_fail_sys(err, errno, "%s cannot be synced", t->path.p);
        mg_glass_v(&free_list, REVISION);
        mg_glass_v(&free_list, t->blocks);
        mg_buf_add(&free_list, (mg_span){"\0\0\0\0", 4});
    }
    /* A table without blocks is "fake". */
    mg_glass_v(out, root);
    mg_glass_v(out, height * 4 + (t->entries ? 2 : 3));
    mg_glass_v(out, t->entries);
    mg_glass_v(out, MG_GLASS_BLOCK / 2048);
    mg_glass_v(out, compress_min);
    mg_glass_s(out, mg_buf_span(&free_list));
    bool failed = free_list.failed;
    mg_buf_dispose(&free_list);
    return failed ? mg_fail_nomem(err, "writing a table") : mg_buf_check(out, "writing a table", err);
}
