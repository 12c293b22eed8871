/* lists.c - see lists.h. The forms of postings and positions are told in indexer/glass_postlist.c and glass_code.h. */
#include "common/lists.h"

#include <endian.h>

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

static mg_status find_few(mg_term_finder *finder, mg_span term, mg_arena *arena, mg_found_term *out, mg_error *err)
{
    mg_buf room = MG_BUF_INIT;
    char key[255];
    size_t n;
    bool found, whole;
    mg_span tag;
    if (!term.n || !mg_tree_put_term(term, sizeof key, key, &n)) return MG_OK;
    MG_TRY(mg_tree_find(&finder->cursor, (mg_span){key, n}, &found, err));
    if (!found) return MG_OK;
    mg_status status = mg_tree_tag(&finder->cursor, &room, &tag, &whole, err);
    if (status == MG_OK && !whole) tag = mg_arena_copy(arena, tag);
    if (status == MG_OK && !tag.p) status = mg_fail_nomem(err, "searching");
    if (status == MG_OK) status = take_chunk(finder->place, tag, arena, out, err);
    mg_buf_dispose(&room);
    return status;
}

mg_term_finder mg_term_finder_of(const mg_place *place)
{
    return (mg_term_finder){.place = place, .cursor = {.tree = &place->trees.postlist}};
}

mg_status mg_term_find(mg_term_finder *finder, mg_span term, mg_arena *arena, mg_found_term *out, mg_error *err)
{
    const mg_place *place = finder->place;
    const mg_impact_term *t;
    const mg_impact_block *blocks;
    *out = (mg_found_term){0};
    MG_TRY(mg_impacts_find(&place->impacts, term, &finder->told, &t, &blocks, err));
    if (!t) return find_few(finder, term, arena, out, err);
    *out = (mg_found_term){t->documents, t->n_blocks, blocks, place->trees.postlist.file, t, t->any};
    return MG_OK;
}

/* ---- postings ---- */

uint32_t mg_block_from(const mg_found_term *term, uint32_t block, uint32_t docid)
{
    const mg_impact_block *b = term->blocks;
    uint32_t n = term->n_blocks, step = 1;
    if (block >= n || b[block].last >= docid) return block;
    while (block + step < n && b[block + step].last < docid) {
        block += step;
        step *= 2;
    }
    uint32_t low = block + 1, high = MG_MIN(block + step, n);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (b[middle].last < docid) low = middle + 1;
        else high = middle;
    }
    return low;
}

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

/* Where in a vector of shorts the k-th of four is, from the low end of a long, with a zero above it: as a number of 32 bits. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WIDE(k) (k), 8 + (k)
#else
#define WIDE(k) 8 + (k), 3 - (k)
#endif

/* Write four numbers of 16 bits, `base` added to each. */
static inline void put_four(uint64_t four, uint32_t base, uint32_t *out)
{
    typedef uint64_t longs __attribute__((vector_size(16)));
    typedef uint16_t shorts __attribute__((vector_size(16)));
    typedef uint32_t words __attribute__((vector_size(16)));
    words wide = (words)__builtin_shuffle((shorts)(longs){four}, (shorts){0}, (shorts){WIDE(0), WIDE(1), WIDE(2), WIDE(3)});
    wide += base;
    memcpy(out, &wide, sizeof wide);
}

/* Four postings whose numbers take a byte each, as most do, from eight bytes. To multiply adds each step to all behind it. */
static inline uint64_t decode_four(uint64_t eight, uint64_t docid, uint32_t *docids, uint32_t *wdfs)
{
    static const uint64_t ones = 0x0001000100010001, bytes = 0x00ff00ff00ff00ff;
    uint64_t sums = ((eight & bytes) + ones) * ones;
    put_four(sums, (uint32_t)docid, docids);
    put_four(eight >> 8 & bytes, 0, wdfs);
    return docid + (sums >> 48);
}

/* The posting that begins in the low end of *eight, when its docid takes a byte or two and its wdf one: taken off, *used bytes more.
 * Without a branch, as nothing foretells which it is. False when it is longer. */
static inline bool decode_short(uint64_t *eight, unsigned *used, uint64_t *docid, uint32_t *wdf)
{
    uint64_t here = *eight, two = here >> 7 & 1, rest = here >> 8 * two;
    if (rest & 0x8080) return false;
    *docid += (here & 0x7f) + (here >> 1 & 0x3f80 & -two) + 1;
    *wdf = rest >> 8 & 0x7f;
    *eight = rest >> 16;
    *used += 2 + (unsigned)two;
    return true;
}

static uint64_t decode(const unsigned char *at, uint32_t first, mg_postings *out)
{
    uint64_t docid = first;
    out->docids[0] = first;
    out->wdfs[0] = take_v(&at);
    for (uint32_t i = 1; i < out->n;) {
        uint64_t eight;
        unsigned used = 0;
        memcpy(&eight, at, sizeof eight);
        eight = le64toh(eight);
        if (!(eight & MG_EIGHT_OF(0x80)) && i + 4 <= out->n) {
            docid = decode_four(eight, docid, out->docids + i, out->wdfs + i);
            at += 8;
            i += 4;
            continue;
        }
        for (uint32_t end = MG_MIN(i + 2, out->n); i < end && decode_short(&eight, &used, &docid, &out->wdfs[i]); i++)
            out->docids[i] = (uint32_t)docid;
        at += used;
        if (used) continue;
        docid += (uint64_t)take_v(&at) + 1;
        out->docids[i] = (uint32_t)docid;
        out->wdfs[i++] = take_v(&at);
    }
    return docid;
}

mg_status mg_block_decode(const mg_place *place, const mg_found_term *term, const mg_impact_block *block, mg_postings *out,
                          mg_error *err)
{
    unsigned char copy[MG_IMPACTS_FEW * POSTING_BYTES_MAX + 8]; /* as eight bytes are looked at where one is */
    mg_span file = block->at & MG_IMPACTS_HERE ? place->impacts.file : term->file;
    uint64_t at = block->at & MG_IMPACTS_AT;
    out->n = mg_block_count(block);
    if (out->n > MG_IMPACTS_FEW || at >= file.n || !block->first || block->last > place->trees.documents) return damaged(err);
    const unsigned char *from = (const unsigned char *)file.p + at;
    if (file.n - at < sizeof copy) { /* near the end of the file */
        memset(copy, 0, sizeof copy);
        memcpy(copy, from, file.n - at);
        from = copy;
    }
    return decode(from, block->first, out) == block->last ? MG_OK : damaged(err);
}
