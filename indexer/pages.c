/* pages.c - see pages.h. What is small, and all under AddressSanitizer, so that an overrun is caught, is malloc's. */
#include "indexer/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define LARGE SIZE_MAX
#else
#define LARGE MG_PAGE_LARGE
#endif

size_t mg_pages_bytes(size_t bytes)
{
    if (bytes < LARGE / 2 || bytes > SIZE_MAX - 2 * MG_PAGE_LARGE) return bytes; /* half a page is worth a whole one */
    return (bytes + MG_PAGE_LARGE - 1) / MG_PAGE_LARGE * MG_PAGE_LARGE;
}

void *mg_pages_alloc(size_t *bytes)
{
    size_t n = *bytes = mg_pages_bytes(*bytes);
    if (n < LARGE) return calloc(1, n);
    char *all = mmap(NULL, n + MG_PAGE_LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) return NULL;
    size_t before = (MG_PAGE_LARGE - (uintptr_t)all % MG_PAGE_LARGE) % MG_PAGE_LARGE;
    if (before) munmap(all, before);
    munmap(all + before + n, MG_PAGE_LARGE - before); /* not empty */
    (void)madvise(all + before, n, MADV_HUGEPAGE);    /* without them it is slower, and no more */
    return all + before;
}

void mg_pages_free(void *memory, size_t bytes)
{
    if (bytes < LARGE) free(memory);
    else if (memory) munmap(memory, bytes);
}
