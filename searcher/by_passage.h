/* by_passage.h - hits that are passages: those of the best articles, ranked together. */
#ifndef MG_BY_PASSAGE_H
#define MG_BY_PASSAGE_H

#include "searcher/search.h"

/* The passages of so many of the best articles are ranked; of more where more hits are wanted. Of each article so many. */
#define MG_PASSAGE_ARTICLES 500
#define MG_PASSAGES_EACH 20

/* Make of an answer whose hits are articles, found for mg_passages_wanted(request), one whose hits are the passages that the
 * request asks for: by the passage's own score and a share of its article's, or where the order is by date, in that order.
 * Errors: as mg_answer_hit's. */
MG_NODISCARD mg_status mg_passages_rank(mg_searcher *searcher, const mg_request *request, mg_answer *answer, mg_error *err);

/* The request for the articles whose passages are ranked. */
mg_request mg_passages_wanted(const mg_request *request);

#endif
