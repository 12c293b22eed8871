/* tree.c - see tree.h. The version file is that of indexer/segment.c. */
#include "common/tree.h"

#include "common/io.h"
#include "common/map.h"

#include <endian.h>

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

bool mg_tree_put_term(mg_span term, size_t max, char *key, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < term.n; i++) {
        if (*n + 2 > max) return false;
        key[(*n)++] = term.p[i];
        if (!term.p[i]) key[(*n)++] = '\xff';
    }
    return true;
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
    MG_TRY(open_table(path, "docdata", &roots[DOCDATA], &out->docdata, err));
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
    mg_map_close(trees->docdata.file);
    mg_map_close(trees->position.file);
    *trees = (mg_trees){0};
}

/* ---- blocks ---- */

static inline uint64_t eight(const char *p)
{
    uint64_t n;
    memcpy(&n, p, sizeof n);
    return be64toh(n);
}

/* As mg_span_cmp, eight bytes at once: most keys of a leaf begin alike. */
static inline int compare(mg_span a, mg_span b)
{
    size_t n = MG_MIN(a.n, b.n), at = 0;
    if (n < 8) return mg_span_cmp(a, b);
    for (; at + 8 <= n; at += 8) {
        uint64_t x = eight(a.p + at), y = eight(b.p + at);
        if (x != y) return x < y ? -1 : 1;
    }
    uint64_t x = eight(a.p + n - 8), y = eight(b.p + n - 8); /* some of them once more */
    if (x != y) return x < y ? -1 : 1;
    return (a.n > b.n) - (a.n < b.n);
}

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

/* Does the child `item` begin above (key, component 1)? */
static bool is_above(const mg_tree *t, const unsigned char *b, unsigned item, mg_span key, bool *damage)
{
    mg_span here;
    size_t end;
    if (!get_item(t, b, item, BRANCH, &here, &end)) return *damage = true;
    int order = compare(here, key);
    return order > 0 || (order == 0 && get16(b + end - 2) > 1);
}

/* The child to go to for the key: the last that does not begin above. It is not before *item, which it becomes; the first one of a
 * block stands for all that is below the second. */
static mg_status choose_child(const mg_tree *t, const unsigned char *b, unsigned items, mg_span key, unsigned *item,
                              uint32_t *child, mg_error *err)
{
    unsigned low = *item, high = items, step = 1;
    bool damage = false;
    mg_span here;
    size_t end;
    for (; low + step < high; step *= 2) {
        if (is_above(t, b, low + step, key, &damage)) high = low + step;
        else low += step;
    }
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (is_above(t, b, middle, key, &damage)) high = middle;
        else low = middle;
    }
    if (damage || low >= items || !get_item(t, b, low, BRANCH, &here, &end)) return damaged(err);
    *item = low;
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

static mg_status enter_leaf(mg_tree_cursor *c, uint32_t number, mg_error *err)
{
    c->leaf = get_block(c->tree, number, 0, &c->items);
    c->number = number;
    return c->leaf ? MG_OK : damaged(err);
}

/* Is the key, above all that was looked for since, surely below the branch that led to the leaf? */
static bool is_below_parent(const mg_tree_cursor *c, mg_span key)
{
    bool damage = false;
    return c->leaf && c->parent && c->parent_items && compare(c->sought, key) < 0 &&
           is_above(c->tree, c->parent, c->parent_items - 1, key, &damage) && !damage;
}

static mg_status go_to_leaf(mg_tree_cursor *c, mg_span key, mg_error *err)
{
    const mg_tree *t = c->tree;
    uint32_t number = t->root;
    if (is_below_parent(c, key)) {
        MG_TRY(choose_child(t, c->parent, c->parent_items, key, &c->parent_item, &number, err));
        return enter_leaf(c, number, err);
    }
    c->leaf = NULL;
    for (unsigned level = t->level; level > 0; level--) {
        c->parent = get_block(t, number, level, &c->parent_items);
        c->parent_item = 0;
        if (!c->parent) return damaged(err);
        MG_TRY(choose_child(t, c->parent, c->parent_items, key, &c->parent_item, &number, err));
    }
    return enter_leaf(c, number, err);
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
    if (!c->leaf || c->item >= c->items || !c->first || compare(c->key, key) > 0) return MG_OK;
    MG_TRY(key_at(c, c->items - 1, &last, err));
    *near = compare(key, last) < 0;
    return MG_OK;
}

/* What stands behind the first `skip` bytes of a key, as a number that sorts as it does. */
static uint64_t number_at(mg_span key, size_t skip)
{
    uint64_t n = 0;
    for (size_t i = skip; i < skip + 4; i++) n = n << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
    return n;
}

/* About which of the items low..high, whose keys these are, would have `key`: docids behind a term are spread evenly. */
static unsigned guess(unsigned low, unsigned high, mg_span first, mg_span last, mg_span key)
{
    size_t same = 0, n = MG_MIN(first.n, last.n);
    while (same < n && first.p[same] == last.p[same]) same++;
    uint64_t from = number_at(first, same), to = number_at(last, same), at = number_at(key, same);
    if (at <= from || to <= from) return low;
    if (at >= to) return high;
    return low + (unsigned)((at - from) * (high - low) / (to - from));
}

/* The first item from `low` on whose key is not below `key`, or the number of items. What is compared lies close together, as what
 * costs is memory that was not read before. */
static mg_status find_item(const mg_tree_cursor *c, unsigned low, mg_span key, unsigned *item, mg_error *err)
{
    mg_span first = {0}, last = {0}, here = {0};
    unsigned high = c->items, step = 3;
    *item = low;
    if (low == high) return MG_OK;
    MG_TRY(key_at(c, low, &first, err));
    MG_TRY(key_at(c, high - 1, &last, err));
    if (compare(first, key) >= 0) return MG_OK;
    *item = high;
    if (compare(last, key) < 0) return MG_OK;
    unsigned at = guess(low, high - 1, first, last, key);
    MG_TRY(key_at(c, at, &here, err));
    if (compare(here, key) < 0) {
        for (low = at; low + step < high; step *= 3) { /* upward */
            MG_TRY(key_at(c, low + step, &here, err));
            if (compare(here, key) >= 0) high = low + step;
            else low += step;
        }
    } else {
        for (high = at; high > low + step; step *= 3) {
            MG_TRY(key_at(c, high - step, &here, err));
            if (compare(here, key) < 0) low = high - step;
            else high -= step;
        }
    }
    while (high - low > 1) { /* low is below the key, high is not */
        unsigned middle = low + (high - low) / 2;
        MG_TRY(key_at(c, middle, &here, err));
        if (compare(here, key) < 0) low = middle;
        else high = middle;
    }
    *item = high;
    return MG_OK;
}

/* Is the next item of the leaf the key's? Words that begin alike are looked up one behind the other. */
static bool step_to_next(mg_tree_cursor *c, mg_span key)
{
    mg_span here;
    size_t end;
    unsigned next = c->item + 1;
    if (!c->leaf || next >= c->items || !get_item(c->tree, c->leaf, next, LEAF, &here, &end) || !mg_span_eq(here, key)) return false;
    c->item = next;
    return look(c, NULL) == MG_OK && c->first;
}

mg_status mg_tree_find(mg_tree_cursor *c, mg_span key, bool *found, mg_error *err)
{
    bool near;
    if ((*found = step_to_next(c, key))) return MG_OK;
    *found = false;
    if (!c->tree->file.n) return MG_OK;
    MG_TRY(is_near(c, key, &near, err));
    if (!near) {
        MG_TRY(go_to_leaf(c, key, err));
        c->item = 0;
        c->sought = (mg_span){c->room, MG_MIN(key.n, sizeof c->room)};
        memcpy(c->room, key.p, c->sought.n);
    }
    MG_TRY(find_item(c, c->item, key, &c->item, err));
    if (c->item == c->items) return MG_OK;
    MG_TRY(look(c, err));
    *found = c->first && mg_span_eq(c->key, key);
    return MG_OK;
}

/* The first leaf in the file from `number` on: there are branches between them. The number of blocks when there is none. */
static uint64_t leaf_from(const mg_tree *t, uint64_t number)
{
    uint64_t blocks = t->file.n / t->block;
    while (number < blocks && t->file.p[(size_t)number * t->block + 4]) number++;
    return number;
}

/* So many leaves further it is as quick to go down from the branch. */
#define STEP_LEAVES 4

void mg_tree_ahead(const mg_tree_cursor *c, uint32_t n, mg_tree_spot *out)
{
    const mg_tree *t = c->tree;
    const unsigned char *leaf = t->sequential ? c->leaf : NULL;
    uint64_t at = (uint64_t)c->item + n, number = c->number;
    unsigned items = c->items;
    out->leaf = NULL;
    if (!leaf || at / 2 > (uint64_t)STEP_LEAVES * items) return;
    for (unsigned i = 0; at >= items; i++) {
        number = leaf_from(t, number + 1);
        if (i == STEP_LEAVES || number > UINT32_MAX) return;
        at -= items;
        leaf = get_block(t, (uint32_t)number, 0, &items);
        if (!leaf) return;
    }
    *out = (mg_tree_spot){leaf, (uint32_t)number, (unsigned)at, items};
    MG_PREFETCH(leaf + HEADER + 2 * at);
}

bool mg_tree_enter(mg_tree_cursor *c, const mg_tree_spot *spot, mg_span key)
{
    mg_span here;
    size_t end;
    if (!spot->leaf || !get_item(c->tree, spot->leaf, spot->item, LEAF, &here, &end) || compare(here, key) != 0) return false;
    c->leaf = spot->leaf;
    c->number = spot->number;
    c->items = spot->items;
    c->item = spot->item;
    return look(c, NULL) == MG_OK && c->first;
}

/* About what an entry of a word in a document takes. */
#define PREFETCHED 32

void mg_tree_prefetch(const mg_tree *t, const mg_tree_spot *spot)
{
    if (!spot->leaf) return;
    unsigned at = get16(spot->leaf + HEADER + 2 * spot->item), many = at + PREFETCHED - 1;
    if (many >= t->block) return;
    MG_PREFETCH(spot->leaf + at);
    MG_PREFETCH(spot->leaf + many);
}

/* The next leaf in the file. */
static mg_status next_leaf(mg_tree_cursor *c, bool *more, mg_error *err)
{
    const mg_tree *t = c->tree;
    uint64_t number = leaf_from(t, (uint64_t)c->number + (c->leaf != NULL));
    *more = number < t->file.n / t->block;
    if (!*more) return MG_OK;
    c->number = (uint32_t)number;
    c->leaf = get_block(t, c->number, 0, &c->items);
    c->item = 0;
    return c->leaf && c->items ? MG_OK : damaged(err);
}

mg_status mg_tree_from(mg_tree_cursor *c, mg_span key, bool *more, mg_error *err)
{
    bool found;
    MG_TRY(mg_tree_find(c, key, &found, err));
    *more = c->leaf != NULL;
    if (*more && c->item == c->items) {
        MG_TRY(next_leaf(c, more, err));
        if (*more) MG_TRY(look(c, err));
    }
    return MG_OK;
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
