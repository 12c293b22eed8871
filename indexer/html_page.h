/* html_page.h - which parts of a page are the article, and which are the furniture around it.
 *
 * Judged by tag, role, class and id words, and by how much prose a part holds: text in blocks of some length
 * that is not in links. Every rule that goes by a name yields to prose: what holds the headline, or most of
 * the page's prose, stays whatever it is called. */
#ifndef MG_HTML_PAGE_H
#define MG_HTML_PAGE_H

#include "indexer/html_tree.h"

enum {
    MG_PAGE_DROPPED = 1,     /* furniture, or in it */
    MG_PAGE_LINK = 2,        /* in a link */
    MG_PAGE_BYLINE = 4,      /* marked as the author, or in it */
    MG_PAGE_TIME = 8,        /* marked as a date of the article, or in it */
    MG_PAGE_LABEL = 16,      /* marked as the section's name, or in it */
    MG_PAGE_HOLDS_BODY = 64, /* holds what is named the article's text */
    MG_PAGE_H1 = 32,         /* holds an h1 or the marked text of the article */
};

/* What the class and id of an element call it. */
enum {
    MG_NAME_BODY = 1, /* the article's text */
    MG_NAME_FURNITURE = 2,
    MG_NAME_APPENDIX = 4, /* furniture that may be longer than the article: comments */
    MG_NAME_BYLINE = 8,
    MG_NAME_TIME = 16,
    MG_NAME_LABEL = 32,
    MG_NAME_STANDFIRST = 64,
    MG_NAME_EMBED = 128, /* somebody else's, shown in the article */
    MG_NAME_AUTHOR = 256,
    MG_NAME_TEASER = 512, /* of this article, or of others */
    MG_NAME_QUOTE = 1024, /* somebody's words, set apart */
};

typedef struct {
    const mg_html *tree;
    uint8_t *flags;  /* one for each node */
    uint16_t *names; /* the same */
    uint32_t *text;  /* bytes of visible text in each node, without white space */
    uint32_t *link;  /* those of them in links */
    uint32_t *prose; /* those of them in prose */
    uint32_t root;   /* the element that holds the article; MG_HTML_NONE when the page is empty */
} mg_html_page;

/* Life: init, use while `tree` lives, dispose (also after an error). Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_html_page_init(mg_html_page *page, const mg_html *tree, mg_error *err);
/* The same for a piece of HTML that is an article's as a whole: nothing is furniture, and there is no root. */
MG_NODISCARD mg_status mg_html_page_init_whole(mg_html_page *page, const mg_html *tree, mg_error *err);
void mg_html_page_dispose(mg_html_page *page);

#endif
