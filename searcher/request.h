/* request.h - a request made of options by name: those of a command line, of a JSON request and of the library are the same.
 * searcher/search_options.c is the table of them; some more are for programs alone. */
#ifndef MG_REQUEST_H
#define MG_REQUEST_H

#include "common/arena.h"
#include "common/cli.h"

typedef struct mg_request mg_request; /* see search.h */

/* Is it an option that says what is searched for, or what comes with a hit? */
bool mg_request_knows(const mg_option *option);

/* May it be given several times, each adding to the ones before? */
bool mg_request_repeats(const mg_option *option);

/* What the library asks for unless it is told otherwise. */
#define MG_REQUEST_USUAL \
    {.limit = 10, .passages = 1, .passage_length = 300, .count_to = MG_SHOWN_COUNT, .others_most = UINT32_MAX, .suggest = true}

/* Obey one. `value` is borrowed as long as the request lives; for an option that takes none it is NULL or "true", or "false",
 * which takes it back. The arena holds lists. Errors: MG_USAGE, with a sentence that names the option; MG_NOMEM. */
MG_NODISCARD mg_status mg_request_set(mg_request *request, const mg_option *option, const char *value, mg_arena *arena,
                                      mg_error *err);

/* Options that exclude or need each other. Errors: MG_USAGE. */
MG_NODISCARD mg_status mg_request_check(const mg_request *request, mg_error *err);

/* The option of this name that mg_request_knows, or NULL. */
const mg_option *mg_request_option(mg_span name);

/* The name of the i-th of all that there are; NULL behind the last. */
const char *mg_request_name(size_t i);

/* A sentence that names them all: "x" is none of `besides`, limit, ... Returns MG_USAGE. */
mg_status mg_request_unknown(const char *name, const char *besides, mg_error *err);

#endif
