/* search.h - ask an index: a request in, an answer with ranked articles and passages out.
 *
 * Life: mg_searcher_open; any number of mg_search, each followed by mg_answer_hit for the hits wanted and
 * mg_answer_dispose; mg_searcher_close. One thread for a searcher. */
#ifndef MG_SEARCH_H
#define MG_SEARCH_H

#include "common/record.h"
#include "searcher/counts.h"
#include "searcher/passage.h"
#include "searcher/query.h"
#include "searcher/rank.h"
#include "searcher/suggest.h"

typedef struct mg_searcher mg_searcher;

/* Open one or several indexes as one; see mg_index_open for `where` and the errors. */
MG_NODISCARD mg_status mg_searcher_open(const char *const *where, size_t n, mg_searcher **out, mg_error *err);
void mg_searcher_close(mg_searcher *searcher);

typedef enum {
    MG_MATCH_AUTO, /* all words; when no article has them all, any */
    MG_MATCH_ALL,
    MG_MATCH_ANY,
} mg_match_mode;

/* Articles that are equal by it stand newest first, and of the same date in the order of their ids: the order does not
 * depend on how an index is divided into segments, but for more than some thousands that are equal. What no word of the
 * query weighs is sorted newest first. */
typedef enum { MG_SORT_RELEVANCE, MG_SORT_NEWEST, MG_SORT_OLDEST } mg_sort;

typedef struct {
    mg_match_mode match;
    mg_sort sort;
    uint32_t offset, limit; /* limit 0: all */
    uint32_t count_to;      /* totals are exact up to so many matches, and may be estimates above */
    size_t passages, passage_length;
    const char *since, *until;                     /* dates as in a query; NULL: none */
    mg_spans sources, sections, authors, languages; /* whole values; several of one field are alternatives */
    bool strict; /* what cannot be parsed is an error */
    mg_counted counted;
    bool suggest; /* another query where this one finds nothing */
    unsigned without; /* MG_RANK_ parts that the ranking is to have no part of */
    bool count_only; /* which hits are first is of no interest */
} mg_request;

#define MG_REQUEST_INIT {.limit = 10, .passages = 1, .passage_length = 300}

typedef struct {
    mg_arena arena; /* holds what follows */
    mg_span query, interpreted;
    mg_span suggestion; /* empty: none */
    mg_warnings warnings;
    bool all; /* every word had to match */
    mg_plan plan;
    mg_match match; /* its totals are exact where anything is counted */
    mg_counts counts;
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
} mg_result;

/* Search. `query` is any bytes; a bad one gives warnings, not errors, unless strict.
 * Errors: MG_LIMIT the query is too long; MG_QUERY strict, with the byte in err->offset; MG_USAGE a date of the
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

/* The words of the index that begin with `prefix`; see mg_suggest_completions. Valid until the next call on the searcher. */
MG_NODISCARD mg_status mg_searcher_complete(mg_searcher *searcher, mg_span prefix, size_t limit, const mg_vocabulary_word **out,
                                            size_t *n, mg_error *err);

#endif
