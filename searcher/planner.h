/* planner.h - what the parts of the planner share: for plan.c and plan_*.c alone.
 *
 *   plan_parts     nodes, leaves, and what became of words: what all of it is made of
 *   plan_cut       a text of the query to words
 *   plan_like      words that stand for others, and words of whole values
 *   plan_together  phrases and NEAR
 *   plan_text      words beside each other
 *   plan           the tree
 *
 * What gives a query gives NULL where there is nothing to search for. Failure is sticky: p->status. */
#ifndef MG_PLANNER_H
#define MG_PLANNER_H

#include "common/vec.h"
#include "searcher/plan.h"

typedef MG_VEC(const mg_xquery *) mg_xlist;
typedef MG_VEC(mg_form) mg_form_list;

typedef struct {
    const mg_lexicon *lex;
    mg_arena *arena;
    mg_warnings *warnings;
    mg_error *err;
    mg_status status;
    bool all;
    bool marks;    /* are leaves wanted? */
    unsigned nots; /* that it is inside: of an odd number, it must not match, and there is nothing to mark; of any, it weighs nothing */
    bool loose;
    mg_asked asked;
    size_t read;    /* words of the query that may ask */
    mg_span before; /* the last of them */
    size_t weighing; /* words, but function words */
    uint32_t documents;
    size_t cut;      /* words of the query's texts */
    size_t expanded; /* words that wildcards have become */
    size_t patterns; /* words that are held against the index's */
    size_t looked;   /* how many of those there were */
    MG_VEC(mg_leaf) leaves;
    MG_VEC(mg_planned_word) words;
    MG_VEC(mg_near_word) near;
    uint32_t gap; /* function words since the last of those */
    bool apart;   /* something parts it from what comes */
} mg_planner;

void mg_plan_nomem(mg_planner *p);

#define MG_PLAN_WARN(p, where, ...)                                                                \
    do {                                                                                           \
        if (!mg_warn((p)->warnings, (p)->arena, (where), __VA_ARGS__)) mg_plan_nomem(p);           \
    } while (0)

/* ---- nodes ---- */

/* The query itself; NULL is a failure. */
const mg_xquery *mg_plan_checked(mg_planner *p, const mg_xquery *q);

/* Of a list, which is freed; of two, of which either may be NULL. */
const mg_xquery *mg_plan_join(mg_planner *p, mg_xquery_op op, mg_xlist *kids);
const mg_xquery *mg_plan_windowed(mg_planner *p, mg_xquery_op op, mg_xlist *kids, unsigned window);
const mg_xquery *mg_plan_pair(mg_planner *p, mg_xquery_op op, const mg_xquery *a, const mg_xquery *b);

/* Without kids. */
const mg_xquery *mg_plan_simple(mg_planner *p, mg_xquery_op op);
const mg_xquery *mg_plan_term(mg_planner *p, const char *prefix, mg_span word);

/* A NULL is none. */
void mg_plan_push(mg_planner *p, mg_xlist *list, const mg_xquery *q);

static inline const char *mg_plan_prefix(const mg_field *field)
{
    return field ? field->prefix : "";
}

/* ---- leaves and words ---- */

/* In how many articles a term is; 1 where nobody asks for the weight of leaves. */
uint32_t mg_plan_documents(mg_planner *p, mg_span term);
double mg_plan_rarity(const mg_planner *p, uint32_t documents);

void mg_plan_add_form(mg_planner *p, mg_form_list *forms, mg_span text, mg_span language, mg_like how);

/* Of forms, which are freed. */
struct mg_leaf_word mg_plan_leaf_word(mg_planner *p, mg_form_list *forms);

void mg_plan_add_leaf(mg_planner *p, const mg_field *field, struct mg_leaf_word *words, size_t n, unsigned window, bool ordered,
                      double weight);

/* `word` and `tail` are what the query has at byte `at`; `total` words of the index are like it. */
void mg_plan_note(mg_planner *p, mg_span word, const char *tail, size_t at, const mg_field *field, const mg_xquery *query, size_t total);

/* So many words weigh, unless they are inside a NOT. */
static inline void mg_plan_weighing(mg_planner *p, size_t words)
{
    if (!p->nots) p->weighing += words;
}

/* ---- texts ---- */

/* One word of a text of the query. */
typedef struct {
    mg_span word;
    mg_like how;
    size_t at; /* of the text, in the query */
    bool stems;
    bool glued; /* belongs to the word before it: part of a phrase */
    char joint; /* ... by this character alone; else 0 */
} mg_qword;

typedef MG_VEC(mg_qword) mg_qwords;

/* Cut a text of the query into words, as an article is cut. Words with nothing, or only what holds addresses and compounds
 * together, between them are glued; all are in a quote. */
void mg_plan_cut(mg_planner *p, const mg_qnode *n, bool quoted, mg_qwords *out);

/* Take apart what is joined only loosely: words, and words behind initials. */
void mg_plan_part(mg_qwords *words);

/* How many words hang together from one on; how many of n that do are initials: letters with a stop between them. */
size_t mg_plan_group(const mg_qwords *words, size_t from);
size_t mg_plan_initials(const mg_qword *words, size_t n);

/* ---- words ---- */

/* What stands behind a word that is to be like others, by mg_like. */
const char *mg_plan_tail(mg_like how);

/* The index's words that are like `w`, and how many there are; in how many documents the most frequent is. */
uint32_t mg_plan_expand(mg_planner *p, const mg_field *field, const mg_qword *w, mg_xlist *terms, size_t *total);

/* One word that stands for those like it; words of a whole value. */
const mg_xquery *mg_plan_like(mg_planner *p, const mg_field *field, const mg_qword *w);
const mg_xquery *mg_plan_label(mg_planner *p, const mg_qnode *n);

/* Words that stand together: in order within `window` (a phrase) or in any order (NEAR). */
const mg_xquery *mg_plan_together(mg_planner *p, const mg_field *field, const mg_qword *words, size_t n, unsigned window,
                                  bool ordered);

/* The words of a run without blanks: each group of glued words is a phrase, a single word is stemmed; so are words that only
 * hyphens and slashes join. */
void mg_plan_text(mg_planner *p, const mg_qnode *n, mg_xlist *out);

/* Function words that stand alone are what is asked for. */
void mg_plan_lone_function_words(mg_planner *p, mg_xlist *must, mg_xlist *may);

#endif
