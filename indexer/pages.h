/* pages.h - memory for tables that are looked into at random: what is large lies in large pages where the machine has them, which
 * spares the processor most of the walks to find a page. */
#ifndef MG_PAGES_H
#define MG_PAGES_H

#include "common/base.h"

#define MG_PAGE_LARGE ((size_t)2 << 20)

/* So much is got where `bytes` are asked for. */
size_t mg_pages_bytes(size_t bytes);

/* Zeroed memory of mg_pages_bytes(*bytes), which *bytes then is; NULL when there is none. */
void *mg_pages_alloc(size_t *bytes);

/* Give it back; `bytes` is what *bytes was then. NULL is fine. */
void mg_pages_free(void *memory, size_t bytes);

#endif
