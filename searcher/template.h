/* template.h - --format: text with %{field} in it, for each hit.
 *
 * %% is a percent sign; \n, \t, \0, \e and \\ are a newline, a tab, a NUL, an escape and a backslash. */
#ifndef MG_TEMPLATE_H
#define MG_TEMPLATE_H

#include "common/arena.h"
#include "common/error.h"
#include "searcher/hit_fields.h"

typedef struct {
    mg_span text; /* before the field */
    mg_hit_field field; /* MG_HIT_FIELDS: none */
} mg_template_part;

typedef struct {
    mg_template_part *parts;
    size_t n;
} mg_template;

/* Read a template into `arena`. Errors: MG_USAGE, naming the place or the fields that there are; MG_NOMEM. */
MG_NODISCARD mg_status mg_template_read(const char *text, mg_arena *arena, mg_template *out, mg_error *err);

/* Does it ask for any passage? */
bool mg_template_wants_passages(const mg_template *t);

void mg_template_add(const mg_template *t, const morgue_hit *hit, mg_span qid, mg_buf *out);

#endif
