/* impacts.c - see impacts.h. */
#include "common/impacts.h"

#include "common/buf.h"
#include "common/hash.h"
#include "common/map.h"

#include <stdlib.h>

uint64_t mg_impacts_check(uint64_t hash, mg_span bytes)
{
    for (size_t at = 0; at < bytes.n; at += 8) hash = mg_hash_mix(hash ^ mg_hash_load(bytes.p + at, bytes.n - at), MG_HASH_FACTOR);
    return hash;
}

uint64_t mg_impacts_check_term(const mg_impact_term *term, mg_span key, const mg_impact_block *blocks)
{
    mg_impact_term plain = *term;
    plain.check = 0;
    uint64_t hash = mg_impacts_check(MG_IMPACTS_CHECK, (mg_span){(const char *)&plain, sizeof plain});
    hash = mg_impacts_check(hash, (mg_span){(const char *)blocks, term->n_blocks * sizeof *blocks});
    return mg_impacts_check(hash, key);
}

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "the impacts of a segment are damaged");
}

/* Parts follow each other in the file and have room for what they hold. */
static bool is_sane(const mg_impacts_header *h, uint64_t size, uint32_t documents, uint64_t postlist)
{
    const uint64_t at[] = {sizeof *h, h->lengths, h->ranks, h->zones, h->dates, h->values, h->data, h->terms, h->keys, h->end};
    for (size_t i = 1; i < MG_COUNT(at); i++)
        if (at[i] < at[i - 1] || at[i] > size || (at[i] % 8 && i + 1 < MG_COUNT(at))) return false;
    uint64_t n = documents, zones = (n + MG_IMPACTS_ZONE - 1) / MG_IMPACTS_ZONE;
    return h->documents == documents && h->postlist == postlist && h->end == size && h->ranks - h->lengths >= 4 * n &&
           h->zones - h->ranks >= 4 * n && h->dates - h->zones >= 8 * zones && h->values - h->dates >= 4 * (uint64_t)h->n_dates &&
           h->keys - h->terms == sizeof(mg_impact_term) * (uint64_t)h->n_terms;
}

static mg_status lay_out(mg_impacts *m, uint32_t documents, uint64_t postlist, mg_error *err)
{
    const mg_impacts_header *h = m->header = (const void *)m->file.p;
    if (m->file.n < sizeof *h) return damaged(err);
    if (memcmp(h->magic, MG_IMPACTS_MAGIC, sizeof h->magic) != 0 || h->order != 1)
        return mg_fail(err, MG_VERSION, "the impacts of a segment are of another version");
    size_t skip = offsetof(mg_impacts_header, body);
    if (mg_impacts_check(MG_IMPACTS_CHECK, (mg_span){m->file.p + skip, sizeof *h - skip}) != h->check) return damaged(err);
    if (!is_sane(h, m->file.n, documents, postlist)) return damaged(err);
    m->lengths = (const void *)(m->file.p + h->lengths);
    m->ranks = (const void *)(m->file.p + h->ranks);
    m->zones = (const void *)(m->file.p + h->zones);
    m->terms = (const void *)(m->file.p + h->terms);
    m->checked = calloc(h->n_terms / 32 + 1, sizeof *m->checked);
    return m->checked ? MG_OK : mg_fail_nomem(err, "opening the index");
}

mg_status mg_impacts_open(const char *path, uint32_t documents, uint64_t postlist, mg_impacts *out, mg_error *err)
{
    *out = (mg_impacts){0};
    mg_buf file = MG_BUF_INIT;
    mg_buf_addf(&file, "%s/" MG_IMPACTS_NAME, path);
    mg_status status = mg_buf_check(&file, "opening the index", err);
    if (status == MG_OK) status = mg_map_open(file.p, &out->file, err);
    if (status == MG_OK) status = lay_out(out, documents, postlist, err);
    if (status != MG_OK) mg_impacts_close(out);
    mg_buf_dispose(&file);
    return status;
}

void mg_impacts_close(mg_impacts *impacts)
{
    mg_map_close(impacts->file);
    free(impacts->checked);
    *impacts = (mg_impacts){0};
}

static mg_span key_of(const mg_impacts *m, const mg_impact_term *t)
{
    uint64_t room = m->file.n - m->header->keys;
    if (t->key > room || t->key_n > room - t->key) return (mg_span){0};
    return (mg_span){m->file.p + m->header->keys + t->key, t->key_n};
}

/* The first term from `near` on that is not before `term`; from the start when that is before it. */
static uint32_t term_from(const mg_impacts *m, mg_span term, uint32_t near)
{
    uint32_t n = m->header->n_terms, low = near, high = n, step = 1;
    if (near < n && mg_span_cmp(key_of(m, &m->terms[near]), term) < 0) {
        for (; low + step < n && mg_span_cmp(key_of(m, &m->terms[low + step]), term) < 0; step *= 2) low += step;
        high = MG_MIN(low + step, n);
    } else if (near == 0 || near >= n || mg_span_cmp(key_of(m, &m->terms[near - 1]), term) >= 0) {
        low = 0;
    } else {
        return near;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (mg_span_cmp(key_of(m, &m->terms[middle]), term) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Once is enough: frequent terms have many blocks. */
enum { TERM, BESIDE };
static bool is_checked(const mg_impacts *m, uint32_t number, int what)
{
    return __atomic_load_n(&m->checked[number / 32], __ATOMIC_RELAXED) >> (2 * (number % 32) + (unsigned)what) & 1;
}

static void set_checked(const mg_impacts *m, uint32_t number, int what)
{
    __atomic_fetch_or(&m->checked[number / 32], (uint64_t)1 << (2 * (number % 32) + (unsigned)what), __ATOMIC_RELAXED);
}

/* Is the term as it was written? */
static bool is_whole(const mg_impacts *m, uint32_t number, mg_span key, const mg_impact_block *blocks)
{
    if (is_checked(m, number, TERM)) return true;
    if (mg_impacts_check_term(&m->terms[number], key, blocks) != m->terms[number].check) return false;
    set_checked(m, number, TERM);
    return true;
}

mg_status mg_impacts_find(const mg_impacts *m, mg_span term, uint32_t *near, const mg_impact_term **out,
                          const mg_impact_block **blocks, mg_error *err)
{
    uint32_t low = *near = term_from(m, term, *near);
    *out = NULL;
    if (low == m->header->n_terms || !mg_span_eq(key_of(m, &m->terms[low]), term)) return MG_OK;
    const mg_impact_term *t = &m->terms[low];
    uint64_t bytes = t->n_blocks * sizeof **blocks;
    bool inside = t->blocks % 8 == 0 && t->blocks <= m->file.n && bytes <= m->file.n - t->blocks && t->n_blocks;
    if (!inside) return damaged(err);
    *blocks = (const void *)(m->file.p + t->blocks);
    if (!is_whole(m, low, term, *blocks)) return damaged(err);
    *out = t;
    return MG_OK;
}

const uint8_t *mg_impacts_beside(const mg_impacts *m, const mg_impact_term *t)
{
    uint32_t number = (uint32_t)(t - m->terms);
    bool inside = t->beside && t->beside <= m->file.n && t->documents <= m->file.n - t->beside;
    if (!inside) return NULL;
    mg_span bytes = {m->file.p + t->beside, t->documents};
    if (!is_checked(m, number, BESIDE)) {
        if (mg_impacts_check(MG_IMPACTS_CHECK, bytes) != t->beside_check) return NULL;
        set_checked(m, number, BESIDE);
    }
    return (const uint8_t *)bytes.p;
}

/* ---- dates ---- */

mg_span mg_impacts_value(const mg_impacts *m, uint32_t rank)
{
    const mg_impacts_header *h = m->header;
    const uint32_t *ends = (const void *)(m->file.p + h->dates);
    mg_span values = {m->file.p + h->values, h->data - h->values};
    return mg_span_sub(values, rank > 1 ? ends[rank - 2] : 0, ends[rank - 1]);
}

/* How many ranks have values below `value`, or up to it. */
static uint32_t ranks_below(const mg_impacts *m, mg_span value, bool with_it)
{
    uint32_t low = 0, high = m->header->n_dates;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = mg_span_cmp(mg_impacts_value(m, middle + 1), value);
        if (order < 0 || (order == 0 && with_it)) low = middle + 1;
        else high = middle;
    }
    return low;
}

void mg_impacts_dates(const mg_impacts *m, mg_span low, mg_span high, uint32_t *first, uint32_t *last)
{
    *first = ranks_below(m, low, false) + 1;
    *last = high.n ? ranks_below(m, high, true) : m->header->n_dates;
}

mg_span mg_impacts_date(const mg_impacts *m, uint32_t docid)
{
    uint32_t rank = m->ranks[docid - 1];
    return rank && rank <= m->header->n_dates ? mg_impacts_value(m, rank) : (mg_span){0};
}

uint32_t mg_impacts_next_dated(const mg_impacts *m, uint32_t docid, uint32_t first, uint32_t last)
{
    uint32_t n = m->header->documents, doc = docid - 1; /* from 0 on */
    while (doc < n) {
        uint32_t zone = doc / MG_IMPACTS_ZONE, end = MG_MIN(n, (zone + 1) * MG_IMPACTS_ZONE);
        const uint32_t *z = m->zones + 2 * (size_t)zone;
        for (; doc < end && z[1] && z[0] <= last && z[1] >= first; doc++)
            if (m->ranks[doc] >= first && m->ranks[doc] <= last) return doc + 1;
        doc = end;
    }
    return 0;
}
