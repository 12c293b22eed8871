/* error.c - see error.h. */
#include "common/error.h"

#include "common/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A sentence that was cut may end inside a character. */
static void mend_end(char *msg)
{
    mg_span all = mg_span_str(msg);
    size_t valid = mg_utf8_valid(all);
    if (all.n - valid < 4) msg[valid] = '\0';
}

static bool fillable(const mg_error *err)
{
    return err && err->code == MG_OK;
}

static void fill(mg_error *err, mg_status code, const char *fmt, va_list args)
{
    err->code = code;
    err->sys = 0;
    err->offset = -1;
    vsnprintf(err->msg, sizeof err->msg, fmt, args);
    /* A sentence is one line, whatever a file name or a library put into it. */
    mg_span all = mg_span_str(err->msg);
    for (size_t at = 0; at < all.n;) {
        size_t start = at;
        if (mg_utf8_harmful(mg_utf8_next(all, &at))) memset(err->msg + start, ' ', at - start);
    }
    mend_end(err->msg);
}

mg_status mg_fail(mg_error *err, mg_status code, const char *fmt, ...)
{
    if (fillable(err)) {
        va_list args;
        va_start(args, fmt);
        fill(err, code, fmt, args);
        va_end(args);
    }
    return code;
}

mg_status mg_fail_sys(mg_error *err, int sys, const char *fmt, ...)
{
    mg_status code = sys == ENOMEM ? MG_NOMEM : sys == ENOENT ? MG_NOTFOUND : MG_IO;
    if (fillable(err)) {
        va_list args;
        va_start(args, fmt);
        fill(err, code, fmt, args);
        va_end(args);
        err->sys = sys;
        size_t used = strlen(err->msg);
        char text[128];
        snprintf(err->msg + used, sizeof err->msg - used, ": %s", strerror_r(sys, text, sizeof text));
    }
    return code;
}

mg_status mg_fail_at(mg_error *err, mg_status code, size_t offset, const char *fmt, ...)
{
    if (fillable(err)) {
        va_list args;
        va_start(args, fmt);
        fill(err, code, fmt, args);
        va_end(args);
        err->offset = (int64_t)offset;
    }
    return code;
}

mg_status mg_fail_nomem(mg_error *err, const char *what)
{
    return mg_fail(err, MG_NOMEM, "out of memory while %s", what);
}

void mg_error_prefix(mg_error *err, const char *fmt, ...)
{
    if (!err || err->code == MG_OK) return;
    char old[sizeof err->msg];
    memcpy(old, err->msg, sizeof old);
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(err->msg, sizeof err->msg, fmt, args);
    va_end(args);
    size_t used = n < 0 ? 0 : MG_MIN((size_t)n, sizeof err->msg - 1);
    if (used + 2 < sizeof err->msg)
        snprintf(err->msg + used, sizeof err->msg - used, ": %.*s", (int)(sizeof err->msg - used - 3), old);
    mend_end(err->msg);
}

void mg_error_clear(mg_error *err)
{
    if (err) *err = (mg_error)MG_ERROR_INIT;
}
