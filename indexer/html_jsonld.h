/* html_jsonld.h - the article that a page describes in JSON-LD (schema.org), its best source of fields.
 *
 * Knows all kinds of Article that schema.org has, alone, in lists or in an @graph, with authors and
 * publishers given in place or by @id; and, when there is none, the page or review that is described as
 * having a date or an author. JSON with the usual mistakes is mended: line ends in strings, comments, commas
 * before a bracket, several objects in a row. What is no JSON, or describes no article, is passed over. */
#ifndef MG_HTML_JSONLD_H
#define MG_HTML_JSONLD_H

#include "common/article.h"
#include "common/error.h"
#include "indexer/html_names.h"

/* What counts only when nothing better is found. */
typedef struct {
    mg_spans organisations; /* named as authors */
    mg_span body;           /* the text of the article, plain or HTML */
    mg_date created;        /* before publication, or when the page was made: whatever else is stated is better */
} mg_html_fallback;

/* Fill the fields of `article` and `fallback` that are still empty from the text of one script, and note the
 * publisher as a name of `site`; new text is kept in `arena`. Authors are given as they are, the site itself
 * included. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_jsonld_read(mg_span script, mg_arena *arena, mg_article *article,
                                      mg_html_fallback *fallback, mg_html_site *site, mg_error *err);

#endif
