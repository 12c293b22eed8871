/* plan.h - a query's tree to what libxapian matches, and to what passages mark.
 *
 * Words are stemmed in each language that the index holds; what is quoted, near, fuzzy or a wildcard is taken
 * as written. Function words weigh little beside others (function_words.h). Wildcards, fuzzy words and values of source,
 * section and keyword are looked up in the index. Empty parts fold away. */
#ifndef MG_PLAN_H
#define MG_PLAN_H

#include "common/analyze.h"
#include "common/layout.h"
#include "common/stem.h"
#include "searcher/asked.h"
#include "searcher/like.h"
#include "searcher/query.h"

/* A word with wildcards, or a fuzzy one, becomes at most so many words, the most frequent ones; all of a query
 * together at most so many, though one each. */
#define MG_WILDCARD_MAX 1000
#define MG_WILDCARDS_MAX 5000

/* So many words of a query are looked for: a text without blanks, or between quotes, is one part and may have many. */
#define MG_QUERY_WORDS_MAX 1000

/* A query has at most so many words that are fuzzy or have wildcards before their end, and at most so many of the
 * index's words are held against them. */
#define MG_PATTERNS_MAX 100
#define MG_LOOKED_MAX 10000000

/* The stemmers of an index's languages; a query's words and an article's are stemmed by the same. */
typedef struct {
    mg_span code;
    const mg_language *language;
    mg_stemmer *stemmer;
} mg_index_stemmer;

typedef struct {
    mg_index *index;
    mg_analyzer *analyzer;
    const mg_index_stemmer *stemmers;
    size_t n_stemmers;
    const mg_language *function_words; /* those of this language weigh little; NULL: none do */
    const mg_stop *stop; /* what takes long looks at it now and then; may be NULL */
} mg_lexicon;

/* One form that a word of the query may take in an article. */
typedef struct {
    mg_span text;
    mg_span language; /* code: text is a stem in that language; empty: a word as written */
    mg_like how;      /* what is like it will do */
} mg_form;

/* One word of the query, or one phrase: what counts as a match, and what it is worth. */
typedef struct {
    const mg_field *field; /* NULL: headline, standfirst and body */
    struct mg_leaf_word {
        const mg_form *forms;
        size_t n;
    } *words;
    size_t n;
    unsigned window; /* several words: within so many positions */
    bool ordered;    /* ... in this order */
    double weight;   /* the rarer, the higher */
    bool function_word;
} mg_leaf;

/* What became of a word, or a whole value, of the query. */
typedef struct {
    mg_span word; /* "harbour", "flo*", "fery~1" */
    size_t at;    /* byte of the query */
    const mg_field *field;
    const mg_xquery *query; /* a part of the plan, of terms alone; NULL: no term fits */
    size_t total; /* how many words of the index it stands for, of which the most frequent are in `query` */
} mg_planned_word;

/* A word of the query that is searched by its stem, and how far in front of it the word before it in the list stands: function words
 * between them count, and 0 says that something else parts the two. */
typedef struct {
    mg_span word;
    const mg_xquery *query; /* a part of the plan */
    uint32_t gap;
} mg_near_word;

/* A term that was added to the query by example; what its weight is multiplied by. */
typedef struct {
    mg_span term;
    double factor;
    double rarity; /* as BM25 has it */
} mg_added_word;

typedef struct {
    const mg_xquery *query; /* NULL: there is nothing to search for */
    const mg_leaf *leaves;
    size_t n_leaves;
    mg_asked asked; /* what the query asks for */
    bool hints;     /* one leaf more follows, of words that show an answer (asked.h), which are no matches */
    const mg_planned_word *words; /* in the order in which they were planned */
    size_t n_words;
    const mg_near_word *near; /* as the query has them */
    size_t n_near;
    const mg_added_word *added; /* see example.h */
    size_t n_added;
    double added_b; /* BM25's b for them */
    size_t weighing; /* how many words, function words left out; those of a phrase count each */
    bool loose; /* matching any word may find other articles than matching all */
} mg_plan;

/* Plan `tree`. Everything made lives in the arena.
 *   all    must words beside each other all match?
 *   marks  are leaves wanted? Weighing them costs a look into the index for each word.
 * Errors: MG_NOMEM, and what reading the index gives. */
MG_NODISCARD mg_status mg_plan_make(const mg_lexicon *lexicon, const mg_qnode *tree, bool all, bool marks, mg_arena *arena,
                                    mg_warnings *warnings, mg_plan *out, mg_error *err);

/* Is it a condition that weighs nothing? Several of a list that are of one field, without signs, are alternatives. */
bool mg_plan_is_filter(const mg_qnode *n);

/* Append the tree as Morgue understood it, in its own grammar with every operator written out. */
void mg_plan_interpret(const mg_qnode *tree, bool all, mg_buf *out);

/* Build nodes of a query. NULL when out of memory. */
const mg_xquery *mg_xq_term(mg_arena *arena, mg_span term);
const mg_xquery *mg_xq_range(mg_arena *arena, uint32_t slot, mg_span low, mg_span high);
const mg_xquery *mg_xq_join(mg_arena *arena, mg_xquery_op op, const mg_xquery *const *kids, size_t n);
const mg_xquery *mg_xq_scale(mg_arena *arena, const mg_xquery *kid, double factor);

#endif
