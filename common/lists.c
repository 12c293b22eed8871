/* lists.c - see lists.h. The forms of postings and positions are told in indexer/glass_postlist.c and glass_code.h. */
#include "common/lists.h"

#include <stdlib.h>

/* More positions than any word has in an article, whose text is below 2^27 bytes. */
#define POSITIONS_MAX ((uint64_t)1 << 26)

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "postings are damaged");
}

mg_status mg_place_open(const char *path, mg_place *out, mg_error *err)
{
    *out = (mg_place){0};
    mg_status status = mg_trees_open(path, &out->trees, err);
    if (status == MG_OK)
        status = mg_impacts_open(path, out->trees.documents, out->trees.postlist.file.n, &out->impacts, err);
    if (status != MG_OK) mg_place_close(out);
    return status;
}

void mg_place_close(mg_place *place)
{
    mg_trees_close(&place->trees);
    mg_impacts_close(&place->impacts);
}

/* ---- terms ---- */

/* The key of a term: each zero byte with ff behind it. False when it is too long for one. */
static bool make_key(mg_span term, size_t max, char *key, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < term.n; i++) {
        if (*n + 2 > max) return false;
        key[(*n)++] = term.p[i];
        if (!term.p[i]) key[(*n)++] = '\xff';
    }
    return true;
}

/* A term's first chunk, which is the only one: as a block. */
static mg_status take_chunk(const mg_place *place, mg_span tag, mg_arena *arena, mg_found_term *out, mg_error *err)
{
    const char *at = tag.p, *end = tag.p + tag.n;
    uint64_t documents, collection, before, span;
    bool ok = mg_tree_get_v(&at, end, &documents) && mg_tree_get_v(&at, end, &collection) && mg_tree_get_v(&at, end, &before);
    ok = ok && at < end && *at++ == '1' && mg_tree_get_v(&at, end, &span);
    uint32_t last = place->trees.documents;
    if (!ok || !documents || documents > MG_IMPACTS_FEW || before >= last || span >= last - before) return damaged(err);
    mg_impact_block *block = mg_arena_alloc(arena, sizeof *block);
    if (!block) return mg_fail_nomem(err, "searching");
    block->first = (uint32_t)before + 1;
    block->last = block->first + (uint32_t)span;
    block->at = (uint64_t)(at - tag.p) | (documents - 1) << MG_IMPACTS_COUNT_SHIFT;
    *out = (mg_found_term){(uint32_t)documents, 1, block, tag, NULL, collection > 0};
    return MG_OK;
}

static mg_status find_few(const mg_place *place, mg_span term, mg_arena *arena, mg_found_term *out, mg_error *err)
{
    mg_tree_cursor cursor = {.tree = &place->trees.postlist};
    mg_buf room = MG_BUF_INIT;
    char key[255];
    size_t n;
    bool found, whole;
    mg_span tag;
    if (!term.n || !make_key(term, sizeof key, key, &n)) return MG_OK;
    MG_TRY(mg_tree_find(&cursor, (mg_span){key, n}, &found, err));
    if (!found) return MG_OK;
    mg_status status = mg_tree_tag(&cursor, &room, &tag, &whole, err);
    if (status == MG_OK && !whole) tag = mg_arena_copy(arena, tag);
    if (status == MG_OK && !tag.p) status = mg_fail_nomem(err, "searching");
    if (status == MG_OK) status = take_chunk(place, tag, arena, out, err);
    mg_buf_dispose(&room);
    return status;
}

mg_status mg_place_find(const mg_place *place, mg_span term, mg_arena *arena, mg_found_term *out, mg_error *err)
{
    const mg_impact_term *t;
    const mg_impact_block *blocks;
    *out = (mg_found_term){0};
    MG_TRY(mg_impacts_find(&place->impacts, term, &t, &blocks, err));
    if (!t) return find_few(place, term, arena, out, err);
    *out = (mg_found_term){t->documents, t->n_blocks, blocks, place->trees.postlist.file, &t->best, t->any};
    return MG_OK;
}

/* ---- postings ---- */

/* A number of up to five bytes, which are all there. */
static inline uint32_t take_v(const unsigned char **at)
{
    uint32_t n = *(*at)++;
    if (n < 0x80) return n;
    n &= 0x7f;
    for (unsigned shift = 7; shift < 35; shift += 7) {
        uint32_t byte = *(*at)++;
        n |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
    }
    return n;
}

#define POSTING_BYTES_MAX 10

static uint64_t decode(const unsigned char *at, uint32_t first, mg_postings *out)
{
    uint64_t docid = first;
    out->docids[0] = first;
    out->wdfs[0] = take_v(&at);
    for (uint32_t i = 1; i < out->n; i++) {
        docid += (uint64_t)take_v(&at) + 1;
        out->docids[i] = (uint32_t)docid;
        out->wdfs[i] = take_v(&at);
    }
    return docid;
}

mg_status mg_block_decode(const mg_place *place, const mg_found_term *term, const mg_impact_block *block, mg_postings *out,
                          mg_error *err)
{
    unsigned char copy[MG_IMPACTS_FEW * POSTING_BYTES_MAX];
    mg_span file = block->at & MG_IMPACTS_HERE ? place->impacts.file : term->file;
    uint64_t at = block->at & MG_IMPACTS_AT;
    out->n = (uint32_t)(block->at >> MG_IMPACTS_COUNT_SHIFT) + 1;
    if (out->n > MG_IMPACTS_FEW || at >= file.n || !block->first || block->last > place->trees.documents) return damaged(err);
    const unsigned char *from = (const unsigned char *)file.p + at;
    if (file.n - at < sizeof copy) { /* near the end of the file */
        memset(copy, 0, sizeof copy);
        memcpy(copy, from, file.n - at);
        from = copy;
    }
    return decode(from, block->first, out) == block->last ? MG_OK : damaged(err);
}

/* Goes forward over the postings of a term. */
typedef struct {
    const mg_place *place;
    const mg_found_term *term;
    uint32_t block, i;
    bool decoded; /* the block */
    mg_postings postings;
} look_up;

/* The first block from the present one on that does not end before a document, or the number of blocks. */
static uint32_t block_of(const look_up *l, uint32_t docid)
{
    const mg_impact_block *blocks = l->term->blocks;
    uint32_t low = l->block, high = l->term->n_blocks, step = 1;
    while (low + step < high && blocks[low + step - 1].last < docid) {
        low += step;
        step *= 2;
    }
    high = MG_MIN(high, low + step);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (blocks[middle].last < docid) low = middle + 1;
        else high = middle;
    }
    return low;
}

static mg_status wdf_in(look_up *l, uint32_t docid, uint32_t *wdf, mg_error *err)
{
    uint32_t block = block_of(l, docid);
    *wdf = 0;
    l->decoded &= block == l->block;
    l->block = block;
    if (block == l->term->n_blocks || l->term->blocks[block].first > docid) return MG_OK;
    if (!l->decoded) {
        MG_TRY(mg_block_decode(l->place, l->term, &l->term->blocks[block], &l->postings, err));
        l->decoded = true;
        l->i = 0;
    }
    while (l->i + 1 < l->postings.n && l->postings.docids[l->i] < docid) l->i++;
    if (l->postings.docids[l->i] == docid) *wdf = l->postings.wdfs[l->i];
    return MG_OK;
}

mg_status mg_place_wdfs(const mg_place *place, const mg_found_term *term, uint32_t number, uint32_t places, const uint32_t *docids,
                        size_t n, uint32_t *out, mg_error *err)
{
    look_up l;
    l.place = place;
    l.term = term;
    l.block = l.i = 0;
    l.decoded = false;
    for (size_t k = 0; k < n; k++)
        if ((docids[k] - 1) % places == number) MG_TRY(wdf_in(&l, (docids[k] - 1) / places + 1, &out[k], err));
    return MG_OK;
}

/* ---- positions ---- */

mg_status mg_positions_open(const mg_place *place, mg_span term, mg_positions *out, mg_error *err)
{
    *out = (mg_positions){.cursor = {.tree = &place->trees.position}};
    if (!make_key(term, sizeof out->key - 6, out->key, &out->key_n)) return mg_fail(err, MG_LIMIT, "a word of the query is too long");
    out->key[out->key_n++] = '\0';
    return MG_OK;
}

void mg_positions_close(mg_positions *positions)
{
    mg_buf_dispose(&positions->room);
}

/* Bits from the low end of each byte. Behind the end there are zeros. */
typedef struct {
    const unsigned char *at, *end;
    uint64_t bits;
    unsigned n;
} bit_reader;

static uint64_t take_bits(bit_reader *r, unsigned n)
{
    while (r->n < n) {
        r->bits |= (uint64_t)(r->at < r->end ? *r->at : 0) << r->n;
        r->at++;
        r->n += 8;
    }
    uint64_t value = r->bits & (((uint64_t)1 << n) - 1);
    r->bits >>= n;
    r->n -= n;
    return value;
}

/* A number below `range`, which is at most 2^32. */
static uint64_t take_code(bit_reader *r, uint64_t range)
{
    if (range <= 1) return 0;
    unsigned b = 64 - (unsigned)__builtin_clzll(range - 1);
    uint64_t spare = ((uint64_t)1 << b) - range, q = (range - spare) / 2;
    if (!spare) return take_bits(r, b);
    uint64_t x = take_bits(r, b - 1);
    if (x >= q) return x; /* one of the middle values, which take a bit less */
    return take_bits(r, 1) ? x + ((uint64_t)1 << (b - 1)) : x;
}

static void interpolate(bit_reader *r, uint32_t *p, size_t j, size_t k)
{
    while (k - j >= 2) {
        size_t m = j + (k - j) / 2;
        uint64_t room = (uint64_t)p[k] - p[j];
        uint64_t range = room >= k - j ? room - (k - j) + 1 : 1;
        p[m] = (uint32_t)(p[j] + (m - j) + take_code(r, range));
        interpolate(r, p, j, m);
        j = m;
    }
}

static mg_status decode_positions(mg_span tag, uint32_t **v, size_t *room, size_t *n, mg_error *err)
{
    const char *at = tag.p, *end = tag.p + tag.n;
    uint64_t last;
    if (!mg_tree_get_v(&at, end, &last) || last > UINT32_MAX) return damaged(err);
    bit_reader r = {(const unsigned char *)at, (const unsigned char *)end, 0, 0};
    uint64_t first = at == end ? last : take_code(&r, last), count = at == end ? 1 : take_code(&r, last - first) + 2;
    if (count > POSITIONS_MAX || count > last - first + 1) return damaged(err);
    if (count > *room) {
        uint32_t *grown = realloc(*v, count * sizeof **v);
        if (!grown) return mg_fail_nomem(err, "searching");
        *v = grown;
        *room = count;
    }
    (*v)[0] = (uint32_t)first;
    (*v)[count - 1] = (uint32_t)last;
    if (count > 2) interpolate(&r, *v, 0, count - 1);
    *n = count;
    return MG_OK;
}

mg_status mg_positions_read(mg_positions *p, uint32_t docid, uint32_t **v, size_t *room, size_t *n, mg_error *err)
{
    bool found, whole;
    mg_span tag, key = {p->key, (size_t)(mg_tree_put_d(p->key + p->key_n, docid) - p->key)};
    *n = 0;
    MG_TRY(mg_tree_find(&p->cursor, key, &found, err));
    if (!found) return MG_OK;
    MG_TRY(mg_tree_tag(&p->cursor, &p->room, &tag, &whole, err));
    return decode_positions(tag, v, room, n, err);
}
