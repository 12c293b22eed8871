/* again.h - documents of the index once more: inverted from their stored records into the segment that a run writes. */
#ifndef MG_AGAIN_H
#define MG_AGAIN_H

#include "indexer/inverted.h"
#include "indexer/writing.h"

/* What an article is to be called. */
typedef struct {
    mg_span id, claimed;
} mg_again_name;

/* Write documents, in this order, and note where each went (mg_earlier_move).
 *   names  by document; NULL: they are called as they are
 * Errors: as reading the index and writing do. */
MG_NODISCARD mg_status mg_again_write(mg_earlier *earlier, mg_writing *writing, const mg_earlier_doc *docs, const mg_again_name *names,
                                      size_t n, mg_watch *watch, mg_error *err);

#endif
