/* html_body.h - what readers see of an article: its headline, byline and date, and its text.
 *
 * The text is that of the article's element without the furniture: paragraphs, headings, captions and
 * quotations in order, items of lists as "- ...", rows of tables with tabs. The headline, byline and date
 * around it become fields and are not repeated in it; the standfirst stays. */
#ifndef MG_HTML_BODY_H
#define MG_HTML_BODY_H

#include "common/article.h"
#include "indexer/html_names.h"
#include "indexer/html_page.h"

/* Fill the fields of `article` that are still empty from what the page shows, and cut its headline to what readers see.
 * New text is kept in `arena`. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_html_read_marks(const mg_html_page *page, const mg_html_site *site, mg_arena *arena,
                                          mg_article *article, mg_error *err);

/* Append the article's text to `out`, whose failure is for the caller to check; `article` tells the headline
 * and byline to leave out. A date line between the headline and the text is the date when there is none yet.
 */
void mg_html_render(const mg_html_page *page, mg_article *article, mg_buf *out);

/* Append all text of a page made by mg_html_page_init_whole. */
void mg_html_render_whole(const mg_html_page *page, mg_buf *out);

#endif
