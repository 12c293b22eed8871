/* html_article.h - HTML to an article, or to text, in one call; for whatever format HTML is found in.
 *
 * The work is done by html_tree (parse), html_meta and html_jsonld (what the page says of itself), html_page (what is the
 * article), html_marks and html_body (what readers see), html_names (which names are the site's). Bad HTML is no error. */
#ifndef MG_HTML_ARTICLE_H
#define MG_HTML_ARTICLE_H

#include "common/article.h"
#include "indexer/html_tree.h"

/* What an article that was read from a page points into. */
typedef struct {
    mg_html tree; /* tree.cut: NULL, or why the end of the page is missing */
    mg_buf body;
} mg_html_article;

/* Read a page: fill the fields of `article` that are still empty, and its body.
 *   page     in   UTF-8, whatever it says of itself
 *   article  in   what is known beforehand is kept, and its headline and byline are left out of the body
 *   room     out  to be disposed of when `article` is no longer needed, also after an error
 * Other new text is kept in `arena`. Errors: MG_LIMIT longer than 1 GiB, or a tag with thousands of attributes; MG_NOMEM. */
MG_NODISCARD mg_status mg_html_article_read(mg_span page, mg_arena *arena, mg_article *article, mg_html_article *room,
                                            mg_error *err);
void mg_html_article_dispose(mg_html_article *room);

/* Append all text of a piece of HTML that is known to be an article's, as paragraphs, list items and rows; only what no
 * reader sees, and lines that only point elsewhere, are left out. Errors: as above. */
MG_NODISCARD mg_status mg_html_fragment_read(mg_span html, mg_buf *body, mg_error *err);

#endif
