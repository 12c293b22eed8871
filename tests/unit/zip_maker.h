/* zip_maker.h - for tests: a ZIP whose parts are stored as they are. */
#ifndef MG_TEST_ZIP_MAKER_H
#define MG_TEST_ZIP_MAKER_H

#include "common/buf.h"

#include <zlib.h>

typedef struct {
    const char *name;
    mg_span bytes;
} zip_entry;

static inline void zip_number(mg_buf *out, uint32_t value, int bytes)
{
    for (; bytes; bytes--, value >>= 8) mg_buf_addc(out, (char)value);
}

/* The fields that a local header and the directory have in common. */
static inline void zip_fields(mg_buf *out, const zip_entry *e, uint32_t flags)
{
    uint32_t n = (uint32_t)e->bytes.n;
    zip_number(out, 20, 2);
    zip_number(out, flags, 2);
    zip_number(out, 0, 2); /* stored */
    zip_number(out, 0, 4); /* when */
    zip_number(out, n ? (uint32_t)crc32(0, (const unsigned char *)e->bytes.p, n) : 0, 4);
    zip_number(out, n, 4);
    zip_number(out, n, 4);
    zip_number(out, (uint32_t)strlen(e->name), 2);
    zip_number(out, 0, 2); /* extra */
}

/* Append a ZIP of the entries; flags 1: they claim to be encrypted. */
static inline void zip_make(const zip_entry *entries, size_t n, uint32_t flags, mg_buf *out)
{
    mg_buf directory = MG_BUF_INIT;
    size_t start = out->n;
    for (size_t i = 0; i < n; i++) {
        size_t at = out->n - start;
        mg_buf_adds(out, "PK\3\4");
        zip_fields(out, &entries[i], flags);
        mg_buf_adds(out, entries[i].name);
        mg_buf_add(out, entries[i].bytes);
        mg_buf_adds(&directory, "PK\1\2");
        zip_number(&directory, 20, 2);
        zip_fields(&directory, &entries[i], flags);
        zip_number(&directory, 0, 2); /* comment */
        zip_number(&directory, 0, 2); /* disk */
        zip_number(&directory, 0, 2);
        zip_number(&directory, 0, 4);
        zip_number(&directory, (uint32_t)at, 4);
        mg_buf_adds(&directory, entries[i].name);
    }
    size_t at = out->n - start;
    mg_buf_add(out, mg_buf_span(&directory));
    mg_buf_adds(out, "PK\5\6");
    zip_number(out, 0, 4);
    zip_number(out, (uint32_t)n, 2);
    zip_number(out, (uint32_t)n, 2);
    zip_number(out, (uint32_t)directory.n, 4);
    zip_number(out, (uint32_t)at, 4);
    zip_number(out, 0, 2);
    mg_buf_dispose(&directory);
}

#endif
