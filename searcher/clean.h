/* clean.h - a query as articles are kept: composed (NFC), without soft hyphens and byte order marks; and the way back, from
 * a place in it to that in what was typed. */
#ifndef MG_CLEAN_H
#define MG_CLEAN_H

#include "common/arena.h"
#include "common/error.h"

/* From byte `at` of the clean text on, bytes stand where they do in what was typed from byte `from` on. */
typedef struct {
    size_t at, from;
} mg_shift;

typedef struct {
    mg_span typed; /* valid UTF-8: what was none is U+FFFD */
    mg_span text;  /* clean */
    mg_shift *shifts; /* ascending; before the first, both are the same */
    size_t n;
} mg_cleaned;

/* Clean a query; all of *out lives in the arena. Errors: MG_NOMEM, MG_INTERNAL. */
MG_NODISCARD mg_status mg_clean(mg_span query, mg_arena *arena, mg_cleaned *out, mg_error *err);

/* Where byte `at` of the clean text, the start of a character or the end, was typed. */
size_t mg_clean_origin(const mg_cleaned *cleaned, size_t at);

#endif
