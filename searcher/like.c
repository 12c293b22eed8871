/* like.c - see like.h. */
#include "searcher/like.h"

#include "common/utf8.h"

#include <string.h>

static size_t first_wildcard(mg_span text)
{
    size_t at = 0;
    while (at < text.n && text.p[at] != '*' && text.p[at] != '?') at++;
    return at;
}

mg_span mg_like_begins(mg_like how, mg_span text)
{
    size_t letter = 0;
    if (how == MG_LIKE_SAME || how == MG_LIKE_PREFIX) return text;
    if (how == MG_LIKE_WILD) return mg_span_sub(text, 0, first_wildcard(text));
    if (text.n) mg_utf8_next(text, &letter);
    return mg_span_sub(text, 0, letter);
}

/* When a letter does not fit, only the last * can take more: what those before it took cannot help. */
static bool fits(mg_span pattern, mg_span word)
{
    size_t p = 0, w = 0, star = pattern.n, resume = 0;
    while (w < word.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            resume = w;
        } else if (p < pattern.n && pattern.p[p] == '?') {
            p++;
            mg_utf8_next(word, &w);
        } else if (p < pattern.n && pattern.p[p] == word.p[w]) {
            p++;
            w++;
        } else if (star < pattern.n) {
            p = star + 1;
            mg_utf8_next(word, &resume);
            w = resume;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') p++;
    return p == pattern.n;
}

mg_letters mg_letters_of(mg_span word)
{
    mg_letters out = {.n = 0};
    for (size_t at = 0; at < word.n && out.n < MG_WORD_MAX;) out.v[out.n++] = mg_utf8_next(word, &at);
    return out;
}

/* The usual table of distances between beginnings, of which only the diagonals within `most` are looked at. */
unsigned mg_edits(const mg_letters *x, const mg_letters *y, unsigned most)
{
    const uint32_t *a = x->v, *b = y->v;
    size_t n = x->n, m = y->n;
    unsigned rows[3][MG_WORD_MAX + 1];
    if (n > m + most || m > n + most) return most + 1;
    for (size_t j = 0; j <= m; j++) rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        size_t from = i > most ? i - most : 1, to = MG_MIN(m, i + most);
        unsigned least = row[from - 1] = from == 1 ? (unsigned)i : most + 1;
        if (i > 1 && to == i + most) above[to] = most + 1; /* outside its diagonals */
        for (size_t j = from; j <= to; j++) {
            row[j] = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = MG_MIN(row[j], MG_MIN(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = MG_MIN(row[j], above2[j - 2] + 1);
            least = MG_MIN(least, row[j]);
        }
        if (least > most) return most + 1;
    }
    return MG_MIN(rows[n % 3][m], most + 1);
}

static bool within_edits(mg_span text, mg_span word, unsigned most)
{
    if (!text.n || !word.n || text.n > MG_WORD_MAX || word.n > MG_WORD_MAX) return false; /* longer words are like none */
    mg_letters a = mg_letters_of(text), b = mg_letters_of(word);
    return a.v[0] == b.v[0] && mg_edits(&a, &b, most) <= most;
}

bool mg_is_like(mg_like how, mg_span text, mg_span word)
{
    switch (how) {
    case MG_LIKE_SAME: return mg_span_eq(text, word);
    case MG_LIKE_PREFIX: return mg_span_starts(word, text);
    case MG_LIKE_WILD: return fits(text, word);
    case MG_LIKE_FUZZY1: return within_edits(text, word, 1);
    case MG_LIKE_FUZZY2: return within_edits(text, word, 2);
    }
    return false;
}
