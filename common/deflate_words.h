/* deflate_words.h - the preset dictionary of short English texts (deflate.h): words and turns of phrase of newspapers.
 * Stored texts cannot be read without it: it never changes. Another language, or a better choice, is another dictionary. */
#ifndef MG_DEFLATE_WORDS_H
#define MG_DEFLATE_WORDS_H

#include "common/span.h"

extern const mg_span mg_deflate_words;

#endif
