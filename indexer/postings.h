/* postings.h - an article to what the index keeps of it: occurrences of terms, values, the record.
 *
 * The order of fields and the positions (schema.h): headline as S words and plain words at the same
 * positions from 1; then, each MG_FIELD_GAP further on, standfirst, body, each byline, the dateline. */
#ifndef MG_POSTINGS_H
#define MG_POSTINGS_H

#include "common/article.h"
#include "indexer/batch.h"

/* One thread's tools: analyser, stemmers, and the memory that a document lives in. */
typedef struct mg_poster mg_poster;

/* `language`: the stemmer for every article ("english", "en"), "none", or "auto": by article. */
MG_NODISCARD mg_status mg_poster_new(const char *language, mg_poster **out, mg_error *err);
void mg_poster_free(mg_poster *poster);

/* The terms of the documents to come are of this batch's dictionary. */
void mg_poster_use(mg_poster *poster, mg_batch *batch);

/* The document of an article, for mg_batch_add; it borrows from the poster until the next call.
 * Fills article->language where it is empty and can be told.
 * The term of its id (Q) is left to whoever makes ids unique.
 *   stemmer  out  code of the language whose stemmer was used, static; empty when none was */
MG_NODISCARD mg_status mg_poster_document(mg_poster *poster, mg_article *article, uint32_t root, mg_document *out,
                                          mg_span *stemmer, mg_error *err);

#endif
