/* hit_fields.h - what is known of a hit, by name: the columns of TSV and CSV, and what --format may ask for. */
#ifndef MG_HIT_FIELDS_H
#define MG_HIT_FIELDS_H

#include "common/buf.h"
#include "searcher/morgue.h"

typedef enum {
    MG_HIT_QUERY, /* of a batch: the query's id */
    MG_HIT_RANK,
    MG_HIT_SCORE,
    MG_HIT_ID,
    MG_HIT_TITLE,
    MG_HIT_STANDFIRST,
    MG_HIT_BYLINE, /* the names, parted by "; " */
    MG_HIT_DATE,
    MG_HIT_SOURCE,
    MG_HIT_SECTION,
    MG_HIT_DATELINE,
    MG_HIT_URL,
    MG_HIT_LANGUAGE,
    MG_HIT_KEYWORDS, /* parted by "; " */
    MG_HIT_PATH,
    MG_HIT_MEMBER,
    MG_HIT_PAGE, /* of the first passage */
    MG_HIT_PASSAGE, /* all of them, parted by " ... " */
    MG_HIT_COPIES,
    MG_HIT_FIELDS,
} mg_hit_field;

const char *mg_hit_field_name(mg_hit_field field);

/* The field of that name, or MG_HIT_FIELDS. */
mg_hit_field mg_hit_field_find(mg_span name);

/* Append a field on one line, as mg_screen_add has it; nothing where it is not known. */
void mg_hit_field_add(mg_hit_field field, const morgue_hit *hit, mg_span qid, mg_buf *out);

#endif
