/* text_words.h - what stands before a short English text when it is packed (text_pack.h): words and turns of phrase of newspapers.
 * Stored texts cannot be read without it: it never changes. Another language, or a better choice, is another way to pack. */
#ifndef MG_TEXT_WORDS_H
#define MG_TEXT_WORDS_H

#include "common/span.h"

extern const mg_span mg_text_words;

#endif
