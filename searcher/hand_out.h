/* hand_out.h - what search.h gives, as morgue.h has it: copied, so that it has an end and lives as long as the arena. */
#ifndef MG_HAND_OUT_H
#define MG_HAND_OUT_H

#include "searcher/morgue.h"
#include "searcher/search.h"

/* Errors: MG_NOMEM; of the explanation, those of mg_answer_word. */
MG_NODISCARD mg_status mg_hand_out_hit(const mg_result *result, mg_arena *arena, const morgue_hit **out, mg_error *err);
MG_NODISCARD mg_status mg_hand_out_summary(const mg_answer *answer, const mg_request *request, mg_arena *arena,
                                           morgue_summary *out, mg_error *err);
MG_NODISCARD mg_status mg_hand_out_explanation(mg_searcher *searcher, const mg_answer *answer, mg_arena *arena,
                                               const morgue_explanation **out, mg_error *err);
MG_NODISCARD mg_status mg_hand_out_words(const mg_vocabulary_word *words, size_t n, mg_arena *arena, const morgue_bucket **out,
                                         mg_error *err);

/* A list of text. NULL when memory runs out. */
const char *const *mg_hand_out_list(mg_spans list, mg_arena *arena);

/* The match at a range of a hit's one passage, with about so many characters before and behind, and at a blank where one is
 * near. */
MG_NODISCARD mg_status mg_hand_out_row(const morgue_hit *hit, size_t range, size_t context, uint32_t rank, mg_arena *arena,
                                       const morgue_row **out, mg_error *err);

#endif
