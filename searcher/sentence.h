/* sentence.h - where sentences end.
 *
 * By Unicode's rules (UAX #29, with ICU's properties of characters), looked at only where a sentence may end; and an
 * abbreviation (Gen. Smith, J. K. Lamb, No. 5, the U.S. Senate) ends none: those of English stand here, those of other
 * languages are ICU's. One that may end a sentence as well does so before a word such as "The". Where lines end a sentence
 * does too. Text in capitals, and full stops that stand apart from their words, are cut as well. */
#ifndef MG_SENTENCE_H
#define MG_SENTENCE_H

#include "common/error.h"
#include "common/span.h"

/* One thread each. */
typedef struct mg_sentences mg_sentences;
MG_NODISCARD mg_status mg_sentences_new(mg_sentences **out, mg_error *err);
void mg_sentences_free(mg_sentences *sentences);

/* From now on, the abbreviations of this language, a code; of English for an empty one. */
MG_NODISCARD mg_status mg_sentences_use(mg_sentences *sentences, mg_span language, mg_error *err);

/* Where the sentence that begins at byte `from` of a text ends, blanks behind it included; text.n at the latest. */
size_t mg_sentence_end(const mg_sentences *sentences, mg_span text, size_t from);

/* Does a character only go with the one before it (a vowel sign, an accent)? */
bool mg_sentence_goes_on(uint32_t ch);

#endif
