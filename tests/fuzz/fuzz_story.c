/* fuzz_story.c - any text gives a fingerprint that is its own story's, the same twice; and any bytes as fingerprints are compared, and
 * have keys, without harm. */
#include "common/analyze.h"
#include "common/story.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t fingerprint(mg_analyzer *analyzer, mg_span text, char out[MG_STORY_MAX])
{
    mg_story story;
    mg_words words;
    mg_word w;
    mg_story_start(&story);
    mg_words_init(&words, analyzer, text);
    while (mg_words_next(&words, &w)) mg_story_word(&story, w.word, text.p + w.start);
    return mg_story_end(&story, out);
}

static size_t keys_of(mg_span fingerprint)
{
    uint32_t keys[MG_STORY_KEYS_MAX];
    size_t n = mg_story_keys(fingerprint, keys);
    assert(n <= MG_STORY_KEYS_MAX);
    return n;
}

static void check_text(mg_span text)
{
    char a[MG_STORY_MAX], b[MG_STORY_MAX];
    mg_analyzer *analyzer;
    mg_status status = mg_analyzer_new(&analyzer, NULL);
    assert(status == MG_OK);
    mg_span whole = {a, fingerprint(analyzer, text, a)};
    assert(whole.n == 0 || whole.n == MG_STORY_BYTES || whole.n == MG_STORY_MAX);
    assert(mg_span_eq(whole, (mg_span){b, fingerprint(analyzer, text, b)}));
    assert(!mg_story_same(whole, whole, true) || keys_of(whole));
    mg_analyzer_free(analyzer);
}

static void check_fingerprints(mg_span bytes)
{
    for (size_t n = 1; n <= MG_STORY_MAX + 1 && n <= bytes.n; n++) {
        mg_span a = mg_span_sub(bytes, 0, n), b = mg_span_sub(bytes, bytes.n - n, bytes.n);
        assert(mg_story_same(a, b, false) == mg_story_same(b, a, false));
        assert(mg_story_same(a, b, false) || !mg_story_same(a, b, true));
        assert(n == MG_STORY_BYTES || n == MG_STORY_MAX || (!mg_story_same(a, a, false) && !keys_of(a)));
        keys_of(b);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span bytes = {(const char *)data, size};
    check_text(bytes);
    check_fingerprints(bytes);
    return 0;
}
