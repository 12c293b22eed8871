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
    uint64_t head; /* its first eight bytes */
    const char *rest; /* what comes behind them */
    uint32_t n;    /* bytes */
    uint32_t n_more;
    word_form first, *more; /* its forms */
} word_entry;

typedef struct {
    uint32_t hash, entry; /* entry: number + 1; 0 is free */
} word_place;

/* The words of a language that were met: open addressing, a power of two, at most three quarters full. */
typedef struct {
    word_place *table;
    size_t size;
    MG_VEC(word_entry) entries;
} word_cache;

/* A filter that was met, by its prefix (its address) and its value: most come again and again. */
#define FILTERS 512 /* a power of two */
#define FILTER_VALUE 32
typedef struct {
    const char *prefix;
    uint32_t n, term; /* n: bytes of the value */
    char value[FILTER_VALUE];
} known_filter;

struct mg_poster {
    mg_analyzer *analyzer;
    mg_deflater *deflater;
    mg_inverter *inverter;
    mg_stemmer *stemmers[LANGUAGES_MAX]; /* by position in the table of languages, made when needed */
    const mg_language *fixed;            /* for every article; NULL: by article */
    bool no_stems;

    /* Of the dictionary in use. */
    word_cache words[LANGUAGES_MAX + 1]; /* by language; the last: without stems */
    mg_arena word_arena;
    known_filter filters[FILTERS];
    uint64_t seed;

    /* The article that is being made. */
    mg_buf record, scratch;
    uint32_t position;
    bool nomem;
};

mg_status mg_poster_new(const char *language, mg_poster **out, mg_error *err)
{
    mg_poster *p = calloc(1, sizeof *p);
    if (!p) return mg_fail_nomem(err, "starting the indexer");
    mg_status status = MG_OK;
    p->seed = mg_hash_seed();
    p->no_stems = strcmp(language, "none") == 0;
    if (!p->no_stems && strcmp(language, "auto") != 0) {
        p->fixed = mg_language_find(mg_span_str(language));
        if (!p->fixed) MG_GOTO(mg_fail(err, MG_USAGE, "no stemmer is known for the language \"%s\"", language));
    }
    MG_GOTO(mg_analyzer_new(&p->analyzer, err));
    MG_GOTO(mg_deflater_new(&p->deflater, err));
    MG_GOTO(mg_inverter_new(&p->inverter, err));
    *out = p;
    return MG_OK;
out:
    mg_poster_free(p);
    return status;
}

static void forget_words(mg_poster *p)
{
    for (size_t i = 0; i <= LANGUAGES_MAX; i++) {
        free(p->words[i].table);
        mg_vec_free(&p->words[i].entries);
        p->words[i] = (word_cache){0};
    }
    mg_arena_dispose(&p->word_arena);
    p->word_arena = (mg_arena)MG_ARENA_INIT;
    memset(p->filters, 0, sizeof p->filters);
}

void mg_poster_free(mg_poster *p)
{
    if (!p) return;
    mg_analyzer_free(p->analyzer);
    mg_deflater_free(p->deflater);
    mg_inverter_free(p->inverter);
    for (size_t i = 0; i < LANGUAGES_MAX; i++) mg_stemmer_free(p->stemmers[i]);
    forget_words(p);
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
    size_t bytes = mg_inverter_memory(p->inverter);
    for (size_t i = 0; i <= LANGUAGES_MAX; i++)
        bytes += p->words[i].size * sizeof *p->words[i].table + p->words[i].entries.cap * sizeof *p->words[i].entries.v;
    return bytes;
}

mg_status mg_poster_renew(mg_poster *p, mg_error *err)
{
    forget_words(p);
    return mg_inverter_renew(p->inverter, err);
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

/* The number of prefix + word, MG_NO_TERM when it is too long for a term. */
static uint32_t term_of(mg_poster *p, const char *prefix, mg_span word)
{
    char term[MG_TERM_MAX];
    size_t head = strlen(prefix);
    if (head + word.n > MG_TERM_MAX) return MG_NO_TERM;
    memcpy(term, prefix, head);
    memcpy(term + head, word.p, word.n);
    return mg_inverter_term(p->inverter, (mg_span){term, head + word.n});
}

/* ---- words ---- */

typedef struct {
    mg_poster *poster;
    mg_watch *watch;
    mg_stemmer *stemmer; /* NULL: no stems */
    const mg_language *language;
    word_cache *words;
} text_of;

static bool grow_cache(word_cache *c)
{
    size_t size = c->size ? c->size * 2 : 4096;
    word_place *table = calloc(size, sizeof *table);
    if (!table) return false;
    for (size_t i = 0; i < c->size; i++) {
        if (!c->table[i].entry) continue;
        size_t at = c->table[i].hash & (size - 1);
        while (table[at].entry) at = (at + 1) & (size - 1);
        table[at] = c->table[i];
    }
    free(c->table);
    c->table = table;
    c->size = size;
    return true;
}

static word_form make_form(const text_of *t, mg_span form, bool stems)
{
    mg_span stem = t->stemmer && stems ? mg_stem_afresh(t->stemmer, form) : (mg_span){0};
    return (word_form){.plain = term_of(t->poster, "", form),
                       .stem = stem.n ? term_of(t->poster, "Z", stem) : MG_NO_TERM,
                       .title = MG_NO_TERM,
                       .title_stem = MG_NO_TERM};
}

/* The first eight bytes of a word as a number, zeros behind its end. */
static uint64_t head_of(mg_span word)
{
    uint64_t head;
    memcpy(&head, word.p, sizeof head); /* see mg_word */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return word.n < 8 ? head & (((uint64_t)1 << 8 * word.n) - 1) : head;
#else
    return word.n < 8 ? head & ~(UINT64_MAX >> 8 * word.n) : head;
#endif
}

/* Make the entry of a word that is new. */
static bool fill_entry(const text_of *t, word_entry *e, const mg_word *w)
{
    mg_poster *p = t->poster;
    word_form more[FORMS_MAX - 1];
    uint32_t n = 0;
    *e = (word_entry){.head = head_of(w->word), .n = (uint32_t)w->word.n};
    if (e->n > 8) e->rest = mg_arena_copy(&p->word_arena, mg_span_sub(w->word, 8, w->word.n)).p;
    if (e->n > 8 && !e->rest) return false;
    e->first = make_form(t, w->word, w->stems);
    mg_span bare = mg_word_bare(p->analyzer, w->word), rest = mg_word_unelided(t->language, w->word);
    if (bare.n) more[n++] = make_form(t, bare, w->stems);
    if (rest.n != w->word.n) {
        more[n++] = make_form(t, rest, w->stems);
        bare = mg_word_bare(p->analyzer, rest);
        if (bare.n) more[n++] = make_form(t, bare, w->stems);
    }
    if (!n) return true;
    e->n_more = n;
    e->more = mg_arena_alloc(&p->word_arena, n * sizeof *more);
    if (e->more) memcpy(e->more, more, n * sizeof *more);
    return e->more;
}

/* A word on its way, copied from the analyser. */
typedef struct {
    char bytes[MG_WORD_MAX];
    mg_word word;
    uint64_t head;
    uint32_t hash;
    uint32_t entry; /* its number */
} waiting_word;

/* Words are looked up so many at a time: what is known of them is spread over memory, and to wait for it word by word took
 * most of the time. */
#define AHEAD 32

static void copy_word(const text_of *t, const mg_word *w, waiting_word *out)
{
    memcpy(out->bytes, w->word.p, MG_WORD_MAX);
    out->word = *w;
    out->word.word.p = out->bytes;
    out->head = head_of(w->word);
    uint64_t hash = mg_hash_mix(out->head ^ t->poster->seed, MG_HASH_FACTOR + w->word.n);
    if (w->word.n > 8) hash = mg_hash_quick(hash, mg_span_sub(w->word, 8, w->word.n));
    out->hash = (uint32_t)hash;
}

/* Find or make the entry of a word. */
static bool find_entry(const text_of *t, waiting_word *w)
{
    word_cache *c = t->words;
    size_t at = w->hash & (c->size - 1), n = w->word.word.n;
    for (; c->table[at].entry; at = (at + 1) & (c->size - 1)) {
        const word_entry *e = &c->entries.v[c->table[at].entry - 1];
        w->entry = c->table[at].entry - 1;
        if (c->table[at].hash == w->hash && e->head == w->head && e->n == n &&
            (n <= 8 || memcmp(e->rest, w->bytes + 8, n - 8) == 0))
            return true;
    }
    word_entry fresh;
    if (!fill_entry(t, &fresh, &w->word) || !mg_vec_push(&c->entries, fresh)) return false;
    w->entry = (uint32_t)c->entries.n - 1;
    c->table[at] = (word_place){w->hash, (uint32_t)c->entries.n};
    return true;
}

/* The words of a headline count in the plain words too, and are a field of their own. */
static void add_title_terms(mg_poster *p, word_form *f)
{
    if (!f->in_title && f->plain != MG_NO_TERM) {
        f->in_title = true;
        f->title = term_of(p, "S", mg_inverter_bytes(p->inverter, f->plain));
        mg_span stem = f->stem == MG_NO_TERM ? (mg_span){0} : mg_inverter_bytes(p->inverter, f->stem);
        f->title_stem = stem.n ? term_of(p, "ZS", mg_span_sub(stem, 1, stem.n)) : MG_NO_TERM;
    }
    mg_inverter_occur(p->inverter, f->title, p->position, 1);
    mg_inverter_occur(p->inverter, f->title_stem, 0, 1);
}

static void add_form(mg_poster *p, word_form *f, uint32_t wdf, bool title)
{
    mg_inverter_occur(p->inverter, f->plain, p->position, wdf);
    mg_inverter_occur(p->inverter, f->stem, 0, wdf);
    if (title) add_title_terms(p, f);
}

/* Look up all words that wait. */
static bool find_entries(const text_of *t, waiting_word *waiting, size_t n)
{
    word_cache *c = t->words;
    if ((c->entries.n + n) * 4 > c->size * 3 && !grow_cache(c)) return false;
    for (size_t i = 0; i < n; i++) __builtin_prefetch(&c->table[waiting[i].hash & (c->size - 1)]);
    for (size_t i = 0; i < n; i++) {
        uint32_t entry = c->table[waiting[i].hash & (c->size - 1)].entry;
        if (entry) __builtin_prefetch(&c->entries.v[entry - 1]);
    }
    for (size_t i = 0; i < n; i++) {
        if (!find_entry(t, &waiting[i])) return false;
        const word_form *f = &c->entries.v[waiting[i].entry].first;
        mg_inverter_expect(t->poster->inverter, f->plain);
        mg_inverter_expect(t->poster->inverter, f->stem);
    }
    return true;
}

/* Add the words of `text` at the positions behind p->position. */
static void add_text(const text_of *t, mg_span text, uint32_t wdf, bool title)
{
    mg_poster *p = t->poster;
    waiting_word waiting[AHEAD];
    mg_words words;
    mg_word w;
    mg_words_init(&words, p->analyzer, text);
    for (bool more = true; more;) {
        size_t n = 0;
        while (n < AHEAD && (more = mg_words_next(&words, &w))) copy_word(t, &w, &waiting[n++]);
        if (!find_entries(t, waiting, n)) {
            p->nomem = true;
            return;
        }
        mg_watch_turn(t->watch, MG_PHASE_INVERT);
        for (size_t i = 0; i < n; i++) {
            word_entry *e = &t->words->entries.v[waiting[i].entry];
            p->position++;
            add_form(p, &e->first, wdf, title);
            for (uint32_t k = 0; k < e->n_more; k++) add_form(p, &e->more[k], wdf, title);
        }
        mg_watch_turn(t->watch, MG_PHASE_ANALYSE);
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
        mg_inverter_occur(p->inverter, term_of(p, prefix, w.word), p->position, 1);
        mg_span bare = mg_word_bare(p->analyzer, w.word);
        if (bare.n) mg_inverter_occur(p->inverter, term_of(p, prefix, bare), p->position, 1);
    }
}

static uint32_t exact_term(mg_poster *p, const char *prefix, mg_span value, bool fold)
{
    mg_buf_reset(&p->scratch);
    mg_term_exact(prefix, value, fold, &p->scratch);
    p->nomem |= p->scratch.failed;
    return p->nomem ? MG_NO_TERM : term_of(p, "", mg_buf_span(&p->scratch));
}

/* A whole value as one term without position or weight: a filter. `prefix` is a literal. */
static void add_exact(mg_poster *p, const char *prefix, mg_span value, bool fold)
{
    if (!value.n) return;
    known_filter *f = &p->filters[mg_hash_quick((uintptr_t)prefix, value) & (FILTERS - 1)];
    bool known = f->prefix == prefix && f->n == value.n && memcmp(f->value, value.p, value.n) == 0;
    uint32_t term = known ? f->term : exact_term(p, prefix, value, fold);
    if (!known && value.n <= FILTER_VALUE) {
        *f = (known_filter){.prefix = prefix, .n = (uint32_t)value.n, .term = term};
        memcpy(f->value, value.p, value.n);
    }
    mg_inverter_occur(p->inverter, term, 0, 0);
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
    char key[14];
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

mg_status mg_poster_article(mg_poster *p, mg_article *a, uint32_t root, mg_watch *watch, mg_span *stemmer, mg_error *err)
{
    mg_watch_turn(watch, MG_PHASE_ANALYSE);
    p->position = 0;
    text_of text = {.poster = p, .watch = watch, .language = settle_language(p, a)};
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

    mg_watch_turn(watch, MG_PHASE_COMPRESS);
    mg_buf_reset(&p->record);
    MG_TRY(mg_record_encode(a, root, p->deflater, &p->record, err));
    if (p->nomem) return mg_fail_nomem(err, "indexing an article");
    mg_watch_turn(watch, MG_PHASE_INVERT);
    return mg_inverter_end(p->inverter, mg_buf_span(&p->record), err);
}
