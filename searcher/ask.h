/* ask.h - a request and its answer, each as one JSON object: what the conversation, the library and its bindings speak.
 *
 * A request has one of
 *   "query": "..."      a search; the other keys are names of options as morgue_request_set has them, each with a number, a string,
 *                       true or false, or a list of strings: {"query": "cocoa", "limit": 3, "source": ["Courier"]};
 *                       it may be absent where there is "similar" or "similar-text"
 *   "article": "ID"     the stored article; "query" marks its matches
 *   "complete": "pre"   the most frequent words that begin so, "limit" of them
 *   "info": true        what the index is
 * and may have an "id", a string or an integer, which the answer then has too. Answers:
 *   to a search what --json prints; {"article": {...}} with what --show --json prints;
 *   {"words": [{"word": "...", "articles": N}, ...]}; {"info": {...}};
 *   {"error": {"code": "...", "message": "...", "offset": N}}, where the offset is a byte of the query, or of a request that
 *   is no JSON, and is only there when it is known. */
#ifndef MG_ASK_H
#define MG_ASK_H

#include "common/buf.h"
#include "searcher/morgue.h"

#define MG_ASK_BYTES_MAX ((size_t)1 << 20)

/* Answer a request; `response`, which is empty, is filled without a newline. A failure is both returned and told in the
 * response, which is there unless memory runs out: then the buffer has failed.
 *   flat  see morgue_ask_flat
 * Errors: as morgue_ask. */
morgue_code mg_ask(morgue *archive, mg_span request, bool flat, mg_buf *response, morgue_error *error);

#endif
