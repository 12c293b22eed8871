/* terms.h - a dictionary of terms: bytes to a number, and back.
 *
 * Numbers rise about in the order of first sight, from 0, and leave few out. Terms are 1..MG_TERM_MAX bytes, each zero byte
 * counting twice (schema.h). Any number of threads (table.h): the bytes of a number can be read by whoever was given it, by this or
 * by another thread. Counted, because batches outlive the inverter that made them. */
#ifndef MG_TERMS_H
#define MG_TERMS_H

#include "common/error.h"
#include "common/span.h"
#include "indexer/table.h"

#define MG_NO_TERM MG_TABLE_NONE

typedef struct mg_terms mg_terms;

/* Made with one holder. */
MG_NODISCARD mg_status mg_terms_new(mg_terms **out, mg_error *err);
mg_terms *mg_terms_hold(mg_terms *terms);
void mg_terms_drop(mg_terms *terms); /* freed when nobody holds it; NULL is fine */

/* The number of a term, which is added when it is new. `share`: the thread's, of this dictionary. MG_NO_TERM when memory runs out. */
uint32_t mg_terms_add(mg_terms *terms, mg_table_share *share, mg_span term);

/* A term will be added: start to fetch from memory what that looks at. */
void mg_terms_expect(const mg_terms *terms, mg_span term);

/* The bytes of a number that was given; they live as long as the dictionary. */
mg_span mg_terms_bytes(const mg_terms *terms, uint32_t term);

/* Start to fetch from memory what mg_terms_bytes will look at. */
void mg_terms_prefetch(const mg_terms *terms, uint32_t term);

/* No number is as large as this; while nobody adds. */
uint32_t mg_terms_end(const mg_terms *terms);

/* How much memory it takes, in bytes. */
size_t mg_terms_memory(const mg_terms *terms);

#endif
