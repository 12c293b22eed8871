/* announced.h - what sitemaps tell of pages, to be joined to the pages.
 *
 * Files that are called sitemaps are read before all others, so that a page whose URL one of them names can be given what it
 * does not state itself. Life: zeroed, mg_announced_add, mg_announced_sort, then only read, by any number of threads;
 * mg_announced_dispose. */
#ifndef MG_ANNOUNCED_H
#define MG_ANNOUNCED_H

#include "common/article.h"
#include "common/error.h"
#include "common/vec.h"

typedef struct {
    mg_arena arena;
    MG_VEC(mg_article) articles; /* by URL */
} mg_announced;

/* Is a file of that path called a sitemap? */
bool mg_announced_is_sitemap(mg_span path);

/* Keeps a copy. Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_announced_add(mg_announced *set, const mg_article *article, mg_error *err);
void mg_announced_sort(mg_announced *set);

/* Fill the fields of a page that are empty, which then point into the set. */
void mg_announced_fill(const mg_announced *set, mg_article *page);
void mg_announced_dispose(mg_announced *set);

#endif
