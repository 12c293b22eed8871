/* draft.h - an article put together from values whose fields are known: a record of JSON, a row of CSV, an element of XML.
 *
 * Values come as the records have them: text or HTML, with or without references to characters, dates in words or in
 * seconds, lists in one string. Life: a zeroed draft with its arena; for each article mg_draft_begin, values in the order in
 * which they count, mg_draft_give; at the end mg_draft_dispose. What fails is kept, and comes out of mg_draft_give. */
#ifndef MG_DRAFT_H
#define MG_DRAFT_H

#include "indexer/extract.h"
#include "indexer/head.h"
#include "indexer/html_article.h"

typedef struct {
    mg_arena *arena;
    mg_article article;
    mg_date_source date_source; /* of the dates that are put in */
    mg_buf body;
    mg_html_article page; /* a body that was a page of its own */
    bool has_page;
    mg_status status;
    mg_error err;
} mg_draft;

void mg_draft_begin(mg_draft *draft, mg_date_source date_source);

/* Does the article have that field yet? */
bool mg_draft_has(const mg_draft *draft, mg_field field);

/* Put a value in. A field of one value keeps the first that makes sense; lists and the body grow. `value` is borrowed until
 * the article is given. */
void mg_draft_put(mg_draft *draft, mg_field field, mg_span value);

/* The same for one item of a list, which is not cut up at its commas. */
void mg_draft_put_item(mg_draft *draft, mg_field field, mg_span value);

/* The same for a number, which only dates are: seconds, milliseconds... since 1970 when that is plausible, else 20250307 or
 * a year. */
void mg_draft_put_number(mg_draft *draft, mg_field field, double value);

/* Hand over, as mg_sink_give does; an article that has neither a headline nor a text is told and passed over. */
MG_NODISCARD mg_status mg_draft_give(mg_draft *draft, mg_sink *sink, const mg_file *file, const mg_format *format,
                                     size_t number, mg_error *err);
void mg_draft_dispose(mg_draft *draft);

/* Is there a tag of HTML in it? A text that writes a < b has none. */
bool mg_is_html(mg_span text);

/* A date as data sets write it: all that mg_date_parse knows, and numbers as above. */
bool mg_data_date(mg_span text, mg_date *date);

#endif
