/* buf.h - owned, growable bytes with sticky errors.
 *
 * Life: start from MG_BUF_INIT, append, read p and n, mg_buf_dispose. p is NUL-terminated whenever
 * something was appended; the terminator is not counted in n. When memory runs out `failed` is set
 * and every later append does nothing, so a run of appends is checked once, by mg_buf_check. */
#ifndef MG_BUF_H
#define MG_BUF_H

#include "common/error.h"
#include "common/span.h"

typedef struct {
    char *p;
    size_t n, cap;
    bool failed;
} mg_buf;

#define MG_BUF_INIT {.p = NULL, .n = 0, .cap = 0, .failed = false}

void mg_buf_add(mg_buf *buf, mg_span bytes);
void mg_buf_adds(mg_buf *buf, const char *s);
void mg_buf_addf(mg_buf *buf, const char *fmt, ...) MG_PRINTF(2, 3);

/* Append the UTF-8 form of a code point; U+FFFD for what is none. */
void mg_buf_add_char(mg_buf *buf, uint32_t ch);

/* Append `text`, each byte that is no UTF-8 as U+FFFD. */
void mg_buf_add_repaired(mg_buf *buf, mg_span text);

/* Make room for `more` bytes behind n, and for the terminator; false when that cannot be had. */
bool mg_buf_grow_(mg_buf *buf, size_t more);
static inline bool mg_buf_reserve(mg_buf *buf, size_t more)
{
    return (!buf->failed && more < buf->cap - buf->n) || mg_buf_grow_(buf, more);
}

static inline void mg_buf_addc(mg_buf *buf, char c)
{
    if (!mg_buf_reserve(buf, 1)) return;
    buf->p[buf->n++] = c;
    buf->p[buf->n] = '\0';
}

/* Forget the content (and the failure), keep the memory. */
void mg_buf_reset(mg_buf *buf);
void mg_buf_dispose(mg_buf *buf);

/* MG_NOMEM when an append failed. `what` completes "out of memory while ...". */
MG_NODISCARD mg_status mg_buf_check(const mg_buf *buf, const char *what, mg_error *err);

static inline mg_span mg_buf_span(const mg_buf *buf)
{
    return (mg_span){buf->p, buf->n};
}

#endif
