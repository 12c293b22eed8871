/* ask.c - queries in an archive's own words, to time searches with: ask PACKED SEED N > QUERIES
 *
 * N queries of each kind, a line each: KIND tab TEXT tab SINCE tab UNTIL. Words are taken from articles of a sample, by how
 * many of these hold them, so that rare, middling and frequent ones come alike:
 *
 *   or, and    two to four words of one article: any of them, all of them
 *   phrase     two or three words that stand together in a text, not all of them frequent
 *   filtered   two or three words, any of them, in the year or the month of the article
 *   wildcard   the first four or five letters of a word
 *
 * Same file, same seed, same queries. */
#include "common/hash.h"
#include "tests/bench/packed.h"

#include <stdio.h>
#include <stdlib.h>

enum { SAMPLE = 20000, SLOTS = 1 << 21, WORD_MIN = 3, WORD_ROOM = 32, TRIES = 1000 };

typedef struct {
    char text[WORD_ROOM];
    uint32_t articles, last; /* that hold it; the last of them, counted from 1 */
} word;

typedef struct {
    char *text, date[16];
    size_t n;
} sampled;

typedef struct {
    uint64_t random;
    sampled articles[SAMPLE];
    uint32_t n;
    word *words; /* SLOTS of them, hashed */
} asker;

/* splitmix64 */
static uint64_t roll(asker *a)
{
    uint64_t z = a->random += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static uint32_t below(asker *a, uint32_t n)
{
    return (uint32_t)((roll(a) >> 32) * n >> 32);
}

/* ---- the sample ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next word of plain letters from *at on, in lower case. */
static bool next_word(const sampled *s, size_t *at, char out[WORD_ROOM])
{
    for (size_t i = *at; i < s->n;) {
        size_t end = i;
        while (end < s->n && is_letter(s->text[end])) end++;
        bool alone = (i == 0 || s->text[i - 1] == ' ' || s->text[i - 1] == '\n') && end < s->n && strchr(" .,\n", s->text[end]);
        if (alone && end - i >= WORD_MIN && end - i < WORD_ROOM) {
            for (size_t k = i; k < end; k++) out[k - i] = (char)(s->text[k] | 0x20);
            out[end - i] = '\0';
            *at = end;
            return true;
        }
        i = end + 1;
    }
    return false;
}

static word *find(asker *a, const char *text)
{
    size_t slot = mg_hash_quick(1, mg_span_str(text)) % SLOTS;
    while (a->words[slot].text[0] && strcmp(a->words[slot].text, text) != 0) slot = (slot + 1) % SLOTS;
    return &a->words[slot];
}

/* A table that fills counts no further words: they look as if they were in no article. */
static void count_words(asker *a)
{
    size_t used = 0;
    char text[WORD_ROOM];
    for (uint32_t i = 0; i < a->n; i++)
        for (size_t at = 0; next_word(&a->articles[i], &at, text);) {
            word *w = find(a, text);
            if (!w->text[0] && ++used > SLOTS / 2) continue;
            if (!w->text[0]) memcpy(w->text, text, sizeof text);
            if (w->last != i + 1) w->articles++;
            w->last = i + 1;
        }
}

/* Each article of the file is as likely as any other to be kept. */
static bool read_sample(asker *a, const char *path)
{
    FILE *in = fopen(path, "re");
    if (!in) return perror(path), false;
    packed_article p = {0};
    for (uint32_t seen = 0; packed_next(in, &p); seen++) {
        uint32_t place = seen < SAMPLE ? seen : below(a, seen + 1);
        const packed_field *body = &p.field[PACKED_BODY], *date = &p.field[PACKED_DATE];
        if (place >= SAMPLE || date->n < 7) continue;
        sampled *s = &a->articles[place];
        free(s->text);
        *s = (sampled){.text = malloc(body->n + 1), .n = body->n};
        if (!s->text) return false;
        if (body->n) memcpy(s->text, body->p, body->n);
        memcpy(s->date, date->p, 7);
        a->n = seen < SAMPLE ? seen + 1 : SAMPLE;
    }
    fclose(in);
    return a->n > 0;
}

/* ---- queries ---- */

static double share(asker *a, const char *text)
{
    return (double)find(a, text)->articles / a->n;
}

/* A word of the article in the band of frequencies that chance says, or in any. */
static bool pick_word(asker *a, const sampled *s, char out[WORD_ROOM])
{
    static const double bands[][2] = {{0, 0.001}, {0.001, 0.01}, {0.001, 0.01}, {0.01, 0.1}, {0.01, 0.1}, {0.1, 0.3}};
    const double *band = bands[below(a, MG_COUNT(bands))];
    uint32_t fitting = 0;
    char text[WORD_ROOM];
    for (size_t at = 0; next_word(s, &at, text);) {
        double of_all = share(a, text);
        if (find(a, text)->articles > 1 && of_all >= band[0] && of_all < band[1] && below(a, ++fitting) == 0)
            memcpy(out, text, sizeof text);
    }
    return fitting > 0;
}

static bool ask_words(asker *a, const sampled *s, uint32_t n, char *out)
{
    char text[WORD_ROOM];
    *out = '\0';
    for (uint32_t i = 0; i < n; i++) {
        if (!pick_word(a, s, text) || strstr(out, text)) return false;
        if (i) *out++ = ' ';
        out += sprintf(out, "%s", text);
    }
    return true;
}

static bool ask_phrase(asker *a, const sampled *s, char *out)
{
    char text[WORD_ROOM];
    size_t at = below(a, (uint32_t)s->n + 1), n = 2 + below(a, 5) / 3;
    double least = 1;
    for (size_t i = 0; i < n; i++) {
        size_t before = at;
        if (!next_word(s, &at, text)) return false;
        if (i && (at - before != strlen(text) + 1 || s->text[before] != ' ')) return false;
        least = share(a, text) < least ? share(a, text) : least;
        out += sprintf(out, i ? " %s" : "%s", text);
    }
    return least < 0.1;
}

static bool ask_wildcard(asker *a, const sampled *s, char *out)
{
    size_t n = 4 + below(a, 2);
    if (!pick_word(a, s, out) || strlen(out) < 6) return false;
    memcpy(out + n, "*", 2);
    return true;
}

static void ask(asker *a, const char *kind)
{
    char text[5 * WORD_ROOM];
    for (int i = 0; i < TRIES; i++) {
        const sampled *s = &a->articles[below(a, a->n)];
        uint32_t chance = below(a, 10), words = chance < 5 ? 2 : chance < 8 ? 3 : 4;
        bool filtered = kind[0] == 'f';
        bool ok = kind[0] == 'p'   ? ask_phrase(a, s, text)
                  : kind[0] == 'w' ? ask_wildcard(a, s, text)
                                   : ask_words(a, s, filtered ? 2 + below(a, 2) : words, text);
        if (!ok) continue;
        int precision = !filtered ? 0 : below(a, 2) ? 7 : 4; /* 1994-03 or 1994 */
        printf("%s\t%s\t%.*s\t%.*s\n", kind, text, precision, s->date, precision, s->date);
        return;
    }
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"or", "and", "phrase", "filtered", "wildcard"};
    asker *a = argc == 4 ? calloc(1, sizeof *a) : NULL;
    if (!a || !(a->words = calloc(SLOTS, sizeof *a->words))) return 2;
    a->random = strtoull(argv[2], NULL, 10);
    if (!read_sample(a, argv[1])) return 2;
    count_words(a);
    for (size_t kind = 0; kind < MG_COUNT(kinds); kind++)
        for (unsigned long i = 0; i < strtoul(argv[3], NULL, 10); i++) ask(a, kinds[kind]);
    return 0;
}
