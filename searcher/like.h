/* like.h - when a word of an article is like one of the query: the same, with wildcards, or but for a few edits.
 *
 * Words are lower case, as analyze.h gives them. An edit is a letter (code point) put in, left out or changed, or two
 * neighbours swapped; no letter is in two edits. (Damerau's distance, in its restricted form.) */
#ifndef MG_LIKE_H
#define MG_LIKE_H

#include "common/analyze.h"

typedef enum {
    MG_LIKE_SAME,
    MG_LIKE_PREFIX, /* begins so */
    MG_LIKE_WILD,   /* * stands for any letters or none, ? for one */
    MG_LIKE_FUZZY1, /* at most one edit, and the first letter stays */
    MG_LIKE_FUZZY2,
} mg_like;

/* Is `word` like `text`? */
bool mg_is_like(mg_like how, mg_span text, mg_span word);

/* What all words like `text` begin with. */
mg_span mg_like_begins(mg_like how, mg_span text);

typedef struct {
    uint32_t v[MG_WORD_MAX];
    size_t n;
} mg_letters;

/* The letters of a word, at most MG_WORD_MAX of them. */
mg_letters mg_letters_of(mg_span word);

/* How many edits make one of the other, the first letter like any; most + 1 where it takes more than `most`. */
unsigned mg_edits(const mg_letters *a, const mg_letters *b, unsigned most);

#endif
