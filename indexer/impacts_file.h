/* impacts_file.h - write the impacts file of a segment (common/impacts.h), or compare what would be written with one that is there.
 *
 * Life: mg_impacts_file_new, mg_impacts_file_lengths, mg_impacts_file_date for each document that has one, mg_impacts_file_dates,
 * parts as their terms rise, mg_impacts_file_finish; mg_impacts_file_free at any time. Same calls, same bytes. */
#ifndef MG_IMPACTS_FILE_H
#define MG_IMPACTS_FILE_H

#include "indexer/impacts_part.h"

typedef struct mg_impacts_file mg_impacts_file;

/* In the directory `segment`, made when the first bytes come; or, if `compared` is not NULL, against those of this file.
 * Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_file_new(const char *segment, const mg_span *compared, mg_impacts_file **out, mg_error *err);
void mg_impacts_file_free(mg_impacts_file *file);

/* The lengths of the documents 1..n, by docid - 1. What they are to parts lives as long as the file. Errors: MG_IO, MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_file_lengths(mg_impacts_file *file, const uint32_t *lengths, uint32_t n, mg_error *err);
const mg_impacts_docs *mg_impacts_file_docs(const mg_impacts_file *file);

/* The date of a document, 1..n, and when all are told, their end. Errors: MG_IO, MG_LIMIT, MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_file_date(mg_impacts_file *file, uint32_t docid, mg_span value, mg_error *err);
MG_NODISCARD mg_status mg_impacts_file_dates(mg_impacts_file *file, mg_error *err);

/* Put the terms of a part behind the others; the part can only be disposed of. If `numbers` is not NULL, their places count from the
 * first leaf of a run, of which these are the blocks in the table's file. Errors: MG_IO, MG_NOMEM. */
MG_NODISCARD mg_status mg_impacts_file_put(mg_impacts_file *file, mg_impacts_part *part, const uint32_t *numbers, mg_error *err);

/* Write what is left, and sync the file; that it is there is durable when its directory is synced.
 *   postlist  bytes of the postlist table's file
 *   same  out  what would be written is there; only when it is compared, else NULL */
MG_NODISCARD mg_status mg_impacts_file_finish(mg_impacts_file *file, uint64_t postlist, bool *same, mg_error *err);

#endif
