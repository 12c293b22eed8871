/* example.h - searching by example: words taken from articles become a query, or are added to one.
 *
 * --similar: the article's, or the text's, most characteristic words by tf-idf (Salton and Buckley 1988), any of which may match,
 * each weighing by the root of how often it stands there.
 * --expand: relevance feedback without a reader, as RM3 has it (Lavrenko and Croft 2001; Abdul-Jaleel and others 2004): the first
 * hits, copies of one story counting once, are taken for relevant, and words are added that are frequent in them and rare elsewhere. How
 * much is taken from a hit goes with its score to the power `fall` (mg_ranking): where the first hits stand out, others have little say.
 * What a hit has n times counts as n to the power `count` there; and an added word weighs by its rarity to the power 1 + added_rare.
 * Then the hits are balanced (balance.h). */
#ifndef MG_EXAMPLE_H
#define MG_EXAMPLE_H

#include "searcher/bag.h"
#include "searcher/rank.h"

#define MG_SIMILAR_WORDS 30

#define MG_EXPAND_HITS 10
#define MG_EXPAND_WORDS 40
#define MG_EXPAND_SHARE 0.5 /* of the weight of all words, what is added has so much */

/* A query for what is like the texts of the bag; NULL in *out when no word of them is in the index.
 *   words  out  the words, with blanks between, for people */
MG_NODISCARD mg_status mg_similar_plan(mg_bag *bag, mg_index *index, const mg_xquery **out, mg_span *words, mg_error *err);

/* Add the words of the bag to a plan of `weighing` words, and list them in it. With `all`, or where the query demands something, they
 * only weigh; else an article may match by them alone.
 *   words  out  those added that weigh most */
MG_NODISCARD mg_status mg_expand_plan(mg_bag *bag, mg_index *index, const mg_ranking *ranking, bool all, mg_plan *plan, mg_span *words,
                                      mg_error *err);

#endif
