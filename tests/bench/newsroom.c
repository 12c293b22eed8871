/* newsroom.c - see newsroom.h. */
#include "tests/bench/newsroom.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum {
    LEMMAS = 150000, /* with their forms and the coined words some 500,000 words in a large archive */
    RARE = 20000,    /* from here on mostly seen in one form */
    NAMES = 20000,
    REPORTERS = 400,
    STORIES = 80, /* that run at a time */
    CAST = 6,     /* names in a story */
    TOPIC = 12,   /* words that belong to it */
    RECENT = 64,  /* words that an article may come back to */
    LINE = 76,
    WORD_ROOM = 40,
};

enum { PERCENT_AGAIN = 18, PERCENT_NAME = 5, PERCENT_NUMBER = 2, PER_MILLE_COINED = 2, PERCENT_COMMA = 6 };

static const char *const function_words[] = {
    "the",   "of",    "to",    "and",    "a",     "in",    "that",  "for",   "is",    "said",  "on",    "it",
    "was",   "by",    "with",  "he",     "as",    "at",    "from",  "his",   "be",    "but",   "have",  "an",
    "has",   "are",   "not",   "who",    "they",  "were",  "had",   "will",  "this",  "their", "or",    "its",
    "which", "would", "more",  "about",  "been",  "one",   "she",   "up",    "when",  "than",  "her",   "there",
    "out",   "if",    "after", "we",     "some",  "all",   "you",   "can",   "other", "last",  "also",  "into",
    "what",  "I",     "two",   "no",     "new",   "year",  "first", "over",  "could", "so",    "him",   "time",
    "only",  "before", "them", "most",   "people", "it's", "because", "many", "while", "three", "now",  "years",
    "such",  "just",  "like",  "where",  "how",   "do",    "during", "made", "then",  "those", "don't", "under",
    "state", "told",  "against", "any",  "off",   "next",  "did",   "between", "back", "since", "still", "my",
    "being", "should", "these", "down",  "week",  "through", "day", "says", "may", "our",  "both",  "until",
};
enum { FUNCTION = COUNT(function_words) };

typedef enum { NOUN, VERB, ADJECTIVE, CLASSES } word_class;

typedef struct {
    char text[WORD_ROOM];
    word_class class;
} lemma;

/* A place or firm has only `last`. */
typedef struct {
    char first[WORD_ROOM], last[WORD_ROOM];
} name;

typedef struct {
    uint32_t cast[CAST], topic[TOPIC];
} story;

struct newsroom {
    uint64_t random;
    lemma lemmas[LEMMAS];
    name names[NAMES];
    story stories[STORIES];
};

typedef struct {
    mg_buf *out;
    int column;
    uint32_t cast[CAST * 2], recent[RECENT];
    bool met[CAST * 2];
    uint32_t cast_n, recent_n, recent_at;
} article;

/* ---- chance ---- */

/* splitmix64 */
static uint64_t roll(newsroom *w)
{
    uint64_t z = w->random += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static uint32_t below(newsroom *w, uint32_t n)
{
    return (uint32_t)((roll(w) >> 32) * n >> 32);
}

static bool percent(newsroom *w, uint32_t n)
{
    return below(w, 100) < n;
}

static double uniform(newsroom *w)
{
    return (double)(roll(w) >> 11) * 0x1p-53;
}

/* A rank from 0 to n - 1, by 1 / (rank + q)^s: the distribution's inverse, as if ranks were continuous. */
static uint32_t zipf(newsroom *w, uint32_t n)
{
    const double q = 2.7, s = 1.2;
    double low = pow(1 + q, 1 - s), high = pow(n + 1 + q, 1 - s);
    double rank = pow(low + uniform(w) * (high - low), 1 / (1 - s)) - 1 - q;
    return rank < 0 ? 0 : rank >= n ? n - 1 : (uint32_t)rank;
}

/* A sum of twelve is near enough to a normal distribution. */
static double normal(newsroom *w)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) sum += uniform(w);
    return sum;
}

#define PICK(w, list) (list)[below(w, COUNT(list))]

/* ---- words and names ---- */

static void add_syllables(newsroom *w, char *word, uint32_t n)
{
    static const char *const onsets[] = {"b", "c", "d",  "f",  "g",  "h",  "l",  "m",  "n",  "p",  "r",
                                         "s", "t", "v",  "w",  "br", "ch", "cl", "cr", "dr", "fl", "gr",
                                         "j", "k", "pl", "pr", "sh", "sp", "st", "tr", "th", "qu", ""};
    static const char *const nuclei[] = {"a", "e", "i", "o", "u", "a", "e", "i", "o", "ea", "ai", "ou", "oo", "io"};
    static const char *const codas[] = {"n", "r", "t", "l", "s", "d", "m", "nd", "nt", "st", "ck", "ll", "rt", "e", "y"};
    for (uint32_t i = 0; i < n; i++) {
        strcat(word, PICK(w, onsets));
        strcat(word, PICK(w, nuclei));
        if (i + 1 == n || percent(w, 25)) strcat(word, PICK(w, codas));
    }
}

/* Frequent words are short. */
static void make_lemma(newsroom *w, uint32_t rank, lemma *out)
{
    static const char *const endings[] = {"tion", "ment", "er",   "al",  "ity", "ness", "ive",
                                          "ist",  "ous",  "able", "ize", "ate", "ance", "ful"};
    if (rank < FUNCTION) {
        strcpy(out->text, function_words[rank]);
        return;
    }
    uint32_t syllables = rank < 8000 ? 1 + below(w, 5) / 4 : 2 + below(w, 5) / 4;
    add_syllables(w, out->text, syllables);
    if (rank > 1000 && percent(w, 20)) strcat(out->text, PICK(w, endings));
    out->class = below(w, CLASSES);
}

static void make_name(newsroom *w, bool person, name *out)
{
    static const char *const before[] = {"Port ", "New ", "Saint ", "North ", "Lake "};
    static const char *const after[] = {"ville", "ton", "burg", "ford", " Bay", " &amp; Co", " Corp", " University"};
    static const char *const accents[] = {"é", "ü", "ñ", "ø"};
    char stem[WORD_ROOM] = "";
    if (person) {
        add_syllables(w, out->first, 1 + below(w, 2));
        out->first[0] = (char)(out->first[0] & ~0x20);
    }
    add_syllables(w, stem, 1 + below(w, 2));
    stem[0] = (char)(stem[0] & ~0x20);
    if (percent(w, 3)) strcat(strcat(stem, PICK(w, accents)), "s");
    if (!person && percent(w, 30)) strcpy(out->last, PICK(w, before));
    strcat(out->last, stem);
    if (!person && percent(w, 50)) strcat(out->last, PICK(w, after));
}

/* Six names of ten are people's, at every frequency. */
static bool is_person(uint32_t i)
{
    return i % 10 < 6;
}

static bool is_consonant(char c)
{
    return !strchr("aeiou", c);
}

static bool ends(const char *word, size_t n, const char *end)
{
    size_t m = strlen(end);
    return n >= m && memcmp(word + n - m, end, m) == 0;
}

/* Append s, ed, ing or ly as English spells it: carries, carried, baking. */
static void inflect(char *word, const char *suffix)
{
    size_t n = strlen(word);
    bool y = n > 1 && word[n - 1] == 'y' && is_consonant(word[n - 2]), e = n > 1 && word[n - 1] == 'e';
    if (suffix[0] == 's') {
        bool hisses = ends(word, n, "s") || ends(word, n, "x") || ends(word, n, "ch") || ends(word, n, "sh");
        if (y) word[n - 1] = 'i';
        strcat(word, y || hisses ? "es" : "s");
    } else if (suffix[0] == 'e') {
        if (y) word[n - 1] = 'i';
        strcat(word, e ? "d" : "ed");
    } else if (suffix[0] == 'i' && e && word[n - 2] != 'e') {
        strcpy(word + n - 1, "ing");
    } else if (suffix[0] == 'l' && ends(word, n, "ll")) {
        strcat(word, "y");
    } else {
        strcat(word, suffix);
    }
}

static void form_of(newsroom *w, uint32_t rank, char *word)
{
    static const char *const suffixes[CLASSES][6] = {
        {"", "", "", "s", "s", "'s"}, {"", "", "s", "ed", "ed", "ing"}, {"", "", "", "", "ly", "ly"}};
    const lemma *l = &w->lemmas[rank];
    strcpy(word, l->text);
    bool plain = rank < FUNCTION || (rank >= RARE && percent(w, 80));
    const char *suffix = plain ? "" : PICK(w, suffixes[l->class]);
    if (*suffix) inflect(word, suffix);
}

/* ---- stories ---- */

static uint32_t content_word(newsroom *w)
{
    for (;;) {
        uint32_t rank = zipf(w, LEMMAS);
        if (rank >= FUNCTION) return rank;
    }
}

static void start_story(newsroom *w, story *s)
{
    for (int i = 0; i < CAST; i++) s->cast[i] = zipf(w, NAMES);
    for (int i = 0; i < TOPIC; i++) s->topic[i] = content_word(w);
}

void newsroom_next_day(newsroom *w)
{
    for (int i = 0; i < STORIES; i++)
        if (percent(w, 12)) start_story(w, &w->stories[i]);
}

newsroom *newsroom_open(uint64_t seed)
{
    newsroom *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->random = seed;
    for (uint32_t i = 0; i < LEMMAS; i++) make_lemma(w, i, &w->lemmas[i]);
    for (uint32_t i = 0; i < NAMES; i++) make_name(w, is_person(i), &w->names[i]);
    for (int i = 0; i < STORIES; i++) start_story(w, &w->stories[i]);
    return w;
}

/* ---- articles ---- */

/* One word, on the next line when it does not fit on this. Tags and entities do not count, as for whoever joins the
 * lines again. */
static void put(article *a, const char *word)
{
    int width = strcmp(word, "&amp;") == 0 ? 1 : (int)strlen(word);
    if (a->column && a->column + 1 + width > LINE) {
        mg_buf_addc(a->out, '\n');
        a->column = 0;
    } else if (a->column) {
        mg_buf_addc(a->out, ' ');
        a->column++;
    }
    mg_buf_adds(a->out, word);
    a->column += width;
}

static void put_words(article *a, const char *words, const char *tail)
{
    for (size_t n; (n = strcspn(words, " ")) > 0 || *words; words += n + (words[n] == ' ')) {
        char word[WORD_ROOM * 2];
        snprintf(word, sizeof word, "%.*s%s", (int)n, words, words[n] ? "" : tail);
        put(a, word);
    }
}

static void remember(article *a, uint32_t rank)
{
    a->recent[a->recent_at++ % RECENT] = rank;
    if (a->recent_n < RECENT) a->recent_n++;
}

static void number(newsroom *w, char *out, size_t size)
{
    uint32_t n = below(w, 1000), size_class = below(w, 6);
    if (size_class == 0) snprintf(out, size, "%u", 1950 + n % 45);
    else if (size_class == 1) snprintf(out, size, "%u,%03u", 1 + below(w, 300), n);
    else if (size_class == 2) snprintf(out, size, "%u.%u percent", n % 60, below(w, 10));
    else if (size_class == 3) snprintf(out, size, "$%u million", n);
    else snprintf(out, size, "%u", 2 + n % 60);
}

/* Somebody of the cast, or else one more. People are met with their full names. */
static void put_name(newsroom *w, article *a, const char *tail)
{
    uint32_t i = below(w, a->cast_n);
    if (a->cast_n < COUNT(a->cast) && percent(w, 15)) {
        i = a->cast_n++;
        a->cast[i] = zipf(w, NAMES);
        a->met[i] = false;
    }
    const name *n = &w->names[a->cast[i]];
    if (!a->met[i] && n->first[0]) put(a, n->first);
    else if (n->first[0] && percent(w, 20)) put(a, "Mr.");
    a->met[i] = true;
    put_words(a, n->last, tail);
}

static void put_word(newsroom *w, article *a, bool capital, const char *tail)
{
    char word[WORD_ROOM * 2] = "", full[WORD_ROOM * 2];
    if (below(w, 1000) < PER_MILLE_COINED) {
        add_syllables(w, word, 3);
    } else {
        uint32_t rank = percent(w, PERCENT_AGAIN) ? a->recent[below(w, a->recent_n)] : zipf(w, LEMMAS);
        if (rank >= FUNCTION) remember(a, rank);
        form_of(w, rank, word);
    }
    if (capital && word[0] >= 'a' && word[0] <= 'z') word[0] = (char)(word[0] & ~0x20);
    snprintf(full, sizeof full, "%.60s%s", word, tail);
    put(a, full);
}

/* Returns how many words it wrote, about. */
static uint32_t put_sentence(newsroom *w, article *a)
{
    uint32_t n = 6 + below(w, 12) + below(w, 16);
    for (uint32_t i = 0; i < n; i++) {
        const char *tail = i + 1 == n ? "." : percent(w, PERCENT_COMMA) ? "," : "";
        uint32_t what = below(w, 100);
        if (what < PERCENT_NAME) {
            put_name(w, a, tail);
        } else if (what < PERCENT_NAME + PERCENT_NUMBER) {
            char digits[WORD_ROOM];
            number(w, digits, sizeof digits);
            put_words(a, digits, tail);
        } else {
            put_word(w, a, i == 0, tail);
        }
    }
    return n;
}

static void put_text(newsroom *w, article *a)
{
    const double sigma = 0.7, mean = 285; /* the last sentence runs over */
    double length = exp(log(mean) - sigma * sigma / 2 + sigma * normal(w));
    uint32_t words = length < 40 ? 40 : length > 5000 ? 5000 : (uint32_t)length;
    for (uint32_t done = 0; done < words;) {
        if (done) mg_buf_adds(a->out, "\n\n");
        a->column = 0;
        for (uint32_t i = 1 + below(w, 3); i && done < words; i--) done += put_sentence(w, a);
    }
}

static void put_headline(newsroom *w, article *a)
{
    put_words(a, w->names[a->cast[0]].last, "");
    for (uint32_t i = 4 + below(w, 5); i; i--) put_word(w, a, true, "");
}

void newsroom_write(newsroom *w, news *out)
{
    story fresh;
    const story *s = &w->stories[below(w, STORIES)];
    if (percent(w, 30)) {
        start_story(w, &fresh);
        s = &fresh;
    }
    article a = {.out = &out->headline, .cast_n = CAST};
    memcpy(a.cast, s->cast, sizeof s->cast);
    for (int i = 0; i < TOPIC; i++) remember(&a, s->topic[i]);

    const name *reporter = &w->names[below(w, REPORTERS) * 10]; /* is_person */
    mg_buf_reset(&out->headline);
    mg_buf_reset(&out->reporter);
    mg_buf_reset(&out->text);
    mg_buf_addf(&out->reporter, "%s %s", reporter->first, reporter->last);
    put_headline(w, &a);
    a.out = &out->text;
    put_text(w, &a);
}

void news_dispose(news *n)
{
    mg_buf_dispose(&n->headline);
    mg_buf_dispose(&n->reporter);
    mg_buf_dispose(&n->text);
}
