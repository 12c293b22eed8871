/* ask.h - a request and its answer, each as one JSON object: what the conversation, the library and its bindings speak.
 *
 * A request has one of
 *   "query": "..."      a search; the other keys are long names of morgue-search's options, each with a number, a string,
 *                       true or false, or a list of strings: {"query": "cocoa", "limit": 3, "source": ["Courier"]};
 *                       it may be absent where there is "similar"
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

#include "searcher/search.h"

#define MG_ASK_BYTES_MAX ((size_t)1 << 20)

/* Answer a request; `response` is appended to, without a newline. A failure is both returned and told in the response,
 * which is there unless memory runs out.
 *   stop  is started here, with the request's time limit; the searcher may watch it
 * Errors: MG_FORMAT the request is no JSON; MG_USAGE it asks for what is not there; MG_LIMIT; what searching gives. */
mg_status mg_ask(mg_searcher *searcher, mg_stop *stop, mg_span request, mg_buf *response, mg_error *err);

/* Append the answer that tells of an error. */
void mg_ask_error(const mg_error *why, mg_buf *response);

/* "usage", "query", ...: what the code of an error is called. */
const char *mg_ask_code(mg_status status);

#endif
