/* dictionary.c - see dictionary.h. The keys of postings are told in indexer/glass_postlist.c. */
#include "common/dictionary.h"

#include <stdlib.h>

/* Terms between looks at whether to stop. */
#define LOOK_EVERY 1024

/* Longest key. */
#define KEY_MAX 255

/* A segment, and the term at which it stands. */
typedef struct {
    const mg_match_place *place;
    mg_tree_cursor cursor;
    size_t removed; /* of the removed file's terms none before it is of further use */
    bool more;
    char term[KEY_MAX];
    size_t n;
    uint32_t documents;
} source;

static mg_status damaged(mg_error *err)
{
    return mg_fail(err, MG_CORRUPT, "the index's words are damaged");
}

/* The term of a key. False for a key of further postings, and for what is none of a term: they have a zero byte without ff behind it, or
 * are empty, as a table's first one is. */
static bool take_term(mg_span key, char *term, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < key.n; i++) {
        term[(*n)++] = key.p[i];
        if (key.p[i]) continue;
        if (i + 1 == key.n || key.p[i + 1] != '\xff') return false;
        i++;
    }
    return key.n > 0;
}

/* Go on from a key of a term's further postings to that of another term. */
static mg_status pass_postings(source *s, mg_error *err)
{
    mg_span here = s->cursor.key;
    const char *zero = here.p;
    char key[KEY_MAX + 1];
    while ((zero = memchr(zero, '\0', (size_t)(here.p + here.n - zero))) && zero + 1 < here.p + here.n && zero[1] == '\xff') zero += 2;
    size_t n = zero ? (size_t)(zero - here.p) + 1 : here.n;
    memcpy(key, here.p, n);
    key[n] = '\xff';
    MG_TRY(mg_tree_from(&s->cursor, (mg_span){key, n + 1}, &s->more, err));
    bool rises = !s->more || mg_span_cmp(s->cursor.key, (mg_span){key, n}) > 0;
    return rises ? MG_OK : damaged(err);
}

/* Take the term where the cursor stands, or the first behind it. */
static mg_status take_next(source *s, mg_span prefix, mg_error *err)
{
    uint64_t documents;
    while (s->more && (!s->cursor.first || !take_term(s->cursor.key, s->term, &s->n))) {
        if (s->cursor.first && s->cursor.key.n) MG_TRY(pass_postings(s, err));
        else MG_TRY(mg_tree_next(&s->cursor, &s->more, err));
    }
    s->more = s->more && mg_span_starts((mg_span){s->term, s->n}, prefix);
    if (!s->more) return MG_OK;
    const char *at = s->cursor.piece.p, *end = at + s->cursor.piece.n;
    if (!mg_tree_get_v(&at, end, &documents) || documents > s->place->place->trees.documents) return damaged(err);
    s->documents = (uint32_t)documents;
    return MG_OK;
}

static mg_status start(source *s, const mg_match_place *place, mg_span prefix, mg_error *err)
{
    char key[KEY_MAX];
    size_t n;
    s->place = place;
    s->cursor.tree = &place->place->trees.postlist;
    if (!mg_tree_put_term(prefix, sizeof key, key, &n)) return MG_OK;
    if (place->removed) s->removed = mg_removed_seek_term(place->removed, prefix);
    MG_TRY(mg_tree_from(&s->cursor, (mg_span){key, n}, &s->more, err));
    return take_next(s, prefix, err);
}

/* How many of its documents of the term are removed. */
static uint32_t count_removed(source *s)
{
    const mg_removed *list = s->place->removed;
    mg_span here, term = {s->term, s->n};
    uint32_t documents;
    int order = -1;
    while (list && mg_removed_term(list, s->removed, &here, &documents) && (order = mg_span_cmp(here, term)) < 0) s->removed++;
    return order == 0 ? MG_MIN(documents, s->documents) : 0;
}

/* The source whose term is the first; NULL when all are at their end. */
static source *first_of(source *sources, size_t n)
{
    source *first = NULL;
    for (size_t i = 0; i < n; i++)
        if (sources[i].more && (!first || mg_span_cmp((mg_span){sources[i].term, sources[i].n}, (mg_span){first->term, first->n}) < 0))
            first = &sources[i];
    return first;
}

static mg_status visit_all(source *sources, size_t n, mg_span prefix, const mg_stop *stop, mg_term_visitor *visit, void *payload,
                           mg_error *err)
{
    char term[KEY_MAX];
    size_t looked = 0;
    for (source *first; (first = first_of(sources, n));) {
        mg_span all = {term, first->n};
        uint32_t documents = 0;
        memcpy(term, first->term, first->n);
        for (source *s = first; s < sources + n; s++) {
            if (!s->more || !mg_span_eq((mg_span){s->term, s->n}, all)) continue;
            documents += s->documents - count_removed(s);
            MG_TRY(mg_tree_next(&s->cursor, &s->more, err));
            MG_TRY(take_next(s, prefix, err));
        }
        if (documents && !visit(payload, all, documents)) return MG_OK;
        if (++looked % LOOK_EVERY == 0) MG_TRY(mg_stop_check(stop, err));
    }
    return MG_OK;
}

mg_status mg_dictionary_visit(const mg_match_place *places, size_t n, mg_span prefix, const mg_stop *stop, mg_term_visitor *visit,
                              void *payload, mg_error *err)
{
    source *sources = calloc(n + 1, sizeof *sources);
    mg_status status = sources ? MG_OK : mg_fail_nomem(err, "reading the index's words");
    for (size_t i = 0; i < n && status == MG_OK; i++) status = start(&sources[i], &places[i], prefix, err);
    if (status == MG_OK) status = visit_all(sources, n, prefix, stop, visit, payload, err);
    free(sources);
    return status;
}
