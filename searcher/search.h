/* search.h - ask an index: a request in, an answer with ranked articles and passages out.
 *
 * Life: mg_searcher_open; any number of mg_search, each followed by mg_answer_hit for the hits wanted and
 * mg_answer_dispose; mg_searcher_close. One thread for a searcher. */
#ifndef MG_SEARCH_H
#define MG_SEARCH_H

#include "common/record.h"
#include "searcher/clean.h"
#include "searcher/counts.h"
#include "searcher/explain.h"
#include "searcher/group.h"
#include "searcher/passage.h"
#include "searcher/query.h"
#include "searcher/rank.h"
#include "searcher/suggest.h"

typedef struct mg_searcher mg_searcher;

/* Open one or several indexes as one; see mg_index_open for `where` and the errors. */
MG_NODISCARD mg_status mg_searcher_open(const char *const *where, size_t n, mg_searcher **out, mg_error *err);
void mg_searcher_close(mg_searcher *searcher);

/* From here on, what takes long looks at `stop`, which must outlive the searcher, and ends with the errors of mg_stop_check. */
void mg_searcher_watch(mg_searcher *searcher, const mg_stop *stop);

typedef enum {
    MG_MATCH_AUTO, /* all words; when no article has them all, any */
    MG_MATCH_ALL,
    MG_MATCH_ANY,
} mg_match_mode;

/* Articles that are equal by it stand newest first, and of the same date in the order of their ids: the order does not
 * depend on how an index is divided into segments, but for more than some thousands that are equal. What no word of the
 * query weighs is sorted newest first. */
typedef enum { MG_SORT_RELEVANCE, MG_SORT_NEWEST, MG_SORT_OLDEST } mg_sort;

/* Totals that are shown are exact up to so many matches. */
#define MG_SHOWN_COUNT 200

/* Of the hits so many are looked at for copies of a story; each one behind them stands for itself. */
#define MG_GROUP_WINDOW 10000

typedef struct mg_request {
    mg_match_mode match;
    mg_sort sort;
    uint32_t offset, limit; /* limit 0: all */
    uint32_t count_to;      /* totals are exact up to so many matches, and may be estimates above */
    size_t passages, passage_length;
    bool by_passage; /* a hit is a passage: see by_passage.h */
    bool whole;      /* the passage of a hit is its whole body, with all matches */
    const char *since, *until;                     /* dates as in a query; NULL: none */
    mg_spans sources, sections, authors, languages; /* whole values; several of one field are alternatives */
    const char *similar;  /* not NULL: only what is like the article with this id, which is left out itself */
    mg_span similar_text; /* not empty: only what is like this text; with either, a query filters */
    bool expand;          /* words of the first hits are added to the query: see example.h */
    uint32_t recency;     /* 0: of no account; else relevance halves with so many days of age: see rank.h */
    bool strict; /* what cannot be parsed is an error */
    mg_counted counted;
    bool group;           /* a hit is a story: the best of its copies, with the others; offset and limit count stories */
    uint32_t others_most; /* of a story's other copies so many are told */
    bool suggest; /* another query, where this one finds nothing, or articles that need not have all of its words */
    const mg_ranking *ranking; /* NULL: MG_RANKING_INIT */
    bool count_only; /* which hits are first is of no interest */
    uint32_t timeout; /* in ms; 0: none. Whoever calls keeps to it, by an mg_stop */
    bool explain;    /* the parts of each hit's score */
} mg_request;

#define MG_REQUEST_INIT {.limit = 10, .passages = 1, .passage_length = 300}

typedef struct {
    mg_arena arena; /* holds what follows */
    mg_span query; /* as typed, what is no UTF-8 as U+FFFD; places of warnings and errors are bytes of it */
    mg_span interpreted;
    mg_cleaned cleaned;
    mg_span like; /* the words that are searched by example; empty: none */
    mg_span suggestion; /* empty: none */
    mg_warnings warnings;
    bool all; /* every word had to match */
    const mg_qnode *tree;
    mg_plan plan;
    double k1, b, rare; /* of the ranking */
    mg_match match; /* its totals are of articles, and exact where anything is counted */
    mg_stories stories; /* where hits are grouped */
    bool stories_exact; /* these are all stories that match */
    mg_counts counts;
    mg_passage *passages; /* where hits are passages: these; else NULL */
    double took_ms;
} mg_answer;

typedef struct {
    uint32_t rank;   /* 1.. */
    uint32_t docid;
    double score;
    mg_record record; /* without a body when no passages are wanted */
    mg_span file;     /* where the article's file is; empty when that is not known */
    mg_range *title_marks;
    size_t n_title_marks;
    mg_passage *passages;
    size_t n_passages;
    uint32_t copies; /* articles of this story, itself included; 0: hits are not grouped */
    mg_article *others; /* the first of them behind it, without lists and body */
    size_t n_others;
    const mg_part *parts; /* of the score, where they were asked for and the index is Morgue's */
    size_t n_parts;
} mg_result;

/* Search. `query` is any bytes; a bad one gives warnings, not errors, unless strict.
 * Errors: MG_LIMIT the query is too long; MG_NOTFOUND there is no article to be similar to; MG_QUERY strict, with the byte in err->offset; MG_USAGE a date of the
 * request cannot be read; MG_STALE the index changes faster than it can be read; MG_NOMEM, MG_CORRUPT, MG_IO. */
MG_NODISCARD mg_status mg_search(mg_searcher *searcher, mg_span query, const mg_request *request, mg_answer *out,
                                 mg_error *err);
void mg_answer_dispose(mg_answer *answer);

/* The i-th hit of an answer, 0 .. answer->match.n - 1. Valid until the next call on the searcher. */
MG_NODISCARD mg_status mg_answer_hit(mg_searcher *searcher, const mg_answer *answer, const mg_request *request, size_t i,
                                     mg_result *out, mg_error *err);

/* The article with this id, with its body, and in it and its title the matches of `query` (may be empty) marked: as one
 * passage, the whole body. Valid until the next call on the searcher. Errors: MG_NOTFOUND. */
MG_NODISCARD mg_status mg_searcher_article(mg_searcher *searcher, mg_span id, mg_span query, mg_result *out,
                                           mg_error *err);

/* The terms that a word of the answer's plan became, those in most articles first. Valid until the next call on the searcher. */
MG_NODISCARD mg_status mg_answer_word(mg_searcher *searcher, const mg_planned_word *word, const mg_term_count **out, size_t *n,
                                      mg_error *err);

/* What is known of the index. The list is borrowed from the searcher. */
typedef struct {
    uint32_t articles;
    mg_spans languages; /* codes */
} mg_searcher_facts;
MG_NODISCARD mg_status mg_searcher_about(mg_searcher *searcher, mg_searcher_facts *out, mg_error *err);

/* The words of the index that begin with `prefix`; see mg_suggest_completions. Valid until the next call on the searcher. */
MG_NODISCARD mg_status mg_searcher_complete(mg_searcher *searcher, mg_span prefix, size_t limit, const mg_vocabulary_word **out,
                                            size_t *n, mg_error *err);

#endif
