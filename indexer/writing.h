/* writing.h - the segment that a run writes, and the tools of the threads that invert for it, within the run's memory.
 *
 * Life: mg_writing_begin; for documents in order mg_writing_document, and mg_writing_take for their batches; mg_writing_finish, or
 * not; mg_writing_end, which drops what is not finished. */
#ifndef MG_WRITING_H
#define MG_WRITING_H

#include "indexer/postings.h"
#include "indexer/segment.h"
#include "indexer/workers.h"

typedef struct {
    mg_threads *threads;
    size_t jobs;
    size_t memory; /* that may be taken, in bytes */
    mg_segment *segment;
    mg_vocabulary *vocabulary;
    mg_poster *posters[MG_JOBS_MAX];
    size_t poster_memory[MG_JOBS_MAX]; /* when last heard of */
} mg_writing;

/* `path`: of the segment, which must not exist. `language` as in mg_poster_new. */
MG_NODISCARD mg_status mg_writing_begin(mg_writing *writing, const char *path, const char *language, mg_threads *threads, size_t memory,
                                        mg_watch *watch, mg_error *err);

/* The next document (mg_segment_document); *docid is what it is in the segment. */
MG_NODISCARD mg_status mg_writing_document(mg_writing *writing, mg_span data, mg_span id, mg_span claimed, uint32_t *docid, mg_error *err);

/* The batch of the documents given since the last; the segment owns it, also after an error. Thread `job` made it, whose
 * poster had become so large; results that wait are about as large as `unit`. `workers`: those that invert, which rest if there is
 * something to spill; NULL: none do. */
MG_NODISCARD mg_status mg_writing_take(mg_writing *writing, mg_workers *workers, mg_batch *batch, size_t job, size_t poster_memory,
                                       size_t unit, mg_error *err);

/* A thread hands over what it inverted when that takes so much memory. */
size_t mg_writing_batch_bytes(const mg_writing *writing);

/* Nothing more is inverted: what the threads know is forgotten, and the segment is finished. */
MG_NODISCARD mg_status mg_writing_finish(mg_writing *writing, mg_error *err);
void mg_writing_end(mg_writing *writing);

#endif
