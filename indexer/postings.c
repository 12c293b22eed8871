/* postings.c - see postings.h. */
#include "indexer/postings.h"

#include "common/analyze.h"
#include "common/beside.h"
#include "common/hash.h"
#include "common/record.h"
#include "common/schema.h"
#include "common/stem.h"
#include "common/story.h"
#include "common/vec.h"
#include "indexer/detect.h"

#define LANGUAGES_MAX 64
#define NO_LANGUAGE LANGUAGES_MAX

/* A word's forms: itself, without its diacritics, without an elided article, without both. */
#define FORMS_MAX 4

/* A term of a filter or a name that was met, by its prefix (its address) and its value: most come again and again, and the
 * dictionary is the threads' in common. */
#define VALUES 1024 /* a power of two */
#define VALUE_MAX 32
typedef struct {
    const char *prefix;
    uint32_t n, term; /* n: bytes of the value */
    char value[VALUE_MAX];
} known_value;

struct mg_poster {
    mg_analyzer *analyzer;
    mg_text_packer *packer;
    mg_inverter *inverter;
    mg_vocabulary *vocabulary;
    mg_table_share share; /* of it */
    mg_stemmer *stemmers[LANGUAGES_MAX]; /* by position in the table of languages, made when needed */
    const mg_language *fixed;            /* for every article; NULL: by article */
    bool no_stems;

    known_value values[VALUES]; /* of the vocabulary in use */

    /* The article that is being made. */
    mg_buf record, scratch;
    uint32_t position;
    mg_story story;
    bool nomem;
};

mg_status mg_poster_new(const char *language, mg_vocabulary *vocabulary, mg_poster **out, mg_error *err)
{
    mg_poster *p = calloc(1, sizeof *p);
    if (!p) return mg_fail_nomem(err, "starting the indexer");
    mg_status status = MG_OK;
    p->vocabulary = vocabulary;
    p->no_stems = strcmp(language, "none") == 0;
    if (!p->no_stems && strcmp(language, "auto") != 0) {
        p->fixed = mg_language_find(mg_span_str(language));
        if (!p->fixed) MG_GOTO(mg_fail(err, MG_USAGE, "no stemmer is known for the language \"%s\"", language));
    }
    MG_GOTO(mg_analyzer_new(&p->analyzer, err));
    MG_GOTO(mg_text_packer_new(&p->packer, err));
    MG_GOTO(mg_inverter_new(mg_vocabulary_terms(vocabulary), &p->inverter, err));
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
    mg_text_packer_free(p->packer);
    mg_inverter_free(p->inverter);
    for (size_t i = 0; i < LANGUAGES_MAX; i++) mg_stemmer_free(p->stemmers[i]);
    mg_buf_dispose(&p->record);
    mg_buf_dispose(&p->scratch);
    free(p);
}

mg_inverter *mg_poster_inverter(mg_poster *p)
{
    return p->inverter;
}

size_t mg_poster_memory(const mg_poster *p)
{
    return mg_inverter_memory(p->inverter);
}

void mg_poster_use(mg_poster *p, mg_vocabulary *vocabulary)
{
    p->vocabulary = vocabulary;
    p->share = (mg_table_share){0};
    memset(p->values, 0, sizeof p->values);
    mg_inverter_use(p->inverter, mg_vocabulary_terms(vocabulary));
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

/* ---- terms ---- */

/* prefix + word, made in `to`; an empty span when it is too long for a term. */
static mg_span make_term(const char *prefix, mg_span word, char to[MG_TERM_MAX])
{
    size_t head = strlen(prefix);
    if (head + word.n > MG_TERM_MAX) return (mg_span){0};
    memcpy(to, prefix, head);
    memcpy(to + head, word.p, word.n);
    return (mg_span){to, head + word.n};
}

/* Its number; MG_NO_TERM for an empty span. */
static uint32_t number_of(mg_poster *p, mg_span term)
{
    return term.n ? mg_inverter_term(p->inverter, term) : MG_NO_TERM;
}

static uint32_t term_of(mg_poster *p, const char *prefix, mg_span word)
{
    char bytes[MG_TERM_MAX];
    return number_of(p, make_term(prefix, word, bytes));
}

/* ---- words ---- */

typedef struct {
    mg_poster *poster;
    mg_watch *watch;
    mg_stemmer *stemmer; /* NULL: no stems */
    const mg_language *language;
    uint8_t words; /* stands for it in the vocabulary */
} text_of;

static void expect(mg_poster *p, mg_span term)
{
    if (term.n) mg_terms_expect(mg_vocabulary_terms(p->vocabulary), term);
}

static mg_word_form make_form(const text_of *t, mg_span word, bool stems)
{
    mg_poster *p = t->poster;
    char bytes[MG_TERM_MAX];
    mg_span stem = t->stemmer && stems ? mg_stem_afresh(t->stemmer, word) : (mg_span){0};
    if (stem.n) stem = make_term("Z", stem, bytes);
    expect(p, stem);
    uint32_t plain = term_of(p, "", word);
    return (mg_word_form){.plain = plain,
                          .beside = mg_beside_code(word),
                          .stem = number_of(p, stem),
                          .title = plain == MG_NO_TERM ? MG_NO_TERM : MG_TERM_UNMADE,
                          .title_stem = MG_NO_TERM};
}

/* Make the entry of a word that is new. */
static mg_known_word *add_word(const text_of *t, const mg_word *w, const mg_word_key *key)
{
    mg_poster *p = t->poster;
    mg_word_form forms[FORMS_MAX];
    size_t n = 0;
    forms[n++] = make_form(t, w->word, w->stems);
    mg_span bare = mg_word_bare(p->analyzer, w->word), rest = mg_word_unelided(t->language, w->word);
    if (bare.n) forms[n++] = make_form(t, bare, w->stems);
    if (rest.n != w->word.n) {
        forms[n++] = make_form(t, rest, w->stems);
        bare = mg_word_bare(p->analyzer, rest);
        if (bare.n) forms[n++] = make_form(t, bare, w->stems);
    }
    return mg_vocabulary_add(p->vocabulary, &p->share, key, forms, n);
}

/* Words are looked up so many at a time: what is known of them is spread over memory, and to wait for it word by word took
 * most of the time. */
#define AHEAD 32

/* Words on their way, with copies of the analyser's bytes. */
typedef struct {
    mg_word words[AHEAD];
    mg_word_key keys[AHEAD];
    char bytes[AHEAD][MG_WORD_MAX];
    size_t n;
} waiting;

/* The next place has its word from the analyser. */
static void wait_word(const text_of *t, waiting *to)
{
    mg_word *w = &to->words[to->n];
    w->word.p = memcpy(to->bytes[to->n], w->word.p, MG_WORD_MAX); /* see mg_word: so many can be read */
    to->keys[to->n++] = mg_word_key_of(t->poster->vocabulary, t->words, w->word);
}

/* The words of a headline count in the plain words too, and are a field of their own. */
static void add_title_terms(mg_poster *p, mg_word_form *f)
{
    uint32_t title = atomic_load_explicit(&f->title, memory_order_acquire);
    if (title == MG_TERM_UNMADE) {
        const mg_terms *terms = mg_vocabulary_terms(p->vocabulary);
        mg_span stem = f->stem == MG_NO_TERM ? (mg_span){0} : mg_terms_bytes(terms, f->stem);
        if (stem.n) atomic_store_explicit(&f->title_stem, term_of(p, "ZS", mg_span_sub(stem, 1, stem.n)), memory_order_relaxed);
        title = term_of(p, "S", mg_terms_bytes(terms, f->plain));
        atomic_store_explicit(&f->title, title, memory_order_release);
    }
    mg_inverter_occur(p->inverter, title, p->position, 1);
    mg_inverter_occur(p->inverter, atomic_load_explicit(&f->title_stem, memory_order_relaxed), 0, 1);
}

static void add_form(mg_poster *p, mg_word_form *f, uint32_t wdf, bool title)
{
    mg_inverter_word(p->inverter, f->plain, p->position, wdf, f->beside);
    mg_inverter_occur(p->inverter, f->stem, 0, wdf);
    if (title) add_title_terms(p, f);
}

static void add_forms(mg_poster *p, mg_known_word *w, uint32_t wdf, bool title)
{
    add_form(p, &w->first, wdf, title);
    for (size_t i = 1; i <= w->n_more; i++) add_form(p, mg_word_form_of(w, i), wdf, title);
}

/* Look up all words that wait. */
static bool find_words(const text_of *t, waiting *to)
{
    mg_poster *p = t->poster;
    mg_vocabulary_find(p->vocabulary, to->keys, to->n);
    for (size_t i = 0; i < to->n; i++)
        if (!to->keys[i].known) expect(p, to->words[i].word);
    for (size_t i = 0; i < to->n; i++) {
        mg_word_key *key = &to->keys[i];
        if (!key->known && !(key->known = add_word(t, &to->words[i], key))) return false;
        mg_inverter_expect(p->inverter, key->known->first.plain);
        mg_inverter_expect(p->inverter, key->known->first.stem);
    }
    return true;
}

/* Add the words of `text` at the positions behind p->position. `story`: they count for it, or NULL. */
static void add_text(const text_of *t, mg_span text, uint32_t wdf, bool title, mg_story *story)
{
    mg_poster *p = t->poster;
    waiting to;
    mg_words words;
    mg_words_init(&words, p->analyzer, text);
    for (bool more = true; more;) {
        to.n = 0;
        while (to.n < AHEAD && (more = mg_words_next(&words, &to.words[to.n]))) {
            if (story) mg_story_word(story, to.words[to.n].word, text.p + to.words[to.n].start);
            wait_word(t, &to);
        }
        if (!find_words(t, &to)) {
            p->nomem = true;
            return;
        }
        mg_watch_turn(t->watch, MG_PHASE_INVERT);
        for (size_t i = 0; i < to.n; i++) {
            p->position++;
            add_forms(p, to.keys[i].known, wdf, title);
        }
        mg_watch_turn(t->watch, MG_PHASE_ANALYSE);
    }
}

/* What is known of a prefix, which is a literal, and a value, if anything; else the place for it. A prefix is one of names or one of
 * whole values, never both. */
static known_value *known_place(mg_poster *p, const char *prefix, mg_span value, bool *known)
{
    known_value *v = &p->values[mg_hash_quick((uintptr_t)prefix, value) & (VALUES - 1)];
    *known = v->prefix == prefix && v->n == value.n && memcmp(v->value, value.p, value.n) == 0;
    return v;
}

static uint32_t know(known_value *v, const char *prefix, mg_span value, uint32_t term)
{
    if (value.n > VALUE_MAX) return term;
    *v = (known_value){.prefix = prefix, .n = (uint32_t)value.n, .term = term};
    memcpy(v->value, value.p, value.n);
    return term;
}

static void add_name(mg_poster *p, const char *prefix, mg_span word)
{
    bool known;
    known_value *v = known_place(p, prefix, word, &known);
    mg_inverter_occur(p->inverter, known ? v->term : know(v, prefix, word, term_of(p, prefix, word)), p->position, 1);
}

/* Add names under a prefix, as written and without diacritics. */
static void add_names(mg_poster *p, mg_span text, const char *prefix)
{
    mg_words words;
    mg_word w;
    mg_words_init(&words, p->analyzer, text);
    while (mg_words_next(&words, &w)) {
        p->position++;
        add_name(p, prefix, w.word);
        mg_span bare = mg_word_bare(p->analyzer, w.word);
        if (bare.n) add_name(p, prefix, bare);
    }
}

static uint32_t exact_term(mg_poster *p, const char *prefix, mg_span value, bool fold)
{
    mg_buf_reset(&p->scratch);
    mg_term_exact(prefix, value, fold, &p->scratch);
    p->nomem |= p->scratch.failed;
    return p->nomem ? MG_NO_TERM : term_of(p, "", mg_buf_span(&p->scratch));
}

/* A whole value as one term without position or weight: a filter. */
static void add_exact(mg_poster *p, const char *prefix, mg_span value, bool fold)
{
    if (!value.n) return;
    bool known;
    known_value *v = known_place(p, prefix, value, &known);
    mg_inverter_occur(p->inverter, known ? v->term : know(v, prefix, value, exact_term(p, prefix, value, fold)), 0, 0);
}

static void add_has(mg_poster *p, const char *field, bool has)
{
    if (has) add_exact(p, "XHAS", mg_span_str(field), false);
}

static void add_date(mg_poster *p, const mg_date *date)
{
    char key[14];
    size_t n = mg_date_key(date, key);
    if (n >= 4) add_exact(p, "Y", (mg_span){key, 4}, false);
    if (n >= 6) add_exact(p, "M", (mg_span){key, 6}, false);
    if (n >= 8) add_exact(p, "D", (mg_span){key, 8}, false);
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

static void add_values(mg_poster *p, const mg_article *a)
{
    char key[14], story[MG_STORY_MAX];
    mg_inverter_value(p->inverter, MG_SLOT_DATE, (mg_span){key, mg_date_key(&a->date, key)});
    mg_inverter_value(p->inverter, MG_SLOT_SOURCE, a->source);
    mg_inverter_value(p->inverter, MG_SLOT_SECTION, a->section);
    mg_buf_reset(&p->scratch);
    for (size_t i = 0; i < a->byline.n; i++) {
        if (i) mg_buf_addc(&p->scratch, 0x1f);
        mg_buf_add(&p->scratch, a->byline.v[i]);
    }
    p->nomem |= p->scratch.failed;
    mg_inverter_value(p->inverter, MG_SLOT_AUTHOR, mg_buf_span(&p->scratch));
    mg_inverter_value(p->inverter, MG_SLOT_LANGUAGE, a->language);
    mg_inverter_value(p->inverter, MG_SLOT_STORY, (mg_span){story, mg_story_end(&p->story, story)});
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

mg_status mg_poster_key(mg_poster *p, mg_article *a, uint32_t root, uint64_t *key, mg_error *err)
{
    (void)settle_language(p, a);
    mg_buf_reset(&p->record);
    MG_TRY(mg_record_encode(a, root, NULL, &p->record, err));
    *key = mg_hash_quick(MG_HASH_START, mg_buf_span(&p->record));
    return MG_OK;
}

mg_status mg_poster_article(mg_poster *p, mg_article *a, uint32_t root, mg_span record, mg_watch *watch, mg_error *err)
{
    mg_watch_turn(watch, MG_PHASE_ANALYSE);
    p->position = 0;
    mg_story_start(&p->story);
    text_of text = {.poster = p, .watch = watch, .language = settle_language(p, a)};
    if (text.language) MG_TRY(stemmer_for(p, text.language, &text.stemmer, err));
    text.words = text.language ? (uint8_t)language_number(text.language) : NO_LANGUAGE;

    add_text(&text, a->title, MG_TITLE_WDF, true, NULL);
    p->position += MG_FIELD_GAP;
    add_text(&text, a->standfirst, 1, false, NULL);
    p->position += MG_FIELD_GAP;
    add_text(&text, a->body, 1, false, &p->story);
    for (size_t i = 0; i < a->byline.n; i++) {
        p->position += MG_FIELD_GAP;
        add_names(p, a->byline.v[i], "A");
    }
    p->position += MG_FIELD_GAP;
    add_names(p, a->dateline, "XDATELINE");
    add_filters(p, a);
    add_exact(p, "XSTEM", mg_span_str(text.language ? text.language->code : MG_UNSTEMMED), false);
    add_values(p, a);

    mg_watch_turn(watch, MG_PHASE_COMPRESS);
    mg_buf_reset(&p->record);
    if (!record.n) MG_TRY(mg_record_encode(a, root, p->packer, &p->record, err));
    if (p->nomem || mg_analyzer_nomem(p->analyzer)) return mg_fail_nomem(err, "indexing an article");
    mg_watch_turn(watch, MG_PHASE_INVERT);
    return mg_inverter_end(p->inverter, record.n ? record : mg_buf_span(&p->record), err);
}
