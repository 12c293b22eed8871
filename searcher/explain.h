/* explain.h - why an article is a hit and stands where it does: its score, part by part. */
#ifndef MG_EXPLAIN_H
#define MG_EXPLAIN_H

#include "common/vec.h"
#include "searcher/plan.h"

/* A term, and in how many articles it is, or how often in one. */
typedef struct {
    mg_span term;
    uint32_t n;
} mg_term_count;

/* What a word of the query gives to the score of an article, by BM25: factor * rarity * (k1 + 1) * count / (count + k1 *
 * (1 - b + b * length)), the rarity being ln(max(odds, 1 + odds / 2)) with odds (articles - with + 0.5) / (with + 0.5); or
 * another part of the score, that has but a name. In long queries the factor is greater for rare words (rank.h). */
typedef struct {
    const char *name;     /* of a part that is no word; else NULL */
    mg_span word;         /* as the query has it */
    const mg_field *field;
    const mg_term_count *terms; /* those that it became and that occur here, most often first */
    size_t n_terms;
    double count; /* how often they occur; of the headline, MG_TITLE_WDF times */
    double with;          /* in how many articles they are, together */
    double rarity;
    double factor;        /* function words count less, rare ones in a long query more */
    double length;        /* of the article, as a share of the average; at least 0.5 */
    double score;
} mg_part;

typedef MG_VEC(mg_part) mg_parts;

/* What weights are made from, for all hits of an answer. */
typedef struct {
    mg_index *index;
    const mg_plan *plan;
    double k1, b, rare;
} mg_explainer;

/* Append the parts of the BM25 score that the document gets from the plan; their sum is that score. Where a place of the index is
 * no directory, it is only about that: see mg_db_match. What parts point at is of the plan and of the arena. */
MG_NODISCARD mg_status mg_explain_words(const mg_explainer *explainer, uint32_t docid, mg_arena *arena, mg_parts *out,
                                        mg_error *err);

/* The terms that a word of the query became, those in most articles first; in the arena. */
MG_NODISCARD mg_status mg_explain_word(mg_index *index, const mg_planned_word *word, mg_arena *arena, const mg_term_count **out,
                                       size_t *n, mg_error *err);

/* Append the plan as text: terms with operators between them. Of many kids of one node only some are shown. */
void mg_explain_plan(const mg_xquery *query, mg_buf *out);

#endif
