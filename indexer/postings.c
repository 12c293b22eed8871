/* postings.c - see postings.h. */
#include "indexer/postings.h"

#include "common/analyze.h"
#include "common/hash.h"
#include "common/record.h"
#include "common/schema.h"
#include "common/stem.h"
#include "common/vec.h"
#include "indexer/detect.h"

#define LANGUAGES_MAX 64

/* A word's forms: itself, without its diacritics, without an elided article, without both. */
#define FORMS_MAX 4

/* The terms of one form. Those of the headline are made when it is first met in one. */
typedef struct {
    uint32_t plain, stem, title, title_stem; /* MG_NO_TERM: none */
    bool in_title;                           /* the last two are made */
} word_form;

/* What is known of a word in a language, so that one look-up does for all its terms. */
typedef struct {
    mg_span word;
    uint32_t hash, n; /* n: forms */
    word_form *forms;
} word_entry;

/* The words of the batch in one language: open addressing, a power of two, at most half full. */
typedef struct {
    word_entry *table;
    size_t size, n;
} word_cache;

struct mg_poster {
    mg_analyzer *analyzer;
    mg_deflater *deflater;
    mg_stemmer *stemmers[LANGUAGES_MAX]; /* by position in the table of languages, made when needed */
    const mg_language *fixed;            /* for every article; NULL: by article */
    bool no_stems;

    mg_terms *terms;                      /* of the batch in use */
    word_cache words[LANGUAGES_MAX + 1];  /* by language; the last: without stems */
    mg_arena word_arena;                  /* of their entries */

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
    MG_GOTO(mg_deflater_new(&p->deflater, err));
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
    mg_deflater_free(p->deflater);
    for (size_t i = 0; i < LANGUAGES_MAX; i++) mg_stemmer_free(p->stemmers[i]);
    mg_poster_use(p, NULL);
    mg_arena_dispose(&p->word_arena);
    mg_arena_dispose(&p->arena);
    mg_vec_free(&p->occurrences);
    mg_vec_free(&p->values);
    mg_buf_dispose(&p->record);
    mg_buf_dispose(&p->scratch);
    free(p);
}

static size_t language_number(const mg_language *language)
{
    size_t n;
    return (size_t)(language - mg_languages(&n));
}

static mg_status stemmer_for(mg_poster *p, const mg_language *language, mg_stemmer **out, mg_error *err)
{
    size_t i = language_number(language);
    if (!p->stemmers[i]) MG_TRY(mg_stemmer_new(language, &p->stemmers[i], err));
    *out = p->stemmers[i];
    return MG_OK;
}

void mg_poster_use(mg_poster *p, mg_batch *batch)
{
    p->terms = batch ? mg_batch_terms(batch) : NULL;
    for (size_t i = 0; i <= LANGUAGES_MAX; i++) {
        free(p->words[i].table);
        p->words[i] = (word_cache){0};
    }
    mg_arena_reset(&p->word_arena);
}

/* ---- terms ---- */

static void occur(mg_poster *p, uint32_t term, uint32_t position, uint32_t wdf)
{
    if (term != MG_NO_TERM && !mg_vec_push(&p->occurrences, (mg_occurrence){term, position, wdf})) p->nomem = true;
}

/* The number of prefix + word, MG_NO_TERM when it is too long for a term. */
static uint32_t term_of(mg_poster *p, const char *prefix, mg_span word)
{
    char term[MG_TERM_MAX];
    size_t head = strlen(prefix);
    if (head + word.n > MG_TERM_MAX) return MG_NO_TERM;
    memcpy(term, prefix, head);
    memcpy(term + head, word.p, word.n);
    uint32_t number = mg_terms_add(p->terms, (mg_span){term, head + word.n});
    p->nomem |= number == MG_NO_TERM;
    return number;
}

/* ---- words ---- */

typedef struct {
    mg_poster *poster;
    mg_stemmer *stemmer; /* NULL: no stems */
    const mg_language *language;
    word_cache *words;
} text_of;

static bool grow_cache(word_cache *c)
{
    size_t size = c->size ? c->size * 2 : 1024;
    word_entry *table = calloc(size, sizeof *table);
    if (!table) return false;
    for (size_t i = 0; i < c->size; i++) {
        if (!c->table[i].word.p) continue;
        size_t at = c->table[i].hash & (size - 1);
        while (table[at].word.p) at = (at + 1) & (size - 1);
        table[at] = c->table[i];
    }
    free(c->table);
    c->table = table;
    c->size = size;
    return true;
}

static void add_form(const text_of *t, word_entry *e, mg_span form, bool stems)
{
    mg_span stem = t->stemmer && stems ? mg_stem(t->stemmer, form) : (mg_span){0};
    e->forms[e->n++] = (word_form){.plain = term_of(t->poster, "", form),
                                   .stem = stem.n ? term_of(t->poster, "Z", stem) : MG_NO_TERM,
                                   .title = MG_NO_TERM,
                                   .title_stem = MG_NO_TERM};
}

/* Make the entry of a word that is new to the batch. */
static bool fill_entry(const text_of *t, word_entry *e, const mg_word *w, uint32_t hash)
{
    mg_poster *p = t->poster;
    *e = (word_entry){mg_arena_copy(&p->word_arena, w->word), hash, 0, NULL};
    word_form forms[FORMS_MAX];
    word_form *kept = NULL;
    if (!e->word.p) return false;
    e->forms = forms;
    add_form(t, e, w->word, w->stems);
    mg_span bare = mg_word_bare(p->analyzer, w->word), rest = mg_word_unelided(t->language, w->word);
    if (bare.n) add_form(t, e, bare, w->stems);
    if (rest.n != w->word.n) {
        add_form(t, e, rest, w->stems);
        bare = mg_word_bare(p->analyzer, rest);
        if (bare.n) add_form(t, e, bare, w->stems);
    }
    kept = mg_arena_alloc(&p->word_arena, e->n * sizeof *kept);
    if (kept) memcpy(kept, forms, e->n * sizeof *kept);
    e->forms = kept;
    return kept;
}

static const word_entry *entry_of(const text_of *t, const mg_word *w)
{
    word_cache *c = t->words;
    uint64_t wide = mg_hash(MG_HASH_START, w->word);
    uint32_t hash = (uint32_t)(wide ^ wide >> 32);
    if (c->n * 2 >= c->size && !grow_cache(c)) return NULL;
    size_t at = hash & (c->size - 1);
    for (; c->table[at].word.p; at = (at + 1) & (c->size - 1))
        if (c->table[at].hash == hash && mg_span_eq(c->table[at].word, w->word)) return &c->table[at];
    c->n++;
    return fill_entry(t, &c->table[at], w, hash) ? &c->table[at] : NULL;
}

/* The words of a headline count in the plain words too, and are a field of their own. */
static void add_title_terms(mg_poster *p, word_form *f)
{
    if (!f->in_title && f->plain != MG_NO_TERM) {
        f->in_title = true;
        f->title = term_of(p, "S", mg_terms_bytes(p->terms, f->plain));
        mg_span stem = f->stem == MG_NO_TERM ? (mg_span){0} : mg_terms_bytes(p->terms, f->stem);
        f->title_stem = stem.n ? term_of(p, "ZS", mg_span_sub(stem, 1, stem.n)) : MG_NO_TERM;
    }
    occur(p, f->title, p->position, 1);
    occur(p, f->title_stem, 0, 1);
}

/* Add the words of `text` at the positions behind p->position. */
static void add_text(const text_of *t, mg_span text, uint32_t wdf, bool title)
{
    mg_poster *p = t->poster;
    mg_words words;
    mg_word w;
    mg_words_init(&words, p->analyzer, text);
    while (!p->nomem && mg_words_next(&words, &w)) {
        const word_entry *e = entry_of(t, &w);
        p->position++;
        if (!e) {
            p->nomem = true;
            return;
        }
        for (uint32_t i = 0; i < e->n; i++) {
            occur(p, e->forms[i].plain, p->position, wdf);
            occur(p, e->forms[i].stem, 0, wdf);
            if (title) add_title_terms(p, &e->forms[i]);
        }
    }
}

/* Add names under a prefix, as written and without diacritics. */
static void add_names(mg_poster *p, mg_span text, const char *prefix)
{
    mg_words words;
    mg_word w;
    mg_words_init(&words, p->analyzer, text);
    while (mg_words_next(&words, &w)) {
        p->position++;
        occur(p, term_of(p, prefix, w.word), p->position, 1);
        mg_span bare = mg_word_bare(p->analyzer, w.word);
        if (bare.n) occur(p, term_of(p, prefix, bare), p->position, 1);
    }
}

/* A whole value as one term without position or weight: a filter. */
static void add_exact(mg_poster *p, const char *prefix, mg_span value, bool fold)
{
    if (!value.n) return;
    mg_buf_reset(&p->scratch);
    mg_term_exact(prefix, value, fold, &p->scratch);
    p->nomem |= p->scratch.failed;
    occur(p, term_of(p, "", mg_buf_span(&p->scratch)), 0, 0);
}

static void add_has(mg_poster *p, const char *field, bool has)
{
    if (has) add_exact(p, "XHAS", mg_span_str(field), false);
}

static void add_date(mg_poster *p, const mg_date *date)
{
    char key[14];
    size_t n = mg_date_key(date, key);
    if (n >= 4) occur(p, term_of(p, "Y", (mg_span){key, 4}), 0, 0);
    if (n >= 6) occur(p, term_of(p, "M", (mg_span){key, 6}), 0, 0);
    if (n >= 8) occur(p, term_of(p, "D", (mg_span){key, 8}), 0, 0);
}

static void add_filters(mg_poster *p, const mg_article *a)
{
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
    mg_arena_reset(&p->arena);
    p->occurrences.n = p->values.n = 0;
    p->position = 0;
    p->nomem = false;

    text_of text = {.poster = p, .language = settle_language(p, a)};
    *stemmer = mg_span_str(text.language ? text.language->code : "");
    if (text.language) MG_TRY(stemmer_for(p, text.language, &text.stemmer, err));
    text.words = &p->words[text.language ? language_number(text.language) : LANGUAGES_MAX];

    add_text(&text, a->title, MG_TITLE_WDF, true);
    p->position += MG_FIELD_GAP;
    add_text(&text, a->standfirst, 1, false);
    p->position += MG_FIELD_GAP;
    add_text(&text, a->body, 1, false);
    for (size_t i = 0; i < a->byline.n; i++) {
        p->position += MG_FIELD_GAP;
        add_names(p, a->byline.v[i], "A");
    }
    p->position += MG_FIELD_GAP;
    add_names(p, a->dateline, "XDATELINE");
    add_filters(p, a);
    add_exact(p, "XSTEM", *stemmer, false);
    add_values(p, a);

    mg_buf_reset(&p->record);
    MG_TRY(mg_record_encode(a, root, p->deflater, &p->record, err));
    if (p->nomem) return mg_fail_nomem(err, "indexing an article");
    *out = (mg_document){p->occurrences.v, p->occurrences.n, p->values.v, p->values.n, mg_buf_span(&p->record)};
    return MG_OK;
}
