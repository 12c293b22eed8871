/* html_names.h - the names on a page: those of authors, and the site's own, which is no byline and no part of a
 * headline. */
#ifndef MG_HTML_NAMES_H
#define MG_HTML_NAMES_H

#include "common/arena.h"
#include "common/article.h"

/* What a site calls itself; zeroed at first. */
typedef struct {
    mg_span names[8]; /* as publisher, og:site_name ... */
    size_t n;
    mg_span host; /* of the page's address, without "www." */
} mg_html_site;

/* Note a name of the site, or the address of one of its pages; what is over eight names is passed over. */
void mg_html_site_add(mg_html_site *site, mg_span name);
void mg_html_site_add_url(mg_html_site *site, mg_span url);

/* Is `name` the host's: "Coast Wire" for www.coastwire.example? */
bool mg_html_is_host(const mg_html_site *site, mg_span name);

/* Does `name` begin with the site's and go on: "Coast Post Magazine", "Coast Post Staff"? */
bool mg_html_is_of_site(const mg_html_site *site, mg_span name);

/* The part of `name`, without "By", that may be a byline: a person's, an agency's or the staff's. The site's own
 * name is left out ("Ann Lee, The Post"), for it says no more than that this is its page; so is an address, or
 * what a publishing system calls nobody in particular ("admin"). Empty when nothing is left. */
mg_span mg_html_author(const mg_html_site *site, mg_span name);

/* "Headline | Site", "Headline - Site", "Site: Headline": the headline. With `guess`, what looks like the name
 * of a site or of a part of it is taken for one, too. */
mg_span mg_html_without_site(mg_span title, const mg_html_site *site, bool guess);

/* The part of a title that is the headline which readers see: without what a mark parts from it ("Opinion |
 * ..."); the whole headline for one that was cut ("..."). Else the title as it is. */
mg_span mg_html_as_shown(mg_span title, mg_span headline);

/* Words enough for a headline? */
bool mg_html_is_sentence(mg_span title);

#endif
