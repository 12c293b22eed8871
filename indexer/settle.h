/* settle.h - which id each new article gets, and what becomes of articles of the index whose ids that concerns.
 *
 * Of the articles that say they have the same id, the first in the order of archives, paths and places in a file has it; the
 * others are called by their path, with "+1" behind it in the first archive and so on, and found by the id that they claim
 * (XCLAIM). So ids do not depend on when an article came into the index. Within a file the reader of the file has seen to that; here
 * it is about files.
 *
 * Articles come in order. The documents of their own file that are in the index no more, or not so, are removed before, or when
 * the file is large, before the next file. */
#ifndef MG_SETTLE_H
#define MG_SETTLE_H

#include "indexer/idset.h"
#include "indexer/inverted.h"

typedef struct {
    mg_earlier *earlier;
    mg_idset ids; /* that this run gave out */
    /* Documents of the index that are to be called otherwise: by the id that they claimed, or no longer by theirs. */
    MG_VEC(mg_earlier_doc) promoted, displaced;
    mg_arena arena; /* of the article that is settled: until the next */
    mg_buf data, term;
} mg_settling;

typedef struct {
    mg_span id;      /* the article's */
    mg_span claimed; /* the one that it says it has, when that is another's */
    bool renamed;    /* its record must say so */
    bool was_there;  /* the index had an article of that id */
} mg_settled;

/* Settle a new article; what *out points to lives until the next call. Errors: MG_NOMEM; what reading the index returns. */
MG_NODISCARD mg_status mg_settle(mg_settling *settling, const mg_inverted_article *article, mg_settled *out, mg_error *err);

/* What an article is called when another has its id: an id that no other has, in *id until the next article is settled.
 * *was_there: the index had an article of that id. Errors: as mg_settle. */
MG_NODISCARD mg_status mg_settle_by_path(mg_settling *settling, uint32_t root, mg_span path, mg_span member, mg_span *id, bool *was_there,
                                         mg_error *err);

/* As mg_settle, for an article that is told of in a sitemap: *taken when another has its id, so that it is not wanted. When it is kept
 * as it is in the index, nothing but that is found out. Call when all others are settled. */
MG_NODISCARD mg_status mg_settle_announced(mg_settling *settling, const mg_inverted_announced *announced, bool *taken,
                                           mg_settled *out, mg_error *err);

/* All new articles are settled: find who gets the ids of the documents that this run removed. */
MG_NODISCARD mg_status mg_settle_heirs(mg_settling *settling, mg_error *err);

void mg_settling_dispose(mg_settling *settling);

#endif
