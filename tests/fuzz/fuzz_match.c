/* fuzz_match.c - the files of a segment with bytes of theirs changed, checksums right again or not: searched, they give an error or an
 * answer that is no worse than wrong.
 *
 * Input: whether checksums are made right, and how many bytes are changed, up to sixteen; for each which file, where (three bytes), what to. */
#include "common/dictionary.h"
#include "common/match.h"

#include "common/beside.h"
#include "common/io.h"
#include "common/schema.h"
#include "indexer/inverter.h"
#include "indexer/segment.h"
#include "tests/support/random.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DOCUMENTS = 700, WORDS = 12 };

static char dir[] = "/tmp/morgue-fuzz-XXXXXX", segment[64];
static const char *const names[] = {"impacts", "postlist.glass", "position.glass", "iamglass"};
static const uint8_t of_sixteen[] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3}; /* which of them is changed */
static mg_buf files[MG_COUNT(names)]; /* as they were made */

static void remove_all(void)
{
    (void)!mg_dir_remove(dir, NULL);
    for (size_t i = 0; i < MG_COUNT(names); i++) mg_buf_dispose(&files[i]);
}

static void ok(mg_status status)
{
    if (status != MG_OK) abort();
}

static void path_of(size_t file, char out[128])
{
    snprintf(out, 128, "%s/%s", segment, names[file]);
}

/* Word i is in one of i + 1 documents. */
static void add_documents(mg_inverter *inverter, mg_segment *s)
{
    uint64_t seed = 1;
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
        uint32_t times[WORDS];
        for (uint32_t i = 0; i < WORDS; i++) times[i] = random_below(&seed, i + 1) ? 0 : 1 + random_below(&seed, 3);
        for (uint32_t at = 0; at < 3 * WORDS; at++) {
            char word[8];
            if (at / WORDS >= times[at % WORDS]) continue;
            snprintf(word, sizeof word, "w%u", at % WORDS);
            uint32_t term = mg_inverter_term(inverter, mg_span_str(word));
            mg_inverter_word(inverter, term, 1 + at, 1, mg_beside_code(mg_span_str(word)));
        }
        if (docid % 3) mg_inverter_value(inverter, MG_SLOT_DATE, docid % 2 ? MG_SPAN("2024") : MG_SPAN("2025"));
        ok(mg_inverter_end(inverter, (mg_span){0}, NULL));
        ok(mg_segment_document(s, MG_SPAN("x"), NULL, 0, NULL));
    }
}

static void start(void)
{
    mg_terms *terms;
    mg_inverter *inverter;
    mg_segment *s;
    mg_batch *batch;
    if (segment[0]) return;
    if (!mkdtemp(dir)) abort();
    atexit(remove_all);
    snprintf(segment, sizeof segment, "%s/segment", dir);
    ok(mg_terms_new(&terms, NULL));
    ok(mg_inverter_new(terms, &inverter, NULL));
    ok(mg_segment_begin(segment, NULL, &s, NULL));
    add_documents(inverter, s);
    ok(mg_inverter_take(inverter, &batch, NULL));
    ok(mg_segment_take(s, batch, NULL));
    ok(mg_segment_finish(s, NULL, NULL));
    mg_segment_free(s);
    mg_inverter_free(inverter);
    mg_terms_drop(terms);
    for (size_t i = 0; i < MG_COUNT(names); i++) {
        char path[128];
        path_of(i, path);
        ok(mg_file_read(path, (size_t)1 << 24, &files[i], NULL));
    }
}

/* Make the checksums of changed impacts right again, as far as their parts can be found. */
static void seal(mg_buf *file)
{
    mg_impacts_header h;
    if (file->n < sizeof h) return;
    memcpy(&h, file->p, sizeof h);
    for (uint32_t i = 0; i < h.n_terms && i < WORDS; i++) {
        mg_impact_term t;
        uint64_t at = h.terms + i * sizeof t;
        if (at > file->n || file->n - at < sizeof t) break;
        memcpy(&t, file->p + at, sizeof t);
        uint64_t bytes = t.n_blocks * sizeof(mg_impact_block), key = h.keys + t.key;
        if (t.blocks % 8 || t.blocks > file->n || bytes > file->n - t.blocks || key > file->n || t.key_n > file->n - key) continue;
        if (t.beside <= file->n && t.documents <= file->n - t.beside)
            t.beside_check = mg_impacts_check(MG_IMPACTS_CHECK, (mg_span){file->p + t.beside, t.documents});
        t.check = mg_impacts_check_term(&t, (mg_span){file->p + key, t.key_n}, (const void *)(file->p + t.blocks));
        memcpy(file->p + at, &t, sizeof t);
    }
    size_t skip = offsetof(mg_impacts_header, body);
    h.check = mg_impacts_check(MG_IMPACTS_CHECK, (mg_span){(const char *)&h + skip, sizeof h - skip});
    memcpy(file->p, &h, sizeof h);
}

static void write_files(const uint8_t *data, size_t n, bool sealed)
{
    for (size_t i = 0; i < MG_COUNT(names); i++) {
        mg_buf copy = MG_BUF_INIT;
        char path[128];
        mg_buf_add(&copy, mg_buf_span(&files[i]));
        for (size_t k = 0; k + 5 <= n; k += 5) {
            size_t at = ((size_t)data[k + 1] << 16 | (size_t)data[k + 2] << 8 | data[k + 3]) % files[i].n;
            if (of_sixteen[data[k] % 16] == i) copy.p[at] = (char)data[k + 4];
        }
        if (i == 0 && sealed) seal(&copy);
        path_of(i, path);
        FILE *f = fopen(path, "w");
        if (!f || fwrite(copy.p, 1, copy.n, f) != copy.n || fclose(f) != 0) abort();
        mg_buf_dispose(&copy);
    }
}

/* Ask for the first word, and for it and others in each way, and for any of the others beside it. */
static void ask(const mg_place *place)
{
    mg_xquery words[WORDS], range = {.op = MG_X_VALUE_RANGE, .slot = MG_SLOT_DATE, .low = MG_SPAN("2025")};
    mg_match_memory memory = {0};
    char text[WORDS][8];
    const mg_xquery *kids[WORDS + 1];
    static const mg_xquery_op ops[] = {MG_X_AND, MG_X_OR, MG_X_SYNONYM, MG_X_PHRASE, MG_X_NEAR, MG_X_FILTER, MG_X_AND_NOT, MG_X_AND_MAYBE};
    for (size_t i = 0; i < WORDS; i++) {
        snprintf(text[i], sizeof text[i], "w%zu", i);
        words[i] = (mg_xquery){.op = MG_X_TERM, .term = mg_span_str(text[i])};
        kids[i] = &words[i];
    }
    const mg_xquery others = {.op = MG_X_OR, .kids = kids + 1, .n = WORDS - 1}, *with_any[] = {&words[0], &others};
    for (size_t i = 0; i < 2 * MG_COUNT(ops) + 6; i++) {
        mg_xquery q = {.op = ops[i / 2 % MG_COUNT(ops)], .kids = kids, .n = i % 2 ? WORDS : 2}, filtered = {.op = MG_X_FILTER, .n = 2};
        if (i >= 2 * MG_COUNT(ops)) q = (mg_xquery){.op = i % 4 < 2 ? MG_X_PHRASE : MG_X_NEAR, .kids = with_any, .n = 2};
        if (i >= 2 * MG_COUNT(ops) + 4) q = (mg_xquery){.op = MG_X_PHRASE, .kids = kids + 3, .n = i % 2 ? 2 : 3}; /* words with others told beside them */
        const mg_xquery *both[] = {&q, &range};
        mg_match_place at = {place, NULL};
        mg_match_opts o = {.limit = i % 3 ? 5 : 1000, .check_at_least = i % 5 ? 0 : 1000, .k1 = 1.2, .b = 0.75};
        mg_match match;
        bool taken;
        q.window = (uint32_t)q.n + (i % 2 && q.kids != kids + 3);
        filtered.kids = both;
        mg_status status = mg_match_run(&at, 1, i % 4 == 3 ? &filtered : &q, &o, NULL, &memory, &taken, &match, NULL);
        if (status != MG_OK) continue;
        for (size_t k = 0; k < match.n; k++) assert(match.hits[k].docid && match.hits[k].docid <= place->trees.documents);
        mg_match_dispose(&match);
    }
    mg_match_memory_dispose(&memory);
}

static bool count_term(void *payload, mg_span term, uint32_t documents)
{
    assert(term.n && documents);
    return ++*(size_t *)payload < 1000;
}

static void look_up(const mg_place *place)
{
    static const mg_span prefixes[] = {MG_SPAN(""), MG_SPAN("w"), MG_SPAN("w1")};
    for (size_t i = 0; i < MG_COUNT(prefixes); i++) {
        mg_match_place at = {place, NULL};
        size_t terms = 0;
        mg_status status = mg_dictionary_visit(&at, 1, prefixes[i], NULL, count_term, &terms, NULL);
        assert(status == MG_OK || status == MG_CORRUPT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_place place;
    if (!size) return 0;
    start();
    write_files(data + 1, MG_MIN(size - 1, (size_t)5 * (1 + data[0] / 2 % 16)), data[0] & 1);
    if (mg_place_open(segment, &place, NULL) != MG_OK) return 0;
    ask(&place);
    look_up(&place);
    mg_place_close(&place);
    return 0;
}
