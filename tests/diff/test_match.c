/* test_match.c - Morgue's own matcher answers as libxapian does: made-up archives of several segments, some with documents removed,
 * queries of every operator that it takes, options of any kind. The same documents, in the same order but for those whose
 * weights differ in the last bits; the bounds of the number of matches hold. */
#include "common/dictionary.h"
#include "common/match.h"

#include "common/beside.h"
#include "common/schema.h"
#include "indexer/impacts_verify.h"
#include "tests/support/cut_index.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS = 40, RARE = 30, SEGMENTS_MAX = 4, DEPTH = 3 };

/* Word 0 is in most documents, later ones in ever fewer; one has a zero byte, and one is so long that its chunks are cut. */
static mg_span word(size_t i)
{
    static char text[WORDS][8], tail[200];
    if (i == 7) return (mg_span){"a\0b", 3};
    if (i == 5) return memset(tail, 'l', sizeof tail), (mg_span){tail, sizeof tail};
    snprintf(text[i], sizeof text[i], "w%zu", i);
    return mg_span_str(text[i]);
}

static mg_span rare_word(size_t i)
{
    static char text[RARE][8];
    snprintf(text[i], sizeof text[i], "rare%zu", i);
    return mg_span_str(text[i]);
}

static size_t random_word(uint64_t *seed)
{
    size_t n = 1 + random_below(seed, WORDS);
    return random_below(seed, (uint32_t)n);
}

static const mg_stop never = MG_STOP_INIT;

/* ---- archives ---- */

/* `same`: here and there words stand at one position, with which libxapian's NEAR misses documents. */
static void add_document(collection *c, uint64_t *seed, bool same)
{
    static const char *const dates[] = {"", "18981231~~~~~~", "20240229120000", "20240229120001", "20250307~~~~~~"};
    uint32_t n = random_below(seed, 5) ? 1 + random_below(seed, 12) : random_below(seed, 120);
    uint32_t padding = random_below(seed, 3) ? 0 : random_below(seed, 3000);
    size_t last = 0;
    for (uint32_t at = 1; at <= n; at++) {
        last = random_below(seed, 4) ? random_word(seed) : last; /* words come again */
        collection_term(c, word(last), at, 1 + (random_below(seed, 50) == 0 ? random_below(seed, 300) : 0));
        for (uint32_t more = same && !random_below(seed, 10) ? 1 + random_below(seed, 9) : 0; more--;)
            collection_term(c, word(random_word(seed)), at, 1);
    }
    if (random_below(seed, 50) == 0) collection_term(c, rare_word(random_below(seed, RARE)), n + 1, 1 + random_below(seed, 4));
    if (padding) collection_term(c, MG_SPAN("padding"), 0, padding);
    collection_term(c, MG_SPAN("XALL"), 0, 0);
    collection_term(c, random_below(seed, 3) ? MG_SPAN("XSOURCEa") : MG_SPAN("XSOURCEb"), 0, 0);
    static char days[300][16]; /* they stay, as the collection does not copy them */
    const char *date = dates[random_below(seed, MG_COUNT(dates))];
    if (random_below(seed, 2)) {
        uint32_t day = random_below(seed, MG_COUNT(days));
        snprintf(days[day], sizeof days[day], "20%02u%02u%02u~~~~~~", day % 30, 1 + day / 30, 1 + day % 28);
        date = days[day];
    }
    if (*date) collection_value(c, MG_SLOT_DATE, mg_span_str(date));
    collection_end(c, MG_SPAN(""));
}

typedef struct {
    char *dir;
    size_t n;
    char segments[SEGMENTS_MAX][200];
    mg_removed *removed[SEGMENTS_MAX];
    mg_place places[SEGMENTS_MAX];
    mg_match_place matched[SEGMENTS_MAX];
    mg_db *stock;
    uint32_t documents;
    mg_match_memory memory;
} archive;

static void remove_some(archive *a, const collection *c, uint64_t *seed, size_t segment, size_t from, size_t to)
{
    bool *gone = calloc(to + 1, sizeof *gone);
    char path[300];
    uint32_t one_in = 2 + random_below(seed, 20);
    assert_non_null(gone);
    for (size_t i = from; i < to; i++) gone[i] = random_below(seed, one_in) == 0;
    snprintf(path, sizeof path, "%s/removed%zu", a->dir, segment);
    cut_removed(c, from, to, gone, path);
    assert_int_equal(mg_removed_open(path, &a->removed[segment], NULL), MG_OK);
    free(gone);
}

/* libxapian's matcher gets the same segments without their impacts. */
static void make_archive_of(archive *a, uint64_t *seed, size_t documents, bool same)
{
    collection c = COLLECTION_INIT;
    char impacts[300];
    const char *paths[SEGMENTS_MAX];
    mg_error err = MG_ERROR_INIT;
    *a = (archive){.dir = scratch_dir(), .n = 1 + random_below(seed, SEGMENTS_MAX), .documents = (uint32_t)documents};
    for (size_t i = 0; i < documents; i++) add_document(&c, seed, same);
    for (size_t i = 0, from = 0, to; i < a->n; i++, from = to) {
        to = i + 1 == a->n ? documents : from + random_below(seed, (uint32_t)(documents - from) + 1);
        snprintf(a->segments[i], sizeof a->segments[i], "%s/segment%zu", a->dir, i);
        paths[i] = a->segments[i];
        collection_segment(&c, from, to, 1000, a->segments[i]);
        if (to > from && random_below(seed, 2)) remove_some(a, &c, seed, i, from, to);
        if (mg_impacts_verify(a->segments[i], &err) != MG_OK) fail_msg("%s", err.msg);
        if (mg_place_open(a->segments[i], &a->places[i], &err) != MG_OK) fail_msg("%s", err.msg);
        a->matched[i] = (mg_match_place){&a->places[i], a->removed[i]};
        snprintf(impacts, sizeof impacts, "%s/" MG_IMPACTS_NAME, a->segments[i]);
        assert_int_equal(unlink(impacts), 0);
    }
    assert_int_equal(mg_db_open(paths, (const mg_removed *const *)a->removed, a->n, &a->stock, NULL), MG_OK);
    mg_db_watch(a->stock, &never); /* phrases are then matched beside what watches them */
    collection_free(&c);
}

static void make_archive(archive *a, uint64_t *seed, size_t documents)
{
    make_archive_of(a, seed, documents, false);
}

static void drop_archive(archive *a)
{
    mg_db_close(a->stock);
    mg_match_memory_dispose(&a->memory);
    for (size_t i = 0; i < a->n; i++) {
        mg_removed_close(a->removed[i]);
        mg_place_close(&a->places[i]);
    }
    scratch_remove(a->dir);
}

/* ---- queries ---- */

static mg_xquery *new_query(mg_arena *arena, mg_xquery_op op, size_t n, const mg_xquery ***kids)
{
    mg_xquery *q = mg_arena_alloc(arena, sizeof *q);
    *kids = mg_arena_alloc(arena, (n + 1) * sizeof **kids);
    assert_true(q && *kids);
    *q = (mg_xquery){.op = op, .kids = *kids, .n = n};
    return q;
}

static const mg_xquery *any_term(mg_arena *arena, uint64_t *seed)
{
    const mg_xquery **kids;
    mg_xquery *q = new_query(arena, MG_X_TERM, 0, &kids);
    uint32_t kind = random_below(seed, 12);
    q->term = kind == 0 ? MG_SPAN("XSOURCEa") : kind == 1 ? MG_SPAN("XALL") : kind == 2 ? MG_SPAN("nowhere") : word(random_word(seed));
    return q;
}

/* One that has positions. */
static const mg_xquery *any_word(mg_arena *arena, uint64_t *seed)
{
    const mg_xquery **kids;
    mg_xquery *q = new_query(arena, MG_X_TERM, 0, &kids);
    q->term = random_below(seed, 8) ? word(random_word(seed)) : rare_word(random_below(seed, RARE));
    return q;
}

/* A few alternatives, or many. */
static size_t any_number(uint64_t *seed)
{
    return random_below(seed, 3) ? 2 + random_below(seed, 3) : 9 + random_below(seed, 20);
}

static const mg_xquery *any_of(mg_arena *arena, uint64_t *seed, const mg_xquery *(*kid)(mg_arena *, uint64_t *), size_t n)
{
    const mg_xquery **kids;
    mg_xquery *q = new_query(arena, MG_X_OR, n, &kids);
    for (size_t i = 0; i < n; i++) kids[i] = kid(arena, seed);
    return q;
}

static const mg_xquery *any_synonym(mg_arena *arena, uint64_t *seed)
{
    size_t n = any_number(seed);
    const mg_xquery **kids, **pair;
    mg_xquery *q = new_query(arena, MG_X_SYNONYM, n, &kids);
    for (size_t i = 0; i < n; i++) {
        if (random_below(seed, 3)) {
            kids[i] = any_term(arena, seed);
            continue;
        }
        kids[i] = new_query(arena, MG_X_FILTER, 2, &pair);
        pair[0] = any_term(arena, seed);
        pair[1] = random_below(seed, 2) ? any_term(arena, seed) : any_of(arena, seed, any_term, 2 + random_below(seed, 9));
    }
    return q;
}

/* Words that are told apart: where one is in two kids, libxapian has its own idea. */
static const mg_xquery *any_phrase(mg_arena *arena, uint64_t *seed)
{
    size_t n = 2 + random_below(seed, 3);
    const mg_xquery **kids;
    mg_xquery *q = new_query(arena, MG_X_PHRASE, n, &kids);
    q->window = (uint32_t)n + (random_below(seed, 2) ? random_below(seed, 6) : 0);
    for (size_t i = 0; i < n; i++)
        kids[i] = random_below(seed, 4) ? any_word(arena, seed) : any_of(arena, seed, any_word, any_number(seed));
    return q;
}

/* Of different words: where one is in two kids, libxapian's NEAR misses documents. */
static const mg_xquery *any_near(mg_arena *arena, uint64_t *seed)
{
    size_t n = 2 + random_below(seed, 3), first = random_word(seed);
    const mg_xquery **kids, **words;
    mg_xquery *q = new_query(arena, MG_X_NEAR, n, &kids);
    q->window = (uint32_t)n + random_below(seed, 8);
    for (size_t i = 0; i < n; i++) {
        mg_xquery *any = new_query(arena, MG_X_OR, 1 + random_below(seed, random_below(seed, 3) ? 3 : WORDS / 5 + RARE / 5), &words);
        for (size_t k = 0; k < any->n; k++) {
            mg_xquery *term = new_query(arena, MG_X_TERM, 0, &(const mg_xquery **){NULL});
            term->term = k < WORDS / 5 ? word((first + i + 5 * k) % WORDS) : rare_word((i + 5 * k) % RARE);
            words[k] = term;
        }
        kids[i] = any->n == 1 ? words[0] : any;
    }
    return q;
}

/* `plain`: no phrase, which libxapian 1.4.22 weighs now and then where it does not match, if it is one of several alternatives. Nor is an
 * AND_MAYBE asked for inside of others, where it makes it miss documents, or find others. */
static const mg_xquery *any_query(mg_arena *arena, uint64_t *seed, bool plain, int depth)
{
    static const mg_xquery_op ops[] = {MG_X_AND, MG_X_OR, MG_X_OR, MG_X_XOR, MG_X_AND_NOT, MG_X_FILTER, MG_X_AND_MAYBE};
    const mg_xquery **kids;
    uint32_t kind = random_below(seed, depth ? 20 : 10);
    if (kind == 0) return new_query(arena, random_below(seed, 4) ? MG_X_ALL : MG_X_NOTHING, 0, &kids);
    if (kind == 1) {
        mg_xquery *q = new_query(arena, MG_X_VALUE_RANGE, 0, &kids);
        q->slot = MG_SLOT_DATE;
        q->low = random_below(seed, 2) ? MG_SPAN("\1") : MG_SPAN("20240229120001");
        q->high = random_below(seed, 2) ? (mg_span){0} : random_below(seed, 2) ? MG_SPAN("20240229120000") : MG_SPAN("2025");
        return q;
    }
    if (kind < 8) return any_term(arena, seed);
    if (kind == 8) return any_synonym(arena, seed);
    if (kind == 9) return plain ? any_term(arena, seed) : random_below(seed, 2) ? any_near(arena, seed) : any_phrase(arena, seed);
    mg_xquery_op op = ops[random_below(seed, MG_COUNT(ops) - (depth < DEPTH))];
    size_t n = 2 + random_below(seed, op == MG_X_XOR || random_below(seed, 5) ? 3 : 12); /* libxapian's XOR has all sides several times */
    mg_xquery *q = new_query(arena, op, n, &kids);
    for (size_t i = 0; i < n; i++)
        kids[i] = any_query(arena, seed, plain || q->op == MG_X_OR || q->op == MG_X_XOR || q->op == MG_X_AND_MAYBE, depth - 1);
    return q;
}

/* ---- answers ---- */

static bool close_to(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

/* The hits are a part of the whole answer. */
static void assert_part_of(const mg_match *all, const mg_match_opts *o, const mg_match *part, const char *query)
{
    size_t wanted = all->by_value ? all->n : 0;
    for (size_t i = wanted; i < all->n && all->hits[i].weight >= o->least_weight; i++) wanted = i + 1;
    wanted = MG_MIN(wanted - MG_MIN(wanted, o->offset), o->limit);
    if (part->n != wanted) fail_msg("%zu hits, but %zu: %s", part->n, wanted, query);
    for (size_t i = 0; i < part->n; i++) {
        size_t at = i + o->offset;
        const mg_hit *x = &part->hits[i], *y = &all->hits[at];
        if (!close_to(x->weight, y->weight))
            fail_msg("hit %zu: %u %.17g, but %u %.17g: %s", i, x->docid, x->weight, y->docid, y->weight, query);
        bool equals = (at && close_to(y[-1].weight, y->weight)) || (at + 1 < all->n && close_to(y[1].weight, y->weight));
        if (x->docid != y->docid && (all->by_value || !equals))
            fail_msg("hit %zu is %u, but %u: %s", i, x->docid, y->docid, query);
    }
}

static mg_match_opts any_options(uint64_t *seed, const archive *a)
{
    mg_match_opts o = {.k1 = 1.2, .b = 0.75, .limit = random_below(seed, 30)};
    if (random_below(seed, 5) == 0) o.limit = a->documents;
    if (random_below(seed, 3) == 0) o.offset = random_below(seed, 50);
    if (random_below(seed, 2)) o.check_at_least = random_below(seed, 2) ? a->documents : random_below(seed, 300);
    o.value_slot = MG_SLOT_DATE;
    if (random_below(seed, 2)) o.sort = (int)random_below(seed, 3);
    o.idle_by_value = random_below(seed, 2);
    if (random_below(seed, 4) == 0) o.k1 = random_below(seed, 2) ? 0.4 : 2;
    if (random_below(seed, 4) == 0) o.b = random_below(seed, 2) ? 0 : 1;
    return o;
}

/* libxapian is asked for all matches: of a few with the best weights it now and then misses some, where parts weigh nothing. */
static void assert_same_answer(archive *a, const mg_xquery *q, const mg_match_opts *o)
{
    mg_match x, all;
    bool taken;
    mg_buf text = MG_BUF_INIT;
    mg_error err = MG_ERROR_INIT;
    mg_match_opts whole = {.limit = a->documents, .check_at_least = a->documents, .k1 = o->k1, .b = o->b,
                           .sort = o->sort, .value_slot = o->value_slot, .idle_by_value = o->idle_by_value};
    assert_int_equal(mg_xquery_describe(q, &text, NULL), MG_OK);
    if (mg_match_run(a->matched, a->n, q, o, NULL, &a->memory, &taken, &x, &err) != MG_OK) fail_msg("%s: %s", text.p, err.msg);
    assert_true(taken);
    assert_int_equal(mg_db_match(a->stock, q, &whole, &all, NULL), MG_OK);
    assert_int_equal(x.by_value, all.by_value);
    assert_part_of(&all, o, &x, text.p);
    bool exact = o->check_at_least && o->check_at_least >= all.n;
    if (!o->least_weight && (x.lower > all.n || x.upper < all.n || (exact && x.lower != x.upper)))
        fail_msg("%u..%u matches, but there are %zu: %s", x.lower, x.upper, all.n, text.p);
    assert_true(x.lower <= x.estimate && x.estimate <= x.upper);
    mg_match_dispose(&x);
    mg_match_dispose(&all);
    mg_buf_dispose(&text);
}

static void ask_much(uint64_t seed, size_t archives, size_t documents, size_t queries)
{
    for (size_t round = 0; round < archives; round++) {
        archive a;
        make_archive(&a, &seed, round == 0 ? 1 : documents / 4 + random_below(&seed, (uint32_t)documents));
        mg_arena arena = MG_ARENA_INIT;
        for (size_t i = 0; i < queries; i++) {
            const mg_xquery *q = any_query(&arena, &seed, false, DEPTH);
            mg_match_opts o = any_options(&seed, &a);
            assert_same_answer(&a, q, &o);
            mg_arena_reset(&arena);
        }
        mg_arena_dispose(&arena);
        drop_archive(&a);
    }
}

static void any_queries(void **state)
{
    (void)state;
    const char *seed = getenv("SEED");
    ask_much(seed ? strtoull(seed, NULL, 10) : 1861, 6, 2000, 200);
}

/* What is below a weight is passed over: the hits are those of the whole answer that are not. */
static void least_weights(void **state)
{
    (void)state;
    uint64_t seed = 4;
    archive a;
    make_archive(&a, &seed, 2500);
    mg_arena arena = MG_ARENA_INIT;
    for (int i = 0; i < 150; i++) {
        const mg_xquery *q = any_query(&arena, &seed, false, DEPTH);
        mg_match_opts o = {.limit = 100, .k1 = 1.2, .b = 0.75};
        mg_match match;
        bool taken;
        assert_int_equal(mg_match_run(a.matched, a.n, q, &o, NULL, &a.memory, &taken, &match, NULL), MG_OK);
        o.least_weight = match.n ? match.hits[match.n / 2].weight * (1 - 1e-10) : 1; /* libxapian adds up in another order */
        mg_match_dispose(&match);
        o.limit = random_below(&seed, 2) ? 100 : a.documents;
        if (o.least_weight > 0) assert_same_answer(&a, q, &o);
    }
    mg_arena_dispose(&arena);
    drop_archive(&a);
}

/* Words that stand for each other, frequent and rare ones, in more documents than a pool's window holds. */
static void pools(void **state)
{
    (void)state;
    uint64_t seed = 12;
    archive a;
    make_archive(&a, &seed, 30000);
    mg_arena arena = MG_ARENA_INIT;
    for (int i = 0; i < 25; i++) {
        const mg_xquery **kids, **both;
        mg_xquery *q = new_query(&arena, MG_X_SYNONYM, 2 + random_below(&seed, 20), &kids);
        mg_match_opts o = any_options(&seed, &a);
        for (size_t k = 0; k < q->n; k++) {
            mg_xquery *term = new_query(&arena, MG_X_TERM, 0, &both);
            term->term = random_below(&seed, 2) ? rare_word(random_below(&seed, RARE)) : word(random_word(&seed));
            kids[k] = term;
        }
        mg_xquery *with = new_query(&arena, random_below(&seed, 2) ? MG_X_AND : MG_X_OR, 2, &both);
        both[0] = q;
        both[1] = any_term(&arena, &seed);
        assert_same_answer(&a, random_below(&seed, 2) ? with : q, &o);
    }
    mg_arena_dispose(&arena);
    drop_archive(&a);
}

/* Phrases and NEAR of a few words and many alternatives, in more documents than are noted at once. */
static void alternatives(void **state)
{
    (void)state;
    uint64_t seed = 31;
    archive a;
    make_archive(&a, &seed, 30000);
    mg_arena arena = MG_ARENA_INIT;
    for (int i = 0; i < 30; i++) {
        const mg_xquery **both;
        const mg_xquery *q = random_below(&seed, 2) ? any_phrase(&arena, &seed) : any_near(&arena, &seed);
        mg_xquery *with = new_query(&arena, MG_X_FILTER, 2, &both);
        mg_match_opts o = any_options(&seed, &a);
        both[0] = any_term(&arena, &seed);
        both[1] = q;
        assert_same_answer(&a, random_below(&seed, 2) ? with : q, &o);
    }
    mg_arena_dispose(&arena);
    drop_archive(&a);
}

/* Exact phrases, one word behind the other, of words that not most documents have: what is told of the words beside them decides. */
static void exact_phrases(void **state)
{
    (void)state;
    uint64_t seed = 47;
    archive a;
    make_archive_of(&a, &seed, 5000, true);
    mg_arena arena = MG_ARENA_INIT;
    size_t found = 0;
    for (int i = 0; i < 1500; i++) {
        const mg_xquery **kids;
        mg_xquery *q = new_query(&arena, MG_X_PHRASE, 2 + (random_below(&seed, 4) == 0), &kids);
        mg_match_opts o = any_options(&seed, &a);
        mg_match match;
        bool taken;
        q->window = (uint32_t)q->n;
        for (size_t k = 0; k < q->n; k++) {
            mg_xquery *term = new_query(&arena, MG_X_TERM, 0, &(const mg_xquery **){NULL});
            term->term = word(random_below(&seed, WORDS));
            kids[k] = term;
        }
        assert_same_answer(&a, q, &o);
        assert_int_equal(mg_match_run(a.matched, a.n, q, &o, NULL, &a.memory, &taken, &match, NULL), MG_OK);
        found += match.upper;
        mg_match_dispose(&match);
    }
    assert_true(found > 10000);
    mg_arena_dispose(&arena);
    drop_archive(&a);
}

/* ---- what stands beside words ---- */

/* A byte fits each word that stands there; where the word stands once, with one beside it on each side, no word of another number. */
static void codes(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int i = 0; i < 20000; i++) {
        uint8_t stand[2][4], all[2] = {0, 0};
        size_t n[2];
        uint32_t wdf = 1 + random_below(&seed, 2);
        for (size_t side = 0; side < 2; side++) {
            n[side] = random_below(&seed, 5);
            for (size_t k = 0; k < n[side]; k++) {
                stand[side][k] = mg_beside_code(word(random_below(&seed, WORDS)));
                all[side] = mg_beside_add(all[side], stand[side][k]);
            }
        }
        uint8_t byte = mg_beside_byte(wdf, all[0], all[1]), other = mg_beside_code(word(random_below(&seed, WORDS)));
        for (size_t k = 0; k < n[0]; k++) assert_true(mg_beside_fits(byte, wdf == 1, stand[0][k], 0));
        for (size_t k = 0; k < n[1]; k++) assert_true(mg_beside_fits(byte, wdf == 1, n[0] ? stand[0][0] : 0, stand[1][k]));
        assert_true(mg_beside_fits(byte, wdf == 1, 0, 0));
        assert_true(mg_beside_fits(MG_BESIDE_UNKNOWN, wdf == 1, other, other));
        if (wdf == 1 && n[0] == 1) assert_int_equal(mg_beside_fits(byte, true, other, 0), other % 16 == stand[0][0] % 16);
        if (wdf == 1 && n[1] == 1) assert_int_equal(mg_beside_fits(byte, true, 0, other), other % 16 == stand[1][0] % 16);
        if (wdf == 2 && n[1] == 1) assert_int_equal(mg_beside_fits(byte, false, 0, other), other / 16 == stand[1][0] / 16);
    }
}

/* What is told of a word in a document, found by looking at each of its words. */
static uint8_t beside_in(const reference_document *d, mg_span term)
{
    uint32_t wdf = 0;
    uint8_t ahead = 0, behind = 0;
    for (size_t i = 0; i < d->n_occurrences; i++) {
        const reference_occurrence *o = &d->occurrences[i];
        if (!mg_span_eq(o->term, term)) continue;
        wdf += o->wdf;
        for (size_t k = 0; k < d->n_occurrences; k++) {
            const reference_occurrence *other = &d->occurrences[k];
            if (!mg_beside_tells(other->term)) continue;
            if (other->position + 1 == o->position) ahead = mg_beside_add(ahead, mg_beside_code(other->term));
            if (other->position == o->position + 1) behind = mg_beside_add(behind, mg_beside_code(other->term));
        }
    }
    return mg_beside_byte(wdf, ahead, behind);
}

static bool has(const reference_document *d, mg_span term)
{
    for (size_t i = 0; i < d->n_occurrences; i++)
        if (mg_span_eq(d->occurrences[i].term, term)) return true;
    return false;
}

/* Where a byte is changed, nothing is told any more, and the check says so. */
static void damage_beside(const char *segment, uint64_t at, mg_span term)
{
    char path[300];
    mg_place place;
    mg_found_term found;
    mg_error err = MG_ERROR_INIT;
    mg_arena arena = MG_ARENA_INIT;
    snprintf(path, sizeof path, "%s/" MG_IMPACTS_NAME, segment);
    assert_int_equal(mg_impacts_verify(segment, &err), MG_OK);
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
    int byte = fgetc(f);
    assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
    assert_int_equal(fputc(byte ^ 1, f), byte ^ 1);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(mg_place_open(segment, &place, NULL), MG_OK);
    mg_term_finder finder = mg_term_finder_of(&place);
    assert_int_equal(mg_term_find(&finder, term, &arena, &found, NULL), MG_OK);
    assert_null(mg_impacts_beside(&place.impacts, found.told));
    assert_int_equal(mg_impacts_verify(segment, &err), MG_CORRUPT);
    mg_arena_dispose(&arena);
    mg_place_close(&place);
}

/* Each byte is what the document's words make of it; of words in many documents, or in few, or of fields, nothing is told. */
static void beside(void **state)
{
    (void)state;
    enum { OFTEN, SELDOM, FIRST, LAST = 20 };
    mg_span words[LAST] = {MG_SPAN("often"), MG_SPAN("seldom")};
    uint64_t seed = 3;
    collection c = COLLECTION_INIT;
    mg_place place;
    char *dir = scratch_dir(), path[200];
    snprintf(path, sizeof path, "%s/segment", dir);
    for (size_t i = FIRST; i < LAST; i++) words[i] = word(i + 10);
    for (size_t i = 0; i < 3000; i++) {
        uint32_t position = 1;
        collection_term(&c, words[OFTEN], position, 1);
        for (uint32_t n = random_below(&seed, 5); n--;) {
            position += random_below(&seed, 4) ? 1 : random_below(&seed, 3);
            collection_term(&c, words[FIRST + random_below(&seed, LAST - FIRST)], position, 1);
        }
        if (i % 1000 == 0) collection_term(&c, words[SELDOM], position + 1, 1);
        if (i % 10 == 0) collection_term(&c, MG_SPAN("Sfield"), position, 1);
        collection_end(&c, MG_SPAN(""));
    }
    collection_segment(&c, 0, c.documents.n, 400, path);
    assert_int_equal(mg_place_open(path, &place, NULL), MG_OK);
    mg_arena arena = MG_ARENA_INIT;
    mg_term_finder finder = mg_term_finder_of(&place);
    mg_found_term found;
    uint64_t at = 0; /* of one of the last word's bytes, in the file */
    for (size_t w = 0; w < LAST; w++) {
        assert_int_equal(mg_term_find(&finder, words[w], &arena, &found, NULL), MG_OK);
        assert_int_equal(found.told != NULL, w != SELDOM);
        const uint8_t *bytes = found.told ? mg_impacts_beside(&place.impacts, found.told) : NULL;
        assert_int_equal(bytes != NULL, w >= FIRST);
        if (bytes) at = found.told->beside + found.documents / 2;
        for (size_t i = 0; bytes && i < c.documents.n; i++)
            if (has(&c.documents.v[i], words[w])) assert_int_equal(*bytes++, beside_in(&c.documents.v[i], words[w]));
    }
    assert_int_equal(mg_term_find(&finder, MG_SPAN("Sfield"), &arena, &found, NULL), MG_OK);
    assert_true(found.told && !mg_impacts_beside(&place.impacts, found.told));
    mg_arena_dispose(&arena);
    mg_place_close(&place);
    damage_beside(path, at, words[LAST - 1]);
    collection_free(&c);
    scratch_remove(dir);
}

/* ---- the dictionary ---- */

static bool list_term(void *payload, mg_span term, uint32_t documents)
{
    mg_buf_add(payload, term);
    mg_buf_addf(payload, " %u\n", documents);
    return true;
}

static bool stop_at_once(void *payload, mg_span term, uint32_t documents)
{
    (void)term, (void)documents;
    ++*(size_t *)payload;
    return false;
}

static void dictionary(void **state)
{
    (void)state;
    static const mg_span prefixes[] = {MG_SPAN(""), MG_SPAN("w"), MG_SPAN("w1"), MG_SPAN("rare1"), MG_SPAN("l"), MG_SPAN("a\0"),
                                       MG_SPAN("padding"), MG_SPAN("X"), MG_SPAN("w9z"), MG_SPAN("zz")};
    uint64_t seed = 7;
    for (size_t documents = 30; documents <= 3000; documents *= 10) {
        archive a;
        make_archive(&a, &seed, documents);
        for (size_t i = 0; i < MG_COUNT(prefixes); i++) {
            mg_buf own = MG_BUF_INIT, stock = MG_BUF_INIT;
            assert_int_equal(mg_dictionary_visit(a.matched, a.n, prefixes[i], NULL, list_term, &own, NULL), MG_OK);
            assert_int_equal(mg_db_terms(a.stock, prefixes[i], list_term, &stock, NULL), MG_OK);
            if (!mg_span_eq(mg_buf_span(&own), mg_buf_span(&stock))) fail_msg("%s: %s, but %s", prefixes[i].p, own.p, stock.p);
            mg_buf_dispose(&own);
            mg_buf_dispose(&stock);
        }
        size_t visited = 0;
        assert_int_equal(mg_dictionary_visit(a.matched, a.n, MG_SPAN("w"), NULL, stop_at_once, &visited, NULL), MG_OK);
        assert_int_equal(visited, 1);
        drop_archive(&a);
    }
}

/* What it does not take is libxapian's. */
static void not_taken(void **state)
{
    (void)state;
    uint64_t seed = 4;
    archive a;
    make_archive(&a, &seed, 50);
    mg_xquery terms[] = {{.op = MG_X_TERM, .term = MG_SPAN("w1")}, {.op = MG_X_TERM, .term = MG_SPAN("w2")}};
    const mg_xquery *kids[] = {&terms[0], &terms[1]};
    mg_xquery others[] = {{.op = MG_X_NEAR, .kids = kids, .n = 2, .window = 1},
                          {.op = MG_X_VALUE_RANGE, .slot = MG_SLOT_SOURCE, .low = MG_SPAN("a")}};
    mg_match_opts o = {.limit = 10, .k1 = 1.2, .b = 0.75};
    mg_match match;
    bool taken;
    for (size_t i = 0; i < MG_COUNT(others); i++) {
        assert_int_equal(mg_match_run(a.matched, a.n, &others[i], &o, NULL, &a.memory, &taken, &match, NULL), MG_OK);
        assert_false(taken);
    }
    o.sort = 1;
    o.value_slot = MG_SLOT_SOURCE;
    assert_int_equal(mg_match_run(a.matched, a.n, &terms[0], &o, NULL, &a.memory, &taken, &match, NULL), MG_OK);
    assert_false(taken);
    assert_int_equal(mg_match_run(a.matched, 0, &terms[0], &o, NULL, &a.memory, &taken, &match, NULL), MG_OK);
    assert_false(taken);
    drop_archive(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_queries), cmocka_unit_test(least_weights), cmocka_unit_test(pools),
                                       cmocka_unit_test(alternatives), cmocka_unit_test(exact_phrases),
                                       cmocka_unit_test(codes), cmocka_unit_test(beside), cmocka_unit_test(dictionary),
                                       cmocka_unit_test(not_taken)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
