/* glass_leaves.c - see glass_leaves.h. */
#include "indexer/glass_leaves.h"

#include <stdlib.h>

#define COMPONENTS_MAX 65535

/* Larger items are legal to read, but corrupt the memory of a libxapian that later updates the table. */
#define ITEM_MAX ((MG_GLASS_BLOCK - 19) / 4)

/* The first block of a run may turn out to be the first of the table, which begins with an empty item of three bytes, and
 * its place in the directory. */
#define FIRST_RESERVE 5

/* So much are the blocks of a run, about: to grow step by step costs more. */
#define ROOM ((size_t)1 << 20)

void mg_glass_leaves_init(mg_glass_leaves *l)
{
    l->blocks = (mg_buf)MG_BUF_INIT;
    l->from.v = NULL;
    l->from.n = l->from.cap = 0;
    l->items = 0;
    l->entries = 0;
    l->nomem = l->too_long = l->numbered = false;
    l->opened = 0;
    l->numbers.v = NULL;
    l->numbers.n = l->numbers.cap = 0;
}

void mg_glass_leaves_dispose(mg_glass_leaves *l)
{
    mg_buf_dispose(&l->blocks);
    mg_vec_free(&l->from);
    mg_vec_free(&l->numbers);
}

void mg_glass_seal(unsigned char *block, unsigned level, unsigned items, unsigned low)
{
    unsigned dir_end = MG_GLASS_HEADER + 2 * items, hole = mg_glass_hole(items, low);
    mg_glass_put32(block, MG_GLASS_REVISION);
    block[4] = (unsigned char)level;
    mg_glass_put16(block + 5, hole);
    mg_glass_put16(block + 7, hole);
    mg_glass_put16(block + 9, dir_end);
    memset(block + dir_end, 0, hole);
}

void mg_glass_part(mg_span last, mg_span key, unsigned component, mg_glass_separator *out)
{
    size_t n = 0;
    while (n < last.n && n < key.n && last.p[n] == key.p[n]) n++;
    bool same = n == key.n && n == last.n;
    out->key_n = (unsigned)(same ? key.n : n + 1);
    memcpy(out->key, key.p, out->key_n);
    out->component = component;
}

mg_span mg_glass_leaves_last(const mg_glass_leaves *l)
{
    if (!l->items) return (mg_span){0};
    return (mg_span){(const char *)l->block + l->low + 3, l->block[l->low + 2]};
}

uint64_t mg_glass_leaves_where(const mg_glass_leaves *l)
{
    const unsigned char *item = l->block + l->low;
    if ((item[0] & 0x60) != 0x60) return UINT64_MAX; /* the last piece, and not the first */
    return (uint64_t)(l->opened - 1) * MG_GLASS_BLOCK + l->low + 3 + item[2];
}

void mg_glass_leaves_close(mg_glass_leaves *l)
{
    if (!l->items) return;
    mg_glass_seal(l->block, 0, l->items, l->low);
    if (!l->blocks.cap) l->nomem |= !mg_buf_reserve(&l->blocks, ROOM);
    mg_buf_add(&l->blocks, (mg_span){(const char *)l->block, MG_GLASS_BLOCK});
    l->nomem |= l->blocks.failed;
    l->items = 0;
}

static unsigned room(const mg_glass_leaves *l)
{
    unsigned hole = mg_glass_hole(l->items, l->low);
    return l->first ? hole - MG_MIN(hole, (unsigned)FIRST_RESERVE) : hole;
}

/* Open a block whose first item will be that of `key`. */
static void open_block(mg_glass_leaves *l, mg_span key, unsigned component)
{
    mg_glass_separator from;
    mg_span last = mg_glass_leaves_last(l);
    l->first = !last.n;
    if (last.n) mg_glass_part(last, key, component, &from);
    else memcpy(from.key, key.p, from.key_n = (unsigned)key.n), from.component = component;
    mg_glass_leaves_close(l);
    if (!mg_vec_push(&l->from, from)) l->nomem = true;
    l->low = MG_GLASS_BLOCK;
    l->opened++;
}

/* Copy few bytes. */
static inline void copy(unsigned char *to, const char *from, size_t n)
{
    if (n > 16) {
        memcpy(to, from, n);
    } else if (n >= 8) {
        uint64_t head, tail;
        memcpy(&head, from, 8);
        memcpy(&tail, from + n - 8, 8);
        memcpy(to, &head, 8);
        memcpy(to + n - 8, &tail, 8);
    } else if (n >= 4) {
        uint32_t head, tail;
        memcpy(&head, from, 4);
        memcpy(&tail, from + n - 4, 4);
        memcpy(to, &head, 4);
        memcpy(to + n - 4, &tail, 4);
    } else {
        for (size_t i = 0; i < n; i++) to[i] = (unsigned char)from[i];
    }
}

static void add_item(mg_glass_leaves *l, mg_span key, unsigned component, bool is_last, mg_span piece)
{
    bool is_first = component == 1;
    unsigned size = (unsigned)(3 + key.n + (is_first ? 0 : 2) + piece.n);
    if (!l->items || room(l) < size + 2) open_block(l, key, component);
    unsigned char *item = mg_glass_place(l->block, &l->items, &l->low, size);
    mg_glass_put16(item, (size - 3) | (is_last ? 0x4000 : 0) | (is_first ? 0x2000 : 0));
    item[2] = (unsigned char)key.n;
    copy(item + 3, key.p, key.n);
    if (!is_first) mg_glass_put16(item + 3 + key.n, component);
    copy(item + size - piece.n, piece.p, piece.n);
}

/* How much of a tag that must be cut goes first: what fills the open leaf, when that saves an item or is
 * worth one; so does libxapian's compaction. */
static size_t first_piece(const mg_glass_leaves *l, size_t key_n, size_t tag_n)
{
    size_t c = key_n + 5, whole = ITEM_MAX - c, left = (l->items ? room(l) : 0) % (ITEM_MAX + 2);
    if (left > c + 2) {
        size_t fill = left - c - 2;
        if (fill >= (tag_n - 2) % whole || fill >= key_n + 34) return MG_MIN(fill + 2, tag_n - 1);
    }
    return whole + 2;
}

void mg_glass_leaves_add(mg_glass_leaves *l, mg_span key, mg_span tag)
{
    l->entries++;
    if (key.n + 3 + tag.n <= ITEM_MAX) {
        add_item(l, key, 1, true, tag);
        return;
    }
    size_t whole = ITEM_MAX - key.n - 5, piece = first_piece(l, key.n, tag.n);
    if ((tag.n - piece + whole - 1) / whole >= COMPONENTS_MAX) {
        l->too_long = true;
        return;
    }
    size_t at = 0;
    for (unsigned component = 1; at < tag.n; component++) {
        size_t end = MG_MIN(at + (component == 1 ? piece : whole), tag.n);
        add_item(l, key, component, end == tag.n, mg_span_sub(tag, at, end));
        at = end;
    }
}
