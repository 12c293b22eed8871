/* feed_elements.h - what feeds, exports and sitemaps have in common: elements of several vocabularies side by side, and
 * text of which nobody knows whether it is plain, HTML that was escaped once or twice, or markup.
 *
 * The functions that read an element give an empty span when it is NULL or has no text; text is kept in `arena`. Their
 * only errors are MG_NOMEM and, where there is HTML in the element, those of html_article.h. */
#ifndef MG_FEED_ELEMENTS_H
#define MG_FEED_ELEMENTS_H

#include "indexer/xml_records.h"

/* Vocabularies, told by their namespace, or by their prefix when nobody declared it. */
typedef enum {
    MG_FEED_OWN, /* no namespace, that of the element around it, or Atom: feeds mix RSS and Atom, whose names do not clash */
    MG_FEED_DC,  /* Dublin Core, elements and terms */
    MG_FEED_CONTENT,
    MG_FEED_PRISM,
    MG_FEED_XHTML,
    MG_FEED_YANDEX,
    MG_FEED_FEEDBURNER,
    MG_FEED_NEWS, /* of a sitemap */
    MG_FEED_WP,   /* WordPress's export */
    MG_FEED_EXCERPT,
    MG_FEED_FOREIGN,
} mg_feed_vocabulary;

typedef struct {
    mg_feed_vocabulary vocabulary;
    const char *name;
} mg_feed_element;

/* The first child that is such an element, or NULL; NULL when `node` is. */
xmlNode *mg_feed_child(const xmlNode *node, mg_feed_element element);

/* The next such element behind `node` among its siblings, or NULL. */
xmlNode *mg_feed_again(const xmlNode *node, mg_feed_element element);

/* The text of an element without markup, for a field of one line. */
MG_NODISCARD mg_status mg_feed_line(xmlNode *node, mg_arena *arena, mg_span *line, mg_error *err);

/* Append the text of an element as paragraphs; the arena is for the work. */
MG_NODISCARD mg_status mg_feed_body(xmlNode *node, mg_arena *arena, mg_buf *body, mg_error *err);

/* The text of an element that holds a name, a date or a code: as it is, trimmed. */
MG_NODISCARD mg_status mg_feed_word(xmlNode *node, mg_arena *arena, mg_span *word, mg_error *err);

/* A person without addresses: "Ann Lee" of "ann@paper.example (Ann Lee)", "Ann Lee <ann@paper.example>", or Atom's <name>;
 * empty for an address alone, or for what is no name ("admin"). */
MG_NODISCARD mg_status mg_feed_person(xmlNode *node, mg_arena *arena, mg_span *name, mg_error *err);

/* `link`, found in `node`, as an http(s) URL: made absolute by xml:base or, when it begins with a slash, by `site`; empty
 * when it cannot be. */
MG_NODISCARD mg_status mg_feed_url(const xmlNode *node, mg_span link, mg_span site, mg_arena *arena, mg_span *url,
                                   mg_error *err);

/* A date as dates are written in feeds: with the two-digit years of RFC 822, too. False when it is none. */
bool mg_feed_date(mg_span text, mg_date *date);

#endif
