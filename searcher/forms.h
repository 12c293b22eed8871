/* forms.h - the words of the index that a word of the query is searched as: those that have its stem in one of the index's languages.
 * Stems have no positions in the index, words as written have.
 *
 * What was found is kept, with where it is, as the next query may have the word again. Life: zeroed; mg_forms_forget when the index
 * changes, and before it is closed. */
#ifndef MG_FORMS_H
#define MG_FORMS_H

#include "common/vec.h"
#include "searcher/plan.h"

/* Of the forms of a word those in most articles, so many at most. */
#define MG_FORMS_MAX 8

typedef struct {
    mg_span word;
    mg_span terms[MG_FORMS_MAX];
    size_t n;
    mg_db_occurrences *occurrences; /* of the terms */
    double rarity; /* of the stem, as BM25 has it */
} mg_forms;

typedef struct {
    mg_arena arena; /* holds all below */
    mg_forms **table; /* by hash of the word */
    size_t n, cap;
    size_t forms; /* of all words */
    mg_arena stems; /* of the word that is looked up */
} mg_forms_kept;

/* The forms of a word; valid until mg_forms_forget. The index must be one that Morgue reads itself (mg_db_reads_itself). Errors: MG_NOMEM, and what reading the index gives. */
MG_NODISCARD mg_status mg_forms_find(mg_forms_kept *kept, const mg_lexicon *lexicon, const mg_near_word *word, const mg_forms **out,
                                     mg_error *err);

void mg_forms_forget(mg_forms_kept *kept);

/* When so many words are kept, all are forgotten: to be called between queries. */
#define MG_FORMS_KEPT 8192
void mg_forms_trim(mg_forms_kept *kept);

#endif
