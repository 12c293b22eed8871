/* earlier.h - the index as a run finds it: its segments, what is removed of them, its ledger.
 *
 * Documents are named by segment (its number in the ledger and the stub) and docid. This run removes some of them: they are
 * gone from here on. */
#ifndef MG_EARLIER_H
#define MG_EARLIER_H

#include "common/layout.h"
#include "common/record.h"
#include "indexer/ledger.h"

enum { MG_LIVE, MG_GONE_BEFORE, MG_GONE_NOW };

typedef struct {
    mg_removed *removed; /* by earlier runs, or NULL */
    uint8_t *gone;       /* by docid - 1: removed, by earlier runs or this one */
    uint32_t *moved;     /* by docid - 1: what the document is in the run's new segment, or 0; NULL: none of them is there */
    uint32_t documents;  /* all */
    uint32_t n_gone;
    uint32_t n_gone_now; /* by this run */
} mg_earlier_segment;

typedef struct {
    const char *dir;
    mg_stub stub;     /* of generation 0 when there is no index */
    mg_ledger ledger;
    mg_spans roots;   /* absolute paths */
    mg_arena arena;
    mg_earlier_segment *segments;
    size_t n;
    mg_db **dbs; /* by thread and segment, opened when needed */
    size_t threads;
} mg_earlier;

/* Open it for so many threads to read. Errors: MG_VERSION another Morgue made it, MG_CORRUPT, MG_IO, MG_NOMEM; the sentence says
 * what to do. mg_earlier_close frees, also after an error. */
MG_NODISCARD mg_status mg_earlier_open(const char *dir, size_t threads, mg_earlier *out, mg_error *err);
void mg_earlier_close(mg_earlier *earlier);

uint64_t mg_earlier_articles(const mg_earlier *earlier);

static inline bool mg_earlier_gone(const mg_earlier *earlier, uint32_t segment, uint32_t docid)
{
    return earlier->segments[segment].gone[docid - 1];
}

/* Remove a document; once more is nothing. One thread; others may meanwhile ask for documents that are not being removed. */
void mg_earlier_remove(mg_earlier *earlier, uint32_t segment, uint32_t docid);

/* The document is in the run's new segment as `to`, and here no more. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_earlier_move(mg_earlier *earlier, uint32_t segment, uint32_t docid, uint32_t to, mg_error *err);

/* Visit the documents that hold a term and were there when the run began, until `visit` returns false. Thread 0. */
typedef bool mg_earlier_visitor(void *payload, uint32_t segment, uint32_t docid);
MG_NODISCARD mg_status mg_earlier_visit(mg_earlier *earlier, mg_span term, mg_earlier_visitor *visit, void *payload, mg_error *err);

/* A document's record: its bytes, replacing what is in `data`, and decoded, its body with it if `unpacked` is not NULL. Threads:
 * each its own. */
MG_NODISCARD mg_status mg_earlier_record(mg_earlier *earlier, size_t thread, uint32_t segment, uint32_t docid, mg_arena *arena,
                                         mg_buf *data, mg_unpacked_text *unpacked, mg_record *out, mg_error *err);

#endif
