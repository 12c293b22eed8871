/* positions.c - see positions.h. The form of positions is told in indexer/glass_code.h. */
#include "common/positions.h"

#include <endian.h>
#include <stdlib.h>

/* It is not known how many entries are before. */
#define UNCOUNTED UINT64_MAX

/* More positions than any word has in an article, whose text is below 2^27 bytes. */
#define POSITIONS_MAX ((uint64_t)1 << 26)

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "positions are damaged");
}

mg_status mg_positions_open(const mg_place *place, mg_span term, mg_positions *out, mg_error *err)
{
    *out = (mg_positions){.cursor = {.tree = &place->trees.position}, .before = UNCOUNTED, .until = UINT32_MAX};
    if (!mg_tree_put_term(term, sizeof out->key - 6, out->key, &out->key_n))
        return mg_fail(err, MG_LIMIT, "a word of the query is too long");
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
    unsigned n; /* so many are in `bits` */
} bit_reader;

/* More than the longest code needs. */
#define BITS_MIN 40

static void refill(bit_reader *r)
{
    if (r->end - r->at >= 8) {
        uint64_t eight;
        memcpy(&eight, r->at, sizeof eight);
        r->bits |= le64toh(eight) << r->n;
        r->at += (63 - r->n) / 8;
        r->n |= 56;
        return;
    }
    for (; r->n <= 56; r->n += 8) r->bits |= (uint64_t)(r->at < r->end ? *r->at++ : 0) << r->n;
}

/* A number below `range`, which is at most 2^32: of `range` values those in the middle take a bit less than the others. */
static inline uint64_t take_code(bit_reader *r, uint64_t range)
{
    if (range <= 1) return 0;
    if (r->n < BITS_MIN) refill(r);
    unsigned b = 63 - (unsigned)__builtin_clzll(range - 1); /* bits of these */
    uint64_t spare = ((uint64_t)2 << b) - range, x = r->bits & (((uint64_t)1 << b) - 1);
    bool more = !spare || x < (range - spare) / 2;
    x |= more ? r->bits & (uint64_t)1 << b : 0;
    r->bits >>= b + more;
    r->n -= b + more;
    return x;
}

/* Positions between the j-th and the k-th, which are known. Returns up to where they are known then: k, or where the first is that is
 * not below `until`. */
static size_t interpolate(bit_reader *r, uint32_t *p, size_t j, size_t k, uint32_t until)
{
    while (k - j >= 2) {
        size_t m = j + (k - j) / 2;
        uint64_t room = (uint64_t)p[k] - p[j];
        uint64_t range = room >= k - j ? room - (k - j) + 1 : 1;
        p[m] = (uint32_t)(p[j] + (m - j) + take_code(r, range));
        size_t known = interpolate(r, p, j, m, until);
        if (known < m || p[m] >= until) return known;
        j = m;
    }
    return k;
}

static mg_status decode_positions(mg_span tag, uint32_t until, uint32_t **v, size_t *room, size_t *n, mg_error *err)
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
    *n = count > 2 ? interpolate(&r, *v, 0, count - 1, until) + 1 : count;
    return MG_OK;
}

void mg_positions_ahead(const mg_positions *p, uint64_t before, mg_positions_spot *out)
{
    out->before = before;
    out->at.leaf = NULL;
    bool counted = p->before != UNCOUNTED && before != UNCOUNTED && before >= p->before && before - p->before <= UINT32_MAX;
    if (counted) mg_tree_ahead(&p->cursor, (uint32_t)(before - p->before), &out->at);
}

static mg_status find_entry(mg_positions *p, mg_span key, const mg_positions_spot *spot, bool *found, mg_error *err)
{
    mg_positions_spot near;
    if (!spot->at.leaf) { /* by now it may be */
        mg_positions_ahead(p, spot->before, &near);
        spot = &near;
    }
    *found = mg_tree_enter(&p->cursor, &spot->at, key);
    if (!*found) MG_TRY(mg_tree_find(&p->cursor, key, found, err));
    p->before = *found ? spot->before : UNCOUNTED;
    return MG_OK;
}

mg_status mg_positions_read(mg_positions *p, uint32_t docid, const mg_positions_spot *spot, uint32_t **v, size_t *room, size_t *n,
                            mg_error *err)
{
    bool found, whole;
    mg_span tag, key = {p->key, (size_t)(mg_tree_put_d(p->key + p->key_n, docid) - p->key)};
    *n = 0;
    MG_TRY(find_entry(p, key, spot, &found, err));
    if (!found) return MG_OK;
    MG_TRY(mg_tree_tag(&p->cursor, &p->room, &tag, &whole, err));
    return decode_positions(tag, p->until, v, room, n, err);
}
