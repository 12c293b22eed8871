/* story.h - a fingerprint of an article's text, by which copies of one story are known: cut, under another headline, with other
 * words here and there; and are told from stories that only follow the same template.
 *
 * It looks at marked words alone: names and numbers (what is not written in small letters, where a script has them) and long
 * words. Editors leave them alone, and templates are filled with them. Of the pairs that stand next to each other, whatever
 * is between, a min-hash of one permutation is taken (Li, Owen, Zhang 2012): pairs fall into MG_STORY_CLASSES classes by
 * their hash, and of each class four bits of the least are kept (Li, König 2010: b-bit). So two fingerprints agree in about the
 * share of pairs that their texts have in common. A second one is of the beginning, which is what a cut leaves.
 *
 *   fingerprint = whole [beginning]    without beginning when that is the whole
 *   each        = MG_STORY_BYTES: half a byte a class, the lower one first; 1..15, or 0: no pair
 *
 * It is kept in the index: the same text must give the same for ever, or MG_LAYOUT_VERSION another number. */
#ifndef MG_STORY_H
#define MG_STORY_H

#include "common/span.h"

#define MG_STORY_CLASSES 64
#define MG_STORY_BYTES (MG_STORY_CLASSES / 2)
#define MG_STORY_MAX (2 * (size_t)MG_STORY_BYTES)

/* A text of fewer words has none, nor has one of which over half is numbers: tables of prices or results are alike every day. */
#define MG_STORY_WORDS_MIN 40

/* The beginning, in words. */
#define MG_STORY_BEGINNING 100

/* Words in small letters are marked from so many bytes on. */
#define MG_STORY_LONG_WORD 10

/* Life: mg_story_start; mg_story_word for each word of the body; mg_story_end. */
typedef struct {
    uint32_t words, numbers;
    uint64_t last; /* the hash of the marked word before, or 0 */
    uint32_t least[MG_STORY_CLASSES], beginning[MG_STORY_CLASSES]; /* hashes of pairs */
} mg_story;

void mg_story_start(mg_story *story);

/* The next word: as analyze.h gives it, and where it is written in the text, which holds two bytes from there on unless both
 * are of one. */
void mg_story_word(mg_story *story, mg_span word, const char *written);

/* Write the fingerprint; returns its length, 0 when the text has none. */
size_t mg_story_end(mg_story *story, char out[MG_STORY_MAX]);

/* Are these fingerprints of copies of one story? An empty one is of none; nothing in them is trusted. `strict`: only when nearly
 * all is the same. */
bool mg_story_same(mg_span a, mg_span b, bool strict);

/* Where to look for others: fingerprints of one story nearly always have a key in common, others hardly ever. Returns how many
 * there are, none for what is no fingerprint. */
#define MG_STORY_KEYS_MAX MG_STORY_CLASSES
size_t mg_story_keys(mg_span fingerprint, uint32_t keys[MG_STORY_KEYS_MAX]);

#endif
