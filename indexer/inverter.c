/* inverter.c - see inverter.h.
 *
 * The log holds, document by document and in no order of terms, u32 term, u8 length (LONG: a u32 follows), posting. */
#include "indexer/inverter.h"

#include "common/beside.h"
#include "indexer/glass_code.h"
#include "indexer/pages.h"

#define LONG 255

#define DATA_FIRST ((size_t)4 << 20)

/* A term of the document that is being made. */
typedef struct {
    uint32_t term;
    uint32_t before; /* the document of the batch that had it last, or 0 */
    uint32_t wdf;
    uint32_t chain; /* its last occurrence with a position, + 1 */
    uint8_t ahead, behind; /* codes of the words beside it */
} met_term;

/* What is known of each term. It is looked at for each occurrence, anywhere among all terms: so it is small. */
typedef struct {
    uint32_t stamp; /* serial of the last document that has it */
    uint32_t place; /* among the terms of that; while postings are dealt out, how many were */
    /* Of the batch: */
    uint32_t bytes; /* of its postings in the log; while they are dealt out, where the next goes */
    uint32_t collection;
} term_state;

typedef struct {
    uint32_t position;
    uint32_t before; /* the occurrence of the same term before it, + 1 */
} occurrence;

/* Words that stand for the same, at one position. */
#define SAME_MAX 8
typedef struct {
    uint32_t position, n, places[SAME_MAX];
    uint8_t codes;
} same_place;

struct mg_inverter {
    mg_terms *terms;
    mg_table_share share; /* of them */
    term_state *states; /* by term */
    size_t states_cap, states_bytes, states_n; /* n: behind the last that was used; memory behind that costs nothing */
    uint32_t serial; /* of the document, within the dictionary's life */
    uint32_t begun;  /* serial of the last document before the batch */
    bool nomem, limit;

    MG_VEC(met_term) met; /* terms of the document */
    MG_VEC(occurrence) occurrences;
    MG_VEC(uint32_t) positions;
    same_place stand[2];     /* the words met last, at `last_stand`, and those at the position before, if any */
    unsigned last_stand;

    mg_batch *batch;          /* being made; its runs and postings are not */
    MG_VEC(uint32_t) present; /* terms of the batch */
    size_t data_expected;     /* bytes of its documents' data: as many as the last one had; to have too much room costs nothing */
    char *log;
    size_t log_n, log_cap, log_used; /* used: by the longest log so far; memory behind that costs nothing */
    uint64_t taken;                  /* bytes of all batches before */
};

/* ---- life ---- */

mg_status mg_inverter_new(mg_terms *terms, mg_inverter **out, mg_error *err)
{
    mg_inverter *v = calloc(1, sizeof *v);
    if (!v) return mg_fail_nomem(err, "starting the indexer");
    v->data_expected = DATA_FIRST;
    mg_inverter_use(v, terms);
    *out = v;
    return MG_OK;
}

static void drop_states(mg_inverter *v)
{
    mg_pages_free(v->states, v->states_bytes);
    v->states = NULL;
    v->states_cap = v->states_bytes = 0;
}

void mg_inverter_use(mg_inverter *v, mg_terms *terms)
{
    mg_terms_drop(v->terms);
    v->terms = mg_terms_hold(terms);
    v->share = (mg_table_share){0};
    drop_states(v);
    v->states_n = 0;
    v->serial = 1;
    v->begun = 0;
}

void mg_inverter_free(mg_inverter *v)
{
    if (!v) return;
    mg_terms_drop(v->terms);
    drop_states(v);
    mg_vec_free(&v->met);
    mg_vec_free(&v->occurrences);
    mg_vec_free(&v->positions);
    mg_batch_free(v->batch);
    mg_vec_free(&v->present);
    mg_pages_free(v->log, v->log_cap);
    free(v);
}

static mg_batch *batch_of(mg_inverter *v)
{
    if (v->batch) return v->batch;
    v->batch = calloc(1, sizeof *v->batch);
    if (!v->batch || !mg_buf_reserve(&v->batch->data, v->data_expected)) v->nomem = true;
    if (v->batch) v->batch->terms = mg_terms_hold(v->terms);
    return v->batch;
}

/* ---- occurrences ---- */

uint32_t mg_inverter_term(mg_inverter *v, mg_span bytes)
{
    uint32_t term = mg_terms_add(v->terms, &v->share, bytes);
    v->nomem |= term == MG_NO_TERM;
    return term;
}

/* Make room for one more; false when memory runs out. Apart, because it is rare. */
static bool more_met(mg_inverter *v)
{
    void *moved = mg_vec_grow_(v->met.v, v->met.n, &v->met.cap, sizeof *v->met.v);
    if (moved) v->met.v = moved;
    else v->nomem = true;
    return moved;
}

static bool more_occurrences(mg_inverter *v)
{
    void *moved = mg_vec_grow_(v->occurrences.v, v->occurrences.n, &v->occurrences.cap, sizeof *v->occurrences.v);
    if (moved) v->occurrences.v = moved;
    else v->nomem = true;
    return moved;
}

/* To move many costs more than to have room. */
#define STATES_MANY ((size_t)32 << 10)
#define STATES_ROOM ((size_t)1 << 20)

/* Any thread may have numbered the term. */
static bool more_states(mg_inverter *v, uint32_t term)
{
    size_t n = MG_MAX((size_t)term + 4096, v->states_cap * 2);
    size_t bytes = (n < STATES_MANY ? n : MG_MAX(n, STATES_ROOM)) * sizeof(term_state);
    term_state *states = mg_pages_alloc(&bytes);
    if (!states) {
        v->nomem = true;
        return false;
    }
    if (v->states_n) memcpy(states, v->states, v->states_n * sizeof *states);
    drop_states(v);
    v->states = states;
    v->states_cap = bytes / sizeof *states;
    v->states_bytes = bytes;
    return true;
}

/* NULL: there is no such term, or memory ran out. */
static inline met_term *occur(mg_inverter *v, uint32_t term, uint32_t position, uint32_t wdf)
{
    if (term == MG_NO_TERM || (term >= v->states_cap && !more_states(v, term))) return NULL;
    term_state *s = &v->states[term];
    if (s->stamp != v->serial) {
        if (v->met.n == v->met.cap && !more_met(v)) return NULL;
        v->met.v[v->met.n] = (met_term){.term = term, .before = s->stamp > v->begun ? s->stamp - v->begun : 0};
        v->states_n = MG_MAX(v->states_n, (size_t)term + 1);
        s->stamp = v->serial;
        s->place = (uint32_t)v->met.n++;
    }
    met_term *m = &v->met.v[s->place];
    v->limit |= __builtin_add_overflow(m->wdf, wdf, &m->wdf);
    if (!position || (v->occurrences.n == v->occurrences.cap && !more_occurrences(v))) return m;
    v->occurrences.v[v->occurrences.n++] = (occurrence){position, m->chain};
    m->chain = (uint32_t)v->occurrences.n;
    return m;
}

void mg_inverter_occur(mg_inverter *v, uint32_t term, uint32_t position, uint32_t wdf)
{
    met_term *m = occur(v, term, position, wdf);
    if (m) m->ahead = m->behind = MG_BESIDE_UNKNOWN;
}

/* The words to come are at another position. */
static inline void go_on_to(mg_inverter *v, uint32_t position)
{
    same_place *last = &v->stand[v->last_stand];
    if (last->position + 1 != position) last->n = last->codes = 0;
    v->last_stand ^= 1;
    v->stand[v->last_stand].position = position;
    v->stand[v->last_stand].n = v->stand[v->last_stand].codes = 0;
}

void mg_inverter_word(mg_inverter *v, uint32_t term, uint32_t position, uint32_t wdf, uint8_t code)
{
    met_term *m = occur(v, term, position, wdf);
    if (!m) return;
    if (position != v->stand[v->last_stand].position) go_on_to(v, position);
    same_place *here = &v->stand[v->last_stand], *before = &v->stand[v->last_stand ^ 1];
    for (uint32_t i = 0; i < before->n; i++) {
        met_term *other = &v->met.v[before->places[i]];
        other->behind = mg_beside_add(other->behind, code);
    }
    m->ahead = mg_beside_add(m->ahead, before->codes);
    here->codes = mg_beside_add(here->codes, code);
    if (here->n < SAME_MAX) here->places[here->n++] = (uint32_t)(m - v->met.v);
    else m->behind = MG_BESIDE_UNKNOWN;
}

void mg_inverter_expect(const mg_inverter *v, uint32_t term)
{
    if (term < v->states_cap) MG_PREFETCH(&v->states[term]);
}

void mg_inverter_value(mg_inverter *v, uint32_t slot, mg_span value)
{
    mg_batch *b = batch_of(v);
    if (!b || !value.n) return;
    size_t i = 0;
    while (i < b->slots.n && b->slots.v[i].slot != slot) i++;
    if (i == b->slots.n && !mg_vec_push(&b->slots, (mg_batch_slot){.slot = slot})) {
        v->nomem = true;
        return;
    }
    mg_batch_slot *s = &b->slots.v[i];
    uint32_t number = b->documents + 1;
    mg_glass_v(&s->values, number - s->last);
    mg_glass_s(&s->values, value);
    s->last = number;
    v->nomem |= s->values.failed;
}

/* ---- the end of a document ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The positions of a chain, rising, each once, at the end of v->positions, which has room for all occurrences.
 * They mostly come in order. */
static const uint32_t *unchain(mg_inverter *v, uint32_t chain, size_t *n)
{
    uint32_t *end = v->positions.v + v->occurrences.n, *p = end;
    bool rising = true;
    for (uint32_t at = chain; at; at = v->occurrences.v[at - 1].before) {
        *--p = v->occurrences.v[at - 1].position;
        rising &= p + 1 == end || p[0] < p[1];
    }
    *n = (size_t)(end - p);
    if (rising) return p;
    qsort(p, *n, sizeof *p, by_number);
    size_t kept = 1;
    for (size_t i = 1; i < *n; i++)
        if (p[i] != p[kept - 1]) p[kept++] = p[i];
    *n = kept;
    return p;
}

/* Append the posting of a term to the log, which has room for it: the head of the record too. */
static void log_posting(mg_inverter *v, const met_term *m, uint32_t number)
{
    const uint32_t term = m->term;
    term_state *s = &v->states[term];
    char *record = v->log + v->log_n, *at = record + sizeof term + 1;
    bool placed = m->chain;
    char *posting = at;
    at = mg_glass_put_v(at, number - m->before);
    at = mg_glass_put_v(at, (uint64_t)m->wdf * 2 + placed);
    if (placed) *at++ = (char)mg_beside_byte(m->wdf, m->ahead, m->behind);
    if (placed && !v->occurrences.v[m->chain - 1].before) { /* one position: its tag is itself */
        char *length = at++;
        at = mg_glass_put_v(at, v->occurrences.v[m->chain - 1].position);
        *length = (char)(at - length - 1);
    } else if (placed) {
        size_t n, length;
        const uint32_t *p = unchain(v, m->chain, &n);
        char *tag = at + 1; /* most are shorter than 128 bytes */
        char *end = mg_glass_put_positions(tag, p, n);
        length = (size_t)(end - tag);
        if (length >= 128) {
            char head[10];
            size_t n_head = (size_t)(mg_glass_put_v(head, length) - head);
            memmove(at + n_head, tag, length);
            memcpy(at, head, n_head);
            at += n_head + length;
        } else {
            *at = (char)length;
            at = end;
        }
    }
    size_t length = (size_t)(at - posting);
    memcpy(record, &term, sizeof term);
    record[sizeof term] = (char)MG_MIN(length, (size_t)LONG);
    if (length >= LONG) {
        uint32_t length32 = (uint32_t)length;
        memmove(posting + sizeof length32, posting, length);
        memcpy(posting, &length32, sizeof length32);
        at += sizeof length32;
    }
    v->log_n += (size_t)(at - record);

    if (!m->before) v->present.v[v->present.n++] = term;
    v->limit |= __builtin_add_overflow(s->collection, m->wdf, &s->collection);
    s->bytes += (uint32_t)length;
}

/* To move a log costs more than to have room. */
#define LOG_FIRST ((size_t)16 << 20)

static bool more_log(mg_inverter *v, size_t bytes)
{
    size_t cap = MG_MAX(LOG_FIRST, MG_MAX(v->log_n + bytes, v->log_cap * 2));
    char *log = mg_pages_alloc(&cap);
    if (!log) return false;
    if (v->log_n) memcpy(log, v->log, v->log_n);
    mg_pages_free(v->log, v->log_cap);
    v->log = log;
    v->log_cap = cap;
    return true;
}

/* Room for what log_posting needs for all terms of the document. */
static bool make_room(mg_inverter *v)
{
    size_t positions = v->occurrences.n, terms = v->met.n;
    size_t bytes = terms * 40 + positions * MG_GLASS_POSITION_MAX;
    if (bytes > UINT32_MAX / 4 * 3) v->limit = true; /* the postings of a batch are counted in 32 bits; 128 MB of text have fewer */
    if (v->limit || (bytes > v->log_cap - v->log_n && !more_log(v, bytes))) return false;
    if (positions > v->positions.cap) {
        size_t cap = positions + positions / 2;
        uint32_t *p = realloc(v->positions.v, cap * sizeof *p);
        if (!p) return false;
        v->positions.v = p;
        v->positions.cap = cap;
    }
    if (v->present.n + terms > v->present.cap) {
        size_t cap = (v->present.n + terms) * 2;
        uint32_t *p = realloc(v->present.v, cap * sizeof *p);
        if (!p) return false;
        v->present.v = p;
        v->present.cap = cap;
    }
    return true;
}

/* The states of terms lie far apart: they are fetched so many terms before they are needed. */
#define FETCH_AHEAD 8

mg_status mg_inverter_end(mg_inverter *v, mg_span data, mg_error *err)
{
    mg_batch *b = batch_of(v);
    uint64_t length = 0;
    if (v->nomem || !b) return mg_fail_nomem(err, "inverting an article");
    v->limit |= v->occurrences.n >= UINT32_MAX;
    bool room = make_room(v);
    if (v->limit) return mg_fail(err, MG_LIMIT, "an article has too many words");
    if (!room) return mg_fail_nomem(err, "inverting an article");
    for (size_t i = 0; i < v->met.n; i++) {
        if (i + FETCH_AHEAD < v->met.n) MG_PREFETCH(&v->states[v->met.v[i + FETCH_AHEAD].term]);
        const met_term *m = &v->met.v[i];
        length += m->wdf;
        b->wdf_max = MG_MAX(b->wdf_max, m->wdf);
        log_posting(v, m, b->documents + 1);
    }
    if (length > UINT32_MAX || v->limit) return mg_fail(err, MG_LIMIT, "an article has too many words");
    mg_buf_add(&b->data, data);
    if (b->data.failed || !mg_vec_push(&b->lengths, (uint32_t)length) || !mg_vec_push(&b->data_ends, b->data.n))
        return mg_fail_nomem(err, "inverting an article");
    b->documents++;
    v->serial++;
    v->met.n = v->occurrences.n = 0;
    v->stand[v->last_stand] = (same_place){0};
    return MG_OK;
}

/* ---- the batch ---- */

size_t mg_inverter_pending(const mg_inverter *v)
{
    return v->log_n + v->present.n * sizeof *v->present.v + (v->batch ? v->batch->data.n + v->batch->documents * sizeof *v->batch->lengths.v : 0);
}

#define FULL_FIRST ((size_t)8 << 20)
#define FULL_OF_TAKEN 4

bool mg_inverter_is_full(const mg_inverter *v)
{
    return mg_inverter_pending(v) >= MG_MAX(FULL_FIRST, v->taken / FULL_OF_TAKEN);
}

size_t mg_inverter_memory(const mg_inverter *v)
{
    return v->states_n * sizeof *v->states + MG_MAX(v->log_used, v->log_n) + v->present.cap * sizeof *v->present.v +
           v->met.cap * sizeof *v->met.v + v->positions.cap * sizeof *v->positions.v + v->occurrences.cap * sizeof *v->occurrences.v;
}

static inline void copy_posting(char *to, const char *from, size_t n)
{
    if (n >= 8) {
        memcpy(to, from, n);
    } else if (n >= 4) {
        uint32_t low, high;
        memcpy(&low, from, 4);
        memcpy(&high, from + n - 4, 4);
        memcpy(to, &low, 4);
        memcpy(to + n - 4, &high, 4);
    } else {
        for (size_t i = 0; i < n; i++) to[i] = from[i];
    }
}

/* Which terms have a run, part by part. */
static void order_runs(const mg_inverter *v, mg_batch *b)
{
    size_t *first = b->first_run, at[MG_TERM_PARTS];
    memset(first, 0, sizeof b->first_run);
    for (size_t i = 0; i < v->present.n; i++) first[mg_term_part(v->present.v[i]) + 1]++;
    for (size_t part = 1; part <= MG_TERM_PARTS; part++) first[part] += first[part - 1];
    memcpy(at, first, sizeof at);
    for (size_t i = 0; i < v->present.n; i++) b->runs[at[mg_term_part(v->present.v[i])]++].term = v->present.v[i];
    b->n_runs = v->present.n;
}

/* Deal the log out: where the runs start, then each posting to its place. */
static mg_status deal(mg_inverter *v, mg_batch *b, mg_error *err)
{
    uint64_t total = 0;
    for (size_t i = 0; i < v->present.n; i++) total += v->states[v->present.v[i]].bytes + MG_GLASS_V_MAX;
    if (total > UINT32_MAX) return mg_fail(err, MG_LIMIT, "a batch of articles has too many words");
    b->runs = malloc((v->present.n + 1) * sizeof *b->runs);
    b->postings = malloc(total + 1);
    if (!b->runs || !b->postings) return mg_fail_nomem(err, "inverting articles");
    order_runs(v, b);
    uint32_t start = 0;
    for (size_t i = 0; i < b->n_runs; i++) {
        if (i + FETCH_AHEAD < b->n_runs) MG_PREFETCH(&v->states[b->runs[i + FETCH_AHEAD].term]);
        uint32_t term = b->runs[i].term;
        term_state *s = &v->states[term];
        uint32_t bytes = s->bytes;
        char *head = b->postings + start;
        b->runs[i] = (mg_run){term, start, 0};
        head = mg_glass_put_v(head, s->collection);
        start = (uint32_t)(head - b->postings);
        *s = (term_state){.stamp = s->stamp, .bytes = start};
        start += bytes;
    }
    b->runs[b->n_runs] = (mg_run){MG_NO_TERM, start, 0};
    for (size_t at = 0; at < v->log_n;) {
        uint32_t term, length = (unsigned char)v->log[at + sizeof term];
        memcpy(&term, v->log + at, sizeof term);
        at += sizeof term + 1;
        if (length == LONG) {
            memcpy(&length, v->log + at, sizeof length);
            at += sizeof length;
        }
        copy_posting(b->postings + v->states[term].bytes, v->log + at, length);
        v->states[term].bytes += length;
        v->states[term].place++;
        at += length;
    }
    for (size_t i = 0; i < b->n_runs; i++) {
        term_state *s = &v->states[b->runs[i].term];
        b->runs[i].documents = s->place;
        s->bytes = 0;
    }
    return MG_OK;
}

mg_status mg_inverter_take(mg_inverter *v, mg_batch **out, mg_error *err)
{
    mg_batch *b = batch_of(v);
    if (!b) return mg_fail_nomem(err, "inverting articles");
    MG_TRY(deal(v, b, err));
    v->taken += mg_inverter_pending(v);
    v->log_used = MG_MAX(v->log_used, v->log_n);
    v->log_n = 0;
    v->begun = v->serial - 1;
    v->data_expected = MG_MAX(v->data_expected, b->data.n);
    v->present.n = 0;
    v->batch = NULL;
    *out = b;
    return MG_OK;
}
