/* wordpress.h - what WordPress does to the text of a post before a page shows it: shortcodes, and paragraphs out of blank
 * lines.
 *
 * A shortcode is [name], [name key="value"] and [/name]. What they would put in is not in the post; what stands between
 * them is kept, unless it is an address of something to be shown. Brackets in the prose, like [sic], are no shortcodes. */
#ifndef MG_WORDPRESS_H
#define MG_WORDPRESS_H

#include "common/buf.h"

/* Append a post's text as HTML in which paragraphs and line breaks are marked. Linear. A failure is in `html`. */
void mg_wordpress_render(mg_span post, mg_buf *html);

#endif
