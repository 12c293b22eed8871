/* reasons.h - what shows that a passage may answer a question that asks why.
 *
 * Such questions are mostly answered in other words than they are asked in; that the answer has a word like "because" is what
 * else there is to go by (Khoo, Kornfilt, Oddy and Myaeng 1998; Verberne, Boves, Oostdijk and Coppen 2010). Lists exist for some
 * languages. Stateless. */
#ifndef MG_REASONS_H
#define MG_REASONS_H

#include "common/language.h"

/* Does `word`, in lower case, ask why? */
bool mg_asks_why(const mg_language *language, mg_span word);

/* The words, in lower case, that give a reason, a blank between each two; empty where none are known. */
mg_span mg_reason_words(const mg_language *language);

#endif
