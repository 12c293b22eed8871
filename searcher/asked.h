/* asked.h - what a question asks for, and what in a passage shows that it may be there.
 *
 * Such questions are mostly answered in other words than they are asked in; what else there is to go by is that the answer has a word
 * like "because" for one that asks why (Khoo, Kornfilt, Oddy and Myaeng 1998; Verberne, Boves, Oostdijk and Coppen 2010), and for
 * others a date, a number or a name, as has been usual since TREC's first questions (Prager, Brown, Coden and Radev 2000). Lists
 * exist for some languages; numbers and names need none. Stateless. */
#ifndef MG_ASKED_H
#define MG_ASKED_H

#include "common/language.h"

typedef enum {
    MG_ASKED_NOTHING,
    MG_ASKED_WHY,
    MG_ASKED_WHEN,
    MG_ASKED_HOW_MUCH,
    MG_ASKED_WHO,
} mg_asked;

/* What a query asks for, of which `word` is word number `place`, from 0, and stands behind `before` (empty: behind none), both in
 * lower case. But for "why", only how a query begins tells: "the man who" asks for nothing. */
mg_asked mg_asked_by(const mg_language *language, size_t place, mg_span before, mg_span word);

/* The words, in lower case, that show an answer, a blank between each two; empty where none are known, or do. */
mg_span mg_answer_words(const mg_language *language, mg_asked asked);

/* Does a year, or any number, begin at byte `at` of a text? */
bool mg_is_year(mg_span text, size_t at);
bool mg_is_number(mg_span text, size_t at);

/* Does a word begin at byte `at` that is written as names are: a capital, and no capital behind it? */
bool mg_is_name(mg_span text, size_t at);

#endif
