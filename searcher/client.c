/* client.c - see client.h. */
#include "searcher/client.h"

#include <string.h>

/* By the status; several are one code. */
static const morgue_code codes[] = {
    [MG_OK] = MORGUE_OK,
    [MG_NOMEM] = MORGUE_MEMORY,
    [MG_IO] = MORGUE_IO,
    [MG_LIMIT] = MORGUE_LIMIT,
    [MG_FORMAT] = MORGUE_REQUEST,
    [MG_CORRUPT] = MORGUE_CORRUPT,
    [MG_VERSION] = MORGUE_MISMATCH,
    [MG_QUERY] = MORGUE_QUERY,
    [MG_NOTFOUND] = MORGUE_NOT_FOUND,
    [MG_LOCKED] = MORGUE_IO,
    [MG_STALE] = MORGUE_STALE,
    [MG_USAGE] = MORGUE_USAGE,
    [MG_INTERRUPTED] = MORGUE_CANCELLED,
    [MG_TIMEOUT] = MORGUE_TIMEOUT,
    [MG_INTERNAL] = MORGUE_INTERNAL,
};

mg_status mg_heard(morgue_code code, const morgue_error *why, mg_error *err)
{
    size_t status = 0;
    if (code == MORGUE_OK) return MG_OK;
    while (status + 1 < MG_COUNT(codes) && codes[status] != code) status++;
    mg_fail(err, (mg_status)status, "%s", why->message);
    if (err && err->offset < 0) err->offset = why->offset;
    return (mg_status)status;
}

void mg_told(const mg_error *err, morgue_error *out)
{
    out->code = codes[err->code];
    out->offset = err->offset;
    memcpy(out->message, err->msg, MG_MIN(sizeof out->message, sizeof err->msg));
    out->message[sizeof out->message - 1] = '\0';
}
