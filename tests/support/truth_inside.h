/* truth_inside.h - the articles' words as truth.c has them, and what its two halves share: truth.c tells what matches,
 * truth_score.c what it is worth. */
#ifndef TRUTH_INSIDE_H
#define TRUTH_INSIDE_H

#include "common/analyze.h"
#include "common/stem.h"
#include "common/vec.h"
#include "tests/support/truth.h"

enum { LANGUAGES = 40, WORDS = 32 };

/* What a word of an article is: text and headline, ... and the stems of those. */
typedef enum { IN_TEXT, IN_TITLE, IN_AUTHOR, IN_DATELINE, STEM_TEXT, STEM_TITLE } word_kind;

typedef struct {
    word_kind kind;
    mg_span text;
    unsigned position; /* of a stem: 0 */
    unsigned count;    /* how much it adds to the length */
} occurrence;

typedef struct {
    const mg_article *article;
    const mg_language *language; /* NULL: no stems */
    size_t first, n;             /* its occurrences */
    double length;
} looked_at;

struct truth {
    mg_arena arena, query; /* of the articles; of a query */
    mg_analyzer *analyzer;
    const mg_language *languages[LANGUAGES];
    mg_stemmer *stemmers[LANGUAGES];
    size_t n_languages;
    MG_VEC(occurrence) occurrences;
    MG_VEC(looked_at) articles;
    double average;
};

/* ---- a query ---- */

typedef struct {
    mg_span text; /* of letters, and of * and ? where it is wild */
    bool wild, prefix, stems, glued;
    char joint; /* the one character that glues it, or 0 */
    unsigned edits;
} asked;

typedef struct {
    asked v[WORDS];
    size_t n;
} asked_words;

/* Of a part that has nothing to search for, nobody asks whether it matches. */
typedef enum { NO, YES, NOTHING } verdict;

typedef struct {
    truth *t;
    const looked_at *a;
    bool all;
} looker;

/* A copy that is asserted. */
mg_span truth_kept(mg_arena *arena, mg_span text);

mg_stemmer *truth_stemmer(truth *t, const mg_language *language);

/* Add the words of a node's text. */
void truth_cut(truth *t, const mg_qnode *n, asked_words *out);

bool truth_is_like(const asked *w, mg_span word);

/* What its words are in an article. */
word_kind truth_kind(const mg_field *field);

/* Is it a date, or a whole value? */
bool truth_is_filter(const mg_qnode *n);

/* Of glued words: so many letters with stops between them; else 0. */
size_t truth_initials(const asked *words, size_t size);

/* Words that hyphens and slashes join, and those behind initials, are words by themselves: where the group ends that begins at i. */
size_t truth_group_end(const asked_words *words, size_t i, bool parted);

/* Of a text's words, which hang together: are they one that is taken in its stem? What is wild, fuzzy, a name or a number is not. */
bool truth_is_stemmed(const mg_qnode *n, const asked *words, size_t size);

/* What initials are without their stops. */
mg_span truth_whole(truth *t, const asked *words, size_t size);

/* Does a text's group of glued words match? */
bool truth_group_matches(const looker *l, const mg_qnode *n, const asked *words, size_t size);

/* Does a part of the tree match? */
verdict truth_look(const looker *l, const mg_qnode *n);

#endif
