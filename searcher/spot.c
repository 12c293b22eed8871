/* spot.c - see spot.h.
 *
 * The forms that the query's words may take are chained by their first byte. Most words of a text begin like none of them,
 * and are passed over without being stemmed or even copied; of the others each is held against its chain. Spots of phrases
 * that no fellows stand near are dropped at the end, or when there are too many. */
#include "searcher/spot.h"

#include "common/vec.h"

/* There are no more spots than this in memory, where all are wanted, and where the first will do; when most are matches, the
 * text is looked at no further. */
#define ALL_MAX ((size_t)1 << 20)
#define FIRST_MAX ((size_t)20000)

/* Where the first will do, of a text with matches of single words no more is looked at. */
#define LOOK_MAX ((size_t)16 << 20)

/* Words that two thirds of the articles have, whose weight is then less than this, are not sought beside one that weighs so many
 * times more, where not all are wanted: nobody looks for "the". */
#define FAINT 0.4
#define FAINTER 7

/* So far behind the first word of a phrase, in spots of it, the others are looked for. */
#define WINDOW_MAX ((size_t)1000)

/* A form of a word of a leaf. */
typedef struct {
    const mg_form *form;
    uint32_t leaf, word;
    uint32_t next; /* in its chain, one more than its index; 0 ends it */
    unsigned char byte; /* the chain's */
} sought;

struct mg_spotter {
    const mg_lexicon *lex;
    MG_VEC(sought) forms;
    uint32_t written[256], stems[256], any; /* chains by first byte; what begins with a wildcard */
    mg_beginnings begin;                    /* how plain words begin that may match */
    MG_VEC(mg_spot) spots;
    MG_VEC(uint32_t) mine;   /* of one leaf */
    MG_VEC(uint32_t) counts; /* of each of its words */
    uint32_t widest;         /* positions that a leaf may take */
};

mg_status mg_spotter_new(const mg_lexicon *lexicon, mg_spotter **out, mg_error *err)
{
    mg_spotter *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "starting the search");
    s->lex = lexicon;
    *out = s;
    return MG_OK;
}

void mg_spotter_free(mg_spotter *s)
{
    if (!s) return;
    mg_vec_free(&s->forms);
    mg_vec_free(&s->spots);
    mg_vec_free(&s->mine);
    mg_vec_free(&s->counts);
    free(s);
}

/* ---- what is sought ---- */

static const mg_index_stemmer *stemmer_of(const mg_lexicon *lex, mg_span language)
{
    for (size_t i = 0; i < lex->n_stemmers; i++)
        if (mg_span_eq(lex->stemmers[i].code, language)) return &lex->stemmers[i];
    const mg_language *l = mg_language_find(language);
    for (size_t i = 0; l && i < lex->n_stemmers; i++)
        if (lex->stemmers[i].language == l) return &lex->stemmers[i];
    return NULL;
}

/* Expect words that begin with these characters, or fewer; what is no ASCII may be any. */
static void expect_beginning(mg_spotter *s, unsigned char first, unsigned char second, uint32_t thirds)
{
    s->begin.first |= mg_beginning_bit(first);
    if (second < 0x80) {
        s->begin.v[mg_beginning(first, second)] |= thirds;
        return;
    }
    for (unsigned char any = 0; any < 32; any++) s->begin.v[mg_beginning(first, any)] = UINT32_MAX;
}

#define ANY_THIRD UINT32_MAX
#define ANY_SECOND 0x80

/* Words as written that begin so. */
static void expect_written(mg_spotter *s, mg_span begins)
{
    const unsigned char *c = (const unsigned char *)begins.p;
    expect_beginning(s, c[0], begins.n > 1 ? c[1] : ANY_SECOND, begins.n > 2 && c[2] < 0x80 ? mg_beginning_bit(c[2]) : ANY_THIRD);
}

/* Words of which this is the stem. Stems leave the first two letters as they are, but that English makes "di" of "dying", and Finnish
 * one of two that are the same. English leaves the third, too, but for i and y and where it puts an e: "cri" of "cry", "use" of
 * "using". */
static void expect_stemmed(mg_spotter *s, mg_span stem, const mg_language *language)
{
    const unsigned char *c = (const unsigned char *)stem.p;
    unsigned char second = stem.n > 1 ? c[1] : ANY_SECOND;
    uint32_t thirds = ANY_THIRD;
    if (strcmp(language->code, "en") == 0 && stem.n > 2 && c[2] < 0x80 && (c[2] != 'e' || stem.n > 3))
        thirds = mg_beginning_bit(c[2]) | (c[2] == 'i' || c[2] == 'y' ? mg_beginning_bit('i') | mg_beginning_bit('y') : 0);
    expect_beginning(s, c[0], second, thirds);
    expect_beginning(s, c[0], c[0], ANY_THIRD);
    if (second == 'i') expect_beginning(s, c[0], 'y', ANY_THIRD);
}

/* Words may match that begin so. `language`: they are stemmed in it. */
static void expect(mg_spotter *s, mg_span begins, const mg_language *language)
{
    if (!begins.n || (language && language->prefixes)) memset(&s->begin, 0xff, sizeof s->begin);
    else if (language) expect_stemmed(s, begins, language);
    else expect_written(s, begins);
}

/* Chain a form; one that is a stem of another language matches nothing here. */
static bool seek(mg_spotter *s, const mg_form *form, uint32_t leaf, uint32_t word, const mg_index_stemmer *stemmer)
{
    bool stem = form->language.n;
    if (stem && (!stemmer || !mg_span_eq(form->language, stemmer->code))) return true;
    mg_span begins = stem ? form->text : mg_like_begins(form->how, form->text);
    unsigned char byte = begins.n ? (unsigned char)begins.p[0] : 0;
    uint32_t *chain = !begins.n ? &s->any : stem ? &s->stems[byte] : &s->written[byte];
    if (!mg_vec_push(&s->forms, (sought){form, leaf, word, *chain, byte})) return false;
    *chain = (uint32_t)s->forms.n;
    expect(s, begins, stem ? stemmer->language : NULL);
    return true;
}

static double heaviest(const mg_leaf *leaves, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) most = MG_MAX(most, leaves[i].weight);
    return most;
}

/* What was sought before, which is little beside the room for it. */
static void forget(mg_spotter *s)
{
    for (size_t i = 0; i < s->forms.n; i++) s->written[s->forms.v[i].byte] = s->stems[s->forms.v[i].byte] = 0;
    for (uint32_t first = s->begin.first; first; first &= first - 1)
        memset(&s->begin.v[mg_beginning((unsigned char)__builtin_ctz(first), 0)], 0, 32 * sizeof *s->begin.v);
    s->begin.first = 0;
    s->forms.n = 0;
    s->any = s->widest = 0;
}

static bool seek_all(mg_spotter *s, const mg_leaf *leaves, size_t n, const mg_field *field, const mg_index_stemmer *stemmer,
                     bool all)
{
    double faint = all ? 0 : MG_MIN(FAINT, heaviest(leaves, n) / FAINTER);
    forget(s);
    for (uint32_t i = 0; i < n; i++) {
        if (leaves[i].field && leaves[i].field != field) continue;
        if (leaves[i].n == 1 && leaves[i].weight < faint) continue;
        if (leaves[i].n > 1) s->widest = MG_MAX(s->widest, leaves[i].window);
        for (uint32_t j = 0; j < leaves[i].n; j++)
            for (size_t k = 0; k < leaves[i].words[j].n; k++)
                if (!seek(s, &leaves[i].words[j].forms[k], i, j, stemmer)) return false;
    }
    return true;
}

/* ---- words of the text ---- */

/* Add a spot for each form of a chain that `text` is like, unless another form of the same word has one there. */
static bool note(mg_spotter *s, uint32_t chain, mg_span text, const mg_spot *at, const mg_leaf *leaves)
{
    for (; chain; chain = s->forms.v[chain - 1].next) {
        const sought *f = &s->forms.v[chain - 1];
        if (!mg_is_like(f->form->how, f->form->text, text)) continue;
        size_t i = s->spots.n;
        while (i > 0 && s->spots.v[i - 1].position == at->position &&
               (s->spots.v[i - 1].leaf != f->leaf || s->spots.v[i - 1].word != f->word))
            i--;
        if (i > 0 && s->spots.v[i - 1].position == at->position) continue;
        mg_spot spot = {f->leaf, f->word, at->position, at->start, at->end, leaves[f->leaf].n == 1};
        if (!mg_vec_push(&s->spots, spot)) return false;
    }
    return true;
}

/* May a word have a stem that is sought? In English, which knows nothing before a word, it begins with its stem but for the last
 * letter, or is one of few like "tying", of which the stem is "tie". */
static bool may_have_stem(const mg_spotter *s, mg_span word, const mg_language *language)
{
    if (strcmp(language->code, "en") != 0) return true;
    for (uint32_t chain = s->stems[(unsigned char)word.p[0]]; chain; chain = s->forms.v[chain - 1].next) {
        mg_span stem = s->forms.v[chain - 1].form->text;
        if (mg_span_starts(word, mg_span_sub(stem, 0, stem.n - 1)) || (word.n > 1 && word.p[1] == 'y')) return true;
    }
    return false;
}

/* A word of the text, in one of the forms under which the index has it. */
static bool note_form(mg_spotter *s, mg_span text, bool stems, const mg_index_stemmer *stemmer, const mg_spot *at,
                      const mg_leaf *leaves)
{
    if (!text.n) return true;
    uint32_t written = s->written[(unsigned char)text.p[0]];
    if ((written && !note(s, written, text, at, leaves)) || (s->any && !note(s, s->any, text, at, leaves))) return false;
    mg_span stem = stems && stemmer && may_have_stem(s, text, stemmer->language) ? mg_stem(stemmer->stemmer, text) : (mg_span){0};
    return !stem.n || note(s, s->stems[(unsigned char)stem.p[0]], stem, at, leaves);
}

static bool note_word(mg_spotter *s, const mg_word *w, const mg_language *language, const mg_index_stemmer *stemmer,
                      uint32_t position, const mg_leaf *leaves)
{
    mg_analyzer *a = s->lex->analyzer;
    const mg_spot at = {.position = position, .start = (uint32_t)w->start, .end = (uint32_t)w->end};
    mg_span rest = language && language->elides ? mg_word_unelided(language, w->word) : w->word;
    for (int elided = 0; elided < (rest.n == w->word.n ? 1 : 2); elided++) {
        mg_span word = elided ? rest : w->word;
        if (!note_form(s, word, w->stems, stemmer, &at, leaves)) return false;
        if (!w->ascii && !note_form(s, mg_word_bare(a, word), w->stems, stemmer, &at, leaves)) return false;
    }
    return true;
}

/* ---- words that stand together ---- */

static bool gather(mg_spotter *s, uint32_t leaf)
{
    s->mine.n = 0;
    for (size_t i = 0; i < s->spots.n; i++)
        if (s->spots.v[i].leaf == leaf && !mg_vec_push(&s->mine, (uint32_t)i)) return false;
    return true;
}

/* In order: behind each first word, the next spot of each further word, in turn. */
static void keep_ordered(mg_spotter *s, const mg_leaf *l)
{
    mg_spot *v = s->spots.v;
    for (size_t i = 0; i < s->mine.n; i++) {
        const mg_spot *first = &v[s->mine.v[i]];
        if (first->word) continue;
        for (int keep = 0; keep < 2; keep++) { /* see whether all are there, then keep them */
            uint32_t want = 0, at = first->position - 1;
            for (size_t k = i; k < s->mine.n && k - i < WINDOW_MAX && want < l->n; k++) {
                mg_spot *spot = &v[s->mine.v[k]];
                if (spot->position >= first->position + l->window) break;
                if (spot->word != want || spot->position <= at) continue;
                if (keep) spot->kept = true;
                at = spot->position;
                want++;
            }
            if (want < l->n) break;
        }
    }
}

/* In any order: wherever a window has all words, at a position each, all of them in it. */
static bool keep_near(mg_spotter *s, const mg_leaf *l)
{
    mg_spot *v = s->spots.v;
    const uint32_t *mine = s->mine.v;
    size_t from = 0, kept = 0, distinct = 0, positions = 0;
    s->counts.n = 0;
    while (s->counts.n < l->n)
        if (!mg_vec_push(&s->counts, 0)) return false;
    for (size_t to = 0; to < s->mine.n; to++) {
        const mg_spot *last = &v[mine[to]];
        if (s->counts.v[last->word]++ == 0) distinct++;
        if (to == from || v[mine[to - 1]].position != last->position) positions++;
        for (; last->position - v[mine[from]].position >= l->window; from++) {
            if (--s->counts.v[v[mine[from]].word] == 0) distinct--;
            if (v[mine[from]].position != v[mine[from + 1]].position) positions--;
        }
        if (distinct < l->n || positions < l->n) continue;
        for (kept = MG_MAX(kept, from); kept <= to; kept++) v[mine[kept]].kept = true;
    }
    return true;
}

/* Drop the spots before position `done` that are part of no match. */
static bool settle(mg_spotter *s, const mg_leaf *leaves, size_t n, uint32_t done)
{
    for (uint32_t i = 0; i < n; i++) {
        if (leaves[i].n < 2) continue;
        if (!gather(s, i)) return false;
        if (leaves[i].ordered) keep_ordered(s, &leaves[i]);
        else if (!keep_near(s, &leaves[i])) return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < s->spots.n; i++)
        if (s->spots.v[i].kept || s->spots.v[i].position >= done) s->spots.v[kept++] = s->spots.v[i];
    s->spots.n = kept;
    return true;
}

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "marking matches");
}

/* Words of a text that begin like one of the query, between looks at whether to stop. */
#define LOOK_EVERY 4096

static mg_status find(mg_spotter *s, const mg_leaf *leaves, size_t n, mg_span text, const mg_language *language,
                      const mg_index_stemmer *stemmer, bool all, mg_error *err)
{
    mg_words words;
    mg_word w;
    size_t most = all ? ALL_MAX : FIRST_MAX;
    uint32_t position = 0, passed;
    unsigned looked = 0;
    bool found = false; /* a match for certain */
    s->spots.n = 0;
    if (!s->forms.n) return MG_OK;
    mg_words_init(&words, s->lex->analyzer, text);
    while ((all || !found || words.at < LOOK_MAX) && mg_words_next_of(&words, &s->begin, &w, &passed)) {
        size_t before = s->spots.n;
        position += passed + 1;
        if (++looked % LOOK_EVERY == 0) MG_TRY(mg_stop_check(s->lex->stop, err));
        if (!note_word(s, &w, language, stemmer, position, leaves)) return no_memory(err);
        for (size_t i = before; i < s->spots.n; i++) found |= s->spots.v[i].kept;
        if (s->spots.n < most) continue;
        if (!settle(s, leaves, n, position > s->widest ? position - s->widest : 0)) return no_memory(err);
        if (s->spots.n > most / 2) break;
    }
    return !s->widest || settle(s, leaves, n, UINT32_MAX) ? MG_OK : no_memory(err);
}

mg_status mg_spots_find(mg_spotter *s, const mg_leaf *leaves, size_t n, mg_span text, mg_span language, const mg_field *field,
                        bool all, const mg_spot **spots, size_t *n_spots, mg_error *err)
{
    const mg_index_stemmer *stemmer = stemmer_of(s->lex, language);
    const mg_language *l = stemmer ? stemmer->language : mg_language_find(language);
    if (!seek_all(s, leaves, n, field, stemmer, all)) return no_memory(err);
    MG_TRY(find(s, leaves, n, text, l, stemmer, all, err));
    *spots = s->spots.v;
    *n_spots = s->spots.n;
    return MG_OK;
}

/* ---- marks ---- */

/* The spot of the phrase's word before spot `i`, if it stands right before it in the text; else NULL. */
static const mg_spot *fellow_before(const mg_spot *spots, size_t i, const mg_leaf *leaves)
{
    const mg_spot *v = &spots[i];
    if (leaves[v->leaf].n < 2 || !leaves[v->leaf].ordered) return NULL;
    while (i-- > 0 && spots[i].position + 1 >= v->position)
        if (spots[i].leaf == v->leaf && spots[i].word + 1 == v->word && spots[i].position + 1 == v->position) return &spots[i];
    return NULL;
}

bool mg_spot_goes_on(const mg_spot *spots, size_t i, const mg_leaf *leaves)
{
    return fellow_before(spots, i, leaves) != NULL;
}

mg_status mg_spots_marks(const mg_spot *spots, size_t n_spots, const mg_leaf *leaves, mg_arena *arena, mg_range **marks,
                         size_t *n_marks, mg_error *err)
{
    size_t n = 0;
    mg_range *m = *marks = mg_arena_alloc(arena, n_spots * sizeof *m);
    if (!m) return mg_fail_nomem(err, "marking matches");
    for (size_t i = 0; i < n_spots; i++) {
        const mg_spot *v = &spots[i], *before = fellow_before(spots, i, leaves);
        while (before && n > 1 && m[n - 1].start > before->start) --n; /* marked already, as a word alone */
        if (n && (v->start <= m[n - 1].end || before)) m[n - 1].end = MG_MAX(m[n - 1].end, v->end);
        else m[n++] = (mg_range){v->start, v->end};
    }
    *n_marks = n;
    return MG_OK;
}
