/* inverter.h - turns documents into postings, in memory. One thread's, for a whole run.
 *
 * Life: mg_inverter_new; for each document mg_inverter_occur, mg_inverter_value, mg_inverter_end; mg_inverter_take gives
 * what came since the last batch as one (batch.h). The dictionary goes on from batch to batch, so that a word is new once
 * only, until mg_inverter_use; others may add to it meanwhile.
 *
 * A document's positions are kept as chains by term, so an occurrence costs one look at its term; at the document's end
 * each term's postings are appended to a log, and the batch is that log dealt out by term. */
#ifndef MG_INVERTER_H
#define MG_INVERTER_H

#include "indexer/batch.h"

typedef struct mg_inverter mg_inverter;

/* `terms`: its dictionary, which it holds. */
MG_NODISCARD mg_status mg_inverter_new(mg_terms *terms, mg_inverter **out, mg_error *err);
void mg_inverter_free(mg_inverter *inverter);

/* The number of a term in the dictionary in use. MG_NO_TERM when memory runs out, which mg_inverter_end tells too. */
uint32_t mg_inverter_term(mg_inverter *inverter, mg_span term);

/* The term stands in the document that is being made.
 *   position  1.., or 0: without position; in any order, twice is once
 *   wdf       to add to its frequency in the document */
void mg_inverter_occur(mg_inverter *inverter, uint32_t term, uint32_t position, uint32_t wdf);

/* The same, of a word of running text, whose code (common/beside.h) is noted for the words beside it. A document's words come in the
 * order of their positions, all of them in this way, those that stand for the same in a row. */
void mg_inverter_word(mg_inverter *inverter, uint32_t term, uint32_t position, uint32_t wdf, uint8_t code);

/* The term is about to occur: fetch what is known of it into the cache. */
void mg_inverter_expect(const mg_inverter *inverter, uint32_t term);

/* Its value in a slot, at most one; an empty one is none. */
void mg_inverter_value(mg_inverter *inverter, uint32_t slot, mg_span value);

/* The document is complete. `data` is copied. Errors: MG_NOMEM; MG_LIMIT a frequency or the length does not fit 32 bits.
 * After an error the inverter can only be freed. */
MG_NODISCARD mg_status mg_inverter_end(mg_inverter *inverter, mg_span data, mg_error *err);

/* About how many bytes the next batch has so far. */
size_t mg_inverter_pending(const mg_inverter *inverter);

/* Is it so much that the batch should be taken? At the beginning less is: what a large batch takes is memory that the process has not
 * had before, and to get that costs more than to merge some batches more; later it is there. */
bool mg_inverter_is_full(const mg_inverter *inverter);

/* How much memory it takes, with what is pending, without the dictionary. */
size_t mg_inverter_memory(const mg_inverter *inverter);

MG_NODISCARD mg_status mg_inverter_take(mg_inverter *inverter, mg_batch **out, mg_error *err);

/* Go on with another dictionary; nothing may wait to be taken. */
void mg_inverter_use(mg_inverter *inverter, mg_terms *terms);

#endif
