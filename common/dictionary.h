/* dictionary.h - the terms of segments, read straight from their postlist tables as if there were one. */
#ifndef MG_DICTIONARY_H
#define MG_DICTIONARY_H

#include "common/lists.h"
#include "common/stop.h"
#include "common/xapian_shim.h"

/* As mg_db_terms: visit the terms that begin with `prefix`, in byte order, each once with the number of documents in the segments that
 * have it and are not removed; those in none of them are left out. `stop` may be NULL.
 * Errors: MG_CORRUPT, MG_NOMEM, those of mg_stop_check. */
MG_NODISCARD mg_status mg_dictionary_visit(const mg_match_place *places, size_t n, mg_span prefix, const mg_stop *stop,
                                           mg_term_visitor *visit, void *payload, mg_error *err);

#endif
