/* json_print.h - JSON that a terminal takes as nothing but text: control characters, line separators, and what turns the
 * direction of text are escaped, beyond what JSON itself demands. */
#ifndef MG_JSON_PRINT_H
#define MG_JSON_PRINT_H

#include "common/base.h"

#include <jansson.h>
#include <stdio.h>

/* Print `json` with jansson's `flags`. False when it cannot be written, with errno set, or memory ran out. */
MG_NODISCARD bool mg_json_print(const json_t *json, size_t flags, FILE *out);

/* The same as text, NUL-terminated and for the caller to free; NULL when memory ran out. */
char *mg_json_print_text(const json_t *json, size_t flags);

#endif
