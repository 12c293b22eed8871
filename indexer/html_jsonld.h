/* html_jsonld.h - the article that a page describes in JSON-LD (schema.org), its best source of fields.
 *
 * Knows NewsArticle and its kin, blog posts and reports, alone, in lists or in an @graph, with authors and
 * publishers given in place or by @id. What is no JSON, or describes no article, is passed over. */
#ifndef MG_HTML_JSONLD_H
#define MG_HTML_JSONLD_H

#include "common/article.h"
#include "common/error.h"

/* Fill the fields of `article` that are still empty from the text of one script; new text is kept in `arena`.
 * Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_jsonld_read(mg_span script, mg_arena *arena, mg_article *article, mg_error *err);

#endif
