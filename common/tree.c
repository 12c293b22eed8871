/* tree.c - see tree.h. The version file is that of indexer/segment.c. */
#include "common/tree.h"

#include "common/io.h"
#include "common/map.h"

#define HEADER 11
#define LEVELS_MAX 10
#define VERSION_BYTES_MAX 256

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "a table of the index is damaged");
}

/* ---- numbers ---- */

static unsigned get16(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static uint32_t get32(const unsigned char *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

bool mg_tree_get_v(const char **at, const char *end, uint64_t *out)
{
    uint64_t n = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*(*at)++;
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out = n;
            return true;
        }
    }
    return false;
}

bool mg_tree_get_d(const char **at, const char *end, uint32_t *out)
{
    if (*at == end) return false;
    unsigned char head = (unsigned char)**at;
    unsigned ones = 0;
    while (ones < 4 && head & (0x80 >> ones)) ones++;
    if (ones == 4 || (size_t)(end - *at) < ones + 2) return false;
    uint64_t n = head & (0x7f >> ones);
    for (unsigned i = 1; i < ones + 2; i++) n = n << 8 | (unsigned char)(*at)[i];
    *at += ones + 2;
    *out = (uint32_t)n;
    return n <= UINT32_MAX;
}

char *mg_tree_put_d(char *to, uint32_t n)
{
    unsigned k = 2;
    while (k < 5 && (uint64_t)n >> (7 * k + 1)) k++;
    uint64_t coded = n | ((uint64_t)0xff << (8 * k - (k - 2)) & (((uint64_t)1 << 8 * k) - 1));
    for (unsigned i = k; i-- > 0;) *to++ = (char)(coded >> 8 * i);
    return to;
}

/* ---- opening ---- */

/* What the version file says of a table. */
typedef struct {
    uint64_t root, flags, entries, block, compress_min;
} root_record;

static bool read_root(const char **at, const char *end, root_record *r)
{
    uint64_t list;
    bool ok = mg_tree_get_v(at, end, &r->root) && mg_tree_get_v(at, end, &r->flags) && mg_tree_get_v(at, end, &r->entries) &&
              mg_tree_get_v(at, end, &r->block) && mg_tree_get_v(at, end, &r->compress_min) && mg_tree_get_v(at, end, &list);
    if (!ok || list > (size_t)(end - *at)) return false;
    *at += list;
    return true;
}

static mg_status open_table(const char *path, const char *name, const root_record *r, mg_tree *out, mg_error *err)
{
    if (r->flags & 1) return MG_OK; /* no such table */
    bool sane = r->block >= 1 && r->block <= 32 && (r->block & (r->block - 1)) == 0 && r->flags / 4 < LEVELS_MAX;
    if (!sane) return damaged(err);
    mg_buf file = MG_BUF_INIT;
    mg_buf_addf(&file, "%s/%s.glass", path, name);
    mg_status status = mg_buf_check(&file, "opening the index", err);
    if (status == MG_OK) status = mg_map_open(file.p, &out->file, err);
    mg_buf_dispose(&file);
    MG_TRY(status);
    out->block = (uint32_t)r->block * 2048;
    out->level = (unsigned)(r->flags / 4);
    out->sequential = r->flags & 2;
    if (r->root >= out->file.n / out->block || r->root > UINT32_MAX) return damaged(err);
    out->root = (uint32_t)r->root;
    return MG_OK;
}

static mg_status read_version(const char *path, mg_span version, mg_trees *out, mg_error *err)
{
    static const mg_span magic = {"\x0f\x0dXapian Glass\x04\x6e", 16};
    enum { POSTLIST, DOCDATA, TERMLIST, POSITION, SPELLING, SYNONYM, TABLES };
    if (!mg_span_starts(version, magic)) return mg_fail(err, MG_VERSION, "%s is of another version of Xapian", path);
    const char *at = version.p + MG_MIN(version.n, magic.n + 16), *end = version.p + version.n;
    uint64_t revision, documents = 0, beyond = 0, unused;
    root_record roots[TABLES];
    if (!mg_tree_get_v(&at, end, &revision)) return damaged(err);
    for (size_t i = 0; i < TABLES; i++)
        if (!read_root(&at, end, &roots[i])) return damaged(err);
    bool ok = mg_tree_get_v(&at, end, &documents) && mg_tree_get_v(&at, end, &beyond);
    for (size_t i = 0; i < 4; i++) ok = ok && mg_tree_get_v(&at, end, &unused); /* bounds of lengths and wdf, changes */
    ok = ok && mg_tree_get_v(&at, end, &out->length);
    if (!ok || documents > UINT32_MAX || beyond > UINT32_MAX - documents) return damaged(err);
    out->documents = (uint32_t)documents;
    out->last_docid = (uint32_t)(documents + beyond);
    MG_TRY(open_table(path, "postlist", &roots[POSTLIST], &out->postlist, err));
    return open_table(path, "position", &roots[POSITION], &out->position, err);
}

mg_status mg_trees_open(const char *path, mg_trees *out, mg_error *err)
{
    *out = (mg_trees){0};
    mg_buf file = MG_BUF_INIT, version = MG_BUF_INIT;
    mg_buf_addf(&file, "%s/iamglass", path);
    mg_status status = mg_buf_check(&file, "opening the index", err);
    if (status == MG_OK) status = mg_file_read(file.p, VERSION_BYTES_MAX, &version, err);
    if (status == MG_OK) status = read_version(path, mg_buf_span(&version), out, err);
    if (status != MG_OK) mg_trees_close(out);
    mg_buf_dispose(&file);
    mg_buf_dispose(&version);
    return status;
}

void mg_trees_close(mg_trees *trees)
{
    mg_map_close(trees->postlist.file);
    mg_map_close(trees->position.file);
    *trees = (mg_trees){0};
}

/* ---- blocks ---- */

/* Block `number`, whose directory has *items, or NULL. */
static const unsigned char *get_block(const mg_tree *t, uint32_t number, unsigned level, unsigned *items)
{
    if (number >= t->file.n / t->block) return NULL;
    const unsigned char *b = (const unsigned char *)t->file.p + (size_t)number * t->block;
    unsigned dir_end = get16(b + 9);
    if (b[4] != level || dir_end < HEADER || dir_end > t->block || (dir_end & 1) == 0) return NULL;
    *items = (dir_end - HEADER) / 2;
    return b;
}

/* The item's key, and where it ends in the block; false when it is not inside. */
static inline bool get_item(const mg_tree *t, const unsigned char *b, unsigned i, unsigned before_key, mg_span *key, size_t *end)
{
    unsigned at = get16(b + HEADER + 2 * i);
    if (at + before_key + 1 > t->block) return false;
    unsigned n = b[at + before_key];
    *key = (mg_span){(const char *)b + at + before_key + 1, n};
    *end = at + (before_key == 4 ? 7 + n : (get16(b + at) & 0x1fff) + 3);
    return *end <= t->block && at + before_key + 1 + n <= *end;
}

enum { LEAF = 2, BRANCH = 4 }; /* bytes before a key's length */

/* The child to go to for (key, component 1): the last that does not begin above. */
static mg_status choose_child(const mg_tree *t, const unsigned char *b, unsigned items, mg_span key, uint32_t *child, mg_error *err)
{
    unsigned low = 0, high = items; /* the first item stands for all that is below the second */
    mg_span here;
    size_t end;
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (!get_item(t, b, middle, BRANCH, &here, &end)) return damaged(err);
        int order = mg_span_cmp(here, key);
        if (order < 0 || (order == 0 && get16(b + end - 2) <= 1)) low = middle;
        else high = middle;
    }
    if (!items || !get_item(t, b, low, BRANCH, &here, &end)) return damaged(err);
    *child = get32(b + get16(b + HEADER + 2 * low));
    return MG_OK;
}

/* ---- cursors ---- */

/* Look at the item that the cursor stands at. */
static mg_status look(mg_tree_cursor *c, mg_error *err)
{
    size_t end;
    if (!get_item(c->tree, c->leaf, c->item, LEAF, &c->key, &end)) return damaged(err);
    unsigned flags = c->leaf[get16(c->leaf + HEADER + 2 * c->item)];
    const char *piece = c->key.p + c->key.n;
    c->first = flags & 0x20;
    c->last = flags & 0x40;
    if (!c->first) piece += 2;
    const char *to = (const char *)c->leaf + end;
    if (piece > to || flags & 0x80) return damaged(err); /* no table here is compressed */
    c->piece = (mg_span){piece, (size_t)(to - piece)};
    return MG_OK;
}

static mg_status go_to_leaf(mg_tree_cursor *c, mg_span key, mg_error *err)
{
    const mg_tree *t = c->tree;
    uint32_t number = t->root;
    unsigned items;
    c->leaf = NULL;
    for (unsigned level = t->level; level > 0; level--) {
        const unsigned char *b = get_block(t, number, level, &items);
        if (!b) return damaged(err);
        MG_TRY(choose_child(t, b, items, key, &number, err));
    }
    c->leaf = get_block(t, number, 0, &c->items);
    c->number = number;
    return c->leaf ? MG_OK : damaged(err);
}

static mg_status key_at(const mg_tree_cursor *c, unsigned item, mg_span *key, mg_error *err)
{
    size_t end;
    return get_item(c->tree, c->leaf, item, LEAF, key, &end) ? MG_OK : damaged(err);
}

/* Must the key, if it is there, be in the cursor's leaf, not before its item? */
static mg_status is_near(const mg_tree_cursor *c, mg_span key, bool *near, mg_error *err)
{
    mg_span last = {0};
    *near = false;
    if (!c->leaf || c->item >= c->items || !c->first || mg_span_cmp(c->key, key) > 0) return MG_OK;
    MG_TRY(key_at(c, c->items - 1, &last, err));
    *near = mg_span_cmp(key, last) < 0;
    return MG_OK;
}

mg_status mg_tree_find(mg_tree_cursor *c, mg_span key, bool *found, mg_error *err)
{
    bool near;
    mg_span here = {0};
    *found = false;
    if (!c->tree->file.n) return MG_OK;
    MG_TRY(is_near(c, key, &near, err));
    if (!near) {
        MG_TRY(go_to_leaf(c, key, err));
        c->item = 0;
    }
    unsigned low = c->item, high = c->items, step = 1;
    while (near && low + step < high) { /* most are a few entries ahead */
        MG_TRY(key_at(c, low + step, &here, err));
        if (mg_span_cmp(here, key) >= 0) {
            high = low + step + 1;
            break;
        }
        low += step;
        step *= 2;
    }
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        MG_TRY(key_at(c, middle, &here, err));
        if (mg_span_cmp(here, key) < 0) low = middle + 1;
        else high = middle;
    }
    c->item = low;
    if (low == c->items) return MG_OK;
    MG_TRY(look(c, err));
    *found = c->first && mg_span_eq(c->key, key);
    return MG_OK;
}

/* The next leaf in the file, which holds branches between them. */
static mg_status next_leaf(mg_tree_cursor *c, bool *more, mg_error *err)
{
    const mg_tree *t = c->tree;
    uint64_t number = (uint64_t)c->number + (c->leaf != NULL), blocks = t->file.n / t->block;
    while (number < blocks && t->file.p[(size_t)number * t->block + 4]) number++;
    *more = number < blocks;
    if (!*more) return MG_OK;
    c->number = (uint32_t)number;
    c->leaf = get_block(t, c->number, 0, &c->items);
    c->item = 0;
    return c->leaf && c->items ? MG_OK : damaged(err);
}

mg_status mg_tree_next(mg_tree_cursor *c, bool *more, mg_error *err)
{
    *more = true;
    if (!c->tree->file.n) *more = false;
    else if (c->leaf && c->item + 1 < c->items) c->item++;
    else MG_TRY(next_leaf(c, more, err));
    return *more ? look(c, err) : MG_OK;
}

mg_status mg_tree_tag(mg_tree_cursor *c, mg_buf *room, mg_span *tag, bool *whole, mg_error *err)
{
    *tag = c->piece;
    *whole = c->last;
    if (c->last) return MG_OK;
    mg_buf_reset(room);
    mg_buf_add(room, c->piece);
    while (!c->last) {
        bool more;
        MG_TRY(mg_tree_next(c, &more, err));
        if (!more || c->first) return damaged(err);
        mg_buf_add(room, c->piece);
    }
    *tag = mg_buf_span(room);
    return mg_buf_check(room, "reading the index", err);
}
