/* cut_index.c - see cut_index.h. */
#include "tests/support/cut_index.h"

#include "common/analyze.h"
#include "common/io.h"
#include "common/layout.h"
#include "common/record.h"
#include "common/schema.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Words, each with its stem in English and in French. */
static const struct {
    const char *word, *stems[2];
} words[] = {
    {"the", {"the", "the"}},          {"oil", {"oil", "oil"}},           {"price", {"price", "pric"}},
    {"prices", {"price", "pric"}},    {"flood", {"flood", "flood"}},     {"floods", {"flood", "flood"}},
    {"flooded", {"flood", "flooded"}}, {"ferry", {"ferri", "ferry"}},    {"harbour", {"harbour", "harbour"}},
    {"bridge", {"bridg", "bridg"}},   {"trade", {"trade", "trad"}},      {"trades", {"trade", "trad"}},
    {"toll", {"toll", "toll"}},       {"cocoa", {"cocoa", "coco"}},      {"dam", {"dam", "dam"}},
    {"drought", {"drought", "drought"}}, {"x7", {"x7", "x7"}},
};
static const char *const languages[] = {"en", "fr"}, *const sources[] = {"harbour wire", "the courier", "le phare"};
static const char *const dates[] = {"", "", "18981231~~~~~~", "20240229120000", "20240229120001", "20250307~~~~~~"};

const char *cut_word(uint64_t *seed)
{
    return words[random_below(seed, MG_COUNT(words))].word;
}

/* ---- collections ---- */

static mg_span prefixed(collection *c, const char *prefix, const char *value)
{
    return collection_text(c, "%s%s", prefix, value);
}

static mg_span record_of(collection *c, mg_span id)
{
    mg_text_packer *packer;
    mg_buf data = MG_BUF_INIT;
    mg_article a = {.id = id, .title = MG_SPAN("A title")};
    assert_int_equal(mg_text_packer_new(&packer, NULL), MG_OK);
    assert_int_equal(mg_record_encode(&a, 0, packer, &data, NULL), MG_OK);
    mg_span kept = collection_bytes(c, mg_buf_span(&data));
    mg_text_packer_free(packer);
    mg_buf_dispose(&data);
    return kept;
}

/* Few words and lengths, so that many articles are equal in weight. */
void cut_document(collection *c, uint64_t *seed, size_t number)
{
    size_t language = random_below(seed, 3) == 0;
    mg_span id = collection_text(c, "%llx-%zu", (unsigned long long)random_next(seed) & 0xfff, number);
    const char *date = dates[random_below(seed, MG_COUNT(dates))];
    uint32_t n = random_below(seed, 4) ? 1 + random_below(seed, 6) : random_below(seed, 40);
    for (uint32_t at = 1; at <= n; at++) {
        size_t word = random_below(seed, 1 + random_below(seed, MG_COUNT(words)));
        collection_term(c, mg_span_str(words[word].word), at, 1);
        collection_term(c, prefixed(c, "Z", words[word].stems[language]), 0, 1);
        if (at < 3) collection_term(c, prefixed(c, "S", words[word].word), at, 1);
    }
    collection_term(c, prefixed(c, "XSTEM", languages[language]), 0, 0);
    collection_term(c, prefixed(c, "L", languages[language]), 0, 0);
    collection_term(c, prefixed(c, "XSOURCE", sources[random_below(seed, MG_COUNT(sources))]), 0, 0);
    mg_buf term = MG_BUF_INIT;
    mg_term_exact("Q", id, false, &term);
    collection_term(c, collection_bytes(c, mg_buf_span(&term)), 0, 0);
    mg_buf_dispose(&term);
    if (*date) {
        collection_term(c, MG_SPAN("XHASdate"), 0, 0);
        collection_value(c, MG_SLOT_DATE, mg_span_str(date));
    }
    collection_end(c, record_of(c, id));
}

void cut_version(collection *c)
{
    collection_set(c, MG_META_VERSION, collection_text(c, "%d %d", MG_LAYOUT_VERSION, MG_ANALYZER_VERSION));
}

/* ---- removed files ---- */

static int by_bytes(const void *a, const void *b)
{
    return mg_span_cmp(*(const mg_span *)a, *(const mg_span *)b);
}

void cut_sort(mg_span *v, size_t n)
{
    if (n) qsort(v, n, sizeof *v, by_bytes);
}

/* Each term of a document once. */
static void add_terms(const reference_document *d, cut_spans *all)
{
    size_t first = all->n, n = first;
    for (size_t i = 0; i < d->n_occurrences; i++) assert_true(mg_vec_push(all, d->occurrences[i].term));
    cut_sort(all->v + first, all->n - first);
    for (size_t i = first; i < all->n; i++)
        if (n == first || !mg_span_eq(all->v[n - 1], all->v[i])) all->v[n++] = all->v[i];
    all->n = n;
}

void cut_removed(const collection *c, size_t from, size_t to, const bool *gone, const char *path)
{
    MG_VEC(uint32_t) docids = {0};
    cut_spans terms = {0};
    uint64_t length = 0;
    for (size_t i = from; i < to; i++) {
        const reference_document *d = &c->documents.v[i];
        if (!gone[i]) continue;
        assert_true(mg_vec_push(&docids, (uint32_t)(i - from + 1)));
        for (size_t k = 0; k < d->n_occurrences; k++) length += d->occurrences[k].wdf;
        add_terms(d, &terms);
    }
    cut_sort(terms.v, terms.n);
    mg_removed_builder *builder;
    assert_int_equal(mg_removed_builder_new(docids.v, (uint32_t)docids.n, length, &builder, NULL), MG_OK);
    for (size_t i = 0, end; i < terms.n; i = end) {
        for (end = i + 1; end < terms.n && mg_span_eq(terms.v[end], terms.v[i]); end++) {}
        assert_int_equal(mg_removed_builder_add(builder, terms.v[i], (uint32_t)(end - i), NULL), MG_OK);
    }
    assert_int_equal(mg_removed_builder_write(builder, path, NULL), MG_OK);
    mg_removed_builder_free(builder);
    mg_vec_free(&docids);
    mg_vec_free(&terms);
}

/* ---- indexes ---- */

enum { SEGMENTS_MAX = 6 };

/* An index of the documents, cut at so many places; without those that are gone, if `gone`. */
static void write_index(const collection *c, const bool *gone, const size_t *cuts, size_t n, const char *dir)
{
    static const char *const names[SEGMENTS_MAX] = {"g1", "g2", "g3", "g4", "g5", "g6"};
    mg_stub_segment segments[SEGMENTS_MAX] = {{NULL, NULL}};
    mg_buf path = MG_BUF_INIT;
    static const char *const below[] = {"segments", "removed"};
    for (size_t i = 0; i < MG_COUNT(below); i++) {
        mg_buf_reset(&path);
        mg_buf_addf(&path, "%s/%s", dir, below[i]);
        assert_int_equal(mg_dir_create(path.p, NULL), MG_OK);
    }
    for (size_t i = 0; i < n; i++) {
        size_t from = cuts[i], to = cuts[i + 1];
        bool any = false;
        segments[i].name = names[i];
        mg_buf_reset(&path);
        mg_path_segment(dir, names[i], &path);
        collection_segment(c, from, to, SIZE_MAX, path.p);
        for (size_t k = from; gone && k < to; k++) any |= gone[k];
        if (!any) continue;
        segments[i].removed = "g7";
        mg_buf_reset(&path);
        mg_path_removed(dir, &segments[i], &path);
        cut_removed(c, from, to, gone, path.p);
    }
    mg_stub stub = {.generation = 7, .segments = segments, .n = n};
    assert_int_equal(mg_stub_publish(dir, &stub, NULL), MG_OK);
    mg_buf_dispose(&path);
}


void cut_pair_make(cut_pair *p, uint64_t *seed, size_t documents)
{
    bool *gone = calloc(documents, sizeof *gone);
    size_t n = 1 + random_below(seed, SEGMENTS_MAX), cuts[SEGMENTS_MAX + 1] = {0}, dead = random_below(seed, 2 * SEGMENTS_MAX);
    assert_non_null(gone);
    *p = (cut_pair){.dir = scratch_dir(), .all = COLLECTION_INIT, .rest = COLLECTION_INIT};
    snprintf(p->whole, sizeof p->whole, "%s/whole", p->dir);
    snprintf(p->cut, sizeof p->cut, "%s/cut", p->dir);
    cut_version(&p->all);
    cut_version(&p->rest);
    for (size_t i = 0; i < documents; i++) cut_document(&p->all, seed, i);
    for (size_t i = 1; i < n; i++) cuts[i] = cuts[i - 1] + random_below(seed, (uint32_t)(documents - cuts[i - 1]) + 1) / 2;
    cuts[n] = documents;
    uint32_t one_in = 2 + random_below(seed, 8);
    for (size_t i = 0, segment = 0; i < documents; i++) {
        while (segment + 1 < n && i >= cuts[segment + 1]) segment++;
        gone[i] = (segment == dead && n > 1) || (segment % 2 == 0 && random_below(seed, one_in) == 0);
        if (!gone[i]) assert_true(mg_vec_push(&p->rest.documents, p->all.documents.v[i]));
    }
    write_index(&p->all, gone, cuts, n, p->cut);
    write_index(&p->rest, NULL, (size_t[]){0, p->rest.documents.n}, 1, p->whole);
    free(gone);
}

void cut_pair_drop(cut_pair *p)
{
    collection_free(&p->all);
    collection_free(&p->rest);
    scratch_remove(p->dir);
}
