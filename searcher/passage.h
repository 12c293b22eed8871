/* passage.h - the parts of an article that answer a query, with the matched words marked.
 *
 * A passage is whole sentences (sentence.h): so many that no more than an eighth of its length is missing, if that makes it no
 * more than half as long again. A sentence longer than that is cut at blanks around its matches. The best passages hold the most distinct words of the
 * query, the rarest, close together and in its order, those of a name together as one. Where the query asks why, when, how much or who,
 * they have what shows an answer (asked.h), best of all in the sentence with those words; where it asks why, they are not how the
 * article begins, which tells what happened. Of equals the first is the best. */
#ifndef MG_PASSAGE_H
#define MG_PASSAGE_H

#include "searcher/spot.h"

typedef struct {
    size_t start, end;   /* of the passage in the text; the text between is exact */
    double score;        /* higher is better; 0: no match in it */
    mg_range *marks;     /* matched words, as bytes of the text; sorted, apart */
    size_t n_marks;
} mg_passage;

typedef struct mg_cutter mg_cutter;

/* Finds matches and cuts passages. Borrows the lexicon. One thread each. */
MG_NODISCARD mg_status mg_cutter_new(const mg_lexicon *lexicon, mg_cutter **out, mg_error *err);
void mg_cutter_free(mg_cutter *cutter);

/* Matches of the leaves in a text, as ranges, sorted and apart; see mg_spots_find. The arena holds them. */
MG_NODISCARD mg_status mg_marks_find(mg_cutter *cutter, const mg_leaf *leaves, size_t n, mg_span text,
                                     mg_span language, const mg_field *field, bool all, mg_arena *arena, mg_range **marks,
                                     size_t *n_marks, mg_error *err);

/* The page of a passage, 1..: that of its first match; 0 when the article has no pages. */
size_t mg_passage_page(const mg_passage *passage, const mg_article *article);

/* The best passages of a body, best first, at most `most`. When nothing matches, its beginning.
 *   length  about how long, in characters */
MG_NODISCARD mg_status mg_passages_cut(mg_cutter *cutter, const mg_plan *plan, mg_span body, mg_span language, size_t most,
                                       size_t length, mg_arena *arena, mg_passage **passages, size_t *n_passages,
                                       mg_error *err);

#endif
