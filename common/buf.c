/* buf.c - see buf.h. */
#include "common/buf.h"

#include "common/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool mg_buf_grow_(mg_buf *buf, size_t more)
{
    if (buf->failed) return false;
    size_t need, cap;
    if (__builtin_add_overflow(buf->n, more, &need) || need > SIZE_MAX / 2) goto fail;
    cap = MG_MAX(need + 1, buf->cap + buf->cap / 2);
    cap = MG_MAX(cap, 64);
    if (!buf->n) { /* there is nothing to move */
        free(buf->p);
        buf->p = NULL;
        buf->cap = 0;
    }
    char *grown = realloc(buf->p, cap);
    if (!grown) goto fail;
    buf->p = grown;
    buf->cap = cap;
    return true;
fail:
    buf->failed = true;
    return false;
}

void mg_buf_add(mg_buf *buf, mg_span bytes)
{
    if (!mg_buf_reserve(buf, bytes.n)) return;
    if (bytes.n) memcpy(buf->p + buf->n, bytes.p, bytes.n);
    buf->n += bytes.n;
    buf->p[buf->n] = '\0';
}

void mg_buf_adds(mg_buf *buf, const char *s)
{
    mg_buf_add(buf, mg_span_str(s));
}

void mg_buf_add_char(mg_buf *buf, uint32_t ch)
{
    char bytes[4];
    mg_buf_add(buf, (mg_span){bytes, mg_utf8_put(ch, bytes)});
}

void mg_buf_add_repaired(mg_buf *buf, mg_span text)
{
    for (size_t at = 0; at < text.n;) mg_buf_add_char(buf, mg_utf8_next(text, &at));
}

void mg_buf_addf(mg_buf *buf, const char *fmt, ...)
{
    for (size_t room = 64;;) { /* most of what is printed is short: one try does */
        if (!mg_buf_reserve(buf, room)) return;
        va_list args;
        va_start(args, fmt);
        int n = vsnprintf(buf->p + buf->n, buf->cap - buf->n, fmt, args);
        va_end(args);
        if (n < 0) {
            buf->failed = true;
            return;
        }
        if ((size_t)n < buf->cap - buf->n) {
            buf->n += (size_t)n;
            return;
        }
        room = (size_t)n + 1;
    }
}

void mg_buf_reset(mg_buf *buf)
{
    buf->n = 0;
    buf->failed = false;
    if (buf->p) buf->p[0] = '\0';
}

void mg_buf_dispose(mg_buf *buf)
{
    if (!buf) return;
    free(buf->p);
    *buf = (mg_buf)MG_BUF_INIT;
}

mg_status mg_buf_check(const mg_buf *buf, const char *what, mg_error *err)
{
    return buf->failed ? mg_fail_nomem(err, what) : MG_OK;
}
