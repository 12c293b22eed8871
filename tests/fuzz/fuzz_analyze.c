/* fuzz_analyze.c - any bytes as text: words in order, of sane length, each with its bytes, and their other forms;
 * and those who seek few words get them as they are. */
#include "common/analyze.h"
#include "common/stem.h"
#include "common/utf8.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ok(mg_status status)
{
    assert(status == MG_OK);
}

static void check_form(mg_span form)
{
    assert(form.n <= MG_WORD_MAX && mg_utf8_valid(form) == form.n);
}

static void check_words(mg_analyzer *analyzer, mg_stemmer *stemmer, const mg_language *language, mg_span text)
{
    mg_words words;
    mg_word w;
    size_t end = 0;
    mg_words_init(&words, analyzer, text);
    while (mg_words_next(&words, &w)) {
        assert(w.start >= end && w.start < w.end && w.end <= text.n);
        assert(w.word.n > 0);
        check_form(w.word);
        check_form(mg_word_bare(analyzer, w.word));
        mg_span rest = mg_word_unelided(language, w.word);
        assert(rest.n > 0 && rest.n <= w.word.n);
        check_form(rest);
        if (w.stems) assert(mg_stem(stemmer, w.word).n <= 2 * MG_WORD_MAX);
        end = w.end;
    }
    assert(!mg_words_next(&words, &w));
}

/* What begins like `begins` is sought: it is never passed over, and each word that is has its place. */
static void check_seeking(mg_analyzer *analyzer, mg_analyzer *other, mg_span text, mg_span begins)
{
    const unsigned char *c = (const unsigned char *)begins.p;
    mg_beginnings sought = {.first = mg_beginning_bit(c[0])};
    mg_words few, all;
    mg_word found, w;
    uint32_t passed;
    sought.v[mg_beginning(c[0], c[1])] = mg_beginning_bit(c[2]);
    mg_words_init(&few, analyzer, text);
    mg_words_init(&all, other, text);
    for (bool more = true; more;) {
        more = mg_words_next_of(&few, &sought, &found, &passed);
        for (uint32_t i = 0; i < passed; i++) {
            assert(mg_words_next(&all, &w));
            const unsigned char *p = (const unsigned char *)w.word.p;
            assert(w.word.n < 3 || !(sought.v[mg_beginning(p[0], p[1])] & mg_beginning_bit(p[2])));
        }
        assert(mg_words_next(&all, &w) == more);
        assert(!more || (w.start == found.start && w.end == found.end && mg_span_eq(w.word, found.word)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const mg_language *french = mg_language_find(MG_SPAN("fr"));
    const mg_span text = {(const char *)data, size};
    mg_analyzer *analyzer, *other;
    mg_stemmer *stemmer;
    ok(mg_analyzer_new(&analyzer, NULL));
    ok(mg_analyzer_new(&other, NULL));
    ok(mg_stemmer_new(french, &stemmer, NULL));
    check_words(analyzer, stemmer, french, text);
    if (size >= 3) check_seeking(analyzer, other, text, text);
    mg_stemmer_free(stemmer);
    mg_analyzer_free(other);
    mg_analyzer_free(analyzer);
    return 0;
}
