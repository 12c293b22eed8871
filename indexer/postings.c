/* postings.c - see postings.h. */
#include "indexer/postings.h"

#include "common/analyze.h"
#include "common/record.h"
#include "common/schema.h"
#include "common/stem.h"
#include "common/vec.h"
#include "indexer/detect.h"

#define LANGUAGES_MAX 64

struct mg_poster {
    mg_analyzer *analyzer;
    mg_stemmer *stemmers[LANGUAGES_MAX]; /* by position in the table of languages, made when needed */
    const mg_language *fixed;            /* for every article; NULL: by article */
    bool no_stems;

    /* The document being made. */
    mg_arena arena;
    MG_VEC(mg_occurrence) occurrences;
    MG_VEC(mg_value) values;
    mg_buf record, scratch;
    uint32_t position;
    bool nomem;
};

mg_status mg_poster_new(const char *language, mg_poster **out, mg_error *err)
{
    mg_poster *p = calloc(1, sizeof *p);
    if (!p) return mg_fail_nomem(err, "starting the indexer");
    mg_status status = MG_OK;
    p->no_stems = strcmp(language, "none") == 0;
    if (!p->no_stems && strcmp(language, "auto") != 0) {
        p->fixed = mg_language_find(mg_span_str(language));
        if (!p->fixed) MG_GOTO(mg_fail(err, MG_USAGE, "no stemmer is known for the language \"%s\"", language));
    }
    MG_GOTO(mg_analyzer_new(&p->analyzer, err));
    *out = p;
    return MG_OK;
out:
    mg_poster_free(p);
    return status;
}

void mg_poster_free(mg_poster *p)
{
    if (!p) return;
    mg_analyzer_free(p->analyzer);
    for (size_t i = 0; i < LANGUAGES_MAX; i++) mg_stemmer_free(p->stemmers[i]);
    mg_arena_dispose(&p->arena);
    mg_vec_free(&p->occurrences);
    mg_vec_free(&p->values);
    mg_buf_dispose(&p->record);
    mg_buf_dispose(&p->scratch);
    free(p);
}

static mg_status stemmer_for(mg_poster *p, const mg_language *language, mg_stemmer **out, mg_error *err)
{
    size_t n;
    size_t i = (size_t)(language - mg_languages(&n));
    if (!p->stemmers[i]) MG_TRY(mg_stemmer_new(language, &p->stemmers[i], err));
    *out = p->stemmers[i];
    return MG_OK;
}

/* ---- terms ---- */

/* Add prefix + word, which must keep within MG_TERM_MAX (words and prefixes are short). */
static void add_term(mg_poster *p, const char *prefix, mg_span word, uint32_t position, uint32_t wdf)
{
    size_t head = strlen(prefix);
    char *term = mg_arena_alloc(&p->arena, head + word.n);
    if (!term || head + word.n > MG_TERM_MAX) {
        p->nomem |= !term;
        return;
    }
    memcpy(term, prefix, head);
    memcpy(term + head, word.p, word.n);
    if (!mg_vec_push(&p->occurrences, (mg_occurrence){{term, head + word.n}, position, wdf})) p->nomem = true;
}

typedef struct {
    const char *prefix;   /* of the words */
    const char *z_prefix; /* of their stems; NULL: no stems */
    uint32_t wdf;
} field_terms;

typedef struct {
    mg_poster *poster;
    mg_stemmer *stemmer; /* NULL: no stems */
    const mg_language *language;
} text_of;

/* One form of a word: itself, its bare form, its form without the elided article. */
static void add_form(const text_of *t, const field_terms *fields, size_t n, mg_span form, uint32_t position, bool stems)
{
    for (size_t i = 0; i < n; i++) {
        add_term(t->poster, fields[i].prefix, form, position, fields[i].wdf);
        if (!t->stemmer || !stems || !fields[i].z_prefix) continue;
        mg_span stem = mg_stem(t->stemmer, form);
        if (stem.n) add_term(t->poster, fields[i].z_prefix, stem, 0, fields[i].wdf);
    }
}

/* Add the words of `text` under each of the fields, at the positions behind p->position. */
static void add_text(const text_of *t, mg_span text, const field_terms *fields, size_t n)
{
    mg_poster *p = t->poster;
    mg_words words;
    mg_word w;
    mg_words_init(&words, p->analyzer, text);
    while (mg_words_next(&words, &w)) {
        p->position++;
        add_form(t, fields, n, w.word, p->position, w.stems);
        mg_span bare = mg_word_bare(p->analyzer, w.word);
        if (bare.n) add_form(t, fields, n, bare, p->position, w.stems);
        mg_span rest = mg_word_unelided(t->language, w.word);
        if (rest.n == w.word.n) continue;
        add_form(t, fields, n, rest, p->position, w.stems);
        bare = mg_word_bare(p->analyzer, rest);
        if (bare.n) add_form(t, fields, n, bare, p->position, w.stems);
    }
}

/* A whole value as one term without position or weight: a filter. */
static void add_exact(mg_poster *p, const char *prefix, mg_span value, bool fold)
{
    if (!value.n) return;
    mg_buf_reset(&p->scratch);
    mg_term_exact(prefix, value, fold, &p->scratch);
    p->nomem |= p->scratch.failed;
    add_term(p, "", mg_buf_span(&p->scratch), 0, 0);
}

static void add_has(mg_poster *p, const char *field, bool has)
{
    if (has) add_exact(p, "XHAS", mg_span_str(field), false);
}

static void add_date(mg_poster *p, const mg_date *date)
{
    char key[14];
    size_t n = mg_date_key(date, key);
    if (n >= 4) add_term(p, "Y", (mg_span){key, 4}, 0, 0);
    if (n >= 6) add_term(p, "M", (mg_span){key, 6}, 0, 0);
    if (n >= 8) add_term(p, "D", (mg_span){key, 8}, 0, 0);
}

static void add_filters(mg_poster *p, const mg_article *a)
{
    add_exact(p, "Q", a->id, false);
    add_exact(p, "U", a->url, false);
    add_exact(p, "L", a->language, true);
    add_exact(p, "XSOURCE", a->source, true);
    add_exact(p, "XSECTION", a->section, true);
    add_exact(p, "XFORMAT", a->format, false);
    for (size_t i = 0; i < a->byline.n; i++) add_exact(p, "XAUTHOR", a->byline.v[i], true);
    for (size_t i = 0; i < a->keywords.n; i++) add_exact(p, "K", a->keywords.v[i], true);
    add_date(p, &a->date);
    add_has(p, "date", a->date.precision != MG_DATE_NONE);
    add_has(p, "title", a->title.n);
    add_has(p, "author", a->byline.n);
    add_has(p, "source", a->source.n);
    add_has(p, "section", a->section.n);
    add_has(p, "dateline", a->dateline.n);
    add_has(p, "keyword", a->keywords.n);
    add_has(p, "url", a->url.n);
    add_has(p, "lang", a->language.n);
}

/* ---- values ---- */

static void add_value(mg_poster *p, uint32_t slot, mg_span value)
{
    if (!value.n) return;
    mg_span copy = mg_arena_copy(&p->arena, value);
    if (!copy.p || !mg_vec_push(&p->values, (mg_value){slot, copy})) p->nomem = true;
}

static void add_values(mg_poster *p, const mg_article *a)
{
    char key[14];
    add_value(p, MG_SLOT_DATE, (mg_span){key, mg_date_key(&a->date, key)});
    add_value(p, MG_SLOT_SOURCE, a->source);
    add_value(p, MG_SLOT_SECTION, a->section);
    mg_buf_reset(&p->scratch);
    for (size_t i = 0; i < a->byline.n; i++) {
        if (i) mg_buf_addc(&p->scratch, 0x1f);
        mg_buf_add(&p->scratch, a->byline.v[i]);
    }
    p->nomem |= p->scratch.failed;
    add_value(p, MG_SLOT_AUTHOR, mg_buf_span(&p->scratch));
    add_value(p, MG_SLOT_LANGUAGE, a->language);
}

/* ---- the document ---- */

/* Which stemmer the article gets, and its language when it has named none. */
static const mg_language *settle_language(const mg_poster *p, mg_article *a)
{
    if (!a->language.n && p->fixed) a->language = mg_span_str(p->fixed->code);
    if (!a->language.n) a->language = mg_detect_language(a->body.n ? a->body : a->title);
    if (p->no_stems) return NULL;
    return p->fixed ? p->fixed : mg_language_find(a->language);
}

mg_status mg_poster_document(mg_poster *p, mg_article *a, uint32_t root, mg_document *out, mg_span *stemmer,
                             mg_error *err)
{
    static const field_terms title[] = {{"S", "ZS", 1}, {"", "Z", MG_TITLE_WDF}}, plain[] = {{"", "Z", 1}},
                             author[] = {{"A", NULL, 1}}, dateline[] = {{"XDATELINE", NULL, 1}};
    mg_arena_reset(&p->arena);
    p->occurrences.n = p->values.n = 0;
    p->position = 0;
    p->nomem = false;

    text_of text = {.poster = p, .language = settle_language(p, a)};
    *stemmer = mg_span_str(text.language ? text.language->code : "");
    if (text.language) MG_TRY(stemmer_for(p, text.language, &text.stemmer, err));

    add_text(&text, a->title, title, MG_COUNT(title));
    p->position += MG_FIELD_GAP;
    add_text(&text, a->standfirst, plain, MG_COUNT(plain));
    p->position += MG_FIELD_GAP;
    add_text(&text, a->body, plain, MG_COUNT(plain));
    for (size_t i = 0; i < a->byline.n; i++) {
        p->position += MG_FIELD_GAP;
        add_text(&text, a->byline.v[i], author, MG_COUNT(author));
    }
    p->position += MG_FIELD_GAP;
    add_text(&text, a->dateline, dateline, MG_COUNT(dateline));
    add_filters(p, a);
    add_exact(p, "XSTEM", *stemmer, false);
    add_values(p, a);

    mg_buf_reset(&p->record);
    MG_TRY(mg_record_encode(a, root, &p->record, err));
    if (p->nomem) return mg_fail_nomem(err, "indexing an article");
    *out = (mg_document){p->occurrences.v, p->occurrences.n, p->values.v, p->values.n, mg_buf_span(&p->record)};
    return MG_OK;
}
