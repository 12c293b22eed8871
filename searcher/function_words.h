/* function_words.h - the words that hold a sentence together: in a query they say little about what is asked for.
 *
 * Beside other words they have a fraction of their weight, and match as any other. That long queries gain when such words go is
 * old (Luhn 1958), and holds for questions above all (Huston and Croft 2010). Words that are as often something else in news
 * are left out: us (the USA), may (the month), will. Lists exist for some languages. Stateless. */
#ifndef MG_FUNCTION_WORDS_H
#define MG_FUNCTION_WORDS_H

#include "common/language.h"

/* Of the weight of another word. */
#define MG_FUNCTION_WORD_WEIGHT 0.2

/* Is `word`, in lower case, a function word? */
bool mg_is_function_word(const mg_language *language, mg_span word);

#endif
