/* html_meta.h - the fields that the head of a page states: JSON-LD, meta and link elements, the page's
 * language. What readers see (headings, bylines) is html_body.h's business. */
#ifndef MG_HTML_META_H
#define MG_HTML_META_H

#include "common/article.h"
#include "indexer/html_jsonld.h"
#include "indexer/html_tree.h"

/* Fill `article`, `fallback` and `site` from what the page says of itself, JSON-LD before all else; new text is kept in
 * `arena`, the rest points into the tree. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_html_read_meta(const mg_html *tree, mg_arena *arena, mg_article *article,
                                         mg_html_fallback *fallback, mg_html_site *site, mg_error *err);

#endif
