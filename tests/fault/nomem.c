/* nomem.c - a library to preload: the program's memory runs out, at a moment that can be named and comes again.
 *
 *   NOMEM_AT   the number of the call, from 1 on, that finds no memory; unset: none
 *   NOMEM_ON   set: and every call after it
 *   NOMEM_LOG  a file that gets a line with the number of calls when the program ends by itself
 *
 * Calls of malloc, calloc, realloc and aligned_alloc by the program's own code count: return addresses tell it. Those of the
 * libraries do not: ICU, libxml2 and libxapian say that memory is short, but glib and others end the process, by design. */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t n);
void *__libc_memalign(size_t alignment, size_t n);

static atomic_long calls;
static long at;
static bool on;
static uintptr_t from, to; /* the program's own code */

/* The first object is the program. */
static int on_object(struct dl_phdr_info *info, size_t size, void *payload)
{
    (void)size, (void)payload;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_LOAD || !(p->p_flags & PF_X)) continue;
        from = info->dlpi_addr + p->p_vaddr;
        to = from + p->p_memsz;
    }
    return 1;
}

static void __attribute__((constructor)) begin(void)
{
    const char *number = getenv("NOMEM_AT");
    at = number ? strtol(number, NULL, 10) : 0;
    on = getenv("NOMEM_ON");
    dl_iterate_phdr(on_object, NULL);
}

static void __attribute__((destructor)) end(void)
{
    const char *log = getenv("NOMEM_LOG");
    int fd = log ? open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
    if (fd >= 0) dprintf(fd, "%ld\n", atomic_load(&calls));
}

static bool fails(void *caller)
{
    if ((uintptr_t)caller < from || (uintptr_t)caller >= to) return false;
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (!at || number < at || (number > at && !on)) return false;
    errno = ENOMEM;
    return true;
}

#define FAILS fails(__builtin_return_address(0))

void *malloc(size_t n)
{
    return FAILS ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return FAILS ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t n)
{
    return FAILS ? NULL : __libc_realloc(old, n);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return FAILS ? NULL : __libc_memalign(alignment, n);
}
