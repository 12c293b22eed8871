/* json_text.h - JSON before it is parsed: where its values end, and how broken ones are mended. jansson does the parsing.
 *
 * Files of records may be far larger than what their trees should take, so the way to a record goes over the text: one pass,
 * no allocation, nothing validated. Text is UTF-8. */
#ifndef MG_JSON_TEXT_H
#define MG_JSON_TEXT_H

#include "common/buf.h"

#include <jansson.h>

/* Behind white space, commas and the separators of RFC 7464. */
size_t mg_json_blanks(mg_span text, size_t at);

/* Behind the value that starts at `at`; text.n when it does not end. */
size_t mg_json_skip(mg_span text, size_t at);

/* The next member of an object: *at is behind its `{` or behind the last member. False at its end. */
bool mg_json_member(mg_span text, size_t *at, mg_span *key, size_t *value);

/* Parse the value at `at`; *end is where it ends. When jansson refuses it, it is mended: what no parser agrees on (bare
 * control characters, unknown escapes, half a surrogate pair, numbers beyond 64 bits, NaN, commas before a bracket) becomes
 * what was meant. NULL when that does not help: then *end is where it was broken, and *why says how; also when memory runs
 * out. *spent grows by the bytes that were looked at for what was broken: callers who try again elsewhere keep it in bounds.
 */
json_t *mg_json_load(mg_span text, size_t at, size_t *end, size_t *spent, json_error_t *why);

/* Do the first bytes of a file begin a value, as far as they go? */
bool mg_json_begins(mg_span head);

#endif
