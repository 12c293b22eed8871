/* test_segment.c - a segment reads as what libxapian's own writer makes of the same documents, checks clean, has the
 * same bytes however its documents were batched, and can be merged, added to and searched by libxapian. */
#include "indexer/segment.h"
#include "common/io.h"
#include "common/schema.h"
#include "tests/support/collection.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"
#include "tests/support/stock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#define ALL SIZE_MAX

typedef struct {
    char *dir;
    char ours[64], again[64], theirs[64], merged[64];
} place;

static place place_new(void)
{
    place p = {.dir = scratch_dir()};
    snprintf(p.ours, sizeof p.ours, "%s/ours", p.dir);
    snprintf(p.again, sizeof p.again, "%s/again", p.dir);
    snprintf(p.theirs, sizeof p.theirs, "%s/theirs", p.dir);
    snprintf(p.merged, sizeof p.merged, "%s/merged", p.dir);
    return p;
}

/* ---- what holds for every segment ---- */

static mg_buf file(const char *path, const char *name)
{
    char full[128];
    mg_buf bytes = MG_BUF_INIT;
    mg_error err = MG_ERROR_INIT;
    snprintf(full, sizeof full, "%s/%s", path, name);
    if (access(full, F_OK) == 0 && mg_file_read(full, SIZE_MAX / 4, &bytes, &err) != MG_OK) fail_msg("%s", err.msg);
    return bytes;
}

/* Where the UUID stands in iamglass. */
enum { UUID = 16, UUID_END = 32 };

static const char *const files[] = {"iamglass", "postlist.glass", "docdata.glass", "position.glass", "termlist.glass"};

static void assert_same_bytes(const char *a, const char *b)
{
    for (size_t i = 0; i < MG_COUNT(files); i++) {
        mg_buf x = file(a, files[i]), y = file(b, files[i]);
        if (i == 0) {
            assert_true(x.n > UUID_END && y.n > UUID_END);
            assert_memory_not_equal(x.p + UUID, y.p + UUID, UUID_END - UUID);
            memcpy(x.p + UUID, y.p + UUID, UUID_END - UUID);
        }
        size_t at = 0;
        while (at < x.n && at < y.n && x.p[at] == y.p[at]) at++;
        if (at < x.n || at < y.n)
            fail_msg("%s differs from byte %zu on (%zu and %zu bytes)", files[i], at, x.n, y.n);
        mg_buf_dispose(&x);
        mg_buf_dispose(&y);
    }
}

static unsigned big_endian(const char *p)
{
    return (unsigned)((unsigned char)p[0] << 8 | (unsigned char)p[1]);
}

/* libxapian's updater overruns its memory beside an item of a leaf that is larger than this, at blocks of 8 KiB. */
enum { BLOCK = 8192, ITEM_MAX = (BLOCK - 19) / 4 };

static void assert_items_small(const char *path)
{
    for (size_t i = 1; i < MG_COUNT(files); i++) {
        mg_buf table = file(path, files[i]);
        assert_int_equal(table.n % BLOCK, 0);
        for (const char *block = table.p; block && block < table.p + table.n; block += BLOCK) {
            unsigned directory_end = big_endian(block + 9);
            for (unsigned at = 11; block[4] == 0 && at < directory_end; at += 2) {
                unsigned size = (big_endian(block + big_endian(block + at)) & 0x1fff) + 3;
                if (size > ITEM_MAX) fail_msg("%s: an item of %u bytes", files[i], size);
            }
        }
        mg_buf_dispose(&table);
    }
}

static void assert_clean(const char *path)
{
    char report[2000];
    size_t errors = reference_check(path, report, sizeof report);
    if (errors) fail_msg("%zu errors: %s", errors, report);
}

static void assert_reads_same(const char *theirs, const char *ours)
{
    char difference[1000];
    if (!reference_compare(theirs, ours, difference, sizeof difference)) fail_msg("libxapian's and ours: %s", difference);
}

/* Compare in one batch, then in batches of `in_batch` documents. */
static void assert_same(const collection *c, size_t in_batch)
{
    place p = place_new();
    collection_reference(c, 0, c->documents.n, p.theirs);
    collection_segment(c, 0, c->documents.n, ALL, p.ours);
    assert_reads_same(p.theirs, p.ours);
    assert_clean(p.ours);
    assert_items_small(p.ours);
    collection_segment(c, 0, c->documents.n, in_batch, p.again);
    assert_same_bytes(p.ours, p.again);
    scratch_remove(p.dir);
}

/* The same of a collection that is not needed after. */
static void check_and_free(collection *c, size_t in_batch)
{
    assert_same(c, in_batch);
    collection_free(c);
}

/* ---- the comparison itself ---- */

static void comparison_sees(void **state)
{
    (void)state;
    static const struct {
        reference_occurrence word;
        reference_value value;
        mg_span data, setting;
        const char *said;
    } cases[] = {
        {{MG_SPAN("word"), 5, 2}, {1, MG_SPAN("v")}, MG_SPAN("d"), MG_SPAN("s"), ""},
        {{MG_SPAN("ward"), 5, 2}, {1, MG_SPAN("v")}, MG_SPAN("d"), MG_SPAN("s"), "next term"},
        {{MG_SPAN("word"), 6, 2}, {1, MG_SPAN("v")}, MG_SPAN("d"), MG_SPAN("s"),
         "next position of \"word\" in document 2: 5 and 6"},
        {{MG_SPAN("word"), 0, 2}, {1, MG_SPAN("v")}, MG_SPAN("d"), MG_SPAN("s"),
         "positions of \"word\" in document 2: ends in the second"},
        {{MG_SPAN("word"), 5, 3}, {1, MG_SPAN("v")}, MG_SPAN("d"), MG_SPAN("s"), "total length"},
        {{MG_SPAN("more"), 5, 2}, {1, MG_SPAN("v")}, MG_SPAN("d"), MG_SPAN("s"), "wdf bound of \"more\": 2 and 3"},
        {{MG_SPAN("word"), 5, 2}, {1, MG_SPAN("w")}, MG_SPAN("d"), MG_SPAN("s"), "upper bound of slot 1"},
        {{MG_SPAN("word"), 5, 2}, {1, MG_SPAN("b")}, MG_SPAN("d"), MG_SPAN("s"),
         "document 2, value in slot 1: \"v\" and \"b\""},
        {{MG_SPAN("word"), 5, 2}, {128, MG_SPAN("v")}, MG_SPAN("d"), MG_SPAN("s"), "number of values in slot 1"},
        {{MG_SPAN("word"), 5, 2}, {1, MG_SPAN("v")}, MG_SPAN("e"), MG_SPAN("s"), "data of document 2"},
        {{MG_SPAN("word"), 5, 2}, {1, MG_SPAN("v")}, MG_SPAN("d"), MG_SPAN("t"), "metadata \"key\""},
        {{MG_SPAN("word"), 5, 2}, {1, MG_SPAN("v")}, MG_SPAN("d"), {NULL, 0}, "metadata keys"},
    };
    place p = place_new();
    for (size_t i = 0; i < MG_COUNT(cases); i++) {
        char path[80], said[300];
        collection c = COLLECTION_INIT;
        for (int other = 0; other < 3; other++) {
            collection_term(&c, MG_SPAN("more"), 1, 1);
            if (other == 1) collection_term(&c, cases[i].word.term, cases[i].word.position, cases[i].word.wdf);
            if (other == 1) collection_value(&c, cases[i].value.slot, cases[i].value.value);
            else collection_value(&c, 1, other ? MG_SPAN("a") : MG_SPAN("v"));
            collection_end(&c, other == 1 ? cases[i].data : MG_SPAN("d"));
        }
        collection_set(&c, "key", cases[i].setting);
        snprintf(path, sizeof path, "%s/%zu", p.dir, i);
        collection_reference(&c, 0, 3, i ? path : p.theirs);
        assert_int_equal(reference_compare(p.theirs, i ? path : p.theirs, said, sizeof said), i == 0);
        if (!mg_span_starts(mg_span_str(said), mg_span_str(cases[i].said))) fail_msg("case %zu: %s", i, said);
        collection_free(&c);
    }
    scratch_remove(p.dir);
}

static void check_sees(void **state)
{
    (void)state;
    char name[80], report[1000], difference[1000];
    place p = place_new();
    reference_finish(reference_create(p.theirs));
    collection c = COLLECTION_INIT;
    collection_term(&c, MG_SPAN("word"), 0, 1);
    collection_end(&c, (mg_span){NULL, 0});
    collection_segment(&c, 0, 1, 1, p.ours);
    assert_clean(p.ours);
    mg_buf table = file(p.ours, "postlist.glass");
    table.p[table.n - 5]++;
    snprintf(name, sizeof name, "%s/postlist.glass", p.ours);
    assert_int_equal(mg_file_replace(name, mg_buf_span(&table), NULL), MG_OK);
    assert_int_not_equal(reference_check(p.ours, report, sizeof report), 0);
    assert_true(report[0]);
    assert_false(reference_compare(p.theirs, p.ours, difference, sizeof difference));
    assert_string_equal(difference, "documents: 0 and 1");
    mg_buf_dispose(&table);
    collection_free(&c);
    scratch_remove(p.dir);
}

/* ---- few documents ---- */

static void no_documents(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    assert_same(&c, 1);
    collection_set(&c, "only", MG_SPAN("this"));
    check_and_free(&c, 1);
}

static void one_document(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    collection_term(&c, MG_SPAN("word"), 1, 1);
    collection_end(&c, MG_SPAN("data"));
    check_and_free(&c, 1);
}

/* Each of words, positions, values and data is there or not, in some documents or all, first, last, or between. */
static void parts_of_documents(void **state)
{
    (void)state;
    for (unsigned mask = 0; mask < 1u << 12; mask += 23) {
        collection c = COLLECTION_INIT;
        for (unsigned parts = mask, d = 0; d < 3; d++, parts >>= 4) {
            if (parts & 1) collection_term(&c, MG_SPAN("word"), 0, 1 + d);
            if (parts & 2) collection_term(&c, MG_SPAN("placed"), 1 + d, 1);
            if (parts & 4) collection_value(&c, 0, MG_SPAN("value"));
            collection_end(&c, parts & 8 ? MG_SPAN("data") : (mg_span){NULL, 0});
        }
        check_and_free(&c, 1 + mask % 2);
    }
}

static void empty_batches(void **state)
{
    (void)state;
    place p = place_new();
    mg_segment *segment;
    mg_inverter *inverter = collection_inverter();
    mg_threads *threads = collection_threads(2);

    assert_int_equal(mg_segment_begin(p.ours, NULL, &segment, NULL), MG_OK);
    for (int i = 0; i < 2; i++) assert_int_equal(collection_take(segment, inverter, NULL), MG_OK);
    assert_int_equal(mg_segment_finish(segment, threads, NULL), MG_OK);
    mg_segment_free(segment);
    mg_threads_free(threads);
    mg_inverter_free(inverter);
    reference_finish(reference_create(p.theirs));
    assert_reads_same(p.theirs, p.ours);
    scratch_remove(p.dir);
}

/* ---- terms ---- */

static void hard_terms(void **state)
{
    (void)state;
    static const mg_span terms[] = {MG_SPAN("\0"), MG_SPAN("\0\0"), MG_SPAN("\0\xff"), MG_SPAN("\0\xc0"), MG_SPAN("\0\xe0"),
                                    MG_SPAN("\0\0\xff"), MG_SPAN("a"), MG_SPAN("a\0"), MG_SPAN("a\0\0"), MG_SPAN("a\0\1"),
                                    MG_SPAN("a\0\xff"), MG_SPAN("a\1"), MG_SPAN("a\xff"), MG_SPAN("aa"), MG_SPAN("\xff"),
                                    MG_SPAN("\xff\xff"), MG_SPAN("\xff\0\xff"), MG_SPAN("\x7f"), MG_SPAN("\x80"), MG_SPAN("\1")};
    char longest[MG_TERM_MAX];
    collection c = COLLECTION_INIT;
    for (size_t i = 0; i < MG_COUNT(terms); i++) collection_term(&c, terms[i], (uint32_t)i, 1);
    collection_end(&c, (mg_span){NULL, 0});
    for (int fill = 0; fill < 4; fill++) {
        memset(longest, "a\xff\0\0"[fill], sizeof longest);
        size_t n = fill < 2 ? sizeof longest : sizeof longest / 2;
        if (fill == 3) longest[n++] = 'z';
        collection_term(&c, collection_bytes(&c, (mg_span){longest, n}), 7, 1);
        collection_term(&c, collection_bytes(&c, (mg_span){longest, n - 1}), 8, 1);
    }
    collection_end(&c, (mg_span){NULL, 0});
    for (size_t i = 0; i < c.documents.v[1].n_occurrences; i++)
        collection_term(&c, c.documents.v[1].occurrences[i].term, 0, 3);
    collection_end(&c, (mg_span){NULL, 0});
    check_and_free(&c, 1);
}

/* Terms that begin alike, and whose keys mix zero bytes with docids, over many chunks. */
static void hard_terms_in_chunks(void **state)
{
    (void)state;
    static const mg_span terms[] = {MG_SPAN("a"), MG_SPAN("a\0"), MG_SPAN("a\0\0"), MG_SPAN("a\0\1"), MG_SPAN("a\0\x10"),
                                    MG_SPAN("a\1"), MG_SPAN("aa"), MG_SPAN("\0"), MG_SPAN("\0\x10")};
    collection c = COLLECTION_INIT;
    for (uint32_t d = 0; d < 9000; d++) {
        for (size_t i = 0; i < MG_COUNT(terms); i++)
            if (d % (i + 1) == 0) collection_term(&c, terms[i], d % 3 ? 1 + d : 0, 1 + d % 300);
        collection_end(&c, (mg_span){NULL, 0});
    }
    check_and_free(&c, 1000);
}

static void frequencies(void **state)
{
    (void)state;
    static const uint32_t wdf[] = {0, 1, 126, 127, 128, 129, 16383, 16384, 2097151, 2097152, 300000000};
    collection c = COLLECTION_INIT;
    for (size_t i = 0; i < MG_COUNT(wdf); i++) {
        collection_term(&c, MG_SPAN("common"), 0, wdf[i]);
        collection_term(&c, collection_text(&c, "own%zu", i), 0, wdf[i]);
        collection_end(&c, (mg_span){NULL, 0});
        collection_term(&c, MG_SPAN("placed"), 3, wdf[i]);
        collection_term(&c, MG_SPAN("zero"), 4, 0);
        collection_term(&c, MG_SPAN("sum"), 9, wdf[i]);
        collection_term(&c, MG_SPAN("sum"), 9, 1);
        collection_term(&c, MG_SPAN("sum"), 0, 2);
        collection_term(&c, MG_SPAN("sum"), 2, 0);
        collection_end(&c, (mg_span){NULL, 0});
    }
    collection_term(&c, MG_SPAN("zero"), 0, 0);
    collection_end(&c, (mg_span){NULL, 0});
    check_and_free(&c, 5);
}

static void many_terms(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    for (uint32_t i = 0; i < 200000; i++) collection_term(&c, collection_text(&c, "w%u", i * 7919), i + 1, 1);
    collection_end(&c, MG_SPAN("data"));
    for (uint32_t i = 0; i < 100; i++) collection_term(&c, collection_text(&c, "w%u", i * 7919 * 3), i + 1, 1);
    collection_end(&c, MG_SPAN("data"));
    check_and_free(&c, 1);
}

/* Lists of postings, lengths, values, data and positions over many chunks, and docids beyond two bytes. */
static void many_documents(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    uint64_t seed = 1851;
    for (uint32_t d = 1; d <= 40000; d++) {
        collection_term(&c, MG_SPAN("everywhere"), 1 + random_below(&seed, 1000), 1 + random_below(&seed, 200));
        if (d % 2) collection_term(&c, MG_SPAN("odd"), 0, 1);
        if (d % 1000 == 0) collection_term(&c, MG_SPAN("rare"), 5, 1);
        if (d < 4000) collection_term(&c, MG_SPAN("early"), 0, 1);
        if (d > 33000) collection_term(&c, MG_SPAN("late"), 0, 1);
        if (d == 32767 || d == 32768) collection_term(&c, MG_SPAN("edge"), 2, 1);
        collection_value(&c, 0, collection_text(&c, "%u", d));
        if (d > 32768) collection_value(&c, 200, MG_SPAN("late"));
        collection_end(&c, d % 3 ? collection_text(&c, "%u", d) : (mg_span){NULL, 0});
    }
    check_and_free(&c, 777);
}

/* ---- positions ---- */

static void positions(void **state)
{
    (void)state;
    static const uint32_t lists[][6] = {{1}, {2}, {1, 2}, {1, 4}, {3, 9, 10}, {1, 2, 3, 4}, {2, 9, 20, 21, 40}, {1, 1000},
                                        {7, 100, 101, 5000, 70000}, {5, 4, 3, 2, 1}, {9, 3, 9, 3}, {UINT32_MAX - 1},
                                        {1, UINT32_MAX - 1}, {UINT32_MAX - 2, UINT32_MAX - 1}, {1, 2, 3, UINT32_MAX - 1},
                                        {1, 1u << 31, UINT32_MAX - 1}, {1u << 31, (1u << 31) + 1}};
    collection c = COLLECTION_INIT;
    for (size_t i = 0; i < MG_COUNT(lists); i++) {
        for (size_t k = 0; k < 6 && lists[i][k]; k++) {
            collection_term(&c, MG_SPAN("word"), lists[i][k], 1);
            collection_term(&c, collection_text(&c, "only%zu", i), lists[i][k], 1);
        }
        collection_end(&c, (mg_span){NULL, 0});
    }
    check_and_free(&c, 4);
}

static void long_position_lists(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    uint64_t seed = 1815;
    uint32_t scattered = 0;
    for (uint32_t i = 0; i < 70000; i++) {
        collection_term(&c, MG_SPAN("dense"), i + 1, 1);
        collection_term(&c, MG_SPAN("scattered"), scattered += 1 + random_below(&seed, 60000), 1);
        collection_term(&c, MG_SPAN("any"), 1 + random_below(&seed, 1u << 31), 1);
    }
    collection_end(&c, (mg_span){NULL, 0});
    for (uint32_t i = 0; i < 65537; i++) collection_term(&c, MG_SPAN("dense"), 65537 - i, 1);
    collection_end(&c, (mg_span){NULL, 0});
    check_and_free(&c, 1);
}

/* ---- data and values ---- */

static mg_span random_bytes(collection *c, uint64_t *seed, size_t n, bool compressible)
{
    static const char *const words[] = {"harbour ", "bridge ", "of ", "the ", "1987 ", "prices ", "rose\n", "fell, "};
    char *p = mg_arena_alloc(&c->arena, n + 16);
    assert_non_null(p);
    for (size_t at = 0; at < n;) {
        uint64_t bits = random_next(seed);
        const char *word = words[bits % MG_COUNT(words)];
        size_t size = compressible ? strlen(word) : 8;
        memcpy(p + at, compressible ? word : (const char *)&bits, size);
        at += size;
    }
    return (mg_span){p, n};
}

static void data_sizes(void **state)
{
    (void)state;
    static const size_t sizes[] = {0,    1,    17,   18,   19,   20,   2030, 2031,  2032,  2033,  2034,  2035,   2036,
                                   2037, 2038, 2039, 2040, 2041, 2042, 2043, 2044,  2045,  4060,  4063,  4064,   4065,
                                   4070, 6000, 8150, 8180, 8191, 8192, 8193, 8194,  8195,  16384, 16400, 100000, 3000000};
    for (int compressible = 0; compressible < 2; compressible++) {
        collection c = COLLECTION_INIT;
        uint64_t seed = 1900;
        for (size_t i = 0; i < MG_COUNT(sizes); i++)
            collection_end(&c, random_bytes(&c, &seed, sizes[i], compressible));
        for (size_t i = 0; i < 300; i++) collection_end(&c, random_bytes(&c, &seed, random_below(&seed, 5000), compressible));
        check_and_free(&c, 9);
    }
}

/* What deflate makes of one letter over and over cannot be read by libxapian at some sizes when it was finished as
 * libxapian does it, so there is no reference for this. */
static void data_of_one_letter(void **state)
{
    (void)state;
    place p = place_new();
    collection c = COLLECTION_INIT;
    char *letters = mg_arena_alloc(&c.arena, 70000);
    assert_non_null(letters);
    memset(letters, 'a', 70000);
    for (size_t n = 8185; n < 8270; n++) collection_end(&c, (mg_span){letters, n});
    for (size_t n = 16370; n < 16530; n++) collection_end(&c, (mg_span){letters, n});
    for (size_t n = 65530; n < 65545; n++) collection_end(&c, (mg_span){letters, n});
    collection_segment(&c, 0, c.documents.n, ALL, p.ours);
    for (size_t i = 0; i < c.documents.n; i++)
        if (!reference_data_is(p.ours, (uint32_t)i + 1, c.documents.v[i].data))
            fail_msg("%zu letters cannot be read", c.documents.v[i].data.n);
    assert_clean(p.ours);
    collection_free(&c);
    scratch_remove(p.dir);
}

static void value_slots(void **state)
{
    (void)state;
    static const uint32_t slots[] = {0,   1,   2,     127,   128,   129,   255,           256,
                                     257, 300, 16383, 16384, 65535, 65536, UINT32_MAX - 2};
    collection c = COLLECTION_INIT;
    for (uint32_t d = 0; d < 500; d++) {
        for (size_t i = 0; i < MG_COUNT(slots); i++)
            if (d % (i + 1) == 0) collection_value(&c, slots[i], collection_text(&c, "%u\x1f%zu", d % 7, i));
        if (d % 50 == 0) collection_term(&c, MG_SPAN("word"), 0, 1);
        collection_end(&c, (mg_span){NULL, 0});
    }
    check_and_free(&c, 33);
}

static void value_bounds(void **state)
{
    (void)state;
    static const mg_span falling[] = {MG_SPAN("b"), MG_SPAN("a\xff"), MG_SPAN("a\0"), MG_SPAN("a"), MG_SPAN("\0"),
                                      MG_SPAN("\xff\xff")};
    collection c = COLLECTION_INIT;
    for (uint32_t d = 0; d < 6; d++) {
        collection_value(&c, 0, MG_SPAN("same"));
        collection_value(&c, 1, falling[d]);
        collection_value(&c, 2, (mg_span){NULL, 0});
        collection_value(&c, 3, d == 4 ? MG_SPAN("once") : (mg_span){NULL, 0});
        collection_value(&c, 4, d % 2 ? MG_SPAN("\0") : (mg_span){NULL, 0});
        collection_end(&c, (mg_span){NULL, 0});
    }
    check_and_free(&c, 2);
}

static void value_sizes(void **state)
{
    (void)state;
    static const size_t sizes[] = {1,    127,  128,  1990,  1995,    1997, 1998,    1999,
                                   2000, 2001, 2043, 16384, 1 << 20, 1,    1 << 20, 3};
    collection c = COLLECTION_INIT;
    uint64_t seed = 1789;
    for (size_t i = 0; i < MG_COUNT(sizes); i++) {
        collection_value(&c, 0, random_bytes(&c, &seed, sizes[i], false));
        collection_value(&c, 7, random_bytes(&c, &seed, sizes[MG_COUNT(sizes) - 1 - i], true));
        collection_end(&c, (mg_span){NULL, 0});
    }
    check_and_free(&c, 3);
}

/* ---- metadata ---- */

static void metadata(void **state)
{
    (void)state;
    collection c = COLLECTION_INIT;
    uint64_t seed = 1776;
    char longest[254] = "";
    memset(longest, 'k', sizeof longest - 1);
    collection_end(&c, MG_SPAN("data"));
    collection_set(&c, "z", MG_SPAN("1"));
    collection_set(&c, "a", MG_SPAN("\0 2 \xff"));
    collection_set(&c, "ab", random_bytes(&c, &seed, 100000, false));
    collection_set(&c, "\xff", random_bytes(&c, &seed, 3000, true));
    collection_set(&c, longest, MG_SPAN("long"));
    collection_set(&c, "twice", MG_SPAN("first"));
    collection_set(&c, "twice", MG_SPAN("second"));
    collection_set(&c, "never", (mg_span){NULL, 0});
    check_and_free(&c, 1);
}

/* ---- random collections ---- */

typedef struct {
    uint32_t documents, vocabulary, words, positions, data, values;
    int data_is, positions_are; /* 0 never; 1 sometimes; 2 always */
} measures;

static mg_span random_term(collection *c, uint64_t *seed)
{
    static const char alphabet[] = {'a', 'b', 'c', 0, 1, '\xff', 'Z', ' '};
    char term[30];
    size_t n = 1 + random_below(seed, random_below(seed, 4) ? 3 : sizeof term);
    for (size_t i = 0; i < n; i++) term[i] = alphabet[random_below(seed, sizeof alphabet)];
    return collection_bytes(c, (mg_span){term, n});
}

static bool chance(uint64_t *seed, int when)
{
    return when == 2 || (when == 1 && random_below(seed, 2));
}

static void add_random_document(collection *c, uint64_t *seed, const measures *m, const mg_span *vocabulary)
{
    /* So that no document has positions and the length 0, which xapian-check does not take even from libxapian. */
    collection_term(c, vocabulary[0], 0, 1);
    for (uint32_t i = random_below(seed, m->words + 1); i; i--) {
        uint32_t skewed = random_below(seed, 1 + random_below(seed, m->vocabulary));
        uint32_t position = chance(seed, m->positions_are) ? 1 + random_below(seed, m->positions) : 0;
        collection_term(c, vocabulary[skewed], position, random_below(seed, 20) ? 1 : random_below(seed, 400));
    }
    if (random_below(seed, 8) == 0) c->occurrences.n = 0;
    for (uint32_t slot = random_below(seed, 3); slot < m->values; slot += 1 + random_below(seed, 4))
        collection_value(c, slot < 12 ? slot : slot * 11, random_bytes(c, seed, random_below(seed, 12), false));
    size_t size = chance(seed, m->data_is) ? random_below(seed, m->data + 1) : 0;
    collection_end(c, random_bytes(c, seed, size, random_below(seed, 2)));
}

static collection random_collection(uint64_t *seed, const measures *m)
{
    collection c = COLLECTION_INIT;
    mg_span *vocabulary = mg_arena_alloc(&c.arena, m->vocabulary * sizeof *vocabulary);
    assert_non_null(vocabulary);
    for (uint32_t i = 0; i < m->vocabulary; i++) vocabulary[i] = random_term(&c, seed);
    for (uint32_t d = 0; d < m->documents; d++) add_random_document(&c, seed, m, vocabulary);
    if (random_below(seed, 2)) collection_set(&c, "key", random_bytes(&c, seed, random_below(seed, 30), true));
    return c;
}

static measures random_measures(uint64_t *seed)
{
    return (measures){.documents = random_below(seed, 61),
                      .vocabulary = 1 + random_below(seed, random_below(seed, 2) ? 300 : 5),
                      .words = random_below(seed, 120),
                      .positions = 1 + random_below(seed, random_below(seed, 2) ? 100 : UINT32_MAX - 2),
                      .data = random_below(seed, random_below(seed, 4) ? 100 : 20000),
                      .values = random_below(seed, 30),
                      .data_is = (int)random_below(seed, 3),
                      .positions_are = (int)random_below(seed, 3)};
}

/* Two segments, one of them possibly empty, merge into what libxapian's writer makes of all documents; and one of
 * them, opened by libxapian, takes the documents of the other. */
static void assert_lives_on(const collection *c, size_t cut)
{
    place p = place_new();
    const char *halves[] = {p.ours, p.again};
    collection_reference(c, 0, c->documents.n, p.theirs);
    collection_segment(c, 0, cut, ALL, p.ours);
    collection_segment(c, cut, c->documents.n, ALL, p.again);
    reference_compact(halves, 2, p.merged);
    assert_reads_same(p.theirs, p.merged);
    assert_clean(p.merged);
    collection_append(c, cut, c->documents.n, p.ours);
    assert_reads_same(p.theirs, p.ours);
    assert_clean(p.ours);
    scratch_remove(p.dir);
}

static void small_collections(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 600; number++) {
        uint64_t seed = number;
        measures m = random_measures(&seed);
        collection c = random_collection(&seed, &m);
        assert_same(&c, 1 + random_below(&seed, 20));
        if (number % 8 == 0) assert_lives_on(&c, random_below(&seed, m.documents + 1));
        collection_free(&c);
    }
}

static void large_collections(void **state)
{
    (void)state;
    static const measures kinds[] = {
        {.documents = 5000, .vocabulary = 3000, .words = 60, .positions = 400,
         .data = 600, .values = 6, .data_is = 2, .positions_are = 2},
        {.documents = 5000, .vocabulary = 20, .words = 20, .positions = 1u << 30,
         .data = 9000, .values = 30, .data_is = 1, .positions_are = 1},
        {.documents = 5000, .vocabulary = 30000, .words = 60, .positions = 9,
         .data = 9, .values = 0, .data_is = 0, .positions_are = 0}};
    for (size_t i = 0; i < MG_COUNT(kinds); i++) {
        uint64_t seed = i;
        collection c = random_collection(&seed, &kinds[i]);
        assert_same(&c, 611);
        assert_lives_on(&c, 2500);
        collection_free(&c);
    }
}

/* ---- searching ---- */

static void queries(void **state)
{
    (void)state;
    static const char *const words[] = {"oil", "price", "harbour", "bridge", "toll", "ferry", "flood", "bank"};
    static const char *const shapes[] = {"\"%s %s\"", "\"%s %s %s\"", "%s NEAR %s", "%s NEAR/3 %s NEAR/3 %s",
                                         "%s ADJ/4 %s", "%s %s", "%s AND NOT %s", "\"%s %s\" OR %s"};
    place p = place_new();
    collection c = COLLECTION_INIT;
    uint64_t seed = 1871;
    for (uint32_t d = 0; d < 3000; d++) {
        for (uint32_t at = 1 + random_below(&seed, 40); at; at--)
            collection_term(&c, mg_span_str(words[random_below(&seed, MG_COUNT(words))]), at, 1);
        collection_end(&c, (mg_span){NULL, 0});
    }
    collection_segment(&c, 0, c.documents.n, 100, p.ours);
    collection_reference(&c, 0, c.documents.n, p.theirs);
    size_t found = 0;
    for (size_t i = 0; i < 20 * MG_COUNT(shapes); i++) {
        char query[100];
        const char *w[3];
        size_t n, n_ours;
        for (size_t k = 0; k < 3; k++) w[k] = words[random_below(&seed, MG_COUNT(words))];
        snprintf(query, sizeof query, shapes[i % MG_COUNT(shapes)], w[0], w[1], w[2]);
        unsigned *theirs = stock_query(p.theirs, query, true, &n), *ours = stock_query(p.ours, query, true, &n_ours);
        if (n != n_ours || memcmp(theirs, ours, n * sizeof *ours) != 0)
            fail_msg("%s: %zu hits in libxapian's, %zu in ours", query, n, n_ours);
        found += n;
        free(theirs);
        free(ours);
    }
    assert_true(found > 10000);
    collection_free(&c);
    scratch_remove(p.dir);
}

/* ---- unfinished, and refused ---- */

static void unfinished(void **state)
{
    (void)state;
    place p = place_new();
    mg_inverter *inverter = collection_inverter();
    mg_batch *batch;
    for (int batches = 0; batches < 3; batches++) {
        mg_segment *segment;
        assert_int_equal(mg_segment_begin(p.ours, NULL, &segment, NULL), MG_OK);
        for (int i = 0; i < batches; i++) {
            mg_inverter_occur(inverter, mg_inverter_term(inverter, MG_SPAN("word")), 1, 1);
            assert_int_equal(mg_inverter_end(inverter, MG_SPAN("data"), NULL), MG_OK);
            assert_int_equal(collection_take(segment, inverter, NULL), MG_OK);
        }
        assert_int_equal(mg_segment_set(segment, "key", MG_SPAN("value"), NULL), MG_OK);
        mg_segment_free(segment);
        assert_int_not_equal(access(p.ours, F_OK), 0);
    }
    mg_inverter_occur(inverter, mg_inverter_term(inverter, MG_SPAN("word")), 1, 1);
    assert_int_equal(mg_inverter_end(inverter, MG_SPAN("data"), NULL), MG_OK);
    assert_true(mg_inverter_pending(inverter) > 0);
    assert_int_equal(mg_inverter_take(inverter, &batch, NULL), MG_OK);
    assert_int_equal(mg_inverter_pending(inverter), 0);
    assert_int_equal(batch->documents, 1);
    assert_true(mg_batch_memory(batch) > 0);
    mg_batch_free(batch);
    mg_inverter_free(inverter);
    scratch_remove(p.dir);
}

static void directory_in_use(void **state)
{
    (void)state;
    place p = place_new();
    mg_segment *segment;
    mg_error err = MG_ERROR_INIT;
    assert_int_not_equal(mg_segment_begin(p.dir, NULL, &segment, &err), MG_OK);
    assert_true(err.msg[0]);
    assert_int_equal(access(p.dir, F_OK), 0);
    scratch_remove(p.dir);
}

/* A term's frequency has 32 bits, in a document and over all. */
static void frequencies_too_high(void **state)
{
    (void)state;
    for (int apart = 0; apart < 2; apart++) {
        place p = place_new();
        mg_segment *segment;
        mg_inverter *inverter = collection_inverter();
        mg_error err = MG_ERROR_INIT;
        mg_status status = MG_OK;
        assert_int_equal(mg_segment_begin(p.ours, NULL, &segment, NULL), MG_OK);
        for (int i = 0; status == MG_OK && i < 2; i++) {
            uint32_t word = mg_inverter_term(inverter, MG_SPAN("word"));
            mg_inverter_occur(inverter, word, 1, UINT32_MAX - 1);
            if (!apart) mg_inverter_occur(inverter, word, 2, UINT32_MAX - 1);
            status = mg_inverter_end(inverter, (mg_span){0}, &err);
            if (status == MG_OK) status = collection_take(segment, inverter, &err);
        }
        mg_inverter_free(inverter);
        if (status == MG_OK) status = mg_segment_finish(segment, NULL, &err);
        assert_int_equal(status, MG_LIMIT);
        mg_segment_free(segment);
        scratch_remove(p.dir);
    }
}

/* What a key cannot hold is refused, whatever whoever made the term has promised. */
static void terms_too_long(void **state)
{
    (void)state;
    static const char zeros[200], letters[250] = "long";
    static const mg_span terms[] = {{zeros, sizeof zeros}, {letters, sizeof letters}};
    for (size_t i = 0; i < MG_COUNT(terms); i++) {
        place p = place_new();
        mg_segment *segment;
        mg_inverter *inverter = collection_inverter();
        assert_int_equal(mg_segment_begin(p.ours, NULL, &segment, NULL), MG_OK);
        mg_inverter_occur(inverter, mg_inverter_term(inverter, terms[i]), 1, 1);
        assert_int_equal(mg_inverter_end(inverter, (mg_span){0}, NULL), MG_OK);
        assert_int_equal(collection_take(segment, inverter, NULL), MG_OK);
        assert_int_equal(mg_segment_finish(segment, NULL, NULL), MG_LIMIT);
        mg_segment_free(segment);
        mg_inverter_free(inverter);
        scratch_remove(p.dir);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparison_sees),    cmocka_unit_test(no_documents),         cmocka_unit_test(one_document),
        cmocka_unit_test(parts_of_documents), cmocka_unit_test(check_sees),
        cmocka_unit_test(empty_batches),      cmocka_unit_test(hard_terms),           cmocka_unit_test(hard_terms_in_chunks),
        cmocka_unit_test(frequencies),        cmocka_unit_test(many_terms),           cmocka_unit_test(many_documents),
        cmocka_unit_test(positions),          cmocka_unit_test(long_position_lists),  cmocka_unit_test(data_sizes),
        cmocka_unit_test(data_of_one_letter), cmocka_unit_test(value_slots),          cmocka_unit_test(value_bounds),
        cmocka_unit_test(value_sizes),        cmocka_unit_test(metadata),             cmocka_unit_test(small_collections),
        cmocka_unit_test(large_collections),  cmocka_unit_test(queries),              cmocka_unit_test(unfinished),
        cmocka_unit_test(directory_in_use),   cmocka_unit_test(frequencies_too_high), cmocka_unit_test(terms_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
