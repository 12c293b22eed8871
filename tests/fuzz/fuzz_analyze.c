/* fuzz_analyze.c - any bytes as text: words in order, of sane length, each with its bytes, and their other forms. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const mg_language *french = mg_language_find(MG_SPAN("fr"));
    mg_analyzer *analyzer;
    mg_stemmer *stemmer;
    ok(mg_analyzer_new(&analyzer, NULL));
    ok(mg_stemmer_new(french, &stemmer, NULL));
    check_words(analyzer, stemmer, french, (mg_span){(const char *)data, size});
    mg_stemmer_free(stemmer);
    mg_analyzer_free(analyzer);
    return 0;
}
