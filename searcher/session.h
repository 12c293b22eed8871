/* session.h - a searcher as the parts of it see it that search.h does not show: what one search after another works with.
 *
 * Life and threads: the searcher's. Scratch buffers are anybody's between calls, and nobody's across them. */
#ifndef MG_SESSION_H
#define MG_SESSION_H

#include "searcher/search.h"

/* More than there are stemmers: a query is stemmed in each of an index's languages. */
#define MG_QUERY_LANGUAGES_MAX 40

struct mg_searcher {
    mg_index index;
    const mg_stop *stop; /* or NULL */
    mg_analyzer *analyzer;
    mg_index_stemmer stemmers[MG_QUERY_LANGUAGES_MAX];
    mg_lexicon lexicon;
    mg_cutter *cutter;
    mg_arena hit_arena; /* of the hit given out last */
    mg_buf data, file;
    mg_unpacked_text unpacked; /* of the hit's text */
    mg_buf other; /* the record of another copy */
    mg_parts parts;
};

/* The document of an article's id. Errors: MG_NOTFOUND. */
MG_NODISCARD mg_status mg_searcher_find_id(mg_searcher *searcher, mg_span id, uint32_t *docid, mg_error *err);

#endif
